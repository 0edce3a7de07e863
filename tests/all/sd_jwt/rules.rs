//! Rules of RFC 9901 that its own examples do not touch.

use admit::credential::error::{DisclosureFault as D, KeyBindingFault, Unsupported};
use admit::credential::tree::{Node, Value as Tree};
use admit::credential::{Carrier, Envelope, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{digest, effective, encode, file, holder, issuer_signed, open, read, sd_jwt};

/// Why a token is refused.
fn fault(text: &str) -> ErrorKind {
    match read(text) {
        Ok(claims) => panic!("read: {claims}"),
        Err(error) => error.kind,
    }
}

/// A payload with one member digest, disclosed by this text.
fn disclosed(disclosure: &str) -> String {
    let disclosure = encode(disclosure);
    sd_jwt(&json!({"x": {"_sd": [digest(&disclosure)]}}), &[&disclosure])
}

#[test]
fn a_disclosure_is_salt_name_and_value() {
    assert_eq!(read(&disclosed(r#"["","",null]"#)).unwrap(), json!({"x": {"": null}}));
    for (disclosure, kind) in [
        (r#"{"a":1}"#, ErrorKind::Disclosure(D::Shape)),
        ("7", ErrorKind::Disclosure(D::Shape)),
        (r#"["s"]"#, ErrorKind::Disclosure(D::Shape)),
        (r#"["s",1,2]"#, ErrorKind::Disclosure(D::Shape)),
        (r#"[null,"a",2]"#, ErrorKind::Disclosure(D::Shape)),
        (r#"["s","a"]"#, ErrorKind::Disclosure(D::Place)),
        (r#"["s","_sd",[]]"#, ErrorKind::Disclosure(D::ReservedName)),
        (r#"["s","_sd_alg","sha-256"]"#, ErrorKind::Disclosure(D::ReservedName)),
        (r#"["s","a",{"...":"x"}]"#, ErrorKind::Disclosure(D::Mark)),
        (r#"["s","a",{"_sd_alg":"sha-256"}]"#, ErrorKind::Disclosure(D::Mark)),
        (r#"["s","a",{"_sd":{}}]"#, ErrorKind::Disclosure(D::Mark)),
        (r#"["s","a",1] x"#, ErrorKind::Trailing { offset: 12 }),
        ("\u{feff}[\"s\",\"a\",1]", ErrorKind::ByteOrderMark),
        (r#"["s","a",1e7000]"#, ErrorKind::Exponent { limit: 6144 }),
    ] {
        assert_eq!(fault(&disclosed(disclosure)), kind, "{disclosure}");
    }
    let top = encode(r#"["s","_sd_alg","sha-512"]"#);
    let text = sd_jwt(&json!({"_sd": [digest(&top)]}), &[&top]);
    assert_eq!(fault(&text), ErrorKind::Disclosure(D::ReservedName));
}

#[test]
fn elements_are_disclosed_in_their_places() {
    let [a, b] = [r#"["s",["inner",{"...":"x"}]]"#, r#"["t",null]"#].map(encode);
    let payload = json!({"n": [0, {"...": digest(&a)}, {"...": "decoy"}, 1, {"...": digest(&b)}]});
    assert_eq!(read(&sd_jwt(&payload, &[&b, &a])).unwrap(), json!({"n": [0, ["inner"], 1, null]}));
    let text = sd_jwt(&payload, &[&b]);
    let envelope = open(&text).unwrap();
    let claims = envelope.claims(&Limits::default()).unwrap().trust_without_verification();
    let Tree::Map(map) = &claims.root.value else { panic!("no map") };
    let Some(Node { value: Tree::Array(list), .. }) = map.get(b"n") else { panic!("no list") };
    assert_eq!((list.items.len(), list.withheld, map.withheld), (3, 2, 0));
}

#[test]
fn a_member_stands_for_no_element() {
    let element = encode(r#"["s",{"admin":true}]"#);
    let text = sd_jwt(&json!({"_sd": [digest(&element)]}), &[&element]);
    assert_eq!(fault(&text), ErrorKind::Disclosure(D::Place));
}

#[test]
fn two_disclosures_of_one_name_are_refused() {
    let [a, b] = [r#"["s","role","user"]"#, r#"["t","role","admin"]"#].map(encode);
    let payload = json!({"_sd": [digest(&a), digest(&b)]});
    assert_eq!(fault(&sd_jwt(&payload, &[&a, &b])), ErrorKind::Disclosure(D::NameTaken));
    assert_eq!(read(&sd_jwt(&payload, &[&b])).unwrap(), json!({"role": "admin"}));
}

#[test]
fn no_disclosure_contains_itself() {
    // A digest over its own text cannot be made; a digest that two parents share can.
    let child = encode(r#"["s","c",1]"#);
    let parent = |name: &str| encode(format!(r#"["s","{name}",{{"_sd":["{}"]}}]"#, digest(&child)));
    let [a, b] = ["a", "b"].map(parent);
    let payload = json!({"_sd": [digest(&a), digest(&b)]});
    assert_eq!(fault(&sd_jwt(&payload, &[&a, &b, &child])), ErrorKind::Disclosure(D::DigestTwice));
    assert_eq!(fault(&sd_jwt(&payload, &[&a, &b])), ErrorKind::Disclosure(D::DigestTwice));
    assert_eq!(read(&sd_jwt(&payload, &[&a, &child])).unwrap(), json!({"a": {"c": 1}}));
}

#[test]
fn hashes_are_those_of_the_registry_that_are_not_cut() {
    let disclosure = encode(r#"["s","a",1]"#);
    let digests = [
        ("sha-256", encode(Sha256::digest(&disclosure))),
        ("sha-384", encode(Sha384::digest(&disclosure))),
        ("sha-512", encode(Sha512::digest(&disclosure))),
    ];
    for (name, digest) in digests {
        let payload = json!({"_sd_alg": name, "_sd": [digest]});
        assert_eq!(read(&sd_jwt(&payload, &[&disclosure])).unwrap(), json!({"a": 1}), "{name}");
    }
    let csv =
        std::fs::read_to_string(crate::support::vectors().join("registries/sd-jwt-hash-names.csv"));
    let mut seen = 0;
    for line in csv.unwrap().lines().skip(1) {
        let [name, _, accept] = line.splitn(3, ',').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let found = read(&sd_jwt(&json!({"_sd_alg": name, "_sd": []}), &[]));
        match accept.split(' ').next().unwrap() {
            "yes" => assert_eq!(found.unwrap(), json!({}), "{name}"),
            _ => assert_eq!(found.unwrap_err().kind, ErrorKind::Disclosure(D::HashName), "{name}"),
        }
        seen += 1;
    }
    assert!(seen >= 14);
    for name in [json!("SHA-256"), json!(""), json!(["sha-256"]), json!(null)] {
        let text = sd_jwt(&json!({"_sd_alg": name, "a": 1}), &[]);
        assert_eq!(fault(&text), ErrorKind::Disclosure(D::HashName), "{name}");
    }
}

#[test]
fn the_text_is_taken_apart_strictly() {
    let disclosure = encode(r#"["s","a",1]"#);
    let issuer = issuer_signed(&json!({"_sd": [digest(&disclosure)]}));
    for (text, kind) in [
        // Without the last `~` the disclosure is where a key binding JWT would be.
        (format!("{issuer}~{disclosure}"), ErrorKind::Segments { found: 1 }),
        (format!("{issuer}~{disclosure}~~"), ErrorKind::BadEncoding),
        (format!("{issuer}~~"), ErrorKind::BadEncoding),
        (format!("~{disclosure}~"), ErrorKind::Segments { found: 1 }),
        (format!("{issuer}~{disclosure} ~"), ErrorKind::BadEncoding),
        (format!("{issuer}~{disclosure}=~"), ErrorKind::BadEncoding),
        (format!("{issuer}.AA~{disclosure}~"), ErrorKind::Segments { found: 4 }),
        (format!("{issuer}~{issuer}~"), ErrorKind::BadEncoding),
        (format!("{issuer}~{disclosure}~{issuer}"), ErrorKind::KeyBinding(KeyBindingFault::Type)),
    ] {
        assert_eq!(fault(&text), kind, "{text}");
    }
    assert_eq!(read(&format!("{issuer}~{disclosure}~\n")).unwrap(), json!({"a": 1}));
    assert_eq!(read(&format!("{issuer}~")).unwrap(), json!({}));
}

#[test]
fn an_sd_jwt_is_no_jwt() {
    let text = sd_jwt(&json!({"a": 1}), &[]);
    let limits = Limits::default();
    let error = Envelope::open(text.as_bytes(), Some(Format::Jwt), None, &limits).unwrap_err();
    assert_eq!(error.kind, ErrorKind::OtherFormat { found: Format::SdJwt });
    let flattened = file("s8-flattened-issuance.json");
    let error = Envelope::open(flattened.as_bytes(), Some(Format::Jwt), None, &limits).unwrap_err();
    assert_eq!(error.kind, ErrorKind::OtherFormat { found: Format::SdJwt });
}

#[test]
fn the_type_of_the_header_names_the_format() {
    let limits = Limits::default();
    for (typ, format) in [
        ("dc+sd-jwt", Format::SdJwt),
        ("vc+sd-jwt", Format::SdJwt),
        ("application/example+SD-JWT", Format::SdJwt),
        ("sd-jwt", Format::SdJwt),
        ("vp+sd-jwt", Format::Vc),
        ("JWT", Format::Jwt),
    ] {
        let token = format!("{}.e30.AA", encode(json!({"alg": "ES256", "typ": typ}).to_string()));
        let open =
            |text: &str| Envelope::open(text.as_bytes(), None, None, &limits).unwrap().format();
        assert_eq!(open(&token), format, "{typ}");
        let with_tilde = if format == Format::Jwt { Format::SdJwt } else { format };
        assert_eq!(open(&format!("{token}~")), with_tilde, "{typ}");
    }
}

#[test]
fn disclosures_are_limited() {
    let list: Vec<_> = (0..5).map(|at| encode(format!(r#"["s","{at}",1]"#))).collect();
    let digests: Vec<_> = list.iter().map(|text| digest(text)).collect();
    let list: Vec<_> = list.iter().map(String::as_str).collect();
    let text = sd_jwt(&json!({ "_sd": digests }), &list);
    let open = |disclosures| {
        let limits = Limits { disclosures, ..Limits::default() };
        Envelope::open(text.as_bytes(), None, None, &limits).map(drop)
    };
    assert_eq!(open(5), Ok(()));
    assert_eq!(open(4).unwrap_err().kind, ErrorKind::TooManyDisclosures { limit: 4 });
}

#[test]
fn depth_counts_where_a_value_stands() {
    // Level by level: each disclosure holds the next one's digest, so no part is deep by itself.
    let chain = |levels: usize| {
        let mut list = vec![encode(r#"["s","a",1]"#)];
        for _ in 1..levels {
            let below = digest(list.last().unwrap());
            list.push(encode(format!(r#"["s","a",{{"_sd":["{below}"]}}]"#)));
        }
        let list: Vec<_> = list.iter().map(String::as_str).collect();
        read(&sd_jwt(&json!({"_sd": [digest(list.last().unwrap())]}), &list))
    };
    // The marks are read too: the list of digests is one level deeper than its map.
    assert!(chain(63).is_ok());
    assert_eq!(chain(64).unwrap_err().kind, ErrorKind::TooDeep { limit: 64 });
    assert_eq!(chain(3000).unwrap_err().kind, ErrorKind::TooDeep { limit: 64 });
}

#[test]
fn many_disclosures_are_quick() {
    let list: Vec<_> = (0..4096).map(|at| encode(format!(r#"["s","{at}",{at}]"#))).collect();
    let mut digests: Vec<_> = list.iter().map(|text| digest(text)).collect();
    digests.extend((0..8000).map(|at| format!("decoy {at}")));
    let list: Vec<_> = list.iter().map(String::as_str).collect();
    let claims = read(&sd_jwt(&json!({ "_sd": digests }), &list)).unwrap();
    assert_eq!(claims.as_object().unwrap().len(), 4096);
}

/// A key binding JWT, but for the signature.
fn key_binding(header: &Value, payload: &Value) -> String {
    format!("{}.{}.AA", encode(header.to_string()), encode(payload.to_string()))
}

#[test]
fn the_holder_speaks_for_itself() {
    let header = json!({"alg": "ES256", "typ": "kb+jwt"});
    let claims = json!({
        "iat": 1.5, "aud": "a", "nonce": "n", "sd_hash": "h", "sub": "mallory", "role": "admin"
    });
    let text = format!("{}{}", sd_jwt(&json!({"sub": "ann"}), &[]), key_binding(&header, &claims));
    let envelope = open(&text).unwrap();
    assert_eq!(effective(&envelope).unwrap(), json!({"sub": "ann"}));
    assert_eq!(holder(&envelope), claims);
    assert_ne!(envelope.sd_hash(&Limits::default()).unwrap().as_deref(), Some("h"));
    let plain = sd_jwt(&json!({"sub": "ann"}), &[]);
    let plain = open(&plain).unwrap();
    assert_eq!(plain.holder_claims(&Limits::default()), Ok(None));
}

#[test]
fn a_key_binding_is_read_strictly() {
    let sd_jwt = sd_jwt(&json!({}), &[]);
    let header = json!({"alg": "ES256", "typ": "kb+jwt"});
    let claims = json!({"iat": 1, "aud": "a", "nonce": "n", "sd_hash": "h"});
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let claim = ErrorKind::KeyBinding(KeyBindingFault::Claim);
    for (header, payload, kind, at) in [
        (json!({"alg": "ES256"}), claims.clone(), ErrorKind::KeyBinding(KeyBindingFault::Type), ""),
        (header.clone(), with("iat", json!("1")), claim.clone(), " / iat"),
        (header.clone(), with("nonce", json!(1)), claim.clone(), " / nonce"),
        (header.clone(), with("aud", json!(["a"])), claim.clone(), " / aud"),
        (header.clone(), with("sd_hash", json!(null)), claim, " / sd_hash"),
        (header.clone(), json!([]), ErrorKind::NotAMap, ""),
        (
            json!({"alg": "ES256", "typ": "kb+jwt", "b64": false}),
            claims.clone(),
            ErrorKind::Unsupported(Unsupported::UnencodedPayload),
            "",
        ),
    ] {
        let text = format!("{sd_jwt}{}", key_binding(&header, &payload));
        let error = open(&text).unwrap_err();
        assert_eq!(error.kind, kind, "{payload}");
        assert!(error.to_string().ends_with(&format!(", at `key binding{at}`")), "{error}");
    }
    let alone = key_binding(&header, &claims);
    assert_eq!(fault(&alone), ErrorKind::Unsupported(Unsupported::KeyBinding));
    assert_eq!(fault(&format!("{alone}~")), ErrorKind::Unsupported(Unsupported::KeyBinding));
}

/// A JWS in JSON serialization with these changes.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(&file(name)).unwrap();
    change(&mut json);
    json.to_string()
}

#[test]
fn json_serialization_is_read_strictly() {
    const FLAT: &str = "s8-flattened-presentation-kb.json";
    const GENERAL: &str = "s8-general-presentation-kb.json";
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str); 15] = [
        (FLAT, |json| json["header"] = json!([]), "`header`"),
        (FLAT, |json| json["protected"] = json!(null), "`protected`"),
        (FLAT, |json| json["header"]["disclosures"] = json!("x"), "`header / disclosures`"),
        (FLAT, |json| json["header"]["disclosures"] = json!([1]), "`header / disclosures`"),
        (FLAT, |json| json["header"]["kb_jwt"] = json!(null), "`header / kb_jwt`"),
        (FLAT, |json| json["header"]["crit"] = json!(["x"]), "`header / crit`"),
        (FLAT, |json| json["header"]["b64"] = json!(true), "`header / b64`"),
        (FLAT, |json| json["header"]["alg"] = json!("none"), "`header / alg`"),
        (FLAT, |json| json["signatures"] = json!([]), "`signature`"),
        (GENERAL, |json| json["header"] = json!({}), "`header`"),
        (GENERAL, |json| json["signatures"][1] = json!(1), "`signatures`"),
        (
            GENERAL,
            |json| json["signatures"][1]["signature"] = json!(1),
            "`signatures / [1] / signature`",
        ),
        (
            GENERAL,
            |json| json["signatures"][1]["header"]["disclosures"] = json!([]),
            "`signatures / [1] / header / disclosures`",
        ),
        (
            GENERAL,
            |json| json["signatures"][1]["header"]["kb_jwt"] = json!("x"),
            "`signatures / [1] / header / kb_jwt`",
        ),
        (
            GENERAL,
            |json| json["signatures"][0]["header"]["typ"] = json!("x"),
            "`signatures / [0] / header / typ`",
        ),
    ];
    for (name, change, place) in cases {
        let text = changed(name, change);
        let error = open(&text).map(drop).expect_err(place);
        assert_eq!(error.kind, ErrorKind::JwsJson, "{place}");
        assert_eq!(error.to_string(), format!("not a JWS in JSON serialization, at {place}"));
    }
}

#[test]
fn parts_in_json_hold_no_separators() {
    const FLAT: &str = "s8-flattened-issuance.json";
    let joined = changed(FLAT, |json| {
        let list = json["header"]["disclosures"].as_array().unwrap();
        let joined: Vec<_> = list.iter().map(|text| text.as_str().unwrap()).collect();
        json["header"]["disclosures"] = json!([joined.join("~")]);
    });
    assert_eq!(fault(&joined), ErrorKind::BadEncoding);
    let shifted = changed(FLAT, |json| {
        json["payload"] = json!(format!("e30.{}", json["payload"].as_str().unwrap()));
    });
    assert_eq!(fault(&shifted), ErrorKind::Segments { found: 4 });
    let none = changed(FLAT, |json| json["header"]["disclosures"] = json!([]));
    assert!(read(&none).is_ok());
}

#[test]
fn json_is_an_sd_jwt_only_when_it_says_so() {
    const FLAT: &str = "s8-flattened-issuance.json";
    let limits = Limits::default();
    let plain = |json: &mut Value| {
        json["protected"] = json!(encode(r#"{"alg":"ES256","typ":"JWT"}"#));
        json.as_object_mut().unwrap().remove("header");
    };
    let text = changed(FLAT, plain);
    let open = |format| Envelope::open(text.as_bytes(), format, None, &limits);
    let error = open(None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported(Unsupported::JwsJson));
    assert_eq!(open(Some(Format::SdJwt)).unwrap().carrier(), Carrier::SdJwt);
    let typed = changed(FLAT, |json| drop(json.as_object_mut().unwrap().remove("header")));
    let envelope = Envelope::open(typed.as_bytes(), None, None, &limits).unwrap();
    assert_eq!(envelope.format(), Format::SdJwt);
}
