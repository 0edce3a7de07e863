//! Name constraints (RFC 5280 section 4.2.1.10): where in the space of names an issuer may certify.

use super::distinguished::DistinguishedName;
use super::general_name::{GeneralName, email, host_name};
use crate::credential::tree::{Array, Node, Value};
use crate::semantics::domain::Host;
use crate::verify::error::{NameForm, PathFault};

/// What an issuer may certify.
///
/// ```text
/// NameConstraints ::= SEQUENCE {
///     permittedSubtrees [0] GeneralSubtrees OPTIONAL,
///     excludedSubtrees  [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtree ::= SEQUENCE {
///     base GeneralName, minimum [0] BaseDistance DEFAULT 0, maximum [1] BaseDistance OPTIONAL }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

/// A part of the space of names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subtree {
    /// One mailbox.
    Mailbox(GeneralName),
    /// All mailboxes of a host.
    MailHost(Host),
    /// All mailboxes of the hosts below a domain.
    MailBelow(Host),
    /// All host names.
    AnyDns,
    /// A host name, and all below it.
    Dns(Host),
    /// URIs of a host.
    UriHost(Host),
    /// URIs of the hosts below a domain.
    UriBelow(Host),
    /// A range of addresses: what the mask leaves of one, and the mask.
    Ip(Vec<u8>, Vec<u8>),
    /// A distinguished name, and all below it.
    Directory(DistinguishedName),
    /// Something among names of a form that is not compared here.
    Unsupported(NameForm),
}

impl NameConstraints {
    /// Reads the value of the extension.
    ///
    /// # Errors
    /// `Constraint` on a form that is compared here, when the subtree is not of its syntax; `None`
    /// when the extension is malformed.
    pub(super) fn read(node: &Node<'_>) -> Result<Option<NameConstraints>, PathFault> {
        let Value::Array(Array { items, .. }) = &node.value else { return Ok(None) };
        let mut constraints = NameConstraints { permitted: Vec::new(), excluded: Vec::new() };
        let mut last = None;
        for item in items {
            let Value::Tag(tag, content) = &item.value else { return Ok(None) };
            let Value::Array(Array { items, .. }) = &content.value else { return Ok(None) };
            if items.is_empty() || last.is_some_and(|last| last >= *tag) {
                return Ok(None);
            }
            last = Some(*tag);
            let list = match tag {
                0 => &mut constraints.permitted,
                1 => &mut constraints.excluded,
                _ => return Ok(None),
            };
            for item in items {
                let Some(base) = base(item) else { return Ok(None) };
                list.push(Subtree::read(base)?);
            }
        }
        Ok(last.map(|_| constraints))
    }

    /// How many comparisons [`NameConstraints::check`] makes for one name, at most.
    pub(super) const fn len(&self) -> usize {
        self.permitted.len() + self.excluded.len()
    }

    /// Checks a name: if any subtree of its form is permitted, it lies in one of those; and it lies
    /// in none that is excluded.
    ///
    /// # Errors
    /// `Name` when it does not; `UnreadableName` when that cannot be told, `UnsupportedConstraint`
    /// when it never can be for names of its form.
    pub(super) fn check(&self, name: &GeneralName) -> Result<(), PathFault> {
        let form = name.form();
        let of_form = |subtree: &&Subtree| subtree.form() == form;
        let mut permitted = self.permitted.iter().filter(of_form).peekable();
        let mut excluded = self.excluded.iter().filter(of_form).peekable();
        if permitted.peek().is_none() && excluded.peek().is_none() {
            return Ok(());
        }
        match name {
            GeneralName::Opaque(form) => return Err(PathFault::UnsupportedConstraint(*form)),
            GeneralName::Unreadable(form) => return Err(PathFault::UnreadableName(*form)),
            _ => {}
        }
        let is_outside =
            permitted.peek().is_some() && !permitted.any(|subtree| subtree.holds_all(name));
        if is_outside || excluded.any(|subtree| subtree.holds_any(name)) {
            return Err(PathFault::Name(form));
        }
        Ok(())
    }
}

impl Subtree {
    fn read(base: &Node<'_>) -> Result<Subtree, PathFault> {
        let Value::Tag(tag, content) = &base.value else {
            return Err(PathFault::Constraint(NameForm::Other));
        };
        let form = NameForm::from_tag(*tag).ok_or(PathFault::Constraint(NameForm::Other))?;
        let text = match &content.value {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        let subtree = match form {
            NameForm::Email => text.and_then(mail),
            NameForm::Dns => text.and_then(|text| match text {
                "" => Some(Subtree::AnyDns),
                name => host_name(name).map(Subtree::Dns),
            }),
            NameForm::Uri => text.and_then(|text| match text.strip_prefix('.') {
                Some(domain) => host_name(domain).map(Subtree::UriBelow),
                None => host_name(text).map(Subtree::UriHost),
            }),
            NameForm::Ip => ip(content),
            NameForm::Directory => DistinguishedName::read(content).map(Subtree::Directory),
            NameForm::Other | NameForm::X400 | NameForm::EdiParty | NameForm::RegisteredId => {
                Some(Subtree::Unsupported(form))
            }
        };
        subtree.ok_or(PathFault::Constraint(form))
    }

    const fn form(&self) -> NameForm {
        match self {
            Subtree::Mailbox(_) | Subtree::MailHost(_) | Subtree::MailBelow(_) => NameForm::Email,
            Subtree::AnyDns | Subtree::Dns(_) => NameForm::Dns,
            Subtree::UriHost(_) | Subtree::UriBelow(_) => NameForm::Uri,
            Subtree::Ip(..) => NameForm::Ip,
            Subtree::Directory(_) => NameForm::Directory,
            Subtree::Unsupported(form) => *form,
        }
    }

    /// Whether everything that a name stands for lies inside.
    fn holds_all(&self, name: &GeneralName) -> bool {
        match (self, name) {
            (Subtree::Mailbox(mailbox), name) => mailbox == name,
            (Subtree::MailHost(only), GeneralName::Email { host, .. })
            | (Subtree::UriHost(only), GeneralName::Uri(host)) => host == only,
            (Subtree::MailBelow(domain), GeneralName::Email { host, .. })
            | (Subtree::UriBelow(domain), GeneralName::Uri(host)) => {
                host != domain && host.is_under(domain)
            }
            (Subtree::AnyDns, GeneralName::Dns { .. }) => true,
            (Subtree::Dns(domain), GeneralName::Dns { host, .. }) => host.is_under(domain),
            (Subtree::Ip(network, mask), GeneralName::Ip(address)) => {
                network.len() == address.len() && masked(address, mask) == *network
            }
            (Subtree::Directory(above), GeneralName::Directory(name)) => name.is_under(above),
            _ => false,
        }
    }

    /// Whether anything that a name stands for lies inside.
    fn holds_any(&self, name: &GeneralName) -> bool {
        match (self, name) {
            (Subtree::Dns(domain), GeneralName::Dns { host, wildcard: true }) => {
                host.is_under(domain) || domain.is_under(host)
            }
            _ => self.holds_all(name),
        }
    }
}

/// The base of a GeneralSubtree, whose `minimum` is 0 and whose `maximum` is missing.
fn base<'n, 'a>(subtree: &'n Node<'a>) -> Option<&'n Node<'a>> {
    let Value::Array(Array { items, .. }) = &subtree.value else { return None };
    match &items[..] {
        [base] => Some(base),
        [base, Node { value: Value::Tag(0, minimum), .. }] if minimum.value == Value::Int(0) => {
            Some(base)
        }
        _ => None,
    }
}

/// A mailbox, a host, or the hosts below a domain.
fn mail(text: &str) -> Option<Subtree> {
    if text.contains('@') {
        return email(text).map(Subtree::Mailbox);
    }
    match text.strip_prefix('.') {
        Some(domain) => host_name(domain).map(Subtree::MailBelow),
        None => host_name(text).map(Subtree::MailHost),
    }
}

/// An address and a mask as long, which is ones and then zeros (RFC 4632).
fn ip(content: &Node<'_>) -> Option<Subtree> {
    let Value::Bytes(octets) = &content.value else { return None };
    if !matches!(octets.len(), 8 | 32) {
        return None;
    }
    let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
    let ones: u32 = mask.iter().map(|octet| octet.leading_ones()).sum();
    let all: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
    let first_gap = mask.iter().position(|octet| *octet != u8::MAX).unwrap_or(mask.len());
    let rest = mask.get(first_gap.saturating_add(1)..).unwrap_or_default();
    let contiguous = ones == all && rest.iter().all(|octet| *octet == 0);
    contiguous.then(|| Subtree::Ip(masked(address, mask), mask.to_vec()))
}

fn masked(address: &[u8], mask: &[u8]) -> Vec<u8> {
    address.iter().zip(mask).map(|(octet, mask)| octet & mask).collect()
}
