//! Trust material: the issuers' keys and the trust anchors that somebody has chosen to believe.

use std::borrow::Cow;

use super::error::{Error, ErrorKind, KeyFault, Place};
use super::keys::{Key, cose_key, jwk};
use super::x509::Anchor;
use crate::credential::{self, x509};
use crate::limits::Limits;

/// Whom to believe. Keys are for JWT and CWT alike, trust anchors for certificates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    keys: Vec<Key>,
    anchors: Vec<Anchor>,
}

impl Trust {
    /// Believes the keys of a JWK Set, or a single JWK.
    ///
    /// # Errors
    /// Those of [`jwk::read`], and `TooLarge` past `Limits::trust_bytes`.
    pub fn add_jwks(&mut self, octets: &[u8], limits: &Limits) -> Result<(), Error> {
        self.add_jwks_of(None, octets, limits)
    }

    /// The same, and, when an issuer is named, only for tokens whose `iss` that is.
    ///
    /// # Errors
    /// Those of [`Trust::add_jwks`].
    pub fn add_jwks_of(
        &mut self,
        issuer: Option<&str>,
        octets: &[u8],
        limits: &Limits,
    ) -> Result<(), Error> {
        bounded(octets, limits)?;
        self.add_keys(issuer, jwk::read(octets, limits)?);
        Ok(())
    }

    /// Believes the keys of a COSE_KeySet, or a single COSE_Key.
    ///
    /// # Errors
    /// Those of [`cose_key::read`], and `TooLarge` past `Limits::trust_bytes`.
    pub fn add_cose_keys(&mut self, octets: &[u8], limits: &Limits) -> Result<(), Error> {
        self.add_cose_keys_of(None, octets, limits)
    }

    /// The same, and, when an issuer is named, only for tokens whose `iss` that is.
    ///
    /// # Errors
    /// Those of [`Trust::add_cose_keys`].
    pub fn add_cose_keys_of(
        &mut self,
        issuer: Option<&str>,
        octets: &[u8],
        limits: &Limits,
    ) -> Result<(), Error> {
        bounded(octets, limits)?;
        self.add_keys(issuer, cose_key::read(octets, limits)?);
        Ok(())
    }

    fn add_keys(&mut self, issuer: Option<&str>, keys: Vec<Key>) {
        self.keys.extend(keys.into_iter().map(|key| match issuer {
            Some(issuer) => key.of(issuer),
            None => key,
        }));
    }

    /// Believes a certificate in DER, or those of a PEM bundle: they certify others, or are
    /// themselves what is presented.
    ///
    /// # Errors
    /// `Unreadable` when one cannot be read, and its place; `TooMany` past `Limits::trust_items`.
    pub fn add_anchors(&mut self, octets: &[u8], limits: &Limits) -> Result<(), Error> {
        bounded(octets, limits)?;
        let certificates = x509::certificates(octets)?;
        if certificates.len() > limits.trust_items {
            return Err(KeyFault::TooMany { limit: limits.trust_items }.into());
        }
        let first = self.anchors.len();
        let anchors = certificates.into_iter().map(Cow::into_owned).enumerate();
        let anchors = anchors.map(|(at, der)| {
            Anchor::new(der, limits).map_err(|error| error.at(Place::Anchor(first + at)))
        });
        let anchors: Vec<_> = anchors.collect::<Result<_, _>>()?;
        self.anchors.extend(anchors);
        Ok(())
    }

    /// Believes one more key.
    pub fn add_key(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// The keys that are believed, those that cannot be used included.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The keys that may have signed what says that it is from this issuer: those of nobody in
    /// particular, and its own.
    ///
    /// # Errors
    /// `OtherIssuer` when all keys are others'.
    pub fn keys_of(&self, issuer: Option<&str>) -> Result<Cow<'_, [Key]>, KeyFault> {
        let is_fit = |key: &&Key| key.issuer().is_none() || key.issuer() == issuer;
        if self.keys.iter().all(|key| is_fit(&key)) {
            return Ok(Cow::Borrowed(&self.keys));
        }
        let keys: Vec<Key> = self.keys.iter().filter(is_fit).cloned().collect();
        if keys.is_empty() { Err(KeyFault::OtherIssuer) } else { Ok(Cow::Owned(keys)) }
    }

    /// The trust anchors.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }
}

fn bounded(octets: &[u8], limits: &Limits) -> Result<(), Error> {
    let limit = limits.trust_bytes;
    if octets.len() > limit {
        let error: credential::Error = credential::ErrorKind::TooLarge { limit }.into();
        return Err(ErrorKind::Unreadable(Box::new(error)).into());
    }
    Ok(())
}
