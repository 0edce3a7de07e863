//! The parts of texts that tests look at: hosts, users, paths, MIMI identifiers, lengths, folded
//! forms (`docs/semantics.md` section 5).

use std::borrow::Cow;

use crate::model::MatchAs;
use crate::semantics::domain::Host;
use crate::semantics::email::Email;
use crate::semantics::ip;
use crate::semantics::mimi::MimiUri;
use crate::semantics::text::{fold_case, nfc, nfd};
use crate::semantics::uri::Uri;

use super::cut;
use super::read::{Cut, Fault, Reading, Readout};

/// A form of the text itself. `substring` slices before any folding.
pub(super) fn of_text(match_as: MatchAs, text: &str, piece: Cut) -> Readout<'_> {
    match match_as {
        MatchAs::LengthBytes => return Ok(Reading::length(text.len())),
        MatchAs::LengthChars => return Ok(Reading::length(text.chars().count())),
        _ => {}
    }
    let piece = cut::text(Cow::Borrowed(text), piece).ok_or(Fault::NoSuchPart)?;
    folded(match_as, piece).map(Reading::Text).ok_or(Fault::WrongType)
}

/// The normalization that match_as asks of text; `None` when it asks for something else.
pub(super) fn folded(match_as: MatchAs, text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let fold = match match_as {
        MatchAs::Utf8 => return Some(text),
        MatchAs::Utf8Ci => fold_case,
        MatchAs::Nfc => nfc,
        MatchAs::Nfd => nfd,
        _ => return None,
    };
    Some(match text {
        Cow::Borrowed(text) => fold(text),
        Cow::Owned(text) => Cow::Owned(fold(&text).into_owned()),
    })
}

/// A host, or a piece of its name; an address has no pieces.
pub(super) fn of_host<'a>(host: Host, piece: Cut) -> Readout<'a> {
    match (piece, host) {
        (Cut::Whole, host) => Ok(Reading::Host(host)),
        (_, Host::Name(name)) => some_text(Some(Cow::Owned(name)), piece),
        _ => Err(Fault::NoSuchPart),
    }
}

/// A part of an e-mail address.
pub(super) fn of_email<'a>(
    match_as: MatchAs,
    email: Email<'a>,
    text: &'a str,
    piece: Cut,
) -> Readout<'a> {
    match match_as {
        MatchAs::EmailAddress => some_text(Some(Cow::Owned(email.normalized())), piece),
        MatchAs::Userpart => some_text(Some(Cow::Borrowed(email.local)), piece),
        MatchAs::Hostpart => of_host(email.host, piece),
        _ => of_text(match_as, text, piece),
    }
}

/// A part of a URI. The parts of MIMI URIs are wrong types on any other.
pub(super) fn of_uri<'a>(
    match_as: MatchAs,
    uri: &Uri<'a>,
    text: &'a str,
    piece: Cut,
) -> Readout<'a> {
    match match_as {
        MatchAs::GenericUri => some_text(Some(Cow::Owned(uri.normalized())), piece),
        MatchAs::HttpsUri if uri.is_https() => some_text(Some(Cow::Owned(uri.normalized())), piece),
        MatchAs::Hostpart => of_host(uri.host().ok_or(Fault::NoSuchPart)?, piece),
        MatchAs::Userpart => some_text(uri.userinfo().map(Cow::Borrowed), piece),
        MatchAs::UriPath => match piece {
            Cut::Segment(index) => some_text(uri.path_segment(index).map(Cow::Owned), Cut::Whole),
            _ => some_text(Some(Cow::Owned(uri.path())), piece),
        },
        MatchAs::MimiUri | MatchAs::UserId | MatchAs::DeviceId | MatchAs::RoomId => {
            let uri = MimiUri::from_uri(uri.clone()).ok_or(Fault::WrongType)?;
            of_mimi(match_as, &uri, text, piece)
        }
        _ => of_text(match_as, text, piece),
    }
}

/// A part of a MIMI URI.
pub(super) fn of_mimi<'a>(
    match_as: MatchAs,
    uri: &MimiUri<'a>,
    text: &'a str,
    piece: Cut,
) -> Readout<'a> {
    let part = match match_as {
        MatchAs::MimiUri => Some(uri.uri().normalized()),
        MatchAs::UserId => uri.user_id(),
        MatchAs::DeviceId => uri.device_id(),
        MatchAs::RoomId => uri.room_id(),
        _ => return of_uri(match_as, uri.uri(), text, piece),
    };
    some_text(part.map(Cow::Owned), piece)
}

/// The octets of an IP address written as text, without brackets.
pub(super) fn address(match_as: MatchAs, text: &str) -> Option<Vec<u8>> {
    match match_as {
        MatchAs::Ipv4 => ip::v4(text).map(Vec::from),
        _ => ip::v6(text).map(Vec::from),
    }
}

fn some_text(text: Option<Cow<'_, str>>, piece: Cut) -> Readout<'_> {
    text.and_then(|text| cut::text(text, piece)).map(Reading::Text).ok_or(Fault::NoSuchPart)
}
