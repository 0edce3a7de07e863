//! Functions, methods, arithmetic and blocks, which the language does not have.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::syntax::grammar::Rule;
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::operators::{EXPRESSIONS, ours};
use super::turned::path_at;
use super::{Place, Repair, Slip, no_expressions};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    method(place, found)
        .or_else(|| function(place, found))
        .or_else(|| current_time(place, found))
        .or_else(|| arithmetic(place, found))
        .or_else(|| otherwise(place, found))
        .or_else(|| block(place, found))
}

/// What others ask with a function, and how a test says it.
const FUNCTIONS: &[(&[&str], &str)] = &[
    (&["exists", "exist", "has", "present", "defined", "isset", "is_set"], " exists"),
    (&["absent", "missing", "is_absent", "isnull"], " is absent"),
    (&["len", "length", "size", "strlen", "count"], ".length"),
];

/// `exists(dept)`, `len(dept)`
fn function(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let first = place.at.checked_sub(1)?;
    let name = place.chunk.get(first).filter(|it| it.kind == TokenKind::Word)?;
    if found.kind != TokenKind::OpenParen || !place.wants_relation() {
        return None;
    }
    let message = format!("there are no functions, found `{}(`", name.text);
    let diagnostic = Diagnostic::new(code::UNEXPECTED, name.span.to(found.span), message);
    let known = FUNCTIONS.iter().find(|(theirs, _)| theirs.contains(&name.text));
    let argument = place.chunk.get(place.at + 1..).and_then(path_at);
    let (Some((_, behind)), Some((claim, end))) = (known, argument) else {
        let help = "a test is a claim, how it is tested, and a value: `department == \"Sales\"`";
        return Some((diagnostic.help(help), Repair::None));
    };
    let better = format!("{claim}{behind}");
    let diagnostic = diagnostic.help(format!("write `{better}`"));
    let close = place.chunk.iter().find(|it| it.span.start >= end.end);
    let Some(close) = close.filter(|it| it.kind == TokenKind::CloseParen) else {
        return Some((diagnostic, Repair::None));
    };
    let span = name.span.to(close.span);
    let diagnostic = diagnostic.suggest(span, better, "write it so", Applicability::Maybe);
    Some((diagnostic, Repair::None))
}

/// `email.endsWith("…")`
fn method(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let dot = place.at.checked_sub(2)?;
    let [before, name] = place.chunk.get(dot..place.at)? else { return None };
    let is_call = found.kind == TokenKind::OpenParen && before.kind == TokenKind::Dot;
    if !is_call || !place.wants_relation() || name.kind != TokenKind::Word {
        return None;
    }
    if EXPRESSIONS.contains(&name.text) {
        return Some((no_expressions(name), Repair::None));
    }
    let ours = match name.text {
        "contains" => "contains",
        theirs => ours(theirs)?,
    };
    let message = format!("there are no methods: `.{}(…)` is written `{ours} …`", name.text);
    let diagnostic = Diagnostic::new(code::UNEXPECTED, before.span.to(found.span), message);
    let [value, close, ..] = place.chunk.get(place.at + 1..)? else {
        return Some((diagnostic, Repair::None));
    };
    if !value.kind.is_literal() || close.kind != TokenKind::CloseParen {
        return Some((diagnostic.help(format!("write `claim {ours} value`")), Repair::None));
    }
    let span = before.span.to(close.span);
    let better = format!(" {ours} {}", value.text);
    let sure = Applicability::Certain;
    let diagnostic = diagnostic.suggest(span, better, format!("use `{ours}`"), sure);
    let apart = format!(" {ours}");
    let edits = [(dot, apart.as_str()), (dot + 1, ""), (place.at, ""), (place.at + 2, "")];
    Some((diagnostic, Repair::Edit(edits.map(|(at, text)| (at, text.to_owned())).into())))
}

/// The words with which others ask for the time.
const TIMES: &[&str] = &["now", "today", "Now", "Today", "date", "time", "NOW"];

/// `now()`
fn current_time(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let word = place.before().filter(|before| TIMES.contains(&before.text))?;
    if found.kind != TokenKind::OpenParen || !place.expected.has(Rule::kw_and) {
        return None;
    }
    let diagnostic = Diagnostic::new(code::UNEXPECTED, word.span, "a policy knows no current time")
        .help("write a date, such as `2026-01-31`");
    Some((diagnostic, Repair::None))
}

/// `level - 1 > 3`, `level -1`, `level > 3 - 1`
fn arithmetic(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let before = place.before()?;
    let counted = before.kind.is_name() || before.kind == TokenKind::Int;
    let sign = matches!(found.kind, TokenKind::Dash | TokenKind::Slash)
        || found.kind == TokenKind::Int && found.text.starts_with('-');
    let wanted = place.wants_relation() || place.expected.has(Rule::kw_and);
    if !sign || !counted || !wanted || found.first_on_line {
        return None;
    }
    Some((no_arithmetic(found), Repair::None))
}

/// The message for `+`, `-` and their kin.
pub(in crate::syntax::parse) fn no_arithmetic(found: &Lexeme<'_>) -> Diagnostic {
    let message = format!("there is no arithmetic, found {}", quote(found));
    Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help("compare the claim itself with the number that comes out: `level > 2`")
}

/// What others begin the other case with.
const OTHERWISE: &[&str] = &["else", "otherwise", "elif", "elsif", "elseif"];

/// Whether a word begins the other case.
pub(in crate::syntax::parse) fn is_otherwise(word: &str) -> bool {
    OTHERWISE.contains(&word)
}

/// What to write instead of the other case.
pub(in crate::syntax::parse) const NO_ELSE: &str =
    "write a second rule below: the first rule that matches decides";

/// `… where level > 3 else …`
fn otherwise(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let rule = place.expected.has(Rule::kw_and) || place.expected.has(Rule::kw_where);
    if !rule || found.kind != TokenKind::Word || !is_otherwise(found.text) {
        return None;
    }
    let message = format!("there is no {}", quote(found));
    Some((Diagnostic::new(code::UNEXPECTED, found.span, message).help(NO_ELSE), Repair::None))
}

/// `… where level > 3 { … }`
fn block(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let ends = place.expected.has(Rule::kw_and) && place.expected.has(Rule::EOI);
    if !ends || found.kind != TokenKind::OpenBrace {
        return None;
    }
    let message = "a rule ends with its condition: no block follows";
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help("write `admit CREDENTIAL as ROLE where …`, one rule for each case");
    Some((diagnostic, Repair::None))
}
