//! Making a broken item readable: what cannot be read becomes a hole, and what is around it stays.

use std::ops::Range;

use crate::syntax::grammar::{HOLE, Rule};
use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::{DISCLOSE_WORDS, POLICY_SETTINGS, ROLE_SETTINGS, TEST_WORDS};

use super::expected::Expected;
use super::lexeme::Lexeme;

/// What was given up of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mended {
    /// A field, member, setting or line.
    Element(Range<usize>),
    /// A type, test or value; a hole stands in its place.
    Hollow(Range<usize>),
}

impl Mended {
    /// Whether a lexeme belongs to it, or to what a hole should have made readable.
    pub fn covers(&self, at: usize) -> bool {
        match self {
            Mended::Element(range) => range.contains(&at),
            Mended::Hollow(range) => range.start <= at && at <= range.end,
        }
    }
}

/// Edits the item so that it can be read past the lexeme at `at`. `widen` is how many brackets
/// more than necessary are given up, because less was in vain. The range is what was given up;
/// `None` when the item cannot be saved.
pub(super) fn mend(
    chunk: &mut [Lexeme<'_>],
    at: usize,
    expected: &Expected,
    widen: usize,
) -> Option<Mended> {
    let keyword = chunk.first()?.shown().to_owned();
    match keyword.as_str() {
        "credential" | "type" => mend_claims(chunk, at, expected, widen),
        "enum" => {
            let member = expected.has(Rule::member_name);
            mend_element(chunk, at, member, widen, begins_member)
        }
        "role" => {
            let setting = expected.has(Rule::role_setting);
            mend_element(chunk, at, setting, widen, |chunk, index| {
                begins_setting(chunk, index, ROLE_SETTINGS)
            })
        }
        "policy" => {
            let setting = expected.has(Rule::policy_setting);
            mend_element(chunk, at, setting, widen, |chunk, index| {
                begins_setting(chunk, index, POLICY_SETTINGS)
            })
        }
        "disclose" => {
            let clause = expected.has(Rule::disclose_clause);
            mend_element(chunk, at, clause, widen, |chunk, index| {
                begins_setting(chunk, index, DISCLOSE_WORDS)
            })
        }
        "test" => mend_test(chunk, at, expected, widen),
        "let" | "condition" | "rule" | "admit" | "refuse" => mend_expression(chunk, at, widen),
        _ => None,
    }
}

/// The innermost bracket of a wanted kind that is open at `at`, after giving up some.
fn enclosing(
    chunk: &[Lexeme<'_>],
    at: usize,
    mut widen: usize,
    wanted: &[TokenKind],
) -> Option<usize> {
    let mut depth = 0usize;
    for (index, lexeme) in chunk.iter().enumerate().take(at).rev() {
        depth += closed_after(lexeme);
        if lexeme.is_left_out() {
            continue;
        }
        if is_closer(lexeme.kind) {
            depth += 1;
        } else if is_opener(lexeme.kind) && depth > 0 {
            depth -= 1;
        } else if wanted.contains(&lexeme.kind) {
            if widen == 0 {
                return Some(index);
            }
            widen -= 1;
        }
    }
    None
}

/// The lexemes from `start` on that are in no further bracket, and the index where they end.
fn inside(chunk: &[Lexeme<'_>], start: usize) -> (Vec<usize>, usize) {
    let mut direct = Vec::new();
    let mut depth = 0usize;
    for (index, lexeme) in chunk.iter().enumerate().skip(start) {
        if !lexeme.is_left_out() {
            if is_closer(lexeme.kind) {
                let Some(less) = depth.checked_sub(1) else { return (direct, index) };
                depth = less;
            }
            if depth == 0 {
                direct.push(index);
            }
            depth += usize::from(is_opener(lexeme.kind));
        }
        match depth.checked_sub(closed_after(lexeme)) {
            Some(less) => depth = less,
            None => return (direct, index + 1),
        }
    }
    (direct, chunk.len())
}

/// How many brackets are closed behind a lexeme because the author left them open.
fn closed_after(lexeme: &Lexeme<'_>) -> usize {
    lexeme.edit.then.chars().filter(|c| is_closing(*c)).count()
}

fn is_closing(c: char) -> bool {
    matches!(c, '}' | ']' | ')')
}

fn is_opener(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen)
}

fn is_closer(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen)
}

/// In a record a field keeps its name and loses its type; after `type X =`, all is lost.
fn mend_claims(
    chunk: &mut [Lexeme<'_>],
    at: usize,
    expected: &Expected,
    widen: usize,
) -> Option<Mended> {
    let Some(open) = enclosing(chunk, at, widen, &[TokenKind::OpenBrace]) else {
        let start = definition(chunk)?;
        return (chunk.first()?.is_word("type") && at >= start)
            .then(|| hollow(chunk, start..chunk.len()));
    };
    let (range, name) = element(chunk, open, at, expected.has(Rule::field_name), begins_field)?;
    Some(give_up_value(chunk, range, name))
}

/// The name of a field stays, with a hole behind it; what has no name is lost.
fn give_up_value(chunk: &mut [Lexeme<'_>], range: Range<usize>, name: Option<usize>) -> Mended {
    if let Some(lexeme) = name.and_then(|name| chunk.get_mut(name)) {
        lexeme.edit.then = "".into();
        lexeme.follow_with(":");
        lexeme.follow_with(HOLE);
        leave_out(chunk, range.start + 1..range.end);
    } else {
        leave_out(chunk, range.clone());
    }
    Mended::Element(range)
}

/// In the claims of a test one keeps its name and loses its value; elsewhere the line or the case
/// is lost, and a hole says that it was there.
fn mend_test(
    chunk: &mut [Lexeme<'_>],
    at: usize,
    expected: &Expected,
    widen: usize,
) -> Option<Mended> {
    let open = enclosing(chunk, at, widen, &[TokenKind::OpenBrace])?;
    let (range, _) = match block(chunk, open) {
        Block::Claims => {
            let name = expected.has(Rule::given_field) || expected.has(Rule::given_name);
            let (range, name) = element(chunk, open, at, name, begins_field)?;
            return Some(give_up_value(chunk, range, name));
        }
        Block::Cases => element(chunk, open, at, expected.has(Rule::test_case), begins_case)?,
        Block::Lines => {
            element(chunk, open, at, expected.has(Rule::test_clause), |chunk, index| {
                begins_setting(chunk, index, TEST_WORDS)
            })?
        }
    };
    hollow(chunk, range.clone());
    Some(Mended::Element(range))
}

/// What a brace of a test holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Lines,
    Cases,
    Claims,
}

/// What the brace at `open` holds.
fn block(chunk: &[Lexeme<'_>], open: usize) -> Block {
    let shown = |lexeme: &&Lexeme<'_>| !lexeme.is_left_out();
    let before = chunk.get(..open).unwrap_or_default();
    if !before.iter().any(|lexeme| lexeme.kind == TokenKind::OpenBrace) {
        return Block::Lines;
    }
    let mut before = before.iter().rev().filter(shown);
    let each = before.next().is_some_and(|it| it.is_word("each"));
    if each && before.next().is_some_and(|it| it.is_word("for")) {
        Block::Cases
    } else {
        Block::Claims
    }
}

fn begins_case(chunk: &[Lexeme<'_>], index: usize) -> bool {
    chunk.get(index).is_some_and(|lexeme| lexeme.kind == TokenKind::OpenBrace)
}

/// In a block of settings or members the broken one is lost.
fn mend_element(
    chunk: &mut [Lexeme<'_>],
    at: usize,
    at_begins: bool,
    widen: usize,
    begins: impl Fn(&[Lexeme<'_>], usize) -> bool,
) -> Option<Mended> {
    let open = enclosing(chunk, at, widen, &[TokenKind::OpenBrace])?;
    let (range, _) = element(chunk, open, at, at_begins, begins)?;
    leave_out(chunk, range.clone());
    Some(Mended::Element(range))
}

/// The element of a block around `at`, and its first lexeme unless it is `at` itself that cannot
/// begin an element.
fn element(
    chunk: &[Lexeme<'_>],
    open: usize,
    at: usize,
    at_begins: bool,
    begins: impl Fn(&[Lexeme<'_>], usize) -> bool,
) -> Option<(Range<usize>, Option<usize>)> {
    let (direct, end) = inside(chunk, open + 1);
    let starts: Vec<usize> = direct.iter().copied().filter(|index| begins(chunk, *index)).collect();
    let next = |from: usize| starts.iter().copied().find(|start| *start > from).unwrap_or(end);
    if at_begins {
        return (at < end).then(|| (at..next(at), None));
    }
    let start = starts.iter().copied().rfind(|start| *start < at)?;
    // What begins at `at` is whole; it is the one before that is not.
    let stop = if starts.contains(&at) { at } else { next(at) };
    Some((start..stop, Some(start)))
}

fn begins_field(chunk: &[Lexeme<'_>], index: usize) -> bool {
    let Some(lexeme) = chunk.get(index).filter(|lexeme| lexeme.kind.is_name()) else {
        return false;
    };
    let Some(before) = index.checked_sub(1).and_then(|before| chunk.get(before)) else {
        return false;
    };
    if matches!(before.kind, TokenKind::OpenBrace | TokenKind::Comma) {
        return true;
    }
    let next = chunk.get(index + 1).filter(|next| !next.is_left_out());
    if next.is_some_and(|next| next.kind == TokenKind::Colon || next.is_word("at")) {
        return true;
    }
    let continues = matches!(
        before.kind,
        TokenKind::Colon | TokenKind::Bar | TokenKind::Slash | TokenKind::Dot
    ) || before.is_word("at")
        || before.is_word("tag")
        || before.is_word("embedded");
    lexeme.first_on_line && !continues
}

fn begins_member(chunk: &[Lexeme<'_>], index: usize) -> bool {
    let Some(lexeme) = chunk.get(index).filter(|lexeme| lexeme.kind.is_name()) else {
        return false;
    };
    let before = index.checked_sub(1).and_then(|before| chunk.get(before));
    before.is_some_and(|before| matches!(before.kind, TokenKind::OpenBrace | TokenKind::Comma))
        || chunk.get(index + 1).is_some_and(|next| next.kind == TokenKind::Assign)
        || lexeme.first_on_line
}

fn begins_setting(chunk: &[Lexeme<'_>], index: usize, settings: &[&str]) -> bool {
    let Some(lexeme) = chunk.get(index).filter(|lexeme| lexeme.kind.is_name()) else {
        return false;
    };
    let before = index.checked_sub(1).and_then(|before| chunk.get(before));
    let continues = before.is_some_and(|before| {
        matches!(before.kind, TokenKind::Comma | TokenKind::Arrow | TokenKind::Dot)
    });
    !continues && (settings.contains(&lexeme.text) || lexeme.first_on_line)
}

/// The test or value around `at` becomes a hole; all of the condition when less was in vain.
fn mend_expression(chunk: &mut [Lexeme<'_>], at: usize, widen: usize) -> Option<Mended> {
    let begin = definition(chunk).filter(|begin| *begin <= at)?;
    let open = [TokenKind::OpenBracket, TokenKind::OpenParen, TokenKind::OpenBrace];
    let bracket = enclosing(chunk, at, widen, &open).filter(|open| *open >= begin);
    if bracket.is_none() && widen > 0 {
        let end = chunk.len();
        let in_vain = chunk.iter().skip(begin).all(Lexeme::is_left_out);
        return (!in_vain).then(|| hollow(chunk, begin..end));
    }
    let start = bracket.map_or(begin, |open| open + 1);
    let (direct, end) = inside(chunk, start);
    let divides = |index: &usize| chunk.get(*index).is_some_and(divides);
    let (before, behind) = direct.split_at(direct.partition_point(|index| *index < at));
    let from = before.iter().copied().rfind(divides).map_or(start, |index| index + 1);
    let to = behind.iter().copied().find(divides).unwrap_or(end);
    Some(hollow(chunk, from..to))
}

/// Whether a lexeme stands between two tests or two values.
fn divides(lexeme: &Lexeme<'_>) -> bool {
    matches!(lexeme.kind, TokenKind::Comma | TokenKind::ForeignAnd | TokenKind::ForeignOr)
        || lexeme.is_word("and")
        || lexeme.is_word("or")
}

/// Where the condition, value or type of an item begins: behind `where` or the first `=`.
fn definition(chunk: &[Lexeme<'_>]) -> Option<usize> {
    let rule = matches!(chunk.first()?.shown(), "rule" | "admit" | "refuse");
    let begins = |lexeme: &Lexeme<'_>| match rule {
        true => lexeme.kind == TokenKind::Word && lexeme.shown() == "where",
        false => lexeme.shown() == "=",
    };
    chunk.iter().position(begins).map(|at| at + 1)
}

/// Puts a hole in the place of some lexemes. Brackets that were closed for the author behind one
/// of them, and begin before them, stay closed.
fn hollow(chunk: &mut [Lexeme<'_>], range: Range<usize>) -> Mended {
    let lexemes = chunk.get(range.clone()).unwrap_or_default();
    let shown = lexemes.iter().filter(|lexeme| !lexeme.is_left_out());
    let (mut opened, mut closed) = (0usize, 0usize);
    for lexeme in shown {
        opened += usize::from(is_opener(lexeme.kind));
        closed += usize::from(is_closer(lexeme.kind));
    }
    let put = lexemes.iter().flat_map(|lexeme| lexeme.edit.then.chars()).filter(|c| is_closing(*c));
    let closers: String = put.skip(opened.saturating_sub(closed)).collect();
    leave_out(chunk, range.clone());
    if let Some(before) = range.start.checked_sub(1).and_then(|before| chunk.get_mut(before)) {
        before.follow_with(HOLE);
        before.follow_with(&closers);
    }
    Mended::Hollow(range)
}

fn leave_out(chunk: &mut [Lexeme<'_>], range: Range<usize>) {
    for lexeme in chunk.get_mut(range).unwrap_or_default() {
        lexeme.leave_out();
    }
}
