//! Warnings that are certain and cheap: what is allowed, but probably not meant.

mod identity;
mod issuer;
mod order;
mod roles;
mod targets;

use std::collections::HashSet;

use crate::check::context::Checker;
use crate::check::rules::{KnownRule, Room};

impl Checker<'_> {
    /// Looks at a policy that is otherwise right.
    pub(crate) fn lint_policy(&self, rules: &[KnownRule<'_>], room: &Room) {
        self.lint_targets(rules);
        self.lint_order(rules);
        self.lint_roles(rules, room);
        for rule in rules {
            self.lint_every_holder(rule);
            if let Some(condition) = rule.condition() {
                self.lint_identities(condition, &HashSet::new());
            }
        }
    }
}
