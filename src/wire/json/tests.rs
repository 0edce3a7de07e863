//! Models that are none, and where they stop being one. That models come back is for the vectors.

use serde_json::{Value, json};

use super::{ModelError, container_from_json, policy_from_json, role_from_json, role_to_json};
use crate::model::Role;
use crate::wire::ContainerKind;

fn policy(profile: &str, claim: Value) -> Value {
    let role = role_to_json(&Role::default());
    json!({ "profile": profile, "entries": [{ "claims": [claim], "role": role }] })
}

fn fault<T: std::fmt::Debug>(result: Result<T, ModelError>) -> (String, String) {
    let ModelError { expected, path } = result.unwrap_err();
    (expected, path)
}

#[test]
fn faults_name_their_place() {
    let matcher = |pointer: Value, operation: Value| {
        policy(
            "matcher",
            json!({ "family": "jwt", "pointer": pointer, "semantics": "string",
                    "match_as": "utf8", "operation": operation, "test": "78" }),
        )
    };
    let nested = json!([{ "search": [{ "pointer": [{ "key": "2" }] }] }]);
    for (model, expected, path) in [
        (json!([]), "an object", ""),
        (json!({ "profile": "exact" }), "a value", "entries"),
        (json!({ "profile": "strict", "entries": [] }), "exact, pointer or matcher", "profile"),
        (json!({ "profile": "exact", "entries": {} }), "an array", "entries"),
        (json!({ "profile": "exact", "entries": [], "x": 1 }), "no such member", "x"),
        (
            policy("exact", json!({ "credential_type": 65536, "id": "", "value": "" })),
            "a uint16",
            "entries[0].claims[0].credential_type",
        ),
        (
            policy("exact", json!({ "credential_type": 1, "id": "0g", "value": "" })),
            "hex octets",
            "entries[0].claims[0].id",
        ),
        (
            matcher(nested, Value::Null),
            "hex octets",
            "entries[0].claims[0].pointer[0].search[0].pointer[0].key",
        ),
        (
            matcher(json!([{ "any": false }]), Value::Null),
            "true",
            "entries[0].claims[0].pointer[0].any",
        ),
        (
            matcher(json!([{ "any": true, "tag": 1 }]), Value::Null),
            "one of key, position, search, tag, embedded and any",
            "entries[0].claims[0].pointer[0]",
        ),
        (
            matcher(json!([{ "position": -1 }]), Value::Null),
            "a uint32",
            "entries[0].claims[0].pointer[0].position",
        ),
        (
            matcher(json!([]), json!({ "type": "less_than", "length": 1 })),
            "no such member",
            "entries[0].claims[0].operation.length",
        ),
        (
            matcher(json!([]), json!({ "type": "starts_with" })),
            "a value",
            "entries[0].claims[0].operation.length",
        ),
        (
            matcher(json!([]), json!({ "type": "matches" })),
            "a word of the operations",
            "entries[0].claims[0].operation.type",
        ),
    ] {
        let found = fault(policy_from_json(&model));
        assert_eq!(found, (expected.to_owned(), path.to_owned()), "{model}");
    }
}

#[test]
fn a_role_has_all_its_members() {
    let whole = role_to_json(&Role::default());
    assert_eq!(role_from_json(&whole), Ok(Role::default()));
    let names: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    for name in names {
        let mut part = whole.clone();
        part.as_object_mut().unwrap().remove(&name);
        assert_eq!(fault(role_from_json(&part)), ("a value".to_owned(), name));
    }
}

#[test]
fn containers_are_of_their_type() {
    let extension = json!({ "extension_type": 7, "components": [] });
    let found = fault(container_from_json(ContainerKind::Extension, &extension));
    assert_eq!(found, ("6".to_owned(), "extension_type".to_owned()));
    let removed = json!({ "component_id": 1, "op": "remove", "update": "" });
    let found = fault(container_from_json(ContainerKind::Update, &removed));
    assert_eq!(found, ("no such member".to_owned(), "update".to_owned()));
}

#[test]
fn a_fault_is_one_line() {
    let error = ModelError { expected: "text".into(), path: "role.name".into() };
    assert_eq!(error.to_string(), "expected text at `role.name`");
}
