//! The extension of Zed: its files can be read, name what there is, and agree with the other editors'.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{editors, language, parse, read, root};

fn toml(name: &str) -> toml::Table {
    read(&editors().join("zed").join(name))
        .parse()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&read(&editors().join(name))).unwrap()
}

fn config() -> toml::Table {
    toml("languages/policy/config.toml")
}

fn texts(list: &toml::Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// `tree-sitter.json` of the grammar.
fn described() -> Value {
    json("tree-sitter-policy/tree-sitter.json")["grammars"][0].clone()
}

#[test]
fn the_extension_names_what_there_is() {
    let extension = toml("extension.toml");
    assert_eq!(extension["schema_version"].as_integer(), Some(1));
    assert!(!extension["id"].as_str().unwrap().contains("zed"), "Zed refuses such an id");
    assert_eq!(extension["version"], toml("Cargo.toml")["package"]["version"]);
    let grammars = extension["grammars"].as_table().unwrap();
    assert_eq!(grammars.keys().collect::<Vec<_>>(), [described()["name"].as_str().unwrap()]);
    let grammar = root().join(grammars["policy"]["path"].as_str().unwrap());
    assert!(grammar.join("src/parser.c").is_file());
    assert!(grammars["policy"]["repository"].is_str() && grammars["policy"]["rev"].is_str());
    // README.md writes both by the beginnings of their lines, which must be the only ones.
    let text = read(&editors().join("zed/extension.toml"));
    for key in ["repository = ", "rev = "] {
        assert_eq!(text.lines().filter(|line| line.starts_with(key)).count(), 1, "{key}");
    }
}

#[test]
fn the_server_serves_the_language() {
    let extension = toml("extension.toml");
    let servers = extension["language_servers"].as_table().unwrap();
    // The name in the settings, as the extension tells it.
    assert_eq!(servers.keys().collect::<Vec<_>>(), ["admit"]);
    assert!(read(&editors().join("zed/src/lib.rs")).contains("`lsp.admit.binary.path`"));
    let name = config()["name"].as_str().unwrap().to_owned();
    assert_eq!(texts(&servers["admit"]["languages"]), [&name]);
    let id = servers["admit"]["language_ids"][&name].as_str();
    assert_eq!(id, json("vscode/package.json")["contributes"]["languages"][0]["id"].as_str());
}

#[test]
fn the_language_is_that_of_the_grammar() {
    let (config, described) = (config(), described());
    assert_eq!(config["grammar"].as_str(), described["name"].as_str());
    let ours = serde_json::to_value(&config["path_suffixes"]).unwrap();
    assert_eq!(ours, described["file-types"]);
    assert_eq!(config["code_fence_block_name"].as_str(), described["name"].as_str());
    assert_eq!(described["scope"], json("vscode/syntaxes/policy.tmLanguage.json")["scopeName"]);
}

#[test]
fn comments_and_brackets_are_those_of_vs_code() {
    let (config, code) = (config(), json("vscode/language-configuration.json"));
    let comments = texts(&config["line_comments"]);
    assert_eq!(comments[0].trim_end(), code["comments"]["lineComment"]);
    let kinds = comments.iter().map(|begin| {
        let tree = parse(&format!("{begin}x\n"));
        tree.root_node().child(0).unwrap().kind().to_owned()
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["comment", "doc_comment", "file_doc"]);

    let pair = |open: &Value, close: &Value, apart: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(open), text(close), apart.to_string())
    };
    let ours = serde_json::to_value(&config["brackets"]).unwrap();
    let ours = ours.as_array().unwrap().iter();
    let ours = ours.map(|one| pair(&one["start"], &one["end"], &one["not_in"]));
    let theirs = code["autoClosingPairs"].as_array().unwrap().iter();
    let theirs = theirs.map(|one| pair(&one["open"], &one["close"], &one["notIn"]));
    assert_eq!(ours.collect::<BTreeSet<_>>(), theirs.collect());
}

/// Zed loads no language whose brackets name a place that `overrides.scm` does not.
#[test]
fn brackets_name_places_that_there_are() {
    let text = read(&editors().join("zed/languages/policy/overrides.scm"));
    let query = tree_sitter::Query::new(&language(), &text).unwrap();
    let known: BTreeSet<&str> =
        query.capture_names().iter().map(|name| name.trim_end_matches(".inclusive")).collect();
    let config = config();
    let brackets = config["brackets"].as_array().unwrap().iter();
    let named: BTreeSet<&str> =
        brackets.filter_map(|one| one.get("not_in")).flat_map(texts).collect();
    assert!(!named.is_empty() && named.is_subset(&known), "{named:?}, {known:?}");
}
