//! Words for what the language knows by itself: types, parts, formats, keywords, and keys on the wire.

use crate::check::checked::{Part, Step, Subject};
use crate::check::types::{Ty, word};
use crate::check::values::show_value;
use crate::format::Format;
use crate::spell::key::Key;

/// More values or fields than these are not listed.
const MOST: usize = 8;

/// A type as the language writes it, cut where it is long.
pub(super) fn of_type(ty: &Ty) -> String {
    match ty {
        Ty::Scalar(subject) => word(*subject).to_owned(),
        Ty::Choice(choice) => match &choice.name {
            Some(name) => name.clone(),
            None => cut(choice.members().map(|(_, value)| show_value(value)), " | "),
        },
        Ty::List(inner) => format!("[{}]", of_type(inner)),
        Ty::Record(record) => {
            let names = record.fields.iter().map(|field| field.name.node.clone());
            format!("{{ {} }}", cut(names, ", "))
        }
        Ty::Tag(number, inner) => format!("tag {number} {}", of_type(inner)),
        Ty::Embedded(inner) => format!("embedded {}", of_type(inner)),
        Ty::Error => "unknown".to_owned(),
    }
}

fn cut(all: impl Iterator<Item = String>, between: &str) -> String {
    let mut shown: Vec<String> = all.take(MOST + 1).collect();
    if shown.len() > MOST {
        shown.truncate(MOST);
        shown.push("…".to_owned());
    }
    shown.join(between)
}

/// What a part of a value is.
pub(super) fn of_part(part: Part) -> Option<&'static str> {
    Some(match part {
        Part::Whole => return None,
        Part::Slice { .. } => "a piece of the value",
        Part::Host => "the host; compared as a domain",
        Part::User => "the part before `@`",
        Part::Path => "the path, after the host",
        Part::PathSlice { .. } => "a piece of the path",
        Part::PathSegment(_) => "a segment of the path, counted from 0",
        Part::UserId => "the user of a MIMI URI; any provider can mint it, so test the host too",
        Part::DeviceId => "the device of a MIMI URI; test the host too",
        Part::Handle => "the handle of a MIMI URI; test the host too",
        Part::RoomId => "the room of a MIMI URI; test the host too",
        Part::LengthChars => "the length in Unicode scalar values",
        Part::LengthBytes => "the length in octets",
    })
}

/// What values of a built-in type are.
pub(super) fn of_subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Null => "null, and nothing else",
        Subject::Bool => "`true` or `false`",
        Subject::Int => "an integer; of JSON also a number whose value is one, such as `3.0`",
        Subject::Float => "a floating-point number",
        Subject::Number => "any number, compared by its exact value",
        Subject::Date => "a point in time: a NumericDate, a CBOR date, a time of a certificate",
        Subject::DateText => "a point in time, written as RFC 3339 text",
        Subject::Bytes => "a byte string",
        Subject::String => "a text",
        Subject::Domain => "a host name; compared in ASCII form, without regard to case",
        Subject::Uri => "a URI (RFC 3986); compared after normalization",
        Subject::HttpsUri => "a URI with the scheme `https` and a host",
        Subject::MimiUri => {
            "a MIMI URI: `mimi://host`, or with a user, device, room or group behind"
        }
        Subject::Email => "an e-mail address `local@host`",
        Subject::Any => "any value; only what needs no type can be tested",
        Subject::List => "a list",
        Subject::Record => "a record",
    }
}

/// What a credential format is.
pub(super) fn of_format(format: Format) -> &'static str {
    match format {
        Format::Jwt => "JSON Web Token (RFC 7519)",
        Format::SdJwt => "selective-disclosure JWT (RFC 9901): the holder may withhold claims",
        Format::Cwt => "CBOR Web Token (RFC 8392)",
        Format::SdCwt => "selective-disclosure CWT: the holder may withhold claims",
        Format::Vc => "W3C verifiable credential, carried as a JWT",
        Format::X509 => "X.509 certificate (RFC 5280)",
    }
}

/// Where a claim is in a credential, as the language writes keys.
pub(super) fn of_pointer(steps: &[Step], format: Format) -> String {
    let mut shown = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let key = match step {
            Step::Name(name) => Key::Name(name.clone()),
            Step::Cbor(key) => Key::Cbor(key.clone()),
            Step::Oid(octets) => Key::Oid(octets.clone()),
            Step::Position(position) => Key::Position(*position),
            Step::Search(..) => {
                shown.push("[first that fits]".to_owned());
                continue;
            }
            Step::Tag(number) => {
                shown.push(format!("tag {number}"));
                continue;
            }
            Step::Embedded => {
                shown.push("embedded".to_owned());
                continue;
            }
        };
        shown.push(key.written(format.family(), at == 0).unwrap_or_else(|| "…".to_owned()));
    }
    shown.join(" / ")
}

/// What a keyword does, in one sentence; `None` for words that are not of the language.
pub(super) fn of_keyword(keyword: &str) -> Option<&'static str> {
    KEYWORDS.iter().find(|(word, _)| *word == keyword).map(|(_, says)| *says)
}

const KEYWORDS: &[(&str, &str)] = &[
    ("policy", "Makes the file a policy and names it. A file without it is a module."),
    (
        "use",
        "Brings in a module: `use std.a.b`, `use std.a.b as x`, `use \"file.policy\" { Name }`.",
    ),
    ("type", "Gives a type a name; in a credential's head, its MLS credential type."),
    ("enum", "Names the values of an `int` or a `string`."),
    ("credential", "Declares a credential's format and claims."),
    ("role", "Declares a role of the room and what its holders may do."),
    ("let", "Gives a value or a list a name."),
    ("condition", "Gives a condition on a credential a name."),
    ("rule", "Names a rule. The first rule that matches decides."),
    ("admit", "Gives a role to whoever satisfies the condition."),
    ("refuse", "Keeps out whoever satisfies the condition, before later rules are read."),
    ("pseudonyms", "Says whether pseudonyms are required, optional or forbidden."),
    ("disclose", "Says which claims a holder has to disclose, may disclose, and must not."),
    ("test", "Says what the policy has to decide on a credential."),
    ("where", "The condition of a rule."),
    ("and", "Both have to hold; binds tighter than `or`."),
    ("or", "One has to hold. Each alternative becomes an entry of its own."),
    ("in", "One of a list, within a range, or one of a constant's values."),
    ("contains", "An element of a list, or a part of a text."),
    ("starts", "`starts with`: the beginning of a text."),
    ("ends", "`ends with`: the end of a text. For hosts use `under`."),
    ("under", "The domain itself or any below it."),
    ("exists", "The claim is there, whatever its value."),
    ("absent", "`is absent`: the claim is not there. A holder may withhold what it can."),
    ("ignoring", "`ignoring case`: by Unicode default case folding."),
    ("it", "The element that a search looks at."),
    ("extends", "Takes over the claims or the settings of another."),
    ("anyone", "Whoever holds any credential, or none of the declared ones."),
    ("can", "What holders of the role may do."),
    ("cannot", "Takes away what the extended role has."),
    ("participants", "How many may have the role."),
    ("active", "How many with the role may have clients in the group."),
    ("may", "`may move FROM -> TO`: which roles its holders may change into which."),
    ("wire", "Which structure is written: `exact`, `pointer` or `matcher`."),
    ("component", "The number of the MLS component that carries the policy."),
    ("at", "The key under which a claim stands in the credential, when that is not its name."),
    ("extension", "A certificate's extension, by its OID."),
    ("subject", "An attribute of a certificate's subject, by its OID."),
    ("position", "A field of a certificate, counted from 0."),
    ("tag", "A tagged CBOR value."),
    ("embedded", "CBOR in a byte string."),
    ("holder", "A claim that the holder makes, not the issuer."),
    ("given", "The credential that a test is about."),
    ("expect", "What the policy has to decide."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::vocabulary::ITEM_KEYWORDS;

    #[test]
    fn every_item_is_explained() {
        for keyword in ITEM_KEYWORDS {
            assert!(of_keyword(keyword).is_some(), "{keyword}");
        }
    }
}
