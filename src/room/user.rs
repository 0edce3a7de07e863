//! Who somebody is in a room: a user's URI, compared as URIs are.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use crate::credential::tree::{Array, Claims, Node, Value};
use crate::credential::{Unverified, Verified};
use crate::eval::pointer;
use crate::format::{Family, Format};
use crate::semantics::mimi::MimiUri;
use crate::semantics::uri::Uri;

/// A user. Two are the same when their URIs are after RFC 3986 section 6.2.2; texts that are no
/// URIs, when they are equal.
#[derive(Debug, Clone)]
pub struct User {
    text: String,
    key: String,
}

impl User {
    /// The user that a text names. A MIMI URI of a user's device names the user; one that names
    /// neither (a room, a provider, a device alone), and the empty text, name nobody.
    ///
    /// ```
    /// use admit::room::User;
    /// let ann = User::parse("mimi://example.com/u/ann").unwrap();
    /// assert_eq!(User::parse("MIMI://Example.COM/d/ann/phone"), Some(ann));
    /// assert_eq!(User::parse("mimi://example.com/r/clubhouse"), None);
    /// ```
    pub fn parse(text: &str) -> Option<User> {
        if text.is_empty() {
            return None;
        }
        let Some(uri) = Uri::parse(text) else { return Some(User::same(text)) };
        if uri.has_scheme("mimi") {
            return User::of_mimi(text);
        }
        Some(User { text: text.to_owned(), key: uri.normalized() })
    }

    /// The user that verified claims name; see [`User::of_unverified_claims`].
    pub fn of_claims(claims: &Verified<Claims<'_>>) -> Option<User> {
        User::of(claims.get())
    }

    /// The user that claims name: the MIMI URI in `sub` (JWT, SD-JWT, CWT, SD-CWT), in `sub` or the
    /// subject's `id` (W3C credentials), in the URIs of `subjectAltName` (X.509; those of users
    /// before those of devices). `None` when there is no such URI, or when there are several users.
    pub fn of_unverified_claims(claims: &Unverified<Claims<'_>>) -> Option<User> {
        User::of(claims.unverified())
    }

    /// As it was written; of a device's URI, the user's.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Text that is compared as it is.
    fn same(text: &str) -> User {
        User { text: text.to_owned(), key: text.to_owned() }
    }

    fn of_mimi(text: &str) -> Option<User> {
        let uri = MimiUri::parse(text)?;
        uri.user_id()?;
        let key = uri.uri().normalized();
        match uri.device_id() {
            None => Some(User { text: text.to_owned(), key }),
            Some(_) => {
                let (front, _device) = key.rsplit_once('/')?;
                let (host, user) = front.rsplit_once("/d/")?;
                Some(User::same(&format!("{host}/u/{user}")))
            }
        }
    }

    fn of(claims: &Claims<'_>) -> Option<User> {
        let root = &claims.root;
        match claims.family() {
            Family::Jwt if claims.format == Format::Vc => of_w3c(root),
            Family::Jwt => mimi(pointer::key(root, b"sub")?),
            Family::Cwt => mimi(pointer::key(root, CWT_SUB)?),
            Family::X509 => of_alternative_names(pointer::key(root, SUBJECT_ALT_NAME)?),
        }
    }
}

impl PartialEq for User {
    fn eq(&self, other: &User) -> bool {
        self.key == other.key
    }
}

impl Eq for User {}

impl Hash for User {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// `sub` (RFC 8392 section 3.1.2), in deterministic CBOR.
const CWT_SUB: &[u8] = &[0x02];

/// 2.5.29.17, DER content octets.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// `uniformResourceIdentifier` of GeneralName (RFC 5280 section 4.2.1.6).
const URI_NAME: u64 = 6;

fn mimi(node: &Node<'_>) -> Option<User> {
    match &node.value {
        Value::Text(text) => User::of_mimi(text),
        _ => None,
    }
}

/// What the token says, else what the credential inside says.
fn of_w3c(root: &Node<'_>) -> Option<User> {
    let inside = |node| {
        let subject = pointer::key(node, b"credentialSubject")?;
        mimi(pointer::key(subject, b"id")?)
    };
    let below = || inside(pointer::key(root, b"vc")?);
    pointer::key(root, b"sub").and_then(mimi).or_else(|| inside(root)).or_else(below)
}

/// The one user among the URIs; where some are of users and others of devices, those of users
/// count: a device may carry its owner's internal id.
fn of_alternative_names(names: &Node<'_>) -> Option<User> {
    let Value::Array(Array { items, .. }) = &names.value else { return None };
    let uris = items.iter().filter_map(|name| match &name.value {
        Value::Tag(URI_NAME, uri) => match &uri.value {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        },
        _ => None,
    });
    let is_device = |uri: &&str| MimiUri::parse(uri).is_some_and(|it| it.device_id().is_some());
    let (devices, users): (Vec<&str>, Vec<&str>) = uris.partition(is_device);
    let only = |uris: Vec<&str>| {
        let users: HashSet<User> = uris.into_iter().filter_map(User::of_mimi).collect();
        let count = users.len();
        (count, users.into_iter().next().filter(|_| count == 1))
    };
    match only(users) {
        (0, _) => only(devices).1,
        (_, user) => user,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        User::parse(one).unwrap() == User::parse(other).unwrap()
    }

    #[test]
    fn users_compare_as_uris() {
        assert!(same("mimi://example.com/u/ann", "mimi://EXAMPLE.com/u/%61nn"));
        assert!(same("mimi://example.com/u/ann", "mimi://example.com/d/ann/phone"));
        assert!(!same("mimi://example.com/u/ann", "mimi://example.com/u/Ann"));
        assert!(!same("mimi://example.com/u/ann", "mimi://example.com/p/ann"));
        assert!(!same("mimi://example.com/u/ann", "mimi://example.org/u/ann"));
        assert!(same("im:ann@example.com", "IM:ann@example.com"));
        assert!(!same("ann", "Ann"));
    }

    #[test]
    fn what_names_no_user_is_none() {
        for text in ["", "mimi://example.com", "mimi://example.com/r/x", "mimi://example.com/d/x"] {
            assert_eq!(User::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_device_with_odd_names_still_names_its_user() {
        let user = User::parse("mimi://example.com/d/d/d").unwrap();
        assert_eq!(user.as_str(), "mimi://example.com/u/d");
        let user = User::parse("mimi://example.com/d/a%2Fd%2Fb/phone").unwrap();
        assert_eq!(user.as_str(), "mimi://example.com/u/a%2Fd%2Fb");
    }
}
