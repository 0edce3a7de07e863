//! tree-sitter finds a mistake where the compiler's parser does, and cuts the text alike.

use std::collections::BTreeMap;
use std::ops::Range;

use admit::syntax::token::TokenKind;
use admit::syntax::vocabulary;
use tree_sitter::Tree;

use crate::sources::{Source, Verdict, policies};
use crate::{parse, walk};

/// Where something is wrong, or something was put in to make it right.
fn faults(tree: &Tree) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    walk(tree.root_node(), &mut |node| {
        if node.is_error() || node.is_missing() {
            found.push(node.byte_range());
        }
    });
    found
}

/// Whether one is inside of the other or next to it.
fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// Says why the two readings of a text disagree, if they do.
pub fn disagreement(text: &str) -> Option<String> {
    let verdict = Source::new(text).verdict();
    let tree = parse(text);
    match (verdict, tree.root_node().has_error()) {
        (Verdict::Sound, true) => {
            Some(format!("tree-sitter alone finds a fault at {:?}", faults(&tree).first()))
        }
        (Verdict::Broken, false) => Some("the compiler alone finds a fault".to_owned()),
        _ => None,
    }
}

#[test]
fn a_file_has_an_error_when_the_compiler_says_so() {
    let (mut sound, mut broken) = (0, 0);
    let mut wrong = Vec::new();
    for (name, text) in policies() {
        match Source::new(&text).verdict() {
            Verdict::Sound => sound += 1,
            Verdict::Broken => broken += 1,
            Verdict::Beyond => {}
        }
        wrong.extend(disagreement(&text).map(|why| format!("{name}: {why}")));
    }
    assert!(sound > 40 && broken > 1, "{sound} without and {broken} with mistakes");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_item_by_itself_has_an_error_when_the_compiler_says_so() {
    let (mut sound, mut broken) = (0, 0);
    let mut wrong = Vec::new();
    for (name, text) in policies() {
        for item in Source::new(&text).items() {
            let item = &text[item];
            match Source::new(item).verdict() {
                Verdict::Sound => sound += 1,
                Verdict::Broken => broken += 1,
                Verdict::Beyond => {}
            }
            wrong.extend(disagreement(item).map(|why| format!("{name}: {why}: {item}")));
        }
    }
    println!("{sound} items without and {broken} with mistakes");
    assert!(sound > 500 && broken > 30, "{sound} without and {broken} with mistakes");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Mistakes are found in the items that have them, and do not reach into the others.
#[test]
fn an_item_among_others_has_a_fault_when_the_compiler_says_so() {
    let mut wrong = Vec::new();
    let (mut held, mut found) = (0, 0);
    for (name, text) in policies() {
        let source = Source::new(&text);
        let faults = faults(&parse(&text));
        for (item, whole) in source.items().iter().zip(&source.file.items) {
            let own = whole.span.range();
            let touched = faults.iter().find(|it| it.start < own.end && own.start < it.end);
            match (source.verdict_in(item), touched) {
                (Verdict::Sound, Some(at)) => {
                    wrong.push(format!("{name}: {at:?} in {own:?}: {}", &text[own.clone()]))
                }
                (Verdict::Broken, None) if !faults.iter().any(|it| touches(it, item)) => {
                    wrong.push(format!("{name}: nothing in {own:?}: {}", &text[own.clone()]))
                }
                (Verdict::Sound, None) => held += 1,
                (Verdict::Broken, _) => found += 1,
                (Verdict::Beyond, _) => {}
            }
        }
    }
    assert!(held > 500 && found > 30, "{held} without and {found} with mistakes");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The kinds whose places both know, by the names of tree-sitter's nodes.
fn kind_of_node(name: &str) -> Option<&'static str> {
    Some(match name {
        "comment" | "doc_comment" | "file_doc" => "comment",
        "string" | "bytes" => "text",
        "integer" | "float" | "date" | "oid" => "number",
        "quoted_name" => "quoted",
        "true" | "false" | "null" => "keyword",
        word if vocabulary::is_reserved(word) => "keyword",
        _ => return None,
    })
}

fn kind_of_token(kind: TokenKind, text: &str) -> Option<&'static str> {
    Some(match kind {
        TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc => "comment",
        TokenKind::Text | TokenKind::Bytes => "text",
        TokenKind::Int | TokenKind::Float | TokenKind::Date | TokenKind::Oid => "number",
        TokenKind::QuotedName => "quoted",
        TokenKind::Word if vocabulary::is_reserved(text) => "keyword",
        _ => return None,
    })
}

/// In what is sound, every comment, text, number, quoted name and keyword stands where the
/// compiler's tokens stand, and nowhere else.
#[test]
fn tokens_stand_in_the_same_places() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, text) in policies() {
        let source = Source::new(&text);
        let sound = source.verdict() == Verdict::Sound;
        let kept = |at: &Range<usize>, kind: &str| {
            let mut items = source.items().into_iter();
            sound
                || kind == "comment"
                || items
                    .any(|it| it.contains(&at.start) && source.verdict_in(&it) == Verdict::Sound)
        };
        let mut theirs = Vec::new();
        walk(parse(&text).root_node(), &mut |node| {
            let leaf = node.child_count() == 0 || node.kind() == "string";
            if let Some(kind) = kind_of_node(node.kind()).filter(|_| leaf && !node.is_missing()) {
                theirs.push((node.byte_range(), kind));
            }
        });
        theirs.retain(|(at, kind)| kept(at, kind));
        let mut ours = Vec::new();
        for token in &source.tokens {
            let at = token.span.range();
            let kind = kind_of_token(token.kind, &text[at.clone()]);
            ours.extend(kind.filter(|kind| kept(&at, kind)).map(|kind| (at, kind)));
        }
        for (_, kind) in &ours {
            *compared.entry(kind).or_default() += 1;
        }
        theirs.sort_by_key(|(at, _)| at.start);
        let differs = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
        assert_eq!(differs, None, "{name}");
        assert_eq!(ours.len(), theirs.len(), "{name}");
    }
    println!("compared {compared:?}");
    assert!(compared.len() == 5 && compared.values().all(|count| *count > 2), "{compared:?}");
}
