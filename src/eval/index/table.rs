//! Things found by a reading.

use hashbrown::{Equivalent, HashMap};

use crate::eval::read::{Form, Read, Reading};

/// Lists by the reading that they ask for. Texts as written, which most tests ask for, have a
/// table of their own: hashing and comparing them takes less.
#[derive(Debug)]
pub(super) enum Table<T> {
    /// By texts.
    Texts(HashMap<Box<str>, Vec<T>>),
    /// By any readings.
    Readings(HashMap<Reading<'static>, Vec<T>>),
}

impl<T> Table<T> {
    /// An empty table for what is read so.
    pub(super) fn new(read: &Read) -> Self {
        match read.form {
            Form::Text => Table::Texts(HashMap::new()),
            _ => Table::Readings(HashMap::new()),
        }
    }

    /// Adds to the list of a reading.
    pub(super) fn add(&mut self, expected: &Reading<'static>, item: T) {
        match (self, expected) {
            (Table::Texts(lists), Reading::Text(text)) => {
                lists.entry(text.as_ref().into()).or_default().push(item);
            }
            // Texts are all that a table of texts is made for.
            (Table::Texts(_), _) => {}
            (Table::Readings(lists), expected) => {
                lists.entry(expected.clone()).or_default().push(item);
            }
        }
    }

    /// The list of a reading.
    #[inline]
    pub(super) fn get(&self, reading: &Reading<'_>) -> &[T] {
        let list = match (self, reading) {
            (Table::Texts(lists), Reading::Text(text)) => lists.get(text.as_ref()),
            (Table::Texts(_), _) => None,
            (Table::Readings(lists), reading) => lists.get(&Wanted(reading)),
        };
        list.map_or(&[], Vec::as_slice)
    }
}

/// A reading as a key of a table whose own keys live longer.
#[derive(PartialEq, Eq, Hash)]
struct Wanted<'r>(&'r Reading<'r>);

impl Equivalent<Reading<'static>> for Wanted<'_> {
    fn equivalent(&self, key: &Reading<'static>) -> bool {
        self.0 == key
    }
}
