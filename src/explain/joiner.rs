//! What may be shown to a joiner: what to bring or to disclose, and nothing of the policy that is
//! not in the joiner's own credential.
//!
//! A view is made of outcomes and of what the credential says. It holds no value of the policy, no
//! name of a rule or a role, no name of a claim that the credential does not have, and no relation
//! but that a claim has to be left out: two policies that differ only in those give the same view.

use std::collections::BTreeSet;

use crate::eval::disclosure::{DisclosureFault, Violation};
use crate::eval::{Expected, Found, Outcome, Reach};
use crate::rule::decompile::{self, Way};

use super::{Explanation, Test};

/// A joiner's view of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// `admitted`, `refused` or `none`.
    pub decision: &'static str,
    /// What the room asks of disclosures, and this credential does not do, whatever its claims say.
    pub disclosure: Vec<Need>,
    /// The nearest ways to a role, or to another one: what each of them needs, the easiest first.
    pub ways: Vec<Vec<Need>>,
}

/// One thing that a joiner needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Another value of a claim that the credential has.
    Other {
        /// The claim; `None` when it has no name.
        claim: Option<String>,
        /// Its value.
        found: Found,
    },
    /// A claim that the credential has, left out.
    Without {
        /// The claim; `None` when it has no name.
        claim: Option<String>,
        /// Its value.
        found: Found,
    },
    /// A value of another kind in a claim that the credential has.
    OtherKind {
        /// The claim; `None` when it has no name.
        claim: Option<String>,
        /// Its value.
        found: Found,
        /// The kind that is wanted.
        expected: Expected,
    },
    /// Another element in a list that the credential has.
    Element {
        /// The list; `None` when it has no name.
        claim: Option<String>,
        /// How many digests without a disclosure could be it.
        digests: u32,
    },
    /// A proof that the holder says what it says: something in it is asked for.
    Proof,
    /// A claim that the credential discloses and that nobody may disclose here.
    Withhold {
        /// The claim.
        claim: String,
    },
    /// Claims that this credential does not have.
    Missing {
        /// The claim inside of which they are missing; `None` at the root.
        inside: Option<String>,
        /// How many.
        count: usize,
    },
    /// Claims that may be among those that were not disclosed.
    Disclosure {
        /// The claim inside of which they may be; `None` at the root.
        inside: Option<String>,
        /// How many.
        count: usize,
        /// How many digests without a disclosure could be they.
        digests: u32,
    },
}

impl View {
    /// What of an explanation may be shown.
    pub fn of(explanation: &Explanation<'_>) -> View {
        let mut seen = BTreeSet::new();
        let mut ways: Vec<Vec<Need>> = Vec::new();
        for miss in &explanation.misses {
            let Some(entry) = explanation.alternative(miss.entry) else { continue };
            let needs = needs(entry.tests.iter().filter(|test| test.is_lacking()));
            if seen.insert(format!("{needs:?}")) {
                ways.push(needs);
            }
        }
        // The order of misses is that of the policy's rules; that of ways is their own.
        ways.sort_by_cached_key(|needs| (size(needs), format!("{needs:?}")));
        View { decision: explanation.decision.word(), disclosure: Vec::new(), ways }
    }

    /// The same of a credential that does something against the room's disclosure policy, and is not
    /// admitted for that. Claims that are required and not there have no names.
    #[must_use]
    pub fn with_violations(mut self, violations: &[Violation]) -> View {
        let need = |violation: &Violation| match violation.fault {
            DisclosureFault::Forbidden => {
                Need::Withhold { claim: decompile::place(&violation.pointer, violation.family) }
            }
            DisclosureFault::Withheld { digests } => {
                Need::Disclosure { inside: None, count: 1, digests }
            }
            DisclosureFault::Missing => Need::Missing { inside: None, count: 1 },
        };
        if !violations.is_empty() && self.decision == "admitted" {
            self.decision = "none";
            self.ways.clear();
        }
        self.disclosure = together(violations.iter().map(need).collect());
        self
    }
}

fn size(needs: &[Need]) -> usize {
    let size = |need: &Need| match need {
        Need::Missing { count, .. } | Need::Disclosure { count, .. } => *count,
        _ => 1,
    };
    needs.iter().map(size).sum()
}

/// What the tests need, in an order that says nothing of the policy's, and alike things together.
fn needs<'t>(tests: impl Iterator<Item = &'t Test>) -> Vec<Need> {
    together(tests.filter_map(need).collect())
}

fn together(mut needs: Vec<Need>) -> Vec<Need> {
    needs.sort_by_cached_key(|need| format!("{need:?}"));
    let mut together: Vec<Need> = Vec::new();
    for need in needs {
        match (together.last_mut(), &need) {
            (
                Some(Need::Missing { inside, count }),
                Need::Missing { inside: other, count: more },
            ) if inside == other => *count += more,
            (
                Some(Need::Disclosure { inside, count, .. }),
                Need::Disclosure { inside: other, count: more, .. },
            ) if inside == other => *count += more,
            (Some(last), need) if last == need => {}
            _ => together.push(need),
        }
    }
    together
}

fn need(test: &Test) -> Option<Need> {
    let whole = || Way::name(&test.words.way);
    Some(match test.outcome.as_ref()? {
        Outcome::Satisfied | Outcome::WrongFamily { .. } => return None,
        Outcome::Unequal { found } if test.words.wants_nothing() => {
            Need::Without { claim: whole(), found: found.clone() }
        }
        Outcome::Unequal { found } => Need::Other { claim: whole(), found: found.clone() },
        Outcome::WrongType { found, expected } => {
            Need::OtherKind { claim: whole(), found: found.clone(), expected: *expected }
        }
        Outcome::Unverified => Need::Proof,
        Outcome::Absent => instead(test).unwrap_or_else(|| beyond(test, 0)),
        Outcome::MayBeWithheld { digests } => beyond(test, *digests),
    })
}

/// A claim that the credential has would have to hold others, and is of a kind that holds none.
fn instead(test: &Test) -> Option<Need> {
    let reach = test.reach.as_ref()?;
    let claim = test.words.way.get(..reach.steps).and_then(Way::name);
    let expected = reach.other_kind()?;
    Some(Need::OtherKind { claim, found: reach.found.clone(), expected })
}

/// What is needed beyond the end of the way that the credential has.
fn beyond(test: &Test, digests: u32) -> Need {
    let steps = test.reach.as_ref().map_or(0, |reach: &Reach| reach.steps);
    let (way, rest) = test.words.way.split_at_checked(steps).unwrap_or((&[], &[]));
    let inside = Way::name(way);
    match (rest.first(), digests) {
        (Some(Way::Search), digests) => Need::Element { claim: inside, digests },
        (_, 0) => Need::Missing { inside, count: 1 },
        (_, digests) => Need::Disclosure { inside, count: 1, digests },
    }
}
