//! Where the checker's diagnostics go, and the budgets that keep one run bounded.

use std::cell::{Cell, RefCell};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;

/// More diagnostics than this help nobody; the rest are dropped.
const MOST_DIAGNOSTICS: usize = 10_000;

/// Names compared with other names in one run, so that a file of nothing but unknown names cannot
/// take quadratic time.
const MOST_COMPARISONS: usize = 100_000;

/// Of so many names one is suggested; more would only cost time.
pub(crate) const MOST_CANDIDATES: usize = 2_000;

/// Collects diagnostics.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    list: RefCell<Vec<Diagnostic>>,
    errors: Cell<bool>,
    comparisons: Cell<usize>,
}

impl Sink {
    /// Takes a diagnostic.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors.set(true);
        }
        let mut list = self.list.borrow_mut();
        if list.len() < MOST_DIAGNOSTICS {
            list.push(diagnostic);
        }
    }

    /// Takes a diagnostic and gives nothing, for the ends of functions.
    pub(crate) fn fail<T>(&self, diagnostic: Diagnostic) -> Option<T> {
        self.report(diagnostic);
        None
    }

    /// Whether an error was reported.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors.get()
    }

    /// Runs something and keeps what it reports apart.
    pub(crate) fn capture<T>(&self, run: impl FnOnce() -> T) -> (T, Vec<Diagnostic>) {
        let outer = std::mem::take(&mut *self.list.borrow_mut());
        let had_errors = self.errors.get();
        let result = run();
        let inner = std::mem::replace(&mut *self.list.borrow_mut(), outer);
        self.errors.set(had_errors);
        (result, inner)
    }

    /// All of them by place, what was said twice only once.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        crate::diagnostic::sorted(self.list.into_inner())
    }

    /// Of the known names, the one that is most like an unknown one, if any is like it at all.
    pub(crate) fn nearest<'n>(
        &self,
        unknown: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        const LONGEST: usize = 64;
        let length = unknown.chars().count();
        if length > LONGEST {
            return None;
        }
        let folded = unknown.to_lowercase();
        let most = (length / 3).max(1);
        let mut best: Option<(usize, &str)> = None;
        for name in known {
            let spent = self.comparisons.get();
            if spent >= MOST_COMPARISONS {
                break;
            }
            self.comparisons.set(spent + 1);
            let other = name.chars().count();
            if other > LONGEST || other.abs_diff(length) > most {
                continue;
            }
            let distance = strsim::damerau_levenshtein(&folded, &name.to_lowercase());
            if distance <= most && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, name));
            }
        }
        best.map(|(_, name)| name)
    }
}

/// "did you mean …?" with the repair, when there is something to mean.
pub(crate) trait DidYouMean {
    /// Adds the nearest known name at the place of the unknown one.
    fn did_you_mean(self, span: Span, name: Option<&str>) -> Self;
}

impl DidYouMean for Diagnostic {
    fn did_you_mean(self, span: Span, name: Option<&str>) -> Self {
        use crate::diagnostic::Applicability::Maybe;
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")).suggest(
                span,
                name,
                format!("use `{name}`"),
                Maybe,
            ),
            None => self,
        }
    }
}

/// A diagnostic, shorter to write.
pub(crate) fn diagnostic(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, message)
}
