//! Finds the rules that deserve a look: each rule hangs on one of its tests, and a descent through
//! pointers and credential together meets only the tests whose pointers exist and whose values are
//! equal. What is not met costs nothing, however many rules there are.

mod anchor;
mod branch;
mod candidates;
mod descent;
mod table;

use super::plan::Rules;
use super::run::Run;
use anchor::Anchor;
use branch::{Branch, Grower};

pub(super) use candidates::Candidates;

/// Rules by their anchors.
#[derive(Debug)]
pub(super) struct Index {
    /// The pointers on which rules hang, as two trees: into what the issuer asserts, and into what
    /// the holder asserts.
    branches: Vec<Branch>,
    /// Rules that hang on nothing: all their tests are of absence.
    always: Vec<Hung>,
}

/// A rule where it hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hung {
    /// The rule.
    pub rule: u32,
    /// The test that is known to hold when the rule is met.
    pub held: Option<u32>,
}

impl Index {
    /// An index of the rules with these numbers, which ascend.
    pub(super) fn new(numbers: &[u32], rules: &Rules<'_>) -> Self {
        let mut grower = Grower::new(rules);
        let mut always = Vec::new();
        for (rule, anchor) in numbers.iter().copied().zip(anchor::choose(numbers, rules)) {
            match anchor {
                Anchor::Value(number, test) => {
                    grower.hang_on_value(Hung { rule, held: Some(number) }, test);
                }
                Anchor::Presence(place, held) => {
                    grower.hang_on_presence(Hung { rule, held }, place);
                }
                Anchor::None => always.push(Hung { rule, held: None }),
            }
        }
        Index { branches: grower.finish(), always }
    }

    /// How many different things have to be looked at to find all rules.
    pub(super) fn kinds(&self) -> usize {
        self.always.len() + self.branches.iter().map(Branch::kinds).sum::<usize>()
    }

    /// Adds the rules whose anchors hold of a credential.
    pub(super) fn find<'a>(&'a self, run: &mut Run<'a>, found: &mut Candidates<'a>) {
        found.add(&self.always);
        descent::descend(&self.branches, run, found);
    }
}
