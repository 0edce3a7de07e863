//! What an explanation says: for each entry that was walked, how each of its claims fared.

use crate::format::Family;
use crate::model::{MatchAs, Semantics};

use super::Decision;

/// A decision with its reasons (`docs/semantics.md` section 5, "Outcomes of a test").
#[derive(Debug, Clone, PartialEq)]
pub struct Trace<'p> {
    /// The same decision that [`super::Policy::decide`] takes.
    pub decision: Decision<'p>,
    /// For every entry up to and including the deciding one, one outcome for each of its claims.
    pub entries: Vec<Vec<Outcome>>,
    /// For every one of these outcomes where the pointer points at nothing, how far it led.
    pub reaches: Vec<Vec<Option<Reach>>>,
}

impl Trace<'_> {
    /// How far the pointer of a claim leads, where it points at nothing.
    pub fn reach(&self, entry: usize, claim: usize) -> Option<&Reach> {
        self.reaches.get(entry)?.get(claim)?.as_ref()
    }
}

/// How far a pointer leads that points at nothing: to a value that lacks what its next step asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// How many of its steps lead somewhere; `any` (stay) does not count.
    pub steps: usize,
    /// What is there.
    pub found: Found,
    /// What the next step asks of it.
    pub sought: Sought,
    /// Of a list that was searched without a find, its first [`Reach::SHOWN`] elements.
    pub elements: Vec<Found>,
}

impl Reach {
    /// How many elements of a list are shown.
    pub const SHOWN: usize = 8;

    /// What would have to be there for the next step to find something, when it is of another kind.
    pub const fn other_kind(&self) -> Option<Expected> {
        match (self.sought, &self.found) {
            (Sought::Element, Found::List(_)) | (Sought::Other, _) => None,
            // In a certificate a key finds something in lists.
            (Sought::Member, Found::Map(_) | Found::List(_)) => None,
            (Sought::Element, _) => Some(Expected::List),
            (Sought::Member, _) => Some(Expected::Map),
        }
    }
}

/// What the step of a pointer asks of the value where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sought {
    /// The value under a key.
    Member,
    /// An element that fits a search.
    Element,
    /// Something else: a place in a list, the content of a tag, an embedded item.
    Other,
}

/// How one claim of one entry fared.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The test holds.
    Satisfied,
    /// The pointer points at nothing.
    Absent,
    /// The pointer points at nothing, and what it asks for may be among the undisclosed members of
    /// a map or elements of an array on its way.
    MayBeWithheld {
        /// How many digests without a disclosure there are at that level; of a search, in the array
        /// and in those elements that may fit.
        digests: u32,
    },
    /// The pointer points at a value that cannot be read as the policy asks.
    WrongType {
        /// What is there.
        found: Found,
        /// What the policy asks for.
        expected: Expected,
    },
    /// The value was read, and the test does not hold of it.
    Unequal {
        /// What is there.
        found: Found,
    },
    /// The claim is one of the holder's, whose proof was not verified: it may say anything.
    Unverified,
    /// The claim is about credentials of another family or of another MLS credential type.
    WrongFamily {
        /// Whose claims are asked for.
        expected: Holder,
    },
}

impl Outcome {
    /// The word for it in traces and vectors.
    pub const fn word(&self) -> &'static str {
        match self {
            Outcome::Satisfied => "satisfied",
            Outcome::Absent => "absent",
            Outcome::MayBeWithheld { .. } => "may_be_withheld",
            Outcome::WrongType { .. } => "wrong_type",
            Outcome::Unequal { .. } => "unequal",
            Outcome::Unverified => "unverified",
            Outcome::WrongFamily { .. } => "wrong_family",
        }
    }

    /// Whether the claim is satisfied.
    pub const fn is_satisfied(&self) -> bool {
        matches!(self, Outcome::Satisfied)
    }
}

/// Whose claims a claim of the policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Profiles `pointer` and `matcher`: credentials of a family.
    Family(Family),
    /// Profile `exact`: credentials of an MLS credential type.
    CredentialType(u16),
}

/// What a claim of the policy asks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A value of these semantics, in the form that match_as names.
    Value(Semantics, MatchAs),
    /// A date as a number of seconds: in JSON, unless the policy compares as text does.
    NumericDate,
    /// A list, to look for an element in it.
    List,
    /// A map, to look for a member in it.
    Map,
    /// A list with an element of these semantics (`match_any_in_list`).
    ListOf(Semantics, MatchAs),
    /// A value that profile `pointer` compares by its canonical encoding: anything but text.
    NotText,
    /// Null.
    Null,
    /// Nothing at all: semantics, match_as and operation make no sense together.
    Nothing,
}

/// A value of the credential, as data for a trace. Long texts and octets are cut.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Null.
    Null,
    /// CBOR undefined.
    Undefined,
    /// A truth value.
    Bool(bool),
    /// A CBOR simple value.
    Simple(u8),
    /// A JSON or CBOR number as decimal text, or an ASN.1 INTEGER.
    Number(String),
    /// Text: its first [`Found::SHOWN`] characters.
    Text {
        /// The beginning.
        start: String,
        /// How many octets of UTF-8 follow.
        more: usize,
    },
    /// Octets: the first [`Found::SHOWN`].
    Bytes {
        /// The beginning.
        start: Vec<u8>,
        /// How many follow.
        more: usize,
    },
    /// A list with this many elements.
    List(usize),
    /// A map with this many members.
    Map(usize),
    /// A tagged value.
    Tag(u64),
    /// ASN.1 time: seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// An OBJECT IDENTIFIER: DER content octets.
    Oid(Vec<u8>),
    /// A value that the policy reads as a date.
    Date {
        /// When that is, in whole seconds since 1970-01-01T00:00:00Z.
        seconds: i64,
        /// What is there.
        written: Box<Found>,
    },
}

impl Found {
    /// How many characters of a text and octets of a byte string are shown.
    pub const SHOWN: usize = 120;

    /// The kind of value, as a noun with its article: `a number`.
    pub fn kind(&self) -> &'static str {
        match self {
            Found::Null => "null",
            Found::Undefined => "undefined",
            Found::Bool(_) => "a truth value",
            Found::Simple(_) => "a simple value",
            Found::Number(_) => "a number",
            Found::Text { .. } => "text",
            Found::Bytes { .. } => "a byte string",
            Found::List(_) => "a list",
            Found::Map(_) => "a map",
            Found::Tag(_) => "a tagged value",
            Found::Time(_) => "a time",
            Found::Oid(_) => "an object identifier",
            Found::Date { written, .. } => written.kind(),
        }
    }
}
