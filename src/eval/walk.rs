//! Following pointers through a credential: searches included, embedded items decoded on the way.

use crate::credential::tree::{Array, Node, Value};
use crate::format::Family;
use crate::limits::Limits;

use super::check::{Check, Verdict};
use super::embedded;
use super::pointer::{self, Step};

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

impl<'p> Walker<'p> {
    /// One step, unless it enters an embedded item: `Err` gives the octets that should hold one.
    pub(super) fn step<'a>(
        &self,
        node: &'a Node<'a>,
        step: &Step,
    ) -> Result<Option<&'a Node<'a>>, &'a [u8]> {
        Ok(match step {
            Step::Key(key) => pointer::key(node, key),
            Step::Position(position) => pointer::position(node, *position, self.family),
            Step::Search(number) => self.search(node, *number),
            Step::Tag(number) => pointer::tag(node, Some(*number)),
            Step::AnyTag => pointer::tag(node, None),
            Step::Nowhere => None,
            Step::Embedded => match pointer::embedding(node, self.family) {
                Some(octets) => return Err(octets),
                None => None,
            },
        })
    }

    /// Follows steps and says what is at their end; embedded items live only that long.
    pub(super) fn follow<'n, R>(
        &self,
        mut node: &'n Node<'n>,
        mut steps: &[Step],
        end: impl FnOnce(Option<&Node<'_>>) -> R,
    ) -> R {
        while let Some((step, rest)) = steps.split_first() {
            match self.step(node, step) {
                Ok(Some(next)) => (node, steps) = (next, rest),
                Ok(None) => return end(None),
                Err(octets) => {
                    return match embedded::read(octets, self.limits) {
                        Some(item) => self.follow(&item, rest, end),
                        None => end(None),
                    };
                }
            }
        }
        end(Some(node))
    }

    /// The first element that fits a search.
    fn search<'a>(&self, node: &'a Node<'a>, number: u32) -> Option<&'a Node<'a>> {
        let Value::Array(array) = &node.value else { return None };
        let search = self.numbered(number)?;
        elements(array).find(|element| self.fits(element, search))
    }

    /// A search by its number.
    pub(super) fn numbered(&self, number: u32) -> Option<&'p Search> {
        self.searches.get(usize::try_from(number).ok()?)
    }

    /// Whether an element satisfies every test of a search.
    pub(super) fn fits(&self, element: &Node<'_>, search: &Search) -> bool {
        search.tests.iter().all(|(steps, checks)| self.holds(element, steps, checks))
    }

    /// Whether checks hold where steps lead.
    pub(super) fn holds(&self, node: &Node<'_>, steps: &[Step], checks: &[Check]) -> bool {
        self.follow(node, steps, |end| match end {
            Some(node) => checks.iter().all(|check| self.holds_at(check, node)),
            None => checks.iter().all(Check::wants_nothing),
        })
    }

    fn holds_at(&self, check: &Check, node: &Node<'_>) -> bool {
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

/// The elements of an array that are there.
pub(super) fn elements<'a>(array: &'a Array<'a>) -> impl Iterator<Item = &'a Node<'a>> {
    array.items.iter().filter(|item| !matches!(item.value, Value::Missing))
}
