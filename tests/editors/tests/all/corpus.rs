//! Trees as written down in `test/corpus`, in the form of tree-sitter's own corpus tests.
//! `ADMIT_UPDATE=1` writes the trees anew.

use std::fmt::Write as _;

use tree_sitter::TreeCursor;

use crate::{files, grammar, parse, read, updating};

/// One text with a name.
struct Case {
    name: String,
    text: String,
}

/// The cases of a file: a name between two lines of `=`, a text, a line of `-`, a tree.
fn cases(text: &str) -> Vec<Case> {
    let is_rule = |line: &str, sign: char| line.len() >= 3 && line.chars().all(|c| c == sign);
    let lines: Vec<&str> = text.lines().collect();
    let begins = |at: &usize| {
        is_rule(lines[*at], '=') && lines.get(at + 2).is_some_and(|line| is_rule(line, '='))
    };
    let heads: Vec<usize> = (0..lines.len()).filter(begins).collect();
    let case = |at: &usize| {
        let body = &lines[at + 3..];
        let end = body.iter().position(|line| is_rule(line, '-')).expect("a line of `-`");
        let text = body[..end].join("\n");
        Case { name: lines[at + 1].to_owned(), text: text.trim_matches('\n').to_owned() }
    };
    heads.iter().map(case).collect()
}

/// The named nodes, each on its line, with the names of fields.
fn outline(cursor: &mut TreeCursor, depth: usize, out: &mut String) {
    let node = cursor.node();
    let shown = node.is_named() || node.is_missing();
    if shown {
        let field = cursor.field_name().map(|name| format!("{name}: ")).unwrap_or_default();
        let missing = if node.is_missing() { "MISSING " } else { "" };
        write!(out, "\n{}{field}({missing}{}", "  ".repeat(depth), node.kind()).unwrap();
    }
    if cursor.goto_first_child() {
        loop {
            outline(cursor, depth + 1, out);
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        cursor.goto_parent();
    }
    if shown {
        out.push(')');
    }
}

fn written(cases: &[Case]) -> String {
    let line = |sign: &str| sign.repeat(80);
    let mut out = String::new();
    for Case { name, text } in cases {
        let mut tree = String::new();
        outline(&mut parse(text).walk(), 0, &mut tree);
        let (equals, dashes) = (line("="), line("-"));
        write!(out, "{equals}\n{name}\n{equals}\n\n{text}\n\n{dashes}\n{tree}\n\n").unwrap();
    }
    out
}

#[test]
fn trees_are_as_written() {
    let mut count = 0;
    for path in files(&grammar().join("test/corpus"), "txt") {
        let text = read(&path);
        let cases = cases(&text);
        assert!(!cases.is_empty(), "{}", path.display());
        count += cases.len();
        let now = written(&cases);
        if updating() {
            std::fs::write(&path, &now).unwrap();
        } else {
            assert!(now == text, "{} would be\n{now}", path.display());
        }
    }
    assert!(count >= 20, "{count}");
}
