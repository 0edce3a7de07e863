//! Running text in a column: broken between words, measured as a terminal shows it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::syntax::unseen;

/// Text of more columns than this is cut: what a file puts into a message has no bound.
const LONGEST: usize = 2000;

/// The columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Lines of at most `width` columns; what a terminal could obey is written by its number. Words
/// that are longer than a line are broken.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    for word in unseen::visible(&cut(text)).split(' ') {
        let line = lines.last_mut().map_or(0, |line| line.width());
        let is_first = line == 0;
        if !is_first && line + 1 + word.width() > width {
            lines.push(String::new());
        } else if !is_first {
            push(&mut lines, ' ');
        }
        for character in word.chars() {
            let line = lines.last().map_or(0, |line| line.width());
            let own = character.width().unwrap_or(0);
            if line > 0 && line + own > width {
                lines.push(String::new());
            }
            push(&mut lines, character);
        }
    }
    lines
}

fn push(lines: &mut [String], character: char) {
    lines.iter_mut().rev().take(1).for_each(|line| line.push(character));
}

fn cut(text: &str) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()).into(),
        None => text.into(),
    }
}
