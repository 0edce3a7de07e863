//! A signature that was checked: the facts, and the search for the key that made it.

use super::algorithm::Algorithm;
use super::crypto::{self, Form};
use super::error::{Error, ErrorKind};
use super::keys::{Key, candidates};
use crate::limits::Limits;

/// What a checked signature says: who made it, and over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<'k> {
    /// The key that made it.
    pub key: &'k Key,
    /// The algorithm, which the key allows.
    pub algorithm: Algorithm,
    /// The protected header: JSON text, or CBOR.
    pub header: Vec<u8>,
    /// The payload, decoded.
    pub payload: Vec<u8>,
}

/// Finds the key that made a signature in the fixed form of JOSE and COSE.
///
/// # Errors
/// Those of [`candidates`]; `TooManySignatures` past `Limits::signatures`; `Signature` when none
/// of the keys made it.
pub(super) fn signer<'k>(
    keys: &'k [Key],
    id: Option<&[u8]>,
    algorithm: Algorithm,
    (message, signature): (&[u8], &[u8]),
    limits: &Limits,
) -> Result<&'k Key, Error> {
    for (tried, (key, public)) in candidates(keys, id, algorithm)?.into_iter().enumerate() {
        if tried >= limits.signatures {
            return Err(ErrorKind::TooManySignatures { limit: limits.signatures }.into());
        }
        if crypto::is_signed_by(public, algorithm, Form::Fixed, message, signature) {
            return Ok(key);
        }
    }
    Err(ErrorKind::Signature.into())
}
