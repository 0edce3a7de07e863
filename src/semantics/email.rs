//! E-mail addresses: `local@host`.

use super::domain::Host;

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email<'a> {
    /// The local part, same code points as written.
    pub local: &'a str,
    /// The host.
    pub host: Host,
}

impl<'a> Email<'a> {
    /// Parses one: exactly one unquoted `@`, both sides non-empty, the host a host name.
    pub fn parse(text: &'a str) -> Option<Email<'a>> {
        let _ = text;
        todo!()
    }
}
