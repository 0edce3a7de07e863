//! The credentials inside of a presentation: each is opened by itself, so that every issuer's claims
//! stay apart.

use super::Token;
use super::document::{Document, Kind, has_type};
use crate::credential::envelope::{Carrier, Envelope};
use crate::credential::error::{Error, ErrorKind, PathStep, Unsupported, VcFault};
use crate::credential::tree::{Array, Map, Node, Value};
use crate::format::Format;
use crate::limits::Limits;

/// Opens the credentials of a presentation, in their order, as those of the presentation's MLS
/// credential type; nothing when this is no presentation.
///
/// # Errors
/// `Vc` when it holds none, or one that nobody signed; `Unsupported` for a linked-data proof; those
/// of [`Envelope::open`]. One that cannot be opened makes the presentation unreadable.
pub(in crate::credential) fn embedded(
    root: &Node<'_>,
    token: Token<'_>,
    credential_type: u16,
    limits: &Limits,
) -> Result<Option<Vec<Envelope<'static>>>, Error> {
    let document = match Document::find(root, token)? {
        Some(document) if document.kind == Kind::Presentation => document,
        _ => return Ok(None),
    };
    let inside =
        |error: Error| document.inside(error.inside(PathStep::Name(CREDENTIALS.to_owned())));
    let open = |item| open(item, credential_type, limits);
    let opened = match document.body.get(CREDENTIALS.as_bytes()).map(|node| &node.value) {
        None => Err(empty()),
        Some(Value::Array(Array { items, .. })) if items.is_empty() => Err(empty()),
        Some(Value::Array(Array { items, .. })) => {
            let each = |(at, item)| open(item).map_err(|error| error.inside(PathStep::Index(at)));
            items.iter().map(|item| &item.value).enumerate().map(each).collect()
        }
        Some(item) => open(item).map(|envelope| vec![envelope]),
    };
    opened.map(Some).map_err(inside)
}

const CREDENTIALS: &str = "verifiableCredential";

fn empty() -> Error {
    ErrorKind::Vc(VcFault::Empty).into()
}

fn open(
    item: &Value<'_>,
    credential_type: u16,
    limits: &Limits,
) -> Result<Envelope<'static>, Error> {
    let token = match item {
        Value::Text(token) => token,
        Value::Map(object) => enveloped(object)?,
        _ => return Err(ErrorKind::Vc(VcFault::MediaType).into()),
    };
    let octets = token.as_bytes();
    let envelope = Envelope::open(octets, Some(Format::Vc), Some(credential_type), limits)?;
    match envelope.carrier() {
        Carrier::Jws | Carrier::SdJwt => Ok(envelope.into_owned()),
        _ => Err(ErrorKind::Vc(VcFault::Unsigned).into()),
    }
}

/// The token in an object of type `EnvelopedVerifiableCredential` (VC Data Model 2.0 section 4.13):
/// its `id` is a data URL (RFC 2397), without parameters, of a media type of JWTs.
fn enveloped<'n>(object: &'n Map<'_>) -> Result<&'n str, Error> {
    if object.get(b"proof").is_some() {
        return Err(ErrorKind::Unsupported(Unsupported::LinkedDataProof).into());
    }
    if !has_type(object, "EnvelopedVerifiableCredential") {
        return Err(ErrorKind::Vc(VcFault::Unsigned).into());
    }
    let url = match object.get(b"id").map(|node| &node.value) {
        Some(Value::Text(url)) => url.split_once(','),
        _ => None,
    };
    match url {
        Some((before, token)) if is_token_url(before) => Ok(token),
        _ => Err(ErrorKind::Vc(VcFault::MediaType).into()),
    }
}

fn is_token_url(before_the_comma: &str) -> bool {
    let lower = before_the_comma.to_ascii_lowercase();
    lower.strip_prefix("data:application/").is_some_and(|name| TOKENS.contains(&name))
}

const TOKENS: [&str; 6] = ["jwt", "vc+jwt", "vc-ld+jwt", "vc+sd-jwt", "vc-ld+sd-jwt", "dc+sd-jwt"];
