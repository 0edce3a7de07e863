//! The vectors: the draft's own examples, the derived cases, and ours.

use std::path::{Path, PathBuf};

use admit::credential::error::{CborFault, DisclosureFault, KeyBindingFault, SdCwtFault};
use admit::credential::tree::{Node, Value};
use admit::credential::{Carrier, DigestMode, Envelope, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

use super::{deterministic, effective_as, encoded, read_as};
use crate::support::{self, unhex};

pub fn draft(name: &str) -> Vec<u8> {
    std::fs::read(support::vectors().join("sd-cwt/draft-07").join(name)).unwrap()
}

pub fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-own/sd-cwt")
}

pub fn hex(value: &serde_json::Value, field: &str) -> Vec<u8> {
    unhex(value[field].as_str().unwrap_or_else(|| panic!("no `{field}` in {value}")))
}

/// How many digests of a tree are without a disclosure.
fn withheld(node: &Node<'_>) -> u32 {
    match &node.value {
        Value::Map(map) => map.withheld + map.iter().map(|(_, node)| withheld(node)).sum::<u32>(),
        Value::Array(array) => array.withheld + array.items.iter().map(withheld).sum::<u32>(),
        Value::Tag(_, content) => withheld(content),
        _ => 0,
    }
}

/// How many digests of an example are not those of its disclosures.
fn undisclosed(vector: &serde_json::Value) -> u32 {
    let digests = |text: &str| {
        let strings = text.split("h'").skip(1);
        strings.filter(|string| string.find('\'') == Some(64)).count()
    };
    let disclosures = vector["disclosures"].as_array().unwrap();
    let inside = disclosures.iter().map(|one| digests(one["content_diag"].as_str().unwrap()));
    // Both coordinates of the holder's key are as long as a digest.
    let payload = digests(vector["redacted_payload_diag"].as_str().unwrap()) - 2;
    u32::try_from(payload + inside.sum::<usize>() - disclosures.len()).unwrap()
}

#[test]
fn the_drafts_examples_disclose_their_claims() {
    let index = support::json("sd-cwt/draft-07/index.json");
    let vectors = index["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 6, "only {} vectors", vectors.len());
    for vector in vectors {
        let name = vector["file"].as_str().unwrap();
        let octets = draft(name);
        let found = effective_as(&octets, DigestMode::EncodedBstr);
        let expected = deterministic(&hex(vector, "validated_claims_cbor_hex"));
        assert_eq!(found, Ok(expected), "{name}");
        let other = effective_as(&octets, DigestMode::Content).unwrap_err();
        let unreferenced = ErrorKind::Disclosure(DisclosureFault::Unreferenced);
        assert_eq!(other.kind, unreferenced, "{name}: a token keeps to one mode");
        let is_bound = name.ends_with("kbt.cbor");
        read_as(&octets, DigestMode::EncodedBstr, |envelope, claims| {
            assert_eq!((envelope.format(), envelope.carrier()), (Format::SdCwt, Carrier::SdCwt));
            assert_eq!(envelope.credential_type(), 5);
            let token = envelope.sd_cwt().unwrap();
            assert_eq!(token.key_binding().is_some(), is_bound, "{name}");
            assert_eq!(withheld(&claims.root), undisclosed(vector), "{name}");
        })
        .unwrap();
    }
}

#[test]
fn what_the_holder_says_is_a_tree_of_its_own() {
    let octets = draft("kbt.cbor");
    let limits = Limits::default();
    let envelope = Envelope::open(&octets, None, None, &limits)
        .unwrap()
        .with_digest_mode(DigestMode::EncodedBstr);
    let token = envelope.sd_cwt().unwrap().key_binding().unwrap();
    assert_eq!(token.message(), octets);
    assert_eq!(token.audience(), ["https://verifier.example/app"]);
    assert_eq!(token.nonce(), Some(&unhex("8c0f5f523b95bea44a9a48c649240803")[..]));
    let holder = envelope.holder_claims(&limits).unwrap().unwrap().trust_without_verification();
    let Value::Map(claims) = &holder.root.value else { panic!("no map") };
    let keys: Vec<_> = claims.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [&[3][..], &[6], &[0x18, 39]], "`aud`, `iat` and `cnonce`, and no `iss`");
    let issuer = envelope.claims(&limits).unwrap().trust_without_verification();
    let Value::Map(claims) = &issuer.root.value else { panic!("no map") };
    assert!(claims.get(&[3]).is_none() && claims.get(&[0x18, 39]).is_none());
}

/// What the reading of a derived case says; nothing where only verification can tell.
fn reason(id: &str) -> Option<ErrorKind> {
    use {CborFault as Cbor, DisclosureFault as Disclosure, KeyBindingFault as KeyBinding};
    let disclosure = |fault| Some(ErrorKind::Disclosure(fault));
    let key_binding = |fault| Some(ErrorKind::KeyBinding(fault));
    let sd_cwt = |fault| Some(ErrorKind::SdCwt(fault));
    let cbor = |fault, offset| Some(ErrorKind::Cbor { fault, offset });
    match id {
        "rej-sd-claims-empty" => disclosure(Disclosure::List),
        "rej-unreferenced" | "rej-child-orphan" => disclosure(Disclosure::Unreferenced),
        "rej-dup-digest" => disclosure(Disclosure::DigestTwice),
        "rej-key-exists" | "rej-key-two-disclosures" => disclosure(Disclosure::NameTaken),
        "rej-dup-key-sub-nonpreferred" | "rej-dup-key-in-disclosure" | "rej-dup-s59" => {
            Some(ErrorKind::DuplicateKey)
        }
        "rej-tbr-elem"
        | "rej-s59-value"
        | "rej-s59-not-array"
        | "rej-s59-elem-type"
        | "rej-tag60-map-value"
        | "rej-tag60-not-bstr" => disclosure(Disclosure::Mark),
        "rej-tbr-tag"
        | "rej-decoy-tag"
        | "rej-key-type-bool"
        | "rej-key-type-array"
        | "rej-key-type-map"
        | "rej-key-type-tag"
        | "rej-key-type-text256" => cbor(Cbor::Key, 145),
        "rej-s59-in-kbt" => cbor(Cbor::Key, 57),
        "rej-s59-in-header" => cbor(Cbor::Key, 55),
        "rej-disc-shape-map" | "rej-disc-shape-text" | "rej-disc-key-tag" => {
            disclosure(Disclosure::Shape)
        }
        "rej-salt-short" => disclosure(Disclosure::Salt),
        "rej-disc-trailing" => Some(ErrorKind::Trailing { offset: 33 }),
        "rej-redacted-iss" | "rej-redacted-iat" | "rej-redacted-cnf" => {
            disclosure(Disclosure::NeverRedacted)
        }
        "rej-indef-map" => cbor(Cbor::IndefiniteLength, 0),
        "rej-indef-array" => cbor(Cbor::IndefiniteLength, 148),
        "rej-indef-outer" => cbor(Cbor::IndefiniteLength, 1),
        "rej-truncated" => cbor(Cbor::Truncated, 371),
        "rej-huge-array-len" => cbor(Cbor::Truncated, 9),
        "rej-simple-2byte-low" => cbor(Cbor::ReservedSimple, 148),
        "rej-exp-nan" | "rej-exp-inf" | "rej-exp-ninf" | "rej-exp-tag1" => sd_cwt(SdCwtFault::Date),
        "rej-nbf-after-iat" | "rej-iat-ge-exp" => sd_cwt(SdCwtFault::Times),
        "rej-payload-array" => Some(ErrorKind::NotAMap),
        "rej-issuer-typ-missing" => sd_cwt(SdCwtFault::Type),
        "rej-kbt-typ-missing" | "rej-kbt-typ-293" => key_binding(KeyBinding::Type),
        "rej-sd-alg-truncated" => disclosure(Disclosure::HashName),
        "rej-kbt-has-iss" | "rej-kbt-has-sub" | "rej-kbt-cwt-claims" => {
            key_binding(KeyBinding::Forbidden)
        }
        "rej-kbt-exp-no-iat" => key_binding(KeyBinding::Claim),
        "rej-kbt-exp-late" => key_binding(KeyBinding::Times),
        "rej-cwt-claims-conflict" => sd_cwt(SdCwtFault::Disagree),
        "rej-deep" => Some(ErrorKind::TooDeep { limit: 64 }),
        "rej-bad-utf8" => Some(ErrorKind::NotUtf8 { offset: 149 }),
        "rej-expired"
        | "rej-expired-float"
        | "rej-kbt-signature"
        | "rej-issuer-signature"
        | "rej-kbt-key"
        | "rej-sdcwt-aud" => None,
        other => panic!("nothing is expected of `{other}`"),
    }
}

#[test]
fn derived_cases_are_read_or_rejected_for_their_reason() {
    let file = support::json("sd-cwt/derived/cases.json");
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 73, "only {} cases", cases.len());
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let found = effective_as(&hex(case, "sd_kbt_hex"), DigestMode::EncodedBstr);
        match case["expect"].as_str().unwrap() {
            "accept" => {
                let expected = deterministic(&hex(case, "expected_claims_cbor_hex"));
                assert_eq!(found, Ok(expected), "{id}");
            }
            "reject" => assert_eq!(found.err().map(|error| error.kind), reason(id), "{id}"),
            // Levels are counted from 1 to 64: deeper than the draft recommends, and read.
            "policy" => assert!(found.is_ok() && id == "policy-depth-20", "{id}: {found:?}"),
            other => panic!("{id}: `{other}`"),
        }
    }
}

#[test]
fn our_tokens_have_all_there_is() {
    let index = std::fs::read_to_string(own().join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let expected = deterministic(&hex(&index, "expected_claims_cbor_hex"));
    let tokens = index["tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), 6, "two modes, three hashes");
    for token in tokens {
        let name = token["file"].as_str().unwrap();
        let octets = std::fs::read(own().join(name)).unwrap();
        let mode = DigestMode::from_word(token["digest_mode"].as_str().unwrap()).unwrap();
        for other in DigestMode::ALL {
            let found = effective_as(&octets, other);
            assert_eq!(found.is_ok(), other == mode, "{name} as {other:?}");
        }
        read_as(&octets, mode, |envelope, claims| {
            assert_eq!(encoded(&claims.root), expected, "{name}");
            assert_eq!(envelope.sd_cwt().unwrap().encrypted_disclosures(), 1, "{name}");
            let Value::Map(map) = &claims.root.value else { panic!("no map") };
            let Value::Array(groups) = &map.get(b"\x66groups").unwrap().value else { panic!() };
            let Value::Map(place) = &map.get(&[0x19, 0x01, 0xf7]).unwrap().value else { panic!() };
            // At the root a decoy that is not disclosed; a disclosed one withholds nothing.
            assert_eq!((map.withheld, groups.withheld, place.withheld), (1, 1, 1), "{name}");
        })
        .unwrap();
    }
}

/// The numbers of the registry are those that are read.
#[test]
fn markers_are_those_of_the_registry() {
    let path = support::vectors().join("registries/cbor-sd-cwt-markers.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let number = |kind: &str, name: &str| -> u64 {
        let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let row = rows.find(|row| row[0] == kind && row[2] == name);
        row.unwrap_or_else(|| panic!("no {kind} {name}"))[1].parse().unwrap()
    };
    assert_eq!(number("simple", "redacted_claim_keys"), 59);
    assert_eq!(number("tag", "to-be-redacted"), 58);
    assert_eq!(number("tag", "redacted_claim_element"), 60);
    assert_eq!(number("tag", "to-be-decoy"), 62);
    assert_eq!(number("content-format", "application/sd-cwt"), 293);
    assert_eq!(number("content-format", "application/kb+cwt"), 294);
    let path = support::vectors().join("registries/cose-header-parameters.csv");
    let text = std::fs::read_to_string(path).unwrap();
    for (label, name) in [
        (13, "KeyCwt"),
        (15, "CwtClaims"),
        (16, "ObjectContentType"),
        (17, "sd_claims"),
        (170, "sd_alg"),
        (171, "sd_aead_encrypted_claims"),
        (172, "sd_aead"),
    ] {
        assert!(text.contains(&format!("\n{label},{name},")), "{name}");
    }
}

#[test]
fn an_sd_cwt_is_no_plain_cwt() {
    for name in ["kbt.cbor", "issuer_cwt.cbor"] {
        let octets = draft(name);
        let found = Envelope::open(&octets, Some(Format::Cwt), None, &Limits::default());
        let other = ErrorKind::OtherFormat { found: Format::SdCwt };
        assert_eq!(found.unwrap_err().kind, other, "{name}");
    }
}
