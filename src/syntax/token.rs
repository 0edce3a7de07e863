//! Lossless tokens: every octet of a source text belongs to exactly one.
//!
//! Tokens are what the parser recovers with, and what a formatter or an editor reads. Mistakes
//! that can be seen in a token alone have kinds of their own.

use logos::Logos;

use crate::source::{FileId, Span};

/// A token: its kind and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands; never empty.
    pub span: Span,
}

/// The kinds of tokens.
#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[logos(subpattern digits = r"[0-9]+(_[0-9]+)*")]
#[logos(subpattern exponent = r"[eE][+-]?[0-9]+(_[0-9]+)*")]
#[logos(subpattern clock = r"[0-9]{2}:[0-9]{2}")]
pub enum TokenKind {
    /// Spaces, tabs and line ends.
    #[regex(r"[ \t\r\n]+")]
    Layout,
    /// U+FEFF at the very start of a file.
    ByteOrderMark,
    /// `// …`, up to the end of the line.
    #[regex(r"//[^\n]*", allow_greedy = true)]
    Comment,
    /// `/// …`: documentation of what follows.
    Doc,
    /// `//! …`: documentation of the file.
    FileDoc,

    /// A word: a name or a keyword.
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    /// A name in back quotes.
    #[regex(r"`[^`\r\n]+`", priority = 10)]
    QuotedName,
    /// A back quote without a partner, or with nothing between.
    #[regex(r"`[^`\r\n]*`?", priority = 5)]
    MalformedName,

    /// `42`, `-1`, `0x2A`, `1_000`
    #[regex(r"-?(0x[0-9a-fA-F]+(_[0-9a-fA-F]+)*|(?&digits))", priority = 20)]
    Int,
    /// `200.0`, `1e3`
    #[regex(r"-?(?&digits)(\.(?&digits)(?&exponent)?|(?&exponent))", priority = 20)]
    Float,
    /// `2026-01-31`, `2026-01-31T12:00:00Z`
    #[regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt](?&clock):[0-9]{2}(\.[0-9]+)?([Zz]|[+-](?&clock)))?",
        priority = 20
    )]
    Date,
    /// `2.5.4.3`
    #[regex(r"[0-9]+(\.[0-9]+)(\.[0-9]+)+", priority = 20)]
    Oid,
    /// What begins like a number and is none.
    #[regex(r"-?[0-9][0-9A-Za-z_]*([.+-][0-9A-Za-z_]+)*", priority = 5)]
    MalformedNumber,
    /// What begins like a date with a time and is none.
    #[regex(r"[0-9]+-[0-9]+-[0-9]+[Tt][0-9A-Za-z_]*([.:+-][0-9A-Za-z_]+)*", priority = 6)]
    MalformedDate,

    /// `"text"`
    #[regex(r#""([^"\\\r\n]|\\[^\r\n])*""#)]
    Text,
    /// A text without its closing quote, up to the end of the line.
    #[regex(r#""([^"\\\r\n]|\\[^\r\n])*\\?"#)]
    UnterminatedText,
    /// `h'0a 1b'`, `b64'Cgs='`
    #[regex(r"(h|b64)'[^'\r\n]*'")]
    Bytes,
    /// Bytes without their closing quote, up to the end of the line.
    #[regex(r"(h|b64)'[^'\r\n]*")]
    UnterminatedBytes,
    /// `'text'` and `“text”`, which the language does not know.
    #[regex(r"'[^'\r\n]*'")]
    #[regex("[“”„＂][^“”„＂\"\r\n]*[“”＂\"]")]
    SingleQuoted,
    /// A single quote without a partner, up to the end of the line.
    #[regex(r"'[^'\r\n]*")]
    UnterminatedSingle,

    /// `{`
    #[token("{")]
    OpenBrace,
    /// `}`
    #[token("}")]
    CloseBrace,
    /// `[`
    #[token("[")]
    OpenBracket,
    /// `]`
    #[token("]")]
    CloseBracket,
    /// `(`
    #[token("(")]
    OpenParen,
    /// `)`
    #[token(")")]
    CloseParen,
    /// `,`
    #[token(",")]
    Comma,
    /// `:`
    #[token(":")]
    Colon,
    /// `.`
    #[token(".")]
    Dot,
    /// `..`
    #[token("..")]
    Dots,
    /// `/`
    #[token("/")]
    Slash,
    /// `|`
    #[token("|")]
    Bar,
    /// `-`
    #[token("-")]
    Dash,
    /// `->`
    #[token("->")]
    Arrow,
    /// `=`
    #[token("=")]
    Assign,
    /// `==`
    #[token("==")]
    Equal,
    /// `<`
    #[token("<")]
    Less,
    /// `<=`
    #[token("<=")]
    LessOrEqual,
    /// `>`
    #[token(">")]
    Greater,
    /// `>=`
    #[token(">=")]
    GreaterOrEqual,

    /// `&&`, `&`: `and` elsewhere.
    #[token("&&")]
    #[token("&")]
    ForeignAnd,
    /// `||`: `or` elsewhere.
    #[token("||")]
    ForeignOr,
    /// `===`: `==` elsewhere.
    #[token("===")]
    ForeignEqual,
    /// `!=`, `!==`, `<>`: "not equal" elsewhere.
    #[token("!=")]
    #[token("!==")]
    #[token("<>")]
    ForeignNotEqual,
    /// `!`: `not` elsewhere.
    #[token("!")]
    ForeignNot,
    /// `=~`, `~`, `!~`: a regular expression elsewhere.
    #[token("=~")]
    #[token("~")]
    #[token("!~")]
    ForeignMatch,

    /// `# …` and `/* … */`: comments elsewhere.
    #[regex(r"#[^\n]*", allow_greedy = true)]
    #[regex(r"/\*([^*]|\*+[^*/])*\*+/")]
    ForeignComment,

    /// Characters that the language does not know.
    Unknown,
}

impl TokenKind {
    /// Layout and comments: what stands between the tokens that mean something.
    pub const fn is_trivia(self) -> bool {
        matches!(
            self,
            TokenKind::Layout
                | TokenKind::ByteOrderMark
                | TokenKind::Comment
                | TokenKind::Doc
                | TokenKind::FileDoc
        )
    }

    /// A plain or quoted name, or a keyword.
    pub const fn is_name(self) -> bool {
        matches!(self, TokenKind::Word | TokenKind::QuotedName)
    }

    /// A well-formed literal other than a word.
    pub const fn is_literal(self) -> bool {
        matches!(
            self,
            TokenKind::Int
                | TokenKind::Float
                | TokenKind::Date
                | TokenKind::Oid
                | TokenKind::Text
                | TokenKind::Bytes
        )
    }
}

/// All tokens of a text in order; joined, their texts are the text. Offsets past 4 GiB saturate.
pub fn tokens(text: &str, file: FileId) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    for (kind, range) in TokenKind::lexer(text).spanned() {
        let source = text.get(range.clone()).unwrap_or_default();
        let kind = classify(kind.unwrap_or(TokenKind::Unknown), source, range.start);
        let span = Span::new(file, offset(range.start), offset(range.end));
        match tokens.last_mut() {
            Some(last) if kind == TokenKind::Unknown && last.kind == kind => {
                last.span = last.span.to(span)
            }
            _ => tokens.push(Token { kind, span }),
        }
    }
    tokens
}

/// The kinds that patterns alone do not tell apart.
fn classify(kind: TokenKind, source: &str, start: usize) -> TokenKind {
    match kind {
        TokenKind::Comment if source.starts_with("//!") => TokenKind::FileDoc,
        TokenKind::Comment if source.starts_with("///") && !source.starts_with("////") => {
            TokenKind::Doc
        }
        TokenKind::Unknown if start == 0 && source == "\u{FEFF}" => TokenKind::ByteOrderMark,
        other => other,
    }
}

/// An offset as spans carry it.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
