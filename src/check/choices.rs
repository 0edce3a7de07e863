//! Fixed sets of values: unions of literals, and enums.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::checked::{Subject, Value};
use crate::check::context::Checker;
use crate::check::names::Def;
use crate::check::sink::diagnostic;
use crate::check::types::Ty;
use crate::diagnostic::code;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{EnumItem, EnumMember, ItemKind, Literal};

/// A fixed set of values.
#[derive(Debug, PartialEq)]
pub(crate) struct Choice {
    /// The enum's name; a union has none.
    pub(crate) name: Option<String>,
    /// The enum's declaration.
    pub(crate) def: Option<Def>,
    /// What the values are: texts or integers.
    pub(crate) base: Subject,
    members: Vec<(Option<String>, Value)>,
    by_name: HashMap<String, usize>,
    values: HashSet<String>,
}

impl Choice {
    fn new(name: Option<String>, def: Option<Def>, base: Subject) -> Choice {
        Choice {
            name,
            def,
            base,
            members: Vec::new(),
            by_name: HashMap::new(),
            values: HashSet::new(),
        }
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

impl Checker<'_> {
    /// The type of a union.
    pub(crate) fn union(&self, literals: &[Spanned<Literal>]) -> Option<Ty> {
        if let [Spanned { node: Literal::Null, .. }] = literals {
            return Some(Ty::Scalar(Subject::Null));
        }
        let mut choice: Option<Choice> = None;
        for literal in literals {
            let (base, value) = self.union_member(literal)?;
            let choice = choice.get_or_insert_with(|| Choice::new(None, None, base));
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
        let choice = Rc::new(self.enum_members(def, item));
        self.types.enums.borrow_mut().insert(def, Rc::clone(&choice));
        Some(choice)
    }

    fn enum_members(&self, def: Def, item: &EnumItem) -> Choice {
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
        let mut choice =
            Choice::new(Some(item.name.node.clone()), Some(def), base.unwrap_or(Subject::Any));
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
}
