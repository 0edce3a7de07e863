//! Types from values: of one value, and of the elements of a list together.

use std::collections::BTreeMap;

use crate::credential::cbor;
use crate::credential::tree::{Array, ArrayKind, Node, Value};
use crate::describe::facts::{Fact, Known, Shape};
use crate::describe::members::{self, members};
use crate::describe::scalar::{self, Word};
use crate::format::Family;
use crate::limits::Limits;
use crate::spell::key::Key;

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ty {
    /// Nothing is known of the elements of a list that has none.
    Open,
    Scalar(Word),
    Record(Record),
    List(Box<Ty>),
    Tag(u64, Box<Ty>),
    Embedded(Box<Ty>),
}

/// Fields by the steps that lead to them.
pub(super) type Record = BTreeMap<Vec<Key>, Field>;

/// What stands at one place of a record; in several records of a list it can be several things.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// What the library calls it.
    pub(super) known_as: Option<String>,
    /// Its types, each with a name of its own.
    pub(super) types: Vec<(String, Ty)>,
}

/// Types that one place has before it is left untyped.
const TYPES: usize = 4;

/// What inferring needs to know.
#[derive(Clone, Copy)]
pub(super) struct Infer<'k> {
    pub(super) known: &'k Known<'k>,
    pub(super) family: Family,
    pub(super) limits: &'k Limits,
}

impl<'k> Infer<'k> {
    /// The record that a credential's claims are.
    pub(super) fn root(&self, root: &Node<'_>) -> Record {
        self.record(root, self.known.claims.clone(), self.limits.pointer_items)
    }

    /// The type of a value; `room` is how many steps a pointer may still go.
    fn ty(&self, node: &Node<'_>, guide: Shape<'k>, room: usize) -> Ty {
        if let Some(suggested) = scalar::word(node, self.family) {
            return self.scalar(node, guide, suggested, room);
        }
        let Some(inside) = room.checked_sub(1) else { return Ty::Scalar("any") };
        match (&node.value, guide) {
            (Value::Tag(number, content), _) if self.family == Family::Cwt => {
                let content = match (number, &content.value) {
                    (24, Value::Bytes(octets)) => self.embedded(octets, inside),
                    _ => None,
                }
                .unwrap_or_else(|| self.ty(content, Shape::Other, inside));
                Ty::Tag(*number, Box::new(content))
            }
            (value, Shape::Record(fields))
                if self.family == Family::X509 || matches!(value, Value::Map(_)) =>
            {
                Ty::Record(self.record(node, self.known.facts(fields), room))
            }
            (Value::Array(Array { kind: ArrayKind::Plain | ArrayKind::Set, items, .. }), _) => {
                let guide = match guide {
                    Shape::List(element) => self.known.shape(element),
                    _ => Shape::Other,
                };
                let types = items.iter().map(|item| self.ty(item, guide, inside));
                match types.map(Some).reduce(|left, right| merge(left?, right?)) {
                    None => Ty::List(Box::new(Ty::Open)),
                    Some(Some(element)) => Ty::List(Box::new(element)),
                    // No type is that of all: each has a place of its own.
                    Some(None) => Ty::Record(self.record(node, Vec::new(), room)),
                }
            }
            _ => Ty::Record(self.record(node, Vec::new(), room)),
        }
    }

    fn scalar(&self, node: &Node<'_>, guide: Shape<'k>, suggested: Word, room: usize) -> Ty {
        match (guide, &node.value) {
            (Shape::Word("bytes"), _) => {}
            (Shape::Word(known), _) => {
                return Ty::Scalar(scalar::refine(known, suggested, node, self.family));
            }
            (_, Value::Bytes(octets)) if self.family == Family::Cwt && is_map(octets) => {
                let embedded = room.checked_sub(1).and_then(|room| self.embedded(octets, room));
                return embedded.unwrap_or(Ty::Scalar(suggested));
            }
            _ => {}
        }
        Ty::Scalar(suggested)
    }

    fn embedded(&self, octets: &[u8], room: usize) -> Option<Ty> {
        let item = cbor::item(octets, self.limits).ok()?;
        Some(Ty::Embedded(Box::new(self.ty(&item, Shape::Other, room))))
    }

    fn record(&self, node: &Node<'_>, facts: Vec<Fact<'k>>, room: usize) -> Record {
        let mut record = Record::new();
        self.place(&mut record, &[], node, &facts.iter().collect::<Vec<_>>(), room);
        record
    }

    /// Places the members of a value; what the library knows only parts of is taken apart.
    fn place(
        &self,
        record: &mut Record,
        before: &[Key],
        node: &Node<'_>,
        facts: &[&Fact<'k>],
        room: usize,
    ) {
        let pair = members::pair_key(node);
        let at = before.len();
        for (mut steps, member) in members(node, self.family) {
            if let (Some(key), [Key::Position(1)]) = (&pair, steps.as_slice())
                && facts.iter().any(|fact| fact.steps.get(at) == Some(key))
            {
                steps = vec![key.clone()];
            }
            let path = [before, &steps].concat();
            let below: Vec<&Fact<'k>> =
                facts.iter().copied().filter(|fact| fact.steps.starts_with(&path)).collect();
            let (here, beyond): (Vec<_>, Vec<_>) =
                below.iter().copied().partition(|fact| fact.steps.len() == path.len());
            if here.is_empty() && !beyond.is_empty() && scalar::word(member, self.family).is_none()
            {
                self.place(record, &path, member, &beyond, room);
                continue;
            }
            let Some(room) = room.checked_sub(path.len()) else { continue };
            let fact = self.known.choose(&here, member);
            let guide = fact.map_or(Shape::Other, |fact| self.known.shape(fact.ty));
            let field = Field {
                known_as: fact.map(|fact| fact.name.to_owned()),
                types: vec![(String::new(), self.ty(member, guide, room))],
            };
            record.insert(path, field);
        }
    }
}

impl Ty {
    /// Whether a value can be read by it.
    pub(super) fn accepts(&self, node: &Node<'_>, family: Family) -> bool {
        match (self, &node.value) {
            (_, Value::Null | Value::Undefined) => true,
            (Ty::Scalar(word), _) => scalar::accepts(word, node, family),
            (Ty::List(element), Value::Array(array)) => {
                array.items.iter().all(|item| element.accepts(item, family))
            }
            (Ty::Record(_), Value::Array(_) | Value::Map(_)) => true,
            (Ty::Record(_), Value::Tag(..)) => family == Family::X509,
            (Ty::Tag(number, inner), Value::Tag(found, content)) => {
                number == found && inner.accepts(content, family)
            }
            (Ty::Embedded(_), Value::Bytes(octets)) => is_map(octets) || family == Family::Cwt,
            _ => false,
        }
    }
}

/// The type of values of two types.
fn merge(left: Ty, right: Ty) -> Option<Ty> {
    Some(match (left, right) {
        (Ty::Open | Ty::Scalar("null"), other) | (other, Ty::Open | Ty::Scalar("null")) => other,
        (Ty::Scalar(left), Ty::Scalar(right)) => Ty::Scalar(scalar::both(left, right)?),
        (Ty::Scalar("bytes"), Ty::Embedded(_)) | (Ty::Embedded(_), Ty::Scalar("bytes")) => {
            Ty::Scalar("bytes")
        }
        (Ty::List(left), Ty::List(right)) => Ty::List(Box::new(merge(*left, *right)?)),
        (Ty::Embedded(left), Ty::Embedded(right)) => Ty::Embedded(Box::new(merge(*left, *right)?)),
        (Ty::Tag(left, a), Ty::Tag(right, b)) if left == right => {
            Ty::Tag(left, Box::new(merge(*a, *b)?))
        }
        (Ty::Record(mut left), Ty::Record(right)) => {
            for (steps, field) in right {
                match left.get_mut(&steps) {
                    Some(known) => known.take_up(field),
                    None => {
                        left.insert(steps, field);
                    }
                }
            }
            Ty::Record(left)
        }
        _ => return None,
    })
}

impl Field {
    fn take_up(&mut self, other: Field) {
        for (_, ty) in other.types {
            let merged = self.types.iter_mut().find_map(|(_, known)| {
                merge(known.clone(), ty.clone()).map(|merged| *known = merged)
            });
            if merged.is_none() {
                self.types.push((String::new(), ty));
            }
        }
        if self.types.len() > TYPES {
            self.types = vec![(String::new(), Ty::Scalar("any"))];
        }
    }
}

/// Whether octets begin as a CBOR map with at least one member.
fn is_map(octets: &[u8]) -> bool {
    matches!(octets, [0xa1..=0xbb, _, ..])
}
