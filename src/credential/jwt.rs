//! JWT and JWS in compact serialization (RFC 7515 sections 3.1 and 7.1), strictly.

use std::borrow::Cow;

use super::envelope::{Carrier, Opened};
use super::error::{Error, ErrorKind, Part, PathStep, Unsupported};
use super::json;
use super::tree::{Node, Value};
use crate::format::Format;
use crate::limits::Limits;
use crate::semantics::encoding;

/// A compact serialization taken apart: `header.payload.signature`.
pub(crate) struct Compact<'a> {
    /// The first two segments with the point between them: what is signed.
    #[cfg_attr(not(feature = "verify"), allow(dead_code, reason = "only signatures need it"))]
    pub(crate) signed: &'a str,
    /// The JOSE header's JSON text.
    pub(crate) header: Vec<u8>,
    payload: &'a str,
    signature: &'a str,
}

impl<'a> Compact<'a> {
    /// Splits a compact serialization: three segments, the first of strict base64url.
    ///
    /// # Errors
    /// `NotUtf8`, `Segments`, `BadEncoding`, and `Unsupported` for what else has segments.
    pub(crate) fn split(octets: &'a [u8]) -> Result<Compact<'a>, Error> {
        let text = std::str::from_utf8(octets)
            .map_err(|error| ErrorKind::NotUtf8 { offset: error.valid_up_to() })?;
        let (signed, signature) = text.rsplit_once('.').ok_or_else(|| not_three(text))?;
        let (header, payload) = match signed.split_once('.') {
            Some((header, payload)) if !payload.contains('.') => (header, payload),
            _ => return Err(not_three(text)),
        };
        Ok(Compact { signed, header: decode(header, Part::JoseHeader)?, payload, signature })
    }

    /// The payload, decoded.
    ///
    /// # Errors
    /// `BadEncoding`.
    pub(crate) fn payload(&self) -> Result<Vec<u8>, Error> {
        decode(self.payload, Part::Payload)
    }

    /// The signature, decoded and not checked; empty in an unsecured JWS.
    ///
    /// # Errors
    /// `BadEncoding`.
    pub(crate) fn signature(&self) -> Result<Vec<u8>, Error> {
        decode(self.signature, Part::Signature)
    }
}

/// A compact serialization read: everything but the signature, which is decoded and not checked.
pub(super) struct Token {
    /// The JOSE header's JSON text.
    pub(super) header: Vec<u8>,
    /// The payload.
    pub(super) payload: Vec<u8>,
    /// The header's `typ`, in short form.
    pub(super) media_type: Option<String>,
}

impl Token {
    /// Reads three segments of strict base64url, the first a JSON object.
    ///
    /// # Errors
    /// When the form is not exactly that, or the payload is not base64url (RFC 7797).
    pub(super) fn read(octets: &[u8], limits: &Limits) -> Result<Token, Error> {
        let compact = Compact::split(octets)?;
        let media_type = media_type(&compact.header, limits)?;
        let payload = compact.payload()?;
        compact.signature()?;
        Ok(Token { header: compact.header, payload, media_type })
    }

    /// What opening it gives: `message` is what it stands in.
    ///
    /// # Errors
    /// `Unsupported` for a key binding JWT that stands alone.
    pub(super) fn opened(self, carrier: Carrier, message: &[u8]) -> Result<Opened<'_>, Error> {
        Ok(Opened {
            format: format_of(self.media_type.as_deref())?,
            carrier,
            message: Cow::Borrowed(message),
            header: Some(Cow::Owned(self.header)),
            ..Opened::around(Cow::Owned(self.payload))
        })
    }
}

/// Opens a compact serialization.
///
/// # Errors
/// Those of [`Token::read`] and [`Token::opened`].
pub(super) fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Opened<'a>, Error> {
    Token::read(octets, limits)?.opened(Carrier::Jws, octets)
}

/// The `typ` of a JOSE header in short form, when it is text.
///
/// # Errors
/// When the header is malformed, or announces a payload that is not base64url.
pub(super) fn media_type(header: &[u8], limits: &Limits) -> Result<Option<String>, Error> {
    let inside = |error: Error| error.inside(PathStep::Part(Part::JoseHeader));
    let root = json::claims(header, limits).map_err(inside)?;
    let Value::Map(map) = &root.value else { return Ok(None) };
    if matches!(map.get(b"b64"), Some(Node { value: Value::Bool(false), .. })) {
        return Err(ErrorKind::Unsupported(Unsupported::UnencodedPayload).into());
    }
    Ok(match map.get(b"typ") {
        Some(Node { value: Value::Text(media_type), .. }) => Some(short_type(media_type)),
        _ => None,
    })
}

/// A media type in lower case, without the `application/` that may be left out (RFC 7515
/// section 4.1.9).
pub(crate) fn short_type(media_type: &str) -> String {
    let lower = media_type.to_ascii_lowercase();
    lower.strip_prefix("application/").map_or(lower.clone(), str::to_owned)
}

/// Whether a `typ` in short form says that it is an SD-JWT of some kind (RFC 9901 section 9.11).
pub(super) fn is_sd_jwt(media_type: &str) -> bool {
    media_type == "sd-jwt" || media_type.ends_with("+sd-jwt")
}

const ENCRYPTED_SEGMENTS: usize = 5;

fn not_three(text: &str) -> Error {
    match text.split('.').count() {
        ENCRYPTED_SEGMENTS => ErrorKind::Unsupported(Unsupported::Jwe).into(),
        found => ErrorKind::Segments { found }.into(),
    }
}

fn decode(segment: &str, part: Part) -> Result<Vec<u8>, Error> {
    encoding::base64url(segment)
        .ok_or_else(|| Error::new(ErrorKind::BadEncoding).inside(PathStep::Part(part)))
}

/// The format that a `typ` names, if it names one. `vc+sd-jwt` was the type of SD-JWT VC before it
/// became that of W3C credentials, so it says no more than that it is an SD-JWT.
fn format_of(media_type: Option<&str>) -> Result<Option<Format>, Error> {
    Ok(match media_type {
        Some("kb+jwt") => return Err(ErrorKind::Unsupported(Unsupported::KeyBinding).into()),
        Some("vc+jwt" | "vc-ld+jwt" | "vp+jwt" | "vp-ld+jwt") => Some(Format::Vc),
        Some("vp+sd-jwt" | "vp-ld+sd-jwt") => Some(Format::Vc),
        Some(other) if is_sd_jwt(other) => Some(Format::SdJwt),
        _ => None,
    })
}
