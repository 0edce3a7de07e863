//! Tests of `semantics::date`.

use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Instant {
    parse(text).unwrap_or_else(|| panic!("`{text}` is a date"))
}

fn instant(seconds: i64, fraction: &str) -> Instant {
    Instant { seconds, fraction: fraction.to_owned() }
}

fn decimal(text: &str) -> Moment {
    Moment::from_decimal(text).unwrap_or_else(|| panic!("`{text}` is a NumericDate"))
}

#[test]
fn date_times() {
    for (text, seconds, fraction) in [
        ("1970-01-01T00:00:00Z", 0, ""),
        ("2019-02-07T17:32:00Z", 1_549_560_720, ""),
        ("2019-02-07T18:32:00+01:00", 1_549_560_720, ""),
        ("2019-02-07t17:32:00z", 1_549_560_720, ""),
        ("2019-02-07T17:32:00.000Z", 1_549_560_720, ""),
        ("2019-02-07T17:32:00.500Z", 1_549_560_720, "5"),
        ("2026-01-31T05:00:00-05:00", 1_769_853_600, ""),
        ("1969-12-31T23:59:59.25Z", -1, "25"),
        ("1970-01-01T00:00:00-00:00", 0, ""),
        ("1970-01-01T23:59:00+23:59", 0, ""),
        ("2000-02-29T00:00:00Z", 951_782_400, ""),
        ("0000-01-01T00:00:00Z", -62_167_219_200, ""),
        ("9999-12-31T23:59:59Z", 253_402_300_799, ""),
    ] {
        assert_eq!(at(text), instant(seconds, fraction), "{text}");
        assert_eq!(parse_date_time(text), parse(text));
        assert_eq!(parse_full_date(text), None);
    }
}

#[test]
fn full_dates() {
    assert_eq!(at("2008-11-21"), instant(1_227_225_600, ""));
    assert_eq!(at("2008-11-21"), at("2008-11-21T01:00:00+01:00"));
    assert_eq!(at("1969-12-31"), instant(-86_400, ""));
    assert!(parse("2024-02-29").is_some());
    assert!(parse("2000-02-29").is_some());
    assert_eq!(parse_date_time("2008-11-21"), None);
    assert_eq!(parse_full_date("2008-11-21"), Some(1_227_225_600));
}

#[test]
fn what_is_no_date() {
    for text in [
        "",
        "7 Feb 2019",
        "1549560720",
        "2019-02-07T17:32:00",
        "2019-02-07T17:32Z",
        "2026-01-01 00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00,5Z",
        "2026-01-01T00:00:00Zx",
        "2023-02-29T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5Z",
        "2017-01-01T00:59:60+01:00",
        "2023-02-29",
        "1900-02-29",
        "2008-13-01",
        "2008-11-31",
        "2008-11-21Z",
        "2008-11",
        "20081121",
        "2008-1-2",
        " 2008-11-21",
        "2008-11-21 ",
        "+2008-11-21",
        "12008-11-21",
        "２008-11-21",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn order() {
    assert!(at("2026-01-31T09:59:59.999Z") < at("2026-01-31T12:00:00+02:00"));
    assert!(at("2026-01-31T10:00:00.01Z") < at("2026-01-31T10:00:00.1Z"));
    assert!(at("2026-01-31T10:00:00Z") < at("2026-01-31T10:00:00.001Z"));
    assert!(at("1969-12-31T23:59:59.9Z") < at("1970-01-01T00:00:00Z"));
    assert!(Moment::Before < Moment::from_seconds(i64::MIN));
    assert!(Moment::from_seconds(i64::MAX) < Moment::After);
    assert!(decimal("9223372036854775807.5") < Moment::After);
}

#[test]
fn numeric_dates() {
    for (text, seconds, fraction) in [
        ("1549560720", 1_549_560_720, ""),
        ("1549560720.0", 1_549_560_720, ""),
        ("1549560720.50", 1_549_560_720, "5"),
        ("100.001", 100, "001"),
        ("1e3", 1000, ""),
        ("1.5e-3", 0, "0015"),
        ("-1", -1, ""),
        ("-0.0", 0, ""),
        ("-0.5", -1, "5"),
        ("-1.25", -2, "75"),
        ("-0.001", -1, "999"),
        ("-9223372036854775807", -9_223_372_036_854_775_807, ""),
        ("-9223372036854775807.5", i64::MIN, "5"),
        ("-9223372036854775808.0", i64::MIN, ""),
    ] {
        assert_eq!(decimal(text), Moment::At(instant(seconds, fraction)), "{text}");
    }
    for text in ["", "x", "1."] {
        assert_eq!(Moment::from_decimal(text), None, "{text}");
    }
    assert!(decimal("0.1000000000000000000000001") > at("1970-01-01T00:00:00.1Z").into());
}

#[test]
fn moments_far_away() {
    for text in ["1e30", "9223372036854775809", "1e6144", "1e99999999999999999999"] {
        assert_eq!(decimal(text), Moment::After, "{text}");
        assert_eq!(decimal(&format!("-{text}")), Moment::Before, "{text}");
    }
    assert_eq!(decimal("-9223372036854775808.5"), Moment::Before);
    assert!(decimal("1e-6144") > Moment::from_seconds(0));
    assert!(decimal("-1e-6144") < Moment::from_seconds(0));
    assert_eq!(Moment::from_decimal("1e-99999999999999999999"), None);
    assert_eq!(Moment::from_bigint(&(BigInt::from(1) << 80u32)), Moment::After);
    assert_eq!(Moment::from_bigint(&BigInt::from(-5)), Moment::from_seconds(-5));
    assert_eq!(Moment::from_days(i64::MIN), Moment::Before);
    assert_eq!(Moment::from_days(14_204), Moment::from_seconds(1_227_225_600));
}

#[test]
fn floats() {
    assert_eq!(Moment::from_float(0.5), Some(Moment::At(instant(0, "5"))));
    assert_eq!(Moment::from_float(-0.5), Some(Moment::At(instant(-1, "5"))));
    assert_eq!(Moment::from_float(-0.0), Some(Moment::from_seconds(0)));
    assert_eq!(Moment::from_float(1e300), Some(Moment::After));
    assert_eq!(Moment::from_float(2f64.powi(63)), Some(Moment::After));
    assert_eq!(Moment::from_float(-2f64.powi(63)), Some(Moment::from_seconds(i64::MIN)));
    assert_eq!(Moment::from_float(-2f64.powi(64)), Some(Moment::Before));
    assert!(Moment::from_float(5e-324) > Some(Moment::from_seconds(0)));
    // The binary64 nearest to 0.1 is a little more.
    assert!(Moment::from_float(0.1) > Moment::from_decimal("0.1"));
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Moment::from_float(value), None);
    }
}

#[test]
fn formatting() {
    assert_eq!(format(1_549_560_720).as_deref(), Some("2019-02-07T17:32:00Z"));
    assert_eq!(format(-1).as_deref(), Some("1969-12-31T23:59:59Z"));
    assert_eq!(format(253_402_300_800), None);
    assert_eq!(format(-62_167_219_201), None);
    assert_eq!(format(i64::MIN), None);
    assert_eq!(format(i64::MAX), None);
}

proptest! {
    #[test]
    fn reading_is_total(text in "[0-9T:.Z+-]{0,26}|.*", value in any::<f64>()) {
        let _ = (parse(&text), Moment::from_decimal(&text), Moment::from_float(value));
    }

    #[test]
    fn seconds_round_trip(seconds in -62_167_219_200i64..253_402_300_800) {
        prop_assert_eq!(at(&format(seconds).unwrap()), Instant::from_seconds(seconds));
    }

    #[test]
    fn floats_order_as_their_moments(one in -1e6..1e6f64, two in -1e6..1e6f64) {
        let (first, second) = (Moment::from_float(one), Moment::from_float(two));
        prop_assert_eq!(first.cmp(&second), one.total_cmp(&two));
        prop_assert!(first >= Moment::from_float(one.floor()));
        prop_assert!(first < Moment::from_float(one.floor() + 1.0));
    }

    #[test]
    fn decimals_order_as_their_values(one in -99_999i64..99_999, two in -99_999i64..99_999) {
        let moment = |value: i64| {
            let sign = if value < 0 { "-" } else { "" };
            let magnitude = value.abs();
            decimal(&format!("{sign}{}.{:03}", magnitude / 1000, magnitude % 1000))
        };
        prop_assert_eq!(moment(one).cmp(&moment(two)), one.cmp(&two));
    }
}
