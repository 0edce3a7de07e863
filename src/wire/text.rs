//! Octets as text: hex and base64, written, and recognized when read.

use base64ct::{Base64, Encoding};

use crate::semantics::encoding;

/// How octets stood in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As they are.
    Raw,
    /// Hex digits of either case, white space anywhere between octets or digits.
    Hex,
    /// Base64 with padding (RFC 4648 section 4), line breaks and spaces allowed.
    Base64,
}

/// Tells raw octets, hex and base64 apart, and decodes.
///
/// Text of hex digits is hex, other text that is strict base64 is base64, everything else is raw.
/// No policy of one entry or more is taken for text: its octets hold zeros.
///
/// ```
/// use admit::wire::text::{Form, recognize};
/// assert_eq!(recognize(b"00 06\n"), (Form::Hex, vec![0x00, 0x06]));
/// assert_eq!(recognize(b"AAY=\n"), (Form::Base64, vec![0x00, 0x06]));
/// assert_eq!(recognize(&[0x00, 0x06]), (Form::Raw, vec![0x00, 0x06]));
/// ```
pub fn recognize(octets: &[u8]) -> (Form, Vec<u8>) {
    let raw = || (Form::Raw, octets.to_vec());
    let Ok(text) = std::str::from_utf8(octets) else { return raw() };
    let digits: String =
        text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    if digits.is_empty() {
        return raw();
    }
    if let Some(decoded) = encoding::spaced_hex(text) {
        return (Form::Hex, decoded);
    }
    encoding::base64(&digits).map_or_else(raw, |decoded| (Form::Base64, decoded))
}

/// Lower-case hex, nothing between.
pub fn to_hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Base64 with padding, in one line.
pub fn to_base64(octets: &[u8]) -> String {
    Base64::encode_string(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_come_back() {
        let octets = [0x00, 0x26, 0x1c, 0xff];
        assert_eq!(recognize(&octets), (Form::Raw, octets.to_vec()));
        assert_eq!(recognize(to_hex(&octets).as_bytes()), (Form::Hex, octets.to_vec()));
        assert_eq!(recognize(to_base64(&octets).as_bytes()), (Form::Base64, octets.to_vec()));
        assert_eq!(recognize(b" 00 26\n1C\tfF\r\n"), (Form::Hex, octets.to_vec()));
        assert_eq!(recognize(b"ACYc\n/w==\n"), (Form::Base64, octets.to_vec()));
    }

    #[test]
    fn what_is_no_text_form_is_raw() {
        for octets in [&b""[..], b"\n", b"002", b"ACYc/w", b"00:26", "é0".as_bytes()] {
            assert_eq!(recognize(octets), (Form::Raw, octets.to_vec()), "{octets:?}");
        }
    }
}
