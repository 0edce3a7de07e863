//! What can be wrong with a room as a whole: plain data, with the sentence that it contradicts.

/// Something that preauthorization alone does not show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The roles it is about, by their indexes; the one at fault first.
    pub roles: Vec<u32>,
    /// The entries it is about, from 0.
    pub entries: Vec<usize>,
    /// The participants it is about.
    pub users: Vec<String>,
    /// The capabilities it is about, or that are gained.
    pub capabilities: Vec<u16>,
    /// How it comes about, step by step; empty for what is wrong as it stands.
    pub steps: Vec<Step>,
}

/// One step of somebody who wants more than its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Anybody joins in this role (`canOpenJoin`).
    JoinsOpenly {
        /// The role.
        role: u32,
    },
    /// The holder writes an entry that matches itself (`canChangePreauthorizedUserList`).
    WritesEntry {
        /// The holder's role.
        by: u32,
        /// The role that the entry gives.
        role: u32,
    },
    /// The holder takes the role that the entry gives (`canChangeOwnRole`).
    ChangesOwnRole {
        /// Its role before.
        from: u32,
        /// Its role after.
        to: u32,
    },
    /// The holder leaves (`canRemoveSelf`) and joins again in the role that the entry gives
    /// (`canJoinIfPreauthorized`).
    Rejoins {
        /// Its role before.
        from: u32,
        /// Its role after.
        to: u32,
    },
    /// An accomplice joins by the entry (`canJoinIfPreauthorized`).
    JoinsByEntry {
        /// The role.
        role: u32,
    },
    /// The holder gives an accomplice a role (`canChangeUserRole`).
    Promotes {
        /// The holder's role.
        by: u32,
        /// The accomplice's role before.
        from: u32,
        /// The accomplice's role after.
        to: u32,
    },
    /// The holder adds an accomplice (`canAddParticipant`).
    Adds {
        /// The holder's role.
        by: u32,
        /// The accomplice's role.
        to: u32,
    },
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The room contradicts the draft, or lets somebody have what the rules do not give.
    Error,
    /// The draft allows it; whoever owns the room should know.
    Warning,
}

impl Severity {
    /// A word for programs and people.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// The kinds of findings: one line each, so that none is without its sentence.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $severity:ident $section:literal $sentence:literal)*) => {
        /// What a finding is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind,)*];

            /// A name for programs; the same in every version.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// How bad it is.
            pub const fn severity(self) -> Severity {
                match self { $(Kind::$kind => Severity::$severity,)* }
            }

            /// The section of [`super::DRAFT`] with the sentence.
            pub const fn section(self) -> &'static str {
                match self { $(Kind::$kind => $section,)* }
            }

            /// The sentence of the draft that it contradicts, or that makes it matter.
            pub const fn sentence(self) -> &'static str {
                match self { $(Kind::$kind => $sentence,)* }
            }
        }
    };
}

kinds! {
    /// Role 0 lets anybody in as a role that the rules give to some, or past a rule that refuses.
    #[default]
    OpenJoinBypassesRules "open_join_bypasses_rules" Error "8.1.1"
        "when this capability appears on role zero, any user who is not already in the participant list can add itself externally"
    /// Role 0 lets anybody in, beside the rules.
    OpenJoin "open_join" Warning "8.1.1"
        "when this capability appears on role zero, any user who is not already in the participant list can add itself externally"
    /// `canOpenJoin` on a role other than 0.
    OpenJoinElsewhere "open_join_elsewhere" Error "8.1.1"
        "`canOpenJoin` MUST NOT appear in any non-zero role."
    /// `canOpenJoin` on role 0, which leads to no role.
    OpenJoinNowhere "open_join_nowhere" Warning "8.1.1"
        "The `authorized_role_changes` list MUST have an entry with `from_role_index` equal to zero."
    /// A role that can get, by itself, what it does not hold.
    Escalation "escalation" Error "8.1.3"
        "the holder of this capability is authorized to change its own role to the first non-zero role it matches in the Preauthorized users component"
    /// A role that can get, with accomplices, what it neither holds nor may give.
    EscalationWithHelp "escalation_with_help" Warning "8.1.3"
        "the holder of this capability is authorized to change the role of another participant (but not itself)"
    /// The search for escalations ended at its limit.
    SearchIncomplete "search_incomplete" Warning "3"
        "It makes the authorization process for a verifier consistent regardless of the complexity of the set of authorization rules."
    /// An entry without claims gives a role that changes the room's rules.
    AnyoneAdministers "anyone_administers" Error "4"
        "A `PreAuthRoleEntry` matches for a requester when every `Claim.claim_id` has a corresponding claim in the requester's MLS Credential which exactly matches the corresponding `claim_value`."
    /// An entry gives a role that `roles_list` does not have.
    TargetUnknown "target_unknown" Error "3"
        "It contains a `role_index`, which is used to refer to the role elsewhere."
    /// An entry's role is not the one that `roles_list` defines under its index.
    TargetDiffers "target_differs" Error "3"
        "The Role-Based Access Control component contains a list of all the roles in the room, and the capabilities associated with them."
    /// An entry gives a role that nobody can hold.
    TargetUnholdable "target_unholdable" Error "8.1.1"
        "The action MUST respect both the `maximum_participants_constraint` (if present) and `maximum_active_participants_constraint` (if present) for the added user's target role."
    /// An entry gives a role without `canJoinIfPreauthorized`, and nobody may change its own role.
    TargetCannotJoin "target_cannot_join" Warning "8.1.1"
        "when this capability appears on a non-zero role, a client that is not already in the participant list can externally join as that target role if authorized for that role as the first matching role in the Preauthorized users mechanism"
    /// An entry gives a role whose holders have no clients.
    TargetInactive "target_inactive" Warning "3"
        "If the maximum number of active participants is zero, then no participants are allowed to have clients in the room's MLS group."
    /// A minimum that exceeds its maximum.
    MinimumExceedsMaximum "minimum_exceeds_maximum" Error "3"
        "Each Role also can contain constraints on the minimum and maximum number of participants, and the minimum and maximum number of active participants."
    /// A role change from or to a role that is not there.
    UnknownRoleInChanges "unknown_role_in_changes" Warning "3"
        "The `authorized_role_changes` field is used to provide fine-grained control about which transitions are allowed"
    /// No role that anybody can hold may change roles or rules.
    Locked "locked" Warning "8.6"
        "the holder is authorized to make changes to the definitions of the Roles component."
    /// `canBan` or `canUnban` where role 1 is not the banned role.
    BanWithoutBannedRole "ban_without_banned_role" Error "8.1.3"
        "A \"banned\" role does not have to exist in a room, but to use the `canBan` and `canUnban` capabilities, the role needs to exist exactly as described above."
    /// The banned role may do something.
    CapableBanned "capable_banned" Warning "2.1"
        "To remove a user from a room such that the user is not allowed to re-enter the room (until and unless the ban has been removed)."
    /// `canAddParticipant`, and no role change from 0.
    UselessAdd "useless_add_participant" Warning "8.1.1"
        "The `authorized_role_changes` list MUST have an entry where the `authorized_role_changes.from_role_index` equals zero, and that entry's `target_role_indexes` list includes the target role."
    /// `canRemoveParticipant`, and no role change to 0.
    UselessRemove "useless_remove_participant" Warning "8.1.2"
        "A proposer holding this capability consults its role's `authorized_role_changes` entries for an entry where `from_role_index` matches the target user's current role; if the `target_role_indexes` for that entry contains zero"
    /// `canRemoveSelf`, and no role change from the role to 0.
    UselessLeave "useless_remove_self" Warning "8.1.2"
        "A proposer holding this capability consults its role's `authorized_role_changes` entries for an entry where `from_role_index` matches its current role; if the `target_role_indexes` for that entry contains zero"
    /// `canChangeUserRole`, and no role change between two roles of participants.
    UselessPromote "useless_change_user_role" Warning "8.1.3"
        "from a role represented by an entry where the target's current role matches `from_role_index` to any of the non-zero `target_role_indexes` in the same element of `authorized_role_changes`."
    /// `canBan`, and no role change to 1.
    UselessBan "useless_ban" Warning "8.1.3"
        "if the `target_role_indexes` for that entry contains the `role_index` 1"
    /// `canUnBan`, and no role change from 1 to another role than 0.
    UselessUnban "useless_unban" Warning "8.1.3"
        "Specifically, a successful unban changes the target user's role from `role_index` = 1 to another non-zero `role_index` allowed by the holder's `authorized_role_changes` list."
    /// A fixed membership, and a role that may add participants.
    FixedMembershipAdds "fixed_membership_adds" Error "5"
        "other users cannot be added, so none of its non-zero, non-banned roles can contain the `canAddParticipant` capability."
    /// A parent room where none is, or none where one is.
    ParentRoom "parent_room" Error "5"
        "If `parent-dependent` is true, the `parent_room` MUST be set with the room ID of the parent. Otherwise the field is zero-length."
    /// The base policy does not list `roles_list` or the component of the rules.
    ComponentUnlisted "component_unlisted" Warning "5"
        "the Component IDs of the other policy components that are relevant to this room are listed in the `policy_component_ids` vector"
    /// More users than `max_users`.
    TooManyUsers "too_many_users" Error "5"
        "the room MUST NOT have more non-banned entries in the participant list than that value."
    /// More clients than `max_clients`.
    TooManyClients "too_many_clients" Error "5"
        "the room's associated MLS group MUST NOT have more clients than the provided value."
    /// Several clients of one user where only one may be.
    SeveralClients "several_clients" Error "5"
        "If false only a single client can be an MLS member at one time."
    /// A participant in a role that `roles_list` does not have.
    ParticipantRoleUnknown "participant_role_unknown" Error "1"
        "Each user in the participant list (defined in I-D.ietf-mimi-protocol) has exactly one role."
    /// A participant of the room that is none of the parent room.
    ParticipantNotInParent "participant_not_in_parent" Error "5"
        "the list of participants of the room MUST be a strict subset of the participants of the parent room."
    /// A role with fewer or more participants than it may have.
    ConstraintBroken "constraint_broken" Error "3"
        "Each Role also can contain constraints on the minimum and maximum number of participants, and the minimum and maximum number of active participants."
}

impl Finding {
    /// A finding about some roles.
    pub(super) fn of(kind: Kind, roles: &[u32]) -> Finding {
        Finding { kind, roles: roles.to_vec(), ..Finding::default() }
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.kind.severity()
    }
}
