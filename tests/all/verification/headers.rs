//! What a JOSE or COSE header may say, and what it may not.

use admit::credential::error::{ErrorKind as Reading, Part, PathStep};
use admit::format::Format;
use admit::limits::Limits;
use admit::verify::{AlgorithmFault, ErrorKind, Expected, HeaderFault, KeyFault, Terms, cose, jws};
use proptest::prelude::*;
use serde_json::json;

use super::issue::{Signer, byte_string, message, token};
use super::{at, jwks, kind, verify};

/// The kind of failure for a JWT with this header, signed as it should be.
fn jwt(header: &str) -> Option<ErrorKind> {
    let signer = Signer::ed25519(1);
    let token = token(&signer, header, r#"{"iss":"https://example.com"}"#);
    verify(token.as_bytes(), Format::Jwt, &jwks(&signer.jwk()), &at(0)).err().map(|e| e.kind)
}

fn header(fault: HeaderFault) -> Option<ErrorKind> {
    Some(ErrorKind::Header(fault))
}

#[test]
fn algorithms_of_jose() {
    assert_eq!(jwt(r#"{"alg":"EdDSA"}"#), None);
    assert_eq!(jwt(r#"{"alg":"Ed25519"}"#), None);
    assert_eq!(jwt("{}"), Some(ErrorKind::Algorithm(AlgorithmFault::Missing)));
    assert_eq!(jwt(r#"{"alg":1}"#), header(HeaderFault::Parameter("alg")));
    for none in ["none", "None", "nOnE", "NONE"] {
        let found = jwt(&json!({"alg": none}).to_string());
        assert_eq!(found, Some(ErrorKind::Algorithm(AlgorithmFault::None)), "{none}");
    }
    for mac in ["HS256", "HS384", "HS512"] {
        let found = jwt(&json!({"alg": mac}).to_string());
        assert_eq!(found, Some(ErrorKind::Algorithm(AlgorithmFault::Symmetric)), "{mac}");
    }
    for alg in ["RS1", "ES256K", "Ed448", "ES521", "hs256", "eddsa", "RSA-OAEP", ""] {
        let fault = AlgorithmFault::Unsupported(alg.to_owned());
        assert_eq!(
            jwt(&json!({"alg": alg}).to_string()),
            Some(ErrorKind::Algorithm(fault)),
            "{alg}"
        );
    }
    for alg in ["ES256", "RS256", "PS512"] {
        let fault = AlgorithmFault::NotAllowed(alg.to_owned());
        assert_eq!(
            jwt(&json!({"alg": alg}).to_string()),
            Some(ErrorKind::Algorithm(fault)),
            "{alg}"
        );
    }
}

#[test]
fn critical_parameters_of_jose() {
    for (crit, fault) in [
        (r#""exp""#, HeaderFault::Critical),
        ("[]", HeaderFault::Critical),
        ("[1]", HeaderFault::Critical),
        (r#"["alg"]"#, HeaderFault::Critical),
        (r#"["kid"]"#, HeaderFault::Critical),
        (r#"["b64"]"#, HeaderFault::Critical),
        (r#"["exp"]"#, HeaderFault::CriticalUnknown("exp".to_owned())),
        (r#"["b64","exp"],"b64":true"#, HeaderFault::CriticalUnknown("exp".to_owned())),
        (r#"["b64","b64"],"b64":true"#, HeaderFault::Critical),
    ] {
        let found = jwt(&format!(r#"{{"alg":"EdDSA","exp":1,"crit":{crit}}}"#));
        assert_eq!(found, header(fault), "{crit}");
    }
    assert_eq!(jwt(r#"{"alg":"EdDSA","crit":["b64"],"b64":true}"#), None);
}

#[test]
fn payloads_are_encoded() {
    let signer = Signer::ed25519(1);
    let trust = jwks(&signer.jwk());
    let expected = Expected::Credential(Format::Jwt, &[]);
    for (b64, fault) in [
        (r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#, HeaderFault::UnencodedPayload),
        (r#"{"alg":"EdDSA","b64":false}"#, HeaderFault::UnencodedPayload),
        (r#"{"alg":"EdDSA","b64":"false"}"#, HeaderFault::Parameter("b64")),
        (r#"{"alg":"EdDSA","b64":null}"#, HeaderFault::Parameter("b64")),
    ] {
        let token = token(&signer, b64, "{}");
        let result = jws::verify(token.as_bytes(), trust.keys(), &expected, &Limits::default());
        assert_eq!(Some(kind(result)), header(fault), "{b64}");
    }
}

#[test]
fn names_stand_once() {
    for twice in [
        r#"{"alg":"EdDSA","alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","kid":"a","kid":"b"}"#,
        r#"{"alg":"EdDSA","jwk":{"kty":"oct","kty":"OKP"}}"#,
    ] {
        match jwt(twice) {
            Some(ErrorKind::Unreadable(error)) => {
                assert_eq!(error.kind, Reading::DuplicateKey);
                assert_eq!(error.path.first(), Some(&PathStep::Part(Part::JoseHeader)));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn types_of_tokens_are_told_apart() {
    let signer = Signer::ed25519(1);
    let trust = jwks(&signer.jwk());
    let with = |typ: &str| token(&signer, &json!({"alg": "EdDSA", "typ": typ}).to_string(), "{}");
    for typ in ["at+jwt", "dpop+jwt", "kb+jwt", "vp+jwt", "dc+sd-jwt", "logout+jwt", "x"] {
        let expected = Expected::Credential(Format::Jwt, &[]);
        let result = jws::verify(with(typ).as_bytes(), trust.keys(), &expected, &Limits::default());
        let fault = HeaderFault::Type { found: Some(typ.to_owned()) };
        assert_eq!(Some(kind(result)), header(fault));
    }
    let bound = with("kb+jwt");
    let check =
        |expected| jws::verify(bound.as_bytes(), trust.keys(), &expected, &Limits::default());
    assert!(check(Expected::KeyBindingJwt).is_ok());
    assert!(check(Expected::KeyBindingCwt).is_err());
    assert!(check(Expected::Presentation).is_err());
    assert_eq!(jwt(r#"{"alg":"EdDSA","typ":1}"#), header(HeaderFault::Parameter("typ")));
    let terms = Terms { types: vec!["badge+jwt".to_owned()], ..at(0) };
    assert!(verify(with("badge+jwt").as_bytes(), Format::Jwt, &trust, &terms).is_ok());
    assert!(verify(with("badge+jwt").as_bytes(), Format::Jwt, &trust, &at(0)).is_err());
}

#[test]
fn keys_in_headers_are_not_believed() {
    let (issuer, attacker) = (Signer::ed25519(1), Signer::ed25519(2));
    let header_with = |name: &str, value| {
        let mut header = json!({"alg": "EdDSA"});
        header[name] = value;
        header.to_string()
    };
    for (name, value) in [
        ("jwk", attacker.jwk()),
        ("jku", json!("https://attacker.example/keys")),
        ("x5u", json!("https://attacker.example/chain")),
        ("x5c", json!(["MIIB"])),
    ] {
        let forged = token(&attacker, &header_with(name, value.clone()), "{}");
        let result = verify(forged.as_bytes(), Format::Jwt, &jwks(&issuer.jwk()), &at(0));
        assert_eq!(kind(result), ErrorKind::Signature, "{name}");
        // They do no harm either.
        let good = token(&issuer, &header_with(name, value), "{}");
        assert!(verify(good.as_bytes(), Format::Jwt, &jwks(&issuer.jwk()), &at(0)).is_ok());
    }
}

#[test]
fn keys_are_found_by_their_identifiers() {
    let (one, two) = (Signer::ed25519(1), Signer::ed25519(2));
    let named = |signer: &Signer, kid: Option<&str>| {
        let mut key = signer.jwk();
        if let Some(kid) = kid {
            key["kid"] = json!(kid);
        }
        key
    };
    let check = |keys: &[serde_json::Value], kid: Option<&str>| {
        let mut header = json!({"alg": "EdDSA"});
        if let Some(kid) = kid {
            header["kid"] = json!(kid);
        }
        let token = token(&one, &header.to_string(), "{}");
        let trust = jwks(&json!({"keys": keys}));
        verify(token.as_bytes(), Format::Jwt, &trust, &at(0)).err().map(|error| error.kind)
    };
    let (a, b) = (named(&one, Some("a")), named(&two, Some("b")));
    assert_eq!(check(&[b.clone(), a.clone()], Some("a")), None);
    assert_eq!(check(&[b.clone(), a.clone()], None), None);
    assert_eq!(check(&[b.clone(), a.clone()], Some("b")), Some(ErrorKind::Signature));
    let unknown = ErrorKind::Key(KeyFault::Unknown {
        id: b"c".to_vec(),
        given: vec![b"b".to_vec(), b"a".to_vec()],
    });
    assert_eq!(unknown.to_string(), "no key given has the identifier `c`; given are `b`, `a`");
    assert_eq!(check(&[b.clone(), a], Some("c")), Some(unknown));
    // Two keys with one identifier; and a key without any, when none has the one that is named.
    assert_eq!(check(&[named(&two, Some("a")), named(&one, Some("a"))], Some("a")), None);
    assert_eq!(check(&[b.clone(), named(&one, None)], Some("c")), None);
    assert_eq!(check(&[b, named(&one, None)], Some("b")), Some(ErrorKind::Signature));
}

#[test]
fn only_so_many_signatures_are_checked() {
    let signer = Signer::ed25519(1);
    let others = (2..12).map(|number| Signer::ed25519(number).jwk());
    let keys: Vec<_> = others.chain([signer.jwk()]).collect();
    let (trust, token) = (jwks(&json!({"keys": keys})), token(&signer, r#"{"alg":"EdDSA"}"#, "{}"));
    let expected = Expected::Credential(Format::Jwt, &[]);
    let with = |signatures| {
        let limits = Limits { signatures, ..Limits::default() };
        jws::verify(token.as_bytes(), trust.keys(), &expected, &limits).map(|_| ())
    };
    assert!(with(11).is_ok());
    assert_eq!(kind(with(10)), ErrorKind::TooManySignatures { limit: 10 });
}

/// The kind of failure for a CWT with these headers, signed as it should be.
fn cwt(protected: &[u8], unprotected: &[u8]) -> Option<ErrorKind> {
    let signer = Signer::ed25519(1);
    let message = message(&signer, protected, unprotected, &[0xa1, 1, 0x61, b'a']);
    verify(&message, Format::Cwt, &jwks(&signer.jwk()), &at(0)).err().map(|error| error.kind)
}

const NOTHING: &[u8] = &[0xa0];

#[test]
fn algorithms_of_cose() {
    assert_eq!(cwt(&[0xa1, 1, 0x27], NOTHING), None);
    assert_eq!(cwt(&[0xa1, 1, 0x32], NOTHING), None);
    for protected in [&[0xa0][..], &[]] {
        let missing = ErrorKind::Algorithm(AlgorithmFault::Missing);
        assert_eq!(cwt(protected, NOTHING), Some(missing));
    }
    let unprotected = header(HeaderFault::Unprotected("alg"));
    assert_eq!(cwt(&[0xa0], &[0xa1, 1, 0x27]), unprotected);
    for mac in [4, 5, 6, 7, 14, 15] {
        let symmetric = ErrorKind::Algorithm(AlgorithmFault::Symmetric);
        assert_eq!(cwt(&[0xa1, 1, mac], NOTHING), Some(symmetric));
    }
    let not_allowed = ErrorKind::Algorithm(AlgorithmFault::NotAllowed("ES256".to_owned()));
    assert_eq!(cwt(&[0xa1, 1, 0x26], NOTHING), Some(not_allowed));
    assert_eq!(cwt(&[0xa1, 1, 0x40], NOTHING), header(HeaderFault::Parameter("alg")));
}

#[test]
fn critical_parameters_of_cose() {
    // alg EdDSA, crit, and perhaps kid (4) or x5t (34).
    for (protected, fault) in [
        (&[0xa2, 1, 0x27, 2, 0x80][..], HeaderFault::Critical),
        (&[0xa2, 1, 0x27, 2, 1], HeaderFault::Critical),
        (&[0xa2, 1, 0x27, 2, 0x81, 4], HeaderFault::Critical),
        (&[0xa2, 1, 0x27, 2, 0x81, 0xf5], HeaderFault::Critical),
        (&[0xa2, 1, 0x27, 2, 0x81, 0x18, 34], HeaderFault::CriticalUnknown("34".to_owned())),
        (&[0xa2, 1, 0x27, 2, 0x81, 0x61, b'x'], HeaderFault::CriticalUnknown("x".to_owned())),
    ] {
        assert_eq!(cwt(protected, NOTHING), header(fault), "{protected:02x?}");
    }
    assert_eq!(cwt(&[0xa3, 1, 0x27, 2, 0x82, 1, 4, 4, 0x41, 1], NOTHING), None);
    let unprotected = header(HeaderFault::Unprotected("crit"));
    assert_eq!(cwt(&[0xa1, 1, 0x27], &[0xa1, 2, 0x81, 1]), unprotected);
}

#[test]
fn types_and_identifiers_of_cose() {
    assert_eq!(cwt(&[0xa2, 1, 0x27, 16, 0x18, 61], NOTHING), None);
    for (typ, found) in [(&[0x19, 1, 0x25][..], "293"), (&[0x63, b'j', b'w', b't'], "jwt")] {
        let protected = [&[0xa2, 1, 0x27, 16], typ].concat();
        let fault = HeaderFault::Type { found: Some(found.to_owned()) };
        assert_eq!(cwt(&protected, NOTHING), header(fault));
    }
    let unprotected = header(HeaderFault::Unprotected("typ"));
    assert_eq!(cwt(&[0xa1, 1, 0x27], &[0xa1, 16, 0x18, 61]), unprotected);
    assert_eq!(cwt(&[0xa2, 1, 0x27, 4, 1], NOTHING), header(HeaderFault::Parameter("kid")));
    // A kid is a hint: it may stand anywhere, and a key without one may have it.
    assert_eq!(cwt(&[0xa1, 1, 0x27], &[0xa1, 4, 0x41, 1]), None);
}

#[test]
fn every_algorithm_signs() {
    for (signer, algs) in [
        (Signer::ec("P-256"), &["ES256"][..]),
        (Signer::ec("P-384"), &["ES384"]),
        (Signer::ec("P-521"), &["ES512"]),
        (Signer::rsa(), &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ] {
        for alg in algs {
            let token = token(&signer, &json!({"alg": alg}).to_string(), "{}");
            let mut key = signer.jwk();
            key["alg"] = json!(alg);
            for key in [signer.jwk(), key] {
                let verified = verify(token.as_bytes(), Format::Jwt, &jwks(&key), &at(0)).unwrap();
                assert_eq!(verified.algorithm.map(|algorithm| algorithm.name()), Some(*alg));
            }
        }
    }
}

proptest! {
    /// Whatever a header and a payload hold: a verdict, and no other way out.
    #[test]
    fn headers_are_read_totally(header in any::<Vec<u8>>(), map in any::<Vec<u8>>()) {
        let signer = Signer::ed25519(1);
        let trust = jwks(&signer.jwk());
        let limits = Limits::default();
        let text = String::from_utf8_lossy(&header).into_owned();
        let token = token(&signer, &text, "{}");
        let expected = Expected::Credential(Format::Jwt, &[]);
        let _ = jws::verify(token.as_bytes(), trust.keys(), &expected, &limits);
        let _ = jws::verify(&header, trust.keys(), &expected, &limits);
        let expected = Expected::Credential(Format::Cwt, &[]);
        let signed = message(&signer, &map, NOTHING, &byte_string(&header));
        let _ = cose::verify(&signed, trust.keys(), &expected, &limits);
        let _ = cose::verify(&map, trust.keys(), &expected, &limits);
    }
}
