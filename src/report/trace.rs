//! Outcomes of tests in words.

use super::json::hex;
use crate::eval::{Expected, Found, Holder, Outcome};
use crate::model::{MatchAs, Semantics};
use crate::spell::literal;

/// Why a claim is not satisfied, as a clause: `found "Sales"`. Nothing for a satisfied one.
pub fn reason(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Satisfied => return None,
        Outcome::Absent => "the credential has no such claim".into(),
        Outcome::MayBeWithheld => "not there; it may be among what was not disclosed".into(),
        Outcome::WrongType { found, expected } => {
            format!("{} is {}, the policy expects {}", value(found), found.kind(), wanted(expected))
        }
        Outcome::Unequal { found } => format!("found {}", value(found)),
        Outcome::WrongFamily { expected: Holder::Family(family) } => {
            format!("asks for the claims of a {} credential", family.word())
        }
        Outcome::WrongFamily { expected: Holder::CredentialType(number) } => {
            format!("asks for a credential of MLS type {number}")
        }
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
        Found::Time(seconds) => crate::semantics::date::format(*seconds)
            .unwrap_or_else(|| format!("{seconds} seconds since 1970")),
        Found::Oid(octets) => {
            crate::semantics::oid::to_dotted(octets).unwrap_or_else(|| hex(octets))
        }
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

fn wanted(expected: &Expected) -> String {
    match expected {
        Expected::Value(semantics, match_as) => noun(*semantics, *match_as).into(),
        Expected::ListOf(semantics, match_as) => {
            format!("a list with {} in it", noun(*semantics, *match_as))
        }
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
