//! Participant lists and base policies on the wire.

use admit::limits::Limits;
use admit::model::room::{BaseRoomPolicy, IndexRole, ParticipantsUpdate, UserRole};
use admit::wire::{ErrorKind, base_policy, participants};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::unhex;

pub fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors-own/room/wire.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn each(kind: &str) -> Vec<(Value, Vec<u8>)> {
    let vectors = vectors();
    let list = vectors[kind].as_array().unwrap();
    assert!(!list.is_empty());
    list.iter().map(|vector| (vector.clone(), unhex(vector["hex"].as_str().unwrap()))).collect()
}

fn number(value: &Value) -> u32 {
    value.as_u64().unwrap() as u32
}

fn pairs(value: &Value) -> Vec<UserRole> {
    let pair =
        |pair: &Value| UserRole { user: pair[0].as_str().unwrap().into(), role: number(&pair[1]) };
    value.as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn participant_lists_are_those_of_the_vectors() {
    let limits = Limits::default();
    for (vector, octets) in each("participants") {
        let model = pairs(&vector["model"]);
        assert_eq!(participants::decode(&octets, &limits).unwrap(), model, "{vector}");
        assert_eq!(participants::encode(&model, &limits).unwrap(), octets, "{vector}");
    }
}

#[test]
fn updates_of_participant_lists_are_those_of_the_vectors() {
    let limits = Limits::default();
    for (vector, octets) in each("participants_update") {
        let changed = vector["changed"].as_array().unwrap().iter();
        let model = ParticipantsUpdate {
            changed: changed
                .map(|pair| IndexRole { participant: number(&pair[0]), role: number(&pair[1]) })
                .collect(),
            removed: vector["removed"].as_array().unwrap().iter().map(number).collect(),
            added: pairs(&vector["added"]),
        };
        assert_eq!(participants::decode_update(&octets, &limits).unwrap(), model, "{vector}");
        assert_eq!(participants::encode_update(&model, &limits).unwrap(), octets, "{vector}");
    }
}

#[test]
fn base_policies_are_those_of_the_vectors() {
    let limits = Limits::default();
    for (vector, octets) in each("base") {
        let model = &vector["model"];
        let flag = |name: &str| model[name].as_bool().unwrap();
        let maximum = |name: &str| model[name].as_u64().map(|number| number as u32);
        let parents = model["parent_room"].as_array().unwrap().iter();
        let ids = model["policy_component_ids"].as_array().unwrap().iter();
        let expected = BaseRoomPolicy {
            fixed_membership: flag("fixed_membership"),
            parent_dependent: flag("parent_dependent"),
            parent_room: parents.map(|uri| uri.as_str().unwrap().to_owned()).collect(),
            multi_device: flag("multi_device"),
            max_clients: maximum("max_clients"),
            max_users: maximum("max_users"),
            pseudonyms_allowed: flag("pseudonyms_allowed"),
            persistent_room: flag("persistent_room"),
            discoverable: flag("discoverable"),
            policy_component_ids: ids.map(|id| id.as_u64().unwrap() as u16).collect(),
        };
        assert_eq!(base_policy::decode(&octets, &limits).unwrap(), expected, "{vector}");
        assert_eq!(base_policy::encode(&expected, &limits).unwrap(), octets, "{vector}");
    }
}

#[test]
fn what_is_not_exactly_one_structure_is_rejected() {
    let limits = Limits::default();
    for (vector, octets) in each("rejected") {
        let kind: ErrorKind = match vector["structure"].as_str().unwrap() {
            "participants" => participants::decode(&octets, &limits).unwrap_err().kind,
            "participants_update" => {
                participants::decode_update(&octets, &limits).unwrap_err().kind
            }
            "base" => base_policy::decode(&octets, &limits).unwrap_err().kind,
            other => panic!("{other}"),
        };
        assert_eq!(kind.name(), vector["error"].as_str().unwrap(), "{vector}");
    }
}

fn user_role() -> impl Strategy<Value = UserRole> {
    (".{0,80}", any::<u32>()).prop_map(|(user, role)| UserRole { user, role })
}

fn base() -> impl Strategy<Value = BaseRoomPolicy> {
    let flags = any::<[bool; 6]>();
    let lists =
        (prop::collection::vec(".{0,70}", 0..3), prop::collection::vec(any::<u16>(), 0..40));
    (flags, lists, any::<Option<u32>>(), any::<Option<u32>>()).prop_map(
        |(flags, (parent_room, policy_component_ids), max_clients, max_users)| BaseRoomPolicy {
            fixed_membership: flags[0],
            parent_dependent: flags[1],
            parent_room,
            multi_device: flags[2],
            max_clients,
            max_users,
            pseudonyms_allowed: flags[3],
            persistent_room: flags[4],
            discoverable: flags[5],
            policy_component_ids,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_model_comes_back(
        list in prop::collection::vec(user_role(), 0..20),
        changed in prop::collection::vec(any::<(u32, u32)>(), 0..20),
        removed in prop::collection::vec(any::<u32>(), 0..20),
        base in base(),
    ) {
        let limits = Limits::default();
        let octets = participants::encode(&list, &limits).unwrap();
        prop_assert_eq!(participants::decode(&octets, &limits).unwrap(), list.clone());
        let changed = changed.iter().map(|(participant, role)| IndexRole { participant: *participant, role: *role });
        let update = ParticipantsUpdate { changed: changed.collect(), removed, added: list };
        let octets = participants::encode_update(&update, &limits).unwrap();
        prop_assert_eq!(participants::decode_update(&octets, &limits).unwrap(), update);
        let octets = base_policy::encode(&base, &limits).unwrap();
        prop_assert_eq!(base_policy::decode(&octets, &limits).unwrap(), base);
    }

    #[test]
    fn whatever_is_read_is_written_as_it_was(
        which in 0..4_usize,
        at in any::<prop::sample::Index>(),
        octet in any::<u8>(),
    ) {
        // One octet of a good structure is another: what is still read has one encoding.
        let limits = Limits::default();
        let (kind, place) = [("participants", 1), ("participants_update", 1), ("base", 0), ("base", 1)][which];
        let (_, mut octets) = each(kind)[place].clone();
        let at = at.index(octets.len());
        octets[at] = octet;
        let again = match kind {
            "participants" => participants::decode(&octets, &limits)
                .and_then(|model| participants::encode(&model, &limits)),
            "participants_update" => participants::decode_update(&octets, &limits)
                .and_then(|model| participants::encode_update(&model, &limits)),
            _ => base_policy::decode(&octets, &limits)
                .and_then(|model| base_policy::encode(&model, &limits)),
        };
        if let Ok(again) = again {
            prop_assert_eq!(again, octets);
        }
    }
}
