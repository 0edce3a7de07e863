//! Keys as trust material: what is read, what cannot be used and why, and when keys are equal.

use admit::credential::ErrorKind as Reading;
use admit::limits::Limits;
use admit::semantics::encoding::base64url;
use admit::verify::algorithm::{Algorithm, Curve};
use admit::verify::keys::{cose_key, jwk};
use admit::verify::{ErrorKind, Key, KeyFault, PublicKey, Trust, Unusable};
use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::issue::Signer;
use super::kind;
use crate::support::unhex;

fn read(key: &Value) -> Key {
    let mut keys = jwk::read(key.to_string().as_bytes(), &Limits::default()).unwrap();
    assert_eq!(keys.len(), 1);
    keys.remove(0)
}

fn unusable(key: &Value) -> Option<Unusable> {
    read(key).public().err()
}

/// A JWK with members put in place of others; null takes one away.
fn with(key: &Value, members: Value) -> Value {
    let mut key = key.clone();
    for (name, value) in members.as_object().unwrap() {
        if value.is_null() {
            key.as_object_mut().unwrap().remove(name);
        } else {
            key[name] = value.clone();
        }
    }
    key
}

fn p256() -> Value {
    crate::support::json("cwt/derived/cases.json")["key"].clone()
}

#[test]
fn sets_and_single_keys() {
    let limits = Limits::default();
    let read = |text: &str| jwk::read(text.as_bytes(), &limits).map(|keys| keys.len());
    let key = p256().to_string();
    assert_eq!(read(&key), Ok(1));
    assert_eq!(read(&format!(r#"{{"keys":[{key},{key}],"more":1}}"#)), Ok(2));
    assert_eq!(read(r#"{"keys":[]}"#), Ok(0));
    for not_keys in ["{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[{}]}"#] {
        assert_eq!(kind(read(not_keys)), ErrorKind::Key(KeyFault::NotKeys), "{not_keys}");
    }
    for twice in [r#"{"kty":"EC","kty":"EC"}"#, r#"{"keys":[],"keys":[]}"#] {
        match kind(read(twice)) {
            ErrorKind::Unreadable(error) => assert_eq!(error.kind, Reading::DuplicateKey),
            other => panic!("{other:?}"),
        }
    }
    let few = Limits { trust_items: 1, trust_bytes: 400, ..Limits::default() };
    let two = format!(r#"{{"keys":[{key},{key}]}}"#);
    let result = jwk::read(two.as_bytes(), &few);
    assert_eq!(kind(result), ErrorKind::Key(KeyFault::TooMany { limit: 1 }));
    let result = Trust::default().add_jwks(two.repeat(9).as_bytes(), &few);
    assert!(matches!(kind(result), ErrorKind::Unreadable(_)));
}

#[test]
fn what_a_jwk_must_be() {
    let rsa = Signer::rsa().jwk();
    let okp = Signer::ed25519(1).jwk();
    let short = Base64UrlUnpadded::encode_string(&[0xff; 128]);
    let zero = Base64UrlUnpadded::encode_string(&[0; 32]);
    let leading = Base64UrlUnpadded::encode_string(&[&[0][..], &[0xff; 256]].concat());
    let even = Base64UrlUnpadded::encode_string(&[0xfe; 256]);
    for (key, why) in [
        (p256(), None),
        (rsa.clone(), None),
        (okp.clone(), None),
        (with(&p256(), json!({"d": "AAAA", "unknown": [1]})), None),
        (with(&p256(), json!({"use": "sig", "key_ops": ["verify"], "alg": "ES256"})), None),
        (with(&p256(), json!({"key_ops": ["sign", "verify"]})), None),
        (json!({"kty": "oct", "k": "AAAA"}), Some(Unusable::Symmetric)),
        (json!({"kty": "AKP"}), Some(Unusable::Type)),
        (json!({"kty": "ec"}), Some(Unusable::Type)),
        (json!({"kty": 1}), Some(Unusable::Malformed)),
        (with(&p256(), json!({"kid": 1})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"crv": "secp256k1"})), Some(Unusable::Curve)),
        (with(&p256(), json!({"crv": "P-384"})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"crv": null})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"x": null})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"x": format!("{zero}=")})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"x": zero})), Some(Unusable::Point(Curve::P256))),
        (with(&p256(), json!({"x": "AAAA"})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"use": "enc"})), Some(Unusable::Use)),
        (with(&p256(), json!({"use": 1})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"key_ops": ["sign"]})), Some(Unusable::Operations)),
        (with(&p256(), json!({"key_ops": []})), Some(Unusable::Operations)),
        (with(&p256(), json!({"key_ops": "verify"})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"key_ops": ["verify", "verify"]})), Some(Unusable::Malformed)),
        (with(&p256(), json!({"alg": "ES384"})), Some(Unusable::Algorithm)),
        (with(&p256(), json!({"alg": "ECDH-ES"})), Some(Unusable::Algorithm)),
        (with(&p256(), json!({"alg": "none"})), Some(Unusable::Algorithm)),
        (with(&p256(), json!({"alg": 1})), Some(Unusable::Malformed)),
        (with(&okp, json!({"crv": "Ed448"})), Some(Unusable::Curve)),
        (with(&okp, json!({"crv": "X25519"})), Some(Unusable::Curve)),
        (with(&okp, json!({"x": short})), Some(Unusable::Malformed)),
        (with(&rsa, json!({"n": short})), Some(Unusable::Rsa)),
        (with(&rsa, json!({"n": even})), Some(Unusable::Rsa)),
        (with(&rsa, json!({"n": leading})), Some(Unusable::Malformed)),
        (with(&rsa, json!({"e": "AQ"})), Some(Unusable::Rsa)),
        (with(&rsa, json!({"e": "AA"})), Some(Unusable::Malformed)),
        (with(&rsa, json!({"e": "AQAA"})), Some(Unusable::Rsa)),
        (with(&rsa, json!({"e": ""})), Some(Unusable::Malformed)),
    ] {
        assert_eq!(unusable(&key), why, "{key}");
    }
}

#[test]
fn the_smallest_rsa_key_has_2048_bits() {
    let modulus = |bits: usize| {
        let mut octets = vec![0xff; bits.div_ceil(8)];
        octets[0] >>= octets.len() * 8 - bits;
        octets
    };
    let check = |bits| PublicKey::rsa(&modulus(bits), &[1, 0, 1]).err();
    assert_eq!(check(2047), Some(Unusable::Rsa));
    assert_eq!(check(2048), None);
    assert_eq!(check(8192), None);
    assert_eq!(check(8193), Some(Unusable::Rsa));
}

#[test]
fn keys_allow_what_they_name() {
    let rsa = Signer::rsa().jwk();
    let any = read(&rsa);
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        assert!(any.allows(Algorithm::from_jose(alg).unwrap()));
        let only = read(&with(&rsa, json!({"alg": "PS256"})));
        assert_eq!(only.allows(Algorithm::from_jose(alg).unwrap()), alg == "PS256");
    }
    assert!(!any.allows(Algorithm::Ed25519));
    assert!(!read(&json!({"kty": "oct", "k": "AAAA"})).allows(Algorithm::Ed25519));
}

/// The keys of RFC 9052 appendix C.7.1 in the curves that are supported, and other forms.
#[test]
fn what_a_cose_key_must_be() {
    let limits = Limits::default();
    let x = "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d";
    let y = "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c";
    let first = |hex: &str| {
        let keys = cose_key::read(&unhex(hex), &limits).unwrap();
        keys.into_iter().next().unwrap().public().cloned()
    };
    let whole = first(&format!("a401022001215820{x}225820{y}")).unwrap();
    let compressed = first(&format!("a401022001215820{x}22f4")).unwrap();
    assert_eq!(whole, compressed);
    let other = first(&format!("a401022001215820{x}22f5")).unwrap();
    assert_ne!(whole, other);
    for (hex, why) in [
        (format!("a301022001215820{x}"), Unusable::Malformed),
        (format!("a401022001215820{y}225820{y}"), Unusable::Point(Curve::P256)),
        (format!("a401022008215820{x}225820{y}"), Unusable::Curve),
        (format!("a40102200121581f{}225820{y}", &x[2..]), Unusable::Malformed),
        (format!("a501020481012001215820{x}225820{y}"), Unusable::Operations),
        (format!("a501020401_2001215820{x}225820{y}").replace('_', ""), Unusable::Malformed),
        (format!("a501020338222001215820{x}225820{y}"), Unusable::Algorithm),
        (format!("a501020363666f6f2001215820{x}225820{y}"), Unusable::Algorithm),
        (
            format!("a50102024001_2001215820{x}225820{y}").replace("4001_", "01"),
            Unusable::Malformed,
        ),
        ("a201042041aa".to_owned(), Unusable::Symmetric),
        ("a10105".to_owned(), Unusable::Type),
        ("a1016345433c".replace("6345433c", "624543"), Unusable::Type),
        ("a3010120072141aa".to_owned(), Unusable::Curve),
        ("a3010120062141aa".to_owned(), Unusable::Malformed),
    ] {
        assert_eq!(first(&hex).err(), Some(why), "{hex}");
    }
    // alg ES256, key_ops sign and verify, kid h'11'.
    let hex = format!("a7010202411103260482010220012158_20{x}225820{y}").replace('_', "");
    let keys = cose_key::read(&unhex(&hex), &limits).unwrap();
    assert_eq!(keys[0].id(), Some(&[0x11][..]));
    assert!(keys[0].allows(Algorithm::from_cose(-7).unwrap()));
    let set = [&[0x82][..], &unhex(&hex), &unhex("a201042041aa")].concat();
    assert_eq!(cose_key::read(&set, &limits).unwrap().len(), 2);
    for not_keys in ["01", "a0", "8101", "81a0"] {
        let result = cose_key::read(&unhex(not_keys), &limits);
        assert_eq!(kind(result), ErrorKind::Key(KeyFault::NotKeys), "{not_keys}");
    }
    let twice = cose_key::read(&unhex("a201010101"), &limits);
    assert!(matches!(kind(twice), ErrorKind::Unreadable(_)));
}

#[test]
fn thumbprints() {
    let example = json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    });
    let thumbprint = |key: &Value| read(key).public().unwrap().jwk_thumbprint();
    // RFC 7638 section 3.1, RFC 8037 appendix A.3.
    let expected = base64url("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs").unwrap();
    assert_eq!(thumbprint(&example).to_vec(), expected);
    let example =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let expected = base64url("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k").unwrap();
    assert_eq!(thumbprint(&example).to_vec(), expected);
    // RFC 9679 section 6.
    let key = cose_key::read(
        &unhex(
            "a401022001215820\
             65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d\
             225820\
             1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
        ),
        &Limits::default(),
    );
    let expected = unhex("496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec");
    assert_eq!(key.unwrap()[0].public().unwrap().cose_thumbprint().to_vec(), expected);
}

#[test]
fn keys_are_equal_whatever_they_are_read_from() {
    let text = p256();
    let coordinate = |name: &str| base64url(text[name].as_str().unwrap()).unwrap();
    let (x, y) = (coordinate("x"), coordinate("y"));
    let from_jwk = read(&text).public().unwrap().clone();
    let cose = [&[0xa4, 1, 2, 0x20, 1, 0x21, 0x58, 32][..], &x, &[0x22, 0x58, 32], &y].concat();
    let keys = cose_key::read(&cose, &Limits::default()).unwrap();
    assert_eq!(keys[0].public(), Ok(&from_jwk));
    let point = [&[4][..], &x, &y].concat();
    assert_eq!(from_jwk.mls_octets(), Some(&point[..]));
    assert_eq!(PublicKey::ec(Curve::P256, &point), Ok(from_jwk));
    for point in [&[][..], &[0], &point[1..], &[&[6][..], &point[1..]].concat()] {
        assert!(PublicKey::ec(Curve::P256, point).is_err(), "{point:02x?}");
    }
}

proptest! {
    #[test]
    fn reading_is_total(octets in any::<Vec<u8>>(), text in "\\{\"kty\":.{0,40}\\}") {
        let limits = Limits::default();
        let _ = jwk::read(&octets, &limits);
        let _ = jwk::read(text.as_bytes(), &limits);
        let _ = cose_key::read(&octets, &limits);
        let _ = Trust::default().add_anchors(&octets, &limits);
    }
}
