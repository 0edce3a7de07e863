//! The list of diagnostics, which a hostile file cannot make long.

use crate::diagnostic::{Diagnostic, code};

/// How many diagnostics one file gets.
const MOST: usize = 200;

/// Diagnostics of one file.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    list: Vec<Diagnostic>,
}

impl Mistakes {
    /// Adds one; past the bound, says once that there are more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.len() < MOST {
            self.list.push(diagnostic);
        } else if self.list.len() == MOST {
            let span = diagnostic.primary.span;
            let message = format!("more than {MOST} mistakes; the rest of the file is not read");
            self.list.push(Diagnostic::new(code::TOO_MANY_MISTAKES, span, message));
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether no more are taken.
    pub fn is_full(&self) -> bool {
        self.list.len() > MOST
    }

    /// All of them, in the order of their places.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.list
            .sort_by_key(|diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end));
        self.list
    }
}
