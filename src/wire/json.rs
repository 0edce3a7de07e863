//! The JSON model of policies, roles and containers, as in `tests/vectors/wire/README.md`.
//!
//! Fields that are opaque on the wire are lower-case hex. Enum words are the drafts'. Reading is
//! strict: a member that is missing or unknown is an error.

pub(crate) mod read;

pub use read::{container_from_json, policy_from_json, role_from_json};

use serde_json::{Value, json};

use super::Container;
use super::container::{APP_DATA_DICTIONARY, APP_DATA_UPDATE, AppDataUpdate, ComponentData};
use super::text::to_hex;
use crate::format::{Family, Provenance};
use crate::model::disclosure::{ClaimDisclosure, DisclosurePolicy};
use crate::model::selector::ClaimFamily;
use crate::model::{
    CwtToken, Entry, ExactClaim, Item, JwtToken, Matcher, MatcherClaim, Operation, PointerClaim,
    PointerRoot, PreAuthData, Role,
};

/// Why JSON is not a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError {
    /// What is there or is missing, in words that follow "expected".
    pub expected: String,
    /// Where: `entries[0].claims[1].pointer[0]`; empty for the whole.
    pub path: String,
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected {}", self.expected)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, " at `{}`", self.path) }
    }
}

impl std::error::Error for ModelError {}

impl miette::Diagnostic for ModelError {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new("wire::json"))
    }
}

/// The model of a `PreAuthData`.
pub fn policy_to_json(data: &PreAuthData) -> Value {
    let entries = match data {
        PreAuthData::Exact(entries) => entries_to_json(entries, exact),
        PreAuthData::Pointer(entries) => entries_to_json(entries, pointer),
        PreAuthData::Matcher(entries) => entries_to_json(entries, matcher_claim),
    };
    json!({ "profile": data.profile().word(), "entries": entries })
}

/// The model of a role.
pub fn role_to_json(role: &Role) -> Value {
    let changes: Vec<Value> = role
        .changes
        .iter()
        .map(|change| json!({ "from": change.from, "targets": change.targets }))
        .collect();
    json!({
        "index": role.index,
        "name": role.name,
        "description": role.description,
        "capabilities": role.capabilities,
        "min_participants": role.min_participants,
        "max_participants": role.max_participants,
        "min_active": role.min_active,
        "max_active": role.max_active,
        "changes": changes,
    })
}

/// The model of a pointer of profile `matcher`.
pub fn pointer_to_json(pointer: &[Item]) -> Value {
    list(pointer, item).into()
}

/// The model of a disclosure policy.
pub fn disclosure_to_json(policy: &DisclosurePolicy) -> Value {
    let claim = |claim: &ClaimDisclosure| json!({ "pointer": list(&claim.pointer, item), "duty": claim.duty.word() });
    let credentials = policy.credentials.iter().map(|credential| {
        json!({
            "format": credential.format.word(),
            "credential_type": credential.credential_type,
            "claims": credential.claims.iter().map(claim).collect::<Vec<_>>(),
        })
    });
    json!({
        "pseudonyms": policy.pseudonyms.word(),
        "credentials": credentials.collect::<Vec<_>>(),
    })
}

/// The model of a container; its kind stands beside it.
pub fn container_to_json(container: &Container) -> Value {
    match container {
        Container::Extension(components) => json!({
            "extension_type": APP_DATA_DICTIONARY,
            "components": list(components, component),
        }),
        Container::Dictionary(components) => json!({ "components": list(components, component) }),
        Container::Roles(roles) => json!({ "roles": list(roles, role_to_json) }),
        Container::ComponentData(data) => component(data),
        Container::Update(data) => update(data),
        Container::Proposal(data) => {
            let mut value = update(data);
            if let Some(members) = value.as_object_mut() {
                members.insert("proposal_type".to_owned(), APP_DATA_UPDATE.into());
            }
            value
        }
    }
}

fn list<T>(items: &[T], to_json: fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(to_json).collect()
}

fn component(component: &ComponentData) -> Value {
    json!({ "component_id": component.component_id, "data": to_hex(&component.data) })
}

fn update(update: &AppDataUpdate) -> Value {
    let component_id = update.component_id;
    match &update.update {
        Some(octets) => {
            json!({ "component_id": component_id, "op": "update", "update": to_hex(octets) })
        }
        None => json!({ "component_id": component_id, "op": "remove" }),
    }
}

fn entries_to_json<C>(entries: &[Entry<C>], claim: fn(&C) -> Value) -> Vec<Value> {
    entries
        .iter()
        .map(|entry| {
            json!({ "claims": list(&entry.claims, claim), "role": role_to_json(&entry.role) })
        })
        .collect()
}

fn exact(claim: &ExactClaim) -> Value {
    json!({
        "credential_type": claim.credential_type,
        "id": to_hex(&claim.id),
        "value": to_hex(&claim.value),
    })
}

fn pointer(claim: &PointerClaim) -> Value {
    let (place, root) = match &claim.root {
        PointerRoot::X509(oid) => ("oid", Value::from(to_hex(oid))),
        PointerRoot::Jwt(tokens) => ("pointer", list(tokens, jwt_token).into()),
        PointerRoot::Cwt(tokens) => ("pointer", list(tokens, cwt_token).into()),
    };
    json!({
        "family": family(claim.root.family(), claim.provenance),
        place: root,
        "semantics": claim.semantics.word(),
        "match_on": claim.match_on.word(),
        "any_in_list": claim.any_in_list,
        "target": to_hex(&claim.target),
    })
}

/// The word of `claim_family`; null for what has no number.
fn family(family: Family, provenance: Provenance) -> Value {
    ClaimFamily::of(family, provenance).map(ClaimFamily::word).into()
}

fn jwt_token(token: &JwtToken) -> Value {
    match token {
        JwtToken::Name(name) => json!({ "name": name }),
        JwtToken::Index(index) => json!({ "index": index }),
    }
}

fn cwt_token(token: &CwtToken) -> Value {
    match token {
        CwtToken::Key(key) => json!({ "key": to_hex(key) }),
        CwtToken::Index(index) => json!({ "index": index }),
        CwtToken::TaggedValue => json!({ "tagged_value": true }),
        CwtToken::BstrEncoded => json!({ "bstr_encoded": true }),
    }
}

fn matcher_claim(claim: &MatcherClaim) -> Value {
    let mut value = matcher(&claim.matcher);
    if let Some(members) = value.as_object_mut() {
        members.insert("family".to_owned(), family(claim.family, claim.provenance));
    }
    value
}

fn matcher(matcher: &Matcher) -> Value {
    json!({
        "pointer": list(&matcher.pointer, item),
        "semantics": matcher.semantics.word(),
        "match_as": matcher.match_as.word(),
        "operation": matcher.operation.map(operation),
        "test": to_hex(&matcher.test),
    })
}

fn item(item: &Item) -> Value {
    match item {
        Item::Key(key) => json!({ "key": to_hex(key) }),
        Item::Position(index) => json!({ "position": index }),
        Item::Search(nested) => json!({ "search": list(nested, matcher) }),
        Item::Tag(tag) => json!({ "tag": tag }),
        Item::Embedded => json!({ "embedded": true }),
        Item::Any => json!({ "any": true }),
    }
}

fn operation(operation: Operation) -> Value {
    let word = operation.selector().word();
    match operation {
        Operation::StartsWith(length) | Operation::EndsWith(length) => {
            json!({ "type": word, "length": length })
        }
        Operation::Substring { start, length } => {
            json!({ "type": word, "start": start, "length": length })
        }
        Operation::PathSlice(index) => json!({ "type": word, "index": index }),
        _ => json!({ "type": word }),
    }
}

#[cfg(test)]
mod tests;
