//! Parts of a policy: one rule alone, one part of a condition alone, and where they stand.

use crate::check::Checked;
use crate::check::checked::{Condition, Rule, Value};
use crate::format::Family;
use crate::rule::{Options, lower};
use crate::source::Span;
use crate::spell::literal;

/// All of a policy but its rules and tests.
pub(super) fn frame(checked: &Checked) -> Checked {
    Checked {
        name: checked.name.clone(),
        description: checked.description.clone(),
        wire: checked.wire.clone(),
        credentials: checked.credentials.clone(),
        roles: checked.roles.clone(),
        rules: Vec::new(),
        disclosure: Default::default(),
        tests: Vec::new(),
        _made_by_checker: (),
    }
}

/// The policy with these rules.
pub(super) fn with_rules(frame: &Checked, rules: Vec<Rule>) -> Checked {
    Checked { rules, ..frame.clone() }
}

/// The policy with one rule, and there with another condition.
pub(super) fn asking(frame: &Checked, rule: &Rule, condition: Condition) -> Checked {
    with_rules(frame, vec![Rule { condition: Some(condition), ..rule.clone() }])
}

/// Whose claims a rule tests, as far as an entry can say; `None` is anyone.
pub(super) fn family(frame: &Checked, rule: &Rule) -> Option<Family> {
    let credential = frame.credentials.get(rule.credential?.0)?;
    Some(credential.format.family())
}

/// Where a condition stands.
pub(super) fn span(condition: &Condition) -> Span {
    match condition {
        Condition::Test(test) => test.span,
        Condition::Any(_, span) => *span,
        Condition::All(parts) => {
            let first = parts.first().map(span).unwrap_or_default();
            parts.last().map_or(first, |last| first.to(span(last)))
        }
    }
}

/// Whether no credential matches both rules. When that cannot be told, some may.
pub(super) fn are_disjoint(frame: &Checked, one: &Rule, other: &Rule, options: &Options) -> bool {
    let (Some(left), Some(right)) = (family(frame, one), family(frame, other)) else {
        return false;
    };
    if left != right {
        return true;
    }
    let (Some(left), Some(right)) = (&one.condition, &other.condition) else { return false };
    let both = Condition::All(vec![left.clone(), right.clone()]);
    lower(&asking(frame, one, both), options).is_ok_and(|lowered| lowered.preauth.is_empty())
}

/// A value as the language writes it.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Date { text, .. } => text.clone(),
        Value::Text(text) => literal::text(text),
        Value::Bytes(octets) => literal::bytes(octets),
        Value::List(_) => "that is a list".to_owned(),
    };
    format!("`{text}`")
}
