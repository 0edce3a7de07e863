//! IP addresses as text.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Four decimal octets without leading zeros (RFC 3986 `IPv4address`).
pub fn v4(text: &str) -> Option<[u8; 4]> {
    text.parse::<Ipv4Addr>().ok().map(|address| address.octets())
}

/// An IPv6 address without brackets and without a zone (RFC 4291 section 2.2).
pub fn v6(text: &str) -> Option<[u8; 16]> {
    text.parse::<Ipv6Addr>().ok().map(|address| address.octets())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn v4_is_four_decimal_octets() {
        assert_eq!(v4("192.0.2.1"), Some([192, 0, 2, 1]));
        for text in ["192.0.2", "192.0.2.01", "192.0.2.256", "0x7f.0.0.1", "192.0.2.1.", " 1.1.1.1"]
        {
            assert_eq!(v4(text), None, "{text}");
        }
    }

    #[test]
    fn v6_has_no_brackets_and_no_zone() {
        let mut expected = [0; 16];
        expected[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
        expected[15] = 1;
        assert_eq!(v6("2001:db8::1"), Some(expected));
        assert_eq!(v6("2001:DB8:0:0:0:0:0:1"), Some(expected));
        assert_eq!(v6("::ffff:192.0.2.1"), v6("::ffff:c000:201"));
        for text in ["[2001:db8::1]", "fe80::1%eth0", "192.0.2.1", "1::2::3", "12345::", ":::"] {
            assert_eq!(v6(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(text in any::<String>()) {
            let _ = (v4(&text), v6(&text));
        }
    }
}
