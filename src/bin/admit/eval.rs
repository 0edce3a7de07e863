//! `admit eval`: which role a credential gets, and why.

use std::fmt::Write as _;

use admit::eval::{Decision, Outcome, Policy, Reach, Trace};
use admit::explain::{Explanation, joiner::View};
use admit::limits::Limits;
use admit::model::Role;
use admit::report;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::judge::{self, Judge, Judged, Unusable, verified_words};
use crate::rules::{self, Rules};
use crate::style::Streams;
use crate::trust;

/// Decides on the policy's octets, and explains.
pub fn run(args: &EvalArgs, streams: Streams) -> Result<Exit, Failure> {
    if files::is_standard_input(&args.policy) && files::is_standard_input(&args.credential) {
        return Err(Failure::usage("only one of the policy and the credential can be `-`"));
    }
    let limits = Limits::default();
    let verifier = trust::load(&args.trust, &limits)?;
    let Some(rules) = rules::load(&args.into(), &limits, streams)? else { return Ok(Exit::Policy) };
    let octets = files::read(&args.credential, limits.credential_bytes)?;
    let policy = Policy::prepare_within(&rules.data, &limits);
    let opened = args.opening.open(&octets, &limits);
    let judged = opened.map_err(Unusable::from).and_then(|envelope| {
        let judge =
            Judge { policy: &policy, disclosure: rules.disclosure.as_ref(), limits: &limits };
        judge.judge(&envelope, verifier.as_ref())
    });
    let judged = match judged {
        Ok(judged) => judged,
        Err(unusable) => return judge::refuse(args.json, &unusable, streams),
    };
    let Some(deciding) = nearest(&judged, &rules) else {
        return Err(Failure::usage("the presentation holds no credential"));
    };
    files::print(show(args, &deciding, &rules, judged.len()).as_bytes())?;
    Ok(match deciding.final_decision() {
        Decision::Admitted { .. } => Exit::Fine,
        Decision::Refused { .. } | Decision::None => Exit::NotAdmitted,
    })
}

/// Of several credentials, the one that the earliest entry matches; else the one that lacks least.
fn nearest<'p>(judged: &[Judged<'p>], rules: &Rules) -> Option<Judged<'p>> {
    judge::deciding(judged, |judged| {
        let misses = Explanation::of(&rules.book, &judged.trace).misses;
        misses.first().map_or(usize::MAX, |miss| miss.lacking.len())
    })
}

fn show(args: &EvalArgs, judged: &Judged<'_>, rules: &Rules, credentials: usize) -> String {
    let explain = || Explanation::of(&rules.book, &judged.trace);
    match (args.for_joiner, args.explain, args.json) {
        (true, _, true) => format!("{:#}\n", joiner_json(judged, &explain())),
        (true, _, false) => joiner_text(judged, &explain()),
        (false, true, true) => {
            let mut object = as_json(judged, rules, credentials);
            if let Value::Object(members) = &mut object {
                members.insert("explanation".into(), report::explain::json(&explain()));
            }
            format!("{object:#}\n")
        }
        (false, true, false) => explained_text(judged, &explain(), credentials),
        (false, false, true) => format!("{:#}\n", as_json(judged, rules, credentials)),
        (false, false, false) => as_text(judged, rules, credentials),
    }
}

/// The owner's view.
fn explained_text(
    judged: &Judged<'_>,
    explanation: &Explanation<'_>,
    credentials: usize,
) -> String {
    let mut out = verdict(judged, &report::explain::verdict(explanation));
    out.push_str(&verified_words(judged));
    out.push_str(&presented_words(credentials));
    out.push('\n');
    out.push_str(&report::explain::text(explanation, files::output_width()));
    out
}

/// What the rules say, and that it does not count when the disclosure policy is broken.
fn verdict(judged: &Judged<'_>, rules: &str) -> String {
    if judged.violations.is_empty() {
        return format!("{rules}\n");
    }
    let mut out = match judged.trace.decision {
        Decision::Admitted { .. } => {
            format!(
                "not admitted: what is disclosed breaks the room's policy\nwithout that: {rules}\n"
            )
        }
        Decision::Refused { .. } | Decision::None => format!("{rules}\n"),
    };
    out.push_str(&judge::violation_words(judged));
    out
}

fn view(judged: &Judged<'_>, explanation: &Explanation<'_>) -> View {
    View::of(explanation).with_violations(&judged.violations)
}

/// The joiner's view: whether it was verified is said, and nothing that the view does not say.
fn joiner_text(judged: &Judged<'_>, explanation: &Explanation<'_>) -> String {
    let shown = report::explain::joiner_text(&view(judged, explanation), files::output_width());
    let verified = verified_words(judged);
    format!("{verified}{shown}")
}

fn joiner_json(judged: &Judged<'_>, explanation: &Explanation<'_>) -> Value {
    let mut object = report::explain::joiner_json(&view(judged, explanation));
    if let Value::Object(members) = &mut object {
        members.insert("verified".into(), judged.verification.is_some().into());
        members.insert("format".into(), judged.format.word().into());
    }
    object
}

fn as_json(judged: &Judged<'_>, rules: &Rules, credentials: usize) -> Value {
    let (trace, decision) = (&judged.trace, judged.final_decision());
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
                "claims": claims_json(trace, outcomes, rules, entry),
            })
        })
        .collect();
    json!({
        "decision": decision.word(),
        "role": decision.role().map(role_json),
        "entry": decision.entry(),
        "rule": decision.entry().and_then(|entry| rules.rule_name(entry)),
        "disclosure": rules.disclosure.as_ref().map(|_| report::disclosure::json(&judged.violations)),
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

fn claims_json(trace: &Trace<'_>, outcomes: &[Outcome], rules: &Rules, entry: usize) -> Vec<Value> {
    let claims = outcomes.iter().enumerate().map(|(claim, outcome)| {
        let mut object = report::json::outcome(outcome, trace.reach(entry, claim));
        if let Value::Object(members) = &mut object {
            members.insert("claim".into(), rules.claim(entry, claim).into());
        }
        object
    });
    claims.collect()
}

fn as_text(judged: &Judged<'_>, rules: &Rules, credentials: usize) -> String {
    let trace = &judged.trace;
    let said = match trace.decision {
        Decision::Admitted { entry, role } => {
            format!("admitted as {} by {}", role_words(role), rules.entry_name(entry))
        }
        Decision::Refused { entry } => format!("refused by {}", rules.entry_name(entry)),
        Decision::None => "not admitted: no rule matches".into(),
    };
    let mut out = verdict(judged, &said);
    out.push_str(&verified_words(judged));
    out.push_str(&presented_words(credentials));
    for (entry, outcomes) in trace.entries.iter().enumerate() {
        out.push_str(&entry_text(trace, outcomes, rules, entry));
    }
    let skipped = rules.data.len().saturating_sub(trace.entries.len());
    if skipped > 0 {
        let entries = if skipped == 1 { "entry was" } else { "entries were" };
        let _ = writeln!(out, "\n{skipped} further {entries} not consulted");
    }
    out
}

fn presented_words(credentials: usize) -> String {
    match credentials {
        0 | 1 => String::new(),
        _ => format!("the presentation holds {credentials} credentials; this one decides\n"),
    }
}

fn entry_text(trace: &Trace<'_>, outcomes: &[Outcome], rules: &Rules, entry: usize) -> String {
    let matched = outcomes.iter().all(Outcome::is_satisfied);
    let verdict = if matched { "matches" } else { "does not match" };
    let mut out = format!("\n{} {verdict}\n", rules.entry_name(entry));
    if outcomes.is_empty() {
        out.push_str("  anyone\n");
    }
    for (claim, outcome) in outcomes.iter().enumerate() {
        let reach = trace.reach(entry, claim);
        out.push_str(&claim_line(outcome, reach, &rules.claim(entry, claim)));
    }
    out
}

fn claim_line(outcome: &Outcome, reach: Option<&Reach>, claim: &str) -> String {
    let mark = if outcome.is_satisfied() { "yes" } else { "no " };
    match report::trace::reason(outcome, reach) {
        Some(reason) => format!("  {mark}  {claim}\n         {reason}\n"),
        None => format!("  {mark}  {claim}\n"),
    }
}

pub fn role_words(role: &Role) -> String {
    if role.name.is_empty() {
        format!("role {}", role.index)
    } else {
        format!("{} (role {})", report::trace::printable(&role.name), role.index)
    }
}
