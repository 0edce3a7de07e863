//! The tree-sitter grammar: generated as committed, and of one mind with the compiler.

mod agreement;
mod corpus;
mod generated;
mod highlight;
mod mutations;
mod older;
mod queries;
mod sources;
mod words;
mod zed;

use std::path::{Path, PathBuf};

use tree_sitter::{Node, Parser, Tree};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn editors() -> PathBuf {
    root().join("editors")
}

/// The folder with the grammar.
fn grammar() -> PathBuf {
    editors().join("tree-sitter-policy")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files below a folder with an ending, in order; at least one.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.is_file() && path.extension().is_some_and(|it| it == ending) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} files below {}", folder.display());
    found.sort();
    found
}

fn updating() -> bool {
    std::env::var_os("ADMIT_UPDATE").is_some()
}

fn language() -> tree_sitter::Language {
    admit_editors::LANGUAGE.into()
}

fn parse(text: &str) -> Tree {
    parse_as(&language(), text)
}

fn parse_as(language: &tree_sitter::Language, text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    parser.parse(text, None).unwrap()
}

/// Calls for a node and all below it, parents first.
fn walk<'a>(node: Node<'a>, visit: &mut impl FnMut(Node<'a>)) {
    let mut cursor = node.walk();
    loop {
        visit(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
