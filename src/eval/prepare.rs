//! From a decoded `PreAuthData` to a policy that decides: every pointer, search, test and role
//! once, every value of the policy normalized.

use std::collections::HashMap;

use crate::format::{Family, Provenance};
use crate::limits::Limits;
use crate::model::{
    Entry, ExactClaim, Item, Matcher, MatcherClaim, PointerClaim, PreAuthData, Role,
};

use super::check::Check;
use super::plan::Plans;
use super::pointer::Step;
use super::read::Read;
use super::trace::Holder;
use super::walk::Search;
use super::{Policy, exact, expect, pointer_profile};

/// A pointer, as a step from another one; a pointer's number is its place in the policy's list.
#[derive(Debug)]
pub(super) struct Place {
    /// The pointer without its last step; `None` for a root.
    pub parent: Option<u32>,
    /// The last step; of a root, one that is never taken.
    pub step: Step,
}

/// The pointer without any step, into what the issuer asserts.
pub(super) const ROOT: u32 = 0;

/// The same into what the holder asserts. Nothing leads from one root to the other.
pub(super) const HOLDER_ROOT: u32 = 1;

/// A claim of the policy, prepared.
#[derive(Debug)]
pub(super) struct Test {
    /// Whose credentials it is about.
    pub holder: Holder,
    /// Who asserts the claim: below which root its place is.
    pub provenance: Provenance,
    /// Where the value is.
    pub place: u32,
    /// Where it is in a CBOR credential: another place for an `id` of profile `exact` that is a
    /// path there and a plain key elsewhere.
    pub cbor_place: u32,
    /// What the value must be.
    pub check: Check,
    /// A number for what is read where: readings are kept under it.
    pub slot: u32,
    /// Whether its readings are worth keeping: they cost something and serve another test too.
    pub is_kept: bool,
}

impl Test {
    /// Where the value is in a credential of that family.
    pub(super) const fn place_in(&self, family: Family) -> u32 {
        match family {
            Family::Cwt => self.cbor_place,
            Family::Jwt | Family::X509 => self.place,
        }
    }
}

/// An entry, prepared.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its tests, by number, in the order of the claimset.
    pub tests: Box<[u32]>,
    /// Its role, by number.
    pub role: u32,
}

/// Prepares a policy.
pub(super) fn prepare(data: &PreAuthData, limits: &Limits) -> Policy {
    let mut roles = Interner::default();
    let mut maker = Maker::new(limits);
    let rules = match data {
        PreAuthData::Exact(entries) => {
            rules(entries, &mut roles, &mut Interner::default(), |claim| maker.exact(claim))
        }
        PreAuthData::Pointer(entries) => {
            rules(entries, &mut roles, &mut Interner::default(), |claim| maker.pointer(claim))
        }
        PreAuthData::Matcher(entries) => {
            rules(entries, &mut roles, &mut Interner::default(), |claim| maker.matcher(claim))
        }
    };
    let roles = roles.list.into_iter().cloned().collect();
    let Maker { places, searches, mut tests, .. } = maker;
    keep_shared(&mut tests);
    let plans = Plans::new(&rules, &tests, &places, &searches);
    Policy { rules, tests, places, searches, roles, plans, limits: limits.clone() }
}

/// The rules of the entries; `make` makes the test with the next number of each distinct claim.
fn rules<'d, C: Eq + std::hash::Hash>(
    entries: &'d [Entry<C>],
    roles: &mut Interner<&'d Role>,
    claims: &mut Interner<&'d C>,
    mut make: impl FnMut(&'d C),
) -> Vec<Rule> {
    let mut number = |claim: &'d C| {
        let known = claims.list.len();
        let number = claims.number(claim);
        if claims.list.len() > known {
            make(claim);
        }
        number
    };
    entries
        .iter()
        .map(|entry| Rule {
            tests: entry.claims.iter().map(&mut number).collect(),
            role: roles.number(&entry.role),
        })
        .collect()
}

/// Marks the tests whose readings serve more than one test.
fn keep_shared(tests: &mut [Test]) {
    let mut uses: HashMap<u32, usize> = HashMap::new();
    for test in tests.iter() {
        *uses.entry(test.slot).or_default() += 1;
    }
    for test in tests {
        let is_shared = uses.get(&test.slot).is_some_and(|uses| *uses > 1);
        test.is_kept = is_shared && test.check.read().is_some_and(Read::is_costly);
    }
}

/// Numbers distinct values in the order in which they come.
struct Interner<K> {
    numbers: HashMap<K, u32>,
    list: Vec<K>,
}

impl<K> Default for Interner<K> {
    fn default() -> Self {
        Interner { numbers: HashMap::new(), list: Vec::new() }
    }
}

impl<K: Clone + Eq + std::hash::Hash> Interner<K> {
    fn number(&mut self, key: K) -> u32 {
        let next = count(self.list.len());
        *self.numbers.entry(key).or_insert_with_key(|key| {
            self.list.push(key.clone());
            next
        })
    }
}

/// Collects tests and what they need.
struct Maker<'d> {
    limits: &'d Limits,
    tests: Vec<Test>,
    places: Vec<Place>,
    place_numbers: HashMap<(u32, Step), u32>,
    searches: Vec<Search>,
    search_numbers: HashMap<(Family, &'d [Matcher]), u32>,
    slots: HashMap<(u32, Read), u32>,
}

impl<'d> Maker<'d> {
    fn new(limits: &'d Limits) -> Self {
        Maker {
            limits,
            tests: Vec::new(),
            places: vec![root(), root()],
            place_numbers: HashMap::new(),
            searches: Vec::new(),
            search_numbers: HashMap::new(),
            slots: HashMap::new(),
        }
    }

    fn exact(&mut self, claim: &'d ExactClaim) {
        let issuer = Provenance::Issuer;
        let place = self.place(issuer, vec![Step::Key(claim.id.as_slice().into())]);
        let cbor_place = match exact::path(&claim.id) {
            Some(steps) => self.place(issuer, steps),
            None => place,
        };
        let holder = Holder::CredentialType(claim.credential_type);
        self.test(holder, issuer, (place, cbor_place), exact::check(claim));
    }

    fn pointer(&mut self, claim: &'d PointerClaim) {
        let holder = Holder::Family(claim.root.family());
        let place = self.place(claim.provenance, pointer_profile::steps(&claim.root));
        self.test(holder, claim.provenance, (place, place), pointer_profile::check(claim));
    }

    fn matcher(&mut self, claim: &'d MatcherClaim) {
        let MatcherClaim { family, provenance, matcher } = claim;
        let steps = self.steps(*family, &matcher.pointer, 0);
        let place = self.place(*provenance, steps);
        self.test(Holder::Family(*family), *provenance, (place, place), check_of(matcher));
    }

    fn test(
        &mut self,
        holder: Holder,
        provenance: Provenance,
        (place, cbor_place): (u32, u32),
        check: Check,
    ) {
        let slot = check.read().map_or(0, |read| {
            let next = count(self.slots.len());
            *self.slots.entry((place, *read)).or_insert(next)
        });
        let is_kept = false;
        self.tests.push(Test { holder, provenance, place, cbor_place, check, slot, is_kept });
    }

    /// The number of the place that the steps lead to, from the root of who asserts the claim.
    fn place(&mut self, provenance: Provenance, steps: Vec<Step>) -> u32 {
        let root = match provenance {
            Provenance::Issuer => ROOT,
            Provenance::Holder => HOLDER_ROOT,
        };
        let steps =
            if steps.len() > self.limits.pointer_items { vec![Step::Nowhere] } else { steps };
        steps.into_iter().fold(root, |parent, step| {
            let next = count(self.places.len());
            let places = &mut self.places;
            *self.place_numbers.entry((parent, step)).or_insert_with_key(|(_, step)| {
                places.push(Place { parent: Some(parent), step: step.clone() });
                next
            })
        })
    }

    /// The steps of a pointer of profile `matcher` below `depth` searches.
    fn steps(&mut self, family: Family, pointer: &'d [Item], depth: usize) -> Vec<Step> {
        if pointer.len() > self.limits.pointer_items {
            return vec![Step::Nowhere];
        }
        let mut steps = Vec::with_capacity(pointer.len());
        for item in pointer {
            steps.push(match item {
                Item::Key(key) => key_of(family, key),
                Item::Position(position) => Step::Position(*position),
                Item::Search(matchers) => self.search(family, matchers, depth + 1),
                Item::Tag(number) => Step::Tag(*number),
                Item::Embedded => Step::Embedded,
                Item::Any => continue,
            });
        }
        steps
    }

    fn search(&mut self, family: Family, matchers: &'d [Matcher], depth: usize) -> Step {
        if depth > self.limits.search_depth {
            return Step::Nowhere;
        }
        if let Some(known) = self.search_numbers.get(&(family, matchers)) {
            return Step::Search(*known);
        }
        let mut tests: Vec<(Box<[Step]>, Vec<Check>)> = Vec::new();
        for matcher in matchers {
            let steps = self.steps(family, &matcher.pointer, depth).into_boxed_slice();
            let check = check_of(matcher);
            match tests.iter_mut().find(|(known, _)| *known == steps) {
                Some((_, checks)) => checks.push(check),
                None => tests.push((steps, vec![check])),
            }
        }
        let number = count(self.searches.len());
        self.searches.push(Search { tests });
        self.search_numbers.insert((family, matchers), number);
        Step::Search(number)
    }
}

const fn root() -> Place {
    Place { parent: None, step: Step::Nowhere }
}

fn check_of(matcher: &Matcher) -> Check {
    expect::check(matcher.semantics, matcher.match_as, matcher.operation, &matcher.test)
}

/// A key of profile `matcher` as the claims tree has it: JSON names stand in quotes on the wire.
fn key_of(family: Family, key: &[u8]) -> Step {
    match family {
        Family::Jwt => match serde_json::from_slice::<String>(key) {
            Ok(name) => Step::Key(name.into_bytes().into()),
            Err(_) => Step::Nowhere,
        },
        Family::Cwt | Family::X509 => Step::Key(key.into()),
    }
}

/// A number of things, of which the limits allow far fewer than `u32` counts.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
