//! The canonical encoding of a value: RFC 8785 for JSON, deterministic CBOR, DER as received.

use std::borrow::Cow;

use num_bigint::{BigInt, Sign};

use crate::credential::tree::{Map, Node, Value};
use crate::format::Family;
use crate::semantics::{cbor, json};

use super::number;

/// The octets; `None` when there are none: a number that RFC 8785 would change by writing it.
pub(super) fn canonical<'a>(node: &'a Node<'a>, family: Family) -> Option<Cow<'a, [u8]>> {
    match family {
        Family::X509 => Some(Cow::Borrowed(node.der)),
        Family::Jwt => {
            let mut out = String::new();
            write_json(&mut out, node)?;
            Some(Cow::Owned(out.into_bytes()))
        }
        Family::Cwt => {
            let mut out = Vec::new();
            write_cbor(&mut out, node);
            Some(Cow::Owned(out))
        }
    }
}

/// Recurses as deep as the tree is, which the credential's reader bounds.
fn write_json(out: &mut String, node: &Node<'_>) -> Option<()> {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Text(text) => json::write_string(out, text),
        Value::Int(_) | Value::BigInt(_) | Value::Decimal(_) => {
            let number = number::json_number(&node.value)?;
            json::write_exact(out, &number).then_some(())?;
        }
        Value::Array(array) => {
            out.push('[');
            for (at, item) in array.items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(out, item)?;
            }
            out.push(']');
        }
        Value::Map(map) => write_object(out, map)?,
        // Not of JSON.
        _ => return None,
    }
    Some(())
}

fn write_object(out: &mut String, map: &Map<'_>) -> Option<()> {
    let mut members = Vec::with_capacity(map.len());
    for (name, value) in map.iter() {
        members.push((std::str::from_utf8(name).ok()?, value));
    }
    // The tree sorts by code point, RFC 8785 section 3.2.3 by UTF-16 code unit.
    members.sort_by(|(left, _), (right, _)| json::compare_names(left, right));
    out.push('{');
    for (at, (name, value)) in members.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        json::write_string(out, name);
        out.push(':');
        write_json(out, value)?;
    }
    out.push('}');
    Some(())
}

fn write_cbor(out: &mut Vec<u8>, node: &Node<'_>) {
    match &node.value {
        Value::Null | Value::Missing => out.push(0xf6),
        Value::Undefined => out.push(0xf7),
        Value::Bool(value) => out.push(0xf4 + u8::from(*value)),
        Value::Simple(value) => match value {
            0..=23 => out.push(0xe0 | value),
            _ => out.extend([0xf8, *value]),
        },
        Value::Int(value) => cbor::write_int(out, *value),
        Value::BigInt(value) => write_big(out, value),
        Value::Float(value) => cbor::write_float(out, *value),
        Value::Text(text) | Value::Decimal(text) => cbor::write_text(out, text),
        Value::Bytes(octets) => cbor::write_bytes(out, octets),
        Value::Oid(octets) => cbor::write_bytes(out, octets),
        Value::Time(seconds) => cbor::write_int(out, *seconds),
        Value::Array(array) => {
            cbor::write_head(out, 4, array.items.len() as u64);
            array.items.iter().for_each(|item| write_cbor(out, item));
        }
        Value::Map(map) => {
            cbor::write_head(out, 5, map.len() as u64);
            for (key, value) in map.iter() {
                out.extend_from_slice(key);
                write_cbor(out, value);
            }
        }
        Value::Tag(number, content) => {
            cbor::write_head(out, 6, *number);
            write_cbor(out, content);
        }
    }
}

/// RFC 8949 section 3.4.3: majors 0 and 1 as far as they reach, then tags 2 and 3.
fn write_big(out: &mut Vec<u8>, value: &BigInt) {
    let (major, magnitude) = match value.sign() {
        Sign::Minus => (1, -value - 1),
        _ => (0, value.clone()),
    };
    match u64::try_from(&magnitude) {
        Ok(argument) => cbor::write_head(out, major, argument),
        Err(_) => {
            cbor::write_head(out, 6, u64::from(major) + 2);
            cbor::write_bytes(out, &magnitude.to_bytes_be().1);
        }
    }
}
