//! The text that the parser is shown: an item with its edits, and the way back to the source.

use crate::syntax::ast::Literal;
use crate::syntax::literal;

use super::lexeme::Lexeme;

/// An item as the parser sees it.
#[derive(Debug)]
pub(super) struct Draft {
    /// The lexemes as shown, a space for each gap.
    pub text: String,
    /// For each lexeme that is shown: its offset in `text`, and its index.
    starts: Vec<(usize, usize)>,
}

impl Draft {
    /// Writes the lexemes down as their edits say.
    pub fn new(lexemes: &[Lexeme<'_>]) -> Self {
        let mut draft = Draft { text: String::new(), starts: Vec::with_capacity(lexemes.len()) };
        let mut glue = false;
        for (index, lexeme) in lexemes.iter().enumerate() {
            if !glue || !lexeme.glued {
                draft.text.push(' ');
            }
            if !lexeme.is_left_out() {
                draft.starts.push((draft.text.len(), index));
            }
            draft.text.push_str(lexeme.shown());
            draft.text.push_str(&lexeme.edit.then);
            glue = !lexeme.is_edited();
        }
        draft
    }

    /// The index of the lexeme that covers an offset, or that text was put after.
    pub fn covering(&self, offset: usize) -> Option<usize> {
        let after = self.starts.partition_point(|(start, _)| *start <= offset);
        self.starts.get(after.checked_sub(1)?).map(|(_, index)| *index)
    }

    /// The index of the last lexeme that begins before an offset.
    pub fn last_before(&self, offset: usize) -> Option<usize> {
        self.covering(offset.checked_sub(1)?)
    }

    /// The index of the first lexeme at an offset or behind it.
    pub fn first_from(&self, offset: usize) -> Option<usize> {
        let at = self.starts.partition_point(|(start, _)| *start < offset);
        self.starts.get(at).map(|(_, index)| *index)
    }
}

/// The value of a lexeme that is a sound literal.
pub(super) fn literal(lexeme: &Lexeme<'_>) -> Option<Literal> {
    literal::read(lexeme.kind, lexeme.text)?.ok()
}
