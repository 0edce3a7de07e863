//! The structures around a `PreAuthData` and a `RoleData` (draft-ietf-mls-extensions).

use super::{Error, ErrorKind, Reader, Writer, role, words};
use crate::limits::Limits;
use crate::model::Role;
use crate::tls::Fault;

/// Component `participant_list`: a `ParticipantListData` (draft-ietf-mimi-protocol-06 section 10.3).
pub const PARTICIPANT_LIST: u16 = 0x0022;

/// Component `roles_list`: a `RoleData`.
pub const ROLES_LIST: u16 = 0x0025;

/// Component `base_room_policy`: a `BaseRoomPolicy`.
pub const BASE_ROOM_POLICY: u16 = 0x0027;

/// The component of our own that carries a `DisclosurePolicy` (`docs/wire.md` section 7).
pub const DISCLOSURE_POLICY: u16 = 0x8226;

/// Extension type `app_data_dictionary`.
pub const APP_DATA_DICTIONARY: u16 = 0x0006;

/// Proposal type `app_data_update`.
pub const APP_DATA_UPDATE: u16 = 0x0008;

/// Which of the structures it is. The order is the order in which [`super::detect`] prefers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerKind {
    /// `Extension` of type `app_data_dictionary`.
    Extension,
    /// `Proposal` of type `app_data_update`.
    Proposal,
    /// `AppDataDictionary`.
    Dictionary,
    /// `RoleData`.
    Roles,
    /// `ComponentData`.
    ComponentData,
    /// `AppDataUpdate`.
    Update,
}

impl ContainerKind {
    /// Every kind.
    pub const ALL: [ContainerKind; 6] = [
        ContainerKind::Extension,
        ContainerKind::Proposal,
        ContainerKind::Dictionary,
        ContainerKind::Roles,
        ContainerKind::ComponentData,
        ContainerKind::Update,
    ];

    /// The word of the command line and of the vectors.
    pub const fn word(self) -> &'static str {
        match self {
            ContainerKind::Extension => "extension",
            ContainerKind::Proposal => "proposal",
            ContainerKind::Dictionary => "dictionary",
            ContainerKind::Roles => "roles",
            ContainerKind::ComponentData => "component_data",
            ContainerKind::Update => "update",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<ContainerKind> {
        ContainerKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it holds what a room's GroupContext says, rather than a part or a change of it.
    pub const fn is_state(self) -> bool {
        matches!(self, ContainerKind::Extension | ContainerKind::Dictionary)
    }

    /// The name of the structure in the drafts.
    pub(super) const fn structure(self) -> &'static str {
        match self {
            ContainerKind::Extension => "Extension",
            ContainerKind::Proposal => "Proposal",
            ContainerKind::Dictionary => "AppDataDictionary",
            ContainerKind::Roles => "RoleData",
            ContainerKind::ComponentData => "ComponentData",
            ContainerKind::Update => "AppDataUpdate",
        }
    }
}

/// One of the structures, read. What a component holds stays octets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// `Extension` of type `app_data_dictionary`.
    Extension(Vec<ComponentData>),
    /// `Proposal` of type `app_data_update`.
    Proposal(AppDataUpdate),
    /// `AppDataDictionary`.
    Dictionary(Vec<ComponentData>),
    /// `RoleData`.
    Roles(Vec<Role>),
    /// `ComponentData`.
    ComponentData(ComponentData),
    /// `AppDataUpdate`.
    Update(AppDataUpdate),
}

/// ```text
/// uint16 ComponentID;
/// struct { ComponentID component_id; opaque data<V>; } ComponentData;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ComponentData {
    /// `component_id`.
    pub component_id: u16,
    /// `data`.
    pub data: Vec<u8>,
}

/// ```text
/// enum { invalid(0), update(1), remove(2), (255) } AppDataUpdateOperation;
/// struct {
///     ComponentID component_id;
///     AppDataUpdateOperation op;
///     select (AppDataUpdate.op) { case update: opaque update<V>; case remove: struct{}; };
/// } AppDataUpdate;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AppDataUpdate {
    /// `component_id`.
    pub component_id: u16,
    /// The new content, or `None` for `remove`.
    pub update: Option<Vec<u8>>,
}

/// `AppDataUpdateOperation`; `invalid` (0) is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UpdateOperation {
    Update = 1,
    Remove = 2,
}

impl UpdateOperation {
    const fn number(self) -> u8 {
        self as u8
    }

    const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(UpdateOperation::Update),
            2 => Some(UpdateOperation::Remove),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            UpdateOperation::Update => "update",
            UpdateOperation::Remove => "remove",
        }
    }
}

impl Container {
    /// Which structure it is.
    pub const fn kind(&self) -> ContainerKind {
        match self {
            Container::Extension(_) => ContainerKind::Extension,
            Container::Proposal(_) => ContainerKind::Proposal,
            Container::Dictionary(_) => ContainerKind::Dictionary,
            Container::Roles(_) => ContainerKind::Roles,
            Container::ComponentData(_) => ContainerKind::ComponentData,
            Container::Update(_) => ContainerKind::Update,
        }
    }

    /// The components that it holds; none for roles alone and for updates.
    pub fn components(&self) -> &[ComponentData] {
        match self {
            Container::Extension(components) | Container::Dictionary(components) => components,
            Container::ComponentData(component) => std::slice::from_ref(component),
            Container::Roles(_) | Container::Proposal(_) | Container::Update(_) => &[],
        }
    }

    /// Puts an encoded component, and the room's roles beside it, into a container. The roles go
    /// into dictionaries and extensions; of the others, `Roles` is the roles alone and the rest
    /// carry the component alone.
    ///
    /// # Errors
    /// When the roles cannot be encoded.
    pub fn of(
        kind: ContainerKind,
        component: ComponentData,
        roles: &[Role],
        limits: &Limits,
    ) -> Result<Container, Error> {
        let update = |component: ComponentData| AppDataUpdate {
            component_id: component.component_id,
            update: Some(component.data),
        };
        Ok(match kind {
            ContainerKind::Extension => Container::Extension(beside(component, roles, limits)?),
            ContainerKind::Dictionary => Container::Dictionary(beside(component, roles, limits)?),
            ContainerKind::Proposal => Container::Proposal(update(component)),
            ContainerKind::Update => Container::Update(update(component)),
            ContainerKind::ComponentData => Container::ComponentData(component),
            ContainerKind::Roles => Container::Roles(roles.to_vec()),
        })
    }

    /// Writes it.
    ///
    /// # Errors
    /// When components do not ascend, a limit is passed, or a vector has 2^30 octets or more.
    pub fn encode(&self, limits: &Limits) -> Result<Vec<u8>, Error> {
        Writer::whole(self.kind().structure(), limits, limits.preauth_bytes, |writer| match self {
            Container::Extension(components) => write_extension(writer, components),
            Container::Proposal(update) => write_proposal(writer, update),
            Container::Dictionary(components) => write_dictionary(writer, components),
            Container::Roles(roles) => role::write_all(writer, roles),
            Container::ComponentData(component) => write_component(writer, component),
            Container::Update(update) => write_update(writer, update),
        })
    }

    /// Reads one of this kind. What is inside the components is not looked at.
    ///
    /// # Errors
    /// For anything that `docs/wire.md` calls an error, octets left over, and a limit passed.
    pub fn decode(kind: ContainerKind, octets: &[u8], limits: &Limits) -> Result<Container, Error> {
        read_whole(&mut Reader::new(octets, limits), kind, &mut Sealed)
    }
}

/// Who reads what a component holds. The reader is narrowed to the component's data and has to be
/// read to its end.
pub(super) trait Contents {
    fn read(&mut self, reader: &mut Reader<'_>, component_id: u16) -> Result<(), Error>;

    /// A `RoleData` that stands alone.
    fn roles(&mut self, _roles: &[Role]) {}
}

/// Leaves the contents octets.
struct Sealed;

impl Contents for Sealed {
    fn read(&mut self, reader: &mut Reader<'_>, _component_id: u16) -> Result<(), Error> {
        reader.rest();
        Ok(())
    }
}

/// Reads the whole input as a container.
pub(super) fn read_whole(
    reader: &mut Reader<'_>,
    kind: ContainerKind,
    contents: &mut impl Contents,
) -> Result<Container, Error> {
    reader.whole(kind.structure(), reader.limits.preauth_bytes, |reader| {
        Ok(match kind {
            ContainerKind::Extension => Container::Extension(read_extension(reader, contents)?),
            ContainerKind::Proposal => Container::Proposal(read_proposal(reader, contents)?),
            ContainerKind::Dictionary => Container::Dictionary(read_dictionary(reader, contents)?),
            ContainerKind::Roles => {
                let roles = role::read_all(reader)?;
                contents.roles(&roles);
                Container::Roles(roles)
            }
            ContainerKind::ComponentData => {
                Container::ComponentData(read_component(reader, contents, None)?)
            }
            ContainerKind::Update => Container::Update(read_update(reader, contents)?),
        })
    })
}

/// ```text
/// struct { uint16 extension_type; opaque extension_data<V>; } Extension;
/// ```
fn read_extension(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
) -> Result<Vec<ComponentData>, Error> {
    read_type(reader, "extension_type", APP_DATA_DICTIONARY, "app_data_dictionary")?;
    reader
        .field("extension_data", |reader| reader.block(|reader| read_dictionary(reader, contents)))
}

fn write_extension(writer: &mut Writer<'_>, components: &[ComponentData]) -> Result<(), Error> {
    writer.field("extension_type", |writer| writer.integer(APP_DATA_DICTIONARY))?;
    writer.field("extension_data", |writer| {
        writer.block(|writer| write_dictionary(writer, components))
    })
}

/// A `uint16` proposal type (RFC 9420 section 12.1), then an `AppDataUpdate`.
fn read_proposal(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
) -> Result<AppDataUpdate, Error> {
    read_type(reader, "proposal_type", APP_DATA_UPDATE, "app_data_update")?;
    read_update(reader, contents)
}

fn write_proposal(writer: &mut Writer<'_>, update: &AppDataUpdate) -> Result<(), Error> {
    writer.field("proposal_type", |writer| writer.integer(APP_DATA_UPDATE))?;
    write_update(writer, update)
}

/// ```text
/// struct { ComponentData component_data<V>; } AppDataDictionary;   /* strictly ascending component_id */
/// ```
fn read_dictionary(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
) -> Result<Vec<ComponentData>, Error> {
    let mut last = None;
    reader.field("component_data", |reader| {
        reader.list(usize::MAX, |reader| {
            let component = read_component(reader, contents, last)?;
            last = Some(component.component_id);
            Ok(component)
        })
    })
}

fn write_dictionary(writer: &mut Writer<'_>, components: &[ComponentData]) -> Result<(), Error> {
    let mut last = None;
    writer.field("component_data", |writer| {
        writer.list(components, usize::MAX, |writer, component| {
            if !ascends(last, component.component_id) {
                let kind = ErrorKind::NotAscending { component: component.component_id };
                return writer.field("component_id", |writer| Err(writer.error(kind)));
            }
            last = Some(component.component_id);
            write_component(writer, component)
        })
    })
}

/// Reads a component whose number is greater than `last`.
fn read_component(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
    last: Option<u16>,
) -> Result<ComponentData, Error> {
    let component_id = reader.field("component_id", |reader| {
        let start = reader.offset();
        let component = read_component_id(reader)?;
        if !ascends(last, component) {
            return Err(reader.error_at(start, ErrorKind::NotAscending { component }));
        }
        Ok(component)
    })?;
    let data = reader.field("data", |reader| read_contents(reader, contents, component_id))?;
    Ok(ComponentData { component_id, data })
}

fn write_component(writer: &mut Writer<'_>, component: &ComponentData) -> Result<(), Error> {
    writer.field("component_id", |writer| writer.integer(component.component_id))?;
    writer.field("data", |writer| writer.opaque(&component.data))
}

fn read_update(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
) -> Result<AppDataUpdate, Error> {
    let component_id = reader.field("component_id", read_component_id)?;
    let operation = reader.field("op", |reader| {
        reader.numbered(UpdateOperation::from_number, UpdateOperation::word)
    })?;
    let update = match operation {
        UpdateOperation::Update => {
            let read = |reader: &mut Reader<'_>| read_contents(reader, contents, component_id);
            Some(reader.field("update", read)?)
        }
        UpdateOperation::Remove => None,
    };
    Ok(AppDataUpdate { component_id, update })
}

fn write_update(writer: &mut Writer<'_>, update: &AppDataUpdate) -> Result<(), Error> {
    let operation = match update.update {
        Some(_) => UpdateOperation::Update,
        None => UpdateOperation::Remove,
    };
    writer.field("component_id", |writer| writer.integer(update.component_id))?;
    writer.field("op", |writer| writer.integer(operation.number()))?;
    match &update.update {
        Some(octets) => writer.field("update", |writer| writer.opaque(octets)),
        None => Ok(()),
    }
}

fn read_component_id(reader: &mut Reader<'_>) -> Result<u16, Error> {
    let component_id = reader.u16()?;
    reader.mean(|| words::component(component_id));
    Ok(component_id)
}

fn read_contents(
    reader: &mut Reader<'_>,
    contents: &mut impl Contents,
    component_id: u16,
) -> Result<Vec<u8>, Error> {
    reader.block(|reader| {
        let start = reader.offset();
        contents.read(reader, component_id)?;
        Ok(reader.since(start).to_vec())
    })
}

/// Reads a type that has to be the one of the structure that is read.
fn read_type(
    reader: &mut Reader<'_>,
    field: &'static str,
    expected: u16,
    word: &'static str,
) -> Result<(), Error> {
    reader.field(field, |reader| {
        let start = reader.offset();
        let value = reader.u16()?;
        if value != expected {
            return Err(reader.error_at(start, Fault::UnexpectedType { value, expected }));
        }
        reader.mean(|| word.to_owned());
        Ok(())
    })
}

fn ascends(last: Option<u16>, component_id: u16) -> bool {
    last.is_none_or(|last| last < component_id)
}

/// The components of a dictionary, ascending; no roles, no `roles_list`.
fn beside(
    component: ComponentData,
    roles: &[Role],
    limits: &Limits,
) -> Result<Vec<ComponentData>, Error> {
    let mut components = vec![component];
    if !roles.is_empty() {
        let data = Container::Roles(roles.to_vec()).encode(limits)?;
        components.push(ComponentData { component_id: ROLES_LIST, data });
    }
    components.sort_by_key(|component| component.component_id);
    Ok(components)
}
