//! X.509 certificates (RFC 5280): DER or PEM to the claims tree whose root is `tbsCertificate`
//! (`docs/semantics.md` sections 2 and 3).

mod certificate;
mod der;
mod fault;
mod pem;
mod primitive;
mod shape;
mod string;
mod walk;

use std::borrow::Cow;

use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;

use self::certificate::Located;
use self::fault::Fault;
use super::tree::Node;
use crate::limits::Limits;

/// The DER of a certificate: the octets as they are, or the first block of a PEM file
/// (RFC 7468), which is the leaf when the file holds a chain. Octets that are neither are given
/// back and fail in [`read`].
///
/// # Errors
/// More octets than [`Limits::credential_bytes`]; a first block that is no certificate, does not
/// end, or is not strict base64.
pub fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Error> {
    bounded(bytes, limits)?;
    if !pem::is_pem(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    pem::first_certificate(bytes).map(Cow::Owned).map_err(|fault| error("PEM", fault))
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
/// More octets than [`Limits::credential_bytes`]; nesting beyond [`Limits::credential_depth`];
/// octets that are not exactly one certificate in DER; two extensions with one OID.
pub fn read<'a>(der: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    bounded(der, limits)?;
    let root = certificate::read(der, limits.credential_depth)
        .map_err(|Located { field, fault }| error(field, fault))?;
    // A second opinion on what the fields of a certificate may hold.
    match X509CertificateParser::new().with_deep_parse_extensions(false).parse(der) {
        Ok(([], _)) => Ok(root),
        _ => Err(error("Certificate", Fault::Structure)),
    }
}

fn bounded(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    if bytes.len() > limits.credential_bytes { Err(error("", Fault::TooDeep)) } else { Ok(()) }
}

/// Stub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);
fn error(field: &'static str, fault: Fault) -> Error {
    Error(format!("{field} {fault:?}"))
}
