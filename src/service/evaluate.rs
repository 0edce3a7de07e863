//! Evaluating: what the policy in the editor decides on a credential in a file beside it.

use std::fmt::Write as _;

use crate::credential::Envelope;
use crate::eval::{Decision, Outcome, Policy, Trace};
use crate::model::PreAuthData;
use crate::report;
use crate::rule::decompile;
use crate::service::analysis::Analysis;
use crate::service::workspace::Workspace;
use crate::wire;

/// How many credentials beside a file are offered.
const MOST: usize = 8;

/// The endings of files that hold credentials.
const ENDINGS: [&str; 13] = [
    "jwt", "sd_jwt", "sdjwt", "sd-jwt", "cwt", "sd_cwt", "cbor", "cose", "pem", "crt", "cer",
    "der", "vc",
];

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// In a few words: "moderator by hr".
    pub verdict: String,
    /// Every entry that was consulted, with its claims, in whole lines.
    pub explanation: String,
}

impl Workspace {
    /// The credentials in the folder of a file, by name.
    pub fn credentials_beside(&self, file: &str) -> Vec<String> {
        let has_ending = |name: &String| {
            name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
        };
        let mut found: Vec<String> =
            self.files().beside(file).into_iter().filter(has_ending).collect();
        found.truncate(MOST);
        found
    }

    /// What the policy in a file decides on a credential, whose claims are taken unverified.
    ///
    /// # Errors
    /// Why there is no decision, in words for the user.
    pub fn evaluate(&self, file: &str, credential: &str) -> Result<Evaluation, String> {
        let analysis = self.analysis(file).ok_or("there is no such policy")?;
        if analysis.checkup.has_errors() {
            return Err("the policy has errors".into());
        }
        let lowered = analysis.lowering().lowered.as_ref().ok_or("the policy has no entries")?;
        let limits = self.limits();
        // What decides are the octets.
        let data = wire::encode(&lowered.preauth, limits)
            .and_then(|octets| wire::decode(lowered.preauth.profile(), &octets, limits))
            .map_err(|error| error.to_string())?;
        let octets = self.files().read(credential)?;
        let envelope =
            Envelope::open(&octets, None, None, limits).map_err(|error| error.to_string())?;
        let claims = envelope.claims(limits).map_err(|error| error.to_string())?;
        let policy = Policy::prepare_within(&data, limits);
        let trace = policy.explain_unverified_claims(&claims);
        let verdict = match trace.decision {
            Decision::Admitted { entry, role } => {
                format!(
                    "{} by {}",
                    report::trace::printable(&role.name),
                    analysis.entry_name(entry)
                )
            }
            Decision::Refused { entry } => format!("refused by {}", analysis.entry_name(entry)),
            Decision::None => "no role".to_owned(),
        };
        let explanation = analysis.explained(&trace, &data);
        Ok(Evaluation { verdict, explanation })
    }
}

impl Analysis {
    /// The rule of an entry.
    fn entry_name(&self, entry: usize) -> String {
        let origin =
            self.lowering().lowered.as_ref().and_then(|lowered| lowered.origins.get(entry));
        let rule = origin.and_then(|origin| self.checkup.policy.as_ref()?.rules.get(origin.rule));
        match rule.and_then(|rule| rule.name.as_ref()) {
            Some(name) => format!("`{name}`"),
            None => format!("entry {entry}"),
        }
    }

    fn explained(&self, trace: &Trace<'_>, data: &PreAuthData) -> String {
        let claims = decompile::claims(data);
        let mut text = "claims are unverified: no signature was checked\n".to_owned();
        for (entry, outcomes) in trace.entries.iter().enumerate() {
            let matched = outcomes.iter().all(Outcome::is_satisfied);
            let verdict = if matched { "matches" } else { "does not match" };
            let _ = writeln!(text, "{} {verdict}", self.entry_name(entry));
            let words = claims.get(entry).map(Vec::as_slice).unwrap_or_default();
            for (at, (outcome, claim)) in outcomes.iter().zip(words).enumerate() {
                let mark = if outcome.is_satisfied() { "yes" } else { "no " };
                let _ = writeln!(text, "  {mark}  {claim}");
                if let Some(reason) = report::trace::reason(outcome, trace.reach(entry, at)) {
                    let _ = writeln!(text, "       {reason}");
                }
            }
        }
        text
    }
}
