//! The canonical encoding of a value, whatever its family.

use std::borrow::Cow;

use crate::credential::canonical;
use crate::credential::tree::Node;
use crate::format::Family;

/// RFC 8785 for JSON, deterministic CBOR, DER as received. `None` when there is none: an integer
/// that RFC 8785 would change by writing it.
pub(super) fn encoding<'a>(node: &'a Node<'a>, family: Family) -> Option<Cow<'a, [u8]>> {
    match family {
        Family::X509 => Some(Cow::Borrowed(node.der)),
        Family::Jwt => {
            let mut out = String::new();
            canonical::json(node, &mut out)?;
            Some(Cow::Owned(out.into_bytes()))
        }
        Family::Cwt => {
            let mut out = Vec::new();
            canonical::cbor(node, &mut out)?;
            Some(Cow::Owned(out))
        }
    }
}
