//! From JSON to the model.

use serde_json::{Map, Value};

use super::ModelError;
use crate::format::Family;
use crate::model::selector::{ClaimFamily, OperationType};
use crate::model::{
    CwtToken, Entry, ExactClaim, Item, JwtToken, MatchAs, MatchOn, Matcher, MatcherClaim,
    Operation, PointerClaim, PointerRoot, PointerSemantics, PreAuthData, Profile, Role, RoleChange,
    Semantics,
};
use crate::semantics::encoding;
use crate::wire::container::{
    APP_DATA_DICTIONARY, APP_DATA_UPDATE, AppDataUpdate, ComponentData, Container, ContainerKind,
};

type Result<T> = std::result::Result<T, ModelError>;

/// Reads the model of a `PreAuthData`. Keys and test values are checked when it is encoded.
///
/// # Errors
/// Where the JSON is not such a model.
pub fn policy_from_json(value: &Value) -> Result<PreAuthData> {
    let object = Object::new(value, &["profile", "entries"])?;
    let profile = object.member("profile", |value| {
        word(value, "exact, pointer or matcher", |word| {
            Profile::ALL.into_iter().find(|profile| profile.word() == word)
        })
    })?;
    Ok(match profile {
        Profile::Exact => PreAuthData::Exact(object.list("entries", |v| entry(v, exact))?),
        Profile::Pointer => PreAuthData::Pointer(object.list("entries", |v| entry(v, pointer))?),
        Profile::Matcher => {
            PreAuthData::Matcher(object.list("entries", |v| entry(v, matcher_claim))?)
        }
    })
}

/// Reads the model of a role.
///
/// # Errors
/// Where the JSON is not such a model.
pub fn role_from_json(value: &Value) -> Result<Role> {
    let object = Object::new(
        value,
        &[
            "index",
            "name",
            "description",
            "capabilities",
            "min_participants",
            "max_participants",
            "min_active",
            "max_active",
            "changes",
        ],
    )?;
    Ok(Role {
        index: object.member("index", integer)?,
        name: object.member("name", text)?,
        description: object.member("description", text)?,
        capabilities: object.list("capabilities", integer)?,
        min_participants: object.member("min_participants", integer)?,
        max_participants: object.member("max_participants", optional_integer)?,
        min_active: object.member("min_active", integer)?,
        max_active: object.member("max_active", optional_integer)?,
        changes: object.list("changes", change)?,
    })
}

/// Reads the model of a container of the given kind.
///
/// # Errors
/// Where the JSON is not such a model.
pub fn container_from_json(kind: ContainerKind, value: &Value) -> Result<Container> {
    Ok(match kind {
        ContainerKind::Extension => {
            let object = Object::new(value, &["extension_type", "components"])?;
            object.member("extension_type", |value| exactly(value, APP_DATA_DICTIONARY))?;
            Container::Extension(object.list("components", component)?)
        }
        ContainerKind::Dictionary => {
            let object = Object::new(value, &["components"])?;
            Container::Dictionary(object.list("components", component)?)
        }
        ContainerKind::Roles => {
            Container::Roles(Object::new(value, &["roles"])?.list("roles", role_from_json)?)
        }
        ContainerKind::ComponentData => Container::ComponentData(component(value)?),
        ContainerKind::Update => {
            Container::Update(update(&Object::new(value, &["component_id", "op", "update"])?)?)
        }
        ContainerKind::Proposal => {
            let members = ["proposal_type", "component_id", "op", "update"];
            let object = Object::new(value, &members)?;
            object.member("proposal_type", |value| exactly(value, APP_DATA_UPDATE))?;
            Container::Proposal(update(&object)?)
        }
    })
}

/// An object all of whose members are known.
pub(crate) struct Object<'v>(&'v Map<String, Value>);

impl<'v> Object<'v> {
    pub(crate) fn new(value: &'v Value, known: &[&str]) -> Result<Self> {
        let members = value.as_object().ok_or_else(|| expected("an object"))?;
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(expected("no such member").within(name)),
            None => Ok(Object(members)),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value of a member that may be missing.
    pub(crate) fn maybe(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name)
    }

    pub(crate) fn member<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value) -> Result<T>,
    ) -> Result<T> {
        let value = self.0.get(name).ok_or_else(|| expected("a value").within(name))?;
        read(value).map_err(|error| error.within(name))
    }

    pub(crate) fn list<T>(
        &self,
        name: &str,
        read: impl Fn(&'v Value) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.member(name, |value| {
            let items = value.as_array().ok_or_else(|| expected("an array"))?;
            let read = |(index, item)| read(item).map_err(|error| error.within_item(index));
            items.iter().enumerate().map(read).collect()
        })
    }

    /// The one member of an object that selects a variant.
    fn only(value: &'v Value, words: &'static str) -> Result<(&'v str, &'v Value)> {
        let mut members = value.as_object().into_iter().flatten();
        match (members.next(), members.next()) {
            (Some((name, value)), None) => Ok((name, value)),
            _ => Err(expected(words)),
        }
    }
}

impl ModelError {
    pub(crate) fn within(mut self, name: &str) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{separator}{}", self.path);
        self
    }

    pub(crate) fn within_item(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

pub(crate) fn expected(words: &str) -> ModelError {
    ModelError { expected: words.to_owned(), path: String::new() }
}

pub(crate) fn integer<T: TryFrom<u64>>(value: &Value) -> Result<T> {
    let fits = value.as_u64().and_then(|value| T::try_from(value).ok());
    fits.ok_or_else(|| expected(&format!("a uint{}", 8 * size_of::<T>())))
}

pub(crate) fn optional_integer(value: &Value) -> Result<Option<u32>> {
    if value.is_null() { Ok(None) } else { integer(value).map(Some) }
}

fn exactly(value: &Value, number: u16) -> Result<()> {
    if value.as_u64() == Some(u64::from(number)) {
        Ok(())
    } else {
        Err(expected(&number.to_string()))
    }
}

pub(crate) fn boolean(value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| expected("true or false"))
}

fn yes(value: &Value) -> Result<()> {
    if value.as_bool() == Some(true) { Ok(()) } else { Err(expected("true")) }
}

pub(crate) fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| expected("text"))
}

fn hex(value: &Value) -> Result<Vec<u8>> {
    let octets = value.as_str().and_then(|text| {
        // Nothing is hex for no octets, whatever the decoder of claims says to empty text.
        if text.is_empty() { Some(Vec::new()) } else { encoding::hex(text) }
    });
    octets.ok_or_else(|| expected("hex octets"))
}

fn word<T>(value: &Value, words: &str, find: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    value.as_str().and_then(find).ok_or_else(|| expected(words))
}

fn entry<C>(value: &Value, claim: fn(&Value) -> Result<C>) -> Result<Entry<C>> {
    let object = Object::new(value, &["claims", "role"])?;
    Ok(Entry {
        claims: object.list("claims", claim)?,
        role: object.member("role", role_from_json)?,
    })
}

fn change(value: &Value) -> Result<RoleChange> {
    let object = Object::new(value, &["from", "targets"])?;
    Ok(RoleChange {
        from: object.member("from", integer)?,
        targets: object.list("targets", integer)?,
    })
}

fn component(value: &Value) -> Result<ComponentData> {
    let object = Object::new(value, &["component_id", "data"])?;
    Ok(ComponentData {
        component_id: object.member("component_id", integer)?,
        data: object.member("data", hex)?,
    })
}

fn update(object: &Object<'_>) -> Result<AppDataUpdate> {
    let update = object.member("op", |value| {
        word(value, "update or remove", |word| match word {
            "update" => Some(true),
            "remove" => Some(false),
            _ => None,
        })
    })?;
    if !update && object.has("update") {
        return Err(expected("no such member").within("update"));
    }
    Ok(AppDataUpdate {
        component_id: object.member("component_id", integer)?,
        update: if update { Some(object.member("update", hex)?) } else { None },
    })
}

fn exact(value: &Value) -> Result<ExactClaim> {
    let object = Object::new(value, &["credential_type", "id", "value"])?;
    Ok(ExactClaim {
        credential_type: object.member("credential_type", integer)?,
        id: object.member("id", hex)?,
        value: object.member("value", hex)?,
    })
}

fn family(value: &Value) -> Result<ClaimFamily> {
    word(value, "x509, jwt, cwt, jwt_holder or cwt_holder", ClaimFamily::from_word)
}

fn pointer(value: &Value) -> Result<PointerClaim> {
    let place = if value.get("oid").is_some() { "oid" } else { "pointer" };
    let members = ["family", place, "semantics", "match_on", "any_in_list", "target"];
    let object = Object::new(value, &members)?;
    let selector = object.member("family", family)?;
    Ok(PointerClaim {
        provenance: selector.provenance(),
        root: match selector.family() {
            Family::X509 => PointerRoot::X509(object.member("oid", hex)?),
            Family::Jwt => PointerRoot::Jwt(object.list("pointer", jwt_token)?),
            Family::Cwt => PointerRoot::Cwt(object.list("pointer", cwt_token)?),
        },
        semantics: object.member("semantics", |value| {
            word(value, "a word of the pointer profile's semantics", PointerSemantics::from_word)
        })?,
        match_on: object
            .member("match_on", |value| word(value, "a word of match_on", MatchOn::from_word))?,
        any_in_list: object.member("any_in_list", boolean)?,
        target: object.member("target", hex)?,
    })
}

fn jwt_token(value: &Value) -> Result<JwtToken> {
    const WORDS: &str = "one of name and index";
    let (name, content) = Object::only(value, WORDS)?;
    match name {
        "name" => text(content).map(JwtToken::Name),
        "index" => integer(content).map(JwtToken::Index),
        _ => return Err(expected(WORDS)),
    }
    .map_err(|error| error.within(name))
}

fn cwt_token(value: &Value) -> Result<CwtToken> {
    const WORDS: &str = "one of key, index, tagged_value and bstr_encoded";
    let (name, content) = Object::only(value, WORDS)?;
    match name {
        "key" => hex(content).map(CwtToken::Key),
        "index" => integer(content).map(CwtToken::Index),
        "tagged_value" => yes(content).map(|()| CwtToken::TaggedValue),
        "bstr_encoded" => yes(content).map(|()| CwtToken::BstrEncoded),
        _ => return Err(expected(WORDS)),
    }
    .map_err(|error| error.within(name))
}

/// The members of a MATCHER.
const MATCHER: [&str; 5] = ["pointer", "semantics", "match_as", "operation", "test"];

fn matcher_claim(value: &Value) -> Result<MatcherClaim> {
    let [pointer, semantics, match_as, operation, test] = MATCHER;
    let object = Object::new(value, &["family", pointer, semantics, match_as, operation, test])?;
    let selector = object.member("family", family)?;
    Ok(MatcherClaim {
        family: selector.family(),
        provenance: selector.provenance(),
        matcher: matcher_members(&object)?,
    })
}

fn matcher(value: &Value) -> Result<Matcher> {
    matcher_members(&Object::new(value, &MATCHER)?)
}

fn matcher_members(object: &Object<'_>) -> Result<Matcher> {
    Ok(Matcher {
        pointer: object.list("pointer", item)?,
        semantics: object.member("semantics", |value| {
            word(value, "a word of the matcher profile's semantics", Semantics::from_word)
        })?,
        match_as: object
            .member("match_as", |value| word(value, "a word of match_as", MatchAs::from_word))?,
        operation: object.member("operation", |value| {
            if value.is_null() { Ok(None) } else { operation(value).map(Some) }
        })?,
        test: object.member("test", hex)?,
    })
}

fn item(value: &Value) -> Result<Item> {
    const WORDS: &str = "one of key, position, search, tag, embedded and any";
    let (name, content) = Object::only(value, WORDS)?;
    if name == "search" {
        let object = Object::new(value, &["search"])?;
        return object.list("search", matcher).map(Item::Search);
    }
    match name {
        "key" => hex(content).map(Item::Key),
        "position" => integer(content).map(Item::Position),
        "tag" => integer(content).map(Item::Tag),
        "embedded" => yes(content).map(|()| Item::Embedded),
        "any" => yes(content).map(|()| Item::Any),
        _ => return Err(expected(WORDS)),
    }
    .map_err(|error| error.within(name))
}

fn operation(value: &Value) -> Result<Operation> {
    let operation_type = value.get("type").map_or_else(
        || Err(expected("a value")),
        |value| word(value, "a word of the operations", OperationType::from_word),
    );
    let operation_type = operation_type.map_err(|error| error.within("type"))?;
    let members: &[&str] = match operation_type {
        OperationType::StartsWith | OperationType::EndsWith => &["type", "length"],
        OperationType::Substring => &["type", "start", "length"],
        OperationType::PathSlice => &["type", "index"],
        _ => &["type"],
    };
    let object = Object::new(value, members)?;
    let length = || object.member("length", optional_integer);
    Ok(match operation_type {
        OperationType::Equal => Operation::Equal,
        OperationType::LessThan => Operation::LessThan,
        OperationType::LessThanOrEqual => Operation::LessThanOrEqual,
        OperationType::GreaterThan => Operation::GreaterThan,
        OperationType::GreaterThanOrEqual => Operation::GreaterThanOrEqual,
        OperationType::Contains => Operation::Contains,
        OperationType::StartsWith => Operation::StartsWith(length()?),
        OperationType::EndsWith => Operation::EndsWith(length()?),
        OperationType::Substring => {
            Operation::Substring { start: object.member("start", integer)?, length: length()? }
        }
        OperationType::PathSlice => Operation::PathSlice(object.member("index", integer)?),
    })
}
