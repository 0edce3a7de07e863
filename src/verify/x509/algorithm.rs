//! Signature algorithms of certificates: the AlgorithmIdentifiers that are accepted, octet by
//! octet (RFC 4055, RFC 5758, RFC 8410).

use crate::verify::algorithm::{Algorithm, Hash};
use crate::verify::public_key::PublicKey;

/// The algorithm that an AlgorithmIdentifier in DER names, for a signature of this key. `None` for
/// one that is not supported, not sound (SHA-1), or not of this key's type.
pub(super) fn read(der: &[u8], key: &PublicKey) -> Option<Algorithm> {
    let algorithm = match der {
        [0x30, 5, 6, 3, 0x2b, 0x65, 0x70] => Algorithm::Ed25519,
        [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last] => {
            let PublicKey::Ec { curve, .. } = key else { return None };
            let hash = match last {
                2 => Hash::Sha256,
                3 => Hash::Sha384,
                4 => Hash::Sha512,
                _ => return None,
            };
            Algorithm::Ecdsa(*curve, hash)
        }
        // RFC 4055 section 5: the parameters are NULL, and may be missing.
        [0x30, 13, 6, 9, pkcs1 @ .., last, 5, 0] | [0x30, 11, 6, 9, pkcs1 @ .., last]
            if pkcs1 == PKCS1 =>
        {
            Algorithm::RsaPkcs1(match last {
                11 => Hash::Sha256,
                12 => Hash::Sha384,
                13 => Hash::Sha512,
                _ => return None,
            })
        }
        other => Algorithm::RsaPss(
            [Hash::Sha256, Hash::Sha384, Hash::Sha512]
                .into_iter()
                .find(|hash| [true, false].iter().any(|&null| other == pss(*hash, null)))?,
        ),
    };
    key.suits(algorithm).then_some(algorithm)
}

/// The OID of an AlgorithmIdentifier, for messages: its content octets.
pub(super) fn oid(der: &[u8]) -> &[u8] {
    match der {
        [0x30, 0..0x80, 6, length, rest @ ..] => {
            rest.get(..usize::from(*length)).unwrap_or_default()
        }
        _ => &[],
    }
}

/// 1.2.840.113549.1.1
const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];

/// 2.16.840.1.101.3.4.2
const HASHES: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];

/// id-RSASSA-PSS with the parameters that PS256, PS384 and PS512 have:
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm    [0] HashAlgorithm,
///     maskGenAlgorithm [1] MaskGenAlgorithm,  -- MGF1 with the same hash
///     saltLength       [2] INTEGER }          -- as long as the hash
/// ```
fn pss(hash: Hash, null: bool) -> Vec<u8> {
    let (last, salt) = match hash {
        Hash::Sha256 => (1, 32),
        Hash::Sha384 => (2, 48),
        Hash::Sha512 => (3, 64),
    };
    let parameters: &[u8] = if null { &[5, 0] } else { &[] };
    let hash = element(0x30, &[&element(6, &[HASHES, &[last]]), parameters]);
    let mask = element(0x30, &[&element(6, &[PKCS1, &[8]]), &hash]);
    let salt = element(2, &[&[salt]]);
    let parameters = [element(0xa0, &[&hash]), element(0xa1, &[&mask]), element(0xa2, &[&salt])];
    let parameters = element(0x30, &[&parameters.concat()]);
    element(0x30, &[&element(6, &[PKCS1, &[10]]), &parameters])
}

/// A short element in DER.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [&[tag, length][..], &content].concat()
}
