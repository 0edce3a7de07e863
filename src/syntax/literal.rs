//! Reading literals: from a token's text to a value, with precise complaints.

use std::ops::Range;

use base64ct::{Base64Unpadded, Encoding};

use super::ast::Literal;
use super::token::TokenKind;
use super::unseen::{self, is_bidi_control, scalar};

/// What is wrong inside a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Octets of the token's text.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<&'static str>,
    /// What to write in the place of `at`, when that is plain.
    pub replacement: Option<String>,
}

impl Flaw {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Flaw { at, message: message.into(), help: None, replacement: None }
    }

    fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    fn replace(mut self, replacement: impl Into<String>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }
}

/// The value of a token that is a literal, words among them; `None` for any other token.
///
/// # Errors
/// The first [`Flaw`] of a token that means to be a literal.
pub(super) fn read(kind: TokenKind, text: &str) -> Option<Result<Literal, Flaw>> {
    Some(match kind {
        TokenKind::Word => Ok(word(text)?),
        TokenKind::Int => int(text).map(Literal::Int),
        TokenKind::Float => float(text).map(Literal::Float),
        TokenKind::Date => Ok(Literal::Date(text.to_owned())),
        TokenKind::Oid => Ok(Literal::Oid(text.to_owned())),
        TokenKind::Text | TokenKind::SingleQuoted => string(text).map(Literal::Text),
        TokenKind::Bytes => bytes(text).map(Literal::Bytes),
        TokenKind::MalformedNumber | TokenKind::MalformedDate => Err(number_flaw(kind, text)),
        TokenKind::UnterminatedText
        | TokenKind::UnterminatedBytes
        | TokenKind::UnterminatedSingle => Err(unterminated(kind, text)),
        _ => return None,
    })
}

fn word(text: &str) -> Option<Literal> {
    match text {
        "null" => Some(Literal::Null),
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        _ => None,
    }
}

fn int(text: &str) -> Result<i128, Flaw> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (radix, digits) = match digits.strip_prefix("0x") {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if radix == 10 {
        no_leading_zero(text)?;
    }
    let mut plain = String::with_capacity(digits.len() + 1);
    plain.extend(negative.then_some('-'));
    plain.extend(digits.chars().filter(|c| *c != '_'));
    i128::from_str_radix(&plain, radix).map_err(|_| {
        Flaw::new(0..text.len(), "this number is too large")
            .help("whole numbers reach from -9223372036854775808 to 9223372036854775807")
    })
}

fn float(text: &str) -> Result<f64, Flaw> {
    no_leading_zero(text)?;
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(Flaw::new(0..text.len(), "this number is too large")
            .help("numbers with a fraction reach up to about 1.8e308")),
    }
}

fn no_leading_zero(text: &str) -> Result<(), Flaw> {
    let sign = usize::from(text.starts_with('-'));
    let rest = text.get(sign..).unwrap_or_default();
    let digits = rest.trim_start_matches(['0', '_']);
    let zeros = rest.len() - digits.len();
    // The last zero of `00` and the zero of `0.5` are digits of their own.
    let extra = if digits.starts_with(|c: char| c.is_ascii_digit()) {
        zeros
    } else {
        zeros.saturating_sub(1)
    };
    if extra == 0 {
        return Ok(());
    }
    Err(Flaw::new(sign..sign + extra, "a number does not begin with a superfluous `0`")
        .help("elsewhere a leading `0` means octal; write the digits alone")
        .replace(""))
}

fn number_flaw(kind: TokenKind, text: &str) -> Flaw {
    let whole = 0..text.len();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let dashes = digits.matches('-').count();
    if kind == TokenKind::MalformedDate {
        return Flaw::new(whole, format!("`{text}` is not a date with a time"))
            .help("write it like `2026-01-31T12:00:00Z`, with the time zone at the end");
    }
    if digits.starts_with("0x") || digits.starts_with("0X") {
        return Flaw::new(whole, format!("`{text}` is not a hexadecimal number"))
            .help("write it like `0x2A`, with a lower-case `x`");
    }
    if dashes == 2 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Flaw::new(whole, format!("`{text}` is not a date"))
            .help("write year, month and day with four, two and two digits, like `2026-01-31`");
    }
    if dashes > 0 || digits.contains('+') {
        return Flaw::new(whole, format!("`{text}` is not a number"))
            .help("the language does not calculate; a range is written `1..5`");
    }
    if digits.contains("__")
        || digits.ends_with('_')
        || digits.contains("_.")
        || digits.contains("._")
    {
        return Flaw::new(whole, "an underscore stands between two digits of a number");
    }
    Flaw::new(whole, format!("`{text}` is not a number"))
        .help("write numbers like `42`, `-1`, `0x2A`, `1_000`, `200.0` or `1e3`")
}

fn unterminated(kind: TokenKind, text: &str) -> Flaw {
    let open = match kind {
        TokenKind::UnterminatedBytes => text.find('\'').unwrap_or(0) + 1,
        _ => 1,
    };
    let quote = if kind == TokenKind::UnterminatedText { '"' } else { '\'' };
    Flaw::new(0..open, format!("this text has no closing `{quote}`"))
        .help("a text ends on the line where it begins; `\\n` stands for a line end")
}

/// Hex digits or base64 between single quotes.
fn bytes(text: &str) -> Result<Vec<u8>, Flaw> {
    let open = text.find('\'').unwrap_or(0) + 1;
    let inner = text.get(open..text.len().saturating_sub(1)).unwrap_or_default();
    if text.starts_with('h') { hex(inner, open) } else { base64(inner, open) }
}

fn hex(inner: &str, open: usize) -> Result<Vec<u8>, Flaw> {
    let mut digits = Vec::with_capacity(inner.len());
    for (at, c) in inner.char_indices() {
        match c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
            Some(digit) => digits.push(digit),
            None if c == ' ' || c == '\t' => {}
            None => {
                let at = open + at;
                return Err(Flaw::new(
                    at..at + c.len_utf8(),
                    format!("`{c}` is not a hexadecimal digit"),
                ));
            }
        }
    }
    let mut pairs = digits.chunks_exact(2);
    let octets =
        pairs.by_ref().map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect();
    if pairs.remainder().is_empty() {
        return Ok(octets);
    }
    Err(Flaw::new(open..open + inner.len(), "an odd number of hexadecimal digits")
        .help("each octet has two digits"))
}

/// Either alphabet, padded or not: what a value means does not depend on it.
fn base64(inner: &str, open: usize) -> Result<Vec<u8>, Flaw> {
    let whole = open..open + inner.len();
    let text: String = inner.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    if padding > 0 && (!text.len().is_multiple_of(4) || padding > 2) {
        return Err(Flaw::new(whole, "wrong padding of base64"));
    }
    let standard: String = bare
        .chars()
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    Base64Unpadded::decode_vec(&standard).map_err(|_| Flaw::new(whole, "this is not base64"))
}

/// Text between double (or, by mistake, single) quotes.
fn string(text: &str) -> Result<String, Flaw> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut out = String::with_capacity(inner.len());
    let mut rest = Cursor { text: inner, at: 0 };
    while let Some(c) = rest.next() {
        let start = rest.at - c.len_utf8();
        let range = 1 + start..1 + rest.at;
        match c {
            '\\' => out.push(escape(&mut rest, start)?),
            '\t' => out.push(c),
            c if c.is_control() || is_bidi_control(c) => {
                return Err(Flaw::new(
                    range,
                    format!("the invisible character {} in a text", scalar(c)),
                )
                .help("write it as an escape, so that everybody sees it")
                .replace(unseen::escape(c)));
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

/// A place in a text.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn sees(&self, wanted: &str) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted))
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.sees(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }
}

const ESCAPES: &str = r#"the escapes are \" \\ \/ \b \f \n \r \t \u0041 and \u{1F600}"#;

/// What stands behind a backslash; `start` is the backslash's offset.
fn escape(rest: &mut Cursor<'_>, start: usize) -> Result<char, Flaw> {
    Ok(match rest.next() {
        Some(c @ ('"' | '\\' | '/')) => c,
        Some('b') => '\u{8}',
        Some('f') => '\u{C}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') if rest.eat("{") => return braced(rest, start),
        Some('u') => return four_digits(rest, start),
        found => {
            let name = found.map(String::from).unwrap_or_default();
            return Err(Flaw::new(
                1 + start..1 + rest.at,
                format!("there is no escape `\\{name}`"),
            )
            .help(ESCAPES));
        }
    })
}

/// `\u{1F600}`, the opening brace already read.
fn braced(rest: &mut Cursor<'_>, start: usize) -> Result<char, Flaw> {
    let from = rest.at;
    while rest.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
        rest.next();
    }
    let digits = rest.text.get(from..rest.at).unwrap_or_default();
    let closed = rest.eat("}");
    let range = 1 + start..1 + rest.at;
    if !closed || digits.is_empty() || digits.len() > 6 {
        return Err(Flaw::new(range, "`\\u{…}` takes one to six hexadecimal digits"));
    }
    let number = u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
    char::from_u32(number)
        .ok_or_else(|| Flaw::new(range, format!("there is no character U+{number:04X}")))
}

/// `\u0041`, and two of them where UTF-16 needs a pair, the `\u` already read.
fn four_digits(rest: &mut Cursor<'_>, start: usize) -> Result<char, Flaw> {
    let lone = |end: usize| {
        Flaw::new(1 + start..1 + end, "half of a surrogate pair is not a character")
            .help("write the character itself, both halves, or `\\u{…}`")
    };
    let first = unit(rest, start)?;
    let unit_end = rest.at;
    let second = match first {
        0xD800..=0xDBFF if !rest.sees("\\u{") && rest.eat("\\u") => Some(unit(rest, unit_end)?),
        _ => None,
    };
    let units = std::iter::once(first).chain(second);
    let mut decoded = char::decode_utf16(units);
    match (decoded.next(), decoded.next()) {
        (Some(Ok(c)), None) => Ok(c),
        _ => Err(lone(unit_end)),
    }
}

/// One UTF-16 code unit: four hexadecimal digits.
fn unit(rest: &mut Cursor<'_>, start: usize) -> Result<u16, Flaw> {
    let from = rest.at;
    while rest.at - from < 4 && rest.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
        rest.next();
    }
    rest.text
        .get(from..rest.at)
        .filter(|digits| digits.len() == 4)
        .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        .ok_or_else(|| {
            Flaw::new(
                1 + start..1 + rest.at,
                "`\\u` takes four hexadecimal digits, or one to six in braces",
            )
        })
}

#[cfg(test)]
mod tests;
