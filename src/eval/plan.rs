//! Which rules a credential can satisfy at all, by whose claims they test; and how to find the few
//! that deserve a look.

use std::collections::BTreeMap;

use crate::format::Family;

use super::index::Index;
use super::prepare::{Place, Rule, Test, count};
use super::trace::Holder;
use super::walk::Search;

/// Up to this many rules of different kinds, looking at each is faster than asking an index.
const FEW: usize = 7;

/// Up to this many of one kind.
const FEW_OF_A_KIND: usize = 3;

/// A plan for every kind of credential that the policy speaks of.
#[derive(Debug)]
pub(super) struct Plans {
    /// Ascending by kind.
    plans: Vec<(Kind, Plan)>,
    /// The first rule without tests, which every credential satisfies.
    anyone: Option<u32>,
}

/// Whose claims, and whether they are CBOR: an `id` of profile `exact` may mean something else there.
type Kind = (Holder, bool);

/// The rules for one kind of credential: those whose tests are all about it, as far as the first
/// that every credential satisfies.
#[derive(Debug)]
pub(super) enum Plan {
    /// Look at each, in ascending order.
    Few(Box<[u32]>),
    /// Ask the index.
    Many(Box<Index>),
}

impl Plans {
    /// Plans for rules.
    pub(super) fn new(
        rules: &[Rule],
        tests: &[Test],
        places: &[Place],
        searches: &[Search],
    ) -> Self {
        let mut by_kind: BTreeMap<Kind, Vec<u32>> = BTreeMap::new();
        let mut anyone = None;
        for (number, rule) in rules.iter().enumerate() {
            if rule.tests.is_empty() {
                anyone = Some(count(number));
                break;
            }
            for kind in kinds(rule, tests) {
                by_kind.entry(kind).or_default().push(count(number));
            }
        }
        let plans = by_kind.into_iter().map(|(kind, mut numbers)| {
            numbers.extend(anyone);
            let family = if kind.1 { Family::Cwt } else { Family::Jwt };
            let rules = Rules { rules, tests, places, searches, family };
            (kind, Plan::new(numbers, &rules))
        });
        Plans { plans: plans.collect(), anyone }
    }

    /// The plan for a credential; `Err` gives the rule that decides without looking at it.
    pub(super) fn of(&self, family: Family, credential_type: u16) -> Result<&Plan, Option<u32>> {
        let is_cbor = family == Family::Cwt;
        let mut plans = self.plans.iter();
        let found = plans.find(|((holder, cbor), _)| match holder {
            Holder::Family(of) => *of == family,
            Holder::CredentialType(of) => *of == credential_type && *cbor == is_cbor,
        });
        found.map(|(_, plan)| plan).ok_or(self.anyone)
    }
}

impl Plan {
    fn new(numbers: Vec<u32>, rules: &Rules<'_>) -> Self {
        if numbers.len() > FEW_OF_A_KIND {
            let index = Index::new(&numbers, rules);
            if numbers.len() > FEW || index.kinds() * 2 <= numbers.len() {
                return Plan::Many(Box::new(index));
            }
        }
        Plan::Few(numbers.into_boxed_slice())
    }
}

/// What an index is made from.
pub(super) struct Rules<'p> {
    pub rules: &'p [Rule],
    pub tests: &'p [Test],
    pub places: &'p [Place],
    pub searches: &'p [Search],
    /// A family of the kind of credential.
    pub family: Family,
}

impl<'p> Rules<'p> {
    /// The tests of a rule, with their numbers.
    pub(super) fn tests_of(&self, rule: u32) -> impl Iterator<Item = (u32, &'p Test)> + use<'p> {
        let tests = self.tests;
        let rule = self.rules.get(rule as usize);
        rule.into_iter()
            .flat_map(|rule| rule.tests.iter())
            .filter_map(move |number| Some((*number, tests.get(*number as usize)?)))
    }
}

/// The kinds of credentials that can satisfy a rule with tests.
fn kinds(rule: &Rule, tests: &[Test]) -> Vec<Kind> {
    let mut tests = rule.tests.iter().filter_map(|test| tests.get(*test as usize));
    let Some(first) = tests.next() else { return Vec::new() };
    let holder = first.holder;
    if first.check.never_holds()
        || tests.any(|test| test.holder != holder || test.check.never_holds())
    {
        return Vec::new();
    }
    match holder {
        Holder::Family(family) => vec![(holder, family == Family::Cwt)],
        Holder::CredentialType(_) => vec![(holder, false), (holder, true)],
    }
}
