//! MLS structures: read strictly, opened, and their keys bound to their credentials.

mod client;
mod strict;

use std::path::Path;

use admit::credential::mls::{MlsFault, Structure, credential_type};
use admit::credential::{Carrier, DigestMode, Envelope, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

/// A committed key package, in an `MLSMessage`.
fn message(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-own/mls");
    let path = folder.join(name).with_extension("mls");
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const NAMES: [&str; 8] = [
    "basic",
    "jwt",
    "sd-cwt",
    "sd-cwt-other-key",
    "sd-jwt",
    "sd-jwt-compacted",
    "x509",
    "x509-other-key",
];

fn open<'a>(
    octets: &'a [u8],
    format: Option<Format>,
    credential_type: Option<u16>,
) -> Result<Envelope<'a>, ErrorKind> {
    let found = Envelope::open(octets, format, credential_type, &Limits::default());
    found.map_err(|error| error.kind)
}

/// The fault of an MLS structure.
fn fault<T: std::fmt::Debug>(found: Result<T, ErrorKind>) -> MlsFault {
    match found.unwrap_err() {
        ErrorKind::Mls(error) => error.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_fixture_has_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-own/mls");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let messages = files.filter(|path| path.extension().is_some_and(|ending| ending == "mls"));
    let mut names: Vec<_> =
        messages.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, NAMES);
}

#[test]
fn the_credential_inside_is_opened() {
    for (name, format, credential_type, carrier) in [
        ("x509", Format::X509, 2, Carrier::Certificate),
        ("x509-other-key", Format::X509, 2, Carrier::Certificate),
        ("sd-cwt", Format::SdCwt, 5, Carrier::SdCwt),
        ("sd-cwt-other-key", Format::SdCwt, 5, Carrier::SdCwt),
        ("sd-jwt", Format::SdJwt, 6, Carrier::SdJwt),
        ("sd-jwt-compacted", Format::SdJwt, 6, Carrier::SdJwt),
        ("jwt", Format::Jwt, 0xf001, Carrier::Jws),
    ] {
        let octets = message(name);
        for (named, named_type) in [(None, None), (Some(format), Some(credential_type))] {
            let envelope = open(&octets, named, named_type).unwrap();
            assert_eq!(envelope.format(), format, "{name}");
            assert_eq!(envelope.credential_type(), credential_type, "{name}");
            assert_eq!(envelope.carrier(), carrier, "{name}");
            assert_eq!(envelope.mls(), Some((Structure::MlsMessage, octets.as_slice())), "{name}");
            let claims = envelope.claims(&Limits::default()).unwrap().trust_without_verification();
            assert_eq!(claims.credential_type, credential_type, "{name}");
        }
    }
}

/// The claims are those that the credential has outside of MLS.
#[test]
fn the_claims_are_the_credentials() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let limits = Limits::default();
    for (name, path) in [
        ("x509", "vectors/x509/mimi-derived/device.der"),
        ("sd-cwt", "vectors-own/sd-cwt/kbt-content-16.cbor"),
        ("sd-jwt", "vectors/sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt"),
        ("sd-jwt-compacted", "vectors/sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt"),
    ] {
        let (inside, alone) = (message(name), std::fs::read(root.join(path)).unwrap());
        let inside = open(&inside, None, None).unwrap();
        let alone = open(&alone, None, None).unwrap();
        assert_eq!(inside.payload(), alone.payload(), "{name}");
        let claims = inside.claims(&limits).unwrap().trust_without_verification();
        assert_eq!(claims, alone.claims(&limits).unwrap().trust_without_verification(), "{name}");
        let holder = inside.holder_claims(&limits).unwrap();
        assert_eq!(holder, alone.holder_claims(&limits).unwrap(), "{name}");
        assert_eq!(holder.is_some(), name != "x509", "{name}");
    }
}

#[test]
fn text_around_a_message_is_no_hindrance() {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    let octets = message("x509");
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let base64 = Base64::encode_string(&octets);
    let base64url = Base64UrlUnpadded::encode_string(&octets);
    for text in [hex, base64.clone(), base64url, format!("\n{base64}\n")] {
        for format in [None, Some(Format::X509)] {
            let envelope = open(text.as_bytes(), format, None).unwrap();
            assert_eq!(envelope.mls(), Some((Structure::MlsMessage, octets.as_slice())));
        }
        let limits = Limits::default();
        let message = Structure::MlsMessage;
        let envelope = Envelope::open_mls(message, text.as_bytes(), None, None, &limits);
        assert_eq!(envelope.unwrap().format(), Format::X509);
    }
}

#[test]
fn what_is_named_has_to_be_inside() {
    let octets = message("sd-cwt");
    for format in [Format::Cwt, Format::SdJwt, Format::X509, Format::Jwt] {
        let other = ErrorKind::OtherFormat { found: Format::SdCwt };
        assert_eq!(open(&octets, Some(format), None).unwrap_err(), other, "{format:?}");
    }
    assert_eq!(fault(open(&octets, None, Some(6))), MlsFault::OtherCredentialType(5));
    assert_eq!(fault(open(&message("basic"), None, None)), MlsFault::Basic);
}

#[test]
fn the_digest_mode_holds_inside_too() {
    let octets = message("sd-cwt");
    let limits = Limits::default();
    let envelope = open(&octets, None, None).unwrap();
    assert!(envelope.claims(&limits).is_ok());
    let envelope = envelope.with_digest_mode(DigestMode::EncodedBstr);
    assert!(envelope.claims(&limits).is_err());
}

#[test]
fn structures_have_words() {
    for structure in Structure::ALL {
        assert_eq!(Structure::from_word(structure.word()), Some(structure));
    }
    assert_eq!(Structure::from_word("welcome"), None);
}

#[test]
fn numbers_are_those_of_the_registries() {
    let rows = |name: &str| {
        let path = crate::support::vectors().join("registries").join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let types = rows("mls-credential-types.csv");
    for row in ["1,basic,", "2,x509,", "5,sd-cwt ", "6,sd-jwt "] {
        assert!(types.lines().any(|line| line.starts_with(row)), "{row}");
    }
    let methods = rows("cwt-confirmation-methods.csv");
    for row in ["COSE_Key,jwk,1,", "ckt,jkt (SHA-256 thumbprint of a JWK),5,"] {
        assert!(methods.lines().any(|line| line.starts_with(row)), "{row}");
    }
    assert_eq!(Format::X509.default_credential_type(), credential_type::X509);
    assert_eq!(Format::SdCwt.default_credential_type(), credential_type::SD_CWT);
    assert_eq!(Format::SdJwt.default_credential_type(), credential_type::SD_JWT);
}
