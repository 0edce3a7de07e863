//! The lines of a source with marks below them, and words at the marks.

use std::collections::BTreeMap;
use std::ops::Range;

use super::paint::{Row, Tint};
use super::view::View;
use super::words::{width, wrap};
use crate::report::Style;
use crate::source::{SourceFile, Span};

/// A range of one file, and what is said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted<'a> {
    pub span: Span,
    pub text: &'a str,
    pub tint: Tint,
    /// Whether it is what the diagnostic is about.
    pub is_primary: bool,
}

/// The lines of a longer range that are shown at its beginning and its end.
const WHOLE: u32 = 4;

/// Words beside a mark are given at least this room; more to the right they move below it.
const LEAST_ROOM: usize = 28;

/// Words below a mark move to the left when less than this is free.
const USUAL_ROOM: usize = 48;

/// Lays out one file's part of a diagnostic.
pub(super) struct Snippet<'a> {
    pub file: &'a SourceFile,
    pub style: Style,
    /// The columns of the line numbers.
    pub digits: usize,
}

/// The part of a range that lies in one line.
#[derive(Debug, Clone)]
struct Mark<'a> {
    /// Octets of the file.
    range: Range<usize>,
    text: &'a str,
    tint: Tint,
    is_primary: bool,
}

impl Snippet<'_> {
    /// The lines that the notes are about, in order.
    pub(super) fn lines(&self, notes: &[Noted<'_>]) -> String {
        let mut by_line: BTreeMap<u32, Vec<Mark<'_>>> = BTreeMap::new();
        for noted in notes {
            for (line, mark) in self.marks(noted) {
                by_line.entry(line).or_default().push(mark);
            }
        }
        let mut out = String::new();
        let mut before: Option<u32> = None;
        for (line, marks) in &by_line {
            match before.map(|before| line - before) {
                // One line between says more than a sign that it is left out.
                Some(2) => out.push_str(&self.line(line - 1, &[])),
                Some(3..) => out.push_str(&self.frame("⋮", Row::default())),
                _ => {}
            }
            out.push_str(&self.line(*line, marks));
            before = Some(*line);
        }
        out
    }

    /// A range as marks, one to a line; the last one has the words.
    fn marks<'n>(&self, noted: &Noted<'n>) -> Vec<(u32, Mark<'n>)> {
        let Span { start, end, .. } = noted.span;
        // A range that ends with a line does not touch the next one.
        let last = if end > start { end - 1 } else { end };
        let (first, last) = (self.file.line_column(start).line, self.file.line_column(last).line);
        let is_long = last - first >= WHOLE;
        let lines = (first..=last).filter(|line| !is_long || *line == first || *line == last);
        let mark = |line: u32| {
            let whole = self.file.line(line);
            let text = self.file.text.get(whole.clone()).unwrap_or_default();
            let indent = text.len() - text.trim_start().len();
            let from = if line == first { start as usize } else { whole.start + indent };
            let to = if line == last { end as usize } else { whole.start + text.trim_end().len() };
            let (tint, is_primary) = (noted.tint, noted.is_primary);
            let words = if line == last { noted.text } else { "" };
            let range = from..to.clamp(from, whole.end.max(from));
            (line, Mark { range, text: words, tint, is_primary })
        };
        let is_shown = |(line, mark): &(u32, Mark<'_>)| {
            *line == first || *line == last || !mark.range.is_empty()
        };
        lines.map(mark).filter(is_shown).collect()
    }

    /// One line, the marks below it, and the words below those.
    fn line(&self, line: u32, marks: &[Mark<'_>]) -> String {
        let whole = self.file.line(line);
        let text = self.file.text.get(whole.clone()).unwrap_or_default();
        let matters = marks.iter().find(|mark| mark.is_primary).or(marks.first());
        let focus = matters.map_or(whole.start..whole.start, |mark| mark.range.clone());
        let view = View::new(text, whole.start, focus, self.room());
        let mut row = Row::default();
        row.put(0, view.text.trim_end(), Tint::Plain);
        let mut out = self.frame(&line.to_string(), row);
        let mut placed: Vec<Placed<'_>> = marks
            .iter()
            .map(|mark| Placed { columns: view.columns(mark.range.clone()), mark })
            .collect();
        placed.sort_by_key(|placed| (placed.columns.start, placed.mark.is_primary));
        if !placed.is_empty() {
            self.below(&placed, &mut out);
        }
        out
    }

    /// The row of marks, with the last one's words where they fit, and rows for the other words.
    fn below(&self, placed: &[Placed<'_>], out: &mut String) {
        let mut row = Row::default();
        paint_marks(placed, &mut row);
        let mut worded: Vec<&Placed<'_>> =
            placed.iter().filter(|placed| !placed.mark.text.is_empty()).collect();
        let end = placed.iter().map(|placed| placed.columns.end).max().unwrap_or_default();
        let beside = worded.last().copied().filter(|last| {
            let room = self.room().saturating_sub(end + 1);
            let is_last = last.columns.end == end
                && placed.last().is_some_and(|other| other.columns == last.columns);
            is_last && (width(last.mark.text) <= room || room >= LEAST_ROOM)
        });
        if let Some(last) = beside {
            worded.pop();
            let lines = wrap(last.mark.text, self.room().saturating_sub(end + 1));
            let mut lines = lines.into_iter();
            row.put(end + 1, lines.next().unwrap_or_default(), last.mark.tint);
            out.push_str(&self.frame("", row));
            for line in lines {
                let mut row = Row::default();
                connect(&worded, &mut row);
                row.put(end + 1, line, last.mark.tint);
                out.push_str(&self.frame("", row));
            }
        } else {
            out.push_str(&self.frame("", row));
        }
        while let Some(last) = worded.pop() {
            let needed = width(last.mark.text).min(USUAL_ROOM);
            let column = last.columns.start.min(self.room().saturating_sub(needed));
            for line in wrap(last.mark.text, self.room().saturating_sub(column)) {
                let mut row = Row::default();
                row.put(column, line, last.mark.tint);
                connect(&worded, &mut row);
                out.push_str(&self.frame("", row));
            }
        }
    }

    /// The columns for source text.
    fn room(&self) -> usize {
        self.style.width.saturating_sub(self.digits + 3).max(20)
    }

    /// A row behind the line that parts it from the line numbers.
    fn frame(&self, number: &str, row: Row) -> String {
        let color = self.style.color;
        let digits = self.digits;
        let margin = Tint::Frame.paint(&format!("{number:>digits$} │"), color);
        format!("{margin} {}", row.paint(color)).trim_end().to_owned() + "\n"
    }
}

/// A mark at its columns.
struct Placed<'a> {
    columns: Range<usize>,
    mark: &'a Mark<'a>,
}

/// `^^^` below what the diagnostic is about, `---` below the rest; the first wins where both are.
fn paint_marks(placed: &[Placed<'_>], row: &mut Row) {
    let end = placed.iter().map(|placed| placed.columns.end).max().unwrap_or_default();
    let mut signs: Vec<Option<(char, Tint)>> = vec![None; end];
    let (primary, others): (Vec<_>, Vec<_>) =
        placed.iter().partition(|placed| placed.mark.is_primary);
    for placed in others.into_iter().chain(primary) {
        let sign = if placed.mark.is_primary { '^' } else { '-' };
        for place in signs.get_mut(placed.columns.clone()).into_iter().flatten() {
            *place = Some((sign, placed.mark.tint));
        }
    }
    for (column, sign) in signs.into_iter().enumerate() {
        if let Some((sign, tint)) = sign {
            row.put(column, sign, tint);
        }
    }
}

/// Lines down to the words that are still to come.
fn connect(worded: &[&Placed<'_>], row: &mut Row) {
    for placed in worded {
        row.put(placed.columns.start, "│", placed.mark.tint);
    }
}
