//! One credential before a prepared policy: what was found, kept for as long as it decides.

use hashbrown::HashMap;

use crate::credential::tree::{Claims, Node, Value};
use crate::format::{Family, Provenance};
use crate::model::{MatchAs, Semantics};
use crate::semantics::date::Moment;

use super::Policy;
use super::arena::{Arena, Keeper};
use super::check::Verdict;
use super::embedded;
use super::found::found;
use super::index::Candidates;
use super::plan::Plan;
use super::pointer::{self, Step};
use super::prepare::{HOLDER_ROOT, Place, ROOT, Test};
use super::read::{Read, Reading, Readouts};
use super::trace::{Expected, Found, Holder, Outcome, Reach, Sought};
use super::walk::{self, Walker};

/// How many places have a seat of their own, one for each bit of [`Run::asked`]; the others go to
/// a hash table.
const NEAR: usize = u16::BITS as usize;

/// What the holder says beside the credential, as far as it may be read.
#[derive(Clone, Copy)]
pub(super) enum Beside<'c> {
    /// Nothing: every claim of the holder's is absent.
    Nothing,
    /// Something that nobody has checked and that must not be read: no test of it holds.
    Unverified,
    /// These claims.
    Claims(&'c Node<'c>),
}

/// What is decided on: a credential, and what its holder says.
#[derive(Clone, Copy)]
pub(super) struct Presented<'c> {
    /// What the issuer asserts.
    pub(super) claims: &'c Claims<'c>,
    /// What the holder asserts.
    pub(super) beside: Beside<'c>,
}

/// A credential before a policy.
pub(super) struct Run<'a> {
    policy: &'a Policy,
    credential_type: u16,
    /// Whether the holder said something that must not be read.
    is_mute: bool,
    pub(super) walker: Walker<'a>,
    arena: &'a Arena<'a>,
    /// Where the first places of the policy are.
    near: [Option<&'a Node<'a>>; NEAR],
    /// Which of them somebody asked for, a bit for each.
    asked: u16,
    /// What else was found; most credentials need none of it.
    more: Option<Box<More<'a>>>,
}

/// What was found beyond the first places.
struct More<'a> {
    /// Where the other places are.
    far: HashMap<u32, Option<&'a Node<'a>>>,
    /// Readings that cost something, by slot.
    readings: HashMap<u32, Readouts<'a>>,
    /// Embedded items.
    keeper: Keeper<'a>,
}

/// The number of the first rule that the credential satisfies.
pub(super) fn decide(policy: &Policy, presented: Presented<'_>) -> Option<u32> {
    let claims = presented.claims;
    let plan = match policy.plans.of(claims.family(), claims.credential_type) {
        Ok(plan) => plan,
        Err(anyone) => return anyone,
    };
    let arena = Arena::new();
    let mut run = Run::new(policy, presented, &arena);
    match plan {
        Plan::Few(rules) => rules.iter().copied().find(|rule| run.satisfies(*rule, None)),
        Plan::Many(index) => {
            let mut candidates = Candidates::default();
            index.find(&mut run, &mut candidates);
            candidates.find(|hung| run.satisfies(hung.rule, hung.held)).map(|hung| hung.rule)
        }
    }
}

/// For each rule up to and including the first that the credential satisfies, the outcome of each
/// claim, and how far its pointer leads.
pub(super) fn explain(
    policy: &Policy,
    presented: Presented<'_>,
) -> (Vec<Vec<Outcome>>, Vec<Vec<Option<Reach>>>) {
    let arena = Arena::new();
    let mut run = Run::new(policy, presented, &arena);
    let (mut entries, mut reaches) = (Vec::new(), Vec::new());
    for rule in &policy.rules {
        let tests = rule.tests.iter().filter_map(|test| policy.test(*test));
        let (outcomes, reach): (Vec<Outcome>, Vec<_>) = tests
            .map(|test| {
                let outcome = run.outcome(test);
                let reach = run.reach(test, &outcome);
                (outcome, reach)
            })
            .unzip();
        let decided = outcomes.iter().all(Outcome::is_satisfied);
        entries.push(outcomes);
        reaches.push(reach);
        if decided {
            break;
        }
    }
    (entries, reaches)
}

impl<'a> Run<'a> {
    fn new(policy: &'a Policy, presented: Presented<'a>, arena: &'a Arena<'a>) -> Self {
        let Presented { claims, beside } = presented;
        let family = claims.family();
        let mut run = Run {
            policy,
            credential_type: claims.credential_type,
            is_mute: matches!(beside, Beside::Unverified),
            walker: Walker { family, searches: &policy.searches, limits: &policy.limits },
            arena,
            near: [None; NEAR],
            asked: 0,
            more: None,
        };
        run.know(ROOT, Some(&claims.root));
        let said = match beside {
            Beside::Claims(root) => Some(root),
            Beside::Nothing | Beside::Unverified => None,
        };
        run.know(HOLDER_ROOT, said);
        run
    }

    /// The family of the credential.
    pub(super) const fn family(&self) -> Family {
        self.walker.family
    }

    /// Whether every test of a rule holds, of which one may be known to. Only for rules of the
    /// credential's plan.
    fn satisfies(&mut self, rule: u32, held: Option<u32>) -> bool {
        let policy = self.policy;
        let Some(rule) = policy.rules.get(rule as usize) else { return false };
        rule.tests.iter().all(|number| {
            held == Some(*number) || policy.test(*number).is_some_and(|test| self.holds(test))
        })
    }

    fn holds(&mut self, test: &'a Test) -> bool {
        if self.is_kept_from(test) {
            return false;
        }
        match self.at(test.place_in(self.family())) {
            Some(node) => match test.check.is_text(node) {
                Some(holds) => holds,
                None => self.verdict(test, node) == Verdict::Satisfied,
            },
            None => test.check.wants_nothing(),
        }
    }

    fn outcome(&mut self, test: &'a Test) -> Outcome {
        if !self.is_held(test.holder) {
            return Outcome::WrongFamily { expected: test.holder };
        }
        if self.is_kept_from(test) {
            return Outcome::Unverified;
        }
        let place = test.place_in(self.family());
        let Some(node) = self.at(place) else {
            return match self.withheld(place) {
                _ if test.check.wants_nothing() => Outcome::Satisfied,
                0 => Outcome::Absent,
                digests => Outcome::MayBeWithheld { digests },
            };
        };
        match self.verdict(test, node) {
            Verdict::Satisfied => Outcome::Satisfied,
            Verdict::Unequal => Outcome::Unequal { found: self.dated(test, node) },
            Verdict::WrongType => {
                Outcome::WrongType { found: found(node), expected: self.expected(test) }
            }
        }
    }

    /// What is at the end of a test's pointer; where it is read as a date, with that date.
    fn dated(&self, test: &Test, node: &Node<'_>) -> Found {
        let written = found(node);
        let read = test.check.read().filter(|read| read.semantics == Semantics::Date && !read.each);
        if !matches!(written, Found::Number(_) | Found::Tag(_)) {
            return written;
        }
        match read.map(|read| read.one(node, self.family())) {
            Some(Ok(Reading::Moment(moment))) => match *moment {
                Moment::At(instant) => {
                    Found::Date { seconds: instant.seconds, written: Box::new(written) }
                }
                Moment::Before | Moment::After => written,
            },
            _ => written,
        }
    }

    /// What a test asks for, as far as the credential's family has to do with it.
    fn expected(&self, test: &Test) -> Expected {
        match (test.check.expected(), self.family()) {
            (Expected::Value(Semantics::Date, MatchAs::SecsSinceEpoch), Family::Jwt) => {
                Expected::NumericDate
            }
            (expected, _) => expected,
        }
    }

    /// Whether a test is about what must not be read: not even its absence may be relied on.
    #[inline]
    fn is_kept_from(&self, test: &Test) -> bool {
        self.is_mute && test.provenance == Provenance::Holder
    }

    /// How many digests may hide what is not found at a place. As deep as the place, which the
    /// policy bounds.
    fn withheld(&mut self, place: u32) -> u32 {
        let Some(Place { parent: Some(parent), step }) = self.policy.places.get(place as usize)
        else {
            return 0;
        };
        match self.at(*parent) {
            Some(node) => self.walker.withheld_at(node, step),
            None => self.withheld(*parent),
        }
    }

    /// How far the pointer of a test leads that finds nothing.
    fn reach(&mut self, test: &'a Test, outcome: &Outcome) -> Option<Reach> {
        if !matches!(outcome, Outcome::Absent | Outcome::MayBeWithheld { .. }) {
            return None;
        }
        let mut place = test.place_in(self.family());
        let policy = self.policy;
        loop {
            let Place { parent, step } = policy.places.get(place as usize)?;
            place = (*parent)?;
            if let Some(node) = self.at(place) {
                let (steps, sought) = (self.depth(place), sought(step));
                let elements = elements(node, sought);
                return Some(Reach { steps, found: found(node), sought, elements });
            }
        }
    }

    /// How many steps a place is away from the root.
    fn depth(&self, place: u32) -> usize {
        let parent = |place: &u32| self.policy.places.get(*place as usize)?.parent;
        std::iter::successors(parent(&place), parent).count()
    }

    /// Whether the credential is one that a claim is about.
    fn is_held(&self, holder: Holder) -> bool {
        match holder {
            Holder::Family(family) => family == self.family(),
            Holder::CredentialType(number) => number == self.credential_type,
        }
    }

    fn verdict(&mut self, test: &'a Test, node: &'a Node<'a>) -> Verdict {
        match test.check.read() {
            None => test.check.without_reading(node),
            Some(read) if test.is_kept => test.check.judge(self.reading(test.slot, read, node)),
            Some(read) if read.each => test.check.judge(&read.all(node, self.family())),
            Some(read) => test.check.judge_one(&read.one(node, self.family())),
        }
    }

    /// What is read at a node under a slot, read at most once.
    pub(super) fn reading(&mut self, slot: u32, read: &Read, node: &'a Node<'a>) -> &Readouts<'a> {
        let family = self.family();
        self.more().readings.entry(slot).or_insert_with(|| read.all(node, family))
    }

    /// What is at a place. Places are resolved at most once, on from the place before their last
    /// step; the policy bounds how many steps there are.
    #[inline]
    pub(super) fn at(&mut self, place: u32) -> Option<&'a Node<'a>> {
        match self.known(place) {
            Some(known) => known,
            None => self.resolve(place),
        }
    }

    fn resolve(&mut self, number: u32) -> Option<&'a Node<'a>> {
        let Place { parent, step } = self.policy.places.get(number as usize)?;
        let found = self.at((*parent)?).and_then(|node| self.step(node, step));
        self.know(number, found);
        found
    }

    /// One step from a node; embedded items are decoded at most once.
    #[inline]
    pub(super) fn step(&mut self, node: &'a Node<'a>, step: &Step) -> Option<&'a Node<'a>> {
        match step {
            Step::Key(key) => pointer::key(node, key),
            _ => self.walker.step(node, step).unwrap_or_else(|octets| self.enter(octets)),
        }
    }

    fn enter(&mut self, octets: &'a [u8]) -> Option<&'a Node<'a>> {
        let limits = &self.policy.limits;
        self.more().keeper.item(octets, |octets| embedded::read(octets, limits))
    }

    /// What is at a place, if somebody asked before.
    #[inline]
    pub(super) fn known(&self, place: u32) -> Option<Option<&'a Node<'a>>> {
        match self.near.get(place as usize) {
            Some(seat) => (self.asked >> place & 1 == 1).then_some(*seat),
            None => self.more.as_ref()?.far.get(&place).copied(),
        }
    }

    /// Keeps what is at a place.
    #[inline]
    pub(super) fn know(&mut self, place: u32, found: Option<&'a Node<'a>>) {
        match self.near.get_mut(place as usize) {
            Some(seat) => {
                *seat = found;
                self.asked |= 1 << place;
            }
            None => {
                self.more().far.insert(place, found);
            }
        }
    }

    fn more(&mut self) -> &mut More<'a> {
        let arena = self.arena;
        self.more.get_or_insert_with(|| {
            let (far, readings) = (HashMap::new(), HashMap::new());
            Box::new(More { far, readings, keeper: Keeper::new(arena) })
        })
    }
}

/// What a step asks of the value where it stands.
const fn sought(step: &Step) -> Sought {
    match step {
        Step::Key(_) => Sought::Member,
        Step::Search(_) => Sought::Element,
        Step::Position(_) | Step::Tag(_) | Step::AnyTag | Step::Embedded | Step::Nowhere => {
            Sought::Other
        }
    }
}

/// The first elements of a list that was searched.
fn elements(node: &Node<'_>, sought: Sought) -> Vec<Found> {
    match (sought, &node.value) {
        (Sought::Element, Value::Array(array)) => {
            walk::elements(array).take(Reach::SHOWN).map(found).collect()
        }
        _ => Vec::new(),
    }
}
