//! The grammar has the words of the language, and no others.

use std::collections::BTreeSet;

use admit::syntax::vocabulary;
use serde_json::Value;

use crate::{grammar, read};

fn generated() -> Value {
    serde_json::from_str(&read(&grammar().join("src/grammar.json"))).unwrap()
}

/// Every word that stands in a rule by itself.
fn words(value: &Value, found: &mut BTreeSet<String>) {
    if value["type"] == "STRING" {
        let text = value["value"].as_str().unwrap();
        if text.chars().all(|c| c.is_ascii_lowercase()) {
            found.insert(text.to_owned());
        }
    }
    match value {
        Value::Array(list) => list.iter().for_each(|it| words(it, found)),
        Value::Object(map) => map.values().for_each(|it| words(it, found)),
        _ => {}
    }
}

fn set<'a>(lists: impl IntoIterator<Item = &'a [&'static str]>) -> BTreeSet<String> {
    lists.into_iter().flatten().map(|word| (*word).to_owned()).collect()
}

/// The words of `reserved(name, …)`.
fn reserved(grammar: &Value, name: &str) -> BTreeSet<String> {
    let list = grammar["reserved"][name].as_array().unwrap();
    list.iter().map(|word| word["value"].as_str().unwrap().to_owned()).collect()
}

const RESERVED: [&[&str]; 3] =
    [vocabulary::ITEM_KEYWORDS, vocabulary::CONDITION_KEYWORDS, vocabulary::VALUE_KEYWORDS];

#[test]
fn the_grammar_has_the_words() {
    let mut found = BTreeSet::new();
    words(&generated()["rules"], &mut found);
    let mut known = set(RESERVED);
    known.extend(set([vocabulary::CONTEXTUAL_WORDS]));
    // What a test expects when no rule matches is a role's name elsewhere; `it` is a claim's.
    known.insert("none".to_owned());
    known.remove("it");
    assert_eq!(found, known);
}

#[test]
fn the_grammar_reserves_the_words() {
    let grammar = generated();
    let with = |more: &'static [&'static str]| {
        let mut all = set(RESERVED);
        all.extend(set([more]));
        all
    };
    assert_eq!(reserved(&grammar, "global"), with(&[]));
    assert_eq!(reserved(&grammar, "policy_line"), with(vocabulary::POLICY_SETTINGS));
    assert_eq!(reserved(&grammar, "role_line"), with(vocabulary::ROLE_SETTINGS));
    assert_eq!(reserved(&grammar, "disclose_line"), with(vocabulary::DISCLOSE_WORDS));
    // `for` begins a line only before `each`.
    let mut lines = reserved(&grammar, "test_line");
    lines.insert("for".to_owned());
    assert_eq!(lines, with(vocabulary::TEST_WORDS));
}
