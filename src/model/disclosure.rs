//! What a room asks of disclosures: pseudonyms, and which claims of a credential are disclosed
//! (draft-mahy-mimi-pseudonyms-00 sections 4 and 7).

use super::{Item, numbered};
use crate::format::Format;

numbered! {
    /// Whether participants go by pseudonyms (draft-mahy-mimi-pseudonyms-00 section 7: "required,
    /// optional, forbidden").
    Pseudonyms { Unsaid = 0 "unsaid", Optional = 1 "optional", Required = 2 "required", Forbidden = 3 "forbidden", }
}

numbered! {
    /// What a room asks of one claim (draft-mahy-mimi-pseudonyms-00 section 4: a policy "may require
    /// disclosure of some elements, allow some elements to be optionally disclosed, and may even
    /// forbid disclosure of other elements").
    Duty { Require = 1 "require", Allow = 2 "allow", Forbid = 3 "forbid", }
}

/// The disclosure policy of a room: component 0x8226 (`docs/wire.md` section 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosurePolicy {
    /// `pseudonyms`.
    pub pseudonyms: Pseudonyms,
    /// `credentials`, ascending by format and type, none of them twice.
    pub credentials: Vec<CredentialDisclosure>,
}

/// What is asked of one kind of credential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialDisclosure {
    /// `format`.
    pub format: Format,
    /// `credential_type`: the MLS credential type.
    pub credential_type: u16,
    /// `claims`, ascending by pointer, none of them twice.
    pub claims: Vec<ClaimDisclosure>,
}

/// What is asked of one claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimDisclosure {
    /// `claim_pointer`: keys, positions, tags and embedded items; no searches, not empty.
    pub pointer: Vec<Item>,
    /// `duty`.
    pub duty: Duty,
}

impl DisclosurePolicy {
    /// Whether it asks nothing at all.
    pub fn is_empty(&self) -> bool {
        self.pseudonyms == Pseudonyms::Unsaid && self.credentials.is_empty()
    }
}
