//! Constants and enum members: what stands on the right of an operator, names put in place.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::check::checked::Value;
use crate::check::choices::Choice;
use crate::check::context::{Checker, State, done};
use crate::check::modules::{ModuleId, dotted};
use crate::check::names::{Def, Found, Kind};
use crate::check::sink::{DidYouMean, MOST_CANDIDATES, diagnostic};
use crate::diagnostic::{Diagnostic, code};
use crate::semantics::date;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Constant, ItemKind, Literal, Name, Operand, Path};

/// Constants that were worked out, by their declaration.
#[derive(Debug, Default)]
pub(crate) struct ConstantMemo(RefCell<HashMap<Def, State<Option<Resolved>>>>);

impl ConstantMemo {
    /// What was worked out.
    pub(crate) fn into_done(self) -> HashMap<Def, Resolved> {
        done(self.0.into_inner())
    }
}

/// An operand without names.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// What it is.
    pub(crate) kind: ResolvedKind,
    /// Where the test names it: the literal, or the name that stands for it.
    pub(crate) site: Span,
}

/// The kinds of operands.
#[derive(Debug, Clone)]
pub(crate) enum ResolvedKind {
    /// A literal, with its own place.
    Literal(Rc<Spanned<Literal>>),
    /// A list; `true` when a constant's name stands for it.
    List(Rc<[Resolved]>, bool),
    /// A member of an enum.
    Member(Rc<Choice>, Value),
}

impl Resolved {
    /// The same, seen from the place where its name stands.
    fn seen_from(&self, site: Span) -> Resolved {
        Resolved { kind: self.kind.clone(), site }
    }
}

/// What others ask the time with.
const TIMES: [&str; 5] = ["now", "today", "Now", "Today", "NOW"];

/// An unknown name in the place of a value may be a text without quotes, or ask for the time.
fn meant_otherwise(mut found: Diagnostic, path: &Path) -> Diagnostic {
    let [name] = path.segments.as_slice() else { return found };
    if found.code != code::UNKNOWN_NAME {
        return found;
    }
    if TIMES.contains(&name.node.as_str()) {
        found.suggestions.clear();
        found.help.clear();
        found.message = format!("a policy knows no current time, found `{}`", name.node);
        return found.help("write a date, such as `2026-01-31`");
    }
    // Odd characters would need more than quotes.
    let plain = name.node.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let text = plain && found.suggestions.is_empty();
    if text { found.help(format!("if text is meant, write `\"{}\"`", name.node)) } else { found }
}

impl Checker<'_> {
    /// Puts constants and enum members in place. `choice` is the enum that the claim is, whose
    /// members need no more than their name. `claim` tells whether a name is that of a claim.
    pub(crate) fn operand(
        &self,
        module: ModuleId,
        operand: &Operand,
        choice: Option<&Rc<Choice>>,
        claim: &dyn Fn(&str) -> bool,
    ) -> Option<Resolved> {
        match operand {
            Operand::Literal(literal) => {
                self.date_exists(literal)?;
                let kind = ResolvedKind::Literal(Rc::new(literal.clone()));
                Some(Resolved { kind, site: literal.span })
            }
            Operand::List(items, span) => {
                let items = self.list(module, items, choice, claim)?;
                Some(Resolved { kind: ResolvedKind::List(items.into(), false), site: *span })
            }
            Operand::Named(path) => self.named_operand(module, path, choice, claim),
        }
    }

    /// The items of a list; a constant that is a list gives all of its own.
    pub(crate) fn list(
        &self,
        module: ModuleId,
        items: &[Operand],
        choice: Option<&Rc<Choice>>,
        claim: &dyn Fn(&str) -> bool,
    ) -> Option<Vec<Resolved>> {
        let mut whole = true;
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            match self.operand(module, item, choice, claim) {
                Some(Resolved { kind: ResolvedKind::List(inner, true), site }) => {
                    self.charge(inner.len(), site)?;
                    all.extend(inner.iter().map(|item| item.seen_from(site)));
                }
                Some(item) => all.push(item),
                None => whole = false,
            }
        }
        whole.then_some(all)
    }

    /// `in NAME`
    pub(crate) fn constant_list(&self, module: ModuleId, path: &Path) -> Option<Rc<[Resolved]>> {
        let (def, _) = self.names.expect(module, path, &[Kind::Constant])?;
        let constant = self.constant(def, path.span)?;
        if let ResolvedKind::List(items, _) = &constant.kind {
            self.charge(items.len(), path.span)?;
            return Some(items.iter().map(|item| item.seen_from(path.span)).collect());
        }
        let message = format!("`{}` is one value, not a list", dotted(path));
        self.sink.fail(
            diagnostic(code::WRONG_LITERAL, path.span, message)
                .help("compare with `==`, or make the constant a list"),
        )
    }

    fn named_operand(
        &self,
        module: ModuleId,
        path: &Path,
        choice: Option<&Rc<Choice>>,
        claim: &dyn Fn(&str) -> bool,
    ) -> Option<Resolved> {
        if let ([name], Some(choice)) = (path.segments.as_slice(), choice)
            && let Some(value) = choice.member(&name.node)
        {
            let kind = ResolvedKind::Member(Rc::clone(choice), value.clone());
            self.member_used(choice, name);
            return Some(Resolved { kind, site: path.span });
        }
        match self.names.find(module, path, &[Kind::Constant]) {
            Found::Item(def, _) => {
                self.names.used(module, path, def);
                return self.constant(def, path.span).map(|constant| constant.seen_from(path.span));
            }
            Found::Silent => return None,
            Found::Nothing => {}
        }
        if let Some(found) = self.qualified_member(module, path) {
            return found;
        }
        let first = path.segments.first()?;
        if claim(&first.node) {
            let message =
                format!("`{}` is a claim, and two claims cannot be compared", dotted(path));
            return self.sink.fail(
                diagnostic(code::TWO_CLAIMS, path.span, message)
                    .note("a preauthorization compares claims with values that it carries itself")
                    .help("write the value, in quotes if it is a text"),
            );
        }
        if self.names.path_was_lost(module, path, &[Kind::Constant]) {
            return None;
        }
        let members: Vec<&str> =
            choice.iter().flat_map(|choice| choice.names()).take(MOST_CANDIDATES).collect();
        let members = [&members[..], &["true", "false", "null"]].concat();
        let mut found = self.names.unknown(module, path, &[Kind::Constant], &members);
        if let (code::UNKNOWN_NAME, Some(name), [written]) =
            (found.code, choice.and_then(|choice| choice.name.as_ref()), path.segments.as_slice())
        {
            found.message =
                format!("`{}` is neither a member of `{name}` nor a constant", written.node);
        }
        self.sink.fail(if choice.is_none() { meant_otherwise(found, path) } else { found })
    }

    /// `Enum.member` or `module.Enum.member`; `None` when the path is no such thing, and inside,
    /// `None` when it was reported.
    #[allow(clippy::option_option, reason = "not this, and this but wrong, are two things")]
    fn qualified_member(&self, module: ModuleId, path: &Path) -> Option<Option<Resolved>> {
        let (member, before) = path.segments.split_last()?;
        let last = before.last()?;
        let owner = Path { segments: before.to_vec(), span: before.first()?.span.to(last.span) };
        let def = match self.names.find(module, &owner, &[Kind::Enum]) {
            Found::Item(def, _) => def,
            Found::Silent => return Some(None),
            Found::Nothing => return None,
        };
        self.names.used(module, &owner, def);
        let Some(choice) = self.enum_choice(def) else { return Some(None) };
        if let Some(value) = choice.member(&member.node) {
            let kind = ResolvedKind::Member(Rc::clone(&choice), value.clone());
            self.member_used(&choice, member);
            return Some(Some(Resolved { kind, site: path.span }));
        }
        let nearest = self.sink.nearest(&member.node, choice.names());
        let message = format!("`{}` has no member `{}`", last.node, member.node);
        let found = diagnostic(code::UNKNOWN_NAME, member.span, message);
        Some(self.sink.fail(found.did_you_mean(member.span, nearest)))
    }

    /// Writes down which member of an enum a name means.
    pub(crate) fn member_used(&self, choice: &Choice, name: &Name) {
        let Some(ItemKind::Enum(item)) = choice.def.and_then(|def| self.kind(def)) else { return };
        if let Some(member) = item.members.iter().find(|member| member.name.node == name.node) {
            self.record.used(name.span, member.name.span);
        }
    }

    /// The value of a constant.
    pub(crate) fn constant(&self, def: Def, used: Span) -> Option<Resolved> {
        let ItemKind::Let { name, value } = self.kind(def)? else { return None };
        let known = self.constants.0.borrow().get(&def).cloned();
        match known {
            Some(State::Done(constant)) => return constant,
            Some(State::InProgress) => {
                let message = format!("the constant `{}` is made of itself", name.node);
                let found = diagnostic(code::DEFINED_BY_ITSELF, used, message);
                return self.sink.fail(found.label(name.span, "it is declared here"));
            }
            None => {}
        }
        self.constants.0.borrow_mut().insert(def, State::InProgress);
        let found = self.deeper(used, || self.constant_value(def.module, value));
        self.constants.0.borrow_mut().insert(def, State::Done(found.clone()));
        found
    }

    fn constant_value(&self, module: ModuleId, value: &Constant) -> Option<Resolved> {
        match value {
            Constant::One(operand) => {
                let found = self.operand(module, operand, None, &|_| false)?;
                let kind = match found.kind {
                    ResolvedKind::List(items, _) => ResolvedKind::List(items, true),
                    other => other,
                };
                Some(Resolved { kind, site: found.site })
            }
            Constant::List(items, span) => {
                let items = self.list(module, items, None, &|_| false)?;
                Some(Resolved { kind: ResolvedKind::List(items.into(), true), site: *span })
            }
        }
    }

    /// Whatever a date is compared with, it must exist.
    fn date_exists(&self, literal: &Spanned<Literal>) -> Option<()> {
        let Literal::Date(text) = &literal.node else { return Some(()) };
        if date::parse(text).is_some() {
            return Some(());
        }
        let found =
            diagnostic(code::BAD_DATE, literal.span, format!("the date `{text}` does not exist"));
        self.sink.fail(if text.contains(":60") {
            found.help("leap seconds are no dates here; take the second before or after")
        } else {
            found.help("a date is written `2026-01-31` or `2026-01-31T12:00:00Z`")
        })
    }
}
