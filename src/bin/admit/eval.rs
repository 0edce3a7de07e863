//! `admit eval`: which role a credential gets, and why.

use std::fmt::Write as _;

use admit::credential::{self, Envelope};
use admit::eval::{Decision, Outcome, Policy, Trace};
use admit::limits::Limits;
use admit::model::Role;
use admit::report;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::rules::{self, Rules};
use crate::style::Streams;

/// Decides on the policy's octets, and explains.
pub fn run(args: &EvalArgs, streams: Streams) -> Result<Exit, Failure> {
    if files::is_standard_input(&args.policy) && files::is_standard_input(&args.credential) {
        return Err(Failure::usage("only one of the policy and the credential can be `-`"));
    }
    let limits = Limits::default();
    let Some(rules) = rules::load(args, &limits, streams)? else { return Ok(Exit::Policy) };
    let octets = files::read(&args.credential, limits.credential_bytes)?;
    let opened = open(args, &octets, &limits);
    let (envelope, claims) =
        match opened.as_ref().map(|envelope| (envelope, claims(envelope, &limits))) {
            Ok((envelope, Ok(claims))) => (envelope, claims),
            Err(error) => return malformed(args, error, streams),
            Ok((_, Err(error))) => return malformed(args, &error, streams),
        };
    let policy = Policy::prepare_within(&rules.data, &limits);
    let trace = policy.explain_unverified_claims(&claims);
    let shown = if args.json {
        format!("{:#}\n", as_json(&trace, &rules, envelope))
    } else {
        as_text(&trace, &rules, envelope)
    };
    files::print(shown.as_bytes())?;
    Ok(match trace.decision {
        Decision::Admitted { .. } => Exit::Fine,
        Decision::Refused { .. } | Decision::None => Exit::NotAdmitted,
    })
}

fn open<'a>(
    args: &EvalArgs,
    octets: &'a [u8],
    limits: &Limits,
) -> Result<Envelope<'a>, credential::Error> {
    Envelope::open(octets, args.format_of_credential, args.credential_type, limits)
}

fn claims<'a>(
    envelope: &'a Envelope<'_>,
    limits: &Limits,
) -> Result<credential::Unverified<credential::Claims<'a>>, credential::Error> {
    envelope.claims(limits)
}

fn malformed(
    args: &EvalArgs,
    error: &credential::Error,
    streams: Streams,
) -> Result<Exit, Failure> {
    if args.json {
        let object = json!({
            "decision": "none",
            "role": null,
            "entry": null,
            "verified": false,
            "error": report::json::credential_error(error),
        });
        files::print(format!("{object:#}\n").as_bytes())?;
    } else {
        streams.complain(error);
    }
    Ok(Exit::Credential)
}

fn as_json(trace: &Trace<'_>, rules: &Rules, envelope: &Envelope<'_>) -> Value {
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
        "verified": false,
        "credential": {
            "format": envelope.format().word(),
            "family": envelope.format().family().word(),
            "credential_type": envelope.credential_type(),
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

fn as_text(trace: &Trace<'_>, rules: &Rules, envelope: &Envelope<'_>) -> String {
    let mut out = String::new();
    let verdict = match trace.decision {
        Decision::Admitted { entry, role } => {
            format!("admitted as {} by {}", role_words(role), rules.entry_name(entry))
        }
        Decision::Refused { entry } => format!("refused by {}", rules.entry_name(entry)),
        Decision::None => "not admitted: no rule matches".into(),
    };
    let _ = writeln!(out, "{verdict}");
    let format = envelope.format().word();
    let _ = writeln!(
        out,
        "claims are unverified: no signature of this {format} credential was checked"
    );
    for (entry, outcomes) in trace.entries.iter().enumerate() {
        let matched = outcomes.iter().all(Outcome::is_satisfied);
        let verdict = if matched { "matches" } else { "does not match" };
        let _ = writeln!(out, "\n{} {verdict}", rules.entry_name(entry));
        if outcomes.is_empty() {
            let _ = writeln!(out, "  anyone");
        }
        for (claim, outcome) in outcomes.iter().enumerate() {
            out.push_str(&claim_line(outcome, &rules.claim(entry, claim)));
        }
    }
    let skipped = rules.data.len().saturating_sub(trace.entries.len());
    if skipped > 0 {
        let entries = if skipped == 1 { "entry was" } else { "entries were" };
        let _ = writeln!(out, "\n{skipped} further {entries} not consulted");
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
