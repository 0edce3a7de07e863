//! The leaf's key is the credential's, and what a client publishes is signed by it.

use admit::credential::mls::{MlsFault, Structure, read};
use admit::credential::tree::Claims;
use admit::credential::{Envelope, Verified};
use admit::format::Format;
use admit::limits::Limits;
use admit::semantics::date::{Instant, Moment};
use admit::verify::client::{Client, binds, verify_client};
use admit::verify::{
    ClaimFault, ClientFault, Error, ErrorKind, Terms, Trust, Unusable, Verification, Warning,
    verify,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::message;
use crate::support::{self, unhex};

/// Within all validities: 2026-01-01.
const NOW: i64 = 1_767_225_600;

fn trust() -> Trust {
    let limits = Limits::default();
    let mut trust = Trust::default();
    let sd_cwt = support::json("sd-cwt/derived/cases.json");
    trust.add_jwks(sd_cwt["issuer_key"].to_string().as_bytes(), &limits).unwrap();
    let sd_jwt = support::json("sd-jwt/rfc9901/issuer-public-key.jwk.json");
    trust.add_jwks(sd_jwt.to_string().as_bytes(), &limits).unwrap();
    let anchor = support::vectors().join("x509/mimi-derived/root.pem");
    trust.add_anchors(&std::fs::read(anchor).unwrap(), &limits).unwrap();
    trust
}

fn terms(at: i64) -> Terms {
    Terms::at(Instant::from_seconds(at))
}

fn verified<'e>(
    envelope: &'e Envelope<'_>,
    at: i64,
) -> Result<(Verified<Claims<'e>>, Verification), Error> {
    verify(envelope, &trust(), &terms(at), &Limits::default())
}

fn client(octets: &[u8], at: i64) -> Result<Option<Client>, ErrorKind> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, None, None, &limits).unwrap();
    let (claims, _) = verified(&envelope, NOW).map_err(|error| error.kind)?;
    verify_client(&envelope, &claims, &terms(at), &limits).map_err(|error| error.kind)
}

#[test]
fn clients_are_verified() {
    for (name, suite) in [("x509", 1), ("sd-cwt", 2), ("sd-jwt", 2), ("sd-jwt-compacted", 2)] {
        let octets = message(name);
        let client = client(&octets, NOW).unwrap().unwrap();
        let limits = Limits::default();
        let envelope = Envelope::open(&octets, None, None, &limits).unwrap();
        let (_, verification) = verified(&envelope, NOW).unwrap();
        assert_eq!(verification.client.as_ref(), Some(&client), "{name}");
        assert!(verification.until <= client.until, "{name}");
        assert_eq!(client.cipher_suite, Some(suite), "{name}");
        assert_eq!(client.until, Some(Moment::from_seconds(2_208_988_801)), "{name}");
        assert!(client.is_leaf_signed, "{name}");
    }
}

#[test]
fn the_chain_of_a_key_package_is_verified() {
    let octets = message("x509");
    let limits = Limits::default();
    let envelope = Envelope::open(&octets, None, None, &limits).unwrap();
    // Without the intermediate certificate there is no path.
    assert!(verified(&envelope, NOW).is_ok());
    let leaf = std::fs::read(support::vectors().join("x509/mimi-derived/device.der")).unwrap();
    let alone = Envelope::open(&leaf, None, None, &limits).unwrap();
    assert!(verified(&alone, NOW).is_err());
}

#[test]
fn the_key_has_to_be_the_credentials() {
    for name in ["x509-other-key", "sd-cwt-other-key"] {
        let other = ErrorKind::Client(ClientFault::OtherKey);
        assert_eq!(client(&message(name), NOW), Err(other), "{name}");
    }
}

#[test]
fn a_leaf_of_a_group_is_bound_all_the_same() {
    let limits = Limits::default();
    for (name, expected) in [("x509", Ok(())), ("x509-other-key", Err(ClientFault::OtherKey))] {
        let octets = message(name);
        let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
        let leaf = carried.leaf_node.unwrap();
        // The same leaf, as an update: the lifetime and its 16 octets go.
        let (head, rest) = leaf.to_be_signed.split_at(leaf.to_be_signed.len() - 18);
        assert_eq!(rest[0], 1, "`key_package`, then the lifetime and no extensions");
        let update = [head, &[2, 0], &[1, 0]].concat();
        let structure = Structure::LeafNode;
        let envelope = Envelope::open_mls(structure, &update, None, None, &limits).unwrap();
        let found = verified(&envelope, NOW);
        if let Ok((_, verification)) = &found {
            assert!(verification.warnings.contains(&Warning::LeafSignatureNotChecked));
            assert_eq!(verification.client.as_ref().unwrap().until, None);
        }
        let found = found.map(drop).map_err(|error| error.kind);
        assert_eq!(found, expected.map_err(ErrorKind::Client), "{name}");
    }
}

#[test]
fn lifetimes_end() {
    let octets = message("x509");
    for (at, expected) in [
        (1_704_067_200, Ok(())),
        (1_704_067_199, Err(ClaimFault::NotYetValid)),
        (2_208_988_800, Ok(())),
        (2_208_988_801, Err(ClaimFault::Expired)),
    ] {
        let expected = expected.map_err(|fault| ErrorKind::Client(ClientFault::Lifetime(fault)));
        assert_eq!(client(&octets, at).map(drop), expected, "{at}");
    }
}

/// Changes one octet.
fn changed(octets: &[u8], at: usize) -> Vec<u8> {
    let mut octets = octets.to_vec();
    octets[at] ^= 1;
    octets
}

#[test]
fn what_is_published_is_signed() {
    for name in ["x509", "sd-cwt"] {
        let octets = message(name);
        let limits = Limits::default();
        let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
        let package = carried.key_package.unwrap();
        let leaf = carried.leaf_node.unwrap();
        let place = |field: &[u8]| {
            let found = octets.windows(field.len()).position(|window| window == field);
            found.expect("a field of the message")
        };
        let kind = |at| client(&changed(&octets, at), NOW).unwrap_err();
        let init_key = place(package.init_key);
        let package_fault = ErrorKind::Client(ClientFault::KeyPackageSignature);
        assert_eq!(kind(init_key), package_fault, "{name}: init key");
        let last = octets.len() - 1;
        assert_eq!(kind(last), package_fault, "{name}: signature");
        let leaf_fault = ErrorKind::Client(ClientFault::LeafSignature);
        let encryption_key = place(leaf.encryption_key);
        assert_eq!(kind(encryption_key), leaf_fault, "{name}: encryption key");
        let signature = place(leaf.signature) + leaf.signature.len() - 1;
        assert_eq!(kind(signature), leaf_fault, "{name}: leaf's signature");
        let key = kind(place(leaf.signature_key) + 5);
        assert_eq!(key, ErrorKind::Client(ClientFault::OtherKey), "{name}: signature key");
        let suite = kind(7);
        assert!(matches!(suite, ErrorKind::Client(_)), "{name}: cipher suite: {suite:?}");
    }
}

#[test]
fn a_credential_alone_is_no_client() {
    let octets = message("x509");
    let limits = Limits::default();
    let leaf = std::fs::read(support::vectors().join("x509/mimi-derived/combined.der")).unwrap();
    let length = u16::try_from(leaf.len()).unwrap();
    let inner = [&(0x4000 | length).to_be_bytes()[..], &leaf].concat();
    let outer = 0x4000 | u16::try_from(inner.len()).unwrap();
    let credential = [&[0, 2][..], &outer.to_be_bytes(), &inner].concat();
    let envelope =
        Envelope::open_mls(Structure::Credential, &credential, None, None, &limits).unwrap();
    let (claims, _) = verified(&envelope, NOW).unwrap();
    assert_eq!(verify_client(&envelope, &claims, &terms(NOW), &limits), Ok(None));
    let envelope = Envelope::open(&octets, None, None, &limits).unwrap();
    assert_eq!(
        verify_client(&envelope, &claims, &terms(NOW), &limits).map_err(|error| error.kind),
        Err(ErrorKind::Client(ClientFault::OtherKey)),
        "of another credential"
    );
}

/// Claims, verified by nobody.
fn with_claims<T>(format: Format, octets: &[u8], check: impl FnOnce(&Claims<'_>) -> T) -> T {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, Some(format), None, &limits).unwrap();
    check(&envelope.claims(&limits).unwrap().trust_without_verification())
}

/// The holder of the examples of draft-ietf-spice-sd-cwt, and another one.
const POINT: &str = "048554eb275dcd6fbd1c7ac641aa2c90d92022fd0d3024b5af18c7cc61ad527a2d\
                     4dc7ae2c677e96d0cc82597655ce92d5503f54293d87875d1e79ce4770194343";
const OTHER: &str = "044c2004475f59beedce1c5e23e16e2f7d25681c83f520b8a50e5b3bbc27867a67\
                     6718e25966d931018755629543885b4888abb157ee79c084eade234fd1761d94";

#[test]
fn cnf_binds_a_whole_key_or_its_thumbprint() {
    let point = unhex(POINT);
    let (x, y) = (&point[1..33], &point[33..]);
    let encode = Base64UrlUnpadded::encode_string;
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)});
    // RFC 7638 section 3: the members that are required, sorted.
    let input = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y));
    let jkt = encode(&Sha256::digest(input));
    for cnf in [json!({"jwk": jwk}), json!({"jkt": jkt})] {
        let claims = json!({"cnf": cnf}).to_string();
        for format in [Format::Jwt, Format::SdJwt] {
            with_claims(format, claims.as_bytes(), |claims| {
                assert_eq!(binds(&point, claims), Ok(()), "{cnf}");
                assert_eq!(binds(&unhex(OTHER), claims), Err(ClientFault::OtherKey), "{cnf}");
            });
        }
    }
    // RFC 9679 section 4: {1: 2, -1: 1, -2: x, -3: y} in deterministic CBOR.
    let key = [&[0xa4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y];
    let key = key.concat();
    let whole = [&[0xa1, 0x08, 0xa1, 0x01][..], &key].concat();
    let ckt = [&[0xa1, 0x08, 0xa1, 0x05, 0x58, 0x20][..], &Sha256::digest(&key)].concat();
    for claims in [whole, ckt] {
        for format in [Format::Cwt, Format::SdCwt] {
            with_claims(format, &claims, |claims| {
                assert_eq!(binds(&point, claims), Ok(()));
                assert_eq!(binds(&unhex(OTHER), claims), Err(ClientFault::OtherKey));
            });
        }
    }
}

#[test]
fn without_a_key_nothing_is_bound() {
    let point = unhex(POINT);
    for claims in [
        json!({}),
        json!({"cnf": {}}),
        json!({"cnf": {"kid": "1"}}),
        json!({"cnf": {"jkt": 1}}),
        json!({"cnf": "jwk"}),
        json!({"jwk": {"kty": "EC"}}),
    ] {
        let claims = claims.to_string();
        with_claims(Format::Jwt, claims.as_bytes(), |claims| {
            assert_eq!(binds(&point, claims), Err(ClientFault::NoKey));
        });
    }
    let symmetric = json!({"cnf": {"jwk": {"kty": "oct", "k": "AAAA"}}}).to_string();
    with_claims(Format::Jwt, symmetric.as_bytes(), |claims| {
        assert_eq!(binds(&point, claims), Err(ClientFault::Key(Unusable::Symmetric)));
    });
    for octets in ["a0", "a108a0", "a108a1034101", "a108a1056161", "a10801"] {
        with_claims(Format::Cwt, &unhex(octets), |claims| {
            assert_eq!(binds(&point, claims), Err(ClientFault::NoKey), "{octets}");
        });
    }
}

#[test]
fn keys_of_mls_have_one_form() {
    let point = unhex(POINT);
    let thumbprint = json!({"cnf": {"jkt": "A".repeat(43)}}).to_string();
    with_claims(Format::Jwt, thumbprint.as_bytes(), |claims| {
        let compressed = [&[0x03][..], &point[1..33]].concat();
        for key in [&compressed[..], &point[1..], b"", &[4; 65]] {
            assert_eq!(binds(key, claims), Err(ClientFault::SignatureKey), "{key:?}");
        }
        assert_eq!(binds(&point, claims), Err(ClientFault::OtherKey));
    });
}

#[test]
fn a_leaf_keeps_to_its_capabilities() {
    let octets = message("x509");
    let limits = Limits::default();
    let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
    assert_eq!(carried.check(), Ok(()));
    let mut other = carried.clone();
    other.leaf_node.as_mut().unwrap().capabilities.credentials.clear();
    assert_eq!(other.check(), Err(MlsFault::CredentialTypeNotListed(2)));
    let mut other = carried.clone();
    let extension = admit::credential::mls::Extension { extension_type: 1, extension_data: b"" };
    other.leaf_node.as_mut().unwrap().extensions = vec![extension];
    assert_eq!(other.check(), Ok(()), "every client knows it");
    other.leaf_node.as_mut().unwrap().extensions[0].extension_type = 6;
    assert_eq!(other.check(), Err(MlsFault::ExtensionNotListed(6)));
    other.leaf_node.as_mut().unwrap().capabilities.extensions = vec![6];
    assert_eq!(other.check(), Ok(()));
    let mut other = carried;
    let init_key = other.key_package.as_ref().unwrap().init_key;
    other.leaf_node.as_mut().unwrap().encryption_key = init_key;
    assert_eq!(other.check(), Err(MlsFault::SameKeys));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whoever changes what a client has published is found out.
    #[test]
    fn no_change_is_verified(
        name in select(&["x509", "sd-cwt", "sd-jwt", "sd-jwt-compacted"][..]),
        at in any::<Index>(),
        octet in any::<u8>(),
        edit in 0..3u8,
    ) {
        let original = message(name);
        let mut octets = original.clone();
        let at = at.index(octets.len());
        match edit {
            0 => octets[at] = octet,
            1 => octets.insert(at, octet),
            _ => drop(octets.remove(at)),
        }
        prop_assume!(octets != original);
        let limits = Limits::default();
        let found = Envelope::open(&octets, None, None, &limits).is_ok_and(|envelope| {
            let claims = verified(&envelope, NOW);
            claims.is_ok_and(|(claims, _)| {
                verify_client(&envelope, &claims, &terms(NOW), &limits).is_ok()
            })
        });
        prop_assert!(!found, "{name}: octet {at}");
    }
}
