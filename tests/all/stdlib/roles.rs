//! The role examples of draft-ietf-mimi-room-policy-03: indexes, names, capabilities, constraints
//! and role changes, as the draft gives them.

use std::collections::BTreeMap;
use std::fmt::Write;

use admit::model::Role;
use serde_json::{Value as Json, json};

use super::check;

/// The draft's tables. Where it includes the capabilities of a role that the room does not have,
/// those that the module says are here; two that its registry does not have are left out.
const FACTS: &str = include_str!("roles.json");

#[test]
fn role_examples_are_those_of_the_draft() {
    let facts: BTreeMap<String, Vec<Json>> = serde_json::from_str(FACTS).unwrap();
    assert_eq!(facts.values().map(Vec::len).sum::<usize>(), 6 + 6 + 8 + 10);
    for (room, expected) in facts {
        let mut policy = format!("policy \"{room}\"\nuse std.roles.{room} as roles\n");
        for role in &expected {
            let name = match role["name"].as_str().unwrap() {
                "no_role" => "none",
                name => name,
            };
            writeln!(policy, "role {name} = {} extends roles.{name}", role["index"]).unwrap();
        }
        let outcome = check(&policy);
        assert!(!outcome.has_errors(), "{room}: {:#?}", outcome.diagnostics);
        let roles = outcome.policy.unwrap().roles;
        assert!(roles.iter().all(|role| !role.role.description.is_empty()), "{room}");
        let found: Vec<_> = roles.iter().map(|role| facts_of(&role.role)).collect();
        assert_eq!(found, expected, "{room}");
    }
}

fn facts_of(role: &Role) -> Json {
    let changes = role.changes.iter();
    json!({
        "index": role.index,
        "name": role.name,
        "capabilities": role.capabilities,
        "min_participants": role.min_participants,
        "max_participants": role.max_participants,
        "min_active": role.min_active,
        "max_active": role.max_active,
        "changes": changes
            .map(|change| json!({ "from": change.from, "targets": change.targets }))
            .collect::<Vec<_>>(),
    })
}
