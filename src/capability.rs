//! The capabilities of draft-ietf-mimi-room-policy-03 section 10.2, by name and number.

/// What the holder of a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capability {
    /// `CapabilityType` on the wire.
    pub number: u16,
    /// The draft's name: `canAddParticipant`.
    pub draft_name: &'static str,
    /// The language's name: `add_participant`.
    pub name: &'static str,
    /// Whether the draft gives the number no meaning yet.
    pub reserved: bool,
    /// What it allows, in words that follow "may".
    pub description: &'static str,
}

/// The first number for private use; the last is 0xFFFF.
///
/// The draft counts 0xF000 both as assignable and as private; nothing is assigned there.
pub const FIRST_PRIVATE: u16 = 0xF000;

/// The capability with this number.
pub fn by_number(number: u16) -> Option<&'static Capability> {
    let position = ALL.binary_search_by_key(&number, |capability| capability.number).ok()?;
    ALL.get(position)
}

/// The capability that the language calls so.
///
/// ```
/// assert_eq!(admit::capability::by_name("add_participant").unwrap().number, 0);
/// ```
pub fn by_name(name: &str) -> Option<&'static Capability> {
    ALL.iter().find(|capability| capability.name == name)
}

/// The capability that the draft calls so. The draft writes one of them in two ways, `canUnBan`
/// and `canUnban`; both are known.
pub fn by_draft_name(name: &str) -> Option<&'static Capability> {
    let name = if name == "canUnban" { "canUnBan" } else { name };
    ALL.iter().find(|capability| capability.draft_name == name)
}

/// One line a capability, ascending.
macro_rules! capabilities {
    ($($number:literal $draft_name:literal $name:literal $status:ident $description:literal)*) => {
        /// Every capability of the draft, in ascending order of its number.
        pub const ALL: &[Capability] = &[$(Capability {
            number: $number,
            draft_name: $draft_name,
            name: $name,
            reserved: capabilities!(@reserved $status),
            description: $description,
        },)*];
    };
    (@reserved reserved) => { true };
    (@reserved assigned) => { false };
}

capabilities! {
    0x0000 "canAddParticipant" "add_participant" assigned "add another user to the participant list"
    0x0001 "canRemoveParticipant" "remove_participant" assigned "remove another user and all of its clients"
    0x0002 "canAddOwnClient" "add_own_client" assigned "add clients of its own"
    0x0003 "canRemoveOwnClient" "remove_own_client" assigned "remove a client of its own"
    0x0004 "canOpenJoin" "open_join" assigned "join without being asked, when role 0 holds it"
    0x0005 "canJoinIfPreauthorized" "join_if_preauthorized" assigned "join from outside as the role that preauthorization gives"
    0x0006 "canRemoveSelf" "remove_self" assigned "leave the room"
    0x0007 "canCreateJoinCode" "create_join_code" reserved "create a join code"
    0x0008 "canDeleteJoinCode" "delete_join_code" reserved "delete a join code"
    0x0009 "canUseJoinCode" "use_join_code" assigned "join with a join code"
    0x000a "canBan" "ban" assigned "ban another user"
    0x000b "canUnBan" "unban" assigned "lift a ban"
    0x000c "canKick" "kick" assigned "remove another participant's clients, not the participant"
    0x000d "canKnock" "knock" reserved "ask to be let in"
    0x000e "canAcceptKnock" "accept_knock" reserved "let in who asks"
    0x000f "canChangeUserRole" "change_user_role" assigned "change the role of another participant"
    0x0010 "canChangeOwnRole" "change_own_role" assigned "change its own role to the one that preauthorization gives"
    0x0011 "canCreateSubgroup" "create_subgroup" reserved "create a subgroup"
    0x0100 "canSendMessage" "send_message" assigned "send messages"
    0x0101 "canReceiveMessage" "receive_message" assigned "receive messages"
    0x0102 "canCopyMessage" "copy_message" assigned "copy the content of a received message"
    0x0103 "canReportAbuse" "report_abuse" assigned "report a message as abusive"
    0x0104 "canReplyToMessage" "reply_to_message" assigned "reply to a message"
    0x0105 "canReactToMessage" "react_to_message" assigned "react to a message"
    0x0106 "canEditReaction" "edit_reaction" assigned "replace a reaction of its own by another"
    0x0107 "canDeleteOwnReaction" "delete_own_reaction" assigned "take back a reaction of its own"
    0x0108 "canDeleteOtherReaction" "delete_other_reaction" assigned "delete another user's reaction"
    0x0109 "canEditOwnMessage" "edit_own_message" assigned "edit a message of its own"
    0x010a "canDeleteOwnMessage" "delete_own_message" assigned "take back a message of its own"
    0x010b "canDeleteOtherMessage" "delete_other_message" assigned "take back another user's message"
    0x010c "canStartTopic" "start_topic" assigned "set the topic of a message"
    0x010d "canReplyInTopic" "reply_in_topic" assigned "reply within the topic of a message"
    0x010e "canEditOwnTopic" "edit_own_topic" assigned "change the topic of a message of its own"
    0x010f "canEditOtherTopic" "edit_other_topic" assigned "change the topic of another user's message"
    0x0110 "canSendDirectMessage" "send_direct_message" reserved "send a direct message"
    0x0111 "canTargetMessage" "target_message" reserved "address a message to some participants"
    0x0200 "canUploadImage" "upload_image" assigned "upload images"
    0x0201 "canUploadAudio" "upload_audio" assigned "upload audio"
    0x0202 "canUploadVideo" "upload_video" assigned "upload video"
    0x0203 "canUploadAttachment" "upload_attachment" assigned "upload files as attachments"
    0x0204 "canDownloadImage" "download_image" assigned "download images"
    0x0205 "canDownloadAudio" "download_audio" assigned "download audio"
    0x0206 "canDownloadVideo" "download_video" assigned "download video"
    0x0207 "canDownloadAttachment" "download_attachment" assigned "download attached files"
    0x0208 "canSendLink" "send_link" assigned "send links"
    0x0209 "canSendLinkPreview" "send_link_preview" assigned "send links with a preview"
    0x020a "canFollowLink" "follow_link" assigned "open a link"
    0x020b "canCopyLink" "copy_link" assigned "copy the address of a link"
    0x0300 "canChangeRoomName" "change_room_name" assigned "change the room's name"
    0x0301 "canChangeRoomDescription" "change_room_description" assigned "change the room's description"
    0x0302 "canChangeRoomAvatar" "change_room_avatar" assigned "change the room's avatar"
    0x0303 "canChangeRoomSubject" "change_room_subject" assigned "change the room's subject"
    0x0304 "canChangeRoomMood" "change_room_mood" assigned "change the room's mood"
    0x0380 "canChangeOwnName" "change_own_name" reserved "change its own name"
    0x0381 "canChangeOwnPresence" "change_own_presence" reserved "change its own presence"
    0x0382 "canChangeOwnMood" "change_own_mood" reserved "change its own mood"
    0x0383 "canChangeOwnAvatar" "change_own_avatar" reserved "change its own avatar"
    0x0400 "canStartCall" "start_call" assigned "start a call"
    0x0401 "canJoinCall" "join_call" assigned "join a call"
    0x0402 "canSendAudio" "send_audio" assigned "send audio in a call"
    0x0403 "canReceiveAudio" "receive_audio" assigned "receive audio in a call"
    0x0404 "canSendVideo" "send_video" assigned "send video in a call"
    0x0405 "canReceiveVideo" "receive_video" assigned "receive video in a call"
    0x0406 "canShareScreen" "share_screen" assigned "share a screen in a call"
    0x0407 "canViewSharedScreen" "view_shared_screen" assigned "view a shared screen in a call"
    0x0500 "canCreateRoom" "create_room" reserved "create a room"
    0x0501 "canDestroyRoom" "destroy_room" assigned "destroy the room"
    0x0502 "canChangeRoomMembershipStyle" "change_room_membership_style" assigned "change how the room takes members"
    0x0503 "canChangeRoleDefinitions" "change_role_definitions" assigned "change what the roles are"
    0x0504 "canChangePreauthorizedUserList" "change_preauthorized_user_list" assigned "change who is preauthorized"
    0x0505 "canChangeOtherPolicyAttribute" "change_other_policy_attribute" reserved "change other parts of the policy"
    0x0600 "canChangeMlsOperationalPolicies" "change_mls_operational_policies" reserved "change the MLS operational policies"
    0x0601 "canSendMLSReinitProposal" "send_mls_reinit_proposal" assigned "send an MLS ReInit proposal"
    0x0602 "canSendMLSUpdateProposal" "send_mls_update_proposal" reserved "send an MLS Update proposal"
    0x0603 "canSendMLSPSKProposal" "send_mls_psk_proposal" reserved "send an MLS PreSharedKey proposal"
    0x0604 "canSendMLSExternalProposal" "send_mls_external_proposal" reserved "send an MLS external proposal"
    0x0605 "canSendMLSExternalCommit" "send_mls_external_commit" reserved "send an MLS external commit"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend_and_lookups_agree() {
        assert!(ALL.is_sorted_by(|a, b| a.number < b.number));
        assert_eq!(ALL.len(), 77);
        assert_eq!(ALL.iter().filter(|capability| capability.reserved).count(), 18);
        for capability in ALL {
            assert_eq!(by_number(capability.number), Some(capability));
            assert_eq!(by_name(capability.name), Some(capability));
            assert_eq!(by_draft_name(capability.draft_name), Some(capability));
        }
        assert_eq!(by_number(0x0012), None);
        assert_eq!(by_name("canBan"), None);
        assert_eq!(by_draft_name("canUnban"), by_name("unban"));
    }

    #[test]
    fn names_are_the_drafts_in_snake_case() {
        for capability in ALL {
            let letters: String = capability.name.chars().filter(|c| *c != '_').collect();
            let expected = capability.draft_name.trim_start_matches("can").to_lowercase();
            assert_eq!(letters, expected);
        }
        assert_eq!(by_number(0x0603).map(|c| c.name), Some("send_mls_psk_proposal"));
        assert_eq!(by_number(0x000b).map(|c| c.name), Some("unban"));
    }
}
