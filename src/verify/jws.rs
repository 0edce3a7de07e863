//! JWS in compact serialization (RFC 7515 section 5.2): the signature, and what its header may say.
//!
//! The algorithm has to be one that the key allows, and the key comes from the caller. `jwk`,
//! `jku`, `x5c`, `x5u` and `x5t` in the header are never looked at.

use super::algorithm::{self, Algorithm};
use super::error::{AlgorithmFault, Error, HeaderFault};
use super::keys::Key;
use super::media_type::{Expected, Found};
use super::signed::{Signed, signer};
use crate::credential::jwt::Compact;
use crate::credential::tree::{Array, Map, Value};
use crate::credential::{self, json};
use crate::limits::Limits;

/// Checks a JWS in compact serialization; for the key of a `cnf` claim, give that key alone. The
/// payload may be anything.
///
/// ```
/// use admit::format::Format;
/// use admit::limits::Limits;
/// use admit::verify::{AlgorithmFault, ErrorKind, Expected, jws};
///
/// let unsecured = b"eyJhbGciOiJub25lIn0.e30.";
/// let expected = Expected::Credential(Format::Jwt, &[]);
/// let error = jws::verify(unsecured, &[], &expected, &Limits::default()).unwrap_err();
/// assert_eq!(error.kind, ErrorKind::Algorithm(AlgorithmFault::None));
/// ```
///
/// # Errors
/// `Unreadable` when it is not exactly three segments of strict base64url with a JSON header;
/// `Header`, `Algorithm`, `Key`, `NoTrust` and `Signature` for what their names say.
pub fn verify<'k>(
    compact: &[u8],
    keys: &'k [Key],
    expected: &Expected<'_>,
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    bounded(compact, limits)?;
    let compact = Compact::split(compact)?;
    let header = Header::read(&compact.header, expected, limits)?;
    let (payload, signature) = (compact.payload()?, compact.signature()?);
    let message = (compact.signed.as_bytes(), &signature[..]);
    let id = header.id.as_deref();
    let key = signer(keys, id, header.algorithm, message, limits)?;
    Ok(Signed { key, algorithm: header.algorithm, header: compact.header, payload })
}

/// Checks the signature of one signer in JSON serialization (RFC 7515 section 7.2): the members
/// `protected`, `payload` and `signature` as they stand there. Unprotected parameters are the
/// caller's to refuse or to ignore.
///
/// # Errors
/// Those of [`verify`].
pub fn verify_members<'k>(
    (protected, payload, signature): (&str, &str, &str),
    keys: &'k [Key],
    expected: &Expected<'_>,
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    let compact = [protected, payload, signature].join(".");
    verify(compact.as_bytes(), keys, expected, limits)
}

fn bounded(octets: &[u8], limits: &Limits) -> Result<(), Error> {
    let limit = limits.credential_bytes;
    if octets.len() <= limit {
        return Ok(());
    }
    let error: credential::Error = credential::ErrorKind::TooLarge { limit }.into();
    Err(error.into())
}

/// What matters of a JOSE header.
struct Header {
    algorithm: Algorithm,
    id: Option<Vec<u8>>,
}

impl Header {
    fn read(json: &[u8], expected: &Expected<'_>, limits: &Limits) -> Result<Header, Error> {
        let inside = |error: credential::Error| {
            error.inside(credential::error::PathStep::Part(credential::error::Part::JoseHeader))
        };
        let root = json::claims(json, limits).map_err(inside)?;
        let nothing = Map::default();
        let map = if let Value::Map(map) = &root.value { map } else { &nothing };
        let algorithm = algorithm(text(map, "alg")?)?;
        critical(map)?;
        encoded(map)?;
        let found = text(map, "typ")?.map_or(Found::Nothing, Found::MediaType);
        expected.check(found)?;
        let id = text(map, "kid")?.map(|id| id.as_bytes().to_vec());
        Ok(Header { algorithm, id })
    }
}

fn algorithm(name: Option<&str>) -> Result<Algorithm, AlgorithmFault> {
    let name = name.ok_or(AlgorithmFault::Missing)?;
    if name.eq_ignore_ascii_case("none") {
        return Err(AlgorithmFault::None);
    }
    if algorithm::is_jose_mac(name) {
        return Err(AlgorithmFault::Symmetric);
    }
    Algorithm::from_jose(name).ok_or_else(|| AlgorithmFault::Unsupported(name.to_owned()))
}

/// `crit` (RFC 7515 section 4.1.11): a list, neither empty nor with duplicates, of parameters that
/// stand in the header and are none of RFC 7515's own. Only `b64` is understood.
fn critical(map: &Map<'_>) -> Result<(), HeaderFault> {
    let Some(node) = map.get(b"crit") else { return Ok(()) };
    let Value::Array(Array { items, .. }) = &node.value else { return Err(HeaderFault::Critical) };
    let mut seen: Vec<&str> = Vec::with_capacity(items.len());
    for item in items {
        let Value::Text(name) = &item.value else { return Err(HeaderFault::Critical) };
        if name != "b64" && !REGISTERED.contains(&name.as_ref()) {
            return Err(HeaderFault::CriticalUnknown(name.as_ref().to_owned()));
        }
        let listed = name == "b64" && map.get(b"b64").is_some() && !seen.contains(&name.as_ref());
        if !listed {
            return Err(HeaderFault::Critical);
        }
        seen.push(name);
    }
    if seen.is_empty() { Err(HeaderFault::Critical) } else { Ok(()) }
}

/// The parameters of RFC 7515 section 4.1, which `crit` must not list.
const REGISTERED: [&str; 11] =
    ["alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"];

/// `b64` (RFC 7797): only true, which is as if it were not there.
fn encoded(map: &Map<'_>) -> Result<(), HeaderFault> {
    match map.get(b"b64").map(|node| &node.value) {
        None | Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(HeaderFault::UnencodedPayload),
        Some(_) => Err(HeaderFault::Parameter("b64")),
    }
}

/// A parameter that is text, if it is there.
fn text<'n>(map: &'n Map<'_>, name: &'static str) -> Result<Option<&'n str>, HeaderFault> {
    match map.get(name.as_bytes()).map(|node| &node.value) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(HeaderFault::Parameter(name)),
    }
}
