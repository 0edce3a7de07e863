//! Levels in comments: `// admit: allow(W0512) reason` above an item.
#![expect(
    clippy::result_large_err,
    reason = "a comment that cannot be read is the rare case, and its diagnostic is kept as it is"
)]

use crate::diagnostic::{Diagnostic, Level, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{File, Item, Name};
use crate::syntax::token::{self, Token, TokenKind, offset};

/// A level that a comment sets for one item.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelComment {
    /// `allow`, `warn` or `deny`, unchecked.
    pub level: Name,
    /// The codes, unchecked; at least one.
    pub codes: Vec<Name>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// The comment.
    pub span: Span,
    /// Where it counts: from the comment to the end of the item.
    pub scope: Span,
}

/// What the comment begins with, behind its slashes.
const MARK: &str = "admit";

/// The form that messages show.
const FORM: &str = "it is written `// admit: allow(W0512) why it is all right here`";

/// The levels that the comments of a file set, and what is wrong with such comments.
///
/// In a file with broken items nothing is said of where comments stand: the item may be there.
pub fn levels(text: &str, file: &File, is_damaged: bool) -> (Vec<LevelComment>, Vec<Diagnostic>) {
    // Most files have none; they need no second reading.
    let may_have = |line: &str| {
        let (_, comment) = line.split_once("//")?;
        comment.to_ascii_lowercase().contains(MARK).then_some(())
    };
    if !text.lines().any(|line| may_have(line).is_some()) {
        return (Vec::new(), Vec::new());
    }
    let tokens = token::tokens(text, file.file);
    let (mut found, mut mistakes) = (Vec::new(), Vec::new());
    for (index, token) in tokens.iter().enumerate() {
        let line = text.get(token.span.range()).unwrap_or_default();
        let Some(comment) = Comment::of(token, line) else { continue };
        let read = comment.read().and_then(|read| {
            let item = item_below(text, &tokens, index, file);
            match item {
                Some(item) => Ok(Some(LevelComment { scope: token.span.to(item.span), ..read })),
                None if is_damaged => Ok(None),
                None => Err(misplaced(token.span)),
            }
        });
        match read {
            Ok(read) => found.extend(read),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    (found, mistakes)
}

/// The item that a comment stands directly above: between them only comments, one to a line.
fn item_below<'f>(text: &str, tokens: &[Token], index: usize, file: &'f File) -> Option<&'f Item> {
    let source = |token: &Token| text.get(token.span.range()).unwrap_or_default();
    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
    let alone = before.is_none_or(|before| match before.kind {
        TokenKind::Layout => before.span.start == 0 || source(before).contains('\n'),
        kind => kind == TokenKind::ByteOrderMark,
    });
    let mut rest = tokens.get(index + 1..).unwrap_or_default().iter().filter(|_| alone);
    let next = rest.find(|token| match token.kind {
        // An empty line ends what belongs together.
        TokenKind::Layout => source(token).matches('\n').count() > 1,
        TokenKind::Comment | TokenKind::Doc => false,
        _ => true,
    })?;
    let at = file.items.binary_search_by_key(&next.span.start, |item| item.span.start).ok()?;
    file.items.get(at)
}

fn misplaced(span: Span) -> Diagnostic {
    Diagnostic::new(code::MISPLACED_LEVEL, span, "this level stands above no item")
        .note("a level in a comment counts for the one item below it")
        .help("put it on a line of its own, directly above the item or its `///` lines")
        .help("for the whole policy, write `allow W0512 \"reason\"` in the block of `policy`")
}

/// A comment that says something to the compiler.
struct Comment<'t> {
    /// All of it.
    span: Span,
    /// What stands behind `admit`, and from which octet of the comment.
    rest: &'t str,
    at: usize,
    /// Whether it is a comment of two slashes.
    is_plain: bool,
}

impl<'t> Comment<'t> {
    /// The comment of a token when it begins with `admit:`, or with `admit` and what looks like a
    /// level.
    fn of(token: &Token, line: &'t str) -> Option<Comment<'t>> {
        if !matches!(token.kind, TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc) {
            return None;
        }
        let is_plain = token.kind == TokenKind::Comment && !line.starts_with("////");
        let words = line.trim_start_matches(['/', '!', ' ', '\t']);
        let (mark, rest) = words.split_at_checked(MARK.len())?;
        let named = mark.eq_ignore_ascii_case(MARK);
        let after = rest.trim_start();
        let levelled = Level::ALL.iter().any(|level| {
            let body = after.trim_start_matches(':').trim_start();
            body.strip_prefix(level.word()).is_some_and(|rest| rest.trim_start().starts_with('('))
        });
        let meant = levelled || is_plain && after.starts_with(':');
        (named && meant).then(|| Comment {
            span: token.span,
            rest,
            at: line.len() - rest.len(),
            is_plain,
        })
    }

    /// Level, codes and reason; the scope is the comment alone.
    fn read(&self) -> Result<LevelComment, Diagnostic> {
        if !self.is_plain {
            return Err(self.unreadable("a level stands in a comment with two slashes"));
        }
        let body = self.rest.trim_start().strip_prefix(':');
        let body = body.ok_or_else(|| self.unreadable("`:` is missing after `admit`"))?;
        let body = body.trim_start();
        let end = body.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(body.len());
        let (word, rest) = body.split_at(end);
        if word.is_empty() {
            return Err(self.unreadable("a comment that begins with `admit:` sets a level"));
        }
        let rest = rest.trim_start().strip_prefix('(');
        let rest = rest.ok_or_else(|| {
            self.unreadable(
                "a comment that begins with `admit:` sets a level for codes in parentheses",
            )
        })?;
        let (codes, reason) =
            rest.split_once(')').ok_or_else(|| self.unreadable("the codes have no closing `)`"))?;
        let codes: Vec<Name> = codes.split(',').map(|code| self.part(code.trim())).collect();
        if codes.iter().any(|code| code.node.is_empty()) {
            return Err(self.unreadable("a code is missing between the parentheses"));
        }
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
        Ok(LevelComment {
            level: self.part(word),
            codes,
            reason: reason.map(|reason| self.part(reason)),
            span: self.span,
            scope: self.span,
        })
    }

    fn unreadable(&self, message: &str) -> Diagnostic {
        Diagnostic::new(code::BAD_LEVEL_COMMENT, self.span, message).help(FORM)
    }

    /// A part of `rest` with its place.
    fn part(&self, part: &'t str) -> Spanned<String> {
        // Both are slices of one text; the distance of their beginnings is the offset.
        let inside = (part.as_ptr() as usize).saturating_sub(self.rest.as_ptr() as usize);
        let start = self.span.start.saturating_add(offset(self.at.saturating_add(inside)));
        let span = Span::new(self.span.file, start, start.saturating_add(offset(part.len())));
        Spanned::new(part.to_owned(), span)
    }
}
