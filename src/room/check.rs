//! What is wrong with a room as a whole, found without any credential.

mod base;
pub(super) mod entries;
mod escalation;
mod roles;

use std::collections::BTreeMap;

use super::finding::Finding;
use super::{BANNED, Room, holds};
use crate::limits::Limits;
use crate::model::{PreAuthData, Role};

/// Findings about a room, errors first, otherwise in the order of the kinds.
pub fn check(room: &Room, limits: &Limits) -> Vec<Finding> {
    let view = View::of(room);
    let mut found = Vec::new();
    roles::check(&view, &mut found);
    entries::check(&view, &mut found);
    escalation::check(&view, limits, &mut found);
    base::check(&view, &mut found);
    found.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.severity(), finding.kind);
        key(a).cmp(&key(b)).then_with(|| a.roles.cmp(&b.roles))
    });
    found
}

/// A room with what the checks ask of it again and again.
struct View<'r> {
    room: &'r Room,
    /// `roles_list`; where it is not known, the roles that the entries give.
    roles: BTreeMap<u32, &'r Role>,
    /// For each role that entries give, the entries.
    given: BTreeMap<u32, Vec<usize>>,
}

impl<'r> View<'r> {
    fn of(room: &'r Room) -> View<'r> {
        let mut given: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut roles: BTreeMap<u32, &'r Role> =
            room.roles().iter().map(|role| (role.index, role)).collect();
        let listed = room.parts().roles.is_some();
        for (entry, role) in targets(room) {
            given.entry(role.index).or_default().push(entry);
            if !listed {
                roles.entry(role.index).or_insert(role);
            }
        }
        View { room, roles, given }
    }

    fn role(&self, index: u32) -> Option<&Role> {
        self.roles.get(&index).copied()
    }

    fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values().copied()
    }

    /// Roles of participants: neither 0 nor the banned one.
    fn standing(&self) -> impl Iterator<Item = &Role> {
        self.roles().filter(|role| self.stands(role.index))
    }

    fn stands(&self, index: u32) -> bool {
        index != super::NOBODY && !self.room.is_banned(index)
    }

    /// Whether role 1 is the banned role, letter for letter.
    fn has_banned_role(&self) -> bool {
        self.role(BANNED).is_some_and(|role| role.name == "banned")
    }
}

/// The entries' roles.
fn targets(room: &Room) -> impl Iterator<Item = (usize, &Role)> {
    let data = room.parts().preauth.as_ref().map(|preauth| &preauth.data);
    let count = data.map_or(0, PreAuthData::len);
    (0..count).filter_map(move |entry| Some((entry, data?.role(entry)?)))
}

/// Whether anybody can be in a role.
fn is_holdable(role: &Role) -> bool {
    role.max_participants.is_none_or(|maximum| maximum > 0 && maximum >= role.min_participants)
}

/// Whether somebody with a client can be in a role.
fn is_open_to_clients(role: &Role) -> bool {
    is_holdable(role) && role.max_active != Some(0)
}

/// The capabilities that change what the room is (section 8.6).
const DISRUPTIVE: [u16; 5] = [
    super::can::DESTROY_ROOM,
    super::can::CHANGE_MEMBERSHIP_STYLE,
    super::can::CHANGE_ROLES,
    super::can::CHANGE_PREAUTH,
    super::can::REINIT,
];

fn disruptive(role: &Role) -> Vec<u16> {
    DISRUPTIVE.into_iter().filter(|capability| holds(role, *capability)).collect()
}
