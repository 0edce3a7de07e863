//! Text encodings of octets, decoded strictly: hex, base64, base64url, PEM.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

/// Hex in either case, an even number of digits, nothing else.
pub fn hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|&[high, low]| Some(nibble(high)? << 4 | nibble(low)?)).collect()
}

/// Hex with white space anywhere between the digits, as programs break it into lines.
pub fn spaced_hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|it| !it.is_ascii_whitespace()).collect();
    hex(&digits)
}

/// Base64 with padding (RFC 4648 section 4); bits that say nothing must be zero.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Base64url without padding (RFC 4648 section 5); bits that say nothing must be zero.
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Exactly one PEM block, as `stricttextualmsg` of RFC 7468 section 3, whatever its label. Its
/// last end of line may be missing.
pub fn pem(text: &str) -> Option<Vec<u8>> {
    let (label, mut rest) = boundary(text, "-----BEGIN ")?;
    let mut content = String::with_capacity(text.len());
    loop {
        if rest.starts_with('-') {
            break;
        }
        let (line, after) = split_line(rest)?;
        let full = content.len().is_multiple_of(FULL_LINE);
        if !full || line.is_empty() || line.len() > FULL_LINE {
            return None;
        }
        content.push_str(line);
        rest = after;
    }
    let (end_label, nothing) = boundary(rest, "-----END ")?;
    if content.is_empty() || end_label != label || !nothing.is_empty() {
        return None;
    }
    base64(&content)
}

/// Base64 digits of every line of a PEM block but the last.
const FULL_LINE: usize = 64;

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The label of an encapsulation boundary, and the text after its line.
fn boundary<'a>(text: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    let (line, after) = split_line(text).unwrap_or((text, ""));
    let label = line.strip_prefix(start)?.strip_suffix("-----")?;
    is_label(label).then_some((label, after))
}

/// `label` of RFC 7468: visible characters, single hyphens and spaces only between them.
fn is_label(label: &str) -> bool {
    label.is_empty()
        || label
            .split(['-', ' '])
            .all(|part| !part.is_empty() && part.bytes().all(|octet| matches!(octet, 0x21..=0x7e)))
}

/// A line and the text after its end: CRLF, CR or LF.
fn split_line(text: &str) -> Option<(&str, &str)> {
    let (line, after) = text.split_at_checked(text.find(['\r', '\n'])?)?;
    let after = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\r', '\n']))?;
    Some((line, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hex_is_strict() {
        assert_eq!(hex("deAD"), Some(vec![0xde, 0xad]));
        assert_eq!(hex(""), Some(vec![]));
        for text in ["dea", "de ad", "0x00", "zz", "dé"] {
            assert_eq!(hex(text), None, "{text}");
        }
    }

    #[test]
    fn hex_may_stand_in_lines() {
        assert_eq!(spaced_hex("de\r\n aD\n"), Some(vec![0xde, 0xad]));
        assert_eq!(spaced_hex("de\nz0"), None);
    }

    #[test]
    fn base64_is_padded_and_strict() {
        assert_eq!(base64("+/8="), Some(vec![0xfb, 0xff]));
        assert_eq!(base64(""), Some(vec![]));
        for text in ["+/8", "-_8=", "+/9=", "+/8=\n", " +/8=", "+/8==", "="] {
            assert_eq!(base64(text), None, "{text}");
        }
    }

    #[test]
    fn base64url_is_unpadded_and_strict() {
        assert_eq!(base64url("-_8"), Some(vec![0xfb, 0xff]));
        for text in ["+/8", "-_9", "-_8=", "A", "-_8\n"] {
            assert_eq!(base64url(text), None, "{text}");
        }
    }

    #[test]
    fn pem_is_one_block() {
        let abc = Some(b"abc".to_vec());
        assert_eq!(pem("-----BEGIN X-----\nYWJj\n-----END X-----\n"), abc);
        assert_eq!(pem("-----BEGIN X-----\nYWJj\n-----END X-----"), abc);
        assert_eq!(
            pem("-----BEGIN A CERTIFICATE-----\r\nYWJj\r\n-----END A CERTIFICATE-----\r\n"),
            abc
        );
        let long =
            format!("-----BEGIN X-----\n{}\n{}\n-----END X-----\n", "A".repeat(64), "A".repeat(64));
        assert_eq!(pem(&long), Some(vec![0; 96]));
    }

    #[test]
    fn pem_rejects_everything_else() {
        let block = "-----BEGIN X-----\nYWJj\n-----END X-----\n";
        for text in [
            "YWJj",
            "",
            "-----BEGIN X-----\n-----END X-----\n",
            "-----BEGIN X-----\nYWJj\n-----END Y-----\n",
            "-----BEGIN X-----\nYWJj\n",
            "-----BEGIN X-----\nYWJj-----END X-----\n",
            "-----BEGIN X-----\nYW\nJj\n-----END X-----\n",
            "-----BEGIN X-----\nYWJj \n-----END X-----\n",
            "-----BEGIN X-----\n\nYWJj\n-----END X-----\n",
            "-----BEGIN X-----\nYWJj\n\n-----END X-----\n",
            "-----BEGIN X-----\nYWI\n-----END X-----\n",
            "-----BEGIN  X-----\nYWJj\n-----END  X-----\n",
            "-----BEGINX-----\nYWJj\n-----ENDX-----\n",
            "-----BEGIN X-----\nProc-Type: 4\n\nYWJj\n-----END X-----\n",
            &format!("{block}{block}"),
            &format!("note\n{block}"),
            &format!("{block}\n"),
            &format!("-----BEGIN X-----\n{}\n-----END X-----\n", "A".repeat(68)),
        ] {
            assert_eq!(pem(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn decoding_is_total(text in any::<String>()) {
            let _ = (hex(&text), base64(&text), base64url(&text), pem(&text));
            let _ = pem(&format!("-----BEGIN X-----\n{text}-----END X-----"));
        }

        #[test]
        fn decoding_inverts_encoding(octets in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(base64(&Base64::encode_string(&octets)), Some(octets.clone()));
            prop_assert_eq!(base64url(&Base64UrlUnpadded::encode_string(&octets)), Some(octets));
        }
    }
}
