//! The parser from outside: trees, diagnostics, recovery, and what holds for any text.

mod constructs;
mod mistakes;
mod properties;
mod recovery;
mod show;

use admit::diagnostic::Diagnostic;
use admit::limits::Limits;
use admit::source::FileId;
use admit::syntax::{ast, parse};

/// A file with everything that the language has.
const EVERYTHING: &str = include_str!("syntax/everything.policy");

fn read(text: &str) -> (ast::File, Vec<Diagnostic>) {
    parse(text, FileId(0), &Limits::default())
}

/// The only item of a text without mistakes, written out.
#[track_caller]
fn shown(text: &str) -> String {
    let (file, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "{text}");
    assert_eq!(file.items.len(), 1, "{text}");
    show::item(&file.items[0].kind)
}

/// Each diagnostic of a text: its code and the text under its span.
fn found(text: &str) -> Vec<(&'static str, &str)> {
    let (_, diagnostics) = read(text);
    diagnostics.iter().map(|it| (it.code.as_str(), &text[it.primary.span.range()])).collect()
}

/// The text after the first repair of its only diagnostic.
#[track_caller]
fn repaired(text: &str) -> String {
    let (_, diagnostics) = read(text);
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    let repair = diagnostics[0].suggestions.first().expect("a repair");
    let mut text = text.to_owned();
    text.replace_range(repair.span.range(), &repair.replacement);
    text
}

/// The message of a text's only diagnostic.
#[track_caller]
fn message(text: &str) -> String {
    let (_, diagnostics) = read(text);
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    diagnostics[0].message.clone()
}
