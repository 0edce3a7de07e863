//! What tree-sitter generates from `grammar.js`, and from the `grammar.json` that it becomes, is what is
//! committed. `ADMIT_UPDATE=1` rewrites it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

use crate::{files, grammar, read, updating};

/// The layout of tables that tree-sitter 0.25 and newer read.
const ABI: usize = 15;

/// The newest that older programs read; it has no reserved words.
const OLDER: usize = 14;

/// What is committed of a parser with that layout; the rest is the same or for other uses.
const OLDER_FILES: [&str; 2] = ["parser.c", "tree_sitter/parser.h"];

fn generate(from: &str, out: &Path, abi: usize) {
    let mut said = Vec::new();
    let made = generate_parser_in_directory(
        grammar(),
        Some(out),
        Some(grammar().join(from)),
        abi,
        None,
        None,
        true,
        OptLevel::default(),
        &mut said,
    );
    if let Err(error) = made {
        panic!("{error}");
    }
    assert!(said.is_empty(), "{said:?}");
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let all = ["c", "h", "json"].into_iter().flat_map(|ending| files(folder, ending));
    all.map(|path| (path.strip_prefix(folder).unwrap().to_owned(), read(&path))).collect()
}

/// An empty folder for what is generated.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// `grammar.js` is JavaScript, and whoever has no `node` can still test the rest.
fn node_is_here() -> bool {
    let node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    assert!(node || std::env::var_os("CI").is_none(), "`node` has to be installed where CI runs");
    node
}

#[test]
fn the_grammar_is_what_its_source_says() {
    if !node_is_here() {
        eprintln!("not compared with grammar.json: grammar.js, which the program `node` reads");
        return;
    }
    let committed = grammar().join("src");
    if updating() {
        generate("grammar.js", &committed, ABI);
    }
    let fresh = folder("read");
    generate("grammar.js", &fresh, ABI);
    let same = read(&fresh.join("grammar.json")) == read(&committed.join("grammar.json"));
    assert!(same, "src/grammar.json is not what grammar.js says: ADMIT_UPDATE=1 rewrites it");
}

#[test]
fn the_parser_is_what_the_grammar_says() {
    let fresh = folder("generated");
    generate("src/grammar.json", &fresh, ABI);
    let (fresh, mut committed) = (contents(&fresh), contents(&grammar().join("src")));
    committed.remove(Path::new("grammar.json"));
    assert_eq!(fresh.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    for (name, text) in fresh {
        let same = committed[&name] == text;
        assert!(
            same,
            "{} is not what grammar.json says: ADMIT_UPDATE=1 rewrites it",
            name.display()
        );
    }
}

#[test]
fn the_parser_for_older_programs_is_what_the_grammar_says() {
    let older = folder("older");
    generate("src/grammar.json", &older, OLDER);
    let committed = grammar().join("layout-14/src");
    if updating() {
        std::fs::create_dir_all(committed.join("tree_sitter")).unwrap();
        for name in OLDER_FILES {
            std::fs::copy(older.join(name), committed.join(name)).unwrap();
        }
    }
    for name in OLDER_FILES {
        let same = read(&committed.join(name)) == read(&older.join(name));
        assert!(
            same,
            "layout-14/src/{name} is not what the grammar says: ADMIT_UPDATE=1 rewrites it"
        );
    }
    assert!(read(&committed.join("parser.c")).contains("#define LANGUAGE_VERSION 14\n"));
}
