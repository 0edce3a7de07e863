//! Times and audiences of tokens, to the last digit.

use admit::format::Format;
use admit::semantics::date::{self, Moment};
use admit::verify::{ClaimFault, ErrorKind, RegisteredClaim, Terms, Verification, Warning};

use super::issue::{Signer, message, token};
use super::{at, jwks, verify};

/// What comes of a JWT with this payload.
fn jwt(payload: &str, terms: &Terms) -> Result<Verification, ErrorKind> {
    let signer = Signer::ed25519(1);
    let token = token(&signer, r#"{"alg":"EdDSA"}"#, payload);
    verify(token.as_bytes(), Format::Jwt, &jwks(&signer.jwk()), terms).map_err(|error| error.kind)
}

fn fault(payload: &str, terms: &Terms) -> Option<ClaimFault> {
    match jwt(payload, terms) {
        Ok(_) => None,
        Err(ErrorKind::Claim(fault)) => Some(fault),
        Err(other) => panic!("{other:?}"),
    }
}

fn with_leeway(seconds: i64, leeway: u64) -> Terms {
    Terms { leeway, ..at(seconds) }
}

#[test]
fn bounds_are_exact() {
    use ClaimFault::{Expired, IssuedInTheFuture, NotYetValid};
    for (payload, seconds, leeway, expected) in [
        (r#"{"exp":100}"#, 99, 0, None),
        (r#"{"exp":100}"#, 100, 0, Some(Expired)),
        (r#"{"exp":100}"#, 109, 10, None),
        (r#"{"exp":100}"#, 110, 10, Some(Expired)),
        (r#"{"exp":100.5}"#, 100, 0, None),
        (r#"{"exp":1.005e2}"#, 101, 0, Some(Expired)),
        (r#"{"exp":99999999999999999999}"#, 100, 0, None),
        (r#"{"exp":-99999999999999999999}"#, 100, 0, Some(Expired)),
        (r#"{"exp":100}"#, i64::MAX, u64::MAX, None),
        (r#"{"nbf":100}"#, 99, 0, Some(NotYetValid)),
        (r#"{"nbf":100}"#, 100, 0, None),
        (r#"{"nbf":100}"#, 90, 10, None),
        (r#"{"nbf":100}"#, 89, 10, Some(NotYetValid)),
        (r#"{"nbf":100.000001}"#, 100, 0, Some(NotYetValid)),
        (r#"{"iat":101}"#, 100, 0, Some(IssuedInTheFuture)),
        (r#"{"iat":101}"#, 100, 1, None),
        (r#"{"iat":1,"nbf":2,"exp":4}"#, 3, 0, None),
    ] {
        assert_eq!(fault(payload, &with_leeway(seconds, leeway)), expected, "{payload} {seconds}");
    }
    let terms = Terms::at(date::parse("1970-01-01T00:01:40.25Z").unwrap());
    assert_eq!(fault(r#"{"exp":100.25}"#, &terms), Some(Expired));
    assert_eq!(fault(r#"{"exp":100.2500000001}"#, &terms), None);
}

#[test]
fn registered_claims_have_types() {
    use RegisteredClaim as R;
    for (payload, claim) in [
        (r#"{"iss":1}"#, R::Issuer),
        (r#"{"sub":["a"]}"#, R::Subject),
        (r#"{"jti":1}"#, R::TokenId),
        (r#"{"aud":1}"#, R::Audience),
        (r#"{"aud":["a",1]}"#, R::Audience),
        (r#"{"exp":"100"}"#, R::ExpirationTime),
        (r#"{"exp":null}"#, R::ExpirationTime),
        (r#"{"exp":"2030-01-01T00:00:00Z"}"#, R::ExpirationTime),
        (r#"{"nbf":true}"#, R::NotBefore),
        (r#"{"iat":[]}"#, R::IssuedAt),
    ] {
        assert_eq!(fault(payload, &at(0)), Some(ClaimFault::Type(claim)), "{payload}");
    }
}

#[test]
fn audiences_have_to_be_meant() {
    let terms = Terms { audience: Some("https://room.example".to_owned()), ..at(0) };
    for (payload, expected) in [
        (r#"{"aud":"https://room.example"}"#, None),
        (r#"{"aud":["a","https://room.example"]}"#, None),
        (r#"{"aud":"https://room.example/"}"#, Some(ClaimFault::Audience)),
        (r#"{"aud":"HTTPS://room.example"}"#, Some(ClaimFault::Audience)),
        (r#"{"aud":[]}"#, Some(ClaimFault::Audience)),
        ("{}", Some(ClaimFault::Audience)),
    ] {
        assert_eq!(fault(payload, &terms), expected, "{payload}");
    }
}

#[test]
fn a_careful_reader_is_warned() {
    let warnings = |payload| jwt(payload, &at(1_700_000_000)).unwrap().warnings;
    assert_eq!(warnings("{}"), [Warning::NoExpiry]);
    assert_eq!(warnings(r#"{"exp":1700000001}"#), []);
    // Milliseconds.
    assert_eq!(warnings(r#"{"exp":1700000001000}"#), [Warning::FarExpiry]);
    let both = [Warning::AudienceNotChecked, Warning::NoExpiry];
    assert_eq!(warnings(r#"{"aud":"a"}"#), both);
    let until = jwt(r#"{"exp":1700000001.5}"#, &at(0)).unwrap().until;
    assert_eq!(until, Moment::from_decimal("1700000001.5"));
}

#[test]
fn dates_of_cwt() {
    let signer = Signer::ed25519(1);
    let check = |payload: &[u8]| {
        let message = message(&signer, &[0xa1, 1, 0x27], &[0xa0], payload);
        verify(&message, Format::Cwt, &jwks(&signer.jwk()), &at(100)).err().map(|error| error.kind)
    };
    let claim = |fault| Some(ErrorKind::Claim(fault));
    let malformed = claim(ClaimFault::Type(RegisteredClaim::ExpirationTime));
    assert_eq!(check(&[0xa1, 4, 0x18, 101]), None);
    assert_eq!(check(&[0xa1, 4, 0x18, 100]), claim(ClaimFault::Expired));
    // 100.5 and 100.0 as binary16; NaN and infinity; with tag 1; as text.
    assert_eq!(check(&[0xa1, 4, 0xf9, 0x56, 0x48]), None);
    assert_eq!(check(&[0xa1, 4, 0xf9, 0x56, 0x40]), claim(ClaimFault::Expired));
    assert_eq!(check(&[0xa1, 4, 0xf9, 0x7e, 0]), malformed);
    assert_eq!(check(&[0xa1, 4, 0xf9, 0x7c, 0]), malformed);
    assert_eq!(check(&[0xa1, 4, 0xc1, 0x18, 101]), malformed);
    assert_eq!(check(&[0xa1, 4, 0x61, b'9']), malformed);
    assert_eq!(check(&[0xa1, 7, 0x41, 1]), None);
    assert_eq!(check(&[0xa1, 7, 0x61, b'1']), claim(ClaimFault::Type(RegisteredClaim::TokenId)));
    // The claims of JWT are others here: this is no `exp`.
    assert_eq!(check(&[0xa1, 0x63, b'e', b'x', b'p', 1]), None);
}

#[test]
fn w3c_credentials_have_dates_of_their_own() {
    let signer = Signer::ed25519(1);
    let check = |dates: &str| {
        let payload = format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],
                "issuer":"https://example.com",{dates}"credentialSubject":{{"id":"did:example:a"}}}}"#
        );
        let token = token(&signer, r#"{"alg":"EdDSA","typ":"vc+jwt"}"#, &payload);
        verify(token.as_bytes(), Format::Vc, &jwks(&signer.jwk()), &at(100))
    };
    let until = check(r#""validUntil":"1970-01-01T00:01:41Z","#).unwrap().until;
    assert_eq!(until, Some(Moment::from_seconds(101)));
    let expired = check(r#""validUntil":"1970-01-01T00:01:40Z","#);
    let expired = expired.unwrap_err();
    assert_eq!(expired.kind, ErrorKind::Claim(ClaimFault::Expired));
    let words = "it has expired: it was good until 1970-01-01T00:01:40Z";
    assert_eq!(expired.to_string(), words);
    let early = check(r#""validFrom":"1970-01-01T00:01:41Z","#);
    let early = early.unwrap_err();
    assert_eq!(early.kind, ErrorKind::Claim(ClaimFault::NotYetValid));
    assert_eq!(early.to_string(), "it is not valid yet: it is good from 1970-01-01T00:01:41Z on");
    assert_eq!(check("").unwrap().warnings, [Warning::NoExpiry]);
    assert_eq!(
        check(r#""exp":102,"validUntil":"1970-01-01T00:02:00Z","#).unwrap().until,
        Some(Moment::from_seconds(102))
    );
}
