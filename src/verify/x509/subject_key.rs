//! The key that a certificate binds to its subject (RFC 5280 section 4.1.2.7).

use x509_parser::prelude::FromDer;
use x509_parser::public_key::RSAPublicKey;

use crate::credential::tree::{Array, Claims, Node, Value};
use crate::format::Family;
use crate::verify::algorithm::Curve;
use crate::verify::error::Unusable;
use crate::verify::public_key::PublicKey;

/// The subject's key of a certificate: what a leaf of MLS must sign with (RFC 9420 section 5.3).
///
/// # Errors
/// Why the key cannot check signatures here; `Type` for claims that are no certificate.
pub fn subject_key(certificate: &Claims<'_>) -> Result<PublicKey, Unusable> {
    match &certificate.root.value {
        Value::Array(Array { items, .. }) if certificate.family() == Family::X509 => {
            items.get(SUBJECT_PUBLIC_KEY_INFO).ok_or(Unusable::Malformed).and_then(read)
        }
        _ => Err(Unusable::Type),
    }
}

/// The position in `tbsCertificate`.
pub(super) const SUBJECT_PUBLIC_KEY_INFO: usize = 6;

/// Reads a SubjectPublicKeyInfo (RFC 3279 section 2.3, RFC 5480, RFC 8410).
pub(super) fn read(info: &Node<'_>) -> Result<PublicKey, Unusable> {
    let Value::Array(Array { items, .. }) = &info.value else { return Err(Unusable::Malformed) };
    let [algorithm, Node { value: Value::Bytes(key), .. }] = &items[..] else {
        return Err(Unusable::Malformed);
    };
    let Value::Array(Array { items, .. }) = &algorithm.value else {
        return Err(Unusable::Malformed);
    };
    let [Node { value: Value::Oid(id), .. }, parameters @ ..] = &items[..] else {
        return Err(Unusable::Malformed);
    };
    let parameters: Vec<_> = parameters.iter().map(|node| &node.value).collect();
    match (*id, &parameters[..]) {
        (ED25519, []) => PublicKey::ed25519(key),
        (EC, [Value::Oid(curve)]) => PublicKey::ec(named(curve)?, key),
        (EC, _) => Err(Unusable::Curve),
        (RSA, [] | [Value::Null]) => rsa(key),
        _ => Err(Unusable::Type),
    }
}

/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

fn named(curve: &[u8]) -> Result<Curve, Unusable> {
    match curve {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7] => Ok(Curve::P256),
        [0x2b, 0x81, 4, 0, 34] => Ok(Curve::P384),
        [0x2b, 0x81, 4, 0, 35] => Ok(Curve::P521),
        _ => Err(Unusable::Curve),
    }
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`
fn rsa(key: &[u8]) -> Result<PublicKey, Unusable> {
    let Ok(([], key)) = RSAPublicKey::from_der(key) else { return Err(Unusable::Malformed) };
    PublicKey::rsa(positive(key.modulus)?, positive(key.exponent)?)
}

/// A positive INTEGER without the octet that keeps its sign.
fn positive(content: &[u8]) -> Result<&[u8], Unusable> {
    match content {
        [0, rest @ ..] => Ok(rest),
        [0x80..=0xff, ..] => Err(Unusable::Malformed),
        content => Ok(content),
    }
}
