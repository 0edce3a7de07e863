//! Public keys: plain data, equal when they are the same key, whatever they were read from.

use sha2::{Digest, Sha256};

use super::algorithm::{Algorithm, Curve};
use super::crypto;
use super::error::Unusable;
use crate::semantics::{cbor, json};

/// A public key that can check signatures. The functions below make only sound ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// Ed25519: the 32 octets of RFC 8032 section 5.1.5.
    Ed25519([u8; 32]),
    /// A point of a curve.
    Ec {
        /// The curve.
        curve: Curve,
        /// The uncompressed form of SEC 1 section 2.3.3: 4, and both coordinates.
        point: Vec<u8>,
    },
    /// RSA, both numbers big-endian without leading zeros.
    Rsa {
        /// 2048 to 8192 bits.
        modulus: Vec<u8>,
        /// Odd, at least 3, of at most 33 bits.
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// An Ed25519 key: 32 octets.
    ///
    /// # Errors
    /// `Malformed` for another length.
    pub fn ed25519(octets: &[u8]) -> Result<PublicKey, Unusable> {
        octets.try_into().map(PublicKey::Ed25519).map_err(|_| Unusable::Malformed)
    }

    /// A point in one of the forms of SEC 1 section 2.3.3; MLS (RFC 9420 section 5.1.1) and
    /// certificates write keys so.
    ///
    /// # Errors
    /// `Point` when it is not on the curve, or the infinite one.
    pub fn ec(curve: Curve, point: &[u8]) -> Result<PublicKey, Unusable> {
        let point = crypto::point(curve, point).ok_or(Unusable::Point(curve))?;
        Ok(PublicKey::Ec { curve, point })
    }

    /// A point by its coordinates, each as long as the curve's field (RFC 7518 section 6.2.1.2).
    ///
    /// # Errors
    /// `Malformed` for another length, `Point` when it is not on the curve.
    pub fn coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<PublicKey, Unusable> {
        if x.len() != curve.coordinate() || y.len() != curve.coordinate() {
            return Err(Unusable::Malformed);
        }
        PublicKey::ec(curve, &[&[crypto::UNCOMPRESSED], x, y].concat())
    }

    /// An RSA key by its numbers, big-endian without leading zeros (RFC 7518 section 6.3.1).
    ///
    /// # Errors
    /// `Malformed` with leading zeros, `Rsa` when it is weak.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, Unusable> {
        if [modulus, exponent].iter().any(|number| matches!(number.first(), None | Some(0))) {
            return Err(Unusable::Malformed);
        }
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        let sound = RSA_BITS.contains(&bits(modulus))
            && is_odd(modulus)
            && is_odd(exponent)
            && exponent != [1]
            && bits(exponent) <= EXPONENT_BITS;
        if !sound {
            return Err(Unusable::Rsa);
        }
        Ok(PublicKey::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    /// The octets that MLS gives as a signature key (RFC 9420 section 5.1.1): of Ed25519 the key,
    /// of a curve the uncompressed point; of RSA none, which has no cipher suite.
    pub fn mls_octets(&self) -> Option<&[u8]> {
        match self {
            PublicKey::Ed25519(octets) => Some(octets),
            PublicKey::Ec { point, .. } => Some(point),
            PublicKey::Rsa { .. } => None,
        }
    }

    /// Whether a signature of this algorithm can come from a key of this type. In JOSE and COSE a
    /// curve has one hash; certificates pair them freely.
    pub fn suits(&self, algorithm: Algorithm) -> bool {
        match (self, algorithm) {
            (PublicKey::Ed25519(_), Algorithm::Ed25519)
            | (PublicKey::Rsa { .. }, Algorithm::RsaPkcs1(_) | Algorithm::RsaPss(_)) => true,
            (PublicKey::Ec { curve, .. }, Algorithm::Ecdsa(other, _)) => *curve == other,
            _ => false,
        }
    }

    /// The SHA-256 thumbprint of the key as a JWK (RFC 7638), which is `jkt` in `cnf`.
    pub fn jwk_thumbprint(&self) -> [u8; 32] {
        let members: Vec<(&str, String)> = match self {
            PublicKey::Ed25519(x) => {
                vec![("crv", "Ed25519".to_owned()), ("kty", "OKP".to_owned()), ("x", base64url(x))]
            }
            PublicKey::Ec { curve, point } => {
                let (x, y) = halves(point);
                vec![
                    ("crv", curve.name().to_owned()),
                    ("kty", "EC".to_owned()),
                    ("x", base64url(x)),
                    ("y", base64url(y)),
                ]
            }
            PublicKey::Rsa { modulus, exponent } => vec![
                ("e", base64url(exponent)),
                ("kty", "RSA".to_owned()),
                ("n", base64url(modulus)),
            ],
        };
        let mut text = String::from("{");
        for (at, (name, value)) in members.iter().enumerate() {
            text.push_str(if at > 0 { "," } else { "" });
            json::write_string(&mut text, name);
            text.push(':');
            json::write_string(&mut text, value);
        }
        text.push('}');
        Sha256::digest(text).into()
    }

    /// The SHA-256 thumbprint of the key as a COSE_Key (RFC 9679), which is `ckt` in `cnf`.
    pub fn cose_thumbprint(&self) -> [u8; 32] {
        let int = |value| encoded(|out| cbor::write_int(out, value));
        let bytes = |value: &[u8]| encoded(|out| cbor::write_bytes(out, value));
        let members = match self {
            PublicKey::Ed25519(x) => vec![(1, int(1)), (-1, int(6)), (-2, bytes(x))],
            PublicKey::Ec { curve, point } => {
                let (x, y) = halves(point);
                vec![(1, int(2)), (-1, int(curve.number())), (-2, bytes(x)), (-3, bytes(y))]
            }
            PublicKey::Rsa { modulus, exponent } => {
                vec![(1, int(3)), (-1, bytes(modulus)), (-2, bytes(exponent))]
            }
        };
        let members = members.into_iter().map(|(label, value)| (int(label), value)).collect();
        Sha256::digest(encoded(|out| cbor::write_map(out, members))).into()
    }
}

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The library's own bound.
const EXPONENT_BITS: usize = 33;

/// The bits of a number without leading zero octets.
fn bits(number: &[u8]) -> usize {
    let zeros = number.first().map_or(0, |first| first.leading_zeros());
    (number.len() * 8).saturating_sub(usize::try_from(zeros).unwrap_or(0))
}

/// Both coordinates of an uncompressed point.
fn halves(point: &[u8]) -> (&[u8], &[u8]) {
    let both = point.get(1..).unwrap_or_default();
    both.split_at_checked(both.len() / 2).unwrap_or_default()
}

fn base64url(octets: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(octets)
}

fn encoded(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}
