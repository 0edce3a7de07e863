//! Canonical JSON (RFC 8785): strings and numbers.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;

use super::decimal::Decimal;
use super::number::Number;

/// Writes a string with its quotes, escaped as RFC 8785 section 3.2.2.2 says.
pub fn write_string(out: &mut String, value: &str) {
    out.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(needs_escape) {
        let (plain, after) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = after.chars();
        if let Some(character) = characters.next() {
            write_escape(out, character);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes a finite number as RFC 8785 section 3.2.2.3 says (ECMAScript `Number::toString`), and
/// `null` for the others, as ECMAScript's `JSON.stringify` does.
pub fn write_number(out: &mut String, value: f64) {
    if !value.is_finite() {
        out.push_str("null");
        return;
    }
    if value == 0.0 {
        // Negative zero is written like zero.
        out.push('0');
        return;
    }
    if value < 0.0 {
        out.push('-');
    }
    // `serde_json` finds the shortest digits that give the same binary64, the nearest of them, and
    // of two equally near the even ones, as ECMAScript wants; the standard library does not.
    let shortest = serde_json::to_string(&value.abs()).unwrap_or_default();
    let Some(decimal) = Decimal::parse(&shortest) else { return };
    let (digits, power) = decimal.scientific();
    let exponent = power.saturating_add(i64::try_from(digits.len()).unwrap_or(1) - 1);
    lay_out(out, &digits, exponent);
}

/// Writes a number that has its exact value, when canonical JSON can say it: a fraction is written
/// as its nearest binary64, an integer only when RFC 8785 leaves its value as it is. Tells whether
/// it was written.
pub fn write_exact(out: &mut String, number: &Number<'_>) -> bool {
    const EXACT: u64 = 1 << 53;
    if let Some(small) = number.as_i64().filter(|small| small.unsigned_abs() <= EXACT) {
        let _ = write!(out, "{small}");
        return true;
    }
    let nearest = number.to_f64();
    if !nearest.is_finite() {
        return false;
    }
    let mut text = String::new();
    write_number(&mut text, nearest);
    let same = !number.is_integer()
        || Number::from_decimal(&text).is_some_and(|written| written.is_same_integer(number));
    if same {
        out.push_str(&text);
    }
    same
}

/// The order of member names (RFC 8785 section 3.2.3): by their UTF-16 code units.
pub fn compare_names(one: &str, two: &str) -> Ordering {
    one.encode_utf16().cmp(two.encode_utf16())
}

/// Whether the text is exactly one canonical JSON string, quotes included.
pub fn is_canonical_string(text: &[u8]) -> bool {
    read_canonical_string(text).is_some()
}

/// The content of exactly one canonical JSON string, quotes included.
pub fn read_canonical_string(text: &[u8]) -> Option<Cow<'_, str>> {
    let inner = std::str::from_utf8(text).ok()?.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.bytes().any(needs_escape) {
        return Some(Cow::Borrowed(inner));
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, after)) = rest.split_once('\\') {
        if plain.bytes().any(needs_escape) {
            return None;
        }
        out.push_str(plain);
        let (character, after) = read_escape(after)?;
        out.push(character);
        rest = after;
    }
    out.push_str(rest);
    (!rest.bytes().any(needs_escape)).then_some(Cow::Owned(out))
}

/// The characters with an escape of two characters.
const SHORT_ESCAPES: [(char, char); 7] = [
    ('"', '"'),
    ('\\', '\\'),
    ('\u{8}', 'b'),
    ('\t', 't'),
    ('\n', 'n'),
    ('\u{c}', 'f'),
    ('\r', 'r'),
];

const fn needs_escape(octet: u8) -> bool {
    matches!(octet, 0..0x20 | b'"' | b'\\')
}

fn write_escape(out: &mut String, character: char) {
    match SHORT_ESCAPES.iter().find(|(escaped, _)| *escaped == character) {
        Some(&(_, letter)) => out.extend(['\\', letter]),
        // Writing to a string does not fail.
        None => {
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        }
    }
}

/// The character of a canonical escape without its backslash, and what follows.
fn read_escape(text: &str) -> Option<(char, &str)> {
    let mut characters = text.chars();
    let letter = characters.next()?;
    if let Some(&(character, _)) = SHORT_ESCAPES.iter().find(|(_, short)| *short == letter) {
        return Some((character, characters.as_str()));
    }
    let (digits, rest) = text.strip_prefix('u')?.split_at_checked(4)?;
    let lower = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    let has_short = SHORT_ESCAPES.iter().any(|(escaped, _)| *escaped == character);
    (lower && character < ' ' && !has_short).then_some((character, rest))
}

/// Lays digits out as ECMAScript's `Number::toString` does; the first digit counts ten to the
/// `exponent`.
fn lay_out(out: &mut String, digits: &str, exponent: i64) {
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    match exponent {
        // ECMAScript's n is the exponent and one: -6 < n <= 21.
        0..=20 if exponent + 1 >= length => {
            out.push_str(digits);
            zeros(out, exponent + 1 - length);
        }
        0..=20 => {
            let point = usize::try_from(exponent + 1).unwrap_or(0);
            let (whole, fraction) = digits.split_at_checked(point).unwrap_or((digits, ""));
            out.extend([whole, ".", fraction]);
        }
        -6..=-1 => {
            out.push_str("0.");
            zeros(out, -exponent - 1);
            out.push_str(digits);
        }
        _ => {
            let (first, others) = digits.split_at_checked(1).unwrap_or((digits, ""));
            out.push_str(first);
            if !others.is_empty() {
                out.extend([".", others]);
            }
            // Writing to a string does not fail.
            let _ = write!(out, "e{exponent:+}");
        }
    }
}

fn zeros(out: &mut String, count: i64) {
    for _ in 0..count {
        out.push('0');
    }
}

#[cfg(test)]
mod tests;
