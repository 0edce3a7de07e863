//! `not`, `!`, `!=` and their kin, and what says the same.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::turned::path_at;
use super::{Place, Repair, Slip, is_reserved};

const WHY: &str = "the wire cannot carry it, and \"not equal\" would be true of a claim that was \
                   simply withheld";

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let other = matches!(found.text, "isnt" | "unless" | "except") && found.kind == TokenKind::Word;
    let not = found.kind == TokenKind::Word
        && found.text.eq_ignore_ascii_case("not")
        && place.is_in_condition();
    let rule = place.expected.has(crate::syntax::grammar::Rule::kw_where);
    if !(not || other && (place.wants_relation() || rule)) {
        return None;
    }
    let is = place.before().filter(|before| before.is_word("is"));
    let whole = |next: &Lexeme<'_>| is.map_or(found.span, |is| is.span).to(next.span);
    let (span, ours) = match place.next() {
        Some(next) if is.is_some() && next.is_word("absent") => (whole(next), "exists"),
        Some(next) if place.wants_relation() && next.is_word("exists") => {
            (whole(next), "is absent")
        }
        _ => return Some((no_negation(place.chunk, place.at)?, Repair::None)),
    };
    let diagnostic = Diagnostic::new(code::NO_NEGATION, found.span, "there is no `not`")
        .note("the wire cannot carry it")
        .suggest(span, ours, format!("use `{ours}`"), Applicability::Certain);
    Some((diagnostic, Repair::None))
}

/// The message of language.md section 5, with the help that fits what stands around `at`.
pub(in crate::syntax::parse) fn no_negation(chunk: &[Lexeme<'_>], at: usize) -> Option<Diagnostic> {
    let found = chunk.get(at)?;
    let message = format!("there is no {}", quote(found));
    let diagnostic = Diagnostic::new(code::NO_NEGATION, found.span, message).note(WHY);
    Some(match said(chunk, at) {
        Some(Said::Presence(claim, first, last)) => diagnostic
            .help(format!("that a claim is there is tested with `exists`: `{claim} exists`"))
            .suggest(
                chunk.get(first)?.span.to(chunk.get(last)?.span),
                "exists",
                "use `exists`",
                Applicability::Maybe,
            ),
        Some(Said::Alone(claim)) => diagnostic
            .help(format!("of a claim that is true or false, write `{claim} == false`"))
            .help(refusal(chunk, &claim)),
        Some(Said::Compared(test)) => diagnostic
            .help(refusal(chunk, &test))
            .help("or name the other values: `employment in [\"full-time\", \"part-time\"]`"),
        None => diagnostic
            .help("name the other values: `employment in [\"full-time\", \"part-time\"]`")
            .help("or turn an ordering round: `clearance < 3`")
            .help("or put a rule before this one that refuses them: `refuse Badge where …`")
            .help("`x is absent` is true when there is no claim `x`"),
    })
}

fn refusal(chunk: &[Lexeme<'_>], test: &str) -> String {
    let credential = credential(chunk).unwrap_or("Badge");
    format!("put a rule before this one that refuses them: `refuse {credential} where {test}`")
}

/// What is negated.
enum Said {
    /// `CLAIM is not null`, from one lexeme to another.
    Presence(String, usize, usize),
    /// `not CLAIM`
    Alone(String),
    /// The test that is negated.
    Compared(String),
}

fn said(chunk: &[Lexeme<'_>], at: usize) -> Option<Said> {
    let found = chunk.get(at)?;
    // Inside a search names mean the claims of an element.
    let before = chunk.get(..at)?;
    let count = |kind| before.iter().filter(|lexeme| lexeme.kind == kind).count();
    if count(TokenKind::OpenBracket) > count(TokenKind::CloseBracket) {
        return None;
    }
    let next = chunk.get(at + 1)?;
    let is = at.checked_sub(1).filter(|it| chunk.get(*it).is_some_and(|it| it.is_word("is")));
    let Some(claim) = path_before(chunk, is.unwrap_or(at)) else {
        let behind = chunk.get(at + 1..)?;
        let (claim, end) = path_at(behind)?;
        let rest = behind.iter().find(|lexeme| lexeme.span.start >= end.end);
        let ends = rest.is_none_or(|it| {
            it.first_on_line || matches!(it.text.to_ascii_lowercase().as_str(), "and" | "or" | ")")
        });
        return ends.then_some(Said::Alone(claim));
    };
    let word = found.kind == TokenKind::Word;
    let null = next.text.eq_ignore_ascii_case("null") && next.kind == TokenKind::Word;
    match is {
        Some(is) if null => return Some(Said::Presence(claim, is, at + 1)),
        None if null && !word => return Some(Said::Presence(claim, at, at + 1)),
        _ => {}
    }
    if word && is.is_none() {
        let relation = ["in", "contains", "starts", "ends", "under"];
        let (first, behind) = (next.text, chunk.get(at + 2..)?);
        let relation = relation.iter().find(|it| first.eq_ignore_ascii_case(it))?;
        let (relation, behind) = match behind.first() {
            Some(with) if with.is_word("with") => (format!("{relation} with"), behind.get(1..)?),
            _ => ((*relation).to_owned(), behind),
        };
        return Some(Said::Compared(format!("{claim} {relation} {}", value(behind)?)));
    }
    Some(Said::Compared(format!("{claim} == {}", value(chunk.get(at + 1..)?)?)))
}

/// The dotted name that ends before `at`.
fn path_before(chunk: &[Lexeme<'_>], at: usize) -> Option<String> {
    let fits = |lexeme: &&Lexeme<'_>| {
        lexeme.kind == TokenKind::Dot || lexeme.kind.is_name() && !is_reserved(lexeme.text)
    };
    let count = chunk.get(..at)?.iter().rev().take_while(fits).count();
    let lexemes = chunk.get(at.checked_sub(count)?..at)?;
    let (path, end) = path_at(lexemes)?;
    (lexemes.last()?.span == end).then_some(path)
}

/// The value that some lexemes begin with: a literal, a name, or a list that is not too long.
fn value(lexemes: &[Lexeme<'_>]) -> Option<String> {
    let first = lexemes.first()?;
    if first.kind.is_literal() || matches!(first.text, "true" | "false") {
        return Some(first.text.to_owned());
    }
    if first.kind == TokenKind::SingleQuoted {
        return Some("\"…\"".to_owned());
    }
    match first.kind {
        TokenKind::OpenBracket => Some("[…]".to_owned()),
        _ => path_at(lexemes).map(|(path, _)| path),
    }
}

/// The credential that an item is about.
fn credential<'t>(chunk: &[Lexeme<'t>]) -> Option<&'t str> {
    let about = |lexeme: &Lexeme<'_>| {
        lexeme.is_word("admit") || lexeme.is_word("refuse") || lexeme.is_word("of")
    };
    let at = chunk.iter().position(about)?;
    chunk.get(at + 1).filter(|name| name.kind.is_name()).map(|name| name.text)
}
