//! Brackets: how deep they nest, and which have no partner.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::token::TokenKind;

use super::lexeme::Lexeme;
use super::mistakes::Mistakes;

/// The brackets that are open at some place, by the index of their lexeme.
#[derive(Debug, Default)]
pub(super) struct Open {
    stack: Vec<(TokenKind, usize)>,
    /// How many of `{`, `[` and `(` are on the stack.
    counts: [usize; 3],
}

/// What a lexeme did to the open brackets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is no bracket.
    Nothing,
    /// It opened.
    Opened,
    /// It closed; these were open inside, outermost first, and are closed with it.
    Closed(Vec<(TokenKind, usize)>),
    /// It closes nothing.
    Stray,
}

impl Open {
    /// How many are open.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Goes past a lexeme.
    pub fn follow(&mut self, kind: TokenKind, index: usize) -> Step {
        if let Some(count) = slot(kind).and_then(|slot| self.counts.get_mut(slot)) {
            *count += 1;
            self.stack.push((kind, index));
            return Step::Opened;
        }
        let Some(opener) = opener(kind) else { return Step::Nothing };
        let Some(at) = self.partner(opener) else { return Step::Stray };
        let mut inside = self.stack.split_off(at);
        for (kind, _) in &inside {
            if let Some(count) = slot(*kind).and_then(|slot| self.counts.get_mut(slot)) {
                *count = count.saturating_sub(1);
            }
        }
        inside.remove(0);
        Step::Closed(inside)
    }

    /// The place on the stack of the innermost bracket of this kind.
    fn partner(&self, opener: TokenKind) -> Option<usize> {
        let open = slot(opener).and_then(|slot| self.counts.get(slot)).copied().unwrap_or(0);
        if open == 0 {
            return None;
        }
        self.stack.iter().rposition(|(kind, _)| *kind == opener)
    }
}

/// What the brackets of an item are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Brackets {
    /// Each has its partner.
    Balanced,
    /// Some had none; it was said, and the parser is shown balanced ones, probably the right ones.
    Mended,
    /// As before, but a brace had none: what else does not fit probably follows from that.
    Guessed,
    /// They nest too deep; it was said.
    TooDeep,
}

/// Checks the brackets of an item.
pub(super) fn check(chunk: &mut [Lexeme<'_>], limit: usize, mistakes: &mut Mistakes) -> Brackets {
    let mut open = Open::default();
    let mut outcome = Brackets::Balanced;
    for index in 0..chunk.len() {
        let Some(lexeme) = chunk.get_mut(index) else { break };
        match open.follow(lexeme.kind, index) {
            Step::Opened if open.depth() > limit => {
                lexeme.reported = true;
                let message = format!("brackets nest more than {limit} deep");
                mistakes.push(Diagnostic::new(code::TOO_DEEP, lexeme.span, message));
                return Brackets::TooDeep;
            }
            Step::Stray => {
                mistakes.push(stray(lexeme));
                lexeme.reported = true;
                lexeme.leave_out();
                outcome = outcome.max(Brackets::Mended);
            }
            Step::Closed(inside) if !inside.is_empty() => {
                outcome = outcome.max(close(chunk, &inside, index, mistakes));
            }
            _ => {}
        }
    }
    if !open.stack.is_empty() {
        outcome = outcome.max(close(chunk, &open.stack, chunk.len(), mistakes));
    }
    outcome
}

fn stray(lexeme: &Lexeme<'_>) -> Diagnostic {
    Diagnostic::new(code::UNBALANCED, lexeme.span, format!("this `{}` closes nothing", lexeme.text))
        .suggest(lexeme.span, "", "take it away", Applicability::Maybe)
}

/// Complains about the innermost of some brackets that are open at `end`, and closes all of them:
/// braces there, others where their line ends.
fn close(
    chunk: &mut [Lexeme<'_>],
    left_open: &[(TokenKind, usize)],
    end: usize,
    mistakes: &mut Mistakes,
) -> Brackets {
    let mut outcome = Brackets::Mended;
    let mut place = 0;
    for (kind, index) in left_open.iter().rev().copied() {
        let natural = if kind == TokenKind::OpenBrace {
            outcome = Brackets::Guessed;
            end
        } else {
            line_end(chunk, index, end)
        };
        // A bracket closes no earlier than those inside it.
        let first = place == 0;
        place = natural.max(place);
        let Some(last) = place.checked_sub(1).and_then(|last| chunk.get_mut(last)) else {
            continue;
        };
        last.follow_with(closer(kind));
        let after = last.span.after();
        if first {
            let found = chunk.get(end).map(|found| found.span);
            if let Some(opener) = chunk.get_mut(index) {
                mistakes.push(left_open_at(opener, after, found));
            }
        }
    }
    outcome
}

/// The complaint about a bracket that was left open; the repair closes it at `after`.
fn left_open_at(opener: &mut Lexeme<'_>, after: Span, found: Option<Span>) -> Diagnostic {
    opener.reported = true;
    let closer = closer(opener.kind);
    let message = format!("this `{}` is never closed", opener.text);
    let diagnostic = Diagnostic::new(code::UNBALANCED, opener.span, message).suggest(
        after,
        closer,
        format!("close it with `{closer}`"),
        Applicability::Maybe,
    );
    match found {
        Some(found) => diagnostic.label(found, format!("`{closer}` is expected before this")),
        None => diagnostic,
    }
}

/// Where the line of the bracket at `index` ends, at most at `end`; lines inside further brackets
/// belong to it.
fn line_end(chunk: &[Lexeme<'_>], index: usize, end: usize) -> usize {
    let mut open = Open::default();
    let ends = |lexeme: &Lexeme<'_>| {
        let here = lexeme.first_on_line && open.depth() == 0;
        open.follow(lexeme.kind, 0);
        here
    };
    let rest = chunk.get(index + 1..end).unwrap_or_default();
    rest.iter().position(ends).map_or(end, |at| index + 1 + at)
}

/// The place of an opening bracket among the counts.
fn slot(kind: TokenKind) -> Option<usize> {
    match kind {
        TokenKind::OpenBrace => Some(0),
        TokenKind::OpenBracket => Some(1),
        TokenKind::OpenParen => Some(2),
        _ => None,
    }
}

/// The opening bracket that a closing one wants.
fn opener(kind: TokenKind) -> Option<TokenKind> {
    match kind {
        TokenKind::CloseBrace => Some(TokenKind::OpenBrace),
        TokenKind::CloseBracket => Some(TokenKind::OpenBracket),
        TokenKind::CloseParen => Some(TokenKind::OpenParen),
        _ => None,
    }
}

/// The text that closes an opening bracket.
const fn closer(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::OpenBrace => "}",
        TokenKind::OpenBracket => "]",
        _ => ")",
    }
}
