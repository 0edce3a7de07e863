//! The grammar has the words of the language, and no others.

use std::collections::BTreeSet;

use admit::syntax::vocabulary;
use serde_json::Value;

use crate::{editors, grammar, language, read};

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

fn emacs() -> String {
    read(&editors().join("emacs/policy-ts-mode.el"))
}

/// The mode of Emacs asks for all words but those that it says are no tokens; another would make its
/// queries wrong, and one too many would leave a keyword without colour.
#[test]
fn emacs_asks_for_the_tokens() {
    let text = emacs();
    let behind = text.split("(defconst policy-ts--no-tokens '(").nth(1).unwrap();
    let list = behind.split(')').next().unwrap();
    let left_out: BTreeSet<String> =
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let language = language();
    let mut words = set([vocabulary::ITEM_KEYWORDS, vocabulary::CONDITION_KEYWORDS]);
    words.extend(set([vocabulary::CONTEXTUAL_WORDS]));
    words.retain(|word| language.id_for_node_kind(word, false) == 0);
    assert_eq!(left_out, words);
}

/// What stands behind an opening bracket in the rules of the mode of Emacs, and the fields in them.
#[test]
fn emacs_asks_for_nodes_that_there_are() {
    let text = emacs();
    let rules = text
        .split(";;; Colours")
        .nth(1)
        .unwrap()
        .split("(defconst policy-ts--features")
        .next()
        .unwrap();
    let rules = rules.split("(treesit-font-lock-rules").skip(1);
    let rules: String = rules.map(|it| it.split("(defun").next().unwrap()).collect();
    let language = language();
    let is_name = |c: char| c.is_ascii_alphabetic() || "_-".contains(c);
    let named = rules.split('(').skip(1).map(|it| it.split(|c| !is_name(c)).next().unwrap());
    let nodes: BTreeSet<&str> = named.filter(|it| !it.is_empty() && *it != "_").collect();
    let unknown: Vec<_> = nodes
        .iter()
        .filter(|it| {
            !it.contains('-') && **it != "vconcat" && language.id_for_node_kind(it, true) == 0
        })
        .collect();
    assert!(nodes.len() > 40 && unknown.is_empty(), "{} nodes, {unknown:?}", nodes.len());
    let words = rules.split_whitespace();
    let fields: BTreeSet<&str> = words.filter_map(|it| it.strip_suffix(':')).collect();
    let unknown: Vec<_> =
        fields.iter().filter(|it| language.field_id_for_name(it).is_none()).collect();
    assert!(fields.len() > 5 && unknown.is_empty(), "{} fields, {unknown:?}", fields.len());
}
