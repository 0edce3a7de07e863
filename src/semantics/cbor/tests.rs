//! Tests of `semantics::cbor`.

use proptest::prelude::*;

use super::*;

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    out.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn octets(hex: &str) -> Vec<u8> {
    crate::semantics::encoding::hex(hex).unwrap()
}

/// RFC 8949 appendix A.
#[test]
fn integers() {
    for (value, hex) in [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (255, "18ff"),
        (256, "190100"),
        (65535, "19ffff"),
        (65536, "1a00010000"),
        (0xffff_ffff, "1affffffff"),
        (0x1_0000_0000, "1b0000000100000000"),
        (-1, "20"),
        (-24, "37"),
        (-25, "3818"),
        (-1000, "3903e7"),
        (i64::MAX, "1b7fffffffffffffff"),
        (i64::MIN, "3b7fffffffffffffff"),
    ] {
        assert_eq!(written(|out| write_int(out, value)), hex);
        assert_eq!(written(|out| write_bigint(out, &BigInt::from(value))), hex);
        assert!(is_deterministic(&octets(hex)), "{hex}");
    }
}

#[test]
fn bignums() {
    for (value, hex) in [
        ("18446744073709551615", "1bffffffffffffffff"),
        ("18446744073709551616", "c249010000000000000000"),
        ("-18446744073709551616", "3bffffffffffffffff"),
        ("-18446744073709551617", "c349010000000000000000"),
    ] {
        let value: BigInt = value.parse().unwrap();
        assert_eq!(written(|out| write_bigint(out, &value)), hex);
        assert!(is_deterministic(&octets(hex)), "{hex}");
    }
}

/// RFC 8949 appendix A.
#[test]
fn floats() {
    for (value, hex) in [
        (0.0, "f90000"),
        (-0.0, "f98000"),
        (1.0, "f93c00"),
        (1.1, "fb3ff199999999999a"),
        (1.5, "f93e00"),
        (65504.0, "f97bff"),
        (65536.0, "fa47800000"),
        (65520.0, "fa477ff000"),
        (100000.0, "fa47c35000"),
        (3.402_823_466_385_288_6e38, "fa7f7fffff"),
        (1.0e300, "fb7e37e43c8800759c"),
        (5.960_464_477_539_063e-8, "f90001"),
        (2.980_232_238_769_531_3e-8, "fa33000000"),
        (0.000_061_035_156_25, "f90400"),
        (6.097_555_160_522_461e-5, "f903ff"),
        (-4.0, "f9c400"),
        (-4.1, "fbc010666666666666"),
        (f64::INFINITY, "f97c00"),
        (f64::NEG_INFINITY, "f9fc00"),
        (f64::NAN, "f97e00"),
        (-f64::NAN, "f97e00"),
        (5e-324, "fb0000000000000001"),
    ] {
        assert_eq!(written(|out| write_float(out, value)), hex, "{value}");
        assert!(is_deterministic(&octets(hex)), "{hex}");
    }
}

#[test]
fn maps_are_sorted() {
    let one = |value| octets(value);
    let members = vec![
        (one("6161"), one("01")),
        (one("20"), one("02")),
        (one("0a"), one("03")),
        (one("1864"), one("04")),
    ];
    let hex = written(|out| write_map(out, members));
    assert_eq!(hex, "a40a0318640420026161".to_owned() + "01");
    assert!(is_deterministic(&octets(&hex)));
}

#[test]
fn deterministic() {
    for hex in [
        "f4",
        "f6",
        "f7",
        "f0",
        "f8ff",
        "f820",
        "40",
        "4401020304",
        "60",
        "62c3bc",
        "80",
        "a0",
        "83010203",
        "a10182f5f6",
        "a20102036161",
        "c074313937302d30312d30315430303a30303a30305a",
        "d864193779",
        "d9d9f700",
        "c48221196ab3",
    ] {
        assert!(is_deterministic(&octets(hex)), "{hex}");
    }
}

#[test]
fn not_deterministic() {
    for hex in [
        "",
        "0000",
        "1800",
        "1817",
        "190001",
        "1a0000ffff",
        "1b00000000ffffffff",
        "18",
        "1c",
        "1f",
        "5f4101ff",
        "7f6161ff",
        "9f01ff",
        "bf0102ff",
        "ff",
        "61ff",
        "62c3",
        "41",
        "8201",
        "a101",
        "a201020102",
        "a202000100",
        "a26161000100",
        "fa3f800000",
        "fb3ff0000000000000",
        "f97e01",
        "f9fe00",
        "fa7fc00000",
        "fb7ff8000000000000",
        "f800",
        "f814",
        "f818",
        "f81f",
        "f8",
        "fc",
        "c24101",
        "c2480102030405060708",
        "c249000102030405060708",
        "c200",
        "c2",
        "d80001",
        "c1",
        "9bffffffffffffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff",
        "c25f49010203040506070809ff",
    ] {
        assert!(!is_deterministic(&octets(hex)), "{hex}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| {
        let mut octets = vec![0x81; depth - 1];
        octets.push(0);
        octets
    };
    assert!(is_deterministic(&nested(64)));
    assert!(!is_deterministic(&nested(65)));
    assert!(!is_deterministic(&vec![0x81; 1 << 20]));
    assert!(!is_deterministic(&vec![0xc1; 1 << 20]));
}

proptest! {
    #[test]
    fn checking_is_total(octets in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = is_deterministic(&octets);
    }

    #[test]
    fn what_is_written_is_deterministic(
        int in any::<i64>(), float in any::<f64>(), single in any::<f32>(), text in any::<String>(),
    ) {
        let mut out = Vec::new();
        write_head(&mut out, 4, 5);
        write_int(&mut out, int);
        write_float(&mut out, float);
        write_float(&mut out, f64::from(single));
        write_text(&mut out, &text);
        write_bytes(&mut out, text.as_bytes());
        prop_assert!(is_deterministic(&out));
    }

    #[test]
    fn every_half_is_written_in_three_octets(bits in any::<u16>()) {
        // A binary16 is deterministic unless it is another NaN than 0x7e00.
        let [high, low] = bits.to_be_bytes();
        let nan = bits & 0x7c00 == 0x7c00 && bits & 0x3ff != 0;
        prop_assert_eq!(is_deterministic(&[0xf9, high, low]), !nan || bits == 0x7e00);
    }
}
