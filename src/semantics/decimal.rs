//! Decimal numbers as JSON writes them (RFC 8259 section 6), kept digit by digit.

use std::borrow::Cow;

/// A number of the JSON grammar, neither rounded nor expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal<'a> {
    text: &'a str,
    negative: bool,
    integer: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    /// Reads exactly one JSON number: `-1.50e+3`. An exponent past 64 bits becomes the nearest.
    pub fn parse(text: &'a str) -> Option<Decimal<'a>> {
        let (negative, rest) = strip_sign(text, &["-"]);
        let (integer, rest) = split_digits(rest)?;
        if integer.len() > 1 && integer.starts_with('0') {
            return None;
        }
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => split_digits(rest)?,
            None => ("", rest),
        };
        let exponent = if rest.is_empty() { 0 } else { read_exponent(rest)? };
        Some(Decimal { text, negative, integer, fraction, exponent })
    }

    /// It as written.
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// Whether a minus stands before it; `-0` has one too.
    pub const fn has_minus(&self) -> bool {
        self.negative
    }

    /// The exponent as written after `e`; 0 when none is.
    pub const fn exponent(&self) -> i64 {
        self.exponent
    }

    /// Digits and a power: the magnitude is the digits times ten to that power. The digits neither
    /// begin nor end with zero, so a negative power means a fraction; there are none for zero.
    pub fn scientific(&self) -> (Cow<'a, str>, i64) {
        let digits: Cow<'a, str> = match (self.integer.trim_start_matches('0'), self.fraction) {
            (integer, "") => Cow::Borrowed(integer),
            ("", fraction) => Cow::Borrowed(fraction.trim_start_matches('0')),
            (integer, fraction) => Cow::Owned([integer, fraction].concat()),
        };
        let kept = digits.trim_end_matches('0').len();
        let power = self
            .exponent
            .saturating_sub(count(self.fraction.len()))
            .saturating_add(count(digits.len() - kept));
        let digits = match digits {
            Cow::Borrowed(digits) => Cow::Borrowed(digits.get(..kept).unwrap_or(digits)),
            Cow::Owned(mut digits) => {
                digits.truncate(kept);
                Cow::Owned(digits)
            }
        };
        (digits, power)
    }
}

fn strip_sign<'a>(text: &'a str, signs: &[&str]) -> (bool, &'a str) {
    let rest = signs.iter().find_map(|&sign| text.strip_prefix(sign));
    (text.starts_with('-'), rest.unwrap_or(text))
}

/// One digit or more, and what follows.
fn split_digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|octet| !octet.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 { None } else { text.split_at_checked(end) }
}

fn read_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = strip_sign(text.strip_prefix(['e', 'E'])?, &["-", "+"]);
    let (digits, rest) = split_digits(digits)?;
    if !rest.is_empty() {
        return None;
    }
    let magnitude = digits.bytes().fold(0i64, |magnitude, digit| {
        magnitude.saturating_mul(10).saturating_add(i64::from(digit - b'0'))
    });
    Some(if negative { -magnitude } else { magnitude })
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_grammar() {
        for text in ["0", "-0", "10", "-1.50e+3", "0.0", "1E5", "1e-006144", "12.340"] {
            assert!(Decimal::parse(text).is_some(), "{text}");
        }
        for text in [
            "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1e1.5", "0x1", "1 ", " 1", "1_0",
            "NaN", "inf", "--1", "1e--1", "١",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn digits_and_powers() {
        for (text, digits, power) in [
            ("0", "", 0),
            ("0.00e9", "", 9),
            ("100", "1", 2),
            ("-3.0", "3", 0),
            ("30e-1", "3", 0),
            ("3.5", "35", -1),
            ("0.0010", "1", -3),
            ("1200.0500", "120005", -2),
            ("1e6144", "1", 6144),
        ] {
            let (found, at) = Decimal::parse(text).unwrap().scientific();
            assert_eq!(found, digits, "{text}");
            if !digits.is_empty() {
                assert_eq!(at, power, "{text}");
            }
        }
    }

    #[test]
    fn exponents_saturate() {
        let exponent = |text| Decimal::parse(text).unwrap().exponent();
        assert_eq!(exponent("1e99999999999999999999"), i64::MAX);
        assert_eq!(exponent("1e-99999999999999999999"), -i64::MAX);
        let (digits, power) = Decimal::parse("0.1e-99999999999999999999").unwrap().scientific();
        assert_eq!((digits.as_ref(), power), ("1", i64::MIN));
    }

    proptest! {
        #[test]
        fn total_and_true(text in "-?[0-9]{1,6}(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?|.*") {
            if let Some(decimal) = Decimal::parse(&text) {
                let (digits, power) = decimal.scientific();
                let sign = if decimal.has_minus() { "-" } else { "" };
                let again: f64 = format!("{sign}0{digits}e{power}").parse().unwrap();
                prop_assert_eq!(again, text.parse::<f64>().unwrap());
            }
        }
    }
}
