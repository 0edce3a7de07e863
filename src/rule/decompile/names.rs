//! The steps of a claim as keys: names for them, and how they are written after `at`.

use crate::format::{Family, Provenance};
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

fn key(step: &Move) -> Option<Key> {
    Some(match step {
        Move::Name(name) => Key::Name(name.clone()),
        Move::Cbor(key) => Key::Cbor(key.clone()),
        Move::Oid(octets) => Key::Oid(octets.clone()),
        Move::Position(position) => Key::Position(*position),
        Move::Search(_) | Move::Tag(_) | Move::Embedded => return None,
    })
}
