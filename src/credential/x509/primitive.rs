//! Contents of primitive elements: truth values, integers, bits, identifiers, times.

use std::borrow::Cow;

use num_bigint::BigInt;
use x509_parser::asn1_rs::{GeneralizedTime, UtcTime};

use crate::credential::error::CertificateFault;
use crate::credential::tree::Value;

/// BOOLEAN: 0x00 or 0xff (X.690 section 11.1).
pub(super) const fn boolean(content: &[u8]) -> Result<bool, CertificateFault> {
    match content {
        [0x00] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(CertificateFault::Boolean),
    }
}

/// INTEGER and ENUMERATED: two's complement, of any size, without a needless first octet.
pub(super) fn integer<'a>(content: &[u8]) -> Result<Value<'a>, CertificateFault> {
    match content {
        [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
            return Err(CertificateFault::Integer);
        }
        _ => {}
    }
    if content.len() > 8 {
        return Ok(Value::BigInt(Box::new(BigInt::from_signed_bytes_be(content))));
    }
    let sign = if content.first().is_some_and(|first| first & 0x80 != 0) { -1 } else { 0 };
    Ok(Value::Int(content.iter().fold(sign, |high, octet| high << 8 | i64::from(*octet))))
}

/// BIT STRING: the octets after the number of unused bits, which must be zero in the last octet
/// (X.690 section 11.2).
pub(super) fn bits(content: &[u8]) -> Result<&[u8], CertificateFault> {
    let (unused, octets) = content.split_first().ok_or(CertificateFault::BitString)?;
    let mask = match (unused, octets) {
        (0, _) => 0,
        (1..=7, [.., _]) => (1u8 << unused) - 1,
        _ => return Err(CertificateFault::BitString),
    };
    match octets.last() {
        Some(last) if last & mask != 0 => Err(CertificateFault::BitString),
        _ => Ok(octets),
    }
}

/// NULL has no content.
pub(super) const fn null(content: &[u8]) -> Result<(), CertificateFault> {
    if content.is_empty() { Ok(()) } else { Err(CertificateFault::Null) }
}

/// OBJECT IDENTIFIER: whole arcs without needless octets (X.690 section 8.19).
pub(super) fn oid(content: &[u8]) -> Result<&[u8], CertificateFault> {
    let mut inside = false;
    for octet in content {
        if !inside && *octet == 0x80 {
            return Err(CertificateFault::ObjectIdentifier);
        }
        inside = octet & 0x80 != 0;
    }
    if inside || content.is_empty() { Err(CertificateFault::ObjectIdentifier) } else { Ok(content) }
}

/// UTCTime of the one form that RFC 5280 section 4.1.2.5.1 allows, `YYMMDDHHMMSSZ`, as seconds
/// since 1970-01-01T00:00:00Z; years 50 to 99 are of the last century.
pub(super) fn utc_time(content: &[u8]) -> Result<i64, CertificateFault> {
    in_seconds(content, 12)?;
    let time = UtcTime::from_bytes(content).and_then(|time| time.utc_adjusted_datetime());
    time.map(|time| time.unix_timestamp()).map_err(|_| CertificateFault::Time)
}

/// GeneralizedTime of the one form that RFC 5280 section 4.1.2.5.2 allows, `YYYYMMDDHHMMSSZ`, as
/// seconds since 1970-01-01T00:00:00Z.
pub(super) fn generalized_time(content: &[u8]) -> Result<i64, CertificateFault> {
    in_seconds(content, 14)?;
    let time = GeneralizedTime::from_bytes(content).and_then(|time| time.utc_datetime());
    time.map(|time| time.unix_timestamp()).map_err(|_| CertificateFault::Time)
}

/// Octets as they stand.
pub(super) const fn bytes(content: &[u8]) -> Value<'_> {
    Value::Bytes(Cow::Borrowed(content))
}

/// So many digits and a `Z`: seconds present, no fraction, no offset.
fn in_seconds(content: &[u8], digits: usize) -> Result<(), CertificateFault> {
    match content.split_last() {
        Some((b'Z', head)) if head.len() == digits && head.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => Err(CertificateFault::Time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_any_size() {
        let small = [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x00, 0x80], 128),
            (&[0xff], -1),
            (&[0x80], -128),
            (&[0xff, 0x7f], -129),
            (&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], i64::MAX),
            (&[0x80, 0, 0, 0, 0, 0, 0, 0], i64::MIN),
        ];
        for (content, value) in small {
            assert_eq!(integer(content), Ok(Value::Int(value)), "{content:02x?}");
        }
        let big = integer(&[0x00, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(big, Ok(Value::BigInt(Box::new(BigInt::from(1u64 << 63)))));
        for content in [&[][..], &[0x00, 0x00], &[0x00, 0x7f], &[0xff, 0xff], &[0xff, 0x80]] {
            assert_eq!(integer(content), Err(CertificateFault::Integer), "{content:02x?}");
        }
    }

    #[test]
    fn bits_without_padding() {
        assert_eq!(bits(&[0x00]), Ok(&[][..]));
        assert_eq!(bits(&[0x07, 0x80]), Ok(&[0x80][..]));
        assert_eq!(bits(&[0x07, 0x81]), Err(CertificateFault::BitString));
        assert_eq!(bits(&[0x01]), Err(CertificateFault::BitString));
        assert_eq!(bits(&[0x08, 0x00]), Err(CertificateFault::BitString));
        assert_eq!(bits(&[]), Err(CertificateFault::BitString));
    }

    #[test]
    fn identifiers_have_whole_arcs() {
        assert!(oid(&[0x55, 0x04, 0x03]).is_ok());
        assert!(oid(&[0x2a, 0x86, 0x48]).is_ok());
        for content in [&[][..], &[0x55, 0x86], &[0x55, 0x80, 0x01]] {
            assert_eq!(oid(content), Err(CertificateFault::ObjectIdentifier), "{content:02x?}");
        }
    }

    #[test]
    fn times_of_one_form() {
        assert_eq!(utc_time(b"700101000000Z"), Ok(0));
        assert_eq!(utc_time(b"500101000000Z"), Ok(-631_152_000));
        assert_eq!(utc_time(b"491231235959Z"), Ok(2_524_607_999));
        assert_eq!(generalized_time(b"20560101000000Z"), Ok(2_713_910_400));
        assert_eq!(generalized_time(b"20000229120000Z"), Ok(951_825_600));
        for content in [
            &b"7001010000Z"[..],
            b"700101000000+0000",
            b"700101000060Z",
            b"700001000000Z",
            b"709901000000Z",
            b"700229000000Z",
            b"70010100000\xb2Z",
            b"",
        ] {
            assert_eq!(utc_time(content), Err(CertificateFault::Time), "{content:?}");
        }
        for content in [&b"20560101000000.5Z"[..], b"20560101000000", b"19000229000000Z"] {
            assert_eq!(generalized_time(content), Err(CertificateFault::Time), "{content:?}");
        }
    }
}
