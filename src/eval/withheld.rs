//! Why there is nothing: because it is not there, or perhaps because the holder did not disclose it.

use crate::credential::tree::{Node, Value};

use super::embedded;
use super::pointer::Step;
use super::walk::{Search, Walker, elements};

impl Walker<'_> {
    /// Whether a node from which a step leads to nothing has undisclosed members or elements, among
    /// which it might find something.
    pub(super) fn withholds(&self, node: &Node<'_>, step: &Step) -> bool {
        match (&node.value, step) {
            (Value::Map(map), Step::Key(_)) => map.withheld > 0,
            (Value::Array(array), Step::Position(_)) => array.withheld > 0,
            (Value::Array(array), Step::Search(number)) => {
                let may_fit = |search| elements(array).any(|element| self.may_fit(element, search));
                array.withheld > 0 || self.numbered(*number).is_some_and(may_fit)
            }
            _ => false,
        }
    }

    /// Whether an element that does not fit a search might, had the holder disclosed more of it.
    fn may_fit(&self, element: &Node<'_>, search: &Search) -> bool {
        search.tests.iter().all(|(steps, checks)| {
            self.holds(element, steps, checks) || self.may_be_withheld(element, steps)
        })
    }

    /// Whether steps lead to nothing because of something that may be undisclosed.
    fn may_be_withheld<'n>(&self, node: &'n Node<'n>, steps: &[Step]) -> bool {
        let Some((step, rest)) = steps.split_first() else { return false };
        match self.step(node, step) {
            Ok(Some(next)) => self.may_be_withheld(next, rest),
            Ok(None) => self.withholds(node, step),
            Err(octets) => embedded::read(octets, self.limits)
                .is_some_and(|item| self.may_be_withheld(&item, rest)),
        }
    }
}
