//! Literals in canonical form: two operands are equal when no claim can tell them apart.

use std::hash::{Hash, Hasher};

use crate::check::checked::{Part, Subject, Value};
use crate::rule::unsayable::Unsayable;
use crate::semantics::domain::{self, Host};
use crate::semantics::email::Email;
use crate::semantics::uri::Uri;
use crate::semantics::{date, text};

/// A value that a claim is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Operand {
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A binary64 number.
    Real(Real),
    /// A point in time: whole seconds and the digits of the fraction.
    Instant {
        /// Seconds since 1970-01-01T00:00:00Z, rounded down.
        seconds: i64,
        /// Digits after the point, trailing zeros cut.
        fraction: String,
    },
    /// Text.
    Text(Text),
    /// Octets.
    Bytes(Vec<u8>),
    /// A list, compared whole.
    List(Vec<Operand>),
}

/// A finite binary64 number; equal when the bits are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Real) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

impl Hash for Real {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.to_bits());
    }
}

/// Text as it goes on the wire, and what it means; only the meaning decides equality.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// What is written.
    pub shown: String,
    /// The form that is the same for texts that mean the same.
    pub key: String,
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.key == other.key
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// How a literal is going to be compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// What the claim is.
    pub subject: Subject,
    /// Which part of it.
    pub part: Part,
    /// Whether it is compared for equality, so that texts can be brought to their normal form.
    pub equal: bool,
    /// `ignoring case`
    pub fold: bool,
}

/// The canonical form of a literal.
pub(crate) fn operand(value: &Value, reading: Reading) -> Result<Operand, Unsayable> {
    let Reading { subject, part, .. } = reading;
    match (value, subject, part) {
        (Value::Null, ..) => Ok(Operand::Null),
        (Value::Bool(value), ..) => Ok(Operand::Bool(*value)),
        (Value::Int(value), Subject::Float | Subject::Number, Part::Whole) => binary64(*value),
        (Value::Int(value), Subject::Date | Subject::DateText, Part::Whole) => {
            Ok(Operand::Instant { seconds: *value, fraction: String::new() })
        }
        (Value::Int(value), ..) => Ok(Operand::Int(*value)),
        // -0.0 and 0.0 are the same number, but not the same CBOR.
        (Value::Float(value), Subject::Any | Subject::List | Subject::Record, _) => {
            Ok(Operand::Real(Real(*value)))
        }
        (Value::Float(value), ..) => Ok(Operand::Real(Real(*value + 0.0))),
        (Value::Date { seconds, .. }, Subject::Date, _) => {
            Ok(Operand::Instant { seconds: *seconds, fraction: String::new() })
        }
        (Value::Date { text, .. }, Subject::DateText, _) => {
            let instant = date::parse(text).ok_or(Unsayable::DateInList)?;
            Ok(Operand::Instant { seconds: instant.seconds, fraction: instant.fraction })
        }
        (Value::Date { .. }, ..) => Err(Unsayable::DateInList),
        (Value::Text(text), ..) => Ok(Operand::Text(meaning(text, reading))),
        (Value::Bytes(octets), ..) => Ok(Operand::Bytes(octets.clone())),
        (Value::List(items), ..) => {
            let whole =
                Reading { subject: Subject::Any, part: Part::Whole, equal: false, fold: false };
            let items: Result<_, _> = items.iter().map(|item| operand(item, whole)).collect();
            Ok(Operand::List(items?))
        }
    }
}

/// An integer as binary64, when that changes nothing: at most 53 significant bits.
fn binary64(value: i64) -> Result<Operand, Unsayable> {
    let magnitude = value.unsigned_abs();
    let insignificant = magnitude.leading_zeros() + magnitude.trailing_zeros();
    if magnitude != 0 && insignificant < 64 - 53 {
        return Err(Unsayable::NotBinary64(value));
    }
    Ok(Operand::Real(Real(value as f64)))
}

/// Normal forms by what equality means (`docs/semantics.md` section 5). Other relations work on
/// pieces of text, which have no normal form of their own.
fn meaning(written: &str, reading: Reading) -> Text {
    let equal = reading.equal;
    match (reading.part, reading.subject) {
        (Part::Host, _) if equal => host(written),
        (Part::Whole, Subject::Domain) if equal => match domain::to_ascii(written) {
            Some(ascii) => shorter(written, ascii),
            None => plain(written),
        },
        (Part::Whole, Subject::Uri | Subject::HttpsUri | Subject::MimiUri) if equal => {
            match Uri::parse(written) {
                Some(uri) => shorter(written, uri.normalized()),
                None => plain(written),
            }
        }
        (Part::Whole, Subject::Email) if equal => match Email::parse(written) {
            Some(Email { local, host: Host::Name(host) }) => {
                shorter(written, format!("{local}@{host}"))
            }
            _ => plain(written),
        },
        _ if reading.fold => {
            Text { shown: written.to_owned(), key: text::fold_case(written).into_owned() }
        }
        _ => plain(written),
    }
}

fn host(written: &str) -> Text {
    match Host::parse(written) {
        Some(Host::Name(name)) => shorter(written, name),
        // No host name holds a `#`, so addresses and names never share a key.
        Some(Host::V4(octets)) => Text { shown: written.to_owned(), key: format!("#{octets:?}") },
        Some(Host::V6(octets)) => Text { shown: written.to_owned(), key: format!("#{octets:?}") },
        None => plain(written),
    }
}

fn plain(written: &str) -> Text {
    Text { shown: written.to_owned(), key: written.to_owned() }
}

/// The shorter spelling goes on the wire (`bücher.example` takes less than its ASCII form), the
/// normal form when they are as long as each other.
fn shorter(written: &str, normal: String) -> Text {
    let shown = if written.len() < normal.len() { written.to_owned() } else { normal.clone() };
    Text { shown, key: normal }
}
