//! The owner's view as JSON; `docs/explanations.md` is its contract.

use serde_json::{Value, json as object};

use super::super::json::outcome;
use super::miss_sentence;
use crate::explain::{Alternative, Explanation, Miss, RoleName, Rule, Test};

/// The owner's view as one object: `rules` and `nearest` (`docs/explanations.md`).
pub fn json(explanation: &Explanation<'_>) -> Value {
    object!({
        "rules": explanation.rules.iter().map(rule).collect::<Vec<_>>(),
        "nearest": explanation.misses.iter().map(|one| miss(explanation, one)).collect::<Vec<_>>(),
    })
}

fn rule(rule: &Rule) -> Value {
    object!({
        "rule": rule.name,
        "number": rule.number.map(|number| number + 1),
        "role": role(&rule.role),
        "standing": rule.standing.word(),
        "entries": rule.alternatives.iter().map(alternative).collect::<Vec<_>>(),
    })
}

fn alternative(entry: &Alternative) -> Value {
    object!({
        "entry": entry.entry,
        "standing": entry.standing.word(),
        "tests": entry.tests.iter().map(test).collect::<Vec<_>>(),
    })
}

fn test(test: &Test) -> Value {
    let mut object = test
        .outcome
        .as_ref()
        .map_or_else(|| object!({ "outcome": null }), |it| outcome(it, test.reach.as_ref()));
    if let Value::Object(members) = &mut object {
        members.insert("test".into(), test.words.to_string().into());
        members.insert("claim".into(), test.words.claim.clone().into());
        members.insert("part".into(), test.words.part.trim_start_matches('.').into());
        members.insert("wanted".into(), test.words.test.clone().into());
    }
    object
}

fn miss(explanation: &Explanation<'_>, miss: &Miss) -> Value {
    object!({
        "entry": miss.entry,
        "rule": miss.rule,
        "role": role(&miss.role),
        "lacking": miss.lacking,
        "message": miss_sentence(explanation, miss),
    })
}

fn role(role: &RoleName) -> Value {
    object!({ "index": role.index, "name": role.name })
}
