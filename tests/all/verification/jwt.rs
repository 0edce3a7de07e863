//! JWS and JWT by their vectors: the RFCs' examples and Wycheproof.

use admit::credential::error::{self as credential, Part, PathStep};
use admit::format::Format;
use admit::limits::Limits;
use admit::verify::{
    Algorithm, AlgorithmFault, By, ClaimFault, Error, ErrorKind, Expected, KeyFault, Needs, Trust,
    Unusable, Warning, jws,
};
use serde_json::{Value, json};

use super::{at, jwks, kind, verify};
use crate::support::json;

/// Checks a signature alone: the payload may be anything.
fn check(token: &str, key: &Value) -> Result<Vec<u8>, Error> {
    let (trust, limits) = (jwks(key), Limits::default());
    let expected = Expected::Credential(Format::Jwt, &[]);
    jws::verify(token.as_bytes(), trust.keys(), &expected, &limits).map(|signed| signed.payload)
}

fn unreadable(kind: credential::ErrorKind) -> ErrorKind {
    ErrorKind::Unreadable(Box::new(kind.into()))
}

#[test]
fn examples_of_rfc_7515_and_7519() {
    let cases = json("jwt/rfc7515-7519.json");
    let case = |id: &str| {
        let found = cases.as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
        (found["jws"].as_str().unwrap().to_owned(), found["jwk"].clone())
    };
    let (token, key) = case("RFC7515-A.3");
    let before = 1_300_819_379;
    let verification = verify(token.as_bytes(), Format::Jwt, &jwks(&key), &at(before)).unwrap();
    assert_eq!(verification.algorithm.map(Algorithm::name), Some("ES256"));
    assert!(matches!(verification.by, By::Key { id: None, .. }));
    assert_eq!(verification.warnings, []);
    let expired = verify(token.as_bytes(), Format::Jwt, &jwks(&key), &at(before + 1));
    let expired = expired.unwrap_err();
    assert_eq!(expired.kind, ErrorKind::Claim(ClaimFault::Expired));
    assert_eq!(expired.to_string(), "it has expired: it was good until 2011-03-22T18:43:00Z");

    let (token, key) = case("RFC7515-A.1/RFC7519-3.1");
    let symmetric = verify(token.as_bytes(), Format::Jwt, &jwks(&key), &at(before));
    assert_eq!(kind(symmetric), ErrorKind::Algorithm(AlgorithmFault::Symmetric));

    let (token, _) = case("RFC7515-A.5/RFC7519-6.1");
    for trust in [jwks(&case("RFC7515-A.3").1), Trust::default()] {
        let none = verify(token.as_bytes(), Format::Jwt, &trust, &at(before));
        assert_eq!(kind(none), ErrorKind::Algorithm(AlgorithmFault::None));
    }

    let (token, key) = case("RFC8037-A.4");
    assert_eq!(check(&token, &key).unwrap(), b"Example of Ed25519 signing");
    let no_claims = verify(token.as_bytes(), Format::Jwt, &jwks(&key), &at(before));
    assert_eq!(kind(no_claims), unreadable(credential::ErrorKind::Json { offset: 0 }));
    assert_eq!(cases.as_array().unwrap().len(), 4, "an example is new");
}

#[test]
fn examples_of_rfc_7520() {
    for file in ["4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature"] {
        let example = json(&format!("jwt/rfc7520/{file}.json"));
        let (input, token) = (&example["input"], &example["output"]["compact"]);
        // The keys are private ones: the public part is what counts.
        assert!(input["key"]["d"].is_string());
        let payload = check(token.as_str().unwrap(), &input["key"]).unwrap();
        assert_eq!(payload, input["payload"].as_str().unwrap().as_bytes(), "{file}");
    }
    let example = json("jwt/rfc7520/curve25519-jws.json");
    let token = example["output"]["compact"].as_str().unwrap();
    assert_eq!(check(token, &example["input"]["key"]).unwrap(), b"Example of Ed25519 signing");
    let example = json("jwt/rfc7520/4_4.hmac-sha2_integrity_protection.json");
    let token = example["output"]["compact"].as_str().unwrap();
    let symmetric = ErrorKind::Algorithm(AlgorithmFault::Symmetric);
    assert_eq!(kind(check(token, &example["input"]["key"])), symmetric);
}

#[test]
fn signers_of_json_serialization() {
    let example = json("jwt/rfc7520/4_8.multiple_signatures.json");
    let trust = jwks(&json!({"keys": example["input"]["key"]}));
    let output = &example["output"]["json"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut kinds = Vec::new();
    for signer in output["signatures"].as_array().unwrap() {
        let (protected, payload) = (text(&signer["protected"]), text(&output["payload"]));
        let signature = text(&signer["signature"]);
        let members = (&protected[..], &payload[..], &signature[..]);
        let expected = Expected::Credential(Format::Jwt, &[]);
        let signed = jws::verify_members(members, trust.keys(), &expected, &Limits::default());
        kinds.push(signed.map(|signed| signed.algorithm.name()).map_err(|error| error.kind));
    }
    // The second signer protects nothing, not even the algorithm.
    let empty = credential::Error::new(credential::ErrorKind::Json { offset: 0 })
        .inside(PathStep::Part(Part::JoseHeader));
    let nothing = Err(ErrorKind::Unreadable(Box::new(empty)));
    let symmetric = Err(ErrorKind::Algorithm(AlgorithmFault::Symmetric));
    assert_eq!(kinds, [Ok("RS256"), nothing, symmetric]);
}

/// Cases marked valid whose key names another algorithm than the token, or one that does not
/// exist; the set elsewhere has such keys refuse.
const CONTRADICTORY: [(u64, &str); 4] =
    [(346, "PS384"), (347, "ES512"), (350, "PS384"), (351, "ES512")];

#[test]
fn wycheproof() {
    let set = json("jwt/wycheproof/json_web_signature_test.json");
    let mut seen = 0;
    for group in set["testGroups"].as_array().unwrap() {
        let key = group.get("public").unwrap_or(&group["private"]);
        for test in group["tests"].as_array().unwrap() {
            let id = test["tcId"].as_u64().unwrap();
            let token = match &test["jws"] {
                Value::String(token) => token.clone(),
                object => object.to_string(),
            };
            let valid = test["result"] == "valid";
            let result = check(&token, key).map_err(|error| error.kind);
            if let Some((_, alg)) = CONTRADICTORY.iter().find(|(other, _)| *other == id) {
                assert!(valid && result.is_err(), "{id}: {result:?}");
                let mut key = key.clone();
                key["alg"] = json!(alg);
                assert!(check(&token, &key).is_ok(), "{id}");
            } else if valid && key["kty"] == "oct" {
                let symmetric = ErrorKind::Algorithm(AlgorithmFault::Symmetric);
                assert!(is_symmetric_or_stricter(&result, &symmetric, id), "{id}: {result:?}");
            } else if valid {
                assert!(result.is_ok(), "{id}: {result:?}");
            } else {
                let comment = test["comment"].as_str().unwrap();
                let flags = test["flags"].to_string();
                assert_reason(id, comment, &flags, key, &result.unwrap_err());
            }
            seen += 1;
        }
    }
    assert_eq!(set["numberOfTests"], seen);
    assert_eq!(seen, 401);
}

/// 372 and 373 are marked valid for decoders that skip what is not base64url; this one does not.
fn is_symmetric_or_stricter(
    result: &Result<Vec<u8>, ErrorKind>,
    symmetric: &ErrorKind,
    id: u64,
) -> bool {
    match result {
        Err(ErrorKind::Unreadable(_)) => matches!(id, 372 | 373),
        Err(kind) => kind == symmetric,
        Ok(_) => false,
    }
}

/// A refusal has to be for what the set says is wrong.
fn assert_reason(id: u64, comment: &str, flags: &str, key: &Value, found: &ErrorKind) {
    use ErrorKind as E;
    let is_unreadable = matches!(found, E::Unreadable(_));
    let no_mac = key["kty"] != "oct";
    let fits = match comment {
        "rejectWrongUse" => *found == E::Key(KeyFault::Unusable(Unusable::Use)),
        "rejectWrongKeyOps" => *found == E::Key(KeyFault::Unusable(Unusable::Operations)),
        "algIsNone" | "rejectsNoneAlgorithmAndMissingSignature" => {
            *found == E::Algorithm(AlgorithmFault::None)
        }
        "rejectsModifiedHeader" if no_mac => matches!(found, E::Key(KeyFault::Unknown { .. })),
        _ if comment.starts_with("rejectsSymmetryConfusion") => {
            *found == E::Algorithm(AlgorithmFault::Symmetric)
        }
        _ if flags.contains("WrongPrimitive") => {
            matches!(found, E::Signature | E::Algorithm(AlgorithmFault::NotAllowed(_)))
        }
        _ if comment.starts_with("rejectsMissing") || comment == "rejectsEmptyString" => {
            is_unreadable
                || *found == E::Signature
                || *found == E::Algorithm(AlgorithmFault::Symmetric)
        }
        _ if no_mac => *found == E::Signature,
        _ => is_unreadable || *found == E::Algorithm(AlgorithmFault::Symmetric),
    };
    assert!(fits, "{id} {comment}: {found:?}");
}

#[test]
fn without_trust_material_nothing_is_verified() {
    let example = json("jwt/rfc7520/4_1.rsa_v15_signature.json");
    let token = example["output"]["compact"].as_str().unwrap();
    let none = Trust::default();
    let result = verify(token.as_bytes(), Format::Jwt, &none, &at(0));
    assert_eq!(kind(result), ErrorKind::NoTrust(Needs::Keys));
    let bare = verify(br#"{"iss":"https://example.com"}"#, Format::Jwt, &none, &at(0));
    assert_eq!(kind(bare), ErrorKind::NotSigned);
}

#[test]
fn an_sd_jwt_is_verified_with_its_disclosures() {
    let folder = "sd-jwt/rfc9901";
    let key = json(&format!("{folder}/issuer-public-key.jwk.json"));
    let path = crate::support::vectors().join(folder).join("s5-presentation-kb.sdjwt.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let verified = verify(text.trim().as_bytes(), Format::SdJwt, &jwks(&key), &at(1_700_000_000));
    let verification = verified.unwrap();
    assert_eq!(verification.warnings, [Warning::KeyBindingNotChecked]);
    let json_text = crate::support::json(&format!("{folder}/s8-general-presentation-kb.json"));
    let result =
        verify(json_text.to_string().as_bytes(), Format::SdJwt, &jwks(&key), &at(1_700_000_000));
    assert!(result.is_ok(), "{result:?}");
    let (issuer_signed, rest) = text.trim().split_once('~').unwrap();
    let cut = format!("{}A~{rest}", &issuer_signed[..issuer_signed.len() - 1]);
    let broken = verify(cut.as_bytes(), Format::SdJwt, &jwks(&key), &at(1_700_000_000));
    assert!(matches!(kind(broken), ErrorKind::Signature | ErrorKind::Unreadable(_)));
}
