//! Claims of profile `exact`: what an `id` points at, and when a value is equal
//! (`docs/wire.md` section 4.1).

use std::borrow::Cow;

use crate::model::{ExactClaim, Semantics};
use crate::semantics::cbor;

use super::check::{Check, Relation};
use super::pointer::Step;
use super::read::{Cut, Form, Read, Reading};

/// Major type 4.
const ARRAY: u8 = 4;

/// Equality of the canonical encoding.
pub(super) fn check(claim: &ExactClaim) -> Check {
    let read =
        Read { semantics: Semantics::Bytes, form: Form::Canonical, cut: Cut::Whole, each: false };
    Check::Compare(read, Relation::Equal, Reading::Octets(Cow::Owned(claim.value.clone())))
}

/// The path that an `id` is in a CBOR credential: the elements of a CBOR array are the keys of one
/// map in another (dialect `path-id`). `None` for an `id` that is a plain key.
pub(super) fn path(id: &[u8]) -> Option<Vec<Step>> {
    if id.first()? >> 5 != ARRAY {
        return None;
    }
    if !cbor::is_deterministic(id) {
        return Some(vec![Step::Nowhere]);
    }
    let (elements, mut rest) = head(id)?;
    let mut steps = Vec::new();
    for _ in 0..elements {
        let (key, after) = rest.split_at_checked(item_length(rest)?)?;
        steps.push(Step::Key(key.into()));
        rest = after;
    }
    Some(steps)
}

/// The length of the first item of well-formed octets of definite length.
fn item_length(octets: &[u8]) -> Option<usize> {
    let mut rest = octets;
    let mut items: u64 = 1;
    while items > 0 {
        items -= 1;
        let major = rest.first()? >> 5;
        let (argument, after) = head(rest)?;
        rest = after;
        match major {
            2 | 3 => rest = rest.get(usize::try_from(argument).ok()?..)?,
            4 => items = items.checked_add(argument)?,
            5 => items = items.checked_add(argument.checked_mul(2)?)?,
            6 => items = items.checked_add(1)?,
            _ => {}
        }
    }
    Some(octets.len() - rest.len())
}

/// The argument of a head (RFC 8949 section 3), and what follows the head.
fn head(octets: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = octets.split_first()?;
    let width = match first & 0x1f {
        direct @ 0..=23 => return Some((direct.into(), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (argument, rest) = rest.split_at_checked(width)?;
    Some((argument.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)), rest))
}
