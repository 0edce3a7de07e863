//! Reading numbers: their exact value, in forms that can be compared and hashed.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use crate::credential::tree::{Node, Value};
use crate::format::Family;
use crate::semantics::decimal::Decimal;
use crate::semantics::number::Number;

/// A binary64 that is not NaN and not -0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Float(f64);

/// An integer as tests see it; orders as integers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Integer {
    /// Below every value that a test can have.
    Below,
    /// One of 64 bits with a sign.
    Signed(i64),
    /// One of 64 bits without a sign that the above cannot hold.
    Unsigned(u64),
    /// Above every value that a test can have.
    Above,
}

/// Where a number stands among the binary64s, which is all that tests compare it with: at one, or
/// between it and the next greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Stand {
    at_least: Float,
    more: bool,
}

impl Integer {
    /// Whether it is below zero.
    pub(super) const fn is_negative(self) -> bool {
        matches!(self, Integer::Below | Integer::Signed(i64::MIN..0))
    }

    const fn beyond(negative: bool) -> Integer {
        if negative { Integer::Below } else { Integer::Above }
    }
}

impl From<u64> for Integer {
    fn from(value: u64) -> Integer {
        i64::try_from(value).map_or(Integer::Unsigned(value), Integer::Signed)
    }
}

impl Float {
    /// `None` for NaN.
    pub(super) fn new(value: f64) -> Option<Float> {
        // Adding zero makes -0 zero.
        (!value.is_nan()).then_some(Float(value + 0.0))
    }

    /// Whether it is no infinity.
    pub(super) const fn is_finite(self) -> bool {
        self.0.is_finite()
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Float {}

impl std::hash::Hash for Float {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Stand {
    /// Exactly at a binary64; `None` for NaN.
    pub(super) fn at(value: f64) -> Option<Stand> {
        Float::new(value).map(|at_least| Stand { at_least, more: false })
    }

    fn of(number: &Number<'_>) -> Option<Stand> {
        let nearest = number.to_f64();
        let at_least = match number.compare_f64(nearest)? {
            Ordering::Less => nearest.next_down(),
            Ordering::Equal => return Stand::at(nearest),
            Ordering::Greater => nearest,
        };
        Some(Stand { at_least: Float::new(at_least)?, more: true })
    }
}

/// An integer.
pub(super) fn integer(value: &Value<'_>) -> Option<Integer> {
    match value {
        Value::Int(value) => Some(Integer::Signed(*value)),
        Value::BigInt(value) => {
            let unsigned = u64::try_from(value.as_ref()).ok().map(Integer::from);
            Some(unsigned.unwrap_or(Integer::beyond(value.sign() == Sign::Minus)))
        }
        Value::Decimal(text) => integer_of(&Decimal::parse(text)?),
        _ => None,
    }
}

/// The value of a JSON number, if it is an integer (`3.0`, `30e-1`).
fn integer_of(decimal: &Decimal<'_>) -> Option<Integer> {
    let (digits, power) = decimal.scientific();
    if digits.is_empty() {
        return Some(Integer::Signed(0));
    }
    let power = u32::try_from(power).ok()?;
    let magnitude = || digits.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(power)?);
    let beyond = Integer::beyond(decimal.has_minus());
    Some(match magnitude() {
        Some(magnitude) if decimal.has_minus() => {
            0_i64.checked_sub_unsigned(magnitude).map_or(beyond, Integer::Signed)
        }
        Some(magnitude) => magnitude.into(),
        None => beyond,
    })
}

/// A number: an integer, a fraction, a float; of CBOR also a decimal fraction or bigfloat.
pub(super) fn number(node: &Node<'_>, family: Family) -> Option<Stand> {
    Stand::of(&match &node.value {
        Value::Float(value) => Number::from_float(*value)?,
        Value::Tag(tag, content) if family == Family::Cwt => scaled(*tag, &content.value)?,
        value => json_number(value)?,
    })
}

/// A number of JSON, or an integer of any family.
pub(super) fn json_number<'a>(value: &'a Value<'_>) -> Option<Number<'a>> {
    match value {
        Value::Int(value) => Some(Number::from_i64(*value)),
        Value::BigInt(value) => Some(Number::from_bigint(value)),
        Value::Decimal(text) => Number::from_decimal(text),
        _ => None,
    }
}

/// Tags 4 and 5 (RFC 8949 section 3.4.4): an array of exponent and mantissa.
fn scaled<'a>(tag: u64, content: &Value<'_>) -> Option<Number<'a>> {
    let Value::Array(array) = content else { return None };
    let [Node { value: Value::Int(exponent), .. }, mantissa] = array.items.as_slice() else {
        return None;
    };
    let small;
    let mantissa = match &mantissa.value {
        Value::Int(value) => {
            small = BigInt::from(*value);
            &small
        }
        Value::BigInt(value) => value,
        _ => return None,
    };
    match tag {
        4 => Number::from_decimal_fraction(*exponent, mantissa),
        5 => Number::from_bigfloat(*exponent, mantissa),
        _ => None,
    }
}

/// A float, or any number of JSON, as the nearest binary64; never NaN.
pub(super) fn float(value: &Value<'_>, family: Family) -> Option<Float> {
    match value {
        Value::Float(value) => Float::new(*value),
        value if family == Family::Jwt => Float::new(json_number(value)?.to_f64()),
        _ => None,
    }
}
