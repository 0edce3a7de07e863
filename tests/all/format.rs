//! That formatting changes nothing but layout, and nothing at all the second time.

mod program;

use std::path::{Path, PathBuf};

use admit::compile::{self, Emit};
use admit::limits::Limits;
use admit::rule::Options;
use admit::source::{FileId, LoadError, Loaded, Loader};
use admit::syntax::format::format;
use admit::syntax::token::{TokenKind, tokens};
use proptest::prelude::*;

/// Every policy and module of the repository that is text.
fn policies() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["examples", "stdlib", "tests"] {
        collect(&root.join(folder), &mut found);
    }
    assert!(found.len() > 40, "only {} policies were found", found.len());
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "policy")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            found.push((path, text));
        }
    }
}

fn formatted(text: &str) -> String {
    format(text, &Limits::default()).text
}

/// The words and signs, without commas, which may come and go; and the comments.
fn meaning(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut words, mut comments) = (Vec::new(), Vec::new());
    for token in tokens(text, FileId(0)) {
        let source = &text[token.span.range()];
        match token.kind {
            TokenKind::Layout | TokenKind::ByteOrderMark | TokenKind::Comma => {}
            TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc => {
                comments.push(source.trim_end());
            }
            _ => words.push(source),
        }
    }
    (words, comments)
}

/// A loader for policies that lie beside each other.
struct Beside;

impl Loader for Beside {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let name = Path::new(from).parent().unwrap().join(path);
        let text = std::fs::read_to_string(&name).map_err(|error| LoadError(error.to_string()))?;
        Ok(Loaded { name: name.display().to_string(), text })
    }
}

fn compiled(path: &Path, text: &str) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let checkup = compile::check(&path.display().to_string(), text, &Beside, &limits);
    let lowered = checkup.lower(&Options::default()).ok()?;
    Some(Emit::Extension.encode(&lowered, &limits).unwrap())
}

#[test]
fn every_policy_keeps_its_words_and_its_octets() {
    let mut compiles = 0;
    for (path, text) in policies() {
        let once = formatted(&text);
        assert_eq!(meaning(&once), meaning(&text), "{}", path.display());
        assert_eq!(formatted(&once), once, "{} is formatted twice", path.display());
        let before = compiled(&path, &text);
        compiles += usize::from(before.is_some());
        assert_eq!(compiled(&path, &once), before, "{}", path.display());
    }
    assert!(compiles > 10, "only {compiles} policies compile");
}

#[test]
fn the_library_and_the_examples_are_formatted() {
    let ours = policies().into_iter().filter(|(path, _)| {
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        path.starts_with("examples") || path.starts_with("stdlib")
    });
    for (path, text) in ours {
        assert_eq!(formatted(&text), text, "{} is not formatted", path.display());
    }
}

#[test]
fn what_cannot_be_read_stays_as_it_is() {
    let text = "role  a=2\nrole   b  =  = 3 {  can   }\nrole  c=4   // four\n";
    let formatted = format(text, &Limits::default());
    assert_eq!(formatted.text, "role a = 2\nrole   b  =  = 3 {  can   }\nrole c = 4 // four\n");
    assert!(!formatted.diagnostics.is_empty());
}

/// Layout that may stand wherever layout stands.
const LAYOUTS: &[&str] =
    &[" ", "\n", "  \n\t", "\r\n", "\n\n\n", " // note\n", "\n// note\n", "\n\n/// note\n\n"];

/// The text with its layout changed by these choices.
fn shuffled(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().cycle();
    tokens(text, FileId(0))
        .into_iter()
        .map(|token| match token.kind {
            TokenKind::Layout => LAYOUTS[usize::from(*choices.next().unwrap()) % LAYOUTS.len()],
            TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc => "",
            _ => &text[token.span.range()],
        })
        .collect()
}

/// The text with one token gone, doubled, or in the place of another.
fn mistaken(text: &str, at: usize, from: usize, kind: u8) -> String {
    let tokens = tokens(text, FileId(0));
    let source = |index: usize| &text[tokens[index % tokens.len()].span.range()];
    let at = at % tokens.len();
    let mut changed = String::new();
    for index in 0..tokens.len() {
        match kind % 3 {
            0 if index == at => {}
            1 if index == at => changed.extend([source(index), source(from)]),
            2 if index == at => changed.push_str(source(from)),
            _ => changed.push_str(source(index)),
        }
    }
    changed
}

/// The first lines in which two texts differ.
fn difference(left: &str, right: &str) -> Option<String> {
    let (left, right): (Vec<_>, Vec<_>) = (left.lines().collect(), right.lines().collect());
    let at = (0..left.len().max(right.len())).find(|at| left.get(*at) != right.get(*at))?;
    let from = at.saturating_sub(3);
    let some = |lines: &[&str]| lines[from.min(lines.len())..lines.len().min(at + 3)].join("\n");
    Some(format!("line {at}\n{}\n---\n{}", some(&left), some(&right)))
}

fn holds(text: &str) {
    let once = formatted(text);
    if meaning(&once) != meaning(text) {
        let words = |text: &str| {
            let (words, comments) = meaning(text);
            words.join("\n") + &comments.join("\n")
        };
        panic!("other words: {}", difference(&words(text), &words(&once)).unwrap());
    }
    if let Some(difference) = difference(&once, &formatted(&once)) {
        panic!("formatted twice: {difference}");
    }
}

fn any_policy() -> impl Strategy<Value = String> {
    let small = policies().into_iter().map(|(_, text)| text).filter(|text| text.len() < 20_000);
    proptest::sample::select(small.filter(|text| !text.is_empty()).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_layout_is_brought_into_the_one_style(
        text in any_policy(),
        choices in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        holds(&shuffled(&text, &choices));
    }

    #[test]
    fn a_mistake_changes_no_other_words(
        text in any_policy(),
        at in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        kind in any::<u8>(),
    ) {
        holds(&mistaken(&text, at.index(1 << 20), from.index(1 << 20), kind));
    }
}
