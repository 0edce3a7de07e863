//! A credential opened: its format, its payload's octets, and from them the claims.

use std::borrow::Cow;

use super::detect::{self, Looks};
use super::error::{Error, ErrorKind, Unsupported};
use super::tree::{Claims, Node};
use super::{cbor, cwt, json, jwt, withheld, x509};
use crate::format::{Family, Format};
use crate::limits::Limits;

/// A credential whose outermost layer has been read; the claims borrow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    format: Format,
    credential_type: u16,
    carrier: Carrier,
    message: Cow<'a, [u8]>,
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

/// Something read from a credential whose signature has been checked: only `verify` makes one.
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

#[cfg(feature = "verify")]
impl<T> Verified<T> {
    /// For `verify` alone, after everything was checked.
    pub(crate) const fn new(inside: T) -> Self {
        Verified(inside)
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
        let (looks, found) = match format {
            Some(format) => (detect::within(format.family(), octets)?, format),
            None => detect::any(octets)?.with_format(),
        };
        let opened = match looks {
            Looks::Json(text) => Opened::bare(text),
            Looks::Compact(text) => jwt::open(text, limits)?,
            Looks::Cbor(Cow::Borrowed(octets)) => cwt::open(octets, limits)?,
            Looks::Cbor(Cow::Owned(octets)) => cwt::open(&octets, limits)?.into_owned(),
            Looks::Certificate(Cow::Borrowed(octets)) => Opened::certificate(octets, limits)?,
            Looks::Certificate(Cow::Owned(octets)) => {
                Opened::certificate(&octets, limits)?.into_owned()
            }
        };
        let format = format.or(opened.format).unwrap_or(found);
        let Opened { carrier, message, header, payload, .. } = opened;
        let credential_type = credential_type.unwrap_or(format.default_credential_type());
        Ok(Envelope { format, credential_type, carrier, message, header, payload })
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

    /// The whole credential as its carrier has it, without hex or base64 around it: a compact
    /// serialization, a COSE message, a certificate or a chain in DER or PEM, or the claims.
    pub fn message(&self) -> &[u8] {
        &self.message
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
        let mut root = match self.format.family() {
            Family::X509 => return x509::read(&self.payload, limits),
            Family::Jwt => json::claims(&self.payload, limits)?,
            Family::Cwt => cbor::claims(&self.payload, limits)?,
        };
        if self.carrier == Carrier::Claims && jwt::is_json_serialization(&root) {
            return Err(ErrorKind::Unsupported(Unsupported::JwsJson).into());
        }
        if matches!(self.format, Format::SdJwt | Format::SdCwt | Format::Vc) {
            withheld::take_out(&mut root, self.format.family())?;
        }
        Ok(root)
    }
}

/// What opening a credential gives, whatever it came in.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    /// The format that the header names, when it names one.
    pub(super) format: Option<Format>,
    /// What the claims came in.
    pub(super) carrier: Carrier,
    /// The whole, as the carrier has it.
    pub(super) message: Cow<'a, [u8]>,
    /// The protected header.
    pub(super) header: Option<Cow<'a, [u8]>>,
    /// The claims' own octets.
    pub(super) payload: Cow<'a, [u8]>,
}

impl<'a> Opened<'a> {
    /// Claims that nothing carries.
    pub(super) const fn bare(octets: &'a [u8]) -> Self {
        let (message, payload) = (Cow::Borrowed(octets), Cow::Borrowed(octets));
        Opened { format: None, carrier: Carrier::Claims, message, header: None, payload }
    }

    fn certificate(octets: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Cow::Borrowed(octets);
        let payload = x509::open(octets, limits)?;
        Ok(Opened { format: None, carrier: Carrier::Certificate, message, header: None, payload })
    }

    fn into_owned(self) -> Opened<'static> {
        Opened {
            message: Cow::Owned(self.message.into_owned()),
            header: self.header.map(|header| Cow::Owned(header.into_owned())),
            payload: Cow::Owned(self.payload.into_owned()),
            ..self
        }
    }
}
