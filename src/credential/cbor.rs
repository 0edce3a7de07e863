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
    let mut reader = Reader { octets, at: 0, exponent: limits.exponent, key: Vec::new() };
    let root = reader.item(Depth::outside(limits))?;
    match reader.peek() {
        None => Ok(root),
        Some(_) => Err(ErrorKind::Trailing { offset: reader.at }.into()),
    }
}

/// Reads claims: one map.
///
/// # Errors
/// Those of [`item`], and when the item is no map.
pub(super) fn claims<'a>(octets: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    let root = item(octets, limits)?;
    match root.value {
        Value::Map(_) => Ok(root),
        _ => Err(ErrorKind::NotAMap.into()),
    }
}

const BREAK: u8 = 0xff;
const DECIMAL_FRACTION: u64 = 4;
const BIGFLOAT: u64 = 5;

/// An announced length is believed up to here; the rest has to come first.
const RESERVE: usize = 16;

struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
    exponent: u32,
    /// Where the deterministic encoding of a map key is written.
    key: Vec<u8>,
}

impl<'a> Reader<'a> {
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
        Ok(Node::new(value))
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
        let received = self.octets.get(start..self.at).unwrap_or_default();
        self.key.clear();
        canonical::cbor(&node, &mut self.key);
        if self.key == received {
            return Ok(Cow::Borrowed(received));
        }
        Ok(Cow::Owned(self.key.clone()))
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
        Ok(header)
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
