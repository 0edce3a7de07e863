//! The error index is complete and right: its pages, their examples, and the snapshots of what the
//! program says. `ADMIT_UPDATE=1 cargo test error_index` writes the snapshots anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use admit::compile::{self, Emit};
use admit::diagnostic::{Code, Diagnostic, code};
use admit::limits::Limits;
use admit::report::page::{Example, File, Page, page};
use admit::report::{self, Style};
use admit::rule;
use admit::source::{LoadError, Loaded, Loader, SourceMap};

use crate::language::set_limit;

fn below(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn pages() -> impl Iterator<Item = Page> {
    code::ALL.iter().map(|(code, _)| {
        page(*code).unwrap_or_else(|| panic!("{code}: not in the form of docs/errors/README.md"))
    })
}

/// The names of the files of a folder, without their ending.
fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let names = std::fs::read_dir(below(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let stems = names.filter_map(|name| Some(name.to_str()?.strip_suffix(ending)?.to_owned()));
    stems.filter(|stem| stem != "README").collect()
}

/// The files of an example.
struct Beside<'a>(&'a [File]);

impl Loader for Beside<'_> {
    fn load(&self, path: &str, _from: &str) -> Result<Loaded, LoadError> {
        let file = self.0.iter().find(|file| file.name == path);
        let file = file.ok_or_else(|| LoadError("there is no such file".into()))?;
        Ok(Loaded { name: file.name.clone(), text: file.text.clone() })
    }
}

/// Checks, lowers and encodes.
fn compiled(example: &Example) -> (SourceMap, Vec<Diagnostic>) {
    let mut limits = Limits::default();
    for (name, bound) in &example.limits {
        assert!(set_limit(&mut limits, name, *bound), "there is no limit `{name}`");
    }
    let file = &example.files[0];
    let checkup = compile::check(&file.name, &file.text, &Beside(&example.files), &limits);
    let mut all = checkup.diagnostics.clone();
    match checkup.lower(&rule::Options { limits: limits.clone(), ..rule::Options::default() }) {
        Ok(lowered) => {
            Emit::Extension.encode(&lowered, &limits).unwrap();
            all.extend(lowered.warnings);
        }
        Err(errors) => all.extend(errors),
    }
    (checkup.sources, all)
}

fn codes(found: &[Diagnostic]) -> BTreeSet<Code> {
    found.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let numbers: BTreeSet<_> = code::ALL.iter().map(|(code, _)| code.to_string()).collect();
    assert_eq!(numbers, stems("docs/errors", ".md"));
    assert_eq!(numbers.len(), code::ALL.len(), "a number is given twice");
    for page in pages() {
        assert_eq!(page.title, page.code.title(), "{}", page.code);
        let long = page.code.page().lines().find(|line| line.chars().count() > 100);
        assert_eq!(long, None, "{}: more than 100 characters", page.code);
        assert!(page.meaning.len() > 100, "{}: says hardly anything", page.code);
    }
}

/// Codes that never come alone, each with the one that is there too: every test behind a search is
/// warned of.
const COMPANIONS: &[(Code, Code)] = &[(code::OR_IN_SEARCH, code::FIRST_HIT_HIDES)];

#[test]
fn wrong_examples_give_exactly_their_code() {
    let mut faults = Vec::new();
    for page in pages() {
        for (at, example) in page.wrong.iter().enumerate() {
            let (_, found) = compiled(example);
            let companions = COMPANIONS.iter().filter(|(of, _)| *of == page.code);
            let expected = companions.map(|(_, companion)| *companion).chain([page.code]);
            if codes(&found) != expected.collect() {
                faults.push(format!("{} (example {at}): {found:#?}", page.code));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn right_examples_give_nothing() {
    let mut faults = Vec::new();
    for page in pages() {
        for (at, example) in page.right.iter().enumerate() {
            let (_, found) = compiled(example);
            if !found.is_empty() {
                faults.push(format!("{} (example {at}): {found:#?}", page.code));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_message_says_what_to_do() {
    let mut faults = Vec::new();
    for page in pages() {
        let found = page.wrong.iter().flat_map(|example| compiled(example).1);
        let silent = found.filter(|it| it.help.is_empty() && it.suggestions.is_empty());
        faults.extend(silent.map(|it| format!("{}: {}", it.code, it.message)));
    }
    assert!(faults.is_empty(), "neither help nor repair:\n{}", faults.join("\n"));
}

#[test]
fn snapshots_show_what_the_program_says() {
    let folder = below("tests/suite/snapshots");
    let update = std::env::var_os("ADMIT_UPDATE").is_some();
    let mut faults = Vec::new();
    for page in pages() {
        let rendered = page.wrong.iter().map(|example| {
            let (sources, found) = compiled(example);
            report::diagnostic::text(&found, &sources, Style::default())
        });
        let rendered = rendered.collect::<Vec<_>>().join("\n");
        let path = folder.join(format!("{}.txt", page.code));
        if update {
            std::fs::write(path, rendered).unwrap();
        } else if std::fs::read_to_string(path).ok().as_deref() != Some(rendered.as_str()) {
            faults.push(format!("{}\n{rendered}", page.code));
        }
    }
    assert!(faults.is_empty(), "ADMIT_UPDATE=1 writes them anew\n{}", faults.join("\n"));
    let numbers: BTreeSet<_> = code::ALL.iter().map(|(code, _)| code.to_string()).collect();
    assert_eq!(numbers, stems("tests/suite/snapshots", ".txt"));
}

fn explain(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.arg("explain").args(arguments).env_remove("NO_COLOR").output().unwrap()
}

fn said(stream: &[u8]) -> &str {
    std::str::from_utf8(stream).unwrap()
}

#[test]
fn the_program_explains_every_code() {
    for (code, title) in code::ALL {
        let output = explain(&[&code.as_str().to_lowercase()]);
        assert_eq!(output.status.code(), Some(0));
        let text = said(&output.stdout);
        let severity = if code.as_str().starts_with('E') { "error" } else { "warning" };
        assert!(text.starts_with(&format!("{severity} {code}: {title}\n\n")), "{text}");
        assert!(text.contains("\nWrong\n") && text.contains("\nRight\n"), "{text}");
        let example = page(*code).unwrap().wrong[0].files[0].text.clone();
        let indented: String = example.lines().map(|line| format!("    {line}\n")).collect();
        assert!(text.contains(indented.replace("    \n", "\n").as_str()), "{text}");
        for marker in ["```", "## ", "\u{1b}"] {
            assert!(!text.contains(marker), "{code}: {marker}");
        }
    }
}

#[test]
fn the_program_lists_all_codes() {
    let list = explain(&[]);
    assert_eq!(list.status.code(), Some(0));
    let lines: Vec<String> =
        code::ALL.iter().map(|(code, title)| format!("{code}  {title}")).collect();
    assert_eq!(said(&list.stdout).lines().collect::<Vec<_>>(), lines);
    let list: serde_json::Value = serde_json::from_slice(&explain(&["--json"]).stdout).unwrap();
    assert_eq!(list.as_array().map(Vec::len), Some(code::ALL.len()));
    assert_eq!(list[0]["code"], "E0101");
    assert_eq!(list[0]["severity"], "error");
}

#[test]
fn a_page_as_json_has_its_parts() {
    let output = explain(&["E0207", "--json"]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(page["title"], code::NOT_A_MODULE.title());
    assert!(page["meaning"].as_str().unwrap().contains("module"));
    assert_eq!(page["wrong"][0]["files"][1]["name"], "sales.policy");
    assert!(page["right"][0]["files"][0]["text"].as_str().unwrap().starts_with("policy \"room\""));
}

#[test]
fn an_unknown_code_gets_the_nearest() {
    let output = explain(&["E3O3"]);
    assert_eq!(output.status.code(), Some(64));
    assert_eq!(said(&output.stdout), "");
    let output = explain(&["e019"]);
    assert!(said(&output.stderr).contains("did you mean `E0109`"), "{output:?}");
    let output = explain(&["nonsense"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(said(&output.stderr).contains("`admit explain` lists all codes"), "{output:?}");
    let colored = explain(&["E0109", "--color", "always"]);
    assert!(said(&colored.stdout).contains("\u{1b}["));
}
