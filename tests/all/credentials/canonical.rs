//! Canonical encodings of whole values, in the words of profile `exact`.

use admit::credential::tree::Value;
use admit::credential::{canonical, cbor};
use admit::limits::Limits;

use super::read;
use crate::support::unhex;

/// The canonical JSON of a value given as JSON.
fn json(text: &str) -> Option<String> {
    let claims = format!("{{\"a\":{text}}}");
    read(claims.as_bytes(), None, |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        let mut out = String::from("before ");
        canonical::json(map.get(b"a").unwrap(), &mut out)
            .map(|()| out.strip_prefix("before ").unwrap().to_owned())
    })
    .unwrap()
}

#[test]
fn canonical_json() {
    for (text, expected) in [
        (
            "{ \"b\" : [ true , null ] , \"a\" : \"\\u0041\\/\\u000a\" }",
            "{\"a\":\"A/\\n\",\"b\":[true,null]}",
        ),
        // RFC 8785 section 3.2.3 sorts by UTF-16 code units.
        ("{\"\u{fb33}\":1,\"\u{1f600}\":2,\"z\":3}", "{\"z\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}"),
        ("{}", "{}"),
        ("[]", "[]"),
        ("-0.0", "0"),
        ("3e0", "3"),
        ("1.50", "1.5"),
        ("333333333.33333329", "333333333.3333333"),
        ("1000000000000000000000", "1e+21"),
        ("9007199254740992", "9007199254740992"),
    ] {
        assert_eq!(json(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_rfc_8785_would_change_has_no_canonical_json() {
    let long = "9".repeat(5000);
    for text in ["9007199254740993", "1152921504606846977", "1e400", "-1e400", "[0,1e309]", &long] {
        assert_eq!(json(text), None, "{text}");
    }
}

#[test]
fn deterministic_cbor_of_any_form() {
    for (hex, expected) in [
        ("bf616201180018 7fff", "a200187f616201"),
        ("9f5f41014102ff7f6161ffff", "824201026161"),
        ("fb3ff0000000000000", "f93c00"),
        ("faffc00000", "f97e00"),
        ("c24105", "05"),
        ("c3480000000000000001", "21"),
        ("d9000100", "c100"),
        ("a2fa3f80000000f5f6", "a2f5f6f93c0000"),
        ("c482 21 19 6ab3", "c48221196ab3"),
    ] {
        let octets = unhex(&hex.replace(' ', ""));
        let node = cbor::item(&octets, &Limits::default()).unwrap_or_else(|e| panic!("{hex}: {e}"));
        let mut out = vec![0xfe];
        canonical::cbor(&node, &mut out).unwrap();
        assert_eq!(out[1..], unhex(&expected.replace(' ', "")), "{hex}");
    }
}

#[test]
fn each_family_has_its_own_encoding() {
    let node = cbor::item(&[0x40], &Limits::default()).unwrap();
    assert_eq!(canonical::json(&node, &mut String::new()), None);
    let decimal = Value::Decimal("1.5".into()).into();
    assert_eq!(canonical::cbor(&decimal, &mut Vec::new()), None);
}
