//! `Role` and `RoleData` (draft-ietf-mimi-room-policy-03 section 3).

use super::{Error, Reader, Writer, words};
use crate::model::{Role, RoleChange};

/// ```text
/// struct {
///     uint32 role_index;
///     opaque role_name<V>;                 /* UTF-8 */
///     opaque role_description<V>;          /* UTF-8, may be empty */
///     CapabilityType role_capabilities<V>;
///     uint32 minimum_participants_constraint;
///     optional<uint32> maximum_participants_constraint;
///     uint32 minimum_active_participants_constraint;
///     optional<uint32> maximum_active_participants_constraint;
///     SingleSourceRoleChangeTargets authorized_role_changes<V>;
/// } Role;
/// ```
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Role, Error> {
    Ok(Role {
        index: reader.field("role_index", index)?,
        name: reader.field("role_name", Reader::text)?.to_owned(),
        description: reader.field("role_description", Reader::text)?.to_owned(),
        capabilities: reader
            .field("role_capabilities", |reader| reader.list(usize::MAX, capability))?,
        min_participants: reader.field("minimum_participants_constraint", Reader::u32)?,
        max_participants: reader.field("maximum_participants_constraint", maximum)?,
        min_active: reader.field("minimum_active_participants_constraint", Reader::u32)?,
        max_active: reader.field("maximum_active_participants_constraint", maximum)?,
        changes: reader
            .field("authorized_role_changes", |reader| reader.list(usize::MAX, read_change))?,
    })
}

/// Writes what [`read`] reads, in the order of the model.
pub(super) fn write(writer: &mut Writer<'_>, role: &Role) -> Result<(), Error> {
    writer.field("role_index", |writer| writer.integer(role.index))?;
    writer.field("role_name", |writer| writer.opaque(role.name.as_bytes()))?;
    writer.field("role_description", |writer| writer.opaque(role.description.as_bytes()))?;
    writer.field("role_capabilities", |writer| {
        writer.list(&role.capabilities, usize::MAX, |writer, number| writer.integer(*number))
    })?;
    writer
        .field("minimum_participants_constraint", |writer| writer.integer(role.min_participants))?;
    writer.field("maximum_participants_constraint", |writer| {
        writer.optional(role.max_participants, |writer, maximum| writer.integer(maximum))
    })?;
    writer.field("minimum_active_participants_constraint", |writer| {
        writer.integer(role.min_active)
    })?;
    writer.field("maximum_active_participants_constraint", |writer| {
        writer.optional(role.max_active, |writer, maximum| writer.integer(maximum))
    })?;
    writer.field("authorized_role_changes", |writer| {
        writer.list(&role.changes, usize::MAX, write_change)
    })
}

/// ```text
/// struct { Role roles<V>; } RoleData;
/// ```
pub(super) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Role>, Error> {
    reader.field("roles", |reader| reader.list(usize::MAX, read))
}

/// Writes a `RoleData`.
pub(super) fn write_all(writer: &mut Writer<'_>, roles: &[Role]) -> Result<(), Error> {
    writer.field("roles", |writer| writer.list(roles, usize::MAX, write))
}

/// ```text
/// struct { uint32 from_role_index; uint32 target_role_indexes<V>; } SingleSourceRoleChangeTargets;
/// ```
fn read_change(reader: &mut Reader<'_>) -> Result<RoleChange, Error> {
    Ok(RoleChange {
        from: reader.field("from_role_index", index)?,
        targets: reader.field("target_role_indexes", |reader| reader.list(usize::MAX, index))?,
    })
}

fn write_change(writer: &mut Writer<'_>, change: &RoleChange) -> Result<(), Error> {
    writer.field("from_role_index", |writer| writer.integer(change.from))?;
    writer.field("target_role_indexes", |writer| {
        writer.list(&change.targets, usize::MAX, |writer, index| writer.integer(*index))
    })
}

pub(super) fn index(reader: &mut Reader<'_>) -> Result<u32, Error> {
    let index = reader.u32()?;
    reader.mean(|| words::role_index(index));
    Ok(index)
}

fn capability(reader: &mut Reader<'_>) -> Result<u16, Error> {
    let number = reader.u16()?;
    reader.mean(|| words::capability(number));
    Ok(number)
}

fn maximum(reader: &mut Reader<'_>) -> Result<Option<u32>, Error> {
    reader.optional(Reader::u32)
}
