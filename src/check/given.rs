//! Given credentials: the claims of a test against the declaration of its credential.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::checked::{GivenClaim, GivenValue, Part, Step, Subject};
use crate::check::claims::Env;
use crate::check::constants::{Resolved, ResolvedKind};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::keys::provenance;
use crate::check::modules::ModuleId;
use crate::check::sink::diagnostic;
use crate::check::sorts::Sort;
use crate::check::types::{Field, Record, Ty};
use crate::check::values::{self, Compared};
use crate::diagnostic::{Applicability, code};
use crate::format::{Family, Provenance};
use crate::semantics::cbor;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{AtStep, Given, GivenField, GivenKind, Literal, Name, Operand};

/// Position of the subject in `tbsCertificate`.
const SUBJECT: u32 = 5;

/// A claim with the name that tables replace it by.
pub(crate) type Named = (String, GivenClaim);

/// Where a value stands.
struct Place<'e> {
    env: &'e Env<'e>,
    /// The claim as messages show it.
    claim: String,
}

impl Place<'_> {
    fn compared(&self, sort: Sort) -> Compared {
        let family = self.env.shape.format.family();
        Compared { claim: self.claim.clone(), sort, family, fold: false, whole: true }
    }

    fn family(&self) -> Family {
        self.env.shape.format.family()
    }

    fn inside(&self, name: &str) -> Self {
        Place { env: self.env, claim: format!("{}.{name}", self.claim) }
    }
}

impl Checker<'_> {
    /// The claims that are given of a credential, each checked on its own; `None` when something
    /// is wrong with one.
    pub(crate) fn given(&self, shape: &Shape, fields: &[GivenField]) -> Option<Vec<Named>> {
        let env = Env::root(shape, ModuleId::ROOT);
        let place = Place { env: &env, claim: String::new() };
        self.given_record(&place, &shape.claims, fields, true)
    }

    fn given_record(
        &self,
        place: &Place<'_>,
        record: &Record,
        fields: &[GivenField],
        at_root: bool,
    ) -> Option<Vec<Named>> {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut whole = true;
        let mut claims = Vec::with_capacity(fields.len());
        for given in fields {
            self.charge(1, given.span)?;
            if let Some(first) = seen.insert(&given.name.node, given.name.span) {
                let message = format!("the claim `{}` is given twice", given.name.node);
                let found = diagnostic(code::GIVEN_TWICE, given.name.span, message);
                self.report(found.label(first, "first here"));
                whole = false;
                continue;
            }
            match self.given_claim(place, record, given, at_root) {
                Some(claim) => claims.push((given.name.node.clone(), claim)),
                None => whole = false,
            }
        }
        whole.then_some(claims)
    }

    fn given_claim(
        &self,
        place: &Place<'_>,
        record: &Record,
        given: &GivenField,
        at_root: bool,
    ) -> Option<GivenClaim> {
        let name = &given.name;
        let Some(field) = record.field(&name.node) else {
            return self.sink.fail(self.no_claim(place.env.shape, record, name, at_root));
        };
        let inner = match at_root {
            true => Place { env: place.env, claim: name.node.clone() },
            false => place.inside(&name.node),
        };
        let steps = self.given_steps(field, place, at_root);
        let value = self.given_value(&inner, &field.ty, &given.value)?;
        let provenance = if at_root { provenance(field) } else { Provenance::Issuer };
        Some(GivenClaim { provenance, steps: steps?, value })
    }

    /// Where a claim is put. A subject attribute is put into the subject, although a pointer may
    /// leave that out.
    fn given_steps(&self, field: &Field, place: &Place<'_>, at_root: bool) -> Option<Vec<Step>> {
        // Keys that make no sense were reported with the credential.
        let format = place.env.shape.format;
        let steps = self.sink.capture(|| self.steps(field, format, at_root)).0?;
        let subject = matches!(field.at.first(), Some(Spanned { node: AtStep::Subject(_), .. }));
        let prefix = subject.then_some(Step::Position(SUBJECT));
        Some(prefix.into_iter().chain(steps).collect())
    }

    fn given_value(&self, place: &Place<'_>, ty: &Rc<Ty>, given: &Given) -> Option<GivenValue> {
        match (&given.kind, ty.as_ref()) {
            (GivenKind::Error, _) | (_, Ty::Error) => None,
            (_, Ty::Tag(number, inner)) => {
                let inner = self.given_value(place, inner, given)?;
                Some(GivenValue::Tag(*number, Box::new(inner)))
            }
            (_, Ty::Embedded(inner)) => {
                let inner = self.given_value(place, inner, given)?;
                Some(GivenValue::Embedded(Box::new(inner)))
            }
            (GivenKind::Literal(Literal::Null), _) => Some(GivenValue::Null),
            (GivenKind::List(items), Ty::List(element)) => self.given_list(place, element, items),
            (GivenKind::List(items), Ty::Scalar(Subject::Any)) => self.given_list(place, ty, items),
            (GivenKind::Record(fields), Ty::Record(record)) => {
                let claims = self.given_record(place, record, fields, false)?;
                Some(GivenValue::Record(claims.into_iter().map(|(_, claim)| claim).collect()))
            }
            (GivenKind::Record(fields), Ty::Scalar(Subject::Any))
                if place.family() != Family::X509 =>
            {
                self.given_any_record(place, ty, fields)
            }
            (GivenKind::Literal(literal), _) => {
                let literal = Spanned::new(literal.clone(), given.span);
                self.given_operand(place, ty, &Operand::Literal(literal), given.span)
            }
            (GivenKind::Named(path), _) => {
                self.given_operand(place, ty, &Operand::Named(path.clone()), given.span)
            }
            (GivenKind::List(_), _) => {
                let message = format!("`{}` is {}, this is a list", place.claim, ty.describe());
                self.fail(code::WRONG_LITERAL, given.span, message)
            }
            (GivenKind::Record(_), _) => {
                let message = format!("`{}` is {}, this is a record", place.claim, ty.describe());
                self.fail(code::WRONG_LITERAL, given.span, message)
            }
        }
    }

    fn given_list(
        &self,
        place: &Place<'_>,
        element: &Rc<Ty>,
        items: &[Given],
    ) -> Option<GivenValue> {
        let mut whole = true;
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            self.charge(1, item.span)?;
            match self.given_value(place, element, item) {
                Some(value) => values.push(value),
                None => whole = false,
            }
        }
        whole.then_some(GivenValue::List(values))
    }

    /// A record of which nothing is declared: its names are its keys.
    fn given_any_record(
        &self,
        place: &Place<'_>,
        any: &Rc<Ty>,
        fields: &[GivenField],
    ) -> Option<GivenValue> {
        let key = |name: &Name| match place.family() {
            Family::Cwt => {
                let mut key = Vec::new();
                cbor::write_text(&mut key, &name.node);
                Step::Cbor(key)
            }
            Family::Jwt | Family::X509 => Step::Name(name.node.clone()),
        };
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut claims = Vec::with_capacity(fields.len());
        for given in fields {
            self.charge(1, given.span)?;
            if let Some(first) = seen.insert(&given.name.node, given.name.span) {
                let message = format!("the claim `{}` is given twice", given.name.node);
                let found = diagnostic(code::GIVEN_TWICE, given.name.span, message);
                return self.sink.fail(found.label(first, "first here"));
            }
            let value = self.given_value(&place.inside(&given.name.node), any, &given.value)?;
            claims.push(GivenClaim {
                provenance: Provenance::Issuer,
                steps: vec![key(&given.name)],
                value,
            });
        }
        Some(GivenValue::Record(claims))
    }

    /// A literal, a constant or a member of an enum.
    fn given_operand(
        &self,
        place: &Place<'_>,
        ty: &Rc<Ty>,
        operand: &Operand,
        site: Span,
    ) -> Option<GivenValue> {
        let choice = match ty.as_ref() {
            Ty::Choice(choice) => Some(choice),
            Ty::List(element) => match element.as_ref() {
                Ty::Choice(choice) => Some(choice),
                _ => None,
            },
            _ => None,
        };
        let found = self.operand(ModuleId::ROOT, operand, choice, &|_| false)?;
        self.given_resolved(place, ty, &found, site)
    }

    fn given_resolved(
        &self,
        place: &Place<'_>,
        ty: &Rc<Ty>,
        found: &Resolved,
        site: Span,
    ) -> Option<GivenValue> {
        match (&found.kind, ty.as_ref()) {
            (ResolvedKind::List(items, _), Ty::List(element)) => {
                let values = items.iter().map(|it| self.given_resolved(place, element, it, site));
                values.collect::<Option<_>>().map(GivenValue::List)
            }
            (ResolvedKind::List(items, _), Ty::Scalar(Subject::Any)) => {
                let values = items.iter().map(|it| self.given_resolved(place, ty, it, site));
                values.collect::<Option<_>>().map(GivenValue::List)
            }
            (ResolvedKind::List(..), _) => {
                let message = format!("`{}` is {}, this is a list", place.claim, ty.describe());
                self.fail(code::WRONG_LITERAL, site, message)
            }
            (ResolvedKind::Literal(literal), Ty::List(_)) => {
                self.sink.fail(one_for_list(place, &literal.node, site))
            }
            (ResolvedKind::Literal(literal), Ty::Record(_)) => {
                let (shown, kind) = (values::show(&literal.node), values::kind_of(&literal.node));
                let message = format!("`{}` is a record, `{shown}` is {kind}", place.claim);
                self.sink.fail(
                    diagnostic(code::WRONG_LITERAL, site, message)
                        .help(format!("write its claims in braces: `{}: {{ … }}`", place.claim)),
                )
            }
            _ => {
                let value = self.value(&place.compared(Sort::of(ty, Part::Whole)), found)?;
                Some(GivenValue::Scalar(ty.subject(), value))
            }
        }
    }
}

fn one_for_list(place: &Place<'_>, literal: &Literal, site: Span) -> crate::diagnostic::Diagnostic {
    let (shown, kind) = (values::show(literal), values::kind_of(literal));
    let message = format!("`{}` is a list, `{shown}` is {kind}", place.claim);
    let better = format!("[{shown}]");
    diagnostic(code::WRONG_LITERAL, site, message).suggest(
        site,
        better,
        "put it in brackets",
        Applicability::Maybe,
    )
}
