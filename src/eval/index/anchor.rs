//! Which test a rule hangs on: the one that the fewest rules share, equality before presence.

use std::collections::HashMap;

use crate::eval::check::Check;
use crate::eval::plan::Rules;
use crate::eval::pointer::Step;
use crate::eval::prepare::Test;
use crate::eval::read::{Read, Reading};
use crate::eval::walk::Search;

/// What must be so before a rule deserves a look.
#[derive(Clone, Copy)]
pub(super) enum Anchor<'p> {
    /// The value that this test, an equality with a number, asks for is at its place.
    Value(u32, &'p Test),
    /// Something is at this place; the number is that of a test that asks no more.
    Presence(u32, Option<u32>),
    /// Nothing.
    None,
}

/// How many rules hanging on one equality are as good as a single one hanging on presence, which
/// says less.
const WEIGHT: usize = 4;

/// An anchor for each rule.
pub(super) fn choose<'p>(numbers: &[u32], rules: &Rules<'p>) -> Vec<Anchor<'p>> {
    let mut by_test: HashMap<u32, usize> = HashMap::new();
    let mut by_place: HashMap<u32, usize> = HashMap::new();
    for (number, test) in numbers.iter().flat_map(|number| rules.tests_of(*number)) {
        *by_test.entry(number).or_default() += 1;
        *by_place.entry(test.place_in(rules.family)).or_default() += 1;
    }
    let weight = |number: u32, test: &Test| match &test.check {
        check if check.as_equality().is_some() => by_test.get(&number).copied().unwrap_or(0),
        _ => by_place.get(&test.place_in(rules.family)).map_or(0, |shared| shared * WEIGHT),
    };
    let anchor = |number: &u32| {
        let tests = rules.tests_of(*number).filter(|(_, test)| !test.check.wants_nothing());
        let (number, test) = tests.min_by_key(|(number, test)| weight(*number, test))?;
        Some(match test.check.as_equality() {
            Some(_) => Anchor::Value(number, test),
            None => {
                let asks_no_more = test.check == Check::Exists(true);
                Anchor::Presence(test.place_in(rules.family), asks_no_more.then_some(number))
            }
        })
    };
    numbers.iter().map(|number| anchor(number).unwrap_or(Anchor::None)).collect()
}

/// What an element must have before a search deserves a look at it.
pub(super) struct Mark<'p> {
    /// Where in the element.
    pub steps: &'p [Step],
    /// What is read there.
    pub read: Read,
    /// What it must be.
    pub expected: &'p Reading<'static>,
}

/// How many searches share each mark.
#[derive(Default)]
pub(super) struct Marks<'p> {
    counts: HashMap<(&'p [Step], Read, &'p Reading<'static>), usize>,
}

impl<'p> Marks<'p> {
    /// Counts the marks of all searches.
    pub(super) fn of(searches: &'p [Search]) -> Self {
        let mut marks = Marks::default();
        for Mark { steps, read, expected } in searches.iter().flat_map(marks_of) {
            *marks.counts.entry((steps, read, expected)).or_default() += 1;
        }
        marks
    }

    /// The rarest mark of a search.
    pub(super) fn rarest(&self, search: &'p Search) -> Option<Mark<'p>> {
        marks_of(search).min_by_key(|Mark { steps, read, expected }| {
            self.counts.get(&(*steps, *read, *expected)).copied().unwrap_or(0)
        })
    }
}

fn marks_of(search: &Search) -> impl Iterator<Item = Mark<'_>> {
    search.tests.iter().flat_map(|(steps, checks)| {
        checks.iter().filter_map(Check::as_equality).map(|(read, expected)| Mark {
            steps,
            read,
            expected,
        })
    })
}
