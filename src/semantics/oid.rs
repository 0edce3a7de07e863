//! Object identifiers: dotted text and DER content octets (X.690 section 8.19).

/// The DER content octets of a dotted OID: `2.5.4.3` gives 55 04 03.
///
/// `None` when the text is no OID: fewer than two arcs, a first arc above 2, a second above 39
/// under 0 or 1, leading zeros, or an arc that does not fit 128 bits (an OID under 2.25 is the
/// longest in use, and fits).
pub fn from_dotted(text: &str) -> Option<Vec<u8>> {
    let mut arcs = text.split('.').map(arc);
    let first = arcs.next()??;
    let second = arcs.next()??;
    if first > 2 || (first < 2 && second > 39) {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    write_subidentifier(&mut out, second.checked_add(first * 40)?);
    for arc in arcs {
        write_subidentifier(&mut out, arc?);
    }
    Some(out)
}

/// The dotted form of DER content octets; `None` when they are not exactly one OID in DER, or one
/// of its arcs does not fit 128 bits.
pub fn to_dotted(octets: &[u8]) -> Option<String> {
    let (mut joined, mut rest) = read_subidentifier(octets)?;
    let first = (joined / 40).min(2);
    joined -= first * 40;
    let mut out = format!("{first}.{joined}");
    while !rest.is_empty() {
        let (arc, after) = read_subidentifier(rest)?;
        out.push('.');
        out.push_str(&arc.to_string());
        rest = after;
    }
    Some(out)
}

/// Whether octets are the DER content of exactly one OID, however large its arcs: not empty,
/// every subidentifier complete and without leading zero digits.
pub fn is_oid(octets: &[u8]) -> bool {
    let mut at_start = true;
    for &octet in octets {
        if at_start && octet == 0x80 {
            return false;
        }
        at_start = octet & 0x80 == 0;
    }
    at_start && !octets.is_empty()
}

fn arc(digits: &str) -> Option<u128> {
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    let shortest = digits == "0" || !digits.starts_with('0');
    if plain && shortest { digits.parse().ok() } else { None }
}

/// Base 128, most significant digit first, the high bit set on all but the last octet.
fn write_subidentifier(out: &mut Vec<u8>, value: u128) {
    let digits = (128 - value.leading_zeros()).div_ceil(7).max(1);
    for digit in (0..digits).rev() {
        let [low, ..] = (value >> (7 * digit)).to_le_bytes();
        out.push(if digit == 0 { low & 0x7f } else { low | 0x80 });
    }
}

fn read_subidentifier(octets: &[u8]) -> Option<(u128, &[u8])> {
    if octets.first() == Some(&0x80) {
        return None;
    }
    let mut value: u128 = 0;
    let mut rest = octets;
    while let Some((&octet, after)) = rest.split_first() {
        rest = after;
        value = value.checked_mul(128)? | u128::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_oids() {
        for (text, octets) in [
            ("2.5.4.3", &[0x55, 0x04, 0x03][..]),
            ("2.5.29.17", &[0x55, 0x1d, 0x11]),
            ("1.2.840.113549.1.9.1", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]),
            ("0.0", &[0]),
            ("0.39", &[39]),
            ("1.0", &[40]),
            ("2.0", &[80]),
            ("2.999", &[0x88, 0x37]),
        ] {
            assert_eq!(from_dotted(text).as_deref(), Some(octets), "{text}");
            assert_eq!(to_dotted(octets).as_deref(), Some(text));
            assert!(is_oid(octets));
        }
        let uuid = format!("2.25.{}", u128::MAX);
        assert_eq!(from_dotted(&uuid).and_then(|octets| to_dotted(&octets)), Some(uuid));
    }

    #[test]
    fn what_is_no_oid() {
        let past = format!("2.25.{}0", u128::MAX);
        let second = format!("2.{}", u128::MAX);
        for text in [
            "", "1", "1.", ".1", "1..2", "3.1", "1.40", "0.40", "01.2", "1.02", "1.2.00", "1.2.-3",
            "1.2.+3", "1.2 ", "a.b", "1.٢", &past, &second,
        ] {
            assert_eq!(from_dotted(text), None, "{text}");
        }
        for octets in [&[][..], &[0x80, 0x01], &[0x55, 0x80, 0x03], &[0x55, 0x84], &[0x81]] {
            assert_eq!(to_dotted(octets), None, "{octets:x?}");
            assert!(!is_oid(octets), "{octets:x?}");
        }
    }

    #[test]
    fn huge_arcs_are_oids_without_a_dotted_form() {
        let mut octets = vec![0xff; 40];
        octets.push(0x7f);
        assert!(is_oid(&octets));
        assert_eq!(to_dotted(&octets), None);
    }

    proptest! {
        #[test]
        fn dotted_round_trips(
            first in 0u8..3, second in 0u8..40, arcs in proptest::collection::vec(any::<u128>(), 0..5),
        ) {
            let mut text = format!("{first}.{second}");
            for arc in arcs {
                text.push_str(&format!(".{arc}"));
            }
            let octets = from_dotted(&text).unwrap();
            prop_assert_eq!(to_dotted(&octets), Some(text));
        }

        #[test]
        fn octets_round_trip(octets in proptest::collection::vec(any::<u8>(), 0..24)) {
            if let Some(text) = to_dotted(&octets) {
                prop_assert!(is_oid(&octets));
                prop_assert_eq!(from_dotted(&text), Some(octets));
            }
        }

        #[test]
        fn reading_is_total(text in any::<String>()) {
            let _ = from_dotted(&text);
        }
    }
}
