//! A conjunction: tests that must all be satisfied, none of which says what the others say already.

use std::rc::Rc;

use crate::rule::atom::{Ask, Atom};
use crate::rule::relate::{all_imply, excludes, implies};

/// Tests joined by `and`, ordered by hash, without duplicates; empty is always satisfied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conjunction {
    atoms: Vec<Rc<Atom>>,
}

impl Conjunction {
    /// One test; `None` when nothing satisfies it.
    pub(crate) fn of(atom: Atom) -> Option<Conjunction> {
        Conjunction::default().with(&Rc::new(atom))
    }

    /// The tests.
    pub(crate) fn atoms(&self) -> &[Rc<Atom>] {
        &self.atoms
    }

    /// The tests, for a search.
    pub(crate) fn into_atoms(self) -> Vec<Rc<Atom>> {
        self.atoms
    }

    /// This and one test more; `None` when they contradict each other.
    pub(crate) fn with(mut self, atom: &Rc<Atom>) -> Option<Conjunction> {
        if atom.interval().is_some_and(|values| values.is_empty()) {
            return None;
        }
        if self.atoms.iter().any(|known| excludes(known, atom)) {
            return None;
        }
        if self.atoms.iter().any(|known| implies(known, atom)) {
            return Some(self);
        }
        self.atoms.retain(|known| !implies(atom, known));
        match self.pinched(atom) {
            Some((at, exact)) => {
                self.atoms.remove(at);
                self.with(&Rc::new(exact))
            }
            None => {
                self.insert(Rc::clone(atom));
                Some(self)
            }
        }
    }

    /// Both; `None` when they contradict each other.
    pub(crate) fn and(self, other: &Conjunction) -> Option<Conjunction> {
        other.atoms.iter().try_fold(self, |all, atom| all.with(atom))
    }

    /// Whether whatever satisfies this satisfies `other`.
    pub(crate) fn implies(&self, other: &Conjunction) -> bool {
        other.atoms.iter().all(|asked| all_imply(self.atoms.iter().map(AsRef::as_ref), asked))
    }

    /// This without the tests that `drop` picks.
    pub(crate) fn without(&self, drop: impl Fn(&Atom) -> bool) -> Conjunction {
        Conjunction { atoms: self.atoms.iter().filter(|atom| !drop(atom)).cloned().collect() }
    }

    /// A hash of all tests, for grouping.
    pub(crate) fn hash_value(&self) -> u64 {
        self.atoms.iter().fold(0, |sum, atom| sum.wrapping_add(atom.hash_value()))
    }

    /// A bound from below and one from above that leave one value are an equality.
    fn pinched(&self, atom: &Atom) -> Option<(usize, Atom)> {
        let values = atom.interval()?;
        self.atoms.iter().enumerate().filter(|(_, known)| known.same_slot(atom)).find_map(
            |(at, known)| {
                let both = known.interval()?.meet(values);
                let ask = both.asks()?.into_iter().find(|ask| matches!(ask, Ask::Equal(_)))?;
                Some((at, known.with_ask(ask, known.span.to(atom.span))))
            },
        )
    }

    fn insert(&mut self, atom: Rc<Atom>) {
        let at = self.atoms.partition_point(|known| known.hash_value() < atom.hash_value());
        self.atoms.insert(at, atom);
    }
}
