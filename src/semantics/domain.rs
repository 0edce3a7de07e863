//! Host names and IP literals.

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
    let _ = text;
    todo!()
}

impl Host {
    /// Reads a host as it stands in a URI's authority or behind an `@`: a name or an IP literal
    /// (IPv6 in brackets or bare).
    pub fn parse(text: &str) -> Option<Host> {
        let _ = text;
        todo!()
    }

    /// Whether this is `parent` or a name below it, at a label boundary; addresses are only equal.
    pub fn is_under(&self, parent: &Host) -> bool {
        let _ = parent;
        todo!()
    }
}
