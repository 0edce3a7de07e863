//! Which text is which token.

use super::{TokenKind, tokens};
use crate::source::FileId;
use TokenKind::*;

/// The tokens of a text without the spaces between them.
fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
    let all = tokens(text, FileId(0));
    let meant = all.iter().filter(|it| it.kind != Layout);
    meant.map(|it| (it.kind, &text[it.span.range()])).collect()
}

#[test]
fn numbers_dates_oids_and_ranges_are_told_apart() {
    assert_eq!(
        kinds(
            "1..5 1.. ..5 1.5..2.5 2.5.4.3 2026-01-31..2026-02-01 200.0 1e3 -1 0x2A 1_000 1.2.3..4"
        ),
        [
            (Int, "1"),
            (Dots, ".."),
            (Int, "5"),
            (Int, "1"),
            (Dots, ".."),
            (Dots, ".."),
            (Int, "5"),
            (Float, "1.5"),
            (Dots, ".."),
            (Float, "2.5"),
            (Oid, "2.5.4.3"),
            (Date, "2026-01-31"),
            (Dots, ".."),
            (Date, "2026-02-01"),
            (Float, "200.0"),
            (Float, "1e3"),
            (Int, "-1"),
            (Int, "0x2A"),
            (Int, "1_000"),
            (Oid, "1.2.3"),
            (Dots, ".."),
            (Int, "4"),
        ]
    );
}

#[test]
fn date_times_have_a_zone() {
    for text in ["2026-01-31T12:00:00Z", "2026-01-31t12:00:00z", "2026-01-31T12:00:00.125+01:00"] {
        assert_eq!(kinds(text), [(Date, text)]);
    }
    for text in ["2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-01-31T", "2026-01-31Tx"] {
        assert_eq!(kinds(text), [(MalformedDate, text)]);
    }
}

#[test]
fn what_is_no_number_is_one_token() {
    for text in [
        "5x",
        "1_",
        "0x",
        "0xg",
        "1__0",
        "5-3",
        "1.x",
        "1e",
        "2026-1-3",
        "2026-01-3",
        "1.5.x",
        "1e5e",
        "-5-5",
        "0b1",
        "1.2.3.x",
        "1.5e+3x",
    ] {
        assert_eq!(kinds(text), [(MalformedNumber, text)]);
    }
}

#[test]
fn signs_take_as_much_as_they_can() {
    assert_eq!(
        kinds("<= < >= > -> - == = === != !== ! <> && || | =~ .. ... :"),
        [
            (LessOrEqual, "<="),
            (Less, "<"),
            (GreaterOrEqual, ">="),
            (Greater, ">"),
            (Arrow, "->"),
            (Dash, "-"),
            (Equal, "=="),
            (Assign, "="),
            (ForeignEqual, "==="),
            (ForeignNotEqual, "!="),
            (ForeignNotEqual, "!=="),
            (ForeignNot, "!"),
            (ForeignNotEqual, "<>"),
            (ForeignAnd, "&&"),
            (ForeignOr, "||"),
            (Bar, "|"),
            (ForeignMatch, "=~"),
            (Dots, ".."),
            (Dots, ".."),
            (Dot, "."),
            (Colon, ":"),
        ]
    );
}

#[test]
fn texts_bytes_and_names() {
    assert_eq!(
        kinds(r#""a\"b" "" h'0a 1b' b64'AA==' 'x' `role` ``x h "\\" b64"#),
        [
            (Text, r#""a\"b""#),
            (Text, r#""""#),
            (Bytes, "h'0a 1b'"),
            (Bytes, "b64'AA=='"),
            (SingleQuoted, "'x'"),
            (QuotedName, "`role`"),
            (MalformedName, "``"),
            (Word, "x"),
            (Word, "h"),
            (Text, r#""\\""#),
            (Word, "b64"),
        ]
    );
}

#[test]
fn what_is_not_closed_ends_with_its_line() {
    assert_eq!(
        kinds("\"abc\\\n'ab\r\nh'0\n`x\n\"a\\\""),
        [
            (UnterminatedText, "\"abc\\"),
            (UnterminatedSingle, "'ab"),
            (UnterminatedBytes, "h'0"),
            (MalformedName, "`x"),
            (UnterminatedText, "\"a\\\""),
        ]
    );
}

#[test]
fn comments_are_of_three_kinds() {
    assert_eq!(
        kinds("// a\n/// b\r\n//! c\n//// d\n# e\n/* f\n */ /"),
        [
            (Comment, "// a"),
            (Doc, "/// b\r"),
            (FileDoc, "//! c"),
            (Comment, "//// d"),
            (ForeignComment, "# e"),
            (ForeignComment, "/* f\n */"),
            (Slash, "/"),
        ]
    );
}

#[test]
fn a_byte_order_mark_counts_only_at_the_start() {
    assert_eq!(
        kinds("\u{FEFF}x\u{FEFF}"),
        [(ByteOrderMark, "\u{FEFF}"), (Word, "x"), (Unknown, "\u{FEFF}")]
    );
}

#[test]
fn unknown_characters_come_together() {
    assert_eq!(kinds("aé→¤ ;"), [(Word, "a"), (Unknown, "é→¤"), (Unknown, ";")]);
}

#[test]
fn long_tokens_need_no_stack() {
    let body = "x".repeat(1 << 20);
    for text in [
        format!("\"{body}\""),
        format!("// {body}"),
        format!("`{body}`"),
        body.clone(),
        format!("/*{body}*/"),
    ] {
        assert_eq!(tokens(&text, FileId(0)).len(), 1);
    }
}
