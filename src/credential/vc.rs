//! W3C verifiable credentials and presentations as tokens: version 1.1 (VC Data Model 1.1 section
//! 6.3.1: the claims `vc` and `vp` beside registered ones) and 2.0 (the payload is the credential).
//!
//! The claims stay as the issuer wrote them, under the token's payload: `iss` is not copied to
//! `vc.issuer`. Where both stand, they have to agree.

mod agreement;
mod document;
mod embedded;
mod validity;

pub use self::validity::Validity;

use self::document::{Document, Kind};
use super::error::{Error, ErrorKind, VcFault};
use super::json;
use super::tree::{Node, Value};
use crate::limits::Limits;

pub(super) use self::embedded::embedded;

/// What is known of a token apart from its payload.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    /// The header's `typ`, in short form.
    pub(super) media_type: Option<&'t str>,
    /// Whether nobody signed it: bare claims need not say that they are a credential.
    pub(super) is_bare: bool,
}

/// Whether a payload is one of a credential or presentation, perhaps a faulty one: it has an object
/// `vc` or `vp`, or a `type` that says so.
pub(super) fn is_one(payload: &[u8], limits: &Limits) -> bool {
    let holds = |part: &[u8]| payload.windows(part.len()).any(|window| window == part);
    if ![b"\"vc\"".as_slice(), b"\"vp\"", b"\"Verifiable"].into_iter().any(holds) {
        return false;
    }
    match json::claims(payload, limits) {
        Ok(Node { value: Value::Map(root), .. }) => document::is_one(&root),
        _ => false,
    }
}

/// Checks that claims are a credential's, whole and without contradiction.
///
/// # Errors
/// `Vc`, also for a presentation; `Unsupported` for a linked-data proof.
pub(super) fn check_credential(root: &Node<'_>, token: Token<'_>) -> Result<(), Error> {
    match Document::find(root, token)? {
        Some(Document { kind: Kind::Presentation, .. }) => {
            Err(ErrorKind::Vc(VcFault::Presentation).into())
        }
        _ => Ok(()),
    }
}

/// Whether claims are a presentation's.
///
/// # Errors
/// Those of [`check_credential`].
pub(super) fn is_presentation(root: &Node<'_>, token: Token<'_>) -> Result<bool, Error> {
    let document = Document::find(root, token)?;
    Ok(document.is_some_and(|document| document.kind == Kind::Presentation))
}
