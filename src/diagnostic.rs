//! Diagnostics as data: a code, spans, words for each, and repairs. Layout and colour live in `report`.

pub mod code;

pub use code::Code;

use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The policy cannot be compiled.
    Error,
    /// The policy compiles, but probably does not mean what its author wants.
    Warning,
}

/// A span and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty.
    pub text: String,
}

/// Whether a repair can be made without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// The result means what the author meant.
    Certain,
    /// The author has to look.
    Maybe,
}

/// A repair: put `replacement` in the place of `span`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to replace; empty to insert.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// Why, in a few words: "use `contains`".
    pub message: String,
    /// Whether it can be applied without asking.
    pub applicability: Applicability,
}

/// One thing to say about a source text.
///
/// Messages are lower case, one line, with the user's own words in back quotes; what to do about
/// it stands in `help`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where; the label's text may be empty.
    pub primary: Label,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
    /// Why it matters.
    pub notes: Vec<String>,
    /// Repairs.
    pub suggestions: Vec<Suggestion>,
}

impl Diagnostic {
    /// A diagnostic with a message at a place; the rest is added with the methods below.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            primary: Label { span, text: String::new() },
            labels: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
            suggestions: Vec::new(),
        }
    }

    /// Error or warning, by the code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Words for the primary span.
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that matters.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// What to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Why it matters.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// A repair.
    pub fn suggest(
        mut self,
        span: Span,
        replacement: impl Into<String>,
        message: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        self.suggestions.push(Suggestion {
            span,
            replacement: replacement.into(),
            message: message.into(),
            applicability,
        });
        self
    }
}
