//! Which container some octets are, and the `PreAuthData` and roles inside.

use super::container::{
    APP_DATA_DICTIONARY, APP_DATA_UPDATE, BASE_ROOM_POLICY, Contents, DISCLOSURE_POLICY,
    PARTICIPANT_LIST, ROLES_LIST, read_whole,
};
use super::{
    Container, ContainerKind, Error, ErrorKind, Reader, base_policy, disclosure, participants,
    read_preauth, role,
};
use crate::limits::Limits;
use crate::model::disclosure::DisclosurePolicy;
use crate::model::{PreAuthData, Profile, Role};

/// What the caller knows of the octets. Knowing nothing is [`Hints::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hints {
    /// The container. `None` looks for any of them and, when `profile` is known, for a bare
    /// `PreAuthData` first.
    pub container: Option<ContainerKind>,
    /// The profile of the `PreAuthData`; components of other profiles are passed over.
    pub profile: Option<Profile>,
    /// The component that carries it: only this one is looked at. Its profile is the one named,
    /// else the one whose default it is.
    pub component: Option<u16>,
}

/// What the octets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A bare `PreAuthData`.
    PreAuth(Profile),
    /// A container.
    Container(ContainerKind),
}

/// A component and the `PreAuthData` that it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The component; `None` for a bare `PreAuthData`.
    pub component: Option<u16>,
    /// What it says.
    pub data: PreAuthData,
}

/// What was found in the octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What the octets are.
    pub shape: Shape,
    /// The container with its contents as octets; `None` for a bare `PreAuthData`.
    pub container: Option<Container>,
    /// Every `PreAuthData` that the hints admit, in ascending order of its component.
    pub policies: Vec<Policy>,
    /// The roles of the room, when the container has them.
    pub roles: Option<Vec<Role>>,
    /// The room's disclosure policy, when the container has it.
    pub disclosure: Option<DisclosurePolicy>,
}

impl Found {
    /// The one policy.
    ///
    /// # Errors
    /// When there is none, or more than one: which of them decides has to be said.
    pub fn policy(&self) -> Result<&Policy, Error> {
        let kind = match self.policies.as_slice() {
            [policy] => return Ok(policy),
            [] => ErrorKind::NoPolicy,
            _ => ErrorKind::SeveralPolicies,
        };
        Err(Error { kind, offset: 0, path: String::new() })
    }

    /// Whether a guess is worth making. A `RoleData` is little more than numbers and text, so that
    /// a `PreAuthData` can look like one; but nobody puts control characters into a role's name.
    fn is_plausible(&self) -> bool {
        let Some(Container::Roles(roles)) = &self.container else { return true };
        !roles.iter().any(|role| role.name.contains(char::is_control))
    }

    /// Whether there is anything in it that can be understood.
    fn speaks(&self) -> bool {
        !self.policies.is_empty()
            || self.disclosure.is_some()
            || self.roles.as_ref().is_some_and(|roles| !roles.is_empty())
    }
}

/// What a component holds, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Roles,
    PreAuth(Profile),
    Participants,
    BasePolicy,
    Disclosure,
}

impl Hints {
    /// What a component holds, as far as the hints go.
    pub(super) fn content(&self, component_id: u16) -> Option<Content> {
        if self.component.is_some_and(|named| named == component_id) && self.profile.is_some() {
            return self.profile.map(Content::PreAuth);
        }
        match usual_content(component_id)? {
            Content::PreAuth(profile) => {
                let asked = self.component.is_none_or(|named| named == component_id)
                    && self.profile.is_none_or(|asked| asked == profile);
                asked.then_some(Content::PreAuth(profile))
            }
            other => Some(other),
        }
    }
}

fn usual_content(component_id: u16) -> Option<Content> {
    match component_id {
        ROLES_LIST => return Some(Content::Roles),
        PARTICIPANT_LIST => return Some(Content::Participants),
        BASE_ROOM_POLICY => return Some(Content::BasePolicy),
        DISCLOSURE_POLICY => return Some(Content::Disclosure),
        _ => {}
    }
    let profile = Profile::ALL.into_iter().find(|p| p.default_component() == component_id)?;
    Some(Content::PreAuth(profile))
}

/// Finds what the octets are and what they hold. Every reading is strict: the octets have to be
/// exactly one structure, and every component that is understood has to be well formed.
///
/// Some octets can be read as two containers. The reading that holds something understood wins,
/// then the order of [`ContainerKind::ALL`]. A `RoleData` with control characters in
/// a role's name is not guessed, only read when it is named.
///
/// # Errors
/// The error of the named container or profile; without one, the error of the likeliest container,
/// or [`ErrorKind::Unrecognized`].
pub fn detect(octets: &[u8], hints: &Hints, limits: &Limits) -> Result<Found, Error> {
    if let Some(kind) = hints.container {
        return open(kind, octets, hints, limits);
    }
    let bare = hints.profile.map(|profile| bare(profile, octets, limits));
    if let Some(Ok(found)) = bare {
        return Ok(found);
    }
    let result = any_container(octets, hints, limits);
    match bare {
        Some(Err(error))
            if !result.as_ref().is_ok_and(Found::speaks) && likely(octets).is_none() =>
        {
            Err(error)
        }
        _ => result,
    }
}

fn bare(profile: Profile, octets: &[u8], limits: &Limits) -> Result<Found, Error> {
    let data = super::decode(profile, octets, limits)?;
    Ok(Found {
        shape: Shape::PreAuth(profile),
        container: None,
        policies: vec![Policy { component: None, data }],
        roles: None,
        disclosure: None,
    })
}

fn any_container(octets: &[u8], hints: &Hints, limits: &Limits) -> Result<Found, Error> {
    let mut silent = None;
    for kind in ContainerKind::ALL {
        match open(kind, octets, hints, limits) {
            Ok(found) if !found.is_plausible() => {}
            Ok(found) if found.speaks() => return Ok(found),
            Ok(found) => silent = silent.or(Some(Ok(found))),
            // The container itself is sound, so the fault lies inside.
            Err(error) if Container::decode(kind, octets, limits).is_ok() => {
                silent = silent.or(Some(Err(error)));
            }
            Err(_) => {}
        }
    }
    match (silent, likely(octets)) {
        (Some(result), _) => result,
        (None, Some(kind)) => open(kind, octets, hints, limits),
        (None, None) => {
            Err(Error { kind: ErrorKind::Unrecognized, offset: 0, path: String::new() })
        }
    }
}

/// The container that the first octets speak for: the type of an extension or proposal, or a
/// component that is known.
fn likely(octets: &[u8]) -> Option<ContainerKind> {
    let (first, _) = octets.split_first_chunk()?;
    match u16::from_be_bytes(*first) {
        APP_DATA_DICTIONARY => Some(ContainerKind::Extension),
        APP_DATA_UPDATE => Some(ContainerKind::Proposal),
        component if usual_content(component).is_some() => Some(ContainerKind::ComponentData),
        _ => None,
    }
}

fn open(
    kind: ContainerKind,
    octets: &[u8],
    hints: &Hints,
    limits: &Limits,
) -> Result<Found, Error> {
    let mut opener = Opener { hints, policies: Vec::new(), roles: None, disclosure: None };
    let container = read_whole(&mut Reader::new(octets, limits), kind, &mut opener)?;
    Ok(Found {
        shape: Shape::Container(kind),
        container: Some(container),
        policies: opener.policies,
        roles: opener.roles,
        disclosure: opener.disclosure,
    })
}

/// Reads the components that are understood, and keeps what they say.
struct Opener<'h> {
    hints: &'h Hints,
    policies: Vec<Policy>,
    roles: Option<Vec<Role>>,
    disclosure: Option<DisclosurePolicy>,
}

impl Contents for Opener<'_> {
    fn read(&mut self, reader: &mut Reader<'_>, component_id: u16) -> Result<(), Error> {
        match self.hints.content(component_id) {
            Some(Content::PreAuth(profile)) => {
                let data = read_preauth(reader, profile)?;
                self.policies.push(Policy { component: Some(component_id), data });
            }
            Some(Content::Roles) => self.roles = Some(role::read_all(reader)?),
            Some(Content::Participants) => drop(participants::read(reader)?),
            Some(Content::BasePolicy) => drop(base_policy::read(reader)?),
            Some(Content::Disclosure) => self.disclosure = Some(disclosure::read(reader)?),
            None => {
                reader.rest();
            }
        }
        Ok(())
    }

    fn roles(&mut self, roles: &[Role]) {
        self.roles = Some(roles.to_vec());
    }
}
