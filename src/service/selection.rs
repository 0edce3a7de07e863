//! Selection: from a word outwards to its brackets, its item and the file.

use std::ops::Range;

use crate::service::analysis::Analysis;
use crate::service::workspace::Workspace;
use crate::syntax::token::TokenKind;

impl Workspace {
    /// Ever larger pieces of the text around an offset, the smallest first.
    pub fn selections(&self, file: &str, offset: u32) -> Vec<Range<u32>> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let mut ranges = analysis.around(offset);
        let end = u32::try_from(analysis.text().len()).unwrap_or(u32::MAX);
        ranges.push(0..end);
        ranges.retain(|range| range.start <= offset && offset <= range.end);
        ranges.sort_by_key(|range| range.end - range.start);
        let mut grown: Vec<Range<u32>> = Vec::new();
        for range in ranges {
            let contains = |inner: &Range<u32>| {
                range.start <= inner.start && inner.end <= range.end && range != *inner
            };
            if grown.last().is_none_or(contains) {
                grown.push(range);
            }
        }
        grown
    }
}

impl Analysis {
    fn around(&self, offset: u32) -> Vec<Range<u32>> {
        let mut ranges = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for token in self.tokens() {
            let span = token.span;
            if span.start <= offset && offset <= span.end && token.kind != TokenKind::Layout {
                ranges.push(span.start..span.end);
            }
            match token.kind {
                TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => {
                    open.push(span.start);
                }
                TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                    if let Some(start) = open.pop() {
                        ranges.push(start..span.end);
                        ranges.push(start + 1..span.start);
                    }
                }
                _ => {}
            }
        }
        for symbol in self.outline().iter().flat_map(crate::service::outline::Symbol::all) {
            ranges.push(symbol.range.clone());
        }
        ranges.extend(self.items().iter().map(|item| item.span.start..item.span.end));
        ranges.extend(self.claims_around(offset));
        ranges
    }

    /// The claim, the test and the conditions around an offset.
    fn claims_around(&self, offset: u32) -> Vec<Range<u32>> {
        use crate::syntax::ast::{ConditionKind, ItemKind};
        let body = self.items().iter().find_map(|item| match &item.kind {
            _ if offset < item.span.start || item.span.end < offset => None,
            ItemKind::Condition { body, .. } => Some(body),
            ItemKind::Rule(rule) => rule.condition.as_ref(),
            _ => None,
        });
        let (mut ranges, mut next) = (Vec::new(), Vec::from_iter(body));
        while let Some(condition) = next.pop() {
            ranges.push(condition.span.start..condition.span.end);
            match &condition.kind {
                ConditionKind::Any(parts) | ConditionKind::All(parts) => next.extend(parts),
                ConditionKind::Test(test) => {
                    ranges.push(test.claim.span.start..test.claim.span.end);
                    next.extend(test.claim.steps.iter().filter_map(|step| match &step.node {
                        crate::syntax::ast::ClaimStep::Search(inner) => Some(inner),
                        _ => None,
                    }));
                }
                ConditionKind::Error => {}
            }
        }
        ranges
    }
}
