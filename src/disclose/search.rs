//! The search for the smallest choice: by size as long as there are few enough to try, else greedily.

use std::cell::Cell;

use super::relevance::Relevance;
use super::{Plan, Wallet};

/// Choices that are tried by their size before something less certain is done.
const TRIED: usize = 10_000;

/// Entries that are tried greedily.
const ENTRIES: usize = 64;

/// A search among the disclosures of a wallet.
pub(super) struct Search<'s, 'w> {
    pub(super) wallet: &'s Wallet<'w>,
    /// Whether a choice does.
    pub(super) fulfils: &'s dyn Fn(&[usize]) -> bool,
}

/// How a search by size ended.
enum End {
    Found(Vec<usize>),
    /// Every choice was tried.
    Nothing,
    /// There are more than can be tried.
    TooMany,
}

impl Search<'_, '_> {
    /// The smallest choice out of the candidates, of which those that others stand in come first.
    pub(super) fn run(&self, candidates: &[usize], relevance: &Relevance) -> Plan {
        match self.by_size(candidates) {
            End::Found(mut disclosures) => {
                disclosures.sort_unstable();
                Plan::Disclose { disclosures, is_least: true }
            }
            End::Nothing => Plan::Unreachable { is_certain: true },
            End::TooMany => match self.greedily(candidates, relevance) {
                Some(disclosures) => Plan::Disclose { disclosures, is_least: false },
                None => Plan::Unreachable { is_certain: false },
            },
        }
    }

    fn by_size(&self, candidates: &[usize]) -> End {
        let left = Cell::new(TRIED);
        for size in 0..=candidates.len() {
            let mut choice = Vec::with_capacity(size);
            match self.complete(&mut choice, candidates, size, &left) {
                Some(true) => return End::Found(choice),
                Some(false) => {}
                None => return End::TooMany,
            }
        }
        End::Nothing
    }

    /// Completes a choice with so many more; `None` when too many were tried. As deep as the choice
    /// is large, which the wallet bounds.
    fn complete(
        &self,
        choice: &mut Vec<usize>,
        rest: &[usize],
        more: usize,
        left: &Cell<usize>,
    ) -> Option<bool> {
        if more == 0 {
            left.set(left.get().checked_sub(1)?);
            return Some((self.fulfils)(choice));
        }
        for (at, item) in rest.iter().enumerate() {
            let after = rest.get(at + 1..).unwrap_or_default();
            if after.len() + 1 < more {
                break;
            }
            choice.push(*item);
            // What it stands in comes first, or never.
            if self.wallet.is_closed(choice) {
                match self.complete(choice, after, more - 1, left) {
                    Some(false) => {}
                    found => return found,
                }
            } else {
                left.set(left.get().checked_sub(1)?);
            }
            choice.pop();
        }
        Some(false)
    }

    /// Of the choices that serve one entry each, and of all that may be disclosed, the smallest after
    /// everything was left out that can be.
    fn greedily(&self, candidates: &[usize], relevance: &Relevance) -> Option<Vec<usize>> {
        let allowed = |item: &usize| {
            self.wallet.items().get(*item).is_some_and(|item| !relevance.forbids(item))
        };
        let allowed: Vec<usize> = candidates.iter().copied().filter(allowed).collect();
        let of_entry = |entry: usize| {
            let serves = |item: &usize| {
                self.wallet.items().get(*item).is_some_and(|item| relevance.serves(entry, item))
            };
            self.wallet.closure(&allowed.iter().copied().filter(serves).collect::<Vec<_>>())
        };
        let starts = (0..relevance.entries().min(ENTRIES)).map(of_entry);
        let starts = starts.chain([self.wallet.closure(&allowed)]);
        let reduced = starts.filter(|start| (self.fulfils)(start)).map(|start| self.reduce(start));
        reduced.min_by_key(Vec::len)
    }

    /// Leaves out what can be left out, one by one, what stands inside first, until nothing can.
    fn reduce(&self, mut choice: Vec<usize>) -> Vec<usize> {
        loop {
            let smaller = choice.iter().rev().find_map(|item| {
                let without: Vec<usize> =
                    choice.iter().copied().filter(|other| other != item).collect();
                (self.fulfils)(&without).then_some(without)
            });
            match smaller {
                Some(smaller) => choice = smaller,
                None => return choice,
            }
        }
    }
}
