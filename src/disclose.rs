//! Plans disclosures: of a credential that comes with all of them, the fewest that give a role.
//!
//! What a choice of disclosures gives is found by making the presentation, reading it, and deciding on
//! it, so that a plan never promises what the evaluator does not keep. Choices are tried by their size,
//! the smallest first; where there are too many of them, a choice is looked for that cannot lose any
//! single disclosure, and nothing is said of others.

mod relevance;
mod search;
mod wallet;

pub use wallet::{Disclosable, Wallet, WalletError};

use crate::credential::Unverified;
use crate::credential::tree::Claims;
use crate::eval::{Decision, Policy};
use crate::explain::{Book, Explanation, Miss, nearest_to};
use crate::format::Format;
use crate::limits::Limits;
use crate::model::PreAuthData;
use crate::model::disclosure::DisclosurePolicy;

use relevance::Relevance;
use search::Search;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'w> {
    /// The policy, ready to decide.
    pub policy: &'w Policy,
    /// The same as data.
    pub data: &'w PreAuthData,
    /// What the room asks of disclosures, as far as it says so.
    pub disclosure: Option<&'w DisclosurePolicy>,
    /// The index of the role.
    pub role: u32,
}

/// Which disclosures to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// These.
    Disclose {
        /// Their places among all disclosures, ascending.
        disclosures: Vec<usize>,
        /// Whether every smaller choice was tried, or could not matter. Otherwise none of them can
        /// be left out by itself, and fewer others may do.
        is_least: bool,
    },
    /// No choice gives the role.
    Unreachable {
        /// Whether every choice was tried, or could not matter.
        is_certain: bool,
    },
}

impl Wish<'_> {
    /// Plans the fewest disclosures.
    ///
    /// # Errors
    /// When the credential cannot be read with all of its disclosures.
    pub fn plan(&self, wallet: &Wallet<'_>) -> Result<Plan, WalletError> {
        let relevance = Relevance::of(self);
        // What makes a W3C credential one stands in its claims, too.
        let is_whole = wallet.format() == Format::Vc;
        let candidates = wallet.candidates(|item| is_whole || relevance.covers(item));
        let fulfils = |choice: &[usize]| {
            let closed = wallet.is_closed(choice);
            closed && wallet.with(choice, |claims| self.is_fulfilled(claims)) == Ok(true)
        };
        let search = Search { wallet, fulfils: &fulfils };
        Ok(search.run(&candidates, &relevance))
    }

    /// The nearest entry that gives the role when everything is disclosed that may be, and the
    /// explanation of that; `None` when none was read that could give it.
    ///
    /// # Errors
    /// When the credential cannot be read so.
    pub fn nearest<T>(
        &self,
        wallet: &Wallet<'_>,
        book: &Book,
        tell: impl FnOnce(&Explanation<'_>, &Miss) -> T,
    ) -> Result<Option<(Miss, T)>, WalletError> {
        let relevance = Relevance::of(self);
        let choice = wallet.candidates(|item| !relevance.forbids(item));
        wallet.with(&choice, |claims| {
            let trace = self.policy.explain_unverified_claims(claims);
            let miss = nearest_to(book, &trace, self.role)?;
            let told = tell(&Explanation::of(book, &trace), &miss);
            Some((miss, told))
        })
    }

    fn is_fulfilled(&self, claims: &Unverified<Claims<'_>>) -> bool {
        let limits = Limits::default();
        let gives = match self.policy.decide_on_unverified_claims(claims) {
            Decision::Admitted { role, .. } => role.index == self.role,
            Decision::Refused { .. } | Decision::None => false,
        };
        let keeps =
            |policy: &DisclosurePolicy| policy.judge_unverified_claims(claims, &limits).is_empty();
        gives && self.disclosure.is_none_or(keeps)
    }
}
