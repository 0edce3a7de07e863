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
    /// The others; never empty lists.
    many: BinaryHeap<Reverse<&'i [Hung]>>,
}

impl<'i> Candidates<'i> {
    /// Adds a list.
    pub(super) fn add(&mut self, list: &'i [Hung]) {
        if list.is_empty() {
            return;
        }
        match self.few.iter_mut().find(|seat| seat.is_empty()) {
            Some(seat) => *seat = list,
            None => self.many.push(Reverse(list)),
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = Hung;

    fn next(&mut self) -> Option<Hung> {
        let few =
            self.few.iter_mut().filter(|list| !list.is_empty()).min_by_key(|list| list.first());
        let from_few = few.as_ref().and_then(|list| list.first()).copied();
        let from_many = self.many.peek().and_then(|Reverse(list)| list.first()).copied();
        if from_many.is_some_and(|many| from_few.is_none_or(|few| many < few)) {
            let Reverse(list) = self.many.pop()?;
            self.add(list.get(1..)?);
            return from_many;
        }
        let list = few?;
        *list = list.get(1..)?;
        from_few
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
