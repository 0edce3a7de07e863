//! Trust material and terms, as the command line names them.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use admit::credential::{Claims, Envelope, Verified};
use admit::limits::Limits;
use admit::semantics::date::Instant;
use admit::verify::{self, Challenge, Client, Terms, Trust, Verification};

use crate::args::TrustArgs;
use crate::exit::Failure;
use crate::files;

/// What a credential is verified with.
pub struct Verifier {
    trust: Trust,
    terms: Terms,
    challenge: Challenge,
    /// Whether the holder has to prove to hold the credential's key.
    bound: bool,
}

impl Verifier {
    /// Verifies one credential, and what its holder proves when that is asked for.
    pub fn verify<'e>(
        &self,
        envelope: &'e Envelope<'_>,
        limits: &Limits,
    ) -> Result<(Verified<Claims<'e>>, Verification), verify::Error> {
        if !self.bound {
            let terms = Terms { audience: self.challenge.audience.clone(), ..self.terms.clone() };
            return verify::verify(envelope, &self.trust, &terms, limits);
        }
        let (credential, _) = verify::holder::verify_bound(
            envelope,
            &self.trust,
            &self.challenge,
            &self.terms,
            limits,
        )?;
        Ok(credential)
    }

    /// Verifies the MLS client that presents a verified credential, when there is one.
    pub fn verify_client(
        &self,
        envelope: &Envelope<'_>,
        claims: &Verified<Claims<'_>>,
        limits: &Limits,
    ) -> Result<Option<Client>, verify::Error> {
        verify::client::verify_client(envelope, claims, &self.terms, limits)
    }

    /// Verifies a presentation, and each of the credentials that it holds.
    pub fn verify_presentation<'e>(
        &self,
        envelope: &'e Envelope<'_>,
        credentials: &'e [Envelope<'static>],
        limits: &Limits,
    ) -> Result<Vec<(Verified<Claims<'e>>, Verification)>, verify::Error> {
        let Verifier { trust, terms, challenge, .. } = self;
        let (verified, _) = verify::holder::verify_presentation(
            envelope,
            credentials,
            trust,
            challenge,
            terms,
            limits,
        )?;
        Ok(verified)
    }
}

/// Loads what the command line names; `None` when it names nobody to believe.
pub fn load(args: &TrustArgs, limits: &Limits) -> Result<Option<Verifier>, Failure> {
    let mut trust = Trust::default();
    add(&args.jwks, limits, |octets| trust.add_jwks(octets, limits))?;
    add(&args.cose_keys, limits, |octets| trust.add_cose_keys(octets, limits))?;
    add(&args.trust_anchors, limits, |octets| trust.add_anchors(octets, limits))?;
    let believes = [&args.jwks, &args.cose_keys, &args.trust_anchors];
    if believes.iter().all(|files| files.is_empty()) {
        return unused(args).map(|()| None);
    }
    let at = args.at.clone().unwrap_or_else(now);
    let terms = Terms { leeway: args.leeway, ..Terms::at(at) };
    let nonce = args.nonce.as_ref().map(|nonce| nonce.clone().into_bytes());
    let audience = args.audience.clone();
    let bound = args.require_key_binding || nonce.is_some();
    let challenge = Challenge { nonce, audience, max_age: None };
    Ok(Some(Verifier { trust, terms, challenge, bound }))
}

fn add(
    paths: &[PathBuf],
    limits: &Limits,
    mut believe: impl FnMut(&[u8]) -> Result<(), verify::Error>,
) -> Result<(), Failure> {
    for path in paths {
        let octets = files::read(path, limits.trust_bytes)?;
        believe(&octets).map_err(|error| {
            Failure::usage(format!("cannot believe `{}`: {error}", files::name(path))).help(
                "name a file with public keys or certificates of the kind that the option asks for",
            )
        })?;
    }
    Ok(())
}

/// Terms without anybody to believe would look like a verification that did not happen.
fn unused(args: &TrustArgs) -> Result<(), Failure> {
    let asks_nothing = args.at.is_none() && args.audience.is_none() && args.nonce.is_none();
    if asks_nothing && args.leeway == 0 && !args.require_key_binding {
        return Ok(());
    }
    Err(Failure::usage("nothing is verified without trust material")
        .help("name keys or certificates with `--jwks`, `--cose-keys` or `--trust-anchors`"))
}

/// The system's time, to the second. A clock before 1970 counts as 1970.
fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant { seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX), fraction: String::new() }
}
