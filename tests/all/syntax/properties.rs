//! What holds for any text.

use std::time::{Duration, Instant};

use admit::diagnostic::{Code, code};
use admit::limits::Limits;
use admit::source::FileId;
use admit::syntax::token::{TokenKind, tokens};
use admit::syntax::{ast, parse};
use proptest::prelude::*;

use super::{EVERYTHING, read, show};

/// Pieces of the language, and of what is not.
const PIECES: &[&str] = &[
    "policy",
    "use",
    "type",
    "enum",
    "credential",
    "role",
    "let",
    "condition",
    "rule",
    "admit",
    "refuse",
    "pseudonyms",
    "disclose",
    "test",
    "and",
    "or",
    "not",
    "in",
    "is",
    "as",
    "where",
    "of",
    "extends",
    "at",
    "tag",
    "embedded",
    "exists",
    "absent",
    "null",
    "true",
    "contains",
    "starts",
    "with",
    "under",
    "ignoring",
    "case",
    "can",
    "may",
    "move",
    "name",
    "participants",
    "wire",
    "allow",
    "deny",
    "warnings",
    "holder",
    "require",
    "forbid",
    "given",
    "file",
    "room",
    "expect",
    "none",
    "refused",
    "forbidden",
    "by",
    "for",
    "each",
    "x",
    "Y",
    "`role`",
    "anyone",
    "1",
    "-1",
    "0x2A",
    "1.5",
    "1e9",
    "2026-01-31",
    "2.5.4.3",
    "\"t\"",
    "h'00'",
    "b64'AA'",
    "'s'",
    "\"",
    "`",
    "h'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    ".",
    "..",
    "/",
    "//",
    "///",
    "|",
    "->",
    "=",
    "==",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "!=",
    "!",
    "===",
    "=~",
    ";",
    "é",
    "\u{202E}",
    "\u{FFFC}",
    "\u{FEFF}",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\r\n",
];

fn soup() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,3}"];
    let gap = prop::sample::select(&["", " ", " ", " ", "\n"][..]);
    prop::collection::vec((piece, gap), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(piece, gap)| piece + gap).collect())
}

/// A sound policy with some tokens taken out, put in, or doubled.
fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..3u8, prop::sample::select(PIECES));
    prop::collection::vec(change, 1..6).prop_map(|changes| {
        let all = tokens(EVERYTHING, FileId(0));
        let mut texts: Vec<&str> = all.iter().map(|it| &EVERYTHING[it.span.range()]).collect();
        for (at, kind, piece) in changes {
            let at = at.index(texts.len());
            match kind {
                0 => drop(texts.remove(at)),
                1 => texts.insert(at, piece),
                _ => texts[at] = piece,
            }
        }
        texts.concat()
    })
}

/// What must hold of whatever the parser gives for a text.
fn check(text: &str) {
    let (file, diagnostics) = read(text);
    for diagnostic in &diagnostics {
        let spans =
            std::iter::once(&diagnostic.primary).chain(&diagnostic.labels).map(|it| it.span);
        for span in spans.chain(diagnostic.suggestions.iter().map(|it| it.span)) {
            assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}: {diagnostic:?}");
        }
    }
    let mut end = 0;
    for item in &file.items {
        assert!(text.get(item.span.range()).is_some_and(|it| !it.is_empty()), "{text:?}");
        assert!(item.span.start >= end, "items overlap in {text:?}");
        end = item.span.end;
    }
    let shown = show::file(&file);
    if diagnostics.is_empty() {
        assert!(
            !shown.contains('?') || text.contains('?'),
            "a hole without a diagnostic: {text:?}"
        );
        assert!(
            !file.items.iter().any(|it| matches!(it.kind, ast::ItemKind::Broken { .. })),
            "{text:?}"
        );
        let (again, diagnostics) = read(&shown);
        assert_eq!(diagnostics, [], "{text:?} as {shown:?}");
        assert_eq!(show::file(&again), shown);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_soup_is_read(text in soup()) {
        check(&text);
    }

    #[test]
    fn any_mutated_policy_is_read(text in mutated()) {
        check(&text);
    }

    #[test]
    fn tokens_are_lossless(text in prop_oneof![any::<String>(), soup(), mutated()]) {
        let mut end = 0;
        for token in tokens(&text, FileId(0)) {
            prop_assert_eq!(token.span.start, end);
            prop_assert!(token.span.end > end);
            prop_assert!(text.get(token.span.range()).is_some());
            end = token.span.end;
        }
        prop_assert_eq!(end as usize, text.len());
    }

    #[test]
    fn unknown_characters_are_reported(text in soup()) {
        let unknown = tokens(&text, FileId(0)).iter().any(|it| it.kind == TokenKind::Unknown);
        prop_assert!(!unknown || !read(&text).1.is_empty());
    }
}

/// The codes of a text that must be dealt with at once.
fn quickly(text: &str, limits: &Limits) -> Vec<Code> {
    let start = Instant::now();
    let (_, diagnostics) = parse(text, FileId(0), limits);
    let spent = start.elapsed();
    assert!(spent < Duration::from_secs(20), "{spent:?} for {} octets", text.len());
    diagnostics.iter().map(|it| it.code).collect()
}

#[test]
fn a_million_brackets_are_too_deep() {
    for bracket in ["[", "{", "("] {
        let text = format!("let a = {}", bracket.repeat(1_000_000));
        assert_eq!(quickly(&text, &Limits::default()), [code::TOO_DEEP]);
    }
}

#[test]
fn brackets_too_deep_do_not_hide_the_next_item() {
    let text = format!("refuse A where {}\nlet b = 1\nlet c = =", "(".repeat(100_000));
    let (file, diagnostics) = read(&text);
    let codes: Vec<Code> = diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [code::TOO_DEEP, code::UNEXPECTED]);
    assert_eq!(show::file(&file), "broken refuse\nlet b = 1\nbroken let c\n");
}

#[test]
fn the_limit_itself_passes() {
    let nested = |depth: usize| {
        [
            format!("let a = {}{}", "[".repeat(depth), "]".repeat(depth)),
            format!("refuse A where {}a{}", "(".repeat(depth), ")".repeat(depth)),
            format!("refuse A where {}a{}", "a[".repeat(depth), "]".repeat(depth)),
            format!("type A = {}int{}", "[".repeat(depth), "]".repeat(depth)),
            format!("type A = {}int{}", "{ a : ".repeat(depth), "}".repeat(depth)),
            format!("type A = {}int", "tag 1 embedded ".repeat(depth / 2)),
            format!(
                "test \"x\" {{ given A {{ a: {}1{} }} }}",
                "[{ a: ".repeat(depth / 2 - 1),
                "}]".repeat(depth / 2 - 1)
            ),
        ]
    };
    for depth in [64, 128] {
        let limits = Limits { source_nesting: depth, ..Limits::default() };
        for text in nested(depth) {
            assert_eq!(quickly(&text, &limits), [], "{text}");
        }
        for text in nested(depth + 2) {
            assert_eq!(quickly(&text, &limits), [code::TOO_DEEP], "{text}");
        }
    }
}

#[test]
fn no_setting_makes_nesting_unbounded() {
    let limits = Limits { source_nesting: usize::MAX, ..Limits::default() };
    let text = format!("let a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(quickly(&text, &limits), [code::TOO_DEEP]);
    let text = format!("type A = {}int", "embedded ".repeat(100_000));
    assert_eq!(quickly(&text, &limits), [code::TOO_DEEP]);
}

#[test]
fn a_file_may_be_as_large_as_the_limit() {
    let limits = Limits { source_bytes: 10, ..Limits::default() };
    assert_eq!(quickly("let a = 12", &limits), []);
    assert_eq!(quickly("let a = 123", &limits), [code::SOURCE_TOO_LARGE]);
}

#[test]
fn hostile_files_are_quick() {
    let limits = Limits::default();
    let many = |piece: &str| piece.repeat(200_000 / piece.len());
    for text in [
        many("let "),
        many("let a = = = "),
        many("\""),
        many("`"),
        many("é"),
        many("é "),
        many("}"),
        many("{ ]"),
        many("[}"),
        many("refuse A where a\n"),
        many("a b c\n"),
        format!("credential A: jwt {{ {} }}", many("a : = b : int\n")),
        format!("credential A: jwt {{ {} }}", many("a : { ")),
        format!("refuse A where {}", many("a == and ")),
        format!("refuse A where {}", many("not a or (b ")),
        format!("refuse A where a in [{}]", many("1 2, ")),
        format!("role r = 2 {{ {} }}", many("can , ")),
        format!("use a {{ {} }}", many("b c ")),
        format!("test \"x\" {{ {} ", many("a ")),
        format!("test \"x\" {{ {} }}", many("given A { a: = } expect 5 ")),
        format!("test \"x\" {{ given A {{ {} }} }}", many("a: = b: 1 ")),
        format!("test \"x\" {{ given A {{ {} }} }}", many("a: [{ a: ")),
        format!("test \"x\" {{ for each {{ {} }} }}", many("{ a: 1 } expect 5 ")),
        format!("disclose A {{ {} }}", many("require , allow ")),
        format!("policy \"x\" {{ {} }}", many("allow W0501 ")),
        format!("let a = {}", many("1 ")),
        format!("let a = {}", many("1.")),
        format!("let a = {}", many("1-")),
        format!("let a = \"{}\"", many("\\u{41}")),
        many("/// doc\n"),
        many("/// doc\nlet a = 1\n"),
    ] {
        let codes = quickly(&text, &limits);
        assert!(codes.len() <= 201, "{}", codes.len());
    }
}

#[test]
fn diagnostics_are_bounded_and_say_so() {
    let codes = quickly(&"let a = =\n".repeat(1000), &Limits::default());
    assert_eq!(codes.len(), 201);
    assert_eq!(codes.last(), Some(&code::TOO_MANY_MISTAKES));
}
