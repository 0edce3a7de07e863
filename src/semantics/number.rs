//! Numbers with their exact value, compared without a silent passage through binary64.

use std::borrow::Cow;
use std::cmp::Ordering;

use num_bigint::{BigInt, Sign, ToBigInt};

use super::decimal::Decimal;

/// A number as `docs/semantics.md` section 4 compares it: integers exactly, whatever their size;
/// fractions rounded to the nearest binary64, ties to even. Never NaN.
#[derive(Debug, Clone)]
pub struct Number<'a>(Repr<'a>);

#[derive(Debug, Clone)]
enum Repr<'a> {
    Int(i64),
    /// Never one that fits `Int`.
    Big(Cow<'a, BigInt>),
    /// An integer further from zero than every finite binary64 and every 64-bit integer, which is
    /// all that numbers are compared with, so its digits are not kept.
    Beyond(Sign),
    /// A fraction after rounding (so it may be whole now, or infinite), or a float as it came.
    Float(f64),
}

/// Exponents of CBOR decimal fractions and bigfloats up to this magnitude are understood.
pub const MAX_EXPONENT: i64 = 1 << 16;

/// Integers of more bits than this are beyond: all of binary64 fits 1024.
const MAX_BITS: u64 = 2048;
/// The same in decimal digits.
const MAX_DIGITS: i64 = 400;

impl<'a> Number<'a> {
    /// A 64-bit integer.
    pub const fn from_i64(value: i64) -> Self {
        Number(Repr::Int(value))
    }

    /// An integer of any size.
    pub fn from_bigint(value: &'a BigInt) -> Self {
        Number(i64::try_from(value).map_or(Repr::Big(Cow::Borrowed(value)), Repr::Int))
    }

    /// A float, which stays one even when its value is whole; `None` for NaN.
    pub fn from_float(value: f64) -> Option<Self> {
        (!value.is_nan()).then_some(Number(Repr::Float(value)))
    }

    /// A JSON number: an integer when its exact value is one (`3.0`, `30e-1`), else a fraction.
    /// `None` when the text is no JSON number. Takes time linear in the text's length, whatever
    /// its exponent.
    pub fn from_decimal(text: &str) -> Option<Self> {
        let decimal = Decimal::parse(text)?;
        let (digits, power) = decimal.scientific();
        if digits.is_empty() {
            return Some(Number::from_i64(0));
        }
        let Ok(zeros) = usize::try_from(power) else {
            return text.parse().ok().and_then(Number::from_float);
        };
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX).saturating_add(power);
        if length > MAX_DIGITS {
            let sign = if decimal.has_minus() { Sign::Minus } else { Sign::Plus };
            return Some(Number(Repr::Beyond(sign)));
        }
        let minus = if decimal.has_minus() { "-" } else { "" };
        let text = format!("{minus}{digits}{:0<zeros$}", "");
        match text.parse() {
            Ok(small) => Some(Number::from_i64(small)),
            Err(_) => text.parse().ok().map(Number::from_owned),
        }
    }

    /// A CBOR decimal fraction (RFC 8949 section 3.4.4, tag 4): mantissa times ten to the
    /// exponent. `None` when the exponent is beyond [`MAX_EXPONENT`].
    pub fn from_decimal_fraction(exponent: i64, mantissa: &BigInt) -> Option<Self> {
        Some(Number::scaled(mantissa, shift(exponent)?, exponent < 0, Base::Ten))
    }

    /// A CBOR bigfloat (RFC 8949 section 3.4.4, tag 5): mantissa times two to the exponent.
    /// `None` when the exponent is beyond [`MAX_EXPONENT`].
    pub fn from_bigfloat(exponent: i64, mantissa: &BigInt) -> Option<Self> {
        Some(Number::scaled(mantissa, shift(exponent)?, exponent < 0, Base::Two))
    }

    /// Whether its exact value is an integer and it did not come as a float.
    pub const fn is_integer(&self) -> bool {
        !matches!(self.0, Repr::Float(_))
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.compare_i64(0) == Ordering::Less
    }

    /// How it stands to a 64-bit integer.
    pub fn compare_i64(&self, other: i64) -> Ordering {
        match &self.0 {
            Repr::Int(value) => value.cmp(&other),
            Repr::Big(value) => away(value.sign()),
            Repr::Beyond(sign) => away(*sign),
            Repr::Float(value) => int_to_float(other, *value).reverse(),
        }
    }

    /// How it stands to an unsigned 64-bit integer.
    pub fn compare_u64(&self, other: u64) -> Ordering {
        match (i64::try_from(other), &self.0) {
            (Ok(other), _) => self.compare_i64(other),
            (_, Repr::Int(_)) => Ordering::Less,
            (_, Repr::Big(value)) => value.as_ref().cmp(&BigInt::from(other)),
            (_, Repr::Beyond(sign)) => away(*sign),
            (_, Repr::Float(value)) => big_to_float(&BigInt::from(other), *value).reverse(),
        }
    }

    /// How it stands to a binary64, infinities included; `None` for NaN.
    pub fn compare_f64(&self, other: f64) -> Option<Ordering> {
        if other.is_nan() {
            return None;
        }
        match &self.0 {
            Repr::Int(value) => Some(int_to_float(*value, other)),
            Repr::Big(value) => Some(big_to_float(value, other)),
            Repr::Beyond(_) if other.is_infinite() => 0.0.partial_cmp(&other),
            Repr::Beyond(sign) => Some(away(*sign)),
            Repr::Float(value) => value.partial_cmp(&other),
        }
    }

    /// The nearest binary64, ties to even; infinite when it is past the largest.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            // The cast rounds to nearest, ties to even.
            Repr::Int(value) => *value as f64,
            Repr::Big(value) if value.bits() > 1024 => infinity(value.sign()),
            Repr::Big(value) => parse_f64(&value.to_string()),
            Repr::Beyond(sign) => infinity(*sign),
            Repr::Float(value) => *value,
        }
    }

    /// The integer, when it fits.
    pub(super) const fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Int(value) => Some(value),
            _ => None,
        }
    }

    /// Whether both are the same integer.
    pub(super) fn is_same_integer(&self, other: &Number<'_>) -> bool {
        match (&self.0, &other.0) {
            (Repr::Int(one), Repr::Int(two)) => one == two,
            (Repr::Big(one), Repr::Big(two)) => one == two,
            _ => false,
        }
    }

    fn from_owned(value: BigInt) -> Self {
        Number(match i64::try_from(&value) {
            Ok(small) => Repr::Int(small),
            Err(_) if value.bits() > MAX_BITS => Repr::Beyond(value.sign()),
            Err(_) => Repr::Big(Cow::Owned(value)),
        })
    }

    /// The mantissa multiplied (or divided) by the base as often as `times` says.
    fn scaled(mantissa: &BigInt, times: u32, divide: bool, base: Base) -> Self {
        if mantissa.sign() == Sign::NoSign {
            return Number::from_i64(0);
        }
        if divide {
            return Number::divided(mantissa, times, base);
        }
        // Every multiplication adds more than three bits for ten, one for two.
        let least = base.bits(times).0;
        if mantissa.bits().saturating_add(least) > MAX_BITS {
            return Number(Repr::Beyond(mantissa.sign()));
        }
        Number::from_owned(mantissa * base.power(times))
    }

    fn divided(mantissa: &BigInt, times: u32, base: Base) -> Self {
        // A multiple of ten to the n is one of two to the n.
        if mantissa.trailing_zeros().unwrap_or(0) >= u64::from(times) {
            let divisor = base.power(times);
            let quotient = mantissa / &divisor;
            if &quotient * divisor == *mantissa {
                return Number::from_owned(quotient);
            }
        }
        let (least, most) = base.bits(times);
        let bits = mantissa.bits();
        Number(Repr::Float(if bits > most.saturating_add(1025) {
            infinity(mantissa.sign())
        } else if bits.saturating_add(1080) < least {
            0.0
        } else {
            // Binary fractions are decimal ones: a half is five tenths.
            let digits = match base {
                Base::Ten => mantissa.to_string(),
                Base::Two => (mantissa * BigInt::from(5).pow(times)).to_string(),
            };
            parse_f64(&format!("{digits}e-{times}"))
        }))
    }
}

#[derive(Clone, Copy)]
enum Base {
    Two,
    Ten,
}

impl Base {
    fn power(self, times: u32) -> BigInt {
        match self {
            Base::Two => BigInt::from(1) << times,
            Base::Ten => BigInt::from(10).pow(times),
        }
    }

    /// Bounds on the binary logarithm of a power: not above it, not below it.
    fn bits(self, times: u32) -> (u64, u64) {
        let times = u64::from(times);
        match self {
            Base::Two => (times, times),
            // The binary logarithm of ten is 3.3219…
            Base::Ten => (times * 3321 / 1000, (times * 3322).div_ceil(1000)),
        }
    }
}

fn shift(exponent: i64) -> Option<u32> {
    u32::try_from(exponent.unsigned_abs()).ok().filter(|&times| i64::from(times) <= MAX_EXPONENT)
}

/// How something far from zero stands to something nearer.
fn away(sign: Sign) -> Ordering {
    if sign == Sign::Minus { Ordering::Less } else { Ordering::Greater }
}

fn infinity(sign: Sign) -> f64 {
    if sign == Sign::Minus { f64::NEG_INFINITY } else { f64::INFINITY }
}

/// Reads decimal digits that are known to be a number.
fn parse_f64(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}

/// Exact comparison of an integer with a float that is not NaN.
fn int_to_float(value: i64, other: f64) -> Ordering {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if other >= LIMIT {
        return Ordering::Less;
    }
    if other < -LIMIT {
        return Ordering::Greater;
    }
    #[allow(clippy::cast_possible_truncation, reason = "within the limits; the fraction follows")]
    let whole = other.trunc() as i64;
    let fraction = 0.0.partial_cmp(&other.fract()).unwrap_or(Ordering::Equal);
    value.cmp(&whole).then(fraction)
}

/// Exact comparison of an integer past 63 bits with a float that is not NaN: floats of that size
/// have no fraction.
fn big_to_float(value: &BigInt, other: f64) -> Ordering {
    match other.to_bigint() {
        Some(other) => value.cmp(&other),
        None => 0.0.partial_cmp(&other).unwrap_or(Ordering::Equal),
    }
}

#[cfg(test)]
mod tests;
