//! SD-JWT in JWS JSON serialization (RFC 9901 section 8, RFC 7515 section 7.2), flattened and
//! general.

use super::{SdJwt, assemble, opened};
use crate::credential::envelope::Opened;
use crate::credential::error::{Error, ErrorKind, PathStep, Unsupported};
use crate::credential::json;
use crate::credential::jwt::{Token, is_sd_jwt};
use crate::credential::tree::{Array, Map, Node, Value};
use crate::format::Format;
use crate::limits::Limits;

/// Opens JSON: a JWS in JSON serialization, or bare claims. A JWS is an SD-JWT when that format is
/// named, when it has the unprotected header parameters of one, or when its `typ` says so; a JWT has
/// no JSON serialization (RFC 7519 section 1).
///
/// ```text
/// { "payload": …, "protected": …, "signature": …,
///   "header": { "disclosures": […], "kb_jwt": … } }
/// { "payload": …, "signatures": [ { "protected": …, "signature": …, "header": … }, … ] }
/// ```
///
/// # Errors
/// `Unsupported` for another JWS; `JwsJson` where it is not exactly that; those of
/// [`super::open`]. Claims are not looked at.
pub(in crate::credential) fn open_json<'a>(
    octets: &'a [u8],
    format: Option<Format>,
    limits: &Limits,
) -> Result<Opened<'a>, Error> {
    let Ok(Node { value: Value::Map(members), .. }) = json::claims(octets, limits) else {
        return Ok(Opened::bare(octets));
    };
    let Some(signatures) = signatures(&members) else { return Ok(Opened::bare(octets)) };
    let is_named = format == Some(Format::SdJwt);
    if !is_named && !signatures.iter().any(|signature| says_sd_jwt(signature, limits)) {
        return Err(ErrorKind::Unsupported(Unsupported::JwsJson).into());
    }
    let (token, sd_jwt) = match members.get(SIGNATURES) {
        None => read(&members, &signatures, limits),
        Some(_) => general(&members, &signatures, limits),
    }?;
    opened(token, sd_jwt, octets)
}

const PAYLOAD: &[u8] = b"payload";
const SIGNATURES: &[u8] = b"signatures";
const SIGNATURE: &[u8] = b"signature";
const PROTECTED: &[u8] = b"protected";
const HEADER: &[u8] = b"header";
const DISCLOSURES: &[u8] = b"disclosures";
const KB_JWT: &[u8] = b"kb_jwt";

/// Header parameters that have to be protected (RFC 7515 section 4.1.11, RFC 7797 section 3).
const PROTECTED_ONLY: [&[u8]; 2] = [b"crit", b"b64"];

/// The signatures of what is a JWS: those of the list that are objects, or the object itself.
fn signatures<'m, 'a>(members: &'m Map<'a>) -> Option<Vec<&'m Map<'a>>> {
    text(members, PAYLOAD)?;
    match (members.get(SIGNATURES).map(|node| &node.value), text(members, SIGNATURE)) {
        (Some(Value::Array(list)), _) => Some(list.items.iter().filter_map(as_map).collect()),
        (_, Some(_)) => Some(vec![members]),
        _ => None,
    }
}

fn says_sd_jwt(signature: &Map<'_>, limits: &Limits) -> bool {
    let header = signature.get(HEADER).and_then(as_map);
    if header.is_some_and(|map| map.get(DISCLOSURES).or(map.get(KB_JWT)).is_some()) {
        return true;
    }
    // The payload and the signature do not matter for what the header says.
    let alone = format!("{}..", text(signature, PROTECTED).unwrap_or_default());
    let token = Token::read(alone.as_bytes(), limits);
    token.ok().and_then(|token| token.media_type).is_some_and(|name| is_sd_jwt(&name))
}

fn general(
    members: &Map<'_>,
    signatures: &[&Map<'_>],
    limits: &Limits,
) -> Result<(Token, SdJwt), Error> {
    for only_flattened in [SIGNATURE, PROTECTED, HEADER] {
        if members.get(only_flattened).is_some() {
            return Err(fault(only_flattened));
        }
    }
    let in_list = |error: Error| error.inside(step(SIGNATURES));
    match members.get(SIGNATURES).map(|node| &node.value) {
        Some(Value::Array(Array { items, .. })) if items.len() == signatures.len() => {}
        _ => return Err(fault(SIGNATURES)),
    }
    read(members, signatures, limits).map_err(in_list)
}

/// The first signature's header has the disclosures and the key binding, no other may (RFC 9901
/// section 8.1).
fn read(
    members: &Map<'_>,
    signatures: &[&Map<'_>],
    limits: &Limits,
) -> Result<(Token, SdJwt), Error> {
    let Some((first, others)) = signatures.split_first() else { return Err(fault(SIGNATURES)) };
    let first = read_first(members, first, limits);
    let is_list = members.get(SIGNATURES).is_some();
    let in_first = |error: Error| if is_list { error.inside(PathStep::Index(0)) } else { error };
    let (token, mut sd_jwt) = first.map_err(in_first)?;
    for (at, signature) in others.iter().enumerate() {
        let another = another(members, signature, limits);
        sd_jwt.also_signed.push(another.map_err(|error| error.inside(PathStep::Index(at + 1)))?);
    }
    Ok((token, sd_jwt))
}

fn read_first(
    members: &Map<'_>,
    signature: &Map<'_>,
    limits: &Limits,
) -> Result<(Token, SdJwt), Error> {
    let empty = Map::default();
    let header = header(signature)?.unwrap_or(&empty);
    let in_header = |error: Error| error.inside(step(HEADER));
    let disclosures = disclosures(header).map_err(in_header)?;
    let key_binding = match header.get(KB_JWT) {
        None => None,
        Some(Node { value: Value::Text(text), .. }) => Some(text.as_ref()),
        Some(_) => return Err(in_header(fault(KB_JWT))),
    };
    let issuer_signed = issuer_signed(members, signature)?;
    let read = assemble(&issuer_signed, disclosures.into_iter(), key_binding, limits)?;
    check_header(&read.0, header, limits)?;
    Ok(read)
}

/// A further signature over the same payload.
fn another(members: &Map<'_>, signature: &Map<'_>, limits: &Limits) -> Result<String, Error> {
    let issuer_signed = issuer_signed(members, signature)?;
    let token = Token::read(issuer_signed.as_bytes(), limits)?;
    if let Some(header) = header(signature)? {
        check_header(&token, header, limits)?;
        if let Some(name) = [DISCLOSURES, KB_JWT].into_iter().find(|n| header.get(n).is_some()) {
            return Err(fault(name).inside(step(HEADER)));
        }
    }
    Ok(issuer_signed)
}

/// The compact serialization of one signature.
fn issuer_signed(members: &Map<'_>, signature: &Map<'_>) -> Result<String, Error> {
    let part = |map, name| text(map, name).ok_or_else(|| fault(name));
    let (protected, payload) = (part(signature, PROTECTED)?, part(members, PAYLOAD)?);
    Ok(format!("{protected}.{payload}.{}", part(signature, SIGNATURE)?))
}

/// The unprotected header repeats nothing of the protected one (RFC 7515 section 7.2.1) and holds
/// nothing that must be protected.
fn check_header(token: &Token, header: &Map<'_>, limits: &Limits) -> Result<(), Error> {
    let protected = json::claims(&token.header, limits)?;
    let protected = as_map(&protected);
    let is_protected = |name| protected.is_some_and(|map| map.get(name).is_some());
    match header.iter().find(|(name, _)| PROTECTED_ONLY.contains(name) || is_protected(name)) {
        Some((name, _)) => Err(fault(name).inside(step(HEADER))),
        None => Ok(()),
    }
}

fn header<'m, 'a>(signature: &'m Map<'a>) -> Result<Option<&'m Map<'a>>, Error> {
    match signature.get(HEADER) {
        None => Ok(None),
        Some(node) => as_map(node).map(Some).ok_or_else(|| fault(HEADER)),
    }
}

fn disclosures<'m>(header: &'m Map<'_>) -> Result<Vec<&'m str>, Error> {
    let list = match header.get(DISCLOSURES).map(|node| &node.value) {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list.items.iter().map(as_text).collect(),
        Some(_) => None,
    };
    list.ok_or_else(|| fault(DISCLOSURES))
}

fn text<'m>(map: &'m Map<'_>, name: &[u8]) -> Option<&'m str> {
    as_text(map.get(name)?)
}

fn as_text<'m>(node: &'m Node<'_>) -> Option<&'m str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

const fn as_map<'m, 'a>(node: &'m Node<'a>) -> Option<&'m Map<'a>> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

fn fault(name: &[u8]) -> Error {
    Error::new(ErrorKind::JwsJson).inside(step(name))
}

fn step(name: &[u8]) -> PathStep {
    PathStep::Name(String::from_utf8_lossy(name).into_owned())
}
