//! Roles that nobody gets, and moves between roles that the room does not have.

use std::collections::HashSet;

use crate::check::context::Checker;
use crate::check::roles::RoleInfo;
use crate::check::rules::{KnownRule, Room};
use crate::check::sink::diagnostic;
use crate::diagnostic::code;

impl Checker<'_> {
    pub(super) fn lint_roles(&self, rules: &[KnownRule<'_>], room: &Room) {
        // That somebody may move others to the role that it has itself brings nobody there.
        let moved = room.roles.iter().flat_map(|role| role.gives().filter(|to| *to != role.index));
        let mut reached: HashSet<u32> = moved.collect();
        reached.extend(rules.iter().filter_map(|rule| Some(rule.role.as_ref()?.0.index)));
        let known: HashSet<u32> = room.roles.iter().map(|role| role.index).collect();
        for role in room.roles.iter().filter(|role| role.index > 1) {
            if role.span.is_some() && !reached.contains(&role.index) {
                self.unreachable(role, room);
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

    /// Said in the policy's own file: where the role is declared, or where it is brought in.
    fn unreachable(&self, role: &RoleInfo, room: &Room) {
        let own = role.span.filter(|span| Some(span.file) == self.root_file());
        let Some(place) = own.or_else(|| room.places.get(&role.index).copied()) else { return };
        let message = format!("nobody is ever given the role `{}`", role.name);
        let found = diagnostic(code::UNREACHABLE_ROLE, place, message)
            .note("no rule gives it, and no role may move anybody to it");
        self.report(match own {
            Some(_) => found,
            None => found.help("leave it out of the braces, or write a rule that gives it"),
        });
    }
}
