//! COSE_Key and COSE_KeySet (RFC 9052 section 7, RFC 9053 section 7, RFC 8230).

use super::{Key, bounded};
use crate::credential::cbor;
use crate::credential::tree::{Array, Map, Node, Value};
use crate::limits::Limits;
use crate::semantics::cbor::write_int;
use crate::verify::algorithm::{Algorithm, Curve};
use crate::verify::error::{Error, KeyFault, Unusable};
use crate::verify::public_key::PublicKey;

/// Reads a COSE_KeySet, or a single COSE_Key. A key that cannot be used stays in the set with its
/// reason (RFC 9052 section 7 has it ignored); of a private key the public part is taken and the
/// rest is forgotten.
///
/// # Errors
/// `Unreadable` when it is not strict CBOR, a duplicate label included; `NotKeys` when it is
/// neither a set nor a key; `TooMany` past `Limits::trust_items`.
pub fn read(octets: &[u8], limits: &Limits) -> Result<Vec<Key>, Error> {
    let root = cbor::item(octets, limits)?;
    let Value::Array(Array { items, .. }) = &root.value else {
        return key(&root).map(|key| vec![key]).ok_or(KeyFault::NotKeys.into());
    };
    bounded(items, limits.trust_items)?;
    let keys: Option<_> = items.iter().map(key).collect();
    keys.ok_or(KeyFault::NotKeys.into())
}

/// A COSE_Key out of claims, such as 1 in `cnf` (RFC 8747 section 3.2). `None` when it is not a
/// map with a `kty` (1).
pub fn key(node: &Node<'_>) -> Option<Key> {
    let Value::Map(map) = &node.value else { return None };
    member(map, label::KTY)?;
    let id = match member(map, label::KID) {
        None => None,
        Some(Value::Bytes(id)) => Some(id.to_vec()),
        Some(_) => return Some(Key::with(None, None, Err(Unusable::Malformed))),
    };
    let public = permitted(map).and_then(|()| public(map));
    let (only, public) = match member(map, label::ALG) {
        None => (None, public),
        Some(Value::Int(alg)) => match Algorithm::from_cose(*alg) {
            Some(only) => (Some(only), public),
            None => (None, public.and(Err(Unusable::Algorithm))),
        },
        Some(Value::Text(_)) => (None, public.and(Err(Unusable::Algorithm))),
        Some(_) => (None, Err(Unusable::Malformed)),
    };
    Some(Key::with(id, only, public))
}

/// Labels of parameters (RFC 9052 section 7.1).
mod label {
    pub(super) const KTY: i64 = 1;
    pub(super) const KID: i64 = 2;
    pub(super) const ALG: i64 = 3;
    pub(super) const KEY_OPS: i64 = 4;
    /// Of OKP and EC2; of RSA, the modulus, and of symmetric keys, the key.
    pub(super) const CRV_OR_N: i64 = -1;
    /// Of OKP and EC2; of RSA, the exponent.
    pub(super) const X_OR_E: i64 = -2;
    pub(super) const Y: i64 = -3;
}

/// Key types (RFC 9053 section 7).
mod key_type {
    pub(super) const OKP: i64 = 1;
    pub(super) const EC2: i64 = 2;
    pub(super) const RSA: i64 = 3;
    pub(super) const SYMMETRIC: i64 = 4;
}

/// `verify` among the key operations (RFC 9052 section 7.1).
const VERIFY: i64 = 2;

const ED25519: i64 = 6;

/// Whether `key_ops` allow to check signatures.
fn permitted(map: &Map<'_>) -> Result<(), Unusable> {
    let Some(value) = member(map, label::KEY_OPS) else { return Ok(()) };
    let Value::Array(Array { items, .. }) = value else { return Err(Unusable::Malformed) };
    let mut found = false;
    for item in items {
        match &item.value {
            Value::Int(operation) => found |= *operation == VERIFY,
            Value::Text(_) => {}
            _ => return Err(Unusable::Malformed),
        }
    }
    if found { Ok(()) } else { Err(Unusable::Operations) }
}

fn public(map: &Map<'_>) -> Result<PublicKey, Unusable> {
    let Some(Value::Int(key_type)) = member(map, label::KTY) else { return Err(Unusable::Type) };
    match *key_type {
        key_type::SYMMETRIC => Err(Unusable::Symmetric),
        key_type::RSA => PublicKey::rsa(bytes(map, label::CRV_OR_N)?, bytes(map, label::X_OR_E)?),
        key_type::OKP => match curve(map)? {
            ED25519 => PublicKey::ed25519(bytes(map, label::X_OR_E)?),
            _ => Err(Unusable::Curve),
        },
        key_type::EC2 => {
            let curve = Curve::from_number(curve(map)?).ok_or(Unusable::Curve)?;
            point(curve, bytes(map, label::X_OR_E)?, member(map, label::Y))
        }
        _ => Err(Unusable::Type),
    }
}

/// A point with `y`, or with its sign alone (RFC 9053 section 7.1.1).
fn point(curve: Curve, x: &[u8], y: Option<&Value<'_>>) -> Result<PublicKey, Unusable> {
    match y {
        Some(Value::Bytes(y)) => PublicKey::coordinates(curve, x, y),
        Some(Value::Bool(sign)) if x.len() == curve.coordinate() => {
            PublicKey::ec(curve, &[&[2 + u8::from(*sign)], x].concat())
        }
        _ => Err(Unusable::Malformed),
    }
}

fn curve(map: &Map<'_>) -> Result<i64, Unusable> {
    match member(map, label::CRV_OR_N) {
        Some(Value::Int(curve)) => Ok(*curve),
        Some(Value::Text(_)) => Err(Unusable::Curve),
        _ => Err(Unusable::Malformed),
    }
}

fn bytes<'n>(map: &'n Map<'_>, label: i64) -> Result<&'n [u8], Unusable> {
    match member(map, label) {
        Some(Value::Bytes(bytes)) => Ok(bytes),
        _ => Err(Unusable::Malformed),
    }
}

fn member<'n, 'a>(map: &'n Map<'a>, label: i64) -> Option<&'n Value<'a>> {
    let mut key = Vec::new();
    write_int(&mut key, label);
    map.get(&key).map(|node| &node.value)
}
