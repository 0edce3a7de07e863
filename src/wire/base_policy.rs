//! `BaseRoomPolicy` (draft-ietf-mimi-room-policy-03 section 5).

use super::{Error, Reader, Writer, words};
use crate::limits::Limits;
use crate::model::room::BaseRoomPolicy;

const BASE_ROOM_POLICY: &str = "BaseRoomPolicy";

/// Writes a `BaseRoomPolicy`.
///
/// # Errors
/// When a limit is passed, or a vector has 2^30 octets or more.
pub fn encode(policy: &BaseRoomPolicy, limits: &Limits) -> Result<Vec<u8>, Error> {
    Writer::whole(BASE_ROOM_POLICY, limits, limits.preauth_bytes, |writer| write(writer, policy))
}

/// Reads a `BaseRoomPolicy`. Whether its fields agree with each other is not looked at here.
///
/// # Errors
/// For anything that is not exactly one such structure, and a limit passed.
pub fn decode(octets: &[u8], limits: &Limits) -> Result<BaseRoomPolicy, Error> {
    Reader::new(octets, limits).whole(BASE_ROOM_POLICY, limits.preauth_bytes, read)
}

/// ```text
/// struct { opaque uri<V>; } Uri;
///
/// struct {
///     bool fixed_membership;
///     bool parent_dependant;
///     Uri parent_room<V>;
///     bool multi_device;
///     optional uint32 max_clients;
///     optional uint32 max_users;
///     bool pseudonyms_allowed;
///     bool persistent_room;
///     bool discoverable;
///     Component policy_component_ids<V>;
/// } BaseRoomPolicy;
/// ```
///
/// `parent_room` is a vector of `Uri`, each with a length of its own. `Component` is not a type of
/// the draft; its prose calls the elements component IDs, so they are `uint16`.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<BaseRoomPolicy, Error> {
    Ok(BaseRoomPolicy {
        fixed_membership: reader.field("fixed_membership", Reader::flag)?,
        parent_dependent: reader.field("parent_dependant", Reader::flag)?,
        parent_room: reader.field("parent_room", |reader| reader.list(usize::MAX, uri))?,
        multi_device: reader.field("multi_device", Reader::flag)?,
        max_clients: reader.field("max_clients", |reader| reader.optional(Reader::u32))?,
        max_users: reader.field("max_users", |reader| reader.optional(Reader::u32))?,
        pseudonyms_allowed: reader.field("pseudonyms_allowed", Reader::flag)?,
        persistent_room: reader.field("persistent_room", Reader::flag)?,
        discoverable: reader.field("discoverable", Reader::flag)?,
        policy_component_ids: reader
            .field("policy_component_ids", |reader| reader.list(usize::MAX, component))?,
    })
}

/// Writes what [`read`] reads.
fn write(writer: &mut Writer<'_>, policy: &BaseRoomPolicy) -> Result<(), Error> {
    writer.field("fixed_membership", |writer| writer.flag(policy.fixed_membership))?;
    writer.field("parent_dependant", |writer| writer.flag(policy.parent_dependent))?;
    writer.field("parent_room", |writer| {
        writer.list(&policy.parent_room, usize::MAX, |writer, uri| {
            writer.field("uri", |writer| writer.opaque(uri.as_bytes()))
        })
    })?;
    writer.field("multi_device", |writer| writer.flag(policy.multi_device))?;
    writer.field("max_clients", |writer| maximum(writer, policy.max_clients))?;
    writer.field("max_users", |writer| maximum(writer, policy.max_users))?;
    writer.field("pseudonyms_allowed", |writer| writer.flag(policy.pseudonyms_allowed))?;
    writer.field("persistent_room", |writer| writer.flag(policy.persistent_room))?;
    writer.field("discoverable", |writer| writer.flag(policy.discoverable))?;
    writer.field("policy_component_ids", |writer| {
        writer.list(&policy.policy_component_ids, usize::MAX, |writer, id| writer.integer(*id))
    })
}

fn maximum(writer: &mut Writer<'_>, maximum: Option<u32>) -> Result<(), Error> {
    writer.optional(maximum, |writer, maximum| writer.integer(maximum))
}

fn uri(reader: &mut Reader<'_>) -> Result<String, Error> {
    reader.field("uri", |reader| reader.text().map(str::to_owned))
}

fn component(reader: &mut Reader<'_>) -> Result<u16, Error> {
    let number = reader.u16()?;
    reader.mean(|| words::component(number));
    Ok(number)
}
