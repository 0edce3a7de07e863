//! A participant that changes its own role (sections 4 and 8.1.3).

use super::verdict::{By, Closed, Reason, Verdict};
use super::{Participant, Room, User, can, holds};
use crate::eval::Decision;
use crate::model::Role;

impl Room {
    /// Whether a participant may change its own role, and to which.
    ///
    /// The role is that of the first entry that matches; `wanted` only asks whether it is that one.
    /// The present role has to hold `canChangeOwnRole` and keep its minimum constraints, the new one
    /// its maximum constraints. `authorized_role_changes` are not consulted (section 8.1.3). Role 0
    /// never is a role to change to: an entry of role 0 refuses here too.
    pub fn change_role(
        &self,
        decision: Decision<'_>,
        user: &User,
        wanted: Option<u32>,
    ) -> Verdict<'_> {
        let (participant, present) = match self.changing(user) {
            Ok(found) => found,
            Err(reason) => return Verdict::denied(decision, reason),
        };
        let (entry, given) = match decision {
            Decision::None => return Verdict::denied(decision, Reason::NoEntry),
            Decision::Refused { entry } => {
                let mut verdict = Verdict::default();
                verdict.add(Some(By::Entry(entry)), None, Err(Reason::Refused { entry }));
                return verdict;
            }
            Decision::Admitted { entry, role } => (entry, role.index),
        };
        let mut verdict = Verdict::default();
        let found = self.new_role(participant, present, given, wanted);
        verdict.add(Some(By::Entry(entry)), Some(given), found);
        // The same constraints as of those who join, in another section.
        let full = |closed: &&mut Closed| {
            matches!(closed.reason, Reason::Full { .. } | Reason::ActiveFull { .. })
        };
        verdict.closed.iter_mut().filter(full).for_each(|closed| closed.section = "8.1.3");
        verdict
    }

    /// The participant and its role, when that may be changed at all.
    fn changing(&self, user: &User) -> Result<(&Participant, &Role), Reason> {
        if self.parts.participants.is_none() {
            return Err(Reason::ParticipantsUnknown);
        }
        let participant = self.participant(user).ok_or(Reason::NotParticipant)?;
        if self.is_banned(participant.role) {
            return Err(Reason::Banned);
        }
        let index = participant.role;
        let role = self.role(index).ok_or(Reason::RoleUnknown { role: index })?;
        if !holds(role, can::CHANGE_OWN_ROLE) {
            return Err(Reason::Lacks { role: index, capability: can::CHANGE_OWN_ROLE });
        }
        Ok((participant, role))
    }

    fn new_role(
        &self,
        participant: &Participant,
        present: &Role,
        given: u32,
        wanted: Option<u32>,
    ) -> Result<&Role, Reason> {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != given) {
            return Err(Reason::OtherRole { wanted, given });
        }
        if given == present.index {
            return Err(Reason::SameRole { role: given });
        }
        let role = self.role(given).ok_or(Reason::RoleUnknown { role: given })?;
        let is_active = participant.clients != Some(0);
        self.can_spare(present, participant.clients)?;
        self.has_room(role)?;
        if is_active {
            self.has_active_room(role)?;
        }
        Ok(role)
    }

    /// The minimum constraints of a role that a participant with so many clients is to leave.
    fn can_spare(&self, role: &Role, clients: Option<u32>) -> Result<(), Reason> {
        let present = self.present(role.index);
        let (index, minimum) = (role.index, role.min_participants);
        if minimum > 0 && present.participants <= u64::from(minimum) {
            let present = present.participants;
            return Err(Reason::TooFew { role: index, minimum, present });
        }
        let (low, high, minimum) = (present.active_low, present.active_high, role.min_active);
        // Whoever is not known to be active is not among those who are known to be.
        let left = low - u64::from(clients.is_some_and(|count| count > 0));
        if clients != Some(0) && left < u64::from(minimum) {
            return Err(Reason::ActiveTooFew { role: index, minimum, low, high });
        }
        Ok(())
    }
}
