//! The credentials of a policy's tests, before rules that need not be that policy's.

use crate::check::Checked;
use crate::check::checked::TestCase;
use crate::eval::{Decision, Policy};
use crate::limits::Limits;

use super::held::{Files, Held, Presented};
use super::parallel;

/// The credential of one case.
#[derive(Debug)]
pub struct Sample<'c> {
    case: &'c TestCase,
    held: Result<Held<'c>, String>,
}

/// The credential of every case of a policy. `from` is the policy's file, from which the paths in
/// it lead.
pub fn samples<'c>(
    checked: &'c Checked,
    from: &str,
    files: &dyn Files,
    limits: &Limits,
) -> Vec<Sample<'c>> {
    let all = parallel::map(checked.tests.len(), |at| {
        let case = checked.tests.get(at)?;
        Some(Sample { case, held: Held::of(case, checked, from, files, limits) })
    });
    all.into_iter().flatten().collect()
}

impl<'c> Sample<'c> {
    /// The case that gives it.
    pub const fn case(&self) -> &'c TestCase {
        self.case
    }

    /// What rules say of it, its claims unverified. A room that the case names is not looked at.
    ///
    /// # Errors
    /// In words, when there is no such credential.
    pub fn decide<'p>(&self, policy: &'p Policy, limits: &Limits) -> Result<Decision<'p>, String> {
        let held = self.held.as_ref().map_err(Clone::clone)?;
        Ok(first(policy, &held.presented(limits)?))
    }
}

/// Of what rules say of several credentials, what comes first in the rules.
pub(super) fn first<'p>(policy: &'p Policy, presented: &[Presented<'_>]) -> Decision<'p> {
    let decisions = presented.iter().map(|one| {
        policy.decide_on_unverified_claims_with_holder(&one.claims, one.holder.as_ref())
    });
    decisions.min_by_key(|it| it.entry().unwrap_or(usize::MAX)).unwrap_or(Decision::None)
}
