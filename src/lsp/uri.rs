//! URIs and the names of files: one file has one name, however a client spells its URI.

use gen_lsp_types::Uri;

use crate::service::Workspace;

/// The scheme under which clients can read the standard library.
pub(super) const LIBRARY: &str = "admit-std";

/// The name of a file: the path of a `file:` URI, the module of one of the library, else the URI.
pub(super) fn name(uri: &Uri) -> String {
    let text = uri.as_ref();
    if let Some(path) = text.strip_prefix("admit-std:/") {
        let path = path.trim_start_matches('/').trim_end_matches(".policy");
        return format!("std.{}", path.replace('/', "."));
    }
    let Some(rest) = strip_scheme(text, "file") else { return text.to_owned() };
    let path = match rest.strip_prefix("//") {
        Some(with_host) => with_host.find('/').map_or("", |at| with_host.get(at..).unwrap_or("")),
        None => rest,
    };
    let path = decoded(path);
    // `/c:/x` is `c:/x`.
    let drive = path.strip_prefix('/').filter(|rest| {
        let mut letters = rest.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.next() == Some(':')
    });
    drive.map_or_else(|| path.clone(), lower_drive)
}

/// The URI of a file.
pub(super) fn of_name(name: &str) -> Uri {
    if Workspace::library_text(name).is_some() {
        let path = name.trim_start_matches("std.").replace('.', "/");
        return Uri(format!("{LIBRARY}:/{path}.policy"));
    }
    let is_drive = name.get(1..3) == Some(":/");
    if !name.starts_with('/') && !is_drive {
        return Uri(name.to_owned());
    }
    let slash = if is_drive { "/" } else { "" };
    Uri(format!("file://{slash}{}", encoded(name)))
}

fn strip_scheme<'u>(uri: &'u str, scheme: &str) -> Option<&'u str> {
    let (found, rest) = uri.split_once(':')?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn lower_drive(path: &str) -> String {
    let mut letters = path.chars();
    let drive = letters.next().map(|letter| letter.to_ascii_lowercase());
    drive.into_iter().chain(letters).collect()
}

fn decoded(path: &str) -> String {
    let mut octets = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(octet) if *first == b'%' => {
                octets.push(octet);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                octets.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for octet in path.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(&octet) {
            out.push(char::from(octet));
        } else {
            out.push_str(&format!("%{octet:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name() {
        let name = |uri: &str| name(&Uri(uri.to_owned()));
        assert_eq!(name("file:///a%20b/%C3%A9.policy"), "/a b/\u{e9}.policy");
        assert_eq!(name("file:///C%3A/x/y.policy"), "c:/x/y.policy");
        assert_eq!(name("file://localhost/x.policy"), "/x.policy");
        assert_eq!(name("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(name("admit-std:/jwt/oidc.policy"), "std.jwt.oidc");
        assert_eq!(name("file:///100%.policy"), "/100%.policy");
    }

    #[test]
    fn names_and_uris_agree() {
        for path in ["/a b/\u{e9}%.policy", "c:/x.policy", "untitled:1", "std.jwt.oidc", "std.x509"]
        {
            assert_eq!(name(&of_name(path)), path);
        }
        assert_eq!(of_name("/a b.policy").as_ref(), "file:///a%20b.policy");
        assert_eq!(of_name("std.jwt.oidc").as_ref(), "admit-std:/jwt/oidc.policy");
    }
}
