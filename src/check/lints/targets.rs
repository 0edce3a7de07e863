//! Roles that rules give, and that are of no use to those who get them.

use std::collections::HashSet;

use crate::check::capabilities::JOIN_IF_PREAUTHORIZED;
use crate::check::context::Checker;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;

impl Checker<'_> {
    pub(super) fn lint_targets(&self, rules: &[KnownRule<'_>]) {
        let mut seen = HashSet::new();
        for (role, span) in rules.iter().filter_map(|rule| rule.role.as_ref()) {
            if !seen.insert(role.index) {
                continue;
            }
            let place = role.span.unwrap_or(*span);
            if !role.can(JOIN_IF_PREAUTHORIZED) {
                let message = format!("nobody can join as `{}`", role.name);
                self.report(
                    diagnostic(code::CANNOT_JOIN, *span, message)
                        .label(place, "it lacks `join_if_preauthorized`")
                        .note("the rule only serves participants who change their own role"),
                );
            }
            if role.max_active() == Some(0) {
                let message = format!("nobody can be active as `{}`", role.name);
                self.report(
                    diagnostic(code::NEVER_ACTIVE, *span, message)
                        .label(place, "at most 0 of its holders may have clients in the group"),
                );
            }
        }
    }
}
