//! What was read before: an item whose text has not changed is not read again.
//!
//! An item is known by its text and everything between it and the item before, since its
//! documentation and its place on the line matter too. Only what was read without a mistake is
//! kept, so that diagnostics are always those of a fresh reading.

use std::collections::HashMap;

use super::item::Reader;
use super::lexeme::Lexeme;
use crate::source::FileId;
use crate::syntax::ast::Item;
use crate::syntax::shift::{By, Shift};

/// Readings after which what was not met again is forgotten.
const PATIENCE: u64 = 256;

/// Items that are kept before anything is forgotten.
const ENOUGH: usize = 4_096;

/// Items by their text.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    known: HashMap<Box<str>, Known>,
    readings: u64,
}

/// Items that were read of one text.
#[derive(Debug)]
struct Known {
    items: Vec<Item>,
    /// Where the text began.
    start: u32,
    /// What reading it took of the budget.
    cost: usize,
    /// The last reading that met it.
    met: u64,
}

impl Memory {
    /// Begins a reading; what was not met for long is forgotten.
    pub(super) fn begin(&mut self) {
        self.readings += 1;
        if self.known.len() > ENOUGH {
            let now = self.readings;
            self.known.retain(|_, known| now - known.met < PATIENCE);
        }
        if self.known.len() > 4 * ENOUGH {
            self.known.clear();
        }
    }

    /// Reads a chunk, or remembers it. `text` is everything from the end of the chunk before,
    /// `start` where that begins.
    pub(super) fn read<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        chunk: &mut [Lexeme<'a>],
        text: &str,
        (file, start): (FileId, u32),
    ) {
        if let Some(known) = self.known.get_mut(text)
            && reader.affords(known.cost)
        {
            known.met = self.readings;
            let mut items = known.items.clone();
            items.shift(By { file, from: known.start, to: start });
            reader.take(items, known.cost);
            return;
        }
        let before = reader.progress();
        reader.read(chunk);
        if let Some((items, cost)) = reader.since(before) {
            let known = Known { items: items.to_vec(), start, cost, met: self.readings };
            self.known.insert(text.into(), known);
        }
    }
}
