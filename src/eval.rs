//! Decisions: a decoded policy, prepared once, and the role that it gives to a credential
//! (`docs/semantics.md` sections 1, 3, 4 and 5).
//!
//! A [`Policy`] is prepared from a decoded [`PreAuthData`] and then decides any number of
//! credentials. Rules are found by an index over pointer and value, so that a decision does not
//! grow with the number of rules as long as they ask for equality.

mod arena;
mod canonical;
mod check;
mod cut;
pub mod disclosure;
pub(crate) mod embedded;
mod exact;
mod expect;
mod found;
mod index;
mod number;
mod part;
mod plan;
pub(crate) mod pointer;
mod pointer_profile;
mod prepare;
mod read;
mod run;
#[cfg(test)]
mod tests;
mod trace;
mod walk;
pub(crate) mod when;
mod withheld;

use crate::credential::{Claims, HolderClaims, Unverified, Verified};
use crate::limits::Limits;
use crate::model::{PreAuthData, Role};

use plan::Plans;
use prepare::{Place, Rule, Test};
use run::{Beside, Presented};
use walk::Search;

pub use trace::{Expected, Found, Holder, Outcome, Reach, Sought, Trace};

/// A policy that is ready to decide.
#[derive(Debug)]
pub struct Policy {
    rules: Vec<Rule>,
    tests: Vec<Test>,
    places: Vec<Place>,
    searches: Vec<Search>,
    roles: Vec<Role>,
    plans: Plans,
    limits: Limits,
}

/// What is known of what the holder asserts beside a credential whose issuer was verified.
#[derive(Debug, Clone, Copy)]
pub enum HolderSays<'h> {
    /// Nothing came along: every claim of the holder's is absent.
    Nothing,
    /// Something came along, and nobody has verified it: no test of a claim of the holder's is
    /// satisfied, that one is absent included.
    Unverified,
    /// This, and it was verified.
    Verified(&'h Verified<HolderClaims<'h>>),
}

/// What a policy says of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'p> {
    /// An entry matched, and gives a role.
    Admitted {
        /// The entry's place in the `PreAuthData`, from 0.
        entry: usize,
        /// Its role.
        role: &'p Role,
    },
    /// An entry matched whose role has index 0.
    Refused {
        /// The entry's place in the `PreAuthData`, from 0.
        entry: usize,
    },
    /// No entry matched.
    None,
}

impl<'p> Decision<'p> {
    /// The role, if one is given.
    pub const fn role(&self) -> Option<&'p Role> {
        match self {
            Decision::Admitted { role, .. } => Some(role),
            Decision::Refused { .. } | Decision::None => None,
        }
    }

    /// The entry that matched.
    pub const fn entry(&self) -> Option<usize> {
        match self {
            Decision::Admitted { entry, .. } | Decision::Refused { entry } => Some(*entry),
            Decision::None => None,
        }
    }

    /// `admitted`, `refused` or `none`.
    pub const fn word(&self) -> &'static str {
        match self {
            Decision::Admitted { .. } => "admitted",
            Decision::Refused { .. } => "refused",
            Decision::None => "none",
        }
    }
}

impl Policy {
    /// Prepares a policy under the default [`Limits`].
    ///
    /// Nothing is rejected here: a test whose value makes no sense is kept, and never satisfied; a
    /// pointer with more items, or a search nested deeper, than the limits allow finds nothing.
    pub fn prepare(data: &PreAuthData) -> Policy {
        Policy::prepare_within(data, &Limits::default())
    }

    /// Prepares a policy. The limits bound its pointers and the embedded CBOR items of credentials.
    pub fn prepare_within(data: &PreAuthData, limits: &Limits) -> Policy {
        prepare::prepare(data, limits)
    }

    /// How many entries the policy has.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether it has none, and so admits nobody.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The role of an entry.
    pub fn role(&self, entry: usize) -> Option<&Role> {
        self.roles.get(self.rules.get(entry)?.role as usize)
    }

    /// Decides on claims whose signature was checked. What the holder may have said beside the
    /// credential counts as not said; see [`Policy::decide_with_holder`].
    pub fn decide(&self, claims: &Verified<Claims<'_>>) -> Decision<'_> {
        self.decide_with_holder(claims, HolderSays::Nothing)
    }

    /// Decides on claims whose signature was checked, and on those that the holder asserts.
    pub fn decide_with_holder(
        &self,
        claims: &Verified<Claims<'_>>,
        holder: HolderSays<'_>,
    ) -> Decision<'_> {
        self.decide_presented(Presented { claims: claims.get(), beside: holder.into() })
    }

    /// Decides on claims that nobody has checked: anybody may have written them. For tools and
    /// tests; the answer must not let anybody in.
    pub fn decide_on_unverified_claims(&self, claims: &Unverified<Claims<'_>>) -> Decision<'_> {
        self.decide_on_unverified_claims_with_holder(claims, None)
    }

    /// The same, and on what the holder asserts beside them, which nobody has checked either.
    pub fn decide_on_unverified_claims_with_holder(
        &self,
        claims: &Unverified<Claims<'_>>,
        holder: Option<&Unverified<HolderClaims<'_>>>,
    ) -> Decision<'_> {
        let (claims, beside) = (claims.unverified(), unverified(holder));
        self.decide_presented(Presented { claims, beside })
    }

    /// The decision on claims whose signature was checked, and for each entry up to the deciding
    /// one how each of its claims fared; see [`Policy::decide`].
    pub fn explain(&self, claims: &Verified<Claims<'_>>) -> Trace<'_> {
        self.explain_with_holder(claims, HolderSays::Nothing)
    }

    /// The same, and on the claims that the holder asserts; see [`Policy::decide_with_holder`].
    pub fn explain_with_holder(
        &self,
        claims: &Verified<Claims<'_>>,
        holder: HolderSays<'_>,
    ) -> Trace<'_> {
        self.explain_presented(Presented { claims: claims.get(), beside: holder.into() })
    }

    /// The same on claims that nobody has checked; see [`Policy::decide_on_unverified_claims`].
    pub fn explain_unverified_claims(&self, claims: &Unverified<Claims<'_>>) -> Trace<'_> {
        self.explain_unverified_claims_with_holder(claims, None)
    }

    /// The same, and on what the holder asserts beside them, which nobody has checked either.
    pub fn explain_unverified_claims_with_holder(
        &self,
        claims: &Unverified<Claims<'_>>,
        holder: Option<&Unverified<HolderClaims<'_>>>,
    ) -> Trace<'_> {
        let (claims, beside) = (claims.unverified(), unverified(holder));
        self.explain_presented(Presented { claims, beside })
    }

    fn decide_presented(&self, presented: Presented<'_>) -> Decision<'_> {
        self.decision(run::decide(self, presented).map(|rule| rule as usize))
    }

    fn explain_presented(&self, presented: Presented<'_>) -> Trace<'_> {
        let (entries, reaches) = run::explain(self, presented);
        let last = entries.len().checked_sub(1);
        let deciding = last.filter(|last| {
            entries.get(*last).is_some_and(|claims| claims.iter().all(Outcome::is_satisfied))
        });
        Trace { decision: self.decision(deciding), entries, reaches }
    }

    fn decision(&self, entry: Option<usize>) -> Decision<'_> {
        match entry.and_then(|entry| Some((entry, self.role(entry)?))) {
            Some((entry, role)) if role.index == 0 => Decision::Refused { entry },
            Some((entry, role)) => Decision::Admitted { entry, role },
            None => Decision::None,
        }
    }

    fn test(&self, number: u32) -> Option<&Test> {
        self.tests.get(number as usize)
    }
}

impl<'h> From<HolderSays<'h>> for Beside<'h> {
    fn from(holder: HolderSays<'h>) -> Self {
        match holder {
            HolderSays::Nothing => Beside::Nothing,
            HolderSays::Unverified => Beside::Unverified,
            HolderSays::Verified(claims) => Beside::Claims(&claims.get().root),
        }
    }
}

fn unverified<'h>(holder: Option<&'h Unverified<HolderClaims<'h>>>) -> Beside<'h> {
    holder.map_or(Beside::Nothing, |claims| Beside::Claims(&claims.unverified().root))
}
