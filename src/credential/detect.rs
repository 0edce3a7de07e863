//! What a credential's octets look like, whether or not its format is named.

use std::borrow::Cow;

use super::error::{Error, ErrorKind, Wrapping};
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
    /// An `MLSMessage` (RFC 9420 section 6).
    Mls(Cow<'a, [u8]>),
}

impl<'a> Looks<'a> {
    /// The format that it is unless a header names another; of MLS, what is inside says it.
    pub(super) const fn format(&self) -> Option<Format> {
        match self {
            Looks::Json(_) | Looks::Compact(_) => Some(Format::Jwt),
            Looks::Cbor(_) => Some(Format::Cwt),
            Looks::Certificate(_) => Some(Format::X509),
            Looks::Mls(_) => None,
        }
    }
}

/// Tells what a credential looks like.
///
/// # Errors
/// `Empty` and `Unrecognized`.
pub(super) fn any(octets: &[u8]) -> Result<Looks<'_>, Error> {
    let text = not_empty(octets)?;
    if let Some(wrapping) = wrapping(text) {
        return Err(ErrorKind::Wrapped(wrapping).into());
    }
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
    if is_mls_message(octets) {
        return Ok(Looks::Mls(Cow::Borrowed(octets)));
    }
    if let Some(Looks::Mls(decoded)) = decoded(text) {
        return Ok(Looks::Mls(decoded));
    }
    if let (Family::Jwt, Some(wrapping)) = (family, wrapping(text)) {
        return Err(ErrorKind::Wrapped(wrapping).into());
    }
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

/// The octets of a structure that does not show by itself: as they are, unless they are text in hex
/// or base64.
pub(super) fn raw(octets: &[u8]) -> Cow<'_, [u8]> {
    let text = std::str::from_utf8(octets.trim_ascii()).ok().filter(|text| !text.is_empty());
    let decoded = text.and_then(|text| DECODERS.into_iter().find_map(|decode| decode(text)));
    decoded.map_or(Cow::Borrowed(octets), Cow::Owned)
}

/// The octets without the white space around them that a text file may have.
fn not_empty(octets: &[u8]) -> Result<&[u8], Error> {
    let text = octets.trim_ascii();
    if text.is_empty() { Err(ErrorKind::Empty.into()) } else { Ok(text) }
}

/// What stands around a token that was copied with it: quotes, or the scheme of an HTTP header.
fn wrapping(text: &[u8]) -> Option<Wrapping> {
    const SCHEME: &[u8] = b"bearer ";
    /// How the Base64url of a JSON object begins.
    const TOKEN: &[u8] = b"eyJ";
    match text.split_first()? {
        (b'"' | b'\'', rest) if rest.starts_with(TOKEN) => return Some(Wrapping::Quotes),
        _ => {}
    }
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    let is_bearer = scheme.eq_ignore_ascii_case(SCHEME) && rest.trim_ascii().starts_with(TOKEN);
    is_bearer.then_some(Wrapping::Bearer)
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

/// Whether it begins as an `MLSMessage` does: with `mls10` and a `WireFormat` (RFC 9420 section 6).
fn is_mls_message(octets: &[u8]) -> bool {
    matches!(octets, [0, 1, 0, 1..=5, ..])
}

/// What binary octets begin as: an array, a map or a tag of CBOR, a SEQUENCE in DER that is long
/// enough for a certificate, or an `MLSMessage`.
fn binary(octets: Cow<'_, [u8]>) -> Option<Looks<'_>> {
    if is_mls_message(&octets) {
        return Some(Looks::Mls(octets));
    }
    match *octets {
        [0x80..=0xdb, ..] => Some(Looks::Cbor(octets)),
        [0x30, 0x80..=0x84, ..] => Some(Looks::Certificate(octets)),
        _ => None,
    }
}

type Decoder = fn(&str) -> Option<Vec<u8>>;

const DECODERS: [Decoder; 3] = [encoding::spaced_hex, encoding::base64, encoding::base64url];

/// What hex or base64 text decodes to; hex may stand in lines. No text is both: as hex, a credential begins with 3, 8, 9
/// or a to d, or with 0001000; as base64, with AAEAA, M, g to z, 1, 2, or 0 and no tag of a CWT
/// behind it.
fn decoded(text: &[u8]) -> Option<Looks<'static>> {
    let text = std::str::from_utf8(text).ok()?;
    DECODERS.into_iter().find_map(|decode| binary(Cow::Owned(decode(text)?)))
}
