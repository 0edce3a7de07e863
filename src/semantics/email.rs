//! E-mail addresses: `local@host`.

use super::domain::Host;

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email<'a> {
    /// The local part, same code points as written, quotes included.
    pub local: &'a str,
    /// The host.
    pub host: Host,
}

impl<'a> Email<'a> {
    /// Parses one: exactly one unquoted `@`, both sides non-empty, the host a host name (or IPv4
    /// address; never in brackets).
    pub fn parse(text: &'a str) -> Option<Email<'a>> {
        let (local, host) = text.split_at_checked(unquoted_at(text)?)?;
        let host = Host::parse_domain(host.strip_prefix('@')?)?;
        (!local.is_empty()).then_some(Email { local, host })
    }

    /// The local part as written and the host in ASCII form: what equal addresses share.
    pub fn normalized(&self) -> String {
        format!("{}@{}", self.local, self.host)
    }
}

/// Where the only `@` outside double quotes stands. In quotes a backslash takes the next octet's
/// meaning away (RFC 5322 section 3.2.4); a quote that is not closed hides all that follows.
fn unquoted_at(text: &str) -> Option<usize> {
    let mut found = None;
    let mut quoted = false;
    let mut escaped = false;
    for (at, octet) in text.bytes().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'@' if !quoted && found.is_some() => return None,
            b'@' if !quoted => found = Some(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> Option<(&str, String)> {
        Email::parse(text).map(|email| (email.local, email.host.to_string()))
    }

    #[test]
    fn addresses() {
        for (text, local, host) in [
            ("Ann@Example.COM", "Ann", "example.com"),
            ("Ann@example.com.", "Ann", "example.com"),
            ("\"a@b\"@example.com", "\"a@b\"", "example.com"),
            ("\"a\\\"@b\"@example.com", "\"a\\\"@b\"", "example.com"),
            ("x@BÜCHER.example", "x", "xn--bcher-kva.example"),
            ("jürgen@example.com", "jürgen", "example.com"),
            ("x@192.0.2.1", "x", "192.0.2.1"),
        ] {
            assert_eq!(parts(text), Some((local, host.to_owned())), "{text}");
        }
        let email = Email::parse("Ann@Example.com.").unwrap();
        assert_eq!(email.normalized(), "Ann@example.com");
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "@",
            "Ann",
            "@example.com",
            "Ann@",
            "Ann@.",
            "Ann@@example.com",
            "a@b@example.com",
            "Ann@exa mple.com",
            "Ann@[192.0.2.1]",
            "Ann@[::1]",
            "Ann@::1",
            "\"a@example.com",
            "\"a\\\"@example.com",
            "a@\"b@c\"",
        ] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn total_and_idempotent(text in "[a\"\\\\@.é]{0,8}@[a-z.é]{0,8}|.*") {
            if let Some(email) = Email::parse(&text) {
                let normal = email.normalized();
                prop_assert_eq!(Email::parse(&normal), Some(email));
            }
        }
    }
}
