//! Compact tokens: RFC 7515, RFC 7520, Wycheproof, and how forms are told apart.

use admit::credential::error::{DisclosureFault, Unsupported};
use admit::credential::tree::Value;
use admit::credential::{Carrier, Envelope, Error, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

use super::{cases, error, read};
use crate::support;

fn open(token: &str) -> Result<Envelope<'_>, Error> {
    Envelope::open(token.as_bytes(), Some(Format::Jwt), None, &Limits::default())
}

#[test]
fn rfc_7515_and_7519() {
    let file = support::json("jwt/rfc7515-7519.json");
    for case in cases(&file, "", 4) {
        let token = case["jws"].as_str().unwrap();
        let envelope = open(token).unwrap_or_else(|error| panic!("{}: {error}", case["id"]));
        assert_eq!(envelope.carrier(), Carrier::Jws);
        if let Some(payload) = case["payload"].as_str() {
            assert_eq!(envelope.payload(), payload.as_bytes());
            assert!(error(token.as_bytes(), None).is_some(), "{}", case["id"]);
            continue;
        }
        // A.1 (a MAC) and A.5 (`none`) fail verification, which is not reading.
        read(token.as_bytes(), None, |claims| {
            let Value::Map(map) = &claims.root.value else { panic!("no map") };
            assert_eq!(map.len(), case["claims"].as_object().unwrap().len());
            assert_eq!(map.get(b"iss").unwrap().value, Value::Text("joe".into()));
            assert_eq!(map.get(b"exp").unwrap().value, Value::Int(1_300_819_380));
            assert_eq!(map.get(b"http://example.com/is_root").unwrap().value, Value::Bool(true));
        })
        .unwrap();
    }
}

#[test]
fn rfc_7520() {
    let mut seen = 0;
    for entry in std::fs::read_dir(support::vectors().join("jwt/rfc7520")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file = support::json(&format!("jwt/rfc7520/{name}"));
        let output = &file["output"];
        if let Some(token) = output["compact"].as_str() {
            let envelope = open(token).unwrap();
            let payload = file["input"]["payload"].as_str().unwrap();
            assert_eq!(envelope.payload(), payload.as_bytes(), "{name}");
            seen += 1;
        }
        for form in [&output["json"], &output["json_flat"]] {
            if form.is_object() {
                let kind = error(form.to_string().as_bytes(), None);
                assert_eq!(kind, Some(ErrorKind::Unsupported(Unsupported::JwsJson)), "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 11, "only {seen} forms");
}

/// Wycheproof's names of what is malformed. Everything else there is for who verifies: signatures,
/// MACs, paddings, keys and algorithms. The last two are called valid by the suite, which leaves
/// out characters that are not base64url; we do not.
const MALFORMED: [&str; 24] = [
    "rejectsMissingSignatureAndSeparator",
    "rejectsMissingPayloadAndSeparator",
    "rejectsMissingHeader",
    "rejectsMissingHeaderAndSeparator",
    "rejectsMissingHeaderAndSignature",
    "rejectsMissingHeaderSignatureAndSeparators",
    "rejectsEmptyString",
    "rejectsExtraEmptyComponent",
    "rejectsExtraComponent",
    "rejectsValidJsonSerialization",
    "rejectsMissingHeaderSignatureAndSeparator",
    "rejectsSpacesInMac",
    "rejectsInvalidCharacterInsertedInMac",
    "rejects0ReplacedbyInvalidCharacter",
    "rejectsInvalidCharacters",
    "spacesInHeader",
    "invalidCharactersInHeader",
    "spacesInPayload",
    "invalidCharactersInPayload",
    "InvalidCharacterInPayload",
    "InvalidCharacterInsertedInHeader",
    "InvalidCharacterInsertedInPayload",
    "ModifiedUnusedBitsInPayload",
    "MacOfIncorrectlyEncodedMessage",
];

#[test]
fn wycheproof() {
    let file = support::json("jwt/wycheproof/json_web_signature_test.json");
    let (mut opened, mut rejected) = (0, 0);
    for group in cases(&file, "testGroups", 18) {
        for case in group["tests"].as_array().unwrap() {
            let envelope = open(case["jws"].as_str().unwrap());
            let is_token = envelope.is_ok_and(|envelope| envelope.carrier() == Carrier::Jws);
            let expected = !MALFORMED.contains(&case["comment"].as_str().unwrap());
            assert_eq!(is_token, expected, "{}: {}", case["tcId"], case["comment"]);
            *if is_token { &mut opened } else { &mut rejected } += 1;
        }
    }
    assert_eq!((opened, rejected), (363, 38));
}

/// A compact token with this header and payload.
fn token(header: &str, payload: &str) -> String {
    let [header, payload] = [header, payload].map(|part| {
        use base64ct::{Base64UrlUnpadded, Encoding};
        Base64UrlUnpadded::encode_string(part.as_bytes())
    });
    format!("{header}.{payload}.AA")
}

#[test]
fn the_header_is_read_strictly() {
    for (header, message) in [
        ("[]", "the claims are not an object or a map, at `header`"),
        ("{\"alg\":1,\"alg\":1}", "a name stands twice in one map, at `header / alg`"),
        ("{\"alg\":\"ES256\"", "not JSON at octet 14, at `header`"),
        ("{\"b64\":false}", "a JWS with an unencoded payload is not supported yet"),
        ("{\"typ\":\"KB+JWT\"}", "a key binding token is not supported yet"),
    ] {
        let error = open(&token(header, "{}")).unwrap_err();
        assert_eq!(error.to_string(), message, "{header}");
    }
}

#[test]
fn each_form_has_its_own_message() {
    let good = token("{}", "{}");
    for (text, message) in [
        (format!("{good}.AA.AA"), "an encrypted JWT (JWE) is not supported yet"),
        (format!("{good}.AA"), "a compact token has three segments, this has 4"),
        ("e30.e30".into(), "a compact token has three segments, this has 2"),
        (format!("{good}="), "not strictly encoded hex, base64 or base64url, at `signature`"),
        ("e30.e31.".into(), "not strictly encoded hex, base64 or base64url, at `payload`"),
        ("e30 .e30.".into(), "not strictly encoded hex, base64 or base64url, at `header`"),
        (token("{}", "[]"), "the claims are not an object or a map"),
        (token("{}", ""), "not JSON at octet 0"),
    ] {
        for format in [None, Some(Format::Jwt), Some(Format::SdJwt), Some(Format::Vc)] {
            let error = read(text.as_bytes(), format, |_| ()).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
    assert_eq!(error(format!("{good}\n").as_bytes(), None), None);
}

#[test]
fn the_header_can_name_the_format() {
    let format = |header, named| {
        let token = token(header, "{}");
        Envelope::open(token.as_bytes(), named, None, &Limits::default()).unwrap().format()
    };
    assert_eq!(format("{\"typ\":\"JWT\"}", None), Format::Jwt);
    assert_eq!(format("{\"typ\":\"vc+jwt\"}", None), Format::Vc);
    assert_eq!(format("{\"typ\":\"application/VC+JWT\"}", None), Format::Vc);
    assert_eq!(format("{\"typ\":\"vc+jwt\"}", Some(Format::Jwt)), Format::Jwt);
}

#[test]
fn claims_of_the_credential_draft_are_read() {
    let octets = std::fs::read(support::vectors().join("jwt/seed002/payload.json")).unwrap();
    assert_eq!(error(&octets, None), None);
}

/// What stands under a name, as its `Debug` form, and how much is withheld at the root.
fn sd(payload: &str) -> Result<(String, u32), Error> {
    read(payload.as_bytes(), Some(Format::SdJwt), |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        (format!("{:?}", map.get(b"a").map(|node| &node.value)), map.withheld)
    })
}

#[test]
fn withheld_content_does_not_exist() {
    let (a, withheld) = sd(r#"{"_sd":["x","y"],"_sd_alg":"sha-256","a":1}"#).unwrap();
    assert_eq!((a.as_str(), withheld), ("Some(Int(1))", 2));
    let (a, withheld) = sd(r#"{"a":[1,{"...":"x"},{"_sd":["y"]}]}"#).unwrap();
    assert_eq!(withheld, 0);
    assert!(a.contains("withheld: 1"), "{a}");
    assert!(!a.contains("..."), "{a}");
    assert_eq!(sd("{\"_sd\":[]}").unwrap().1, 0);
    let jwt = read(br#"{"_sd":["x"],"a":[{"...":"y"}]}"#, Some(Format::Jwt), |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        (map.len(), map.withheld)
    });
    assert_eq!(jwt, Ok((2, 0)), "in a plain JWT these are names like any other");
}

#[test]
fn marks_are_read_strictly() {
    for (payload, place) in [
        (r#"{"_sd":"x"}"#, ", at `_sd`"),
        (r#"{"a":{"_sd":[1]}}"#, ", at `a / _sd`"),
        (r#"{"...":"x"}"#, ""),
        (r#"{"a":{"...":"x"}}"#, ", at `a`"),
        (r#"{"a":[{"...":"x","b":1}]}"#, ", at `a / [0]`"),
        (r#"{"a":[{"...":1}]}"#, ", at `a / [0]`"),
        (r#"{"a":{"_sd_alg":"sha-256"}}"#, ", at `a`"),
    ] {
        let error = sd(payload).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Disclosure(DisclosureFault::Mark), "{payload}");
        assert!(error.to_string().ends_with(place), "{payload}: {error}");
    }
}
