//! CWT (RFC 8392): a COSE_Sign1 message (RFC 9052 section 4.2) with a claims map, or the bare map.

use std::borrow::Cow;

use super::cbor;
use super::envelope::{Carrier, Opened};
use super::error::{CoseFault, Error, ErrorKind, Part, PathStep, Unsupported};
use super::sd_cwt::{self, Kind};
use super::tree::{Array, Map, Node, Value};
use crate::format::Format;
use crate::limits::Limits;

/// A COSE_Sign1 message taken apart.
///
/// ```text
/// COSE_Sign1 = [
///     Headers,                 ; protected: bstr, unprotected: map
///     payload : bstr / nil,
///     signature : bstr
/// ]
/// ```
pub(crate) struct Sign1<'a> {
    /// The protected header: a CBOR map, or nothing at all.
    pub(crate) protected: Cow<'a, [u8]>,
    /// The unprotected header, which nobody signed.
    pub(crate) unprotected: Map<'a>,
    /// The payload.
    pub(crate) payload: Cow<'a, [u8]>,
    /// The signature, not checked.
    #[cfg_attr(not(feature = "verify"), allow(dead_code, reason = "only signatures need it"))]
    pub(crate) signature: Cow<'a, [u8]>,
}

impl<'a> Sign1<'a> {
    /// Reads a message: tag 18, with or without tag 61 around, or no tag at all.
    ///
    /// # Errors
    /// When the structure is not exactly that, or one that is not supported.
    pub(crate) fn read(octets: &'a [u8], limits: &Limits) -> Result<Sign1<'a>, Error> {
        Self::of(cbor::item(octets, limits)?, limits)
    }

    /// The same of an item that was read.
    ///
    /// # Errors
    /// Those of [`Sign1::read`].
    pub(super) fn of(item: Node<'a>, limits: &Limits) -> Result<Sign1<'a>, Error> {
        let message = untagged(item.value)?;
        let Value::Array(Array { items, .. }) = message else {
            return Err(ErrorKind::NotAMap.into());
        };
        let [protected, unprotected, payload, signature] =
            <[Node<'a>; 4]>::try_from(items).map_err(|_| ErrorKind::Cose(CoseFault::NotFour))?;
        let Value::Bytes(protected) = protected.value else {
            return Err(ErrorKind::Cose(CoseFault::Protected).into());
        };
        let Value::Map(unprotected) = unprotected.value else {
            return Err(ErrorKind::Cose(CoseFault::Unprotected).into());
        };
        check_labels(&protected, &unprotected, limits)?;
        let payload = match payload.value {
            Value::Bytes(payload) => payload,
            Value::Null => return Err(ErrorKind::Cose(CoseFault::Detached).into()),
            _ => return Err(ErrorKind::Cose(CoseFault::Payload).into()),
        };
        let Value::Bytes(signature) = signature.value else {
            return Err(ErrorKind::Cose(CoseFault::Signature).into());
        };
        Ok(Sign1 { protected, unprotected, payload, signature })
    }
}

/// Opens a COSE_Sign1 message, or the bare claims map. The signature is not checked. What says of
/// itself that it is an SD-CWT is read as one, unless it is named a plain CWT and discloses nothing.
///
/// # Errors
/// When the structure is not exactly that, or one that is not supported.
pub(super) fn open<'a>(
    octets: &'a [u8],
    named: Option<Format>,
    limits: &Limits,
) -> Result<Opened<'a>, Error> {
    if octets.first().is_some_and(|first| first >> 5 == MAP) {
        return Ok(Opened::bare(octets));
    }
    let message = Sign1::read(octets, limits)?;
    match (sd_cwt::kind(&message, limits)?, named) {
        (Kind::Other, Some(Format::SdCwt)) => sd_cwt::open(octets, limits),
        (Kind::Other, _) | (Kind::Undisclosed, Some(Format::Cwt)) => Ok(Opened {
            carrier: Carrier::CoseSign1,
            message: Cow::Borrowed(octets),
            header: Some(message.protected),
            ..Opened::around(message.payload)
        }),
        (_, Some(Format::Cwt)) => Err(ErrorKind::OtherFormat { found: Format::SdCwt }.into()),
        (Kind::Undisclosed | Kind::SdCwt | Kind::KeyBinding, _) => sd_cwt::open(octets, limits),
    }
}

/// The major type of a map.
const MAP: u8 = 5;

/// What stands inside the tags, when they are those of a signed CWT.
fn untagged(value: Value<'_>) -> Result<Value<'_>, Error> {
    let (number, content) = match value {
        Value::Tag(61, inner) => match inner.value {
            Value::Tag(number, content) => (number, content),
            _ => return Err(ErrorKind::Cose(CoseFault::BareCwtTag).into()),
        },
        Value::Tag(number, content) => (number, content),
        untagged => return Ok(untagged),
    };
    let unsupported = match number {
        18 => match content.value {
            Value::Tag(number, _) => return Err(ErrorKind::Cose(CoseFault::Tag(number)).into()),
            // Only the bare map may do without the message.
            Value::Map(_) => return Err(ErrorKind::Cose(CoseFault::NotFour).into()),
            message => return Ok(message),
        },
        16 | 96 => Unsupported::CoseEncrypt,
        17 | 97 => Unsupported::CoseMac,
        98 => Unsupported::CoseSign,
        other => return Err(ErrorKind::Cose(CoseFault::Tag(other)).into()),
    };
    Err(ErrorKind::Unsupported(unsupported).into())
}

/// Checks the labels of both headers (RFC 9052 section 3): none stands in both.
fn check_labels(protected: &[u8], unprotected: &Map<'_>, limits: &Limits) -> Result<(), Error> {
    let protected = protected_map(protected, limits)?;
    labels(&protected, Part::ProtectedHeader)?;
    labels(unprotected, Part::UnprotectedHeader)?;
    if protected.iter().any(|(label, _)| unprotected.get(label).is_some()) {
        return Err(ErrorKind::Cose(CoseFault::LabelTwice).into());
    }
    Ok(())
}

/// The protected header: no octets stand for an empty map.
///
/// # Errors
/// When there are octets, and they are no CBOR map.
pub(crate) fn protected_map<'h>(octets: &'h [u8], limits: &Limits) -> Result<Map<'h>, Error> {
    if octets.is_empty() {
        return Ok(Map::default());
    }
    let inside = |error: Error| error.inside(PathStep::Part(Part::ProtectedHeader));
    match cbor::item(octets, limits).map_err(inside)?.value {
        Value::Map(map) => Ok(map),
        _ => Err(ErrorKind::Cose(CoseFault::Protected).into()),
    }
}

/// Every label is an integer or text (RFC 9052 section 1.4): major types 0, 1 and 3.
fn labels(header: &Map<'_>, part: Part) -> Result<(), Error> {
    let is_label = |key: &[u8]| key.first().is_some_and(|first| matches!(first >> 5, 0 | 1 | 3));
    match header.iter().find(|(key, _)| !is_label(key)) {
        None => Ok(()),
        Some((key, _)) => Err(Error::new(ErrorKind::Cose(CoseFault::Label))
            .inside(PathStep::Key(key.to_vec()))
            .inside(PathStep::Part(part))),
    }
}
