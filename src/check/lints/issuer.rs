//! Rules that take any issuer's word.

use crate::check::context::Checker;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;

impl Checker<'_> {
    pub(super) fn lint_every_holder(&self, rule: &KnownRule<'_>) {
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
    }
}
