//! The hash functions of disclosures (RFC 9901 section 4.1.1, draft-ietf-spice-sd-cwt-07 section 7).

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::credential::error::{DisclosureFault, Error, ErrorKind, PathStep};
use crate::credential::tree::{Node, Value};

/// A hash function that `_sd_alg` or `sd_alg` can name: the untruncated ones of SHA-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::credential) enum Hash {
    /// `sha-256`, also when none is named.
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
}

impl Hash {
    /// Takes `_sd_alg` out of a payload.
    ///
    /// # Errors
    /// `Disclosure` when it names none of these.
    pub(super) fn take_out(root: &mut Node<'_>) -> Result<Hash, Error> {
        let Value::Map(map) = &mut root.value else { return Ok(Hash::Sha256) };
        let Some(name) = map.remove(NAME.as_bytes()) else { return Ok(Hash::Sha256) };
        let found = match &name.value {
            Value::Text(name) => Hash::named(name),
            _ => None,
        };
        found.ok_or_else(|| {
            Error::new(ErrorKind::Disclosure(DisclosureFault::HashName))
                .inside(PathStep::Name(NAME.to_owned()))
        })
    }

    /// The digest of a text, in base64url (RFC 9901 section 4.2.3).
    pub(super) fn of(self, text: &str) -> String {
        Base64UrlUnpadded::encode_string(&self.digest(text.as_bytes()))
    }

    /// The digest of octets.
    pub(in crate::credential) fn digest(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(octets).to_vec(),
            Hash::Sha384 => Sha384::digest(octets).to_vec(),
            Hash::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }

    /// By its number among the COSE algorithms (RFC 9054).
    pub(in crate::credential) const fn numbered(number: i64) -> Option<Hash> {
        match number {
            -16 => Some(Hash::Sha256),
            -43 => Some(Hash::Sha384),
            -44 => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// By its "Hash Name String" of the IANA registry Named Information Hash Algorithm.
    fn named(name: &str) -> Option<Hash> {
        match name {
            "sha-256" => Some(Hash::Sha256),
            "sha-384" => Some(Hash::Sha384),
            "sha-512" => Some(Hash::Sha512),
            _ => None,
        }
    }
}

const NAME: &str = "_sd_alg";
