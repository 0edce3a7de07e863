//! Claims of profile `exact` (draft-ietf-mimi-room-policy-03 section 4).

use super::{Error, Reader, Writer, words};
use crate::model::ExactClaim;

/// ```text
/// struct { uint16 credential_type; opaque id<V>; } ClaimId;
/// struct { ClaimId claim_id; opaque claim_value<V>; } Claim;
/// ```
///
/// An `id` or a value that is not canonical is read like any other; it only finds nothing.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<ExactClaim, Error> {
    let credential_type = reader.field("credential_type", Reader::u16)?;
    reader.mean(|| words::credential_type(credential_type));
    let id = reader.field("id", Reader::opaque)?;
    reader.mean(|| words::exact_id(credential_type, id));
    let value = reader.field("claim_value", Reader::opaque)?;
    reader.mean(|| words::exact_value(credential_type, value));
    Ok(ExactClaim { credential_type, id: id.to_vec(), value: value.to_vec() })
}

/// Writes what [`read`] reads.
pub(super) fn write(writer: &mut Writer<'_>, claim: &ExactClaim) -> Result<(), Error> {
    writer.field("credential_type", |writer| writer.integer(claim.credential_type))?;
    writer.field("id", |writer| writer.opaque(&claim.id))?;
    writer.field("claim_value", |writer| writer.opaque(&claim.value))
}
