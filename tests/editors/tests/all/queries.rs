//! The queries for editors: every one compiles, says only what its editors know, and finds something.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tree_sitter::{Query, QueryCursor, StreamingIterator};

use crate::sources::{Source, Verdict, policies};
use crate::{editors, files, language, parse, read, root, updating, walk};

/// Captures that editors know, by the name of the query: Neovim's, or those of Helix and Zed.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "tree-sitter-policy/queries/highlights.scm",
        &[
            "boolean",
            "comment",
            "comment.documentation",
            "constant",
            "constant.builtin",
            "function",
            "keyword",
            "keyword.import",
            "keyword.operator",
            "label",
            "module",
            "number",
            "number.float",
            "operator",
            "property",
            "punctuation.bracket",
            "punctuation.delimiter",
            "string",
            "string.escape",
            "string.special",
            "type",
            "type.builtin",
            "type.definition",
            "variable",
            "variable.member",
        ],
    ),
    (
        "tree-sitter-policy/queries/locals.scm",
        &[
            "local.scope",
            "local.reference",
            "local.definition",
            "local.definition.constant",
            "local.definition.function",
            "local.definition.import",
            "local.definition.type",
        ],
    ),
    ("tree-sitter-policy/queries/folds.scm", &["fold"]),
    (
        "tree-sitter-policy/queries/indents.scm",
        &["indent.begin", "indent.branch", "indent.end", "indent.auto"],
    ),
    ("tree-sitter-policy/queries/injections.scm", &["injection.content"]),
    (
        "tree-sitter-policy/queries/textobjects.scm",
        &[
            "class.inner",
            "class.outer",
            "comment.outer",
            "function.inner",
            "function.outer",
            "parameter.inner",
            "parameter.outer",
            "statement.outer",
        ],
    ),
    ("helix/queries/indents.scm", &["indent", "outdent"]),
    (HELIX_INJECTIONS, &["injection.content"]),
    (
        "helix/queries/textobjects.scm",
        &[
            "class.around",
            "class.inside",
            "comment.around",
            "entry.around",
            "entry.inside",
            "function.around",
            "function.inside",
            "parameter.inside",
            "test.around",
        ],
    ),
    (HELIX, &[]),
    (ZED, &[]),
    (ZED_INJECTIONS, &["injection.content"]),
    ("zed/languages/policy/overrides.scm", &["comment.inclusive", "string"]),
    ("zed/languages/policy/brackets.scm", &["open", "close"]),
    ("zed/languages/policy/indents.scm", &["indent", "end"]),
    ("zed/languages/policy/outline.scm", &["context", "name", "item"]),
];

const HELIX: &str = "helix/queries/highlights.scm";
const HELIX_INJECTIONS: &str = "helix/queries/injections.scm";
const ZED: &str = "zed/languages/policy/highlights.scm";
const ZED_INJECTIONS: &str = "zed/languages/policy/injections.scm";

/// What Helix calls a capture of Neovim.
const HELIX_NAMES: &[(&str, &str)] = &[
    ("boolean", "constant.builtin.boolean"),
    ("comment", "comment.line"),
    ("comment.documentation", "comment.line.documentation"),
    ("keyword.import", "keyword.control.import"),
    ("module", "namespace"),
    ("number", "constant.numeric.integer"),
    ("number.float", "constant.numeric.float"),
    ("property", "variable.other.member"),
    ("string.escape", "constant.character.escape"),
    ("type.definition", "type"),
    ("variable.member", "variable.other.member"),
];

/// What Zed calls a capture of Neovim; for what it does not know it takes what stands before the dot.
const ZED_NAMES: &[(&str, &str)] = &[
    ("comment.documentation", "comment.doc"),
    ("module", "namespace"),
    ("variable.member", "property"),
];

fn query(name: &str) -> Query {
    let text = read(&editors().join(name));
    Query::new(&language(), &text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Places with the names of their captures.
fn captured(query: &Query, text: &str) -> BTreeMap<(usize, usize), BTreeSet<String>> {
    let tree = parse(text);
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
    let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    while let Some(one) = matches.next() {
        for capture in one.captures() {
            let at = (capture.node.start_byte(), capture.node.end_byte());
            let name = query.capture_names()[usize::try_from(capture.index).unwrap()];
            found.entry(at).or_default().insert(name.to_owned());
        }
    }
    found
}

fn everything() -> String {
    read(&root().join("tests/all/syntax/everything.policy"))
}

#[test]
fn every_query_is_known() {
    let folder = editors();
    let all = files(&folder, "scm");
    let names = all.iter().map(|path: &PathBuf| path.strip_prefix(&folder).unwrap());
    let names: BTreeSet<&Path> = names.collect();
    assert_eq!(names, KNOWN.iter().map(|(name, _)| Path::new(name)).collect());
}

#[test]
fn every_pattern_finds_something_under_a_name_that_editors_know() {
    let more = "use a.b { c } let x = [y] let z = q test \"t\" { given A { a: [b] } }\n// c\n)";
    let text = everything() + more;
    for (name, known) in KNOWN.iter().filter(|(name, _)| ![HELIX, ZED].contains(name)) {
        let query = query(name);
        let known: BTreeSet<String> = known.iter().map(|it| (*it).to_owned()).collect();
        let used = query.capture_names().iter().map(|it| (*it).to_owned());
        assert_eq!(used.collect::<BTreeSet<_>>(), known, "{name}");
        let tree = parse(&text);
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
        let mut seen = BTreeSet::new();
        while let Some(one) = matches.next() {
            seen.insert(one.pattern_index);
        }
        let source = read(&editors().join(name));
        for pattern in 0..query.pattern_count() {
            let text = &source[query.start_byte_for_pattern(pattern)..];
            let text: String = text.chars().take(100).collect();
            assert!(seen.contains(&pattern), "{name} finds nothing with {text}");
        }
    }
}

/// The text of a query of Neovim with other names for its captures.
fn renamed(text: &str, names: &[(&str, &str)]) -> String {
    let mut renamed = String::new();
    for line in text.split_inclusive('\n') {
        let mut parts = line.split('@');
        renamed.push_str(parts.next().unwrap());
        for part in parts {
            let end = part.find(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
            let (name, rest) = part.split_at(end.unwrap_or(part.len()));
            let other = names.iter().find(|(neovim, _)| *neovim == name);
            renamed.push('@');
            renamed.push_str(other.map_or(name, |(_, other)| other));
            renamed.push_str(rest);
        }
    }
    renamed
}

/// Compares a query with the one it is made from; `ADMIT_UPDATE=1` makes it anew.
fn is_made_from(made: &str, from: &str, names: &[(&str, &str)]) {
    let expected = renamed(&read(&editors().join("tree-sitter-policy/queries").join(from)), names);
    let path = editors().join(made);
    if updating() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert!(read(&path) == expected, "ADMIT_UPDATE=1 writes {made}");
    query(made);
}

#[test]
fn helix_has_the_same_highlights_and_injections() {
    is_made_from(HELIX, "highlights.scm", HELIX_NAMES);
    is_made_from(HELIX_INJECTIONS, "injections.scm", &[]);
}

#[test]
fn zed_has_the_same_highlights_and_injections() {
    is_made_from(ZED, "highlights.scm", ZED_NAMES);
    is_made_from(ZED_INJECTIONS, "injections.scm", &[]);
}

/// In what is sound, each token has one colour: whichever pattern an editor prefers.
#[test]
fn every_token_has_one_colour() {
    let query = query("tree-sitter-policy/queries/highlights.scm");
    let mut tokens = 0;
    for (name, text) in policies() {
        if Source::new(&text).verdict() != Verdict::Sound {
            continue;
        }
        let found = captured(&query, &text);
        let two = found.iter().find(|(_, names)| names.len() > 1);
        assert_eq!(two, None, "{name}");
        walk(parse(&text).root_node(), &mut |node| {
            let inside = node.parent().is_some_and(|it| it.kind() == "string");
            if node.child_count() == 0 && !inside && !node.byte_range().is_empty() {
                let at = (node.start_byte(), node.end_byte());
                assert!(found.contains_key(&at), "{name}: {:?} has none", &text[node.byte_range()]);
                tokens += 1;
            }
        });
    }
    assert!(tokens > 5_000, "{tokens}");
}

/// Each bracket that opens is the beginning of something that folds or is indented.
#[test]
fn whatever_has_braces_folds_and_is_indented() {
    let text = everything();
    let folds = captured(&query("tree-sitter-policy/queries/folds.scm"), &text);
    let indents = captured(&query("tree-sitter-policy/queries/indents.scm"), &text);
    let mut braces = 0;
    walk(parse(&text).root_node(), &mut |node| {
        if node.kind() == "{" {
            let parent = node.parent().unwrap();
            let at = (parent.start_byte(), parent.end_byte());
            assert!(folds.contains_key(&at), "{} does not fold", parent.kind());
            assert!(indents.contains_key(&at), "{} is not indented", parent.kind());
            braces += 1;
        }
    });
    assert!(braces > 20, "{braces}");
}
