//! SD-JWT (RFC 9901): taken apart, and its effective claims.

mod disclosures;
mod hash;
mod key_binding;
mod serialization;

pub(super) use self::hash::Hash;
pub use self::key_binding::KeyBinding;
pub(super) use self::serialization::open_json;

use self::disclosures::Disclosures;
use super::envelope::{Carrier, Opened};
use super::error::{Error, ErrorKind, Part, PathStep};
use super::jwt::Token;
use super::tree::Node;
use super::withheld;
use crate::format::Format;
use crate::limits::Limits;
use crate::semantics::encoding;

/// What an SD-JWT has besides the payload. Digests have not been compared yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SdJwt {
    /// The issuer-signed JWT and the disclosures as they were received, a `~` after each.
    presented: String,
    /// The octets of the disclosures, in their order.
    disclosures: Vec<Vec<u8>>,
    key_binding: Option<KeyBinding>,
    /// Further issuer-signed JWTs of the same payload, from general JSON serialization.
    also_signed: Vec<String>,
}

impl SdJwt {
    /// The issuer-signed JWTs: one, or in general JSON serialization several of one payload.
    pub(super) fn issuer_signed(&self) -> impl Iterator<Item = &str> {
        let first = self.presented.split(SEPARATOR).take(1);
        first.chain(self.also_signed.iter().map(String::as_str))
    }

    /// The key binding JWT, when there is one.
    pub(super) const fn key_binding(&self) -> Option<&KeyBinding> {
        self.key_binding.as_ref()
    }

    /// The digest that a key binding JWT's `sd_hash` must be: of the text up to and including the
    /// last `~`, by the hash that the payload names (RFC 9901 section 4.3.1).
    ///
    /// # Errors
    /// `Disclosure` when that hash cannot be used.
    pub(super) fn sd_hash(&self, payload: &mut Node<'_>) -> Result<String, Error> {
        Ok(Hash::take_out(payload)?.of(&self.presented))
    }

    /// The disclosures as they were received, and their octets.
    pub(super) fn disclosures(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let texts = self.presented.split(SEPARATOR).skip(1);
        texts.zip(self.disclosures.iter().map(Vec::as_slice))
    }
}

/// Whether a token is an SD-JWT in compact serialization, even if it is of no other good form.
pub(super) fn is_compact(octets: &[u8]) -> bool {
    octets.contains(&b'~')
}

/// Opens the compact serialization (RFC 9901 section 4).
///
/// ```text
/// <Issuer-signed JWT>~<Disclosure 1>~<Disclosure 2>~...~<Disclosure N>~<optional KB-JWT>
/// ```
///
/// # Errors
/// When the issuer-signed JWT, a disclosure's encoding or the key binding JWT is malformed.
pub(super) fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Opened<'a>, Error> {
    let text = std::str::from_utf8(octets)
        .map_err(|error| ErrorKind::NotUtf8 { offset: error.valid_up_to() })?;
    let (issuer_signed, rest) = text.split_once(SEPARATOR).unwrap_or((text, ""));
    let (disclosures, key_binding) = match rest.rsplit_once(SEPARATOR) {
        Some((disclosures, key_binding)) => (Some(disclosures), key_binding),
        None => (None, rest),
    };
    let disclosures = disclosures.into_iter().flat_map(|list| list.split(SEPARATOR));
    let key_binding = (!key_binding.is_empty()).then_some(key_binding);
    let (token, sd_jwt) = assemble(issuer_signed, disclosures, key_binding, limits)?;
    opened(token, sd_jwt, octets)
}

/// Makes the claims effective: what is disclosed stands in its place, the rest is counted, the marks
/// are gone (RFC 9901 section 7.1). A token without any disclosures is treated alike.
///
/// # Errors
/// `Disclosure` for every fault of digests and disclosures; those of JSON inside a disclosure.
pub(super) fn disclose<'a>(
    root: &mut Node<'a>,
    sd_jwt: Option<&'a SdJwt>,
    limits: &Limits,
) -> Result<(), Error> {
    let hash = Hash::take_out(root)?;
    let mut disclosures = Disclosures::of(sd_jwt, hash, limits)?;
    withheld::settle_json(root, &mut disclosures, limits)?;
    disclosures.finish()
}

const SEPARATOR: char = '~';

/// Puts together what both serializations have.
fn assemble<'t>(
    issuer_signed: &str,
    disclosures: impl Iterator<Item = &'t str>,
    key_binding: Option<&str>,
    limits: &Limits,
) -> Result<(Token, SdJwt), Error> {
    let token = Token::read(issuer_signed.as_bytes(), limits)?;
    let mut presented = format!("{issuer_signed}{SEPARATOR}");
    let mut decoded = Vec::new();
    for (at, disclosure) in disclosures.enumerate() {
        if at >= limits.disclosures {
            return Err(ErrorKind::TooManyDisclosures { limit: limits.disclosures }.into());
        }
        decoded.push(decode(disclosure).ok_or_else(|| not_encoded(at))?);
        presented.push_str(disclosure);
        presented.push(SEPARATOR);
    }
    let key_binding = key_binding.map(|text| KeyBinding::read(text, limits)).transpose()?;
    let also_signed = Vec::new();
    Ok((token, SdJwt { presented, disclosures: decoded, key_binding, also_signed }))
}

fn opened(token: Token, sd_jwt: SdJwt, message: &[u8]) -> Result<Opened<'_>, Error> {
    let opened = token.opened(Carrier::SdJwt, message)?;
    let format = opened.format.or(Some(Format::SdJwt));
    Ok(Opened { format, sd_jwt: Some(sd_jwt), ..opened })
}

/// A disclosure is never empty (RFC 9901 section 4, `DISCLOSURE`).
fn decode(disclosure: &str) -> Option<Vec<u8>> {
    encoding::base64url(disclosure).filter(|octets| !octets.is_empty())
}

fn not_encoded(at: usize) -> Error {
    disclosure_error(Error::new(ErrorKind::BadEncoding), at)
}

/// The same error, seen from outside of a disclosure.
fn disclosure_error(error: Error, at: usize) -> Error {
    error.inside(PathStep::Index(at)).inside(PathStep::Part(Part::Disclosures))
}
