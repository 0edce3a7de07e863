//! Properties: any octets are read without panic, and what is written reads back the same.

use admit::credential::tree::{Array, Node, Value};
use admit::credential::{Envelope, canonical, cbor};
use admit::format::Format;
use admit::limits::Limits;
use proptest::prelude::*;

use super::{error, read};

/// A JSON value with its numbers as text.
#[derive(Debug, Clone)]
enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Decimal(String),
    Text(String),
    Array(Vec<Json>),
    Map(std::collections::BTreeMap<String, Json>),
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::Int),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20}|[eE][+-]?[0-9]{1,3})".prop_map(Json::Decimal),
        any::<String>().prop_map(Json::Text),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Json::Map),
        ]
    })
}

impl Json {
    fn text(&self) -> String {
        let join = |parts: Vec<String>| parts.join(" ,\n");
        match self {
            Json::Null => "null".into(),
            Json::Bool(value) => value.to_string(),
            Json::Int(value) => value.to_string(),
            Json::Decimal(text) => text.clone(),
            Json::Text(text) => serde_json::to_string(text).unwrap(),
            Json::Array(items) => format!("[{}]", join(items.iter().map(Json::text).collect())),
            Json::Map(members) => {
                // The other way round than the tree sorts them.
                let member = |(name, value): (&String, &Json)| {
                    format!("{}\t: {}", serde_json::to_string(name).unwrap(), value.text())
                };
                format!("{{{}}}", join(members.iter().rev().map(member).collect()))
            }
        }
    }

    fn is(&self, node: &Node<'_>) -> bool {
        match (self, &node.value) {
            (Json::Null, Value::Null) => true,
            (Json::Bool(expected), Value::Bool(found)) => expected == found,
            (Json::Int(expected), Value::Int(found)) => expected == found,
            (Json::Decimal(expected), Value::Decimal(found)) => expected == found,
            (Json::Text(expected), Value::Text(found)) => expected == found,
            (Json::Array(expected), Value::Array(Array { items, withheld: 0, .. })) => {
                expected.len() == items.len() && expected.iter().zip(items).all(|(e, f)| e.is(f))
            }
            (Json::Map(expected), Value::Map(found)) => {
                expected.len() == found.len()
                    && expected
                        .iter()
                        .zip(found.iter())
                        .all(|((name, e), (key, f))| name.as_bytes() == key && e.is(f))
            }
            _ => false,
        }
    }
}

/// Octets that look like CBOR more often than chance would have it.
fn cbor_like() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        any::<u8>().prop_map(|octet| vec![octet]),
        (0x60u8..0x64).prop_map(|head| [vec![head], vec![b'a'; usize::from(head - 0x60)]].concat()),
        prop::sample::select(vec![0x81u8, 0x82, 0xa1, 0xa2, 0xc2, 0xc4, 0x9f, 0xbf, 0xff])
            .prop_map(|head| vec![head]),
        prop::sample::select(vec![[0xf8u8, 0x3b], [0xd8, 0x3c], [0xd8, 0x3a], [0xd8, 0x3d]])
            .prop_map(|head| head.to_vec()),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_octets_are_read_without_panic(octets in prop::collection::vec(any::<u8>(), 0..64)) {
        for format in Format::ALL.into_iter().filter(|format| *format != Format::X509) {
            let _ = error(&octets, Some(format));
        }
        let _ = cbor::item(&octets, &Limits::default());
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[\\[\\]{}\":,\\\\ud8c0-9a-fE+. ~-]{0,48}") {
        for octets in [text.clone(), format!("{{{text}}}"), format!("{{\"\":{text}}}")] {
            let _ = error(octets.as_bytes(), Some(Format::Jwt));
            let _ = error(octets.as_bytes(), Some(Format::SdJwt));
        }
    }

    #[test]
    fn what_serde_json_rejects_is_rejected(text in "[\\[\\]{}\":,\\\\ud8c0-9a-fE+. -]{0,32}") {
        let json = format!("{{\"\":{text}}}");
        if error(json.as_bytes(), Some(Format::Jwt)).is_none() {
            let raw: Result<&serde_json::value::RawValue, _> = serde_json::from_str(&json);
            prop_assert!(raw.is_ok(), "{json}");
        }
    }

    #[test]
    fn json_reads_back_equal(value in prop::collection::btree_map(any::<String>(), json(), 0..6)) {
        let value = Json::Map(value);
        let text = value.text();
        let equal = read(text.as_bytes(), Some(Format::Jwt), |claims| value.is(&claims.root));
        prop_assert_eq!(equal, Ok(true), "{}", text);
    }

    #[test]
    fn deterministic_cbor_reads_back_equal(octets in cbor_like()) {
        let limits = Limits::default();
        if let Ok(node) = cbor::item(&octets, &limits) {
            let mut once = Vec::new();
            canonical::cbor(&node, &mut once).unwrap();
            prop_assert!(admit::semantics::cbor::is_deterministic(&once), "{octets:02x?}");
            let again = cbor::item(&once, &limits).unwrap();
            let mut twice = Vec::new();
            canonical::cbor(&again, &mut twice).unwrap();
            prop_assert_eq!(once, twice);
        }
    }

    #[test]
    fn cbor_like_octets_are_read_without_panic(octets in cbor_like()) {
        let limits = Limits::default();
        for format in [Format::Cwt, Format::SdCwt] {
            let envelope = Envelope::open(&octets, Some(format), None, &limits);
            let _ = envelope.and_then(|envelope| envelope.claims(&limits).map(|_| ()));
        }
    }
}
