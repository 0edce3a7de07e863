//! Normal form: the smallest list of alternatives, and of entries, with the same meaning.
//!
//! The alternatives of one rule give one role by one name, so they are a set: any of them may go
//! when another covers it, and two may be put together. Entries of different rules keep their
//! order and are never put together; one goes only when an earlier one is satisfied by everything
//! that satisfies it, so that it never decides.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::format::Provenance;
use crate::rule::atom::{Ask, Atom};
use crate::rule::conjunction::Conjunction;
use crate::rule::cover::Index;
use crate::rule::interval::Interval;

/// Whether alternatives may be put together into tests of order and presence, which only profile
/// `matcher` has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merging {
    /// Integers become ranges, ranges that touch become one.
    Ranges,
    /// Each stays as it is.
    Off,
}

/// The alternatives without repetitions and, where ranges may be made, with those put together
/// that touch; takes time linear in their number, so that it may run before any bound is checked.
pub(crate) fn condense(mut all: Vec<Conjunction>, merging: Merging) -> Vec<Conjunction> {
    loop {
        let before = all.len();
        all = distinct(all);
        if merging == Merging::Ranges {
            all = merged(all);
        }
        if all.len() == before {
            return all;
        }
    }
}

/// The alternatives condensed, and without those that others cover.
pub(crate) fn reduce(mut all: Vec<Conjunction>, merging: Merging) -> Vec<Conjunction> {
    if all.len() < 2 {
        return all;
    }
    loop {
        let before = all.len();
        all = uncovered(condense(all, merging));
        if all.len() == before {
            return all;
        }
    }
}

fn distinct(all: Vec<Conjunction>) -> Vec<Conjunction> {
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut kept: Vec<Conjunction> = Vec::new();
    for next in all {
        let same = seen.entry(next.hash_value()).or_default();
        if same.iter().any(|at| kept.get(*at) == Some(&next)) {
            continue;
        }
        same.push(kept.len());
        kept.push(next);
    }
    kept
}

/// Alternatives that differ in one slot alone, and there in intervals that touch or in `exists`
/// and `is absent`, become one. Each is put together with others at most once a round.
fn merged(all: Vec<Conjunction>) -> Vec<Conjunction> {
    let mut groups: HashMap<(u64, u64), Vec<Member>> = HashMap::new();
    let mut order = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for member in members(at, one) {
            let key = (member.slot, member.rest.hash_value());
            let group = groups.entry(key).or_default();
            if group.is_empty() {
                order.push(key);
            }
            group.push(member);
        }
    }
    let mut slots: Vec<Option<Conjunction>> = all.into_iter().map(Some).collect();
    let mut used = HashSet::new();
    for key in order {
        let mut group = groups.remove(&key).unwrap_or_default();
        group.retain(|member| !used.contains(&member.at));
        for (together, result) in join_group(group) {
            used.extend(together.iter().copied());
            let mut result = Some(result);
            // It stands where the first of them stood; the others leave their places empty.
            for at in together {
                if let Some(slot) = slots.get_mut(at) {
                    *slot = result.take();
                }
            }
        }
    }
    slots.into_iter().flatten().collect()
}

/// One alternative seen as one slot's tests and the rest.
struct Member {
    at: usize,
    slot: u64,
    holds: Holds,
    /// A test of the slot, to make others like it.
    sample: Rc<Atom>,
    rest: Conjunction,
}

enum Holds {
    Values(Interval),
    Exists,
    Absent,
}

fn members(at: usize, one: &Conjunction) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for atom in one.atoms() {
        let (slot, holds) = match (&atom.ask, atom.interval()) {
            // What the holder says can be unverified, and then it neither exists nor is absent.
            (Ask::Exists | Ask::Absent, _) if atom.provenance == Provenance::Holder => continue,
            (Ask::Exists, _) => (atom.place_hash(), Holds::Exists),
            (Ask::Absent, _) => (atom.place_hash(), Holds::Absent),
            (_, Some(values)) => (atom.slot_hash(), Holds::Values(values.clone())),
            _ => continue,
        };
        // A lower and an upper bound of one slot are one member.
        if members.iter().any(|member| member.sample.same_slot(atom) && member.slot == slot) {
            continue;
        }
        let holds = match holds {
            Holds::Values(values) => Holds::Values(bounds(one, atom, values)),
            presence => presence,
        };
        let drop = |other: &Atom| match holds {
            Holds::Values(_) => other.same_slot(atom) && other.interval().is_some(),
            Holds::Exists | Holds::Absent => other == atom.as_ref(),
        };
        let rest = one.without(drop);
        members.push(Member { at, slot, holds, sample: Rc::clone(atom), rest });
    }
    members
}

fn bounds(one: &Conjunction, atom: &Atom, values: Interval) -> Interval {
    let others = one.atoms().iter().filter(|other| other.same_slot(atom));
    others.filter_map(|other| other.interval()).fold(values, |both, next| both.meet(next))
}

/// The members of a group that become one, by their numbers in ascending order, and what they become.
fn join_group(group: Vec<Member>) -> Vec<(Vec<usize>, Conjunction)> {
    let Some(first) = group.first() else { return Vec::new() };
    // Groups are made by hash; what is put together must really be of one slot and one rest.
    let (sample, rest) = (Rc::clone(&first.sample), first.rest.clone());
    let fits = |member: &Member| match member.holds {
        Holds::Values(_) => sample.same_slot(&member.sample) && member.rest == rest,
        Holds::Exists | Holds::Absent => sample.same_place(&member.sample) && member.rest == rest,
    };
    let mut ranges = Vec::new();
    let (mut present, mut absent) = (None, None);
    for member in group.into_iter().filter(fits) {
        match member.holds {
            Holds::Values(values) => ranges.push((values, vec![member.at], member.sample)),
            Holds::Exists => present = Some(member.at),
            Holds::Absent => absent = Some(member.at),
        }
    }
    // A pointer finds something or nothing: there is no third.
    if let (Some(present), Some(absent)) = (present, absent) {
        return vec![(vec![present.min(absent), present.max(absent)], rest)];
    }
    join_ranges(ranges, &rest)
}

type Range = (Interval, Vec<usize>, Rc<Atom>);

fn join_ranges(mut ranges: Vec<Range>, rest: &Conjunction) -> Vec<(Vec<usize>, Conjunction)> {
    ranges.sort_by(|(a, ..), (b, ..)| match (a.begins_before(b), b.begins_before(a)) {
        (true, false) => std::cmp::Ordering::Less,
        (false, true) => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Equal,
    });
    let mut joined: Vec<Range> = Vec::new();
    for (values, at, sample) in ranges {
        if let Some((last, places, _)) = joined.last_mut()
            && let Some(both) = last.join(&values)
        {
            *last = both;
            places.extend(at);
            continue;
        }
        joined.push((values, at, sample));
    }
    let together = joined.into_iter().filter(|(_, places, _)| places.len() > 1);
    let results = together.filter_map(|(values, mut places, sample)| {
        places.sort_unstable();
        let asks = values.asks()?;
        let atoms = asks.into_iter().map(|ask| Rc::new(sample.with_ask(ask, sample.span)));
        let result = atoms.into_iter().try_fold(rest.clone(), |all, atom| all.with(&atom))?;
        Some((places, result))
    });
    results.collect()
}

/// The alternatives that no other one covers. One that is covered goes only while what covers it
/// stays, so that a circle of equals keeps one of them.
fn uncovered(all: Vec<Conjunction>) -> Vec<Conjunction> {
    let index = Index::of(all.iter());
    let mut alive = vec![true; all.len()];
    for (at, one) in all.iter().enumerate() {
        let covers = |other: &usize| *other != at && alive.get(*other) == Some(&true);
        let covered = index.covering(one).into_iter().filter(covers).any(|other| {
            all.get(other).is_some_and(|other_one| {
                // Of two that say the same, the earlier stays.
                one.implies(other_one) && (other < at || !other_one.implies(one))
            })
        });
        if covered && let Some(alive) = alive.get_mut(at) {
            *alive = false;
        }
    }
    all.into_iter().zip(alive).filter_map(|(one, alive)| alive.then_some(one)).collect()
}
