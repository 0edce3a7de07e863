//! Credentials before a policy: opened, verified where that was asked for, decided on, and held against
//! the room's disclosure policy.

use std::fmt::Write as _;

use admit::credential::tree::HolderClaims;
use admit::credential::{Envelope, Error, Unverified};
use admit::eval::disclosure::{DisclosureFault, Violation};
use admit::eval::{Decision, Policy, Trace};
use admit::limits::Limits;
use admit::model::disclosure::DisclosurePolicy;
use admit::report;
use admit::verify::{self, Verification};
use miette::Diagnostic;
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::files;
use crate::style::Streams;
use crate::trust::Verifier;

/// Why a credential cannot be decided on.
pub enum Unusable {
    Malformed(Error),
    Unverified(verify::Error),
}

impl From<Error> for Unusable {
    fn from(error: Error) -> Self {
        Unusable::Malformed(error)
    }
}

impl From<verify::Error> for Unusable {
    fn from(error: verify::Error) -> Self {
        Unusable::Unverified(error)
    }
}

/// One credential and what the policy says of it.
#[derive(Clone)]
pub struct Judged<'p> {
    pub format: admit::format::Format,
    pub credential_type: u16,
    /// `None` when nobody was asked to verify it.
    pub verification: Option<Verification>,
    /// What was verified of what the holder says, if anything.
    pub holder: Option<Verification>,
    pub trace: Trace<'p>,
    /// What it does against the room's disclosure policy.
    pub violations: Vec<Violation>,
}

/// What credentials are judged by.
pub struct Judge<'r, 'p> {
    pub policy: &'p Policy,
    /// What the room asks of disclosures, as far as it says so.
    pub disclosure: Option<&'r DisclosurePolicy>,
    pub limits: &'r Limits,
}

impl<'p> Judge<'_, 'p> {
    /// Each credential by itself: a presentation holds several, and their claims never mix. What the
    /// holder says, it says beside each of them.
    pub fn judge(
        &self,
        envelope: &Envelope<'_>,
        verifier: Option<&Verifier>,
    ) -> Result<Vec<Judged<'p>>, Unusable> {
        let embedded = envelope.embedded(self.limits)?;
        let credentials = embedded.as_deref();
        let each = credentials.map_or_else(|| vec![envelope], |all| all.iter().collect());
        let Some(verifier) = verifier else {
            let holder = envelope.holder_claims(self.limits)?;
            return each.iter().map(|one| self.unverified(one, holder.as_ref())).collect();
        };
        let proof = verifier.verify(envelope, credentials, self.limits)?;
        let holder = proof.holder.as_ref().map(|(_, verification)| verification);
        let judged = each.iter().zip(&proof.credentials).map(|(one, (claims, verification))| {
            let violations = self.disclosure.map(|policy| policy.judge(claims, self.limits));
            Judged {
                format: one.format(),
                credential_type: one.credential_type(),
                verification: Some(verification.clone()),
                holder: holder.cloned(),
                trace: self.policy.explain_with_holder(claims, proof.holder_says()),
                violations: violations.unwrap_or_default(),
            }
        });
        Ok(judged.collect())
    }

    fn unverified(
        &self,
        envelope: &Envelope<'_>,
        holder: Option<&Unverified<HolderClaims<'_>>>,
    ) -> Result<Judged<'p>, Unusable> {
        let claims = envelope.claims(self.limits)?;
        let judge =
            |policy: &DisclosurePolicy| policy.judge_unverified_claims(&claims, self.limits);
        Ok(Judged {
            format: envelope.format(),
            credential_type: envelope.credential_type(),
            verification: None,
            holder: None,
            trace: self.policy.explain_unverified_claims_with_holder(&claims, holder),
            violations: self.disclosure.map(judge).unwrap_or_default(),
        })
    }
}

impl<'p> Judged<'p> {
    /// The decision: whoever breaks the disclosure policy is not admitted, whatever the rules say.
    pub fn final_decision(&self) -> Decision<'p> {
        match self.trace.decision {
            Decision::Admitted { .. } if !self.violations.is_empty() => Decision::None,
            decision => decision,
        }
    }
}

/// Of several credentials, the one that the earliest entry matches; of several that none matches, the
/// one that `rank` puts first. What any of them discloses is disclosed; what has to be disclosed, this
/// one has to.
pub fn deciding<'p, R: Ord>(
    judged: &[Judged<'p>],
    rank: impl Fn(&Judged<'p>) -> R,
) -> Option<Judged<'p>> {
    let place =
        |judged: &Judged<'p>| (judged.trace.decision.entry().unwrap_or(usize::MAX), rank(judged));
    let (at, first) = judged.iter().enumerate().min_by_key(|(_, judged)| place(judged))?;
    let mut deciding = first.clone();
    for (_, other) in judged.iter().enumerate().filter(|(other, _)| *other != at) {
        let forbidden = |it: &&Violation| it.fault == DisclosureFault::Forbidden;
        deciding.violations.extend(other.violations.iter().filter(forbidden).cloned());
    }
    Some(deciding)
}

/// What a credential does against the disclosure policy, a line each.
pub fn violation_words(judged: &Judged<'_>) -> String {
    judged.violations.iter().fold(String::new(), |mut out, violation| {
        let _ = writeln!(out, "  disclosure: {}", report::disclosure::text(violation));
        out
    })
}

/// Says why nothing can be decided.
pub fn refuse(as_json: bool, unusable: &Unusable, streams: Streams) -> Result<Exit, Failure> {
    let (error, diagnostic): (Value, &dyn Diagnostic) = match unusable {
        Unusable::Malformed(error) => (report::json::credential_error(error), error),
        Unusable::Unverified(error) => (report::json::verification_error(error), error),
    };
    if as_json {
        files::print(format!("{:#}\n", report::json::no_decision(&error)).as_bytes())?;
    } else {
        streams.complain(diagnostic);
    }
    Ok(Exit::Credential)
}

/// What was verified, in plain sight.
pub fn verified_words(judged: &Judged<'_>) -> String {
    match &judged.verification {
        Some(verification) => {
            let holder = judged.holder.as_ref().map(report::trace::holder_verified);
            report::trace::verified(verification) + &holder.unwrap_or_default()
        }
        None => report::trace::unverified(judged.format),
    }
}
