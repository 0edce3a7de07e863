//! Mistakes that a token shows by itself: unknown characters, broken literals, foreign operators.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::HOLE;
use crate::syntax::literal::{self, Flaw};
use crate::syntax::token::{Token, TokenKind, offset};
use crate::syntax::unseen::{is_bidi_control, is_unseen, scalar};

use super::lexeme::Lexeme;
use super::mistakes::Mistakes;
use super::slips;

/// Complains about the tokens of an item, and edits them so that the rest can be read.
pub(super) fn check(chunk: &mut [Lexeme<'_>], mistakes: &mut Mistakes) {
    for index in 0..chunk.len() {
        if mistakes.is_full() {
            return;
        }
        let glued = chunk.get(index + 1).is_some_and(|next| next.glued);
        if let Some(diagnostic) = in_context(chunk, index) {
            mistakes.push(diagnostic);
            continue;
        }
        let Some(lexeme) = chunk.get_mut(index) else { return };
        if let Some(diagnostic) = check_one(lexeme, glued) {
            lexeme.reported = true;
            mistakes.push(diagnostic);
        }
    }
}

/// Complains about characters in comments that make text look different from what it says.
pub(super) fn check_comments(text: &str, tokens: &[Token], mistakes: &mut Mistakes) {
    let comments =
        tokens.iter().filter(|token| token.kind.is_trivia() && token.kind != TokenKind::Layout);
    for token in comments {
        let comment = text.get(token.span.range()).unwrap_or_default();
        for (at, c) in comment.char_indices().filter(|(_, c)| is_bidi_control(*c)) {
            if mistakes.is_full() {
                return;
            }
            // No comment means anything else without it.
            let place = part(token.span, at, c.len_utf8());
            mistakes.push(invisible(place, c, Applicability::Certain));
        }
    }
}

/// What its neighbours say of a token.
fn in_context(chunk: &mut [Lexeme<'_>], index: usize) -> Option<Diagnostic> {
    let lexeme = chunk.get(index)?;
    let first = lexeme.text.chars().next()?;
    match lexeme.kind {
        TokenKind::ForeignNot | TokenKind::ForeignNotEqual => {
            let diagnostic = slips::no_negation(chunk, index)?;
            chunk.get_mut(index)?.reported = true;
            Some(diagnostic)
        }
        TokenKind::Unknown if first == '≠' => {
            let diagnostic = slips::no_negation(chunk, index)?;
            let lexeme = chunk.get_mut(index)?;
            lexeme.reported = true;
            lexeme.leave_out();
            Some(diagnostic)
        }
        TokenKind::Unknown if first == '@' => bare_address(chunk, index),
        TokenKind::Unknown if matches!(first, '+' | '*' | '%' | '×' | '÷') => {
            let counted = |at: Option<usize>| {
                let lexeme = at.and_then(|at| chunk.get(at));
                lexeme.is_some_and(|it| it.kind.is_name() || it.kind.is_literal())
            };
            if !counted(index.checked_sub(1)) || !counted(index.checked_add(1)) {
                return None;
            }
            let diagnostic = slips::no_arithmetic(lexeme);
            let lexeme = chunk.get_mut(index)?;
            lexeme.reported = true;
            lexeme.leave_out();
            Some(diagnostic)
        }
        _ => None,
    }
}

/// `@example.com`, `ann@example.com`: text without its quotes.
fn bare_address(chunk: &mut [Lexeme<'_>], index: usize) -> Option<Diagnostic> {
    let part = |lexeme: &Lexeme<'_>| {
        let sign = matches!(lexeme.kind, TokenKind::Dot | TokenKind::Dash | TokenKind::Int);
        lexeme.kind == TokenKind::Word || sign
    };
    let behind = chunk.get(index + 1..)?.iter().take_while(|it| it.glued && part(it)).count();
    let mut first = index;
    while chunk.get(first)?.glued
        && first.checked_sub(1).is_some_and(|it| chunk.get(it).is_some_and(part))
    {
        first -= 1;
    }
    let address = chunk.get_mut(first..=index + behind)?;
    let text: String = address.iter().map(|lexeme| lexeme.text).collect();
    let span = address.first()?.span.to(address.last()?.span);
    if behind == 0 || text.matches('@').count() != 1 {
        return None;
    }
    for lexeme in address.iter_mut() {
        lexeme.reported = true;
        lexeme.leave_out();
    }
    address.first_mut()?.replace(HOLE);
    let quoted = format!("\"{text}\"");
    Some(
        Diagnostic::new(code::UNKNOWN_CHARACTER, span, "text stands in double quotes")
            .help(format!("write `{quoted}`"))
            .suggest(span, quoted, "put it in quotes", Applicability::Maybe),
    )
}

/// `glued` tells whether the next lexeme follows without a gap.
fn check_one(lexeme: &mut Lexeme<'_>, glued: bool) -> Option<Diagnostic> {
    if let Some(Err(flaw)) = literal::read(lexeme.kind, lexeme.text) {
        lexeme.replace(HOLE);
        if let Some(diagnostic) = closed_by_a_curly_quote(lexeme) {
            return Some(diagnostic);
        }
        return Some(bad_literal(lexeme.span, flaw));
    }
    let foreign = |code, message: &str| Diagnostic::new(code, lexeme.span, message);
    let diagnostic = match lexeme.kind {
        TokenKind::SingleQuoted => single_quoted(lexeme),
        TokenKind::MalformedName => {
            Diagnostic::new(code::BAD_LITERAL, lexeme.span, bad_name(lexeme.text))
        }
        TokenKind::QuotedName => return quoted_name(lexeme),
        TokenKind::Unknown => unknown(lexeme, glued),
        TokenKind::ForeignComment => foreign_comment(lexeme),
        TokenKind::ForeignAnd => foreign(code::FOREIGN_OPERATOR, "the word `and` joins tests")
            .suggest(
                lexeme.span,
                spaced("and", lexeme.glued, glued),
                "use `and`",
                Applicability::Certain,
            ),
        TokenKind::ForeignOr => foreign(code::FOREIGN_OPERATOR, "the word `or` joins tests")
            .suggest(
                lexeme.span,
                spaced("or", lexeme.glued, glued),
                "use `or`",
                Applicability::Certain,
            ),
        TokenKind::ForeignEqual => foreign(code::FOREIGN_OPERATOR, "`==` means equal").suggest(
            lexeme.span,
            "==",
            "use `==`",
            Applicability::Certain,
        ),
        TokenKind::ForeignMatch => slips::no_expressions(lexeme),
        _ => return None,
    };
    match lexeme.kind {
        TokenKind::SingleQuoted => lexeme.replace("\"\""),
        TokenKind::Unknown | TokenKind::ForeignComment => lexeme.leave_out(),
        TokenKind::MalformedName => lexeme.replace("_"),
        TokenKind::ForeignAnd => lexeme.replace(" and "),
        TokenKind::ForeignOr => lexeme.replace(" or "),
        TokenKind::ForeignEqual => lexeme.replace("=="),
        _ => {}
    }
    Some(diagnostic)
}

/// A word in the place of a sign that needs no space around it.
fn spaced(word: &str, glued_before: bool, glued_after: bool) -> String {
    let space = |glued| if glued { " " } else { "" };
    format!("{}{word}{}", space(glued_before), space(glued_after))
}

/// What takes the place of an unknown character, such that its neighbours do not grow together.
fn apart(text: &str, glued_before: bool, glued_after: bool) -> String {
    match text {
        "" if glued_before && glued_after => " ".into(),
        word if word.starts_with(char::is_alphabetic) => spaced(word, glued_before, glued_after),
        sign => sign.into(),
    }
}

fn bad_literal(span: Span, flaw: Flaw) -> Diagnostic {
    let at = part(span, flaw.at.start, flaw.at.len());
    let mut diagnostic = Diagnostic::new(code::BAD_LITERAL, at, flaw.message);
    diagnostic.help.extend(flaw.help.map(str::to_owned));
    match flaw.replacement {
        Some(text) => {
            // What is to be left out may have meant something: `010` is eight to some.
            let sure = match text.as_str() {
                "" => Applicability::Maybe,
                _ => Applicability::Certain,
            };
            diagnostic.suggest(at, text, "write it so", sure)
        }
        None => diagnostic,
    }
}

/// `"Sales” and level > 3`
fn closed_by_a_curly_quote(lexeme: &Lexeme<'_>) -> Option<Diagnostic> {
    let unterminated = lexeme.kind == TokenKind::UnterminatedText;
    let at = lexeme.text.find(['“', '”']).filter(|_| unterminated)?;
    let span = part(lexeme.span, at, '”'.len_utf8());
    let message = "text stands in straight double quotes";
    Some(Diagnostic::new(code::BAD_LITERAL, span, message).suggest(
        span,
        "\"",
        "use a straight quote",
        Applicability::Maybe,
    ))
}

fn single_quoted(lexeme: &Lexeme<'_>) -> Diagnostic {
    let curly = !lexeme.text.starts_with('\'');
    let quotes = ['“', '”', '„', '＂'];
    let inner = match curly {
        true => lexeme.text.trim_matches(|c| c == '"' || quotes.contains(&c)),
        false => lexeme.text.trim_matches('\''),
    };
    let inner = inner.replace('"', "\\\"");
    let message = match curly {
        true => "text stands in straight double quotes",
        false => "text stands in double quotes",
    };
    // Elsewhere a backslash between single quotes stands for itself, or does not.
    let sure = if inner.contains('\\') { Applicability::Maybe } else { Applicability::Certain };
    Diagnostic::new(code::SINGLE_QUOTES, lexeme.span, message).suggest(
        lexeme.span,
        format!("\"{inner}\""),
        "use double quotes",
        sure,
    )
}

fn bad_name(text: &str) -> &'static str {
    if text == "``" {
        "a name in back quotes has at least one character"
    } else {
        "this name has no closing back quote"
    }
}

fn quoted_name(lexeme: &Lexeme<'_>) -> Option<Diagnostic> {
    let (at, c) = lexeme.text.char_indices().find(|(_, c)| is_unseen(*c))?;
    Some(invisible(part(lexeme.span, at, c.len_utf8()), c, Applicability::Maybe))
}

fn invisible(span: Span, c: char, applicability: Applicability) -> Diagnostic {
    Diagnostic::new(code::UNKNOWN_CHARACTER, span, format!("the invisible character {}", scalar(c)))
        .note("it can make the text look different from what it says")
        .suggest(span, "", "take it away", applicability)
}

fn foreign_comment(lexeme: &Lexeme<'_>) -> Diagnostic {
    let start = part(lexeme.span, 0, if lexeme.text.starts_with('#') { 1 } else { 2 });
    let diagnostic =
        Diagnostic::new(code::UNKNOWN_CHARACTER, start, "comments begin with `//` on each line");
    if lexeme.text.starts_with('#') {
        diagnostic.suggest(start, "//", "use `//`", Applicability::Certain)
    } else {
        diagnostic
    }
}

/// What to write instead of a character that the language does not know.
struct Instead {
    /// The characters.
    of: &'static [char],
    /// What to write.
    text: &'static str,
    /// Why.
    why: &'static str,
    /// Whether nothing else can be meant.
    sure: Applicability,
}

const INSTEAD: &[Instead] = &[
    Instead {
        of: &[';'],
        text: "",
        why: "nothing ends in a semicolon: every item begins with a keyword",
        sure: Applicability::Certain,
    },
    Instead {
        of: &['“', '”', '„', '«', '»', '＂'],
        text: "\"",
        why: "text stands in straight double quotes",
        sure: Applicability::Maybe,
    },
    Instead {
        of: &['‘', '’', '´'],
        text: "\"",
        why: "text stands in double quotes",
        sure: Applicability::Maybe,
    },
    Instead {
        of: &['–', '—', '−', '‐', '‑'],
        text: "-",
        why: "a minus sign is `-`",
        sure: Applicability::Maybe,
    },
    Instead {
        of: &['→', '⇒'], text: "->", why: "an arrow is `->`", sure: Applicability::Maybe
    },
    Instead { of: &['≤'], text: "<=", why: "at most is `<=`", sure: Applicability::Certain },
    Instead { of: &['≥'], text: ">=", why: "at least is `>=`", sure: Applicability::Certain },
    Instead {
        of: &['…'],
        text: "..",
        why: "a range is written `1..5`",
        sure: Applicability::Maybe,
    },
    Instead {
        of: &['∧'],
        text: "and",
        why: "the word `and` joins tests",
        sure: Applicability::Certain,
    },
    Instead {
        of: &['∨'],
        text: "or",
        why: "the word `or` joins tests",
        sure: Applicability::Certain,
    },
    Instead {
        of: &['\u{A0}', '\u{2007}', '\u{202F}', '\u{3000}'],
        text: " ",
        why: "this is not an ordinary space",
        sure: Applicability::Certain,
    },
];

fn unknown(lexeme: &Lexeme<'_>, glued: bool) -> Diagnostic {
    let Some(first) = lexeme.text.chars().next() else {
        return Diagnostic::new(code::UNKNOWN_CHARACTER, lexeme.span, "unknown text");
    };
    if is_unseen(first) && !first.is_control() {
        return invisible(part(lexeme.span, 0, first.len_utf8()), first, Applicability::Maybe);
    }
    let message = if first.is_control() || first.is_whitespace() {
        format!("the character {} has no meaning here", scalar(first))
    } else {
        format!("the character `{first}` has no meaning here")
    };
    let diagnostic = Diagnostic::new(code::UNKNOWN_CHARACTER, lexeme.span, message);
    match INSTEAD.iter().find(|instead| instead.of.contains(&first)) {
        Some(instead) if lexeme.text.chars().all(|c| c == first) => {
            diagnostic.help(instead.why).suggest(
                lexeme.span,
                apart(instead.text, lexeme.glued, glued),
                "write it so",
                instead.sure,
            )
        }
        Some(instead) => diagnostic.help(instead.why),
        None if first.is_alphabetic() => diagnostic.help(
            "names have only ASCII letters, digits and `_`; any other name stands in back quotes",
        ),
        None => diagnostic,
    }
}

/// A part of a span, by offset and length in octets.
fn part(span: Span, at: usize, length: usize) -> Span {
    let start = span.start.saturating_add(offset(at)).min(span.end);
    Span::new(span.file, start, start.saturating_add(offset(length)).min(span.end))
}
