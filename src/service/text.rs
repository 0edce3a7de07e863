//! Positions: from octets to lines and columns and back, in the units that editors count.

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Octets.
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place in a text, both numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the units of an [`Encoding`].
    pub column: u32,
}

/// Where the lines of a text begin. A line ends in `\n`, `\r\n` or `\r`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str) -> Lines {
        let octets = text.as_bytes();
        let mut starts = vec![0];
        for (at, octet) in (0u32..).zip(octets) {
            let next = octets.get(at as usize + 1);
            if *octet == b'\n' || (*octet == b'\r' && next != Some(&b'\n')) {
                starts.push(at.saturating_add(1));
            }
        }
        Lines { starts }
    }

    /// How many there are; an empty text has one.
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The line of an octet.
    pub fn line(&self, offset: u32) -> u32 {
        let after = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The first octet of a line.
    pub fn start(&self, line: u32) -> Option<u32> {
        self.starts.get(line as usize).copied()
    }

    /// The position of an octet. Inside a character it is the character's.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let end = floor(text, offset as usize);
        let line = self.line(u32::try_from(end).unwrap_or(u32::MAX));
        let start = self.start(line).unwrap_or_default() as usize;
        let before = text.get(start..end).unwrap_or_default();
        Position { line, column: width(before, encoding) }
    }

    /// The octet at a position. Past the end of its line it is the line's end, past the last line
    /// the text's; inside a character it is the character's.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let Some(start) = self.start(position.line) else {
            return u32::try_from(text.len()).unwrap_or(u32::MAX);
        };
        let end =
            self.start(position.line.saturating_add(1)).map_or(text.len(), |end| end as usize);
        let line = text.get(start as usize..end).unwrap_or_default();
        let line = line.trim_end_matches(['\n', '\r']);
        let mut column = 0u32;
        for (at, character) in line.char_indices() {
            column = column.saturating_add(units(character, encoding));
            if column > position.column {
                return start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        start.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX))
    }
}

/// How wide a text is.
pub fn width(text: &str, encoding: Encoding) -> u32 {
    let wide = match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
        Encoding::Utf32 => text.chars().count(),
    };
    u32::try_from(wide).unwrap_or(u32::MAX)
}

fn units(character: char, encoding: Encoding) -> u32 {
    width(character.encode_utf8(&mut [0; 4]), encoding)
}

/// The greatest boundary of a character that is no further.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_what_the_encoding_says() {
        let text = "a\u{e9}\u{1F600}b\r\nx\ry";
        let lines = Lines::of(text);
        assert_eq!(lines.count(), 3);
        let at = |offset, encoding| lines.position(text, offset, encoding).column;
        let b = 1 + 2 + 4;
        assert_eq!(at(b, Encoding::Utf8), 7);
        assert_eq!(at(b, Encoding::Utf16), 4);
        assert_eq!(at(b, Encoding::Utf32), 3);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in text.char_indices() {
                let offset = u32::try_from(offset).unwrap();
                if text.as_bytes()[offset as usize] == b'\n' {
                    continue;
                }
                let position = lines.position(text, offset, encoding);
                assert_eq!(lines.offset(text, position, encoding), offset);
            }
        }
    }

    #[test]
    fn what_is_beside_the_text_is_its_edge() {
        let text = "\u{1F600}a\nb";
        let lines = Lines::of(text);
        let offset = |line, column| lines.offset(text, Position { line, column }, Encoding::Utf16);
        assert_eq!(offset(0, 1), 0, "inside a surrogate pair");
        assert_eq!(offset(0, 99), 5);
        assert_eq!(offset(9, 0), 7);
        assert_eq!(lines.position(text, 2, Encoding::Utf8).column, 0);
        assert_eq!(lines.position(text, 99, Encoding::Utf8), Position { line: 1, column: 1 });
    }
}
