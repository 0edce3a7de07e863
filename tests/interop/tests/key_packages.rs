//! The key packages of `tests/vectors-own/mls`: made here, and read by openmls and mls-spec.

use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding};
use mls_spec::credential::Credential as SpecCredential;
use mls_spec::crypto::SignContent;
use mls_spec::defs::CredentialType as SpecCredentialType;
use mls_spec::drafts::sd_cwt_credential::{SdJwtCredential, SdJwtDisclosure};
use mls_spec::messages::{MlsMessage, MlsMessageContent};
use mls_spec::{Parsable, Serializable};
use openmls::prelude::*;
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use openmls_traits::signatures::Signer;
use sha2::{Digest, Sha256};
use tls_codec::{DeserializeBytes, Serialize};

const ED25519: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;
const P256: Ciphersuite = Ciphersuite::MLS_128_DHKEMP256_AES128GCM_SHA256_P256;

/// From 2024-01-01 to 2040-01-01.
const LIFETIME: (u64, u64) = (1_704_067_200, 2_208_988_800);

/// The holder of the examples of draft-ietf-spice-sd-cwt (`holder_privkey.pem`).
const SD_CWT_HOLDER: (&str, &str) = (
    "5759a86e59bb3b002dde467da4b52f3d06e6c2cd439456cf0485b9b864294ce5",
    "048554eb275dcd6fbd1c7ac641aa2c90d92022fd0d3024b5af18c7cc61ad527a2d\
     4dc7ae2c677e96d0cc82597655ce92d5503f54293d87875d1e79ce4770194343",
);

/// The holder of the examples of RFC 9901 (`examples/settings.yml` of its repository).
const SD_JWT_HOLDER: (&str, &str) = (
    "e4ae520a8b3ccdff7345e98619497ac9fa24fbf3628abc8d66cbc035632117e2",
    "044c2004475f59beedce1c5e23e16e2f7d25681c83f520b8a50e5b3bbc27867a67\
     6718e25966d931018755629543885b4888abb157ee79c084eade234fd1761d94",
);

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vector(path: &str) -> Vec<u8> {
    std::fs::read(tests().join("vectors").join(path)).unwrap()
}

fn own(name: &str) -> PathBuf {
    tests().join("vectors-own/mls").join(name)
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|digit| !digit.is_whitespace()).collect();
    let octet = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

fn p256((private, public): (&str, &str)) -> SignatureKeyPair {
    SignatureKeyPair::from_raw(P256.signature_algorithm(), unhex(private), unhex(public))
}

/// A key of `tests/vectors/x509/mimi-derived`; its public part stands in a certificate.
fn ed25519(name: &str, certificate: &[u8]) -> SignatureKeyPair {
    let private = Sha256::digest(format!("admit test key {name}")).to_vec();
    let info = unhex("06032b6570032100");
    let at = certificate.windows(info.len()).position(|window| window == info).unwrap();
    let public = certificate[at + info.len()..][..32].to_vec();
    SignatureKeyPair::from_raw(ED25519.signature_algorithm(), private, public)
}

/// An `MLSMessage` with a key package. The content is what stands in the vector of the credential.
fn message(suite: Ciphersuite, key: &SignatureKeyPair, kind: u16, content: Vec<u8>) -> Vec<u8> {
    let provider = OpenMlsRustCrypto::default();
    let kind = CredentialType::from(kind);
    let capabilities = Capabilities::new(None, Some(&[suite]), None, None, Some(&[kind]));
    let bundle = KeyPackage::builder()
        .leaf_node_capabilities(capabilities)
        .key_package_lifetime(Lifetime::init(LIFETIME.0, LIFETIME.1))
        .build(
            suite,
            &provider,
            key,
            CredentialWithKey {
                credential: Credential::new(kind, content),
                signature_key: key.to_public_vec().into(),
            },
        )
        .unwrap();
    MlsMessageOut::from(bundle.key_package().clone()).tls_serialize_detached().unwrap()
}

/// Puts another credential into a key package, and signs again.
fn with_credential(
    message: &[u8],
    key: &SignatureKeyPair,
    credential: SpecCredential<'_>,
) -> Vec<u8> {
    let parsed = MlsMessage::from_tls_bytes(message).unwrap();
    let MlsMessageContent::KeyPackage(mut package) = parsed.content else { panic!() };
    let sign = |label: &str, content: &[u8]| {
        key.sign(&SignContent { label, content }.to_tls_bytes().unwrap()).unwrap()
    };
    package.leaf_node.credential = credential;
    package.leaf_node.capabilities.credentials = vec![SpecCredentialType::SD_JWT_CREDENTIAL];
    let content = package.leaf_node.to_tbs(None).unwrap().to_tls_bytes().unwrap();
    package.leaf_node.signature = sign("MLS 1.0 LeafNodeTBS", &content).into();
    let content = package.to_tbs().to_tls_bytes().unwrap();
    package.signature = sign("MLS 1.0 KeyPackageTBS", &content).into();
    package.into_message().to_tls_bytes().unwrap()
}

/// The content of `Certificate certificates<V>`.
fn certificates(chain: &[Vec<u8>]) -> Vec<u8> {
    let opaque = |der: &Vec<u8>| VLBytes::new(der.clone()).tls_serialize_detached().unwrap();
    chain.iter().flat_map(opaque).collect()
}

fn decode(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap()
}

/// The presentation of RFC 9901 section 5, in parts.
fn compacted(text: &str) -> SdJwtCredential<'_> {
    let mut parts = text.split('~');
    let issuer_signed: Vec<_> = parts.next().unwrap().split('.').map(decode).collect();
    let (key_binding, disclosures) = parts
        .collect::<Vec<_>>()
        .split_last()
        .map(|(last, all)| {
            let disclosure = |text: &&str| SdJwtDisclosure { disclosure: decode(text).into() };
            (*last, all.iter().map(disclosure).collect())
        })
        .unwrap();
    let [protected, payload, signature] = <[Vec<u8>; 3]>::try_from(issuer_signed).unwrap();
    SdJwtCredential::Compacted {
        protected: protected.into(),
        payload: payload.into(),
        signature: signature.into(),
        disclosures,
        sd_jwt_key_binding: key_binding.as_bytes().into(),
    }
}

#[test]
#[ignore = "writes tests/vectors-own/mls"]
fn make() {
    std::fs::create_dir_all(own("")).unwrap();
    let leaf = vector("x509/mimi-derived/device.der");
    let chain = [leaf.clone(), vector("x509/mimi-derived/handle-ca.der")];
    let device = ed25519("device", &leaf);
    let sd_cwt = std::fs::read(tests().join("vectors-own/sd-cwt/kbt-content-16.cbor")).unwrap();
    let holder = p256(SD_JWT_HOLDER);
    let sd_jwt = vector("sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt");
    let sd_jwt = str::from_utf8(&sd_jwt).unwrap().trim();
    let other = SignatureKeyPair::new(ED25519.signature_algorithm()).unwrap();
    let encode = Base64UrlUnpadded::encode_string;
    let jwt = [
        encode(br#"{"alg":"ES256","typ":"JWT"}"#),
        encode(br#"{"iss":"https://idp.example.com","department":"Human Resources"}"#),
        encode(&[0; 64]),
    ];
    let base = message(P256, &holder, 1, Vec::new());
    let spec =
        |credential| with_credential(&base, &holder, SpecCredential::SdJwtCredential(credential));
    for (name, octets) in [
        ("basic", message(ED25519, &other, 1, b"mimi://example.com/u/ann".to_vec())),
        ("x509", message(ED25519, &device, 2, certificates(&chain))),
        ("x509-other-key", message(ED25519, &other, 2, certificates(&chain))),
        ("sd-cwt", message(P256, &p256(SD_CWT_HOLDER), 5, sd_cwt.clone())),
        ("sd-cwt-other-key", message(P256, &holder, 5, sd_cwt)),
        ("sd-jwt", spec(SdJwtCredential::Uncompacted { sd_jwt_kb: sd_jwt.as_bytes().into() })),
        ("sd-jwt-compacted", spec(compacted(sd_jwt))),
        ("jwt", message(ED25519, &other, 0xf001, jwt.join(".").into_bytes())),
    ] {
        std::fs::write(own(name).with_extension("mls"), octets).unwrap();
    }
}

/// The committed messages, by their names.
fn messages() -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(own("")).unwrap().map(|entry| entry.unwrap().path());
    let messages = entries.filter(|path| path.extension().is_some_and(|ending| ending == "mls"));
    let messages: Vec<_> = messages
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    assert!(messages.len() >= 8, "only {} messages", messages.len());
    messages
}

#[test]
fn openmls_accepts_what_is_a_plain_vector() {
    let provider = OpenMlsRustCrypto::default();
    for (name, octets) in messages() {
        let read = MlsMessageIn::tls_deserialize_exact_bytes(&octets);
        if name.starts_with("sd-jwt") {
            // openmls takes the body of every credential for one vector.
            assert!(read.is_err(), "{name}");
            continue;
        }
        let MlsMessageBodyIn::KeyPackage(package) = read.unwrap().extract() else { panic!() };
        let package = package.validate(provider.crypto(), ProtocolVersion::Mls10);
        assert!(package.is_ok(), "{name}: {package:?}");
    }
}

#[test]
fn mls_spec_reads_all_that_it_knows() {
    for (name, octets) in messages() {
        if name == "jwt" {
            continue; // a type from the private-use range
        }
        let message = MlsMessage::from_tls_bytes(&octets).unwrap();
        assert!(matches!(message.content, MlsMessageContent::KeyPackage(_)), "{name}");
        assert_eq!(message.to_tls_bytes().unwrap(), octets, "{name}");
    }
}

#[test]
fn admit_reads_what_they_read() {
    use admit::credential::mls::{Structure, read};
    let limits = admit::limits::Limits::default();
    for (name, octets) in messages() {
        let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
        let leaf = carried.leaf_node.unwrap();
        if name.starts_with("sd-jwt") {
            continue;
        }
        let message = MlsMessageIn::tls_deserialize_exact_bytes(&octets).unwrap();
        let MlsMessageBodyIn::KeyPackage(package) = message.extract() else { panic!() };
        let other = package.unverified_credential();
        assert_eq!(leaf.signature_key, other.signature_key.as_slice(), "{name}");
        let kind = u16::from(other.credential.credential_type());
        assert_eq!(carried.credential.credential_type, kind, "{name}");
    }
}
