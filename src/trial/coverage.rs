//! Coverage: which rules, alternatives and tests the cases have seen satisfied, and which not.
//!
//! Each part is compiled as a rule of its own, and the given credentials are decided on its octets:
//! what is covered is what the compiled policy does.

use crate::check::checked::{Condition, Relation, Rule};
use crate::rule::Options;
use crate::source::Span;

use super::bench::Bench;
use super::{Actual, Said, Trial, parallel, parts};

/// What the cases of a policy have seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// Every part, by rule and then by place in the condition.
    pub points: Vec<Point>,
}

/// A part of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What it is.
    pub kind: Kind,
    /// The rule that it belongs to, by its place.
    pub rule: usize,
    /// Where it stands. The values of a list share the place of their test.
    pub span: Span,
    /// The value, when it is an alternative that asks for one.
    pub value: Option<String>,
    /// In how many cases it was satisfied; of a rule, in how many it decided.
    pub satisfied: usize,
    /// In how many cases, with a credential of its family, it was not satisfied.
    pub unsatisfied: usize,
    /// Whether there is a credential that does not satisfy it: everyone matches a rule without a
    /// condition.
    pub can_fail: bool,
}

/// The kinds of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A rule.
    Rule,
    /// One side of an `or`, one value of an `in`.
    Disjunct,
    /// One test.
    Test,
}

impl Kind {
    /// `rule`, `alternative` or `test`.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Rule => "rule",
            Kind::Disjunct => "alternative",
            Kind::Test => "test",
        }
    }
}

impl Point {
    /// Whether it was seen both ways, as far as there are two.
    pub const fn is_complete(&self) -> bool {
        self.satisfied > 0 && (self.unsatisfied > 0 || !self.can_fail)
    }

    /// What was never seen: `never satisfied`, `never unsatisfied`.
    pub const fn lack(&self) -> Option<&'static str> {
        match (self.kind, self.satisfied, self.unsatisfied) {
            (Kind::Rule, 0, _) => Some("never decides"),
            (_, 0, 0) => Some("never reached by a credential of its kind"),
            (_, 0, _) => Some("never satisfied"),
            (_, _, 0) if self.can_fail => Some("never unsatisfied"),
            _ => None,
        }
    }
}

impl Coverage {
    /// How many parts are complete.
    pub fn complete(&self) -> usize {
        self.points.iter().filter(|point| point.is_complete()).count()
    }

    /// Whether all are.
    pub fn is_complete(&self) -> bool {
        self.complete() == self.points.len()
    }
}

/// A part that is still to be measured.
struct Part<'c> {
    kind: Kind,
    number: usize,
    rule: &'c Rule,
    condition: Option<&'c Condition>,
    span: Span,
}

impl Trial<'_> {
    /// Measures what the cases cover.
    pub fn coverage(&self) -> Coverage {
        let claims = self.claims();
        let decided: Vec<Option<usize>> =
            parallel::map(claims.len(), |at| match self.actual(&self.bench, at, &claims) {
                Actual::Ruled(ruling) | Actual::Forbidden { ruling, .. } => ruling.rule,
                Actual::Failed(_) => None,
            });
        let mut all = Vec::new();
        for (number, rule) in self.checked.rules.iter().enumerate() {
            let condition = rule.condition.as_ref();
            all.push(Part { kind: Kind::Rule, number, rule, condition, span: rule.span });
            if let Some(condition) = condition {
                collect(number, rule, condition, Kind::Test, &mut all);
            }
        }
        let points = parallel::map(all.len(), |at| {
            all.get(at).map(|part| self.measured(part, &claims, &decided, self.options))
        });
        Coverage { points: points.into_iter().flatten().collect() }
    }

    fn measured(
        &self,
        part: &Part<'_>,
        claims: &[Said<'_>],
        decided: &[Option<usize>],
        options: &Options,
    ) -> Point {
        let mut point = Point {
            kind: part.kind,
            rule: part.number,
            span: part.span,
            value: match (part.kind, part.condition) {
                (Kind::Disjunct, Some(Condition::Test(test))) => match &test.relation {
                    Relation::Equal(value) => Some(parts::shown(value)),
                    _ => None,
                },
                _ => None,
            },
            satisfied: 0,
            unsatisfied: 0,
            can_fail: part.condition.is_some(),
        };
        let alone = match part.condition {
            Some(condition) => parts::asking(&self.frame, part.rule, condition.clone()),
            None => parts::with_rules(&self.frame, vec![part.rule.clone()]),
        };
        let family = parts::family(&self.frame, part.rule);
        let Ok(bench) = Bench::new(&alone, options) else { return point };
        for (said, rule) in claims.iter().zip(decided) {
            let Ok(said) = said else { continue };
            let of_kind = family
                .is_none_or(|it| said.iter().any(|one| one.claims.unverified().family() == it));
            let matches = bench.matches(said);
            let satisfied = match part.kind {
                Kind::Rule => *rule == Some(part.number),
                Kind::Disjunct | Kind::Test => matches,
            };
            point.satisfied += usize::from(satisfied);
            point.unsatisfied += usize::from(of_kind && !matches);
        }
        point
    }
}

/// The parts of a condition; `kind` is what it is itself.
fn collect<'c>(
    number: usize,
    rule: &'c Rule,
    condition: &'c Condition,
    kind: Kind,
    all: &mut Vec<Part<'c>>,
) {
    let span = parts::span(condition);
    let part = Part { kind, number, rule, condition: Some(condition), span };
    match condition {
        Condition::Test(_) => all.push(part),
        Condition::All(inner) => {
            if kind == Kind::Disjunct {
                all.push(part);
            }
            inner.iter().for_each(|it| collect(number, rule, it, Kind::Test, all));
        }
        Condition::Any(inner, _) => {
            inner.iter().for_each(|it| collect(number, rule, it, Kind::Disjunct, all));
        }
    }
}
