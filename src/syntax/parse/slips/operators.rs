//! Operators as other languages write them.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::syntax::grammar::Rule;
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::{Place, Repair, Slip, no_expressions};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let expected = place.expected;
    if found.kind == TokenKind::Equal && expected.has(Rule::assign) {
        let diagnostic =
            Diagnostic::new(code::UNEXPECTED, found.span, "one `=` gives a value, `==` compares")
                .suggest(found.span, "=", "use `=`", Applicability::Certain);
        return Some((diagnostic, Repair::Replace("=".into())));
    }
    if let Some(slip) = loud_word(place, found).or_else(|| torn(place, found)) {
        return Some(slip);
    }
    if found.is_word("is") && place.wants_relation() || expected.has(Rule::kw_absent) {
        return is_something(place, found);
    }
    if !place.wants_relation() && !expected.has(Rule::kw_ignoring) {
        return None;
    }
    if let Some(slip) = turned_round(place, found) {
        return Some(slip);
    }
    if found.kind == TokenKind::Assign {
        // Before anything but a value, another sign may be meant.
        let value = place.next().is_some_and(|next| {
            next.kind.is_literal() || next.kind.is_name() || next.kind == TokenKind::OpenBracket
        });
        let quoted = place.next().is_some_and(|next| next.kind == TokenKind::SingleQuoted);
        let sure = if value || quoted { Applicability::Certain } else { Applicability::Maybe };
        let diagnostic =
            Diagnostic::new(code::SINGLE_EQUALS, found.span, "`==` compares, `=` gives a value")
                .suggest(found.span, "==", "use `==`", sure);
        return Some((diagnostic, Repair::Replace("==".into())));
    }
    if found.kind != TokenKind::Word {
        return None;
    }
    if EXPRESSIONS.contains(&found.text) {
        return Some((no_expressions(found), Repair::None));
    }
    let ours = ours(found.text)?;
    let message = format!("`{}` is written `{ours}`", found.text);
    // Of a number these say something else.
    let sure = match found.text {
        "within" | "below" => Applicability::Maybe,
        _ => Applicability::Certain,
    };
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, found.span, message).suggest(
        found.span,
        ours,
        format!("use `{ours}`"),
        sure,
    );
    Some((diagnostic, Repair::Replace(ours.into())))
}

/// Operators as others spell them, and as we do.
const OPERATORS: &[(&str, &str)] = &[
    ("equals", "=="),
    ("equal", "=="),
    ("eq", "=="),
    ("lt", "<"),
    ("gt", ">"),
    ("le", "<="),
    ("ge", ">="),
    ("startswith", "starts with"),
    ("startsWith", "starts with"),
    ("starts_with", "starts with"),
    ("endswith", "ends with"),
    ("endsWith", "ends with"),
    ("ends_with", "ends with"),
    ("includes", "contains"),
    ("has", "contains"),
    ("containing", "contains"),
    ("within", "under"),
    ("below", "under"),
    ("is_absent", "is absent"),
    ("is_null", "is null"),
    ("ignore_case", "ignoring case"),
    ("ignoring_case", "ignoring case"),
    ("ignorecase", "ignoring case"),
];

/// How we spell an operator of others.
pub(super) fn ours(theirs: &str) -> Option<&'static str> {
    OPERATORS.iter().find(|(word, _)| *word == theirs).map(|(_, ours)| *ours)
}

/// Words with which others ask for a regular expression.
pub(super) const EXPRESSIONS: &[&str] =
    &["matches", "match", "matching", "like", "regex", "regexp", "glob"];

/// `a AND b`
fn loud_word(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let words = [(Rule::kw_and, "and"), (Rule::kw_or, "or")];
    let (_, ours) = words.into_iter().find(|(rule, word)| {
        place.expected.has(*rule)
            && found.kind == TokenKind::Word
            && found.text.eq_ignore_ascii_case(word)
    })?;
    let message = format!("words of the language are lower case: `{ours}`");
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, found.span, message).suggest(
        found.span,
        ours,
        format!("use `{ours}`"),
        Applicability::Certain,
    );
    Some((diagnostic, Repair::Replace(ours.into())))
}

/// `=>`, `=<`, and the same with a gap: `= >`, `= =`
fn turned_round(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let next = place.next().filter(|_| found.kind == TokenKind::Assign)?;
    let ours = match next.kind {
        TokenKind::Greater => ">=",
        TokenKind::Less => "<=",
        TokenKind::Assign => "==",
        _ => return None,
    };
    let span = found.span.to(next.span);
    let gap = if next.glued { "" } else { " " };
    let message = format!("`={gap}{}` is written `{ours}`", next.text);
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, span, message).suggest(
        span,
        ours,
        format!("use `{ours}`"),
        Applicability::Certain,
    );
    Some((diagnostic, Repair::Take(1, ours.into())))
}

/// `> =`
fn torn(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let before = place.before().filter(|_| found.kind == TokenKind::Assign)?;
    let ours = match before.kind {
        TokenKind::Greater => ">=",
        TokenKind::Less => "<=",
        _ => return None,
    };
    let span = before.span.to(found.span);
    let message = format!("`{} =` is written `{ours}`, without a gap", before.text);
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, span, message).suggest(
        span,
        ours,
        format!("use `{ours}`"),
        Applicability::Certain,
    );
    let before = place.at.checked_sub(1)?;
    Some((diagnostic, Repair::Edit(vec![(before, ours.into()), (place.at, String::new())])))
}

/// `is` with anything but `absent` and `null` behind it.
fn is_something(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let is = place.before().filter(|before| before.is_word("is"))?;
    use Applicability::{Certain, Maybe};
    let whole = is.span.to(found.span);
    let (ours, span, sure) = match found.text {
        "missing" | "undefined" => ("is absent", whole, Certain),
        // It may be null that is meant.
        "none" => ("is absent", whole, Maybe),
        "present" | "there" => ("exists", whole, Certain),
        _ if found.kind.is_literal() || matches!(found.text, "true" | "false") => {
            ("==", is.span, Certain)
        }
        _ => return None,
    };
    let message = format!("`is` is followed by `absent` or `null`, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, found.span, message).suggest(
        span,
        ours,
        format!("use `{ours}`"),
        sure,
    );
    Some((diagnostic, Repair::None))
}
