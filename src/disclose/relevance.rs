//! Which disclosures can matter: a decision looks at claims through pointers alone, so that what stands
//! under no first key of any of them can be left out of every choice.

use std::collections::HashSet;

use crate::model::disclosure::{ClaimDisclosure, Duty};
use crate::model::{
    CwtToken, ExactClaim, Item, JwtToken, MatcherClaim, PointerClaim, PointerRoot, PreAuthData,
};

use super::{Disclosable, Wish};

/// The first keys of a policy's pointers, as pointers have them.
pub(super) struct Relevance {
    /// `None` when a pointer begins with something else: everything can matter.
    keys: Option<HashSet<Vec<u8>>>,
    /// The first keys of each entry that gives the role, and of what has to be disclosed.
    entries: Vec<Option<HashSet<Vec<u8>>>>,
    duties: Vec<ClaimDisclosure>,
}

type FirstKeys = Option<HashSet<Vec<u8>>>;

impl Relevance {
    /// Of everything that a wish looks at.
    pub(super) fn of(wish: &Wish<'_>) -> Relevance {
        let credentials = wish.disclosure.iter().flat_map(|policy| &policy.credentials);
        let duties: Vec<ClaimDisclosure> =
            credentials.flat_map(|credential| credential.claims.iter().cloned()).collect();
        let asked = duties.iter().map(|claim| first_item(&claim.pointer));
        let asked: FirstKeys = asked.collect();
        let by_entry: Vec<FirstKeys> =
            (0..wish.data.len()).map(|entry| first_keys(wish.data, entry)).collect();
        let gives =
            |entry: &usize| wish.data.role(*entry).is_some_and(|role| role.index == wish.role);
        let entries = (0..wish.data.len()).filter(gives);
        let entries = entries.map(|entry| together(by_entry.get(entry)?.as_ref(), asked.as_ref()));
        let entries = entries.collect();
        let all = by_entry.iter().chain([&asked]);
        let keys = all.map(Option::as_ref).collect::<Option<Vec<_>>>();
        let keys = keys.map(|sets| sets.into_iter().flatten().cloned().collect());
        Relevance { keys, entries, duties }
    }

    /// Whether a disclosure can matter.
    pub(super) fn covers(&self, item: &Disclosable) -> bool {
        is_among(item, self.keys.as_ref())
    }

    /// How many entries give the role.
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    /// Whether a disclosure can matter to such an entry, or has to be disclosed.
    pub(super) fn serves(&self, entry: usize, item: &Disclosable) -> bool {
        is_among(item, self.entries.get(entry).and_then(Option::as_ref))
    }

    /// Whether a disclosure only says what may not be disclosed.
    pub(super) fn forbids(&self, item: &Disclosable) -> bool {
        let Some(pointer) = &item.pointer else { return false };
        let reached = |claim: &&ClaimDisclosure| pointer.starts_with(&claim.pointer);
        let nearest = self.duties.iter().filter(reached).max_by_key(|claim| claim.pointer.len());
        // What something else is exempt below has to be there for it.
        let holds_exempt = self.duties.iter().any(|claim| {
            claim.duty != Duty::Forbid
                && claim.pointer.len() > pointer.len()
                && claim.pointer.starts_with(pointer)
        });
        nearest.is_some_and(|claim| claim.duty == Duty::Forbid) && !holds_exempt
    }
}

fn is_among(item: &Disclosable, keys: Option<&HashSet<Vec<u8>>>) -> bool {
    match (item.pointer.as_ref().map(|pointer| first_item(pointer)), keys) {
        // A decoy says nothing.
        (None, _) => false,
        (Some(_), None) | (Some(None), _) => true,
        (Some(Some(key)), Some(keys)) => keys.contains(&key),
    }
}

fn together(one: Option<&HashSet<Vec<u8>>>, other: Option<&HashSet<Vec<u8>>>) -> FirstKeys {
    Some(one?.union(other?).cloned().collect())
}

/// The first keys of an entry's pointers; `None` when one begins with something else.
fn first_keys(data: &PreAuthData, entry: usize) -> FirstKeys {
    match data {
        PreAuthData::Exact(entries) => entries.get(entry)?.claims.iter().map(exact).collect(),
        PreAuthData::Pointer(entries) => entries.get(entry)?.claims.iter().map(pointer).collect(),
        PreAuthData::Matcher(entries) => entries.get(entry)?.claims.iter().map(matcher).collect(),
    }
}

/// An `id` may be a name, a key, or a path of keys: none of them is told apart here.
fn exact(_: &ExactClaim) -> Option<Vec<u8>> {
    None
}

fn pointer(claim: &PointerClaim) -> Option<Vec<u8>> {
    match &claim.root {
        PointerRoot::X509(oid) => Some(oid.clone()),
        PointerRoot::Jwt(tokens) => match tokens.first()? {
            JwtToken::Name(name) => {
                let mut quoted = String::new();
                crate::semantics::json::write_string(&mut quoted, name);
                Some(quoted.into_bytes())
            }
            JwtToken::Index(_) => None,
        },
        PointerRoot::Cwt(tokens) => match tokens.first()? {
            CwtToken::Key(key) => Some(key.clone()),
            _ => None,
        },
    }
}

fn matcher(claim: &MatcherClaim) -> Option<Vec<u8>> {
    first_item(&claim.matcher.pointer)
}

fn first_item(pointer: &[Item]) -> Option<Vec<u8>> {
    match pointer.first()? {
        Item::Key(key) => Some(key.clone()),
        _ => None,
    }
}
