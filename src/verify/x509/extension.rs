//! The extensions of a certificate that a path depends on (RFC 5280 section 4.2).

use super::constraints::NameConstraints;
use super::general_name::GeneralName;
use crate::credential::tree::{Array, Node, Value};
use crate::verify::error::PathFault;

/// What the extensions say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Extensions {
    /// `basicConstraints`.
    pub(super) basic: Option<BasicConstraints>,
    /// The first octet of `keyUsage`; the bits of the second say nothing here.
    pub(super) key_usage: Option<u8>,
    /// `nameConstraints`.
    pub(super) constraints: Option<NameConstraints>,
    /// `subjectAltName`.
    pub(super) names: Vec<GeneralName>,
    /// The first critical extension that is not processed, by its OID.
    pub(super) unprocessed: Option<Vec<u8>>,
}

/// `BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BasicConstraints {
    /// `cA`.
    pub(super) authority: bool,
    /// `pathLenConstraint`.
    pub(super) path_length: Option<usize>,
}

/// The last octet of the OIDs below id-ce, 2.5.29.
mod id {
    pub(super) const SUBJECT_KEY_IDENTIFIER: u8 = 14;
    pub(super) const KEY_USAGE: u8 = 15;
    pub(super) const SUBJECT_ALT_NAME: u8 = 17;
    pub(super) const ISSUER_ALT_NAME: u8 = 18;
    pub(super) const BASIC_CONSTRAINTS: u8 = 19;
    pub(super) const NAME_CONSTRAINTS: u8 = 30;
    pub(super) const AUTHORITY_KEY_IDENTIFIER: u8 = 35;
    pub(super) const EXTENDED_KEY_USAGE: u8 = 37;
}

impl Extensions {
    /// Reads the position `extensions` of `tbsCertificate`.
    ///
    /// # Errors
    /// `Extension` when one that is processed here is malformed, critical or not, and those of
    /// [`NameConstraints::read`].
    pub(super) fn read(node: &Node<'_>) -> Result<Extensions, PathFault> {
        let mut extensions = Extensions::default();
        for (oid, critical, value) in list(node) {
            let malformed = || PathFault::Extension(oid.to_vec());
            match oid {
                [0x55, 0x1d, id::BASIC_CONSTRAINTS] => {
                    extensions.basic = Some(basic(value).ok_or_else(malformed)?);
                }
                [0x55, 0x1d, id::KEY_USAGE] => {
                    extensions.key_usage = Some(key_usage(value).ok_or_else(malformed)?);
                }
                [0x55, 0x1d, id::SUBJECT_ALT_NAME] => {
                    extensions.names = names(value).ok_or_else(malformed)?;
                }
                [0x55, 0x1d, id::NAME_CONSTRAINTS] => {
                    let read = NameConstraints::read(value)?;
                    extensions.constraints = Some(read.ok_or_else(malformed)?);
                }
                // They identify and describe: nothing in them can forbid a path.
                [
                    0x55,
                    0x1d,
                    id::SUBJECT_KEY_IDENTIFIER
                    | id::AUTHORITY_KEY_IDENTIFIER
                    | id::ISSUER_ALT_NAME
                    | id::EXTENDED_KEY_USAGE,
                ] => {}
                _ if critical && extensions.unprocessed.is_none() => {
                    extensions.unprocessed = Some(oid.to_vec());
                }
                _ => {}
            }
        }
        Ok(extensions)
    }
}

/// The extensions as they stand: OID, whether critical, value.
fn list<'n, 'a>(node: &'n Node<'a>) -> impl Iterator<Item = (&'a [u8], bool, &'n Node<'a>)> {
    let items: &[Node<'a>] = match &node.value {
        Value::Array(Array { items, .. }) => items,
        _ => &[],
    };
    items.iter().filter_map(|extension| {
        let Value::Array(Array { items, .. }) = &extension.value else { return None };
        match &items[..] {
            [Node { value: Value::Oid(oid), .. }, value] => Some((*oid, false, value)),
            [
                Node { value: Value::Oid(oid), .. },
                Node { value: Value::Bool(critical), .. },
                value,
            ] => Some((*oid, *critical, value)),
            _ => None,
        }
    })
}

fn basic(value: &Node<'_>) -> Option<BasicConstraints> {
    let Value::Array(Array { items, .. }) = &value.value else { return None };
    let values: Vec<_> = items.iter().map(|node| &node.value).collect();
    let (authority, length) = match values[..] {
        [] => (false, None),
        [Value::Bool(authority)] => (*authority, None),
        [Value::Int(length)] => (false, Some(length)),
        [Value::Bool(authority), Value::Int(length)] => (*authority, Some(length)),
        _ => return None,
    };
    let path_length = match length {
        Some(length) => Some(usize::try_from(*length).ok()?),
        None => None,
    };
    Some(BasicConstraints { authority, path_length })
}

/// `KeyUsage ::= BIT STRING`; a value that could not be decoded is octets too, but all of them.
fn key_usage(value: &Node<'_>) -> Option<u8> {
    const BIT_STRING: u8 = 3;
    match &value.value {
        Value::Bytes(bits)
            if value.der.first() == Some(&BIT_STRING) && bits.len() < value.der.len() =>
        {
            Some(bits.first().copied().unwrap_or_default())
        }
        _ => None,
    }
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`
fn names(value: &Node<'_>) -> Option<Vec<GeneralName>> {
    match &value.value {
        Value::Array(Array { items, .. }) if !items.is_empty() => {
            let mailboxes = items.iter().filter_map(GeneralName::read_mailbox).map(Some);
            items.iter().map(GeneralName::read).chain(mailboxes).collect()
        }
        _ => None,
    }
}
