//! What a file declares: items, and the claims and members in them.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::ast::{Field, File, Item, ItemKind, Name, RuleItem, Type, TypeKind};
use crate::syntax::ast::{RuleOutcome, RuleSubject};

/// What a declared thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// `policy "name"`
    Policy,
    /// A module's name in this file.
    Module,
    /// `type Name`
    Type,
    /// `enum Name`
    Enum,
    /// A member of an enum.
    Member,
    /// `credential Name`
    Credential,
    /// A claim of a credential, or a field of a record.
    Claim,
    /// `role name`
    Role,
    /// `let NAME`
    Constant,
    /// `condition NAME`
    Condition,
    /// A rule, named or not.
    Rule,
    /// `pseudonyms`, `disclose`
    Setting,
    /// `test "…"`
    Test,
}

/// Something declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name; for a rule without one, what it does.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// More about it, on one line; may be empty.
    pub detail: String,
    /// All of it, in octets.
    pub range: Range<u32>,
    /// Its name, in octets.
    pub selection: Range<u32>,
    /// Whether it has a name that can be used elsewhere.
    pub is_named: bool,
    /// What is declared in it.
    pub children: Vec<Symbol>,
}

impl Symbol {
    /// It and everything in it.
    pub fn all(&self) -> Vec<&Symbol> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(symbol) = all.get(next).copied() {
            all.extend(&symbol.children);
            next += 1;
        }
        all
    }
}

/// The symbols of a file, in order.
pub(super) fn of(file: &File) -> Vec<Symbol> {
    file.items.iter().filter_map(symbol).collect()
}

fn symbol(item: &Item) -> Option<Symbol> {
    let named = |name: &Name, kind, detail: String| new(name, item.span, kind, detail);
    Some(match &item.kind {
        ItemKind::Policy(policy) => Symbol {
            is_named: false,
            ..new(&policy.name, item.span, SymbolKind::Policy, String::new())
        },
        ItemKind::Use(used) => {
            let alias = used.alias.as_ref()?;
            named(alias, SymbolKind::Module, String::new())
        }
        ItemKind::Type { name, ty } => {
            Symbol { children: fields_of(ty), ..named(name, SymbolKind::Type, String::new()) }
        }
        ItemKind::Enum(item) => {
            let members = item.members.iter().map(|member| {
                let span = member.name.span.to(member.value.span);
                new(&member.name, span, SymbolKind::Member, String::new())
            });
            let detail = item.base.node.clone();
            Symbol { children: members.collect(), ..named(&item.name, SymbolKind::Enum, detail) }
        }
        ItemKind::Credential(item) => {
            let children = item.fields.iter().map(claim).collect();
            let detail = item.format.node.clone();
            Symbol { children, ..named(&item.name, SymbolKind::Credential, detail) }
        }
        ItemKind::Role(role) => named(&role.name, SymbolKind::Role, String::new()),
        ItemKind::Let { name, .. } => named(name, SymbolKind::Constant, String::new()),
        ItemKind::Condition { name, credential, .. } => {
            named(name, SymbolKind::Condition, format!("of {}", dotted(credential)))
        }
        ItemKind::Rule(rule) => of_rule(rule, item.span),
        ItemKind::Pseudonyms { choice } => Symbol {
            name: "pseudonyms".into(),
            is_named: false,
            ..named(choice, SymbolKind::Setting, choice.node.clone())
        },
        ItemKind::Disclose(disclose) => {
            let name = Name::new(dotted(&disclose.credential), disclose.credential.span);
            Symbol {
                name: format!("disclose {}", name.node),
                is_named: false,
                ..named(&name, SymbolKind::Setting, String::new())
            }
        }
        ItemKind::Test(test) => {
            Symbol { is_named: false, ..named(&test.name, SymbolKind::Test, String::new()) }
        }
        ItemKind::Broken { names, .. } => {
            Symbol { is_named: false, ..named(names.first()?, SymbolKind::Setting, String::new()) }
        }
    })
}

fn of_rule(rule: &RuleItem, span: Span) -> Symbol {
    let whom = match &rule.subject {
        RuleSubject::Anyone(_) => "anyone".to_owned(),
        RuleSubject::Credential(path) => dotted(path),
    };
    let (does, at) = match &rule.outcome {
        RuleOutcome::Admit { keyword, role } => {
            (format!("admit {whom} as {}", dotted(role)), *keyword)
        }
        RuleOutcome::Refuse { keyword } => (format!("refuse {whom}"), *keyword),
    };
    match &rule.name {
        Some(name) => new(name, span, SymbolKind::Rule, does),
        None => {
            let name = Name::new(does, at);
            Symbol { is_named: false, ..new(&name, span, SymbolKind::Rule, String::new()) }
        }
    }
}

fn new(name: &Name, span: Span, kind: SymbolKind, detail: String) -> Symbol {
    Symbol {
        name: name.node.clone(),
        kind,
        detail,
        range: range(span.to(name.span)),
        selection: range(name.span),
        is_named: true,
        children: Vec::new(),
    }
}

fn claim(field: &Field) -> Symbol {
    Symbol {
        children: fields_of(&field.ty),
        ..new(&field.name, field.span, SymbolKind::Claim, String::new())
    }
}

/// The fields that a type declares itself; as deep as the parser goes.
fn fields_of(ty: &Type) -> Vec<Symbol> {
    match &ty.kind {
        TypeKind::Record(fields) => fields.iter().map(claim).collect(),
        TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => {
            fields_of(inner)
        }
        TypeKind::Named(_) | TypeKind::Union(_) | TypeKind::Error => Vec::new(),
    }
}

/// The octets of a span.
pub(super) const fn range(span: Span) -> Range<u32> {
    span.start..span.end
}

fn dotted(path: &crate::syntax::ast::Path) -> String {
    crate::check::modules::dotted(path)
}
