//! Conditions: `and`, `or`, and named conditions put in place.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::check::checked::Condition;
use crate::check::claims::{Env, leading_path};
use crate::check::context::{Checker, State};
use crate::check::credentials::Shape;
use crate::check::names::{Def, Found, Kind};
use crate::check::sink::{MOST_CANDIDATES, diagnostic};
use crate::diagnostic::{Severity, code};
use crate::source::Span;
use crate::syntax::ast::{self, ConditionKind, ItemKind, Path, Test, TestKind};

/// Named conditions, by declaration and by the credential that they are used on.
#[derive(Debug, Default)]
pub(crate) struct ConditionMemo(RefCell<HashMap<(Def, Def), Instance>>);

/// A named condition on one credential; `None` inside when it was reported.
type Instance = State<Option<Rc<Built>>>;

/// A checked condition and how large it is.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    pub(crate) condition: Condition,
    /// Tests in it, searches included.
    pub(crate) tests: usize,
    /// Levels of `and`, `or` and searches.
    pub(crate) depth: usize,
}

impl Built {
    /// All of them; an `and` inside an `and` is the same `and`.
    pub(crate) fn all(parts: Vec<Built>) -> Option<Built> {
        let flat = |condition| match condition {
            Condition::All(inner) => inner,
            other => vec![other],
        };
        Built::join(parts, flat, Condition::All)
    }

    /// Any of them.
    pub(crate) fn any(parts: Vec<Built>, span: Span) -> Option<Built> {
        let flat = |condition| match condition {
            Condition::Any(inner, _) => inner,
            other => vec![other],
        };
        Built::join(parts, flat, |parts| Condition::Any(parts, span))
    }

    fn join(
        mut parts: Vec<Built>,
        flat: impl Fn(Condition) -> Vec<Condition>,
        around: impl Fn(Vec<Condition>) -> Condition,
    ) -> Option<Built> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let tests = parts.iter().map(|part| part.tests).fold(0, usize::saturating_add);
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + 1;
        let conditions = parts.into_iter().flat_map(|part| flat(part.condition)).collect();
        Some(Built { condition: around(conditions), tests, depth })
    }
}

impl Checker<'_> {
    /// Checks a condition; every mistake in it is reported.
    pub(crate) fn condition(&self, env: &Env<'_>, condition: &ast::Condition) -> Option<Built> {
        let built = self.deeper(condition.span, || match &condition.kind {
            ConditionKind::All(parts) => Built::all(self.conditions(env, parts)?),
            ConditionKind::Any(parts) => Built::any(self.conditions(env, parts)?, condition.span),
            ConditionKind::Test(test) => self.test_or_name(env, test, condition.span),
            ConditionKind::Error => None,
        })?;
        let most = self.limits.source_nesting.saturating_mul(3);
        if built.depth > most {
            let message = "conditions lead too deep into one another";
            return self.fail(code::DEFINED_TOO_DEEP, condition.span, message);
        }
        Some(built)
    }

    fn conditions(&self, env: &Env<'_>, parts: &[ast::Condition]) -> Option<Vec<Built>> {
        let parts: Vec<_> = parts.iter().map(|part| self.condition(env, part)).collect();
        parts.into_iter().collect()
    }

    fn test_or_name(&self, env: &Env<'_>, test: &Test, span: Span) -> Option<Built> {
        let is_claim = env.is_claim(&test.claim.head.node);
        let path = leading_path(&test.claim);
        let whole = path.segments.len() == test.claim.steps.len() + 1;
        let def = match self.names.find(env.module, &path, &[Kind::Condition]) {
            Found::Item(def, _) => def,
            Found::Silent if !is_claim => return None,
            _ => return self.test_of_claim(env, test, span, is_claim),
        };
        let alone = matches!(test.kind, TestKind::Holds) && whole;
        match (is_claim, alone) {
            (true, false) => self.test(env, test, span),
            (true, true) if env.element.is_some() => self.test(env, test, span),
            (true, true) => {
                let name = &test.claim.head.node;
                let message =
                    format!("`{name}` is both a claim of `{}` and a condition", env.shape.name);
                self.sink.fail(
                    diagnostic(code::AMBIGUOUS, test.claim.span, message).help(format!(
                        "write `{name} == true` for the claim, or rename the condition"
                    )),
                )
            }
            (false, false) => {
                let message = format!("`{}` is a condition, not a claim", test.claim.head.node);
                let found = diagnostic(code::CONDITION_MISUSED, test.claim.span, message);
                self.sink.fail(found.help("a condition stands alone: it holds or not"))
            }
            (false, true) if env.element.is_some() => {
                let message =
                    format!("`{}` is a condition on a whole credential", test.claim.head.node);
                self.sink.fail(
                    diagnostic(code::CONDITION_IN_SEARCH, test.claim.span, message)
                        .help("a search tests the claims of one element; write the tests out"),
                )
            }
            (false, true) => {
                self.names.used(env.module, &path, def);
                self.ignored_case(test).and_then(|()| self.named(env, def, test.claim.span))
            }
        }
    }

    /// A name alone that is unknown may have been meant as a condition.
    fn test_of_claim(
        &self,
        env: &Env<'_>,
        test: &Test,
        span: Span,
        is_claim: bool,
    ) -> Option<Built> {
        let name = &test.claim.head;
        let alone = matches!(test.kind, TestKind::Holds) && test.claim.steps.is_empty();
        if is_claim || !alone || env.element.is_some() || name.node == "it" {
            return self.test(env, test, span);
        }
        let path = Path { segments: vec![name.clone()], span: name.span };
        let is_whole = env.shape.is_whole;
        if !is_whole || self.names.lost.explains_claim(&name.node, &["condition"]) {
            return None;
        }
        let claims: Vec<&str> = env.claims().take(MOST_CANDIDATES).collect();
        let mut found = self.names.unknown(env.module, &path, &[Kind::Condition], &claims);
        if found.code == code::UNKNOWN_NAME {
            found.message = format!(
                "`{}` is neither a claim of `{}` nor a condition",
                name.node, env.shape.name
            );
        }
        self.sink.fail(found)
    }

    fn ignored_case(&self, test: &Test) -> Option<()> {
        match test.ignoring_case {
            None => Some(()),
            Some(span) => {
                let message = "a condition has no case to ignore";
                self.sink.fail(
                    diagnostic(code::CASE_OF_NON_TEXT, span, message)
                        .help("write `ignoring case` behind the tests of texts inside it"),
                )
            }
        }
    }

    /// Checks every declared condition against its own credential.
    pub(crate) fn check_declared_condition(&self, def: Def) {
        let Some(ItemKind::Condition { name, credential, .. }) = self.kind(def) else { return };
        let Some((owner, _)) = self.names.expect(def.module, credential, &[Kind::Credential])
        else {
            return;
        };
        if let Some(shape) = self.shape(owner, credential.span) {
            self.instance(def, &shape, name.span);
        }
    }

    /// A named condition on the credential at hand.
    fn named(&self, env: &Env<'_>, def: Def, used: Span) -> Option<Built> {
        let Some(ItemKind::Condition { name, credential, .. }) = self.kind(def) else {
            return None;
        };
        // Reported with the declaration.
        let Found::Item(owner, _) = self.names.find(def.module, credential, &[Kind::Credential])
        else {
            return None;
        };
        let own = self.shape(owner, credential.span)?;
        if !env.shape.is_a(owner) {
            let message = format!(
                "`{}` is a condition of `{}`, not of `{}`",
                name.node, own.name, env.shape.name
            );
            return self.sink.fail(
                diagnostic(code::OTHER_CREDENTIAL, used, message)
                    .label(credential.span, "its credential")
                    .help(format!(
                        "it can be used where `{}` or a credential that extends it is tested; write one for what is tested here",
                        own.name
                    )),
            );
        }
        let built = self.instance(def, &own, used)?;
        let built = if env.shape.def == owner {
            built
        } else {
            self.refitted(def, env.shape, &name.node, used)?
        };
        self.charge(built.tests, used)?;
        Some(Built::clone(&built))
    }

    /// The condition on a credential that extends its own: claims may have other types there.
    fn refitted(&self, def: Def, shape: &Shape, name: &str, used: Span) -> Option<Rc<Built>> {
        let (built, complaints) = self.sink.capture(|| self.instance(def, shape, used));
        let first = complaints.into_iter().find(|found| found.severity == Severity::Error);
        if let Some(first) = first {
            let message = format!("`{name}` does not fit `{}`: {}", shape.name, first.message);
            return self.sink.fail(
                diagnostic(code::CONDITION_UNFIT, used, message)
                    .label(first.primary.span, "here")
                    .note("the credential declares this claim anew, with another type"),
            );
        }
        built
    }

    fn instance(&self, def: Def, shape: &Shape, used: Span) -> Option<Rc<Built>> {
        let Some(ItemKind::Condition { name, body, .. }) = self.kind(def) else { return None };
        let key = (def, shape.def);
        let known = self.conditions.0.borrow().get(&key).cloned();
        match known {
            Some(State::Done(built)) => return built,
            Some(State::InProgress) => {
                let message = format!("the condition `{}` is made of itself", name.node);
                let found = diagnostic(code::DEFINED_BY_ITSELF, used, message);
                return self.sink.fail(found.label(name.span, "it is declared here"));
            }
            None => {}
        }
        self.conditions.0.borrow_mut().insert(key, State::InProgress);
        let built = self.condition(&Env::root(shape, def.module), body).map(Rc::new);
        self.conditions.0.borrow_mut().insert(key, State::Done(built.clone()));
        built
    }
}
