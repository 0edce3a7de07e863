//! Trust material and terms, as the command line names them.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use admit::limits::Limits;
use admit::semantics::date::Instant;
use admit::verify::{self, Terms, Trust};

use crate::args::TrustArgs;
use crate::exit::Failure;
use crate::files;

/// What a credential is verified with.
pub struct Verifier {
    pub trust: Trust,
    pub terms: Terms,
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
    let terms = Terms {
        leeway: args.leeway,
        audience: args.audience.clone(),
        ..Terms::at(args.at.clone().unwrap_or_else(now))
    };
    Ok(Some(Verifier { trust, terms }))
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
    if args.at.is_none() && args.audience.is_none() && args.leeway == 0 {
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
