//! COSE_Sign1 (RFC 9052 section 4.4): the signature, and what its headers may say.
//!
//! The algorithm has to stand in the protected header and be one that the key allows, and the key
//! comes from the caller. `x5chain`, `x5bag`, `x5t`, `x5u` and keys in headers are never looked at.

use ciborium::Value as Cbor;

use super::algorithm::{self, Algorithm};
use super::error::{AlgorithmFault, Error, ErrorKind, HeaderFault};
use super::keys::Key;
use super::media_type::{Expected, Found};
use super::signed::{Signed, signer};
use crate::credential;
use crate::credential::cwt::{Sign1, protected_map};
use crate::credential::tree::{Array, Map, Node, Value};
use crate::limits::Limits;
use crate::semantics::cbor;

/// Checks a COSE_Sign1 message, tagged or not; for the key of a `cnf` claim, give that key alone.
/// The payload may be anything.
///
/// # Errors
/// `Unreadable` when it is not exactly such a message; `Header`, `Algorithm`, `Key`, `NoTrust`
/// and `Signature` for what their names say.
pub fn verify<'k>(
    message: &[u8],
    keys: &'k [Key],
    expected: &Expected<'_>,
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    verify_with_external(message, &[], keys, expected, limits)
}

/// The same with externally supplied data (RFC 9052 section 4.3), which the message does not hold
/// and the signature covers.
///
/// # Errors
/// Those of [`verify`].
pub fn verify_with_external<'k>(
    message: &[u8],
    external: &[u8],
    keys: &'k [Key],
    expected: &Expected<'_>,
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    let limit = limits.credential_bytes;
    if message.len() > limit {
        let error: credential::Error = credential::ErrorKind::TooLarge { limit }.into();
        return Err(error.into());
    }
    let message = Sign1::read(message, limits)?;
    let header = Header::read(&message, expected, limits)?;
    let signed = signature_structure(&message.protected, external, &message.payload)?;
    let key = signer(
        keys,
        header.id.as_deref(),
        header.algorithm,
        (&signed, &message.signature),
        limits,
    )?;
    Ok(Signed {
        key,
        algorithm: header.algorithm,
        header: message.protected.into_owned(),
        payload: message.payload.into_owned(),
    })
}

/// What is signed, in deterministic CBOR (RFC 9052 section 4.4). A protected header that is an empty
/// map would stand for the empty string; it names no algorithm, so it never comes here.
///
/// ```text
/// Sig_structure = [
///     context : "Signature1",
///     body_protected : empty_or_serialized_map,
///     external_aad : bstr,
///     payload : bstr
/// ]
/// ```
fn signature_structure(
    protected: &[u8],
    external: &[u8],
    payload: &[u8],
) -> Result<Vec<u8>, Error> {
    let bytes = |octets: &[u8]| Cbor::Bytes(octets.to_vec());
    let structure = Cbor::Array(vec![
        Cbor::Text("Signature1".to_owned()),
        bytes(protected),
        bytes(external),
        bytes(payload),
    ]);
    let mut out = Vec::with_capacity(payload.len() + protected.len() + external.len() + 32);
    // Writing to memory does not fail; if it did, nothing would be signed.
    ciborium::into_writer(&structure, &mut out).map_err(|_| ErrorKind::Signature)?;
    Ok(out)
}

/// Header labels (RFC 9052 section 3.1, RFC 9596, draft-ietf-spice-sd-cwt-07).
mod label {
    pub(super) const ALG: i64 = 1;
    pub(super) const CRIT: i64 = 2;
    pub(super) const CONTENT_TYPE: i64 = 3;
    pub(super) const KID: i64 = 4;
    pub(super) const KCWT: i64 = 13;
    pub(super) const TYP: i64 = 16;
    pub(super) const SD_ALG: i64 = 170;
    pub(super) const SD_AEAD: i64 = 172;
}

/// The parameters that `crit` may list: those that are processed here or by the readers of SD-CWT.
const UNDERSTOOD: [i64; 7] = [
    label::ALG,
    label::CONTENT_TYPE,
    label::KID,
    label::KCWT,
    label::TYP,
    label::SD_ALG,
    label::SD_AEAD,
];

/// What matters of both headers.
struct Header {
    algorithm: Algorithm,
    id: Option<Vec<u8>>,
}

impl Header {
    fn read(
        message: &Sign1<'_>,
        expected: &Expected<'_>,
        limits: &Limits,
    ) -> Result<Header, Error> {
        let protected = protected_map(&message.protected, limits)?;
        let unprotected = &message.unprotected;
        let algorithm = match (get(&protected, label::ALG), get(unprotected, label::ALG)) {
            (Some(node), _) => algorithm(node)?,
            (None, Some(_)) => return Err(HeaderFault::Unprotected("alg").into()),
            (None, None) => return Err(AlgorithmFault::Missing.into()),
        };
        for (label, name) in [(label::CRIT, "crit"), (label::TYP, "typ")] {
            if get(unprotected, label).is_some() {
                return Err(HeaderFault::Unprotected(name).into());
            }
        }
        critical(&protected)?;
        expected.check(media_type(&protected)?)?;
        let id = match get(&protected, label::KID).or(get(unprotected, label::KID)) {
            None => None,
            Some(Node { value: Value::Bytes(id), .. }) => Some(id.to_vec()),
            Some(_) => return Err(HeaderFault::Parameter("kid").into()),
        };
        Ok(Header { algorithm, id })
    }
}

fn algorithm(node: &Node<'_>) -> Result<Algorithm, Error> {
    match &node.value {
        Value::Int(number) if algorithm::is_cose_mac(*number) => {
            Err(AlgorithmFault::Symmetric.into())
        }
        Value::Int(number) => Algorithm::from_cose(*number)
            .ok_or_else(|| AlgorithmFault::Unsupported(number.to_string()).into()),
        Value::Text(name) => Err(AlgorithmFault::Unsupported(name.clone().into_owned()).into()),
        _ => Err(HeaderFault::Parameter("alg").into()),
    }
}

/// `crit` (RFC 9052 section 3.1): labels, at least one, that stand in the protected header.
fn critical(protected: &Map<'_>) -> Result<(), HeaderFault> {
    let Some(node) = get(protected, label::CRIT) else { return Ok(()) };
    let Value::Array(Array { items, .. }) = &node.value else { return Err(HeaderFault::Critical) };
    for item in items {
        match &item.value {
            Value::Int(label) if UNDERSTOOD.contains(label) => {
                if get(protected, *label).is_none() {
                    return Err(HeaderFault::Critical);
                }
            }
            Value::Int(label) => return Err(HeaderFault::CriticalUnknown(label.to_string())),
            Value::Text(name) => {
                return Err(HeaderFault::CriticalUnknown(name.clone().into_owned()));
            }
            _ => return Err(HeaderFault::Critical),
        }
    }
    if items.is_empty() { Err(HeaderFault::Critical) } else { Ok(()) }
}

fn media_type<'n>(protected: &'n Map<'_>) -> Result<Found<'n>, HeaderFault> {
    match get(protected, label::TYP).map(|node| &node.value) {
        None => Ok(Found::Nothing),
        Some(Value::Text(name)) => Ok(Found::MediaType(name)),
        Some(Value::Int(number)) => Ok(Found::ContentFormat(*number)),
        Some(_) => Err(HeaderFault::Parameter("typ")),
    }
}

fn get<'n, 'a>(map: &'n Map<'a>, label: i64) -> Option<&'n Node<'a>> {
    let mut key = Vec::new();
    cbor::write_int(&mut key, label);
    map.get(&key)
}
