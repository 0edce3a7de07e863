//! Following pointers through a credential: searches included, embedded items decoded on the way.

use crate::credential::tree::{Array, Node, Value};
use crate::format::Family;
use crate::limits::Limits;

use super::check::{Check, Verdict};
use super::embedded;
use super::pointer::{self, NOTHING, Spot, Step};

/// What an element must satisfy to be found.
#[derive(Debug)]
pub(super) struct Search {
    /// Each distinct pointer from the element, with every check at its end: a pointer is followed
    /// once for each element.
    pub tests: Vec<(Box<[Step]>, Vec<Check>)>,
}

/// What following pointers needs to know.
#[derive(Clone, Copy)]
pub(super) struct Walker<'p> {
    /// The family of the credential.
    pub family: Family,
    /// The policy's searches, by number.
    pub searches: &'p [Search],
    /// Bounds for embedded items.
    pub limits: &'p Limits,
}

impl Walker<'_> {
    /// One step, unless it enters an embedded item: `Err` gives the octets that should hold one.
    pub(super) fn step<'a>(&self, node: &'a Node<'a>, step: &Step) -> Result<Spot<'a>, &'a [u8]> {
        Ok(match step {
            Step::Key(key) => pointer::key(node, key),
            Step::Position(position) => pointer::position(node, *position, self.family),
            Step::Search(number) => self.search(node, *number),
            Step::Tag(number) => pointer::tag(node, Some(*number)),
            Step::AnyTag => pointer::tag(node, None),
            Step::Nowhere => NOTHING,
            Step::Embedded => match pointer::embedding(node, self.family) {
                Some(octets) => return Err(octets),
                None => NOTHING,
            },
        })
    }

    /// Follows steps and says what is at their end; embedded items live only that long.
    pub(super) fn follow<'n, R>(
        &self,
        mut node: &'n Node<'n>,
        mut steps: &[Step],
        end: impl FnOnce(Spot<'_>) -> R,
    ) -> R {
        while let Some((step, rest)) = steps.split_first() {
            match self.step(node, step) {
                Ok(Spot::At(next)) => (node, steps) = (next, rest),
                Ok(nothing) => return end(nothing),
                Err(octets) => {
                    return match embedded::read(octets, self.limits) {
                        Some(item) => self.follow(&item, rest, end),
                        None => end(NOTHING),
                    };
                }
            }
        }
        end(Spot::At(node))
    }

    /// The first element that fits a search.
    fn search<'a>(&self, node: &'a Node<'a>, number: u32) -> Spot<'a> {
        let Value::Array(array) = &node.value else { return NOTHING };
        let Some(search) = self.search_numbered(number) else { return NOTHING };
        let mut withheld = array.withheld;
        for element in elements(array) {
            match self.fit(element, search) {
                Fit::Fits => return Spot::At(element),
                Fit::FitsNot => {}
                Fit::MayFit { digests } => withheld = withheld.saturating_add(digests),
            }
        }
        Spot::Nothing { withheld }
    }

    pub(super) fn search_numbered(&self, number: u32) -> Option<&Search> {
        self.searches.get(usize::try_from(number).ok()?)
    }

    /// Whether an element satisfies every test of a search.
    pub(super) fn fit(&self, element: &Node<'_>, search: &Search) -> Fit {
        let mut withheld = 0u32;
        for (steps, checks) in &search.tests {
            match self.follow(element, steps, |spot| self.fit_of(spot, checks)) {
                Fit::Fits => {}
                Fit::FitsNot => return Fit::FitsNot,
                Fit::MayFit { digests } => withheld = withheld.saturating_add(digests),
            }
        }
        if withheld == 0 { Fit::Fits } else { Fit::MayFit { digests: withheld } }
    }

    fn fit_of(&self, spot: Spot<'_>, checks: &[Check]) -> Fit {
        let fits = match spot {
            Spot::At(node) => checks.iter().all(|check| self.holds(check, node)),
            Spot::Nothing { .. } => checks.iter().all(Check::wants_nothing),
        };
        match spot {
            _ if fits => Fit::Fits,
            Spot::At(_) | Spot::Nothing { withheld: 0 } => Fit::FitsNot,
            Spot::Nothing { withheld } => Fit::MayFit { digests: withheld },
        }
    }

    fn holds(&self, check: &Check, node: &Node<'_>) -> bool {
        if let Some(is_text) = check.is_text(node) {
            return is_text;
        }
        let verdict = match check.read() {
            Some(read) => check.judge(&read.all(node, self.family)),
            None => check.without_reading(node),
        };
        verdict == Verdict::Satisfied
    }
}

/// Whether an element fits a search.
pub(super) enum Fit {
    /// It does.
    Fits,
    /// It does not.
    FitsNot,
    /// It does not, and would perhaps if the holder had disclosed more of it.
    MayFit {
        /// How many digests may hide what is missing; never 0.
        digests: u32,
    },
}

/// The elements of an array that are there.
pub(super) fn elements<'a>(array: &'a Array<'a>) -> impl Iterator<Item = &'a Node<'a>> {
    array.items.iter().filter(|item| item.value != Value::Missing)
}
