//! What a credential's octets look like, whether or not its format is named.

use std::borrow::Cow;

use super::error::{Error, ErrorKind};
use crate::format::{Family, Format};
use crate::semantics::encoding;

/// What the octets look like; binary forms without the hex or base64 around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Looks<'a> {
    /// JSON text.
    Json(&'a [u8]),
    /// A compact serialization, or anything else with segments.
    Compact(&'a [u8]),
    /// CBOR.
    Cbor(Cow<'a, [u8]>),
    /// DER or PEM.
    Certificate(Cow<'a, [u8]>),
}

impl<'a> Looks<'a> {
    /// It, and the format that it is unless a header names another.
    pub(super) const fn with_format(self) -> (Self, Format) {
        let format = match self {
            Looks::Json(_) | Looks::Compact(_) => Format::Jwt,
            Looks::Cbor(_) => Format::Cwt,
            Looks::Certificate(_) => Format::X509,
        };
        (self, format)
    }
}

/// Tells what a credential looks like.
///
/// # Errors
/// `Empty` and `Unrecognized`.
pub(super) fn any(octets: &[u8]) -> Result<Looks<'_>, Error> {
    let text = not_empty(octets)?;
    if is_json(text) {
        return Ok(Looks::Json(octets));
    }
    if is_pem(text) {
        return Ok(Looks::Certificate(Cow::Borrowed(octets)));
    }
    if let Some(looks) = binary(Cow::Borrowed(octets)) {
        return Ok(looks);
    }
    if text.iter().any(|octet| matches!(octet, b'.' | b'~')) && text.is_ascii() {
        return Ok(Looks::Compact(text));
    }
    decoded(text).ok_or(ErrorKind::Unrecognized.into())
}

/// Tells in which of its family's forms a credential is; the family is known.
///
/// # Errors
/// `Empty`, and `BadEncoding` for text that should be CBOR.
pub(super) fn within(family: Family, octets: &[u8]) -> Result<Looks<'_>, Error> {
    let text = not_empty(octets)?;
    Ok(match family {
        Family::Jwt if is_json(text) => Looks::Json(octets),
        Family::Jwt => Looks::Compact(text),
        Family::Cwt => match decoded(text) {
            Some(Looks::Cbor(decoded)) => Looks::Cbor(decoded),
            _ if text.iter().all(u8::is_ascii_graphic) => return Err(ErrorKind::BadEncoding.into()),
            _ => Looks::Cbor(Cow::Borrowed(octets)),
        },
        Family::X509 => match decoded(text) {
            Some(Looks::Certificate(decoded)) => Looks::Certificate(decoded),
            _ => Looks::Certificate(Cow::Borrowed(octets)),
        },
    })
}

/// The octets without the white space around them that a text file may have.
fn not_empty(octets: &[u8]) -> Result<&[u8], Error> {
    let text = octets.trim_ascii();
    if text.is_empty() { Err(ErrorKind::Empty.into()) } else { Ok(text) }
}

/// Whether it begins as a JSON object, array or string does, or with a byte-order mark.
fn is_json(text: &[u8]) -> bool {
    matches!(text, [b'{' | b'[' | b'"', ..] | [0xef, 0xbb, 0xbf, ..])
}

/// Whether a PEM block begins at the start of some line; text may stand before it (RFC 7468
/// section 2).
fn is_pem(text: &[u8]) -> bool {
    text.is_ascii()
        && text.split(|octet| matches!(octet, b'\n' | b'\r')).any(|l| l.starts_with(b"-----BEGIN "))
}

/// What binary octets begin as: an array, a map or a tag of CBOR, or a SEQUENCE in DER that is
/// long enough for a certificate.
fn binary(octets: Cow<'_, [u8]>) -> Option<Looks<'_>> {
    match *octets {
        [0x80..=0xdb, ..] => Some(Looks::Cbor(octets)),
        [0x30, 0x80..=0x84, ..] => Some(Looks::Certificate(octets)),
        _ => None,
    }
}

/// What hex or base64 text decodes to. No text is both: as hex, a credential begins with 3, 8, 9
/// or a to d; as base64, with M, g to z, 0, 1 or 2.
fn decoded(text: &[u8]) -> Option<Looks<'static>> {
    let text = std::str::from_utf8(text).ok()?;
    [encoding::hex, encoding::base64, encoding::base64url]
        .into_iter()
        .find_map(|decode| binary(Cow::Owned(decode(text)?)))
}
