//! Claims as a tree, each with the words by which a policy reaches it.

use crate::credential::cbor;
use crate::credential::tree::{Array, Map, Node, Value};
use crate::describe::infer::{Record, Ty};
use crate::describe::members::follow;
use crate::describe::{naming, scalar};
use crate::format::{Family, Provenance};
use crate::limits::Limits;
use crate::semantics::oid;
use crate::spell::key::Key;
use crate::spell::{instant, literal};

/// The claims of one root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The claims.
    pub entries: Vec<Entry>,
    /// Digests without a disclosure in the root.
    pub withheld: u32,
    /// Values for which there was no place.
    pub left_out: usize,
}

/// One claim, or an element of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What a condition calls it: `nodes[0].processor`. `None` when its key has no words.
    pub claim: Option<String>,
    /// What stands after `at` in its declaration: `504`, `extension 2.5.29.17`. `None` when the
    /// key is the name, and for elements of lists.
    pub at: Option<String>,
    /// Its type; of a list or record, `list` or `record`, with the wrappers before it.
    pub ty: String,
    /// A single value as the language writes it, cut where it is long.
    pub value: Option<String>,
    /// A condition that the credential satisfies: equality where the value has a literal.
    pub condition: Option<String>,
    /// Digests without a disclosure in it.
    pub withheld: u32,
    /// What it holds.
    pub children: Vec<Entry>,
}

/// Characters of a value that are shown.
const SHOWN: usize = 160;
/// Octets of a literal in a condition; one is shown whole or not at all.
const LITERAL: usize = 4096;

/// Goes through a root and its type together.
pub(super) struct Walk<'l> {
    family: Family,
    provenance: Provenance,
    limits: &'l Limits,
    left: usize,
    left_out: usize,
}

/// What is known of an entry before its value.
struct Head {
    claim: Option<String>,
    at: Option<String>,
    wrappers: String,
}

impl<'l> Walk<'l> {
    /// A walk of at most so many entries.
    pub(super) const fn new(
        family: Family,
        provenance: Provenance,
        limits: &'l Limits,
        left: usize,
    ) -> Self {
        Walk { family, provenance, limits, left, left_out: 0 }
    }

    /// How many entries are left.
    pub(super) const fn left(&self) -> usize {
        self.left
    }

    pub(super) fn outline(&mut self, record: &Record, root: &Node<'_>) -> Outline {
        let entries = self.record(record, root, Some(""), true);
        Outline { entries, withheld: withheld(root), left_out: self.left_out }
    }

    fn record(
        &mut self,
        record: &Record,
        node: &Node<'_>,
        prefix: Option<&str>,
        at_root: bool,
    ) -> Vec<Entry> {
        let provenance = if at_root { self.provenance } else { Provenance::Issuer };
        let mut entries = Vec::new();
        for (steps, field) in record {
            let Some(member) = follow(node, steps, self.family) else { continue };
            let fits = |(_, ty): &&(String, Ty)| ty.accepts(member, self.family);
            let Some((name, ty)) = field.types.iter().find(fits).or(field.types.first()) else {
                continue;
            };
            let head = if name.is_empty() {
                Head { claim: None, at: unnamed(steps), wrappers: String::new() }
            } else {
                let dot = |prefix: &str| if prefix.is_empty() { "" } else { "." };
                Head {
                    claim: prefix.map(|prefix| format!("{prefix}{}{name}", dot(prefix))),
                    at: naming::at(steps, name, self.family, provenance, at_root),
                    wrappers: String::new(),
                }
            };
            entries.extend(self.entry(head, ty, member));
        }
        entries
    }

    fn elements(&mut self, ty: &Ty, items: &[Node<'_>], prefix: Option<&str>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let claim = prefix.map(|prefix| format!("{prefix}[{at}]"));
            let head = Head { claim, at: None, wrappers: String::new() };
            entries.extend(self.entry(head, ty, item));
        }
        entries
    }

    /// An entry while there is place.
    fn entry(&mut self, head: Head, ty: &Ty, node: &Node<'_>) -> Option<Entry> {
        if self.left == 0 {
            self.left_out = self.left_out.saturating_add(count(node));
            return None;
        }
        self.left -= 1;
        Some(self.inside(head, ty, node))
    }

    fn inside(&mut self, mut head: Head, ty: &Ty, node: &Node<'_>) -> Entry {
        let claim = head.claim.as_deref();
        let (kind, children) = match (ty, &node.value) {
            (Ty::Tag(wanted, inner), Value::Tag(number, content)) if wanted == number => {
                head.wrappers.push_str(&format!("tag {number} "));
                return self.inside(head, inner, content);
            }
            (Ty::Embedded(inner), Value::Bytes(octets)) => {
                return match cbor::item(octets, self.limits) {
                    Ok(item) => {
                        head.wrappers.push_str("embedded ");
                        self.inside(head, inner, &item)
                    }
                    Err(_) => self.leaf(head, "bytes", node),
                };
            }
            (Ty::Record(record), Value::Map(_) | Value::Array(_) | Value::Tag(..)) => {
                ("record", self.record(record, node, claim, false))
            }
            (Ty::List(element), Value::Array(Array { items, .. })) => {
                ("list", self.elements(element, items, claim))
            }
            (Ty::Scalar(word), _) => return self.leaf(head, word, node),
            _ => return self.leaf(head, "any", node),
        };
        let condition = head.claim.as_ref().map(|claim| format!("{claim} exists"));
        Entry {
            ty: format!("{}{kind}", head.wrappers),
            claim: head.claim,
            at: head.at,
            value: None,
            condition,
            withheld: withheld(node),
            children,
        }
    }

    fn leaf(&self, head: Head, word: &str, node: &Node<'_>) -> Entry {
        let literal = scalar::literal(word, node, self.family);
        let relation = match (&node.value, &literal) {
            (Value::Null | Value::Undefined, _) => "is null".to_owned(),
            (_, Some(literal)) if literal.len() <= LITERAL => format!("== {literal}"),
            _ => "exists".to_owned(),
        };
        Entry {
            condition: head.claim.as_ref().map(|claim| format!("{claim} {relation}")),
            claim: head.claim,
            at: head.at,
            ty: format!("{}{word}", head.wrappers),
            value: Some(shown(word, node, self.family)),
            withheld: withheld(node),
            children: Vec::new(),
        }
    }
}

/// Undisclosed members or elements of a value.
fn withheld(node: &Node<'_>) -> u32 {
    match &node.value {
        Value::Map(Map { withheld, .. }) | Value::Array(Array { withheld, .. }) => *withheld,
        _ => 0,
    }
}

/// A value and everything in it.
fn count(node: &Node<'_>) -> usize {
    let inside: usize = match &node.value {
        Value::Array(array) => array.items.iter().map(count).sum(),
        Value::Map(map) => map.iter().map(|(_, value)| count(value)).sum(),
        Value::Tag(_, content) => count(content),
        _ => 0,
    };
    inside + 1
}

/// A key that the language cannot write, as octets.
fn unnamed(steps: &[Key]) -> Option<String> {
    match steps.last()? {
        Key::Cbor(key) | Key::Oid(key) | Key::Subject(key) | Key::Extension(key) => {
            Some(literal::bytes(key))
        }
        Key::Name(_) | Key::Position(_) => None,
    }
}

/// A value for people: escaped, and cut where it is long.
fn shown(word: &str, node: &Node<'_>, family: Family) -> String {
    match (&node.value, word) {
        (Value::Text(text), word) if word != "date_text" => {
            let start: String = text.chars().take(SHOWN).collect();
            let more = if start.len() < text.len() { "…" } else { "" };
            format!("\"{}{more}\"", literal::printable(&start))
        }
        (Value::Bytes(octets), _) => {
            let start = octets.get(..SHOWN / 2).unwrap_or(octets);
            let written = literal::bytes(start);
            let written = written.trim_end_matches('\'');
            format!("{written}{}'", if start.len() < octets.len() { "…" } else { "" })
        }
        (Value::Null, _) => "null".into(),
        (Value::Undefined, _) => "undefined".into(),
        (Value::Simple(number), _) => format!("simple({number})"),
        (Value::Decimal(text), "number") => cut(text),
        (Value::BigInt(number), _) => cut(&number.to_string()),
        (Value::Float(number), "number") => format!("{number:?}"),
        (Value::Time(seconds), _) => instant::write(*seconds, "").unwrap_or_default(),
        (Value::Oid(octets), _) => oid::to_dotted(octets).unwrap_or_else(|| literal::bytes(octets)),
        (Value::Array(array), _) => format!("a list of {}", array.items.len()),
        (Value::Map(map), _) => format!("a record of {}", map.len()),
        (value, _) => match (scalar::literal(word, node, family), value) {
            (Some(literal), _) => cut(&literal),
            (None, Value::Int(number)) => number.to_string(),
            (None, Value::Decimal(text)) => cut(text),
            (None, Value::Float(number)) => format!("{number:?}"),
            (None, Value::Tag(number, _)) => format!("tag {number}"),
            (None, _) => word.to_owned(),
        },
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
