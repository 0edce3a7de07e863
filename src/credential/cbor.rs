//! CBOR (RFC 8949) to a tree: well-formed, valid, in any length of heads, in one pass.
//!
//! Heads are read by `ciborium-ll`; positions are kept here, so that texts and byte strings of
//! definite length borrow from the input.

use std::borrow::Cow;

use ciborium_ll::{Decoder, Header, simple};
use num_bigint::{BigInt, Sign};

use super::canonical;
use super::error::{CborFault, Error, ErrorKind, PathStep};
use super::nesting::Depth;
use super::tree::{Array, Map, Node, Value};
use crate::limits::Limits;

/// Reads exactly one item of any kind, such as the content of a byte string that a pointer
/// enters; its root has depth 1.
///
/// # Errors
/// When it is not well-formed, holds text that is not UTF-8, tag 2 or 3 on anything but bytes, a
/// duplicate key (compared by deterministic encoding) or, in tags 4 and 5, an exponent past the
/// limit, nests too deep, or is followed by more.
pub fn item<'a>(octets: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    item_under(octets, Rules::Any, limits)
}

/// What an item has to be beyond well-formed and valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// Nothing more.
    Any,
    /// What belongs to an SD-CWT: of definite length, its map keys integers or texts of at most 255
    /// octets (draft-ietf-spice-sd-cwt-07 sections 6.1 and 6.3).
    Plain,
    /// The same for claims, whose maps may also have the key simple(59).
    Redacted,
}

/// Reads exactly one item that keeps to rules.
///
/// # Errors
/// Those of [`item`], and when it does not keep to the rules.
pub(super) fn item_under<'a>(
    octets: &'a [u8],
    rules: Rules,
    limits: &Limits,
) -> Result<Node<'a>, Error> {
    Reader::new(octets, rules, limits).whole(|reader| reader.item(Depth::outside(limits)))
}

/// The same, and every value has its octets as they were received, in [`Node::der`].
///
/// # Errors
/// Those of [`item_under`].
pub(super) fn received<'a>(
    octets: &'a [u8],
    rules: Rules,
    limits: &Limits,
) -> Result<Node<'a>, Error> {
    let mut reader = Reader::new(octets, rules, limits);
    reader.keeps_octets = true;
    reader.whole(|reader| reader.item(Depth::outside(limits)))
}

/// Reads the elements of exactly one array, which is no part of the claims: each as deep as what
/// stands `around`, and with its octets as they were received.
///
/// # Errors
/// Those of [`item_under`]; nothing when the item is no array.
pub(super) fn elements<'a>(
    octets: &'a [u8],
    around: Depth,
    rules: Rules,
    limits: &Limits,
) -> Result<Option<Vec<Received<'a>>>, Error> {
    Reader::new(octets, rules, limits).whole(|reader| {
        if reader.peek().is_none_or(|first| first >> 5 != ARRAY) {
            reader.item(around)?;
            return Ok(None);
        }
        let Header::Array(length) = reader.head()? else { return Ok(None) };
        let mut elements = Vec::new();
        while reader.has_more(length, elements.len()) {
            let start = reader.at;
            let node = reader.item(around)?;
            elements.push((node, reader.since(start)));
        }
        Ok(Some(elements))
    })
}

/// An item, and its octets as they were received.
pub(super) type Received<'a> = (Node<'a>, &'a [u8]);

/// Reads claims: one map.
///
/// # Errors
/// Those of [`item_under`], and when the item is no map.
pub(super) fn claims<'a>(
    octets: &'a [u8],
    rules: Rules,
    limits: &Limits,
) -> Result<Node<'a>, Error> {
    let root = item_under(octets, rules, limits)?;
    match root.value {
        Value::Map(_) => Ok(root),
        _ => Err(ErrorKind::NotAMap.into()),
    }
}

/// Whether the octets of a key of major type 0, 1 or 3 are those of an integer, or of a text of
/// at most 255 octets.
pub(super) fn is_plain_key(octets: &[u8]) -> bool {
    match octets.first().map(|first| (first >> 5, first & 31)) {
        Some((0 | 1, _)) => true,
        // Of the text, head and content are here: its length needs no second reading.
        Some((TEXT, info)) => octets.len() <= head_length(info) + MAX_KEY_TEXT,
        _ => false,
    }
}

/// The octets of a head, by its additional information.
const fn head_length(info: u8) -> usize {
    match info {
        24 => 2,
        25 => 3,
        26 => 5,
        27 => 9,
        _ => 1,
    }
}

/// The octets of a text that is a map key (draft-ietf-spice-sd-cwt-07 section 6.3).
const MAX_KEY_TEXT: usize = 255;

/// The map key simple(59), as it has to be received.
pub(super) const REDACTED_KEYS: &[u8] = &[0xf8, 59];

/// Major types.
const TEXT: u8 = 3;
const ARRAY: u8 = 4;

const BREAK: u8 = 0xff;
const DECIMAL_FRACTION: u64 = 4;
const BIGFLOAT: u64 = 5;

/// An announced length is believed up to here; the rest has to come first.
const RESERVE: usize = 16;

struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
    exponent: u32,
    rules: Rules,
    /// Whether nodes are given their octets.
    keeps_octets: bool,
    /// Where the deterministic encoding of a map key is written.
    key: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn new(octets: &'a [u8], rules: Rules, limits: &Limits) -> Self {
        let (exponent, key) = (limits.exponent, Vec::new());
        Reader { octets, at: 0, exponent, rules, keeps_octets: false, key }
    }

    /// Reads one thing, which is all there is.
    fn whole<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let found = read(&mut self)?;
        match self.peek() {
            None => Ok(found),
            Some(_) => Err(ErrorKind::Trailing { offset: self.at }.into()),
        }
    }

    fn item(&mut self, around: Depth) -> Result<Node<'a>, Error> {
        let start = self.at;
        let value = match self.head()? {
            Header::Positive(n) => integer(n.into()),
            Header::Negative(n) => integer(-1 - i128::from(n)),
            Header::Float(float) => Value::Float(float),
            Header::Simple(simple::FALSE) => Value::Bool(false),
            Header::Simple(simple::TRUE) => Value::Bool(true),
            Header::Simple(simple::NULL) => Value::Null,
            Header::Simple(simple::UNDEFINED) => Value::Undefined,
            Header::Simple(other) => Value::Simple(other),
            Header::Bytes(length) => Value::Bytes(self.bytes(length)?),
            Header::Text(length) => Value::Text(self.text(length)?),
            Header::Array(length) => self.array(length, around.enter()?)?,
            Header::Map(length) => self.map(length, around.enter()?)?,
            Header::Tag(number @ (2 | 3)) => self.bignum(number == 3)?,
            Header::Tag(number) => self.tag(number, around.enter()?)?,
            Header::Break => return Err(fault(CborFault::Break, start)),
        };
        let der = if self.keeps_octets { self.since(start) } else { &[] };
        Ok(Node { value, der })
    }

    fn array(&mut self, length: Option<usize>, depth: Depth) -> Result<Value<'a>, Error> {
        let mut items = Vec::with_capacity(length.unwrap_or(0).min(RESERVE));
        while self.has_more(length, items.len()) {
            let node = self.item(depth).map_err(|e| e.inside(PathStep::Index(items.len())))?;
            items.push(node);
        }
        Ok(Value::Array(Array::plain(items)))
    }

    fn map(&mut self, length: Option<usize>, depth: Depth) -> Result<Value<'a>, Error> {
        let mut entries = Vec::with_capacity(length.unwrap_or(0).min(RESERVE));
        while self.has_more(length, entries.len()) {
            let key = self.key(depth)?;
            match self.item(depth) {
                Ok(node) => entries.push((key, node)),
                Err(error) => return Err(error.inside(PathStep::Key(key.into_owned()))),
            }
        }
        Map::of(entries).map(Value::Map).map_err(|twice| {
            Error::new(ErrorKind::DuplicateKey).inside(PathStep::Key(twice.into_owned()))
        })
    }

    /// A key's deterministic encoding: borrowed when that is what was received.
    fn key(&mut self, depth: Depth) -> Result<Cow<'a, [u8]>, Error> {
        let start = self.at;
        let node = self.item(depth)?;
        let received = self.since(start);
        if !self.allows_key(received) {
            return Err(fault(CborFault::Key, start));
        }
        self.key.clear();
        canonical::cbor(&node, &mut self.key);
        if self.key == received {
            return Ok(Cow::Borrowed(received));
        }
        Ok(Cow::Owned(self.key.clone()))
    }

    fn allows_key(&self, received: &[u8]) -> bool {
        match self.rules {
            Rules::Any => true,
            Rules::Plain => is_plain_key(received),
            Rules::Redacted => is_plain_key(received) || received == REDACTED_KEYS,
        }
    }

    fn tag(&mut self, number: u64, depth: Depth) -> Result<Value<'a>, Error> {
        let content = self.item(depth).map_err(|e| e.inside(PathStep::Tag(number)))?;
        if matches!(number, DECIMAL_FRACTION | BIGFLOAT) && !self.is_exponent_within(&content) {
            return Err(ErrorKind::Exponent { limit: self.exponent }.into());
        }
        Ok(Value::Tag(number, Box::new(content)))
    }

    /// Whether a decimal fraction or bigfloat (RFC 8949 section 3.4.4) keeps to the limit; true
    /// of content that is neither.
    fn is_exponent_within(&self, content: &Node<'_>) -> bool {
        let Value::Array(Array { items, .. }) = &content.value else { return true };
        match items.first().map(|node| &node.value) {
            Some(Value::Int(exponent)) => exponent.unsigned_abs() <= self.exponent.into(),
            Some(Value::BigInt(_)) => false,
            _ => true,
        }
    }

    /// An integer of tag 2 or 3, behind the tag (RFC 8949 section 3.4.3).
    fn bignum(&mut self, negative: bool) -> Result<Value<'a>, Error> {
        let start = self.at;
        let Header::Bytes(length) = self.head()? else {
            return Err(fault(CborFault::Bignum, start));
        };
        let magnitude = BigInt::from_bytes_be(Sign::Plus, &self.bytes(length)?);
        let value = if negative { !magnitude } else { magnitude };
        Ok(match i64::try_from(&value) {
            Ok(small) => Value::Int(small),
            Err(_) => Value::BigInt(Box::new(value)),
        })
    }

    fn bytes(&mut self, length: Option<usize>) -> Result<Cow<'a, [u8]>, Error> {
        if let Some(length) = length {
            return self.take(length).map(Cow::Borrowed);
        }
        let mut whole = Vec::new();
        while let Some(length) = self.chunk(|head| match head {
            Header::Bytes(length) => length,
            _ => None,
        })? {
            whole.extend_from_slice(self.take(length)?);
        }
        Ok(Cow::Owned(whole))
    }

    fn text(&mut self, length: Option<usize>) -> Result<Cow<'a, str>, Error> {
        if let Some(length) = length {
            return self.take_text(length).map(Cow::Borrowed);
        }
        let mut whole = String::new();
        while let Some(length) = self.chunk(|head| match head {
            Header::Text(length) => length,
            _ => None,
        })? {
            whole.push_str(self.take_text(length)?);
        }
        Ok(Cow::Owned(whole))
    }

    /// The length of the next chunk of a string of indefinite length; `None` at its end.
    fn chunk(
        &mut self,
        definite: impl Fn(Header) -> Option<usize>,
    ) -> Result<Option<usize>, Error> {
        let start = self.at;
        match self.head()? {
            Header::Break => Ok(None),
            head => definite(head).map(Some).ok_or_else(|| fault(CborFault::Chunk, start)),
        }
    }

    /// Whether another element comes: by the announced length, or until a break, which is
    /// stepped over.
    fn has_more(&mut self, length: Option<usize>, read: usize) -> bool {
        if let Some(length) = length {
            return read < length;
        }
        let ends = self.peek() == Some(BREAK);
        self.at += usize::from(ends);
        !ends
    }

    fn head(&mut self) -> Result<Header, Error> {
        let start = self.at;
        let rest = self.octets.get(start..).unwrap_or_default();
        if let [0xf8, 0..32, ..] = rest {
            return Err(fault(CborFault::ReservedSimple, start));
        }
        let mut decoder = Decoder::from(rest);
        let header = decoder.pull().map_err(|error| match error {
            ciborium_ll::Error::Io(_) => fault(CborFault::Truncated, start),
            ciborium_ll::Error::Syntax(_) => fault(CborFault::ReservedInfo, start),
        })?;
        self.at += decoder.offset();
        match header {
            Header::Bytes(None) | Header::Text(None) | Header::Array(None) | Header::Map(None)
                if self.rules != Rules::Any =>
            {
                Err(fault(CborFault::IndefiniteLength, start))
            }
            header => Ok(header),
        }
    }

    /// The octets from `start` up to here.
    fn since(&self, start: usize) -> &'a [u8] {
        self.octets.get(start..self.at).unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.octets.get(self.at..end));
        let taken = taken.ok_or_else(|| fault(CborFault::Truncated, self.at))?;
        self.at += length;
        Ok(taken)
    }

    fn take_text(&mut self, length: usize) -> Result<&'a str, Error> {
        let start = self.at;
        std::str::from_utf8(self.take(length)?)
            .map_err(|error| ErrorKind::NotUtf8 { offset: start + error.valid_up_to() }.into())
    }

    fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }
}

fn integer<'a>(value: i128) -> Value<'a> {
    match i64::try_from(value) {
        Ok(small) => Value::Int(small),
        Err(_) => Value::BigInt(Box::new(value.into())),
    }
}

fn fault(fault: CborFault, offset: usize) -> Error {
    ErrorKind::Cbor { fault, offset }.into()
}
