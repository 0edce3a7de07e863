//! The claims of a test as octets: canonical JSON, deterministic CBOR.

use crate::check::checked::{Step, Subject, Value};
use crate::semantics::{cbor, json};

use super::shape::Shape;

/// CBOR's null.
const NULL: u8 = 22;

/// Tags of dates that are texts (RFC 8949 section 3.4.1, RFC 8943): with a time, and without.
const DATE_TIME: u64 = 0;
const DAY: u64 = 1004;

/// Octets of a date without a time.
const FULL_DATE: usize = "2026-01-31".len();

/// JSON text. What JSON does not have is written as its nearest relative.
pub(super) fn json(shape: &Shape<'_>, out: &mut String) {
    match shape {
        Shape::Gap | Shape::Null => out.push_str("null"),
        Shape::Scalar(subject, value, _) => json_scalar(*subject, value, out),
        Shape::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json(item, out);
            }
            out.push(']');
        }
        Shape::Map(entries) => {
            let named = entries.iter().filter_map(|(step, inside)| match step {
                Step::Name(name) => Some((name.as_str(), inside)),
                _ => None,
            });
            let mut named: Vec<_> = named.collect();
            named.sort_by(|(one, _), (other, _)| json::compare_names(one, other));
            out.push('{');
            for (at, (name, inside)) in named.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json::write_string(out, name);
                out.push(':');
                json(inside, out);
            }
            out.push('}');
        }
        Shape::Tag(_, inner) | Shape::Embedded(inner) => json(inner, out),
    }
}

fn json_scalar(subject: Subject, value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        // A number that is a float has a fraction, and so is read as one.
        Value::Int(number) if subject == Subject::Float => out.push_str(&format!("{number}.0")),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&format!("{number:?}")),
        Value::Date { text, .. } if subject == Subject::DateText => json::write_string(out, text),
        Value::Date { seconds, .. } => out.push_str(&seconds.to_string()),
        Value::Text(text) => json::write_string(out, text),
        Value::Bytes(octets) => {
            let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            json::write_string(out, &hex);
        }
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json_scalar(subject, item, out);
            }
            out.push(']');
        }
    }
}

/// Deterministic CBOR (RFC 8949 section 4.2.1).
pub(super) fn cbor(shape: &Shape<'_>, out: &mut Vec<u8>) {
    match shape {
        Shape::Gap | Shape::Null => cbor::write_simple(out, NULL),
        Shape::Scalar(subject, value, _) => cbor_scalar(*subject, value, out),
        Shape::List(items) => {
            cbor::write_head(out, 4, length(items));
            items.iter().for_each(|item| cbor(item, out));
        }
        Shape::Map(entries) => {
            let members = entries.iter().filter_map(|(step, inside)| match step {
                Step::Cbor(key) => {
                    let mut value = Vec::new();
                    cbor(inside, &mut value);
                    Some((key.clone(), value))
                }
                _ => None,
            });
            cbor::write_map(out, members.collect());
        }
        Shape::Tag(number, inner) => {
            cbor::write_head(out, 6, *number);
            cbor(inner, out);
        }
        Shape::Embedded(inner) => {
            let mut item = Vec::new();
            cbor(inner, &mut item);
            cbor::write_bytes(out, &item);
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "the checker allows integers that are exact")]
fn cbor_scalar(subject: Subject, value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => cbor::write_simple(out, NULL),
        Value::Bool(truth) => cbor::write_simple(out, 20 + u8::from(*truth)),
        Value::Int(number) if subject == Subject::Float => cbor::write_float(out, *number as f64),
        Value::Int(number) => cbor::write_int(out, *number),
        Value::Float(number) => cbor::write_float(out, *number),
        Value::Date { text, .. } if subject == Subject::DateText => {
            cbor::write_head(out, 6, if text.len() == FULL_DATE { DAY } else { DATE_TIME });
            cbor::write_text(out, text);
        }
        Value::Date { seconds, .. } => cbor::write_int(out, *seconds),
        Value::Text(text) => cbor::write_text(out, text),
        Value::Bytes(octets) => cbor::write_bytes(out, octets),
        Value::List(items) => {
            cbor::write_head(out, 4, length(items));
            items.iter().for_each(|item| cbor_scalar(subject, item, out));
        }
    }
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}
