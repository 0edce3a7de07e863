//! Rules that stand where they are never read.

use crate::check::context::Checker;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::syntax::ast::RuleSubject;

impl Checker<'_> {
    pub(super) fn lint_order(&self, rules: &[KnownRule<'_>]) {
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
}
