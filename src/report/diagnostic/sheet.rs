//! The source as ariadne is shown it: lines that fit into the reader's width, with nothing that a
//! terminal could obey, and the marks in them.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::ops::Range;

use ariadne::{Cache, Source};

use super::view::View;
use super::words::width;
use super::{ARROW, Noted, lines, visible};
use crate::source::{FileId, SourceFile, SourceMap};

/// A file of which only the lines that matter have text.
pub(super) struct Sheet {
    file: FileId,
    name: String,
    source: Source<String>,
    /// The lines with text, by number; where each begins, in characters.
    lines: BTreeMap<u32, (usize, View)>,
}

/// What matters in a line.
struct Focus {
    range: Range<usize>,
    /// Up to where it is marked.
    reach: usize,
    /// The columns that words want.
    free: usize,
}

impl Sheet {
    /// The lines of a file that notes are about, each in `room` columns.
    pub(super) fn new(id: FileId, file: &SourceFile, notes: &[Noted<'_>], room: usize) -> Sheet {
        let mut focus: BTreeMap<u32, Focus> = BTreeMap::new();
        // What comes first is kept in sight: what the diagnostic is about, but before that what stands
        // in one line, for marks of several lines are seen anyway.
        let mut here: Vec<_> = notes.iter().filter(|noted| noted.span.file == id).collect();
        here.sort_by_key(|noted| {
            let [first, last] = lines(noted.span, file);
            (first != last, !noted.is_primary)
        });
        for noted in here {
            let range = noted.span.range();
            let [first, last] = lines(noted.span, file);
            // The arrow of a mark that goes over several lines is as long as they are, and only the
            // last one has words.
            let reach = if first == last { range.end } else { usize::MAX };
            for line in [first, last] {
                let words = if line == last { width(noted.text) } else { 0 };
                let free = (words + ARROW).min(room / 2);
                let known = focus.entry(line).or_insert_with(|| Focus {
                    range: range.clone(),
                    reach: 0,
                    free: 0,
                });
                known.reach = known.reach.max(reach);
                known.free = known.free.max(free);
            }
        }
        let (mut text, mut at, mut next) = (String::new(), 0, 1);
        let mut lines = BTreeMap::new();
        for (line, focus) in focus {
            let empty = line.saturating_sub(next) as usize;
            text.extend(std::iter::repeat_n('\n', empty));
            let whole = file.line(line);
            let words = file.text.get(whole.clone()).unwrap_or_default();
            let view = View::new(words, whole.start, focus.range, room, (focus.reach, focus.free));
            // A mark behind the end needs a place.
            text.push_str(&format!("{} \n", view.text));
            let begins = at + empty;
            at = begins + view.text.chars().count() + 2;
            lines.insert(line, (begins, view));
            next = line + 1;
        }
        Sheet { file: id, name: visible(&file.name), source: Source::from(text), lines }
    }

    /// Where a range of octets of the file is on the sheet, in characters.
    pub(super) fn place(&self, file: &SourceFile, range: Range<usize>) -> Range<usize> {
        let start = self.offset(file, range.start, range.start);
        let last = range.end.saturating_sub(1).max(range.start);
        // Also a last line of which nothing is shown is marked, so that the mark ends where it says.
        let least = self.offset(file, last, 0).max(start) + 1;
        start..self.offset(file, last, range.end).max(least)
    }

    /// An offset on the line of another.
    fn offset(&self, file: &SourceFile, on: usize, offset: usize) -> usize {
        let line = file.line_number(u32::try_from(on).unwrap_or(u32::MAX));
        self.lines.get(&line).map_or(0, |(begins, view)| begins + view.index(offset))
    }

    /// The column that ariadne gives an octet, from 1.
    pub(super) fn column(&self, file: &SourceFile, offset: usize) -> usize {
        let line = file.line_number(u32::try_from(offset).unwrap_or(u32::MAX));
        self.lines.get(&line).map_or(0, |(_, view)| view.index(offset) + 1)
    }

    /// The columns up to which ariadne draws the arrows of a line: to the end of the mark that ends
    /// last in it, or to the end of the line for a mark that goes over several.
    pub(super) fn columns(&self, line: u32, end: Option<usize>) -> usize {
        self.lines.get(&line).map_or(0, |(_, view)| match end {
            Some(end) => view.columns(end).max(1),
            None => view.width,
        })
    }
}

/// The sheets of one diagnostic.
pub(super) struct Sheets(pub Vec<Sheet>);

impl Sheets {
    /// One for each file that notes are about.
    pub(super) fn new(notes: &[Noted<'_>], sources: &SourceMap, room: usize) -> Sheets {
        let mut sheets: Vec<Sheet> = Vec::new();
        for noted in notes {
            let id = noted.span.file;
            let is_new = sheets.iter().all(|sheet| sheet.file != id);
            if let (true, Some(file)) = (is_new, sources.get(id)) {
                sheets.push(Sheet::new(id, file, notes, room));
            }
        }
        Sheets(sheets)
    }

    /// The sheet of a file.
    pub(super) fn of(&self, file: FileId) -> Option<&Sheet> {
        self.0.iter().find(|sheet| sheet.file == file)
    }
}

impl Cache<FileId> for &Sheets {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl Debug> {
        self.of(*id).map(|sheet| &sheet.source).ok_or("no such file")
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl Display + 'b> {
        self.of(*id).map(|sheet| sheet.name.clone())
    }
}
