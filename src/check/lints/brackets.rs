//! Rules of which some alternatives test the issuer and others do not: often `and` and `or` without
//! brackets.

use crate::check::checked::Test;
use crate::check::claims::Env;
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::lints::known::always;
use crate::check::modules::ModuleId;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Condition, ConditionKind};

/// The alternatives of a rule, as they are written.
pub(super) struct Alternatives<'a> {
    whole: Span,
    testing: Vec<&'a Condition>,
    silent: Vec<&'a Condition>,
}

impl Checker<'_> {
    /// The alternatives of a rule, if some of them test what others do not.
    pub(super) fn uneven<'a>(
        &self,
        rule: &KnownRule<'a>,
        shape: &Shape,
        is_such: &impl Fn(&Test) -> bool,
    ) -> Option<Alternatives<'a>> {
        let whole = rule.item.condition.as_ref()?;
        let ConditionKind::Any(parts) = &whole.kind else { return None };
        let mut found = Alternatives { whole: whole.span, testing: Vec::new(), silent: Vec::new() };
        for part in parts {
            let tests = self.part_tests(shape, part, is_such)?;
            if tests { &mut found.testing } else { &mut found.silent }.push(part);
        }
        (!found.testing.is_empty() && !found.silent.is_empty()).then_some(found)
    }

    fn part_tests(
        &self,
        shape: &Shape,
        part: &Condition,
        is_such: &impl Fn(&Test) -> bool,
    ) -> Option<bool> {
        let built = self.aside(|| self.condition(&Env::root(shape, ModuleId::ROOT), part))?;
        Some(always(&built.condition, is_such))
    }

    /// What is said of alternatives without a test of the issuer, before how to test it.
    pub(super) fn silent_alternatives(
        &self,
        found: &Alternatives<'_>,
        shape: &Shape,
        is_such: &impl Fn(&Test) -> bool,
    ) -> Option<Diagnostic> {
        let (first, others) = found.silent.split_first()?;
        let written = self.written(first.span);
        let message = format!("the alternative `{written}` does not test the issuer");
        let mut told = diagnostic(code::NO_ISSUER, first.span, message);
        for other in others {
            told = told.label(other.span, "nor does this one");
        }
        if let Some(tests) = found.testing.first() {
            told = told.label(tests.span, "this one does");
        }
        Some(match self.bracketed(found, shape, is_such) {
            Some(bracketed) => told
                .help(format!("`and` binds tighter than `or`: did you mean `{bracketed}`?"))
                .suggest(found.whole, bracketed, "put brackets around", Applicability::Maybe),
            None => told.help(
                "`or` admits also whoever meets this alternative alone; it may be meant as `and`",
            ),
        })
    }

    /// The condition with brackets, when one `and` begins the alternatives and a part of it is
    /// what tests the issuer.
    fn bracketed(
        &self,
        found: &Alternatives<'_>,
        shape: &Shape,
        is_such: &impl Fn(&Test) -> bool,
    ) -> Option<String> {
        let [only] = found.testing.as_slice() else { return None };
        let ConditionKind::All(parts) = &only.kind else { return None };
        let tests =
            |part: &&Condition| self.part_tests(shape, part, is_such).is_some_and(|tests| tests);
        let (testing, rest): (Vec<&Condition>, Vec<&Condition>) = parts.iter().partition(tests);
        let texts = |some: &[&Condition], between: &str| -> Option<String> {
            let texts: Option<Vec<&str>> = some.iter().map(|one| self.short(one.span)).collect();
            texts.map(|texts| texts.join(between))
        };
        if rest.is_empty() {
            return None;
        }
        let silent = texts(&found.silent, " or ")?;
        let bracketed =
            format!("{} and ({} or {silent})", texts(&testing, " and ")?, texts(&rest, " and ")?);
        (!bracketed.contains('\n')).then_some(bracketed)
    }
}
