//! Findings about the base policy, and about who is in the room now.

use super::super::finding::{Finding, Kind};
use super::super::{Participant, can, holds};
use super::View;
use crate::model::Role;
use crate::model::room::BaseRoomPolicy;
use crate::wire::container::ROLES_LIST;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    present(view, found);
    if let Some(base) = &view.room.parts().base {
        policy(view, base, found);
        limits(view, base, found);
    }
}

/// Participants against the roles' constraints.
fn present(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(participants) = &view.room.parts().participants else { return };
    if view.room.parts().roles.is_some() {
        let lost = |one: &&Participant| view.role(one.role).is_none();
        users(Kind::ParticipantRoleUnknown, participants.iter().filter(lost), found);
    }
    let broken = view.standing().filter(|role| is_broken(view, role));
    let broken: Vec<u32> = broken.map(|role| role.index).collect();
    if !broken.is_empty() {
        found.push(Finding::of(Kind::ConstraintBroken, &broken));
    }
}

/// Whether the numbers are wrong whatever is not known.
fn is_broken(view: &View<'_>, role: &Role) -> bool {
    let present = view.room.present(role.index);
    let over = |number: u64, maximum: Option<u32>| maximum.is_some_and(|it| number > it.into());
    present.participants < role.min_participants.into()
        || over(present.participants, role.max_participants)
        || present.active_high < role.min_active.into()
        || over(present.active_low, role.max_active)
}

/// A finding about some participants, when there are any.
fn users<'p>(
    kind: Kind,
    participants: impl Iterator<Item = &'p Participant>,
    found: &mut Vec<Finding>,
) {
    let mut finding = Finding::of(kind, &[]);
    for participant in participants {
        finding.users.push(participant.user.as_str().to_owned());
        finding.roles.push(participant.role);
    }
    finding.roles.sort_unstable();
    finding.roles.dedup();
    if !finding.users.is_empty() {
        found.push(finding);
    }
}

fn policy(view: &View<'_>, base: &BaseRoomPolicy, found: &mut Vec<Finding>) {
    let adds = view.standing().filter(|role| holds(role, can::ADD_PARTICIPANT));
    let adds: Vec<u32> = adds.map(|role| role.index).collect();
    if base.fixed_membership && !adds.is_empty() {
        found.push(Finding::of(Kind::FixedMembershipAdds, &adds));
    }
    if base.parent_room.len() != usize::from(base.parent_dependent) {
        found.push(Finding::of(Kind::ParentRoom, &[]));
    }
    let parts = view.room.parts();
    let rules = parts.preauth.as_ref().map(|preauth| preauth.component);
    let needed = parts.roles.as_ref().map(|_| ROLES_LIST).into_iter().chain(rules);
    let unlisted = needed.filter(|number| !base.policy_component_ids.contains(number));
    if unlisted.count() > 0 {
        found.push(Finding::of(Kind::ComponentUnlisted, &[]));
    }
}

fn limits(view: &View<'_>, base: &BaseRoomPolicy, found: &mut Vec<Finding>) {
    let Some(participants) = &view.room.parts().participants else { return };
    let banned = |role: u32| view.room.is_banned(role);
    let over = |number: u64, maximum: Option<u32>| maximum.is_some_and(|it| number > it.into());
    if over(view.room.counts.participants(|role| !banned(role)), base.max_users) {
        found.push(Finding::of(Kind::TooManyUsers, &[]));
    }
    if over(view.room.counts.clients().0, base.max_clients) {
        found.push(Finding::of(Kind::TooManyClients, &[]));
    }
    if !base.multi_device {
        let several = |one: &&Participant| one.clients.is_some_and(|count| count > 1);
        users(Kind::SeveralClients, participants.iter().filter(several), found);
    }
    if let Some(parent) = view.room.parent.as_ref().filter(|_| base.parent_dependent) {
        let foreign = |one: &&Participant| !parent.contains(&one.user);
        users(Kind::ParticipantNotInParent, participants.iter().filter(foreign), found);
    }
}
