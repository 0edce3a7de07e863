//! Diagnostics as text, with the source around them.

use std::fmt::{Debug, Display};

use ariadne::{Cache, Color, Config, IndexType, Label, Report, ReportKind, Source};

use super::Style;
use crate::diagnostic::{Applicability, Diagnostic, Severity, Suggestion};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::unseen;

/// All diagnostics, in the order of their places, and a line that counts them.
///
/// Empty when there are none.
pub fn text(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let mut cache = Files::new(sources);
    let mut out = String::new();
    for diagnostic in in_order(diagnostics) {
        out.push_str(&one(diagnostic, sources, &mut cache, style));
        out.push('\n');
    }
    if let Some(summary) = summary(diagnostics) {
        out.push_str(&summary);
        out.push('\n');
    }
    out
}

/// Sorted by file and place, without repetitions.
pub fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| key(a).cmp(&key(b)));
    sorted.dedup();
    sorted
}

fn key(diagnostic: &Diagnostic) -> (Span, Severity, crate::diagnostic::Code, &str) {
    (diagnostic.primary.span, diagnostic.severity(), diagnostic.code, &diagnostic.message)
}

/// `2 errors, 1 warning`; nothing when there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|d| d.severity() == severity).count();
    let words =
        [counted(count(Severity::Error), "error"), counted(count(Severity::Warning), "warning")];
    let words: Vec<String> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}

fn one(diagnostic: &Diagnostic, sources: &SourceMap, cache: &mut Files, style: Style) -> String {
    let (kind, color) = match diagnostic.severity() {
        Severity::Error => (ReportKind::Error, Color::Red),
        Severity::Warning => (ReportKind::Warning, Color::Yellow),
    };
    let config = Config::default()
        .with_color(style.color)
        .with_index_type(IndexType::Byte)
        .with_tab_width(4);
    let place = Place(diagnostic.primary.span);
    let mut report = Report::build(kind, place)
        .with_config(config)
        .with_code(diagnostic.code)
        .with_message(&diagnostic.message)
        .with_label(label(place, primary_text(diagnostic)).with_color(color).with_priority(1));
    for other in &diagnostic.labels {
        report.add_label(label(Place(other.span), &other.text).with_color(Color::Cyan));
    }
    for help in &diagnostic.help {
        report.add_help(help);
    }
    // Help says in words what a suggestion does; without help, the suggestion speaks for itself.
    for suggestion in diagnostic.suggestions.iter().filter(|_| diagnostic.help.is_empty()) {
        report.add_help(suggested(suggestion, sources));
    }
    for note in &diagnostic.notes {
        report.add_note(note);
    }
    let mut out = Vec::new();
    // Writing to memory does not fail; the cache knows every file a span can name.
    match report.finish().write(cache, &mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => format!("{}: {} ({error})\n", diagnostic.code, diagnostic.message),
    }
}

/// A label without words would not be drawn, so the code's title stands in.
fn primary_text(diagnostic: &Diagnostic) -> &str {
    let text = diagnostic.primary.text.as_str();
    if text.is_empty() { diagnostic.code.title() } else { text }
}

fn label(place: Place, text: &str) -> Label<Place> {
    Label::new(place).with_message(text)
}

/// A repair in words: what to put where.
fn suggested(suggestion: &Suggestion, sources: &SourceMap) -> String {
    let old = unseen::visible(sources.text(suggestion.span));
    let sure = match suggestion.applicability {
        Applicability::Certain => "",
        Applicability::Maybe => " (if that is what you mean)",
    };
    let message = &suggestion.message;
    match (old.is_empty(), suggestion.replacement.is_empty()) {
        (true, _) => format!("{message}: insert `{}`{sure}", suggestion.replacement.trim()),
        (false, true) => format!("{message}: remove `{old}`{sure}"),
        (false, false) => {
            format!("{message}: write `{}` instead of `{old}`{sure}", suggestion.replacement)
        }
    }
}

/// A span as the renderer wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place(Span);

impl ariadne::Span for Place {
    type SourceId = FileId;

    fn source(&self) -> &FileId {
        &self.0.file
    }

    fn start(&self) -> usize {
        self.0.start as usize
    }

    fn end(&self) -> usize {
        self.0.end.max(self.0.start) as usize
    }
}

/// The files of one compilation, cut into lines at most once.
struct Files<'a> {
    sources: &'a SourceMap,
    cut: Vec<(FileId, Source<String>)>,
}

impl<'a> Files<'a> {
    fn new(sources: &'a SourceMap) -> Self {
        Files { sources, cut: Vec::new() }
    }
}

impl Cache<FileId> for Files<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl Debug> {
        if !self.cut.iter().any(|(found, _)| found == id) {
            let text = self.sources.get(*id).map(|file| unseen::held(&file.text));
            let text = text.unwrap_or_default();
            self.cut.push((*id, Source::from(text)));
        }
        self.cut
            .iter()
            .find(|(found, _)| found == id)
            .map(|(_, source)| source)
            .ok_or("no such file")
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl Display + 'b> {
        self.sources.get(*id).map(|file| file.name.to_string())
    }
}
