//! Diagnostics as data: a code, spans, words for each, and repairs. Layout and colour live in `report`.

mod advice;
pub mod code;
pub mod level;
pub mod repair;

pub use code::Code;
pub use level::{Level, Levels};

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

/// A repair: put `replacement` in the place of `span`. The certain ones of one diagnostic belong
/// together: all of them are made, or none.
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
    /// How bad it is: what the code says, until a level makes a warning an error.
    pub severity: Severity,
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
            severity: code.severity(),
            message: message.into(),
            primary: Label { span, text: String::new() },
            labels: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
            suggestions: Vec::new(),
        }
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

    /// With what to do about its code, if it does not say what to do.
    pub fn advised(mut self) -> Self {
        if self.help.is_empty() && self.suggestions.is_empty() {
            self.help.extend(advice::advice(self.code).map(str::to_owned));
        }
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

/// By place, what was said twice only once.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
    diagnostics.dedup_by(|a, b| a.order() == b.order());
    diagnostics.into_iter().map(Diagnostic::advised).collect()
}

impl Diagnostic {
    /// What diagnostics are sorted by; two that agree in it say the same.
    fn order(&self) -> (Span, Severity, Code, &str) {
        (self.primary.span, self.severity, self.code, &self.message)
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

/// For hosts that render with miette: attach the file's text as source code. Labels in other files
/// are left out, since the protocol knows one source.
impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(self.help.join("\n")) as Box<_>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let here = self.primary.span.file;
        let all = std::iter::once(&self.primary).chain(&self.labels);
        let labels = all.filter(move |label| label.span.file == here).map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            miette::LabeledSpan::new_with_span(text, label.span.range())
        });
        Some(Box::new(labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use miette::Diagnostic as _;

    #[test]
    fn the_protocol_says_what_the_data_says() {
        let (here, there) = (FileId(0), FileId(1));
        let found = Diagnostic::new(code::UNKNOWN_NAME, Span::new(here, 3, 7), "there is no `x`")
            .label(Span::new(here, 0, 2), "first here")
            .label(Span::new(there, 9, 12), "elsewhere")
            .help("one")
            .help("two");
        assert_eq!(found.code().unwrap().to_string(), "E0201");
        assert_eq!(miette::Diagnostic::severity(&found), Some(miette::Severity::Error));
        assert_eq!(miette::Diagnostic::help(&found).unwrap().to_string(), "one\ntwo");
        let spans: Vec<_> =
            found.labels().unwrap().map(|label| (label.offset(), label.len())).collect();
        assert_eq!(spans, [(3, 4), (0, 2)]);
    }
}
