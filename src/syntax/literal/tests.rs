//! What literals mean, and what is wrong with those that mean nothing.

use super::{Flaw, read};
use crate::source::FileId;
use crate::syntax::ast::Literal;
use crate::syntax::token::tokens;

/// Reads a text that is one token.
fn one(text: &str) -> Result<Literal, Flaw> {
    let all = tokens(text, FileId(0));
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    read(all[0].kind, text).unwrap_or_else(|| panic!("{text} is no literal"))
}

/// The part of a text that its flaw is about.
fn flaw(text: &str) -> (&str, String) {
    let flaw = one(text).expect_err(text);
    (&text[flaw.at], flaw.message)
}

#[test]
fn words() {
    assert_eq!(one("null"), Ok(Literal::Null));
    assert_eq!(one("true"), Ok(Literal::Bool(true)));
    assert_eq!(one("false"), Ok(Literal::Bool(false)));
    assert_eq!(read(tokens("maybe", FileId(0))[0].kind, "maybe"), None);
}

#[test]
fn whole_numbers() {
    for (text, value) in [
        ("0", 0),
        ("-0", 0),
        ("42", 42),
        ("-1", -1),
        ("0x2A", 42),
        ("-0x2a", -42),
        ("1_000", 1000),
        ("0xF0_01", 0xF001),
        ("0x00", 0),
        ("170141183460469231731687303715884105727", i128::MAX),
        ("-170141183460469231731687303715884105728", i128::MIN),
    ] {
        assert_eq!(one(text), Ok(Literal::Int(value)), "{text}");
    }
    let wide = "170141183460469231731687303715884105728";
    assert_eq!(flaw(wide), (wide, "this number is too large".into()));
    assert_eq!(flaw("-007").0, "00");
    assert_eq!(flaw("00").0, "0");
    assert_eq!(flaw("0_1").0, "0_");
}

#[test]
fn fractions() {
    for (text, value) in [
        ("200.0", 200.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        ("0.5", 0.5),
        ("1_0.2_5e+1", 102.5),
        ("0e0", 0.0),
        ("1e-400", 0.0),
    ] {
        assert_eq!(one(text), Ok(Literal::Float(value)), "{text}");
    }
    assert_eq!(flaw("1e400"), ("1e400", "this number is too large".into()));
    assert_eq!(flaw("00.5").0, "0");
}

#[test]
fn dates_and_oids_are_kept_as_written() {
    assert_eq!(one("2026-02-31"), Ok(Literal::Date("2026-02-31".into())));
    assert_eq!(one("2.5.4.3"), Ok(Literal::Oid("2.5.4.3".into())));
}

#[test]
fn malformed_numbers_say_what_they_mean_to_be() {
    for (text, part) in [
        ("2026-1-31", "date"),
        ("2026-01-31T12:00", "date with a time"),
        ("0x", "hexadecimal"),
        ("0X1", "hexadecimal"),
        ("1_", "underscore"),
        ("1__0", "underscore"),
        ("5-3", "not a number"),
        ("5x", "not a number"),
    ] {
        let (place, message) = flaw(text);
        assert_eq!(place, text);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn texts() {
    for (text, value) in [
        (r#""""#, ""),
        (r#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
        (r#""\u0041\u{41}\u{1F600}\u{00041}""#, "AA😀A"),
        (r#""\ud83d\ude00\uD83D\uDE00""#, "😀😀"),
        ("\"a\tb ß → ✓\"", "a\tb ß → ✓"),
        (r#""\u{10FFFF}""#, "\u{10FFFF}"),
        (r#""'""#, "'"),
    ] {
        assert_eq!(one(text), Ok(Literal::Text(value.into())), "{text}");
    }
}

#[test]
fn flaws_of_texts() {
    for (text, place) in [
        (r#""a\qb""#, r"\q"),
        (r#""a\→b""#, r"\→"),
        (r#""\u12""#, r"\u12"),
        (r#""\u""#, r"\u"),
        (r#""\u{}""#, r"\u{}"),
        (r#""\u{1234567}""#, r"\u{1234567}"),
        (r#""\u{12""#, r"\u{12"),
        (r#""\u{110000}""#, r"\u{110000}"),
        (r#""\u{D800}""#, r"\u{D800}"),
        (r#""x\ud800""#, r"\ud800"),
        (r#""\udc00""#, r"\udc00"),
        (r#""\ud800\u0041""#, r"\ud800"),
        (r#""\ud800\ud800""#, r"\ud800"),
        (r#""\ud800\u{dc00}""#, r"\ud800"),
        (r#""\ud800\u00""#, r"\u00"),
        ("\"a\u{1}\"", "\u{1}"),
        ("\"a\u{202E}\"", "\u{202E}"),
        ("\"abc", "\""),
        ("'abc", "'"),
        ("h'abc", "h'"),
        ("b64'abc", "b64'"),
    ] {
        assert_eq!(flaw(text).0, place, "{text}");
    }
}

#[test]
fn octets() {
    for (text, value) in [
        ("h''", &[][..]),
        ("h'0a 1B\t0'", &[0x0A, 0x1B, 0]),
        ("b64''", &[]),
        ("b64'AP8='", &[0, 255]),
        ("b64'AP8'", &[0, 255]),
        ("b64'-_+/'", &[0xFB, 0xFF, 0xBF]),
        ("b64'AA ==\t'", &[0]),
    ] {
        let expected =
            if text == "h'0a 1B\t0'" { None } else { Some(Literal::Bytes(value.to_vec())) };
        assert_eq!(one(text).ok(), expected, "{text}");
    }
    assert_eq!(one("h'0a 1B\t00'"), Ok(Literal::Bytes(vec![0x0A, 0x1B, 0])));
    assert_eq!(flaw("h'0a1'").0, "0a1");
    assert_eq!(flaw("h'0→'").0, "→");
    for text in
        ["b64'A'", "b64'A==='", "b64'AP8=='", "b64'AB=='", "b64'A*=='", "b64'=AAA'", "b64'===='"]
    {
        assert!(one(text).is_err(), "{text}");
    }
}
