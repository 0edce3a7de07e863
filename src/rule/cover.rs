//! Finding, among many conjunctions, those that may cover one, without comparing all with all.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::checked::Part;
use crate::rule::atom::{Ask, Atom, empty_root};
use crate::rule::conjunction::Conjunction;
use crate::rule::relate::implies;

/// Finds the conjunctions that may cover one. Each stands under its rarest test; only these tests
/// are compared with others, and only with those of their own place.
pub(crate) struct Index {
    keys: Vec<Rc<Atom>>,
    numbers: HashMap<Rc<Atom>, usize>,
    /// By the number of the test under which they stand.
    under: Vec<Vec<usize>>,
    /// Those without tests cover everything.
    empty: Vec<usize>,
    /// Tests of values that other tests of their place may imply, by place.
    values: HashMap<u64, Vec<usize>>,
    /// Tests of presence, by the beginning of their place: longer and shorter ones imply them.
    presence: HashMap<u64, Vec<usize>>,
}

impl Index {
    /// The index of these conjunctions, by their place in the list.
    pub(crate) fn of<'a>(all: impl Iterator<Item = &'a Conjunction> + Clone) -> Index {
        let mut counts: HashMap<&Rc<Atom>, usize> = HashMap::new();
        for atom in all.clone().flat_map(Conjunction::atoms) {
            *counts.entry(atom).or_default() += 1;
        }
        let mut index = Index {
            keys: Vec::new(),
            numbers: HashMap::new(),
            under: Vec::new(),
            empty: Vec::new(),
            values: HashMap::new(),
            presence: HashMap::new(),
        };
        for (at, one) in all.enumerate() {
            let rarest = one.atoms().iter().min_by_key(|atom| counts.get(atom).copied());
            match rarest.map(|atom| index.number(atom)) {
                Some(key) => index.under.get_mut(key).into_iter().for_each(|list| list.push(at)),
                None => index.empty.push(at),
            }
        }
        index
    }

    fn number(&mut self, atom: &Rc<Atom>) -> usize {
        if let Some(number) = self.numbers.get(atom) {
            return *number;
        }
        let number = self.keys.len();
        self.keys.push(Rc::clone(atom));
        self.numbers.insert(Rc::clone(atom), number);
        self.under.push(Vec::new());
        if atom.ask.is_presence() {
            self.presence.entry(atom.root_hash()).or_default().push(number);
        } else if !is_implied_by_itself_alone(atom) {
            self.values.entry(atom.place_hash()).or_default().push(number);
        }
        number
    }

    /// Those that may cover `one`, in ascending order: a superset of those that do.
    pub(crate) fn covering(&self, one: &Conjunction) -> Vec<usize> {
        let mut keys: Vec<usize> = Vec::new();
        for atom in one.atoms() {
            keys.extend(self.numbers.get(atom));
            let implied =
                |key: &&usize| self.keys.get(**key).is_some_and(|asked| implies(atom, asked));
            let same_place = self.values.get(&atom.place_hash()).into_iter().flatten();
            keys.extend(same_place.filter(implied));
            keys.extend(self.presence_near(atom).filter(implied));
        }
        keys.sort_unstable();
        keys.dedup();
        let under = keys.iter().filter_map(|key| self.under.get(*key)).flatten();
        let mut found: Vec<usize> = self.empty.iter().chain(under).copied().collect();
        found.sort_unstable();
        found
    }

    /// Tests of presence that begin as the atom's place does, or with nothing; all of them for the
    /// empty place, with which every other begins.
    fn presence_near(&self, atom: &Atom) -> impl Iterator<Item = &usize> {
        let lists: Vec<&Vec<usize>> = match atom.place.as_slice() {
            [] => self.presence.values().collect(),
            _ => {
                let near = [atom.root_hash(), empty_root(atom.provenance)];
                near.iter().filter_map(|root| self.presence.get(root)).collect()
            }
        };
        lists.into_iter().flatten()
    }
}

/// Most tests of real policies: equality of a whole text. Nothing but the same equality implies
/// it, so thousands of them need not be compared with each other.
fn is_implied_by_itself_alone(atom: &Atom) -> bool {
    matches!(atom.ask, Ask::Equal(_)) && !atom.fold && atom.part == Part::Whole
}
