//! The key binding token around an SD-CWT (draft-ietf-spice-sd-cwt-07 sections 8.1 and 9): the
//! holder's word, never the issuer's.

use super::header::{Parameters, is_plain, label};
use super::registered::{Times, key};
use crate::credential::cbor::{self, Rules};
use crate::credential::cwt::Sign1;
use crate::credential::error::{
    DisclosureFault, Error, ErrorKind, KeyBindingFault, Part, PathStep,
};
use crate::credential::tree::{Array, HolderClaims, Map, Node, Value};
use crate::limits::Limits;

/// A key binding token that has been read and not verified: neither its signature, nor that its
/// claims are those that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBindingToken {
    message: Vec<u8>,
    payload: Vec<u8>,
    audience: Vec<String>,
    nonce: Option<Vec<u8>>,
    times: Times,
}

impl KeyBindingToken {
    /// The whole COSE_Sign1 message, as it was received.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Its claims' own octets.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// `aud`: one, or several.
    pub fn audience(&self) -> &[String] {
        &self.audience
    }

    /// `cnonce`.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is not of the type, a claim that it must have is missing, or it has what it must not
    /// have.
    pub(super) fn read(
        octets: &[u8],
        message: &Sign1<'_>,
        parameters: &Parameters<'_>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        parameters.check_key_binding()?;
        let root = cbor::claims(&message.payload, Rules::Plain, limits)?;
        if !is_plain(&root) {
            return Err(ErrorKind::Disclosure(DisclosureFault::Mark).into());
        }
        let Value::Map(claims) = &root.value else { return Err(ErrorKind::NotAMap.into()) };
        if let Some(key) = [key::ISS, key::SUB].into_iter().find(|key| claims.get(key).is_some()) {
            return Err(at(KeyBindingFault::Forbidden, key));
        }
        let times = Times::read(claims)?;
        check_identification(claims, &times)?;
        Ok(KeyBindingToken {
            message: octets.to_vec(),
            payload: message.payload.to_vec(),
            audience: audience(claims).ok_or_else(|| at(KeyBindingFault::Claim, key::AUD))?,
            nonce: octets_of(claims, key::CNONCE)?.map(<[u8]>::to_vec),
            times,
        })
    }

    /// The octets of the credential inside.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn credential<'p>(&self, parameters: &Parameters<'p>) -> Result<&'p [u8], Error> {
        let found = parameters.protected.get(label::KCWT).map(|node| node.der);
        found.ok_or(ErrorKind::KeyBinding(KeyBindingFault::NoCredential).into())
    }

    /// # Errors
    /// When it is good at a time at which its credential is not.
    pub(super) fn check_times(&self, credential: &Times) -> Result<(), Error> {
        match self.times.are_within(credential) {
            true => Ok(()),
            false => Err(at_token(ErrorKind::KeyBinding(KeyBindingFault::Times).into())),
        }
    }

    /// All claims.
    pub(in crate::credential) fn claims(&self, limits: &Limits) -> Result<HolderClaims<'_>, Error> {
        Ok(HolderClaims { root: cbor::claims(&self.payload, Rules::Plain, limits)? })
    }
}

/// `iat` or `cti` tells one token from another, and without `iat` there are no other times.
fn check_identification(claims: &Map<'_>, times: &Times) -> Result<(), Error> {
    let has_id = octets_of(claims, key::CTI)?.is_some();
    let has_times = times.expires.is_some() || times.not_before.is_some();
    if times.issued_at.is_none() && (!has_id || has_times) {
        return Err(at(KeyBindingFault::Claim, key::IAT));
    }
    match times.are_in_order() {
        true => Ok(()),
        false => Err(ErrorKind::KeyBinding(KeyBindingFault::Times).into()),
    }
}

/// A text, or a list of at least one.
fn audience(claims: &Map<'_>) -> Option<Vec<String>> {
    let text = |node: &Node<'_>| match &node.value {
        Value::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    };
    let node = claims.get(key::AUD)?;
    match &node.value {
        Value::Array(Array { items, .. }) if !items.is_empty() => items.iter().map(text).collect(),
        _ => text(node).map(|text| vec![text]),
    }
}

fn octets_of<'n>(claims: &'n Map<'_>, key: &[u8]) -> Result<Option<&'n [u8]>, Error> {
    match claims.get(key).map(|node| &node.value) {
        None => Ok(None),
        Some(Value::Bytes(octets)) => Ok(Some(octets)),
        Some(_) => Err(at(KeyBindingFault::Claim, key)),
    }
}

fn at(fault: KeyBindingFault, key: &[u8]) -> Error {
    Error::new(ErrorKind::KeyBinding(fault)).inside(PathStep::Key(key.to_vec()))
}

fn at_token(error: Error) -> Error {
    error.inside(PathStep::Part(Part::KeyBinding))
}
