//! Annotated dumps: every octet, with the name of its field and what it means.

use std::fmt;

use super::container::{Contents, read_whole};
use super::detect::{Content, Hints, Shape};
use super::text::to_hex;
use super::{
    Error, Note, PREAUTH_DATA, Reader, base_policy, disclosure, participants, read_preauth, role,
};
use crate::limits::Limits;

/// Octets in one line.
const OCTETS_PER_LINE: usize = 16;

/// The widest column of field names; longer ones push their meaning to the right.
const MAX_FIELD_WIDTH: usize = 64;

/// A dump. It displays as lines of offset, octets, field and meaning:
///
/// ```text
/// 0000  1b                                preauthorized_entries  27 octets
/// 0001  00                                  [0].claimset         empty
/// 0002  00000002                            [0].target_role.role_index  2
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump<'a> {
    octets: &'a [u8],
    notes: Vec<Note>,
    error: Option<Error>,
}

/// Reads the octets as what `shape` says, and notes every field on the way. Components are opened
/// when `hints` or their number say what they hold, and stay octets when they are not well formed.
///
/// Octets that cannot be read are dumped as far as they could be; then [`Dump::error`] says why.
/// What follows the first 2^18 fields is dumped without names.
pub fn annotate<'a>(octets: &'a [u8], shape: Shape, hints: &Hints, limits: &'a Limits) -> Dump<'a> {
    let mut reader = Reader::recording(octets, limits);
    let result = match shape {
        Shape::PreAuth(profile) => reader
            .whole(PREAUTH_DATA, limits.preauth_bytes, |reader| read_preauth(reader, profile))
            .map(drop),
        Shape::Container(kind) => read_whole(&mut reader, kind, &mut Annotator { hints }).map(drop),
    };
    let mut notes = reader.into_notes();
    let read = notes.last().map_or(0, |note| note.range.end);
    if read < octets.len() {
        notes.push(Note {
            range: read..octets.len(),
            path: String::new(),
            label: "?".to_owned(),
            depth: 0,
            meaning: if result.is_err() { "not read" } else { "too many fields" }.to_owned(),
        });
    }
    Dump { octets, notes, error: result.err() }
}

impl Dump<'_> {
    /// The fields, in the order of the octets: each octet belongs to exactly one of them.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Why the octets are not what they should be.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl fmt::Display for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.octets.len() > 0x1_0000 { 8 } else { 4 };
        let fields = self.notes.iter().map(|note| 2 * note.depth + note.label.len());
        let fields = fields.max().unwrap_or(0).min(MAX_FIELD_WIDTH);
        let width = 2 * OCTETS_PER_LINE;
        for note in &self.notes {
            let octets = self.octets.get(note.range.clone()).unwrap_or_default();
            let field = format!("{:indent$}{}", "", note.label, indent = 2 * note.depth);
            for (line, chunk) in octets.chunks(OCTETS_PER_LINE).enumerate() {
                let offset = note.range.start + line * OCTETS_PER_LINE;
                let hex = to_hex(chunk);
                if line == 0 && !note.meaning.is_empty() {
                    writeln!(
                        f,
                        "{offset:0digits$x}  {hex:width$}  {field:fields$}  {}",
                        note.meaning
                    )?;
                } else {
                    writeln!(f, "{offset:0digits$x}  {hex:width$}  {field}")?;
                }
            }
        }
        Ok(())
    }
}

/// Opens what is understood and well formed.
struct Annotator<'h> {
    hints: &'h Hints,
}

impl Contents for Annotator<'_> {
    fn read(&mut self, reader: &mut Reader<'_>, component_id: u16) -> Result<(), Error> {
        let mark = reader.mark();
        let read = match self.hints.content(component_id) {
            Some(Content::PreAuth(profile)) => read_preauth(reader, profile).map(drop),
            Some(Content::Roles) => role::read_all(reader).map(drop),
            Some(Content::Participants) => participants::read(reader).map(drop),
            Some(Content::BasePolicy) => base_policy::read(reader).map(drop),
            Some(Content::Disclosure) => disclosure::read(reader).map(drop),
            None => {
                reader.rest();
                return Ok(());
            }
        };
        if let Err(error) = read.and_then(|()| reader.exhausted()) {
            reader.reset(&mark);
            reader.rest();
            reader.mean(|| format!("not well formed: {error}"));
        }
        Ok(())
    }
}
