//! Diagnostics, errors and outcomes as JSON.

use serde_json::{Value, json};

use super::{Findings, trace};
use crate::credential;
use crate::diagnostic::{Applicability, Diagnostic, Label, Severity, Suggestion};
use crate::eval::{Found, Outcome, Reach};
use crate::source::{SourceMap, Span};
use crate::syntax::unseen::is_unseen;
use crate::verify::{self, By, Client, Verification};
use crate::wire;

/// All diagnostics, in the order of their places.
///
/// Each has `code`, `severity` (`error`, `warning`), `message`, a place (below), `label`,
/// `labels`, `help`, `notes` and `suggestions`. A place is `file`, `start` and `end` (octets from
/// 0), and `from` and `to`, each `{line, column}` from 1, columns in Unicode scalar values.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    let findings = Findings::of([(diagnostics, sources)]);
    findings.iter().map(|(diagnostic, sources)| one(diagnostic, sources)).collect()
}

/// One JSON object a line (`docs/output.md`): `kind: "diagnostic"` with what [`diagnostics`] says of
/// each, and at the end `kind: "summary"` with `ok`, `errors` and `warnings`.
pub fn lines(findings: &Findings<'_>) -> String {
    let mut objects: Vec<Value> = findings
        .iter()
        .map(|(diagnostic, sources)| {
            let mut object = one(diagnostic, sources);
            if let Value::Object(members) = &mut object {
                members.insert("kind".into(), "diagnostic".into());
            }
            object
        })
        .collect();
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    objects.push(json!({
        "kind": "summary",
        "ok": errors == 0,
        "errors": errors,
        "warnings": warnings,
    }));
    objects.iter().fold(String::new(), |out, object| out + &printable(&object.to_string()) + "\n")
}

/// JSON text in which what a terminal could obey, and what cannot be seen, is written by its
/// number; it means the same. Line ends between members stay.
pub fn printable(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_unseen(character) {
            // Outside of ASCII, JSON has characters in texts only.
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn one(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = diagnostic.labels.iter().map(|other| label(other, sources)).collect();
    let suggestions: Vec<Value> =
        diagnostic.suggestions.iter().map(|repair| suggestion(repair, sources)).collect();
    json!({
        "code": diagnostic.code.as_str(),
        "severity": match diagnostic.severity {
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

/// A place: `file`, `start` and `end` in octets, `from` and `to` in lines and columns.
pub(super) fn place(span: Span, sources: &SourceMap) -> Value {
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

/// What is wrong with policy octets: `kind`, `offset` in octets, `path`, `message`.
pub fn wire_error(error: &wire::Error) -> Value {
    json!({
        "about": "policy",
        "kind": error.kind.name(),
        "offset": error.offset,
        "path": error.path,
        "message": error.to_string(),
    })
}

/// The answer where nothing could be decided: no role, and the error.
pub fn no_decision(error: &Value) -> Value {
    json!({
        "decision": "none",
        "role": null,
        "entry": null,
        "verified": false,
        "error": error,
    })
}

/// What is wrong with a credential: `kind`, `message`, and `path` as a list of steps.
pub fn credential_error(error: &credential::Error) -> Value {
    let path: Vec<String> = error.path.iter().map(ToString::to_string).collect();
    let kind = error.kind.name();
    json!({ "about": "credential", "kind": kind, "path": path, "message": error.to_string() })
}

/// Why a credential is not verified: `kind` and `message`.
pub fn verification_error(error: &verify::Error) -> Value {
    let kind = error.kind.name();
    json!({ "about": "verification", "kind": kind, "message": error.to_string() })
}

/// What was verified: `by` (`{issuer, key, thumbprint}` or `{anchor, fingerprint, path}`), `algorithm`,
/// `until` (RFC 3339, or null),
/// `client` (an MLS client, or null), `warnings`.
pub fn verification(verification: &Verification) -> Value {
    let by = match &verification.by {
        By::Key { issuer, id, thumbprint } => json!({
            "issuer": issuer,
            "key": id.as_deref().map(trace::key_id),
            "thumbprint": hex(thumbprint),
        }),
        By::Anchor { subject, fingerprint, path } => json!({
            "anchor": subject,
            "fingerprint": hex(fingerprint),
            "path": path,
        }),
    };
    let warnings: Vec<String> = verification.warnings.iter().map(ToString::to_string).collect();
    json!({
        "by": by,
        "algorithm": verification.algorithm.map(verify::Algorithm::name),
        "until": verification.until.as_ref().and_then(trace::moment),
        "client": verification.client.as_ref().map(client),
        "warnings": warnings,
    })
}

/// What was verified of an MLS client: `signature_key` (hex), `cipher_suite`, `until`,
/// `leaf_signed`.
fn client(client: &Client) -> Value {
    json!({
        "signature_key": hex(&client.signature_key),
        "cipher_suite": client.cipher_suite,
        "until": client.until.as_ref().and_then(trace::moment),
        "leaf_signed": client.is_leaf_signed,
    })
}

/// An outcome: its word, and `found`, `reason` and `withheld` where there is something to say. Of a
/// pointer that points at nothing, `found` is what was searched or should have been another thing.
pub fn outcome(outcome: &Outcome, reach: Option<&Reach>) -> Value {
    let mut object = json!({ "outcome": outcome.word() });
    if let (Some(reason), Value::Object(members)) = (trace::reason(outcome, reach), &mut object) {
        members.insert("reason".into(), reason.into());
        if let (Outcome::Absent, Some(found)) = (outcome, reach.and_then(reached)) {
            members.insert("found".into(), found);
        }
        if let Outcome::WrongType { found, .. } | Outcome::Unequal { found } = outcome {
            members.insert("found".into(), found_value(found));
        }
        if let Outcome::MayBeWithheld { digests } = outcome {
            members.insert("withheld".into(), (*digests).into());
        }
    }
    object
}

/// Where a pointer did not come further, when that is why nothing is found.
fn reached(reach: &Reach) -> Option<Value> {
    match trace::searched(reach) {
        Some(list) => Some(list.into()),
        None => reach.other_kind().map(|_| found_value(&reach.found)),
    }
}

/// Plain values as themselves; others, and what was cut, as the language writes them.
pub(super) fn found_value(found: &Found) -> Value {
    match found {
        Found::Null => Value::Null,
        Found::Bool(truth) => Value::Bool(*truth),
        Found::Text { start, more: 0 } => Value::String(start.clone()),
        Found::Date { written, .. } => found_value(written),
        other => Value::String(trace::value(other)),
    }
}

/// Lower-case hex.
pub(super) fn hex(octets: &[u8]) -> String {
    wire::text::to_hex(octets)
}
