//! Lengths that announce too much, and nesting without an end.

use std::time::{Duration, Instant};

use admit::limits::Limits;
use admit::model::{
    Item, MatchAs, Matcher, MatcherClaim, PreAuthData, Profile, Role, RoleChange, Semantics,
};
use admit::tls::Fault;
use admit::wire::annotate::annotate;
use admit::wire::detect::{Hints, Shape, detect};
use admit::wire::{self, Container, ContainerKind};

use super::{decisions, octets, profile};

/// A vector's octets behind its length.
fn vector(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let prefix = match length {
        0..=0x3f => vec![u8::try_from(length).unwrap()],
        0x40..=0x3fff => (0x4000 | u16::try_from(length).unwrap()).to_be_bytes().to_vec(),
        _ => (0x8000_0000 | length).to_be_bytes().to_vec(),
    };
    [prefix, content.to_vec()].concat()
}

#[test]
fn a_length_bomb_at_every_octet_is_rejected_at_once() {
    let limits = Limits::default();
    let start = Instant::now();
    let mut seen = 0;
    for case in decisions().step_by(7) {
        let whole = octets(&case, "preauth_hex");
        if whole.len() > 400 {
            continue;
        }
        for at in 0..whole.len() {
            let bomb = [&whole[..at], &[0xbf, 0xff, 0xff, 0xff], &whole[at..]].concat();
            let _ = wire::decode(profile(&case["profile"]), &bomb, &limits);
            let _ = detect(&bomb, &Hints::default(), &limits);
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen}");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn nesting_without_an_end_stops_at_the_limit() {
    let limits = Limits::default();
    let tail = [7, 18, 0, 1, b'x'];
    let mut matcher = [&vector(&[])[..], &tail].concat();
    for _ in 0..20_000 {
        let item = [&[2][..], &vector(&matcher)].concat();
        matcher = [&vector(&item)[..], &tail].concat();
    }
    let claimset = vector(&[&[2][..], &matcher].concat());
    let role = [0; 15];
    let bomb = vector(&[&claimset[..], &role].concat());
    let error = wire::decode(Profile::Matcher, &bomb, &limits).unwrap_err();
    assert_eq!(error.kind, wire::ErrorKind::Encoding(Fault::Limit { limit: 8 }));
    assert_eq!(error.path.matches("nested_matches").count(), 8);
    let dump = annotate(&bomb, Shape::PreAuth(Profile::Matcher), &Hints::default(), &limits);
    assert_eq!(dump.error(), Some(&error));
}

#[test]
fn a_model_without_an_end_is_not_written() {
    let matcher = |pointer| Matcher {
        pointer,
        semantics: Semantics::String,
        match_as: MatchAs::Utf8,
        operation: None,
        test: vec![],
    };
    let mut nested = matcher(vec![]);
    for _ in 0..9 {
        nested = matcher(vec![Item::Search(vec![nested])]);
    }
    let claim = MatcherClaim {
        family: admit::format::Family::Jwt,
        provenance: admit::format::Provenance::Issuer,
        matcher: nested,
    };
    let entry = admit::model::Entry { claims: vec![claim], role: admit::model::Role::default() };
    let error = wire::encode(&PreAuthData::Matcher(vec![entry]), &Limits::default()).unwrap_err();
    assert_eq!(error.kind, wire::ErrorKind::Encoding(Fault::Limit { limit: 8 }));
}

#[test]
fn too_much_is_not_even_looked_at() {
    let limits = Limits::default();
    let much = vec![0; limits.preauth_bytes + 1];
    for profile in Profile::ALL {
        let error = wire::decode(profile, &much, &limits).unwrap_err();
        assert_eq!(
            error.kind,
            wire::ErrorKind::Encoding(Fault::Limit { limit: limits.preauth_bytes })
        );
    }
    for kind in ContainerKind::ALL {
        let error = Container::decode(kind, &much, &limits).unwrap_err();
        assert_eq!(
            error.kind,
            wire::ErrorKind::Encoding(Fault::Limit { limit: limits.preauth_bytes })
        );
        assert_eq!(error.offset, limits.preauth_bytes);
    }
}

#[test]
fn a_dump_of_very_many_fields_ends_without_names() {
    let limits = Limits::default();
    let changes = vec![RoleChange { from: 2, targets: vec![3; 300_000] }];
    let octets =
        Container::Roles(vec![Role { changes, ..Role::default() }]).encode(&limits).unwrap();
    let shape = Shape::Container(ContainerKind::Roles);
    let dump = annotate(&octets, shape, &Hints::default(), &limits);
    assert_eq!(dump.error(), None);
    super::dumps::assert_covers(&dump, &octets);
    assert_eq!(dump.notes().len(), (1 << 18) + 1);
    let last = dump.notes().last().unwrap();
    assert_eq!((last.label.as_str(), last.meaning.as_str()), ("?", "too many fields"));
}
