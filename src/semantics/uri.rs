//! URIs (RFC 3986): parsing, normalization as in section 6.2.2, and their parts.

use super::domain::Host;
use super::{ip, percent};

/// A parsed URI.
#[derive(Debug, Clone)]
pub struct Uri<'a> {
    parsed: fluent_uri::Uri<&'a str>,
}

impl<'a> Uri<'a> {
    /// Parses a URI: with a scheme, ASCII only, every `%` followed by two hex digits.
    pub fn parse(text: &'a str) -> Option<Uri<'a>> {
        fluent_uri::Uri::parse(text).ok().map(|parsed| Uri { parsed })
    }

    /// It as written.
    pub fn as_str(&self) -> &'a str {
        self.parsed.as_str()
    }

    /// The whole after RFC 3986 section 6.2.2: scheme and host in lower case, percent-encoding of
    /// unreserved characters undone, its hex digits in upper case, dot segments removed. Ports,
    /// empty paths and the spelling of IPv6 addresses stay: they belong to no step of that section.
    pub fn normalized(&self) -> String {
        let mut out = self.scheme();
        out.push(':');
        if let Some(authority) = self.parsed.authority() {
            out.push_str("//");
            if let Some(userinfo) = authority.userinfo() {
                percent::normalize_into(&mut out, userinfo.as_str());
                out.push('@');
            }
            percent::normalize_lower_into(&mut out, authority.host());
            if let Some(port) = authority.port() {
                out.push(':');
                out.push_str(port.as_str());
            }
        }
        let path = self.path();
        if !self.parsed.has_authority() && path.starts_with("//") {
            // Without the dot the path would read as an authority.
            out.push_str("/.");
        }
        out.push_str(&path);
        let tail = [
            ('?', self.parsed.query().map(|query| query.as_str())),
            ('#', self.parsed.fragment().map(|fragment| fragment.as_str())),
        ];
        for (mark, part) in tail {
            if let Some(part) = part {
                out.push(mark);
                percent::normalize_into(&mut out, part);
            }
        }
        out
    }

    /// The scheme in lower case.
    pub fn scheme(&self) -> String {
        self.parsed.scheme().as_str().to_ascii_lowercase()
    }

    /// Whether it has this scheme, given in lower case.
    pub fn has_scheme(&self, scheme: &str) -> bool {
        self.parsed.scheme().as_str().eq_ignore_ascii_case(scheme)
    }

    /// The host, when there is one that is a host name or an address. Percent-encoded octets are
    /// undone before the ASCII form is made.
    pub fn host(&self) -> Option<Host> {
        let host = self.parsed.authority()?.host();
        match host.strip_prefix('[') {
            Some(literal) => ip::v6(literal.strip_suffix(']')?).map(Host::V6),
            None => Host::parse_domain(&percent::decode(host)?),
        }
    }

    /// Whether it has a host by the grammar: an authority whose host is not empty.
    pub fn has_host(&self) -> bool {
        self.parsed.authority().is_some_and(|authority| !authority.host().is_empty())
    }

    /// The userinfo, same code points as written.
    pub fn userinfo(&self) -> Option<&'a str> {
        self.parsed.authority()?.userinfo().map(|userinfo| userinfo.as_str())
    }

    /// Whether it has a port, be it empty.
    pub fn has_port(&self) -> bool {
        self.parsed.authority().is_some_and(|authority| authority.has_port())
    }

    /// Whether it has a query, be it empty.
    pub fn has_query(&self) -> bool {
        self.parsed.has_query()
    }

    /// Whether it has a fragment, be it empty.
    pub fn has_fragment(&self) -> bool {
        self.parsed.has_fragment()
    }

    /// The path as written.
    pub fn raw_path(&self) -> &'a str {
        self.parsed.path().as_str()
    }

    /// The path, normalized.
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(self.raw_path().len());
        percent::normalize_into(&mut path, self.raw_path());
        if has_dot_segments(&path) { without_dot_segments(&path) } else { path }
    }

    /// A segment of the normalized path, counted from 0: `/r/clubhouse` has `r` and `clubhouse`.
    /// An empty path has none, `/` one that is empty.
    pub fn path_segment(&self, index: u32) -> Option<String> {
        let path = self.path();
        if path.is_empty() {
            return None;
        }
        let segments = path.strip_prefix('/').unwrap_or(&path);
        segments.split('/').nth(usize::try_from(index).ok()?).map(str::to_owned)
    }

    /// Scheme `https` and a host.
    pub fn is_https(&self) -> bool {
        self.has_scheme("https") && self.has_host()
    }
}

fn has_dot_segments(path: &str) -> bool {
    path.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// `remove_dot_segments` (RFC 3986 section 5.2.4). Of a path that does not begin with a slash, the
/// first segment goes with its slash, as there: `a/../b` gives `/b`.
fn without_dot_segments(path: &str) -> String {
    let mut input = path;
    let mut out = String::with_capacity(path.len());
    while !input.is_empty() {
        if let Some(rest) = input.strip_prefix("../").or_else(|| input.strip_prefix("./")) {
            input = rest;
        } else if input.starts_with("/./") {
            input = input.get(2..).unwrap_or("");
        } else if input == "/." {
            input = "/";
        } else if input.starts_with("/../") || input == "/.." {
            input = match input.get(3..) {
                Some(rest) if !rest.is_empty() => rest,
                _ => "/",
            };
            out.truncate(out.rfind('/').unwrap_or(0));
        } else if matches!(input, "." | "..") {
            input = "";
        } else {
            let after_slash = input.strip_prefix('/').unwrap_or(input);
            let end = after_slash.find('/').unwrap_or(after_slash.len());
            let (segment, rest) = input.split_at(input.len() - after_slash.len() + end);
            out.push_str(segment);
            input = rest;
        }
    }
    out
}

#[cfg(test)]
mod tests;
