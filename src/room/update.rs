//! How a room changes: the proposals, what the drafts forbid, and what is different.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::check::entries::normal;
use super::{Participant, Preauth, Room, User, can, holds};
use crate::limits::Limits;
use crate::model::Role;
use crate::model::room::{IndexRole, ParticipantsUpdate};
use crate::wire::container::{AppDataUpdate, BASE_ROOM_POLICY, PARTICIPANT_LIST, ROLES_LIST};
use crate::wire::{self, Container, base_policy, participants};

/// What a change takes: one `AppDataUpdate` for each component that changes, ascending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The updates. Each is an AppDataUpdate Proposal of its own; all belong in one commit.
    pub updates: Vec<AppDataUpdate>,
    /// What changes in `roles_list`, by role index.
    pub roles: BTreeMap<u32, RoleDifference>,
    /// Whether the rules change: their entries, or the component or profile that carries them.
    pub rules_change: bool,
    /// Whether the base policy changes.
    pub base_changes: bool,
    /// What changes in the participant list.
    pub participants: ParticipantsUpdate,
    /// Participants that would be in a role that `roles_list` no longer has.
    pub stranded: Vec<User>,
    /// The roles, as they were, whose holders may propose all of it (section 8.6).
    pub proposers: Vec<u32>,
}

/// How a role differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleDifference {
    /// It was not there.
    Added(Role),
    /// It is no longer there.
    Removed(Role),
    /// It is defined otherwise.
    Changed {
        /// As it was.
        before: Box<Role>,
        /// As it will be.
        after: Box<Role>,
    },
}

/// Why a change is not valid in one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Role definitions together with any change of the participant list.
    RolesWithParticipants,
    /// Rules together with a change of the participant list other than removals.
    RulesWithParticipants,
}

impl Refusal {
    /// A name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Refusal::RolesWithParticipants => "roles_with_participants",
            Refusal::RulesWithParticipants => "rules_with_participants",
        }
    }

    /// The section of [`super::DRAFT`].
    pub const fn section(self) -> &'static str {
        match self {
            Refusal::RolesWithParticipants => "3",
            Refusal::RulesWithParticipants => "4",
        }
    }

    /// The sentence that forbids it, letter for letter.
    pub const fn sentence(self) -> &'static str {
        match self {
            Refusal::RolesWithParticipants => {
                "Changing Role definitions is sufficiently disruptive, that an update to this \
                 component is not valid if it appear in the same commit as any Participant List \
                 change."
            }
            Refusal::RulesWithParticipants => {
                "Changing Preauthorized user definitions is sufficiently disruptive, that an \
                 update to this component is not valid if it appears in the same commit as any \
                 Participant List change, except for user removals."
            }
        }
    }
}

impl Plan {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.updates.is_empty()
    }

    /// What the drafts forbid of it.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.participants.is_empty() {
            return refusals;
        }
        if !self.roles.is_empty() {
            refusals.push(Refusal::RolesWithParticipants);
        }
        if self.rules_change && !self.participants.only_removes() {
            refusals.push(Refusal::RulesWithParticipants);
        }
        refusals
    }
}

/// What it takes to make one room out of another. A part that is not known before or after does
/// not change, but rules: a room without them has none.
///
/// # Errors
/// When something cannot be encoded.
pub fn plan(before: &Room, after: &Room, limits: &Limits) -> Result<Plan, wire::Error> {
    let mut plan = Plan::default();
    if let (Some(_), Some(roles)) = (&before.parts.roles, &after.parts.roles) {
        plan.roles = role_differences(before, after);
        if !plan.roles.is_empty() {
            let data = Container::Roles(roles.clone()).encode(limits)?;
            plan.updates.push(AppDataUpdate { component_id: ROLES_LIST, update: Some(data) });
        }
    }
    let rules = rules(before.parts.preauth.as_ref(), after.parts.preauth.as_ref(), limits)?;
    plan.rules_change = !rules.is_empty();
    plan.updates.extend(rules);
    if let (Some(old), Some(new)) = (&before.parts.base, &after.parts.base) {
        plan.base_changes = old != new;
        if plan.base_changes {
            let update = Some(base_policy::encode(new, limits)?);
            plan.updates.push(AppDataUpdate { component_id: BASE_ROOM_POLICY, update });
        }
    }
    if let (Some(old), Some(new)) = (&before.parts.participants, &after.parts.participants) {
        plan.participants = participants_update(old, new, after);
        if !plan.participants.is_empty() {
            let data = participants::encode_update(&plan.participants, limits)?;
            plan.updates.push(AppDataUpdate { component_id: PARTICIPANT_LIST, update: Some(data) });
        }
    }
    plan.updates.sort_by_key(|update| update.component_id);
    plan.stranded = stranded(before, after);
    plan.proposers = proposers(before, &plan);
    Ok(plan)
}

/// Differences of meaning: the order of capabilities and changes is none.
fn role_differences(before: &Room, after: &Room) -> BTreeMap<u32, RoleDifference> {
    let mut found = BTreeMap::new();
    for old in before.roles() {
        let difference = match after.role(old.index) {
            None => RoleDifference::Removed(old.clone()),
            Some(new) if normal(new) == normal(old) => continue,
            Some(new) => RoleDifference::Changed {
                before: Box::new(old.clone()),
                after: Box::new(new.clone()),
            },
        };
        found.insert(old.index, difference);
    }
    for new in after.roles().iter().filter(|new| before.role(new.index).is_none()) {
        found.insert(new.index, RoleDifference::Added(new.clone()));
    }
    found
}

/// An update of the component that carries the rules; when it is another one, the old one goes
/// (draft-ietf-mls-extensions section 4.7: what is removed has to be there).
fn rules(
    before: Option<&Preauth>,
    after: Option<&Preauth>,
    limits: &Limits,
) -> Result<Vec<AppDataUpdate>, wire::Error> {
    let mut updates = Vec::new();
    let component = |preauth: Option<&Preauth>| preauth.map(|preauth| preauth.component);
    if let Some(old) = component(before).filter(|old| component(after) != Some(*old)) {
        updates.push(AppDataUpdate { component_id: old, update: None });
    }
    if let Some(new) = after.filter(|new| before != Some(*new)) {
        let update = Some(wire::encode(&new.data, limits)?);
        updates.push(AppDataUpdate { component_id: new.component, update });
    }
    Ok(updates)
}

/// What changes in the list; places are those before the update.
fn participants_update(
    old: &[Participant],
    new: &[Participant],
    after: &Room,
) -> ParticipantsUpdate {
    let mut update = ParticipantsUpdate::default();
    for (place, participant) in old.iter().enumerate() {
        let Ok(place) = u32::try_from(place) else { break };
        match after.participant(&participant.user) {
            None => update.removed.push(place),
            Some(now) if now.role != participant.role => {
                update.changed.push(IndexRole { participant: place, role: now.role });
            }
            Some(_) => {}
        }
    }
    let known: HashSet<&User> = old.iter().map(|participant| &participant.user).collect();
    let added = new.iter().filter(|participant| !known.contains(&participant.user));
    update.added = added.map(Participant::entry).collect();
    update
}

fn stranded(before: &Room, after: &Room) -> Vec<User> {
    let list = after.parts.participants.as_ref().or(before.parts.participants.as_ref());
    if after.parts.roles.is_none() {
        return Vec::new();
    }
    let lost = |one: &&Participant| after.role(one.role).is_none();
    list.into_iter().flatten().filter(lost).map(|one| one.user.clone()).collect()
}

/// Holders of the capabilities of section 8.6 that the change of roles, rules and base policy asks
/// for.
fn proposers(before: &Room, plan: &Plan) -> Vec<u32> {
    let asks = [
        (can::CHANGE_ROLES, !plan.roles.is_empty()),
        (can::CHANGE_PREAUTH, plan.rules_change),
        (can::CHANGE_MEMBERSHIP_STYLE, plan.base_changes),
    ];
    let asked = || asks.iter().filter(|(_, is_asked)| *is_asked).map(|(capability, _)| *capability);
    if asked().count() == 0 {
        return Vec::new();
    }
    let may = |role: &&Role| asked().all(|capability| holds(role, capability));
    before.roles().iter().filter(may).map(|role| role.index).collect()
}

/// How the entries of two rule lists go together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntryDifferences {
    /// Entries, from 0, that are only in the new list.
    pub added: Vec<usize>,
    /// Entries, from 0, that are only in the old list.
    pub removed: Vec<usize>,
    /// Entries that are in both, `(old, new)`, and stand otherwise in the order of those.
    pub moved: Vec<(usize, usize)>,
    /// All entries that are in both, `(old, new)`, in the order of the new list.
    pub kept: Vec<(usize, usize)>,
}

/// Compares two lists of entries by what tells them apart: whatever stands for their claims. Of
/// entries with the same claims, the first goes with the first.
pub fn compare_entries(old: &[String], new: &[String]) -> EntryDifferences {
    let mut places: HashMap<&str, std::collections::VecDeque<usize>> = HashMap::new();
    for (place, key) in old.iter().enumerate() {
        places.entry(key).or_default().push_back(place);
    }
    let mut differences = EntryDifferences::default();
    for (place, key) in new.iter().enumerate() {
        match places.get_mut(key.as_str()).and_then(std::collections::VecDeque::pop_front) {
            Some(before) => differences.kept.push((before, place)),
            None => differences.added.push(place),
        }
    }
    differences.removed = places.into_values().flatten().collect();
    differences.removed.sort_unstable();
    let still = longest_ascending(&differences.kept);
    let moved = differences.kept.iter().filter(|pair| !still.contains(&pair.0));
    differences.moved = moved.copied().collect();
    differences
}

/// The old places of the most entries that stand in the same order in both lists (patience
/// sorting; the pairs are in the order of the new list).
fn longest_ascending(pairs: &[(usize, usize)]) -> HashSet<usize> {
    // For each length, the place in `pairs` of the smallest last element.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let old = |at: usize| pairs.get(at).map(|pair| pair.0);
    for (at, pair) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| old(*tail) < Some(pair.0));
        before.push(length.checked_sub(1).and_then(|shorter| tails.get(shorter).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut still = HashSet::new();
    let mut next = tails.last().copied();
    while let Some(at) = next {
        still.extend(old(at));
        next = before.get(at).copied().flatten();
    }
    still
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(old: &[&str], new: &[&str]) -> EntryDifferences {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        compare_entries(&owned(old), &owned(new))
    }

    #[test]
    fn entries_are_added_removed_and_moved() {
        let found = compare(&["a", "b", "c", "d"], &["a", "c", "b", "e"]);
        assert_eq!(found.added, [3]);
        assert_eq!(found.removed, [3]);
        assert_eq!(found.moved.len(), 1, "one of two neighbours: {:?}", found.moved);
        assert_eq!(found.kept, [(0, 0), (2, 1), (1, 2)]);
    }

    #[test]
    fn one_entry_that_goes_to_the_end_moves_alone() {
        assert_eq!(compare(&["a", "b", "c"], &["b", "c", "a"]).moved, [(0, 2)]);
        assert_eq!(compare(&["a", "b", "c"], &["c", "a", "b"]).moved, [(2, 0)]);
    }

    #[test]
    fn twins_go_together_in_their_order() {
        let found = compare(&["a", "a", "b"], &["a", "b"]);
        assert_eq!((found.removed, found.moved), (vec![1], vec![]));
    }
}
