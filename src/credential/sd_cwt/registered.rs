//! Registered claims that have to agree with each other (draft-ietf-spice-sd-cwt-07 sections 6.2, 7
//! and 9), whatever the time is.

use crate::credential::error::{Error, ErrorKind, PathStep, SdCwtFault};
use crate::credential::tree::{Map, Node, Value};
use crate::semantics::date::Moment;

/// Keys, as deterministic CBOR.
pub(super) mod key {
    pub(in super::super) const ISS: &[u8] = &[1];
    pub(in super::super) const SUB: &[u8] = &[2];
    pub(in super::super) const AUD: &[u8] = &[3];
    pub(in super::super) const EXP: &[u8] = &[4];
    pub(in super::super) const NBF: &[u8] = &[5];
    pub(in super::super) const IAT: &[u8] = &[6];
    pub(in super::super) const CTI: &[u8] = &[7];
    pub(in super::super) const CNF: &[u8] = &[8];
    pub(in super::super) const CNONCE: &[u8] = &[0x18, 39];
}

/// `exp`, `nbf` and `iat`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) expires: Option<Moment>,
    pub(super) not_before: Option<Moment>,
    pub(super) issued_at: Option<Moment>,
}

/// Checks the claims of the issuer.
///
/// # Errors
/// `SdCwt` without a key to bind, and for dates that are none or contradict each other.
pub(super) fn check(root: &Node<'_>) -> Result<Times, Error> {
    let Value::Map(claims) = &root.value else { return Err(ErrorKind::NotAMap.into()) };
    if !matches!(claims.get(key::CNF), Some(Node { value: Value::Map(_), .. })) {
        return Err(ErrorKind::SdCwt(SdCwtFault::NoConfirmation).into());
    }
    let times = Times::read(claims)?;
    match times.are_in_order() {
        true => Ok(times),
        false => Err(ErrorKind::SdCwt(SdCwtFault::Times).into()),
    }
}

impl Times {
    /// Reads the dates.
    ///
    /// # Errors
    /// `SdCwt` for one that is none.
    pub(super) fn read(claims: &Map<'_>) -> Result<Times, Error> {
        Ok(Times {
            expires: date(claims, key::EXP)?,
            not_before: date(claims, key::NBF)?,
            issued_at: date(claims, key::IAT)?,
        })
    }

    /// Whether there is a time between the beginning and the end, and the token was issued then.
    pub(super) fn are_in_order(&self) -> bool {
        let Times { expires, not_before, issued_at } = self;
        not_after(not_before, issued_at)
            && before(not_before, expires)
            && before(issued_at, expires)
    }

    /// Whether these, of a key binding token, keep to those of its credential.
    pub(super) fn are_within(&self, credential: &Times) -> bool {
        not_after(&self.expires, &credential.expires)
            && not_after(&credential.not_before, &self.not_before)
            && not_after(&credential.issued_at, &self.issued_at)
            && not_after(&credential.not_before, &self.issued_at)
            && before(&self.not_before, &credential.expires)
            && before(&self.issued_at, &credential.expires)
    }
}

/// Whether one is not later than the other, if both exist.
fn not_after(one: &Option<Moment>, other: &Option<Moment>) -> bool {
    one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one <= other)
}

/// Whether one is earlier than the other, if both exist.
fn before(one: &Option<Moment>, other: &Option<Moment>) -> bool {
    one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one < other)
}

/// Floats up to here are as exact as integers.
const MAX_FLOAT: f64 = 9_007_199_254_740_992.0;

fn date(claims: &Map<'_>, key: &[u8]) -> Result<Option<Moment>, Error> {
    let Some(node) = claims.get(key) else { return Ok(None) };
    let moment = match &node.value {
        Value::Int(seconds) => Some(Moment::from_seconds(*seconds)),
        Value::BigInt(seconds) => Some(Moment::from_bigint(seconds)),
        Value::Float(seconds) if seconds.abs() <= MAX_FLOAT => Moment::from_float(*seconds),
        _ => None,
    };
    moment.map(Some).ok_or_else(|| {
        Error::new(ErrorKind::SdCwt(SdCwtFault::Date)).inside(PathStep::Key(key.to_vec()))
    })
}
