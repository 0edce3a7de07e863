//! Host names and IP literals.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::ip;

/// A host: a name in ASCII form and lower case without a final dot, or an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// ASCII form of a host name.
    Name(String),
    /// IPv4.
    V4([u8; 4]),
    /// IPv6.
    V6([u8; 16]),
}

/// The ASCII form of a host name: UTS-46, non-transitional, STD3 rules, hyphens checked first and
/// last in a label only, bidi and joiners checked, DNS lengths checked; one final dot ignored.
/// `None` for anything else, IP addresses included.
pub fn to_ascii(text: &str) -> Option<String> {
    match Host::parse_domain(text)? {
        Host::Name(name) => Some(name),
        Host::V4(_) | Host::V6(_) => None,
    }
}

/// What a host name in ASCII form shows when its A-labels are read; `None` when one of them stands
/// for nothing.
pub fn to_unicode(name: &str) -> Option<String> {
    let (text, valid) =
        Uts46::new().to_unicode(name.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    valid.ok().map(|()| text.into_owned())
}

impl Host {
    /// Reads a host as it stands in a URI's authority: a name or an IP literal (IPv6 in brackets
    /// or bare).
    pub fn parse(text: &str) -> Option<Host> {
        if let Some(literal) = text.strip_prefix('[') {
            return ip::v6(literal.strip_suffix(']')?).map(Host::V6);
        }
        // A colon is in no host name.
        if text.contains(':') { ip::v6(text).map(Host::V6) } else { Host::parse_domain(text) }
    }

    /// Reads what the semantics `domain` accept, which is also what stands behind the `@` of an
    /// e-mail address: text whose ASCII form exists. When that form is an IPv4 address
    /// (`192.0.2.1.` and full-width digits too), it is this address.
    pub fn parse_domain(text: &str) -> Option<Host> {
        let name = ascii_form(text)?;
        Some(ip::v4(&name).map_or(Host::Name(name), Host::V4))
    }

    /// The name, unless it is an address: addresses have no parts that could be compared.
    pub fn name(&self) -> Option<&str> {
        match self {
            Host::Name(name) => Some(name),
            Host::V4(_) | Host::V6(_) => None,
        }
    }

    /// Whether this is `parent` or a name below it, at a label boundary; addresses are only equal.
    pub fn is_under(&self, parent: &Host) -> bool {
        match (self, parent) {
            (Host::Name(name), Host::Name(parent)) => is_under(name, parent),
            _ => self == parent,
        }
    }
}

/// As in a URI: addresses of IPv6 stand in brackets.
impl fmt::Display for Host {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Host::Name(name) => out.write_str(name),
            Host::V4(octets) => Ipv4Addr::from(*octets).fmt(out),
            Host::V6(octets) => write!(out, "[{}]", Ipv6Addr::from(*octets)),
        }
    }
}

/// Whether a name is another or below it; both in ASCII form.
fn is_under(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent).is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// The ASCII form of a name without its final dot, that of an IPv4 address included.
fn ascii_form(text: &str) -> Option<String> {
    if is_plain(text.as_bytes()) {
        let mut name = text.strip_suffix('.').unwrap_or(text).to_owned();
        name.make_ascii_lowercase();
        return Some(name);
    }
    let name = Uts46::new()
        .to_ascii(
            text.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::VerifyAllowRootDot,
        )
        .ok()?;
    let name = name.strip_suffix('.').unwrap_or(&name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether UTS-46 would only make the letters small: ASCII labels of letters, digits and inner
/// hyphens within the DNS lengths, none of them an A-label.
fn is_plain(octets: &[u8]) -> bool {
    const LABEL: usize = 63;
    const NAME: usize = 253;
    let octets = octets.strip_suffix(b".").unwrap_or(octets);
    octets.len() <= NAME
        && octets.split(|&octet| octet == b'.').all(|label| {
            let ends = [label.first(), label.last()];
            !label.is_empty()
                && label.len() <= LABEL
                && ends.iter().all(|&end| end != Some(&b'-'))
                && !label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"))
                && label.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-')
        })
}

#[cfg(test)]
mod tests;
