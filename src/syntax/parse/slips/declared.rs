//! Slips in declarations: a credential's format and keys, types, a role's number and settings.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::{HOLE, Rule};
use crate::syntax::parse::expected::quote;
use crate::syntax::parse::lexeme::Lexeme;
use crate::syntax::token::TokenKind;

use super::{Place, Repair, Slip, is_reserved};

/// The slip at a place, when it is one of these.
pub(super) fn find(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    no_format(place, found)
        .or_else(|| text_behind_format(place, found))
        .or_else(|| no_number(place, Some(found)))
        .or_else(|| bare_key(place, found))
        .or_else(|| key_without_at(place, found))
        .or_else(|| list_of(place, found))
        .or_else(|| range_as_type(place, found))
        .or_else(|| count(place, found))
        .or_else(|| most(place, found))
}

/// The slip at the end of an item.
pub(super) fn at_the_end(place: Place<'_, '_>) -> Option<Slip> {
    no_number(place, None)
}

/// `credential Badge { … }`
fn no_format(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let wanted = place.is_in("credential") && place.expected.only() == Some(":");
    let before = place.before()?;
    let goes_on = found.kind == TokenKind::OpenBrace || found.is_word("extends");
    if !wanted || !goes_on {
        return None;
    }
    let message = format!("expected `:` and a format after {}", quote(before));
    let diagnostic = Diagnostic::new(code::MISSING_WORD, found.span, message)
        .help(format!("write the format behind its name: `credential {}: jwt …`", before.text))
        .note("the formats are `jwt`, `sd_jwt`, `cwt`, `sd_cwt`, `vc`, `x509`");
    Some((diagnostic, Repair::Insert(":")))
}

/// `credential Card: vc "Card" { … }`
fn text_behind_format(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let wanted = place.is_in("credential") && place.expected.has(Rule::open_brace);
    let before = place.before().filter(|_| wanted && found.kind == TokenKind::Text)?;
    let message = format!("no text stands behind a format, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message);
    let diagnostic = match before.text {
        "vc" => diagnostic
            .help("the types of a `vc` are a claim; its back quotes belong to the name")
            .help("declare it: `type` : [string]")
            .help(format!("and test it: `type` contains {}", found.text)),
        _ => {
            diagnostic.help("take it away; what kind of credential it is, a rule tests by a claim")
        }
    };
    Some((diagnostic, Repair::Replace(String::new())))
}

/// `role guest`, `role guest { … }`
fn no_number(place: Place<'_, '_>, found: Option<&Lexeme<'_>>) -> Option<Slip> {
    let before = place.before()?;
    let goes_on = found.is_none_or(|it| it.kind == TokenKind::OpenBrace || it.is_word("extends"));
    let wanted = place.is_in("role") && place.expected.only() == Some("=") && goes_on;
    if !wanted || !before.kind.is_name() {
        return None;
    }
    let span = found.map_or(before.span.after(), |found| found.span);
    let message = format!("the role {} has no number", quote(before));
    let diagnostic = Diagnostic::new(code::MISSING_WORD, span, message)
        .help(format!("a role has a number of its own, from 2 on: `role {} = 4`", before.text));
    Some((diagnostic, Repair::None))
}

/// `degree at credentialSubject : …`
fn bare_key(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let key = found.kind == TokenKind::Word && place.expected.has(Rule::at_step);
    if !key || is_reserved(found.text) {
        return None;
    }
    let quoted = format!("\"{}\"", found.text);
    let message = format!("a key is a text in quotes or a number, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help(format!("put the key in quotes: `at {quoted}`"))
        .suggest(found.span, quoted.clone(), "put the key in quotes", Applicability::Maybe);
    Some((diagnostic, Repair::Replace(quoted)))
}

/// `clearance -70001 : int`
fn key_without_at(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let declared = place.is_in("credential") || place.is_in("type");
    let colon = place.next().is_some_and(|next| next.kind == TokenKind::Colon);
    let key = matches!(found.kind, TokenKind::Int | TokenKind::Text | TokenKind::Bytes);
    let before = place.before().filter(|before| before.kind.is_name() && declared)?;
    if !colon || !key || found.first_on_line || !place.expected.has(Rule::at) && !wants_colon(place)
    {
        return None;
    }
    let missing = place.expected.missing("at", before, found, Applicability::Certain);
    Some((missing, Repair::Insert("at")))
}

fn wants_colon(place: Place<'_, '_>) -> bool {
    place.expected.only() == Some(":")
}

/// What others call a list.
const LISTS: &[&str] =
    &["list", "List", "array", "Array", "set", "Set", "vec", "Vec", "sequence", "seq"];

/// `list of string`, `list<string>`, `string[]`
fn list_of(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if !place.is_in("credential") && !place.is_in("type") {
        return None;
    }
    let at = |back: usize| place.at.checked_sub(back);
    let is = |index: Option<usize>, fits: fn(&Lexeme<'_>) -> bool| {
        index.and_then(|index| place.chunk.get(index)).is_some_and(fits)
    };
    let is_list = |lexeme: &Lexeme<'_>| LISTS.contains(&lexeme.text);
    let is_name = |lexeme: &Lexeme<'_>| lexeme.kind.is_name() && !is_reserved(lexeme.text);
    let closes = |lexeme: &Lexeme<'_>| lexeme.kind == TokenKind::Greater;
    let shut = |lexeme: &Lexeme<'_>| lexeme.kind == TokenKind::CloseBracket;
    let here = place.at;
    // Where it begins and ends, and the element between.
    let (first, element, last) = if is(at(1), |it| it.is_word("of"))
        && is(at(2), is_list)
        && is_name(found)
    {
        (at(2)?, here, here)
    } else if found.is_word("of") && is(at(1), is_list) && is(Some(here + 1), is_name) {
        (at(1)?, here + 1, here + 1)
    } else if found.kind == TokenKind::Less
        && is(at(1), is_list)
        && is(Some(here + 1), is_name)
        && is(Some(here + 2), closes)
    {
        (at(1)?, here + 1, here + 2)
    } else if found.kind == TokenKind::OpenBracket && is(at(1), is_name) && is(Some(here + 1), shut)
    {
        (at(1)?, at(1)?, here + 1)
    } else {
        return None;
    };
    list_type(place, first, element, last)
}

fn list_type(place: Place<'_, '_>, first: usize, element: usize, last: usize) -> Option<Slip> {
    let (begin, end) = (place.chunk.get(first)?.span, place.chunk.get(last)?.span);
    let name = place.chunk.get(element)?.text;
    // `std.Address[]`
    let dotted = first.checked_sub(1).and_then(|it| place.chunk.get(it));
    if dotted.is_some_and(|it| it.kind == TokenKind::Dot) {
        return None;
    }
    let span = begin.to(end);
    let better = format!("[{name}]");
    let message = format!("a list is written `{better}`");
    let diagnostic = Diagnostic::new(code::UNEXPECTED, span, message).suggest(
        span,
        better.clone(),
        "write it so",
        Applicability::Certain,
    );
    // Of `string[]` the type is not looked at any further.
    let mut edits: Vec<(usize, String)> = (first..=last).map(|at| (at, String::new())).collect();
    let mut show = |at: usize, text: &str| {
        edits.iter_mut().filter(|(its, _)| *its == at).for_each(|(_, shown)| *shown = text.into());
    };
    if element == first {
        show(first, HOLE);
    } else {
        show(first, "[");
        show(last, "]");
        let with_end = format!("{name} ]");
        show(element, if element == last { &with_end } else { name });
    }
    Some((diagnostic, Repair::Edit(edits)))
}

/// `level : 0..4`
fn range_as_type(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let declared = place.is_in("credential") || place.is_in("type");
    let first = place.at.checked_sub(1)?;
    let before = place.chunk.get(first).filter(|it| it.kind == TokenKind::Int && declared)?;
    if found.kind != TokenKind::Dots {
        return None;
    }
    let to = place.next().filter(|next| next.kind == TokenKind::Int && !next.first_on_line);
    let span = before.span.to(to.map_or(found.span, |to| to.span));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, span, "a range is no type")
        .help("declare an `int`; a rule tests what it is: `in 0..4`")
        .suggest(span, "int", "use `int`", Applicability::Maybe);
    let mut edits = vec![(first, "int".to_owned()), (place.at, String::new())];
    edits.extend(to.map(|_| (place.at + 1, String::new())));
    Some((diagnostic, Repair::Edit(edits)))
}

/// `participants 3`, `participants <= 3`
fn count(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    if !place.is_in("role") {
        return None;
    }
    let before = place.before()?;
    let setting = |it: &Lexeme<'_>| it.is_word("participants") || it.is_word("active");
    let (range, span) = if place.expected.has(Rule::dots) && before.kind == TokenKind::Int {
        let word = place.at.checked_sub(2).and_then(|at| place.chunk.get(at));
        word.filter(|word| setting(word))?;
        (format!("0..{}", before.text), before.span)
    } else {
        let number = place.next().filter(|next| setting(before) && next.kind == TokenKind::Int)?;
        let range = match found.kind {
            TokenKind::LessOrEqual => format!("0..{}", number.text),
            TokenKind::GreaterOrEqual => format!("{}..", number.text),
            _ => return None,
        };
        (range, found.span.to(number.span))
    };
    Some((counted(span, &range, &range), Repair::None))
}

/// `max 3`
fn most(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let word = found.is_word("max") || found.is_word("limit");
    let number = place.next().filter(|next| word && next.kind == TokenKind::Int)?;
    if !place.expected.has(Rule::role_setting) {
        return None;
    }
    let range = format!("0..{}", number.text);
    let diagnostic = counted(found.span.to(number.span), &range, &format!("participants {range}"));
    Some((diagnostic, Repair::None))
}

fn counted(span: Span, range: &str, better: &str) -> Diagnostic {
    Diagnostic::new(code::UNEXPECTED, span, "how many may have a role is a range")
        .help(format!("write `participants {range}`; both ends belong to it"))
        .suggest(span, better, "write a range", Applicability::Maybe)
}
