//! Mutation: one change of the policy at a time, and which of them no case notices.

use crate::check::checked::{Condition, Relation, Rule, Step, Test};
use crate::source::Span;

use super::bench::Bench;
use super::{Numbering, Said, Trial, parallel, parts};

/// How many changes are tried; a policy with more has had the rest left out, and is told so.
const MOST_CHANGES: usize = 4096;

/// What came of changing a policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mutations {
    /// How many changes were tried. Those whose compiled octets, or whose meaning, are the same
    /// are not among them.
    pub tried: usize,
    /// Those that no case noticed, by rule.
    pub survivors: Vec<Survivor>,
    /// How many were left out because there are too many.
    pub left_out: usize,
}

/// A change that no case noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The rule that was changed, by its place.
    pub rule: usize,
    /// Where.
    pub span: Span,
    /// What was changed: "drop this test".
    pub change: String,
}

/// A change that is still to be made.
struct Mutant {
    at: Survivor,
    edit: Edit,
}

/// What is done to a rule.
enum Edit {
    Drop,
    /// It changes places with the next one.
    Swap,
    /// It gives another role, by its place in the room.
    Role(usize),
    /// Something in its condition.
    Condition(Change),
}

/// What is done to a condition.
struct Change {
    /// Which side of an `and` or `or` to go into, which step of a pointer whose search to go into.
    path: Vec<usize>,
    action: Action,
    span: Span,
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Drop,
    /// An ordering includes its bound, or no longer does.
    TurnBound,
}

impl Trial<'_> {
    /// Changes the policy, one thing at a time, and runs the cases on each change.
    pub fn mutations(&self) -> Mutations {
        let mut mutants = self.mutants();
        let left_out = mutants.len().saturating_sub(MOST_CHANGES);
        mutants.truncate(MOST_CHANGES);
        let claims = self.claims();
        let fates = parallel::map(mutants.len(), |at| {
            mutants.get(at).and_then(|mutant| self.is_noticed(mutant, &claims))
        });
        let tried = fates.iter().flatten().count();
        let survivors = mutants.into_iter().zip(fates).filter(|(_, fate)| *fate == Some(false));
        Mutations { tried, survivors: survivors.map(|(it, _)| it.at).collect(), left_out }
    }

    /// Whether a case notices; `None` when nothing was changed, or the change cannot be compiled.
    fn is_noticed(&self, mutant: &Mutant, claims: &[Said<'_>]) -> Option<bool> {
        let (rules, numbering) = self.changed(mutant)?;
        let bench = Bench::new(&parts::with_rules(&self.frame, rules), self.options).ok()?;
        if bench.octets == self.bench.octets {
            return None;
        }
        Some((0..claims.len()).any(|at| {
            let actual = self.actual(&bench, at, claims);
            !self.is_met(at, &actual, &numbering)
        }))
    }

    /// The rules after a change, and which they were before.
    fn changed(&self, mutant: &Mutant) -> Option<(Vec<Rule>, Numbering)> {
        let number = mutant.at.rule;
        let mut rules = self.checked.rules.clone();
        let mut originals: Vec<usize> = (0..rules.len()).collect();
        match &mutant.edit {
            Edit::Drop => {
                rules.remove(number);
                originals.remove(number);
            }
            Edit::Swap => {
                rules.swap(number, number + 1);
                originals.swap(number, number + 1);
            }
            Edit::Role(role) => rules.get_mut(number)?.role = *role,
            Edit::Condition(change) => {
                let rule = rules.get_mut(number)?;
                let changed = edited(rule.condition.as_ref()?, &change.path, change.action);
                // Only a change to the whole condition takes it away.
                rule.condition = changed?;
            }
        }
        Some((rules, Numbering::of(originals)))
    }

    fn mutants(&self) -> Vec<Mutant> {
        let mut all = Vec::new();
        for (number, rule) in self.checked.rules.iter().enumerate() {
            let at = |change: String| Survivor { rule: number, span: rule.span, change };
            all.push(Mutant { at: at("drop this rule".into()), edit: Edit::Drop });
            all.extend(
                self.other_role(rule)
                    .map(|(role, change)| Mutant { at: at(change), edit: Edit::Role(role) }),
            );
            all.extend(
                self.behind(number, rule).map(|change| Mutant { at: at(change), edit: Edit::Swap }),
            );
            let mut changes = Vec::new();
            if let Some(condition) = &rule.condition {
                collect(condition, &mut Vec::new(), true, &mut changes);
            }
            all.extend(changes.into_iter().map(|change| Mutant {
                at: Survivor { rule: number, span: change.span, change: change.words.clone() },
                edit: Edit::Condition(change),
            }));
        }
        all
    }

    /// A role that another rule gives, else another role of the room.
    fn other_role(&self, rule: &Rule) -> Option<(usize, String)> {
        let joinable = |at: &usize| {
            *at != rule.role && self.checked.roles.get(*at).is_some_and(|it| it.role.index > 1)
        };
        let given = self.checked.rules.iter().map(|other| other.role).find(|at| joinable(at));
        let any = || (0..self.checked.roles.len()).find(|at| joinable(at));
        let refusal = || (0..self.checked.roles.len()).find(|at| *at != rule.role);
        let role = given.or_else(any).or_else(refusal)?;
        let definition = self.checked.roles.get(role)?;
        Some(match definition.role.index {
            0 => (role, "refuse instead".to_owned()),
            _ => (role, format!("give `{}` instead", definition.name)),
        })
    }

    /// That the rule and the next one change places, when some credential could tell.
    fn behind(&self, number: usize, rule: &Rule) -> Option<String> {
        let next = self.checked.rules.get(number + 1)?;
        if parts::are_disjoint(&self.frame, rule, next, self.options) {
            return None;
        }
        Some(match &next.name {
            Some(name) => format!("put this rule behind `{name}`"),
            None => "put this rule behind the next one".to_owned(),
        })
    }
}

/// Every change to a condition; `whole` tells whether it can be taken away altogether.
fn collect(condition: &Condition, path: &mut Vec<usize>, whole: bool, all: &mut Vec<Change>) {
    let change = |path: &[usize], action, span, words: String| Change {
        path: path.to_vec(),
        action,
        span,
        words,
    };
    match condition {
        Condition::Test(test) => {
            if whole {
                all.push(change(path, Action::Drop, test.span, "drop this test".into()));
            }
            if let Some((_, words)) = turned(&test.relation) {
                all.push(change(path, Action::TurnBound, test.span, words));
            }
            for (at, step) in test.pointer.iter().enumerate() {
                if let Step::Search(inside, _) = step {
                    path.push(at);
                    collect(inside, path, false, all);
                    path.pop();
                }
            }
        }
        Condition::All(inner) => {
            for (at, part) in inner.iter().enumerate() {
                path.push(at);
                collect(part, path, true, all);
                path.pop();
            }
        }
        Condition::Any(inner, span) => {
            if whole {
                all.push(change(path, Action::Drop, *span, "drop these alternatives".into()));
            }
            for (at, part) in inner.iter().enumerate() {
                path.push(at);
                if inner.len() > 1 {
                    let words = alternative(part);
                    all.push(change(path, Action::Drop, parts::span(part), words));
                }
                // A side without its only test is satisfied by everyone: so is the whole `or`.
                collect(part, path, false, all);
                path.pop();
            }
        }
    }
}

fn alternative(part: &Condition) -> String {
    match part {
        Condition::Test(Test { relation: Relation::Equal(value), .. }) => {
            format!("drop the alternative {}", parts::shown(value))
        }
        _ => "drop this alternative".to_owned(),
    }
}

/// The condition after a change; inside, `None` when nothing is left of it. `None` when the change
/// does not fit.
#[allow(clippy::option_option, reason = "a change that fits nowhere, and one that leaves nothing")]
fn edited(condition: &Condition, path: &[usize], action: Action) -> Option<Option<Condition>> {
    let Some((first, rest)) = path.split_first() else {
        return match (condition, action) {
            (_, Action::Drop) => Some(None),
            (Condition::Test(test), Action::TurnBound) => {
                let (relation, _) = turned(&test.relation)?;
                Some(Some(Condition::Test(Test { relation, ..test.clone() })))
            }
            _ => None,
        };
    };
    match condition {
        Condition::Test(test) => {
            let mut changed = test.clone();
            let step = changed.pointer.get_mut(*first)?;
            let Step::Search(inside, _) = step else { return None };
            **inside = edited(inside, rest, action)??;
            Some(Some(Condition::Test(changed)))
        }
        Condition::All(inner) => {
            let kept = replaced(inner, *first, edited(inner.get(*first)?, rest, action)?);
            Some((!kept.is_empty()).then_some(Condition::All(kept)))
        }
        Condition::Any(inner, span) => {
            let part = edited(inner.get(*first)?, rest, action)?;
            // What is taken away here is an alternative, not its only test.
            if part.is_none() && !rest.is_empty() {
                return None;
            }
            let kept = replaced(inner, *first, part);
            Some((!kept.is_empty()).then_some(Condition::Any(kept, *span)))
        }
    }
}

fn replaced(inner: &[Condition], at: usize, part: Option<Condition>) -> Vec<Condition> {
    let before = inner.iter().take(at).cloned();
    before.chain(part).chain(inner.iter().skip(at + 1).cloned()).collect()
}

/// An ordering that includes its bound instead of leaving it out, or the other way round.
fn turned(relation: &Relation) -> Option<(Relation, String)> {
    let (turned, old, new) = match relation {
        Relation::Less(value) => (Relation::LessOrEqual(value.clone()), "<", "<="),
        Relation::LessOrEqual(value) => (Relation::Less(value.clone()), "<=", "<"),
        Relation::Greater(value) => (Relation::GreaterOrEqual(value.clone()), ">", ">="),
        Relation::GreaterOrEqual(value) => (Relation::Greater(value.clone()), ">=", ">"),
        _ => return None,
    };
    Some((turned, format!("turn `{old}` into `{new}`")))
}
