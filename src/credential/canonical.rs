//! Canonical encodings of a tree's nodes, for values that are compared whole: deterministic CBOR
//! (RFC 8949 section 4.2.1) and canonical JSON (RFC 8785).

use super::tree::{Array, Map, Node, Value};
use crate::semantics::number::Number;
use crate::semantics::{cbor as write, json};

/// Appends the deterministic CBOR of a node that came from CBOR. `None`, with an unfinished
/// encoding behind `out`, for what CBOR cannot hold: JSON decimals and ASN.1's own types.
pub fn cbor(node: &Node<'_>, out: &mut Vec<u8>) -> Option<()> {
    match &node.value {
        Value::Null => write::write_simple(out, 22),
        Value::Undefined => write::write_simple(out, 23),
        Value::Bool(value) => write::write_simple(out, if *value { 21 } else { 20 }),
        Value::Simple(value) => write::write_simple(out, *value),
        Value::Int(value) => write::write_int(out, *value),
        Value::BigInt(value) => write::write_bigint(out, value),
        Value::Float(value) => write::write_float(out, *value),
        Value::Text(value) => write::write_text(out, value),
        Value::Bytes(value) => write::write_bytes(out, value),
        Value::Array(Array { items, .. }) => {
            write::write_head(out, 4, u64::try_from(items.len()).ok()?);
            items.iter().try_for_each(|item| cbor(item, out))?;
        }
        Value::Map(Map { entries, .. }) => {
            write::write_head(out, 5, u64::try_from(entries.len()).ok()?);
            entries.iter().try_for_each(|(key, value)| {
                out.extend_from_slice(key);
                cbor(value, out)
            })?;
        }
        Value::Tag(number, content) => {
            write::write_head(out, 6, *number);
            cbor(content, out)?;
        }
        Value::Decimal(_) | Value::Time(_) | Value::Oid(_) | Value::Missing => return None,
    }
    Some(())
}

/// Appends the canonical JSON of a node that came from JSON. `None`, with an unfinished text
/// behind `out`, for an integer that RFC 8785 could not write without changing it, for a number
/// past the range of binary64, and for what JSON cannot hold.
pub fn json(node: &Node<'_>, out: &mut String) -> Option<()> {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => number(&Number::from_i64(*value), out)?,
        Value::BigInt(value) => number(&Number::from_bigint(value), out)?,
        Value::Decimal(text) => number(&Number::from_decimal(text)?, out)?,
        Value::Text(text) => json::write_string(out, text),
        Value::Array(Array { items, .. }) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at, out);
                json(item, out)?;
            }
            out.push(']');
        }
        Value::Map(map) => members(map, out)?,
        _ => return None,
    }
    Some(())
}

fn number(value: &Number<'_>, out: &mut String) -> Option<()> {
    json::write_exact(out, value).then_some(())
}

fn members(map: &Map<'_>, out: &mut String) -> Option<()> {
    let entries = map.entries.iter().map(|(name, node)| (name.as_ref(), node));
    let members: Option<Vec<_>> =
        entries.map(|(name, node)| Some((std::str::from_utf8(name).ok()?, node))).collect();
    let mut members = members?;
    // RFC 8785 sorts by UTF-16 code units, the tree by octets: they differ beyond the surrogates.
    if members.iter().any(|(name, _)| name.bytes().any(|octet| octet >= FIRST_PAST_SURROGATES)) {
        members.sort_by(|(left, _), (right, _)| json::compare_names(left, right));
    }
    out.push('{');
    for (at, (name, node)) in members.into_iter().enumerate() {
        separate(at, out);
        json::write_string(out, name);
        out.push(':');
        json(node, out)?;
    }
    out.push('}');
    Some(())
}

/// The first octet of U+E000 in UTF-8.
const FIRST_PAST_SURROGATES: u8 = 0xee;

fn separate(at: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
    }
}
