//! Tests of `semantics::json`.

use proptest::prelude::*;

use super::*;

fn string(value: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, value);
    out
}

fn number(value: f64) -> String {
    let mut out = String::new();
    write_number(&mut out, value);
    out
}

fn exact(text: &str) -> Option<String> {
    let mut out = String::new();
    write_exact(&mut out, &Number::from_decimal(text).unwrap()).then_some(out)
}

#[test]
fn strings() {
    assert_eq!(string(""), "\"\"");
    assert_eq!(string("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    assert_eq!(string("\u{8}\t\n\u{c}\r"), "\"\\b\\t\\n\\f\\r\"");
    assert_eq!(string("\u{0}\u{f}\u{1f}\u{7f}"), "\"\\u0000\\u000f\\u001f\u{7f}\"");
    // RFC 8785 section 3.2.3.
    assert_eq!(string("€$\u{f}\nA'B\"\\\\\"/"), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    assert_eq!(string("\u{2028}😀"), "\"\u{2028}😀\"");
}

/// RFC 8785 appendix B.
#[test]
fn numbers() {
    for (bits, text) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        assert_eq!(number(f64::from_bits(bits)), text);
    }
    for (value, text) in [
        (1.0, "1"),
        (-1.5, "-1.5"),
        (100.0, "100"),
        (123_456.789, "123456.789"),
        (1e20, "100000000000000000000"),
        (1.5e21, "1.5e+21"),
        (0.002, "0.002"),
        (1.5e-6, "0.0000015"),
        (1.5e-7, "1.5e-7"),
        (1e-7, "1e-7"),
        (4.5, "4.5"),
        (1e-27, "1e-27"),
    ] {
        assert_eq!(number(value), text);
    }
}

#[test]
fn what_is_not_finite_is_null() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(number(value), "null");
    }
}

#[test]
fn exact_numbers() {
    for (text, expected) in [
        ("0", "0"),
        ("-0", "0"),
        ("1.0", "1"),
        ("-42", "-42"),
        ("9007199254740993.5", "9007199254740994"),
        ("9007199254740994", "9007199254740994"),
        ("1e21", "1e+21"),
        ("100e18", "100000000000000000000"),
        ("333333333.33333329", "333333333.3333333"),
        ("1e-400", "0"),
    ] {
        assert_eq!(exact(text).as_deref(), Some(expected), "{text}");
    }
    for text in
        ["9007199254740993", "1152921504606846976", "1e400", "-1e6144", "295147905179352825856"]
    {
        assert_eq!(exact(text), None, "{text}");
    }
}

#[test]
fn names_sort_by_utf16() {
    assert_eq!(compare_names("\u{1f600}", "\u{fb33}"), Ordering::Less);
    assert_eq!(compare_names("a", "B"), Ordering::Greater);
    assert_eq!(compare_names("a", "aa"), Ordering::Less);
    assert_eq!(compare_names("é", "é"), Ordering::Equal);
}

#[test]
fn canonical_strings() {
    for text in ["\"\"", "\"a\"", "\"ä😀\"", "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\"", "\"/\""]
    {
        assert!(is_canonical_string(text.as_bytes()), "{text}");
    }
    for text in [
        "",
        "\"",
        "a",
        "\"a",
        "a\"",
        "\"a\"b\"",
        "\"a\" ",
        " \"a\"",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000a\"",
        "\"\\u000F\"",
        "\"\\u00\"",
        "\"\\u+00f\"",
        "\"\\x\"",
        "\"\\\"",
        "\"\n\"",
        "\"\t\\n\"",
        "\"\\n\t\"",
        "\"\\u2028\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "'a'",
        "\"\\u00é\"",
    ] {
        assert!(!is_canonical_string(text.as_bytes()), "{text}");
    }
    assert!(!is_canonical_string(b"\"\xff\""));
    assert_eq!(read_canonical_string(b"\"a\\n\\\"b\"").as_deref(), Some("a\n\"b"));
    assert!(matches!(read_canonical_string(b"\"a\""), Some(Cow::Borrowed("a"))));
}

proptest! {
    #[test]
    fn strings_round_trip(value in "[\\x00-\\x7f]{0,12}|.*") {
        let text = string(&value);
        let read = read_canonical_string(text.as_bytes());
        prop_assert_eq!(read.as_deref(), Some(value.as_str()));
        prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }

    #[test]
    fn reading_strings_is_total(octets in proptest::collection::vec(any::<u8>(), 0..16)) {
        let quoted = [b"\"", octets.as_slice(), b"\""].concat();
        if let Some(value) = read_canonical_string(&quoted) {
            prop_assert_eq!(string(&value).into_bytes(), quoted);
        }
    }

    #[test]
    fn numbers_round_trip(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = number(value);
        prop_assert_eq!(text.parse::<f64>().unwrap(), value);
        prop_assert!(super::super::decimal::Decimal::parse(&text).is_some());
    }
}
