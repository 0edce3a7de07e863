//! Verification: from an opened credential and what somebody believes to verified claims, and by
//! whom, with what and until when (`docs/semantics.md` section 6).
//!
//! Keys and algorithms come from the trust material, never from the credential. Nothing here knows
//! the time: it is given.

pub mod algorithm;
pub mod client;
pub mod cose;
mod crypto;
pub mod error;
pub mod holder;
pub mod jws;
pub mod keys;
pub mod media_type;
pub mod public_key;
mod signed;
pub mod time;
mod trust;
pub mod x509;

use std::borrow::Cow;

use sha2::{Digest, Sha256};

pub use algorithm::Algorithm;
pub use client::Client;
pub use error::{
    AlgorithmFault, ClaimFault, ClientFault, Error, ErrorKind, HeaderFault, HolderFault, KeyFault,
    NameForm, Needs, PathFault, Place, RegisteredClaim, Unusable,
};
pub use holder::Challenge;
pub use keys::Key;
pub use media_type::Expected;
pub use public_key::PublicKey;
pub use signed::Signed;
pub use trust::Trust;
pub use x509::Anchor;

use crate::credential::tree::{Claims, Value};
use crate::credential::{self, Carrier, Envelope, SdCwt, Validity, Verified};
use crate::format::Format;
use crate::limits::Limits;
use crate::semantics::date::{Instant, Moment};

/// What a credential is held to, besides its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The instant at which it has to be good.
    pub at: Instant,
    /// How many seconds clocks may differ. It does not stretch the validity of certificates.
    pub leeway: u64,
    /// For whom it has to be meant; without one, `aud` is not checked.
    pub audience: Option<String>,
    /// Media types that `typ` may name besides those of the credential's format.
    pub types: Vec<String>,
}

impl Terms {
    /// Good at an instant, to the second, for whomever.
    pub const fn at(at: Instant) -> Terms {
        Terms { at, leeway: 0, audience: None, types: Vec::new() }
    }
}

/// What was verified about a credential, beside its verified claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Who vouches for it.
    pub by: By,
    /// The algorithm of its own signature; nothing when it is itself a trust anchor, whose
    /// signature says nothing.
    pub algorithm: Option<Algorithm>,
    /// The end of its validity, without leeway: of a token, the instant from which on it is no
    /// longer good (`exp`); of a certificate, the last second of its whole path (`notAfter`).
    pub until: Option<Moment>,
    /// The MLS client that presents it, when it came in a leaf node or a key package.
    pub client: Option<Client>,
    /// What a careful reader should know.
    pub warnings: Vec<Warning>,
}

/// Who vouches for a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A key of the trust material.
    Key {
        /// For whose tokens alone it is believed, if it is for one issuer's.
        issuer: Option<String>,
        /// The octets of its `kid`.
        id: Option<Vec<u8>>,
        /// Its JWK thumbprint with SHA-256 (RFC 7638).
        thumbprint: [u8; 32],
    },
    /// A trust anchor.
    Anchor {
        /// Its subject, for people.
        subject: String,
        /// The SHA-256 of its DER.
        fingerprint: [u8; 32],
        /// How many certificates of the chain lie on the path, the leaf included; 0 when the leaf
        /// is the anchor itself.
        path: usize,
    },
}

/// What does not make a credential bad, and is worth knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// It never expires.
    NoExpiry,
    /// It expires in more than a hundred years; perhaps `exp` is in milliseconds.
    FarExpiry,
    /// It names an audience, and none was expected.
    AudienceNotChecked,
    /// The holder's key binding was not checked.
    KeyBindingNotChecked,
    /// The holder was given no nonce.
    NonceNotChecked,
    /// The leaf node's own signature, which covers the group, was not checked.
    LeafSignatureNotChecked,
    /// The certificate's key may not make signatures (`keyUsage`), which MLS needs.
    LeafMayNotSign,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Warning::NoExpiry => "it never expires",
            Warning::FarExpiry => "it expires in more than a hundred years",
            Warning::AudienceNotChecked => "its audience was not checked",
            Warning::KeyBindingNotChecked => "its key binding was not checked",
            Warning::NonceNotChecked => "the holder's nonce was not checked",
            Warning::LeafSignatureNotChecked => "its leaf node's signature was not checked",
            Warning::LeafMayNotSign => "its key usage does not allow signatures",
        })
    }
}

/// Verifies a credential: signature, header, times and audience of a token, the path to a trust
/// anchor of a certificate. Of an SD-JWT or SD-CWT the issuer's signature and all disclosures; of a
/// W3C credential also its own dates; of what came in an MLS structure also the [`client`] that
/// presents it. Key binding, and presentations, are [`holder`]'s business.
///
/// # Errors
/// `NotSigned` for bare claims; otherwise those of [`jws::verify`], [`cose::verify`],
/// [`time::check`], [`x509::verify`] and [`client::verify_client`].
pub fn verify<'e>(
    envelope: &'e Envelope<'_>,
    trust: &Trust,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Verified<Claims<'e>>, Verification), Error> {
    let (claims, mut verification) = match envelope.carrier() {
        Carrier::Claims => return Err(ErrorKind::NotSigned.into()),
        Carrier::Certificate => certificate(envelope, trust, terms, limits)?,
        Carrier::Jws | Carrier::SdJwt | Carrier::CoseSign1 | Carrier::SdCwt => {
            token(envelope, trust, terms, limits)?
        }
    };
    if let Some(client) = client::verify_client(envelope, &claims, terms, limits)? {
        verification.add(client);
    }
    Ok((claims, verification))
}

fn certificate<'e>(
    envelope: &'e Envelope<'_>,
    trust: &Trust,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Verified<Claims<'e>>, Verification), Error> {
    let chain = match client::chain(envelope, limits)? {
        Some(chain) => chain.into_iter().map(Cow::Borrowed).collect(),
        None => x509::chain(envelope.message())?,
    };
    let verification = x509::verify(&chain, trust.anchors(), terms, limits)?;
    // What is read is the leaf, which the path begins with.
    if chain.first().is_none_or(|leaf| leaf.as_ref() != envelope.payload()) {
        return Err(ErrorKind::Signature.into());
    }
    let claims = envelope.claims(limits)?.trust_without_verification();
    Ok((Verified::new(claims), verification))
}

fn token<'e>(
    envelope: &'e Envelope<'_>,
    trust: &Trust,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Verified<Claims<'e>>, Verification), Error> {
    let keys = issuers_keys(envelope, trust, limits)?;
    let signed = signature(envelope, &keys, terms, limits)?;
    // The claims are read from what was signed, or not at all; those of an SD-CWT also from the
    // header.
    let is_header_read = envelope.carrier() == Carrier::SdCwt;
    if signed.payload != envelope.payload()
        || is_header_read && envelope.header() != Some(&signed.header)
    {
        return Err(ErrorKind::Signature.into());
    }
    let claims = envelope.claims(limits)?.trust_without_verification();
    let mut times = times(&claims, terms)?;
    let token = envelope.sd_cwt().and_then(SdCwt::key_binding);
    if envelope.key_binding().is_some() || token.is_some() {
        times.warnings.push(Warning::KeyBindingNotChecked);
    }
    Ok((Verified::new(claims), signed.verification(times)))
}

/// The keys that may have signed a token. Where that depends on its issuer, who that is stands in
/// what one of them then has to have signed.
fn issuers_keys<'k>(
    envelope: &Envelope<'_>,
    trust: &'k Trust,
    limits: &Limits,
) -> Result<Cow<'k, [Key]>, Error> {
    if trust.keys().iter().all(|key| key.issuer().is_none()) {
        return Ok(Cow::Borrowed(trust.keys()));
    }
    let claims = envelope.claims(limits)?;
    Ok(trust.keys_of(issuer(claims.unverified()))?)
}

/// The issuer's signature of a token; of several over one payload, one is enough.
fn signature<'k>(
    envelope: &Envelope<'_>,
    keys: &'k [Key],
    terms: &Terms,
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    let expected = Expected::Credential(envelope.format(), &terms.types);
    let jws = |token: &[u8]| jws::verify(token, keys, &expected, limits);
    match envelope.carrier() {
        // Without any `~` it is none (RFC 9901 section 4).
        Carrier::Jws if envelope.format() == Format::SdJwt => {
            let found = credential::ErrorKind::OtherFormat { found: Format::Jwt };
            Err(credential::Error::from(found).into())
        }
        Carrier::Jws => jws(envelope.message()),
        Carrier::SdJwt => {
            let mut first = None;
            for token in envelope.issuer_signed().take(limits.signatures) {
                match jws(token.as_bytes()) {
                    Ok(signed) => return Ok(signed),
                    Err(error) => first = first.or(Some(error)),
                }
            }
            Err(first.unwrap_or(ErrorKind::NotSigned.into()))
        }
        Carrier::CoseSign1 => cose::verify(envelope.message(), keys, &expected, limits),
        Carrier::SdCwt => {
            let issued = envelope.sd_cwt().ok_or(ErrorKind::NotSigned)?.issued();
            cose::verify(issued, keys, &expected, limits)
        }
        Carrier::Claims | Carrier::Certificate => Err(ErrorKind::NotSigned.into()),
    }
}

/// Who says that it issued a token: `iss` (1); of a W3C credential without one its `issuer`.
fn issuer<'n>(claims: &'n Claims<'_>) -> Option<&'n str> {
    let Value::Map(map) = &claims.root.value else { return None };
    let text = |key: &[u8]| match &map.get(key)?.value {
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    };
    match claims.format {
        Format::Cwt | Format::SdCwt => text(&[1]),
        Format::Vc => text(b"iss").or_else(|| holder::issuer(&claims.root)),
        Format::Jwt | Format::SdJwt | Format::X509 => text(b"iss"),
    }
}

fn times(claims: &Claims<'_>, terms: &Terms) -> Result<time::Times, Error> {
    let Value::Map(map) = &claims.root.value else {
        return Err(credential::Error::from(credential::ErrorKind::NotAMap).into());
    };
    let family = claims.family();
    let dated = |fault| Error::from(fault).dated(time::at_fault(map, family, fault));
    let mut times = time::check(map, family, terms).map_err(dated)?;
    let own = Validity::of(claims)?;
    time::check_within(own.from.as_ref(), own.until.as_ref(), terms).map_err(|fault| {
        let bound = if fault == ClaimFault::Expired { &own.until } else { &own.from };
        Error::from(fault).dated(bound.clone())
    })?;
    times.bound(own.until, terms);
    Ok(times)
}

impl Verification {
    /// Adds the client that presents the credential, whose key package may end earlier.
    fn add(&mut self, client: Client) {
        self.until = [self.until.take(), client.until.clone()].into_iter().flatten().min();
        if !client.is_leaf_signed {
            self.warnings.push(Warning::LeafSignatureNotChecked);
        }
        self.client = Some(client);
    }
}

impl Signed<'_> {
    /// The report on a token that this signature carries, when its times are good.
    pub fn verification(&self, times: time::Times) -> Verification {
        let thumbprint = self.key.public().map(PublicKey::jwk_thumbprint).unwrap_or_default();
        Verification {
            by: By::Key {
                issuer: self.key.issuer().map(str::to_owned),
                id: self.key.id().map(<[u8]>::to_vec),
                thumbprint,
            },
            algorithm: Some(self.algorithm),
            until: times.until,
            client: None,
            warnings: times.warnings,
        }
    }
}

/// The SHA-256 of a certificate, by which people name it.
fn fingerprint(der: &[u8]) -> [u8; 32] {
    Sha256::digest(der).into()
}
