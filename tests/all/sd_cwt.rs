//! SD-CWT: accepted, rejected and disclosed as draft-ietf-spice-sd-cwt-07, the vectors and our own
//! rules say.

pub mod build;
mod generated;
mod rules;
mod vectors;
mod verified;

use admit::credential::tree::{Claims, Node};
use admit::credential::{DigestMode, Envelope, Error, ErrorKind, canonical, cbor};
use admit::limits::Limits;

/// Opens a token and reads its claims; `check` sees both.
fn read_as<T>(
    octets: &[u8],
    mode: DigestMode,
    check: impl FnOnce(&Envelope<'_>, &Claims<'_>) -> T,
) -> Result<T, Error> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, None, None, &limits)?.with_digest_mode(mode);
    let claims = envelope.claims(&limits)?.trust_without_verification();
    Ok(check(&envelope, &claims))
}

/// The effective claims in deterministic CBOR.
fn effective_as(octets: &[u8], mode: DigestMode) -> Result<Vec<u8>, Error> {
    read_as(octets, mode, |_, claims| encoded(&claims.root))
}

/// The same in the mode that is not named.
fn effective(octets: &[u8]) -> Result<Vec<u8>, Error> {
    effective_as(octets, DigestMode::default())
}

/// Why a token is rejected.
fn error(octets: &[u8]) -> Option<ErrorKind> {
    effective(octets).err().map(|error| error.kind)
}

fn encoded(node: &Node<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    canonical::cbor(node, &mut out).expect("what came from CBOR can be written as CBOR");
    out
}

/// CBOR in deterministic encoding.
fn deterministic(octets: &[u8]) -> Vec<u8> {
    encoded(&cbor::item(octets, &Limits::default()).unwrap())
}
