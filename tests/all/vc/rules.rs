//! Rules of the VC data models that their examples do not touch.

use admit::credential::Validity;
use admit::semantics::date::{self, Moment};

use super::*;

/// A credential of version 1.1 with these changes to payload and body.
fn v1(payload: Value, body: Value) -> Value {
    let mut vc = json!({"type": ["VerifiableCredential"], "credentialSubject": {}});
    merge(&mut vc, body);
    let mut all = json!({"iss": "i", "vc": vc});
    merge(&mut all, payload);
    all
}

fn v2(changes: Value) -> Value {
    let mut all = json!({"type": ["VerifiableCredential", "X"], "issuer": "i"});
    merge(&mut all, changes);
    all
}

fn merge(into: &mut Value, changes: Value) {
    for (name, value) in changes.as_object().unwrap() {
        into[name] = value.clone();
    }
}

fn fault(typ: &str, payload: &Value) -> Option<ErrorKind> {
    read(&token(typ, payload), Some(Format::Vc)).err().map(|error| error.kind)
}

fn vc(fault: VcFault) -> Option<ErrorKind> {
    Some(ErrorKind::Vc(fault))
}

#[test]
fn type_says_what_it_is() {
    let credential = json!(["VerifiableCredential"]);
    let both = json!(["VerifiableCredential", "VerifiablePresentation"]);
    for (r#type, expected) in [
        (json!("VerifiableCredential"), None),
        (credential, None),
        (json!(["X", "VerifiableCredential"]), None),
        (json!([["VerifiableCredential"]]), vc(VcFault::Type)),
        (json!("verifiablecredential"), vc(VcFault::Type)),
        (json!(["VerifiablePresentation"]), vc(VcFault::Type)),
        (both.clone(), vc(VcFault::Type)),
        (json!(null), vc(VcFault::Type)),
    ] {
        let payload = v1(json!({}), json!({"type": r#type}));
        assert_eq!(fault("JWT", &payload), expected, "{payload}");
    }
    assert_eq!(fault("vc+jwt", &v2(json!({"type": both}))), vc(VcFault::Type));
    assert_eq!(fault("vc+jwt", &v2(json!({"type": "X"}))), vc(VcFault::Type));
    assert_eq!(fault("vc+jwt", &json!({})), vc(VcFault::Type));
    assert_eq!(fault("vp+jwt", &v2(json!({}))), vc(VcFault::Type));
    assert_eq!(fault("JWT", &v2(json!({}))), None);
    assert_eq!(fault("JWT", &json!({"sub": "x"})), vc(VcFault::NotOne));
    assert_eq!(fault("JWT", &json!({"vc": 1})), vc(VcFault::NotOne));
}

#[test]
fn one_token_holds_one() {
    let vp = json!({"type": "VerifiablePresentation", "verifiableCredential": []});
    assert_eq!(fault("JWT", &v1(json!({"vp": vp}), json!({}))), vc(VcFault::Two));
    let two = v1(json!({"type": "VerifiableCredential"}), json!({}));
    assert_eq!(fault("JWT", &two), vc(VcFault::Two));
    assert_eq!(fault("vc+jwt", &v1(json!({}), json!({}))), vc(VcFault::Two));
}

#[test]
fn bare_claims_need_not_be_whole() {
    let bare = json!({"iss": "i", "department": "HR"});
    assert_eq!(read(&bare.to_string(), Some(Format::Vc)).unwrap(), [bare]);
    let bare = v1(json!({"sub": "a"}), json!({"credentialSubject": {"id": "b"}}));
    let error = read(&bare.to_string(), None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Vc(VcFault::Disagree));
}

#[test]
fn registered_claims_agree_with_properties() {
    let disagree = vc(VcFault::Disagree);
    for (payload, body, expected) in [
        (json!({"iss": "i"}), json!({"issuer": "i"}), None),
        (json!({"iss": "i"}), json!({"issuer": {"id": "i", "name": "I"}}), None),
        (json!({"iss": "i"}), json!({"issuer": {"name": "I"}}), None),
        (json!({"iss": "i"}), json!({"issuer": "j"}), disagree.clone()),
        (json!({"iss": "i"}), json!({"issuer": {"id": "j"}}), disagree.clone()),
        (json!({"iss": "i"}), json!({"issuer": 1}), disagree.clone()),
        (json!({"jti": "1"}), json!({"id": "1"}), None),
        (json!({"jti": "1"}), json!({"id": "2"}), disagree.clone()),
        (json!({"sub": "s"}), json!({"credentialSubject": {"id": "s"}}), None),
        (json!({"sub": "s"}), json!({"credentialSubject": [{"id": "s"}, {}]}), None),
        (
            json!({"sub": "s"}),
            json!({"credentialSubject": [{"id": "s"}, {"id": "t"}]}),
            disagree.clone(),
        ),
        (json!({"sub": 1}), json!({"credentialSubject": {"id": "s"}}), disagree.clone()),
        (json!({"nbf": 1}), json!({"issuanceDate": "1970-01-01T00:00:01Z"}), None),
        (json!({"nbf": 1}), json!({"issuanceDate": "1970-01-01T01:00:01.9+01:00"}), None),
        (json!({"nbf": 1.5}), json!({"issuanceDate": "1970-01-01T00:00:01Z"}), None),
        (json!({"nbf": 1}), json!({"issuanceDate": "1970-01-01T00:00:02Z"}), disagree.clone()),
        (json!({"nbf": 1000}), json!({"issuanceDate": "1970-01-01T00:00:01Z"}), disagree.clone()),
        (json!({"exp": 1}), json!({"expirationDate": "1970-01-01"}), disagree.clone()),
        (json!({"exp": 1}), json!({"expirationDate": "1970-01-01T00:00:01Z"}), None),
        (json!({"exp": 1}), json!({"expirationDate": 1}), disagree.clone()),
        (json!({}), json!({"id": "1", "expirationDate": "2030-01-01T00:00:00Z"}), None),
    ] {
        assert_eq!(fault("JWT", &v1(payload.clone(), body.clone())), expected, "{payload} {body}");
    }
    let claims = json!({"iss": "j"});
    assert_eq!(fault("vc+jwt", &v2(claims)), disagree);
    let times = json!({"exp": 1, "expirationDate": "2030-01-01T00:00:00Z", "iss": "i"});
    assert_eq!(fault("vc+jwt", &v2(times)), None);
    let vp = json!({"type": "VerifiablePresentation", "holder": "h", "verifiableCredential": []});
    assert_eq!(fault("JWT", &json!({"iss": "i", "vp": vp.clone()})), disagree);
    assert_eq!(fault("JWT", &json!({"iss": "h", "vp": vp})), vc(VcFault::Empty));
}

#[test]
fn proofs_are_refused_wherever_they_secure() {
    let proof = Some(ErrorKind::Unsupported(Unsupported::LinkedDataProof));
    for value in [json!({}), json!([]), json!(null)] {
        assert_eq!(fault("JWT", &v1(json!({}), json!({"proof": value.clone()}))), proof);
        assert_eq!(fault("vc+jwt", &v2(json!({ "proof": value }))), proof);
    }
    let claim = v1(json!({}), json!({"credentialSubject": {"proof": "of age"}}));
    assert_eq!(fault("JWT", &claim), None);
}

/// A presentation of version 2.0 with these credentials.
fn presentation(credentials: &Value) -> String {
    let vp = json!({"type": ["VerifiablePresentation"], "verifiableCredential": credentials});
    token("vp+jwt", &vp)
}

fn enveloped(url: &str) -> Value {
    json!({"type": "EnvelopedVerifiableCredential", "id": url})
}

#[test]
fn presentations_hold_tokens_alone() {
    let credential = token("vc+jwt", &v2(json!({})));
    let url = format!("data:application/vc+jwt,{credential}");
    for (held, expected) in [
        (json!([credential]), None),
        (json!(credential), None),
        (json!([enveloped(&url)]), None),
        (json!([enveloped(&url.replace("data:application/vc", "DATA:Application/VC"))]), None),
        (json!([enveloped(&url.replace("+jwt,", "+jwt;base64,"))]), vc(VcFault::MediaType)),
        (json!([enveloped(&url.replace("vc+jwt", "vc+cose"))]), vc(VcFault::MediaType)),
        (json!([enveloped("https://example.com/vc.jwt")]), vc(VcFault::MediaType)),
        (json!([{"id": url}]), vc(VcFault::Unsigned)),
        (json!([v2(json!({}))]), vc(VcFault::Unsigned)),
        // Claims of the holder's making, in a string.
        (json!([v2(json!({})).to_string()]), vc(VcFault::Unsigned)),
        (json!([1]), vc(VcFault::MediaType)),
        (json!(null), vc(VcFault::MediaType)),
        (json!([]), vc(VcFault::Empty)),
        (json!([presentation(&json!([credential]))]), vc(VcFault::Presentation)),
        (json!([credential, token("JWT", &json!({"admin": true}))]), vc(VcFault::NotOne)),
        (json!(["e30.e30"]), Some(ErrorKind::Segments { found: 2 })),
    ] {
        let found = read(&presentation(&held), None).err().map(|error| error.kind);
        assert_eq!(found, expected, "{held}");
    }
    let none = token("vp+jwt", &json!({"type": "VerifiablePresentation"}));
    assert_eq!(read(&none, None).unwrap_err().kind, ErrorKind::Vc(VcFault::Empty));
    let error = read(&presentation(&json!([credential, "e30.e30"])), None).unwrap_err();
    assert!(error.to_string().ends_with(", at `verifiableCredential / [1]`"), "{error}");
}

#[test]
fn the_credential_type_is_the_presentations() {
    let text = presentation(&json!([token("vc+jwt", &v2(json!({})))]));
    let limits = Limits::default();
    let envelope = Envelope::open(text.as_bytes(), None, Some(7), &limits).unwrap();
    let held = envelope.embedded(&limits).unwrap().unwrap();
    assert_eq!((held[0].credential_type(), held[0].format()), (7, Format::Vc));
}

#[test]
fn a_credential_can_be_an_sd_jwt() {
    use sha2::{Digest, Sha256};
    let disclosure = encode(r#"["s","degree","PhD"]"#);
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&disclosure));
    let payload = v2(json!({"credentialSubject": {"_sd": [digest]}}));
    let shown = format!("{}~{disclosure}~", token("vc+sd-jwt", &payload));
    let hidden = format!("{}~", token("vc+sd-jwt", &payload));
    let subject =
        |text: &str| read(text, Some(Format::Vc)).unwrap()[0]["credentialSubject"].clone();
    assert_eq!((subject(&shown), subject(&hidden)), (json!({"degree": "PhD"}), json!({})));
    assert_eq!(open(&shown, None).unwrap().format(), Format::SdJwt);
    let url = format!("data:application/vc+sd-jwt,{shown}");
    let held = read(&presentation(&json!([enveloped(&url)])), None).unwrap();
    assert_eq!(held[0]["credentialSubject"], json!({"degree": "PhD"}));
    // A disclosed `type` counts, a withheld one does not.
    let disclosure = encode(r#"["s","type","VerifiableCredential"]"#);
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&disclosure));
    let issuer = token("vc+sd-jwt", &json!({"_sd": [digest]}));
    assert!(read(&format!("{issuer}~{disclosure}~"), Some(Format::Vc)).is_ok());
    let error = read(&format!("{issuer}~"), Some(Format::Vc)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Vc(VcFault::NotOne));
}

#[test]
fn validity_stands_in_the_credential() {
    let limits = Limits::default();
    let validity = |typ, payload: &Value| {
        let text = token(typ, payload);
        let envelope = open(&text, Some(Format::Vc)).unwrap();
        let claims = envelope.claims(&limits).unwrap().trust_without_verification();
        Validity::of(&claims)
    };
    let moment = |text| Some(Moment::At(date::parse_date_time(text).unwrap()));
    let [from, until] = ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00.5Z"];
    let expected = Ok(Validity { from: moment(from), until: moment(until) });
    let old = v1(json!({}), json!({"issuanceDate": from, "expirationDate": until}));
    assert_eq!(validity("JWT", &old), expected);
    let new = v2(json!({"validFrom": from, "validUntil": until}));
    assert_eq!(validity("vc+jwt", &new), expected);
    assert_eq!(validity("vc+jwt", &v2(json!({}))), Ok(Validity::default()));
    for bad in [json!("2030-01-01"), json!("2030-01-01T00:00:00"), json!(1), json!(null)] {
        let error = validity("vc+jwt", &v2(json!({"validUntil": bad}))).unwrap_err();
        assert_eq!(error.to_string(), "a date that is none, at `validUntil`", "{bad}");
    }
}
