//! What a room's other components say: who takes part, and the base policy.

/// `UserRolePair` of draft-ietf-mimi-protocol-06 section 7.5: one entry of the participant list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserRole {
    /// `user`: a URI, as it came.
    pub user: String,
    /// `role_index`.
    pub role: u32,
}

/// `UserindexRolePair`: a participant, by its place in the list, and its new role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IndexRole {
    /// `user_index`: the place in the list before the update, from 0.
    pub participant: u32,
    /// `role_index`.
    pub role: u32,
}

/// `ParticipantListUpdate`: what an `AppDataUpdate` of the participant list changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ParticipantsUpdate {
    /// `changedRoleParticipants`.
    pub changed: Vec<IndexRole>,
    /// `removedIndices`: places in the list before the update, from 0.
    pub removed: Vec<u32>,
    /// `addedParticipants`, appended in this order.
    pub added: Vec<UserRole>,
}

impl ParticipantsUpdate {
    /// Whether it changes nothing.
    pub const fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && self.added.is_empty()
    }

    /// Whether it removes participants, and does nothing else.
    pub const fn only_removes(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && !self.removed.is_empty()
    }
}

/// `BaseRoomPolicy` of draft-ietf-mimi-room-policy-03 section 5.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct BaseRoomPolicy {
    /// `fixed_membership`: nobody but the first participants.
    pub fixed_membership: bool,
    /// `parent_dependant`: only participants of the parent room.
    pub parent_dependent: bool,
    /// `parent_room`: room URIs, one when the room depends on a parent, else none.
    pub parent_room: Vec<String>,
    /// `multi_device`: a user may have several clients in the group.
    pub multi_device: bool,
    /// `max_clients`: clients in the MLS group.
    pub max_clients: Option<u32>,
    /// `max_users`: participants that are not banned.
    pub max_users: Option<u32>,
    /// `pseudonyms_allowed`.
    pub pseudonyms_allowed: bool,
    /// `persistent_room`: the room outlives its MLS group.
    pub persistent_room: bool,
    /// `discoverable`: the room can be searched for.
    pub discoverable: bool,
    /// `policy_component_ids`, as they came.
    pub policy_component_ids: Vec<u16>,
}
