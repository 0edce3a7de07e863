//! Cutting a file into items, so that what is broken in one does not swallow the next.

use std::ops::Range;

use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::is_item_keyword;

use super::brackets::Open;
use super::lexeme::Lexeme;

/// The ranges of the lexemes that belong together: one item each, but for what stands before the
/// first item.
pub(super) fn chunks(lexemes: &[Lexeme<'_>]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut open = Open::default();
    for (index, lexeme) in lexemes.iter().enumerate() {
        if index > start && begins_item(lexemes, start, index, open.depth()) {
            chunks.push(start..index);
            start = index;
            open = Open::default();
        }
        open.follow(lexeme.kind, index);
    }
    if start < lexemes.len() {
        chunks.push(start..lexemes.len());
    }
    chunks
}

/// Whether the lexeme at `index` begins an item, when another began at `start`.
fn begins_item(lexemes: &[Lexeme<'_>], start: usize, index: usize, depth: usize) -> bool {
    let Some(lexeme) = lexemes.get(index) else { return false };
    if lexeme.kind != TokenKind::Word || !is_item_keyword(lexeme.text) {
        return false;
    }
    let before = index.checked_sub(1).and_then(|before| lexemes.get(before));
    let after = lexemes.get(index + 1);
    // `my-rule`
    if lexeme.glued && before.is_some_and(|before| before.glued && before.kind == TokenKind::Dash) {
        return false;
    }
    if after.is_some_and(follows_a_name) {
        return false;
    }
    // `exists` and the like follow a name that was meant, or are one.
    if after.is_some_and(begins_a_relation) && before.is_some_and(wants_more) {
        return false;
    }
    let rest = lexemes.get(index + 1..).unwrap_or_default();
    let stands_out = lexeme.first_on_line && (lexeme.unindented || has_shape(lexeme, rest));
    if depth > 0 {
        // A balanced item has no item keyword inside brackets: one was never closed.
        let is_name = |after: &Lexeme<'_>| {
            matches!(after.kind, TokenKind::Colon | TokenKind::Assign) || after.is_word("at")
        };
        return stands_out && !after.is_some_and(is_name);
    }
    if belongs_to_head(lexemes.get(start..index).unwrap_or_default(), lexeme, after) {
        return false;
    }
    stands_out || !before.is_some_and(wants_more)
}

/// What stands behind a word that is used as a claim's or field's name.
fn follows_a_name(lexeme: &Lexeme<'_>) -> bool {
    match lexeme.kind {
        TokenKind::Word => matches!(lexeme.text, "and" | "or" | "not" | "in" | "is"),
        kind => matches!(
            kind,
            TokenKind::Dot
                | TokenKind::OpenBracket
                | TokenKind::CloseBracket
                | TokenKind::CloseParen
                | TokenKind::CloseBrace
                | TokenKind::Comma
                | TokenKind::Equal
                | TokenKind::Less
                | TokenKind::LessOrEqual
                | TokenKind::Greater
                | TokenKind::GreaterOrEqual
                | TokenKind::ForeignEqual
                | TokenKind::ForeignNotEqual
        ),
    }
}

/// Whether a word says something of a claim before it, where it is not a name itself.
fn begins_a_relation(lexeme: &Lexeme<'_>) -> bool {
    lexeme.kind == TokenKind::Word
        && matches!(lexeme.text, "exists" | "contains" | "starts" | "ends" | "under")
}

/// `rule NAME: admit …` is one item, and so is `credential NAME: FORMAT type 0xF001 { … }`.
fn belongs_to_head(item: &[Lexeme<'_>], lexeme: &Lexeme<'_>, after: Option<&Lexeme<'_>>) -> bool {
    let Some(keyword) = item.first() else { return false };
    match lexeme.text {
        "admit" | "refuse" => {
            keyword.is_word("rule")
                && item.iter().filter(|part| !part.glued || part.kind == TokenKind::Colon).count()
                    <= 3
                && item.iter().skip(1).all(|part| {
                    part.kind.is_name() || matches!(part.kind, TokenKind::Colon | TokenKind::Dash)
                })
        }
        "type" => {
            keyword.is_word("credential")
                && (!lexeme.first_on_line || after.is_some_and(|after| !after.kind.is_name()))
                && !item.iter().any(|part| part.kind == TokenKind::OpenBrace)
        }
        _ => false,
    }
}

/// Whether something has to follow a lexeme, so that a keyword behind it is a name gone wrong.
fn wants_more(lexeme: &Lexeme<'_>) -> bool {
    match lexeme.kind {
        TokenKind::Word => {
            is_item_keyword(lexeme.text)
                || matches!(
                    lexeme.text,
                    "as" | "of"
                        | "extends"
                        | "where"
                        | "and"
                        | "or"
                        | "not"
                        | "in"
                        | "contains"
                        | "with"
                        | "under"
                        | "if"
                )
        }
        kind => matches!(
            kind,
            TokenKind::Colon
                | TokenKind::Comma
                | TokenKind::Dot
                | TokenKind::Arrow
                | TokenKind::Bar
                | TokenKind::Slash
                | TokenKind::Assign
                | TokenKind::Equal
                | TokenKind::Less
                | TokenKind::LessOrEqual
                | TokenKind::Greater
                | TokenKind::GreaterOrEqual
                | TokenKind::ForeignAnd
                | TokenKind::ForeignOr
                | TokenKind::ForeignNot
                | TokenKind::ForeignNotEqual
        ),
    }
}

/// Whether a keyword and what follows look like the beginning of an item of that kind.
fn has_shape(keyword: &Lexeme<'_>, rest: &[Lexeme<'_>]) -> bool {
    let name = rest.first().is_some_and(|first| first.kind.is_name());
    let text = rest
        .first()
        .is_some_and(|first| matches!(first.kind, TokenKind::Text | TokenKind::SingleQuoted));
    let second = |kind| name && rest.get(1).is_some_and(|second| second.kind == kind);
    let word = |word| name && rest.get(1).is_some_and(|second| second.is_word(word));
    match keyword.text {
        "policy" | "test" => text,
        "use" => text || second(TokenKind::Dot) || word("as"),
        "type" | "let" => second(TokenKind::Assign),
        "role" => second(TokenKind::Assign) || word("extends"),
        "enum" | "credential" => second(TokenKind::Colon),
        "rule" => second(TokenKind::Colon) || word("admit") || word("refuse"),
        "condition" => word("of"),
        "admit" => word("as"),
        "refuse" => word("where"),
        "disclose" => second(TokenKind::OpenBrace),
        _ => name,
    }
}
