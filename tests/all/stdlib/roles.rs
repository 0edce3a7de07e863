//! The role examples of draft-ietf-mimi-room-policy-03: indexes, names, capabilities, constraints
//! and role changes, as the draft gives them.

use std::collections::{BTreeMap, BTreeSet};

use admit::capability;
use admit::syntax::ast::{CapabilityRef, ItemKind, Literal, Range, RoleItem, RoleRef, RoleSetting};
use serde_json::{Value as Json, json};

use super::read;

/// The draft's tables. Where it includes the capabilities of a role that the room does not have,
/// those that the module says are here; two that its registry does not have are left out.
const FACTS: &str = include_str!("roles.json");

#[test]
fn role_examples_are_those_of_the_draft() {
    let facts: BTreeMap<String, Vec<Json>> = serde_json::from_str(FACTS).unwrap();
    assert_eq!(facts.values().map(Vec::len).sum::<usize>(), 6 + 6 + 8 + 10);
    for (room, expected) in facts {
        let roles = roles(&format!("roles/{room}.policy"));
        assert_eq!(roles.len(), expected.len(), "{room}");
        for (role, expected) in roles.iter().zip(expected) {
            assert_eq!(facts_of(role, &roles), expected, "{room}");
        }
    }
}

fn roles(module: &str) -> Vec<RoleItem> {
    let items = read(module).items.into_iter();
    items
        .map(|item| match item.kind {
            ItemKind::Role(role) => role,
            other => panic!("{module}: {other:?}"),
        })
        .collect()
}

fn find<'r>(roles: &'r [RoleItem], name: &str) -> &'r RoleItem {
    roles.iter().find(|role| role.name.node == name).unwrap_or_else(|| panic!("{name}"))
}

fn index(role: &RoleItem) -> i128 {
    whole(&role.index.node)
}

fn whole(literal: &Literal) -> i128 {
    match literal {
        Literal::Int(number) => *number,
        other => panic!("{other:?}"),
    }
}

fn settings(role: &RoleItem) -> impl Iterator<Item = &RoleSetting> {
    role.settings.iter().map(|setting| &setting.node)
}

fn base<'r>(role: &RoleItem, roles: &'r [RoleItem]) -> Option<&'r RoleItem> {
    role.extends.as_ref().map(|path| find(roles, &path.segments[0].node))
}

fn facts_of(role: &RoleItem, roles: &[RoleItem]) -> Json {
    let (min_participants, max_participants) = bounds(role, roles, |setting| match setting {
        RoleSetting::Participants(range) => Some(range),
        _ => None,
    });
    let (min_active, max_active) = bounds(role, roles, |setting| match setting {
        RoleSetting::Active(range) => Some(range),
        _ => None,
    });
    let name = settings(role).find_map(|setting| match setting {
        RoleSetting::Name(name) => Some(&name.node),
        _ => None,
    });
    json!({
        "index": i64::try_from(index(role)).unwrap(),
        "name": name,
        "capabilities": capabilities(role, roles),
        "min_participants": min_participants,
        "max_participants": max_participants,
        "min_active": min_active,
        "max_active": max_active,
        "changes": changes(role, roles),
    })
}

fn capabilities(role: &RoleItem, roles: &[RoleItem]) -> BTreeSet<u16> {
    let mut found = base(role, roles).map_or_else(BTreeSet::new, |base| capabilities(base, roles));
    for setting in settings(role) {
        if let RoleSetting::Can(list) = setting {
            for capability in list {
                let CapabilityRef::Named(path) = capability else { panic!("{capability:?}") };
                let name = &path.segments[0].node;
                let known = capability::by_name(name).unwrap_or_else(|| panic!("{name}"));
                assert!(found.insert(known.number), "{name} twice");
            }
        }
    }
    found
}

/// The nearest setting; without one, from 0 without end.
fn bounds(
    role: &RoleItem,
    roles: &[RoleItem],
    select: fn(&RoleSetting) -> Option<&Range>,
) -> (i64, Option<i64>) {
    let end = |literal: &Literal| i64::try_from(whole(literal)).unwrap();
    match settings(role).find_map(select) {
        Some(range) => (
            range.from.as_ref().map_or(0, |from| end(&from.node)),
            range.to.as_ref().map(|to| end(&to.node)),
        ),
        None => base(role, roles).map_or((0, None), |base| bounds(base, roles, select)),
    }
}

/// A role's own changes. They hold all of its base's, so that it does not matter whether what is
/// inherited is added or replaced.
fn changes(role: &RoleItem, roles: &[RoleItem]) -> Vec<Json> {
    let number = |role: &RoleRef| match role {
        RoleRef::Named(path) => i64::try_from(index(find(roles, &path.segments[0].node))).unwrap(),
        RoleRef::Number(number) => panic!("{number:?}"),
    };
    let own = |role: &RoleItem| -> BTreeMap<i64, Vec<i64>> {
        settings(role)
            .filter_map(|setting| match setting {
                RoleSetting::MayMove { from, to } => {
                    Some((number(from), to.iter().map(number).collect()))
                }
                _ => None,
            })
            .collect()
    };
    let found = own(role);
    for (from, targets) in base(role, roles).map(own).unwrap_or_default() {
        assert!(targets.iter().all(|target| found[&from].contains(target)), "{}", role.name.node);
    }
    found.into_iter().map(|(from, targets)| json!({ "from": from, "targets": targets })).collect()
}
