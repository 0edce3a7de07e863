//! Tests as claims of profile `exact` (`docs/wire.md` section 4.1): a whole top-level claim that
//! has one canonical encoding.

use crate::check::checked::Part;
use crate::format::{Family, Provenance};
use crate::model::ExactClaim;
use crate::rule::atom::{Atom, Hop};
use crate::rule::canonical;
use crate::rule::pointer;
use crate::rule::unsayable::Unsayable;
use crate::semantics::cbor;

/// The major type of CBOR arrays.
const ARRAY: u8 = 4;

/// Of which credential type a claim is, and how its place is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// MLS credential type.
    pub credential_type: u16,
    /// Whether keys of CBOR maps are written as paths.
    pub path_id: bool,
}

/// A test as a claim.
pub(crate) fn claim(
    atom: &Atom,
    family: Family,
    dialect: Dialect,
) -> Result<ExactClaim, Unsayable> {
    if atom.provenance == Provenance::Holder {
        return Err(Unsayable::Holder);
    }
    let id = id(&atom.place, family, dialect)?;
    if atom.fold {
        return Err(Unsayable::Case);
    }
    let operand = pointer::equality(&atom.ask, family)?;
    if atom.part != Part::Whole {
        return Err(Unsayable::Part);
    }
    let value = canonical::equality(atom.subject, operand, family)?;
    Ok(ExactClaim { credential_type: dialect.credential_type, id, value })
}

fn id(place: &[Hop], family: Family, dialect: Dialect) -> Result<Vec<u8>, Unsayable> {
    match (family, place) {
        (Family::Jwt, [Hop::Name(name)]) => Ok(name.clone().into_bytes()),
        (Family::X509, [Hop::Oid(oid)]) => Ok(oid.clone()),
        (Family::Cwt, place) if dialect.path_id => path(place),
        (Family::Cwt, [Hop::Cbor(key)]) if key.first().is_some_and(|head| head >> 5 == ARRAY) => {
            Err(Unsayable::ArrayKey)
        }
        (Family::Cwt, [Hop::Cbor(key)]) => Ok(key.clone()),
        (_, place) => Err(why_not(place, family)),
    }
}

/// Dialect `path-id`: the deterministic encoding of an array of map keys.
fn path(place: &[Hop]) -> Result<Vec<u8>, Unsayable> {
    let mut octets = Vec::new();
    cbor::write_head(&mut octets, ARRAY, place.len() as u64);
    for hop in place {
        let Hop::Cbor(key) = hop else { return Err(why_not(place, Family::Cwt)) };
        octets.extend(key);
    }
    Ok(octets)
}

fn why_not(place: &[Hop], family: Family) -> Unsayable {
    let has = |kind: fn(&Hop) -> bool| place.iter().any(kind);
    if has(|hop| matches!(hop, Hop::Search(_))) {
        Unsayable::Search
    } else if has(|hop| matches!(hop, Hop::Tag(_) | Hop::Embedded)) {
        Unsayable::Wrapped
    } else if family == Family::X509 {
        Unsayable::CertificateField
    } else {
        Unsayable::Nested
    }
}
