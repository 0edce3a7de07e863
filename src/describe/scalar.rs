//! Single values: the type that tells most of one, what a type accepts, and the value as a literal.

use crate::credential::tree::{Array, Node, Value};
use crate::eval::when;
use crate::format::Family;
use crate::semantics::date::{self, Moment};
use crate::semantics::domain::Host;
use crate::semantics::email::Email;
use crate::semantics::mimi::MimiUri;
use crate::semantics::number::Number;
use crate::semantics::uri::Uri;
use crate::spell::{instant, literal};

/// A type's word in the language.
pub(super) type Word = &'static str;

/// The types whose literals are texts, the least telling first.
const TEXTS: [Word; 7] = ["string", "uri", "https_uri", "mimi_uri", "email", "domain", "date_text"];

/// The tag of an OBJECT IDENTIFIER.
const OID_TAG: u8 = 0x06;

/// The type that a value by itself suggests; `None` for what holds other values.
pub(super) fn word(node: &Node<'_>, family: Family) -> Option<Word> {
    Some(match &node.value {
        Value::Null | Value::Undefined => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        // Only by its DER can a longer number of a certificate be compared exactly.
        Value::BigInt(_) if family == Family::X509 => "any",
        Value::BigInt(_) | Value::Decimal(_) | Value::Float(_) => "number",
        Value::Text(text) => text_word(text, family),
        Value::Bytes(_) => "bytes",
        Value::Time(_) => "date",
        Value::Oid(_) | Value::Simple(_) | Value::Missing => "any",
        Value::Tag(0 | 1 | 100 | 1004, _) if when::moment(node, family, false).is_some() => "date",
        Value::Tag(4 | 5, content) if family == Family::Cwt && is_pair(content) => "number",
        Value::Array(_) | Value::Map(_) | Value::Tag(..) => return None,
    })
}

/// Whether a value is of a type; null is of every type, since every claim may be null.
pub(super) fn accepts(word: &str, node: &Node<'_>, family: Family) -> bool {
    match (word, &node.value) {
        ("any", _) | (_, Value::Null | Value::Undefined) => true,
        ("bool", Value::Bool(_)) | ("int", Value::Int(_)) | ("bytes", Value::Bytes(_)) => true,
        ("number", Value::Int(_) | Value::BigInt(_) | Value::Decimal(_) | Value::Float(_)) => true,
        ("number", Value::Tag(..)) => self::word(node, family) == Some("number"),
        ("date", _) => when::moment(node, family, false).is_some(),
        (word, Value::Text(text)) => is_text(word, text, family),
        _ => false,
    }
}

/// The type of two values together.
pub(super) fn both(left: Word, right: Word) -> Option<Word> {
    let is_uri = |word| matches!(word, "uri" | "https_uri" | "mimi_uri");
    Some(match (left, right) {
        _ if left == right => left,
        ("null", other) | (other, "null") => other,
        ("int", "number") | ("number", "int") => "number",
        _ if is_uri(left) && is_uri(right) => "uri",
        _ if TEXTS.contains(&left) && TEXTS.contains(&right) => "string",
        _ => return None,
    })
}

/// The type of a value that is known to be of another.
pub(super) fn refine(known: &str, suggested: Word, node: &Node<'_>, family: Family) -> Word {
    match (known, suggested) {
        ("date", "int" | "number") if accepts("date", node, family) => "date",
        ("number", "int") => "number",
        (known, "string") => match TEXTS.into_iter().find(|text| *text == known) {
            Some(text) if accepts(text, node, family) => text,
            _ => suggested,
        },
        _ => suggested,
    }
}

/// The value as a literal of its type; `None` when it has none that it equals.
pub(super) fn literal(word: &str, node: &Node<'_>, family: Family) -> Option<String> {
    match (word, &node.value) {
        ("any", Value::Oid(octets)) => literal::oid(octets).or_else(|| {
            // One that is tagged implicitly compares as if it had its own tag.
            let rest = node.der.get(1..)?;
            Some(literal::bytes(&[&[OID_TAG], rest].concat()))
        }),
        ("any", _) if family == Family::X509 => Some(literal::bytes(node.der)),
        ("bool" | "any", Value::Bool(value)) => Some(value.to_string()),
        ("int" | "any", Value::Int(value)) => Some(value.to_string()),
        ("number", value) => number(value),
        ("date", _) => match when::moment(node, family, false)? {
            Moment::At(at) if at.fraction.is_empty() => instant::write(at.seconds, ""),
            _ => None,
        },
        ("date_text", Value::Text(text)) => Some(text.clone().into_owned()),
        (_, Value::Text(text)) => Some(literal::text(text)),
        ("bytes" | "any", Value::Bytes(octets)) => Some(literal::bytes(octets)),
        _ => None,
    }
}

fn number(value: &Value<'_>) -> Option<String> {
    let (number, float) = match value {
        Value::Int(value) => {
            let exact = Number::from_i64(*value);
            return is_exactly(&exact, exact.to_f64()).then(|| value.to_string());
        }
        Value::Float(value) => return literal::float(*value),
        Value::BigInt(value) => (Number::from_bigint(value), None),
        Value::Decimal(text) => (Number::from_decimal(text)?, text.parse::<f64>().ok()),
        _ => return None,
    };
    let nearest = float.unwrap_or_else(|| number.to_f64());
    // Integers compare exactly, fractions as binary64.
    (!number.is_integer() || is_exactly(&number, nearest)).then(|| literal::float(nearest))?
}

fn is_exactly(number: &Number<'_>, float: f64) -> bool {
    number.compare_f64(float).is_some_and(std::cmp::Ordering::is_eq)
}

fn text_word(text: &str, family: Family) -> Word {
    // The most telling first. A short word could be a host, too, and `note: x` a URI.
    ["mimi_uri", "https_uri", "uri", "email", "domain", "date_text"]
        .into_iter()
        .find(|word| is_text(word, text, family) && is_likely(word, text))
        .unwrap_or("string")
}

fn is_text(word: &str, text: &str, family: Family) -> bool {
    match word {
        "string" => true,
        "mimi_uri" => MimiUri::parse(text).is_some(),
        "https_uri" => Uri::parse(text).is_some_and(|uri| uri.is_https()),
        "uri" => Uri::parse(text).is_some(),
        "email" => Email::parse(text).is_some(),
        "domain" => Host::parse_domain(text).is_some(),
        "date_text" => family == Family::Jwt && date::parse(text).is_some(),
        _ => false,
    }
}

/// Schemes of URIs without `//` that credentials use.
const SCHEMES: [&str; 12] = [
    "urn:", "did:", "mailto:", "tel:", "sip:", "sips:", "im:", "pres:", "xmpp:", "tag:", "data:",
    "acct:",
];

fn is_likely(word: &str, text: &str) -> bool {
    match word {
        "uri" => {
            let lower = text.get(..8.min(text.len())).unwrap_or(text).to_ascii_lowercase();
            text.contains("://") || SCHEMES.iter().any(|scheme| lower.starts_with(scheme))
        }
        "email" => text.rsplit_once('@').is_some_and(|(_, host)| is_likely("domain", host)),
        "domain" => {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
            let top = text.rsplit_once('.').map_or("", |(_, top)| top);
            text.chars().all(plain)
                && top.len() > 1
                && top.starts_with(|c: char| !c.is_ascii_digit())
        }
        _ => true,
    }
}

fn is_pair(content: &Node<'_>) -> bool {
    matches!(&content.value, Value::Array(Array { items, .. }) if items.len() == 2)
}
