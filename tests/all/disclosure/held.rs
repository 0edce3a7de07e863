//! Disclosure policies held against credentials.

use admit::format::Format;

use super::{policy, violations, wallet};

const DIGEST: &str = "0123456789012345678901234567890123456789012";

#[test]
fn forbidden_required_and_withheld_claims_are_named() {
    let policy = policy(&wallet("disclose Wallet { require iss, level  forbid birthdate }"));
    let found = |claims: &str| violations(&policy, Format::SdJwt, claims.as_bytes());
    assert_eq!(found(r#"{"iss":"https://a.example","level":1}"#), [""; 0]);
    assert_eq!(found(r#"{"iss":"https://a.example"}"#), ["level missing"]);
    // Whatever a forbidden claim says, it is disclosed.
    assert_eq!(found(r#"{"iss":"x","level":null,"birthdate":null}"#), ["birthdate forbidden"]);
    let withheld = format!(r#"{{"iss":"x","_sd":["{DIGEST}"]}}"#);
    assert_eq!(found(&withheld), ["level withheld 1"]);
    // A digest that hides a forbidden claim hides it well.
    let hidden = format!(r#"{{"iss":"x","level":1,"_sd":["{DIGEST}"]}}"#);
    assert_eq!(found(&hidden), [""; 0]);
}

#[test]
fn what_is_exempt_inside_a_forbidden_claim_may_be_disclosed() {
    let policy = policy(&wallet("disclose Wallet { allow address.country  forbid address }"));
    let found = |claims: &str| violations(&policy, Format::SdJwt, claims.as_bytes());
    assert_eq!(found(r#"{"address":{"country":"DE"}}"#), [""; 0]);
    assert_eq!(found(r#"{"address":{}}"#), [""; 0]);
    assert_eq!(found(&format!(r#"{{"address":{{"country":"DE","_sd":["{DIGEST}"]}}}}"#)), [""; 0]);
    let said = ["address forbidden"];
    assert_eq!(found(r#"{"address":{"country":"DE","street":"x"}}"#), said);
    assert_eq!(found(r#"{"address":{"city":"x"}}"#), said);
    assert_eq!(found(r#"{"address":"Main Street"}"#), said);
    assert_eq!(found(r#"{"address":["DE"]}"#), said);
}

#[test]
fn a_required_claim_inside_another_is_looked_for_there() {
    let policy = policy(&wallet("disclose Wallet { require address.country }"));
    let found = |claims: &str| violations(&policy, Format::SdJwt, claims.as_bytes());
    assert_eq!(found(r#"{"address":{"country":"DE"}}"#), [""; 0]);
    assert_eq!(found(r#"{"country":"DE"}"#), ["address.country missing"]);
    let inside = format!(r#"{{"address":{{"_sd":["{DIGEST}","x{DIGEST}"]}}}}"#);
    assert_eq!(found(&inside), ["address.country withheld 2"]);
}

#[test]
fn another_format_of_the_family_is_no_way_around() {
    let policy = policy(&wallet("disclose Wallet { forbid birthdate }"));
    let claims = br#"{"birthdate":"2000-01-01"}"#;
    for format in [Format::SdJwt, Format::Jwt] {
        assert_eq!(violations(&policy, format, claims), ["birthdate forbidden"], "{format:?}");
    }
    // A CWT is of another family, whose claims the policy says nothing of.
    let cbor = [0xa1, 0x69, b'b', b'i', b'r', b't', b'h', b'd', b'a', b't', b'e', 0x00];
    assert_eq!(violations(&policy, Format::Cwt, &cbor), [""; 0]);
}

#[test]
fn a_format_with_a_block_of_its_own_keeps_to_that_one() {
    let source = wallet(
        "credential Badge: jwt { iss : https_uri  name : string }\n\
         rule badge: admit Badge as member where iss == \"https://b.example\"\n\
         disclose Wallet { forbid birthdate }\n\
         disclose Badge { require name }",
    );
    let policy = policy(&source);
    let claims = br#"{"birthdate":"2000-01-01"}"#;
    assert_eq!(violations(&policy, Format::SdJwt, claims), ["birthdate forbidden"]);
    assert_eq!(violations(&policy, Format::Jwt, claims), ["name missing"]);
}

#[test]
fn cbor_keys_tags_and_embedded_items_are_entered() {
    let policy = policy(
        "policy \"x\"\n\
         credential Pass: cwt { when at 5 : tag 1 date  inner at 6 : embedded { name at 1 : string } }\n\
         role member = 2 { can join_if_preauthorized }\n\
         admit Pass as member\n\
         disclose Pass { require when  forbid inner.name }",
    );
    let found = |octets: &[u8]| violations(&policy, Format::Cwt, octets);
    // {5: 1(0), 6: << {2: 0} >>}
    assert_eq!(found(&[0xa2, 5, 0xc1, 0, 6, 0x43, 0xa1, 2, 0]), [""; 0]);
    // {5: 0, 6: << {1: "a"} >>}: whatever is there, it is there.
    let named = found(&[0xa2, 5, 0, 6, 0x44, 0xa1, 1, 0x61, b'a']);
    assert_eq!(named, ["iat.claim_1 forbidden"]);
    assert_eq!(found(&[0xa0]), ["nbf missing"]);
}
