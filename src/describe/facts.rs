//! What the standard library knows of claims: names and types under their keys.

use std::collections::HashMap;

use crate::check::stdlib;
use crate::credential::tree::{Node, Value};
use crate::describe::scalar;
use crate::format::Family;
use crate::limits::Limits;
use crate::semantics::oid;
use crate::source::FileId;
use crate::spell::key::{self, Key};
use crate::syntax::ast::{AtStep, Field, File, ItemKind, Literal, Type, TypeKind};
use crate::syntax::parse;

/// The modules of a family.
#[derive(Debug)]
pub(super) struct Facts {
    family: Family,
    files: Vec<File>,
}

/// The same, looked up by name.
#[derive(Debug)]
pub(super) struct Known<'f> {
    /// The claims of credentials.
    pub(super) claims: Vec<Fact<'f>>,
    family: Family,
    types: HashMap<&'f str, &'f Type>,
}

/// A claim that the library knows.
#[derive(Debug, Clone)]
pub(super) struct Fact<'f> {
    /// The steps to it that are still to go.
    pub(super) steps: Vec<Key>,
    /// Its name.
    pub(super) name: &'f str,
    /// Its type.
    pub(super) ty: &'f Type,
}

/// A type of the library, names looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'f> {
    /// A built-in type's name.
    Word(&'f str),
    /// The fields of a record.
    Record(&'f [Field]),
    /// A list.
    List(&'f Type),
    /// Any other.
    Other,
}

/// Names that stand for names; the library nests them less deep.
const ALIASES: usize = 8;

impl Facts {
    /// Reads the library.
    pub(super) fn of(family: Family, limits: &Limits) -> Facts {
        let modules: &[&str] = match family {
            Family::Jwt => &["std.jwt", "std.jwt.oidc"],
            Family::Cwt => &["std.cwt", "std.cwt.oidc"],
            Family::X509 => &["std.x509"],
        };
        let texts = modules.iter().filter_map(|module| stdlib::text(module));
        let files = texts.map(|text| parse(text, FileId::default(), limits).0).collect();
        Facts { family, files }
    }

    /// What there is to look up.
    pub(super) fn known(&self) -> Known<'_> {
        let mut known = Known { claims: Vec::new(), family: self.family, types: HashMap::new() };
        for item in self.files.iter().flat_map(|file| &file.items) {
            match &item.kind {
                ItemKind::Type { name, ty } => {
                    known.types.insert(&name.node, ty);
                }
                ItemKind::Credential(item) => known.claims.extend(known.facts(&item.fields)),
                _ => {}
            }
        }
        known
    }
}

impl<'f> Known<'f> {
    /// The fields of a record as facts.
    pub(super) fn facts(&self, fields: &'f [Field]) -> Vec<Fact<'f>> {
        let fact = |field: &'f Field| {
            let steps = if field.at.is_empty() {
                vec![self.own_name(&field.name.node)?]
            } else {
                field.at.iter().map(|step| self.step(&step.node)).collect::<Option<_>>()?
            };
            Some(Fact { steps, name: &field.name.node, ty: &field.ty })
        };
        fields.iter().filter_map(fact).collect()
    }

    /// What a type is.
    pub(super) fn shape(&self, ty: &'f Type) -> Shape<'f> {
        let mut ty = ty;
        for _ in 0..ALIASES {
            match &ty.kind {
                TypeKind::Record(fields) => return Shape::Record(fields),
                TypeKind::List(element) => return Shape::List(element),
                TypeKind::Named(path) => {
                    let Some(name) = path.segments.last() else { return Shape::Other };
                    match self.types.get(name.node.as_str()) {
                        Some(named) => ty = named,
                        None => return Shape::Word(&name.node),
                    }
                }
                _ => return Shape::Other,
            }
        }
        Shape::Other
    }

    /// Of several facts about one place the one that fits its value best.
    pub(super) fn choose<'c>(
        &self,
        facts: &[&'c Fact<'f>],
        node: &Node<'_>,
    ) -> Option<&'c Fact<'f>> {
        let suggested = scalar::word(node, self.family);
        let best = |fact: &&&Fact<'f>| matches!(self.shape(fact.ty), Shape::Word(word) if Some(word) == suggested);
        let fits = |fact: &&&Fact<'f>| match (self.shape(fact.ty), &node.value) {
            (Shape::Word(word), _) => scalar::accepts(word, node, self.family),
            (Shape::List(_), value) => matches!(value, Value::Array(_)),
            (Shape::Record(_), value) => suggested.is_none() || matches!(value, Value::Null),
            (Shape::Other, _) => true,
        };
        let found = facts.iter().find(best).or_else(|| facts.iter().find(fits));
        found.or(facts.first()).copied()
    }

    fn own_name(&self, name: &str) -> Option<Key> {
        match self.family {
            Family::Jwt => Some(Key::Name(name.to_owned())),
            Family::Cwt => key::cbor(&Literal::Text(name.to_owned())).map(Key::Cbor),
            Family::X509 => None,
        }
    }

    fn step(&self, step: &AtStep) -> Option<Key> {
        let dotted = |literal: &Literal| match literal {
            Literal::Oid(dotted) => oid::from_dotted(dotted),
            _ => None,
        };
        match (step, self.family) {
            (AtStep::Key(Literal::Text(name)), Family::Jwt) => Some(Key::Name(name.clone())),
            (AtStep::Key(literal), Family::Cwt) => key::cbor(literal).map(Key::Cbor),
            (AtStep::Key(literal), Family::X509) => dotted(literal).map(Key::Oid),
            (AtStep::Extension(oid), _) => dotted(&oid.node).map(Key::Extension),
            (AtStep::Subject(oid), _) => dotted(&oid.node).map(Key::Subject),
            (AtStep::Index(number) | AtStep::Position(number), _) => match number.node {
                Literal::Int(number) => u32::try_from(number).ok().map(Key::Position),
                _ => None,
            },
            _ => None,
        }
    }
}
