//! Findings about the roles themselves, whoever gets them.

use std::collections::BTreeSet;

use super::super::finding::{Finding, Kind};
use super::super::{BANNED, NOBODY, can, holds, may_move, targets};
use super::{View, is_holdable, is_open_to_clients};
use crate::model::{PreAuthData, Role};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for role in view.roles() {
        constraints(role, found);
        changes(view, role, found);
        if role.index == NOBODY {
            open_join(view, role, found);
            continue;
        }
        if holds(role, can::OPEN_JOIN) {
            found.push(Finding::of(Kind::OpenJoinElsewhere, &[role.index]));
        }
        bans(view, role, found);
        powerless(view, role, found);
    }
    locked(view, found);
}

fn constraints(role: &Role, found: &mut Vec<Finding>) {
    let exceeds = |minimum: u32, maximum: Option<u32>| maximum.is_some_and(|max| minimum > max);
    let fault = exceeds(role.min_participants, role.max_participants)
        || exceeds(role.min_active, role.max_active)
        || exceeds(role.min_active, role.max_participants);
    if fault {
        found.push(Finding::of(Kind::MinimumExceedsMaximum, &[role.index]));
    }
}

/// The roles that a role's changes name and that are not there. Role 0 always is.
fn changes(view: &View<'_>, role: &Role, found: &mut Vec<Finding>) {
    if view.room.parts().roles.is_none() {
        return;
    }
    let named = role
        .changes
        .iter()
        .flat_map(|change| std::iter::once(change.from).chain(change.targets.iter().copied()));
    let unknown: BTreeSet<u32> =
        named.filter(|index| *index != NOBODY && view.role(*index).is_none()).collect();
    if !unknown.is_empty() {
        let mut finding = Finding::of(Kind::UnknownRoleInChanges, &[role.index]);
        finding.roles.extend(unknown);
        found.push(finding);
    }
}

/// Role 0 with `canOpenJoin`: to which roles, and past which rules.
fn open_join(view: &View<'_>, nobody: &Role, found: &mut Vec<Finding>) {
    if !holds(nobody, can::OPEN_JOIN) {
        return;
    }
    let open: BTreeSet<u32> = targets(nobody, NOBODY)
        .filter(|index| view.stands(*index))
        .filter(|index| view.role(*index).is_some_and(is_open_to_clients))
        .collect();
    if open.is_empty() {
        found.push(Finding::of(Kind::OpenJoinNowhere, &[NOBODY]));
        return;
    }
    let refusals = view.given.get(&NOBODY).cloned().unwrap_or_default();
    let conditional = |index: &u32| {
        view.given.get(index).is_some_and(|e| e.iter().any(|entry| !is_for_anyone(view, *entry)))
    };
    let reserved: BTreeSet<u32> = open.iter().copied().filter(conditional).collect();
    let past = if refusals.is_empty() { &reserved } else { &open };
    if !past.is_empty() {
        let mut finding = Finding::of(Kind::OpenJoinBypassesRules, &[NOBODY]);
        finding.roles.extend(past);
        let entries = past.iter().filter_map(|index| view.given.get(index)).flatten();
        finding.entries = entries.chain(&refusals).copied().collect();
        finding.entries.sort_unstable();
        found.push(finding);
    }
    let beside: Vec<u32> = open.difference(past).copied().collect();
    if !beside.is_empty() {
        let mut finding = Finding::of(Kind::OpenJoin, &[NOBODY]);
        finding.roles.extend(beside);
        found.push(finding);
    }
}

/// Whether an entry has no claims, so that anybody gets its role by the rules too.
pub(super) fn is_for_anyone(view: &View<'_>, entry: usize) -> bool {
    let data = view.room.parts().preauth.as_ref().map(|preauth| &preauth.data);
    let claims = data.and_then(|data| match data {
        PreAuthData::Exact(entries) => entries.get(entry).map(|entry| entry.claims.len()),
        PreAuthData::Pointer(entries) => entries.get(entry).map(|entry| entry.claims.len()),
        PreAuthData::Matcher(entries) => entries.get(entry).map(|entry| entry.claims.len()),
    });
    claims == Some(0)
}

fn bans(view: &View<'_>, role: &Role, found: &mut Vec<Finding>) {
    let bans = [can::BAN, can::UNBAN].into_iter().filter(|it| holds(role, *it));
    let bans: Vec<u16> = bans.collect();
    if !bans.is_empty() && !view.has_banned_role() {
        let finding = Finding::of(Kind::BanWithoutBannedRole, &[role.index]);
        found.push(Finding { capabilities: bans, ..finding });
    }
    if role.index == BANNED && view.has_banned_role() && !role.capabilities.is_empty() {
        let finding = Finding::of(Kind::CapableBanned, &[role.index]);
        found.push(Finding { capabilities: role.capabilities.clone(), ..finding });
    }
}

/// Capabilities whose every use the role's own changes rule out (sections 8.1.1 to 8.1.3).
fn powerless(view: &View<'_>, role: &Role, found: &mut Vec<Finding>) {
    let somebody = |index: u32| index != NOBODY;
    let from_somebody = |allowed: fn(u32) -> bool| {
        role.changes
            .iter()
            .any(|change| change.from != NOBODY && change.targets.iter().copied().any(allowed))
    };
    let needs = [
        (Kind::UselessAdd, can::ADD_PARTICIPANT, may_move(role, NOBODY, somebody)),
        (Kind::UselessRemove, can::REMOVE_PARTICIPANT, from_somebody(|to| to == NOBODY)),
        (Kind::UselessLeave, can::REMOVE_SELF, may_move(role, role.index, |to| to == NOBODY)),
        (Kind::UselessPromote, can::CHANGE_USER_ROLE, from_somebody(|to| to != NOBODY)),
        (Kind::UselessBan, can::BAN, from_somebody(|to| to == BANNED)),
        (Kind::UselessUnban, can::UNBAN, may_move(role, BANNED, |to| to != NOBODY && to != BANNED)),
    ];
    for (kind, capability, is_of_use) in needs {
        if holds(role, capability) && !is_of_use && view.stands(role.index) {
            let finding = Finding::of(kind, &[role.index]);
            found.push(Finding { capabilities: vec![capability], ..finding });
        }
    }
}

/// Nobody may ever change roles or rules again.
fn locked(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.room.parts().roles.is_none() {
        return;
    }
    let keys = [can::CHANGE_ROLES, can::CHANGE_PREAUTH];
    let opens = |role: &Role| is_holdable(role) && keys.iter().any(|key| holds(role, *key));
    if !view.standing().any(opens) {
        found.push(Finding { capabilities: keys.to_vec(), ..Finding::of(Kind::Locked, &[]) });
    }
}
