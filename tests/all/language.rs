//! Annotated policies: every file below tests/suite carries its expected diagnostics as comments.
//!
//! ```text
//! //~ E0301 27-30: `clearance` is an `int`, `"3"` is a text
//! //~       help: write `3`
//! //~       fix 27-30: 3
//! admit Badge as member where clearance >= "3"
//! ```
//!
//! Columns count from 1; the second is the first one behind the span, with `+N:` before it when
//! the span ends N lines further down. What is said of other files stands at the end.
//! `ADMIT_UPDATE=1 cargo test` writes the annotations anew. A line `//? entries 10` sets a limit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use admit::check;
use admit::compile;
use admit::diagnostic::{Diagnostic, code};
use admit::limits::Limits;
use admit::rule;
use admit::source::{FileId, LoadError, Loaded, Loader, NoFiles, SourceMap, Span};
use proptest::prelude::*;

use crate::support::policies;

const MARK: &str = "//~";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

/// The annotated files, by their paths from the folder. What `modules` holds is used by others.
fn files() -> BTreeMap<String, String> {
    let all = policies("tests/suite").into_iter();
    let named = all.map(|(path, text)| (path["tests/suite/".len()..].to_owned(), text));
    let found: BTreeMap<_, _> = named.filter(|(name, _)| !name.starts_with("modules/")).collect();
    assert!(found.len() > 30, "the annotated policies are missing");
    found
}

#[test]
fn all_annotated_policies_stand_in_one_folder() {
    let former = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    assert!(!former.exists(), "move the files of tests/language to tests/suite");
}

/// The slips that have messages of their own.
#[test]
fn every_slip_has_a_file() {
    let files = files();
    let slips: Vec<_> = files.keys().filter_map(|name| name.strip_prefix("slips/")).collect();
    let expected = [
        "bang",
        "calls",
        "claims",
        "curly_quotes",
        "declared",
        "double_ampersand",
        "double_bar",
        "hyphens",
        "if_for_where",
        "json_condition",
        "lists",
        "missing_as",
        "no_quotes",
        "nobody",
        "not",
        "not_equal",
        "regular_expression",
        "single_equals",
        "single_quotes",
        "sql_condition",
        "torn_operators",
        "trailing_comma",
        "turned_round",
    ];
    for slip in expected {
        assert!(slips.contains(&format!("{slip}.policy").as_str()), "{slip}");
    }
}

/// Reads files below tests/suite.
struct Files;

impl Loader for Files {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let beside = Path::new(from).parent().unwrap_or(Path::new(""));
        let name = beside.join(path).to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(folder().join(&name))
            .map_err(|_| LoadError("there is no such file".into()))?;
        // Annotations of the files that are used do not count.
        Ok(Loaded { name, text: stripped(&text) })
    }
}

fn stripped(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(MARK));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// The limits that `//?` lines set.
fn limits(text: &str) -> Limits {
    let mut limits = Limits::default();
    for line in text.lines().filter_map(|line| line.strip_prefix("//? ")) {
        let Some((name, bound)) = line.split_once(' ') else { continue };
        // A damaged text may say anything here.
        let _ = bound.parse().is_ok_and(|bound| set_limit(&mut limits, name, bound));
    }
    limits
}

/// Sets the limit of this name, if there is one.
pub fn set_limit(limits: &mut Limits, name: &str, bound: usize) -> bool {
    let limit = match name {
        "entries" => &mut limits.entries,
        "source_files" => &mut limits.source_files,
        "source_nesting" => &mut limits.source_nesting,
        "mistakes" => &mut limits.mistakes,
        "source_bytes" => &mut limits.source_bytes,
        "search_depth" => &mut limits.search_depth,
        "pointer_items" => &mut limits.pointer_items,
        "claims" => &mut limits.claims,
        _ => return false,
    };
    *limit = bound;
    true
}

/// Checks and, when nothing is wrong, lowers.
fn run(name: &str, text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let limits = limits(text);
    let checkup = compile::check(name, text, &Files, &limits);
    let mut all = checkup.diagnostics.clone();
    match checkup.lower(&rule::Options { limits, ..rule::Options::default() }) {
        Ok(lowered) => all.extend(lowered.warnings),
        Err(errors) => all.extend(errors),
    }
    (checkup.sources, all)
}

/// The text with an annotation above each line that something is said of.
fn annotated(name: &str, text: &str) -> String {
    let text = stripped(text);
    let (sources, diagnostics) = run(name, &text);
    let root = FileId::default();
    let mut by_line: BTreeMap<u32, String> = BTreeMap::new();
    let mut elsewhere = String::new();
    for found in &diagnostics {
        let span = found.primary.span;
        if span.file == root {
            let line = sources.get(root).unwrap().line_column(span.start).line;
            by_line.entry(line).or_default().push_str(&annotation(&sources, found, ""));
        } else {
            let file = sources.get(span.file).unwrap();
            let place = format!("{}:{} ", file.name, file.line_column(span.start).line);
            elsewhere.push_str(&annotation(&sources, found, &place));
        }
    }
    let mut out = String::new();
    for (line, number) in text.lines().zip(1..) {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        for said in by_line.remove(&number).unwrap_or_default().lines() {
            writeln!(out, "{indent}{said}").unwrap();
        }
        out.push_str(line);
        out.push('\n');
    }
    // What is said of the end of the file.
    out + &by_line.into_values().collect::<String>() + &elsewhere
}

fn annotation(sources: &SourceMap, found: &Diagnostic, place: &str) -> String {
    assert!(!found.message.contains('\n'), "one line: {}", found.message);
    let capital = found.message.starts_with(|c: char| c.is_ascii_uppercase());
    assert!(!capital, "lower case: {}", found.message);
    let mut out = String::new();
    let at = columns(sources, found.primary.span);
    writeln!(out, "{MARK} {place}{} {at}: {}", found.code, found.message).unwrap();
    for help in &found.help {
        writeln!(out, "{MARK}       help: {help}").unwrap();
    }
    for note in &found.notes {
        writeln!(out, "{MARK}       note: {note}").unwrap();
    }
    for label in found.labels.iter().filter(|label| !label.text.is_empty()) {
        let file = sources.get(label.span.file).unwrap();
        let other = label.span.file != found.primary.span.file;
        let file = if other { format!("{} ", file.name) } else { String::new() };
        let text = sources.text(label.span).split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{MARK}       label {file}`{text}`: {}", label.text).unwrap();
    }
    for repair in &found.suggestions {
        let at = columns(sources, repair.span);
        writeln!(out, "{MARK}       fix {at}: {}", repair.replacement).unwrap();
    }
    out
}

fn columns(sources: &SourceMap, span: Span) -> String {
    let file = sources.get(span.file).unwrap();
    let (start, end) = (file.line_column(span.start), file.line_column(span.end));
    match end.line - start.line {
        0 => format!("{}-{}", start.column, end.column),
        lines => format!("{}-+{lines}:{}", start.column, end.column),
    }
}

#[test]
fn annotations_say_what_the_checker_says() {
    let update = std::env::var_os("ADMIT_UPDATE").is_some();
    let mut wrong = String::new();
    for (name, text) in files() {
        let expected = annotated(&name, &text);
        if expected == text {
            continue;
        }
        if update {
            std::fs::write(folder().join(&name), &expected).unwrap();
            continue;
        }
        let first = expected.lines().zip(text.lines()).find(|(new, old)| new != old);
        let (new, old) = first.unwrap_or(("(more lines)", "(end of file)"));
        writeln!(wrong, "{name}\n  says     {new}\n  expected {old}").unwrap();
    }
    assert!(wrong.is_empty(), "ADMIT_UPDATE=1 writes them anew\n{wrong}");
}

#[test]
fn every_code_has_an_example() {
    let mut shown = BTreeSet::new();
    for text in files().values() {
        for line in text.lines() {
            let Some(said) = line.trim_start().strip_prefix(MARK) else { continue };
            shown.extend(said.split_whitespace().take(2).filter_map(code::Code::from_number));
        }
    }
    let all: BTreeSet<_> = code::ALL.iter().map(|(code, _)| *code).collect();
    let missing: Vec<_> = all.difference(&shown).map(|code| code.as_str()).collect();
    assert!(missing.is_empty(), "no annotated policy shows {missing:?}");
}

#[test]
fn mistakes_of_every_kind_are_told_once_each() {
    let (_, diagnostics) = run("section6.policy", &stripped(&files()["section6.policy"]));
    let text = stripped(&files()["section6.policy"]);
    let rules = text.lines().filter(|line| line.starts_with("rule ")).count();
    assert!(rules >= 20, "{rules}");
    assert_eq!(diagnostics.len(), rules, "{diagnostics:#?}");
    assert!(diagnostics.iter().all(|found| !found.help.is_empty()), "a help line each");
}

/// What a change in one place of a text makes of it.
fn damaged(text: &str, at: usize, kind: u8, word: &str) -> String {
    let words: Vec<&str> = text.split_inclusive([' ', '\n', '.', ',', '(', '[']).collect();
    let at = at % words.len().max(1);
    let mut words = words;
    match kind % 4 {
        0 => {
            words.remove(at);
        }
        1 => words.insert(at, words[(at * 7) % words.len()]),
        2 => {
            let other = (at * 13) % words.len();
            words.swap(at, other);
        }
        _ => words.insert(at, word),
    }
    words.concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in a file, there is a policy exactly when nothing is wrong, every
    /// diagnostic points into a file, and nothing is said twice.
    #[test]
    fn damaged_policies_are_told_about(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<usize>(), any::<u8>(), "[a-z]{1,3} |\"[a-z.@/:]{0,6}\" |[0-9]{1,12} |it |none |any |exists "), 1..6),
    ) {
        let files = files();
        let (name, text) = file.get(&files.iter().collect::<Vec<_>>()).to_owned();
        let mut text = stripped(text);
        for (at, kind, word) in changes {
            text = damaged(&text, at, kind, &word);
        }
        let mut sources = SourceMap::default();
        let root = sources.add(name, &text);
        let outcome = check::check(&mut sources, root, &Files, &limits(&text));
        prop_assert_eq!(outcome.policy.is_some(), !outcome.has_errors() && !outcome.is_module);
        let mut seen = BTreeSet::new();
        for found in &outcome.diagnostics {
            let spans = found.labels.iter().map(|label| label.span);
            for span in spans.chain([found.primary.span]).chain(found.suggestions.iter().map(|s| s.span)) {
                let file = sources.get(span.file).unwrap();
                prop_assert!(file.text.get(span.range()).is_some(), "{:?}", found);
            }
            prop_assert!(!found.message.contains('\n'));
            let span = found.primary.span;
            prop_assert!(seen.insert((found.code, span.file, span.start, span.end, found.message.clone())), "{:?}", found);
        }
    }
}

#[test]
fn the_standard_library_is_clean_and_complete() {
    for name in check::stdlib::names() {
        let mut sources = SourceMap::default();
        let root = sources.add(name, check::stdlib::text(name).unwrap());
        let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
        assert!(outcome.is_module);
        assert_eq!(outcome.diagnostics, [], "{name}");
    }
    let below = Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib");
    let mut folders = vec![below.clone()];
    let mut on_disk = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(&below).unwrap().with_extension("");
                let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).collect();
                on_disk.insert(format!("std.{}", parts.join(".")));
            }
        }
    }
    let embedded: BTreeSet<_> = check::stdlib::names().map(str::to_owned).collect();
    assert_eq!(embedded, on_disk);
    assert!(embedded.len() >= 11);
}
