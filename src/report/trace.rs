//! Outcomes of tests, and what was verified, in words.

use super::json::hex;
use crate::eval::{Expected, Found, Holder, Outcome, Reach, Sought};
use crate::format::Format;
use crate::model::{MatchAs, Semantics};
use crate::semantics::date::{Moment, format};
use crate::spell::{instant, literal};
use crate::verify::{By, Client, Verification};

/// Why a claim is not satisfied, as a clause: `found "Sales"`. Nothing for a satisfied one. The
/// reach is that of the claim's pointer, where it points at nothing.
pub fn reason(outcome: &Outcome, reach: Option<&Reach>) -> Option<String> {
    Some(match outcome {
        Outcome::Satisfied => return None,
        Outcome::Absent => absent(reach),
        Outcome::MayBeWithheld { digests: 1 } => {
            "not there; it may be what was not disclosed (1 digest)".into()
        }
        Outcome::MayBeWithheld { digests } => {
            format!("not there; it may be among what was not disclosed ({digests} digests)")
        }
        Outcome::WrongType { found, expected } => wrong(found, expected),
        Outcome::Unequal { found } => format!("found {}", value(found)),
        Outcome::Unverified => {
            "the holder says it, and its proof was not verified (`--require-key-binding`)".into()
        }
        Outcome::WrongFamily { expected: Holder::Family(family) } => {
            format!("asks for the claims of a {} credential", family.word())
        }
        Outcome::WrongFamily { expected: Holder::CredentialType(number) } => {
            format!("asks for a credential of MLS type {number}")
        }
    })
}

/// Why a pointer points at nothing.
fn absent(reach: Option<&Reach>) -> String {
    let Some(reach) = reach else { return NO_CLAIM.into() };
    match (reach.other_kind(), searched(reach)) {
        (Some(expected), _) => wrong(&reach.found, &expected),
        (None, Some(list)) if reach.elements.is_empty() => format!("found {list}"),
        (None, Some(list)) => format!("found {list}, none of its elements fits"),
        (None, None) => NO_CLAIM.into(),
    }
}

const NO_CLAIM: &str = "the credential has no such claim";

/// That a value is of another kind than the policy expects.
fn wrong(found: &Found, expected: &Expected) -> String {
    let wanted = wanted(expected);
    let advice = match (found, expected) {
        (Found::Text { .. }, Expected::NumericDate) => "; for text declare it `date_text`",
        _ => "",
    };
    let found = match found {
        // The value says of which kind it is.
        Found::Null | Found::Undefined | Found::List(_) | Found::Map(_) | Found::Tag(_) => {
            format!("found {}", value(found))
        }
        _ => format!("{} is {}", value(found), found.kind()),
    };
    format!("{found}, the policy expects {wanted}{advice}")
}

/// A list that was searched without a find, with its elements as far as there is room.
pub(super) fn searched(reach: &Reach) -> Option<String> {
    const ROOM: usize = 60;
    let (Sought::Element, Found::List(length)) = (reach.sought, &reach.found) else { return None };
    let is_plain = |found: &Found| !matches!(found, Found::List(_) | Found::Map(_) | Found::Tag(_));
    if reach.elements.is_empty() {
        return Some("an empty list".into());
    }
    let mut room = ROOM;
    let shown = reach.elements.iter().map_while(|element| {
        let text = is_plain(element).then(|| value(element))?;
        room = room.checked_sub(text.chars().count())?;
        Some(text)
    });
    let shown: Vec<String> = shown.collect();
    Some(match (shown.len(), length.checked_sub(shown.len())) {
        (0, _) => value(&reach.found),
        (_, None | Some(0)) => format!("[{}]", shown.join(", ")),
        (_, Some(more)) => format!("[{}, … {more} more]", shown.join(", ")),
    })
}

/// A value of the credential as the language writes it, as far as it does. Control characters are
/// escaped, so that a credential cannot write to the terminal.
pub fn value(found: &Found) -> String {
    match found {
        Found::Null => "null".into(),
        Found::Undefined => "undefined".into(),
        Found::Bool(truth) => truth.to_string(),
        Found::Simple(number) => format!("simple({number})"),
        Found::Number(digits) => digits.clone(),
        Found::Text { start, more } => format!("\"{}{}\"", printable(start), dots(*more)),
        Found::Bytes { start, more } => format!("h'{}{}'", hex(start), dots(*more)),
        Found::List(length) => format!("a list of {length}"),
        Found::Map(length) => format!("a map of {length}"),
        Found::Tag(number) => format!("tag {number}"),
        Found::Time(seconds) => {
            format(*seconds).unwrap_or_else(|| format!("{seconds} seconds since 1970"))
        }
        Found::Oid(octets) => {
            crate::semantics::oid::to_dotted(octets).unwrap_or_else(|| hex(octets))
        }
        Found::Date { seconds, written } => match instant::write(*seconds, "") {
            Some(date) => format!("{date} ({})", value(written)),
            None => value(written),
        },
    }
}

/// That nothing was verified; one line.
pub fn unverified(format: Format) -> String {
    let format = format.word();
    format!("claims are unverified: no signature of this {format} credential was checked\n")
}

/// What was verified, by whom, until when, and what a careful reader should know; in whole lines.
pub fn verified(verification: &Verification) -> String {
    whose("claims", verification)
}

/// The same of what the holder says.
pub fn holder_verified(verification: &Verification) -> String {
    whose("the holder's own claims", verification)
}

fn whose(claims: &str, verification: &Verification) -> String {
    let by = match &verification.by {
        By::Key { issuer, id, thumbprint } => {
            let key = match id {
                Some(id) => format!("the key `{}`", key_id(id)),
                None => format!("the key with thumbprint {}", hex(thumbprint)),
            };
            let of = issuer.as_ref().map(|issuer| format!(" of `{}`", printable(issuer)));
            key + &of.unwrap_or_default()
        }
        By::Anchor { subject, .. } => format!("the trust anchor `{}`", printable(subject)),
    };
    let algorithm = verification.algorithm.map(|algorithm| format!(" ({})", algorithm.name()));
    let until = verification.until.as_ref().and_then(moment);
    let until = until.map_or_else(String::new, |until| format!(", good until {until}"));
    let mut out =
        format!("{claims} are verified by {by}{}{until}\n", algorithm.unwrap_or_default());
    out.extend(verification.client.as_ref().map(client));
    for warning in &verification.warnings {
        out.push_str(&format!("note: {warning}\n"));
    }
    out
}

/// What was verified of an MLS client; one line.
fn client(client: &Client) -> String {
    let signed = match client.is_leaf_signed {
        true => "its key package is signed with it",
        false => "the leaf's own signature was not checked, since it covers the group",
    };
    let until = client.until.as_ref().and_then(moment);
    let until = until.map_or_else(String::new, |until| format!(", good until {until}"));
    format!("the credential binds the MLS client's signature key; {signed}{until}\n")
}

/// A key's id as text, or in hex when it is none.
pub(super) fn key_id(id: &[u8]) -> String {
    std::str::from_utf8(id).map_or_else(|_| hex(id), printable)
}

/// A point in time as RFC 3339 text, to the second; nothing beyond the years 0 to 9999.
pub(super) fn moment(moment: &Moment) -> Option<String> {
    match moment {
        Moment::At(instant) => format(instant.seconds),
        Moment::Before | Moment::After => None,
    }
}

fn dots(more: usize) -> &'static str {
    if more > 0 { "…" } else { "" }
}

/// Text as it can stand between double quotes; what a terminal could obey or what could reorder
/// the line is written by its number.
pub fn printable(text: &str) -> String {
    literal::printable(text)
}

/// What a policy asks for, as a noun with its article: `an integer`.
pub(super) fn wanted(expected: &Expected) -> String {
    match expected {
        Expected::Value(semantics, match_as) => noun(*semantics, *match_as).into(),
        Expected::ListOf(semantics, match_as) => {
            format!("a list with {} in it", noun(*semantics, *match_as))
        }
        Expected::NumericDate => "a date as a number of seconds".into(),
        Expected::List => "a list".into(),
        Expected::Map => "a map".into(),
        Expected::NotText => "anything but text".into(),
        Expected::Null => "null".into(),
        Expected::Nothing => "something that no value is".into(),
    }
}

const fn noun(semantics: Semantics, match_as: MatchAs) -> &'static str {
    match (semantics, match_as) {
        (_, MatchAs::Ipv4) => "an IPv4 address",
        (_, MatchAs::Ipv6) => "an IPv6 address",
        (Semantics::Date, MatchAs::Iso8601) => "a date as text",
        (Semantics::Null, _) => "null",
        (Semantics::Number, _) => "a number",
        (Semantics::Int, _) => "an integer",
        (Semantics::Float, _) => "a number with a fraction",
        (Semantics::Bool, _) => "true or false",
        (Semantics::Date, _) => "a date",
        (Semantics::Bytes, _) => "a byte string",
        (Semantics::String, _) => "text",
        (Semantics::Domain, _) => "a host name",
        (Semantics::Uri, _) => "a URI",
        (Semantics::HttpsUri, _) => "an https URI",
        (Semantics::MimiUri, _) => "a MIMI URI",
        (Semantics::Email, _) => "an e-mail address",
    }
}
