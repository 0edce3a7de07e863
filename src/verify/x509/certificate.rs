//! A certificate as a path needs it, read out of the same tree that the rules read.

use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;

use super::distinguished::{DistinguishedName, ForPeople, texts};
use super::extension::Extensions;
use super::general_name::GeneralName;
use super::{algorithm, subject_key};
use crate::credential::error::CertificateFault;
use crate::credential::tree::{Array, Node, Value};
use crate::credential::{self, x509};
use crate::limits::Limits;
use crate::semantics::date::Instant;
use crate::verify::algorithm::Algorithm;
use crate::verify::crypto::{self, Form};
use crate::verify::error::{Error, PathFault, Unusable};
use crate::verify::public_key::PublicKey;

/// A certificate whose signature may not have been checked.
#[derive(Debug)]
pub(super) struct Certificate<'a> {
    pub(super) der: &'a [u8],
    /// `tbsCertificate`, which is signed.
    signed: &'a [u8],
    /// The AlgorithmIdentifier of the signature.
    algorithm: &'a [u8],
    signature: Vec<u8>,
    pub(super) issuer: DistinguishedName,
    pub(super) subject: DistinguishedName,
    /// The subject, for people.
    pub(super) label: String,
    not_before: i64,
    pub(super) not_after: i64,
    key: Result<PublicKey, Unusable>,
    pub(super) extensions: Extensions,
    /// Every name of the subject: the distinguished name, the mailboxes in it, `subjectAltName`.
    pub(super) names: Vec<GeneralName>,
    is_version_3: bool,
    has_extensions: bool,
}

/// The positions of `tbsCertificate`.
mod position {
    pub(super) const VERSION: usize = 0;
    pub(super) const SIGNATURE: usize = 2;
    pub(super) const ISSUER: usize = 3;
    pub(super) const VALIDITY: usize = 4;
    pub(super) const SUBJECT: usize = 5;
    pub(super) const EXTENSIONS: usize = 9;
}

/// `Version ::= INTEGER { v1(0), v2(1), v3(2) }`
const VERSION_3: i64 = 2;

/// 1.2.840.113549.1.9.1
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

/// Bits of the first octet of `keyUsage`.
const DIGITAL_SIGNATURE: u8 = 0x80;
const KEY_CERT_SIGN: u8 = 0x04;

impl<'a> Certificate<'a> {
    /// Reads a certificate in strict DER.
    ///
    /// # Errors
    /// `Unreadable` when it is malformed, `Path` when an extension is.
    pub(super) fn read(der: &'a [u8], limits: &Limits) -> Result<Certificate<'a>, Error> {
        let root = x509::read(der, limits)?;
        let (Some(parts), Some(signature)) = (Parts::of(&root), signature(der)) else {
            let fault = credential::ErrorKind::Certificate(CertificateFault::Structure);
            return Err(credential::Error::from(fault).into());
        };
        let extensions = Extensions::read(parts.extensions)?;
        let names = names(parts.subject, &parts.subject_name, &extensions);
        Ok(Certificate {
            der,
            signed: root.der,
            algorithm: parts.algorithm,
            signature,
            label: ForPeople(parts.subject).to_string(),
            issuer: parts.issuer_name,
            subject: parts.subject_name,
            not_before: parts.not_before,
            not_after: parts.not_after,
            key: subject_key::read(parts.key),
            is_version_3: parts.version == Some(VERSION_3),
            has_extensions: parts.extensions.value != Value::Missing,
            extensions,
            names,
        })
    }

    /// What has to hold of every certificate on a path.
    ///
    /// # Errors
    /// `NotYetValid`, `Expired`, `Version`, `EmptyIssuer`, `CriticalExtension`, and
    /// `NotAnAuthority` with name constraints.
    pub(super) fn check(&self, at: &Instant) -> Result<(), PathFault> {
        // Certificates know no fractions: the last second is valid as a whole.
        if at.seconds < self.not_before {
            return Err(PathFault::NotYetValid);
        }
        if at.seconds > self.not_after {
            return Err(PathFault::Expired);
        }
        if !self.is_version_3 && self.has_extensions {
            return Err(PathFault::Version);
        }
        if self.issuer.is_empty() {
            return Err(PathFault::EmptyIssuer);
        }
        match &self.extensions.unprocessed {
            Some(oid) => Err(PathFault::CriticalExtension(oid.clone())),
            // RFC 5280 section 4.2.1.10: only certification authorities have such constraints.
            None if self.extensions.constraints.is_some() && !self.is_authority() => {
                Err(PathFault::NotAnAuthority)
            }
            None => Ok(()),
        }
    }

    /// Whether it says that it is a certification authority.
    fn is_authority(&self) -> bool {
        self.extensions.basic.is_some_and(|basic| basic.authority)
    }

    /// What has to hold of an issuer besides.
    ///
    /// # Errors
    /// `NotAnAuthority`, `KeyUsage`, and those of [`Certificate::check`].
    pub(super) fn check_as_issuer(&self, at: &Instant) -> Result<(), PathFault> {
        self.check(at)?;
        if !self.is_authority() {
            return Err(PathFault::NotAnAuthority);
        }
        match self.extensions.key_usage {
            Some(usage) if usage & KEY_CERT_SIGN == 0 => Err(PathFault::KeyUsage),
            _ => Ok(()),
        }
    }

    /// Whether its key signed another certificate; gives the algorithm.
    ///
    /// # Errors
    /// `Key`, `Algorithm`, `Signature`.
    pub(super) fn check_signed(&self, other: &Certificate<'_>) -> Result<Algorithm, PathFault> {
        let key = self.key.as_ref().map_err(|why| PathFault::Key(*why))?;
        let algorithm = algorithm::read(other.algorithm, key)
            .ok_or_else(|| PathFault::Algorithm(algorithm::oid(other.algorithm).to_vec()))?;
        let Certificate { signed, signature, .. } = other;
        if crypto::is_signed_by(key, algorithm, Form::Der, signed, signature) {
            Ok(algorithm)
        } else {
            Err(PathFault::Signature)
        }
    }

    /// Whether it is issued under its own name (RFC 5280 section 6.1), by this key or another.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether the subject may make signatures, as far as `keyUsage` says.
    pub(super) fn may_sign(&self) -> bool {
        self.extensions.key_usage.is_none_or(|usage| usage & DIGITAL_SIGNATURE != 0)
    }
}

/// The positions of `tbsCertificate` that matter here.
struct Parts<'n, 'a> {
    version: Option<i64>,
    algorithm: &'a [u8],
    issuer_name: DistinguishedName,
    subject_name: DistinguishedName,
    subject: &'n Node<'a>,
    not_before: i64,
    not_after: i64,
    key: &'n Node<'a>,
    extensions: &'n Node<'a>,
}

impl<'n, 'a> Parts<'n, 'a> {
    fn of(root: &'n Node<'a>) -> Option<Parts<'n, 'a>> {
        let Value::Array(Array { items, .. }) = &root.value else { return None };
        let Value::Array(Array { items: validity, .. }) = &items.get(position::VALIDITY)?.value
        else {
            return None;
        };
        let [
            Node { value: Value::Time(not_before), .. },
            Node { value: Value::Time(not_after), .. },
        ] = &validity[..]
        else {
            return None;
        };
        let version = match items.get(position::VERSION)?.value {
            Value::Int(version) => Some(version),
            _ => None,
        };
        let subject = items.get(position::SUBJECT)?;
        Some(Parts {
            version,
            algorithm: items.get(position::SIGNATURE)?.der,
            issuer_name: DistinguishedName::read(items.get(position::ISSUER)?)?,
            subject_name: DistinguishedName::read(subject)?,
            subject,
            not_before: *not_before,
            not_after: *not_after,
            key: items.get(subject_key::SUBJECT_PUBLIC_KEY_INFO)?,
            extensions: items.get(position::EXTENSIONS)?,
        })
    }
}

/// Every name of a subject that name constraints apply to. RFC 5280 asks for the mailboxes of the
/// distinguished name only when there is no `subjectAltName`; here rules can read them always.
fn names(
    subject: &Node<'_>,
    name: &DistinguishedName,
    extensions: &Extensions,
) -> Vec<GeneralName> {
    let directory = (!name.is_empty()).then(|| GeneralName::Directory(name.clone()));
    let mailboxes = texts(subject, EMAIL_ADDRESS).into_iter().map(GeneralName::email_attribute);
    directory.into_iter().chain(mailboxes).chain(extensions.names.iter().cloned()).collect()
}

/// The signature's octets; it is a whole number of them.
fn signature(der: &[u8]) -> Option<Vec<u8>> {
    let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    let ([], certificate) = parser.parse(der).ok()? else { return None };
    let signature = certificate.signature_value;
    (signature.unused_bits == 0).then(|| signature.data.to_vec())
}
