//! JSON text (RFC 8259) to a tree: exact, strict, in one pass.
//!
//! The structure is walked here, because only here are depth, duplicates and places known; what is
//! hard to get right about scalars (escapes, surrogates, the grammar of numbers) is left to
//! `serde_json`, which reads each string and each number in place and without conversion.

use std::borrow::Cow;

use num_bigint::BigInt;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{Error, ErrorKind, PathStep};
use super::nesting::Depth;
use super::tree::{Array, Map, Node, Value};
use crate::limits::Limits;

/// Reads claims: one JSON object.
///
/// # Errors
/// When the text is not UTF-8, begins with a byte-order mark, is not JSON, holds half a surrogate
/// pair, a duplicate name or an exponent past the limit, nests too deep, or is no object.
pub(crate) fn claims<'a>(octets: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    let root = document(octets, limits)?;
    match root.value {
        Value::Map(_) => Ok(root),
        _ => Err(ErrorKind::NotAMap.into()),
    }
}

/// Reads the elements of one array, which are as deep as what stands `around`: the array of a
/// disclosure is not part of the claims.
///
/// # Errors
/// Those of [`claims`]; nothing when this is JSON and no array.
pub(super) fn elements<'a>(
    octets: &'a [u8],
    around: Depth,
    limits: &Limits,
) -> Result<Option<Vec<Node<'a>>>, Error> {
    let array = whole(octets, limits, |reader| match reader.peek() {
        Some(b'[') => reader.array(around),
        _ => reader.value(around),
    })?;
    Ok(match array.value {
        Value::Array(Array { items, .. }) => Some(items),
        _ => None,
    })
}

/// Reads one JSON value of any kind.
fn document<'a>(octets: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    whole(octets, limits, |reader| reader.value(Depth::outside(limits)))
}

/// Reads one thing, which is all there is.
fn whole<'a, T>(
    octets: &'a [u8],
    limits: &Limits,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    if octets.starts_with(BYTE_ORDER_MARK) {
        return Err(ErrorKind::ByteOrderMark.into());
    }
    let text = std::str::from_utf8(octets)
        .map_err(|error| ErrorKind::NotUtf8 { offset: error.valid_up_to() })?;
    let mut reader = Reader { text, at: 0, exponent: limits.exponent };
    reader.skip_space();
    let found = read(&mut reader)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(found),
        Some(_) => Err(ErrorKind::Trailing { offset: reader.at }.into()),
    }
}

/// Every integer of so many digits fits 64 bits.
const SMALL_INTEGER_DIGITS: usize = 18;

/// Whether an octet of a string begins an escape, or may not stand in one.
const fn needs_reading(octet: u8) -> bool {
    octet == b'\\' || octet < 0x20
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

struct Reader<'a> {
    text: &'a str,
    at: usize,
    exponent: u32,
}

/// A JSON string: borrowed unless it has escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Reader<'a> {
    fn value(&mut self, around: Depth) -> Result<Node<'a>, Error> {
        match self.peek() {
            Some(b'{') => self.object(around.enter()?),
            Some(b'[') => self.array(around.enter()?),
            Some(b'"') => Ok(Value::Text(self.string()?).into()),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: Depth) -> Result<Node<'a>, Error> {
        let mut entries = Vec::new();
        let mut more = self.open(b'}');
        while more {
            let name = self.name()?;
            match self.value(depth) {
                Ok(node) => entries.push((into_octets(name), node)),
                Err(error) => return Err(error.inside(PathStep::Name(name.into_owned()))),
            }
            more = self.next(b'}')?;
        }
        match Map::of(entries) {
            Ok(map) => Ok(Value::Map(map).into()),
            Err(twice) => {
                let name = String::from_utf8_lossy(&twice).into_owned();
                Err(Error::new(ErrorKind::DuplicateKey).inside(PathStep::Name(name)))
            }
        }
    }

    fn array(&mut self, depth: Depth) -> Result<Node<'a>, Error> {
        let mut items = Vec::new();
        let mut more = self.open(b']');
        while more {
            match self.value(depth) {
                Ok(node) => items.push(node),
                Err(error) => return Err(error.inside(PathStep::Index(items.len()))),
            }
            more = self.next(b']')?;
        }
        Ok(Value::Array(Array::plain(items)).into())
    }

    /// Steps over an opening bracket; says whether anything stands before the closing one.
    fn open(&mut self, close: u8) -> bool {
        self.at += 1;
        self.skip_space();
        !self.eat(close)
    }

    /// Steps over a comma or the closing bracket; says whether it was a comma.
    fn next(&mut self, close: u8) -> Result<bool, Error> {
        self.skip_space();
        if self.eat(close) {
            return Ok(false);
        }
        self.expect(b',')?;
        self.skip_space();
        Ok(true)
    }

    /// A member's name and its colon.
    fn name(&mut self) -> Result<Cow<'a, str>, Error> {
        if self.peek() != Some(b'"') {
            return Err(self.not_json());
        }
        let name = self.string()?;
        self.skip_space();
        self.expect(b':')?;
        self.skip_space();
        Ok(name)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.escaped_string(),
        }
    }

    /// A string without escapes, which most are: it stands as it is.
    fn plain_string(&mut self) -> Option<&'a str> {
        let start = self.at + 1;
        let inside = self.text.as_bytes().get(start..)?;
        let length = inside.iter().position(|&octet| octet == b'"' || needs_reading(octet))?;
        if inside.get(length) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(start..start + length)?;
        self.at = start + length + 1;
        Some(text)
    }

    fn escaped_string(&mut self) -> Result<Cow<'a, str>, Error> {
        let start = self.at;
        self.scalar::<Text<'a>>().map(|Text(text)| text).map_err(|error| match error.kind {
            ErrorKind::Json { offset }
                if self.text.get(start..=offset).is_some_and(has_half_pair) =>
            {
                ErrorKind::LoneSurrogate { offset: start }.into()
            }
            _ => error,
        })
    }

    fn number(&mut self) -> Result<Node<'a>, Error> {
        if let Some(small) = self.small_integer() {
            return Ok(Value::Int(small).into());
        }
        let text = self.scalar::<&'a RawValue>()?.get();
        if let Some((_, exponent)) = text.split_once(['e', 'E']) {
            if !within(exponent, self.exponent) {
                return Err(ErrorKind::Exponent { limit: self.exponent }.into());
            }
        } else if !text.contains('.') {
            return Ok(integer(text).into());
        }
        Ok(Value::Decimal(Cow::Borrowed(text)).into())
    }

    /// An integer of a few digits, which most numbers are.
    fn small_integer(&mut self) -> Option<i64> {
        let text = self.text.as_bytes().get(self.at..)?;
        let (digits, sign) = text.strip_prefix(b"-").map_or((text, 1), |digits| (digits, -1));
        let length = digits.iter().position(|octet| !octet.is_ascii_digit())?;
        let (digits, after) = digits.split_at_checked(length)?;
        let is_integer = matches!(digits, [b'0'] | [b'1'..=b'9', ..]);
        let goes_on = matches!(after, [b'.' | b'e' | b'E', ..]);
        if !is_integer || goes_on || length > SMALL_INTEGER_DIGITS {
            return None;
        }
        self.at += text.len() - after.len();
        Some(sign * digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    }

    fn word(&mut self) -> Result<Node<'a>, Error> {
        for (word, value) in
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)]
        {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value.into());
            }
        }
        Err(self.not_json())
    }

    /// Has `serde_json` read one string or number, and steps over it.
    fn scalar<T: Deserialize<'a>>(&mut self) -> Result<T, Error> {
        let rest = self.rest();
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<T>();
        match stream.next() {
            Some(Ok(value)) => {
                self.at += stream.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => {
                let lines = rest.split_inclusive('\n').take(error.line().saturating_sub(1));
                let before: usize = lines.map(str::len).sum();
                let offset = self.at + (before + error.column()).saturating_sub(1);
                Err(ErrorKind::Json { offset }.into())
            }
            None => Err(self.not_json()),
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn eat(&mut self, octet: u8) -> bool {
        let found = self.peek() == Some(octet);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, octet: u8) -> Result<(), Error> {
        if self.eat(octet) { Ok(()) } else { Err(self.not_json()) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What has not been read. It begins at a character, since only whole tokens are stepped over.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn not_json(&self) -> Error {
        ErrorKind::Json { offset: self.at }.into()
    }
}

/// Digits up to which an integer is converted: beyond, that would no longer be quick.
const INTEGER_DIGITS: usize = 4096;

/// A number without fraction and exponent.
fn integer(text: &str) -> Value<'_> {
    if let Ok(small) = text.parse() {
        return Value::Int(small);
    }
    let big = if text.len() <= INTEGER_DIGITS { text.parse::<BigInt>().ok() } else { None };
    match big {
        Some(big) => Value::BigInt(Box::new(big)),
        None => Value::Decimal(Cow::Borrowed(text)),
    }
}

/// Whether a written exponent is at most `limit` in absolute value.
fn within(exponent: &str, limit: u32) -> bool {
    let digits = exponent.trim_start_matches(['+', '-']).trim_start_matches('0');
    digits.is_empty() || digits.parse::<u32>().is_ok_and(|value| value <= limit)
}

/// Whether the escapes of a string, as far as it could be read, stand for half a surrogate pair.
fn has_half_pair(string: &str) -> bool {
    let mut rest = string;
    while let Some((_, escape)) = rest.split_once('\\') {
        let unit = escaped_unit(escape);
        let mut after = escape.get(if unit.is_some() { 5 } else { 1 }..).unwrap_or_default();
        if matches!(unit, Some(0xdc00..=0xdfff)) {
            return true;
        }
        if matches!(unit, Some(0xd800..=0xdbff)) {
            let low = after.strip_prefix('\\').and_then(escaped_unit);
            if !matches!(low, Some(0xdc00..=0xdfff)) {
                return true;
            }
            after = after.get(6..).unwrap_or_default();
        }
        rest = after;
    }
    false
}

/// The UTF-16 code unit of an escape, read behind its backslash.
fn escaped_unit(escape: &str) -> Option<u16> {
    u16::from_str_radix(escape.strip_prefix('u')?.get(..4)?, 16).ok()
}

pub(super) fn into_octets(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}
