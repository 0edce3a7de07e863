//! Rules out of several ascending lists, in ascending order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Hung;

/// How many lists are kept without allocating.
const FEW: usize = 4;

/// Ascending lists, taken together. No rule is in two of them.
#[derive(Default)]
pub(in crate::eval) struct Candidates<'i> {
    /// The first lists, each from its next rule on.
    few: [&'i [Hung]; FEW],
    /// How many those are.
    used: usize,
    /// The others; never empty lists.
    many: BinaryHeap<Reverse<&'i [Hung]>>,
}

impl<'i> Candidates<'i> {
    /// Adds a list.
    #[inline]
    pub(super) fn add(&mut self, list: &'i [Hung]) {
        if list.is_empty() {
            return;
        }
        match self.few.get_mut(self.used) {
            Some(seat) => {
                *seat = list;
                self.used += 1;
            }
            None => self.many.push(Reverse(list)),
        }
    }

    fn next_of_many(&mut self) -> Option<Hung> {
        let Reverse(list) = self.many.pop()?;
        let (first, rest) = list.split_first()?;
        if !rest.is_empty() {
            self.many.push(Reverse(rest));
        }
        Some(*first)
    }
}

impl Iterator for Candidates<'_> {
    type Item = Hung;

    #[inline]
    fn next(&mut self) -> Option<Hung> {
        let used = self.few.get_mut(..self.used)?;
        let few = used.iter_mut().filter(|list| !list.is_empty()).min_by_key(|list| list.first());
        let first = few.as_ref().and_then(|list| list.first()).copied();
        let others = self.many.peek().and_then(|Reverse(list)| list.first());
        if others.is_some_and(|other| first.is_none_or(|first| *other < first)) {
            return self.next_of_many();
        }
        let list = few?;
        *list = list.get(1..)?;
        first
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_rule_comes_once_and_in_order(lists in prop::collection::vec(0usize..12, 0..60)) {
            let mut sorted = vec![Vec::new(); 12];
            for (rule, list) in lists.iter().enumerate() {
                sorted[*list].push(Hung { rule: u32::try_from(rule).unwrap(), held: None });
            }
            let mut candidates = Candidates::default();
            sorted.iter().for_each(|list| candidates.add(list));
            let found: Vec<usize> = candidates.map(|hung| hung.rule as usize).collect();
            prop_assert_eq!(found, (0..lists.len()).collect::<Vec<_>>());
        }
    }
}
