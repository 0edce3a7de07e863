//! Folding: blocks in braces and brackets, comments, and the lines that use modules.

use std::ops::Range;

use crate::service::analysis::Analysis;
use crate::service::text::Lines;
use crate::service::workspace::Workspace;
use crate::syntax::ast::ItemKind;
use crate::syntax::token::TokenKind;

/// What is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// A block.
    Block,
    /// Comment lines that follow each other.
    Comment,
    /// `use` lines that follow each other.
    Uses,
}

/// Lines that can be folded into their first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The octets, on at least two lines.
    pub range: Range<u32>,
    /// What it is.
    pub kind: FoldKind,
}

impl Workspace {
    /// What can be folded, by place.
    pub fn folds(&self, file: &str) -> Vec<Fold> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let lines = Lines::of(analysis.text());
        let mut folds = analysis.blocks();
        folds.extend(analysis.comments(&lines));
        folds.extend(analysis.used_modules(&lines));
        folds.extend(analysis.long_items());
        folds.retain(|fold| lines.line(fold.range.start) < lines.line(fold.range.end));
        folds.sort_by_key(|fold| (fold.range.start, fold.range.end));
        folds.dedup_by_key(|fold| lines.line(fold.range.start));
        folds
    }
}

impl Analysis {
    fn blocks(&self) -> Vec<Fold> {
        let (mut open, mut folds) = (Vec::new(), Vec::new());
        for token in self.tokens() {
            match token.kind {
                TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => {
                    open.push(token.span.end);
                }
                TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                    if let Some(start) = open.pop() {
                        folds.push(Fold { range: start..token.span.start, kind: FoldKind::Block });
                    }
                }
                _ => {}
            }
        }
        folds
    }

    /// Items of several lines without a block, such as a rule with its condition.
    fn long_items(&self) -> impl Iterator<Item = Fold> {
        let items = self.items().iter();
        items.map(|item| Fold { range: item.span.start..item.span.end, kind: FoldKind::Block })
    }

    fn comments(&self, lines: &Lines) -> Vec<Fold> {
        let comments = self.tokens().iter().filter(|token| {
            matches!(token.kind, TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc)
        });
        let first_on_line = |start: u32| {
            let line = lines.start(lines.line(start)).unwrap_or_default();
            let before = self.text().get(line as usize..start as usize).unwrap_or_default();
            before.trim().is_empty()
        };
        let ranges = comments
            .filter(|token| first_on_line(token.span.start))
            .map(|token| token.span.start..token.span.end);
        joined(ranges, lines, FoldKind::Comment)
    }

    fn used_modules(&self, lines: &Lines) -> Vec<Fold> {
        let uses = self.items().iter().filter(|item| matches!(item.kind, ItemKind::Use(_)));
        joined(uses.map(|item| item.span.start..item.span.end), lines, FoldKind::Uses)
    }
}

/// Ranges on neighbouring lines as one.
fn joined(ranges: impl Iterator<Item = Range<u32>>, lines: &Lines, kind: FoldKind) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    for range in ranges {
        match folds.last_mut() {
            Some(last) if lines.line(last.range.end) + 1 == lines.line(range.start) => {
                last.range.end = range.end;
            }
            _ => folds.push(Fold { range, kind }),
        }
    }
    folds
}
