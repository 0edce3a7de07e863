//! Verification: credentials are verified, or refused for the right reason, as their vectors and
//! the rules say.

mod certificates;
mod chains;
mod constraints;
mod cwt;
mod headers;
pub mod issue;
mod jwt;
mod keys;
mod mutations;
mod times;

use admit::credential::Envelope;
use admit::format::Format;
use admit::limits::Limits;
use admit::semantics::date::Instant;
use admit::verify::{self, Error, ErrorKind, Terms, Trust, Verification};

/// Terms at a second, with nothing else asked for.
fn at(seconds: i64) -> Terms {
    Terms::at(Instant::from_seconds(seconds))
}

/// Trust in the keys of a JWK or a JWK Set.
fn jwks(jwks: &serde_json::Value) -> Trust {
    let mut trust = Trust::default();
    trust.add_jwks(jwks.to_string().as_bytes(), &Limits::default()).unwrap();
    trust
}

/// Verifies a credential as one of a format.
fn verify(
    octets: &[u8],
    format: Format,
    trust: &Trust,
    terms: &Terms,
) -> Result<Verification, Error> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, Some(format), None, &limits)?;
    verify::verify(&envelope, trust, terms, &limits).map(|(_, verification)| verification)
}

/// The kind of a failure; to succeed is a fault of the test.
fn kind<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind
}
