//! The canonical encoding of a value, whatever its family.

use std::borrow::Cow;

use crate::credential::canonical;
use crate::credential::tree::{Node, Value};
use crate::format::Family;

/// The tag of an OBJECT IDENTIFIER.
const OID_TAG: u8 = 0x06;

/// RFC 8785 for JSON, deterministic CBOR, DER as received. `None` when there is none: an integer
/// that RFC 8785 would change by writing it.
pub(super) fn encoding<'a>(node: &'a Node<'a>, family: Family) -> Option<Cow<'a, [u8]>> {
    match family {
        Family::X509 => Some(der(node)),
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

/// An OID that is tagged implicitly (a `registeredID`) has its own tag here: only by its DER can
/// a policy name it.
fn der<'a>(node: &Node<'a>) -> Cow<'a, [u8]> {
    match (&node.value, node.der) {
        (Value::Oid(_), [tag, rest @ ..]) if *tag != OID_TAG => {
            Cow::Owned([&[OID_TAG], rest].concat())
        }
        (_, der) => Cow::Borrowed(der),
    }
}
