//! A credential opened: its format, its payload's octets, and from them the claims.

use std::borrow::Cow;

use super::cbor::{self, Rules};
use super::detect::{self, Looks};
use super::error::{Error, ErrorKind};
use super::mls::{self, Structure};
use super::sd_cwt::{self, DigestMode, SdCwt};
use super::sd_jwt::{self, KeyBinding, SdJwt};
use super::tree::{Claims, HolderClaims, Node};
use super::{cwt, json, jwt, vc, x509};
use crate::format::Format;
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
    sd_jwt: Option<SdJwt>,
    sd_cwt: Option<SdCwt>,
    digest_mode: DigestMode,
    mls: Option<(Structure, Cow<'a, [u8]>)>,
}

/// What the claims came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// Nothing: bare claims, that nobody signed.
    Claims,
    /// JWS in compact serialization (RFC 7515 section 7.1).
    Jws,
    /// SD-JWT (RFC 9901) in compact serialization, with at least one `~`, or in JSON serialization.
    SdJwt,
    /// COSE_Sign1 (RFC 9052 section 4.2).
    CoseSign1,
    /// SD-CWT (draft-ietf-spice-sd-cwt-07), in a key binding token or alone.
    SdCwt,
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
    /// What a test gives: nobody said it, so nobody can verify it.
    #[cfg(feature = "compiler")]
    pub(crate) const fn said(inside: T) -> Self {
        Unverified(inside)
    }

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
        let looks = match format {
            Some(format) => detect::within(format.family(), octets)?,
            None => detect::any(octets)?,
        };
        match looks {
            Looks::Mls(octets) => {
                Self::of_mls(Structure::MlsMessage, octets, format, credential_type, limits)
            }
            looks => Self::of_looks(looks, format, credential_type, limits),
        }
    }

    /// Opens the credential in an MLS structure, whose octets may be in hex or base64. Its format
    /// and its credential type are those that the structure says; naming them only makes sure.
    /// Where the type is not known, the format has to be named.
    ///
    /// # Errors
    /// When the structure is malformed, or what it holds is not what is named; and those of
    /// [`Envelope::open`].
    pub fn open_mls(
        structure: Structure,
        octets: &'a [u8],
        format: Option<Format>,
        credential_type: Option<u16>,
        limits: &Limits,
    ) -> Result<Envelope<'a>, Error> {
        if octets.len() > limits.credential_bytes {
            return Err(ErrorKind::TooLarge { limit: limits.credential_bytes }.into());
        }
        Self::of_mls(structure, detect::raw(octets), format, credential_type, limits)
    }

    fn of_mls(
        structure: Structure,
        octets: Cow<'a, [u8]>,
        format: Option<Format>,
        credential_type: Option<u16>,
        limits: &Limits,
    ) -> Result<Envelope<'a>, Error> {
        let envelope = match &octets {
            Cow::Borrowed(octets) => mls::open(structure, octets, format, credential_type, limits)?,
            Cow::Owned(octets) => {
                mls::open(structure, octets, format, credential_type, limits)?.into_owned()
            }
        };
        Ok(Envelope { mls: Some((structure, octets)), ..envelope })
    }

    /// Opens a credential that is in no MLS structure.
    pub(super) fn of_looks(
        looks: Looks<'a>,
        format: Option<Format>,
        credential_type: Option<u16>,
        limits: &Limits,
    ) -> Result<Envelope<'a>, Error> {
        let found = looks.format();
        let opened = match looks {
            Looks::Json(text) => sd_jwt::open_json(text, format, limits)?,
            Looks::Compact(text) if sd_jwt::is_compact(text) => sd_jwt::open(text, limits)?,
            Looks::Compact(text) => jwt::open(text, limits)?,
            Looks::Cbor(Cow::Borrowed(octets)) => cwt::open(octets, format, limits)?,
            Looks::Cbor(Cow::Owned(octets)) => cwt::open(&octets, format, limits)?.into_owned(),
            Looks::Certificate(Cow::Borrowed(octets)) => Opened::certificate(octets, limits)?,
            Looks::Certificate(Cow::Owned(octets)) => {
                Opened::certificate(&octets, limits)?.into_owned()
            }
            Looks::Mls(_) => return Err(ErrorKind::Unrecognized.into()),
        };
        let format = match (format, found) {
            (Some(Format::Jwt), _) if opened.carrier == Carrier::SdJwt => {
                return Err(ErrorKind::OtherFormat { found: Format::SdJwt }.into());
            }
            (Some(named), _) => named,
            (None, Some(looks)) => {
                opened.format.unwrap_or_else(|| guessed(looks, &opened.payload, limits))
            }
            (None, None) => return Err(ErrorKind::Unrecognized.into()),
        };
        Ok(Self::of(opened, format, credential_type))
    }

    pub(super) fn of(
        opened: Opened<'a>,
        format: Format,
        credential_type: Option<u16>,
    ) -> Envelope<'a> {
        let Opened { carrier, message, header, payload, sd_jwt, sd_cwt, .. } = opened;
        Envelope {
            format,
            credential_type: credential_type.unwrap_or(format.default_credential_type()),
            carrier,
            message,
            header,
            payload,
            sd_jwt,
            sd_cwt,
            digest_mode: DigestMode::default(),
            mls: None,
        }
    }

    /// The same, and the digests of an SD-CWT are taken to be over this.
    #[must_use]
    pub const fn with_digest_mode(mut self, mode: DigestMode) -> Self {
        self.digest_mode = mode;
        self
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

    /// The JOSE header's JSON text, or the protected header's CBOR map (which may be empty). Of
    /// several signatures, the first one's.
    pub fn header(&self) -> Option<&[u8]> {
        self.header.as_deref()
    }

    /// The claims' own octets: JSON text, CBOR, or a certificate's DER.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The issuer-signed JWT of an SD-JWT in compact serialization; several when general JSON
    /// serialization holds several signatures over the one payload.
    pub fn issuer_signed(&self) -> impl Iterator<Item = &str> {
        self.sd_jwt.iter().flat_map(SdJwt::issuer_signed)
    }

    /// What an SD-JWT has besides its payload.
    pub(super) const fn sd_jwt(&self) -> Option<&SdJwt> {
        self.sd_jwt.as_ref()
    }

    /// How the digests of an SD-CWT are taken.
    pub const fn digest_mode(&self) -> DigestMode {
        self.digest_mode
    }

    /// What an SD-CWT has besides its payload, its key binding token included.
    pub const fn sd_cwt(&self) -> Option<&SdCwt> {
        self.sd_cwt.as_ref()
    }

    /// The MLS structure that the credential came in, and its octets, to be read again with
    /// [`mls::read`].
    pub fn mls(&self) -> Option<(Structure, &[u8])> {
        self.mls.as_ref().map(|(structure, octets)| (*structure, octets.as_ref()))
    }

    /// The key binding JWT of an SD-JWT.
    pub fn key_binding(&self) -> Option<&KeyBinding> {
        self.sd_jwt.as_ref()?.key_binding()
    }

    /// What `sd_hash` of a key binding JWT must be, in an SD-JWT (RFC 9901 section 4.3.1).
    ///
    /// # Errors
    /// When the payload is malformed or names a hash that cannot be used.
    pub fn sd_hash(&self, limits: &Limits) -> Result<Option<String>, Error> {
        let Some(sd_jwt) = &self.sd_jwt else { return Ok(None) };
        let mut root = json::claims(&self.payload, limits)?;
        sd_jwt.sd_hash(&mut root).map(Some)
    }

    /// Reads the claims, which borrow from this envelope: those that the issuer asserts, after all
    /// disclosures are in their places.
    ///
    /// # Errors
    /// When the payload or a disclosure is malformed or past a limit; and when this is a
    /// presentation, which has no issuer (see [`Envelope::credentials`]).
    pub fn claims(&self, limits: &Limits) -> Result<Unverified<Claims<'_>>, Error> {
        let root = self.root(limits)?;
        if self.format == Format::Vc {
            self.with_token(limits, |token| vc::check_credential(&root, token))?;
        }
        let Envelope { format, credential_type, .. } = *self;
        Ok(Unverified(Claims { format, credential_type, root }))
    }

    /// Reads what the holder says beside the credential, when there is such a thing: the claims of a
    /// key binding JWT or token, or what a presentation says of itself.
    ///
    /// # Errors
    /// Those of [`Envelope::claims`].
    pub fn holder_claims(
        &self,
        limits: &Limits,
    ) -> Result<Option<Unverified<HolderClaims<'_>>>, Error> {
        if self.format == Format::Vc {
            let root = self.root(limits)?;
            if self.with_token(limits, |token| vc::is_presentation(&root, token))? {
                return Ok(Some(Unverified(HolderClaims { root })));
            }
        }
        let token = self.sd_cwt.as_ref().and_then(SdCwt::key_binding);
        let claims = match (self.key_binding(), token) {
            (Some(key_binding), _) => Some(key_binding.claims(limits)),
            (None, token) => token.map(|token| token.claims(limits)),
        };
        Ok(claims.transpose()?.map(Unverified))
    }

    /// The credentials to decide on: those that a presentation holds, in its order, each with its own
    /// issuer; otherwise this one.
    ///
    /// # Errors
    /// When a presentation is malformed or holds none, or a credential inside of it cannot be opened.
    /// A linked-data proof, or a credential without a signature, is no credential that can be opened.
    pub fn credentials(&self, limits: &Limits) -> Result<Vec<Cow<'_, Envelope<'a>>>, Error> {
        let embedded = self.embedded(limits)?;
        Ok(match embedded {
            Some(embedded) => embedded.into_iter().map(Cow::Owned).collect(),
            None => vec![Cow::Borrowed(self)],
        })
    }

    /// The credentials that a presentation holds; nothing when this is no presentation.
    ///
    /// # Errors
    /// Those of [`Envelope::credentials`].
    pub fn embedded(&self, limits: &Limits) -> Result<Option<Vec<Envelope<'static>>>, Error> {
        if self.format != Format::Vc {
            return Ok(None);
        }
        let root = self.root(limits)?;
        let credential_type = self.credential_type;
        self.with_token(limits, |token| vc::embedded(&root, token, credential_type, limits))
    }

    /// The same, with octets of its own.
    pub fn into_owned(self) -> Envelope<'static> {
        Envelope {
            message: Cow::Owned(self.message.into_owned()),
            header: self.header.map(|header| Cow::Owned(header.into_owned())),
            payload: Cow::Owned(self.payload.into_owned()),
            mls: self.mls.map(|(structure, octets)| (structure, Cow::Owned(octets.into_owned()))),
            ..self
        }
    }

    /// Calls with what a W3C credential's checks need to know of its token.
    fn with_token<T>(
        &self,
        limits: &Limits,
        check: impl FnOnce(vc::Token<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let header = self.header.as_deref();
        let media_type =
            header.map(|header| jwt::media_type(header, limits)).transpose()?.flatten();
        let is_bare = self.carrier == Carrier::Claims;
        check(vc::Token { media_type: media_type.as_deref(), is_bare })
    }

    fn root(&self, limits: &Limits) -> Result<Node<'_>, Error> {
        match self.format {
            Format::X509 => x509::read(&self.payload, limits),
            Format::Jwt => json::claims(&self.payload, limits),
            Format::SdJwt | Format::Vc => {
                let mut root = json::claims(&self.payload, limits)?;
                sd_jwt::disclose(&mut root, self.sd_jwt.as_ref(), limits)?;
                Ok(root)
            }
            Format::Cwt => cbor::claims(&self.payload, Rules::Any, limits),
            Format::SdCwt => {
                let token = self.header.as_deref().zip(self.sd_cwt.as_ref());
                sd_cwt::Claims { payload: &self.payload, token, mode: self.digest_mode }
                    .read(limits)
            }
        }
    }
}

/// The format of a credential that says none: a payload can still be a W3C credential's.
fn guessed(looks: Format, payload: &[u8], limits: &Limits) -> Format {
    if looks == Format::Jwt && vc::is_one(payload, limits) { Format::Vc } else { looks }
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
    /// What an SD-JWT has besides.
    pub(super) sd_jwt: Option<SdJwt>,
    /// What an SD-CWT has besides.
    pub(super) sd_cwt: Option<SdCwt>,
}

impl<'a> Opened<'a> {
    /// Claims that nothing carries.
    pub(super) fn bare(octets: &'a [u8]) -> Self {
        Opened { message: Cow::Borrowed(octets), ..Opened::around(Cow::Borrowed(octets)) }
    }

    /// Claims, and nothing else yet.
    pub(super) const fn around(payload: Cow<'a, [u8]>) -> Self {
        Opened {
            format: None,
            carrier: Carrier::Claims,
            message: Cow::Borrowed(&[]),
            header: None,
            payload,
            sd_jwt: None,
            sd_cwt: None,
        }
    }

    fn certificate(octets: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let payload = x509::open(octets, limits)?;
        let (carrier, message) = (Carrier::Certificate, Cow::Borrowed(octets));
        Ok(Opened { carrier, message, ..Opened::around(payload) })
    }

    pub(super) fn into_owned(self) -> Opened<'static> {
        Opened {
            message: Cow::Owned(self.message.into_owned()),
            header: self.header.map(|header| Cow::Owned(header.into_owned())),
            payload: Cow::Owned(self.payload.into_owned()),
            ..self
        }
    }
}
