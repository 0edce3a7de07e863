//! The list of diagnostics, which a hostile file cannot make long.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;

/// Diagnostics of one file.
#[derive(Debug)]
pub(super) struct Mistakes {
    list: Vec<Diagnostic>,
    most: usize,
}

impl Mistakes {
    /// An empty list that takes so many.
    pub fn up_to(most: usize) -> Self {
        Mistakes { list: Vec::new(), most }
    }

    /// Adds one; past the bound, says once that there are more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.len() < self.most {
            self.list.push(diagnostic);
        } else if self.list.len() == self.most {
            let span = diagnostic.primary.span;
            let message =
                format!("more than {} mistakes; the rest of the file is not read", self.most);
            let help = "repair the first ones and check again";
            self.list.push(Diagnostic::new(code::TOO_MANY_MISTAKES, span, message).help(help));
        }
    }

    /// The repairs of what was said of this place do not suffice: the author has to look.
    pub fn doubt(&mut self, place: Span) {
        let said = self.list.iter_mut().rev().filter(|said| said.primary.span == place);
        for repair in said.take(1).flat_map(|said| &mut said.suggestions) {
            repair.applicability = Applicability::Maybe;
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether no more are taken.
    pub fn is_full(&self) -> bool {
        self.list.len() > self.most
    }

    /// All of them, in the order of their places.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.list
            .sort_by_key(|diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end));
        self.list
    }
}
