//! Types: from what is written to what a claim's value must be.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::checked::{Subject, Value};
use crate::check::context::{Checker, State};
use crate::check::modules::ModuleId;
use crate::check::names::{Def, Found, Kind};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::code;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{AtStep, EnumItem, EnumMember, ItemKind, Literal, Path, Type, TypeKind};

/// Types that were worked out, by their declaration.
#[derive(Debug, Default)]
pub(crate) struct TypeMemo {
    types: RefCell<HashMap<Def, State<Rc<Ty>>>>,
    enums: RefCell<HashMap<Def, Rc<Choice>>>,
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

/// A fixed set of values.
#[derive(Debug, PartialEq)]
pub(crate) struct Choice {
    /// The enum's name; a union has none.
    pub(crate) name: Option<String>,
    /// What the values are: texts or integers.
    pub(crate) base: Subject,
    members: Vec<(Option<String>, Value)>,
    by_name: HashMap<String, usize>,
    values: HashSet<String>,
}

impl Choice {
    fn new(name: Option<String>, base: Subject) -> Choice {
        Choice { name, base, members: Vec::new(), by_name: HashMap::new(), values: HashSet::new() }
    }

    /// Adds a value; whether it is a new one.
    fn add(&mut self, name: Option<String>, value: Value) -> bool {
        if let Some(name) = &name {
            self.by_name.insert(name.clone(), self.members.len());
        }
        let is_new = self.values.insert(key(&value));
        self.members.push((name, value));
        is_new
    }

    /// The value of a member of an enum.
    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(*self.by_name.get(name)?).map(|(_, value)| value)
    }

    /// Whether a value is one of them.
    pub(crate) fn has(&self, value: &Value) -> bool {
        self.values.contains(&key(value))
    }

    /// The values, in an enum with their names.
    pub(crate) fn members(&self) -> impl Iterator<Item = (Option<&str>, &Value)> {
        self.members.iter().map(|(name, value)| (name.as_deref(), value))
    }

    /// The names of an enum's members.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter_map(|(name, _)| name.as_deref())
    }
}

/// Texts and integers never meet in one choice.
fn key(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
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
                None => format!("one of {} values", choice.members.len()),
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

const BUILT_IN: [(&str, Subject); 15] = [
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
        if let [name] = path.segments.as_slice() {
            if let Some((_, subject)) = BUILT_IN.iter().find(|(word, _)| *word == name.node) {
                return Some(Rc::new(Ty::Scalar(*subject)));
            }
        }
        let (def, kind) = match self.names.find(module, path, &WANTED) {
            Found::Item(def, kind) => (def, kind),
            Found::Silent => return None,
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

    fn union(&self, literals: &[Spanned<Literal>]) -> Option<Ty> {
        if let [Spanned { node: Literal::Null, .. }] = literals {
            return Some(Ty::Scalar(Subject::Null));
        }
        let mut choice: Option<Choice> = None;
        for literal in literals {
            let (base, value) = self.union_member(literal)?;
            let choice = choice.get_or_insert_with(|| Choice::new(None, base));
            if choice.base != base {
                let message = "texts and integers do not make one union";
                return self.fail(code::MIXED_VALUES, literal.span, message);
            }
            self.charge(1, literal.span)?;
            if !choice.add(None, value) {
                self.fail::<()>(code::GIVEN_TWICE, literal.span, "this value is given twice");
            }
        }
        choice.map(|choice| Ty::Choice(Rc::new(choice)))
    }

    fn union_member(&self, literal: &Spanned<Literal>) -> Option<(Subject, Value)> {
        let help = match &literal.node {
            Literal::Text(text) => return Some((Subject::String, Value::Text(text.clone()))),
            Literal::Int(number) => {
                return Some((Subject::Int, Value::Int(self.int64(*number, literal.span)?)));
            }
            Literal::Bool(_) => "the type of `true` and `false` is `bool`",
            Literal::Null => {
                "every claim may be missing; `is null` tests for null, whatever the type"
            }
            _ => "take the type of the values, and test for each of them in a condition",
        };
        let message = "a union is made of texts or of integers";
        self.sink.fail(diagnostic(code::MIXED_VALUES, literal.span, message).help(help))
    }

    /// The values of an enum.
    pub(crate) fn enum_choice(&self, def: Def) -> Option<Rc<Choice>> {
        let ItemKind::Enum(item) = self.kind(def)? else { return None };
        if let Some(known) = self.types.enums.borrow().get(&def) {
            return Some(Rc::clone(known));
        }
        let choice = Rc::new(self.enum_members(item));
        self.types.enums.borrow_mut().insert(def, Rc::clone(&choice));
        Some(choice)
    }

    fn enum_members(&self, item: &EnumItem) -> Choice {
        let base = match item.base.node.as_str() {
            "int" => Some(Subject::Int),
            "string" => Some(Subject::String),
            other => self.sink.fail(
                diagnostic(
                    code::MIXED_VALUES,
                    item.base.span,
                    format!("an enum cannot be made of `{other}`"),
                )
                .help("an enum is made of `int` or of `string`"),
            ),
        };
        let mut names: HashMap<&str, Span> = HashMap::new();
        let mut choice = Choice::new(Some(item.name.node.clone()), base.unwrap_or(Subject::Any));
        for member in &item.members {
            if let Some(first) = names.insert(&member.name.node, member.name.span) {
                let message = format!("the member `{}` is given twice", member.name.node);
                let found = diagnostic(code::GIVEN_TWICE, member.name.span, message);
                self.report(found.label(first, "first here"));
                continue;
            }
            let Some(value) = self.enum_value(item, member, base) else { continue };
            if self.charge(1, member.value.span).is_none() {
                break;
            }
            if !choice.add(Some(member.name.node.clone()), value) {
                let message = "another member has this value already";
                self.fail::<()>(code::GIVEN_TWICE, member.value.span, message);
            }
        }
        choice
    }

    fn enum_value(
        &self,
        item: &EnumItem,
        member: &EnumMember,
        base: Option<Subject>,
    ) -> Option<Value> {
        match (&member.value.node, base?) {
            (Literal::Int(number), Subject::Int) => {
                self.int64(*number, member.value.span).map(Value::Int)
            }
            (Literal::Text(text), Subject::String) => Some(Value::Text(text.clone())),
            _ => {
                let message =
                    format!("the value of `{}` is no `{}`", member.name.node, item.base.node);
                self.fail(code::MIXED_VALUES, member.value.span, message)
            }
        }
    }

    /// An integer of 64 bits.
    pub(crate) fn int64(&self, number: i128, span: Span) -> Option<i64> {
        i64::try_from(number).ok().or_else(|| {
            let message = format!("`{number}` does not fit a signed integer of 64 bits");
            self.sink.fail(
                diagnostic(code::INT_RANGE, span, message)
                    .help("the range is -9223372036854775808..9223372036854775807"),
            )
        })
    }

    /// A number that counts something: `u16`, `u32` or `u64`.
    pub(crate) fn number<T: TryFrom<i128> + Bound>(
        &self,
        literal: &Spanned<Literal>,
        what: &str,
    ) -> Option<T> {
        let Literal::Int(number) = literal.node else {
            return self.fail(
                code::WRONG_LITERAL,
                literal.span,
                format!("{what} is a whole number"),
            );
        };
        T::try_from(number).ok().or_else(|| {
            let message = format!("`{number}` is out of the range of {what}");
            let help = format!("the range is 0..{}", T::MOST);
            self.sink.fail(diagnostic(code::NUMBER_RANGE, literal.span, message).help(help))
        })
    }
}

/// The greatest value of an unsigned integer, for messages.
pub(crate) trait Bound {
    /// It.
    const MOST: u64;
}

impl Bound for u16 {
    const MOST: u64 = 0xFFFF;
}

impl Bound for u32 {
    const MOST: u64 = 0xFFFF_FFFF;
}

impl Bound for u64 {
    const MOST: u64 = u64::MAX;
}
