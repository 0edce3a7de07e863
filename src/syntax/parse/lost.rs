//! What unreadable text may have declared, so that nothing is said of its uses.

use crate::diagnostic::{Diagnostic, code};
use crate::syntax::ast::{Lost, Name};
use crate::syntax::grammar::HOLE;
use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::is_reserved;

use super::expected::quote;
use super::lexeme::Lexeme;
use super::mistakes::Mistakes;

/// The items that declare names of other items, or hold them.
const DECLARING: &[&str] =
    &["policy", "use", "type", "enum", "credential", "role", "let", "condition"];

/// Text that belongs to no item.
pub(super) fn from_junk(lost: &mut Lost, junk: &[Lexeme<'_>]) {
    lost.names.extend(junk.iter().filter(|lexeme| is_name(lexeme)).map(name));
}

/// An item: all of it when it is broken, else what was given up of it.
pub(super) fn from_item(lost: &mut Lost, item: &[Lexeme<'_>], declared: Option<&[Name]>) {
    let Some(keyword) = item.first().map(Lexeme::shown) else { return };
    let Some(keyword) = DECLARING.iter().copied().find(|it| *it == keyword) else {
        if declared.is_some() {
            lost.names.extend(declarations(item));
        }
        return;
    };
    if declared.is_some_and(<[Name]>::is_empty) {
        lost.nameless.push(keyword);
    }
    // The body of a condition only uses names.
    if keyword != "condition" {
        let given_up = item.iter().filter(|it| is_name(it));
        let given_up = given_up.filter(|it| declared.is_some() || it.is_left_out());
        lost.names.extend(given_up.map(name));
    }
    if declared.is_none() && matches!(keyword, "credential" | "type") {
        lost.nameless.extend(std::iter::repeat_n("claim", nameless_fields(item)));
    }
}

/// Names before a `:` or `=`: a keyword may stand among declarations by mistake.
fn declarations<'l>(item: &'l [Lexeme<'_>]) -> impl Iterator<Item = Name> + 'l {
    let sign = |lexeme: &Lexeme<'_>| matches!(lexeme.kind, TokenKind::Colon | TokenKind::Assign);
    let behind = item.iter().skip(1);
    item.iter()
        .zip(behind)
        .filter(move |(it, next)| is_name(it) && sign(next))
        .map(|(it, _)| name(it))
}

/// How many fields were given up together with their names.
fn nameless_fields(item: &[Lexeme<'_>]) -> usize {
    let mut value_lost = false;
    let mut fields = 0;
    for lexeme in item {
        value_lost &= !lexeme.first_on_line;
        if !lexeme.is_left_out() {
            value_lost = lexeme.edit.then.contains(HOLE);
        } else if lexeme.kind == TokenKind::Colon && !value_lost {
            fields += 1;
        }
    }
    fields
}

/// Fields on lines of their own that begin with the `:` or the `at` behind their name. To the
/// grammar, the type on the line before would be that name.
pub(super) fn name_missing(chunk: &mut [Lexeme<'_>], mistakes: &mut Mistakes) {
    if !chunk.first().is_some_and(|first| matches!(first.shown(), "credential" | "type")) {
        return;
    }
    let begins: Vec<usize> = (2..chunk.len()).filter(|at| lacks_name(chunk, *at)).collect();
    for at in begins {
        let end = field_end(chunk, at);
        let Some(field) = chunk.get_mut(at..end) else { continue };
        if let Some(first) = field.first_mut() {
            let message = format!("expected a claim name before {}", quote(first));
            let diagnostic = Diagnostic::new(code::UNEXPECTED, first.span, message)
                .help("a claim is written `name : TYPE`, or `name at KEY : TYPE`");
            mistakes.push(diagnostic.here("expected a claim name"));
            first.reported = true;
        }
        for lexeme in field {
            lexeme.leave_out();
        }
    }
}

fn lacks_name(chunk: &[Lexeme<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|index| chunk.get(index));
    let (Some(found), Some(last)) = (chunk.get(at), before(1)) else { return false };
    // A name may stand on a line of its own.
    if !found.first_on_line || last.kind.is_name() && last.first_on_line {
        return false;
    }
    // `at` is a fine name too.
    let is_named = |next: &Lexeme<'_>| next.kind == TokenKind::Colon || next.is_word("at");
    let is_key = found.is_word("at") && !chunk.get(at + 1).is_some_and(is_named);
    let colon = before(2);
    let behind_type = colon.is_some_and(|colon| {
        matches!(colon.kind, TokenKind::Colon | TokenKind::Dot) || colon.is_word("embedded")
    }) || before(3).is_some_and(|tag| tag.is_word("tag"));
    let is_type = last.kind.is_name() && behind_type;
    let is_complete = is_type
        || last.kind.is_literal()
        || matches!(
            last.kind,
            TokenKind::OpenBrace
                | TokenKind::CloseBrace
                | TokenKind::CloseBracket
                | TokenKind::Comma
        );
    found.kind == TokenKind::Colon && is_type || is_key && is_complete
}

/// Where the next line begins, or the bracket around the field closes.
fn field_end(chunk: &[Lexeme<'_>], at: usize) -> usize {
    let mut depth = 0usize;
    for (index, lexeme) in chunk.iter().enumerate().skip(at) {
        match lexeme.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => depth += 1,
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                let Some(outer) = depth.checked_sub(1) else { return index };
                depth = outer;
            }
            _ if depth == 0 && index > at && lexeme.first_on_line => return index,
            _ => {}
        }
    }
    chunk.len()
}

fn is_name(lexeme: &Lexeme<'_>) -> bool {
    lexeme.kind == TokenKind::QuotedName
        || lexeme.kind == TokenKind::Word && !is_reserved(lexeme.text)
}

fn name(lexeme: &Lexeme<'_>) -> Name {
    Name::new(lexeme.text.trim_matches('`').to_owned(), lexeme.span)
}
