//! The nearest misses: which entries would have given more, and what they lack.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::eval::{Decision, Outcome, Trace};
use crate::model::Role;

use super::{Book, RoleName};

/// An entry that would have given a role worth more than what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The entry's place in the `PreAuthData`, from 0.
    pub entry: usize,
    /// The name of its rule, where the source names it.
    pub rule: Option<String>,
    /// The role.
    pub role: RoleName,
    /// Which of its claims are not satisfied, ascending; never empty.
    pub lacking: Vec<usize>,
}

/// Roles that nobody wants: nobody in particular, and the banned.
const UNWANTED: [u32; 2] = [0, 1];

/// For each role the entry that lacks the fewest claims, of several the first; the nearest role
/// comes first.
///
/// Only entries that were read count: what stands after the deciding one cannot decide while that
/// one matches. Nor do entries that ask for another kind of credential.
pub(super) fn misses(book: &Book, trace: &Trace<'_>) -> Vec<Miss> {
    let mut nearest: BTreeMap<u32, Miss> = BTreeMap::new();
    for (entry, outcomes) in trace.entries.iter().enumerate() {
        let Some(lacking) = lacking(outcomes) else { continue };
        let Some(role) = book.role(entry).filter(|role| is_better(role, &trace.decision)) else {
            continue;
        };
        match nearest.entry(role.index) {
            Entry::Vacant(seat) => {
                seat.insert(miss(book, entry, lacking));
            }
            Entry::Occupied(mut seat) if lacking.len() < seat.get().lacking.len() => {
                seat.insert(miss(book, entry, lacking));
            }
            Entry::Occupied(_) => {}
        }
    }
    let mut misses: Vec<Miss> = nearest.into_values().collect();
    misses.sort_by_key(|miss| (miss.lacking.len(), miss.entry));
    misses
}

/// The entry of a role that lacks the fewest claims, of several the first, whatever was decided.
pub fn nearest_to(book: &Book, trace: &Trace<'_>, role: u32) -> Option<Miss> {
    let entries = trace.entries.iter().enumerate();
    let of_role = entries.filter(|(entry, _)| book.role(*entry).is_some_and(|it| it.index == role));
    let misses =
        of_role.filter_map(|(entry, outcomes)| Some(miss(book, entry, lacking(outcomes)?)));
    misses.min_by_key(|miss| miss.lacking.len())
}

fn miss(book: &Book, entry: usize, lacking: Vec<usize>) -> Miss {
    let rule = book.rule_name(entry).map(str::to_owned);
    Miss { entry, rule, role: book.role_name(entry), lacking }
}

/// Which claims are not satisfied; `None` when all are, or when another credential is asked for.
fn lacking(outcomes: &[Outcome]) -> Option<Vec<usize>> {
    if outcomes.iter().any(|outcome| matches!(outcome, Outcome::WrongFamily { .. })) {
        return None;
    }
    let unsatisfied = outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.is_satisfied());
    let lacking: Vec<usize> = unsatisfied.map(|(claim, _)| claim).collect();
    (!lacking.is_empty()).then_some(lacking)
}

/// Whether a role is worth more than what was decided: it is another one, and may do something
/// that the decided one may not, or as much and its rule stands first.
fn is_better(role: &Role, decision: &Decision<'_>) -> bool {
    if UNWANTED.contains(&role.index) {
        return false;
    }
    let Some(got) = decision.role() else { return true };
    let has = |of: &Role, capability: &u16| of.capabilities.contains(capability);
    let adds = role.capabilities.iter().any(|capability| !has(got, capability));
    let loses = got.capabilities.iter().any(|capability| !has(role, capability));
    role.index != got.index && (adds || !loses)
}
