//! A small pointer walker over certificates, after `docs/semantics.md` section 3.

use admit::credential::tree::{Array, ArrayKind, Node, Value};

/// One step of a pointer.
pub enum Step {
    Key(Vec<u8>),
    Position(u64),
    Tag(u64),
}

pub fn walk<'t, 'a>(root: &'t Node<'a>, steps: &[Step]) -> Option<&'t Node<'a>> {
    let mut node = root;
    for (at, step) in steps.iter().enumerate() {
        node = match step {
            Step::Key(oid) => key(node, oid, at == 0)?,
            Step::Position(position) => at_position(node, *position)?,
            Step::Tag(number) => content(node, *number)?,
        };
    }
    (node.value != Value::Missing).then_some(node)
}

/// The elements of any list.
pub fn items<'t, 'a>(node: &'t Node<'a>) -> Option<&'t [Node<'a>]> {
    match &node.value {
        Value::Array(array) => Some(&array.items),
        _ => None,
    }
}

pub fn key<'t, 'a>(node: &'t Node<'a>, oid: &[u8], at_root: bool) -> Option<&'t Node<'a>> {
    let Value::Array(Array { kind, items, .. }) = &node.value else { return None };
    match kind {
        ArrayKind::TbsCertificate if at_root => {
            key(&items[9], oid, false).or_else(|| key(&items[5], oid, false))
        }
        ArrayKind::TbsCertificate => None,
        ArrayKind::Extensions => items.iter().find_map(|extension| pair(extension, oid)),
        ArrayKind::Name => items
            .iter()
            .flat_map(|rdn| self::items(rdn).unwrap())
            .find_map(|attribute| pair(attribute, oid)),
        ArrayKind::Set => match &items[..] {
            [only] => pair(only, oid),
            _ => None,
        },
        ArrayKind::Plain => pair(node, oid),
    }
}

/// The last element of a SEQUENCE that begins with this OID.
fn pair<'t, 'a>(node: &'t Node<'a>, oid: &[u8]) -> Option<&'t Node<'a>> {
    match items(node)? {
        [Node { value: Value::Oid(found), .. }, .., value] if *found == oid => Some(value),
        _ => None,
    }
}

fn at_position<'t, 'a>(node: &'t Node<'a>, position: u64) -> Option<&'t Node<'a>> {
    match &node.value {
        Value::Array(array) => array.items.get(usize::try_from(position).unwrap()),
        Value::Tag(..) => content(node, position),
        _ => None,
    }
}

fn content<'t, 'a>(node: &'t Node<'a>, number: u64) -> Option<&'t Node<'a>> {
    match &node.value {
        Value::Tag(found, content) if *found == number => Some(content),
        _ => None,
    }
}

/// A node in writing, for comparisons.
pub fn show(node: &Node<'_>) -> String {
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(octets) => format!("h'{}'", hex(octets)),
        Value::Oid(octets) => format!("oid {}", hex(octets)),
        Value::Time(seconds) => format!("time {seconds}"),
        Value::Tag(number, content) => format!("tag {number} {}", show(content)),
        Value::Missing => "missing".into(),
        Value::Array(array) => {
            let items = array.items.iter().map(show).collect::<Vec<_>>().join(", ");
            match array.kind {
                ArrayKind::Set => format!("{{{items}}}"),
                _ => format!("[{items}]"),
            }
        }
        other => panic!("{other:?} in a certificate"),
    }
}
