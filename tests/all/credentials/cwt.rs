//! COSE_Sign1 and bare claims maps: RFC 8392, COSE's examples, our own cases.

use admit::credential::error::{DisclosureFault, Unsupported};
use admit::credential::tree::Value;
use admit::credential::{Carrier, Envelope, Error, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

use super::{cases, error, read};
use crate::support::{self, unhex};

fn open(octets: &[u8]) -> Result<Envelope<'_>, Error> {
    Envelope::open(octets, None, None, &Limits::default())
}

/// Cases that are to be rejected by who verifies, not by who reads.
const VERIFICATION: [&str; 5] = [
    "alg only in the unprotected header",
    "iss must be text",
    "NumericDate must be untagged",
    "expired",
    "signature",
];

#[test]
fn derived_cases() {
    let file = support::json("cwt/derived/cases.json");
    let mut left_to_verification = 0;
    for case in cases(&file, "cases", 18) {
        let octets = unhex(case["cwt_hex"].as_str().unwrap());
        let rule = case["rule"].as_str().unwrap();
        let left = VERIFICATION.contains(&rule);
        left_to_verification += usize::from(left);
        let expected = left || case["expect"] != "reject";
        for format in [None, Some(Format::Cwt)] {
            assert_eq!(error(&octets, format).is_none(), expected, "{}: {rule}", case["id"]);
        }
    }
    assert_eq!(left_to_verification, VERIFICATION.len());
}

#[test]
fn text_keys_are_not_the_registered_numbers() {
    let file = support::json("cwt/derived/cases.json");
    let all = cases(&file, "cases", 18);
    let case = all.iter().find(|case| case["id"] == "rej-jwt-names").unwrap();
    let octets = unhex(case["cwt_hex"].as_str().unwrap());
    read(&octets, None, |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        let at = |key: &str| map.get(&unhex(key)).map(|node| node.value.clone());
        assert_eq!(at("01"), Some(Value::Text("https://issuer.example".into())));
        assert_eq!(at("63697373"), Some(Value::Text("https://evil.example".into())));
    })
    .unwrap();
}

/// The message of an example file.
fn example(path: &str) -> (serde_json::Value, Vec<u8>) {
    let file = support::json(path);
    let octets = unhex(&file["output"]["cbor"].as_str().unwrap().to_lowercase());
    (file, octets)
}

#[test]
fn rfc_8392() {
    let (file, octets) = example("cwt/rfc8392/A_3.json");
    let plain = unhex(file["input"]["plaintext_hex"].as_str().unwrap());
    let envelope = open(&octets).unwrap();
    assert_eq!(envelope.payload(), plain);
    assert_eq!(envelope.header(), Some(unhex("a10126").as_slice()));
    assert_eq!((envelope.carrier(), envelope.format()), (Carrier::CoseSign1, Format::Cwt));
    for form in [&octets, &plain] {
        let claims = read(form, None, |claims| {
            let Value::Map(map) = &claims.root.value else { panic!("no map") };
            assert_eq!(map.get(&[4]).unwrap().value, Value::Int(1_444_064_944));
            map.len()
        });
        assert_eq!(claims, Ok(7));
    }
    for (name, unsupported) in [
        ("A_4", Unsupported::CoseMac),
        ("A_5", Unsupported::CoseEncrypt),
        ("A_6", Unsupported::CoseEncrypt),
        ("A_7", Unsupported::CoseMac),
    ] {
        let (_, octets) = example(&format!("cwt/rfc8392/{name}.json"));
        assert_eq!(open(&octets).unwrap_err().kind, ErrorKind::Unsupported(unsupported), "{name}");
    }
}

/// Of COSE's examples that must fail, those that fail only for who verifies.
const FAIL_AT_VERIFICATION: [&str; 5] = [
    "sign-fail-02: Change signature",
    "sign-fail-03: Change Sign Algorithm",
    "sign-fail-04: Change Sign Algorithm",
    "sign-fail-06: Add protected attribute",
    "sign-fail-07: Remove protected attribute",
];

#[test]
fn cose_examples() {
    let mut seen = 0;
    for entry in std::fs::read_dir(support::vectors().join("cwt/cose-sign1")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (file, octets) = example(&format!("cwt/cose-sign1/{name}"));
        let title = file["title"].as_str().unwrap();
        seen += 1;
        if file["input"].get("sign").is_some() {
            let kind = open(&octets).unwrap_err().kind;
            assert_eq!(kind, ErrorKind::Unsupported(Unsupported::CoseSign), "{title}");
            continue;
        }
        let expected = file["fail"] != true || FAIL_AT_VERIFICATION.contains(&title);
        let envelope = open(&octets);
        assert_eq!(envelope.is_ok(), expected, "{title}: {envelope:?}");
        // "This is the content." is no claims map.
        assert!(error(&octets, None).is_some(), "{title}");
    }
    assert_eq!(seen, 18);
}

#[test]
fn the_drafts_examples_are_read() {
    let octets = std::fs::read(support::vectors().join("cwt/seed002/payload.cbor")).unwrap();
    assert_eq!(read(&octets, None, |claims| claims.format), Ok(Format::Cwt));
    let octets = std::fs::read(support::vectors().join("cwt/spice-oidc-cwt/example.cbor")).unwrap();
    assert_eq!(read(&octets, None, |claims| claims.format), Ok(Format::Cwt));
}

#[test]
fn hex_and_base64_are_read_where_they_are_clear() {
    let (file, octets) = example("cwt/rfc8392/A_3.json");
    let upper = file["output"]["cbor"].as_str().unwrap().to_uppercase();
    let lower = format!("  {}\r\n", upper.to_lowercase());
    let base64 = {
        use base64ct::{Base64, Encoding};
        Base64::encode_string(&octets)
    };
    for text in [upper, lower, base64] {
        let envelope = open(text.as_bytes()).unwrap();
        assert_eq!(envelope.payload(), open(&octets).unwrap().payload());
        assert_eq!(error(text.as_bytes(), Some(Format::Cwt)), None);
    }
    assert_eq!(error(b"a10", Some(Format::Cwt)), Some(ErrorKind::BadEncoding));
}

#[test]
fn the_structure_is_strict() {
    for (hex, message) in [
        ("d28343a10126a041a0", "a COSE_Sign1 message is an array of four"),
        ("d281f6", "a COSE_Sign1 message is an array of four"),
        ("d2a10101", "a COSE_Sign1 message is an array of four"),
        ("d284f6a041a040", "the protected header is not a byte string with a map"),
        ("d2844180a041a040", "the protected header is not a byte string with a map"),
        ("d284420101a041a040", "something follows the end, at octet 1, at `protected header`"),
        ("d28443a1012641a041a040", "the unprotected header is not a map"),
        (
            "d28445a201260126a041a040",
            "a name stands twice in one map, at `protected header / h'01'`",
        ),
        ("d28440a2040104024140", "a name stands twice in one map, at `tag 18 / [1] / h'04'`"),
        ("d28443a10126a1012641a040", "a label stands in both headers"),
        (
            "d28440a1f5f541a040",
            "a header label is neither an integer nor text, at `unprotected header / h'f5'`",
        ),
        ("d28440a0f640", "the payload is detached"),
        ("d28440a0a040", "the payload is not a byte string"),
        ("d28440a041a0f6", "the signature is not a byte string"),
        ("d28440a041a04000", "something follows the end, at octet 7"),
        ("d83d8440a041a040", "tag 61 must have a COSE tag inside"),
        ("d83da0", "tag 61 must have a COSE tag inside"),
        ("d83dd83dd28440a041a040", "tag 61 does not belong to a CWT"),
        ("d2d28440a041a040", "tag 18 does not belong to a CWT"),
        ("d903e68440a041a040", "tag 998 does not belong to a CWT"),
        ("d28440a111814041a040", "its `typ` does not say that this is an SD-CWT"),
        ("d28440a118ab8041a040", "its `typ` does not say that this is an SD-CWT"),
        ("d28443a10d40a041a040", "this is not of the type of key bindings, at `key binding`"),
    ] {
        let error = open(&unhex(hex)).unwrap_err();
        assert_eq!(error.to_string(), message, "{hex}");
    }
    for hex in [
        "d28440a041a040",
        "d28441a0a041a040",
        "8440a041a040",
        "d83dd28440a041a040",
        "9f40a05f41a0ff40ff",
    ] {
        assert_eq!(error(&unhex(hex), None), None, "{hex}");
    }
}

#[test]
fn the_header_can_name_the_format() {
    let format = |hex, named| read(&unhex(hex), named, |claims| claims.format).unwrap();
    assert_eq!(format("d28445a110190125a043a108a040", None), Format::SdCwt);
    assert_eq!(format("d28445a110190125a041a040", Some(Format::Cwt)), Format::Cwt);
}

#[test]
fn withheld_content_does_not_exist() {
    // {1: 2, 3: [60(h'aa'), 4, 60(h'bb')], simple(59): [h'cc', h'dd']}
    let octets = unhex("a30102 0383d83c41aa04d83c41bb f83b8241cc41dd".replace(' ', "").as_str());
    let found = read(&octets, Some(Format::SdCwt), |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        let Value::Array(array) = &map.get(&[3]).unwrap().value else { panic!("no array") };
        assert_eq!(array.items.len(), 1);
        (map.len(), map.withheld, array.withheld)
    });
    assert_eq!(found, Ok((2, 2, 2)));
    let plain = read(&octets, Some(Format::Cwt), |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        (map.len(), map.withheld)
    });
    assert_eq!(plain, Ok((3, 0)), "in a plain CWT these are keys and tags like any other");
    for hex in [
        "a1f83b41aa",
        "a1f83b8101",
        "a101d83c41aa",
        "a10181d83c01",
        "a101f83b",
        "a101d83a01",
        "a10181d83e01",
    ] {
        let kind = error(&unhex(hex), Some(Format::SdCwt));
        assert_eq!(kind, Some(ErrorKind::Disclosure(DisclosureFault::Mark)), "{hex}");
        assert_eq!(error(&unhex(hex), Some(Format::Cwt)), None, "{hex}");
    }
}
