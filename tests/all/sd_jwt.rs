//! SD-JWT: accepted, rejected and disclosed as RFC 9901, the vectors and our own rules say.

mod generated;
mod rules;
#[cfg(feature = "verify")]
mod verified;

use std::path::PathBuf;

use admit::credential::error::{DisclosureFault, KeyBindingFault, Part, PathStep};
use admit::credential::{Carrier, Envelope, Error, ErrorKind, canonical};
use admit::format::Format;
use admit::limits::Limits;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support;

fn open(text: &str) -> Result<Envelope<'_>, Error> {
    Envelope::open(text.as_bytes(), Some(Format::SdJwt), None, &Limits::default())
}

/// The effective claims.
fn effective(envelope: &Envelope<'_>) -> Result<Value, Error> {
    let claims = envelope.claims(&Limits::default())?.trust_without_verification();
    let mut text = String::new();
    canonical::json(&claims.root, &mut text).expect("what came from JSON can be written as JSON");
    Ok(serde_json::from_str(&text).unwrap())
}

fn read(text: &str) -> Result<Value, Error> {
    effective(&open(text)?)
}

/// What the holder says.
fn holder(envelope: &Envelope<'_>) -> Value {
    let claims = envelope.holder_claims(&Limits::default()).unwrap().unwrap();
    let mut text = String::new();
    canonical::json(&claims.trust_without_verification().root, &mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn encode(octets: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(octets.as_ref())
}

fn digest(disclosure: &str) -> String {
    encode(Sha256::digest(disclosure))
}

/// An issuer-signed JWT, but for the signature.
fn issuer_signed(payload: &Value) -> String {
    format!("{}.{}.AA", encode(r#"{"alg":"ES256"}"#), encode(payload.to_string()))
}

/// A whole SD-JWT.
fn sd_jwt(payload: &Value, disclosures: &[&str]) -> String {
    let parts = disclosures.iter().flat_map(|disclosure| [disclosure, "~"]);
    format!("{}~{}", issuer_signed(payload), parts.collect::<String>())
}

fn file(name: &str) -> String {
    let path = support::vectors().join("sd-jwt/rfc9901").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The names of the RFC's files with this ending.
fn files(ending: &str) -> Vec<String> {
    let folder: PathBuf = support::vectors().join("sd-jwt/rfc9901");
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ending)).collect()
}

#[test]
fn rfc_9901_compact() {
    let index = support::json("sd-jwt/rfc9901/index.json");
    let entries = index.as_array().unwrap();
    assert!(entries.len() >= 8);
    assert_eq!(entries.len(), files(".sdjwt.txt").len(), "a file without an entry");
    for entry in entries {
        let name = entry["file"].as_str().unwrap();
        let text = file(name);
        for format in [Some(Format::SdJwt), None] {
            let limits = Limits::default();
            let envelope = Envelope::open(text.as_bytes(), format, None, &limits).unwrap();
            assert_eq!((envelope.format(), envelope.carrier()), (Format::SdJwt, Carrier::SdJwt));
            assert_eq!(envelope.credential_type(), 6);
            let expected =
                support::json(&format!("sd-jwt/rfc9901/{}", entry["expected"].as_str().unwrap()));
            assert_eq!(effective(&envelope).unwrap(), expected, "{name}");
            assert_eq!(envelope.key_binding().is_some(), entry["has_kb"] == true, "{name}");
            let header: Value = serde_json::from_slice(envelope.header().unwrap()).unwrap();
            assert_eq!(header, entry["header"], "{name}");
            if entry["has_kb"] == true {
                binding_holds(&envelope, &entry["kb_payload"]);
            }
        }
    }
}

/// The holder's claims are the expected ones, and its digest is that of what was presented.
fn binding_holds(envelope: &Envelope<'_>, payload: &Value) {
    let binding = envelope.key_binding().unwrap();
    assert_eq!(holder(envelope), *payload);
    assert_eq!(binding.nonce(), payload["nonce"]);
    assert_eq!(binding.audience(), payload["aud"]);
    assert_eq!(binding.sd_hash(), payload["sd_hash"]);
    let expected = envelope.sd_hash(&Limits::default()).unwrap();
    assert_eq!(expected.as_deref(), Some(binding.sd_hash()));
}

#[test]
fn rfc_9901_json_serialization() {
    let mut seen = 0;
    for name in files(".json") {
        if !name.starts_with("s8-") || name.ends_with("expected-payload.json") {
            continue;
        }
        seen += 1;
        let text = file(&name);
        let expected = name.replace(".json", ".expected-payload.json");
        let expected = support::json(&format!("sd-jwt/rfc9901/{expected}"));
        for format in [Some(Format::SdJwt), None] {
            let limits = Limits::default();
            let envelope = Envelope::open(text.as_bytes(), format, None, &limits).unwrap();
            assert_eq!((envelope.format(), envelope.carrier()), (Format::SdJwt, Carrier::SdJwt));
            assert_eq!(effective(&envelope).unwrap(), expected, "{name}");
            let json: Value = serde_json::from_str(&text).unwrap();
            let signatures = json["signatures"].as_array().map_or(1, Vec::len);
            assert_eq!(envelope.issuer_signed().count(), signatures, "{name}");
            if let Some(binding) = envelope.key_binding() {
                let payload = binding.token().split('.').nth(1).unwrap();
                let payload = Base64UrlUnpadded::decode_vec(payload).unwrap();
                binding_holds(&envelope, &serde_json::from_slice(&payload).unwrap());
            } else {
                assert!(!name.contains("kb"), "{name}");
            }
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn the_issuer_signed_part_alone_is_read() {
    let text = file("s5-issuer-signed-jwt-only.jws.txt");
    let envelope = open(&text).unwrap();
    // Who verifies asks for an SD-JWT and sees that this is none.
    assert_eq!(envelope.carrier(), Carrier::Jws);
    assert_eq!((envelope.issuer_signed().count(), envelope.key_binding()), (0, None));
    let claims = envelope.claims(&Limits::default()).unwrap().trust_without_verification();
    let admit::credential::tree::Value::Map(map) = &claims.root.value else { panic!("no map") };
    assert!(map.withheld > 0);
    assert!(map.get(b"_sd").is_none() && map.get(b"_sd_alg").is_none());
}

#[test]
fn every_disclosure_of_the_rfc_has_its_digest() {
    let list = support::json("sd-jwt/rfc9901/disclosures.json");
    let list = list.as_array().unwrap();
    assert!(list.len() > 50, "only {}", list.len());
    for entry in list {
        let disclosure = entry["disclosure"].as_str().unwrap();
        let contents = entry["contents"].as_array().unwrap();
        let (payload, expected) = match contents.len() {
            2 => (json!({"a": [{"...": entry["digest"]}]}), json!({"a": [contents[1]]})),
            _ => {
                let name = contents[1].as_str().unwrap();
                (json!({"_sd": [entry["digest"]]}), json!({ name: contents[2] }))
            }
        };
        let read = read(&sd_jwt(&payload, &[disclosure])).unwrap();
        // What lies deeper is withheld.
        let read = read.as_object().unwrap();
        assert_eq!(
            read.keys().collect::<Vec<_>>(),
            expected.as_object().unwrap().keys().collect::<Vec<_>>()
        );
        if !expected.to_string().contains("_sd") && !expected.to_string().contains("\"...\"") {
            assert_eq!(Value::Object(read.clone()), expected);
        }
    }
}

/// What is wrong with the derived cases, seen without any key.
fn fault_of(id: &str) -> Option<ErrorKind> {
    use DisclosureFault as D;
    let disclosure = |fault| Some(ErrorKind::Disclosure(fault));
    match id {
        "rej-unreferenced" | "rej-child-without-parent" => disclosure(D::Unreferenced),
        "rej-disclosure-twice" => disclosure(D::Twice),
        "rej-name-dots" => disclosure(D::ReservedName),
        "rej-name-exists" => disclosure(D::NameTaken),
        "rej-prop-in-array" => disclosure(D::Place),
        "rej-len-4" | "rej-len-0" | "rej-salt-number" => disclosure(D::Shape),
        "rej-disc-bad-json" => Some(ErrorKind::Json { offset: 8 }),
        "rej-disc-bad-utf8" => Some(ErrorKind::NotUtf8 { offset: 10 }),
        "rej-disc-dup-key" | "rej-payload-dup-key" => Some(ErrorKind::DuplicateKey),
        "rej-disc-std-alphabet" | "rej-empty-disclosure" => Some(ErrorKind::BadEncoding),
        "rej-sd-not-array" | "rej-sd-number-elem" | "rej-dots-in-object" => disclosure(D::Mark),
        "rej-sd-alg-truncated" => disclosure(D::HashName),
        "rej-payload-not-object" => Some(ErrorKind::NotAMap),
        "rej-deep-nesting" => Some(ErrorKind::TooDeep { limit: 64 }),
        "rej-b64-false" => {
            Some(ErrorKind::Unsupported(admit::credential::error::Unsupported::UnencodedPayload))
        }
        "rej-kb-typ" => Some(ErrorKind::KeyBinding(KeyBindingFault::Type)),
        "rej-kb-no-nonce" | "rej-kb-no-aud" | "rej-kb-no-iat" | "rej-kb-no-sd_hash"
        | "rej-kb-aud-array" => Some(ErrorKind::KeyBinding(KeyBindingFault::Claim)),
        _ if id.starts_with("rej-dup-digest") => disclosure(D::DigestTwice),
        _ => None,
    }
}

/// The cases that only keys, a time and terms can reject. They are read here, and rejected by who
/// verifies.
const FOR_WHO_VERIFIES: [&str; 15] = [
    "rej-alg-none-case",
    "rej-alg-hs256",
    "rej-bad-signature",
    "rej-crit-unknown",
    "rej-no-tilde",
    "rej-expired",
    "rej-nbf-future",
    "rej-exp-disclosed-expired",
    "rej-kb-missing",
    "rej-kb-sd-hash-swapped",
    "rej-kb-key",
    "rej-kb-aud-other",
    "rej-kb-nonce-other",
    "rej-kb-no-cnf",
    "rej-kb-cnf-withheld",
];

#[test]
fn derived_cases() {
    let file = support::json("sd-jwt/derived/cases.json");
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 58, "only {}", cases.len());
    let mut rejected = 0;
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let found = read(case["sd_jwt"].as_str().unwrap());
        match case["expect"].as_str().unwrap() {
            "accept" => assert_eq!(found.unwrap(), case["expected_payload"], "{id}"),
            "reject" if FOR_WHO_VERIFIES.contains(&id) => assert!(found.is_ok(), "{id}: {found:?}"),
            "reject" => {
                rejected += 1;
                let kind = found.map(|_| id).unwrap_err().kind;
                assert_eq!(Some(kind), fault_of(id), "{id}");
            }
            other => panic!("{id}: {other}"),
        }
    }
    assert!(rejected >= 33, "only {rejected}");
}

#[test]
fn errors_say_which_disclosure() {
    let [good, bad] = [r#"["s","a",1]"#, r#"["s","b",{"c":[1,"#].map(encode);
    let payload = json!({"_sd": [digest(&bad), digest(&good)]});
    let error = read(&sd_jwt(&payload, &[&good, &bad])).unwrap_err();
    assert_eq!(error.to_string(), "not JSON at octet 17, at `disclosures / [1] / [2] / c / [1]`");
    assert_eq!(error.path[..2], [PathStep::Part(Part::Disclosures), PathStep::Index(1)]);
    let nested = encode(format!(r#"["s","b",{{"_sd":["{}"],"a":2}}]"#, digest(&good)));
    let payload = json!({"x": {"_sd": [digest(&nested)]}});
    let error = read(&sd_jwt(&payload, &[&nested, &good])).unwrap_err();
    assert_eq!(error.to_string(), "a disclosed name stands there already, at `x / b / a`");
}
