//! COSE_Sign1 and CWT by their vectors.

use admit::credential::error::{CoseFault, Error as Unreadable, ErrorKind as Reading, Unsupported};
use admit::format::Format;
use admit::limits::Limits;
use admit::semantics::encoding;
use admit::verify::{
    AlgorithmFault, ClaimFault, Error, ErrorKind, Expected, HeaderFault, KeyFault, RegisteredClaim,
    Trust, Unusable, Warning, cose,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use super::{at, jwks, kind, verify};
use crate::support::{json, unhex};

/// A key of the cookbook: JWK members, some of them in hex, a `kid` that is text.
fn cookbook_key(key: &Value) -> Value {
    let mut key = key.clone();
    for name in ["x", "y"] {
        if let Some(hex) = key[format!("{name}_hex")].as_str() {
            key[name] = Base64UrlUnpadded::encode_string(&unhex(hex)).into();
        }
    }
    key
}

/// Checks a message of the cookbook with its own key.
fn check(example: &Value) -> Result<Vec<u8>, Error> {
    let sign = &example["input"]["sign0"];
    let trust = jwks(&cookbook_key(&sign["key"]));
    let message = encoding::hex(example["output"]["cbor"].as_str().unwrap()).unwrap();
    let external = encoding::hex(sign["external"].as_str().unwrap_or_default()).unwrap();
    let expected = Expected::Credential(Format::Cwt, &[]);
    let limits = Limits::default();
    cose::verify_with_external(&message, &external, trust.keys(), &expected, &limits)
        .map(|signed| signed.payload)
}

fn unreadable(kind: Reading) -> ErrorKind {
    ErrorKind::Unreadable(Box::new(Unreadable::new(kind)))
}

#[test]
fn examples_of_cose() {
    let not_allowed =
        |name: &str| Err(ErrorKind::Algorithm(AlgorithmFault::NotAllowed(name.to_owned())));
    let unsupported =
        |name: &str| Err(ErrorKind::Algorithm(AlgorithmFault::Unsupported(name.to_owned())));
    let cases: [(&str, Result<(), ErrorKind>); 18] = [
        ("ecdsa-examples_ecdsa-sig-01", Ok(())),
        ("ecdsa-examples_ecdsa-sig-02", Ok(())),
        ("ecdsa-examples_ecdsa-sig-03", Ok(())),
        // P-256 with SHA-512: a curve has one hash here (docs/decisions.md).
        ("ecdsa-examples_ecdsa-sig-04", not_allowed("ES512")),
        ("eddsa-examples_eddsa-sig-01", Ok(())),
        // Ed448.
        ("eddsa-examples_eddsa-sig-02", Err(ErrorKind::Key(KeyFault::Unusable(Unusable::Curve)))),
        ("sign1-tests_sign-fail-01", Err(unreadable(Reading::Cose(CoseFault::Tag(998))))),
        ("sign1-tests_sign-fail-02", Err(ErrorKind::Signature)),
        ("sign1-tests_sign-fail-03", unsupported("-999")),
        ("sign1-tests_sign-fail-04", unsupported("unknown")),
        ("sign1-tests_sign-fail-06", Err(ErrorKind::Signature)),
        ("sign1-tests_sign-fail-07", Err(ErrorKind::Signature)),
        // A good signature, but the algorithm stands where anybody could change it.
        ("sign1-tests_sign-pass-01", Err(ErrorKind::Header(HeaderFault::Unprotected("alg")))),
        ("sign1-tests_sign-pass-02", Ok(())),
        ("sign1-tests_sign-pass-03", Ok(())),
        ("x509_signed-01", Err(unreadable(Reading::Unsupported(Unsupported::CoseSign)))),
        ("x509_signed-03", Err(unreadable(Reading::Unsupported(Unsupported::CoseSign)))),
        ("x509_signed-05", Err(unreadable(Reading::Unsupported(Unsupported::CoseSign)))),
    ];
    let folder = crate::support::vectors().join("cwt/cose-sign1");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), cases.len(), "an example is new");
    for (file, expected) in cases {
        let mut example = json(&format!("cwt/cose-sign1/{file}.json"));
        if example["input"]["sign0"].is_null() {
            example["input"]["sign0"]["key"] = json_key();
        }
        let found = check(&example).map_err(|error| error.kind);
        let expected = expected.map(|()| b"This is the content.".to_vec());
        assert_eq!(found, expected, "{file}");
    }
}

/// Some key, where none matters.
fn json_key() -> Value {
    json("cwt/derived/cases.json")["key"].clone()
}

#[test]
fn external_data_is_signed() {
    let mut example = json("cwt/cose-sign1/sign1-tests_sign-pass-02.json");
    example["input"]["sign0"]["external"] = "11aa22bb33cc44dd5500669a".into();
    assert_eq!(kind(check(&example)), ErrorKind::Signature);
}

#[test]
fn examples_of_rfc_8392() {
    let example = json("cwt/rfc8392/A_3.json");
    let trust = jwks(&cookbook_key(&example["input"]["sign0"]["key"]));
    let message = encoding::hex(example["output"]["cbor"].as_str().unwrap()).unwrap();
    let (issued, expires) = (1_443_944_944, 1_444_064_944);
    let verification = verify(&message, Format::Cwt, &trust, &at(issued)).unwrap();
    assert_eq!(verification.until, Some(admit::semantics::date::Moment::from_seconds(expires)));
    assert_eq!(verification.warnings, [Warning::AudienceNotChecked]);
    let early = verify(&message, Format::Cwt, &trust, &at(issued - 1));
    assert_eq!(kind(early), ErrorKind::Claim(ClaimFault::NotYetValid));
    let late = verify(&message, Format::Cwt, &trust, &at(expires));
    assert_eq!(kind(late), ErrorKind::Claim(ClaimFault::Expired));
    for (file, what) in [
        ("A_4", Unsupported::CoseMac),
        ("A_5", Unsupported::CoseEncrypt),
        ("A_6", Unsupported::CoseEncrypt),
        ("A_7", Unsupported::CoseMac),
    ] {
        let example = json(&format!("cwt/rfc8392/{file}.json"));
        let message = encoding::hex(example["output"]["cbor"].as_str().unwrap()).unwrap();
        let result = verify(&message, Format::Cwt, &trust, &at(issued));
        assert_eq!(kind(result), unreadable(Reading::Unsupported(what)), "{file}");
    }
}

#[test]
fn derived_cases() {
    let set = json("cwt/derived/cases.json");
    let (trust, terms) = (jwks(&set["key"]), at(set["now"].as_i64().unwrap()));
    let cases = set["cases"].as_array().unwrap();
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let message = unhex(case["cwt_hex"].as_str().unwrap());
        let result = verify(&message, Format::Cwt, &trust, &terms).map_err(|error| error.kind);
        match expected(id) {
            Ok(()) => assert!(result.is_ok(), "{id}: {result:?}"),
            Err(expected) => {
                assert_ne!(case["expect"], "accept", "{id}");
                assert!(expected(&result.clone().unwrap_err()), "{id}: {result:?}");
            }
        }
        assert_eq!(
            case["expect"] == "reject",
            result.is_err() && !id.starts_with("policy"),
            "{id}"
        );
    }
    assert_eq!(cases.len(), 18, "a case is new");
}

type Reason = fn(&ErrorKind) -> bool;

/// What comes of a derived case; what is marked "policy" is accepted here, for an untagged message
/// is a COSE_Sign1 in a place for one, a list of audiences is as good as one, and a text key is a
/// claim like any other.
fn expected(id: &str) -> Result<(), Reason> {
    use ErrorKind as E;
    fn reading(kind: &E, is: impl Fn(&Reading) -> bool) -> bool {
        matches!(kind, E::Unreadable(error) if is(&error.kind))
    }
    let reason: Reason = match id {
        "rej-tag61-only" => |kind| reading(kind, |k| *k == Reading::Cose(CoseFault::BareCwtTag)),
        "rej-tag17" => |kind| reading(kind, |k| *k == Reading::Unsupported(Unsupported::CoseMac)),
        "rej-tag18-18" => |kind| reading(kind, |k| *k == Reading::Cose(CoseFault::Tag(18))),
        "rej-alg-unprotected" => |kind| *kind == E::Header(HeaderFault::Unprotected("alg")),
        "rej-nil-payload" => |kind| reading(kind, |k| *k == Reading::Cose(CoseFault::Detached)),
        "rej-5-elements" => |kind| reading(kind, |k| *k == Reading::Cose(CoseFault::NotFour)),
        "rej-payload-text" => |kind| reading(kind, |k| *k == Reading::NotAMap),
        "rej-payload-trailing" => |kind| reading(kind, |k| matches!(k, Reading::Trailing { .. })),
        "rej-dup-exp" => |kind| reading(kind, |k| *k == Reading::DuplicateKey),
        "rej-iss-int" => |kind| *kind == E::Claim(ClaimFault::Type(RegisteredClaim::Issuer)),
        "rej-exp-tag1" => {
            |kind| *kind == E::Claim(ClaimFault::Type(RegisteredClaim::ExpirationTime))
        }
        "rej-expired" => |kind| *kind == E::Claim(ClaimFault::Expired),
        "rej-signature" => |kind| *kind == E::Signature,
        _ => return Ok(()),
    };
    Err(reason)
}

#[test]
fn audiences() {
    let set = json("cwt/derived/cases.json");
    let (trust, mut terms) = (jwks(&set["key"]), at(set["now"].as_i64().unwrap()));
    let message = |id: &str| {
        let cases = set["cases"].as_array().unwrap();
        unhex(cases.iter().find(|case| case["id"] == id).unwrap()["cwt_hex"].as_str().unwrap())
    };
    for id in ["ok-tag18", "policy-aud-array"] {
        terms.audience = Some("https://verifier.example/app".to_owned());
        let verification = verify(&message(id), Format::Cwt, &trust, &terms).unwrap();
        assert_eq!(verification.warnings, [], "{id}");
        terms.audience = Some("https://verifier.example/".to_owned());
        let result = verify(&message(id), Format::Cwt, &trust, &terms);
        assert_eq!(kind(result), ErrorKind::Claim(ClaimFault::Audience), "{id}");
    }
}

#[test]
fn an_sd_cwt_must_say_that_it_is_one() {
    let set = json("cwt/derived/cases.json");
    let message = unhex(set["cases"][0]["cwt_hex"].as_str().unwrap());
    let (trust, limits) = (jwks(&set["key"]), Limits::default());
    let check = |format| {
        let expected = Expected::Credential(format, &[]);
        cose::verify(&message, trust.keys(), &expected, &limits).map(|signed| signed.algorithm)
    };
    // It says that it is a CWT, by the number of a content format.
    assert!(check(Format::Cwt).is_ok());
    let fault = HeaderFault::Type { found: Some("61".to_owned()) };
    assert_eq!(kind(check(Format::SdCwt)), ErrorKind::Header(fault));
    let terms = at(set["now"].as_i64().unwrap());
    let none = verify(&message, Format::Cwt, &Trust::default(), &terms);
    assert!(matches!(kind(none), ErrorKind::NoTrust(_)));
}
