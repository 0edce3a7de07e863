//! The hash functions of disclosures (RFC 9901 section 4.1.1).

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::credential::error::{DisclosureFault, Error, ErrorKind, PathStep};
use crate::credential::tree::{Node, Value};

/// A hash function that `_sd_alg` can name: the untruncated ones of SHA-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
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
        match self {
            Hash::Sha256 => encoded(&Sha256::digest(text)),
            Hash::Sha384 => encoded(&Sha384::digest(text)),
            Hash::Sha512 => encoded(&Sha512::digest(text)),
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

fn encoded(digest: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(digest)
}
