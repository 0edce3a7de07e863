//! What can be wrong with MLS structures.

use std::fmt;

use crate::tls::{Fault, Kind};

/// What is wrong with an MLS structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MlsFault {
    /// The encoding.
    Encoding(Fault),
    /// An `MLSMessage` that holds something else than a key package (RFC 9420 section 6).
    WireFormat(u16),
    /// A key package whose leaf node was made for something else (RFC 9420 section 7.3).
    Source,
    /// One extension twice.
    DuplicateExtension(u16),
    /// An `x509` credential without a certificate.
    NoCertificate,
    /// A `basic` credential: nobody vouches for its name, and it has no claims.
    Basic,
    /// A credential type of which it is not known what it holds.
    UnknownCredentialType(u16),
    /// Of another credential type than the one that is named.
    OtherCredentialType(u16),
    /// An `sd_cwt` or `sd_jwt` credential without a key binding token.
    NoKeyBinding,
    /// The leaf node does not list its own credential type among its capabilities (RFC 9420
    /// section 7.2).
    CredentialTypeNotListed(u16),
    /// The leaf node has an extension that it does not list among its capabilities (RFC 9420
    /// section 7.2).
    ExtensionNotListed(u16),
    /// One key for two purposes (RFC 9420 section 10.1).
    SameKeys,
}

impl From<Fault> for MlsFault {
    fn from(fault: Fault) -> Self {
        MlsFault::Encoding(fault)
    }
}

impl MlsFault {
    /// A name for programs, such as `mls_basic`; the same in every version.
    pub const fn name(&self) -> &'static str {
        match self {
            MlsFault::Encoding(fault) => fault.name(),
            MlsFault::WireFormat(_) => "mls_wire_format",
            MlsFault::Source => "mls_source",
            MlsFault::DuplicateExtension(_) => "mls_duplicate_extension",
            MlsFault::NoCertificate => "mls_no_certificate",
            MlsFault::Basic => "mls_basic",
            MlsFault::UnknownCredentialType(_) => "mls_unknown_credential_type",
            MlsFault::OtherCredentialType(_) => "mls_other_credential_type",
            MlsFault::NoKeyBinding => "mls_no_key_binding",
            MlsFault::CredentialTypeNotListed(_) => "mls_credential_type_not_listed",
            MlsFault::ExtensionNotListed(_) => "mls_extension_not_listed",
            MlsFault::SameKeys => "mls_same_keys",
        }
    }
}

impl Kind for MlsFault {
    fn has_place(&self) -> bool {
        !matches!(
            self,
            MlsFault::Basic
                | MlsFault::UnknownCredentialType(_)
                | MlsFault::OtherCredentialType(_)
                | MlsFault::NoKeyBinding
                | MlsFault::CredentialTypeNotListed(_)
                | MlsFault::ExtensionNotListed(_)
                | MlsFault::SameKeys
        )
    }
}

impl fmt::Display for MlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MlsFault::Encoding(fault) => fault.fmt(f),
            MlsFault::WireFormat(number) => match wire_format(*number) {
                Some(name) => write!(f, "an MLS message of type {name} carries no credential"),
                None => write!(f, "an MLS message of unknown type {number}"),
            },
            MlsFault::Source => f.write_str("a leaf node that was not made for a key package"),
            MlsFault::DuplicateExtension(number) => {
                write!(f, "extension {number:#06x} stands twice")
            }
            MlsFault::NoCertificate => f.write_str("an x509 credential without a certificate"),
            MlsFault::Basic => f.write_str("a basic credential, which has no claims"),
            MlsFault::UnknownCredentialType(number) => {
                write!(f, "credential type {number:#06x} is not known")
            }
            MlsFault::OtherCredentialType(number) => {
                write!(f, "this is of credential type {number:#06x}")
            }
            MlsFault::NoKeyBinding => f.write_str("a credential of MLS needs its key binding"),
            MlsFault::CredentialTypeNotListed(number) => {
                write!(f, "the leaf node does not list its credential type {number:#06x}")
            }
            MlsFault::ExtensionNotListed(number) => {
                write!(f, "the leaf node does not list its extension {number:#06x}")
            }
            MlsFault::SameKeys => f.write_str("the init key is the leaf node's encryption key"),
        }
    }
}

/// `WireFormat` (RFC 9420 section 6).
const fn wire_format(number: u16) -> Option<&'static str> {
    Some(match number {
        1 => "`mls_public_message`",
        2 => "`mls_private_message`",
        3 => "`mls_welcome`",
        4 => "`mls_group_info`",
        _ => return None,
    })
}
