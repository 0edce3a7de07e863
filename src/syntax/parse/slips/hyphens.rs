//! Names with a hyphen, and formats with signs that their names do not have.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::{Place, Repair, Slip, is_reserved};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    format(place, found).or_else(|| hyphen(place, found))
}

/// The formats' names, and the same without what others write between letters and digits.
const FORMATS: &[(&str, &str)] = &[
    ("jwt", "jwt"),
    ("sd_jwt", "sdjwt"),
    ("cwt", "cwt"),
    ("sd_cwt", "sdcwt"),
    ("vc", "vc"),
    ("x509", "x509"),
];

/// `sd-jwt`, `x.509`
fn format(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let joins = matches!(found.kind, TokenKind::Dash | TokenKind::Dot) && found.glued;
    if !joins || !place.is_in("credential") || !place.expected.has(Rule::open_brace) {
        return None;
    }
    let (first, end) = (place.at.checked_sub(1)?, place.at + 1);
    let (before, last) = (place.chunk.get(first)?, place.chunk.get(end).filter(|it| it.glued)?);
    let bare = format!("{}{}", before.text, last.text).to_ascii_lowercase();
    let (ours, _) = FORMATS.iter().find(|(_, plain)| *plain == bare)?;
    let span = before.span.to(last.span);
    let theirs = format!("{}{}{}", before.text, found.text, last.text);
    let message = format!("the format `{theirs}` is written `{ours}`");
    let diagnostic = Diagnostic::new(code::UNEXPECTED, span, message).suggest(
        span,
        *ours,
        format!("use `{ours}`"),
        Applicability::Certain,
    );
    Some((diagnostic, joined(first, end, (*ours).to_owned())))
}

/// `my-rule`
fn hyphen(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let first = place.at.checked_sub(1)?;
    let before = place.chunk.get(first)?;
    let plain = before.kind == TokenKind::Word && !before.is_edited() && !is_reserved(before.text);
    if !plain || !found.glued || found.kind != TokenKind::Dash {
        return None;
    }
    let parts = place.chunk.get(place.at..).unwrap_or_default();
    let part =
        |it: &&Lexeme<'_>| it.glued && (it.kind == TokenKind::Word || it.kind == TokenKind::Dash);
    let parts: Vec<_> = parts.iter().take_while(part).collect();
    let last = parts.last().filter(|last| last.kind == TokenKind::Word)?;
    let texts = parts.iter().map(|part| part.text);
    let theirs: String = std::iter::once(before.text).chain(texts).collect();
    let ours = theirs.replace('-', "_");
    let span = before.span.to(last.span);
    let end = first + parts.len();
    let diagnostic =
        Diagnostic::new(code::UNEXPECTED, span, format!("a name has no hyphen: `{ours}`"));
    Some((suggested(place, diagnostic, span, (&theirs, &ours)), joined(first, end, ours)))
}

/// A claim keeps the name that the credential gives it; all else is named by the author.
fn suggested(
    place: Place<'_, '_>,
    diagnostic: Diagnostic,
    span: Span,
    (theirs, ours): (&str, &str),
) -> Diagnostic {
    let behind = |it: &&Lexeme<'_>| it.span.start >= span.end;
    let next = place.chunk.iter().find(behind);
    let declared = place.is_in("credential") || place.is_in("type");
    if declared && next.is_some_and(|next| next.kind == TokenKind::Colon) && !is_head(place) {
        let better = format!("{ours} at \"{theirs}\"");
        let text = "give it a name, and keep its key";
        return diagnostic.suggest(span, better, text, Applicability::Maybe);
    }
    diagnostic.suggest(span, ours, format!("use `{ours}`"), Applicability::Maybe)
}

/// Whether a place is before the block of its item.
fn is_head(place: Place<'_, '_>) -> bool {
    let before = place.chunk.get(..place.at).unwrap_or_default();
    !before.iter().any(|it| it.kind == TokenKind::OpenBrace)
}

/// One word in the place of several lexemes.
fn joined(first: usize, last: usize, text: String) -> Repair {
    let rest = (first + 1..=last).map(|at| (at, String::new()));
    Repair::Edit(std::iter::once((first, text)).chain(rest).collect())
}
