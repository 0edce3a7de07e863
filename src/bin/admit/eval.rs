//! `admit eval`: which role a credential gets, and why.

use std::fmt::Write as _;

use admit::credential::{Envelope, Error};
use admit::eval::{Decision, Outcome, Policy, Trace};
use admit::limits::Limits;
use admit::model::Role;
use admit::report;
use admit::verify::{self, Verification};
use miette::Diagnostic;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::rules::{self, Rules};
use crate::style::Streams;
use crate::trust::{self, Verifier};

/// Decides on the policy's octets, and explains.
pub fn run(args: &EvalArgs, streams: Streams) -> Result<Exit, Failure> {
    if files::is_standard_input(&args.policy) && files::is_standard_input(&args.credential) {
        return Err(Failure::usage("only one of the policy and the credential can be `-`"));
    }
    let limits = Limits::default();
    let verifier = trust::load(&args.trust, &limits)?;
    let Some(rules) = rules::load(args, &limits, streams)? else { return Ok(Exit::Policy) };
    let octets = files::read(&args.credential, limits.credential_bytes)?;
    let policy = Policy::prepare_within(&rules.data, &limits);
    let opened = args.opening.open(&octets, &limits);
    let judged = opened
        .map_err(Unusable::from)
        .and_then(|envelope| judge(&envelope, verifier.as_ref(), &policy, &limits));
    let judged = match judged {
        Ok(judged) => judged,
        Err(unusable) => return refuse(args, &unusable, streams),
    };
    let Some(deciding) = deciding(&judged) else {
        return Err(Failure::usage("the presentation holds no credential"));
    };
    let shown = if args.json {
        format!("{:#}\n", as_json(deciding, &rules, judged.len()))
    } else {
        as_text(deciding, &rules, judged.len())
    };
    files::print(shown.as_bytes())?;
    Ok(match deciding.trace.decision {
        Decision::Admitted { .. } => Exit::Fine,
        Decision::Refused { .. } | Decision::None => Exit::NotAdmitted,
    })
}

/// Why a credential cannot be decided on.
enum Unusable {
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
struct Judged<'p> {
    format: admit::format::Format,
    credential_type: u16,
    /// `None` when nobody was asked to verify it.
    verification: Option<Verification>,
    /// What was verified of what the holder says, if anything.
    holder: Option<Verification>,
    trace: Trace<'p>,
}

/// Each credential by itself: a presentation holds several, and their claims never mix. What the
/// holder says, it says beside each of them.
fn judge<'p>(
    envelope: &Envelope<'_>,
    verifier: Option<&Verifier>,
    policy: &'p Policy,
    limits: &Limits,
) -> Result<Vec<Judged<'p>>, Unusable> {
    let embedded = envelope.embedded(limits)?;
    let credentials = embedded.as_deref();
    let each = credentials.map_or_else(|| vec![envelope], |all| all.iter().collect());
    let Some(verifier) = verifier else {
        let holder = envelope.holder_claims(limits)?;
        let judge = |one: &&Envelope<'_>| {
            let claims = one.claims(limits)?;
            let trace = policy.explain_unverified_claims_with_holder(&claims, holder.as_ref());
            Ok(Judged::new(one, trace, None, None))
        };
        return each.iter().map(judge).collect();
    };
    let proof = verifier.verify(envelope, credentials, limits)?;
    let holder = proof.holder.as_ref().map(|(_, verification)| verification);
    let judged = each.iter().zip(&proof.credentials).map(|(one, (claims, verification))| {
        let trace = policy.explain_with_holder(claims, proof.holder_says());
        Judged::new(one, trace, Some(verification.clone()), holder.cloned())
    });
    Ok(judged.collect())
}

impl<'p> Judged<'p> {
    fn new(
        envelope: &Envelope<'_>,
        trace: Trace<'p>,
        verification: Option<Verification>,
        holder: Option<Verification>,
    ) -> Judged<'p> {
        let (format, credential_type) = (envelope.format(), envelope.credential_type());
        Judged { format, credential_type, verification, holder, trace }
    }
}

/// Of several credentials, the one that the earliest entry matches; else the first.
fn deciding<'j, 'p>(judged: &'j [Judged<'p>]) -> Option<&'j Judged<'p>> {
    judged.iter().min_by_key(|judged| judged.trace.decision.entry().unwrap_or(usize::MAX))
}

fn refuse(args: &EvalArgs, unusable: &Unusable, streams: Streams) -> Result<Exit, Failure> {
    let (error, diagnostic): (Value, &dyn Diagnostic) = match unusable {
        Unusable::Malformed(error) => (report::json::credential_error(error), error),
        Unusable::Unverified(error) => (report::json::verification_error(error), error),
    };
    if args.json {
        files::print(format!("{:#}\n", report::json::no_decision(&error)).as_bytes())?;
    } else {
        streams.complain(diagnostic);
    }
    Ok(Exit::Credential)
}

fn as_json(judged: &Judged<'_>, rules: &Rules, credentials: usize) -> Value {
    let trace = &judged.trace;
    let walked: Vec<Value> = trace
        .entries
        .iter()
        .enumerate()
        .map(|(entry, outcomes)| {
            json!({
                "entry": entry,
                "rule": rules.rule_name(entry),
                "role": rules.data.role(entry).map(role_json),
                "matched": outcomes.iter().all(Outcome::is_satisfied),
                "claims": claims_json(outcomes, rules, entry),
            })
        })
        .collect();
    json!({
        "decision": trace.decision.word(),
        "role": trace.decision.role().map(role_json),
        "entry": trace.decision.entry(),
        "rule": trace.decision.entry().and_then(|entry| rules.rule_name(entry)),
        "verified": judged.verification.is_some(),
        "verification": judged.verification.as_ref().map(report::json::verification),
        "holder_verification": judged.holder.as_ref().map(report::json::verification),
        "credential": {
            "format": judged.format.word(),
            "family": judged.format.family().word(),
            "credential_type": judged.credential_type,
            "presented": credentials,
        },
        "policy": {
            "profile": rules.data.profile().word(),
            "component": rules.component,
            "entries": rules.data.len(),
        },
        "trace": walked,
    })
}

fn role_json(role: &Role) -> Value {
    json!({ "index": role.index, "name": role.name })
}

fn claims_json(outcomes: &[Outcome], rules: &Rules, entry: usize) -> Vec<Value> {
    let claims = outcomes.iter().enumerate().map(|(claim, outcome)| {
        let mut object = report::json::outcome(outcome);
        if let Value::Object(members) = &mut object {
            members.insert("claim".into(), rules.claim(entry, claim).into());
        }
        object
    });
    claims.collect()
}

fn as_text(judged: &Judged<'_>, rules: &Rules, credentials: usize) -> String {
    let trace = &judged.trace;
    let mut out = String::new();
    let verdict = match trace.decision {
        Decision::Admitted { entry, role } => {
            format!("admitted as {} by {}", role_words(role), rules.entry_name(entry))
        }
        Decision::Refused { entry } => format!("refused by {}", rules.entry_name(entry)),
        Decision::None => "not admitted: no rule matches".into(),
    };
    let _ = writeln!(out, "{verdict}");
    out.push_str(&verified_words(judged));
    if credentials > 1 {
        let _ = writeln!(out, "the presentation holds {credentials} credentials; this one decides");
    }
    for (entry, outcomes) in trace.entries.iter().enumerate() {
        out.push_str(&entry_text(outcomes, rules, entry));
    }
    let skipped = rules.data.len().saturating_sub(trace.entries.len());
    if skipped > 0 {
        let entries = if skipped == 1 { "entry was" } else { "entries were" };
        let _ = writeln!(out, "\n{skipped} further {entries} not consulted");
    }
    out
}

/// What was verified, in plain sight.
fn verified_words(judged: &Judged<'_>) -> String {
    match &judged.verification {
        Some(verification) => {
            let holder = judged.holder.as_ref().map(report::trace::holder_verified);
            report::trace::verified(verification) + &holder.unwrap_or_default()
        }
        None => report::trace::unverified(judged.format),
    }
}

fn entry_text(outcomes: &[Outcome], rules: &Rules, entry: usize) -> String {
    let matched = outcomes.iter().all(Outcome::is_satisfied);
    let verdict = if matched { "matches" } else { "does not match" };
    let mut out = format!("\n{} {verdict}\n", rules.entry_name(entry));
    if outcomes.is_empty() {
        out.push_str("  anyone\n");
    }
    for (claim, outcome) in outcomes.iter().enumerate() {
        out.push_str(&claim_line(outcome, &rules.claim(entry, claim)));
    }
    out
}

fn claim_line(outcome: &Outcome, claim: &str) -> String {
    let mark = if outcome.is_satisfied() { "yes" } else { "no " };
    match report::trace::reason(outcome) {
        Some(reason) => format!("  {mark}  {claim}\n         {reason}\n"),
        None => format!("  {mark}  {claim}\n"),
    }
}

fn role_words(role: &Role) -> String {
    if role.name.is_empty() {
        format!("role {}", role.index)
    } else {
        format!("{} (role {})", report::trace::printable(&role.name), role.index)
    }
}
