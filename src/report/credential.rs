//! What a credential says, as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::json::{verification, verification_error};
use super::trace::printable;
use crate::credential::Carrier;
use crate::describe::{Description, Entry, Outline};
use crate::semantics::date::Moment;
use crate::spell::instant;
use crate::verify::{self, Verification};

/// What came of verifying a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody was named to believe.
    NotAsked,
    /// It is not good.
    Failed(verify::Error),
    /// It is good.
    Verified {
        /// The credential's own; of a presentation those of the credentials in it.
        credentials: Vec<Verification>,
        /// What was verified of what the holder says.
        holder: Option<Verification>,
    },
}

/// A description for people. `verification` says what was verified, in whole lines; text of the
/// credential is escaped, so that it cannot write to the terminal.
pub fn text(description: &Description, verification: &str) -> String {
    let mut out = String::new();
    head(&mut out, description);
    out.push_str(verification);
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
/// below, or null), `credentials` of a presentation, `verified`, `verification` and
/// `holder_verification` (see [`super::json::verification`], or null), and, when it is not good,
/// `error`.
///
/// Claims are `entries`, `withheld` and `left_out`. An entry has `claim` (its name in a condition),
/// `at`, `type`, `value` as the language writes it, `condition`, `withheld` and `entries`.
pub fn json(description: &Description, verdict: &Verdict) -> Value {
    let mut object = described(description);
    let verifications = match verdict {
        Verdict::Verified { credentials, .. } => credentials.as_slice(),
        Verdict::NotAsked | Verdict::Failed(_) => &[],
    };
    let embedded = object.get_mut("credentials").and_then(Value::as_array_mut);
    match embedded.filter(|embedded| !embedded.is_empty()) {
        Some(embedded) => {
            embedded.iter_mut().zip(verifications).for_each(|(one, by)| verified(one, by));
        }
        None => verifications.iter().for_each(|by| verified(&mut object, by)),
    }
    if let Value::Object(members) = &mut object {
        if let Verdict::Verified { holder, .. } = verdict {
            members.insert("verified".into(), true.into());
            members.insert("holder_verification".into(), holder.as_ref().map(verification).into());
        }
        if let Verdict::Failed(error) = verdict {
            members.insert("error".into(), verification_error(error));
        }
    }
    object
}

/// Says of one credential by whom it is verified.
fn verified(object: &mut Value, by: &Verification) {
    if let Value::Object(members) = object {
        members.insert("verified".into(), true.into());
        members.insert("verification".into(), verification(by));
    }
}

/// The description alone, of which nothing was verified.
fn described(description: &Description) -> Value {
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
        "credentials": description.embedded.iter().map(described).collect::<Vec<_>>(),
        "verified": false,
        "verification": null,
        "holder_verification": null,
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
