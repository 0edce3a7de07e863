//! X.509 certificates (RFC 5280): DER or PEM to the claims tree whose root is `tbsCertificate`
//! (`docs/semantics.md` sections 2 and 3).

mod certificate;
mod der;
mod pem;
mod primitive;
mod shape;
mod string;
mod walk;

use std::borrow::Cow;

use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;

use super::error::{CertificateFault, Error, ErrorKind};
use super::tree::Node;
use crate::limits::Limits;

/// The DER of a certificate: the octets as they are, or the first block of a PEM file
/// (RFC 7468), which is the leaf when the file holds a chain. Octets that are neither are given
/// back and fail in [`read`].
///
/// # Errors
/// No octets, or more than [`Limits::credential_bytes`]; a first block that is no certificate,
/// does not end, or is not strict base64.
pub fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Error> {
    bounded(octets, limits)?;
    if !pem::is_pem(octets) {
        return Ok(Cow::Borrowed(octets));
    }
    let der = pem::first_certificate(octets).map_err(ErrorKind::Certificate)?;
    Ok(Cow::Owned(der))
}

/// The DER of every certificate: of the one that the octets are, or of every block of a PEM file,
/// in its order. The certificates themselves are not read.
///
/// # Errors
/// When a block is no certificate, does not end, or is not strict base64.
#[cfg(feature = "verify")]
pub(crate) fn certificates(octets: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, Error> {
    if !pem::is_pem(octets) {
        return Ok(vec![Cow::Borrowed(octets)]);
    }
    let blocks = pem::certificates(octets).map(|der| der.map(Cow::Owned));
    blocks.collect::<Result<_, _>>().map_err(|fault| ErrorKind::Certificate(fault).into())
}

/// Reads a certificate in strict DER. The root is `tbsCertificate`: an array of exactly ten
/// positions, [`super::tree::Value::Missing`] where an optional or default element is left out.
/// The signature is not verified.
///
/// - The node of an `extnValue` is the value in it, when it is exactly one value in strict DER of
///   the type that RFC 5280 gives the extension, and its octets otherwise; either way the node's
///   `der` is the content of `extnValue`.
/// - What is implicitly tagged has the element with the context-specific tag as its `der`.
///
/// # Errors
/// No octets, or more than [`Limits::credential_bytes`]; nesting beyond
/// [`Limits::credential_depth`]; octets that are not exactly one certificate in DER; two
/// extensions with one OID.
pub fn read<'a>(der: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    bounded(der, limits)?;
    let root = certificate::read(der, limits.credential_depth)?;
    // A second opinion on what the fields of a certificate may hold.
    match X509CertificateParser::new().with_deep_parse_extensions(false).parse(der) {
        Ok(([], _)) => Ok(root),
        _ => Err(ErrorKind::Certificate(CertificateFault::Structure).into()),
    }
}

/// One value in strict DER, as a certificate would hold it where nothing is known of its type.
#[cfg(feature = "compiler")]
pub(crate) fn value(der: &[u8]) -> Option<Node<'_>> {
    let element = der::Element::only(der).ok()?;
    walk::node(&element, &shape::Shape::Any, Limits::default().credential_depth).ok()
}

fn bounded(octets: &[u8], limits: &Limits) -> Result<(), Error> {
    let limit = limits.credential_bytes;
    match octets.len() {
        0 => Err(ErrorKind::Empty.into()),
        length if length > limit => Err(ErrorKind::TooLarge { limit }.into()),
        _ => Ok(()),
    }
}
