//! Warnings that are certain and cheap: what is allowed, but probably not meant.

use std::collections::HashSet;

use crate::check::capabilities::JOIN_IF_PREAUTHORIZED;
use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test};
use crate::check::context::Checker;
use crate::check::rules::{KnownRule, Room};
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::format::Provenance;
use crate::syntax::ast::RuleSubject;

impl Checker<'_> {
    /// Looks at a policy that is otherwise right.
    pub(crate) fn lint_policy(&self, rules: &[KnownRule<'_>], room: &Room) {
        self.lint_targets(rules);
        self.lint_order(rules);
        self.lint_roles(rules, room);
        for rule in rules {
            self.lint_rule(rule);
        }
    }

    fn lint_targets(&self, rules: &[KnownRule<'_>]) {
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

    fn lint_order(&self, rules: &[KnownRule<'_>]) {
        let anyone =
            rules.iter().position(|rule| matches!(rule.item.subject, RuleSubject::Anyone(_)));
        let Some(at) = anyone else { return };
        if let (Some(anyone), Some(next)) = (rules.get(at), rules.get(at + 1)) {
            self.report(
                diagnostic(code::ANYONE_FIRST, anyone.span, "no rule after this one is ever read")
                    .label(next.span, "this one, for instance")
                    .note("the first rule that matches decides, and this one matches everybody")
                    .help("put it last"),
            );
        }
    }

    fn lint_roles(&self, rules: &[KnownRule<'_>], room: &Room) {
        // That somebody may move others to the role that it has itself brings nobody there.
        let moved = room.roles.iter().flat_map(|role| role.gives().filter(|to| *to != role.index));
        let mut reached: HashSet<u32> = moved.collect();
        reached.extend(rules.iter().filter_map(|rule| Some(rule.role.as_ref()?.0.index)));
        let known: HashSet<u32> = room.roles.iter().map(|role| role.index).collect();
        for role in room.roles.iter().filter(|role| role.index > 1) {
            if let Some(span) = role.span.filter(|_| !reached.contains(&role.index)) {
                let message = format!("nobody is ever given the role `{}`", role.name);
                self.report(
                    diagnostic(code::UNREACHABLE_ROLE, span, message)
                        .note("no rule gives it, and no role may move anybody to it"),
                );
            }
        }
        for role in &room.roles {
            let own = role.span.map(|span| span.file);
            for (index, span) in role.mentions.iter().filter(|(index, _)| !known.contains(index)) {
                if own == self.root_file() {
                    let message = format!("the room has no role with the index {index}");
                    self.report(diagnostic(code::UNKNOWN_INDEX, *span, message));
                }
            }
        }
    }

    fn lint_rule(&self, rule: &KnownRule<'_>) {
        if let (Some(shape), None) = (&rule.shape, rule.condition()) {
            let message = format!(
                "this admits every holder of a `{}`, whoever issued it",
                shape.format.word()
            );
            self.report(
                diagnostic(code::EVERY_HOLDER, rule.span, message)
                    .note(format!(
                        "that a credential is a `{}` can only be told by its claims",
                        shape.name
                    ))
                    .help("test the issuer: `where …`"),
            );
        }
        if let Some(condition) = rule.condition() {
            self.lint_identities(condition, &HashSet::new());
            self.lint_holder(rule, condition);
        }
    }

    /// Said once a rule, at the first claim of the holder's.
    fn lint_holder(&self, rule: &KnownRule<'_>, condition: &Condition) {
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

    /// Whoever runs a provider chooses the names there: a user is only known together with its host.
    fn lint_identities(&self, condition: &Condition, around: &HashSet<String>) {
        match condition {
            Condition::Test(test) => {
                if let Some(word) = identity(test) {
                    let known = place(test).is_none_or(|place| around.contains(&place));
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
                known.extend(hosts(condition));
                parts.iter().for_each(|part| self.lint_identities(part, &known));
            }
            Condition::Any(parts, _) => {
                parts.iter().for_each(|part| self.lint_identities(part, around));
            }
        }
    }
}

/// The first test of a claim that the holder asserts.
fn holders(condition: &Condition) -> Option<&Test> {
    match condition {
        Condition::Test(test) => (test.provenance == Provenance::Holder).then_some(test),
        Condition::All(parts) | Condition::Any(parts, _) => parts.iter().find_map(holders),
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

/// The claims whose host is known wherever the condition holds.
fn hosts(condition: &Condition) -> HashSet<String> {
    match condition {
        Condition::Test(test) => {
            let whole = test.part == Part::Whole && matches!(test.relation, Relation::Equal(_));
            let tested = test.part == Part::Host || whole;
            place(test).filter(|_| tested).into_iter().collect()
        }
        Condition::All(parts) => parts.iter().flat_map(hosts).collect(),
        Condition::Any(parts, _) => {
            let mut parts = parts.iter().map(hosts);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |known, part| known.intersection(&part).cloned().collect())
        }
    }
}

/// A pointer as a key; `None` when a search is on the way, which may find different elements.
fn place(test: &Test) -> Option<String> {
    let Test { provenance, pointer, .. } = test;
    let searches = pointer.iter().any(|step| matches!(step, Step::Search(..)));
    (!searches).then(|| format!("{provenance:?} {pointer:?}"))
}
