//! Conditions whose sides changed places, and one that says nothing.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::{Place, Repair, Slip, is_reserved};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    idle_true(place, found).or_else(|| value_first(place, found))
}

/// `where true`
fn idle_true(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let before = place.before().filter(|before| before.is_word("where"))?;
    if !found.is_word("true") || place.next().is_some_and(|next| !next.first_on_line) {
        return None;
    }
    let message = "a rule without a condition has no `where`";
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help("leave `where true` out")
        .suggest(before.span.to(found.span), "", "take it away", Applicability::Maybe);
    Some((diagnostic, Repair::None))
}

/// `"x" == iss`, `"x" in groups`
fn value_first(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if !place.expected.has(Rule::basic) || !found.kind.is_literal() {
        return None;
    }
    let message = format!("a test begins with a claim, not with the value {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message);
    let Some((better, end)) = claim_first(place, found) else {
        return Some((diagnostic.help("write the claim first: `iss == \"…\"`"), Repair::None));
    };
    let diagnostic = diagnostic.help(format!("write the claim first: `{better}`")).suggest(
        found.span.to(end),
        better,
        "write the claim first",
        Applicability::Maybe,
    );
    Some((diagnostic, Repair::None))
}

/// A test whose sides changed places, and where it ends.
fn claim_first(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<(String, Span)> {
    let operator = match place.next()? {
        next if next.is_word("in") => "contains",
        next => match next.kind {
            TokenKind::Equal => "==",
            TokenKind::Less => ">",
            TokenKind::LessOrEqual => ">=",
            TokenKind::Greater => "<",
            TokenKind::GreaterOrEqual => "<=",
            _ => return None,
        },
    };
    let (claim, end) = path_at(place.chunk.get(place.at + 2..)?)?;
    Some((format!("{claim} {operator} {}", found.text), end))
}

/// The dotted name that some lexemes begin with, and where it ends.
pub(super) fn path_at(lexemes: &[Lexeme<'_>]) -> Option<(String, Span)> {
    let mut path = String::new();
    let mut end = None;
    for (index, lexeme) in lexemes.iter().enumerate() {
        let fits = match index % 2 {
            0 => lexeme.kind.is_name() && !is_reserved(lexeme.text),
            _ => lexeme.kind == TokenKind::Dot && lexeme.glued,
        };
        if !fits {
            break;
        }
        path.push_str(lexeme.text);
        end = Some(lexeme.span);
    }
    end.filter(|_| !path.ends_with('.')).map(|end| (path, end))
}
