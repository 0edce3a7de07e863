//! The policies of the repository, and what the compiler's parser says of them.

use std::ops::Range;

use admit::diagnostic::{Diagnostic, code};
use admit::limits::Limits;
use admit::source::FileId;
use admit::syntax::token::{Token, TokenKind, tokens};
use admit::syntax::{ast, parse};

use crate::{files, read, root};

/// More octets than any policy here has.
const LONGEST: usize = 1 << 18;

/// Every policy below examples, stdlib and tests, by its path; XML of another program left out.
pub fn policies() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["examples", "stdlib", "tests"] {
        for path in files(&root().join(folder), "policy") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let text = read(&path);
            assert!(text.len() <= LONGEST, "{name} is too long to be read with patience");
            if !text.trim_start_matches('\u{FEFF}').trim_start().starts_with('<') {
                found.push((name, text));
            }
        }
    }
    assert!(found.len() > 50, "only {} policies", found.len());
    found
}

/// A text as the compiler's parser reads it.
pub struct Source<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub file: ast::File,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is said of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Sound,
    /// Only what is no business of a grammar: the inside of literals, limits, level comments.
    Beyond,
    Broken,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Self {
        // All mistakes are wanted, and no limit is meant but those on stack.
        let limits = Limits { source_bytes: usize::MAX, ..Limits::default() };
        let (file, diagnostics) = parse(text, FileId(0), &limits);
        Source { text, tokens: tokens(text, FileId(0)), file, diagnostics }
    }

    pub fn verdict(&self) -> Verdict {
        self.judge(self.diagnostics.iter())
    }

    fn judge<'d>(&self, mut found: impl Iterator<Item = &'d Diagnostic>) -> Verdict {
        found.by_ref().fold(Verdict::Sound, |verdict, found| match self.is_structural(found) {
            true => Verdict::Broken,
            false if verdict == Verdict::Sound => Verdict::Beyond,
            false => verdict,
        })
    }

    /// Whether a grammar can know of a mistake.
    fn is_structural(&self, found: &Diagnostic) -> bool {
        match found.code {
            // Which escapes there are, how wide a number is, what is glued to it.
            code::BAD_LITERAL => false,
            code::TOO_DEEP | code::SOURCE_TOO_LARGE | code::TOO_MANY_MISTAKES => false,
            code::BAD_LEVEL_COMMENT | code::MISPLACED_LEVEL => false,
            // Characters that deceive, where any other may stand.
            code::UNKNOWN_CHARACTER => {
                let kind = self.token_at(found.primary.span.start).map(|token| token.kind);
                !kind.is_some_and(|kind| kind.is_trivia() || kind == TokenKind::QuotedName)
            }
            _ => true,
        }
    }

    fn token_at(&self, offset: u32) -> Option<&Token> {
        let at = self.tokens.partition_point(|token| token.span.end <= offset);
        self.tokens.get(at)
    }

    /// The places of the items, each from its keyword up to the next.
    pub fn items(&self) -> Vec<Range<usize>> {
        let starts: Vec<usize> =
            self.file.items.iter().map(|item| item.span.start as usize).collect();
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }

    /// What is said of the text in a range.
    pub fn verdict_in(&self, range: &Range<usize>) -> Verdict {
        let inside = |found: &&Diagnostic| {
            let start = found.primary.span.start as usize;
            // What is missing at the end is said of the place behind it.
            range.start <= start && start <= range.end
        };
        self.judge(self.diagnostics.iter().filter(inside))
    }
}
