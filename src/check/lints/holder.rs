//! Rules that rest on what the holder says of itself.

use crate::check::checked::{Condition, Test};
use crate::check::context::Checker;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::format::Provenance;

impl Checker<'_> {
    /// Said once a rule, at the first claim of the holder's.
    pub(super) fn lint_holder(&self, rule: &KnownRule<'_>, condition: &Condition) {
        let Some(test) = holders(condition) else { return };
        let message = match rule.role {
            Some(_) => "this rule rests on what the holder says of itself",
            None => "the holder avoids this refusal by saying something else, or nothing",
        };
        self.report(
            diagnostic(code::HOLDER_ASSERTED, rule.span, message)
                .label(test.claim_span, "no issuer stands for this")
                .note(
                    "the holder can say anything: it proves only that the holder said it to this \
                     verifier, and only where `--require-key-binding` is given",
                )
                .help("for what somebody else has to vouch for, test a claim of the issuer's"),
        );
    }
}

/// The first test of a claim that the holder asserts.
fn holders(condition: &Condition) -> Option<&Test> {
    match condition {
        Condition::Test(test) => (test.provenance == Provenance::Holder).then_some(test),
        Condition::All(parts) | Condition::Any(parts, _) => parts.iter().find_map(holders),
    }
}
