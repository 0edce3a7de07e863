//! CBOR in diagnostic notation (RFC 8949 section 8), for one item in deterministic encoding.

use ciborium_ll::{Decoder, Header, simple};

use crate::semantics::cbor;

/// Containers and tags in each other that are written out.
const MAX_DEPTH: usize = 16;

/// The notation; `None` for anything that is not one item in deterministic encoding, or is nested
/// deeper than anybody would want to read.
pub(super) fn notation(octets: &[u8]) -> Option<String> {
    if !cbor::is_deterministic(octets) {
        return None;
    }
    let mut out = String::new();
    item(&mut Decoder::from(octets), octets, &mut out, MAX_DEPTH)?;
    Some(out)
}

type Octets<'a> = Decoder<&'a [u8]>;

fn item(decoder: &mut Octets<'_>, all: &[u8], out: &mut String, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match decoder.pull().ok()? {
        Header::Positive(value) => out.push_str(&value.to_string()),
        Header::Negative(value) => out.push_str(&(-1 - i128::from(value)).to_string()),
        Header::Float(value) => out.push_str(&format!("{value:?}")),
        Header::Simple(value) => match value {
            simple::FALSE => out.push_str("false"),
            simple::TRUE => out.push_str("true"),
            simple::NULL => out.push_str("null"),
            simple::UNDEFINED => out.push_str("undefined"),
            other => out.push_str(&format!("simple({other})")),
        },
        Header::Bytes(Some(length)) => {
            let content = take(decoder, all, length)?;
            out.push_str(&format!("h'{}'", crate::wire::text::to_hex(content)));
        }
        Header::Text(Some(length)) => {
            let content = take(decoder, all, length)?;
            out.push_str(&format!("{:?}", std::str::from_utf8(content).ok()?));
        }
        Header::Array(Some(length)) => {
            out.push('[');
            for position in 0..length {
                separate(out, position);
                item(decoder, all, out, depth)?;
            }
            out.push(']');
        }
        Header::Map(Some(length)) => {
            out.push('{');
            for position in 0..length {
                separate(out, position);
                item(decoder, all, out, depth)?;
                out.push_str(": ");
                item(decoder, all, out, depth)?;
            }
            out.push('}');
        }
        Header::Tag(number) => {
            out.push_str(&format!("{number}("));
            item(decoder, all, out, depth)?;
            out.push(')');
        }
        Header::Bytes(None)
        | Header::Text(None)
        | Header::Array(None)
        | Header::Map(None)
        | Header::Break => return None,
    }
    Some(())
}

/// The content of a string whose head was just read.
fn take<'a>(decoder: &mut Octets<'_>, all: &'a [u8], length: usize) -> Option<&'a [u8]> {
    use ciborium_io::Read as _;
    let start = decoder.offset();
    let content = all.get(start..start.checked_add(length)?)?;
    decoder.read_exact(&mut vec![0; content.len()]).ok()?;
    Some(content)
}

fn separate(out: &mut String, position: usize) {
    if position > 0 {
        out.push_str(", ");
    }
}

#[cfg(test)]
mod tests {
    use super::notation;
    use crate::semantics::encoding::hex;

    #[test]
    fn items_read_as_people_write_them() {
        for (octets, expected) in [
            ("01", "1"),
            ("3a000103ea", "-66539"),
            ("3bffffffffffffffff", "-18446744073709551616"),
            ("6161", "\"a\""),
            ("42ff00", "h'ff00'"),
            ("811a000103ea", "[66538]"),
            ("a2016161f5f7", "{1: \"a\", true: undefined}"),
            ("c11a5c5c6b90", "1(1549560720)"),
            ("f93e00", "1.5"),
            ("f0", "simple(16)"),
        ] {
            assert_eq!(notation(&hex(octets).unwrap()).as_deref(), Some(expected), "{octets}");
        }
    }

    #[test]
    fn what_is_not_deterministic_has_none() {
        for octets in ["", "1801", "0101", "9fff", "62ff"] {
            assert_eq!(notation(&hex(octets).unwrap()), None, "{octets}");
        }
        let deep = [vec![0x81; 40], vec![0x01]].concat();
        assert_eq!(notation(&deep), None);
    }
}
