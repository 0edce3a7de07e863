//! Distinguished names, in the form in which they are compared (RFC 5280 section 7.1).

use std::fmt::{self, Display};

use crate::credential::tree::{Array, ArrayKind, Node, Value};
use crate::semantics::{oid, text};

/// A name: its RDNs, each a set of attributes. Text is compared without regard to its string type,
/// to case, and to the amount of white space; anything else by its DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DistinguishedName(Vec<Vec<Attribute>>);

/// An attribute: the OID's content octets and the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Attribute {
    id: Vec<u8>,
    value: AttributeValue,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum AttributeValue {
    Text(String),
    Der(Vec<u8>),
}

impl DistinguishedName {
    /// A Name of the claims tree. `None` for any other node.
    pub(super) fn read(node: &Node<'_>) -> Option<DistinguishedName> {
        let Value::Array(Array { kind: ArrayKind::Name, items, .. }) = &node.value else {
            return None;
        };
        let rdn = |node: &Node<'_>| {
            let mut attributes: Vec<_> =
                elements(node).iter().map(attribute).collect::<Option<_>>()?;
            attributes.sort_unstable();
            Some(attributes)
        };
        items.iter().map(rdn).collect::<Option<_>>().map(DistinguishedName)
    }

    /// Whether it has no attributes at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// Whether it is another name, or one below it: whether it begins with all RDNs of the other.
    pub(super) fn is_under(&self, other: &DistinguishedName) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// The attributes of a Name with an OID, as text; an attribute that is no text as nothing.
pub(super) fn texts<'n>(name: &'n Node<'_>, id: &[u8]) -> Vec<Option<&'n str>> {
    let attributes = elements(name).iter().flat_map(|rdn| elements(rdn));
    let values = attributes.filter_map(|attribute| match elements(attribute) {
        [Node { value: Value::Oid(found), .. }, value] if *found == id => Some(value),
        _ => None,
    });
    let text = |node: &'n Node<'_>| match &node.value {
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    };
    values.map(text).collect()
}

/// A Name for people: `O=Example, CN=Ann`.
pub(super) struct ForPeople<'n, 'a>(pub(super) &'n Node<'a>);

impl Display for ForPeople<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = elements(self.0).iter().flat_map(|rdn| elements(rdn));
        for (at, node) in attributes.enumerate() {
            f.write_str(if at > 0 { ", " } else { "" })?;
            let [Node { value: Value::Oid(id), .. }, value] = elements(node) else { continue };
            match (id, oid::to_dotted(id)) {
                ([0x55, 4, 3], _) => f.write_str("CN=")?,
                ([0x55, 4, 6], _) => f.write_str("C=")?,
                ([0x55, 4, 7], _) => f.write_str("L=")?,
                ([0x55, 4, 8], _) => f.write_str("ST=")?,
                ([0x55, 4, 10], _) => f.write_str("O=")?,
                ([0x55, 4, 11], _) => f.write_str("OU=")?,
                (_, Some(dotted)) => write!(f, "{dotted}=")?,
                (_, None) => f.write_str("?=")?,
            }
            match &value.value {
                Value::Text(text) => write!(f, "{}", text.escape_debug())?,
                _ => f.write_str("…")?,
            }
        }
        Ok(())
    }
}

fn attribute(node: &Node<'_>) -> Option<Attribute> {
    let [Node { value: Value::Oid(id), .. }, value] = elements(node) else { return None };
    let value = match &value.value {
        Value::Text(text) => AttributeValue::Text(folded(text)),
        _ => AttributeValue::Der(value.der.to_vec()),
    };
    Some(Attribute { id: id.to_vec(), value })
}

/// Text without regard to case and to the amount of white space.
fn folded(value: &str) -> String {
    let normal = text::nfc(value);
    let words: Vec<_> = normal.split_whitespace().collect();
    text::fold_case(&words.join(" ")).into_owned()
}

fn elements<'n, 'a>(node: &'n Node<'a>) -> &'n [Node<'a>] {
    match &node.value {
        Value::Array(Array { items, .. }) => items,
        _ => &[],
    }
}
