//! Values as literals of the language.

use serde_json::Value as Json;

use crate::semantics::oid;
use crate::spell::instant;
use crate::syntax::unseen::{escape, is_unseen};

/// Nesting of lists; literals nest no deeper than source may.
const DEPTH: usize = 32;

/// A whole value: the literal, and the most telling type that compares with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whole {
    /// The literal.
    pub literal: String,
    /// The type.
    pub ty: &'static str,
}

/// Text in quotes.
pub(crate) fn text(value: &str) -> String {
    format!("\"{}\"", printable(value))
}

/// Text as it stands between double quotes; what a terminal could obey, what could reorder the line
/// and what cannot be seen is written by its number.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            unseen if is_unseen(unseen) => out.push_str(&escape(unseen)),
            other => out.push(other),
        }
    }
    out
}

/// Octets as `h'…'`.
pub(crate) fn bytes(octets: &[u8]) -> String {
    let digits: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("h'{digits}'")
}

/// An OID by its DER content octets; one of two numbers would be a fraction.
pub(crate) fn oid(octets: &[u8]) -> Option<String> {
    oid::to_dotted(octets).filter(|dotted| dotted.matches('.').count() > 1)
}

/// A finite number, with a point or an exponent.
pub(crate) fn float(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("{value:?}"))
}

/// An instant given in seconds.
pub(crate) fn seconds(value: i64) -> Option<String> {
    instant::write(value, "")
}

/// Canonical JSON.
pub(crate) fn from_json(octets: &[u8]) -> Option<Whole> {
    let value: Json = serde_json::from_slice(octets).ok()?;
    let ty = match &value {
        // Null is asked for by name, and is no literal.
        Json::Null => return Some(Whole { literal: String::new(), ty: "null" }),
        Json::Bool(_) => "bool",
        Json::Number(number) if number.as_i64().is_some() => "int",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) | Json::Object(_) => "any",
    };
    Some(Whole { literal: json_literal(&value, 0)?, ty })
}

fn json_literal(value: &Json, depth: usize) -> Option<String> {
    match value {
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Some(number.to_string()),
            None => float(number.as_f64()?),
        },
        Json::String(value) => Some(text(value)),
        Json::Array(items) if depth < DEPTH => {
            list(items.iter().map(|item| json_literal(item, depth + 1)))
        }
        // The language has no literals for records, and none for null in a list.
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn list(items: impl Iterator<Item = Option<String>>) -> Option<String> {
    let items: Option<Vec<String>> = items.collect();
    Some(format!("[{}]", items?.join(", ")))
}

/// Deterministic CBOR.
pub(crate) fn from_cbor(octets: &[u8]) -> Option<Whole> {
    let mut rest = octets;
    let whole = cbor_item(&mut rest, 0)?;
    rest.is_empty().then_some(whole)
}

/// A key of a CBOR map, as it stands after `at`.
pub(crate) fn cbor_key(key: &[u8]) -> Option<Whole> {
    let mut rest = key;
    let (major, _, argument) = head(&mut rest)?;
    match major {
        // Keys are as wide as CBOR's integers are.
        0 if rest.is_empty() => Some(Whole { literal: argument.to_string(), ty: "int" }),
        1 if rest.is_empty() => {
            Some(Whole { literal: (-1 - i128::from(argument)).to_string(), ty: "int" })
        }
        2 | 3 => from_cbor(key),
        _ => None,
    }
}

/// The text of a CBOR key that is one.
pub(crate) fn cbor_text(key: &[u8]) -> Option<&str> {
    let mut rest = key;
    let (3, _, length) = head(&mut rest)? else { return None };
    (usize::try_from(length).ok()? == rest.len()).then(|| std::str::from_utf8(rest).ok())?
}

/// The elements of a CBOR array of keys.
pub(crate) fn cbor_array(octets: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = octets;
    let (4, _, count) = head(&mut rest)? else { return None };
    let mut items = Vec::new();
    for _ in 0..count {
        let begin = rest;
        cbor_item(&mut rest, 0)?;
        items.push(begin.get(..begin.len() - rest.len())?);
    }
    rest.is_empty().then_some(items)
}

fn cbor_item(rest: &mut &[u8], depth: usize) -> Option<Whole> {
    let (major, info, argument) = head(rest)?;
    let whole = |literal: String, ty| Some(Whole { literal, ty });
    match major {
        0 => whole(i64::try_from(argument).ok()?.to_string(), "int"),
        1 => whole((-1 - i64::try_from(argument).ok()?).to_string(), "int"),
        2 => whole(bytes(take(rest, argument)?), "bytes"),
        3 => whole(text(std::str::from_utf8(take(rest, argument)?).ok()?), "string"),
        4 if depth < DEPTH => {
            let mut items = Vec::new();
            for _ in 0..argument {
                items.push(Some(cbor_item(rest, depth + 1)?.literal));
            }
            whole(list(items.into_iter())?, "any")
        }
        7 => match info {
            20 | 21 => whole((info == 21).to_string(), "bool"),
            // `is null` is undefined, too, and null is no literal.
            25 => whole(float(half(u16::try_from(argument).ok()?))?, "float"),
            26 => whole(float(f32::from_bits(u32::try_from(argument).ok()?).into())?, "float"),
            27 => whole(float(f64::from_bits(argument))?, "float"),
            _ => None,
        },
        _ => None,
    }
}

/// Major type, additional information and argument.
fn head(rest: &mut &[u8]) -> Option<(u8, u8, u64)> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    let (major, info) = (first >> 5, first & 0x1f);
    let width = match info {
        0..=23 => return Some((major, info, u64::from(info))),
        24..=27 => 1u64 << (info - 24),
        _ => return None,
    };
    let argument = take(rest, width)?.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
    Some((major, info, argument))
}

fn take<'a>(rest: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    Some(taken)
}

/// IEEE 754 binary16.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    sign * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cbor_values_become_literals() {
        for (octets, literal) in [
            (&[0x03][..], "3"),
            (&[0x39, 0x01, 0x00], "-257"),
            (&[0xf5], "true"),
            (&[0xf9, 0x3e, 0x00], "1.5"),
            (&[0xf9, 0x00, 0x01], "5.960464477539063e-8"),
            (&[0xfa, 0x47, 0xc3, 0x50, 0x00], "100000.0"),
            (&[0x82, 0x61, b'a', 0x41, 0xff], "[\"a\", h'ff']"),
        ] {
            assert_eq!(from_cbor(octets).map(|whole| whole.literal).as_deref(), Some(literal));
        }
        for octets in [&[0xa0][..], &[0xc1, 0x00], &[0xf7], &[0x1b], &[0x82, 0x01], &[0x01, 0x01]] {
            assert_eq!(from_cbor(octets), None, "{octets:02x?}");
        }
    }

    #[test]
    fn json_values_become_literals() {
        assert_eq!(from_json(b"[1,2.5,\"a\\n\"]").unwrap().literal, "[1, 2.5, \"a\\n\"]");
        assert_eq!(from_json(b"{}"), None);
        assert_eq!(from_json(b"1e+21").unwrap().literal, "1e21");
    }

    #[test]
    fn keys_are_as_wide_as_cbor() {
        let least = [0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(cbor_key(&least).unwrap().literal, "-18446744073709551616");
        assert_eq!(cbor_key(&[0x80]), None);
    }
}
