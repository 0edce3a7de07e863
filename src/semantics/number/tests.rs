//! Tests of `semantics::number`.

use std::cmp::Ordering::{Equal, Greater, Less};

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Number<'_> {
    Number::from_decimal(text).unwrap_or_else(|| panic!("`{text}` is a number"))
}

fn big(text: &str) -> BigInt {
    text.parse().unwrap()
}

#[test]
fn json_integers_by_value() {
    for (text, value) in [
        ("3", 3),
        ("3.0", 3),
        ("30e-1", 3),
        ("-0", 0),
        ("-0.000", 0),
        ("0e-6144", 0),
        ("9223372036854775807.0", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("1e3", 1000),
    ] {
        assert!(decimal(text).is_integer(), "{text}");
        assert_eq!(decimal(text).compare_i64(value), Equal, "{text}");
    }
    for text in ["3.5", "-0.5", "1e-6144", "0.1", "4503599627370496.5"] {
        assert!(!decimal(text).is_integer(), "{text}");
    }
    for text in ["", "x", "NaN", "1."] {
        assert!(Number::from_decimal(text).is_none(), "{text}");
    }
}

#[test]
fn integers_compare_exactly() {
    assert_eq!(decimal("9223372036854775808").compare_i64(i64::MAX), Greater);
    assert_eq!(decimal("-9223372036854775809").compare_i64(i64::MIN), Less);
    assert_eq!(decimal("9007199254740993").compare_f64(9_007_199_254_740_992.0), Some(Greater));
    assert_eq!(decimal("9007199254740993.0").compare_f64(9_007_199_254_740_992.0), Some(Greater));
    assert_eq!(decimal("9007199254740992").compare_f64(9_007_199_254_740_992.0), Some(Equal));
    assert_eq!(
        decimal("9223372036854775808").compare_f64(9_223_372_036_854_775_808.0),
        Some(Equal)
    );
    assert_eq!(decimal("9223372036854775807").compare_f64(9_223_372_036_854_775_808.0), Some(Less));
    assert_eq!(decimal("1e22").compare_f64(1e22), Some(Equal));
    assert_eq!(decimal("1e23").compare_f64(1e23), Some(Greater));
    assert_eq!(decimal("-3").compare_f64(-2.5), Some(Less));
    assert_eq!(decimal("-2").compare_f64(-2.5), Some(Greater));
    assert_eq!(decimal("2").compare_f64(2.5), Some(Less));
}

#[test]
fn unsigned() {
    assert_eq!(decimal("18446744073709551615").compare_u64(u64::MAX), Equal);
    assert_eq!(decimal("18446744073709551616").compare_u64(u64::MAX), Greater);
    assert_eq!(decimal("18446744073709551614").compare_u64(u64::MAX), Less);
    assert_eq!(decimal("-1").compare_u64(u64::MAX), Less);
    assert_eq!(decimal("1e6144").compare_u64(u64::MAX), Greater);
    assert_eq!(decimal("5").compare_u64(5), Equal);
    assert!(decimal("-1").is_negative());
    assert!(!decimal("0").is_negative());
}

#[test]
fn fractions_are_rounded_first() {
    for (text, value) in [
        ("0.1", 0.1),
        ("1e-1", 0.1),
        ("0.10000000000000000000001", 0.1),
        ("4503599627370496.5", 4_503_599_627_370_496.0),
        ("4503599627370496.25", 4_503_599_627_370_496.0),
        ("4503599627370497.5", 4_503_599_627_370_498.0),
        ("4503599627370495.5", 4_503_599_627_370_495.5),
        ("1e-400", 0.0),
        ("-1e-6144", 0.0),
        ("5e-324", 5e-324),
    ] {
        assert_eq!(decimal(text).compare_f64(value), Some(Equal), "{text}");
    }
}

#[test]
fn far_away() {
    for text in ["1e400", "1e6144", "3e006144", "1e99999999999999999999"] {
        assert!(decimal(text).is_integer(), "{text}");
        assert_eq!(decimal(text).compare_i64(1), Greater, "{text}");
        assert_eq!(decimal(text).compare_f64(f64::MAX), Some(Greater), "{text}");
        assert_eq!(decimal(text).compare_f64(f64::INFINITY), Some(Less), "{text}");
        assert_eq!(decimal(text).compare_f64(f64::NEG_INFINITY), Some(Greater), "{text}");
        assert_eq!(decimal(text).to_f64(), f64::INFINITY, "{text}");
        let negative = format!("-{text}");
        assert_eq!(decimal(&negative).compare_f64(f64::MIN), Some(Less), "{text}");
        assert_eq!(decimal(&negative).compare_f64(f64::NEG_INFINITY), Some(Greater), "{text}");
        assert!(decimal(&negative).is_negative());
    }
    assert_eq!(decimal("1e-99999999999999999999").compare_f64(0.0), Some(Equal));
    let long = "9".repeat(500_000);
    assert_eq!(decimal(&long).compare_i64(i64::MAX), Greater);
    assert_eq!(decimal(&format!("0.{long}")).compare_f64(1.0), Some(Equal));
}

#[test]
fn floats_are_never_nan_and_stay_floats() {
    assert!(Number::from_float(f64::NAN).is_none());
    let five = Number::from_float(5.0).unwrap();
    assert!(!five.is_integer());
    assert_eq!(five.compare_i64(5), Equal);
    assert_eq!(five.compare_f64(f64::NAN), None);
    assert_eq!(decimal("5").compare_f64(f64::NAN), None);
    assert_eq!(decimal("5e400").compare_f64(f64::NAN), None);
    let infinite = Number::from_float(f64::INFINITY).unwrap();
    assert_eq!(infinite.compare_i64(i64::MAX), Greater);
    assert_eq!(infinite.compare_u64(u64::MAX), Greater);
    assert_eq!(infinite.compare_f64(f64::INFINITY), Some(Equal));
    let limit = Number::from_float(18_446_744_073_709_551_616.0).unwrap();
    assert_eq!(limit.compare_u64(u64::MAX), Greater);
}

#[test]
fn decimal_fractions() {
    let fraction = |exponent, mantissa: i64| {
        Number::from_decimal_fraction(exponent, &BigInt::from(mantissa)).unwrap()
    };
    assert_eq!(fraction(-2, 27315).compare_f64(273.15), Some(Equal));
    assert_eq!(fraction(-3, 273_150).compare_f64(273.15), Some(Equal));
    assert_eq!(fraction(-2, 27316).compare_f64(273.15), Some(Greater));
    assert_eq!(fraction(2, 5).compare_i64(500), Equal);
    assert!(fraction(2, 5).is_integer());
    assert!(fraction(-2, 500).is_integer());
    assert!(!fraction(-2, 501).is_integer());
    // Twice divisible by two, not by five.
    assert!(!fraction(-2, 4).is_integer());
    assert_eq!(fraction(6144, 1).compare_f64(f64::MAX), Some(Greater));
    assert_eq!(fraction(6144, -1).compare_i64(1), Less);
    assert_eq!(fraction(-6144, 1).compare_f64(0.0), Some(Equal));
    assert_eq!(fraction(6144, 0).compare_i64(0), Equal);
    assert_eq!(fraction(-6144, 0).compare_i64(0), Equal);
    assert_eq!(fraction(0, i64::MIN).compare_i64(i64::MIN), Equal);
    for exponent in [MAX_EXPONENT + 1, -MAX_EXPONENT - 1, i64::MIN, i64::MAX] {
        assert!(Number::from_decimal_fraction(exponent, &BigInt::from(1)).is_none());
        assert!(Number::from_bigfloat(exponent, &BigInt::from(1)).is_none());
    }
}

#[test]
fn bigfloats() {
    let float =
        |exponent, mantissa: i64| Number::from_bigfloat(exponent, &BigInt::from(mantissa)).unwrap();
    assert_eq!(float(-1, 3).compare_f64(1.5), Some(Equal));
    assert_eq!(float(-2, 6).compare_f64(1.5), Some(Equal));
    assert_eq!(float(0, 1).compare_i64(1), Equal);
    assert!(float(-1, 6).is_integer());
    assert_eq!(float(6144, 1).compare_f64(f64::MAX), Some(Greater));
    assert_eq!(float(-6144, 1).compare_f64(0.0), Some(Equal));
    assert_eq!(float(-1074, 1).compare_f64(5e-324), Some(Equal));
    // Half of the least subnormal is a tie, and goes to even.
    assert_eq!(float(-1075, 1).compare_f64(0.0), Some(Equal));
    assert_eq!(float(-1076, 3).compare_f64(5e-324), Some(Equal));
}

#[test]
fn big_mantissas_are_bounded() {
    let huge = (BigInt::from(1) << 4_000_000u32) + 1;
    let fraction = Number::from_decimal_fraction(-6144, &huge).unwrap();
    assert_eq!(fraction.compare_f64(f64::INFINITY), Some(Equal));
    let fraction = Number::from_bigfloat(-6144, &-&huge).unwrap();
    assert_eq!(fraction.compare_f64(f64::NEG_INFINITY), Some(Equal));
    let whole = Number::from_bigfloat(-6144, &(BigInt::from(1) << 4_000_000u32)).unwrap();
    assert!(whole.is_integer());
    assert_eq!(whole.compare_f64(f64::INFINITY), Some(Less));
    assert_eq!(Number::from_bigint(&huge).compare_f64(f64::INFINITY), Some(Less));
    assert_eq!(Number::from_bigint(&huge).to_f64(), f64::INFINITY);
}

#[test]
fn rounding_of_integers() {
    assert_eq!(decimal("9007199254740993").to_f64(), 9_007_199_254_740_992.0);
    assert_eq!(decimal("9007199254740995").to_f64(), 9_007_199_254_740_996.0);
    assert_eq!(decimal("1e400").to_f64(), f64::INFINITY);
    assert_eq!(Number::from_bigint(&big("-36893488147419103232")).to_f64(), -2f64.powi(65));
    let largest = BigInt::from(1) << 1024u32;
    assert_eq!(Number::from_bigint(&largest).to_f64(), f64::INFINITY);
    assert_eq!(Number::from_bigint(&(largest - 1)).to_f64(), f64::INFINITY);
}

proptest! {
    #[test]
    fn reading_is_total(text in any::<String>(), exponent in any::<i64>(), mantissa in any::<i128>()) {
        let _ = Number::from_decimal(&text);
        let mantissa = BigInt::from(mantissa);
        let _ = Number::from_decimal_fraction(exponent % 400, &mantissa).map(|number| number.to_f64());
        let _ = Number::from_bigfloat(exponent % 1400, &mantissa).map(|number| number.to_f64());
    }

    #[test]
    fn integers_stand_to_floats_as_to_their_exact_values(value in any::<i64>(), other in any::<f64>()) {
        prop_assume!(other.is_finite());
        for other in [other, value as f64, (value as f64) + 0.5] {
            let exact = big_to_float(&BigInt::from(value), other)
                .then(0.0.partial_cmp(&other.fract()).unwrap());
            prop_assert_eq!(Number::from_i64(value).compare_f64(other), Some(exact));
            let float = Number::from_float(other).unwrap();
            prop_assert_eq!(float.compare_i64(value), exact.reverse());
        }
    }

    #[test]
    fn bigfloats_of_binary64_are_exact(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let fraction = bits & ((1 << 52) - 1);
        let biased = i64::try_from(bits >> 52 & 0x7ff).unwrap();
        let (mantissa, exponent) =
            if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
        let mantissa = BigInt::from(mantissa) * if value.is_sign_negative() { -1 } else { 1 };
        let number = Number::from_bigfloat(exponent, &mantissa).unwrap();
        prop_assert_eq!(number.to_f64(), value);
        prop_assert_eq!(number.compare_f64(value), Some(Equal));
    }

    #[test]
    fn decimal_fractions_are_their_text(mantissa in any::<i128>(), exponent in -400i64..400) {
        let number = Number::from_decimal_fraction(exponent, &BigInt::from(mantissa)).unwrap();
        let text = format!("{mantissa}e{exponent}");
        prop_assert_eq!(number.to_f64(), text.parse::<f64>().unwrap());
        prop_assert_eq!(number.is_integer(), decimal(&text).is_integer());
    }
}
