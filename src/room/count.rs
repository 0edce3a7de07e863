//! How many participants a role has, and how many of them are active, as far as that is known.

use std::collections::HashMap;

use super::Participant;

/// Participants of one role. A participant is active when it has a client in the MLS group; where
/// that is not known, the number lies between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Present {
    /// How many there are.
    pub(crate) participants: u64,
    /// How many are active at least.
    pub(crate) active_low: u64,
    /// How many are active at most.
    pub(crate) active_high: u64,
}

/// Participants by role, and all clients.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    roles: HashMap<u32, Present>,
    clients: u64,
    clients_known: bool,
}

impl Counts {
    pub(super) fn of(participants: &[Participant]) -> Counts {
        let mut counts = Counts { clients_known: true, ..Counts::default() };
        for participant in participants {
            let present = counts.roles.entry(participant.role).or_default();
            present.participants += 1;
            present.active_low += u64::from(participant.clients.is_some_and(|count| count > 0));
            present.active_high += u64::from(participant.clients != Some(0));
            counts.clients += u64::from(participant.clients.unwrap_or(0));
            counts.clients_known &= participant.clients.is_some();
        }
        counts
    }

    pub(super) fn present(&self, role: u32) -> Present {
        self.roles.get(&role).copied().unwrap_or_default()
    }

    /// Participants in the roles that a condition picks.
    pub(super) fn participants(&self, picks: impl Fn(u32) -> bool) -> u64 {
        let picked = self.roles.iter().filter(|(role, _)| picks(**role));
        picked.map(|(_, present)| present.participants).sum()
    }

    /// Clients in the MLS group: how many at least, and whether that is all.
    pub(super) const fn clients(&self) -> (u64, bool) {
        (self.clients, self.clients_known)
    }
}
