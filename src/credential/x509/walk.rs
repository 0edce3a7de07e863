//! From DER elements to nodes of the claims tree.

use std::borrow::Cow;

use super::der::{Class, Element, Reader, tag};
use super::shape::{Content, Shape};
use super::{primitive, string};
use crate::credential::error::{CertificateFault, Error, ErrorKind};
use crate::credential::tree::{Array, ArrayKind, Node, Value};

/// Why an element is no node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nested beyond the limit.
    TooDeep,
    /// Not what it has to be.
    Malformed(CertificateFault),
}

impl Fault {
    /// The error at the place of the fault, where so many levels are the limit.
    pub(super) fn error(self, limit: usize) -> Error {
        match self {
            Fault::TooDeep => ErrorKind::TooDeep { limit }.into(),
            Fault::Malformed(fault) => ErrorKind::Certificate(fault).into(),
        }
    }
}

impl From<CertificateFault> for Fault {
    fn from(fault: CertificateFault) -> Fault {
        Fault::Malformed(fault)
    }
}

/// The node of an element, of the shape that the schema gives it. `room` is how many levels may
/// still be entered, this one included.
pub(super) fn node<'a>(
    element: &Element<'a>,
    shape: &Shape,
    room: usize,
) -> Result<Node<'a>, Fault> {
    let room = room.checked_sub(1).ok_or(Fault::TooDeep)?;
    let value = match (element.class, shape) {
        (Class::Universal, Shape::Name) => name(element, room)?,
        (Class::Universal, _) => universal(element, shape, room)?,
        (Class::Context, Shape::Tagged(contents)) => {
            let content = contents.iter().find(|(number, _)| *number == element.number);
            context(element, content.map(|(_, content)| content), room)?
        }
        (Class::Context, Shape::Any) => context(element, None, room)?,
        (Class::Application | Class::Private, Shape::Any | Shape::Tagged(_)) => {
            primitive::bytes(element.content)
        }
        (_, Shape::Name | Shape::Each(_) | Shape::Head(..)) => {
            return Err(CertificateFault::UnexpectedTag.into());
        }
    };
    Ok(Node { value, der: element.whole })
}

/// A list that is nothing but a list.
pub(super) const fn array(kind: ArrayKind, items: Vec<Node<'_>>) -> Value<'_> {
    Value::Array(Array { kind, items, withheld: 0 })
}

/// Whether it is an AlgorithmIdentifier: an OID, and parameters or none.
pub(super) fn is_algorithm(value: &Value<'_>) -> bool {
    matches!(
        sequence(value),
        Some([Node { value: Value::Oid(_), .. }] | [Node { value: Value::Oid(_), .. }, _])
    )
}

/// The elements of a SEQUENCE that was read.
pub(super) fn sequence<'t, 'a>(value: &'t Value<'a>) -> Option<&'t [Node<'a>]> {
    match value {
        Value::Array(Array { kind: ArrayKind::Plain, items, .. }) => Some(items),
        _ => None,
    }
}

/// A value whose tag says its type. A string or a time that is none stays octets.
fn universal<'a>(element: &Element<'a>, shape: &Shape, room: usize) -> Result<Value<'a>, Fault> {
    let (first, rest) = match shape {
        Shape::Each(each) => (*each, *each),
        Shape::Head(first, rest) => (*first, *rest),
        Shape::Any | Shape::Name | Shape::Tagged(_) => (&Shape::Any, &Shape::Any),
    };
    match element.number {
        tag::SEQUENCE => {
            Ok(array(ArrayKind::Plain, items(element.elements()?, first, rest, room)?))
        }
        // Of the shapes, only Each and Head ask for a type, and it is SEQUENCE.
        _ if matches!(shape, Shape::Each(_) | Shape::Head(..)) => {
            Err(CertificateFault::UnexpectedTag.into())
        }
        tag::SET => Ok(array(ArrayKind::Set, items(element.elements()?, first, rest, room)?)),
        tag::EXTERNAL | tag::EMBEDDED_PDV | tag::CHARACTER_STRING => {
            Ok(primitive::bytes(element.content))
        }
        number => Ok(scalar(number, element.octets()?)?),
    }
}

/// The value of a primitive element.
fn scalar(number: u64, content: &[u8]) -> Result<Value<'_>, CertificateFault> {
    Ok(match number {
        tag::BOOLEAN => Value::Bool(primitive::boolean(content)?),
        tag::INTEGER | tag::ENUMERATED => primitive::integer(content)?,
        tag::BIT_STRING => primitive::bytes(primitive::bits(content)?),
        tag::NULL => {
            primitive::null(content)?;
            Value::Null
        }
        tag::OBJECT_IDENTIFIER => Value::Oid(primitive::oid(content)?),
        tag::UTC_TIME => time(primitive::utc_time(content), content),
        tag::GENERALIZED_TIME => time(primitive::generalized_time(content), content),
        number => text(string::decode(number, content), content),
    })
}

/// A context-specific tag around its content.
fn context<'a>(
    element: &Element<'a>,
    content: Option<&Content>,
    room: usize,
) -> Result<Value<'a>, Fault> {
    let inside = match content {
        Some(content) => tagged(element, content, room)?,
        None => tagged(element, &guess(element), room)?,
    };
    Ok(Value::Tag(element.number, Box::new(inside)))
}

/// Without a schema, one element inside counts as explicitly tagged, several as an implicit
/// SEQUENCE, and primitive content stays octets.
fn guess(element: &Element<'_>) -> Content {
    match (element.constructed, Element::only(element.content)) {
        (false, _) => Content::Octets,
        (true, Ok(_)) => Content::Explicit(&Shape::Any),
        (true, Err(_)) => Content::Sequence(&Shape::Any),
    }
}

/// What is inside a tag. Implicitly tagged content has no DER but that with the tag around it.
fn tagged<'a>(element: &Element<'a>, content: &Content, room: usize) -> Result<Node<'a>, Fault> {
    let inner = room.checked_sub(1).ok_or(Fault::TooDeep)?;
    let value = match content {
        Content::Explicit(shape) => return node(&element.inside()?, shape, room),
        Content::Sequence(each) => {
            array(ArrayKind::Plain, items(element.elements()?, each, each, inner)?)
        }
        Content::Set(each) => array(ArrayKind::Set, items(element.elements()?, each, each, inner)?),
        Content::Text => scalar(tag::IA5_STRING, element.octets()?)?,
        Content::Octets => scalar(tag::OCTET_STRING, element.octets()?)?,
        Content::Bits => scalar(tag::BIT_STRING, element.octets()?)?,
        Content::Integer => scalar(tag::INTEGER, element.octets()?)?,
        Content::Oid => scalar(tag::OBJECT_IDENTIFIER, element.octets()?)?,
        Content::Time => scalar(tag::GENERALIZED_TIME, element.octets()?)?,
    };
    Ok(Node { value, der: element.whole })
}

/// A Name: a SEQUENCE of RDNs, which are SETs of attributes, which are pairs of an OID and a
/// value. An RDN without attributes is kept; it says nothing.
fn name<'a>(element: &Element<'a>, room: usize) -> Result<Value<'a>, Fault> {
    match universal(element, &Shape::Any, room)? {
        Value::Array(Array { kind: ArrayKind::Plain, items, .. }) if items.iter().all(is_rdn) => {
            Ok(array(ArrayKind::Name, items))
        }
        _ => Err(CertificateFault::Structure.into()),
    }
}

fn is_rdn(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Array(Array { kind: ArrayKind::Set, items, .. }) => items.iter().all(is_attribute),
        _ => false,
    }
}

fn is_attribute(node: &Node<'_>) -> bool {
    matches!(sequence(&node.value), Some([Node { value: Value::Oid(_), .. }, _]))
}

fn items<'a>(
    elements: Reader<'a>,
    first: &Shape,
    rest: &Shape,
    room: usize,
) -> Result<Vec<Node<'a>>, Fault> {
    let shapes = std::iter::once(first).chain(std::iter::repeat(rest));
    elements.zip(shapes).map(|(element, shape)| node(&element?, shape, room)).collect()
}

fn time(seconds: Result<i64, CertificateFault>, content: &[u8]) -> Value<'_> {
    seconds.map_or(primitive::bytes(content), Value::Time)
}

fn text<'a>(text: Option<Cow<'a, str>>, content: &'a [u8]) -> Value<'a> {
    text.map_or(primitive::bytes(content), Value::Text)
}
