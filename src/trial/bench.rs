//! A policy on its compiled octets: lowered, written, read back and prepared.

use crate::check::Checked;
use crate::eval::{Decision, Outcome, Policy, Reach};
use crate::limits::Limits;
use crate::model::Role;
use crate::room::Preauth;
use crate::rule::{Lowered, Options, Origin, decompile, lower};
use crate::wire;

use super::held::Presented;
use super::sample;

/// A policy that decides.
#[derive(Debug)]
pub(super) struct Bench {
    /// The compiled octets.
    pub octets: Vec<u8>,
    lowered: Lowered,
    policy: Policy,
}

/// What the policy says of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// The rule that decides, by its place in [`Checked::rules`]; `None` when no rule matches.
    pub rule: Option<usize>,
    /// The index of the role that it gives; `None` when no rule matches, and when one refuses.
    pub role: Option<u32>,
}

/// One entry of a policy, and how a credential fares with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Walked {
    /// The rule, by its place in [`Checked::rules`].
    pub rule: usize,
    /// Each claim of the entry.
    pub claims: Vec<Claim>,
}

/// A claim of an entry, and how a credential fares with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The claim in the language.
    pub words: String,
    /// How it fares.
    pub outcome: Outcome,
    /// How far its pointer leads, where it points at nothing.
    pub reach: Option<Reach>,
}

impl Bench {
    /// Compiles a policy, and reads what was written.
    ///
    /// # Errors
    /// In words, when the policy cannot be lowered or written.
    pub fn new(checked: &Checked, options: &Options) -> Result<Bench, String> {
        let lowered = lower(checked, options).map_err(|errors| {
            errors.first().map_or_else(String::new, |error| error.message.clone())
        })?;
        let limits = &options.limits;
        let octets = wire::encode(&lowered.preauth, limits).map_err(|error| error.to_string())?;
        let data = wire::decode(lowered.preauth.profile(), &octets, limits)
            .map_err(|error| error.to_string())?;
        let policy = Policy::prepare_within(&data, limits);
        Ok(Bench { octets, lowered: Lowered { preauth: data, ..lowered }, policy })
    }

    /// Decides on the credentials of a case: of several, the one that comes first in the rules.
    pub fn decision(&self, presented: &[Presented<'_>]) -> Decision<'_> {
        sample::first(&self.policy, presented)
    }

    /// Decides, in terms of the source.
    pub fn ruling(&self, presented: &[Presented<'_>]) -> Ruling {
        self.rule_of(self.decision(presented))
    }

    /// Whether any of the credentials matches any entry.
    pub fn matches(&self, presented: &[Presented<'_>]) -> bool {
        self.ruling(presented).rule.is_some()
    }

    /// The roles and the rules of a room that the policy governs.
    pub fn governs(&self) -> (Vec<Role>, Preauth) {
        let Lowered { roles, preauth, component, .. } = &self.lowered;
        (roles.clone(), Preauth { component: *component, data: preauth.clone() })
    }

    /// A decision in terms of the source.
    pub fn rule_of(&self, decision: Decision<'_>) -> Ruling {
        let origin = decision.entry().and_then(|entry| self.lowered.origins.get(entry));
        Ruling { rule: origin.map(|it| it.rule), role: decision.role().map(|role| role.index) }
    }

    /// Every entry up to the deciding one, and how each of its claims fares.
    pub fn explain(&self, one: &Presented<'_>, limits: &Limits) -> Vec<Walked> {
        let holder = one.holder.as_ref();
        let trace = self.policy.explain_unverified_claims_with_holder(&one.claims, holder);
        let words = decompile::claims(&self.lowered.preauth);
        let outcomes = trace.entries.into_iter().zip(trace.reaches);
        let walked = outcomes.zip(&self.lowered.origins).zip(words);
        walked
            .take(limits.entries)
            .map(|(((outcomes, reaches), Origin { rule, .. }), words)| {
                let claims = words.into_iter().zip(outcomes).zip(reaches);
                let claim = |((words, outcome), reach)| Claim { words, outcome, reach };
                Walked { rule: *rule, claims: claims.map(claim).collect() }
            })
            .collect()
    }
}
