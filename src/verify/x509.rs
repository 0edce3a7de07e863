//! Certificates: the path from a leaf to a trust anchor (RFC 5280 section 6).
//!
//! Revocation is not checked, and extended key usages are not, since no draft names one.

mod algorithm;
mod certificate;
mod constraints;
mod distinguished;
mod extension;
mod general_name;
mod path;
mod search;
mod subject_key;

use std::borrow::Cow;

pub use subject_key::subject_key;

use self::certificate::Certificate;
use self::distinguished::DistinguishedName;
use self::search::Search;
use super::error::{Error, ErrorKind, Needs, PathFault, Place};
use super::{By, Terms, Verification, Warning, fingerprint};
use crate::credential::error::CertificateFault;
use crate::credential::{self, x509};
use crate::limits::Limits;
use crate::semantics::date::Moment;

/// A trust anchor: a certificate that is believed without a reason. What it says of itself
/// (validity, `basicConstraints`, `keyUsage`, name constraints) holds nevertheless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    der: Vec<u8>,
    subject: DistinguishedName,
}

impl Anchor {
    /// A certificate in DER.
    ///
    /// # Errors
    /// `Unreadable` when it cannot be read, `Path` when an extension cannot.
    pub fn new(der: Vec<u8>, limits: &Limits) -> Result<Anchor, Error> {
        let subject = Certificate::read(&der, limits)?.subject;
        Ok(Anchor { der, subject })
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// The certificates of a chain as a file has it, leaf first: the blocks of PEM, or a single one in
/// DER. They are not read yet.
///
/// # Errors
/// `Unreadable` when the PEM is not strict, or holds something else.
pub fn chain(octets: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, Error> {
    Ok(x509::certificates(octets)?)
}

/// Verifies a chain of certificates in DER: the first is the leaf, the others, in any order and
/// not all of them needed, may lie on the path to a trust anchor.
///
/// Of every certificate on the path, the anchor included: it is valid at the given instant, and
/// has no critical extension that is not processed here. Of every issuer: it is a certification
/// authority, may sign certificates, and signed the next. Path lengths and name constraints hold.
/// A leaf that is itself a trust anchor is believed.
///
/// # Errors
/// `NoTrust` without anchors; `Unreadable` for a certificate that is malformed; `Path` for what
/// keeps the best path found from being one; `TooManySignatures` when the search ends by
/// `Limits::signatures`.
pub fn verify<D: AsRef<[u8]>>(
    chain: &[D],
    anchors: &[Anchor],
    terms: &Terms,
    limits: &Limits,
) -> Result<Verification, Error> {
    if anchors.is_empty() {
        return Err(ErrorKind::NoTrust(Needs::Anchors).into());
    }
    let limit = limits.path_certificates;
    if chain.len() > limit {
        return Err(PathFault::TooLong { limit }.into());
    }
    let certificates = chain.iter().enumerate().map(|(at, der)| {
        Certificate::read(der.as_ref(), limits).map_err(|error| error.at(Place::Certificate(at)))
    });
    let certificates: Vec<_> = certificates.collect::<Result<_, _>>()?;
    let Some(leaf) = certificates.first() else {
        let fault = credential::ErrorKind::Certificate(CertificateFault::NoCertificate);
        return Err(credential::Error::from(fault).into());
    };
    leaf.check(&terms.at).map_err(|fault| Error::from(fault).at(Place::Certificate(0)))?;
    let found = Search::new(&certificates, anchors, terms, limits).run()?;
    let mut warnings = Vec::new();
    if !leaf.may_sign() {
        warnings.push(Warning::LeafMayNotSign);
    }
    Ok(Verification {
        by: By::Anchor {
            subject: found.subject,
            fingerprint: fingerprint(found.anchor),
            path: found.path,
        },
        algorithm: found.algorithm,
        until: Some(Moment::from_seconds(found.not_after)),
        client: None,
        warnings,
    })
}
