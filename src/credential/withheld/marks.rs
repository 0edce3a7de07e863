//! How JSON and CBOR mark what is withheld.

use std::borrow::Cow;

use crate::credential::error::PathStep;
use crate::credential::json;
use crate::credential::tree::{Node, Value};

/// The marks of a family.
pub(super) trait Marks {
    /// The key whose value lists the digests of members.
    const MEMBERS: &'static [u8];

    /// The digest that this is, if it is one.
    fn digest(node: Node<'_>) -> Option<Cow<'_, [u8]>>;

    /// What an element of an array is.
    fn element(node: Node<'_>) -> Element<'_>;

    /// Whether this is a mark in a place that has none, seen apart from its content.
    fn is_misplaced(node: &Node<'_>) -> bool;

    /// A step through a map, for messages.
    fn step(key: &[u8]) -> PathStep;
}

/// An element of an array.
pub(super) enum Element<'a> {
    /// A value.
    Plain(Node<'a>),
    /// The mark of an element that may be disclosed.
    Digest(Cow<'a, [u8]>),
    /// A mark without a digest.
    Faulty,
}

/// The marks of RFC 9901.
pub(super) struct Json;

/// The marks of draft-ietf-spice-sd-cwt-07.
pub(super) struct Cbor;

/// Whether a JSON name is a mark, which never comes out of a disclosure (RFC 9901 section 7.1). The
/// hash may not be chosen there either (section 4.1.1).
pub(in crate::credential) fn is_reserved_name(name: &[u8]) -> bool {
    [Json::MEMBERS, ELEMENT_NAME, HASH_NAME].contains(&name)
}

const ELEMENT_NAME: &[u8] = b"...";
const HASH_NAME: &[u8] = b"_sd_alg";
const WITHHELD_ELEMENT: u64 = 60;
const BEFORE_ISSUANCE: [u64; 2] = [58, 62];
const MEMBERS_SIMPLE: u8 = 59;

impl Marks for Json {
    const MEMBERS: &'static [u8] = b"_sd";

    fn digest(node: Node<'_>) -> Option<Cow<'_, [u8]>> {
        match node.value {
            Value::Text(digest) => Some(json::into_octets(digest)),
            _ => None,
        }
    }

    fn element(node: Node<'_>) -> Element<'_> {
        match node.value {
            Value::Map(mut map) if map.len() == 1 => match map.remove(ELEMENT_NAME) {
                Some(digest) => Self::digest(digest).map_or(Element::Faulty, Element::Digest),
                None => Element::Plain(Value::Map(map).into()),
            },
            value => Element::Plain(value.into()),
        }
    }

    fn is_misplaced(node: &Node<'_>) -> bool {
        match &node.value {
            Value::Map(map) => map.get(ELEMENT_NAME).or(map.get(HASH_NAME)).is_some(),
            _ => false,
        }
    }

    fn step(key: &[u8]) -> PathStep {
        PathStep::Name(String::from_utf8_lossy(key).into_owned())
    }
}

impl Marks for Cbor {
    const MEMBERS: &'static [u8] = &[0xf8, MEMBERS_SIMPLE];

    fn digest(node: Node<'_>) -> Option<Cow<'_, [u8]>> {
        match node.value {
            Value::Bytes(digest) => Some(digest),
            _ => None,
        }
    }

    fn element(node: Node<'_>) -> Element<'_> {
        match node.value {
            Value::Tag(WITHHELD_ELEMENT, digest) => {
                Self::digest(*digest).map_or(Element::Faulty, Element::Digest)
            }
            value => Element::Plain(value.into()),
        }
    }

    fn is_misplaced(node: &Node<'_>) -> bool {
        match &node.value {
            Value::Simple(MEMBERS_SIMPLE) | Value::Tag(WITHHELD_ELEMENT, _) => true,
            Value::Tag(number, _) => BEFORE_ISSUANCE.contains(number),
            Value::Map(map) => map.iter().any(|(key, _)| is_key_before_issuance(key)),
            _ => false,
        }
    }

    fn step(key: &[u8]) -> PathStep {
        PathStep::Key(key.to_vec())
    }
}

/// Whether a key's deterministic encoding begins with tag 58 or 62.
fn is_key_before_issuance(key: &[u8]) -> bool {
    matches!(key, [0xd8, 58 | 62, ..])
}
