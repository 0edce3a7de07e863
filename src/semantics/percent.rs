//! Percent-encoding (RFC 3986 section 2.1): undoing it, and its normal form.

use std::borrow::Cow;

/// The text with every percent-encoded octet undone; `None` when the octets are not UTF-8.
pub fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut octets = Vec::with_capacity(text.len());
    for unit in Units::new(text) {
        octets.push(unit.octet());
    }
    String::from_utf8(octets).ok().map(Cow::Owned)
}

/// Appends the normal form (RFC 3986 sections 6.2.2.1 and 6.2.2.2): percent-encoded unreserved
/// characters undone, the hex digits of the others in upper case.
pub fn normalize_into(out: &mut String, text: &str) {
    if text.contains('%') {
        push_units(out, text, |octet| octet);
    } else {
        out.push_str(text);
    }
}

/// The same with letters in lower case, for hosts.
pub fn normalize_lower_into(out: &mut String, text: &str) {
    push_units(out, text, |octet| octet.to_ascii_lowercase());
}

fn push_units(out: &mut String, text: &str, map: impl Fn(u8) -> u8) {
    // Octets of characters beyond ASCII are kept together by copying them as they come.
    let mut octets = Vec::with_capacity(text.len());
    for unit in Units::new(text) {
        match unit {
            Unit::Encoded(octet) if !is_unreserved(octet) => {
                octets.extend([b'%', hex_digit(octet >> 4), hex_digit(octet & 15)]);
            }
            _ => octets.push(map(unit.octet())),
        }
    }
    match String::from_utf8(octets) {
        Ok(normal) => out.push_str(&normal),
        Err(_) => out.push_str(text),
    }
}

/// An octet as it stands, or percent-encoded.
#[derive(Clone, Copy)]
enum Unit {
    Plain(u8),
    Encoded(u8),
}

impl Unit {
    const fn octet(self) -> u8 {
        match self {
            Unit::Plain(octet) | Unit::Encoded(octet) => octet,
        }
    }
}

struct Units<'a> {
    rest: &'a [u8],
}

impl<'a> Units<'a> {
    const fn new(text: &'a str) -> Self {
        Units { rest: text.as_bytes() }
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if let [b'%', high, low, rest @ ..] = self.rest
            && let (Some(high), Some(low)) = (digit_value(*high), digit_value(*low))
        {
            self.rest = rest;
            return Some(Unit::Encoded(high << 4 | low));
        }
        let (&octet, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(Unit::Plain(octet))
    }
}

const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}

const fn hex_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'A' + value - 10 }
}

fn digit_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        let mut out = String::new();
        normalize_into(&mut out, text);
        out
    }

    #[test]
    fn decoding() {
        assert_eq!(decode("a%20b").as_deref(), Some("a b"));
        assert_eq!(decode("%C3%A4").as_deref(), Some("ä"));
        assert_eq!(decode("%c3%a4%2525").as_deref(), Some("ä%25"));
        assert!(matches!(decode("plain"), Some(Cow::Borrowed("plain"))));
        assert_eq!(decode("%FF"), None);
        assert_eq!(decode("%C3"), None);
    }

    #[test]
    fn normal_forms() {
        assert_eq!(normal("%7e%2f%61A"), "~%2FaA");
        assert_eq!(normal("%25%37e"), "%257e");
        let mut host = String::new();
        normalize_lower_into(&mut host, "%41B%c3%BC");
        assert_eq!(host, "ab%C3%BC");
    }

    proptest! {
        #[test]
        fn total_and_idempotent(text in "[%0-9a-fA-Fzä]{0,20}|.*") {
            let _ = decode(&text);
            let escaped = text.replace('%', "%25");
            prop_assert_eq!(normal(&normal(&escaped)), normal(&escaped));
        }
    }
}
