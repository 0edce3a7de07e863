//! Editors know the words that the language has, and no others.

use std::collections::BTreeSet;
use std::path::Path;

use admit::format::Format;
use admit::syntax::vocabulary;

fn vim() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vim/syntax/admit.vim");
    std::fs::read_to_string(path).unwrap()
}

/// The words of a group in the Vim syntax.
fn group(name: &str) -> BTreeSet<String> {
    let text = vim();
    let head = format!("syntax keyword {name} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&head)).unwrap();
    line.split_whitespace().map(str::to_owned).collect()
}

fn words(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn vim_has_the_keywords() {
    assert_eq!(group("admitItem"), words(vocabulary::ITEM_KEYWORDS));
    assert_eq!(group("admitOperator"), words(vocabulary::CONDITION_KEYWORDS));
    assert_eq!(group("admitValue"), words(vocabulary::VALUE_KEYWORDS));
    assert_eq!(group("admitWord"), words(vocabulary::CONTEXTUAL_WORDS));
}

#[test]
fn vim_has_the_formats() {
    assert_eq!(group("admitFormat"), Format::ALL.map(|format| format.word().to_owned()).into());
}

/// A claim of each type checks, and of a word that is none it does not.
#[test]
fn vim_has_the_types() {
    let types = group("admitType");
    assert!(types.len() >= 13, "{types:?}");
    for word in types {
        let text = format!("credential A: cwt {{ a at 1 : {word} }}");
        let limits = admit::limits::Limits::default();
        let found = admit::compile::check("a.policy", &text, &admit::source::NoFiles, &limits);
        assert!(!found.has_errors(), "{word}: {:?}", found.diagnostics);
    }
}
