//! Why there is nothing: because it is not there, or perhaps because the holder did not disclose
//! it. Counts the digests without a disclosure that may hide what is missing.

use crate::credential::tree::{Node, Value};

use super::embedded;
use super::pointer::Step;
use super::walk::{Search, Walker, elements};

impl Walker<'_> {
    /// How many digests at a node may hide what a step from it does not find; of a search, those in
    /// the array and in the elements that may fit.
    pub(super) fn withheld_at(&self, node: &Node<'_>, step: &Step) -> u32 {
        match (&node.value, step) {
            (Value::Map(map), Step::Key(_)) => map.withheld,
            (Value::Array(array), Step::Position(_)) => array.withheld,
            (Value::Array(array), Step::Search(number)) => {
                let Some(search) = self.numbered(*number) else { return 0 };
                let hidden = elements(array).map(|element| self.withheld_in(element, search));
                hidden.fold(array.withheld, u32::saturating_add)
            }
            _ => 0,
        }
    }

    /// How many digests may keep an element from fitting a search; 0 when something else does.
    fn withheld_in(&self, element: &Node<'_>, search: &Search) -> u32 {
        let mut withheld = 0u32;
        for (steps, checks) in &search.tests {
            if !self.holds(element, steps, checks) {
                match self.withheld_along(element, steps) {
                    0 => return 0,
                    some => withheld = withheld.saturating_add(some),
                }
            }
        }
        withheld
    }

    /// How many digests may hide what steps from a node do not find.
    fn withheld_along<'n>(&self, node: &'n Node<'n>, steps: &[Step]) -> u32 {
        let Some((step, rest)) = steps.split_first() else { return 0 };
        match self.step(node, step) {
            Ok(Some(next)) => self.withheld_along(next, rest),
            Ok(None) => self.withheld_at(node, step),
            Err(octets) => embedded::read(octets, self.limits)
                .map_or(0, |item| self.withheld_along(&item, rest)),
        }
    }
}
