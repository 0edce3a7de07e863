//! Walking from a value to another: one step of a pointer at a time (`docs/semantics.md` section 3).

use crate::credential::tree::{Array, ArrayKind, Node, Value};
use crate::format::Family;

/// One step of a pointer, prepared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A map key as the tree has it (JSON: the bare name; CBOR: deterministic encoding), or an
    /// OID's content octets.
    Key(Box<[u8]>),
    /// An element counted from 0; in X.509 also the content of the CHOICE with that number.
    Position(u32),
    /// The first element that fits a search, by the search's number.
    Search(u32),
    /// The content of a tag with that number.
    Tag(u64),
    /// The content of any tag.
    AnyTag,
    /// The CBOR item in a byte string.
    Embedded,
    /// A step that finds nothing in any credential.
    Nowhere,
}

/// The value under a key.
#[inline]
pub(crate) fn key<'a>(node: &'a Node<'a>, key: &[u8]) -> Option<&'a Node<'a>> {
    match &node.value {
        Value::Map(map) => map.get(key),
        Value::Array(array) => there(under_oid(array, key)?),
        _ => None,
    }
}

/// X.509: the OIDs under which [`key`] finds something in an array, each once.
pub(super) fn oids<'a>(array: &'a Array<'a>) -> Vec<&'a [u8]> {
    let mut oids = Vec::new();
    collect_oids(array, &mut oids);
    oids.sort_unstable();
    oids.dedup();
    oids
}

/// The element at a position; in X.509 also the content of a CHOICE with that number.
pub(crate) fn position<'a>(
    node: &'a Node<'a>,
    position: u32,
    family: Family,
) -> Option<&'a Node<'a>> {
    match &node.value {
        Value::Array(array) => there(array.items.get(usize::try_from(position).ok()?)?),
        Value::Tag(number, content) if family == Family::X509 && *number == u64::from(position) => {
            Some(content)
        }
        _ => None,
    }
}

/// The content of a tag with that number, or of any.
pub(super) fn tag<'a>(node: &'a Node<'a>, wanted: Option<u64>) -> Option<&'a Node<'a>> {
    match &node.value {
        Value::Tag(number, content) if wanted.is_none_or(|wanted| wanted == *number) => {
            Some(content)
        }
        _ => None,
    }
}

/// The octets that may hold one embedded CBOR item.
pub(super) fn embedding<'a>(node: &'a Node<'a>, family: Family) -> Option<&'a [u8]> {
    match &node.value {
        Value::Bytes(octets) if family == Family::Cwt => Some(octets),
        _ => None,
    }
}

/// A node, unless it stands for an element that is missing.
fn there<'a>(node: &'a Node<'a>) -> Option<&'a Node<'a>> {
    (!matches!(node.value, Value::Missing)).then_some(node)
}

/// X.509: what an OID finds in an array. No array of JSON or CBOR holds an OID.
fn under_oid<'a>(array: &'a Array<'a>, oid: &[u8]) -> Option<&'a Node<'a>> {
    match array.kind {
        ArrayKind::TbsCertificate => in_certificate(array, oid),
        ArrayKind::Name => array.items.iter().find_map(|rdn| in_rdn(rdn, oid)),
        ArrayKind::Extensions => in_extensions(array, oid),
        ArrayKind::Plain => in_pair(array, oid),
        ArrayKind::Set => match array.items.as_slice() {
            [Node { value: Value::Array(only), .. }] => in_pair(only, oid),
            _ => None,
        },
    }
}

/// The extension with that OID, else the first subject attribute (positions 9 and 5 of
/// `tbsCertificate`).
fn in_certificate<'a>(certificate: &'a Array<'a>, oid: &[u8]) -> Option<&'a Node<'a>> {
    let extensions = certificate.items.get(9).and_then(array_of);
    let subject = certificate.items.get(5).and_then(array_of);
    extensions
        .and_then(|extensions| in_extensions(extensions, oid))
        .or_else(|| subject.and_then(|subject| under_oid(subject, oid)))
}

fn in_extensions<'a>(extensions: &'a Array<'a>, oid: &[u8]) -> Option<&'a Node<'a>> {
    extensions.items.iter().filter_map(array_of).find_map(|extension| {
        let [id, .., value] = extension.items.as_slice() else { return None };
        is_oid(id, oid).then_some(value)
    })
}

/// The first attribute with that OID in a relative distinguished name, a SET of pairs.
fn in_rdn<'a>(rdn: &'a Node<'a>, oid: &[u8]) -> Option<&'a Node<'a>> {
    array_of(rdn)?.items.iter().filter_map(array_of).find_map(|pair| in_pair(pair, oid))
}

/// The second element of a SEQUENCE whose first is the OID.
fn in_pair<'a>(pair: &'a Array<'a>, oid: &[u8]) -> Option<&'a Node<'a>> {
    let [id, value, ..] = pair.items.as_slice() else { return None };
    is_oid(id, oid).then_some(value)
}

/// As deep as [`under_oid`] looks.
fn collect_oids<'a>(array: &'a Array<'a>, oids: &mut Vec<&'a [u8]>) {
    match array.kind {
        ArrayKind::TbsCertificate => {
            let named = [array.items.get(5), array.items.get(9)];
            named.into_iter().flatten().filter_map(array_of).for_each(|it| collect_oids(it, oids));
        }
        ArrayKind::Name | ArrayKind::Extensions | ArrayKind::Set => {
            array.items.iter().filter_map(array_of).for_each(|it| collect_oids(it, oids));
        }
        ArrayKind::Plain => {
            if let Some(Node { value: Value::Oid(oid), .. }) = array.items.first() {
                oids.push(oid);
            }
        }
    }
}

fn is_oid(node: &Node<'_>, oid: &[u8]) -> bool {
    matches!(&node.value, Value::Oid(found) if *found == oid)
}

fn array_of<'a>(node: &'a Node<'a>) -> Option<&'a Array<'a>> {
    match &node.value {
        Value::Array(array) => Some(array),
        _ => None,
    }
}
