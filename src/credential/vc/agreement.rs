//! Registered claims beside the properties that they stand for (VC Data Model 1.1 section 6.3.1): a
//! reader of either must see the same.

use super::document::{Document, Kind, Version};
use crate::credential::error::{Error, ErrorKind, PathStep, VcFault};
use crate::credential::moment::numeric_date;
use crate::credential::tree::{Array, Node, Value};
use crate::semantics::date::{self, Moment};

/// Checks that they agree wherever both stand. In version 2.0 times of the token are those of its
/// signature, not of the credential.
///
/// # Errors
/// `Disagree` with the way to the first property that does not.
pub(super) fn check(document: &Document<'_, '_>) -> Result<(), Error> {
    let names = match document.kind {
        Kind::Credential => CREDENTIAL,
        Kind::Presentation => PRESENTATION,
    };
    let times = match (document.kind, document.version) {
        (Kind::Credential, Version::V1) => TIMES,
        _ => &[],
    };
    for &(claim, property, agrees) in names.iter().chain(times) {
        let claim = document.root.get(claim.as_bytes());
        let found = document.body.get(property.as_bytes());
        if let (Some(claim), Some(found)) = (claim, found)
            && !agrees(claim, found)
        {
            let error = Error::new(ErrorKind::Vc(VcFault::Disagree));
            return Err(document.inside(error.inside(PathStep::Name(property.to_owned()))));
        }
    }
    Ok(())
}

/// A claim, the property, and whether they agree.
type Pair = (&'static str, &'static str, fn(&Node<'_>, &Node<'_>) -> bool);

const CREDENTIAL: &[Pair] =
    &[("iss", "issuer", names), ("jti", "id", names), ("sub", "credentialSubject", are_about)];
const PRESENTATION: &[Pair] = &[("iss", "holder", names), ("jti", "id", names)];
const TIMES: &[Pair] =
    &[("nbf", "issuanceDate", same_second), ("exp", "expirationDate", same_second)];

/// Whether a property, a text or an object with an `id`, is the claim's text.
fn names(claim: &Node<'_>, property: &Node<'_>) -> bool {
    match (&claim.value, &property.value) {
        (Value::Text(claim), Value::Text(property)) => claim == property,
        (Value::Text(_), Value::Map(map)) => map.get(ID).is_none_or(|id| names(claim, id)),
        _ => false,
    }
}

/// Whether every subject with an `id` has the claim's.
fn are_about(claim: &Node<'_>, subjects: &Node<'_>) -> bool {
    match &subjects.value {
        Value::Array(Array { items, .. }) => items.iter().all(|subject| names(claim, subject)),
        _ => names(claim, subjects),
    }
}

/// Whether a NumericDate is the second of a date, whose fraction issuers cut off.
fn same_second(claim: &Node<'_>, property: &Node<'_>) -> bool {
    let Value::Text(text) = &property.value else { return false };
    match (numeric_date(claim), date::parse_date_time(text)) {
        (Some(Moment::At(claim)), Some(property)) => claim.seconds == property.seconds,
        _ => false,
    }
}

const ID: &[u8] = b"id";
