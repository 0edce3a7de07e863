//! Comments, and what they stand beside.

use crate::syntax::token::{Token, TokenKind};

/// A comment, documentation included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comment<'t> {
    /// Its text with the marker, without what is empty at its end.
    pub text: &'t str,
    /// Where it begins, in octets of the file.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether nothing stands before it on its line.
    pub own_line: bool,
    /// Whether an empty line stands before it.
    pub blank_before: bool,
}

/// All comments of a file, in order.
pub(super) fn comments<'t>(text: &'t str, tokens: &[Token]) -> Vec<Comment<'t>> {
    let is_comment = |token: &&Token| {
        matches!(token.kind, TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc)
    };
    let comments = tokens.iter().filter(is_comment).map(|token| {
        let range = token.span.range();
        let before = text.get(..range.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let own_line = line.trim_start_matches('\u{FEFF}').trim().is_empty();
        Comment {
            text: text.get(range.clone()).unwrap_or_default().trim_end(),
            start: range.start,
            end: range.end,
            own_line,
            blank_before: own_line && blank_before(before),
        }
    });
    comments.collect()
}

/// Whether an empty line stands right before what follows this text.
pub(super) fn blank_before(before: &str) -> bool {
    let gap = before.trim_end_matches([' ', '\t', '\r', '\n']);
    let gap = before.get(gap.len()..).unwrap_or_default();
    // A comment's line end belongs to the gap, and so does the line end of the text before.
    gap.matches('\n').count() > 1
}

/// The comments of a file, taken in order.
#[derive(Debug)]
pub(super) struct Comments<'t> {
    text: &'t str,
    all: Vec<Comment<'t>>,
    next: usize,
}

impl<'t> Comments<'t> {
    /// Those of a text with these tokens.
    pub fn new(text: &'t str, tokens: &[Token]) -> Comments<'t> {
        Comments { text, all: comments(text, tokens), next: 0 }
    }

    /// The next comment, when it begins before an offset.
    pub fn before(&mut self, offset: usize) -> Option<Comment<'t>> {
        let comment = self.all.get(self.next).filter(|comment| comment.start < offset)?;
        self.next += 1;
        Some(*comment)
    }

    /// The next comment, when it stands on the line that the text up to an offset ends on.
    pub fn beside(&mut self, offset: usize) -> Option<Comment<'t>> {
        let comment = self.all.get(self.next).filter(|comment| comment.start >= offset)?;
        let between = self.text.get(offset..comment.start)?;
        if between.contains('\n') || !between.trim().is_empty() {
            return None;
        }
        self.next += 1;
        Some(*comment)
    }

    /// Passes over all comments that begin before an offset.
    pub fn skip_to(&mut self, offset: usize) {
        while self.before(offset).is_some() {}
    }
}
