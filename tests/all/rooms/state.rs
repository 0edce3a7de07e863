//! State files: JSON and containers, and everything that is none.

use admit::limits::Limits;
use admit::room::{Error, Room, User};
use admit::wire::detect::Hints;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::wire::vectors;
use crate::support::unhex;

fn read(octets: &[u8]) -> Result<Room, Error> {
    Room::read(octets, &Hints::default(), &Limits::default())
}

fn read_value(value: &Value) -> Result<Room, Error> {
    read(value.to_string().as_bytes())
}

fn role(index: u32) -> Value {
    json!({
        "index": index, "name": "r", "description": "", "capabilities": [5],
        "min_participants": 0, "max_participants": null, "min_active": 0, "max_active": null,
        "changes": [{ "from": 0, "targets": [2] }],
    })
}

fn whole() -> Value {
    json!({
        "roles": [role(1), role(2)],
        "preauth": { "component": 38, "profile": "exact", "entries": [
            { "claims": [{ "credential_type": 61443, "id": "737562", "value": "2261" }],
              "role": role(2) } ] },
        "base": {
            "fixed_membership": false, "parent_dependent": true,
            "parent_room": ["mimi://example.com/r/p"], "multi_device": true, "max_clients": 9,
            "max_users": null, "pseudonyms_allowed": true, "persistent_room": false,
            "discoverable": true, "policy_component_ids": [37, 38] },
        "participants": [
            { "user": "mimi://example.com/u/ann", "role": 2, "clients": 2 },
            { "user": "mimi://example.com/u/bob", "role": 1 } ],
        "parent_participants": ["mimi://example.com/u/ann"],
    })
}

#[test]
fn the_json_of_a_state_comes_back() {
    let room = read_value(&whole()).unwrap();
    assert_eq!(room.to_json(), whole());
    assert_eq!(room.participants()[0].clients, Some(2));
    assert_eq!(room.participants()[1].clients, None);
}

#[test]
fn a_dictionary_and_its_extension_are_one_state_in_every_form() {
    let vectors = vectors();
    let dictionary = unhex(vectors["dictionary"].as_str().unwrap());
    let extension = unhex(vectors["extension"].as_str().unwrap());
    let room = read(&dictionary).unwrap();
    assert_eq!(room.roles().len(), 2);
    assert_eq!(room.participants().len(), 2);
    assert_eq!(room.parts().preauth.as_ref().unwrap().component, 0x26);
    assert!(room.parts().base.as_ref().unwrap().pseudonyms_allowed);
    assert!(room.participants().iter().all(|one| one.clients.is_none()));
    let hex = vectors["extension"].as_str().unwrap().as_bytes().to_vec();
    for octets in [extension, hex] {
        assert_eq!(read(&octets).unwrap().parts(), room.parts());
    }
    let inside = json!({ "dictionary": vectors["extension"] });
    assert_eq!(read_value(&inside).unwrap().parts(), room.parts());
}

#[test]
fn parts_may_be_octets_and_clients_may_stand_apart() {
    let vectors = vectors();
    let state = json!({
        "participants": vectors["participants"][1]["hex"],
        "base": vectors["base"][0]["hex"],
        "preauth": { "component": 38, "tls": "00" },
        "clients": { "mimi://A.example/u/ann": ["phone", "desk"] },
    });
    let room = read_value(&state).unwrap();
    let ann = User::parse("mimi://a.example/u/ann").unwrap();
    assert_eq!(room.participant(&ann).unwrap().clients, Some(2));
    assert_eq!(room.participants()[1].clients, None);
    assert_eq!(room.parts().base.as_ref().unwrap().max_clients, Some(100));
    assert!(room.parts().preauth.as_ref().unwrap().data.is_empty());
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut state = whole();
        change(&mut state);
        state.to_string()
    };
    let list = "participants";
    for (state, message) in [
        ("{".into(), "not JSON at octet 1"),
        ("[]".into(), "this is not the state of a room"),
        (String::new(), "this is not the state"),
        (r#"{"roles":[],"roles":[]}"#.into(), "a name stands twice in one map, at `roles`"),
        (r#"{"base":{"x":1,"x":2}}"#.into(), "at `base / x`"),
        (with(&|s| s["people"] = json!([])), "expected no such member at `people`"),
        (with(&|s| s["roles"][1]["index"] = json!(1)), "role 1 is there twice, in `roles[1]`"),
        (with(&|s| s["roles"][1]["index"] = json!(-1)), "expected a uint32 at `roles[1].index`"),
        (with(&|s| s["roles"][0]["more"] = json!(1)), "expected no such member at `roles[0].more`"),
        (with(&|s| s["roles"] = json!("zz")), "neither hex nor base64, in `roles`"),
        (with(&|s| s["roles"] = json!("01ff")), "in `roles`"),
        (with(&|s| s[list][1]["role"] = json!(0)), "a participant in role 0, in `participants[1]`"),
        (
            with(&|s| s[list][1]["user"] = json!("mimi://EXAMPLE.com/u/%61nn")),
            "is there twice, in `participants[1]`",
        ),
        (with(&|s| s[list][0]["user"] = json!("")), "names no user, in `participants[0].user`"),
        (
            with(&|s| s[list][0]["user"] = json!("mimi://example.com/r/x")),
            "names no user, in `participants[0].user`",
        ),
        (with(&|s| s[list][0]["clients"] = json!(-1)), "at `participants[0].clients`"),
        (with(&|s| s[list][0]["clients"] = json!(["a", "a"])), "a client is there twice"),
        (with(&|s| s[list][0]["clients"] = json!(4_294_967_296_u64)), "`participants[0].clients`"),
        (with(&|s| s["clients"] = json!({ "mimi://example.com/u/eve": 1 })), "is no participant"),
        (with(&|s| s["clients"] = json!({ "mimi://example.com/u/ann": 1 })), "told already"),
        (with(&|s| s["base"]["max_users"] = json!(true)), "at `base.max_users`"),
        (with(&|s| s["base"] = json!({})), "expected a value at `base.fixed_membership`"),
        (with(&|s| s["preauth"]["profile"] = json!("wide")), "at `preauth.profile`"),
        (with(&|s| s["preauth"]["tls"] = json!("00")), "either `entries` or `tls`"),
        (with(&|s| s["preauth"] = json!({ "component": 9, "tls": "00" })), "at `preauth.profile`"),
        (
            with(&|s| s["dictionary"] = vectors()["extension"].clone()),
            "the dictionary holds this too, in `roles`",
        ),
        (with(&|s| s["parent_participants"] = json!([1])), "at `parent_participants[0]`"),
    ] {
        let error = read(state.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(message), "{state}\n{error}\n{message}");
    }
}

#[test]
fn octets_that_are_no_state_are_refused() {
    let vectors = vectors();
    let roles = "00".repeat(3);
    for hex in [roles.as_str(), "0008002502", "ff", "0006"] {
        assert!(read(&unhex(hex)).is_err(), "{hex}");
    }
    let mut cut = unhex(vectors["extension"].as_str().unwrap());
    cut.pop();
    assert!(read(&cut).is_err());
}

#[test]
fn limits_hold() {
    let limits = Limits { roles: 2, ..Limits::default() };
    let read = |state: Value| Room::read(state.to_string().as_bytes(), &Hints::default(), &limits);
    assert!(read(json!({ "roles": [role(1), role(2)] })).is_ok());
    let error = read(json!({ "roles": [role(1), role(2), role(3)] })).unwrap_err();
    assert_eq!(error.to_string(), "more than 2 roles, in `roles[2]`");
    let deep = format!("{{\"roles\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(super::state::read(deep.as_bytes()).unwrap_err().to_string().contains("deep"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&octets);
    }

    #[test]
    fn no_broken_state_makes_it_panic(at in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let mut json = whole().to_string().into_bytes();
        let place = at.index(json.len());
        json[place] = octet;
        let _ = read(&json);
        let mut extension = unhex(vectors()["extension"].as_str().unwrap());
        let place = at.index(extension.len());
        extension[place] = octet;
        if let Ok(room) = read(&extension) {
            let _ = admit::room::check::check(&room, &Limits::default());
        }
    }
}
