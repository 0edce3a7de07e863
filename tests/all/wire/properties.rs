//! Properties of generated models, and of octets that were damaged.

use admit::limits::Limits;
use admit::model::Profile;
use admit::wire::annotate::annotate;
use admit::wire::detect::{Hints, Shape, detect};
use admit::wire::json::{container_from_json, container_to_json, policy_from_json, policy_to_json};
use admit::wire::{self, Container, ContainerKind, text};
use proptest::prelude::*;
use proptest::sample::Index;

use super::models::{container, preauth};

/// One wrong that is done to octets.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Append(u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, octet)| Damage::Set(at, octet)),
        4 => (any::<Index>(), 0..4u8).prop_map(|(at, octet)| Damage::Set(at, octet)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, octet)| Damage::Insert(at, octet)),
        1 => any::<Index>().prop_map(Damage::Remove),
        1 => any::<Index>().prop_map(Damage::Cut),
        1 => any::<u8>().prop_map(Damage::Append),
    ]
}

fn damaged(mut octets: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let len = octets.len();
        match damage {
            Damage::Append(octet) => octets.push(*octet),
            _ if octets.is_empty() => {}
            Damage::Set(at, octet) => octets[at.index(len)] = *octet,
            Damage::Insert(at, octet) => octets.insert(at.index(len), *octet),
            Damage::Remove(at) => drop(octets.remove(at.index(len))),
            Damage::Cut(at) => octets.truncate(at.index(len)),
        }
    }
    octets
}

/// Reads the octets in every way there is: nothing panics, everything that is accepted comes back,
/// and dumps leave out nothing.
fn read_in_every_way(octets: &[u8]) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    for profile in Profile::ALL {
        let decoded = wire::decode(profile, octets, &limits);
        let dump = annotate(octets, Shape::PreAuth(profile), &Hints::default(), &limits);
        prop_assert_eq!(dump.error(), decoded.as_ref().err());
        super::dumps::assert_covers(&dump, octets);
        match decoded {
            Ok(data) => prop_assert_eq!(wire::encode(&data, &limits), Ok(octets.to_vec())),
            Err(error) => prop_assert!(error.offset <= octets.len(), "{}", error),
        }
        let hints = Hints { profile: Some(profile), ..Hints::default() };
        prop_assert_eq!(
            detect(octets, &hints, &limits).is_ok_and(|found| found.container.is_none()),
            dump.error().is_none()
        );
    }
    for kind in ContainerKind::ALL {
        let decoded = Container::decode(kind, octets, &limits);
        let dump = annotate(octets, Shape::Container(kind), &Hints::default(), &limits);
        prop_assert_eq!(dump.error(), decoded.as_ref().err());
        super::dumps::assert_covers(&dump, octets);
        match decoded {
            Ok(container) => prop_assert_eq!(container.encode(&limits), Ok(octets.to_vec())),
            Err(error) => prop_assert!(error.offset <= octets.len(), "{}", error),
        }
    }
    if let Ok(found) = detect(octets, &Hints::default(), &limits) {
        let container = found.container.expect("nothing else is looked for");
        prop_assert_eq!(container.encode(&limits), Ok(octets.to_vec()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn policies_come_back(data in preauth()) {
        let limits = Limits::default();
        let octets = wire::encode(&data, &limits).unwrap();
        prop_assert_eq!(wire::decode(data.profile(), &octets, &limits), Ok(data.clone()));
        prop_assert_eq!(policy_from_json(&policy_to_json(&data)), Ok(data));
    }

    #[test]
    fn containers_come_back(container in container()) {
        let limits = Limits::default();
        let octets = container.encode(&limits).unwrap();
        let kind = container.kind();
        prop_assert_eq!(Container::decode(kind, &octets, &limits), Ok(container.clone()));
        prop_assert_eq!(container_from_json(kind, &container_to_json(&container)), Ok(container));
    }

    #[test]
    fn damaged_policies_are_read_safely(
        data in preauth(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let octets = wire::encode(&data, &Limits::default()).unwrap();
        read_in_every_way(&damaged(octets, &damages))?;
    }

    #[test]
    fn damaged_containers_are_read_safely(
        container in container(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let octets = container.encode(&Limits::default()).unwrap();
        read_in_every_way(&damaged(octets, &damages))?;
    }

    #[test]
    fn any_octets_are_read_safely(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        read_in_every_way(&octets)?;
    }

    #[test]
    fn octets_come_back_from_text(data in preauth()) {
        let octets = wire::encode(&data, &Limits::default()).unwrap();
        let hex = text::to_hex(&octets);
        prop_assert_eq!(text::recognize(hex.as_bytes()), (text::Form::Hex, octets.clone()));
        let (_, decoded) = text::recognize(text::to_base64(&octets).as_bytes());
        if !data.is_empty() {
            prop_assert_eq!(&decoded, &octets);
            prop_assert_eq!(text::recognize(&octets), (text::Form::Raw, octets.clone()));
        }
    }
}
