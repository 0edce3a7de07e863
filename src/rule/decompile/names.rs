//! The steps of a claim as keys: names for them, and how they are written after `at`.

use crate::format::{Family, Provenance};
use crate::rule::decompile::Way;
use crate::rule::decompile::claims::{Move, Unsaid};
use crate::spell::key::Key;

/// A name for the field under a key; `Err` when the language cannot write the key.
pub(super) fn of_key(step: &Move, family: Family, at_root: bool) -> Result<String, Unsaid> {
    let key = key(step).ok_or("a step that is no key")?;
    key.name(family, at_root).ok_or_else(|| match key {
        Key::Cbor(_) => "a key that is no integer, text or bytes".into(),
        _ => "a key that is no OID".into(),
    })
}

/// What stands after `at`; `None` when the key is the name.
pub(super) fn at(
    step: &Move,
    provenance: Provenance,
    name: &str,
    family: Family,
    at_root: bool,
) -> Option<String> {
    let key = key(step)?;
    match provenance {
        Provenance::Issuer if key.is_named(name) => None,
        provenance => key.asserted(provenance, family, at_root),
    }
}

/// The steps of a way by name, one for each; none when a key has no name.
pub(super) fn way(way: &[Move], family: Family) -> Vec<Way> {
    let named = way.iter().enumerate().map(|(at, step)| match step {
        Move::Search(_) => Some(Way::Search),
        Move::Tag(_) | Move::Embedded => Some(Way::Wrapper),
        Move::Position(position) if at > 0 || family != Family::X509 => {
            Some(Way::Element(*position))
        }
        step => of_key(step, family, at == 0).ok().map(Way::Member),
    });
    named.collect::<Option<_>>().unwrap_or_default()
}

fn key(step: &Move) -> Option<Key> {
    Some(match step {
        Move::Name(name) => Key::Name(name.clone()),
        Move::Cbor(key) => Key::Cbor(key.clone()),
        Move::Oid(octets) => Key::Oid(octets.clone()),
        Move::Position(position) => Key::Position(*position),
        Move::Search(_) | Move::Tag(_) | Move::Embedded => return None,
    })
}
