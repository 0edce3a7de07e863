//! What lowering finds although the checker has said it already.

use crate::diagnostic::{Diagnostic, code};
use crate::source::Span;

/// What the checker said that lowering would say again, in other words.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// Tests that are never satisfied.
    never_true: Vec<Span>,
    /// `admit anyone` before other rules.
    anyone: Vec<Span>,
}

impl Said {
    /// What matters of the checker's diagnostics, whatever their level: who allows the one has
    /// read it, and need not read the other.
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Said {
        let spans = |code| {
            let found = diagnostics.iter().filter(move |found| found.code == code);
            found.map(|found| found.primary.span).collect()
        };
        Said { never_true: spans(code::NEVER_TRUE), anyone: spans(code::ANYONE_FIRST) }
    }

    /// Whether one of lowering's diagnostics says it again: of a rule with a test that is never
    /// satisfied, that it never matches; of a rule behind `admit anyone`, that this one matches first.
    pub(super) fn covers(&self, found: &Diagnostic) -> bool {
        match found.code {
            code::NEVER_MATCHES => {
                self.never_true.iter().any(|test| found.primary.span.contains(*test))
            }
            code::SHADOWED => found.labels.iter().any(|label| self.anyone.contains(&label.span)),
            _ => false,
        }
    }
}
