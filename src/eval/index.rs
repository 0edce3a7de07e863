//! Finds the rules that deserve a look: each rule hangs on one of its tests, and a descent through
//! pointers and credential together meets only the tests whose pointers exist and whose values are
//! equal. What is not met costs nothing, however many rules there are.

mod anchor;
mod branch;
mod descent;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::plan::Rules;
use super::run::Run;
use anchor::Anchor;
use branch::{Branch, Grower};

/// Rules by their anchors.
#[derive(Debug)]
pub(super) struct Index {
    /// The pointers on which rules hang, as a tree; the first is the root.
    branches: Vec<Branch>,
    /// Rules that hang on nothing: all their tests are of absence.
    always: Vec<u32>,
}

impl Index {
    /// An index of the rules with these numbers, which ascend.
    pub(super) fn new(numbers: &[u32], rules: &Rules<'_>) -> Self {
        let mut grower = Grower::new(rules);
        let mut always = Vec::new();
        for (number, anchor) in numbers.iter().zip(anchor::choose(numbers, rules)) {
            match anchor {
                Anchor::Value(test) => grower.hang_on_value(*number, test),
                Anchor::Presence(place) => grower.hang_on_presence(*number, place),
                Anchor::None => always.push(*number),
            }
        }
        Index { branches: grower.finish(), always }
    }

    /// The rules whose anchors hold of a credential, ascending.
    pub(super) fn candidates<'a>(&'a self, run: &mut Run<'a>) -> Candidates<'a> {
        let mut found = Candidates { lists: Vec::with_capacity(8).into() };
        found.add(&self.always);
        descent::descend(&self.branches, run, &mut found);
        found
    }
}

/// Rules out of several ascending lists, in ascending order. No rule is in two lists.
pub(super) struct Candidates<'i> {
    /// Each list from its first rule on; never empty.
    lists: BinaryHeap<Reverse<&'i [u32]>>,
}

impl<'i> Candidates<'i> {
    fn add(&mut self, list: &'i [u32]) {
        if !list.is_empty() {
            self.lists.push(Reverse(list));
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let Reverse(list) = self.lists.pop()?;
        let (first, rest) = list.split_first()?;
        self.add(rest);
        Some(*first)
    }
}
