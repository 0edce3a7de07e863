//! Joining from outside (sections 4, 5 and 8.1.1).

use super::verdict::{By, Closed, Reason, Verdict, Way};
use super::{NOBODY, Room, User, can, holds, targets};
use crate::eval::Decision;
use crate::model::Role;

/// As what somebody comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Manner {
    /// A client that joins: it becomes an active participant.
    #[default]
    Client,
    /// An external sender (RFC 9420 section 12.1.8.1): it adopts a role for its proposals (sections 4
    /// and 8), and brings no client into the group. What it may propose is what its role may do;
    /// whether the group knows its key, a state does not say.
    ExternalSender,
}

impl Room {
    /// Whether somebody who is not in the participant list may join from outside, and as what.
    ///
    /// `decision` is what the room's rules say of the credential ([`Room::policy`]), `user` whose
    /// credential it is. Preauthorization gives the first matching entry's role, as `roles_list`
    /// defines it, when that role holds `canJoinIfPreauthorized`. Beside it, `canOpenJoin` of role 0
    /// lets anybody in as any role that role 0's `authorized_role_changes` lead to. Either way the
    /// maximum constraints of the role and the base policy have to hold. What is not known, such as
    /// the number of clients, never lets anybody in.
    pub fn join(&self, decision: Decision<'_>, user: &User, manner: Manner) -> Verdict<'_> {
        if let Some(reason) = self.not_outside(user) {
            return Verdict::denied(decision, reason);
        }
        let mut verdict = Verdict::default();
        let (by, role, found) = self.preauthorized(decision, user, manner);
        verdict.add(by, role, found);
        if manner == Manner::Client {
            self.open_join(user, &mut verdict);
        }
        verdict
    }

    /// Why preauthorization is not even consulted.
    fn not_outside(&self, user: &User) -> Option<Reason> {
        if self.parts.participants.is_none() {
            return Some(Reason::ParticipantsUnknown);
        }
        let participant = self.participant(user)?;
        if self.is_banned(participant.role) {
            return Some(Reason::Banned);
        }
        let own = self.role(participant.role);
        let may_add_client = own.is_some_and(|role| holds(role, can::ADD_OWN_CLIENT));
        Some(Reason::AlreadyParticipant { role: participant.role, may_add_client })
    }

    fn preauthorized(
        &self,
        decision: Decision<'_>,
        user: &User,
        manner: Manner,
    ) -> (Option<By>, Option<u32>, Result<&Role, Reason>) {
        let (entry, index) = match decision {
            Decision::None => return (None, None, Err(Reason::NoEntry)),
            Decision::Refused { entry } => {
                return (Some(By::Entry(entry)), None, Err(Reason::Refused { entry }));
            }
            Decision::Admitted { entry, role } => (entry, role.index),
        };
        let admitted = || {
            let role = self.role(index).ok_or(Reason::RoleUnknown { role: index })?;
            if !holds(role, can::JOIN_IF_PREAUTHORIZED) {
                let capability = can::JOIN_IF_PREAUTHORIZED;
                return Err(Reason::Lacks { role: index, capability });
            }
            self.respects_maxima(role, manner)?;
            if manner == Manner::Client {
                self.respects_base(user)?;
            }
            Ok(role)
        };
        (Some(By::Entry(entry)), Some(index), admitted())
    }

    /// Adds the roles that role 0 lets anybody have. The banned role is none to join as.
    fn open_join<'r>(&'r self, user: &User, verdict: &mut Verdict<'r>) {
        let Some(nobody) = self.role(NOBODY).filter(|role| holds(role, can::OPEN_JOIN)) else {
            return;
        };
        let mut indexes: Vec<u32> = targets(nobody, NOBODY)
            .filter(|index| *index != NOBODY && !self.is_banned(*index))
            .collect();
        indexes.sort_unstable();
        indexes.dedup();
        if indexes.is_empty() {
            verdict.add(Some(By::OpenJoin), None, Err(Reason::OpenJoinLeadsNowhere));
        }
        for index in indexes {
            let admitted = || {
                let role = self.role(index).ok_or(Reason::RoleUnknown { role: index })?;
                self.respects_maxima(role, Manner::Client)?;
                self.respects_base(user)?;
                Ok(role)
            };
            verdict.add(Some(By::OpenJoin), Some(index), admitted());
        }
    }

    /// The maximum constraints of a role that one more is to have.
    fn respects_maxima(&self, role: &Role, manner: Manner) -> Result<(), Reason> {
        self.has_room(role)?;
        match manner {
            Manner::Client => self.has_active_room(role),
            Manner::ExternalSender => Ok(()),
        }
    }

    /// `maximum_participants_constraint`, with one more.
    pub(super) fn has_room(&self, role: &Role) -> Result<(), Reason> {
        let present = self.present(role.index).participants;
        match role.max_participants {
            Some(maximum) if present >= u64::from(maximum) => {
                Err(Reason::Full { role: role.index, maximum, present })
            }
            _ => Ok(()),
        }
    }

    /// `maximum_active_participants_constraint`, with one more.
    pub(super) fn has_active_room(&self, role: &Role) -> Result<(), Reason> {
        let present = self.present(role.index);
        let (low, high) = (present.active_low, present.active_high);
        match role.max_active {
            Some(maximum) if high >= u64::from(maximum) => {
                Err(Reason::ActiveFull { role: role.index, maximum, low, high })
            }
            _ => Ok(()),
        }
    }

    /// What the base policy (section 5) says of one more user with one client.
    fn respects_base(&self, user: &User) -> Result<(), Reason> {
        let Some(base) = &self.parts.base else { return Ok(()) };
        if base.fixed_membership {
            return Err(Reason::FixedMembership);
        }
        if base.parent_dependent {
            self.respects_parent(user)?;
        }
        let present = self.counts.participants(|role| !self.is_banned(role));
        if let Some(maximum) = base.max_users.filter(|maximum| present >= u64::from(*maximum)) {
            return Err(Reason::MaxUsers { maximum, present });
        }
        let (present, known) = self.counts.clients();
        let full = |maximum: &u32| !known || present >= u64::from(*maximum);
        match base.max_clients.filter(full) {
            Some(maximum) => Err(Reason::MaxClients { maximum, present, or_more: !known }),
            None => Ok(()),
        }
    }

    fn respects_parent(&self, user: &User) -> Result<(), Reason> {
        let parent = self.parent.as_ref().ok_or(Reason::ParentUnknown)?;
        if !parent.contains(user) {
            return Err(Reason::NotInParent);
        }
        let inside = self.participants().iter().filter(|one| parent.contains(&one.user)).count();
        if inside + 1 >= parent.len() { Err(Reason::NotStrictSubset) } else { Ok(()) }
    }
}

impl<'r> Verdict<'r> {
    pub(super) fn add(
        &mut self,
        by: Option<By>,
        role: Option<u32>,
        found: Result<&'r Role, Reason>,
    ) {
        match (found, by) {
            (Ok(role), Some(by)) => self.ways.push(Way { role, by }),
            (Ok(_), None) => {}
            (Err(reason), by) => self.closed.push(Closed::new(by, role, reason)),
        }
    }
}
