//! Points in time of credentials, which may be further away than policies can say.

use num_bigint::{BigInt, Sign};

use super::{Instant, calendar};
use crate::semantics::decimal::Decimal;

/// An instant of a claim; orders as time does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// Earlier than every instant of 64-bit seconds.
    Before,
    /// An instant.
    At(Instant),
    /// Later than every instant of 64-bit seconds.
    After,
}

impl Moment {
    /// A NumericDate (RFC 7519 section 2) that is an integer.
    pub const fn from_seconds(seconds: i64) -> Moment {
        Moment::At(Instant::from_seconds(seconds))
    }

    /// A NumericDate, or a count of days, that is an integer of any size. Past 64 bits seconds and
    /// days are equally far away.
    pub fn from_bigint(value: &BigInt) -> Moment {
        match i64::try_from(value) {
            Ok(seconds) => Moment::from_seconds(seconds),
            Err(_) => Moment::beyond(value.sign() == Sign::Minus),
        }
    }

    /// Midnight UTC of a day counted from 1970-01-01 (RFC 8943 section 1.1, CBOR tag 100).
    pub fn from_days(days: i64) -> Moment {
        days.checked_mul(calendar::DAY).map_or(Moment::beyond(days < 0), Moment::from_seconds)
    }

    /// A NumericDate that is a JSON number; its fraction counts to the last digit. `None` when the
    /// text is no JSON number, or its fraction has more than 65 536 zeros in front.
    pub fn from_decimal(text: &str) -> Option<Moment> {
        let decimal = Decimal::parse(text)?;
        let (digits, power) = decimal.scientific();
        let (whole, fraction) = split_at_point(&digits, power)?;
        let negative = decimal.has_minus();
        let sign = if negative { "-" } else { "" };
        let seconds = format!("{sign}{whole}").parse::<i64>().ok();
        let instant = if negative && !fraction.is_empty() {
            // Fractions count upwards: -0.25 is 0.75 after -1.
            seconds
                .and_then(|seconds| seconds.checked_sub(1))
                .map(|seconds| Instant { seconds, fraction: complement(&fraction) })
        } else {
            seconds.map(|seconds| Instant { seconds, fraction })
        };
        Some(instant.map_or(Moment::beyond(negative), Moment::At))
    }

    /// A NumericDate that is a float, with its exact value; `None` for NaN and the infinities.
    pub fn from_float(value: f64) -> Option<Moment> {
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        if !value.is_finite() {
            return None;
        }
        if value.abs() >= LIMIT && value != -LIMIT {
            return Some(Moment::beyond(value < 0.0));
        }
        if value.fract() == 0.0 {
            #[allow(clippy::cast_possible_truncation, reason = "whole and within the limits")]
            return Some(Moment::from_seconds(value as i64));
        }
        // No binary64 has more digits after the point.
        Moment::from_decimal(&format!("{value:.1074}"))
    }

    const fn beyond(negative: bool) -> Moment {
        if negative { Moment::Before } else { Moment::After }
    }
}

impl From<Instant> for Moment {
    fn from(instant: Instant) -> Moment {
        Moment::At(instant)
    }
}

/// The digits before the point (at least one) and behind it of `digits` times ten to `power`.
fn split_at_point(digits: &str, power: i64) -> Option<(String, String)> {
    const MAX_ZEROS: usize = 1 << 16;
    if digits.is_empty() {
        return Some(("0".to_owned(), String::new()));
    }
    if let Ok(zeros) = usize::try_from(power) {
        // Twenty digits are past 64 bits already.
        let zeros = zeros.min(20);
        return Some((format!("{digits}{:0<zeros$}", ""), String::new()));
    }
    let behind = usize::try_from(power.unsigned_abs()).ok()?;
    match digits.len().checked_sub(behind) {
        Some(point) => {
            let (whole, fraction) = digits.split_at_checked(point)?;
            Some((format!("0{whole}"), fraction.to_owned()))
        }
        None => {
            let zeros = behind.checked_sub(digits.len()).filter(|&zeros| zeros <= MAX_ZEROS)?;
            Some(("0".to_owned(), format!("{:0<zeros$}{digits}", "")))
        }
    }
}

/// The digits of one minus a fraction that does not end with zero.
fn complement(fraction: &str) -> String {
    let last = fraction.len().saturating_sub(1);
    let digit = |(at, digit): (usize, u8)| {
        let whole = if at == last { b'9' + 1 } else { b'9' };
        char::from(whole - digit + b'0')
    };
    fraction.bytes().enumerate().map(digit).collect()
}
