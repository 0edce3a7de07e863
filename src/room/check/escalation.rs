//! Who can get more than its role gives: a bounded search over capabilities and role changes.
//!
//! Two searches, each from every role that somebody can hold. The first is of one holder alone: it
//! writes an entry for itself, takes another role by it or leaves and comes back, and goes on with
//! what that role may do. The second is of holders that help each other: one gives another a role,
//! as its `authorized_role_changes` allow, or lets it in by an entry, and so on. A single role
//! change that the owner authorized is no finding; a chain of them is. Preauthorization as it
//! stands is no step: that is what the rules give. A role that may change role definitions can give
//! itself anything, so that nothing is an escalation from there.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::super::finding::{Finding, Kind, Step};
use super::super::{NOBODY, can, holds, may_move, targets};
use super::{View, is_holdable, is_open_to_clients};
use crate::capability;
use crate::limits::Limits;
use crate::model::Role;

pub(super) fn check(view: &View<'_>, limits: &Limits, found: &mut Vec<Finding>) {
    let mut budget = Budget { left: limits.room_steps, ended: false };
    let given = Given::of(view);
    let starts = view.standing().filter(|role| is_holdable(role));
    for start in starts.filter(|role| !holds(role, can::CHANGE_ROLES)) {
        let mut alone = Search::new(view, &given, start, &mut budget).alone();
        let mut finding = alone.finding(Kind::Escalation, &BTreeSet::new());
        if finding.is_none() {
            let mut together = Search::new(view, &given, start, &mut budget).together();
            finding = together.finding(Kind::EscalationWithHelp, &authorized(start));
        }
        found.extend(finding);
    }
    if budget.ended {
        found.push(Finding::of(Kind::SearchIncomplete, &[]));
    }
}

/// The roles that a role may give by itself, as its owner wrote down.
fn authorized(role: &Role) -> BTreeSet<u32> {
    role.changes.iter().flat_map(|change| change.targets.iter().copied()).collect()
}

/// What stands before anybody does anything.
struct Given {
    /// The roles in which anybody may join.
    open: BTreeSet<u32>,
    /// The roles of whom there may be accomplices: those that somebody has now, that the rules
    /// give, or in which anybody may join.
    available: BTreeSet<u32>,
}

impl Given {
    fn of(view: &View<'_>) -> Given {
        let nobody = view.role(NOBODY).filter(|role| holds(role, can::OPEN_JOIN));
        let openly = nobody.into_iter().flat_map(|nobody| targets(nobody, NOBODY));
        let comes_in = |index: &u32| view.role(*index).is_some_and(is_open_to_clients);
        let open: BTreeSet<u32> = openly.filter(comes_in).collect();
        let now = view.room.participants().iter().map(|participant| participant.role);
        let by_rules = view.given.keys().copied();
        let by_rules = by_rules.filter(|index| view.role(*index).is_some_and(can_come_in));
        let available = now.chain(by_rules).chain(open.iter().copied()).collect();
        Given { open, available }
    }
}

/// How many more steps may be tried, over all searches.
struct Budget {
    left: usize,
    ended: bool,
}

impl Budget {
    fn spend(&mut self, steps: usize) -> bool {
        self.ended |= self.left < steps;
        self.left = self.left.saturating_sub(steps);
        !self.ended
    }
}

/// The roles that are reached from one.
struct Search<'v, 'b> {
    view: &'v View<'v>,
    given: &'v Given,
    start: &'v Role,
    budget: &'b mut Budget,
    reached: BTreeMap<u32, Way>,
    queue: VecDeque<&'v Role>,
}

/// How a role was reached.
struct Way {
    /// Its place among the roles reached.
    place: usize,
    /// The roles that had to be reached before.
    needs: Vec<u32>,
    steps: Vec<Step>,
}

impl<'v, 'b> Search<'v, 'b> {
    fn new(
        view: &'v View<'v>,
        given: &'v Given,
        start: &'v Role,
        budget: &'b mut Budget,
    ) -> Search<'v, 'b> {
        let queue = VecDeque::from([start]);
        Search { view, given, start, budget, reached: BTreeMap::new(), queue }
    }

    /// The next role to go on from, unless the budget is spent.
    fn next(&mut self) -> Option<&'v Role> {
        let role = self.queue.pop_front()?;
        let targets = role.changes.iter().map(|change| change.targets.len() + 1);
        self.budget.spend(targets.sum::<usize>() + 1).then_some(role)
    }

    /// What one holder reaches by entries that it writes for itself.
    fn alone(mut self) -> Self {
        while let Some(role) = self.next() {
            let from = role.index;
            let changes = holds(role, can::CHANGE_OWN_ROLE);
            let leaves = holds(role, can::REMOVE_SELF) && may_move(role, from, |to| to == NOBODY);
            if !holds(role, can::CHANGE_PREAUTH) || !(changes || leaves) {
                continue;
            }
            for next in self.view.standing() {
                if !self.budget.spend(1) {
                    return self;
                }
                let to = next.index;
                let step = if changes && is_holdable(next) {
                    Step::ChangesOwnRole { from, to }
                } else if leaves && can_come_in(next) {
                    Step::Rejoins { from, to }
                } else {
                    continue;
                };
                self.reach(next, vec![from], vec![Step::WritesEntry { by: from, role: to }, step]);
            }
        }
        self
    }

    /// What holders reach that give each other roles. Of every role that is reached, that the rules
    /// give, or that somebody has now, there may be as many accomplices as it takes; only those of
    /// reached roles help by what their roles may do.
    fn together(mut self) -> Self {
        // Role changes of an accomplice whose role was not reached yet.
        let mut waiting: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        while let Some(role) = self.next() {
            let by = role.index;
            for (by, to) in waiting.remove(&by).unwrap_or_default() {
                self.promote(by, role.index, to);
            }
            if holds(role, can::ADD_PARTICIPANT) {
                for to in targets(role, NOBODY) {
                    self.reach_index(to, vec![by], vec![Step::Adds { by, to }]);
                }
            }
            if holds(role, can::CHANGE_USER_ROLE) {
                for change in role.changes.iter().filter(|change| self.view.stands(change.from)) {
                    let is_there =
                        self.has(change.from) || self.given.available.contains(&change.from);
                    for to in &change.targets {
                        if is_there {
                            self.promote(by, change.from, *to);
                        } else {
                            waiting.entry(change.from).or_default().push((by, *to));
                        }
                    }
                }
            }
            if holds(role, can::CHANGE_PREAUTH) {
                for next in self.view.standing().filter(|next| can_come_in(next)) {
                    let write = Step::WritesEntry { by, role: next.index };
                    let join = Step::JoinsByEntry { role: next.index };
                    self.reach(next, vec![by], vec![write, join]);
                }
            }
        }
        self
    }

    fn promote(&mut self, by: u32, from: u32, to: u32) {
        self.reach_index(to, vec![by, from], vec![Step::Promotes { by, from, to }]);
    }

    fn has(&self, role: u32) -> bool {
        role == self.start.index || self.reached.contains_key(&role)
    }

    fn reach_index(&mut self, to: u32, needs: Vec<u32>, steps: Vec<Step>) {
        let view = self.view;
        if let Some(next) = view.role(to).filter(|next| view.stands(to) && is_holdable(next)) {
            self.reach(next, needs, steps);
        }
    }

    fn reach(&mut self, next: &'v Role, needs: Vec<u32>, steps: Vec<Step>) {
        if self.budget.spend(1) && !self.has(next.index) {
            let place = self.reached.len();
            self.reached.insert(next.index, Way { place, needs, steps });
            // Whoever may change role definitions needs no further steps.
            if !holds(next, can::CHANGE_ROLES) {
                self.queue.push_back(next);
            }
        }
    }

    /// The role that gives most of what the start does not have, and how it is reached.
    fn finding(&mut self, kind: Kind, authorized: &BTreeSet<u32>) -> Option<Finding> {
        let has: BTreeSet<u16> = self.start.capabilities.iter().copied().collect();
        let mut best = None;
        for (index, way) in &self.reached {
            let role = self.view.role(*index).filter(|_| !authorized.contains(index));
            let Some(role) = role else { continue };
            if !self.budget.spend(role.capabilities.len()) {
                break;
            }
            let gains = gained(&has, role);
            let worth = (holds(role, can::CHANGE_ROLES), gains.len(), usize::MAX - way.place);
            if !gains.is_empty() {
                best = best.max(Some((worth, *index, gains)));
            }
        }
        let (_, role, capabilities) = best?;
        let finding = Finding::of(kind, &[self.start.index, role]);
        Some(Finding { capabilities, steps: self.steps_to(role), ..finding })
    }

    /// All steps that it takes to reach a role, in the order in which they can be taken.
    fn steps_to(&self, role: u32) -> Vec<Step> {
        let mut needed: BTreeMap<usize, &Way> = BTreeMap::new();
        let mut open = vec![role];
        while let Some(way) = open.pop().map(|role| self.reached.get(&role)) {
            let Some(way) = way else { continue };
            if needed.insert(way.place, way).is_none() {
                open.extend(&way.needs);
            }
        }
        let mut steps = self.first_step();
        steps.extend(needed.values().flat_map(|way| way.steps.iter().copied()));
        steps
    }

    /// Where anybody may join in the start role, that comes first.
    fn first_step(&self) -> Vec<Step> {
        let role = self.start.index;
        let is_open = self.given.open.contains(&role);
        if is_open { vec![Step::JoinsOpenly { role }] } else { Vec::new() }
    }
}

/// Whether an entry can let somebody in as this role.
fn can_come_in(role: &Role) -> bool {
    holds(role, can::JOIN_IF_PREAUTHORIZED) && is_open_to_clients(role)
}

/// The capabilities with a meaning that a role has beyond those; what lets somebody join means
/// nothing to whoever is in.
fn gained(has: &BTreeSet<u16>, role: &Role) -> Vec<u16> {
    let means = |number: &u16| {
        let joins = [can::OPEN_JOIN, can::JOIN_IF_PREAUTHORIZED, can::USE_JOIN_CODE];
        let is_known = |known: &capability::Capability| !known.reserved;
        !joins.contains(number) && capability::by_number(*number).is_none_or(is_known)
    };
    let others: BTreeSet<u16> = role.capabilities.iter().copied().collect();
    others.difference(has).copied().filter(means).collect()
}
