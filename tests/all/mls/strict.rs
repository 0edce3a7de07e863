//! Octets that are exactly a structure, and nothing else.

use admit::credential::mls::{self, Body, Carried, MlsFault, SdJwt, Source, Structure, read};
use admit::credential::{Envelope, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;
use admit::tls::Fault;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{NAMES, fault, message, open};

/// `opaque x<V>`.
fn opaque(content: &[u8]) -> Vec<u8> {
    let prefix = match content.len() {
        0..=0x3f => vec![u8::try_from(content.len()).unwrap()],
        length => (0x4000 | u16::try_from(length).unwrap()).to_be_bytes().to_vec(),
    };
    [prefix, content.to_vec()].concat()
}

/// A `Credential`.
fn credential(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], body].concat()
}

/// A `LeafNode` with this credential, source and extensions.
fn leaf_node(credential: &[u8], source: &[u8], extensions: &[u8]) -> Vec<u8> {
    let capabilities =
        [opaque(&[0, 1]), opaque(&[0, 1, 0, 2]), opaque(&[]), opaque(&[]), opaque(&[0, 2])];
    [
        opaque(b"encryption key"),
        opaque(b"signature key"),
        credential.to_vec(),
        capabilities.concat(),
        source.to_vec(),
        opaque(extensions),
        opaque(b"signature"),
    ]
    .concat()
}

/// `key_package` with a lifetime from 1 to 2.
const IN_KEY_PACKAGE: [u8; 17] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2];

fn key_package(leaf_node: &[u8]) -> Vec<u8> {
    [&[0, 1, 0, 1][..], &opaque(b"init key"), leaf_node, &opaque(&[]), &opaque(b"signature")]
        .concat()
}

fn read_as(structure: Structure, octets: &[u8]) -> Result<(), mls::Error> {
    read(structure, octets, &Limits::default()).map(drop)
}

fn kind(structure: Structure, octets: &[u8]) -> MlsFault {
    read_as(structure, octets).unwrap_err().kind
}

fn encoding(fault: Fault) -> MlsFault {
    MlsFault::Encoding(fault)
}

#[test]
fn every_field_is_there() {
    let octets = message("x509");
    let limits = Limits::default();
    let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
    let Carried { key_package: Some(package), leaf_node: Some(leaf), credential } = carried else {
        panic!("not whole")
    };
    assert_eq!(package.cipher_suite, 1);
    assert_eq!((package.init_key.len(), package.signature.len()), (32, 64));
    assert_eq!((leaf.encryption_key.len(), leaf.signature_key.len()), (32, 32));
    assert_eq!(leaf.capabilities.versions, [1]);
    assert_eq!(leaf.capabilities.cipher_suites, [1]);
    assert_eq!(leaf.capabilities.credentials, [2]);
    let lifetime = Source::KeyPackage { not_before: 1_704_067_200, not_after: 2_208_988_800 };
    assert_eq!(leaf.source, lifetime);
    // The message's head, and behind it the signature and its length.
    assert_eq!(package.to_be_signed, &octets[4..octets.len() - 64 - 2]);
    assert!(package.to_be_signed.windows(leaf.to_be_signed.len()).any(|w| w == leaf.to_be_signed));
    let Body::X509 { certificates } = credential.body else { panic!("no chain") };
    assert_eq!(certificates.len(), 2);
}

#[test]
fn structures_are_read_one_by_one() {
    let octets = message("sd-jwt-compacted");
    let limits = Limits::default();
    let carried = read(Structure::MlsMessage, &octets, &limits).unwrap();
    let package = &octets[4..];
    assert_eq!(read(Structure::KeyPackage, package, &limits).as_ref(), Ok(&carried));
    // The leaf node lies behind version, suite and init key.
    let start = 4 + 2 + carried.key_package.as_ref().unwrap().init_key.len();
    let leaf = carried.leaf_node.as_ref().unwrap();
    let whole = leaf.to_be_signed.len() + opaque(leaf.signature).len();
    let found = read(Structure::LeafNode, &package[start..start + whole], &limits).unwrap();
    assert_eq!((&found.leaf_node, &found.credential), (&carried.leaf_node, &carried.credential));
    let envelope = Envelope::open_mls(
        Structure::LeafNode,
        &package[start..start + whole],
        None,
        None,
        &limits,
    );
    assert_eq!(envelope.unwrap().format(), Format::SdJwt);
    let Body::SdJwt(SdJwt::Compacted { disclosures, .. }) = &found.credential.body else {
        panic!("not compacted")
    };
    assert!(!disclosures.is_empty());
}

#[test]
fn a_cut_is_an_error_at_every_octet() {
    for name in NAMES {
        let octets = message(name);
        for end in 0..octets.len() {
            let error = read_as(Structure::MlsMessage, &octets[..end]).unwrap_err();
            let is_cut = matches!(
                error.kind,
                MlsFault::Encoding(Fault::Truncated | Fault::LengthPastEnd { .. })
            );
            assert!(is_cut, "{name}, {end}: {error}");
            assert!(open(&octets[..end], None, None).is_err(), "{name}, {end}");
        }
    }
}

#[test]
fn nothing_may_follow() {
    for name in NAMES {
        for extra in [&[0][..], b"\n", &[0; 100]] {
            let octets = [&message(name)[..], extra].concat();
            let trailing = encoding(Fault::TrailingBytes { count: extra.len() });
            assert_eq!(kind(Structure::MlsMessage, &octets), trailing, "{name}");
            assert_eq!(fault(open(&octets, None, None)), trailing, "{name}");
        }
    }
}

#[test]
fn only_key_packages_carry_credentials() {
    for (format, error) in [(1u8, 1), (2, 2), (3, 3), (4, 4)] {
        let octets = [&[0, 1, 0, format][..], &[0; 40]].concat();
        assert_eq!(fault(open(&octets, None, None)), MlsFault::WireFormat(error));
    }
    let octets = [0, 1, 0, 6, 0, 0];
    assert_eq!(kind(Structure::MlsMessage, &octets), MlsFault::WireFormat(6));
    assert_eq!(open(&octets, None, None).unwrap_err(), ErrorKind::Unrecognized);
    let version = encoding(Fault::UnexpectedType { value: 2, expected: 1 });
    assert_eq!(kind(Structure::MlsMessage, &[0, 2, 0, 5]), version);
    let octets = [&[0, 1, 0, 5][..], &[0, 2]].concat();
    assert_eq!(kind(Structure::MlsMessage, &octets), version);
}

#[test]
fn sources_are_what_they_are() {
    let basic = credential(1, &opaque(b"name"));
    let leaf = |source: &[u8]| leaf_node(&basic, source, &[]);
    for source in [&IN_KEY_PACKAGE[..], &[2], &[3, 4, 1, 2, 3, 4]] {
        assert_eq!(read_as(Structure::LeafNode, &leaf(source)), Ok(()), "{source:?}");
    }
    for value in [0, 4, 255] {
        let unknown = encoding(Fault::UnknownEnum { value });
        assert_eq!(kind(Structure::LeafNode, &leaf(&[value])), unknown);
    }
    assert_eq!(read_as(Structure::KeyPackage, &key_package(&leaf(&IN_KEY_PACKAGE))), Ok(()));
    for source in [&[2][..], &[3, 0]] {
        let error = read_as(Structure::KeyPackage, &key_package(&leaf(source))).unwrap_err();
        assert_eq!((error.kind, error.path.as_str()), (MlsFault::Source, "leaf_node"));
    }
}

#[test]
fn extensions_stand_once() {
    let basic = credential(1, &opaque(b"name"));
    let one = [&[0, 1][..], &opaque(b"id")].concat();
    let other = [&[0, 3][..], &opaque(b"")].concat();
    let leaf = |list: &[u8]| leaf_node(&basic, &IN_KEY_PACKAGE, list);
    assert_eq!(read_as(Structure::LeafNode, &leaf(&[one.clone(), other].concat())), Ok(()));
    let error = read_as(Structure::LeafNode, &leaf(&[one.clone(), one].concat())).unwrap_err();
    assert_eq!(error.kind, MlsFault::DuplicateExtension(1));
    assert_eq!(error.path, "extensions[1]");
}

#[test]
fn lengths_are_the_shortest() {
    let octets = [&credential(1, &[])[..], &[0x40, 4], b"name"].concat();
    assert_eq!(kind(Structure::Credential, &octets), encoding(Fault::NonMinimalLength));
    let octets = credential(1, &[0xc0, 0, 0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(kind(Structure::Credential, &octets), encoding(Fault::BadLengthPrefix));
    let odd = [opaque(b"k"), opaque(b"k"), credential(1, &opaque(b"n")), opaque(&[0, 1, 2])];
    assert_eq!(kind(Structure::LeafNode, &odd.concat()), encoding(Fault::Truncated));
}

/// A credential that is no more than itself.
fn alone(
    octets: &[u8],
    format: Option<Format>,
    credential_type: Option<u16>,
) -> Result<(Format, u16), ErrorKind> {
    let limits = Limits::default();
    Envelope::open_mls(Structure::Credential, octets, format, credential_type, &limits)
        .map(|envelope| (envelope.format(), envelope.credential_type()))
        .map_err(|error| error.kind)
}

#[test]
fn unknown_types_need_a_format() {
    let token = br#"{"iss":"https://idp.example.com"}"#;
    let body = opaque(token);
    assert_eq!(alone(&credential(0xf001, &body), None, None), Ok((Format::Jwt, 0xf001)));
    assert_eq!(alone(&credential(0xf003, &body), None, None), Ok((Format::Vc, 0xf003)));
    for kind in [0x0a0a, 7, 0xf042] {
        let octets = credential(kind, &body);
        assert_eq!(fault(alone(&octets, None, None)), MlsFault::UnknownCredentialType(kind));
        assert_eq!(alone(&octets, Some(Format::Jwt), None), Ok((Format::Jwt, kind)));
        let other = alone(&octets, Some(Format::Jwt), Some(kind + 1));
        assert_eq!(fault(other), MlsFault::OtherCredentialType(kind));
    }
    // What it holds is a credential, and not another structure.
    let nested = credential(0xf042, &opaque(&message("x509")[..0x3ff]));
    assert!(alone(&nested, Some(Format::X509), None).is_err());
}

#[test]
fn a_chain_is_of_certificates() {
    assert_eq!(fault(alone(&credential(2, &[0]), None, None)), MlsFault::NoCertificate);
    let pem = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    for der in [&b""[..], b"x", &[0x30, 0], pem] {
        let octets = credential(2, &opaque(&opaque(der)));
        assert!(alone(&octets, None, None).is_err(), "{der:?}");
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/x509");
    let leaf = std::fs::read(root.join("mimi-derived/device.der")).unwrap();
    let chain = |others: &[u8]| credential(2, &opaque(&[&opaque(&leaf)[..], others].concat()));
    assert_eq!(alone(&chain(&[]), None, None), Ok((Format::X509, 2)));
    assert!(alone(&chain(&opaque(b"no certificate")), None, None).is_err(), "each is read");
}

#[test]
fn sd_jwt_has_a_body_of_its_own() {
    let text = super::super::support::vectors().join("sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt");
    let text = std::fs::read_to_string(text).unwrap();
    let text = text.trim();
    let body = |compacted: u8, fields: &[&[u8]]| {
        let fields: Vec<_> = fields.iter().map(|field| opaque(field)).collect();
        credential(6, &[vec![compacted], fields.concat()].concat())
    };
    assert_eq!(alone(&body(0, &[text.as_bytes()]), None, None), Ok((Format::SdJwt, 6)));
    assert!(alone(&credential(6, &opaque(text.as_bytes())), None, None).is_err(), "no vector");
    let flag = encoding(Fault::BadBool { value: 2 });
    assert_eq!(fault(alone(&body(2, &[text.as_bytes()]), None, None)), flag);
    let (unbound, _) = text.rsplit_once('~').unwrap();
    let unbound = format!("{unbound}~");
    let found = alone(&body(0, &[unbound.as_bytes()]), None, None);
    assert_eq!(fault(found), MlsFault::NoKeyBinding);
    let found = alone(&body(0, &[text.split('~').next().unwrap().as_bytes()]), None, None);
    assert_eq!(fault(found), MlsFault::NoKeyBinding);
    // In parts: header, payload, signature, disclosures, key binding.
    let parts: [&[u8]; 5] = [b"{\"alg\":\"ES256\"}", b"{}", b"signature", b"", b""];
    assert_eq!(fault(alone(&body(1, &parts), None, None)), MlsFault::NoKeyBinding);
    let parts: [&[u8]; 5] = [b"{\"alg\":\"ES256\"}", b"{}", b"signature", b"", b"~"];
    assert!(alone(&body(1, &parts), None, None).is_err());
    let parts: [&[u8]; 5] = [b"{\"alg\":\"ES256\"}", b"{}", b"signature", b"", b"\xff.e.e"];
    assert!(alone(&body(1, &parts), None, None).is_err());
}

#[test]
fn sd_cwt_is_in_its_key_binding_token() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let alone_token = std::fs::read(root.join("vectors/sd-cwt/draft-07/issuer_cwt.cbor")).unwrap();
    let octets = credential(5, &opaque(&alone_token));
    assert_eq!(fault(alone(&octets, None, None)), MlsFault::NoKeyBinding);
    let bare = credential(5, &opaque(&[0xa1, 0x01, 0x01]));
    assert!(alone(&bare, None, None).is_err(), "nobody signed it");
    let plain = credential(5, &opaque(&[0xd2, 0x84, 0x40, 0xa0, 0x41, 0xa0, 0x40]));
    assert!(alone(&plain, None, None).is_err());
}

#[test]
fn too_much_is_too_much() {
    let limits = Limits { credential_bytes: 100, ..Limits::default() };
    let octets = message("x509");
    for found in [
        Envelope::open(&octets, None, None, &limits),
        Envelope::open_mls(Structure::MlsMessage, &octets, None, None, &limits),
    ] {
        assert_eq!(found.unwrap_err().kind, ErrorKind::TooLarge { limit: 100 });
    }
    assert_eq!(
        read(Structure::MlsMessage, &octets, &limits).unwrap_err().kind,
        encoding(Fault::Limit { limit: 100 })
    );
}

#[test]
fn errors_have_words() {
    let error = Envelope::open(&[0, 1, 0, 3, 0], None, None, &Limits::default()).unwrap_err();
    let words = "an MLS message of type `mls_welcome` carries no credential, \
                 at octet 2 in `wire_format`";
    assert_eq!(error.to_string(), words);
    let octets = message("basic");
    let error = Envelope::open(&octets, None, None, &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "a basic credential, which has no claims");
}

proptest! {
    #[test]
    fn whatever_is_done_to_octets_nothing_panics(
        name in select(&NAMES[..]),
        edits in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4u8), 1..4),
    ) {
        let mut octets = message(name);
        for (at, octet, edit) in edits {
            let at = at.index(octets.len());
            match edit {
                0 => octets[at] = octet,
                1 => octets.insert(at, octet),
                2 if octets.len() > 1 => drop(octets.remove(at)),
                _ => octets.truncate(at.max(1)),
            }
        }
        for structure in Structure::ALL {
            let limits = Limits::default();
            let envelope = Envelope::open_mls(structure, &octets, None, None, &limits);
            let _ = envelope.map(|envelope| envelope.claims(&limits).map(drop));
        }
    }
}
