//! Slips in tests, disclosure and levels.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::{DISCLOSE_WORDS, TEST_WORDS, is_reserved};

use super::{Place, Repair, Slip, did_you_mean};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    no_reason(place)
        .or_else(|| quoted_name(place, found))
        .or_else(|| bare_file(place, found))
        .or_else(|| rule_of_none(place, found))
        .or_else(|| unknown_line(place, found))
}

/// `allow W0512`
fn no_reason(place: Place<'_, '_>) -> Option<Slip> {
    const LEVELS: [&str; 3] = ["allow", "warn", "deny"];
    let codes = place.before().filter(|_| place.is_in("policy"))?;
    if !place.expected.has(Rule::text) {
        return None;
    }
    let is_level = |lexeme: &Lexeme<'_>| LEVELS.contains(&lexeme.text);
    let is_code = |lexeme: &Lexeme<'_>| lexeme.kind.is_name() || lexeme.kind == TokenKind::Comma;
    let mut before = place.chunk.get(..place.at)?.iter().rev();
    let level =
        before.find(|lexeme| is_level(lexeme) || !is_code(lexeme)).filter(|it| is_level(it))?;
    let message = format!("`{}` wants a reason after {}", level.text, quote(codes));
    let diagnostic = Diagnostic::new(code::NO_REASON, codes.span, message)
        .help(format!("say why in double quotes: `{} {} \"…\"`", level.text, codes.text));
    Some((diagnostic, Repair::None))
}

/// `given Badge { "iss": "x" }`
fn quoted_name(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let wanted = place.expected.has(Rule::given_name) || place.expected.has(Rule::given_field);
    let colon = place.next().is_some_and(|next| next.kind == TokenKind::Colon);
    if !wanted || !colon || !found.kind.is_literal() {
        return None;
    }
    let message =
        format!("a claim is called by its name in the declaration, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message);
    let bare = found.text.trim_matches('"');
    let plain = bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !is_reserved(bare);
    if !plain || found.kind != TokenKind::Text {
        return Some((diagnostic, Repair::None));
    }
    let text = "take the quotes away";
    let diagnostic = diagnostic.suggest(found.span, bare, text, Applicability::Maybe);
    Some((diagnostic, Repair::Replace(bare.to_owned())))
}

/// `given "alice.jwt"`
fn bare_file(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let given = place.before().is_some_and(|before| before.is_word("given"));
    if !given || !place.is_in("test") || found.kind != TokenKind::Text {
        return None;
    }
    let message = format!("a credential in a file is given by `file`, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::MISSING_WORD, found.span, message).suggest(
        Span { end: found.span.start, ..found.span },
        "file ",
        "put `file` before it",
        Applicability::Maybe,
    );
    Some((diagnostic, Repair::Insert("file")))
}

/// `expect none by hr`
fn rule_of_none(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let before = place.before().filter(|it| it.is_word("none") || it.is_word("forbidden"))?;
    if !place.is_in("test") || !found.is_word("by") {
        return None;
    }
    let why = match before.text {
        "none" => "`none` means that no rule matches, so there is no `by`",
        _ => "`forbidden` is said by the room's state, so there is no `by`",
    };
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, why)
        .help("a refusal by a rule is `expect refused by RULE`");
    Some((diagnostic, Repair::None))
}

/// `expect not`, `expect not member`
pub(super) fn expect_not(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let expect = place.before().is_some_and(|before| before.is_word("expect"));
    if !expect || !found.is_word("not") || !place.is_in("test") {
        return None;
    }
    let next = place.next().filter(|next| next.kind.is_name() && !next.first_on_line);
    let span = next.map_or(found.span, |next| found.span.to(next.span));
    let diagnostic =
        Diagnostic::new(code::UNEXPECTED, found.span, "a test says what comes, not what does not")
            .help("whoever gets no role is expected as `none`")
            .suggest(span, "none", "use `none`", Applicability::Maybe);
    Some((diagnostic, Repair::Take(usize::from(next.is_some()), "none".into())))
}

/// `test "x" { when Badge { } }`
fn unknown_line(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let (words, which) = if place.expected.has(Rule::test_clause) {
        (TEST_WORDS, "a line of a test begins with `given`, `expect` or `for each`")
    } else if place.expected.has(Rule::disclose_clause) {
        (DISCLOSE_WORDS, "a line of `disclose` begins with `require`, `allow` or `forbid`")
    } else {
        return None;
    };
    if found.kind != TokenKind::Word || words.contains(&found.text) {
        return None;
    }
    let message = format!("{which}, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message);
    Some((did_you_mean(diagnostic, found, words), Repair::None))
}
