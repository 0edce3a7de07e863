//! The names in a certificate, in the form in which name constraints compare them (RFC 5280
//! section 4.2.1.10).

use super::distinguished::DistinguishedName;
use crate::credential::tree::{Array, Node, Value};
use crate::semantics::domain::Host;
use crate::semantics::email::Email;
use crate::semantics::uri::Uri;
use crate::verify::error::NameForm;

/// A name that a certificate gives its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GeneralName {
    /// A mailbox.
    Email {
        /// The local part, as written.
        local: String,
        /// The host.
        host: Host,
    },
    /// A host name; of `*.example.com` what follows the asterisk's label.
    Dns {
        /// The name.
        host: Host,
        /// Whether it stands for all names one label below.
        wildcard: bool,
    },
    /// The host of a URI.
    Uri(Host),
    /// 4 or 16 octets.
    Ip(Vec<u8>),
    /// A distinguished name.
    Directory(DistinguishedName),
    /// A name of a form that could be compared, were it readable.
    Unreadable(NameForm),
    /// A name of a form that is not compared here.
    Opaque(NameForm),
}

impl GeneralName {
    /// Its form.
    pub(super) const fn form(&self) -> NameForm {
        match self {
            GeneralName::Email { .. } => NameForm::Email,
            GeneralName::Dns { .. } => NameForm::Dns,
            GeneralName::Uri(_) => NameForm::Uri,
            GeneralName::Ip(_) => NameForm::Ip,
            GeneralName::Directory(_) => NameForm::Directory,
            GeneralName::Unreadable(form) | GeneralName::Opaque(form) => *form,
        }
    }

    /// A GeneralName of the claims tree. `None` for any other node.
    pub(super) fn read(node: &Node<'_>) -> Option<GeneralName> {
        let Value::Tag(tag, content) = &node.value else { return None };
        let form = NameForm::from_tag(*tag)?;
        let text = match &content.value {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        let read = match form {
            NameForm::Email => text.and_then(email),
            NameForm::Dns => text.and_then(dns),
            NameForm::Uri => text.and_then(uri),
            NameForm::Ip => ip(content),
            NameForm::Directory => DistinguishedName::read(content).map(GeneralName::Directory),
            NameForm::Other if is_mailbox(content) => {
                Some(GeneralName::Unreadable(NameForm::Email))
            }
            other => Some(GeneralName::Opaque(other)),
        };
        Some(read.unwrap_or(GeneralName::Unreadable(form)))
    }

    /// What a GeneralName is besides: an otherName can be a mailbox of internationalized e-mail
    /// (RFC 9598 section 3), to which the constraints on mailboxes apply (section 6).
    pub(super) fn read_mailbox(node: &Node<'_>) -> Option<GeneralName> {
        match &node.value {
            Value::Tag(0, content) if is_mailbox(content) => {
                Some(GeneralName::Unreadable(NameForm::Email))
            }
            _ => None,
        }
    }

    /// What the attribute `emailAddress` of a subject names.
    pub(super) fn email_attribute(text: Option<&str>) -> GeneralName {
        text.and_then(email).unwrap_or(GeneralName::Unreadable(NameForm::Email))
    }
}

/// A mailbox whose local part can be compared: quoted, it could be written in many ways.
pub(super) fn email(text: &str) -> Option<GeneralName> {
    let Email { local, host } = Email::parse(text)?;
    let plain = !local.contains(['"', '\\']) && text.is_ascii();
    plain.then(|| GeneralName::Email { local: local.to_owned(), host })
}

fn dns(text: &str) -> Option<GeneralName> {
    let (wildcard, name) = match text.strip_prefix("*.") {
        Some(name) => (true, name),
        None => (false, text),
    };
    Some(GeneralName::Dns { host: host_name(name)?, wildcard })
}

/// The host of a URI; RFC 5280 section 4.2.1.10 compares no others than names.
fn uri(text: &str) -> Option<GeneralName> {
    let host = Uri::parse(text)?.host()?;
    host.name().is_some().then_some(GeneralName::Uri(host))
}

fn ip(node: &Node<'_>) -> Option<GeneralName> {
    match &node.value {
        Value::Bytes(octets) if matches!(octets.len(), 4 | 16) => {
            Some(GeneralName::Ip(octets.to_vec()))
        }
        _ => None,
    }
}

/// A host name in ASCII, and no address.
pub(super) fn host_name(text: &str) -> Option<Host> {
    let host = if text.is_ascii() { Host::parse_domain(text)? } else { return None };
    host.name().is_some().then_some(host)
}

fn is_mailbox(content: &Node<'_>) -> bool {
    const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];
    match &content.value {
        Value::Array(Array { items, .. }) => {
            matches!(items.first(), Some(Node { value: Value::Oid(SMTP_UTF8_MAILBOX), .. }))
        }
        _ => false,
    }
}
