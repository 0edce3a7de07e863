//! Warnings that are certain and cheap: what is allowed, but probably not meant.
//!
//! Each asks one question of the checked rules. What needs the entries that rules become is asked
//! where they are made, in `rule`.

mod attributes;
mod brackets;
mod holder;
mod host;
mod identity;
mod issuer;
mod known;
mod order;
mod refusals;
mod roles;
mod searches;
mod suffix;
mod targets;
mod text;
mod withheld;
mod words;

use crate::check::checked::{Condition, Step, Test};
use crate::check::context::Checker;
use crate::check::rules::{KnownRule, Room};
use crate::source::Span;
use crate::syntax::unseen;

impl Checker<'_> {
    /// Looks at a policy that is otherwise right.
    pub(crate) fn lint_policy(&self, rules: &[KnownRule<'_>], room: &Room) {
        self.lint_targets(rules);
        self.lint_order(rules);
        self.lint_roles(rules, room);
        self.lint_issuers(rules);
        self.lint_refusals(rules);
        for rule in rules {
            self.lint_every_holder(rule);
            if let (Some(shape), Some(condition)) = (&rule.shape, rule.condition()) {
                self.lint_identities(condition);
                self.lint_holder(rule, condition);
                self.lint_searches(condition);
                self.lint_withheld(rule, shape.format, condition);
                self.lint_attributes(shape.format, condition);
            }
        }
    }

    /// What stands in the source, on one line and not too long.
    fn written(&self, span: Span) -> String {
        const LONGEST: usize = 80;
        let text = self.sources.text(span);
        // Looked at once for each use of a named condition: no more of it than is shown.
        let end = text.char_indices().nth(4 * LONGEST).map_or(text.len(), |(end, _)| end);
        let start = text.get(..end).unwrap_or_default();
        let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = unseen::visible(&line);
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }

    /// What stands in the source, when it is short enough to be written anew in a repair.
    fn short(&self, span: Span) -> Option<&str> {
        const LONGEST: u32 = 400;
        let length = span.end.saturating_sub(span.start);
        (length <= LONGEST).then(|| self.sources.text(span))
    }
}

/// Every test of a condition, those inside of searches too, each with the steps that lead to it
/// from the root.
fn each_test<'c>(condition: &'c Condition, look: &mut impl FnMut(&[&'c Step], &'c Test)) {
    each_below(&mut Vec::new(), condition, look);
}

fn each_below<'c>(
    way: &mut Vec<&'c Step>,
    condition: &'c Condition,
    look: &mut impl FnMut(&[&'c Step], &'c Test),
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts, _) => {
            parts.iter().for_each(|part| each_below(way, part, look));
        }
        Condition::Test(test) => {
            let outside = way.len();
            for step in &test.pointer {
                way.push(step);
                if let Step::Search(inner, _) = step {
                    each_below(way, inner, look);
                }
            }
            look(way, test);
            way.truncate(outside);
        }
    }
}
