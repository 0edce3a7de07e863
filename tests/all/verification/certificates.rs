//! Certificates by their vectors: chains to the root of the examples.

use admit::credential::ErrorKind as Reading;
use admit::format::Format;
use admit::limits::Limits;
use admit::semantics::date::Moment;
use admit::verify::{
    By, Error, ErrorKind, Needs, PathFault, Place, PublicKey, Terms, Trust, Verification, x509,
};

use super::{at, kind, verify};
use crate::support::{json, unhex, vectors};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(vectors().join("x509/mimi-derived").join(name)).unwrap()
}

fn root() -> Trust {
    let mut trust = Trust::default();
    trust.add_anchors(&file("root.der"), &Limits::default()).unwrap();
    trust
}

/// 2023-11-14, within the validity of the examples.
fn then() -> Terms {
    at(1_700_000_000)
}

fn chain(certificates: &[Vec<u8>]) -> Result<Verification, Error> {
    x509::verify(certificates, root().anchors(), &then(), &Limits::default())
}

/// The certificates that stand between a leaf and the root.
fn intermediates(name: &str) -> Vec<Vec<u8>> {
    match name {
        "device.der" => vec![file("handle-ca.der")],
        "ca-flag-leaf-issuer.der" => vec![file("combined.der")],
        _ => vec![],
    }
}

#[test]
fn every_example_is_accepted_or_refused_as_marked() {
    let index = json("x509/mimi-derived/index.json");
    let examples = index["certs"].as_array().unwrap();
    for example in examples {
        let name = example["file"].as_str().unwrap();
        let verdict = example["expect"].as_str().unwrap();
        let whole = [vec![file(name)], intermediates(name)].concat();
        let result = chain(&whole);
        let expected = match verdict {
            _ if verdict.starts_with("accept") || verdict == "trust anchor" => None,
            "reject: issuer certificate is not a CA" => Some(PathFault::NotAnAuthority),
            "reject: expired (dates of seed 000)" => Some(PathFault::Expired),
            "reject: unknown critical extension" => {
                let oid =
                    |fault| matches!(fault, &ErrorKind::Path(PathFault::CriticalExtension(_)));
                assert!(oid(&result.unwrap_err().kind), "{name}");
                continue;
            }
            "reject: signature" => Some(PathFault::Signature),
            other => panic!("{name}: {other}"),
        };
        let found = result.err().map(|error| error.kind);
        assert_eq!(found, expected.map(ErrorKind::Path), "{name}: {verdict}");
    }
    assert_eq!(examples.len(), 13, "an example is new");
}

#[test]
fn the_report_names_the_anchor_and_the_end() {
    let device = [file("device.der"), file("handle-ca.der")];
    let verification = chain(&device).unwrap();
    let By::Anchor { subject, fingerprint, path } = verification.by else { panic!() };
    assert_eq!((subject.as_str(), path), ("O=example.com, CN=acme.example.com", 2));
    let index = json("x509/mimi-derived/index.json");
    let root = index["certs"].as_array().unwrap().iter().find(|c| c["file"] == "root.der").unwrap();
    assert_eq!(fingerprint.to_vec(), unhex(root["sha256"].as_str().unwrap()));
    assert_eq!(verification.algorithm.map(|a| a.name()), Some("EdDSA"));
    let until = admit::semantics::date::parse("2049-10-04T00:00:00Z").unwrap();
    assert_eq!(verification.until, Some(Moment::At(until)));
}

#[test]
fn a_missing_intermediate_is_missed() {
    let error = chain(&[file("device.der")]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Path(PathFault::UnknownIssuer));
    assert_eq!(error.place, Some(Place::Certificate(0)));
}

#[test]
fn the_root_believes_in_itself() {
    let verification = chain(&[file("root.der")]).unwrap();
    assert!(matches!(verification.by, By::Anchor { path: 0, .. }));
    assert_eq!(verification.algorithm, None);
}

#[test]
fn without_anchors_there_is_no_path() {
    let none = Trust::default();
    let result = x509::verify(&[file("combined.der")], none.anchors(), &then(), &Limits::default());
    assert_eq!(kind(result), ErrorKind::NoTrust(Needs::Anchors));
    let empty: [Vec<u8>; 0] = [];
    assert!(matches!(kind(chain(&empty)), ErrorKind::Unreadable(_)));
}

#[test]
fn every_malformed_variant_is_refused() {
    let variants = json("x509/mimi-derived/malformed.json");
    let variants = variants.as_object().unwrap();
    for (name, hex) in variants {
        let der = unhex(hex.as_str().unwrap());
        let found = kind(verify(&der, Format::X509, &root(), &then()));
        let expected = match name.as_str() {
            "signature-bitflip" | "san-tampered" => {
                matches!(found, ErrorKind::Path(PathFault::Signature))
            }
            // Only the signature and the inside of an extension are wrong.
            _ if name.starts_with("san-") => matches!(
                found,
                ErrorKind::Path(PathFault::Extension(_) | PathFault::Signature)
                    | ErrorKind::Unreadable(_)
            ),
            _ => matches!(found, ErrorKind::Unreadable(_)),
        };
        assert!(expected, "{name}: {found:?}");
    }
    assert_eq!(variants.len(), 15, "a variant is new");
}

#[test]
fn chains_in_pem() {
    let folder = vectors().join("x509/pem");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    for name in ["ok-chain-leaf-first", "ok-crlf", "ok-no-final-newline", "ok-text-preamble"] {
        let octets = read(&format!("{name}.pem"));
        let certificates = x509::chain(&octets).unwrap();
        assert_eq!(certificates.len() > 1, name == "ok-chain-leaf-first", "{name}");
        let result = verify(&octets, Format::X509, &root(), &then());
        assert!(result.is_ok(), "{name}: {result:?}");
    }
    for name in [
        "bad-base64",
        "bad-empty-body",
        "bad-label-mismatch",
        "bad-label",
        "bad-no-end",
        "bad-trailing-garbage-in-body",
        "policy-trusted-certificate",
    ] {
        let octets = read(&format!("{name}.pem"));
        let refused = Trust::default().add_anchors(&octets, &Limits::default());
        assert!(matches!(kind(refused), ErrorKind::Unreadable(_)), "{name}");
        let result = verify(&octets, Format::X509, &root(), &then());
        assert!(matches!(kind(result), ErrorKind::Unreadable(_)), "{name}");
        // A block that is bad makes the chain bad, wherever it stands.
        let whole = [file("combined.pem"), b"\n".to_vec(), octets].concat();
        let result = verify(&whole, Format::X509, &root(), &then());
        assert!(matches!(kind(result), ErrorKind::Unreadable(_)), "{name}");
    }
}

#[test]
fn bundles_of_anchors() {
    let limits = Limits::default();
    let bundle = [file("handle-ca.pem"), file("root.pem")].concat();
    let mut trust = Trust::default();
    trust.add_anchors(&bundle, &limits).unwrap();
    assert_eq!(trust.anchors().len(), 2);
    // The intermediate is an anchor now: nothing else is needed.
    let device = [file("device.der")];
    let verification = x509::verify(&device, trust.anchors(), &then(), &limits).unwrap();
    assert!(matches!(verification.by, By::Anchor { path: 1, .. }));
    let broken = [
        file("root.pem"),
        b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_vec(),
    ];
    let error = trust.add_anchors(&broken.concat(), &limits).unwrap_err();
    assert_eq!(error.place, Some(Place::Anchor(3)));
    assert_eq!(trust.anchors().len(), 2, "all or nothing");
    let few = Limits { trust_items: 1, ..limits };
    assert!(trust.add_anchors(&bundle, &few).is_err());
    let empty = kind(Trust::default().add_anchors(b"", &few));
    match empty {
        ErrorKind::Unreadable(error) => assert_eq!(error.kind, Reading::Empty),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_subject_key_can_be_compared() {
    let limits = Limits::default();
    let der = file("combined.der");
    let envelope =
        admit::credential::Envelope::open(&der, Some(Format::X509), None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap().trust_without_verification();
    let key = x509::subject_key(&claims).unwrap();
    let octets = key.mls_octets().unwrap();
    assert_eq!(PublicKey::ed25519(octets), Ok(key.clone()));
    assert!(der.windows(32).any(|window| window == octets));
}
