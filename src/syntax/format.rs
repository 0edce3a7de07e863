//! One style for all policies: no options, and no change to what a policy means.
//!
//! Each item is laid out from what the grammar reads in it; comments keep their place beside the
//! words that they stand beside. Text that cannot be read is left as it is.

mod comments;
mod condition;
mod doc;
mod item;
mod shape;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pest::Parser;

use self::comments::{Comments, blank_before};
use self::doc::{Doc, Printer};
use self::shape::Shaper;
use super::ast::{Item, ItemKind};
use super::grammar::{Grammar, Rule};
use super::parse::parse;
use super::token;
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::source::FileId;

/// A text in the one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// The syntax errors, with their places in the text as it was. Around each, the text is as it was.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lays a text out: lines of at most 100 characters where that can be, claims and fields in columns, at
/// most one empty line, lines that end in a line feed.
///
/// What is formatted already stays as it is. Words, literals and comments are never changed; only
/// commas that mean nothing come and go.
///
/// ```
/// use admit::{limits::Limits, syntax::format};
/// let text = "credential Badge: jwt { sub: mimi_uri, department: string }";
/// let formatted = format::format(text, &Limits::default());
/// assert_eq!(
///     formatted.text,
///     "credential Badge: jwt {\n    sub        : mimi_uri\n    department : string\n}\n"
/// );
/// ```
pub fn format(text: &str, limits: &Limits) -> Formatted {
    let (file, diagnostics) = parse(text, FileId(0), limits);
    if text.len() > limits.source_bytes {
        return Formatted { text: text.to_owned(), diagnostics };
    }
    let tokens = token::tokens(text, FileId(0));
    let comments = Comments::new(text, &tokens);
    let pieces = pieces(text, &file.items, &diagnostics);
    let mut page = Page { text, comments, printer: Printer::default() };
    page.print(&pieces);
    Formatted { text: page.printer.finish(), diagnostics }
}

/// A stretch of the file.
struct Piece<'i> {
    range: Range<usize>,
    /// The item, when it can be laid out.
    item: Option<&'i Item>,
    /// How wide its name is to be.
    name_width: usize,
}

struct Page<'t> {
    text: &'t str,
    comments: Comments<'t>,
    printer: Printer,
}

impl<'t> Page<'t> {
    fn print(&mut self, pieces: &[Piece<'_>]) {
        for piece in pieces {
            self.comments_before(piece.range.start);
            self.printer.end_line();
            if blank_before(self.text.get(..piece.range.start).unwrap_or_default()) {
                self.printer.blank();
            }
            match self.shaped(piece) {
                Some(doc) => self.printer.print(&doc),
                None => self.keep(piece.range.clone()),
            }
            if let Some(comment) = self.comments.beside(piece.range.end) {
                self.printer.print(&Doc::Comment(comment));
            }
        }
        self.comments_before(self.text.len());
    }

    fn comments_before(&mut self, offset: usize) {
        while let Some(comment) = self.comments.before(offset) {
            self.printer.print(&Doc::Comment(comment));
        }
    }

    /// A piece that can be laid out, as the grammar reads it.
    fn shaped(&mut self, piece: &Piece<'_>) -> Option<Doc<'t>> {
        piece.item?;
        let text = self.text.get(piece.range.clone())?;
        let node = Grammar::parse(Rule::one_item, text).ok()?.next()?;
        let start = piece.range.start;
        Some(Shaper::new(self.text, start, &mut self.comments, piece.name_width).any(&node))
    }

    fn keep(&mut self, range: Range<usize>) {
        self.comments.skip_to(range.end);
        self.printer.verbatim(self.text.get(range).unwrap_or_default());
    }
}

/// The items, and what is left as it is: items with errors, text that is no item, and the items
/// beside it.
fn pieces<'i>(text: &str, items: &'i [Item], diagnostics: &[Diagnostic]) -> Vec<Piece<'i>> {
    let mut pieces: Vec<Piece<'i>> = Vec::new();
    let mut end = 0;
    for item in items {
        let range = item.span.range();
        let loose = loose_text(text, end..range.start);
        let broken = is_broken(item, diagnostics);
        end = end.max(range.end);
        match (loose, pieces.last_mut()) {
            (true, Some(before)) => {
                before.range.end = range.end;
                before.item = None;
            }
            (true, None) => pieces.push(Piece { range: 0..range.end, item: None, name_width: 0 }),
            (false, _) => {
                let item = (!broken).then_some(item);
                pieces.push(Piece { range, item, name_width: 0 });
            }
        }
    }
    if loose_text(text, end..text.len()) {
        match pieces.last_mut() {
            Some(before) => {
                before.range.end = text.len();
                before.item = None;
            }
            None => pieces.push(Piece { range: 0..text.len(), item: None, name_width: 0 }),
        }
    }
    align(text, &mut pieces);
    pieces
}

/// Whether there is more than layout and comments between two items.
fn loose_text(text: &str, range: Range<usize>) -> bool {
    let text = text.get(range).unwrap_or_default();
    token::tokens(text, FileId(0)).iter().any(|token| !token.kind.is_trivia())
}

fn is_broken(item: &Item, diagnostics: &[Diagnostic]) -> bool {
    let touches = |found: &Diagnostic| {
        let span = found.primary.span;
        // What ends where the item begins is about the text before it.
        let reaches = span.end > item.span.start || span.start >= item.span.start;
        span.start <= item.span.end && reaches
    };
    matches!(item.kind, ItemKind::Broken { .. }) || diagnostics.iter().any(touches)
}

/// Gives the names of items of one kind that stand on lines below each other the same width.
fn align(text: &str, pieces: &mut [Piece<'_>]) {
    let mut start = 0;
    while start < pieces.len() {
        let mut end = start + 1;
        while end < pieces.len() && is_run(text, pieces, end) {
            end += 1;
        }
        let run = pieces.get_mut(start..end).unwrap_or_default();
        let widest = run.iter().filter_map(|piece| named(text, piece.item?)).map(|it| it.1).max();
        run.iter_mut().for_each(|piece| piece.name_width = widest.unwrap_or(0));
        start = end;
    }
}

/// Whether an item is of the kind of the one on the line above.
fn is_run(text: &str, pieces: &[Piece<'_>], at: usize) -> bool {
    let Some([above, below]) = at.checked_sub(1).and_then(|above| pieces.get(above..=at)) else {
        return false;
    };
    let kind = |piece: &Piece<'_>| Some(named(text, piece.item?)?.0);
    let between = text.get(above.range.end..below.range.start).unwrap_or_default();
    let is_plain = between.matches('\n').count() <= 1 && between.trim().is_empty();
    is_plain && kind(above).is_some() && kind(above) == kind(below)
}

/// What kind of named item it is, and how many characters its name takes.
fn named(text: &str, item: &Item) -> Option<(u8, usize)> {
    let (kind, span) = match &item.kind {
        ItemKind::Role(role) => (0, role.name.span),
        ItemKind::Let { name, .. } => (1, name.span),
        ItemKind::Rule(rule) => (2, rule.name.as_ref()?.span),
        _ => return None,
    };
    let width = text.get(span.range())?.chars().count();
    // The word `rule` and the colon belong to it.
    Some((kind, if kind == 2 { width + "rule :".len() } else { width }))
}
