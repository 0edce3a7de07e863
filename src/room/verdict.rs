//! What a room answers: the ways that are open, those that are closed, and why, as data.

use super::User;
use crate::eval::Decision;
use crate::model::Role;

/// A room's answer to somebody who wants to join, or to change its own role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict<'r> {
    /// The ways that are open: first that of preauthorization, then those of open join.
    pub ways: Vec<Way<'r>>,
    /// The ways that are closed, in the same order.
    pub closed: Vec<Closed>,
}

/// A role that somebody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way<'r> {
    /// The role, as `roles_list` defines it.
    pub role: &'r Role,
    /// What allows it.
    pub by: By,
}

/// What allows a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// Preauthorization: the entry that matched first, from 0 (sections 4 and 8.1).
    Entry(usize),
    /// `canOpenJoin` of role 0 (section 8.1.1).
    OpenJoin,
}

impl By {
    /// A word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            By::Entry(_) => "preauthorization",
            By::OpenJoin => "open_join",
        }
    }
}

/// A role that somebody may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// What would have allowed it; `None` when nothing would have.
    pub by: Option<By>,
    /// The role's index, where it came to one.
    pub role: Option<u32>,
    /// Why not.
    pub reason: Reason,
    /// The section of [`super::DRAFT`] that says so.
    pub section: &'static str,
}

impl Closed {
    pub(super) const fn new(by: Option<By>, role: Option<u32>, reason: Reason) -> Closed {
        let section = reason.section();
        Closed { by, role, reason, section }
    }
}

impl<'r> Verdict<'r> {
    /// Nothing but the requester was looked at; what an entry would have given is kept.
    pub(super) fn denied(decision: Decision<'_>, reason: Reason) -> Verdict<'r> {
        let by = match decision {
            Decision::Admitted { entry, .. } => Some(By::Entry(entry)),
            Decision::Refused { .. } | Decision::None => None,
        };
        let role = decision.role().map(|role| role.index);
        Verdict { ways: Vec::new(), closed: vec![Closed::new(by, role, reason)] }
    }

    /// The answer where the credential is another user's than the requester that is named.
    pub fn of_other_user(decision: Decision<'_>, holder: &User) -> Verdict<'r> {
        let holder = holder.as_str().to_owned();
        Verdict::denied(decision, Reason::OtherUser { holder })
    }

    /// Whether any way is open.
    pub fn is_allowed(&self) -> bool {
        !self.ways.is_empty()
    }

    /// The first way that is open: that of preauthorization when it is.
    pub fn way(&self) -> Option<&Way<'r>> {
        self.ways.first()
    }

    /// The role of the first way that is open.
    pub fn role(&self) -> Option<&'r Role> {
        self.way().map(|way| way.role)
    }

    /// The first way that is closed; `None` when one is open.
    pub fn refused_way(&self) -> Option<&Closed> {
        if self.is_allowed() { None } else { self.closed.first() }
    }

    /// Why the first way is closed; `None` when one is open.
    pub fn reason(&self) -> Option<&Reason> {
        self.refused_way().map(|closed| &closed.reason)
    }

    /// The section of the draft for [`Verdict::reason`].
    pub fn section(&self) -> Option<&'static str> {
        self.refused_way().map(|closed| closed.section)
    }

    /// Whether an entry gives a role, the room does not allow it, and no other way is open.
    pub fn is_forbidden(&self) -> bool {
        let given = |closed: &Closed| {
            let refuses = matches!(closed.reason, Reason::Refused { .. });
            matches!(closed.by, Some(By::Entry(_))) && !refuses
        };
        !self.is_allowed() && self.closed.iter().any(given)
    }
}

/// Why a way is closed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The participant list is not known, so nobody knows who is banned.
    ParticipantsUnknown,
    /// The requester is a participant already.
    AlreadyParticipant {
        /// Its role.
        role: u32,
        /// Whether that role may bring in its own clients (`canAddOwnClient`).
        may_add_client: bool,
    },
    /// The requester is banned.
    Banned,
    /// The requester is no participant.
    NotParticipant,
    /// The credential is somebody else's than the requester that is named.
    OtherUser {
        /// Whose.
        holder: String,
    },
    /// No entry matches the credential.
    NoEntry,
    /// The first entry that matches refuses.
    Refused {
        /// The entry, from 0.
        entry: usize,
    },
    /// `roles_list` has no role with this index.
    RoleUnknown {
        /// The index.
        role: u32,
    },
    /// The role does not hold the capability.
    Lacks {
        /// The role.
        role: u32,
        /// The capability.
        capability: u16,
    },
    /// The role has as many participants as it may.
    Full {
        /// The role.
        role: u32,
        /// `maximum_participants_constraint`.
        maximum: u32,
        /// How many there are.
        present: u64,
    },
    /// The role has, or may have, as many active participants as it may.
    ActiveFull {
        /// The role.
        role: u32,
        /// `maximum_active_participants_constraint`.
        maximum: u32,
        /// How many are active at least.
        low: u64,
        /// How many are active at most.
        high: u64,
    },
    /// Nobody may leave the role.
    TooFew {
        /// The role.
        role: u32,
        /// `minimum_participants_constraint`.
        minimum: u32,
        /// How many there are.
        present: u64,
    },
    /// No active participant may leave the role.
    ActiveTooFew {
        /// The role.
        role: u32,
        /// `minimum_active_participants_constraint`.
        minimum: u32,
        /// How many are active at least.
        low: u64,
        /// How many are active at most.
        high: u64,
    },
    /// Preauthorization gives another role than the one that is wanted.
    OtherRole {
        /// The one that is wanted.
        wanted: u32,
        /// The one that it gives.
        given: u32,
    },
    /// The requester has that role already.
    SameRole {
        /// The role.
        role: u32,
    },
    /// The room takes nobody but its first participants.
    FixedMembership,
    /// The room takes participants of its parent room, and those are not known.
    ParentUnknown,
    /// The requester is no participant of the parent room.
    NotInParent,
    /// The room would have all participants of its parent room.
    NotStrictSubset,
    /// The room has as many users as it may.
    MaxUsers {
        /// `max_users`.
        maximum: u32,
        /// How many there are that are not banned.
        present: u64,
    },
    /// The group has, or may have, as many clients as it may.
    MaxClients {
        /// `max_clients`.
        maximum: u32,
        /// How many there are at least.
        present: u64,
        /// Whether there may be more.
        or_more: bool,
    },
    /// Role 0 holds `canOpenJoin` and leads to no role.
    OpenJoinLeadsNowhere,
}

impl Reason {
    /// A name for programs; the same in every version.
    pub const fn name(&self) -> &'static str {
        match self {
            Reason::ParticipantsUnknown => "participants_unknown",
            Reason::AlreadyParticipant { .. } => "already_participant",
            Reason::Banned => "banned",
            Reason::NotParticipant => "not_participant",
            Reason::OtherUser { .. } => "other_user",
            Reason::NoEntry => "no_entry",
            Reason::Refused { .. } => "refused",
            Reason::RoleUnknown { .. } => "role_unknown",
            Reason::Lacks { .. } => "lacks",
            Reason::Full { .. } => "full",
            Reason::ActiveFull { .. } => "active_full",
            Reason::TooFew { .. } => "too_few",
            Reason::ActiveTooFew { .. } => "active_too_few",
            Reason::OtherRole { .. } => "other_role",
            Reason::SameRole { .. } => "same_role",
            Reason::FixedMembership => "fixed_membership",
            Reason::ParentUnknown => "parent_unknown",
            Reason::NotInParent => "not_in_parent",
            Reason::NotStrictSubset => "not_strict_subset",
            Reason::MaxUsers { .. } => "max_users",
            Reason::MaxClients { .. } => "max_clients",
            Reason::OpenJoinLeadsNowhere => "open_join_leads_nowhere",
        }
    }

    /// The section of [`super::DRAFT`] that says so of somebody who joins.
    const fn section(&self) -> &'static str {
        match self {
            Reason::ParticipantsUnknown
            | Reason::AlreadyParticipant { .. }
            | Reason::Banned
            | Reason::NotParticipant
            | Reason::OtherUser { .. }
            | Reason::NoEntry
            | Reason::Refused { .. } => "4",
            Reason::RoleUnknown { .. } => "3",
            Reason::Lacks { capability: super::can::CHANGE_OWN_ROLE, .. }
            | Reason::TooFew { .. }
            | Reason::ActiveTooFew { .. }
            | Reason::OtherRole { .. }
            | Reason::SameRole { .. } => "8.1.3",
            Reason::Lacks { .. }
            | Reason::Full { .. }
            | Reason::ActiveFull { .. }
            | Reason::OpenJoinLeadsNowhere => "8.1.1",
            Reason::FixedMembership
            | Reason::ParentUnknown
            | Reason::NotInParent
            | Reason::NotStrictSubset
            | Reason::MaxUsers { .. }
            | Reason::MaxClients { .. } => "5",
        }
    }
}
