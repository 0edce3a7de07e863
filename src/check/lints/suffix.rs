//! Ends of texts that were meant as hosts.

use crate::check::checked::{Part, Subject, Value};
use crate::check::context::Checker;
use crate::check::modules::ModuleId;
use crate::check::relations::Subjected;
use crate::check::sink::diagnostic;
use crate::check::values::{quote, shown};
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::semantics::domain;
use crate::source::Span;

impl Checker<'_> {
    /// `ends with "example.com"` on a text or a URI.
    pub(crate) fn lint_suffix(&self, on: &Subjected<'_>, end: &Value) {
        let Value::Text(end) = end else { return };
        let is_uri = match (on.place.ty.subject(), on.place.part) {
            (Subject::Uri | Subject::HttpsUri | Subject::MimiUri, Part::Whole) => true,
            (Subject::String, Part::Whole) => false,
            _ => return,
        };
        let mailbox = end.strip_prefix('@');
        let bare = mailbox.unwrap_or(end).trim_start_matches("*.").trim_start_matches('.');
        if !looks_like_a_domain(bare) {
            return;
        }
        let claim = &on.compared.claim;
        let evil = match (is_uri, mailbox, end.starts_with('.')) {
            (true, ..) => format!("https://evil.example/?{}", shown(end)),
            (false, Some(_), _) => format!("ann@evil.example,{}", shown(end)),
            (false, None, true) => format!("evil.example/?{}", shown(end)),
            (false, None, false) => format!("evil-{}", shown(end)),
        };
        let message = format!("`{evil}` ends with `{}` too", shown(end));
        let found = diagnostic(code::TEXT_SUFFIX, on.span, message).note(
            "the end of a text is compared letter by letter: what stands in front of it may belong to anybody",
        );
        self.report(if is_uri {
            let better = format!("{claim}.host under {}", quote(bare));
            found.help(format!("test the host: `{better}`")).suggest(
                on.span,
                better,
                "test the host",
                Applicability::Maybe,
            )
        } else {
            self.declared_otherwise(found, on, bare, mailbox.is_some())
        });
    }

    fn declared_otherwise(
        &self,
        found: Diagnostic,
        on: &Subjected<'_>,
        bare: &str,
        is_mailbox: bool,
    ) -> Diagnostic {
        let claim = &on.compared.claim;
        let (ty, better) = if is_mailbox {
            ("email", format!("{claim}.host == {}", quote(bare)))
        } else {
            ("domain", format!("{claim} under {}", quote(bare)))
        };
        let is_element = on.env.element.is_some() && on.test.claim.head.node == "it";
        let declared = if is_element { "the elements".into() } else { format!("`{claim}`") };
        let found = found.help(format!("declare {declared} as `{ty}`, and write `{better}`"));
        match self.own_declaration(on) {
            Some(declared) => found
                .suggest(declared, ty, format!("declare it as `{ty}`"), Applicability::Maybe)
                .suggest(on.span, better, "test the host", Applicability::Maybe),
            None => found,
        }
    }

    /// Where the claim's type is written, when it is a claim of the credential itself, in the
    /// user's own files, and nothing but `string`.
    fn own_declaration(&self, on: &Subjected<'_>) -> Option<Span> {
        if on.env.element.is_some() || !on.test.claim.steps.is_empty() {
            return None;
        }
        let field = on.env.shape.claims.field(&on.test.claim.head.node)?;
        let own = self.modules.get(ModuleId::ROOT)?.ast.file == field.ty_span.file;
        (own && self.sources.text(field.ty_span) == "string").then_some(field.ty_span)
    }
}

/// At least two labels, the last of them letters; no file name ends so that has no other dot.
fn looks_like_a_domain(text: &str) -> bool {
    let last = text.rsplit('.').next().unwrap_or_default();
    let labels = text.split('.').count();
    let letters = last.chars().count() > 1 && last.chars().all(char::is_alphabetic);
    labels > 1 && (letters || last.starts_with("xn--")) && domain::to_ascii(text).is_some()
}
