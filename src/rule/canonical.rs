//! Canonical encodings of whole values: RFC 8785 JSON, deterministic CBOR, DER.

use crate::check::checked::Subject;
use crate::format::Family;
use crate::rule::operand::{Operand, Real};
use crate::rule::unsayable::Unsayable;
use crate::semantics::{cbor, json};

/// The canonical encoding of a value in the data model of a family.
pub(crate) fn encode(operand: &Operand, family: Family) -> Result<Vec<u8>, Unsayable> {
    match family {
        Family::Jwt => {
            let mut text = String::new();
            write_json(operand, &mut text)?;
            Ok(text.into_bytes())
        }
        Family::Cwt => {
            let mut octets = Vec::new();
            write_cbor(operand, &mut octets)?;
            Ok(octets)
        }
        Family::X509 => der(operand),
    }
}

/// The canonical encoding that a claim of a type has when, and only when, it equals a value. Types
/// whose equal values have several encodings have none.
pub(crate) fn equality(
    subject: Subject,
    operand: &Operand,
    family: Family,
) -> Result<Vec<u8>, Unsayable> {
    match (subject, family) {
        (Subject::Uri | Subject::HttpsUri | Subject::MimiUri, _) => {
            Err(Unsayable::Spellings("a URI"))
        }
        (Subject::Email, _) => Err(Unsayable::Spellings("an e-mail address")),
        (Subject::Domain, _) => Err(Unsayable::Spellings("a domain")),
        (Subject::DateText, _) => Err(Unsayable::Spellings("a date")),
        (Subject::Any | Subject::List | Subject::Record, _) => encode(operand, family),
        (_, Family::X509) => Err(Unsayable::UnknownDer),
        (Subject::Date, Family::Jwt) => match operand {
            Operand::Instant { seconds, .. } => encode(&Operand::Int(*seconds), family),
            _ => Err(Unsayable::Senseless),
        },
        (Subject::Date, Family::Cwt) => Err(Unsayable::NumberForms("a date")),
        (Subject::Number, Family::Cwt) => Err(Unsayable::NumberForms("a number")),
        (Subject::Number | Subject::Float, Family::Jwt) => match operand {
            Operand::Real(Real(value)) if is_one_json_number(*value, subject) => {
                encode(operand, family)
            }
            _ => Err(Unsayable::NotCanonicalJson),
        },
        // 0.0 and -0.0 are equal and encoded differently.
        (Subject::Float, Family::Cwt) if *operand == Operand::Real(Real(0.0)) => {
            Err(Unsayable::NumberForms("zero, which may have a sign,"))
        }
        _ => encode(operand, family),
    }
}

/// Whether the JSON numbers that equal this one all have its canonical text. From 2^53 on binary64
/// skips integers: floats round to their neighbours, and integers must be written unchanged.
fn is_one_json_number(value: f64, subject: Subject) -> bool {
    const DENSE: f64 = 9_007_199_254_740_992.0;
    value.abs() < DENSE
        || (subject == Subject::Number && value.to_string() == format!("{value:.0}"))
}

fn write_json(operand: &Operand, out: &mut String) -> Result<(), Unsayable> {
    match operand {
        Operand::Null => out.push_str("null"),
        Operand::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Operand::Int(value) => {
            let number = *value as f64;
            // RFC 8785 writes every number as binary64 does, and an integer that it would change
            // is never equal to anything.
            let mut text = String::new();
            json::write_number(&mut text, number);
            if text != value.to_string() {
                return Err(Unsayable::NotCanonicalJson);
            }
            out.push_str(&text);
        }
        Operand::Real(Real(value)) => json::write_number(out, *value),
        Operand::Instant { .. } => return Err(Unsayable::DateInList),
        Operand::Text(text) => json::write_string(out, &text.shown),
        Operand::Bytes(_) => return Err(Unsayable::NoBytesInJson),
        Operand::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
    }
    Ok(())
}

fn write_cbor(operand: &Operand, out: &mut Vec<u8>) -> Result<(), Unsayable> {
    match operand {
        Operand::Null => out.push(0xf6),
        Operand::Bool(value) => out.push(if *value { 0xf5 } else { 0xf4 }),
        Operand::Int(value) => cbor::write_int(out, *value),
        Operand::Real(Real(value)) => cbor::write_float(out, *value),
        Operand::Instant { .. } => return Err(Unsayable::DateInList),
        Operand::Text(text) => cbor::write_text(out, &text.shown),
        Operand::Bytes(octets) => cbor::write_bytes(out, octets),
        Operand::List(items) => {
            cbor::write_head(out, 4, items.len() as u64);
            for item in items {
                write_cbor(item, out)?;
            }
        }
    }
    Ok(())
}

/// What the DER of a certificate's value is does not follow from a text or a number (which string
/// type? INTEGER or ENUMERATED?), so the literal has to be the DER itself.
fn der(operand: &Operand) -> Result<Vec<u8>, Unsayable> {
    match operand {
        Operand::Bytes(octets) if is_one_der_value(octets) => Ok(octets.clone()),
        Operand::Bytes(_) => Err(Unsayable::NotDer),
        _ => Err(Unsayable::UnknownDer),
    }
}

/// Whether the octets are one tag, one length in its shortest form and that many octets.
fn is_one_der_value(octets: &[u8]) -> bool {
    let Some((tag, rest)) = octets.split_first() else { return false };
    let Some((length, content)) = rest.split_first() else { return false };
    if tag & 0x1f == 0x1f {
        return false;
    }
    if *length < 0x80 {
        return content.len() == usize::from(*length);
    }
    let Some((size, content)) = content.split_at_checked(usize::from(length & 0x7f)) else {
        return false;
    };
    let shortest = match size {
        [only] => *only >= 0x80,
        [first, ..] => *first != 0,
        [] => false,
    };
    shortest
        && size.len() <= 4
        && size.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)) == content.len()
}
