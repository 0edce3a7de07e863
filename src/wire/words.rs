//! What fields mean, in words, for annotated dumps.

mod diagnostic;

use crate::capability;
use crate::format::{Family, Format};
use crate::model::test_value::TestValue;
use crate::model::{MatchAs, MatchOn};
use crate::semantics::oid;

/// The components of draft-ietf-mimi-protocol-06 section 10 and draft-ietf-mimi-room-policy-03
/// section 10.1, and ours.
const COMPONENTS: &[(u16, &str)] = &[
    (0x0020, "frank_aad"),
    (0x0021, "franking_signature_key"),
    (0x0022, "participant_list"),
    (0x0023, "room_metadata"),
    (0x0024, "mls_operational_policy"),
    (0x0025, "roles_list"),
    (0x0026, "preauth_list"),
    (0x0027, "base_room_policy"),
    (0x0028, "status_notification_policy"),
    (0x0029, "join_link_policy"),
    (0x002a, "join_links"),
    (0x002b, "link_preview_policy"),
    (0x002c, "asset_policy"),
    (0x002d, "logging_policy"),
    (0x002e, "chat_history_policy"),
    (0x002f, "bot_policy"),
    (0x0030, "message_expiration_policy"),
    (0x8026, "preauthorization by claim pointers"),
    (0x8126, "preauthorization by claim matchers"),
    (0x8226, "disclosure policy"),
];

/// The name of a component, after its number.
pub(super) fn component(number: u16) -> String {
    numbered(number, COMPONENTS.iter().find(|(known, _)| *known == number).map(|(_, name)| *name))
}

/// The name of a capability, as the language writes it.
pub(super) fn capability(number: u16) -> String {
    numbered(number, capability::by_number(number).map(|capability| capability.name))
}

/// The format that a credential type stands for by default.
pub(super) fn credential_type(number: u16) -> String {
    numbered(number, format(number).map(Format::word))
}

/// A role's index; two of them always mean the same.
pub(super) fn role_index(index: u32) -> String {
    match index {
        0 => "0 none".to_owned(),
        1 => "1 banned".to_owned(),
        _ => index.to_string(),
    }
}

/// A key in the encoding of its family, which was checked.
pub(super) fn key(family: Family, octets: &[u8]) -> String {
    match family {
        Family::Jwt => text(octets),
        Family::Cwt => cbor(octets),
        Family::X509 => oid::to_dotted(octets).unwrap_or_default(),
    }
}

/// An `id` of profile `exact`, which can be anything.
pub(super) fn exact_id(credential_type: u16, octets: &[u8]) -> String {
    match format(credential_type).map(Format::family) {
        Some(Family::Jwt) => std::str::from_utf8(octets).map(quoted).unwrap_or_default(),
        Some(family) => key(family, octets),
        None => String::new(),
    }
}

/// A `claim_value` of profile `exact`, which can be anything.
pub(super) fn exact_value(credential_type: u16, octets: &[u8]) -> String {
    format(credential_type).map_or_else(String::new, |format| canonical(format.family(), octets))
}

/// A `target_value` of profile `pointer`, which can be anything.
pub(super) fn pointer_target(family: Family, match_on: MatchOn, octets: &[u8]) -> String {
    match match_on {
        MatchOn::Bytes => canonical(family, octets),
        _ => std::str::from_utf8(octets).map(quoted).unwrap_or_default(),
    }
}

/// A `test_value`, which was checked.
pub(super) fn test_value(match_as: MatchAs, octets: &[u8]) -> String {
    match (TestValue::read(match_as, octets), match_as) {
        (Some(TestValue::Flag(true)), MatchAs::Exists) => "exists".to_owned(),
        (Some(TestValue::Flag(false)), MatchAs::Exists) => "is absent".to_owned(),
        (Some(TestValue::Flag(value)), _) => value.to_string(),
        (Some(TestValue::Int(value)), _) => value.to_string(),
        (Some(TestValue::Uint(value)), _) => value.to_string(),
        (Some(TestValue::Float(value)), _) => format!("{value:?}"),
        (Some(TestValue::Text(value)), _) => quoted(value),
        (Some(TestValue::Octets(value)), _) => octet_words(match_as, value),
        (None, _) => String::new(),
    }
}

fn octet_words(match_as: MatchAs, octets: &[u8]) -> String {
    match match_as {
        MatchAs::DeterministicCbor => cbor(octets),
        MatchAs::Ipv4 => <[u8; 4]>::try_from(octets)
            .map(|address| std::net::Ipv4Addr::from(address).to_string())
            .unwrap_or_default(),
        MatchAs::Ipv6 => <[u8; 16]>::try_from(octets)
            .map(|address| std::net::Ipv6Addr::from(address).to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// The canonical encoding of a value; nothing when it is in none that can be shown.
fn canonical(family: Family, octets: &[u8]) -> String {
    match family {
        Family::Jwt => text(octets),
        Family::Cwt => cbor(octets),
        Family::X509 => String::new(),
    }
}

fn cbor(octets: &[u8]) -> String {
    diagnostic::notation(octets).unwrap_or_default()
}

/// Text that stands as it is, unless that could confuse a terminal or a reader.
fn text(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) if text.chars().all(is_plain) => text.to_owned(),
        Ok(text) => quoted(text),
        Err(_) => String::new(),
    }
}

/// Neither a control character nor one that cannot be seen.
fn is_plain(character: char) -> bool {
    character == ' ' || character.is_ascii_graphic() || character.escape_debug().len() == 1
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn numbered(number: u16, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{number:#06x} {name}"),
        None => format!("{number:#06x}"),
    }
}

fn format(credential_type: u16) -> Option<Format> {
    Format::ALL.into_iter().find(|format| format.default_credential_type() == credential_type)
}
