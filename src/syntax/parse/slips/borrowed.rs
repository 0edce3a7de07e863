//! Conditions as other languages write them: words in capitals, `BETWEEN`, JSON, and commas too many.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::operators::EXPRESSIONS;
use super::{Place, Repair, Slip, no_expressions};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    capitals(place, found)
        .or_else(|| between(place, found))
        .or_else(|| json(place, found))
        .or_else(|| comma_behind_a_test(place, found))
        .or_else(|| comma_at_the_end(place))
}

/// Words of the language that may be written in capitals elsewhere, and where they may stand.
const WORDS: &[(&str, Rule)] = &[
    ("and", Rule::kw_and),
    ("or", Rule::kw_or),
    ("in", Rule::kw_in),
    ("is", Rule::kw_is),
    ("null", Rule::kw_null),
    ("absent", Rule::kw_absent),
    ("exists", Rule::kw_exists),
    ("contains", Rule::kw_contains),
    ("starts", Rule::kw_starts),
    ("ends", Rule::kw_ends),
    ("with", Rule::kw_with),
    ("under", Rule::kw_under),
    ("where", Rule::kw_where),
    ("as", Rule::kw_as),
];

/// `x AND y`
fn capitals(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if found.kind != TokenKind::Word || !found.text.contains(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let small = found.text.to_ascii_lowercase();
    if place.wants_relation() && EXPRESSIONS.contains(&small.as_str()) {
        return Some((no_expressions(found), Repair::None));
    }
    let (ours, _) = WORDS.iter().find(|(word, rule)| {
        let relation = place.wants_relation() && !matches!(*word, "null" | "absent" | "with");
        *word == small && (place.expected.has(*rule) || relation)
    })?;
    let message = format!("`{}` is written `{ours}`", found.text);
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, found.span, message).suggest(
        found.span,
        *ours,
        "write it small",
        Applicability::Certain,
    );
    Some((diagnostic, Repair::Replace((*ours).into())))
}

/// `x BETWEEN 3 AND 5`
fn between(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if !place.wants_relation() || !found.text.eq_ignore_ascii_case("between") {
        return None;
    }
    let message = format!("{} is written as a range", quote(found));
    let diagnostic = Diagnostic::new(code::FOREIGN_OPERATOR, found.span, message)
        .help("write `in 3..5`; both ends belong to it");
    let behind = place.chunk.get(place.at + 1..place.at + 4).unwrap_or_default();
    let [from, and, to] = behind else { return Some((diagnostic, Repair::None)) };
    let are_ends = from.kind.is_literal() && to.kind.is_literal();
    if !are_ends || !and.text.eq_ignore_ascii_case("and") {
        return Some((diagnostic, Repair::None));
    }
    let range = format!("in {}..{}", from.text, to.text);
    let span = found.span.to(to.span);
    let diagnostic =
        diagnostic.suggest(span, range.clone(), "write a range", Applicability::Certain);
    Some((diagnostic, Repair::Take(behind.len(), range)))
}

/// `where { "department": "Sales" }`
fn json(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if found.kind != TokenKind::OpenBrace || !place.expected.has(Rule::basic) {
        return None;
    }
    let message = "a condition is written in words, not as JSON";
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help("write `claim == value`, and join tests with `and` and `or`");
    let diagnostic = match pairs(place.chunk.get(place.at + 1..).unwrap_or_default()) {
        Some((tests, end)) => diagnostic.suggest(
            found.span.to(end),
            tests.join(" and "),
            "write it so",
            Applicability::Maybe,
        ),
        None => diagnostic,
    };
    Some((diagnostic, Repair::None))
}

/// Tests instead of `"name": literal` pairs up to the closing brace, and where that is.
fn pairs(lexemes: &[Lexeme<'_>]) -> Option<(Vec<String>, Span)> {
    let mut tests = Vec::new();
    let mut rest = lexemes;
    loop {
        let [name, colon, value, next, behind @ ..] = rest else { return None };
        let claim = name.text.trim_matches('"');
        let plain = claim.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_value = value.kind.is_literal() || matches!(value.text, "true" | "false");
        if !plain || claim.is_empty() || colon.kind != TokenKind::Colon || !is_value {
            return None;
        }
        tests.push(format!("{claim} == {}", value.text));
        match next.kind {
            TokenKind::Comma => rest = behind,
            TokenKind::CloseBrace => return Some((tests, next.span)),
            _ => return None,
        }
    }
}

/// `where x and y,`
fn comma_behind_a_test(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let behind_a_test = place.expected.has(Rule::kw_and) && place.expected.has(Rule::EOI);
    if found.kind != TokenKind::Comma || !behind_a_test {
        return None;
    }
    let last = place.next().is_none();
    let message = "tests are joined with `and` or `or`, not with a comma";
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message);
    Some(if last {
        let diagnostic = Diagnostic { message: "a rule ends without a comma".into(), ..diagnostic };
        (taken_away(diagnostic, found.span), Repair::Replace(String::new()))
    } else {
        let and = "use `and`, if both have to hold";
        let diagnostic = diagnostic.suggest(found.span, " and", and, Applicability::Maybe);
        (diagnostic, Repair::Replace(" and ".into()))
    })
}

/// `can kick, }`
fn comma_at_the_end(place: Place<'_, '_>) -> Option<Slip> {
    let comma = place.before().filter(|before| before.kind == TokenKind::Comma)?;
    let expected = place.expected;
    let listed = expected.has(Rule::capability) || expected.has(Rule::moved_role);
    let ends = place.found().is_none_or(|found| {
        let settings = ["name", "description", "can", "cannot", "participants", "active", "may"];
        found.kind == TokenKind::CloseBrace || settings.contains(&found.text)
    });
    if !listed || !ends {
        return None;
    }
    if let Some(again) = place.found().filter(|found| setting_before(place) == Some(found.text)) {
        let message = format!("`{}` is written once, before the first of them", again.text);
        let diagnostic = Diagnostic::new(code::UNEXPECTED, again.span, message).suggest(
            comma.span.after().to(again.span),
            "",
            "take it away",
            Applicability::Certain,
        );
        return Some((diagnostic, Repair::Replace(String::new())));
    }
    let diagnostic = Diagnostic::new(code::UNEXPECTED, comma.span, "nothing follows this comma");
    Some((taken_away(diagnostic, comma.span), Repair::DropBefore))
}

/// The word that begins the list of capabilities before a place.
fn setting_before<'t>(place: Place<'_, 't>) -> Option<&'t str> {
    let before = place.chunk.get(..place.at)?.iter().rev().filter(|it| !it.is_left_out());
    let list = |it: &&Lexeme<'_>| {
        let settings = it.is_word("can") || it.is_word("cannot");
        settings || !(it.kind.is_name() || it.kind.is_literal() || is_between(it))
    };
    let first = before.into_iter().find(list)?;
    first.kind.is_name().then_some(first.text)
}

/// What stands between capabilities, or in them.
fn is_between(lexeme: &Lexeme<'_>) -> bool {
    matches!(lexeme.kind, TokenKind::Comma | TokenKind::Dot)
}

fn taken_away(diagnostic: Diagnostic, comma: Span) -> Diagnostic {
    diagnostic.suggest(comma, "", "take it away", Applicability::Certain)
}
