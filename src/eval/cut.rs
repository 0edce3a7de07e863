//! Pieces of texts and octets: `substring` of a claim, the first or last units of a test value.

use std::borrow::Cow;

use super::read::Cut;

/// The piece of a text, counted in Unicode scalar values; `None` when it reaches past the end.
pub(super) fn text<'a>(text: Cow<'a, str>, cut: Cut) -> Option<Cow<'a, str>> {
    match cut {
        Cut::Whole => Some(text),
        Cut::Segment(_) => None,
        Cut::Units(start, length) => {
            let range = range_of(&text, start, length)?;
            match text {
                Cow::Borrowed(text) => text.get(range).map(Cow::Borrowed),
                Cow::Owned(text) => text.get(range).map(|piece| Cow::Owned(piece.to_owned())),
            }
        }
    }
}

/// The piece of a byte string, counted in octets; `None` when it reaches past the end.
pub(super) fn octets<'a>(octets: Cow<'a, [u8]>, cut: Cut) -> Option<Cow<'a, [u8]>> {
    match cut {
        Cut::Whole => Some(octets),
        Cut::Segment(_) => None,
        Cut::Units(start, length) => {
            let start = usize::try_from(start).ok()?;
            let end = match length {
                Some(length) => start.checked_add(usize::try_from(length).ok()?)?,
                None => octets.len(),
            };
            match octets {
                Cow::Borrowed(octets) => octets.get(start..end).map(Cow::Borrowed),
                Cow::Owned(octets) => {
                    octets.get(start..end).map(|piece| Cow::Owned(piece.to_vec()))
                }
            }
        }
    }
}

/// The first `length` scalar values; all without a length, `None` when there are fewer.
pub(super) fn first_chars(text: &str, length: Option<u32>) -> Option<&str> {
    text.get(range_of(text, 0, length)?)
}

/// The last `length` scalar values; all without a length, `None` when there are fewer.
pub(super) fn last_chars(text: &str, length: Option<u32>) -> Option<&str> {
    match length {
        None => Some(text),
        Some(0) => Some(""),
        Some(length) => {
            let back = usize::try_from(length - 1).ok()?;
            text.get(text.char_indices().rev().nth(back)?.0..)
        }
    }
}

/// The first `length` octets.
pub(super) fn first_octets(octets: &[u8], length: Option<u32>) -> Option<&[u8]> {
    match length {
        None => Some(octets),
        Some(length) => octets.get(..usize::try_from(length).ok()?),
    }
}

/// The last `length` octets.
pub(super) fn last_octets(octets: &[u8], length: Option<u32>) -> Option<&[u8]> {
    match length {
        None => Some(octets),
        Some(length) => octets.get(octets.len().checked_sub(usize::try_from(length).ok()?)?..),
    }
}

fn range_of(text: &str, start: u32, length: Option<u32>) -> Option<std::ops::Range<usize>> {
    let from = boundary(text, start)?;
    let to = match length {
        None => text.len(),
        Some(length) => from + boundary(text.get(from..)?, length)?,
    };
    Some(from..to)
}

/// The octet where the scalar value with that number begins; one past the last is the end.
fn boundary(text: &str, number: u32) -> Option<usize> {
    let number = usize::try_from(number).ok()?;
    let mut starts = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    starts.nth(number)
}
