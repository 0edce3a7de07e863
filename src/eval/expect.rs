//! The value of a policy, normalized once like the readings that it will be compared with; and
//! which combinations of semantics, match_as and operation make sense (`docs/semantics.md`
//! section 5).

use std::borrow::Cow;

use crate::model::test_value::TestValue;
use crate::model::{MatchAs, Operation, Semantics};
use crate::semantics::date::{self, Moment};
use crate::semantics::domain::{Host, to_ascii};
use crate::semantics::email::Email;
use crate::semantics::percent;
use crate::semantics::uri::Uri;

use super::check::{Check, Relation};
use super::read::{Cut, Read, Reading};
use super::{cut, number, part};

/// The check that semantics, match_as, operation and test value describe.
pub(super) fn check(
    semantics: Semantics,
    match_as: MatchAs,
    operation: Option<Operation>,
    test: &[u8],
) -> Check {
    let operation = operation.unwrap_or(Operation::Equal);
    let test = TestValue::read(match_as, test);
    if match_as == MatchAs::Exists {
        return existence(semantics, operation, test);
    }
    if !makes_sense(semantics, match_as, operation) {
        return Check::Nonsense;
    }
    let (relation, cut) = split(operation);
    let read = Read::new(semantics, match_as, cut);
    match test.and_then(|test| expected(match_as, operation, test)) {
        Some(expected) => Check::Compare(read, relation, expected),
        None => Check::Never(read),
    }
}

fn existence(semantics: Semantics, operation: Operation, test: Option<TestValue<'_>>) -> Check {
    match (operation, test) {
        (Operation::Equal, Some(TestValue::Flag(true))) if semantics == Semantics::Null => {
            Check::IsNull
        }
        (Operation::Equal, Some(TestValue::Flag(exists))) => Check::Exists(exists),
        _ => Check::Nonsense,
    }
}

fn makes_sense(semantics: Semantics, match_as: MatchAs, operation: Operation) -> bool {
    fits(semantics, match_as)
        && match operation {
            Operation::Equal => true,
            Operation::LessThan
            | Operation::LessThanOrEqual
            | Operation::GreaterThan
            | Operation::GreaterThanOrEqual => is_ordered(match_as),
            Operation::Contains
            | Operation::StartsWith(_)
            | Operation::EndsWith(_)
            | Operation::Substring { .. } => has_pieces(match_as),
            Operation::PathSlice(_) => match_as == MatchAs::UriPath,
        }
}

/// Whether values of these semantics have the form or part that match_as names.
const fn fits(semantics: Semantics, match_as: MatchAs) -> bool {
    use Semantics as S;
    let is_uri = matches!(semantics, S::Uri | S::HttpsUri | S::MimiUri);
    let is_text = is_uri || matches!(semantics, S::String | S::Domain | S::Email);
    match match_as {
        MatchAs::Exists => true,
        MatchAs::Number => matches!(semantics, S::Number),
        MatchAs::Int | MatchAs::Uint => matches!(semantics, S::Int),
        MatchAs::Float | MatchAs::FiniteFloat => matches!(semantics, S::Float),
        MatchAs::Bool => matches!(semantics, S::Bool),
        MatchAs::SecsSinceEpoch | MatchAs::Iso8601 => matches!(semantics, S::Date),
        MatchAs::Bytes
        | MatchAs::Hex
        | MatchAs::Base64
        | MatchAs::Base64url
        | MatchAs::Pem
        | MatchAs::Der
        | MatchAs::DeterministicCbor
        | MatchAs::CanonicalJson => matches!(semantics, S::Bytes),
        MatchAs::Ipv4 | MatchAs::Ipv6 => matches!(semantics, S::Bytes | S::String),
        MatchAs::Utf8 | MatchAs::Utf8Ci | MatchAs::Nfc | MatchAs::Nfd | MatchAs::LengthChars => {
            is_text
        }
        MatchAs::LengthBytes => is_text || matches!(semantics, S::Bytes),
        MatchAs::Domain | MatchAs::Punycode => matches!(semantics, S::Domain),
        MatchAs::EmailAddress => matches!(semantics, S::Email),
        MatchAs::Userpart | MatchAs::Hostpart => is_uri || matches!(semantics, S::Email),
        MatchAs::GenericUri
        | MatchAs::HttpsUri
        | MatchAs::UriPath
        | MatchAs::MimiUri
        | MatchAs::UserId
        | MatchAs::DeviceId
        | MatchAs::RoomId => is_uri,
    }
}

const fn is_ordered(match_as: MatchAs) -> bool {
    matches!(
        match_as,
        MatchAs::Number
            | MatchAs::Int
            | MatchAs::Uint
            | MatchAs::Float
            | MatchAs::FiniteFloat
            | MatchAs::SecsSinceEpoch
            | MatchAs::Iso8601
            | MatchAs::LengthBytes
            | MatchAs::LengthChars
    )
}

/// Whether there are pieces to contain: of text, of a host's name, of octets.
const fn has_pieces(match_as: MatchAs) -> bool {
    !is_ordered(match_as)
        && !matches!(
            match_as,
            MatchAs::Exists
                | MatchAs::Bool
                | MatchAs::Ipv4
                | MatchAs::Ipv6
                | MatchAs::Der
                | MatchAs::DeterministicCbor
                | MatchAs::CanonicalJson
        )
}

/// The relation, and the piece of the claim that it looks at.
const fn split(operation: Operation) -> (Relation, Cut) {
    match operation {
        Operation::Equal => (Relation::Equal, Cut::Whole),
        Operation::LessThan => (Relation::Less, Cut::Whole),
        Operation::LessThanOrEqual => (Relation::LessOrEqual, Cut::Whole),
        Operation::GreaterThan => (Relation::Greater, Cut::Whole),
        Operation::GreaterThanOrEqual => (Relation::GreaterOrEqual, Cut::Whole),
        Operation::Contains => (Relation::Contains, Cut::Whole),
        Operation::StartsWith(_) => (Relation::StartsWith, Cut::Whole),
        Operation::EndsWith(_) => (Relation::EndsWith, Cut::Whole),
        Operation::Substring { start, length } => (Relation::Equal, Cut::Units(start, length)),
        Operation::PathSlice(index) => (Relation::Equal, Cut::Segment(index)),
    }
}

/// The value to compare with; `None` when no reading can stand in the relation to it.
fn expected(
    match_as: MatchAs,
    operation: Operation,
    test: TestValue<'_>,
) -> Option<Reading<'static>> {
    match test {
        TestValue::Flag(value) => Some(Reading::Bool(value)),
        TestValue::Int(seconds) if match_as == MatchAs::SecsSinceEpoch => {
            Some(Reading::moment(Moment::from_seconds(seconds)))
        }
        TestValue::Int(value) => Some(Reading::Int(number::Integer::Signed(value))),
        TestValue::Uint(value) => Some(Reading::Int(value.into())),
        TestValue::Float(value) if match_as == MatchAs::Number => {
            number::Stand::at(value).map(Reading::Number)
        }
        TestValue::Float(value) => number::Float::new(value).map(Reading::Float),
        TestValue::Octets(octets) => {
            let octets = match operation {
                Operation::StartsWith(length) => cut::first_octets(octets, length)?,
                Operation::EndsWith(length) => cut::last_octets(octets, length)?,
                _ => octets,
            };
            Some(Reading::Octets(Cow::Owned(octets.to_vec())))
        }
        TestValue::Text(text) => match operation {
            Operation::Equal => whole(match_as, text),
            Operation::EndsWith(length) => ending(match_as, cut::last_chars(text, length)?),
            Operation::StartsWith(length) => piece(match_as, cut::first_chars(text, length)?),
            _ => piece(match_as, text),
        },
    }
}

/// A whole value as text.
fn whole(match_as: MatchAs, text: &str) -> Option<Reading<'static>> {
    Some(match match_as {
        MatchAs::Iso8601 => Reading::moment(date::parse(text)?.into()),
        MatchAs::CanonicalJson => Reading::Octets(Cow::Owned(text.as_bytes().to_vec())),
        MatchAs::Domain | MatchAs::Punycode => Reading::Host(Host::parse_domain(text)?),
        MatchAs::Hostpart => Reading::Host(Host::parse(text)?),
        MatchAs::EmailAddress => owned(Email::parse(text)?.normalized()),
        MatchAs::GenericUri | MatchAs::HttpsUri | MatchAs::MimiUri => {
            owned(Uri::parse(text)?.normalized())
        }
        MatchAs::UriPath => owned(path(text)?),
        _ => return piece(match_as, text),
    })
}

/// The end of a value: of a host, a host above it.
fn ending(match_as: MatchAs, text: &str) -> Option<Reading<'static>> {
    match match_as {
        MatchAs::Domain | MatchAs::Punycode | MatchAs::Hostpart => {
            Host::parse(text).map(Reading::Host)
        }
        _ => piece(match_as, text),
    }
}

/// A piece of a value, normalized as far as a piece can be.
fn piece(match_as: MatchAs, text: &str) -> Option<Reading<'static>> {
    Some(match match_as {
        MatchAs::Iso8601 => Reading::moment(date::parse(text)?.into()),
        MatchAs::Domain | MatchAs::Punycode | MatchAs::Hostpart => owned(host_piece(text)?),
        MatchAs::EmailAddress => owned(match text.rsplit_once('@') {
            Some((local, host)) => format!("{local}@{}", host_piece(host)?),
            None => text.to_owned(),
        }),
        MatchAs::GenericUri | MatchAs::HttpsUri | MatchAs::MimiUri | MatchAs::UriPath => {
            let mut normal = String::with_capacity(text.len());
            percent::normalize_into(&mut normal, text);
            owned(normal)
        }
        MatchAs::Userpart | MatchAs::UserId | MatchAs::DeviceId | MatchAs::RoomId => {
            owned(text.to_owned())
        }
        _ => owned(part::folded(match_as, Cow::Borrowed(text))?.into_owned()),
    })
}

/// A piece of a host's name in ASCII form. Labels beyond ASCII have one only when they are whole.
fn host_piece(text: &str) -> Option<String> {
    let labels = text.split('.').map(|label| {
        if label.is_ascii() { Some(label.to_ascii_lowercase()) } else { to_ascii(label) }
    });
    labels.collect::<Option<Vec<_>>>().map(|labels| labels.join("."))
}

/// A path, normalized as in a URI.
fn path(text: &str) -> Option<String> {
    let around = if text.starts_with('/') { "x://x" } else { "x:" };
    let uri = format!("{around}{text}");
    let uri = Uri::parse(&uri)?;
    (!uri.has_query() && !uri.has_fragment()).then(|| uri.path())
}

fn owned(text: String) -> Reading<'static> {
    Reading::Text(Cow::Owned(text))
}
