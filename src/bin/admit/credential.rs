//! `admit credential`: what a credential is and says, and how a policy reaches it.

use admit::credential::{Envelope, Error};
use admit::describe::{self, Description};
use admit::limits::Limits;
use admit::report;
use serde_json::json;

use crate::args::{CredentialArgs, CredentialForm, OpeningArgs};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::style::Streams;

/// Describes one credential.
pub fn run(args: &CredentialArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let octets = files::read(&args.credential.file, limits.credential_bytes)?;
    let opened = args.credential.opening.open(&octets, &limits);
    let described = opened.and_then(|envelope| describe::describe_unverified(&envelope, &limits));
    match described {
        Ok(description) => {
            let shown = if args.json {
                format!("{:#}\n", report::credential::json(&description))
            } else {
                report::credential::text(&description, &verification(&description))
            };
            files::print(shown.as_bytes())?;
            Ok(Exit::Fine)
        }
        Err(error) => malformed(&error, args.json, streams),
    }
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

/// What was verified, in a line.
fn verification(description: &Description) -> String {
    let format = description.format.word();
    format!("claims are unverified: no signature of this {format} credential was checked")
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
