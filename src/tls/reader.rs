//! A reader that only moves forward, inside bounds that only shrink, and knows where it is.

use std::fmt::Display;
use std::marker::PhantomData;

use tls_codec::DeserializeBytes;

use super::error::{Error, Fault, Kind};
use super::note::Note;
use super::path::{Path, Step};
use super::read_length;
use crate::limits::Limits;

type Result<T, K> = std::result::Result<T, Error<K>>;

/// Fields that are noted. A note is many times as large as its field, and nobody reads that many.
const MAX_NOTES: usize = 1 << 18;

/// Reads one structure from a whole input.
///
/// A vector narrows the reader to the vector's content while its elements are read, so that no
/// element reaches past the declared length, and what an element leaves over is an error. After an
/// error the reader is good for nothing but its notes.
pub(crate) struct Reader<'a, 'l, K> {
    input: &'a [u8],
    /// Never past `end`.
    at: usize,
    /// Never past the input.
    end: usize,
    path: Path,
    /// One note a field when the reader records what it reads.
    notes: Option<Vec<Note>>,
    /// The bounds of this reading.
    pub(crate) limits: &'l Limits,
    kind: PhantomData<K>,
}

/// A place to come back to.
pub(crate) struct Mark {
    at: usize,
    end: usize,
    steps: usize,
    notes: usize,
}

impl<'a, 'l, K: Kind> Reader<'a, 'l, K> {
    pub(crate) fn new(input: &'a [u8], limits: &'l Limits) -> Self {
        let (end, path) = (input.len(), Path::default());
        Reader { input, at: 0, end, path, notes: None, limits, kind: PhantomData }
    }

    /// The same, and it notes every field that it reads.
    pub(crate) fn recording(input: &'a [u8], limits: &'l Limits) -> Self {
        Reader { notes: Some(Vec::new()), ..Reader::new(input, limits) }
    }

    /// Reads the whole input, of `limit` octets at most, as one structure called `name`.
    pub(crate) fn whole<T>(
        &mut self,
        name: &'static str,
        limit: usize,
        read: impl FnOnce(&mut Self) -> Result<T, K>,
    ) -> Result<T, K> {
        if self.input.len() > limit {
            self.path.push(Step::Field(name));
            return Err(self.error_at(limit, Fault::Limit { limit }));
        }
        let value = read(self)?;
        self.field(name, Self::exhausted)?;
        Ok(value)
    }

    /// What was noted, in the order of the octets.
    pub(crate) fn into_notes(self) -> Vec<Note> {
        self.notes.unwrap_or_default()
    }

    /// How many octets of the input lie behind.
    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    /// The octets of the input from `start` up to here.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.input.get(start..self.at).unwrap_or_default()
    }

    /// An error at an offset, in the field that is being read.
    pub(crate) fn error_at(&self, offset: usize, kind: impl Into<K>) -> Error<K> {
        Error { kind: kind.into(), offset, path: self.path.to_string() }
    }

    /// Reads a field; errors and notes inside have its name.
    pub(crate) fn field<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, K>,
    ) -> Result<T, K> {
        self.step(Step::Field(name), read)
    }

    /// `uint8`.
    pub(crate) fn u8(&mut self) -> Result<u8, K> {
        self.integer()
    }

    /// `uint16`.
    pub(crate) fn u16(&mut self) -> Result<u16, K> {
        self.integer()
    }

    /// `uint32`.
    pub(crate) fn u32(&mut self) -> Result<u32, K> {
        self.integer()
    }

    /// `uint64`.
    pub(crate) fn u64(&mut self) -> Result<u64, K> {
        self.integer()
    }

    /// An enum of one octet.
    pub(crate) fn numbered<T: Copy>(
        &mut self,
        from_number: impl FnOnce(u8) -> Option<T>,
        word: impl FnOnce(T) -> &'static str,
    ) -> Result<T, K> {
        let start = self.at;
        let value = self.u8()?;
        let known =
            from_number(value).ok_or_else(|| self.error_at(start, Fault::UnknownEnum { value }))?;
        self.mean(|| word(known).to_owned());
        Ok(known)
    }

    /// `bool`.
    pub(crate) fn flag(&mut self) -> Result<bool, K> {
        self.zero_or_one(["false", "true"], |value| Fault::BadBool { value })
    }

    /// `optional<T>`.
    pub(crate) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, K>,
    ) -> Result<Option<T>, K> {
        let present =
            self.zero_or_one(["absent", "present"], |value| Fault::BadPresence { value })?;
        if present { read(self).map(Some) } else { Ok(None) }
    }

    /// `T x<V>`, at most `max` elements.
    pub(crate) fn list<T>(
        &mut self,
        max: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, K>,
    ) -> Result<Vec<T>, K> {
        self.block(|reader| {
            let mut items = Vec::new();
            while reader.at < reader.end {
                let item = reader.step(Step::Index(items.len()), |reader| {
                    if items.len() >= max {
                        let kind = Fault::Limit { limit: max };
                        return Err(reader.error_at(reader.at, kind));
                    }
                    read(reader)
                })?;
                items.push(item);
            }
            Ok(items)
        })
    }

    /// `opaque x<V>` whose content is read by `read`, to its last octet.
    pub(crate) fn block<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, K>,
    ) -> Result<T, K> {
        let start = self.at;
        let left = self.left();
        let (length, rest) = read_length(left).map_err(|kind| self.error_at(start, kind))?;
        self.at = start + (left.len() - rest.len());
        self.note(start, || match length {
            0 => "empty".to_owned(),
            1 => "1 octet".to_owned(),
            _ => format!("{length} octets"),
        });
        let outer = std::mem::replace(&mut self.end, self.at + length);
        let value = read(self)?;
        self.exhausted()?;
        self.end = outer;
        Ok(value)
    }

    /// `opaque x<V>`.
    pub(crate) fn opaque(&mut self) -> Result<&'a [u8], K> {
        self.block(|reader| Ok(reader.rest()))
    }

    /// `opaque x<V>` that must satisfy a condition; the error is at its first octet.
    pub(crate) fn opaque_where(
        &mut self,
        holds: impl FnOnce(&[u8]) -> bool,
        kind: impl Into<K>,
    ) -> Result<&'a [u8], K> {
        self.block(|reader| {
            let start = reader.at;
            let octets = reader.rest();
            if holds(octets) { Ok(octets) } else { Err(reader.error_at(start, kind)) }
        })
    }

    /// `opaque x<V>` of UTF-8; the error is at the first octet that is not.
    pub(crate) fn text(&mut self) -> Result<&'a str, K> {
        self.block(|reader| {
            let start = reader.at;
            let text = std::str::from_utf8(reader.rest())
                .map_err(|error| reader.error_at(start + error.valid_up_to(), Fault::BadUtf8))?;
            reader.mean(|| if text.is_empty() { String::new() } else { format!("{text:?}") });
            Ok(text)
        })
    }

    /// All octets up to the end of the enclosing vector.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        let start = self.at;
        let octets = self.left();
        self.at = self.end;
        if !octets.is_empty() {
            self.note(start, String::new);
        }
        octets
    }

    /// Fails unless the enclosing vector, or the input, was read to its end.
    pub(crate) fn exhausted(&mut self) -> Result<(), K> {
        match self.end - self.at {
            0 => Ok(()),
            count => Err(self.error_at(self.at, Fault::TrailingBytes { count })),
        }
    }

    /// Says in words what was read last; the words are only made when somebody wants them, and no
    /// words change nothing.
    pub(crate) fn mean(&mut self, words: impl FnOnce() -> String) {
        let last = self.notes.as_mut().and_then(|notes| notes.last_mut());
        if let Some(note) = last.filter(|note| note.range.end == self.at) {
            let words = words();
            if !words.is_empty() {
                note.meaning = words;
            }
        }
    }

    /// Marks this place, so that a reading can be tried.
    pub(crate) fn mark(&self) -> Mark {
        let notes = self.notes.as_ref().map_or(0, Vec::len);
        Mark { at: self.at, end: self.end, steps: self.path.len(), notes }
    }

    /// Goes back to a mark, even from a failed reading.
    pub(crate) fn reset(&mut self, mark: &Mark) {
        self.at = mark.at;
        self.end = mark.end;
        self.path.truncate(mark.steps);
        if let Some(notes) = &mut self.notes {
            notes.truncate(mark.notes);
        }
    }

    fn step<T>(
        &mut self,
        step: Step,
        read: impl FnOnce(&mut Self) -> Result<T, K>,
    ) -> Result<T, K> {
        self.path.push(step);
        let value = read(self)?;
        self.path.pop();
        Ok(value)
    }

    fn left(&self) -> &'a [u8] {
        self.input.get(self.at..self.end).unwrap_or_default()
    }

    fn integer<T: DeserializeBytes + Display>(&mut self) -> Result<T, K> {
        let start = self.at;
        let (value, rest) = T::tls_deserialize_bytes(self.left())
            .map_err(|_| self.error_at(start, Fault::Truncated))?;
        self.at = self.end - rest.len();
        self.note(start, || value.to_string());
        Ok(value)
    }

    fn zero_or_one(
        &mut self,
        words: [&'static str; 2],
        kind: impl FnOnce(u8) -> Fault,
    ) -> Result<bool, K> {
        let start = self.at;
        let value = match self.u8()? {
            0 => false,
            1 => true,
            other => return Err(self.error_at(start, kind(other))),
        };
        let [no, yes] = words;
        self.mean(|| if value { yes } else { no }.to_owned());
        Ok(value)
    }

    fn note(&mut self, start: usize, meaning: impl FnOnce() -> String) {
        if let Some(notes) = self.notes.as_mut().filter(|notes| notes.len() < MAX_NOTES) {
            notes.push(Note::new(start..self.at, &self.path, meaning()));
        }
    }
}
