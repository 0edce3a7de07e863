//! CBOR items in byte strings.

use crate::credential::cbor;
use crate::credential::tree::Node;
use crate::limits::Limits;

/// Exactly one CBOR item; `None` when the octets are not, or break a limit.
pub(crate) fn read<'a>(octets: &'a [u8], limits: &Limits) -> Option<Node<'a>> {
    cbor::item(octets, limits).ok()
}
