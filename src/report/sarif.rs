//! Diagnostics as a SARIF 2.1.0 log (OASIS Standard, with errata 01).

use serde_json::{Value, json};

use super::Findings;
use crate::check::stdlib;
use crate::diagnostic::{Applicability, Code, Diagnostic, Label, Severity, Suggestion, code};
use crate::source::{SourceFile, SourceMap, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log with one run: every code that there is as a rule, every finding as a result. Columns are
/// in Unicode code points, as `columnKind` says; repairs that need a second look are no `fixes`,
/// which a tool may make without asking.
pub fn log(findings: &Findings<'_>) -> Value {
    let results: Vec<Value> =
        findings.iter().map(|(found, sources)| result(found, sources)).collect();
    let rules: Vec<Value> = code::ALL.iter().map(|(code, title)| rule(*code, title)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "admit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code, title: &str) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": title },
        "help": { "text": format!("admit explain {code}") },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(found: &Diagnostic, sources: &SourceMap) -> Value {
    let help = found.help.iter().map(|help| format!("help: {help}"));
    let notes = found.notes.iter().map(|note| format!("note: {note}"));
    let text: Vec<String> =
        std::iter::once(found.message.clone()).chain(help).chain(notes).collect();
    let mut result = json!({
        "ruleId": found.code.as_str(),
        "ruleIndex": code::ALL.iter().position(|(code, _)| *code == found.code),
        "level": level(found.severity),
        "message": { "text": text.join("\n") },
        "locations": location(&found.primary, sources).into_iter().collect::<Vec<_>>(),
    });
    let related: Vec<Value> = found
        .labels
        .iter()
        .enumerate()
        .filter_map(|(id, label)| {
            let mut related = location(label, sources)?;
            related.as_object_mut()?.insert("id".into(), id.into());
            Some(related)
        })
        .collect();
    let certain = |part: &&Suggestion| part.applicability == Applicability::Certain;
    let parts: Vec<&Suggestion> = found.suggestions.iter().filter(certain).collect();
    if let Value::Object(members) = &mut result {
        if !related.is_empty() {
            members.insert("relatedLocations".into(), related.into());
        }
        if let Some(fix) = fix(&parts, sources) {
            members.insert("fixes".into(), vec![fix].into());
        }
    }
    result
}

fn location(label: &Label, sources: &SourceMap) -> Option<Value> {
    let file = sources.get(label.span.file)?;
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(file), "region": region(label.span, file) },
    });
    if let (false, Value::Object(members)) = (label.text.is_empty(), &mut location) {
        members.insert("message".into(), json!({ "text": label.text }));
    }
    Some(location)
}

/// One repair: all of its parts, by file.
fn fix(parts: &[&Suggestion], sources: &SourceMap) -> Option<Value> {
    let mut files: Vec<_> = parts.iter().map(|part| part.span.file).collect();
    files.sort_unstable();
    files.dedup();
    let change = |id| {
        let file = sources.get(id)?;
        let here = parts.iter().filter(|part| part.span.file == id);
        let replacements: Vec<Value> = here
            .map(|part| {
                json!({
                    "deletedRegion": region(part.span, file),
                    "insertedContent": { "text": part.replacement },
                })
            })
            .collect();
        Some(json!({ "artifactLocation": artifact(file), "replacements": replacements }))
    };
    let changes: Vec<Value> = files.into_iter().filter_map(change).collect();
    let message = &parts.first()?.message;
    Some(json!({ "description": { "text": message }, "artifactChanges": changes }))
}

/// Lines and columns from 1; the end is the first column behind. A byte order mark is no column.
fn region(span: Span, file: &SourceFile) -> Value {
    let marked = file.text.starts_with('\u{FEFF}');
    let point = |offset| {
        let at = file.line_column(offset);
        let mark = u32::from(marked && at.line == 1 && offset > 0);
        (at.line, at.column.saturating_sub(mark).max(1))
    };
    let ((line, column), (end_line, end_column)) = (point(span.start), point(span.end));
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

fn artifact(file: &SourceFile) -> Value {
    json!({ "uri": uri(file) })
}

/// A path as a URI reference (RFC 3986); modules of the standard library, which are no files of the
/// reader's, under a scheme of their own.
fn uri(file: &SourceFile) -> String {
    let name = file.name.as_ref();
    let is_std = stdlib::text(name).is_some_and(|text| text == file.text.as_ref());
    if let Some(module) = name.strip_prefix("std.").filter(|_| is_std) {
        return format!("std:{module}");
    }
    let path = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for octet in path.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(octet));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
