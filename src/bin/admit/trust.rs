//! Trust material and terms, as the command line names them.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use admit::credential::{Claims, Envelope, HolderClaims};
use admit::eval::HolderSays;
use admit::limits::Limits;
use admit::semantics::date::Instant;
use admit::verify::holder::Checked;
use admit::verify::{self, Challenge, Terms, Trust};

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

/// What was verified.
pub struct Proof<'e> {
    /// The credential, or each of those that a presentation holds.
    pub credentials: Vec<Checked<Claims<'e>>>,
    /// What the holder says beside them, when that was verified.
    pub holder: Option<Checked<HolderClaims<'e>>>,
    /// Whether the holder says something that was not verified.
    is_doubtful: bool,
}

impl Proof<'_> {
    /// What rules may know of the holder's claims.
    pub fn holder_says(&self) -> HolderSays<'_> {
        match &self.holder {
            Some((claims, _)) => HolderSays::Verified(claims),
            None if self.is_doubtful => HolderSays::Unverified,
            None => HolderSays::Nothing,
        }
    }
}

impl Verifier {
    /// Verifies a credential, and what its holder proves when that is asked for; or a presentation,
    /// and each of the credentials that it holds, which are `embedded`.
    pub fn verify<'e>(
        &self,
        envelope: &'e Envelope<'_>,
        embedded: Option<&'e [Envelope<'static>]>,
        limits: &Limits,
    ) -> Result<Proof<'e>, verify::Error> {
        let Verifier { trust, terms, challenge, .. } = self;
        if let Some(embedded) = embedded {
            let (credentials, holder) = verify::holder::verify_presentation(
                envelope, embedded, trust, challenge, terms, limits,
            )?;
            return Ok(Proof { credentials, holder: Some(holder), is_doubtful: false });
        }
        if self.bound {
            let (credential, holder) =
                verify::holder::verify_bound(envelope, trust, challenge, terms, limits)?;
            let credentials = vec![credential];
            return Ok(Proof { credentials, holder: Some(holder), is_doubtful: false });
        }
        let terms = Terms { audience: challenge.audience.clone(), ..terms.clone() };
        let credentials = vec![verify::verify(envelope, trust, &terms, limits)?];
        let is_doubtful = envelope.holder_claims(limits)?.is_some();
        Ok(Proof { credentials, holder: None, is_doubtful })
    }
}

/// Loads what the command line names; `None` when it names nobody to believe.
pub fn load(args: &TrustArgs, limits: &Limits) -> Result<Option<Verifier>, Failure> {
    let mut trust = Trust::default();
    for (issuer, path) in args.jwks.iter().map(|text| named(text)) {
        add(path, limits, |octets| trust.add_jwks_of(issuer, octets, limits))?;
    }
    for (issuer, path) in args.cose_keys.iter().map(|text| named(text)) {
        add(path, limits, |octets| trust.add_cose_keys_of(issuer, octets, limits))?;
    }
    for path in &args.trust_anchors {
        add(path, limits, |octets| trust.add_anchors(octets, limits))?;
    }
    if args.jwks.is_empty() && args.cose_keys.is_empty() && args.trust_anchors.is_empty() {
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

/// The issuer whose keys a file holds, if one is named, and the file. Issuers are URIs or names, and
/// may hold `=` themselves; what is a file as it stands is no issuer's.
fn named(text: &OsStr) -> (Option<&str>, &Path) {
    let whole = Path::new(text);
    let split = text.to_str().and_then(|text| text.rsplit_once('='));
    match split {
        Some((issuer, file)) if !issuer.is_empty() && !whole.exists() => {
            (Some(issuer), Path::new(file))
        }
        _ => (None, whole),
    }
}

fn add(
    path: &Path,
    limits: &Limits,
    believe: impl FnOnce(&[u8]) -> Result<(), verify::Error>,
) -> Result<(), Failure> {
    let octets = files::read(path, limits.trust_bytes)?;
    believe(&octets).map_err(|error| {
        Failure::usage(format!("cannot believe `{}`: {error}", files::name(path))).help(
            "name a file with public keys or certificates of the kind that the option asks for",
        )
    })
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
