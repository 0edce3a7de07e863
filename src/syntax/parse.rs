//! From text to tree: item by item, so that a mistake in one hides none in the others.

mod brackets;
mod build;
mod cut;
mod draft;
mod expected;
mod item;
mod lexeme;
mod lexical;
mod lost;
mod memory;
mod mend;
mod mistakes;
mod slips;

use crate::diagnostic::{Diagnostic, code};
use crate::limits::Limits;
use crate::source::{FileId, Span};

use super::ast::{File, Lost};
use super::token::{self, Token, TokenKind};
use item::Reader;
pub(crate) use memory::Memory;

/// Reads a file. The tree holds what could be read; what could not has a diagnostic.
///
/// Diagnostics come in the order of their places. Only when there are none (all of them are
/// errors here) does the tree say all that the text says.
pub fn parse(text: &str, file: FileId, limits: &Limits) -> (File, Vec<Diagnostic>) {
    parse_with(text, file, limits, None)
}

/// The same, with items remembered that were read before.
pub(crate) fn parse_with(
    text: &str,
    file: FileId,
    limits: &Limits,
    mut memory: Option<&mut Memory>,
) -> (File, Vec<Diagnostic>) {
    if text.len() > limits.source_bytes.min(u32::MAX as usize) {
        let span = Span::new(file, 0, 0);
        let message =
            format!("the file has {} octets; at most {} are read", text.len(), limits.source_bytes);
        let too_large = Diagnostic::new(code::SOURCE_TOO_LARGE, span, message);
        return (
            File { file, docs: Vec::new(), items: Vec::new(), lost: Lost::default() },
            vec![too_large],
        );
    }
    let tokens = token::tokens(text, file);
    let mut lexemes = lexeme::lexemes(text, &tokens);
    let mut reader = Reader::new(text, &tokens, lexemes.len(), limits);
    lexical::check_comments(text, &tokens, &mut reader.mistakes);
    if let Some(memory) = memory.as_deref_mut() {
        memory.begin();
    }
    let mut start = 0;
    for range in cut::chunks(&lexemes) {
        let Some(chunk) = lexemes.get_mut(range) else { continue };
        let end = chunk.last().map_or(start, |last| last.span.end);
        match memory.as_deref_mut() {
            Some(memory) => {
                let own = text.get(start as usize..end as usize).unwrap_or_default();
                memory.read(&mut reader, chunk, own, (file, start));
            }
            None => reader.read(chunk),
        }
        start = end;
    }
    let (items, lost, diagnostics) = reader.finish();
    (File { file, docs: file_docs(text, &tokens), items, lost }, diagnostics)
}

/// The `//!` lines.
fn file_docs(text: &str, tokens: &[Token]) -> Vec<String> {
    let docs = tokens.iter().filter(|token| token.kind == TokenKind::FileDoc);
    docs.map(|token| doc_line(text, token)).collect()
}

/// A documentation line without its marker, one following space, and the carriage return.
fn doc_line(text: &str, token: &Token) -> String {
    let line = text.get(token.span.range()).and_then(|line| line.get(3..)).unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line).to_owned()
}
