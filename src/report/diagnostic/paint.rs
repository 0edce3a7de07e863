//! Colours, and rows of text that is put at columns.

use super::words::width;

/// What a piece of text is, and so how it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    Error,
    Warning,
    Other,
    Frame,
    Strong,
    Plain,
}

impl Tint {
    const fn code(self) -> &'static str {
        match self {
            Tint::Error => "\u{1b}[1;31m",
            Tint::Warning => "\u{1b}[1;33m",
            Tint::Other => "\u{1b}[36m",
            Tint::Frame => "\u{1b}[2m",
            Tint::Strong => "\u{1b}[1m",
            Tint::Plain => "",
        }
    }

    /// The text in this colour, when there are colours.
    pub(super) fn paint(self, text: &str, has_color: bool) -> String {
        if !has_color || self == Tint::Plain || text.trim().is_empty() {
            return text.to_owned();
        }
        format!("{}{text}\u{1b}[0m", self.code())
    }
}

/// Pieces of text, each at its column.
#[derive(Debug, Default)]
pub(super) struct Row(Vec<(usize, String, Tint)>);

impl Row {
    /// Puts a text at a column.
    pub(super) fn put(&mut self, column: usize, text: impl Into<String>, tint: Tint) {
        self.0.push((column, text.into(), tint));
    }

    /// The row as text; where pieces would overlap, the later one wins nothing.
    pub(super) fn paint(mut self, has_color: bool) -> String {
        self.0.sort_by_key(|(column, ..)| *column);
        let (mut out, mut at) = (String::new(), 0);
        for (column, text, tint) in self.0 {
            if column < at {
                continue;
            }
            out.push_str(&" ".repeat(column - at));
            out.push_str(&tint.paint(&text, has_color));
            at = column + width(&text);
        }
        out
    }
}
