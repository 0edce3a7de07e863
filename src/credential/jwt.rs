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
        if octets.contains(&b'~') {
            return Err(ErrorKind::Unsupported(Unsupported::SdJwt).into());
        }
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

/// Opens a compact serialization: three segments of strict base64url, the first a JSON object.
/// The signature is decoded, not checked.
///
/// # Errors
/// When the form is not exactly that, or a form that is not supported.
pub(super) fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Opened<'a>, Error> {
    let compact = Compact::split(octets)?;
    let format = header_format(&compact.header, limits)?;
    let payload = compact.payload()?;
    compact.signature()?;
    Ok(Opened {
        format,
        carrier: Carrier::Jws,
        message: Cow::Borrowed(octets),
        header: Some(Cow::Owned(compact.header)),
        payload: Cow::Owned(payload),
    })
}

/// Whether claims are no claims but a JWS in JSON serialization (RFC 7515 section 7.2).
pub(super) fn is_json_serialization(root: &Node<'_>) -> bool {
    let Value::Map(map) = &root.value else { return false };
    let text = |name: &[u8]| matches!(map.get(name), Some(Node { value: Value::Text(_), .. }));
    let list = |name: &[u8]| matches!(map.get(name), Some(Node { value: Value::Array(_), .. }));
    text(b"payload") && (list(b"signatures") || text(b"signature"))
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

/// The format that the header's `typ` names, if it names one.
fn header_format(header: &[u8], limits: &Limits) -> Result<Option<Format>, Error> {
    let inside = |error: Error| error.inside(PathStep::Part(Part::JoseHeader));
    let root = json::claims(header, limits).map_err(inside)?;
    let Value::Map(map) = &root.value else { return Ok(None) };
    if matches!(map.get(b"b64"), Some(Node { value: Value::Bool(false), .. })) {
        return Err(ErrorKind::Unsupported(Unsupported::UnencodedPayload).into());
    }
    let Some(Node { value: Value::Text(media_type), .. }) = map.get(b"typ") else {
        return Ok(None);
    };
    match short_type(media_type).as_str() {
        "kb+jwt" => Err(ErrorKind::Unsupported(Unsupported::KeyBinding).into()),
        "vc+jwt" | "vc-ld+jwt" => Ok(Some(Format::Vc)),
        _ => Ok(None),
    }
}

/// A media type in lower case, without the `application/` that may be left out (RFC 7515
/// section 4.1.9).
pub(crate) fn short_type(media_type: &str) -> String {
    let lower = media_type.to_ascii_lowercase();
    lower.strip_prefix("application/").map_or(lower.clone(), str::to_owned)
}
