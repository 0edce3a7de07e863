//! Where the cursor is, from tokens alone: it works while the item is half typed.

use std::ops::Range;

use crate::service::analysis::Analysis;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::vocabulary::is_item_keyword;

/// What stands before the cursor.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    /// What is being typed and will be replaced, in octets; empty after a space or a sign.
    pub(super) typed: Range<u32>,
    /// The tokens of the item up to there, its keyword first; empty where an item begins.
    pub(super) item: Vec<Word<'a>>,
    /// Whether what is typed begins its line.
    pub(super) begins_line: bool,
}

/// A token with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: &'a str,
}

impl Word<'_> {
    /// Whether it is this word or sign.
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// A name without its back quotes.
    pub(super) fn name(&self) -> &str {
        self.text.trim_matches('`')
    }
}

impl Analysis {
    /// Where the cursor is; `None` inside comments.
    pub(super) fn cursor(&self, offset: u32) -> Option<Cursor<'_>> {
        let here = self.token_before(offset);
        if here.is_some_and(|token| is_comment(token.kind)) {
            return None;
        }
        let typed = match here {
            Some(token) if is_typed(token.kind) => token.span.start..token.span.end.max(offset),
            _ => offset..offset,
        };
        let begins_line = self.begins_line(typed.start);
        let item = match self.item_head(typed.start) {
            Some(head) => self.significant_between(head.span.start, typed.start),
            None => Vec::new(),
        };
        let word = |token: &Token| Word { kind: token.kind, text: self.source(token.span) };
        Some(Cursor { typed, item: item.iter().map(word).collect(), begins_line })
    }

    /// The token that ends at an offset or goes over it.
    fn token_before(&self, offset: u32) -> Option<Token> {
        let before = self.token_index(offset.checked_sub(1)?)?;
        self.tokens().get(before).copied().filter(|token| offset <= token.span.end)
    }

    /// The keyword of the item around an offset.
    pub(super) fn item_head(&self, offset: u32) -> Option<Token> {
        let end = self.tokens().partition_point(|token| token.span.start < offset);
        let tokens = self.tokens().get(..end)?;
        for (at, token) in tokens.iter().enumerate().rev() {
            if token.kind == TokenKind::Word
                && is_item_keyword(self.source(token.span))
                && self.begins_line(token.span.start)
                && !self.is_field(at)
            {
                return Some(*token);
            }
        }
        None
    }

    /// Whether the word at a place among the tokens is the name of a claim.
    fn is_field(&self, at: usize) -> bool {
        let rest = self.tokens().get(at + 1..).unwrap_or_default();
        let next = rest.iter().find(|token| !token.kind.is_trivia());
        next.is_some_and(|next| {
            matches!(next.kind, TokenKind::Colon | TokenKind::Assign)
                || self.source(next.span) == "at"
        })
    }

    fn begins_line(&self, offset: u32) -> bool {
        let before = self.text().get(..offset as usize).unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        line.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}')
    }

    /// The tokens that mean something between two offsets.
    pub(super) fn significant_between(&self, start: u32, end: u32) -> Vec<Token> {
        let first = self.tokens().partition_point(|token| token.span.start < start);
        let last = self.tokens().partition_point(|token| token.span.start < end);
        let tokens = self.tokens().get(first..last).unwrap_or_default();
        tokens.iter().filter(|token| !token.kind.is_trivia()).copied().collect()
    }

    /// The tokens of the item up to an offset.
    pub(super) fn significant_before(&self, offset: u32) -> Vec<Token> {
        let start = self.item_head(offset).map_or(0, |head| head.span.start);
        self.significant_between(start, offset)
    }
}

const fn is_comment(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc)
}

/// What is replaced by what is chosen.
const fn is_typed(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word
            | TokenKind::QuotedName
            | TokenKind::MalformedName
            | TokenKind::Text
            | TokenKind::UnterminatedText
    )
}

/// How many brackets are open behind some words, the outermost first, by their places.
pub(super) fn open_brackets(words: &[Word<'_>]) -> Vec<usize> {
    let mut open = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => open.push(at),
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}
