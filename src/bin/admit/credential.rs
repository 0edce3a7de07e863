//! `admit credential`: what a credential is and says, how a policy reaches it, and who vouches for it.

use admit::credential::{Envelope, Error};
use admit::describe::{self, Description};
use admit::limits::Limits;
use admit::report;
use admit::report::credential::Verdict;
use admit::verify;
use serde_json::json;

use crate::args::{CredentialArgs, CredentialForm, OpeningArgs};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::rules;
use crate::style::Streams;
use crate::trust::{self, Verifier};

/// Describes one credential. One that is not good by the trust material is described all the same.
pub fn run(args: &CredentialArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let verifier = trust::load(&args.trust, &limits)?;
    let octets = files::read(&args.credential.file, limits.credential_bytes)?;
    let opened = args.credential.opening.open(&octets, &limits).and_then(|envelope| {
        let description = describe::describe_unverified(&envelope, &limits)?;
        Ok((envelope, description))
    });
    let (envelope, description) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            const HELP: &str =
                "a policy decides on credentials: `admit eval POLICY --credential FILE`";
            let mistaken = rules::mistaken(&args.credential.file, &octets, HELP);
            if let (Some(failure), false) = (mistaken, args.json) {
                streams.complain(&failure);
                return Ok(Exit::Credential);
            }
            return malformed(&error, args.json, streams);
        }
    };
    let verdict = verifier.map_or(Verdict::NotAsked, |verifier| {
        verdict(&verifier, &envelope, &limits).unwrap_or_else(Verdict::Failed)
    });
    let shown = if args.json {
        format!("{:#}\n", report::credential::json(&description, &verdict))
    } else {
        report::credential::text(&description, &verification(&description, &verdict))
    };
    files::print(shown.as_bytes())?;
    let Verdict::Failed(error) = &verdict else { return Ok(Exit::Fine) };
    if !args.json {
        streams.complain(error);
    }
    Ok(Exit::Credential)
}

fn verdict(
    verifier: &Verifier,
    envelope: &Envelope<'_>,
    limits: &Limits,
) -> Result<Verdict, verify::Error> {
    let embedded = envelope.embedded(limits)?;
    let proof = verifier.verify(envelope, embedded.as_deref(), limits)?;
    let credentials = proof.credentials.into_iter().map(|(_, verification)| verification);
    let holder = proof.holder.map(|(_, verification)| verification);
    Ok(Verdict::Verified { credentials: credentials.collect(), holder })
}

/// Says what is wrong with a credential.
pub fn malformed(error: &Error, json: bool, streams: Streams) -> Result<Exit, Failure> {
    if json {
        let object = json!({ "error": report::json::credential_error(error) });
        files::print(format!("{object:#}\n").as_bytes())?;
    } else {
        streams.complain(error);
    }
    Ok(Exit::Credential)
}

/// What was verified, in whole lines.
fn verification(description: &Description, verdict: &Verdict) -> String {
    match verdict {
        Verdict::NotAsked => report::trace::unverified(description.format),
        Verdict::Failed(error) => format!("claims are not verified: {error}\n"),
        Verdict::Verified { credentials, holder } => {
            let each = credentials.iter().map(report::trace::verified);
            each.chain(holder.iter().map(report::trace::holder_verified)).collect()
        }
    }
}

impl OpeningArgs {
    /// Opens a credential as what the call says that it is.
    pub fn open<'a>(&self, octets: &'a [u8], limits: &Limits) -> Result<Envelope<'a>, Error> {
        let credential_type = self.credential_type;
        let envelope = match self.format_of_credential {
            Some(CredentialForm::Mls(structure)) => {
                Envelope::open_mls(structure, octets, None, credential_type, limits)
            }
            Some(CredentialForm::Format(format)) => {
                Envelope::open(octets, Some(format), credential_type, limits)
            }
            None => Envelope::open(octets, None, credential_type, limits),
        };
        Ok(envelope?.with_digest_mode(self.digest_mode))
    }
}
