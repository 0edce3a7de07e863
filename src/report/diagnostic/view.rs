//! A source line as a terminal shows it: tabs spread, what cannot be seen written by its number,
//! and a long line cut around the place that matters.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::syntax::unseen::{escape, is_unseen};

/// Columns of a tab.
const TAB: &str = "    ";

/// The columns that stay visible around the place that matters in a line that is cut.
const CONTEXT: usize = 24;

/// A line, or the part of it that fits.
#[derive(Debug, Default)]
pub(super) struct View {
    /// What is shown.
    pub text: String,
    /// The columns that it takes.
    pub width: usize,
    places: Vec<Place>,
    /// The characters before the end, or before the sign of a cut.
    end: usize,
}

/// Where a character is shown.
#[derive(Debug)]
struct Place {
    /// Its offset in the file.
    offset: usize,
    /// The characters before it.
    index: usize,
}

impl View {
    /// The line `text`, which begins at the octet `start` of its file, in `room` columns; `focus`
    /// is the range of octets that has to be seen. Marks reach up to an octet, and behind them so many
    /// columns are wanted for words.
    pub(super) fn new(
        text: &str,
        start: usize,
        focus: Range<usize>,
        room: usize,
        words: (usize, usize),
    ) -> View {
        let (reach, free) = words;
        let room = room.max(8);
        let near = near(text, focus.start.saturating_sub(start), room);
        let cells = cells(text.get(near.clone()).unwrap_or_default(), start + near.start);
        let (is_cut_before, is_cut_after) = (near.start > 0, near.end < text.len());
        // One column stays free for a mark behind the end.
        let taken = |up_to: usize| -> usize {
            let cells = cells.iter().take_while(|cell| cell.offset < up_to);
            cells.map(|cell| cell.width).sum()
        };
        let fits = taken(usize::MAX) < room && taken(reach) + free < room;
        if fits && !is_cut_before && !is_cut_after {
            return View::of(&cells, false, false);
        }
        let (from, to) = window(&cells, &focus, (room - 2).saturating_sub(free).max(room / 3));
        let part = cells.get(from..to).unwrap_or_default();
        View::of(part, is_cut_before || from > 0, is_cut_after || to < cells.len())
    }

    fn of(cells: &[Cell], is_cut_before: bool, is_cut_after: bool) -> View {
        let mut view = View::default();
        if is_cut_before {
            view.push("…", 1);
        }
        for cell in cells {
            // A mark that combines with the character before it needs one.
            if cell.width == 0 && view.places.is_empty() {
                view.push("◌", 1);
            }
            view.places.push(Place { offset: cell.offset, index: view.end });
            view.push(&cell.text, cell.width);
        }
        if is_cut_after {
            view.text.push('…');
            view.width += 1;
        }
        view
    }

    fn push(&mut self, text: &str, width: usize) {
        self.text.push_str(text);
        self.end += text.chars().count();
        self.width += width;
    }

    /// How many characters of the view stand before an octet of the file. What is not shown counts
    /// as the edge behind which it is.
    pub(super) fn index(&self, offset: usize) -> usize {
        let at = self.places.partition_point(|place| place.offset < offset);
        match self.places.get(at) {
            Some(place) if place.offset == offset || at > 0 => place.index,
            Some(_) => 0,
            None => self.end,
        }
    }

    /// How many columns they take.
    pub(super) fn columns(&self, offset: usize) -> usize {
        self.text.chars().take(self.index(offset)).map(|shown| shown.width().unwrap_or(0)).sum()
    }
}

/// A character as it is shown.
struct Cell {
    offset: usize,
    text: String,
    width: usize,
}

fn cells(text: &str, start: usize) -> Vec<Cell> {
    let cell = |(at, character): (usize, char)| {
        let text = match character {
            '\t' => TAB.to_owned(),
            unseen if is_unseen(unseen) => escape(unseen),
            other => other.to_string(),
        };
        let width = text.chars().map(|shown| shown.width().unwrap_or(0)).sum();
        Cell { offset: start + at, text, width }
    };
    text.char_indices().map(cell).collect()
}

/// The part of a line that can matter at all, so that a file in one line costs no more than others.
fn near(text: &str, focus: usize, room: usize) -> Range<usize> {
    let reach = room.saturating_mul(8);
    let mut start = focus.saturating_sub(reach).min(text.len());
    let mut end = focus.saturating_add(reach).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Which cells to show in `room` columns: the focus with something around it, its beginning when
/// all of it does not fit.
fn window(cells: &[Cell], focus: &Range<usize>, room: usize) -> (usize, usize) {
    let first = cells.partition_point(|cell| cell.offset < focus.start);
    let context = CONTEXT.min(room / 4);
    let mut from = first;
    let mut before = 0;
    while let Some(cell) = from.checked_sub(1).and_then(|at| cells.get(at)) {
        if before + cell.width > context {
            break;
        }
        before += cell.width;
        from -= 1;
    }
    let mut to = from;
    let mut taken = 0;
    while let Some(cell) = cells.get(to).filter(|cell| taken + cell.width <= room) {
        taken += cell.width;
        to += 1;
    }
    // Near the end of the line there is room for more of what stands before.
    while to == cells.len() {
        let Some(cell) = from.checked_sub(1).and_then(|at| cells.get(at)) else { break };
        if taken + cell.width > room {
            break;
        }
        taken += cell.width;
        from -= 1;
    }
    (from, to)
}
