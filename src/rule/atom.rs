//! One test in the form in which tests are compared: literals in canonical form, `contains` on a
//! list a search, and equality that looks at meaning, not at where a test was written.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use crate::check::checked::{Part, Subject};
use crate::format::Provenance;
use crate::rule::interval::Interval;
use crate::rule::operand::Operand;
use crate::source::Span;

/// A test. Two are equal when they say the same in the same way, wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    /// Who asserts the claim; inside a search `Issuer`, since the list was found already.
    pub provenance: Provenance,
    /// From the root, or from the element inside a search.
    pub place: Vec<Hop>,
    /// What the value must be; [`Subject::Any`] for tests of presence.
    pub subject: Subject,
    /// Which part of it.
    pub part: Part,
    /// What is asked of it.
    pub ask: Ask,
    /// `ignoring case`
    pub fold: bool,
    /// All of the test.
    pub span: Span,
    /// The claim alone.
    pub claim_span: Span,
    /// The values that satisfy a test of order.
    interval: Option<Interval>,
    /// Hash of whose claim it is and of the first hop: atoms with different ones say nothing of
    /// each other.
    root: u64,
    /// Hash of whose claim it is and of the place.
    place_hash: u64,
    /// Hash of everything but the spans.
    hash: u64,
}

/// One step of a place; a search holds one conjunction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Hop {
    /// A JSON member.
    Name(String),
    /// A CBOR map key, deterministic encoding.
    Cbor(Vec<u8>),
    /// An OID, DER content octets.
    Oid(Vec<u8>),
    /// An element counted from 0.
    Position(u32),
    /// The first element that satisfies all; ordered by hash, without duplicates.
    Search(Vec<Rc<Atom>>),
    /// The content of a tag.
    Tag(u64),
    /// The CBOR item in a byte string.
    Embedded,
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Ask {
    /// `==`
    Equal(Operand),
    /// `<`
    Less(Operand),
    /// `<=`
    AtMost(Operand),
    /// `>`
    Greater(Operand),
    /// `>=`
    AtLeast(Operand),
    /// `contains` on text or octets
    Contains(Operand),
    /// `starts with`
    StartsWith(Operand),
    /// `ends with`
    EndsWith(Operand),
    /// `under`: the ASCII form of a host name
    Under(String),
    /// `exists`
    Exists,
    /// `is absent`
    Absent,
    /// `is null`
    IsNull,
}

impl Ask {
    /// Whether it asks about presence alone, so that the value's type does not matter.
    pub(crate) const fn is_presence(&self) -> bool {
        matches!(self, Ask::Exists | Ask::Absent | Ask::IsNull)
    }
}

/// Which part of which value is tested, and where that was written.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// See [`Atom::provenance`].
    pub provenance: Provenance,
    /// See [`Atom::place`].
    pub place: Vec<Hop>,
    /// See [`Atom::subject`].
    pub subject: Subject,
    /// See [`Atom::part`].
    pub part: Part,
    /// See [`Atom::span`].
    pub span: Span,
    /// See [`Atom::claim_span`].
    pub claim_span: Span,
}

impl Atom {
    /// An atom; tests of presence lose their subject, which the wire does not look at.
    pub(crate) fn new(target: Target, ask: Ask, fold: bool) -> Atom {
        let Target { provenance, place, subject, part, span, claim_span } = target;
        let presence = ask.is_presence();
        let subject = if presence { Subject::Any } else { subject };
        let part = if presence { Part::Whole } else { part };
        let interval = Interval::of(subject, part, &ask);
        let root = hash_of(&(provenance, place.first()));
        let place_hash = hash_of(&(provenance, &place));
        let hash = hash_of(&(place_hash, subject, part, &ask, fold));
        Atom {
            provenance,
            place,
            subject,
            part,
            ask,
            fold,
            span,
            claim_span,
            interval,
            root,
            place_hash,
            hash,
        }
    }

    /// The same value asked something else.
    pub(crate) fn with_ask(&self, ask: Ask, span: Span) -> Atom {
        let target = Target {
            provenance: self.provenance,
            place: self.place.clone(),
            subject: self.subject,
            part: self.part,
            span,
            claim_span: self.claim_span,
        };
        Atom::new(target, ask, self.fold)
    }

    /// Whether the test can only be satisfied by a value that is there.
    pub(crate) fn is_positive(&self) -> bool {
        self.ask != Ask::Absent
    }

    /// Whether both look at the same place.
    pub(crate) fn same_place(&self, other: &Atom) -> bool {
        self.place_hash == other.place_hash
            && self.provenance == other.provenance
            && self.place == other.place
    }

    /// Whether both look at the same part of the same value, read in the same way.
    pub(crate) fn same_slot(&self, other: &Atom) -> bool {
        self.subject == other.subject && self.part == other.part && self.same_place(other)
    }

    /// Whether the two may say something of each other at all: what the issuer says and what the
    /// holder says never meet, nor do places below different first hops; the empty place is the
    /// beginning of all others.
    pub(crate) fn may_meet(&self, other: &Atom) -> bool {
        self.provenance == other.provenance
            && (self.root == other.root || self.place.is_empty() || other.place.is_empty())
    }

    /// The values that satisfy it; `None` when it is no test of order.
    pub(crate) const fn interval(&self) -> Option<&Interval> {
        self.interval.as_ref()
    }

    /// A hash of the beginning of the place, for grouping.
    pub(crate) const fn root_hash(&self) -> u64 {
        self.root
    }

    /// A hash of the slot, for grouping.
    pub(crate) fn slot_hash(&self) -> u64 {
        hash_of(&(self.place_hash, self.subject, self.part))
    }

    /// A hash of the place, for grouping.
    pub(crate) const fn place_hash(&self) -> u64 {
        self.place_hash
    }

    /// A hash of the whole, for ordering and grouping.
    pub(crate) const fn hash_value(&self) -> u64 {
        self.hash
    }
}

impl PartialEq for Atom {
    fn eq(&self, other: &Atom) -> bool {
        self.hash == other.hash
            && self.fold == other.fold
            && self.ask == other.ask
            && self.same_slot(other)
    }
}

impl Eq for Atom {}

impl Hash for Atom {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// What [`Atom::root_hash`] is of the empty place.
pub(crate) fn empty_root(provenance: Provenance) -> u64 {
    hash_of(&(provenance, None::<&Hop>))
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
