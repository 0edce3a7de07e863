//! State files: JSON (`docs/room.md`), and the containers that a GroupContext carries.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::error::{Error, Fault};
use super::{Participant, Parts, Preauth, User};
use crate::credential;
use crate::limits::Limits;
use crate::model::room::{BaseRoomPolicy, UserRole};
use crate::model::{Profile, Role};
use crate::wire::container::{BASE_ROOM_POLICY, PARTICIPANT_LIST};
use crate::wire::detect::{self, Found, Hints, Shape};
use crate::wire::json::read::{Object, boolean, expected, integer, optional_integer, text};
use crate::wire::json::{
    ModelError, policy_from_json, policy_to_json, role_from_json, role_to_json,
};
use crate::wire::text::{Form, recognize};
use crate::wire::{self, Container, ContainerKind, ErrorKind, base_policy, participants};

type Result<T> = std::result::Result<T, Error>;

/// Reads a state file of any form.
pub(super) fn read(octets: &[u8], hints: &Hints, limits: &Limits) -> Result<Parts> {
    let limit = limits.preauth_bytes.saturating_mul(3);
    if octets.len() > limit {
        return Err(Error::new(Fault::TooLarge { limit }, ""));
    }
    if is_json(octets) {
        return read_json(octets, hints, limits);
    }
    read_container(&recognize(octets).1, hints, limits)
}

/// Whether octets are the JSON of a state rather than a container: those hold zeros, text does not.
pub(super) fn is_json(octets: &[u8]) -> bool {
    let first = octets.iter().find(|octet| !octet.is_ascii_whitespace());
    first == Some(&b'{') && !octets.contains(&0) && std::str::from_utf8(octets).is_ok()
}

/// Reads an `AppDataDictionary` or the extension around it.
fn read_container(octets: &[u8], hints: &Hints, limits: &Limits) -> Result<Parts> {
    let found = detect::detect(octets, hints, limits).map_err(|error| match error.kind {
        ErrorKind::Unrecognized => Error::new(Fault::NoState, ""),
        _ => wrong(error, ""),
    })?;
    let is_state = matches!(found.shape, Shape::Container(kind) if kind.is_state());
    let Some(container) = found.container.as_ref().filter(|_| is_state) else {
        return Err(Error::new(Fault::NoState, ""));
    };
    let preauth = preauth_of(&found)?;
    let component = |number: u16| {
        let all = container.components().iter();
        all.filter(move |component| component.component_id == number)
            .map(|found| &found.data)
            .next()
    };
    let listed = component(PARTICIPANT_LIST).map(|octets| participants::decode(octets, limits));
    let listed = listed.transpose().map_err(|error| wrong(error, "participant_list"))?;
    let base = component(BASE_ROOM_POLICY).map(|octets| base_policy::decode(octets, limits));
    let base = base.transpose().map_err(|error| wrong(error, "base_room_policy"))?;
    let participants = listed.map(|pairs| without_clients(&pairs)).transpose()?;
    Ok(Parts { roles: found.roles, preauth, base, participants, parent: None })
}

/// The rules, when there are any; several are an error, since one of them has to decide.
fn preauth_of(found: &Found) -> Result<Option<Preauth>> {
    match found.policies.as_slice() {
        [] => Ok(None),
        [policy] => {
            Ok(policy.component.map(|component| Preauth { component, data: policy.data.clone() }))
        }
        _ => found.policy().map(|_| None).map_err(|error| wrong(error, "")),
    }
}

fn without_clients(pairs: &[UserRole]) -> Result<Vec<Participant>> {
    let named = pairs.iter().enumerate().map(|(place, pair)| {
        let user = User::parse(&pair.user).ok_or_else(|| {
            let fault = Fault::NoUser { text: pair.user.clone() };
            Error::new(fault, format!("participants[{place}]"))
        })?;
        Ok(Participant { user, role: pair.role, clients: None })
    });
    named.collect()
}

fn wrong(error: wire::Error, part: &str) -> Error {
    Error::new(Fault::Wire(error), part)
}

/// The members of a state, in the order in which they are written.
const MEMBERS: [&str; 7] =
    ["roles", "preauth", "base", "participants", "clients", "parent_participants", "dictionary"];

fn read_json(octets: &[u8], hints: &Hints, limits: &Limits) -> Result<Parts> {
    // The claims' own reader is strict where the other is not: names that stand twice, depth.
    credential::json::claims(octets, limits)?;
    let value: Value = serde_json::from_slice(octets)
        .map_err(|_| Error::from(expected("JSON that can be read")))?;
    let object = Object::new(&value, &MEMBERS)?;
    let mut parts = match object.maybe("dictionary") {
        Some(value) => read_container(&octets_of(value, "dictionary")?, hints, limits)
            .map_err(|error| error.within("dictionary"))?,
        None => Parts::default(),
    };
    if let Some(value) = object.maybe("roles") {
        set(&mut parts.roles, roles(value, limits)?, "roles")?;
    }
    if let Some(value) = object.maybe("preauth") {
        set(&mut parts.preauth, preauth(value, limits)?, "preauth")?;
    }
    if let Some(value) = object.maybe("base") {
        set(&mut parts.base, base(value, limits)?, "base")?;
    }
    if let Some(value) = object.maybe("participants") {
        set(&mut parts.participants, listed(value, limits)?, "participants")?;
    }
    if let Some(value) = object.maybe("parent_participants") {
        parts.parent = Some(parents(value)?);
    }
    if let Some(value) = object.maybe("clients") {
        add_clients(&mut parts, value)?;
    }
    Ok(parts)
}

fn set<T>(part: &mut Option<T>, value: T, name: &str) -> Result<()> {
    match part.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::new(Fault::TwoSources, name)),
    }
}

/// Text of hex or base64.
fn octets_of(value: &Value, part: &str) -> Result<Vec<u8>> {
    let text = value.as_str().ok_or_else(|| model(expected("text of hex or base64"), part))?;
    match recognize(text.as_bytes()) {
        (Form::Raw, _) if !text.trim().is_empty() => Err(Error::new(Fault::NoOctets, part)),
        (Form::Raw, _) => Ok(Vec::new()),
        (_, octets) => Ok(octets),
    }
}

fn model(error: ModelError, part: &str) -> Error {
    Error::new(Fault::Model(error.within(part)), "")
}

fn items<'v>(value: &'v Value, part: &str) -> Result<&'v Vec<Value>> {
    value.as_array().ok_or_else(|| model(expected("an array, or text of hex or base64"), part))
}

/// Reads the elements of a list; errors name the place.
fn each<T>(
    value: &Value,
    part: &str,
    read: impl Fn(&Value) -> std::result::Result<T, ModelError>,
) -> Result<Vec<T>> {
    let read = |(place, item)| read(item).map_err(|error| model(error.within_item(place), part));
    items(value, part)?.iter().enumerate().map(read).collect()
}

fn roles(value: &Value, limits: &Limits) -> Result<Vec<Role>> {
    if !value.is_string() {
        return each(value, "roles", role_from_json);
    }
    let octets = octets_of(value, "roles")?;
    match Container::decode(ContainerKind::Roles, &octets, limits) {
        Ok(Container::Roles(roles)) => Ok(roles),
        Ok(_) => Err(Error::new(Fault::NoState, "roles")),
        Err(error) => Err(wrong(error, "roles")),
    }
}

fn preauth(value: &Value, limits: &Limits) -> Result<Preauth> {
    let within = |error: ModelError| model(error, "preauth");
    let object = Object::new(value, &["component", "profile", "entries", "tls"]).map_err(within)?;
    let component = object.maybe("component").map(integer::<u16>).transpose();
    let component = component.map_err(|error| within(error.within("component")))?;
    let profile = object.maybe("profile").map(profile).transpose();
    let profile = profile.map_err(|error| within(error.within("profile")))?;
    let usual = Profile::ALL.into_iter().find(|one| component == Some(one.default_component()));
    let profile = profile
        .or(usual)
        .ok_or_else(|| within(expected("exact, pointer or matcher").within("profile")))?;
    let component = component.unwrap_or(profile.default_component());
    let data = match (object.maybe("tls"), object.maybe("entries")) {
        (Some(tls), None) => {
            let octets = octets_of(tls, "preauth.tls")?;
            wire::decode(profile, &octets, limits).map_err(|error| wrong(error, "preauth.tls"))?
        }
        (None, Some(entries)) => {
            let value = json!({ "profile": profile.word(), "entries": entries });
            let data = policy_from_json(&value).map_err(within)?;
            // Keys, test values and limits are checked where it is written.
            wire::encode(&data, limits).map_err(|error| wrong(error, "preauth"))?;
            data
        }
        _ => return Err(within(expected("either `entries` or `tls`"))),
    };
    Ok(Preauth { component, data })
}

fn profile(value: &Value) -> std::result::Result<Profile, ModelError> {
    let word = text(value)?;
    let found = Profile::ALL.into_iter().find(|profile| profile.word() == word);
    found.ok_or_else(|| expected("exact, pointer or matcher"))
}

fn base(value: &Value, limits: &Limits) -> Result<BaseRoomPolicy> {
    if value.is_string() {
        let octets = octets_of(value, "base")?;
        return base_policy::decode(&octets, limits).map_err(|error| wrong(error, "base"));
    }
    base_from_json(value).map_err(|error| model(error, "base"))
}

fn base_from_json(value: &Value) -> std::result::Result<BaseRoomPolicy, ModelError> {
    let members = [
        "fixed_membership",
        "parent_dependent",
        "parent_room",
        "multi_device",
        "max_clients",
        "max_users",
        "pseudonyms_allowed",
        "persistent_room",
        "discoverable",
        "policy_component_ids",
    ];
    let object = Object::new(value, &members)?;
    Ok(BaseRoomPolicy {
        fixed_membership: object.member("fixed_membership", boolean)?,
        parent_dependent: object.member("parent_dependent", boolean)?,
        parent_room: object.list("parent_room", text)?,
        multi_device: object.member("multi_device", boolean)?,
        max_clients: object.member("max_clients", optional_integer)?,
        max_users: object.member("max_users", optional_integer)?,
        pseudonyms_allowed: object.member("pseudonyms_allowed", boolean)?,
        persistent_room: object.member("persistent_room", boolean)?,
        discoverable: object.member("discoverable", boolean)?,
        policy_component_ids: object.list("policy_component_ids", integer)?,
    })
}

fn listed(value: &Value, limits: &Limits) -> Result<Vec<Participant>> {
    if value.is_string() {
        let octets = octets_of(value, "participants")?;
        let pairs = participants::decode(&octets, limits);
        return without_clients(&pairs.map_err(|error| wrong(error, "participants"))?);
    }
    let read = |(place, item)| {
        let at = format!("participants[{place}]");
        participant(item, &at)
    };
    items(value, "participants")?.iter().enumerate().map(read).collect()
}

fn participant(value: &Value, at: &str) -> Result<Participant> {
    let within = |error: ModelError| model(error, at);
    let object = Object::new(value, &["user", "role", "clients"]).map_err(within)?;
    let name = object.member("user", text).map_err(within)?;
    let role = object.member("role", integer).map_err(within)?;
    let user = user(&name, &format!("{at}.user"))?;
    let clients = match object.maybe("clients") {
        Some(value) => Some(clients(value, &format!("{at}.clients"))?),
        None => None,
    };
    Ok(Participant { user, role, clients })
}

fn user(name: &str, at: &str) -> Result<User> {
    User::parse(name).ok_or_else(|| Error::new(Fault::NoUser { text: name.to_owned() }, at))
}

/// A number of clients, or their names.
fn clients(value: &Value, at: &str) -> Result<u32> {
    const WORDS: &str = "a number of clients, or an array of their names";
    let Some(names) = value.as_array() else {
        return integer(value).map_err(|_| model(expected(WORDS), at));
    };
    let mut known = HashSet::new();
    for name in names {
        let name = name.as_str().ok_or_else(|| model(expected(WORDS), at))?;
        if !known.insert(name) {
            return Err(Error::new(Fault::ClientTwice, at));
        }
    }
    Ok(u32::try_from(known.len()).unwrap_or(u32::MAX))
}

/// Clients by user, for lists that do not say them.
fn add_clients(parts: &mut Parts, value: &Value) -> Result<()> {
    let told = value.as_object().ok_or_else(|| model(expected("an object"), "clients"))?;
    let mut untold: HashMap<User, &mut Option<u32>> = HashMap::new();
    for participant in parts.participants.iter_mut().flatten() {
        if participant.clients.is_none() {
            untold.insert(participant.user.clone(), &mut participant.clients);
        }
    }
    for (name, value) in told {
        let count = clients(value, "clients")?;
        match untold.remove(&user(name, "clients")?) {
            Some(slot) => *slot = Some(count),
            None => {
                let fault = Fault::ClientsOfNobody { user: name.clone() };
                return Err(Error::new(fault, "clients"));
            }
        }
    }
    Ok(())
}

fn parents(value: &Value) -> Result<Vec<User>> {
    let names = each(value, "parent_participants", text)?;
    let read =
        |(place, name): (usize, &String)| user(name, &format!("parent_participants[{place}]"));
    names.iter().enumerate().map(read).collect()
}

impl Error {
    fn within(mut self, part: &str) -> Error {
        let separator = if self.path.is_empty() { "" } else { "." };
        self.path = format!("{part}{separator}{}", self.path);
        self
    }
}

/// The JSON of a state, every part as an object.
pub(super) fn to_json(parts: &Parts) -> Value {
    let mut members = Map::new();
    if let Some(roles) = &parts.roles {
        let roles: Vec<Value> = roles.iter().map(role_to_json).collect();
        members.insert("roles".into(), roles.into());
    }
    if let Some(preauth) = &parts.preauth {
        let mut value = policy_to_json(&preauth.data);
        if let Some(members) = value.as_object_mut() {
            members.insert("component".into(), preauth.component.into());
        }
        members.insert("preauth".into(), value);
    }
    if let Some(base) = &parts.base {
        members.insert("base".into(), base_to_json(base));
    }
    if let Some(participants) = &parts.participants {
        let participants: Vec<Value> = participants.iter().map(participant_to_json).collect();
        members.insert("participants".into(), participants.into());
    }
    if let Some(parent) = &parts.parent {
        let users: Vec<Value> = parent.iter().map(|user| user.as_str().into()).collect();
        members.insert("parent_participants".into(), users.into());
    }
    Value::Object(members)
}

fn base_to_json(base: &BaseRoomPolicy) -> Value {
    json!({
        "fixed_membership": base.fixed_membership,
        "parent_dependent": base.parent_dependent,
        "parent_room": base.parent_room,
        "multi_device": base.multi_device,
        "max_clients": base.max_clients,
        "max_users": base.max_users,
        "pseudonyms_allowed": base.pseudonyms_allowed,
        "persistent_room": base.persistent_room,
        "discoverable": base.discoverable,
        "policy_component_ids": base.policy_component_ids,
    })
}

fn participant_to_json(participant: &Participant) -> Value {
    let mut value = json!({ "user": participant.user.as_str(), "role": participant.role });
    if let (Some(clients), Some(members)) = (participant.clients, value.as_object_mut()) {
        members.insert("clients".into(), clients.into());
    }
    value
}
