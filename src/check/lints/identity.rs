//! Names that mean nothing without the host that gives them.

use std::collections::HashSet;

use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test};
use crate::check::context::Checker;
use crate::check::lints::known::{known as claims_known, place};
use crate::check::sink::diagnostic;
use crate::diagnostic::code;

impl Checker<'_> {
    /// Whoever runs a provider chooses the names there: a user is only known together with its host.
    pub(super) fn lint_identities(&self, condition: &Condition, around: &HashSet<String>) {
        match condition {
            Condition::Test(test) => {
                if let Some(word) = identity(test) {
                    let known = place(&test.pointer).is_none_or(|place| around.contains(&place));
                    if !known {
                        let message = format!("`{word}` is tested without the host");
                        self.report(
                            diagnostic(code::IDENTITY_WITHOUT_HOST, test.claim_span, message)
                                .note("every provider can give this name to somebody")
                                .help("test `.host` of the same claim too"),
                        );
                    }
                }
                for step in &test.pointer {
                    if let Step::Search(inner, _) = step {
                        self.lint_identities(inner, &HashSet::new());
                    }
                }
            }
            Condition::All(parts) => {
                let mut known = around.clone();
                known.extend(claims_known(condition, &host));
                parts.iter().for_each(|part| self.lint_identities(part, &known));
            }
            Condition::Any(parts, _) => {
                parts.iter().for_each(|part| self.lint_identities(part, around));
            }
        }
    }
}

/// The word of a part that means nothing without its host.
fn identity(test: &Test) -> Option<&'static str> {
    match (test.part, test.subject) {
        (Part::UserId, _) => Some("user_id"),
        (Part::DeviceId, _) => Some("device_id"),
        (Part::Handle, _) => Some("handle"),
        (Part::RoomId, _) => Some("room_id"),
        (Part::User, Subject::Email) => Some("user"),
        _ => None,
    }
}

/// The claim whose host a test tells.
fn host(test: &Test) -> Option<String> {
    let whole = test.part == Part::Whole && matches!(test.relation, Relation::Equal(_));
    (whole || test.part == Part::Host).then(|| place(&test.pointer)).flatten()
}
