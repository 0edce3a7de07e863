//! Coverage: which rules, alternatives and tests the cases have seen satisfied, and which not.
//!
//! Each part is compiled as a rule of its own, and the given credentials are decided on its octets:
//! what is covered is what the compiled policy does.

use crate::check::checked::{self, Condition, Relation, Rule, Step, Subject, Test};
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
    /// What is asked for it alone: of a part of a search, that some element satisfies it.
    condition: Option<Condition>,
    value: Option<String>,
    span: Span,
}

impl Trial<'_> {
    /// Measures what the cases cover.
    pub fn coverage(&self) -> Coverage {
        let claims = self.claims();
        let decided: Vec<Option<usize>> =
            parallel::map(claims.len(), |at| match self.actual(&self.bench, at, &claims) {
                Actual::Ruled(ruling)
                | Actual::Forbidden { ruling, .. }
                | Actual::Open { ruling, .. } => ruling.rule,
                Actual::Failed(_) => None,
            });
        let mut all = Vec::new();
        for (number, rule) in self.checked.rules.iter().enumerate() {
            let (kind, condition, span) = (Kind::Rule, rule.condition.clone(), rule.span);
            all.push(Part { kind, number, rule, condition, value: None, span });
            if let Some(condition) = &rule.condition {
                let mut parts = Parts { number, rule, all: &mut all };
                parts.collect(condition, Kind::Test, &|part| part);
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
            value: part.value.clone(),
            satisfied: 0,
            unsatisfied: 0,
            can_fail: part.condition.is_some(),
        };
        let alone = match &part.condition {
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

/// The parts of one rule, as they are found.
struct Parts<'c, 'a> {
    number: usize,
    rule: &'c Rule,
    all: &'a mut Vec<Part<'c>>,
}

impl Parts<'_, '_> {
    /// The parts of a condition; `kind` is what it is itself, `within` puts a part of it into the
    /// searches around it.
    fn collect(&mut self, of: &Condition, kind: Kind, within: &dyn Fn(Condition) -> Condition) {
        match of {
            Condition::Test(test) => {
                self.add(of, kind, within);
                self.collect_searches(test, within);
            }
            Condition::All(inner) => {
                if kind == Kind::Disjunct {
                    self.add(of, kind, within);
                }
                inner.iter().for_each(|it| self.collect(it, Kind::Test, within));
            }
            Condition::Any(inner, _) => {
                inner.iter().for_each(|it| self.collect(it, Kind::Disjunct, within));
            }
        }
    }

    fn collect_searches(&mut self, test: &Test, within: &dyn Fn(Condition) -> Condition) {
        for (at, step) in test.pointer.iter().enumerate() {
            let Step::Search(inside, span) = step else { continue };
            let search = |part| within(Condition::Test(searching(test, at, part, *span)));
            self.collect(inside, Kind::Test, &search);
        }
    }

    fn add(&mut self, of: &Condition, kind: Kind, within: &dyn Fn(Condition) -> Condition) {
        let value = match of {
            Condition::Test(Test { relation: Relation::Equal(value), .. })
                if kind == Kind::Disjunct =>
            {
                Some(parts::shown(value))
            }
            _ => None,
        };
        let (number, rule, span) = (self.number, self.rule, parts::span(of));
        let condition = Some(within(of.clone()));
        self.all.push(Part { kind, number, rule, condition, value, span });
    }
}

/// That the list of a test's search has an element that satisfies a part of the search.
fn searching(test: &Test, at: usize, part: Condition, span: Span) -> Test {
    let mut pointer: Vec<Step> = test.pointer.iter().take(at).cloned().collect();
    pointer.push(Step::Search(Box::new(part), span));
    Test {
        provenance: test.provenance,
        pointer,
        subject: Subject::Any,
        part: checked::Part::Whole,
        relation: Relation::Exists,
        ignoring_case: false,
        span: test.span,
        claim_span: test.claim_span,
    }
}
