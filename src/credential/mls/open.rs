//! Opens the credential inside of an MLS structure.

use std::borrow::Cow;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::{Body, Credential, MlsFault, SdJwt, Structure, read};
use crate::credential::detect;
use crate::credential::envelope::{Carrier, Envelope, Opened};
use crate::credential::error::{Error, ErrorKind};
use crate::credential::{sd_cwt, sd_jwt, x509};
use crate::format::Format;
use crate::limits::Limits;

/// Opens it. Of a type that is not known, what it holds is in the format that is named.
///
/// # Errors
/// When the structure or the credential is malformed, a credential has nothing to open, or it is not
/// what is named.
pub(in crate::credential) fn open<'a>(
    structure: Structure,
    octets: &'a [u8],
    named: Option<Format>,
    credential_type: Option<u16>,
    limits: &Limits,
) -> Result<Envelope<'a>, Error> {
    let carried = read(structure, octets, limits).map_err(unreadable)?;
    let Credential { credential_type: found, body } = carried.credential;
    if credential_type.is_some_and(|named| named != found) {
        return Err(fault(MlsFault::OtherCredentialType(found)));
    }
    let opened = match body {
        Body::Basic { .. } => return Err(fault(MlsFault::Basic)),
        Body::X509 { certificates } => chain(&certificates, limits)?,
        Body::SdCwt { sd_kbt } => sd_cwt::open(sd_kbt, limits)?,
        Body::SdJwt(SdJwt::Classic { sd_jwt_kb }) => sd_jwt::open(sd_jwt_kb, limits)?,
        Body::SdJwt(compacted) => {
            sd_jwt::open(classic(&compacted).as_bytes(), limits)?.into_owned()
        }
        Body::Other { data } => {
            let known = Format::ALL.into_iter().find(|f| f.default_credential_type() == found);
            let format = named.or(known);
            let format = format.ok_or_else(|| fault(MlsFault::UnknownCredentialType(found)))?;
            let looks = detect::within(format.family(), data)?;
            return Envelope::of_looks(looks, Some(format), Some(found), limits);
        }
    };
    let has_key_binding = match (&opened.sd_cwt, &opened.sd_jwt) {
        (Some(sd_cwt), _) => sd_cwt.key_binding().is_some(),
        (None, Some(sd_jwt)) => sd_jwt.key_binding().is_some(),
        (None, None) => true,
    };
    if !has_key_binding {
        return Err(fault(MlsFault::NoKeyBinding));
    }
    let format = opened.format.unwrap_or(Format::X509);
    match named {
        Some(named) if named != format && (named, format) != (Format::Vc, Format::SdJwt) => {
            Err(ErrorKind::OtherFormat { found: format }.into())
        }
        named => Ok(Envelope::of(opened, named.unwrap_or(format), Some(found))),
    }
}

/// A chain of certificates in DER: each of them is read, and the first is the credential.
fn chain<'a>(certificates: &[&'a [u8]], limits: &Limits) -> Result<Opened<'a>, Error> {
    for der in certificates {
        x509::read(der, limits)?;
    }
    let leaf = certificates.first().copied().unwrap_or_default();
    Ok(Opened {
        format: Some(Format::X509),
        carrier: Carrier::Certificate,
        message: Cow::Borrowed(leaf),
        ..Opened::around(Cow::Borrowed(leaf))
    })
}

/// The compact serialization: base64url is strict, so there is one text for the parts.
fn classic(sd_jwt: &SdJwt<'_>) -> String {
    match sd_jwt {
        SdJwt::Classic { sd_jwt_kb } => String::from_utf8_lossy(sd_jwt_kb).into_owned(),
        SdJwt::Compacted { protected, payload, signature, disclosures, sd_jwt_key_binding } => {
            let encode = Base64UrlUnpadded::encode_string;
            let mut text = [encode(protected), encode(payload), encode(signature)].join(".");
            text.push('~');
            for disclosure in disclosures {
                text.push_str(&encode(disclosure));
                text.push('~');
            }
            text.push_str(&String::from_utf8_lossy(sd_jwt_key_binding));
            text
        }
    }
}

fn fault(kind: MlsFault) -> Error {
    unreadable(super::Error { kind, offset: 0, path: String::new() })
}

fn unreadable(error: super::Error) -> Error {
    ErrorKind::Mls(Box::new(error)).into()
}
