//! Names that mean nothing without the host that gives them.

use std::collections::HashSet;

use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test};
use crate::check::context::Checker;
use crate::check::lints::known::place;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;

/// What a part of a condition says of hosts.
#[derive(Default)]
struct Hosts<'c> {
    /// Claims whose host is known wherever the part holds.
    known: HashSet<String>,
    /// Tests of a name whose host is not known yet, and their claims.
    open: Vec<(&'c Test, &'static str, Option<String>)>,
}

impl Checker<'_> {
    /// Whoever runs a provider chooses the names there: a user is only known together with its host.
    pub(super) fn lint_identities(&self, condition: &Condition) {
        for (test, word, _) in self.hosts(condition).open {
            let message = format!("`{word}` is tested without the host");
            self.report(
                diagnostic(code::IDENTITY_WITHOUT_HOST, test.claim_span, message)
                    .note("every provider can give this name to somebody")
                    .help("test `.host` of the same claim too"),
            );
        }
    }

    fn hosts<'c>(&self, condition: &'c Condition) -> Hosts<'c> {
        match condition {
            Condition::Test(test) => {
                for step in &test.pointer {
                    if let Step::Search(inner, _) = step {
                        self.lint_identities(inner);
                    }
                }
                let name = identity(test).map(|word| (test, word, place(test)));
                Hosts { known: host(test).into_iter().collect(), open: name.into_iter().collect() }
            }
            Condition::All(parts) => {
                let mut all = Hosts::default();
                for part in parts {
                    let part = self.hosts(part);
                    all.known.extend(part.known);
                    all.open.extend(part.open);
                }
                let Hosts { known, open } = &mut all;
                open.retain(|(.., claim)| claim.as_ref().is_none_or(|it| !known.contains(it)));
                all
            }
            Condition::Any(parts, _) => {
                let mut parts = parts.iter().map(|part| self.hosts(part));
                let mut any = parts.next().unwrap_or_default();
                for part in parts {
                    any.known.retain(|claim| part.known.contains(claim));
                    any.open.extend(part.open);
                }
                any
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
    (whole || test.part == Part::Host).then(|| place(test)).flatten()
}
