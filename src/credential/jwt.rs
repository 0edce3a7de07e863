//! JWT and JWS in compact serialization (RFC 7515 sections 3.1 and 7.1), strictly.

use std::borrow::Cow;

use super::envelope::{Carrier, Opened};
use super::error::{Error, ErrorKind, Part, PathStep, Unsupported};
use super::json;
use super::tree::{Node, Value};
use crate::format::Format;
use crate::limits::Limits;
use crate::semantics::encoding;

/// Takes a compact serialization apart: three segments of strict base64url, the first a JSON
/// object. The signature is decoded, not checked.
///
/// # Errors
/// When the form is not exactly that, or a form that is not supported.
pub(super) fn open<'a>(octets: &[u8], limits: &Limits) -> Result<Opened<'a>, Error> {
    if octets.contains(&b'~') {
        return Err(ErrorKind::Unsupported(Unsupported::SdJwt).into());
    }
    let text = std::str::from_utf8(octets)
        .map_err(|error| ErrorKind::NotUtf8 { offset: error.valid_up_to() })?;
    let mut segments = text.split('.');
    let (header, payload, signature) =
        match (segments.next(), segments.next(), segments.next(), segments.next()) {
            (Some(header), Some(payload), Some(signature), None) => (header, payload, signature),
            _ => return Err(not_three(text)),
        };
    let header = decode(header, Part::JoseHeader)?;
    let format = header_format(&header, limits)?;
    let payload = decode(payload, Part::Payload)?;
    decode(signature, Part::Signature)?;
    Ok(Opened {
        format,
        carrier: Carrier::Jws,
        header: Some(Cow::Owned(header)),
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
pub(super) fn short_type(media_type: &str) -> String {
    let lower = media_type.to_ascii_lowercase();
    lower.strip_prefix("application/").map_or(lower.clone(), str::to_owned)
}
