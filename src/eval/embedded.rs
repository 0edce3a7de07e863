//! CBOR items in byte strings.

use crate::credential::tree::Node;
use crate::limits::Limits;

/// Exactly one CBOR item; `None` when the octets are not, or break a limit.
pub(super) fn read<'a>(octets: &'a [u8], limits: &Limits) -> Option<Node<'a>> {
    let _ = (octets, limits);
    None
}
