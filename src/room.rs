//! The whole room (draft-ietf-mimi-room-policy-03): roles, rules, participants; who may join from
//! outside, who may change its own role, what is wrong with the room, and how it changes.
//!
//! A decision of [`crate::eval`] says which role a credential *would* get. Whether its holder may
//! have it depends on the room: [`Room::join`] and [`Room::change_role`] answer that.
//!
//! ```
//! use admit::credential::Envelope;
//! use admit::limits::Limits;
//! use admit::room::{Manner, Room, User};
//!
//! let limits = Limits::default();
//! let state = br#"{
//!     "roles": [{ "index": 2, "name": "member", "description": "", "capabilities": [5],
//!                 "min_participants": 0, "max_participants": 1, "min_active": 0,
//!                 "max_active": null, "changes": [] }],
//!     "preauth": { "component": 33062, "profile": "matcher", "entries": [
//!         { "claims": [], "role": { "index": 2, "name": "member", "description": "",
//!           "capabilities": [5], "min_participants": 0, "max_participants": 1,
//!           "min_active": 0, "max_active": null, "changes": [] } }] },
//!     "participants": [{ "user": "mimi://example.com/u/ann", "role": 2, "clients": 1 }]
//! }"#;
//! let room = Room::read(state, &Default::default(), &limits).unwrap();
//! let policy = room.policy(&limits);
//! let badge = Envelope::open(br#"{"sub":"mimi://example.com/u/bob"}"#, None, None, &limits).unwrap();
//! let claims = badge.claims(&limits).unwrap();
//! let bob = User::of_unverified_claims(&claims).unwrap();
//! let verdict = room.join(policy.decide_on_unverified_claims(&claims), &bob, Manner::Client);
//! assert!(!verdict.is_allowed());
//! assert!(verdict.is_forbidden(), "a rule gives the role, but the room is full");
//! assert_eq!(verdict.reason().unwrap().name(), "full");
//! assert_eq!(verdict.section(), Some("8.1.1"));
//! ```

pub mod check;
pub mod error;
pub mod finding;
pub mod update;
pub mod verdict;

mod change_role;
mod count;
mod join;
mod state;
mod user;

pub use error::{Error, Fault};
pub use finding::Finding;
pub use join::Manner;
pub use user::User;
pub use verdict::{By, Closed, Reason, Verdict, Way};

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::eval::Policy;
use crate::limits::Limits;
use crate::model::room::{BaseRoomPolicy, UserRole};
use crate::model::{PreAuthData, Profile, Role};

use count::{Counts, Present};

/// The draft that everything here follows; sections without a document's name are its.
pub const DRAFT: &str = "draft-ietf-mimi-room-policy-03";

/// The index of whoever is not in the participant list.
pub const NOBODY: u32 = 0;

/// The index of the banned.
pub const BANNED: u32 = 1;

/// What a room is made of. [`Room::new`] looks whether it fits together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// `roles_list`; `None` when it is not known.
    pub roles: Option<Vec<Role>>,
    /// The rules; `None` when nobody is preauthorized.
    pub preauth: Option<Preauth>,
    /// `base_room_policy`; `None` when there is none.
    pub base: Option<BaseRoomPolicy>,
    /// `participant_list`, in its order; `None` when it is not known.
    pub participants: Option<Vec<Participant>>,
    /// The participants of the parent room; `None` when they are not known.
    pub parent: Option<Vec<User>>,
}

/// Rules and the component that carries them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preauth {
    /// The component's number.
    pub component: u16,
    /// The entries.
    pub data: PreAuthData,
}

/// One entry of the participant list, and what is known of its clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub user: User,
    /// `role_index`, never 0.
    pub role: u32,
    /// Clients in the MLS group; `None` when that is not known. The GroupContext does not say it.
    pub clients: Option<u32>,
}

impl Participant {
    /// The entry of the participant list.
    pub fn entry(&self) -> UserRole {
        UserRole { user: self.user.as_str().to_owned(), role: self.role }
    }
}

/// The state of a room.
#[derive(Debug, Clone)]
pub struct Room {
    parts: Parts,
    by_index: BTreeMap<u32, usize>,
    by_user: HashMap<User, usize>,
    parent: Option<HashSet<User>>,
    counts: Counts,
}

impl Room {
    /// Puts a room together.
    ///
    /// # Errors
    /// A role or a user that stands there twice, a participant in role 0, more roles, or more
    /// capabilities of one role, than the limits allow.
    pub fn new(parts: Parts, limits: &Limits) -> Result<Room, Error> {
        let mut by_index = BTreeMap::new();
        for (place, role) in parts.roles.iter().flatten().enumerate() {
            let at = || format!("roles[{place}]");
            if place >= limits.roles {
                return Err(Error::new(Fault::TooManyRoles { limit: limits.roles }, at()));
            }
            let limit = limits.role_capabilities;
            if role.capabilities.len() > limit {
                return Err(Error::new(Fault::TooManyCapabilities { limit }, at()));
            }
            if by_index.insert(role.index, place).is_some() {
                return Err(Error::new(Fault::RoleTwice { role: role.index }, at()));
            }
        }
        let mut by_user = HashMap::new();
        for (place, participant) in parts.participants.iter().flatten().enumerate() {
            let at = || format!("participants[{place}]");
            if participant.role == NOBODY {
                return Err(Error::new(Fault::ParticipantInRoleZero, at()));
            }
            if by_user.insert(participant.user.clone(), place).is_some() {
                let user = participant.user.as_str().to_owned();
                return Err(Error::new(Fault::UserTwice { user }, at()));
            }
        }
        let parent = parts.parent.as_ref().map(|users| users.iter().cloned().collect());
        let counts = Counts::of(parts.participants.as_deref().unwrap_or_default());
        Ok(Room { parts, by_index, by_user, parent, counts })
    }

    /// Reads a state file: JSON (`docs/room.md`), or an `AppDataDictionary` or the GroupContext
    /// extension around it, raw, in hex or in base64. `hints` say which component carries the rules
    /// when it is no usual one.
    ///
    /// # Errors
    /// What is wrong and where: text or octets that are no such file, and whatever [`Room::new`]
    /// rejects.
    pub fn read(
        octets: &[u8],
        hints: &crate::wire::detect::Hints,
        limits: &Limits,
    ) -> Result<Room, Error> {
        Room::new(state::read(octets, hints, limits)?, limits)
    }

    /// Whether octets are to be read as the JSON of a state.
    pub fn is_json(octets: &[u8]) -> bool {
        state::is_json(octets)
    }

    /// The same room under other roles and rules: those of a policy that is to be tried on it.
    ///
    /// # Errors
    /// Those of [`Room::new`].
    pub fn governed_by(
        &self,
        roles: Vec<Role>,
        preauth: Preauth,
        limits: &Limits,
    ) -> Result<Room, Error> {
        let parts = Parts { roles: Some(roles), preauth: Some(preauth), ..self.parts.clone() };
        Room::new(parts, limits)
    }

    /// What it is made of.
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The state as the JSON that [`Room::read`] reads.
    pub fn to_json(&self) -> serde_json::Value {
        state::to_json(&self.parts)
    }

    /// The rules, ready to decide. A room without rules preauthorizes nobody.
    pub fn policy(&self, limits: &Limits) -> Policy {
        match &self.parts.preauth {
            Some(preauth) => Policy::prepare_within(&preauth.data, limits),
            None => Policy::prepare_within(&PreAuthData::Exact(Vec::new()), limits),
        }
    }

    /// The profile of the rules.
    pub fn profile(&self) -> Option<Profile> {
        self.parts.preauth.as_ref().map(|preauth| preauth.data.profile())
    }

    /// The role with this index in `roles_list`.
    pub fn role(&self, index: u32) -> Option<&Role> {
        self.roles().get(*self.by_index.get(&index)?)
    }

    /// `roles_list`; empty when it is not known.
    pub fn roles(&self) -> &[Role] {
        self.parts.roles.as_deref().unwrap_or_default()
    }

    /// The participant list; empty when it is not known.
    pub fn participants(&self) -> &[Participant] {
        self.parts.participants.as_deref().unwrap_or_default()
    }

    /// Who this user is in the room.
    pub fn participant(&self, user: &User) -> Option<&Participant> {
        self.participants().get(*self.by_user.get(user)?)
    }

    /// How many are in a role.
    pub(crate) fn present(&self, role: u32) -> Present {
        self.counts.present(role)
    }

    /// Whether a role is that of the banned: index 1 and the name `banned`. A room that does not
    /// say what its role 1 is takes nobody out of the ban.
    pub(crate) fn is_banned(&self, role: u32) -> bool {
        role == BANNED && self.role(BANNED).is_none_or(|role| role.name == "banned")
    }
}

/// Whether a role holds a capability.
pub(crate) fn holds(role: &Role, capability: u16) -> bool {
    role.capabilities.contains(&capability)
}

/// Whether a role's `authorized_role_changes` allow a move.
pub(crate) fn may_move(role: &Role, from: u32, allowed: impl Fn(u32) -> bool) -> bool {
    targets(role, from).any(allowed)
}

/// Where a role's `authorized_role_changes` lead from a role, as they came.
pub(crate) fn targets(role: &Role, from: u32) -> impl Iterator<Item = u32> + '_ {
    let changes = role.changes.iter().filter(move |change| change.from == from);
    changes.flat_map(|change| change.targets.iter().copied())
}

/// The capabilities that rooms are decided by (section 10.2).
pub(crate) mod can {
    pub(crate) const ADD_PARTICIPANT: u16 = 0x0000;
    pub(crate) const REMOVE_PARTICIPANT: u16 = 0x0001;
    pub(crate) const ADD_OWN_CLIENT: u16 = 0x0002;
    pub(crate) const OPEN_JOIN: u16 = 0x0004;
    pub(crate) const JOIN_IF_PREAUTHORIZED: u16 = 0x0005;
    pub(crate) const REMOVE_SELF: u16 = 0x0006;
    pub(crate) const USE_JOIN_CODE: u16 = 0x0009;
    pub(crate) const BAN: u16 = 0x000a;
    pub(crate) const UNBAN: u16 = 0x000b;
    pub(crate) const CHANGE_USER_ROLE: u16 = 0x000f;
    pub(crate) const CHANGE_OWN_ROLE: u16 = 0x0010;
    pub(crate) const DESTROY_ROOM: u16 = 0x0501;
    pub(crate) const CHANGE_MEMBERSHIP_STYLE: u16 = 0x0502;
    pub(crate) const CHANGE_ROLES: u16 = 0x0503;
    pub(crate) const CHANGE_PREAUTH: u16 = 0x0504;
    pub(crate) const REINIT: u16 = 0x0601;
}
