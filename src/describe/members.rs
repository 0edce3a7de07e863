//! The members of a value, each with the steps that lead to it, and the way back along such steps.

use std::collections::HashSet;

use crate::credential::tree::{Array, ArrayKind, Node, Value};
use crate::eval::pointer;
use crate::format::Family;
use crate::spell::key::Key;

/// Steps, and what they lead to.
pub(super) type Member<'n> = (Vec<Key>, &'n Node<'n>);

/// Position of the subject in `tbsCertificate`.
const SUBJECT: usize = 5;
/// Position of the extensions in `tbsCertificate`.
const EXTENSIONS: usize = 9;

/// What a value holds. Of a list it is every element by its position.
pub(super) fn members<'n>(node: &'n Node<'n>, family: Family) -> Vec<Member<'n>> {
    match &node.value {
        Value::Map(map) => map
            .iter()
            .filter_map(|(key, value)| {
                let key = match family {
                    Family::Jwt => Key::Name(std::str::from_utf8(key).ok()?.to_owned()),
                    _ => Key::Cbor(key.to_vec()),
                };
                Some((vec![key], value))
            })
            .collect(),
        Value::Array(array) => match array.kind {
            ArrayKind::TbsCertificate => of_certificate(array),
            ArrayKind::Name => of_name(array),
            _ => positions(&array.items).collect(),
        },
        Value::Tag(number, content) if family == Family::X509 => {
            let position = u32::try_from(*number).ok();
            position.map(|at| (vec![Key::Position(at)], content.as_ref())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The value that steps lead to, as a pointer would.
pub(super) fn follow<'n>(
    node: &'n Node<'n>,
    steps: &[Key],
    family: Family,
) -> Option<&'n Node<'n>> {
    steps.iter().try_fold(node, |node, step| match step {
        Key::Position(position) => pointer::position(node, *position, family),
        Key::Name(name) => pointer::key(node, name.as_bytes()),
        Key::Cbor(key) | Key::Oid(key) | Key::Subject(key) | Key::Extension(key) => {
            pointer::key(node, key)
        }
    })
}

/// The OID that an ASN.1 pair begins with: a key that leads to its second element.
pub(super) fn pair_key(node: &Node<'_>) -> Option<Key> {
    match &node.value {
        Value::Array(Array { kind: ArrayKind::Plain, items, .. }) => match items.as_slice() {
            [Node { value: Value::Oid(oid), .. }, _, ..] => Some(Key::Oid(oid.to_vec())),
            _ => None,
        },
        _ => None,
    }
}

fn positions<'n>(items: &'n [Node<'n>]) -> impl Iterator<Item = Member<'n>> {
    let present = (0u32..).zip(items).filter(|(_, item)| item.value != Value::Missing);
    present.map(|(at, item)| (vec![Key::Position(at)], item))
}

/// The positions, but the subject by its attributes and the extensions by their OIDs.
fn of_certificate<'n>(certificate: &'n Array<'n>) -> Vec<Member<'n>> {
    let apart = [SUBJECT, EXTENSIONS];
    let apart = |step: &Key| matches!(step, Key::Position(at) if usize::try_from(*at).is_ok_and(|at| apart.contains(&at)));
    let mut members: Vec<Member<'n>> =
        positions(&certificate.items).filter(|(steps, _)| !steps.iter().any(apart)).collect();
    let part = |at: usize| certificate.items.get(at).and_then(items).unwrap_or_default();
    let mut taken = HashSet::new();
    for extension in part(EXTENSIONS).iter().filter_map(items) {
        if let [Node { value: Value::Oid(oid), .. }, .., value] = extension {
            taken.insert(*oid);
            members.push((vec![Key::Extension(oid.to_vec())], value));
        }
    }
    if let Some(Node { value: Value::Array(subject), .. }) = certificate.items.get(SUBJECT) {
        for (steps, value) in of_name(subject) {
            let steps = match steps.as_slice() {
                [Key::Oid(oid)] if !taken.contains(oid.as_slice()) => {
                    vec![Key::Subject(oid.clone())]
                }
                _ => [vec![Key::Position(5)], steps].concat(),
            };
            members.push((steps, value));
        }
    }
    members
}

/// The first attribute of each kind by its OID, the others by their places.
fn of_name<'n>(name: &'n Array<'n>) -> Vec<Member<'n>> {
    let mut members = Vec::new();
    let mut taken = HashSet::new();
    for (at, rdn) in (0u32..).zip(&name.items) {
        let Some(attributes) = items(rdn) else { continue };
        for (nth, attribute) in (0u32..).zip(attributes) {
            let Some([Node { value: Value::Oid(oid), .. }, value, ..]) = items(attribute) else {
                continue;
            };
            let key = Key::Oid(oid.to_vec());
            let steps = match (taken.insert(*oid), attributes.len()) {
                (true, _) => vec![key],
                (false, 1) => vec![Key::Position(at), key],
                (false, _) => vec![Key::Position(at), Key::Position(nth), key],
            };
            members.push((steps, value));
        }
    }
    members
}

fn items<'n>(node: &'n Node<'n>) -> Option<&'n [Node<'n>]> {
    match &node.value {
        Value::Array(array) => Some(&array.items),
        _ => None,
    }
}
