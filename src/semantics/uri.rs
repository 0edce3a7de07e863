//! URIs (RFC 3986): parsing, normalization as in section 6.2.2, and their parts.

use super::domain::Host;

/// A parsed URI.
#[derive(Debug, Clone)]
pub struct Uri<'a> {
    text: &'a str,
}

impl<'a> Uri<'a> {
    /// Parses an absolute URI (with a scheme).
    pub fn parse(text: &'a str) -> Option<Uri<'a>> {
        let _ = text;
        todo!()
    }

    /// The whole, normalized.
    pub fn normalized(&self) -> String {
        let _ = self.text;
        todo!()
    }

    /// The scheme in lower case.
    pub fn scheme(&self) -> String {
        todo!()
    }

    /// The host, when there is one that is a host name or an address.
    pub fn host(&self) -> Option<Host> {
        todo!()
    }

    /// The userinfo, same code points as written.
    pub fn userinfo(&self) -> Option<&'a str> {
        todo!()
    }

    /// The path, normalized.
    pub fn path(&self) -> String {
        todo!()
    }

    /// A segment of the normalized path, counted from 0: `/r/clubhouse` has `r` and `clubhouse`.
    pub fn path_segment(&self, index: u32) -> Option<String> {
        let _ = index;
        todo!()
    }

    /// Scheme `https` and a host.
    pub fn is_https(&self) -> bool {
        todo!()
    }
}
