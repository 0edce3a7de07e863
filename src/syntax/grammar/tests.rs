//! The grammar beside the tokens, the vocabulary and the parser.

use std::collections::HashSet;

use pest::Parser;
use pest::iterators::Pair;
use proptest::prelude::*;

use super::{Grammar, HOLE, Rule};
use crate::diagnostic::code;
use crate::limits::Limits;
use crate::source::FileId;
use crate::syntax::parse;
use crate::syntax::token::{TokenKind, tokens};
use crate::syntax::vocabulary::{
    CONDITION_KEYWORDS, CONTEXTUAL_WORDS, DISCLOSE_WORDS, ITEM_KEYWORDS, POLICY_SETTINGS,
    ROLE_SETTINGS, TEST_WORDS, VALUE_KEYWORDS, is_reserved,
};

const EVERYTHING: &str = include_str!("../../../tests/all/syntax/everything.policy");

fn is_policy(text: &str) -> bool {
    Grammar::parse(Rule::file, text).is_ok()
}

#[test]
fn the_file_with_everything_is_a_policy() {
    assert!(is_policy(EVERYTHING));
}

#[test]
fn vocabulary_and_grammar_know_the_same_keywords() {
    let is_name = |word: &str| is_policy(&format!("let {word} = 1"));
    for word in [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS].concat() {
        assert!(is_reserved(word) && !is_name(word), "{word}");
        assert!(is_name(&format!("{word}s")) && is_name(&format!("`{word}`")), "{word}");
    }
    for word in
        [CONTEXTUAL_WORDS, POLICY_SETTINGS, ROLE_SETTINGS, DISCLOSE_WORDS, TEST_WORDS].concat()
    {
        assert!(!is_reserved(word) && is_name(word), "{word}");
    }
    let grammar = include_str!("../../../grammar/admit.pest");
    for word in [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS, CONTEXTUAL_WORDS].concat() {
        assert!(word == "it" || grammar.contains(&format!("\"{word}\"")), "{word}");
    }
}

#[test]
fn people_cannot_write_the_hole() {
    let (_, diagnostics) = parse(&format!("let a = {HOLE}"), FileId(0), &Limits::default());
    assert_eq!(diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), [code::UNKNOWN_CHARACTER]);
}

/// Asserts that every piece of a parsed text begins and ends where a token does.
fn assert_on_boundaries(text: &str) {
    let Ok(pairs) = Grammar::parse(Rule::file, text) else { return };
    let all = tokens(text, FileId(0));
    let starts: HashSet<usize> =
        all.iter().map(|it| it.span.start as usize).chain([text.len()]).collect();
    let check = |pair: &Pair<'_, Rule>| {
        let span = pair.as_span();
        assert!(starts.contains(&span.start()), "{:?} of {text:?}", pair.as_rule());
        assert!(starts.contains(&span.end()), "{:?} of {text:?}", pair.as_rule());
    };
    for pair in pairs.flatten() {
        check(&pair);
        // A terminal is one token, but for words with hyphens and the end of the file.
        let terminal = pair.clone().into_inner().next().is_none();
        let inside = all.iter().filter(|it| {
            let range = it.span.range();
            pair.as_span().start() <= range.start && range.end <= pair.as_span().end()
        });
        if terminal && !matches!(pair.as_rule(), Rule::EOI | Rule::wire_dialect) {
            let meaning =
                inside.filter(|it| !it.kind.is_trivia() || it.kind == TokenKind::ByteOrderMark);
            let empty = matches!(pair.as_rule(), Rule::record | Rule::list);
            assert!(empty || meaning.count() == 1, "{:?} of {text:?}", pair.as_rule());
        }
    }
}

/// Asserts that the parser complains of the syntax of exactly those files that are no policies.
fn assert_agreement(text: &str) {
    let (_, diagnostics) = parse(text, FileId(0), &Limits::default());
    let judged_by_hand = [code::TOO_DEEP, code::BAD_LITERAL];
    let hidden = |message: &str| message.starts_with("the invisible character");
    let by_hand =
        diagnostics.iter().any(|it| judged_by_hand.contains(&it.code) || hidden(&it.message));
    let complaints =
        diagnostics.iter().filter(|it| !judged_by_hand.contains(&it.code) && !hidden(&it.message));
    let complaints: Vec<_> = complaints.collect();
    if is_policy(text) {
        assert!(complaints.is_empty(), "{complaints:#?}\n{text}");
    } else {
        assert!(!complaints.is_empty() || by_hand, "{text}");
    }
}

/// Tokens that may stand in for one another, and some that may not.
const PIECES: &[&str] = &[
    "x",
    "`role`",
    "role",
    "name",
    "at",
    "tag",
    "1",
    "-1",
    "1.5",
    "2026-01-31",
    "2.5.4.3",
    "\"t\"",
    "h'00'",
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
    "|",
    "->",
    "=",
    "==",
    "<",
    "<=",
    "<>",
    "and",
    "or",
    "not",
    "in",
    "1..2",
    "1...2",
    "1.2.3..4",
    "5-3",
    "5x",
    "1e5e",
    "2026-01-31T",
    "a.b",
    "exists",
    "null",
    "given",
    "expect",
    "for each",
    "by",
    "none",
    "allow",
    "holder",
    " ",
    "\n",
    "// c\n",
    "/",
    "/**/",
    "h",
    "b64",
    "'",
    "\u{FEFF}",
];

fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..4u8, prop::sample::select(PIECES));
    prop::collection::vec(change, 1..4).prop_map(|changes| {
        let all = tokens(EVERYTHING, FileId(0));
        let mut texts: Vec<&str> =
            all.iter().filter_map(|it| EVERYTHING.get(it.span.range())).collect();
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

/// A few tokens without much between them, as a value and as a condition.
fn crowded() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![prop::sample::select(PIECES).prop_map(str::to_owned), "[0-9a-z.:T_+-]{1,6}"];
    (
        prop::sample::select(
            &[
                "let a = ",
                "refuse A where x in ",
                "type A = ",
                "test \"x\" { ",
                "test \"x\" { given A { a: ",
                "test \"x\" { for each { {} expect ",
                "disclose A { require ",
                "policy \"x\" { allow ",
            ][..],
        ),
        prop::collection::vec(piece, 1..5),
    )
        .prop_map(|(head, pieces)| {
            let open = head.matches('{').count() - head.matches('}').count();
            head.to_owned() + &pieces.concat() + &" }".repeat(open)
        })
}

proptest! {
    #[test]
    fn terminals_end_where_tokens_end(text in prop_oneof![mutated(), crowded()]) {
        assert_on_boundaries(&text);
    }

    #[test]
    fn the_parser_accepts_what_the_grammar_accepts(text in prop_oneof![mutated(), crowded()]) {
        assert_agreement(&text);
    }
}

#[test]
fn terminals_of_sound_texts_end_where_tokens_end() {
    assert_on_boundaries(EVERYTHING);
    assert_on_boundaries(
        "\u{FEFF}// x\r\ntest \"x\" { given A { a: [ ], `role`: h'00' } expect none }\n\
         pseudonyms required",
    );
    assert_agreement(EVERYTHING);
}
