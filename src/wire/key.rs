//! Keys and OIDs of the claim-pointer profiles: only their canonical encodings are accepted.

use crate::format::Family;
use crate::semantics::{cbor, json, oid};

/// Whether the octets are a key of profile `matcher`: a quoted canonical JSON string
/// (draft-mahy-mimi-credential-preauth section 5.1, RFC 8785), one item of deterministic CBOR
/// (RFC 8949 section 4.2.1), or the DER content octets of an OID (X.690 section 8.19).
///
/// Profile `pointer` has the same for X.509 and CWT; its JWT names are bare text.
pub(super) fn is_canonical(family: Family, octets: &[u8]) -> bool {
    match family {
        Family::Jwt => json::is_canonical_string(octets),
        Family::Cwt => cbor::is_deterministic(octets),
        Family::X509 => oid::to_dotted(octets).is_some(),
    }
}
