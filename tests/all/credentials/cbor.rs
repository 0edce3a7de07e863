//! CBOR claims: RFC 8949's appendices A and F, and what is rejected beyond.

use std::collections::HashMap;

use admit::credential::tree::{Array, Map, Node, Value};
use admit::credential::{ErrorKind, canonical, cbor};
use admit::format::Format;
use admit::limits::Limits;
use num_bigint::BigInt;
use serde_json::value::RawValue;

use super::{cases, error};
use crate::support::{self, unhex};

fn item(octets: &[u8]) -> Result<Node<'_>, admit::credential::Error> {
    cbor::item(octets, &Limits::default())
}

/// Appendix A after RFC 7049: RFC 8949 has reserved simple values below 32 in two octets.
const NO_LONGER_VALID: &str = "f818";

/// One example of appendix A, its members as their own text, since numbers have to stay exact.
type Example<'a> = HashMap<String, &'a RawValue>;

/// The text in a member of an example.
fn text(member: &RawValue) -> String {
    serde_json::from_str(member.get()).unwrap()
}

#[test]
fn appendix_a() {
    let path = support::vectors().join("malformed/cbor/appendix_a.json");
    let file = std::fs::read_to_string(path).unwrap();
    let examples: Vec<Example<'_>> = serde_json::from_str(&file).unwrap();
    assert!(examples.len() >= 82);
    for example in examples {
        let hex = text(example["hex"]);
        let octets = unhex(&hex);
        if hex == NO_LONGER_VALID {
            assert!(item(&octets).is_err());
            continue;
        }
        let node = item(&octets).unwrap_or_else(|error| panic!("{hex}: {error}"));
        match example.get("decoded") {
            Some(json) => assert!(agrees(&node, json.get()), "{hex}: {node:?}"),
            None => assert_eq!(diagnostic(&node), joined(&text(example["diagnostic"]))),
        }
        let mut encoded = Vec::new();
        canonical::cbor(&node, &mut encoded).unwrap();
        let roundtrip = example["roundtrip"].get() == "true";
        assert_eq!(encoded == octets, roundtrip, "{hex}: {encoded:02x?}");
    }
}

/// Whether a node is what JSON text says: floats by value, integers exactly.
fn agrees(node: &Node<'_>, json: &str) -> bool {
    let all = |items: &[Node<'_>], json: &str| {
        let texts: Vec<&RawValue> = serde_json::from_str(json).unwrap();
        items.len() == texts.len() && items.iter().zip(texts).all(|(i, t)| agrees(i, t.get()))
    };
    match &node.value {
        Value::Float(float) => json.parse() == Ok(*float),
        Value::Int(int) => json.parse() == Ok(*int),
        Value::BigInt(int) => json.parse::<BigInt>().as_ref() == Ok(&**int),
        Value::Text(text) => serde_json::from_str::<String>(json).unwrap() == *text,
        Value::Bool(value) => json == value.to_string(),
        Value::Null => json == "null",
        Value::Array(Array { items, .. }) => all(items, json),
        Value::Map(map) => members_agree(map, json),
        _ => false,
    }
}

fn members_agree(map: &Map<'_>, json: &str) -> bool {
    let texts: HashMap<String, &RawValue> = serde_json::from_str(json).unwrap();
    map.len() == texts.len()
        && texts.iter().all(|(name, text)| {
            let mut key = Vec::new();
            admit::semantics::cbor::write_text(&mut key, name);
            map.get(&key).is_some_and(|node| agrees(node, text.get()))
        })
}

/// Diagnostic notation, as far as appendix A needs it.
fn diagnostic(node: &Node<'_>) -> String {
    match &node.value {
        Value::Float(float) if float.is_nan() => "NaN".into(),
        Value::Float(float) if float.is_infinite() => {
            if *float > 0.0 { "Infinity" } else { "-Infinity" }.into()
        }
        Value::Float(float) => float.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Undefined => "undefined".into(),
        Value::Simple(number) => format!("simple({number})"),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(octets) => {
            format!("h'{}'", octets.iter().map(|o| format!("{o:02x}")).collect::<String>())
        }
        Value::Tag(number, content) => format!("{number}({})", diagnostic(content)),
        Value::Map(map) => {
            let pairs: Vec<String> = map
                .iter()
                .map(|(key, value)| {
                    format!("{}: {}", diagnostic(&item(key).unwrap()), diagnostic(value))
                })
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => panic!("{other:?}"),
    }
}

/// Chunks are one byte string in the tree.
fn joined(diagnostic: &str) -> String {
    diagnostic.replace("(_ h'0102', h'030405')", "h'0102030405'")
}

#[test]
fn appendix_f_is_not_well_formed() {
    let file = support::json("malformed/cbor/malformed.json");
    for case in cases(&file, "not_well_formed", 90) {
        let octets = unhex(case["hex"].as_str().unwrap());
        let error = item(&octets).expect_err(case["hex"].as_str().unwrap());
        assert!(matches!(error.kind, ErrorKind::Cbor { .. }), "{}: {error}", case["hex"]);
        let inside = [&[0xa1, 0x00], octets.as_slice()].concat();
        assert!(super::error(&inside, Some(Format::Cwt)).is_some(), "{}", case["hex"]);
    }
}

/// Well-formed, and rejected only by the rules of draft-ietf-spice-sd-cwt-07.
const SD_CWT_ONLY: [&str; 10] = [
    "indefinite map",
    "indefinite array",
    "indefinite text",
    "indefinite bytes",
    "map key simple(59): legal only in an SD-CWT claims map",
    "bool map key",
    "null map key",
    "bstr map key",
    "array map key",
    "tagged map key",
];

#[test]
fn invalid_cbor_is_rejected() {
    let file = support::json("malformed/cbor/malformed.json");
    for case in cases(&file, "well_formed_but_rejected_by_sd_cwt", 16) {
        let octets = unhex(case["hex"].as_str().unwrap());
        let why = case["why"].as_str().unwrap();
        assert_eq!(item(&octets).is_ok(), SD_CWT_ONLY.contains(&why), "{}: {why}", case["hex"]);
        let inside = [&[0xa1, 0x00], octets.as_slice()].concat();
        let is_rejected = super::error(&inside, Some(Format::SdCwt)).is_some();
        let is_legal = why.ends_with("legal only in an SD-CWT claims map");
        assert_ne!(is_rejected, is_legal, "{}: {why}", case["hex"]);
    }
}

#[test]
fn each_mistake_has_its_kind_and_place() {
    for (hex, message) in [
        ("a20100180100", "a name stands twice in one map, at `h'01'`"),
        ("a1018181a2f500f500", "a name stands twice in one map, at `h'01' / [0] / [0] / h'f5'`"),
        ("a101c483", "CBOR that ends too early at octet 4, at `h'01' / tag 4 / [0]`"),
        ("a10182", "CBOR that ends too early at octet 3, at `h'01' / [0]`"),
        ("a1016261", "CBOR that ends too early at octet 3, at `h'01'`"),
        ("a1011c", "reserved additional information in CBOR at octet 2, at `h'01'`"),
        ("a101f818", "a CBOR simple value below 32 in two octets at octet 2, at `h'01'`"),
        ("bf01ff", "a CBOR break where nothing is open at octet 2, at `h'01'`"),
        ("a1017f4101ff", "a CBOR chunk of the wrong type at octet 3, at `h'01'`"),
        ("a101c26130", "a CBOR bignum that is not a byte string at octet 3, at `h'01'`"),
        ("a101c48219180101", "a number with an exponent beyond 6144, at `h'01'`"),
        ("a10162c328", "text that is not UTF-8 at octet 3, at `h'01'`"),
        ("a1017f61c361a9ff", "text that is not UTF-8 at octet 4, at `h'01'`"),
        ("a000", "something follows the end, at octet 1"),
    ] {
        assert_eq!(item(&unhex(hex)).unwrap_err().to_string(), message, "{hex}");
    }
    assert_eq!(error(&unhex("80"), None), error(&unhex("80"), Some(Format::Cwt)));
}

#[test]
fn values_are_exact_whatever_their_form() {
    for (hex, value) in [
        ("1b7fffffffffffffff", Value::Int(i64::MAX)),
        ("3b7fffffffffffffff", Value::Int(i64::MIN)),
        ("1b8000000000000000", big("9223372036854775808")),
        ("3b8000000000000000", big("-9223372036854775809")),
        ("c24105", Value::Int(5)),
        ("c240", Value::Int(0)),
        ("c34100", Value::Int(-1)),
        ("c25f41014100ff", Value::Int(256)),
        ("c24a00010000000000000000", big("18446744073709551616")),
        ("7f6161606162ff", Value::Text("ab".into())),
        ("5fff", Value::Bytes((&[]).into())),
        ("f97e00", Value::Float(f64::NAN)),
    ] {
        let octets = unhex(hex);
        let found = item(&octets).unwrap().value;
        assert_eq!(format!("{found:?}"), format!("{value:?}"), "{hex}");
    }
}

fn big(text: &str) -> Value<'static> {
    Value::BigInt(Box::new(text.parse().unwrap()))
}

#[test]
fn keys_are_deterministic_encodings() {
    let octets = unhex("a3190001f4a2020101016178fa3f8000000b");
    let node = item(&octets).unwrap();
    let Value::Map(map) = &node.value else { panic!("no map") };
    let keys: Vec<Vec<u8>> = map.iter().map(|(key, _)| key.to_vec()).collect();
    assert_eq!(keys, [unhex("01"), unhex("a201010201"), unhex("f93c00")]);
    assert!(map.get(&unhex("01")).is_some());
    assert!(map.get(&unhex("190001")).is_none());
}

#[test]
fn an_embedded_item_starts_anew_and_stands_alone() {
    let limits = Limits { credential_depth: 2, ..Limits::default() };
    assert!(cbor::item(&unhex("818100"), &limits).is_ok());
    assert!(cbor::item(&unhex("81818100"), &limits).is_err());
    assert!(cbor::item(&unhex("0000"), &limits).is_err());
    assert!(cbor::item(&[], &limits).is_err());
}
