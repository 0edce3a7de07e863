//! The claims of a test as `tbsCertificate`: the tree that reading a certificate gives.
//!
//! The tree is made directly: a certificate in DER would have to hold a key, a validity and more
//! that the test does not give, and that a rule could then find.

use std::borrow::Cow;

use crate::check::checked::{Step, Subject, Value};
use crate::credential::tree::{Array, ArrayKind, Node, Value as Tree};
use crate::credential::x509;
use crate::semantics::date;

use super::shape::Shape;

/// Positions of `tbsCertificate` (`docs/semantics.md` section 2).
const POSITIONS: usize = 10;
const ISSUER: u32 = 3;
const SUBJECT: u32 = 5;
const EXTENSIONS: usize = 9;

/// Elements of a list that is made for a claim at a position.
const MOST_FILLED: u32 = 4096;

const BOOLEAN: u8 = 1;
const INTEGER: u8 = 2;
const OCTET_STRING: u8 = 4;
const UTF8_STRING: u8 = 12;
const GENERALIZED_TIME: u8 = 24;

/// The root of the tree.
///
/// # Errors
/// In words, when a value of any type is not one value in DER.
pub(super) fn tree<'s>(root: &'s Shape<'_>) -> Result<Node<'s>, String> {
    let mut items: Vec<Node<'s>> = (0..POSITIONS).map(|_| Node::new(Tree::Missing)).collect();
    let mut extensions = Vec::new();
    let Shape::Map(entries) = root else { return Err("a certificate is no list".into()) };
    for (step, inside) in entries {
        match step {
            Step::Oid(oid) => extensions.push(pair(oid, node(inside)?)),
            Step::Position(number) => {
                let value = match number {
                    &ISSUER | &SUBJECT => name(inside)?,
                    _ => node(inside)?,
                };
                let place = usize::try_from(*number).ok().and_then(|at| items.get_mut(at));
                *place.ok_or("a certificate has ten positions")? = value;
            }
            _ => return Err("this is no place in a certificate".into()),
        }
    }
    if let Some(place) = items.get_mut(EXTENSIONS).filter(|_| !extensions.is_empty()) {
        *place = array(ArrayKind::Extensions, extensions);
    }
    Ok(array(ArrayKind::TbsCertificate, items))
}

fn array(kind: ArrayKind, items: Vec<Node<'_>>) -> Node<'_> {
    Node::new(Tree::Array(Array { kind, items, withheld: 0 }))
}

/// An OID and what it names.
fn pair<'s>(oid: &'s [u8], value: Node<'s>) -> Node<'s> {
    array(ArrayKind::Plain, vec![Node::new(Tree::Oid(oid)), value])
}

/// A Name: attributes by their OIDs, each in an RDN of its own.
fn name<'s>(shape: &'s Shape<'_>) -> Result<Node<'s>, String> {
    let Shape::Map(entries) = shape else { return node(shape) };
    let attributes = entries.iter().map(|(step, inside)| match step {
        Step::Oid(oid) => Ok(array(ArrayKind::Set, vec![pair(oid, node(inside)?)])),
        _ => Err("a name is made of attributes, which have OIDs".to_owned()),
    });
    Ok(array(ArrayKind::Name, attributes.collect::<Result<_, _>>()?))
}

fn node<'s>(shape: &'s Shape<'_>) -> Result<Node<'s>, String> {
    Ok(match shape {
        Shape::Gap => Node::new(Tree::Missing),
        Shape::Null => Node { value: Tree::Null, der: &[5, 0] },
        Shape::Scalar(subject, value, der) => scalar(*subject, value, der)?,
        Shape::List(items) => {
            array(ArrayKind::Plain, items.iter().map(node).collect::<Result<_, _>>()?)
        }
        Shape::Map(entries) => record(entries)?,
        Shape::Tag(_, inner) | Shape::Embedded(inner) => node(inner)?,
    })
}

/// Attributes by OID are a Name, one alone a pair; one position alone is a CHOICE, several are a
/// SEQUENCE.
fn record<'s>(entries: &'s [(&Step, Shape<'_>)]) -> Result<Node<'s>, String> {
    match entries {
        [(Step::Oid(oid), inside)] => Ok(pair(oid, node(inside)?)),
        [(Step::Position(number), inside)] => {
            let content = Box::new(node(inside)?);
            Ok(Node::new(Tree::Tag(u64::from(*number), content)))
        }
        entries if entries.iter().all(|(step, _)| matches!(step, Step::Oid(_))) => {
            let pairs = entries.iter().filter_map(|(step, inside)| match step {
                Step::Oid(oid) => {
                    Some(node(inside).map(|it| array(ArrayKind::Set, vec![pair(oid, it)])))
                }
                _ => None,
            });
            Ok(array(ArrayKind::Name, pairs.collect::<Result<_, _>>()?))
        }
        entries => {
            let mut items: Vec<Node<'s>> = Vec::new();
            for (step, inside) in entries {
                let Step::Position(number) = step else {
                    return Err("positions and OIDs stand in one record".into());
                };
                if *number >= MOST_FILLED {
                    return Err(format!("a SEQUENCE with more than {MOST_FILLED} elements"));
                }
                let at = usize::try_from(*number).unwrap_or(usize::MAX);
                while items.len() <= at {
                    items.push(Node::new(Tree::Missing));
                }
                if let Some(place) = items.get_mut(at) {
                    *place = node(inside)?;
                }
            }
            Ok(array(ArrayKind::Plain, items))
        }
    }
}

fn scalar<'s>(subject: Subject, value: &'s Value, der: &'s [u8]) -> Result<Node<'s>, String> {
    let tree = match value {
        // Of any type: the policy says the whole DER.
        Value::Bytes(octets) if subject == Subject::Any => {
            return x509::value(octets).ok_or_else(|| "this is not one value in DER".to_owned());
        }
        Value::Null | Value::Float(_) | Value::List(_) => Tree::Null,
        Value::Bool(truth) => Tree::Bool(*truth),
        Value::Int(number) => Tree::Int(*number),
        Value::Date { seconds, .. } => Tree::Time(*seconds),
        Value::Text(text) => Tree::Text(Cow::Borrowed(text)),
        Value::Bytes(octets) => Tree::Bytes(Cow::Borrowed(octets)),
    };
    Ok(Node { value: tree, der })
}

/// The DER of a value, in the type that a certificate would most likely give it.
pub(super) fn der(subject: Subject, value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(octets) if subject == Subject::Any => octets.clone(),
        Value::Null | Value::Float(_) | Value::List(_) => vec![5, 0],
        Value::Bool(truth) => element(BOOLEAN, &[if *truth { 0xff } else { 0 }]),
        Value::Int(number) => element(INTEGER, integer(&number.to_be_bytes())),
        Value::Date { seconds, .. } => {
            let text = date::format(*seconds).unwrap_or_default();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            element(GENERALIZED_TIME, format!("{digits}Z").as_bytes())
        }
        Value::Text(text) => element(UTF8_STRING, text.as_bytes()),
        Value::Bytes(octets) => element(OCTET_STRING, octets),
    }
}

/// Two's complement without superfluous octets (X.690 section 8.3).
fn integer(octets: &[u8]) -> &[u8] {
    match octets {
        [0x00, next, ..] if *next < 0x80 => integer(octets.get(1..).unwrap_or_default()),
        [0xff, next, ..] if *next >= 0x80 => integer(octets.get(1..).unwrap_or_default()),
        octets => octets,
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let length = content.len().to_be_bytes();
            let zeros = length.iter().take_while(|octet| **octet == 0).count();
            let length = length.get(zeros..).unwrap_or_default();
            out.push(0x80 | u8::try_from(length.len()).unwrap_or(0));
            out.extend(length);
        }
    }
    out.extend(content);
    out
}
