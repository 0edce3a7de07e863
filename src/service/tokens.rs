//! Semantic tokens: what each word is, so that editors can colour it by its meaning.

use std::collections::HashMap;
use std::ops::Range;

use crate::check::types::is_built_in;
use crate::format::Format;
use crate::service::analysis::{Analysis, ROOT};
use crate::service::outline::Symbol;
use crate::service::outline::SymbolKind;
use crate::service::workspace::Workspace;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::vocabulary::{CONTEXTUAL_WORDS, is_reserved};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is called what it is")]
pub enum ColourKind {
    Module,
    Type,
    Enum,
    EnumMember,
    Credential,
    Claim,
    Part,
    Role,
    Constant,
    Condition,
    Rule,
    Capability,
    Keyword,
    Comment,
    Text,
    Number,
    Operator,
}

/// A token with its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour {
    /// Where, in octets; never over the end of a line.
    pub range: Range<u32>,
    /// What it is.
    pub kind: ColourKind,
    /// Whether it is declared here.
    pub is_declaration: bool,
    /// Whether it documents something.
    pub is_documentation: bool,
    /// Whether the language knows it by itself.
    pub is_built_in: bool,
}

impl Workspace {
    /// The coloured tokens of a file, in order.
    pub fn colours(&self, file: &str) -> Vec<Colour> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        analysis.colours()
    }
}

impl Analysis {
    fn colours(&self) -> Vec<Colour> {
        let declared: HashMap<u32, SymbolKind> = self
            .outline()
            .iter()
            .flat_map(Symbol::all)
            .filter(|symbol| symbol.is_named)
            .map(|symbol| (symbol.selection.start, symbol.kind))
            .collect();
        let mut kinds = HashMap::new();
        self.tokens().iter().filter_map(|token| self.colour(token, &declared, &mut kinds)).collect()
    }

    fn colour(
        &self,
        token: &Token,
        declared: &HashMap<u32, SymbolKind>,
        kinds: &mut HashMap<crate::source::Span, Option<SymbolKind>>,
    ) -> Option<Colour> {
        let range = token.span.start..token.span.end;
        let plain = |kind| Colour {
            range: range.clone(),
            kind,
            is_declaration: false,
            is_documentation: false,
            is_built_in: false,
        };
        Some(match token.kind {
            TokenKind::Comment => plain(ColourKind::Comment),
            TokenKind::Doc | TokenKind::FileDoc => {
                Colour { is_documentation: true, ..plain(ColourKind::Comment) }
            }
            TokenKind::Text | TokenKind::Bytes => plain(ColourKind::Text),
            TokenKind::Int | TokenKind::Float | TokenKind::Date | TokenKind::Oid => {
                plain(ColourKind::Number)
            }
            TokenKind::Assign
            | TokenKind::Equal
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::Arrow
            | TokenKind::Bar
            | TokenKind::Dots => plain(ColourKind::Operator),
            TokenKind::Word | TokenKind::QuotedName => {
                if let Some(kind) = declared.get(&token.span.start) {
                    return Some(Colour { is_declaration: true, ..plain(of(*kind)) });
                }
                let used = self.index.use_at(ROOT, token.span.start);
                if let Some(used) = used.filter(|used| used.span == token.span) {
                    let kind = *kinds
                        .entry(used.definition)
                        .or_insert_with(|| self.kind_of(used.definition));
                    return kind.map(|kind| plain(of(kind)));
                }
                return self
                    .word(token)
                    .map(|(kind, is_built_in)| Colour { is_built_in, ..plain(kind) });
            }
            _ => return None,
        })
    }

    /// A word that means nothing that is declared.
    fn word(&self, token: &Token) -> Option<(ColourKind, bool)> {
        if token.kind == TokenKind::QuotedName {
            return None;
        }
        let claim = self.index.claim_at(ROOT, token.span.start);
        if claim.is_some_and(|claim| claim.span == token.span) {
            let word = self.source(token.span);
            return Some(if word == "it" {
                (ColourKind::Keyword, false)
            } else {
                (ColourKind::Part, true)
            });
        }
        let word = self.source(token.span);
        if is_reserved(word) {
            return Some((ColourKind::Keyword, false));
        }
        if self.capability_at(token.span, word).is_some() {
            return Some((ColourKind::Capability, true));
        }
        if CONTEXTUAL_WORDS.contains(&word) || crate::service::words::of_keyword(word).is_some() {
            return Some((ColourKind::Keyword, false));
        }
        if is_built_in(word) || Format::from_word(word).is_some() {
            return Some((ColourKind::Type, true));
        }
        matches!(word, "none" | "banned").then_some((ColourKind::Role, true))
    }
}

const fn of(kind: SymbolKind) -> ColourKind {
    match kind {
        SymbolKind::Module => ColourKind::Module,
        SymbolKind::Type => ColourKind::Type,
        SymbolKind::Enum => ColourKind::Enum,
        SymbolKind::Member => ColourKind::EnumMember,
        SymbolKind::Credential => ColourKind::Credential,
        SymbolKind::Claim => ColourKind::Claim,
        SymbolKind::Role => ColourKind::Role,
        SymbolKind::Constant => ColourKind::Constant,
        SymbolKind::Condition => ColourKind::Condition,
        SymbolKind::Rule => ColourKind::Rule,
        SymbolKind::Policy | SymbolKind::Setting | SymbolKind::Test => ColourKind::Text,
    }
}
