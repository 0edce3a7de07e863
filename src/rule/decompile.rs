//! The policy that a wire model says, written in the language again.
//!
//! What was written is compiled and compared, so that the text never claims to say what it does
//! not: whatever is left out, or comes out in other octets, stands in the text as a comment.

mod claims;
mod disclosure;
mod names;
mod page;
mod roles;
mod shape;
mod verify;

pub use disclosure::disclosure;

use std::collections::{HashMap, HashSet};

use crate::format::{Family, Format, Provenance};
use crate::model::{ExactClaim, Item, MatcherClaim, PreAuthData, Role};
use crate::spell::name::Taken;
use crate::spell::{literal, name};
use claims::{Tested, Unsaid};
use page::Page;
use roles::Roles;
use shape::Shape;

/// A policy in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decompiled {
    /// The text.
    pub text: String,
    /// Whether the text compiles to the same entries, octet for octet.
    pub exact: bool,
    /// Why not, if not; each stands as a comment in the text, too.
    pub remarks: Vec<Remark>,
}

/// Something that the text does not say, or says in other octets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The entry, by its place; `None` for the whole.
    pub entry: Option<usize>,
    /// Why, in a few words.
    pub reason: String,
}

/// Writes the policy that entries say. Roles come from `roles` where they are known apart, such as
/// those of a `roles_list`, and from the entries otherwise; `component` is where the entries were
/// found.
pub fn decompile(
    preauth: &PreAuthData,
    roles: Option<&[Role]>,
    component: Option<u16>,
) -> Decompiled {
    let mut draft = Draft::of(preauth, roles);
    let mut page = Page::new(preauth.len());
    for entry in 0..preauth.len() {
        draft.say(preauth, entry, &mut page);
    }
    page.head = draft.head(preauth, component);
    page.roles = draft.roles.write();
    verify::verify(preauth, &mut page);
    let text = page.text();
    Decompiled { text, exact: page.remarks.is_empty(), remarks: page.remarks.into_iter().collect() }
}

/// Each claim of each entry by itself, in the language. A claim that it has no words for says so,
/// in parentheses.
pub fn claims(preauth: &PreAuthData) -> Vec<Vec<String>> {
    let whole = |entry: Vec<Words>| entry.iter().map(Words::to_string).collect();
    words(preauth).into_iter().map(whole).collect()
}

/// A claim of an entry in words, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The claim: `sub`. When the language has no words for it, all there is to say, in
    /// parentheses.
    pub claim: String,
    /// The part of its value that is tested: `.host`; empty when it is the whole value.
    pub part: String,
    /// What is asked of it: `== "example.com"`; may be empty.
    pub test: String,
    /// The way to the value; empty when the language has no words for it.
    pub way: Vec<Way>,
}

/// One step of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A member, an extension or an attribute, by the name that the language gives it.
    Member(String),
    /// An element by its position.
    Element(u32),
    /// The first element that satisfies something.
    Search,
    /// The content of a tag or of a byte string.
    Wrapper,
}

impl std::fmt::Display for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.test.as_str() {
            "" => out.write_str(&self.claim),
            test => write!(out, "{}{} {test}", self.claim, self.part),
        }
    }
}

impl Words {
    fn only(claim: String) -> Words {
        Words { claim, part: String::new(), test: String::new(), way: Vec::new() }
    }

    /// Whether it asks that there is nothing.
    pub fn wants_nothing(&self) -> bool {
        self.test == "is absent"
    }
}

impl Way {
    /// A way by the names of its steps, without anything that is searched for: `teams[…].kind`.
    /// Names that are words of the language stand without their back quotes, since messages put their
    /// own around. `None` when there is no step with a name.
    pub fn name(way: &[Way]) -> Option<String> {
        let mut name = String::new();
        for step in way {
            match step {
                Way::Member(member) if name.is_empty() => name.push_str(member.trim_matches('`')),
                Way::Member(member) => name.extend([".", member.trim_matches('`')]),
                Way::Element(position) => name.push_str(&format!("[{position}]")),
                Way::Search => name.push_str("[…]"),
                Way::Wrapper => {}
            }
        }
        (!name.is_empty()).then_some(name)
    }
}

/// What to call the claim that a pointer leads to: `address.street`.
pub fn place(pointer: &[Item], family: Family) -> String {
    let moves: Result<Vec<_>, _> = pointer.iter().map(|item| claims::step(item, family)).collect();
    let way = moves.map(|moves| names::way(&moves, family)).unwrap_or_default();
    Way::name(&way).unwrap_or_else(|| "a claim without a name".into())
}

/// Each claim of each entry by itself, in the language and taken apart.
pub fn words(preauth: &PreAuthData) -> Vec<Vec<Words>> {
    let mut draft = Draft::of(preauth, None);
    (0..preauth.len()).map(|entry| draft.each(preauth, entry)).collect()
}

/// A credential of the policy.
struct Credential {
    name: String,
    kind: Kind,
    claims: Shape,
}

/// What was said so far.
struct Draft {
    roles: Roles,
    credentials: Vec<Credential>,
    by_kind: HashMap<Kind, usize>,
    titles: Taken,
    path_id: bool,
    /// Families of which something is asked that the holder asserts.
    holders: HashSet<Family>,
}

impl Draft {
    fn of(preauth: &PreAuthData, roles: Option<&[Role]>) -> Draft {
        let own = (0..preauth.len()).filter_map(|entry| preauth.role(entry));
        Draft {
            roles: Roles::of(roles.into_iter().flatten().chain(own)),
            credentials: Vec::new(),
            by_kind: HashMap::new(),
            titles: Taken::default(),
            path_id: is_path_id(preauth),
            holders: holders(preauth),
        }
    }

    fn say(&mut self, preauth: &PreAuthData, entry: usize, page: &mut Page) {
        let Some(role) = preauth.role(entry) else { return };
        if let Some(reason) = self.roles.objection(role) {
            page.remark(Some(entry), reason);
        }
        let name = self.roles.name(role.index).unwrap_or("none").to_owned();
        match self.condition(preauth, entry).and_then(|said| said.rule(role.index, &name)) {
            Ok(rule) => page.rule(entry, role.index, rule),
            Err(reason) => page.remark(Some(entry), reason),
        }
    }

    /// The words of an entry's claims. What they say of the credential is taken up only when all
    /// of them have words.
    fn condition(&mut self, preauth: &PreAuthData, entry: usize) -> Result<Said, Unsaid> {
        let claims = self.claims(preauth, entry).into_iter().collect::<Result<Vec<_>, _>>()?;
        let Some((kind, _)) = claims.first() else { return Ok(Said::Anyone) };
        let kind = *kind;
        if claims.iter().any(|(other, _)| *other != kind) {
            return Err("claims of two kinds of credentials, which no credential satisfies".into());
        }
        let at = self.credential(kind);
        let Some(credential) = self.credentials.get_mut(at) else { return Ok(Said::Anyone) };
        let tests = claims.iter().filter_map(|(_, tested)| tested.as_ref());
        let said = credential.claims.say_all(tests)?;
        let conditions = said.iter().map(ToString::to_string).collect();
        Ok(Said::Holders { credential: credential.name.clone(), conditions })
    }

    /// Each claim of an entry by itself, in words.
    fn each(&mut self, preauth: &PreAuthData, entry: usize) -> Vec<Words> {
        let claims = self.claims(preauth, entry);
        claims.into_iter().map(|claim| claim.and_then(|said| self.one(said))).map(unsaid).collect()
    }

    fn one(&mut self, (kind, tested): Claimed) -> Result<Words, Unsaid> {
        let Some(tested) = tested else {
            return Ok(Words::only(format!("any {} credential", kind.format.family().word())));
        };
        let at = self.credential(kind);
        let Some(credential) = self.credentials.get_mut(at) else { return Err(String::new()) };
        let said = credential.claims.say_all([&tested].into_iter())?;
        let Some(shape::Said { claim, part, test }) = said.into_iter().next() else {
            return Err(String::new());
        };
        Ok(Words { claim, part, test, way: names::way(&tested.way, kind.format.family()) })
    }

    /// The claims of an entry; `None` stands for all credentials of a kind.
    fn claims(&self, preauth: &PreAuthData, entry: usize) -> Vec<Result<Claimed, Unsaid>> {
        match preauth {
            PreAuthData::Exact(entries) => entries.get(entry).map_or_else(Vec::new, |entry| {
                entry.claims.iter().map(|claim| exact(claim, self.path_id)).collect()
            }),
            PreAuthData::Pointer(entries) => entries.get(entry).map_or_else(Vec::new, |entry| {
                let said = |claim| {
                    claims::pointer(claim).map(|(family, tested)| (self.kind(family), Some(tested)))
                };
                entry.claims.iter().map(said).collect()
            }),
            PreAuthData::Matcher(entries) => entries.get(entry).map_or_else(Vec::new, |entry| {
                let alone = entry.claims.len() == 1;
                let said = |claim: &MatcherClaim| {
                    let MatcherClaim { family, provenance, matcher } = claim;
                    let tested = claims::matcher(matcher, *family, *provenance)?;
                    let everybody = alone
                        && *provenance == Provenance::Issuer
                        && tested.way.is_empty()
                        && tested.leaf.relation == "exists";
                    Ok((self.kind(*family), (!everybody).then_some(tested)))
                };
                entry.claims.iter().map(said).collect()
            }),
        }
    }

    /// Profiles `pointer` and `matcher` name a family; its plainest format that has all claims that
    /// are asked for stands for it.
    fn kind(&self, family: Family) -> Kind {
        let format = match (family, self.holders.contains(&family)) {
            (Family::X509, _) => Format::X509,
            (Family::Jwt, false) => Format::Jwt,
            (Family::Jwt, true) => Format::SdJwt,
            (Family::Cwt, false) => Format::Cwt,
            (Family::Cwt, true) => Format::SdCwt,
        };
        Kind { format, credential_type: None }
    }

    fn credential(&mut self, kind: Kind) -> usize {
        if let Some(known) = self.by_kind.get(&kind) {
            return *known;
        }
        let name = self.titles.unique(name::of_format(kind.format)).replace('_', "");
        let claims = Shape::new(kind.format.family());
        self.credentials.push(Credential { name, kind, claims });
        let at = self.credentials.len() - 1;
        self.by_kind.insert(kind, at);
        at
    }

    /// Everything before the roles.
    fn head(&self, preauth: &PreAuthData, component: Option<u16>) -> String {
        let profile = preauth.profile();
        let mut text = String::from("policy \"decompiled\" {\n");
        let dialect = if self.path_id { " path-id" } else { "" };
        text.push_str(&format!("    wire {}{dialect}\n", profile.word()));
        if let Some(component) = component.filter(|number| *number != profile.default_component()) {
            text.push_str(&format!("    component 0x{component:04X}\n"));
        }
        text.push_str("}\n\n");
        for credential in &self.credentials {
            credential.write(&mut text);
        }
        text
    }
}

/// What one claim says of which credentials; `None` is satisfied by all of a kind.
type Claimed = (Kind, Option<Tested>);

/// What stands in the place of a claim that the language has no words for.
fn unsaid(words: Result<Words, Unsaid>) -> Words {
    words.unwrap_or_else(|reason| Words::only(format!("(not in the language: {reason})")))
}

/// What an entry says.
enum Said {
    Anyone,
    Holders { credential: String, conditions: Vec<String> },
}

impl Said {
    fn rule(self, role: u32, name: &str) -> Result<String, Unsaid> {
        let (credential, conditions) = match self {
            Said::Anyone if role == 0 => return Err("a refusal of whoever is left".into()),
            Said::Anyone => return Ok(format!("admit anyone as {name}\n")),
            Said::Holders { credential, conditions } => (credential, conditions),
        };
        let head = match (role, conditions.is_empty()) {
            (0, true) => return Err(format!("a refusal of every holder of a `{credential}`")),
            (0, false) => format!("refuse {credential}"),
            _ => format!("admit {credential} as {name}"),
        };
        Ok(match conditions.split_first() {
            None => format!("{head}\n"),
            Some((first, rest)) => {
                let more: String = rest.iter().map(|next| format!("\n      and {next}")).collect();
                format!("{head}\n    where {first}{more}\n")
            }
        })
    }
}

impl Credential {
    fn write(&self, out: &mut String) {
        out.push_str(&format!("credential {}: {}", self.name, self.kind.format.word()));
        if let Some(number) = self.kind.credential_type {
            out.push_str(&format!(" type 0x{number:04X}"));
        }
        out.push(' ');
        self.claims.write(out);
        out.push_str("\n\n");
    }
}

/// Which credentials a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    format: Format,
    credential_type: Option<u16>,
}

impl Kind {
    /// Profile `exact` names an MLS credential type. Of one that no format has by default, the
    /// value shows the family: canonical JSON, or else CBOR.
    fn exact(claim: &ExactClaim) -> Kind {
        let number = claim.credential_type;
        let known =
            Format::ALL.into_iter().find(|format| format.default_credential_type() == number);
        match known {
            Some(format) => Kind { format, credential_type: None },
            None => {
                let json = literal::from_json(&claim.value).is_some();
                let format = if json { Format::Jwt } else { Format::Cwt };
                Kind { format, credential_type: Some(number) }
            }
        }
    }
}

fn exact(claim: &ExactClaim, path_id: bool) -> Result<Claimed, Unsaid> {
    let kind = Kind::exact(claim);
    Ok((kind, Some(claims::exact(claim, kind.format, path_id)?)))
}

/// The families of which something is asked that the holder asserts.
fn holders(preauth: &PreAuthData) -> HashSet<Family> {
    let of_holder = |(family, provenance)| (provenance == Provenance::Holder).then_some(family);
    match preauth {
        PreAuthData::Exact(_) => HashSet::new(),
        PreAuthData::Pointer(entries) => {
            let claims = entries.iter().flat_map(|entry| &entry.claims);
            claims
                .map(|claim| (claim.root.family(), claim.provenance))
                .filter_map(of_holder)
                .collect()
        }
        PreAuthData::Matcher(entries) => {
            let claims = entries.iter().flat_map(|entry| &entry.claims);
            claims.map(|claim| (claim.family, claim.provenance)).filter_map(of_holder).collect()
        }
    }
}

/// Whether every key of a CBOR map is written as a path, and there is one.
fn is_path_id(preauth: &PreAuthData) -> bool {
    let PreAuthData::Exact(entries) = preauth else { return false };
    let mut ids = entries
        .iter()
        .flat_map(|entry| &entry.claims)
        .filter(|claim| Kind::exact(claim).format.family() == Family::Cwt)
        .map(|claim| claim.id.as_slice())
        .peekable();
    ids.peek().is_some() && ids.all(|id| literal::cbor_array(id).is_some())
}
