//! W3C credentials and presentations: accepted, rejected and read as their vectors and rules say.

mod rules;
#[cfg(feature = "verify")]
mod verified;

use admit::credential::error::{Unsupported, VcFault};
use admit::credential::{Carrier, Envelope, Error, ErrorKind, canonical};
use admit::format::Format;
use admit::limits::Limits;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::support;

fn open(text: &str, format: Option<Format>) -> Result<Envelope<'_>, Error> {
    Envelope::open(text.as_bytes(), format, None, &Limits::default())
}

/// The claims of a credential.
fn claims(envelope: &Envelope<'_>) -> Result<Value, Error> {
    let claims = envelope.claims(&Limits::default())?.trust_without_verification();
    Ok(written(&claims.root))
}

fn written(root: &admit::credential::tree::Node<'_>) -> Value {
    let mut text = String::new();
    canonical::json(root, &mut text).expect("what came from JSON can be written as JSON");
    serde_json::from_str(&text).unwrap()
}

/// The claims of every credential to decide on.
fn read(text: &str, format: Option<Format>) -> Result<Vec<Value>, Error> {
    let envelope = open(text, format)?;
    envelope.credentials(&Limits::default())?.iter().map(|one| claims(one)).collect()
}

fn encode(text: &str) -> String {
    Base64UrlUnpadded::encode_string(text.as_bytes())
}

/// A token with this `typ`.
fn token(typ: &str, payload: &Value) -> String {
    let header = json!({"alg": "ES256", "typ": typ}).to_string();
    format!("{}.{}.AA", encode(&header), encode(&payload.to_string()))
}

/// What stands in a token.
fn payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(payload).unwrap()).unwrap()
}

fn file(name: &str) -> String {
    let path = support::vectors().join("vc").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const ANY: [Option<Format>; 2] = [None, Some(Format::Vc)];

#[test]
fn version_1_1_of_w3c() {
    // The payload that is printed beside the token differs from the one inside in a degree's name.
    let printed = support::json("vc/w3c-vc-1.1/vc11-payload.json");
    let credential = payload(&file("w3c-vc-1.1/vc11.jwt.txt"));
    assert_eq!((&credential["iss"], &credential["sub"]), (&printed["iss"], &printed["sub"]));
    for format in ANY {
        let text = file("w3c-vc-1.1/vc11.jwt.txt");
        let envelope = open(&text, format).unwrap();
        assert_eq!((envelope.format(), envelope.carrier()), (Format::Vc, Carrier::Jws));
        assert_eq!(envelope.credential_type(), 0xF003);
        assert_eq!(claims(&envelope).unwrap(), credential);
        let text = file("w3c-vc-1.1/vp11.jwt.txt");
        let envelope = open(&text, format).unwrap();
        let kind = envelope.claims(&Limits::default()).unwrap_err().kind;
        assert_eq!(kind, ErrorKind::Vc(VcFault::Presentation));
        assert_eq!(read(&text, format).unwrap(), std::slice::from_ref(&credential));
        let holder = envelope.holder_claims(&Limits::default()).unwrap().unwrap();
        let holder = written(&holder.trust_without_verification().root);
        assert_eq!(holder["iss"], "did:example:ebfeb1f712ebc6f1c276e12ec21");
        assert_eq!(holder["nonce"], "343s$FSFDa-");
    }
    // As printed it ends in a comment.
    let error = read(&file("w3c-vc-1.1/vp11-payload.json"), Some(Format::Vc)).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Json { .. } | ErrorKind::Trailing { .. }), "{error}");
}

#[test]
fn tokens_of_ssi() {
    for format in ANY {
        let [credential] = &read(&file("ssi/vc.jwt"), format).unwrap()[..] else { panic!("one") };
        assert_eq!(credential["vc"]["issuanceDate"], "2021-08-02T16:17:50.505Z");
        let text = file("ssi/vp-jwtvc.jwt");
        let [credential] = &read(&text, format).unwrap()[..] else { panic!("one") };
        assert_eq!(credential["sub"], "urn:uuid:c235c821-7249-4d73-a773-2229b0bf1d1e");
        let error = read(&file("ssi/vp.jwt"), format).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported(Unsupported::LinkedDataProof));
        assert!(error.to_string().ends_with(", at `vp / verifiableCredential`"), "{error}");
    }
}

#[test]
fn version_2_0_of_w3c() {
    let folder = std::fs::read_dir(support::vectors().join("vc/w3c-vc-2.0")).unwrap();
    let (mut proofs, mut bare) = (0, 0);
    for name in folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let text = file(&format!("w3c-vc-2.0/{name}"));
        for format in ANY {
            let found = read(&text, format);
            if text.contains("\"proof\"") {
                let error = found.unwrap_err();
                let kind = ErrorKind::Unsupported(Unsupported::LinkedDataProof);
                assert_eq!(error.kind, kind, "{name}: {error}");
                proofs += 1;
            } else if name.starts_with("vc-") {
                // Nobody signed it, like all bare claims.
                let json: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(found.unwrap(), std::slice::from_ref(&json), "{name}");
                assert_eq!(open(&text, format).unwrap().format(), Format::Vc, "{name}");
                let signed = token("vc+jwt", &json);
                assert_eq!(read(&signed, format).unwrap(), [json], "{name}");
                bare += 1;
            } else {
                panic!("{name}: a presentation without a proof");
            }
        }
    }
    assert!(proofs >= 4 && bare >= 10, "{proofs} {bare}");
}

#[test]
fn printed_examples_of_the_identity_draft() {
    let fixed = support::json("vc/seed000/vc-jwt-claims.fixed.json");
    assert_eq!(read(&file("seed000/vc-jwt-claims.fixed.json"), None).unwrap(), [fixed]);
    for format in [None, Some(Format::Vc), Some(Format::Jwt)] {
        let error = read(&file("seed000/vc-jwt-claims.verbatim.json"), format).unwrap_err();
        assert_eq!(error.kind, ErrorKind::DuplicateKey);
        let error = read(&file("seed000/vp.verbatim.json"), format).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::Json { .. }), "{error}");
    }
    for format in ANY {
        let error = read(&file("seed000/vp.fixed.json"), format).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported(Unsupported::LinkedDataProof));
    }
}

/// What only keys, a time and terms can reject. It is read here, and rejected by who verifies.
/// `rej-vc-exp-ms-only` is a credential that says it is valid for thousands of years: nothing is
/// wrong with it but for a limit of who verifies.
const FOR_WHO_VERIFIES: [&str; 6] = [
    "rej-vc-exp-ms-only",
    "rej-vc-wrong-key",
    "rej-vc-alg-none",
    "rej-vp-bad-outer",
    "rej-vp-aud",
    "rej-vp-no-nonce",
];

#[test]
fn derived_cases() {
    let file = support::json("vc/derived/cases.json");
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 11, "only {}", cases.len());
    for case in cases {
        let id = case["id"].as_str().unwrap();
        for format in ANY {
            let found = read(case["jwt"].as_str().unwrap(), format);
            let kind = found.as_ref().err().map(|error| error.kind.clone());
            let expected = match id {
                "rej-vc-sub-mismatch" => Some(ErrorKind::Vc(VcFault::Disagree)),
                "rej-vc-no-type" => Some(ErrorKind::Vc(VcFault::Type)),
                // Marked "policy": without a credential there is nothing to decide on.
                "rej-vp-empty" => Some(ErrorKind::Vc(VcFault::Empty)),
                _ if FOR_WHO_VERIFIES.contains(&id) => None,
                _ => {
                    assert_eq!(case["expect"], "accept", "{id}");
                    None
                }
            };
            assert_eq!(kind, expected, "{id}: {found:?}");
        }
    }
}

#[test]
fn issuers_of_one_presentation_stay_apart() {
    let file = support::json("vc/derived/cases.json");
    let cases = file["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "ok-vp-two-vcs").unwrap();
    let read = read(case["jwt"].as_str().unwrap(), None).unwrap();
    let [identity, client] = &read[..] else { panic!("two, not {}", read.len()) };
    assert_eq!(identity["iss"], "https://idp.example.com");
    assert_eq!(identity["vc"]["credentialSubject"]["name"], "Smith, Alice (Allie)");
    assert_eq!(client["iss"], "https://im.example.com");
    assert_eq!(client["vc"]["credentialSubject"], json!({}));
    assert_eq!((&identity["vp"], &identity["nonce"]), (&Value::Null, &Value::Null));
}
