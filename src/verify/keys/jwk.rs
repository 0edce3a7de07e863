//! JWK and JWK Sets (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

use super::{Key, bounded};
use crate::credential::json;
use crate::credential::tree::{Array, Map, Node, Value};
use crate::limits::Limits;
use crate::semantics::encoding;
use crate::verify::algorithm::{Algorithm, Curve};
use crate::verify::error::{Error, KeyFault, Unusable};
use crate::verify::public_key::PublicKey;

/// Reads a JWK Set, or a single JWK. A key that cannot be used stays in the set with its reason
/// (RFC 7517 section 5 has it ignored); of a private key the public part is taken and the rest
/// is forgotten.
///
/// # Errors
/// `Unreadable` when it is not strict JSON, a duplicate name included; `NotKeys` when it is
/// neither a set nor a key; `TooMany` past `Limits::trust_items`.
pub fn read(octets: &[u8], limits: &Limits) -> Result<Vec<Key>, Error> {
    let root = json::claims(octets, limits)?;
    let Value::Map(map) = &root.value else { return Err(KeyFault::NotKeys.into()) };
    let Some(keys) = map.get(b"keys") else {
        return key(&root).map(|key| vec![key]).ok_or(KeyFault::NotKeys.into());
    };
    let Value::Array(Array { items, .. }) = &keys.value else {
        return Err(KeyFault::NotKeys.into());
    };
    bounded(items, limits.trust_items)?;
    let keys: Option<_> = items.iter().map(key).collect();
    keys.ok_or(KeyFault::NotKeys.into())
}

/// A JWK out of claims, such as `jwk` in `cnf` (RFC 7800 section 3.2). `None` when it is not a map
/// with a `kty`.
pub fn key(node: &Node<'_>) -> Option<Key> {
    let Value::Map(map) = &node.value else { return None };
    map.get(b"kty")?;
    let (id, only) = match (text(map, b"kid"), text(map, b"alg")) {
        (Ok(id), Ok(alg)) => (id, alg),
        _ => return Some(Key::with(None, None, Err(Unusable::Malformed))),
    };
    let id = id.map(|id| id.as_bytes().to_vec());
    let algorithm = only.and_then(Algorithm::from_jose);
    let public = permitted(map).and_then(|()| public(map));
    // An algorithm without a name here is one that this key must not be used without.
    let public = match only {
        Some(_) if algorithm.is_none() => public.and(Err(Unusable::Algorithm)),
        _ => public,
    };
    Some(Key::with(id, algorithm, public))
}

/// Whether `use` and `key_ops` allow to check signatures (RFC 7517 sections 4.2 and 4.3).
fn permitted(map: &Map<'_>) -> Result<(), Unusable> {
    if text(map, b"use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(Unusable::Use);
    }
    let Some(node) = map.get(b"key_ops") else { return Ok(()) };
    let Value::Array(Array { items, .. }) = &node.value else { return Err(Unusable::Malformed) };
    let mut operations = Vec::with_capacity(items.len());
    for item in items {
        let Value::Text(operation) = &item.value else { return Err(Unusable::Malformed) };
        operations.push(operation.as_ref());
    }
    operations.sort_unstable();
    if operations.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Unusable::Malformed);
    }
    if operations.contains(&"verify") { Ok(()) } else { Err(Unusable::Operations) }
}

fn public(map: &Map<'_>) -> Result<PublicKey, Unusable> {
    match text(map, b"kty")?.ok_or(Unusable::Malformed)? {
        "oct" => Err(Unusable::Symmetric),
        "RSA" => PublicKey::rsa(&octets(map, b"n")?, &octets(map, b"e")?),
        "EC" => {
            let curve = text(map, b"crv")?.ok_or(Unusable::Malformed)?;
            let curve = Curve::from_name(curve).ok_or(Unusable::Curve)?;
            PublicKey::coordinates(curve, &octets(map, b"x")?, &octets(map, b"y")?)
        }
        "OKP" => match text(map, b"crv")?.ok_or(Unusable::Malformed)? {
            "Ed25519" => PublicKey::ed25519(&octets(map, b"x")?),
            _ => Err(Unusable::Curve),
        },
        _ => Err(Unusable::Type),
    }
}

/// A member that is text, if it is there.
fn text<'n>(map: &'n Map<'_>, name: &[u8]) -> Result<Option<&'n str>, Unusable> {
    match map.get(name).map(|node| &node.value) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(Unusable::Malformed),
    }
}

/// A member that must be there and be base64url.
fn octets(map: &Map<'_>, name: &[u8]) -> Result<Vec<u8>, Unusable> {
    text(map, name)?.and_then(encoding::base64url).ok_or(Unusable::Malformed)
}
