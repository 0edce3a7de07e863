//! Takes the marks of selective disclosure out of claims and counts what they withhold: a digest
//! without a disclosure is never a claim.
//!
//! JSON (RFC 9901 section 4.2.4): the member `_sd` holds digests of members, an element
//! `{"...": digest}` stands for one, `_sd_alg` names the hash. CBOR
//! (draft-ietf-spice-sd-cwt-07): the key simple(59) holds digests of members, an element of
//! tag 60 stands for one; tags 58 and 62 belong to the time before issuance.

use super::error::{Error, ErrorKind, PathStep};
use super::tree::{Array, Map, Node, Value};
use crate::format::Family;

/// Leaves only what is disclosed below a root, and counts the rest where it would stand.
///
/// # Errors
/// `Disclosure` when a mark stands where none may stand, or holds no digests.
pub(super) fn take_out(root: &mut Node<'_>, family: Family) -> Result<(), Error> {
    match family {
        Family::Jwt => {
            if let Value::Map(map) = &mut root.value {
                map.entries.retain(|(name, _)| name.as_ref() != b"_sd_alg");
            }
            visit::<Json>(root)
        }
        Family::Cwt => visit::<Cbor>(root),
        Family::X509 => Ok(()),
    }
}

/// How a family marks what is withheld.
trait Marks {
    /// The key whose value lists the digests of withheld members.
    const MEMBERS: &'static [u8];

    /// Whether this is a digest.
    fn is_digest(node: &Node<'_>) -> bool;

    /// The digest of a withheld element; nothing when this is an element like any other.
    fn element<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>>;

    /// Whether this is a mark in a place that has none, seen apart from its content.
    fn is_misplaced(node: &Node<'_>) -> bool;

    /// A step through a map, for messages.
    fn step(key: &[u8]) -> PathStep;
}

struct Json;

struct Cbor;

const ELEMENT_NAME: &[u8] = b"...";
const WITHHELD_ELEMENT: u64 = 60;
const BEFORE_ISSUANCE: [u64; 2] = [58, 62];
const MEMBERS_SIMPLE: u8 = 59;

impl Marks for Json {
    const MEMBERS: &'static [u8] = b"_sd";

    fn is_digest(node: &Node<'_>) -> bool {
        matches!(node.value, Value::Text(_))
    }

    fn element<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
        match &node.value {
            Value::Map(map) if map.len() == 1 => map.get(ELEMENT_NAME),
            _ => None,
        }
    }

    fn is_misplaced(node: &Node<'_>) -> bool {
        match &node.value {
            Value::Map(map) => map.get(ELEMENT_NAME).or(map.get(b"_sd_alg")).is_some(),
            _ => false,
        }
    }

    fn step(key: &[u8]) -> PathStep {
        PathStep::Name(String::from_utf8_lossy(key).into_owned())
    }
}

impl Marks for Cbor {
    const MEMBERS: &'static [u8] = &[0xf8, MEMBERS_SIMPLE];

    fn is_digest(node: &Node<'_>) -> bool {
        matches!(node.value, Value::Bytes(_))
    }

    fn element<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
        match &node.value {
            Value::Tag(WITHHELD_ELEMENT, digest) => Some(digest),
            _ => None,
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

fn visit<M: Marks>(node: &mut Node<'_>) -> Result<(), Error> {
    if M::is_misplaced(node) {
        return Err(ErrorKind::Disclosure.into());
    }
    match &mut node.value {
        Value::Array(array) => visit_array::<M>(array),
        Value::Map(map) => visit_map::<M>(map),
        Value::Tag(number, content) => {
            visit::<M>(content).map_err(|error| error.inside(PathStep::Tag(*number)))
        }
        _ => Ok(()),
    }
}

fn visit_array<M: Marks>(array: &mut Array<'_>) -> Result<(), Error> {
    let mut withheld = 0u32;
    for (at, item) in array.items.iter_mut().enumerate() {
        let found = match M::element(item) {
            Some(digest) if M::is_digest(digest) => {
                withheld = withheld.saturating_add(1);
                Ok(())
            }
            Some(_) => Err(ErrorKind::Disclosure.into()),
            None => visit::<M>(item),
        };
        found.map_err(|error: Error| error.inside(PathStep::Index(at)))?;
    }
    if withheld > 0 {
        array.items.retain(|item| M::element(item).is_none());
        array.withheld = withheld;
    }
    Ok(())
}

fn visit_map<M: Marks>(map: &mut Map<'_>) -> Result<(), Error> {
    if let Some(digests) = map.get(M::MEMBERS) {
        let count = count_digests::<M>(digests);
        map.withheld = count.map_err(|error| error.inside(M::step(M::MEMBERS)))?;
        map.entries.retain(|(key, _)| key.as_ref() != M::MEMBERS);
    }
    for (key, node) in &mut map.entries {
        visit::<M>(node).map_err(|error| error.inside(M::step(key)))?;
    }
    Ok(())
}

fn count_digests<M: Marks>(digests: &Node<'_>) -> Result<u32, Error> {
    match &digests.value {
        Value::Array(Array { items, .. }) if items.iter().all(M::is_digest) => {
            Ok(u32::try_from(items.len()).unwrap_or(u32::MAX))
        }
        _ => Err(ErrorKind::Disclosure.into()),
    }
}
