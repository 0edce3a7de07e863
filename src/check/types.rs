//! Types: from what is written to what a claim's value must be.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::check::checked::Subject;
use crate::check::choices::Choice;
use crate::check::context::{Checker, State};
use crate::check::modules::ModuleId;
use crate::check::names::{Def, Found, Kind};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::{Applicability, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{AtStep, ItemKind, Path, Type, TypeKind};

/// Types that were worked out, by their declaration.
#[derive(Debug, Default)]
pub(crate) struct TypeMemo {
    types: RefCell<HashMap<Def, State<Rc<Ty>>>>,
    pub(crate) enums: RefCell<HashMap<Def, Rc<Choice>>>,
}

/// What a value must be.
#[derive(Debug, PartialEq)]
pub(crate) enum Ty {
    /// One of the built-in types.
    Scalar(Subject),
    /// A union of literals, or an enum.
    Choice(Rc<Choice>),
    /// `[T]`
    List(Rc<Ty>),
    /// `{ name : T }`
    Record(Rc<Record>),
    /// `tag N T`
    Tag(u64, Rc<Ty>),
    /// `embedded T`
    Embedded(Rc<Ty>),
    /// Was reported; everything about it stays silent.
    Error,
}

/// Named fields.
#[derive(Debug, PartialEq)]
pub(crate) struct Record {
    /// In order of declaration; those that were taken over come first.
    pub(crate) fields: Vec<Field>,
    by_name: HashMap<String, usize>,
    height: usize,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// Its name in the policy.
    pub(crate) name: Spanned<String>,
    /// Where it is, when that is not under its name.
    pub(crate) at: Vec<Spanned<AtStep>>,
    /// What it must be.
    pub(crate) ty: Rc<Ty>,
    /// The type as written.
    pub(crate) ty_span: Span,
}

impl Record {
    /// Puts fields together; a later one of the same name takes the place of an earlier one.
    pub(crate) fn new(fields: Vec<Field>) -> Record {
        let mut record = Record { fields: Vec::new(), by_name: HashMap::new(), height: 1 };
        for field in fields {
            record.height = record.height.max(field.ty.height() + 1);
            match record.by_name.get(&field.name.node) {
                Some(at) => {
                    if let Some(place) = record.fields.get_mut(*at) {
                        *place = field;
                    }
                }
                None => {
                    record.by_name.insert(field.name.node.clone(), record.fields.len());
                    record.fields.push(field);
                }
            }
        }
        record
    }

    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(*self.by_name.get(name)?)
    }
}

impl Ty {
    /// What the checked policy calls it, wrappers left out.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Ty::Scalar(subject) => *subject,
            Ty::Choice(choice) => choice.base,
            Ty::List(_) => Subject::List,
            Ty::Record(_) => Subject::Record,
            Ty::Tag(_, inner) | Ty::Embedded(inner) => inner.subject(),
            Ty::Error => Subject::Any,
        }
    }

    /// What messages call it: "an int".
    pub(crate) fn describe(&self) -> String {
        match self {
            Ty::Scalar(Subject::Null) => "null".into(),
            Ty::Scalar(Subject::Any) => "of any type".into(),
            Ty::Scalar(subject @ (Subject::Int | Subject::Email)) => {
                format!("an `{}`", word(*subject))
            }
            Ty::Scalar(subject) => format!("a `{}`", word(*subject)),
            Ty::Choice(choice) => match &choice.name {
                Some(name) => format!("a `{name}`"),
                None => format!("one of {} values", choice.members().count()),
            },
            Ty::List(_) => "a list".into(),
            Ty::Record(_) => "a record".into(),
            Ty::Tag(_, inner) | Ty::Embedded(inner) => inner.describe(),
            Ty::Error => "unknown".into(),
        }
    }

    /// How deep types nest in it.
    fn height(&self) -> usize {
        match self {
            Ty::Scalar(_) | Ty::Choice(_) | Ty::Error => 1,
            Ty::List(inner) | Ty::Tag(_, inner) | Ty::Embedded(inner) => inner.height() + 1,
            Ty::Record(record) => record.height,
        }
    }
}

pub(crate) const BUILT_IN: [(&str, Subject); 15] = [
    ("string", Subject::String),
    ("int", Subject::Int),
    ("bool", Subject::Bool),
    ("float", Subject::Float),
    ("number", Subject::Number),
    ("date", Subject::Date),
    ("date_text", Subject::DateText),
    ("bytes", Subject::Bytes),
    ("domain", Subject::Domain),
    ("uri", Subject::Uri),
    ("https_uri", Subject::HttpsUri),
    ("mimi_uri", Subject::MimiUri),
    ("email", Subject::Email),
    ("null", Subject::Null),
    ("any", Subject::Any),
];

/// The language's word for a type.
pub(crate) fn word(subject: Subject) -> &'static str {
    BUILT_IN.iter().find(|(_, known)| *known == subject).map_or("list or record", |(word, _)| word)
}

/// Whether a name is that of a built-in type.
pub(crate) fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(word, _)| *word == name)
}

impl Checker<'_> {
    /// The type that is written; [`Ty::Error`] when it was reported.
    pub(crate) fn ty(&self, module: ModuleId, written: &Type) -> Rc<Ty> {
        let found = self.deeper(written.span, || self.ty_of_kind(module, written));
        let ty = found.unwrap_or_else(|| Rc::new(Ty::Error));
        if ty.height() > self.limits.source_nesting {
            self.fail::<()>(code::DEFINED_TOO_DEEP, written.span, "this type nests too deep");
            return Rc::new(Ty::Error);
        }
        ty
    }

    fn ty_of_kind(&self, module: ModuleId, written: &Type) -> Option<Rc<Ty>> {
        Some(match &written.kind {
            TypeKind::Named(path) => self.named_type(module, path)?,
            TypeKind::Union(literals) => Rc::new(self.union(literals)?),
            TypeKind::List(element) => Rc::new(Ty::List(self.ty(module, element))),
            TypeKind::Record(fields) => Rc::new(Ty::Record(Rc::new(self.record(module, fields)))),
            TypeKind::Tag(number, inner) => {
                let inner = self.ty(module, inner);
                Rc::new(Ty::Tag(self.number(number, "a tag")?, inner))
            }
            TypeKind::Embedded(inner) => Rc::new(Ty::Embedded(self.ty(module, inner))),
            TypeKind::Error => return None,
        })
    }

    /// The fields of a record, each name once.
    pub(crate) fn record(&self, module: ModuleId, fields: &[crate::syntax::ast::Field]) -> Record {
        Record::new(self.fields(module, fields))
    }

    /// Fields as written, each name once.
    pub(crate) fn fields(
        &self,
        module: ModuleId,
        fields: &[crate::syntax::ast::Field],
    ) -> Vec<Field> {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut kept = Vec::with_capacity(fields.len());
        for field in fields {
            let ty = self.ty(module, &field.ty);
            if let Some(first) = seen.get(field.name.node.as_str()) {
                let message = format!("the claim `{}` is given twice", field.name.node);
                let found = diagnostic(code::GIVEN_TWICE, field.name.span, message);
                self.report(found.label(*first, "first here"));
                continue;
            }
            seen.insert(&field.name.node, field.name.span);
            kept.push(Field {
                name: field.name.clone(),
                at: field.at.clone(),
                ty,
                ty_span: field.ty.span,
            });
        }
        kept
    }

    fn named_type(&self, module: ModuleId, path: &Path) -> Option<Rc<Ty>> {
        const WANTED: [Kind; 2] = [Kind::Type, Kind::Enum];
        if let [name] = path.segments.as_slice()
            && let Some((_, subject)) = BUILT_IN.iter().find(|(word, _)| *word == name.node)
        {
            return Some(Rc::new(Ty::Scalar(*subject)));
        }
        let (def, kind) = match self.names.find(module, path, &WANTED) {
            Found::Item(def, kind) => {
                self.names.used(module, path, def);
                (def, kind)
            }
            Found::Silent => return None,
            Found::Nothing if self.names.path_was_lost(module, path, &WANTED) => return None,
            Found::Nothing => {
                return self.sink.fail(self.unknown_type(module, path, &WANTED));
            }
        };
        if kind == Kind::Enum {
            return Some(Rc::new(Ty::Choice(self.enum_choice(def)?)));
        }
        self.declared_type(def, path.span)
    }

    fn unknown_type(
        &self,
        module: ModuleId,
        path: &Path,
        wanted: &[Kind],
    ) -> crate::diagnostic::Diagnostic {
        /// What other languages call the types of this one.
        const ELSEWHERE: [(&str, &str); 14] = [
            ("text", "string"),
            ("str", "string"),
            ("tstr", "string"),
            ("String", "string"),
            ("boolean", "bool"),
            ("integer", "int"),
            ("uint", "int"),
            ("double", "float"),
            ("bstr", "bytes"),
            ("url", "uri"),
            ("host", "domain"),
            ("hostname", "domain"),
            ("datetime", "date"),
            ("time", "date"),
        ];
        let built_in = BUILT_IN.map(|(word, _)| word);
        if let [name] = path.segments.as_slice() {
            if let Some((_, here)) = ELSEWHERE.iter().find(|(there, _)| *there == name.node) {
                let message = format!("there is no type `{}`", name.node);
                return diagnostic(code::UNKNOWN_NAME, name.span, message)
                    .did_you_mean(name.span, Some(here));
            }
            const LISTS: [&str; 6] = ["list", "List", "array", "Array", "set", "vec"];
            if LISTS.contains(&name.node.as_str()) {
                let message = format!("there is no type `{}`", name.node);
                return diagnostic(code::UNKNOWN_NAME, name.span, message)
                    .help("a list is written with the type of its elements: `[string]`")
                    .suggest(name.span, "[string]", "if they are texts", Applicability::Maybe);
            }
            return self.names.unknown(module, path, wanted, &built_in);
        }
        self.names.unknown(module, path, wanted, &[])
    }

    /// `type Name = …`
    pub(crate) fn declared_type(&self, def: Def, used: Span) -> Option<Rc<Ty>> {
        let ItemKind::Type { name, ty } = self.kind(def)? else { return None };
        let known = self.types.types.borrow().get(&def).cloned();
        match known {
            Some(State::Done(ty)) => return Some(ty),
            Some(State::InProgress) => {
                let message = format!("the type `{}` contains itself", name.node);
                return self.sink.fail(
                    diagnostic(code::DEFINED_BY_ITSELF, used, message)
                        .label(name.span, "it is declared here")
                        .note("a pointer into a credential has a fixed length")
                        .help("declare as many levels as the policy tests, or use `any`"),
                );
            }
            None => {}
        }
        self.types.types.borrow_mut().insert(def, State::InProgress);
        let found = self.ty(def.module, ty);
        self.types.types.borrow_mut().insert(def, State::Done(Rc::clone(&found)));
        Some(found)
    }
}
