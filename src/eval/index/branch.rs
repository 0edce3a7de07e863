//! The pointers on which rules hang, as trees that are descended together with a credential.

use hashbrown::HashMap;

use super::Hung;
use super::anchor::{Mark, Marks};
use super::table::Table;
use crate::eval::plan::Rules;
use crate::eval::pointer::Step;
use crate::eval::prepare::{HOLDER_ROOT, ROOT, Test};
use crate::eval::read::Read;

/// A pointer and what hangs on it. Branches name each other by their place in a list.
#[derive(Debug, Default)]
pub(super) struct Branch {
    /// The pointer.
    pub place: u32,
    /// Rules that hang on there being a value.
    pub present: Vec<Hung>,
    /// Rules that hang on the value, by what is read.
    pub values: Vec<Values>,
    /// Whether there are no pointers with one more step.
    pub is_leaf: bool,
    /// Pointers with one more step: a key.
    pub keys: HashMap<Box<[u8]>, usize>,
    /// … a position.
    pub positions: HashMap<u32, usize>,
    /// … a tag with a number.
    pub tags: HashMap<u64, usize>,
    /// … any tag, an embedded item (one of each at most), or a search that does not say which
    /// value it wants.
    pub others: Vec<(Step, usize)>,
    /// … a search for elements with some value.
    pub marked: Vec<Marked>,
}

/// Rules by what is read at a place.
#[derive(Debug)]
pub(super) struct Values {
    /// What is read.
    pub read: Read,
    /// The number under which the reading is kept.
    pub slot: u32,
    /// The rules, ascending, by the reading that they ask for.
    pub rules: Table<Hung>,
    /// Whether the reading is worth keeping.
    pub is_kept: bool,
}

/// Searches by what is read at a place in each element.
#[derive(Debug)]
pub(super) struct Marked {
    /// The place in the element.
    pub steps: Box<[Step]>,
    /// What is read there.
    pub read: Read,
    /// The searches and their branches, by the reading that they ask for.
    pub searches: Table<(u32, usize)>,
}

/// The pointers that the first branches stand for.
pub(super) const ROOTS: [u32; 2] = [ROOT, HOLDER_ROOT];

/// Grows the trees.
pub(super) struct Grower<'p> {
    rules: &'p Rules<'p>,
    marks: Marks<'p>,
    branches: Vec<Branch>,
    by_place: HashMap<u32, usize>,
}

impl<'p> Grower<'p> {
    /// The two roots alone.
    pub(super) fn new(rules: &'p Rules<'p>) -> Self {
        Grower {
            rules,
            marks: Marks::of(rules.searches),
            branches: ROOTS.map(Branch::leaf).into(),
            by_place: ROOTS.into_iter().zip(0..).collect(),
        }
    }

    /// The trees; the first branches are their [`ROOTS`].
    pub(super) fn finish(self) -> Vec<Branch> {
        self.branches
    }

    /// Hangs a rule on there being a value.
    pub(super) fn hang_on_presence(&mut self, rule: Hung, place: u32) {
        if let Some(branch) = self.branch(place) {
            branch.present.push(rule);
        }
    }

    /// Hangs a rule on the value that a test asks for.
    pub(super) fn hang_on_value(&mut self, rule: Hung, test: &Test) {
        let Some((read, expected)) = test.check.as_equality() else { return };
        let Some(branch) = self.branch(test.place_in(self.rules.family)) else { return };
        let known = branch.values.iter().position(|values| values.read == read);
        let at = known.unwrap_or_else(|| {
            let Test { slot, is_kept, .. } = *test;
            branch.values.push(Values { read, slot, is_kept, rules: Table::new(&read) });
            branch.values.len() - 1
        });
        if let Some(values) = branch.values.get_mut(at) {
            values.rules.add(expected, rule);
        }
    }

    /// The branch of a place, grown if need be. Places come after their parents, and the policy
    /// bounds how many steps there are.
    fn branch(&mut self, place: u32) -> Option<&mut Branch> {
        let at = self.grow(place)?;
        self.branches.get_mut(at)
    }

    fn grow(&mut self, place: u32) -> Option<usize> {
        if let Some(known) = self.by_place.get(&place) {
            return Some(*known);
        }
        let rules = self.rules;
        let from = rules.places.get(place as usize)?;
        let parent = self.grow(from.parent?)?;
        let at = self.branches.len();
        self.branches.push(Branch::leaf(place));
        self.by_place.insert(place, at);
        let mark = match from.step {
            Step::Search(number) => {
                rules.searches.get(number as usize).and_then(|search| self.marks.rarest(search))
            }
            _ => None,
        };
        self.branches.get_mut(parent)?.attach(&from.step, at, mark);
        Some(at)
    }
}

impl Branch {
    fn leaf(place: u32) -> Self {
        Branch { place, is_leaf: true, ..Branch::default() }
    }

    /// How many different things have to be looked at here.
    pub(super) fn kinds(&self) -> usize {
        let steps = self.keys.len() + self.positions.len() + self.tags.len() + self.others.len();
        self.values.len() + self.marked.len() + steps
    }

    fn attach(&mut self, step: &Step, child: usize, mark: Option<Mark<'_>>) {
        self.is_leaf = false;
        match (step, mark) {
            (Step::Key(key), _) => {
                self.keys.insert(key.clone(), child);
            }
            (Step::Position(position), _) => {
                self.positions.insert(*position, child);
            }
            (Step::Tag(number), _) => {
                self.tags.insert(*number, child);
            }
            (Step::Search(number), Some(mark)) => self.attach_marked(*number, child, &mark),
            (Step::Search(_) | Step::AnyTag | Step::Embedded, _) => {
                self.others.push((step.clone(), child));
            }
            (Step::Nowhere, _) => {}
        }
    }

    fn attach_marked(&mut self, number: u32, child: usize, mark: &Mark<'_>) {
        let known = self
            .marked
            .iter()
            .position(|marked| *marked.steps == *mark.steps && marked.read == mark.read);
        let at = known.unwrap_or_else(|| {
            let steps = mark.steps.into();
            let searches = Table::new(&mark.read);
            self.marked.push(Marked { steps, read: mark.read, searches });
            self.marked.len() - 1
        });
        if let Some(marked) = self.marked.get_mut(at) {
            marked.searches.add(mark.expected, (number, child));
        }
    }
}
