//! Lines that are indented, and broken where they would be too long.

/// Text while it is written.
pub(super) struct Page {
    out: String,
    width: Option<usize>,
    gap: bool,
}

/// Columns for each level of indentation.
const STEP: usize = 2;

/// Narrower than this, breaking lines helps nobody.
const NARROWEST: usize = 40;

impl Page {
    /// A page so many columns wide; lines stay whole when no width is given.
    pub(super) fn new(width: Option<usize>) -> Page {
        let width = width.map(|width| width.max(NARROWEST));
        Page { out: String::new(), width, gap: false }
    }

    /// A line, or several.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.item(indent, "", text);
    }

    /// A line behind a mark, below which its other lines do not reach.
    pub(super) fn item(&mut self, indent: usize, mark: &str, text: &str) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            self.out.push('\n');
        }
        let margin = " ".repeat(indent * STEP);
        let hang = format!("{margin}{}", " ".repeat(mark.chars().count()));
        let room = self
            .width
            .map_or(usize::MAX, |width| width.saturating_sub(hang.len()).max(NARROWEST / 2));
        for (at, piece) in broken(text, room).into_iter().enumerate() {
            let before = if at == 0 { format!("{margin}{mark}") } else { hang.clone() };
            self.out.push_str(format!("{before}{piece}").trim_end());
            self.out.push('\n');
        }
    }

    /// An empty line before the next one.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Text in pieces of at most `room` characters, broken at spaces; a word that is longer stays whole.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > room {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        } else if length > 0 {
            piece.push(' ');
            length += 1;
        }
        piece.push_str(word);
        length += word_length;
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_hang_behind_their_mark() {
        let mut page = Page::new(Some(40));
        page.item(1, "- ", "a line that is longer than forty characters in all");
        page.gap();
        page.line(0, &"x".repeat(60));
        let long = "x".repeat(60);
        let expected =
            format!("  - a line that is longer than forty\n    characters in all\n\n{long}\n");
        assert_eq!(page.finish(), expected);
    }

    #[test]
    fn without_a_width_lines_stay_whole() {
        let mut page = Page::new(None);
        let text = "word ".repeat(80);
        page.line(0, text.trim());
        assert_eq!(page.finish().lines().count(), 1);
    }
}
