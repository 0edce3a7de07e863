//! What a credential says, as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::trace::printable;
use crate::credential::Carrier;
use crate::describe::{Description, Entry, Outline};
use crate::semantics::date::Moment;
use crate::spell::instant;

/// A description for people. `verification` says what was verified, in a line; text of the
/// credential is escaped, so that it cannot write to the terminal.
pub fn text(description: &Description, verification: &str) -> String {
    let mut out = String::new();
    head(&mut out, description);
    let _ = writeln!(out, "{verification}");
    body(&mut out, description);
    for (at, embedded) in description.embedded.iter().enumerate() {
        let _ = write!(out, "\ncredential {} of the presentation: ", at + 1);
        head(&mut out, embedded);
        body(&mut out, embedded);
    }
    out
}

/// A description as one object: `format`, `family`, `credential_type`, `carrier`, `issuer`,
/// `subject`, `issued`, `not_before`, `not_after` (RFC 3339), `claims` and `holder_claims` (see
/// below, or null), `credentials` of a presentation, and `verified`.
///
/// Claims are `entries`, `withheld` and `left_out`. An entry has `claim` (its name in a condition),
/// `at`, `type`, `value` as the language writes it, `condition`, `withheld` and `entries`.
pub fn json(description: &Description) -> Value {
    let summary = &description.summary;
    let date = |moment: &Option<Moment>| moment.as_ref().map(when);
    json!({
        "format": description.format.word(),
        "family": description.format.family().word(),
        "credential_type": description.credential_type,
        "carrier": carrier(description.carrier),
        "issuer": summary.issuer,
        "subject": summary.subject,
        "issued": date(&summary.issued),
        "not_before": date(&summary.from),
        "not_after": date(&summary.until),
        "claims": description.claims.as_ref().map(outline_json),
        "holder_claims": description.holder.as_ref().map(outline_json),
        "credentials": description.embedded.iter().map(json).collect::<Vec<_>>(),
        "verified": false,
    })
}

fn head(out: &mut String, description: &Description) {
    let kind = if description.embedded.is_empty() { "credential" } else { "presentation" };
    let (format, number) = (description.format.word(), description.credential_type);
    let carrier = carrier_words(description.carrier);
    let _ = writeln!(out, "{format} {kind}, {carrier}, MLS credential type {number:#06x}");
    let summary = &description.summary;
    for (label, text) in [("issuer", &summary.issuer), ("subject", &summary.subject)] {
        if let Some(text) = text {
            let _ = writeln!(out, "{label:<8} {}", printable(text));
        }
    }
    let dates = [("issued", &summary.issued), ("from", &summary.from), ("until", &summary.until)];
    for (label, moment) in dates {
        if let Some(moment) = moment {
            let _ = writeln!(out, "{label:<8} {}", when(moment));
        }
    }
}

fn body(out: &mut String, description: &Description) {
    let roots = [
        ("claims of the issuer", &description.claims),
        ("claims of the holder, for which no issuer stands", &description.holder),
    ];
    for (title, outline) in roots {
        if let Some(outline) = outline {
            let _ = writeln!(out, "\n{title}");
            outline_text(out, outline);
        }
    }
}

fn outline_text(out: &mut String, outline: &Outline) {
    for entry in &outline.entries {
        entry_text(out, entry, 1);
    }
    if outline.withheld > 0 {
        let _ = writeln!(out, "  ({} withheld)", outline.withheld);
    }
    if outline.left_out > 0 {
        let _ = writeln!(out, "  … and {} more values, left out here", outline.left_out);
    }
}

fn entry_text(out: &mut String, entry: &Entry, indent: usize) {
    out.push_str(&"  ".repeat(indent));
    match (&entry.claim, &entry.at) {
        (Some(claim), None) => out.push_str(claim),
        (Some(claim), Some(at)) => out.extend([claim.as_str(), " at ", at.as_str()]),
        (None, at) => {
            let key = at.as_deref().unwrap_or("a key");
            let _ = write!(out, "({key}: no policy can name it)");
        }
    }
    let _ = write!(out, " : {}", entry.ty);
    if let Some(value) = &entry.value {
        let _ = write!(out, " = {value}");
    }
    if entry.withheld > 0 {
        let _ = write!(out, " ({} withheld)", entry.withheld);
    }
    out.push('\n');
    for child in &entry.children {
        entry_text(out, child, indent + 1);
    }
}

fn outline_json(outline: &Outline) -> Value {
    let entries: Vec<Value> = outline.entries.iter().map(entry_json).collect();
    json!({ "entries": entries, "withheld": outline.withheld, "left_out": outline.left_out })
}

fn entry_json(entry: &Entry) -> Value {
    json!({
        "claim": entry.claim,
        "at": entry.at,
        "type": entry.ty,
        "value": entry.value,
        "condition": entry.condition,
        "withheld": entry.withheld,
        "entries": entry.children.iter().map(entry_json).collect::<Vec<_>>(),
    })
}

fn when(moment: &Moment) -> String {
    match moment {
        Moment::Before => "before every date".into(),
        Moment::After => "after every date".into(),
        Moment::At(at) => instant::write(at.seconds, &at.fraction)
            .unwrap_or_else(|| format!("{} seconds since 1970", at.seconds)),
    }
}

const fn carrier(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Claims => "claims",
        Carrier::Jws => "jws",
        Carrier::SdJwt => "sd_jwt",
        Carrier::SdCwt => "sd_cwt",
        Carrier::CoseSign1 => "cose_sign1",
        Carrier::Certificate => "certificate",
    }
}

const fn carrier_words(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Claims => "bare claims that nobody signed",
        Carrier::Jws => "in a JWS",
        Carrier::SdJwt => "in an SD-JWT",
        Carrier::SdCwt => "in an SD-CWT",
        Carrier::CoseSign1 => "in a COSE_Sign1 message",
        Carrier::Certificate => "a certificate",
    }
}
