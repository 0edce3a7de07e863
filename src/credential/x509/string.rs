//! The ASN.1 string types, as certificates use them.

use std::borrow::Cow;

use super::der::tag;

/// The text of a string with this universal tag number; `None` when the octets are not text of
/// that type, or the number is not that of a string.
///
/// Types that are subsets of ASCII admit all of ASCII: certificates in use put `*`, `@` or `_`
/// into a PrintableString. TeletexString is read as ISO 8859-1, which is what certificates put
/// there. BMPString has no surrogates: it is UCS-2, not UTF-16.
pub(super) fn decode(number: u64, content: &[u8]) -> Option<Cow<'_, str>> {
    match number {
        tag::UTF8_STRING => std::str::from_utf8(content).ok().map(Cow::Borrowed),
        tag::NUMERIC_STRING
        | tag::PRINTABLE_STRING
        | tag::IA5_STRING
        | tag::VISIBLE_STRING
        | tag::GENERAL_STRING
        | tag::GRAPHIC_STRING
        | tag::OBJECT_DESCRIPTOR => ascii(content).map(Cow::Borrowed),
        tag::TELETEX_STRING => Some(latin(content)),
        tag::BMP_STRING => basic_plane(content).map(Cow::Owned),
        tag::UNIVERSAL_STRING => four_octets(content).map(Cow::Owned),
        _ => None,
    }
}

/// ASCII, control characters included.
pub(super) fn ascii(content: &[u8]) -> Option<&str> {
    std::str::from_utf8(content).ok().filter(|text| text.is_ascii())
}

/// ISO 8859-1: an octet is a code point.
fn latin(content: &[u8]) -> Cow<'_, str> {
    match ascii(content) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(content.iter().map(|octet| char::from(*octet)).collect()),
    }
}

/// UCS-2, big-endian.
fn basic_plane(content: &[u8]) -> Option<String> {
    let (units, rest) = content.as_chunks::<2>();
    let text =
        units.iter().map(|unit| char::from_u32(u32::from(u16::from_be_bytes(*unit)))).collect();
    if rest.is_empty() { text } else { None }
}

/// UCS-4, big-endian.
fn four_octets(content: &[u8]) -> Option<String> {
    let (units, rest) = content.as_chunks::<4>();
    let text = units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect();
    if rest.is_empty() { text } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_string() {
        let cases: [(u64, &[u8], Option<&str>); 16] = [
            (tag::UTF8_STRING, "Müller\0".as_bytes(), Some("Müller\0")),
            (tag::UTF8_STRING, b"M\xfcller", None),
            (tag::PRINTABLE_STRING, b"*.example.com", Some("*.example.com")),
            (tag::PRINTABLE_STRING, "é".as_bytes(), None),
            (tag::NUMERIC_STRING, b"12 3", Some("12 3")),
            (tag::IA5_STRING, b"a@example.com", Some("a@example.com")),
            (tag::IA5_STRING, "www.ಠ.com".as_bytes(), None),
            (tag::VISIBLE_STRING, b"x", Some("x")),
            (tag::TELETEX_STRING, b"M\xfcller", Some("Müller")),
            (tag::BMP_STRING, b"\x00M\x04\x16", Some("MЖ")),
            (tag::BMP_STRING, b"\xd8\x3d\xde\x00", None),
            (tag::BMP_STRING, b"\x00M\x04", None),
            (tag::UNIVERSAL_STRING, b"\x00\x01\xf6\x00", Some("😀")),
            (tag::UNIVERSAL_STRING, b"\x00\x11\x00\x00", None),
            (21, b"x", None),
            (tag::OCTET_STRING, b"x", None),
        ];
        for (number, content, text) in cases {
            assert_eq!(decode(number, content).as_deref(), text, "{number} {content:02x?}");
        }
    }
}
