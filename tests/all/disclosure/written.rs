//! The octets of disclosure policies: what is written is read, everything else is rejected, and the
//! language says it again.

use admit::format::{Family, Format};
use admit::limits::Limits;
use admit::model::Item;
use admit::model::disclosure::{
    ClaimDisclosure, CredentialDisclosure, DisclosurePolicy, Duty, Pseudonyms,
};
use admit::rule::decompile;
use admit::semantics::cbor;
use admit::tls::Fault;
use admit::wire::{ErrorKind, disclosure};
use proptest::prelude::*;
use proptest::sample::select;

use super::lowered;

fn decode(octets: &[u8]) -> Result<DisclosurePolicy, ErrorKind> {
    disclosure::decode(octets, &Limits::default()).map_err(|error| error.kind)
}

fn encode(policy: &DisclosurePolicy) -> Result<Vec<u8>, ErrorKind> {
    disclosure::encode(policy, &Limits::default()).map_err(|error| error.kind)
}

fn key(name: &str) -> Item {
    Item::Key(format!("\"{name}\"").into_bytes())
}

fn of(claims: Vec<ClaimDisclosure>) -> DisclosurePolicy {
    let credential = CredentialDisclosure { format: Format::SdJwt, credential_type: 6, claims };
    DisclosurePolicy { pseudonyms: Pseudonyms::Required, credentials: vec![credential] }
}

fn claim(pointer: Vec<Item>, duty: Duty) -> ClaimDisclosure {
    ClaimDisclosure { pointer, duty }
}

#[test]
fn the_layout_is_as_documented() {
    let policy =
        of(vec![claim(vec![key("a")], Duty::Forbid), claim(vec![key("b")], Duty::Require)]);
    let octets = encode(&policy).unwrap();
    // A pointer of one item, `map_key`, whose key is the name in quotes; then the duty.
    let one = |name: u8, duty: u8| vec![5, 0x00, 3, b'"', name, b'"', duty];
    let claims = [one(b'a', 3), one(b'b', 1)].concat();
    let length = u8::try_from(claims.len()).unwrap();
    // Pseudonyms are required; of an SD-JWT under MLS credential type 6.
    let whole = [vec![0x02, length + 4, 0x02, 0x00, 0x06, length], claims].concat();
    assert_eq!(octets, whole);
}

#[test]
fn what_is_not_exactly_that_is_rejected() {
    let good = encode(&of(vec![claim(vec![key("a")], Duty::Forbid)])).unwrap();
    assert!(decode(&good).is_ok());
    let changed = |at: usize, to: u8| {
        let mut octets = good.clone();
        octets[at] = to;
        decode(&octets).unwrap_err()
    };
    let unknown = |kind: ErrorKind| matches!(kind, ErrorKind::Encoding(Fault::UnknownEnum { .. }));
    assert!(unknown(changed(0, 4)), "pseudonyms");
    assert!(unknown(changed(2, 0)), "format 0");
    assert!(unknown(changed(2, 7)), "format 7");
    assert!(unknown(changed(good.len() - 1, 0)), "duty 0");
    assert!(unknown(changed(good.len() - 1, 4)), "duty 4");
    // `any` and a search lead to no one claim; a name without quotes is no key.
    assert!(unknown(changed(7, 6)));
    assert_eq!(changed(9, b'x'), ErrorKind::BadKey { family: Family::Jwt });
    let trailing = [good.as_slice(), &[0]].concat();
    assert!(matches!(decode(&trailing), Err(ErrorKind::Encoding(Fault::TrailingBytes { .. }))));
    for length in 0..good.len() {
        assert!(decode(&good[..length]).is_err(), "{length}");
    }
}

#[test]
fn pointers_lead_to_one_claim() {
    for pointer in [vec![], vec![Item::Any], vec![key("a"), Item::Search(vec![])]] {
        let policy = of(vec![claim(pointer.clone(), Duty::Allow)]);
        assert_eq!(encode(&policy), Err(ErrorKind::BadPointer), "{pointer:?}");
    }
    // The same in octets: an empty pointer, `any`.
    for pointer in [&[0u8][..], &[1, 5]] {
        let claims = [pointer, &[1]].concat();
        let length = u8::try_from(claims.len()).unwrap();
        let octets = [vec![0, length + 4, 2, 0, 6, length], claims].concat();
        assert_eq!(decode(&octets), Err(ErrorKind::BadPointer));
    }
}

#[test]
fn order_is_strict() {
    let one = claim(vec![key("a")], Duty::Forbid);
    let other = claim(vec![key("b")], Duty::Allow);
    let again = claim(vec![key("a")], Duty::Allow);
    assert_eq!(encode(&of(vec![other.clone(), one.clone()])), Err(ErrorKind::OutOfOrder));
    assert_eq!(encode(&of(vec![one.clone(), again])), Err(ErrorKind::OutOfOrder));
    let mut twice = of(vec![one]);
    twice.credentials.push(twice.credentials[0].clone());
    assert_eq!(encode(&twice), Err(ErrorKind::OutOfOrder));
    // Octets in the wrong order are not read either.
    let written = |name: u8| vec![5, 0, 3, b'"', name, b'"', 1];
    let claims = [written(b'b'), written(b'a')].concat();
    let length = u8::try_from(claims.len()).unwrap();
    let octets = [vec![0, length + 4, 2, 0, 6, length], claims].concat();
    assert_eq!(decode(&octets), Err(ErrorKind::OutOfOrder));
}

fn item(family: Family) -> BoxedStrategy<Item> {
    match family {
        Family::Jwt => select(&["a", "b", "odd name", "ü", "role"][..]).prop_map(key).boxed(),
        Family::Cwt => prop_oneof![
            (-5..600i64).prop_map(|number| {
                let mut key = Vec::new();
                cbor::write_int(&mut key, number);
                Item::Key(key)
            }),
            Just(Item::Key(vec![0x61, b'a'])),
        ]
        .boxed(),
        // DER content octets of 2.5.4.3, 2.5.4.10 and 2.5.29.17.
        Family::X509 => select(vec![vec![0x55, 4, 3], vec![0x55, 4, 10], vec![0x55, 29, 17]])
            .prop_map(Item::Key)
            .boxed(),
    }
}

fn credential() -> impl Strategy<Value = CredentialDisclosure> {
    (select(&Format::ALL[..]), select(&[2u16, 5, 6, 0xF001, 0xF0AA][..])).prop_flat_map(
        |(format, credential_type)| {
            let depth = if format == Format::X509 { 1..2 } else { 1..4usize };
            let pointer = prop::collection::vec(item(format.family()), depth);
            let duty = select(Duty::ALL);
            prop::collection::btree_map(pointer, duty, 0..6).prop_map(move |claims| {
                let claims = claims.into_iter().map(|(pointer, duty)| claim(pointer, duty));
                CredentialDisclosure { format, credential_type, claims: claims.collect() }
            })
        },
    )
}

fn policies() -> impl Strategy<Value = DisclosurePolicy> {
    let credentials = prop::collection::vec(credential(), 0..4).prop_map(|mut credentials| {
        credentials.sort();
        credentials.dedup_by_key(|credential| (credential.format, credential.credential_type));
        credentials
    });
    (select(Pseudonyms::ALL), credentials)
        .prop_map(|(pseudonyms, credentials)| DisclosurePolicy { pseudonyms, credentials })
}

proptest! {
    #[test]
    fn what_is_written_is_read(policy in policies()) {
        let octets = encode(&policy).unwrap();
        prop_assert_eq!(decode(&octets).unwrap(), policy);
    }

    #[test]
    fn what_is_read_is_written(octets in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(policy) = decode(&octets) {
            prop_assert_eq!(encode(&policy).unwrap(), octets);
        }
    }

    #[test]
    fn damaged_octets_are_read_the_same_or_not_at_all(
        policy in policies(),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let mut octets = encode(&policy).unwrap();
        let at = at.index(octets.len());
        octets[at] = to;
        if let Ok(policy) = decode(&octets) {
            prop_assert_eq!(encode(&policy).unwrap(), octets);
        }
    }

    /// The language says the same again.
    #[test]
    fn what_is_decompiled_compiles_to_the_same(policy in policies()) {
        let text = decompile::disclosure(&policy);
        let source = format!("policy \"x\"\nrole member = 2 {{ can join_if_preauthorized }}\nadmit anyone as member\n{text}");
        let again = lowered(&source).disclosure;
        let expected = (!policy.is_empty()).then_some(policy);
        prop_assert_eq!(again, expected, "{}", source);
    }
}
