//! A credential opened: its format, its payload's octets, and from them the claims.

use std::borrow::Cow;

use super::error::{Error, ErrorKind};
use super::tree::{Claims, Node};
use super::x509;
use crate::format::{Family, Format};
use crate::limits::Limits;

/// A credential whose outermost layer has been read; the claims borrow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    format: Format,
    credential_type: u16,
    carrier: Carrier,
    header: Option<Cow<'a, [u8]>>,
    payload: Cow<'a, [u8]>,
}

/// What the claims came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// Nothing: bare claims, that nobody signed.
    Claims,
    /// JWS in compact serialization (RFC 7515 section 7.1).
    Jws,
    /// COSE_Sign1 (RFC 9052 section 4.2).
    CoseSign1,
    /// A certificate (RFC 5280).
    Certificate,
}

/// Something read from a credential whose signature nobody has checked.
///
/// The only way to the inside says so by its name.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Unverified<T>(T);

/// Something read from a credential whose signature has been checked. Nothing can make one yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified<T>(T);

impl<T> Unverified<T> {
    /// The inside, for rooms whose own calls say that it is unverified.
    pub(crate) const fn unverified(&self) -> &T {
        &self.0
    }

    /// The inside, on the caller's own responsibility: nobody has checked who said this.
    pub fn trust_without_verification(self) -> T {
        self.0
    }
}

impl<T> Verified<T> {
    /// The inside.
    pub const fn get(&self) -> &T {
        &self.0
    }

    /// The inside.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<'a> Envelope<'a> {
    /// Opens a credential: in the format that is named, or the one that it looks like. The MLS
    /// credential type is the format's default unless another is named.
    ///
    /// # Errors
    /// When the outermost layer is malformed, of another format, or not supported.
    pub fn open(
        octets: &'a [u8],
        format: Option<Format>,
        credential_type: Option<u16>,
        limits: &Limits,
    ) -> Result<Envelope<'a>, Error> {
        if octets.len() > limits.credential_bytes {
            return Err(ErrorKind::TooLarge { limit: limits.credential_bytes }.into());
        }
        let format = format.unwrap_or(Format::X509);
        Ok(Envelope {
            format,
            credential_type: credential_type.unwrap_or(format.default_credential_type()),
            carrier: Carrier::Certificate,
            header: None,
            payload: x509::open(octets, limits)?,
        })
    }

    /// The format, named or found.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The MLS credential type, named or the format's default.
    pub const fn credential_type(&self) -> u16 {
        self.credential_type
    }

    /// What the claims came in.
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// The JOSE header's JSON text, or the protected header's CBOR map (which may be empty).
    pub fn header(&self) -> Option<&[u8]> {
        self.header.as_deref()
    }

    /// The claims' own octets: JSON text, CBOR, or a certificate's DER.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Reads the claims, which borrow from this envelope.
    ///
    /// # Errors
    /// When the payload is malformed or past a limit.
    pub fn claims(&self, limits: &Limits) -> Result<Unverified<Claims<'_>>, Error> {
        let root = self.root(limits)?;
        let Envelope { format, credential_type, .. } = *self;
        Ok(Unverified(Claims { format, credential_type, root }))
    }

    fn root(&self, limits: &Limits) -> Result<Node<'_>, Error> {
        match self.format.family() {
            Family::X509 => x509::read(&self.payload, limits),
            Family::Jwt | Family::Cwt => todo!(),
        }
    }
}
