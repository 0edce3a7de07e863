//! A value of the claims tree as data for a trace.

use crate::credential::tree::{Node, Value};

use super::trace::Found;

/// What a node is, cut to a bounded size.
pub(super) fn found(node: &Node<'_>) -> Found {
    match &node.value {
        Value::Null | Value::Missing => Found::Null,
        Value::Undefined => Found::Undefined,
        Value::Bool(value) => Found::Bool(*value),
        Value::Simple(value) => Found::Simple(*value),
        Value::Int(value) => Found::Number(value.to_string()),
        Value::BigInt(value) => match value.bits() {
            0..=400 => Found::Number(value.to_string()),
            bits => Found::Number(format!("an integer of {bits} bits")),
        },
        Value::Decimal(text) => Found::Number(start_of(text).to_owned()),
        Value::Float(value) => Found::Number(value.to_string()),
        Value::Text(text) => {
            let start = start_of(text);
            Found::Text { start: start.to_owned(), more: text.len() - start.len() }
        }
        Value::Bytes(octets) => {
            let start: Vec<u8> = octets.iter().copied().take(Found::SHOWN).collect();
            Found::Bytes { more: octets.len() - start.len(), start }
        }
        Value::Array(array) => Found::List(array.items.len()),
        Value::Map(map) => Found::Map(map.len()),
        Value::Tag(number, _) => Found::Tag(*number),
        Value::Time(seconds) => Found::Time(*seconds),
        Value::Oid(octets) => Found::Oid(octets.iter().copied().take(Found::SHOWN).collect()),
    }
}

fn start_of(text: &str) -> &str {
    text.char_indices().nth(Found::SHOWN).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}
