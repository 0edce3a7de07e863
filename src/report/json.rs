//! Diagnostics as JSON.

use serde_json::{Value, json};

use super::diagnostic::in_order;
use crate::diagnostic::{Applicability, Diagnostic, Label, Severity, Suggestion};
use crate::source::{SourceMap, Span};

/// All diagnostics, in the order of their places.
///
/// Each has `code`, `severity` (`error`, `warning`), `message`, a place (below), `label`,
/// `labels`, `help`, `notes` and `suggestions`. A place is `file`, `start` and `end` (octets from
/// 0), and `from` and `to`, each `{line, column}` from 1, columns in Unicode scalar values.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    in_order(diagnostics).into_iter().map(|diagnostic| one(diagnostic, sources)).collect()
}

fn one(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = diagnostic.labels.iter().map(|other| label(other, sources)).collect();
    let suggestions: Vec<Value> =
        diagnostic.suggestions.iter().map(|repair| suggestion(repair, sources)).collect();
    json!({
        "code": diagnostic.code.as_str(),
        "severity": match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.message,
        "place": place(diagnostic.primary.span, sources),
        "label": diagnostic.primary.text,
        "labels": labels,
        "help": diagnostic.help,
        "notes": diagnostic.notes,
        "suggestions": suggestions,
    })
}

fn label(label: &Label, sources: &SourceMap) -> Value {
    json!({ "place": place(label.span, sources), "text": label.text })
}

fn suggestion(suggestion: &Suggestion, sources: &SourceMap) -> Value {
    json!({
        "place": place(suggestion.span, sources),
        "replacement": suggestion.replacement,
        "message": suggestion.message,
        "certain": suggestion.applicability == Applicability::Certain,
    })
}

fn place(span: Span, sources: &SourceMap) -> Value {
    let Some(file) = sources.get(span.file) else { return Value::Null };
    let point = |offset| {
        let at = file.line_column(offset);
        json!({ "line": at.line, "column": at.column })
    };
    json!({
        "file": file.name.as_ref(),
        "start": span.start,
        "end": span.end,
        "from": point(span.start),
        "to": point(span.end),
    })
}
