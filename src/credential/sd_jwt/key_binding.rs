//! The key binding JWT of an SD-JWT (RFC 9901 section 4.3): the holder's word, never the issuer's.

use crate::credential::error::{Error, ErrorKind, KeyBindingFault, Part, PathStep};
use crate::credential::json;
use crate::credential::jwt::Token;
use crate::credential::moment::numeric_date;
use crate::credential::tree::{HolderClaims, Map, Node, Value};
use crate::limits::Limits;
use crate::semantics::date::Moment;

/// A key binding JWT that has been read and not verified: neither its signature nor that its claims
/// are those that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    token: String,
    payload: Vec<u8>,
    nonce: String,
    audience: String,
    issued_at: Moment,
    sd_hash: String,
}

impl KeyBinding {
    /// Reads one.
    ///
    /// # Errors
    /// When it is malformed, `typ` is not `kb+jwt`, or a claim that it must have is missing.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, Error> {
        let inside = |error: Error| error.inside(PathStep::Part(Part::KeyBinding));
        Self::read_inside(text, limits).map_err(inside)
    }

    /// The whole, in compact serialization.
    pub const fn token(&self) -> &str {
        self.token.as_str()
    }

    /// `nonce`.
    pub const fn nonce(&self) -> &str {
        self.nonce.as_str()
    }

    /// `aud`, which is one text here.
    pub const fn audience(&self) -> &str {
        self.audience.as_str()
    }

    /// `iat`.
    pub const fn issued_at(&self) -> &Moment {
        &self.issued_at
    }

    /// `sd_hash`, to compare with [`crate::credential::Envelope::sd_hash`].
    pub const fn sd_hash(&self) -> &str {
        self.sd_hash.as_str()
    }

    /// All claims.
    pub(in crate::credential) fn claims(&self, limits: &Limits) -> Result<HolderClaims<'_>, Error> {
        Ok(HolderClaims { root: json::claims(&self.payload, limits)? })
    }

    fn read_inside(text: &str, limits: &Limits) -> Result<Self, Error> {
        let token = Token::read(text.as_bytes(), limits)?;
        if token.media_type.as_deref() != Some("kb+jwt") {
            return Err(ErrorKind::KeyBinding(KeyBindingFault::Type).into());
        }
        let root = json::claims(&token.payload, limits)?;
        let Value::Map(claims) = &root.value else { return Err(ErrorKind::NotAMap.into()) };
        let (nonce, audience) = (text_of(claims, "nonce")?, text_of(claims, "aud")?);
        let issued_at = claim(claims, "iat", numeric_date)?;
        let sd_hash = text_of(claims, "sd_hash")?;
        let Token { payload, .. } = token;
        Ok(KeyBinding { token: text.to_owned(), payload, nonce, audience, issued_at, sd_hash })
    }
}

fn text_of(claims: &Map<'_>, name: &str) -> Result<String, Error> {
    claim(claims, name, |node| match &node.value {
        Value::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    })
}

fn claim<T>(
    claims: &Map<'_>,
    name: &str,
    read: impl FnOnce(&Node<'_>) -> Option<T>,
) -> Result<T, Error> {
    claims.get(name.as_bytes()).and_then(read).ok_or_else(|| {
        Error::new(ErrorKind::KeyBinding(KeyBindingFault::Claim))
            .inside(PathStep::Name(name.to_owned()))
    })
}
