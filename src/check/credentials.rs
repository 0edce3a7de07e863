//! Credentials: format, type number, and claims with those taken over.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::checked::Subject;
use crate::check::context::{Checker, State, done};
use crate::check::names::{Def, Kind};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::check::types::{Field, Record, Ty};
use crate::diagnostic::code;
use crate::format::{Family, Format};
use crate::source::Span;
use crate::syntax::ast::{CredentialItem, ItemKind};

/// Credentials that were worked out, by their declaration.
#[derive(Debug, Default)]
pub(crate) struct CredentialMemo(RefCell<HashMap<Def, State<Option<Rc<Shape>>>>>);

impl CredentialMemo {
    /// What was worked out.
    pub(crate) fn into_done(self) -> HashMap<Def, Rc<Shape>> {
        done(self.0.into_inner())
    }
}

/// A credential with everything that it takes over.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its declaration.
    pub(crate) def: Def,
    /// Its name, where it is declared.
    pub(crate) name: String,
    /// The name's place.
    pub(crate) span: Span,
    /// Its format.
    pub(crate) format: Format,
    /// Its MLS credential type.
    pub(crate) credential_type: u16,
    /// Its claims.
    pub(crate) claims: Rc<Record>,
    /// Whether that are all: a credential that it extends may be unknown.
    pub(crate) is_whole: bool,
    /// The credentials that it extends, the nearest first.
    pub(crate) bases: Vec<Def>,
}

impl Shape {
    /// Whether it is that credential, or extends it.
    pub(crate) fn is_a(&self, def: Def) -> bool {
        self.def == def || self.bases.contains(&def)
    }
}

impl Checker<'_> {
    /// A declared credential; `None` when it was reported.
    pub(crate) fn shape(&self, def: Def, used: Span) -> Option<Rc<Shape>> {
        let ItemKind::Credential(item) = self.kind(def)? else { return None };
        let known = self.credentials.0.borrow().get(&def).cloned();
        match known {
            Some(State::Done(shape)) => return shape,
            Some(State::InProgress) => {
                let message = format!("the credential `{}` extends itself", item.name.node);
                let found = diagnostic(code::DEFINED_BY_ITSELF, used, message);
                return self.sink.fail(found.label(item.name.span, "it is declared here"));
            }
            None => {}
        }
        self.credentials.0.borrow_mut().insert(def, State::InProgress);
        let shape = self.deeper(used, || self.new_shape(def, item)).map(Rc::new);
        self.credentials.0.borrow_mut().insert(def, State::Done(shape.clone()));
        shape
    }

    fn new_shape(&self, def: Def, item: &CredentialItem) -> Option<Shape> {
        let Some(format) = Format::from_word(&item.format.node) else {
            let nearest = self.sink.nearest(&item.format.node, Format::ALL.map(Format::word));
            let message = format!("there is no credential format `{}`", item.format.node);
            let found = diagnostic(code::UNKNOWN_NAME, item.format.span, message)
                .did_you_mean(item.format.span, nearest);
            let all = Format::ALL.map(|format| format!("`{}`", format.word())).join(", ");
            return self.sink.fail(found.note(format!("the formats are {all}")));
        };
        let own_type = item
            .credential_type
            .as_ref()
            .and_then(|number| self.number(number, "a credential type"));
        let base = self.base(def, item, format);
        let own = self.fields(def.module, &item.fields);
        let inherited = base.as_ref().map_or(&[][..], |base| base.claims.fields.as_slice());
        self.charge(inherited.len(), item.name.span)?;
        let claims = Record::new(inherited.iter().cloned().chain(own).collect());
        self.check_fields(&claims, format);
        let same_format = base.as_ref().filter(|base| base.format == format);
        Some(Shape {
            def,
            name: item.name.node.clone(),
            span: item.name.span,
            format,
            credential_type: own_type
                .or(same_format.map(|base| base.credential_type))
                .unwrap_or_else(|| format.default_credential_type()),
            claims: Rc::new(claims),
            is_whole: match &base {
                Some(base) => base.is_whole,
                None => item.extends.is_none(),
            },
            bases: base.map_or_else(Vec::new, |base| {
                std::iter::once(base.def).chain(base.bases.iter().copied()).collect()
            }),
        })
    }

    fn base(&self, def: Def, item: &CredentialItem, format: Format) -> Option<Rc<Shape>> {
        let path = item.extends.as_ref()?;
        let (base, _) = self.names.expect(def.module, path, &[Kind::Credential])?;
        let base = self.shape(base, path.span)?;
        if base.format.family() == format.family() {
            return Some(base);
        }
        let message = format!(
            "`{}` is `{}`: its claims cannot be taken over into `{}`",
            base.name,
            base.format.word(),
            format.word(),
        );
        self.sink.fail(
            diagnostic(code::OTHER_FAMILY, path.span, message)
                .label(item.format.span, "the format is chosen here")
                .help("extend a credential of the same family: `jwt`, `sd_jwt` and `vc`; `cwt` and `sd_cwt`; `x509`"),
        )
    }

    /// Reports keys and types that the format does not have, however deep. Types are shared, so
    /// each record is looked at once.
    fn check_fields(&self, claims: &Record, format: Format) {
        let mut seen = HashSet::new();
        for field in claims.fields.iter().filter(|field| *field.ty != Ty::Error) {
            self.steps(field, format, true);
            self.check_type(&field.ty, field, format, &mut seen);
        }
    }

    fn check_type(
        &self,
        ty: &Rc<Ty>,
        field: &Field,
        format: Format,
        seen: &mut HashSet<*const Record>,
    ) {
        if let Some(lack) = wrapper_missing_in(ty, format.family()) {
            let message = format!("`{}` has no {lack}", format.word());
            self.report(
                diagnostic(code::WRONG_FORMAT, field.ty_span, message)
                    .help("declare the type that the value itself has"),
            );
        }
        if let Some((lack, help)) = value_missing_in(ty, format.family()) {
            let message = format!(
                "`{}` has no {lack}: no test of this claim is ever satisfied",
                format.word()
            );
            self.report(diagnostic(code::NEVER_TRUE, field.ty_span, message).help(help));
        }
        match ty.as_ref() {
            Ty::List(inner) | Ty::Tag(_, inner) | Ty::Embedded(inner) => {
                self.check_type(inner, field, format, seen);
            }
            Ty::Record(record) => {
                if seen.insert(Rc::as_ptr(record)) {
                    for field in &record.fields {
                        self.steps(field, format, false);
                        self.check_type(&field.ty, field, format, seen);
                    }
                }
            }
            Ty::Scalar(_) | Ty::Choice(_) | Ty::Error => {}
        }
    }
}

/// What a family does not have, so that a pointer could not even be written.
fn wrapper_missing_in(ty: &Ty, family: Family) -> Option<&'static str> {
    match (ty, family) {
        (Ty::Tag(..), Family::Jwt) => Some("tags"),
        (Ty::Embedded(_), Family::Jwt | Family::X509) => Some("embedded CBOR"),
        _ => None,
    }
}

/// Values that a family does not have. Bytes that others wrote may ask for them all the same, so
/// they can be said.
fn value_missing_in(ty: &Ty, family: Family) -> Option<(&'static str, &'static str)> {
    let Ty::Scalar(subject) = ty else { return None };
    match (subject, family) {
        (Subject::Bytes, Family::Jwt) => Some((
            "byte strings",
            "declare the claim a `string`, and compare the text that encodes them",
        )),
        (Subject::Float, Family::X509) => {
            Some(("floating-point numbers", "declare the claim an `int`"))
        }
        (Subject::DateText, Family::X509) => {
            Some(("dates that are texts", "declare the claim a `date`"))
        }
        _ => None,
    }
}
