//! Findings about the roles that entries give.

use std::collections::{BTreeMap, BTreeSet};

use super::super::finding::{Finding, Kind};
use super::super::{NOBODY, can, holds};
use super::{View, disruptive, is_holdable, roles};
use crate::model::{Role, RoleChange};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    let listed = view.room.parts().roles.is_some();
    let own_changes = view.standing().any(|role| holds(role, can::CHANGE_OWN_ROLE));
    for (index, entries) in view.given.iter().filter(|(index, _)| **index != NOBODY) {
        let mut say = |kind: Kind| {
            found.push(Finding { entries: entries.clone(), ..Finding::of(kind, &[*index]) });
        };
        let Some(role) = view.role(*index) else {
            say(Kind::TargetUnknown);
            continue;
        };
        if !is_holdable(role) {
            say(Kind::TargetUnholdable);
        } else if role.max_active == Some(0) {
            say(Kind::TargetInactive);
        }
        if !holds(role, can::JOIN_IF_PREAUTHORIZED) && !own_changes {
            say(Kind::TargetCannotJoin);
        }
        anyone(view, role, entries, found);
    }
    if listed {
        differences(view, found);
    }
}

/// Entries that give anybody a role which changes the room.
fn anyone(view: &View<'_>, role: &Role, entries: &[usize], found: &mut Vec<Finding>) {
    let capabilities = disruptive(role);
    let open = entries.iter().copied().filter(|entry| roles::is_for_anyone(view, *entry));
    let entries: Vec<usize> = open.collect();
    if !capabilities.is_empty() && !entries.is_empty() {
        let finding = Finding::of(Kind::AnyoneAdministers, &[role.index]);
        found.push(Finding { entries, capabilities, ..finding });
    }
}

/// Entries whose role is not the one in the list. The order of capabilities and changes means
/// nothing.
fn differences(view: &View<'_>, found: &mut Vec<Finding>) {
    for (index, role) in &view.roles {
        let listed = normal(role);
        let differ = |entry: &usize| {
            let preauth = view.room.parts().preauth.as_ref();
            let given = preauth.and_then(|preauth| preauth.data.role(*entry));
            given.is_some_and(|given| given != *role && normal(given) != listed)
        };
        let entries = view.given.get(index).into_iter().flatten().copied().filter(differ);
        let entries: Vec<usize> = entries.collect();
        if !entries.is_empty() {
            found.push(Finding { entries, ..Finding::of(Kind::TargetDiffers, &[*index]) });
        }
    }
}

/// A role with everything in its one order (`docs/wire.md` section 3).
pub(in crate::room) fn normal(role: &Role) -> Role {
    let mut role = role.clone();
    role.capabilities.sort_unstable();
    role.capabilities.dedup();
    let mut changes: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for change in role.changes {
        changes.entry(change.from).or_default().extend(change.targets);
    }
    let change = |(from, targets): (u32, BTreeSet<u32>)| RoleChange {
        from,
        targets: targets.into_iter().collect(),
    };
    role.changes = changes.into_iter().map(change).collect();
    role
}
