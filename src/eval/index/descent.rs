//! The descent through the tree of pointers and a credential together.

use hashbrown::HashSet;

use super::branch::{Branch, Marked, ROOTS, Values};
use super::candidates::Candidates;
use crate::credential::tree::{Array, Node, Value};
use crate::eval::pointer;
use crate::eval::read::{Reading, Readouts};
use crate::eval::run::Run;
use crate::eval::walk::elements;

/// So many steps are tried one by one before the credential is asked what it has.
const FEW: usize = 8;

/// Adds the rules whose anchors hold.
pub(super) fn descend<'a>(branches: &'a [Branch], run: &mut Run<'a>, found: &mut Candidates<'a>) {
    for branch in branches.iter().take(ROOTS.len()) {
        if let Some(root) = run.at(branch.place) {
            Descent { branches, run: &mut *run, found: &mut *found }.visit(branch, root);
        }
    }
}

struct Descent<'d, 'a> {
    branches: &'a [Branch],
    run: &'d mut Run<'a>,
    found: &'d mut Candidates<'a>,
}

impl<'a> Descent<'_, 'a> {
    /// What hangs on a branch whose pointer leads to a node. As deep as pointers are long, which
    /// the policy bounds.
    fn visit(&mut self, branch: &'a Branch, node: &'a Node<'a>) {
        self.found.add(&branch.present);
        for values in &branch.values {
            self.add_equal(values, node);
        }
        if !branch.is_leaf {
            self.visit_children(branch, node);
        }
    }

    fn visit_children(&mut self, branch: &'a Branch, node: &'a Node<'a>) {
        self.visit_keys(branch, node);
        if !branch.positions.is_empty() {
            self.visit_positions(branch, node);
        }
        if let Value::Tag(number, _) = &node.value {
            self.visit_at(branch.tags.get(number).copied(), pointer::tag(node, Some(*number)));
        }
        for (step, child) in &branch.others {
            let next = self.run.step(node, step);
            self.visit_at(Some(*child), next);
        }
        if let Value::Array(array) = &node.value {
            branch.marked.iter().for_each(|marked| self.visit_marked(marked, array));
        }
    }

    /// Goes on at a node, which becomes known as where the branch leads.
    fn visit_at(&mut self, branch: Option<usize>, node: Option<&'a Node<'a>>) {
        let (Some(branch), Some(node)) = (branch, node) else { return };
        let Some(branch) = self.branches.get(branch) else { return };
        self.run.know(branch.place, Some(node));
        self.visit(branch, node);
    }

    fn add_equal(&mut self, values: &'a Values, node: &'a Node<'a>) {
        if values.is_kept {
            add_all(values, self.run.reading(values.slot, &values.read, node), self.found);
        } else if values.read.each {
            add_all(values, &values.read.all(node, self.run.family()), self.found);
        } else if let Ok(reading) = values.read.one(node, self.run.family()) {
            self.found.add(values.rules.get(&reading));
        }
    }

    /// Keys: those of the policy or those of the credential, whichever are fewer.
    fn visit_keys(&mut self, branch: &'a Branch, node: &'a Node<'a>) {
        match &node.value {
            Value::Map(map) if branch.keys.len() > map.len() => {
                for (key, value) in map.iter() {
                    if let Some(child) = branch.keys.get(key) {
                        self.visit_at(Some(*child), Some(value));
                    }
                }
            }
            Value::Array(array) if branch.keys.len() > FEW => {
                for oid in pointer::oids(array) {
                    if let Some(child) = branch.keys.get(oid) {
                        self.visit_at(Some(*child), pointer::key(node, oid));
                    }
                }
            }
            Value::Array(_) | Value::Map(_) => {
                for (key, child) in &branch.keys {
                    self.visit_at(Some(*child), pointer::key(node, key));
                }
            }
            _ => {}
        }
    }

    fn visit_positions(&mut self, branch: &'a Branch, node: &'a Node<'a>) {
        let family = self.run.family();
        match &node.value {
            Value::Array(array) if branch.positions.len() > array.items.len() => {
                for position in (0..).take(array.items.len()) {
                    let child = branch.positions.get(&position).copied();
                    self.visit_at(child, pointer::position(node, position, family));
                }
            }
            Value::Array(_) => {
                for (position, child) in &branch.positions {
                    self.visit_at(Some(*child), pointer::position(node, *position, family));
                }
            }
            Value::Tag(number, _) => {
                if let Ok(position) = u32::try_from(*number) {
                    let child = branch.positions.get(&position).copied();
                    self.visit_at(child, pointer::position(node, position, family));
                }
            }
            _ => {}
        }
    }

    /// Searches that want elements with a mark: the first element with the mark that fits
    /// otherwise too.
    fn visit_marked(&mut self, marked: &'a Marked, array: &'a Array<'a>) {
        let walker = self.run.walker;
        for element in elements(array) {
            let searches = walker.follow(element, &marked.steps, |end| {
                let Some(node) = end else { return &[] as &'a [_] };
                match &marked.read.one(node, walker.family) {
                    Ok(reading) => marked.searches.get(reading),
                    Err(_) => &[],
                }
            });
            for (number, child) in searches {
                let place = self.branches.get(*child).map(|child| child.place);
                let is_open = place.is_some_and(|place| self.run.known(place).is_none());
                let search = walker.numbered(*number).filter(|_| is_open);
                if search.is_some_and(|search| walker.fits(element, search)) {
                    self.visit_at(Some(*child), Some(element));
                }
            }
        }
    }
}

fn add_all<'a>(values: &'a Values, readouts: &Readouts<'_>, found: &mut Candidates<'a>) {
    match readouts {
        Readouts::One(Ok(reading)) => found.add(values.rules.get(reading)),
        Readouts::Each(list) => {
            // A value that stands twice in a list would bring its rules twice.
            let distinct: HashSet<&Reading<'_>> = list.iter().flatten().collect();
            distinct.into_iter().for_each(|reading| found.add(values.rules.get(reading)));
        }
        Readouts::One(Err(_)) | Readouts::NoList => {}
    }
}
