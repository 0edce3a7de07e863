//! Checked policies made by hand.

use crate::check::Checked;
use crate::check::checked::{
    Condition, Credential, CredentialId, Part, Relation, RoleDefinition, Rule, Step, Subject, Test,
    Value, Wire,
};
use crate::format::{Format, Provenance};
use crate::model::{Profile, Role};
use crate::source::{FileId, Span};

/// A span that is easy to recognize.
pub fn at(start: u32) -> Span {
    Span::new(FileId(0), start, start + 1)
}

pub fn steps(names: &[&str]) -> Vec<Step> {
    names.iter().map(|name| Step::Name((*name).into())).collect()
}

/// A test of a claim named by its path: `a.b`; nothing is the element itself.
pub fn test(path: &str, subject: Subject, relation: Relation) -> Test {
    let names: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
    Test {
        provenance: Provenance::Issuer,
        pointer: steps(&names),
        subject,
        part: Part::Whole,
        relation,
        ignoring_case: false,
        span: at(1),
        claim_span: at(1),
    }
}

pub fn is(path: &str, subject: Subject, relation: Relation) -> Condition {
    Condition::Test(test(path, subject, relation))
}

pub fn part(path: &str, subject: Subject, part: Part, relation: Relation) -> Condition {
    Condition::Test(Test { part, ..test(path, subject, relation) })
}

pub fn text(path: &str, value: &str) -> Condition {
    is(path, Subject::String, Relation::Equal(Value::Text(value.into())))
}

pub fn int(path: &str, value: i64) -> Condition {
    is(path, Subject::Int, Relation::Equal(Value::Int(value)))
}

pub fn exists(path: &str) -> Condition {
    is(path, Subject::Any, Relation::Exists)
}

pub fn absent(path: &str) -> Condition {
    is(path, Subject::Any, Relation::Absent)
}

pub fn all(parts: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::All(parts.into_iter().collect())
}

pub fn any(parts: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::Any(parts.into_iter().collect(), at(2))
}

/// A test of what a search found: `list[condition]rest`.
pub fn found(list: &str, condition: Condition, rest: &str, tested: Test) -> Condition {
    let mut pointer = steps(&[list]);
    pointer.push(Step::Search(Box::new(condition), at(3)));
    pointer.extend(steps(&rest.split('.').filter(|name| !name.is_empty()).collect::<Vec<_>>()));
    Condition::Test(Test { pointer, ..tested })
}

/// A role with an index and nothing else.
pub fn role(index: u32) -> RoleDefinition {
    let name = format!("role{index}");
    let role = Role { index, name: name.clone(), ..Role::default() };
    RoleDefinition { name, role, span: None }
}

/// A policy over one credential of a format, with roles 0 to 3; each rule gives the role of a number.
pub fn policy(format: Format, rules: Vec<(u32, Option<Condition>)>) -> Checked {
    let rules = rules.into_iter().enumerate().map(|(number, (role, condition))| Rule {
        name: None,
        credential: Some(CredentialId(0)),
        role: role as usize,
        condition,
        span: at(100 + number as u32),
    });
    Checked {
        name: "test".into(),
        description: String::new(),
        wire: Wire { profile: Profile::Matcher, path_id: false, component: None, span: at(0) },
        credentials: vec![Credential {
            name: "Badge".into(),
            format,
            credential_type: format.default_credential_type(),
            span: at(0),
        }],
        roles: (0..4).map(role).collect(),
        rules: rules.collect(),
        disclosure: Default::default(),
        tests: Vec::new(),
        _made_by_checker: (),
    }
}

/// A JWT policy with one rule.
pub fn one(condition: Condition) -> Checked {
    policy(Format::Jwt, vec![(2, Some(condition))])
}

pub fn at_profile(profile: Profile, mut policy: Checked) -> Checked {
    policy.wire.profile = profile;
    policy
}

pub fn with(subject: Subject, tested: Part, relation: Relation) -> Condition {
    part("c", subject, tested, relation)
}

pub fn word(value: &str) -> Value {
    Value::Text(value.into())
}
