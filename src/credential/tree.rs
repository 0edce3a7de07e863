//! The claims tree: one shape for JSON, CBOR and ASN.1, borrowed from the credential's octets.

use std::borrow::Cow;

use num_bigint::BigInt;

use crate::format::{Family, Format};

/// What a credential says: its claims, and what kind of credential it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims<'a> {
    /// The format that was read.
    pub format: Format,
    /// The MLS credential type: named by the caller, or the format's default.
    pub credential_type: u16,
    /// The root: a map for JSON and CBOR, `tbsCertificate` for X.509.
    pub root: Node<'a>,
}

impl Claims<'_> {
    /// The family of the claims.
    pub const fn family(&self) -> Family {
        self.format.family()
    }
}

/// What the holder of a credential says beside it: the claims of a key binding token, or what a
/// presentation says of itself. No issuer stands behind it, so it is never mixed with [`Claims`].
#[derive(Debug, Clone, PartialEq)]
pub struct HolderClaims<'a> {
    /// The root: a map.
    pub root: Node<'a>,
}

/// One value of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// X.509: the value's own DER, tag and length included. Empty for claims of JSON and CBOR.
    pub der: &'a [u8],
}

impl<'a> From<Value<'a>> for Node<'a> {
    fn from(value: Value<'a>) -> Self {
        Node::new(value)
    }
}

impl<'a> Node<'a> {
    /// A value of JSON or CBOR.
    pub const fn new(value: Value<'a>) -> Self {
        Node { value, der: &[] }
    }
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// JSON and CBOR null, ASN.1 NULL.
    Null,
    /// CBOR undefined.
    Undefined,
    /// A truth value.
    Bool(bool),
    /// A CBOR simple value that is none of the above.
    Simple(u8),
    /// An integer that fits: JSON numbers without fraction and exponent, CBOR majors 0 and 1,
    /// ASN.1 INTEGER and ENUMERATED.
    Int(i64),
    /// Any other integer, CBOR tags 2 and 3 included. Never one that fits `Int`.
    BigInt(Box<BigInt>),
    /// A JSON number with a fraction or an exponent, or of thousands of digits, exactly as written.
    Decimal(Cow<'a, str>),
    /// A CBOR float.
    Float(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Octets: CBOR major 2, ASN.1 OCTET STRING and BIT STRING (without the unused-bits octet),
    /// ASN.1 strings that cannot be decoded.
    Bytes(Cow<'a, [u8]>),
    /// A list.
    Array(Array<'a>),
    /// JSON objects and CBOR maps.
    Map(Map<'a>),
    /// CBOR tags other than 2 and 3; ASN.1 context-specific tags.
    Tag(u64, Box<Node<'a>>),
    /// ASN.1 UTCTime and GeneralizedTime: seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// ASN.1 OBJECT IDENTIFIER: DER content octets.
    Oid(&'a [u8]),
    /// A position of `tbsCertificate` whose optional element is missing: pointers find nothing.
    Missing,
}

/// A list, and what X.509 needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Array<'a> {
    /// What the list is.
    pub kind: ArrayKind,
    /// Its elements.
    pub items: Vec<Node<'a>>,
    /// Undisclosed elements (digests without a disclosure) in this array.
    pub withheld: u32,
}

impl<'a> Array<'a> {
    /// An array of JSON or CBOR of which nothing is withheld.
    pub(super) const fn plain(items: Vec<Node<'a>>) -> Self {
        Array { kind: ArrayKind::Plain, items, withheld: 0 }
    }
}

/// What an array is in X.509; `Plain` in JSON and CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayKind {
    /// JSON and CBOR arrays; ASN.1 SEQUENCE and SEQUENCE OF.
    Plain,
    /// ASN.1 SET and SET OF.
    Set,
    /// `tbsCertificate`: exactly ten positions.
    TbsCertificate,
    /// A Name: a list of RDN sets.
    Name,
    /// Extensions: each element an array of OID, optional BOOLEAN, and the decoded `extnValue`.
    Extensions,
}

/// A map, sorted by key, without duplicates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map<'a> {
    /// Ascending by key. JSON: the member name, UTF-8. CBOR: the key's deterministic encoding.
    pub(crate) entries: Vec<(Cow<'a, [u8]>, Node<'a>)>,
    /// Undisclosed members (digests without a disclosure) in this map.
    pub withheld: u32,
}

/// Up to so many members, looking at each is faster than searching: most differ in length.
const FEW_MEMBERS: usize = 16;

impl<'a> Map<'a> {
    /// The map of these members, in any order.
    ///
    /// # Errors
    /// The first key that stands twice.
    pub(super) fn of(mut entries: Vec<(Cow<'a, [u8]>, Node<'a>)>) -> Result<Self, Cow<'a, [u8]>> {
        entries.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        let twin = entries.windows(2).position(|pair| matches!(pair, [a, b] if a.0 == b.0));
        match twin {
            Some(at) => Err(entries.swap_remove(at).0),
            None => Ok(Map { entries, withheld: 0 }),
        }
    }

    /// Adds members, in any order.
    ///
    /// # Errors
    /// The first key that stands twice.
    pub(super) fn add(
        &mut self,
        members: Vec<(Cow<'a, [u8]>, Node<'a>)>,
    ) -> Result<(), Cow<'a, [u8]>> {
        let mut entries = std::mem::take(&mut self.entries);
        entries.extend(members);
        self.entries = Map::of(entries)?.entries;
        Ok(())
    }

    /// Takes a member out.
    pub(super) fn remove(&mut self, key: &[u8]) -> Option<Node<'a>> {
        let at = self.entries.binary_search_by(|(found, _)| found.as_ref().cmp(key)).ok()?;
        Some(self.entries.remove(at).1)
    }

    /// The value under a key: a JSON member name, or deterministic CBOR.
    #[inline]
    pub fn get(&self, key: &[u8]) -> Option<&Node<'a>> {
        if self.entries.len() > FEW_MEMBERS {
            let at = self.entries.binary_search_by(|(found, _)| found.as_ref().cmp(key)).ok()?;
            return self.entries.get(at).map(|(_, node)| node);
        }
        // Comparing the first octets spares most calls that compare the whole.
        let is_key = |found: &[u8]| found.first() == key.first() && found == key;
        self.entries.iter().find(|(found, _)| is_key(found)).map(|(_, node)| node)
    }

    /// Keys and values, ascending by key.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Node<'a>)> {
        self.entries.iter().map(|(key, node)| (key.as_ref(), node))
    }

    /// How many members it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
