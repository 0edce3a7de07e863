//! Paths: who may issue, how far, with what, and how the search for them ends.

use admit::limits::Limits;
use admit::verify::{
    By, Error, ErrorKind, PathFault, Place, Terms, Trust, Unusable, Verification, Warning, x509,
};

use super::issue::{Certificate, Signer, name_of, pem, seq};
use super::{at, kind};

/// 2025-01-01, within the validity of what is issued here.
const THEN: i64 = 1_735_689_600;

fn trust(anchors: &[Vec<u8>]) -> Trust {
    let mut trust = Trust::default();
    let bundle: String = anchors.iter().map(|der| pem(der)).collect();
    trust.add_anchors(bundle.as_bytes(), &Limits::default()).unwrap();
    trust
}

fn check(chain: &[Vec<u8>], anchors: &[Vec<u8>]) -> Result<Verification, Error> {
    check_at(chain, anchors, &at(THEN))
}

fn check_at(chain: &[Vec<u8>], anchors: &[Vec<u8>], terms: &Terms) -> Result<Verification, Error> {
    x509::verify(chain, trust(anchors).anchors(), terms, &Limits::default())
}

fn fault(result: Result<Verification, Error>) -> (PathFault, Option<Place>) {
    match result {
        Err(Error { kind: ErrorKind::Path(fault), place, .. }) => (fault, place),
        other => panic!("{other:?}"),
    }
}

/// The root, two authorities below it, and a leaf, each of Ed25519 with its own key.
struct House {
    root: Certificate,
    first: Certificate,
    second: Certificate,
    leaf: Certificate,
}

impl House {
    fn new() -> House {
        House {
            root: Certificate::authority("root", None),
            first: Certificate::authority("first", None),
            second: Certificate::authority("second", None),
            leaf: Certificate::leaf("leaf"),
        }
    }

    /// The chain, leaf first and without the root, and the root.
    fn issue(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let keys: Vec<_> = (1..5).map(Signer::ed25519).collect();
        let root = self.root.issue("root", &keys[0], &keys[0]);
        let first = self.first.issue("root", &keys[0], &keys[1]);
        let second = self.second.issue("first", &keys[1], &keys[2]);
        let leaf = self.leaf.issue("second", &keys[2], &keys[3]);
        (vec![leaf, second, first], vec![root])
    }

    fn fault(&self) -> (PathFault, Option<Place>) {
        let (chain, root) = self.issue();
        fault(check(&chain, &root))
    }
}

const LEAF: Option<Place> = Some(Place::Certificate(0));
const SECOND: Option<Place> = Some(Place::Certificate(1));
const FIRST: Option<Place> = Some(Place::Certificate(2));
const ROOT: Option<Place> = Some(Place::Anchor(0));

#[test]
fn a_path_is_found_in_any_order() {
    let (chain, root) = House::new().issue();
    let [leaf, second, first] = &chain[..] else { panic!() };
    let (leaf, second, first) = (leaf.clone(), second.clone(), first.clone());
    let stranger = Certificate::authority("first", None).issue(
        "elsewhere",
        &Signer::ed25519(9),
        &Signer::ed25519(8),
    );
    for chain in [
        vec![leaf.clone(), second.clone(), first.clone()],
        vec![leaf.clone(), first.clone(), second.clone()],
        vec![leaf.clone(), first.clone(), second.clone(), root[0].clone()],
        vec![leaf.clone(), stranger.clone(), second.clone(), second.clone(), first.clone()],
    ] {
        let verification = check(&chain, &root).unwrap();
        assert!(matches!(verification.by, By::Anchor { path: 3, .. }));
    }
    // The leaf is what stands first.
    let swapped = check(&[second.clone(), leaf.clone(), first.clone()], &root).unwrap();
    assert!(matches!(swapped.by, By::Anchor { path: 2, .. }));
    let (missing, place) = fault(check(&[leaf, first], &root));
    assert_eq!((missing, place), (PathFault::UnknownIssuer, LEAF));
    let (missing, place) = fault(check(&[second, stranger], &root));
    assert_eq!((missing, place), (PathFault::Signature, LEAF));
}

#[test]
fn every_certificate_is_valid_then() {
    let (chain, root) = House::new().issue();
    // 2020-01-01 and 2030-01-01: both ends belong to it, the last second as a whole.
    let (first, last) = (1_577_836_800, 1_893_456_000);
    assert_eq!(fault(check_at(&chain, &root, &at(first - 1))), (PathFault::NotYetValid, LEAF));
    assert!(check_at(&chain, &root, &at(first)).is_ok());
    assert!(check_at(&chain, &root, &at(last)).is_ok());
    assert_eq!(fault(check_at(&chain, &root, &at(last + 1))), (PathFault::Expired, LEAF));
    // Leeway is for tokens.
    let terms = Terms { leeway: 10, ..at(last + 1) };
    assert_eq!(fault(check_at(&chain, &root, &terms)), (PathFault::Expired, LEAF));

    let mut house = House::new();
    house.second.not_after = "20240101000000Z";
    assert_eq!(house.fault(), (PathFault::Expired, SECOND));
    let mut house = House::new();
    house.first.not_before = "20260101000000Z";
    assert_eq!(house.fault(), (PathFault::NotYetValid, FIRST));
    let mut house = House::new();
    house.root.not_after = "20240101000000Z";
    assert_eq!(house.fault(), (PathFault::Expired, ROOT));
}

#[test]
fn the_path_ends_when_its_first_certificate_does() {
    let mut house = House::new();
    house.first.not_after = "20260101000000Z";
    let (chain, root) = house.issue();
    let until = check(&chain, &root).unwrap().until;
    let expected = admit::semantics::date::parse("2026-01-01T00:00:00Z").unwrap();
    assert_eq!(until, Some(expected.into()));
}

const BASIC_CONSTRAINTS: &[u32] = &[2, 5, 29, 19];
const KEY_USAGE: &[u32] = &[2, 5, 29, 15];

#[test]
fn issuers_are_authorities() {
    for (name, value) in [
        ("empty", seq(&[])),
        ("false", seq(&[vec![1, 1, 0]])),
        ("a length alone", seq(&[vec![2, 1, 3]])),
    ] {
        let mut house = House::new();
        house.second = house.second.with(BASIC_CONSTRAINTS, true, value);
        assert_eq!(house.fault(), (PathFault::NotAnAuthority, SECOND), "{name}");
    }
    let without = |certificate: &Certificate| {
        let mut certificate = certificate.clone();
        certificate.extensions.retain(|(oid, ..)| oid != BASIC_CONSTRAINTS);
        certificate
    };
    let mut house = House::new();
    house.first = without(&house.first);
    assert_eq!(house.fault(), (PathFault::NotAnAuthority, FIRST));
    let mut house = House::new();
    house.root = without(&house.root);
    assert_eq!(house.fault(), (PathFault::NotAnAuthority, ROOT));
    // Not critical, it says the same.
    let mut house = House::new();
    house.first = house.first.with(BASIC_CONSTRAINTS, false, seq(&[vec![1, 1, 0xff]]));
    let (chain, root) = house.issue();
    assert!(check(&chain, &root).is_ok());
}

#[test]
fn issuers_may_sign_certificates() {
    // digitalSignature, cRLSign, no bit at all.
    for value in [vec![3, 2, 7, 0x80], vec![3, 2, 1, 2], vec![3, 1, 0]] {
        let mut house = House::new();
        house.second = house.second.with(KEY_USAGE, true, value);
        assert_eq!(house.fault(), (PathFault::KeyUsage, SECOND));
    }
    let mut house = House::new();
    house.second.extensions.retain(|(oid, ..)| oid != KEY_USAGE);
    let (chain, root) = house.issue();
    assert!(check(&chain, &root).is_ok());
}

#[test]
fn a_leaf_that_may_not_sign_is_pointed_out() {
    let warnings = |usage: Option<Vec<u8>>| {
        let mut house = House::new();
        if let Some(usage) = usage {
            house.leaf = house.leaf.with(KEY_USAGE, true, usage);
        }
        let (chain, root) = house.issue();
        check(&chain, &root).unwrap().warnings
    };
    assert_eq!(warnings(None), []);
    assert_eq!(warnings(Some(vec![3, 2, 3, 0x88])), []);
    assert_eq!(warnings(Some(vec![3, 2, 3, 8])), [Warning::LeafMayNotSign]);
}

#[test]
fn path_lengths() {
    // The root allows so many authorities below it, the first likewise.
    for (root, first, second, expected) in [
        (Some(2), Some(1), Some(0), None),
        (Some(1), Some(1), Some(0), Some(SECOND)),
        (Some(0), None, None, Some(FIRST)),
        (None, Some(0), None, Some(SECOND)),
        (Some(9), Some(1), None, None),
    ] {
        let house = House {
            root: Certificate::authority("root", root),
            first: Certificate::authority("first", first),
            second: Certificate::authority("second", second),
            leaf: Certificate::leaf("leaf"),
        };
        let (chain, anchors) = house.issue();
        match (check(&chain, &anchors), expected) {
            (Ok(_), None) => {}
            (result, Some(place)) => assert_eq!(fault(result), (PathFault::PathLength, place)),
            (result, None) => panic!("{result:?}"),
        }
    }
    // A leaf that is an authority is a leaf nevertheless.
    let mut house = House::new();
    house.second = Certificate::authority("second", Some(0));
    house.leaf = Certificate::authority("leaf", None);
    let (chain, root) = house.issue();
    assert!(check(&chain, &root).is_ok());
}

#[test]
fn an_authority_that_renews_its_key_does_not_count() {
    let [old, new, leaf] = [1, 2, 3].map(Signer::ed25519);
    let root = Certificate::authority("root", Some(0)).issue("root", &old, &old);
    let renewed = Certificate::authority("root", Some(0)).issue("root", &old, &new);
    let leaf = Certificate::leaf("leaf").issue("root", &new, &leaf);
    assert!(check(&[leaf, renewed], &[root]).is_ok());
}

#[test]
fn critical_extensions_are_processed_or_refused() {
    let private: &[u32] = &[1, 3, 6, 1, 4, 1, 55738, 1];
    let policies = &[2, 5, 29, 32];
    for oid in [private, policies, &[2, 5, 29, 36], &[2, 5, 29, 54]] {
        let mut house = House::new();
        house.leaf = house.leaf.with(oid, true, seq(&[]));
        let (fault, place) = house.fault();
        assert!(matches!(fault, PathFault::CriticalExtension(_)) && place == LEAF);
        let mut house = House::new();
        house.first = house.first.with(oid, true, seq(&[]));
        assert_eq!(house.fault().1, FIRST);
        let mut house = House::new();
        house.root = house.root.with(oid, true, seq(&[]));
        assert_eq!(house.fault().1, ROOT);
        let mut house = House::new();
        house.leaf = house.leaf.with(oid, false, seq(&[]));
        let (chain, root) = house.issue();
        assert!(check(&chain, &root).is_ok());
    }
    // An extended key usage says nothing of paths.
    let mut house = House::new();
    house.leaf = house.leaf.with(&[2, 5, 29, 37], true, seq(&[vec![6, 3, 0x2a, 3, 4]]));
    let (chain, root) = house.issue();
    assert!(check(&chain, &root).is_ok());
}

#[test]
fn malformed_extensions_are_refused() {
    for (oid, value) in [
        (BASIC_CONSTRAINTS, vec![1, 1, 0xff]),
        (BASIC_CONSTRAINTS, seq(&[vec![1, 1, 0xff], vec![2, 1, 0xff]])),
        (KEY_USAGE, vec![4, 2, 7, 0x80]),
        (KEY_USAGE, vec![3, 2, 8, 0x80]),
        (&[2, 5, 29, 17], seq(&[])),
        (&[2, 5, 29, 17], seq(&[vec![0x8f, 1, b'x']])),
        (&[2, 5, 29, 30], seq(&[])),
        (&[2, 5, 29, 30], seq(&[vec![0xa0, 0]])),
        (&[2, 5, 29, 30], vec![5, 0]),
    ] {
        let mut house = House::new();
        house.leaf = house.leaf.with(oid, false, value.clone());
        let (fault, place) = house.fault();
        assert!(matches!(fault, PathFault::Extension(_)), "{value:02x?}: {fault:?}");
        assert_eq!(place, LEAF);
    }
}

#[test]
fn versions_and_names() {
    let mut house = House::new();
    house.leaf.version = 0;
    let (chain, root) = house.issue();
    assert!(check(&chain, &root).is_ok(), "a leaf without extensions may be of version 1");
    house.leaf = house.leaf.with(&[1, 2, 3], false, seq(&[]));
    assert_eq!(house.fault(), (PathFault::Version, LEAF));
    let mut house = House::new();
    house.second.version = 1;
    assert_eq!(house.fault(), (PathFault::Version, SECOND));

    let [nameless, leaf] = [1, 2].map(Signer::ed25519);
    let root = Certificate::authority("", None).issue("", &nameless, &nameless);
    let leaf = Certificate::leaf("leaf").issue("", &nameless, &leaf);
    assert_eq!(fault(check(&[leaf], &[root])), (PathFault::EmptyIssuer, LEAF));
}

#[test]
fn names_are_compared_as_people_write_them() {
    let [issuer, leaf] = [1, 2].map(Signer::ed25519);
    let root = Certificate::authority("Example  Root", None);
    let root = root.issue("Example  Root", &issuer, &issuer);
    for name in ["Example  Root", "example root", " EXAMPLE ROOT "] {
        let leaf = Certificate::leaf("leaf").issue(name, &issuer, &leaf);
        assert!(check(&[leaf], std::slice::from_ref(&root)).is_ok(), "{name}");
    }
    for name in ["ExampleRoot", "Example Roots", "Example"] {
        let leaf = Certificate::leaf("leaf").issue(name, &issuer, &leaf);
        let result = check(&[leaf], std::slice::from_ref(&root));
        assert_eq!(fault(result).0, PathFault::UnknownIssuer, "{name}");
    }
}

#[test]
fn every_algorithm_certifies() {
    let leaf_key = Signer::ed25519(7);
    for (signer, algs) in [
        (Signer::ed25519(1), &["EdDSA"][..]),
        (Signer::ec("P-256"), &["ES256"]),
        (Signer::ec("P-384"), &["ES384"]),
        (Signer::ec("P-521"), &["ES512"]),
        (Signer::rsa(), &["RS256", "PS256"]),
    ] {
        for alg in algs {
            let with = |mut certificate: Certificate| {
                certificate.alg = Some(alg);
                certificate
            };
            let root = with(Certificate::authority("root", None)).issue("root", &signer, &signer);
            let leaf = with(Certificate::leaf("leaf")).issue("root", &signer, &leaf_key);
            let verification =
                check(std::slice::from_ref(&leaf), std::slice::from_ref(&root)).unwrap();
            assert_eq!(verification.algorithm.map(|algorithm| algorithm.name()), Some(*alg));
            let mut broken = leaf;
            let last = broken.len() - 1;
            broken[last] ^= 1;
            let result = check(&[broken], &[root]);
            assert!(matches!(kind(result), ErrorKind::Path(PathFault::Signature)), "{alg}");
        }
    }
}

#[test]
fn unsound_algorithms_are_refused() {
    let [rsa, ed] = [Signer::rsa(), Signer::ed25519(1)];
    let root = Certificate::authority("root", None).issue("root", &rsa, &rsa);
    let mut leaf = Certificate::leaf("leaf");
    leaf.alg = Some("RS1");
    let sha1 = leaf.issue("root", &rsa, &ed);
    let oid = vec![0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
    assert_eq!(
        fault(check(&[sha1], std::slice::from_ref(&root))),
        (PathFault::Algorithm(oid), LEAF)
    );
    // Another type of key than the algorithm's.
    leaf.alg = None;
    let confused = leaf.issue("root", &ed, &ed);
    let oid = vec![0x2b, 0x65, 0x70];
    assert_eq!(fault(check(&[confused], &[root])), (PathFault::Algorithm(oid), LEAF));
}

#[test]
fn a_key_that_cannot_check_is_its_owners_fault() {
    let [strange, leaf] = [1, 2].map(Signer::ed25519);
    let root = Certificate::authority("root", None).issue("root", &strange, &strange);
    // Ed448 in the place of Ed25519, everywhere.
    let other: Vec<u8> = root.clone();
    let at = other.windows(3).rposition(|window| window == [0x2b, 0x65, 0x70]).unwrap();
    let key = other.windows(3).enumerate().filter(|(_, window)| *window == [0x2b, 0x65, 0x70]);
    let key = key.map(|(at, _)| at).nth(1).unwrap();
    assert!(key < at);
    let mut other = other;
    other[key + 2] = 0x71;
    let leaf = Certificate::leaf("leaf").issue("root", &strange, &leaf);
    assert_eq!(fault(check(&[leaf], &[other])), (PathFault::Key(Unusable::Type), ROOT));
}

#[test]
fn a_pinned_leaf_is_believed() {
    let [issuer, key] = [1, 2].map(Signer::ed25519);
    let leaf = Certificate::leaf("leaf").issue("nobody", &issuer, &key);
    let verification = check(std::slice::from_ref(&leaf), std::slice::from_ref(&leaf)).unwrap();
    assert!(matches!(verification.by, By::Anchor { path: 0, .. }));
    let expired = check_at(std::slice::from_ref(&leaf), std::slice::from_ref(&leaf), &at(1 << 33));
    assert_eq!(fault(expired), (PathFault::Expired, LEAF));
    // It certifies nobody else.
    let below = Certificate::leaf("below").issue("leaf", &key, &issuer);
    assert_eq!(fault(check(&[below], &[leaf])), (PathFault::NotAnAuthority, ROOT));
}

#[test]
fn the_search_is_bounded() {
    // Many authorities of one name, none of which signed: only so many are tried.
    let key = Signer::ed25519(1);
    let leaf = Certificate::leaf("leaf").issue("authority", &Signer::ed25519(99), &key);
    let authorities: Vec<_> = (2..17)
        .map(|number| {
            let signer = Signer::ed25519(number);
            Certificate::authority("authority", None).issue("authority", &signer, &signer)
        })
        .collect();
    let chain = [vec![leaf], authorities].concat();
    let root = Certificate::authority("root", None).issue("root", &key, &key);
    let result = check(&chain, std::slice::from_ref(&root));
    assert_eq!(fault(result), (PathFault::Signature, LEAF));
    let limits = Limits { signatures: 10, ..Limits::default() };
    let trust = trust(std::slice::from_ref(&root));
    let result = x509::verify(&chain, trust.anchors(), &at(THEN), &limits);
    assert_eq!(kind(result), ErrorKind::TooManySignatures { limit: 10 });
    let limits = Limits { path_certificates: 15, ..Limits::default() };
    let result = x509::verify(&chain, trust.anchors(), &at(THEN), &limits);
    assert_eq!(kind(result), ErrorKind::Path(PathFault::TooLong { limit: 15 }));
}

#[test]
fn authorities_that_certify_one_another_make_no_path() {
    let keys: Vec<_> = (1..9).map(Signer::ed25519).collect();
    let names: Vec<_> = (1..9).map(|number| format!("authority {number}")).collect();
    // Everybody certifies everybody, as far as the limit allows; nobody certifies the root.
    let mut chain = vec![Certificate::leaf("leaf").issue(&names[0], &keys[0], &keys[7])];
    for (one, two) in
        [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2), (0, 2), (2, 0), (3, 0), (0, 3)]
    {
        let mut authority = Certificate::authority(&names[one], None);
        authority.subject = name_of(&names[one]);
        chain.push(authority.issue(&names[two], &keys[two], &keys[one]));
    }
    let root = Certificate::authority("root", None).issue("root", &keys[6], &keys[6]);
    let started = std::time::Instant::now();
    let result = check(&chain, &[root]);
    assert!(result.is_err());
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}
