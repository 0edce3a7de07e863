//! The tokens that mean something, and the edits by which a broken item is made readable.

use std::borrow::Cow;

use crate::source::Span;
use crate::syntax::grammar::HOLE;
use crate::syntax::token::{Token, TokenKind};

/// A token that is neither layout nor comment.
#[derive(Debug, Clone)]
pub(super) struct Lexeme<'t> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
    /// Its index among all tokens.
    pub token: usize,
    /// Whether it follows the one before without a gap.
    pub glued: bool,
    /// Whether it is the first of its line.
    pub first_on_line: bool,
    /// Whether its line begins with it, without indentation.
    pub unindented: bool,
    /// Whether something was already said about it.
    pub reported: bool,
    /// What the parser is shown in its place.
    pub edit: Edit,
}

/// How a lexeme is shown to the parser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edit {
    /// Other text; empty to leave it out.
    pub instead: Option<Cow<'static, str>>,
    /// Text after it.
    pub then: Cow<'static, str>,
}

impl Lexeme<'_> {
    /// Shows it as another text, or, when that is empty, not at all.
    pub fn replace(&mut self, text: impl Into<Cow<'static, str>>) {
        self.edit.instead = Some(text.into());
    }

    /// Leaves it out, with all that was put after it.
    pub fn leave_out(&mut self) {
        self.replace("");
        self.edit.then = "".into();
    }

    /// Shows more text after it.
    pub fn follow_with(&mut self, text: &str) {
        let then = self.edit.then.to_mut();
        then.push(' ');
        then.push_str(text);
    }

    /// What the parser is shown, but for what follows.
    pub fn shown(&self) -> &str {
        self.edit.instead.as_deref().unwrap_or(self.text)
    }

    /// Whether the parser is shown nothing.
    pub fn is_left_out(&self) -> bool {
        self.edit.instead.as_deref() == Some("")
    }

    /// Whether the parser is shown anything but the text itself.
    pub fn is_edited(&self) -> bool {
        self.edit != Edit::default()
    }

    /// Whether it is not known what was meant: the parser is shown a hole, or more than the text.
    pub fn is_guessed(&self) -> bool {
        self.shown() == HOLE || !self.edit.then.is_empty()
    }

    /// Whether it is a sign of another language, for which the parser is shown ours.
    pub fn is_foreign(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::ForeignAnd
                | TokenKind::ForeignOr
                | TokenKind::ForeignEqual
                | TokenKind::ForeignMatch
                | TokenKind::ForeignNot
                | TokenKind::ForeignNotEqual
        )
    }

    /// Whether it is text that no parser could have read, and so explains what fails behind it.
    pub fn was_unknown(&self) -> bool {
        matches!(self.kind, TokenKind::Unknown | TokenKind::ForeignComment)
    }

    /// Whether it is this word, outside of back quotes.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text == word
    }
}

/// The lexemes of a file.
pub(super) fn lexemes<'t>(text: &'t str, tokens: &[Token]) -> Vec<Lexeme<'t>> {
    let mut lexemes = Vec::with_capacity(tokens.len() / 2);
    let (mut glued, mut first_on_line, mut unindented) = (false, true, true);
    for (index, token) in tokens.iter().enumerate() {
        let source = text.get(token.span.range()).unwrap_or_default();
        if !token.kind.is_trivia() {
            let span = token.span;
            let (reported, edit) = (false, Edit::default());
            lexemes.push(Lexeme {
                kind: token.kind,
                text: source,
                span,
                token: index,
                glued,
                first_on_line,
                unindented,
                reported,
                edit,
            });
            (glued, first_on_line, unindented) = (true, false, false);
            continue;
        }
        glued = false;
        if source.contains('\n') {
            first_on_line = true;
            unindented = source.ends_with('\n');
        }
    }
    lexemes
}
