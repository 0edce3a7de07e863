//! The participant list and its updates (draft-ietf-mimi-protocol-06 section 7.5).

use super::{Error, Reader, Writer, role};
use crate::limits::Limits;
use crate::model::room::{IndexRole, ParticipantsUpdate, UserRole};

const LIST: &str = "ParticipantListData";

const UPDATE: &str = "ParticipantListUpdate";

/// Writes a `ParticipantListData`.
///
/// # Errors
/// When a limit is passed, or a vector has 2^30 octets or more.
pub fn encode(participants: &[UserRole], limits: &Limits) -> Result<Vec<u8>, Error> {
    Writer::whole(LIST, limits, limits.preauth_bytes, |writer| {
        writer.field("participants", |writer| writer.list(participants, usize::MAX, write_pair))
    })
}

/// Reads a `ParticipantListData`. A user that is not UTF-8 is an error; whether it is a URI, and
/// whether it stands there twice, is not looked at here.
///
/// # Errors
/// For anything that is not exactly one such structure, and a limit passed.
pub fn decode(octets: &[u8], limits: &Limits) -> Result<Vec<UserRole>, Error> {
    Reader::new(octets, limits).whole(LIST, limits.preauth_bytes, read)
}

/// Writes a `ParticipantListUpdate`.
///
/// # Errors
/// When a limit is passed, or a vector has 2^30 octets or more.
pub fn encode_update(update: &ParticipantsUpdate, limits: &Limits) -> Result<Vec<u8>, Error> {
    Writer::whole(UPDATE, limits, limits.preauth_bytes, |writer| write_update(writer, update))
}

/// Reads a `ParticipantListUpdate`. Whether its places are in a list is not looked at.
///
/// # Errors
/// For anything that is not exactly one such structure, and a limit passed.
pub fn decode_update(octets: &[u8], limits: &Limits) -> Result<ParticipantsUpdate, Error> {
    Reader::new(octets, limits).whole(UPDATE, limits.preauth_bytes, read_update)
}

/// ```text
/// struct {
///   UserRolePair participants<V>;
/// } ParticipantListData;
/// ```
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Vec<UserRole>, Error> {
    reader.field("participants", |reader| reader.list(usize::MAX, read_pair))
}

/// ```text
/// struct {
///   opaque user<V>;                      /* UTF-8 */
///   uint32 role_index;
/// } UserRolePair;
/// ```
fn read_pair(reader: &mut Reader<'_>) -> Result<UserRole, Error> {
    Ok(UserRole {
        user: reader.field("user", Reader::text)?.to_owned(),
        role: reader.field("role_index", role::index)?,
    })
}

fn write_pair(writer: &mut Writer<'_>, pair: &UserRole) -> Result<(), Error> {
    writer.field("user", |writer| writer.opaque(pair.user.as_bytes()))?;
    writer.field("role_index", |writer| writer.integer(pair.role))
}

/// ```text
/// struct {
///   UserindexRolePair changedRoleParticipants<V>
///   uint32 removedIndices<V>;
///   UserRolePair addedParticipants<V>;
/// } ParticipantListUpdate;
/// ```
fn read_update(reader: &mut Reader<'_>) -> Result<ParticipantsUpdate, Error> {
    Ok(ParticipantsUpdate {
        changed: reader
            .field("changedRoleParticipants", |reader| reader.list(usize::MAX, read_index))?,
        removed: reader
            .field("removedIndices", |reader| reader.list(usize::MAX, |reader| reader.u32()))?,
        added: reader.field("addedParticipants", |reader| reader.list(usize::MAX, read_pair))?,
    })
}

fn write_update(writer: &mut Writer<'_>, update: &ParticipantsUpdate) -> Result<(), Error> {
    writer.field("changedRoleParticipants", |writer| {
        writer.list(&update.changed, usize::MAX, write_index)
    })?;
    writer.field("removedIndices", |writer| {
        writer.list(&update.removed, usize::MAX, |writer, place| writer.integer(*place))
    })?;
    writer.field("addedParticipants", |writer| writer.list(&update.added, usize::MAX, write_pair))
}

/// ```text
/// struct {
///   uint32 user_index;
///   uint32 role_index;
/// } UserindexRolePair;
/// ```
fn read_index(reader: &mut Reader<'_>) -> Result<IndexRole, Error> {
    Ok(IndexRole {
        participant: reader.field("user_index", Reader::u32)?,
        role: reader.field("role_index", role::index)?,
    })
}

fn write_index(writer: &mut Writer<'_>, change: &IndexRole) -> Result<(), Error> {
    writer.field("user_index", |writer| writer.integer(change.participant))?;
    writer.field("role_index", |writer| writer.integer(change.role))
}
