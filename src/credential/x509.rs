//! X.509 certificates (RFC 5280): DER and PEM to a claims tree.

use std::borrow::Cow;

use super::error::Error;
use super::tree::Node;
use crate::limits::Limits;

/// The leaf certificate's DER out of DER or PEM.
///
/// # Errors
/// When it is neither.
pub fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Error> {
    let _ = (octets, limits);
    todo!()
}

/// `tbsCertificate` as a tree.
///
/// # Errors
/// When the certificate is malformed.
pub fn read<'a>(der: &'a [u8], limits: &Limits) -> Result<Node<'a>, Error> {
    let _ = (der, limits);
    todo!()
}
