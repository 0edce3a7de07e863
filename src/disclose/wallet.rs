//! A credential with all of its disclosures: where each of them is, and what it stands in.

use crate::credential::error::{DisclosureFault, Part, PathStep};
use crate::credential::tree::{Claims, Node, Value};
use crate::credential::{Envelope, Error, ErrorKind, Unverified};
use crate::format::{Family, Format};
use crate::limits::Limits;
use crate::model::Item;
use crate::rule::decompile;
use crate::semantics::json;

/// More disclosures are not planned for: finding out what stands in what takes a reading for each.
const MOST: usize = 256;

/// A credential and what its holder can disclose.
#[derive(Debug)]
pub struct Wallet<'a> {
    envelope: &'a Envelope<'a>,
    limits: &'a Limits,
    items: Vec<Disclosable>,
}

/// A disclosure and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosable {
    /// The claim or element, from the root; `None` for a decoy, which discloses nothing.
    pub pointer: Option<Vec<Item>>,
    /// What to call it: `address.street`.
    pub name: String,
    /// The disclosure in whose value its digest stands.
    pub parent: Option<usize>,
}

/// Why nothing can be planned.
#[derive(Debug, Clone, PartialEq)]
pub enum WalletError {
    /// The credential is malformed.
    Credential(Error),
    /// There are more disclosures than can be planned for.
    TooMany {
        /// How many there can be.
        limit: usize,
    },
}

impl From<Error> for WalletError {
    fn from(error: Error) -> Self {
        WalletError::Credential(error)
    }
}

impl std::fmt::Display for WalletError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WalletError::Credential(error) => error.fmt(out),
            WalletError::TooMany { limit } => {
                write!(out, "more than {limit} disclosures are not planned for")
            }
        }
    }
}

impl std::error::Error for WalletError {}

impl<'a> Wallet<'a> {
    /// Finds out where each disclosure belongs.
    ///
    /// # Errors
    /// When the credential is malformed, or has too many disclosures.
    pub fn open(envelope: &'a Envelope<'a>, limits: &'a Limits) -> Result<Wallet<'a>, WalletError> {
        let count = envelope.disclosures();
        if count > MOST {
            return Err(WalletError::TooMany { limit: MOST });
        }
        let wallet = Wallet { envelope, limits, items: Vec::new() };
        let all: Vec<usize> = (0..count).collect();
        wallet.with(&all, |_| ())?;
        let fallen: Vec<Vec<usize>> =
            all.iter().map(|item| wallet.falls_with(*item, &all)).collect::<Result<_, _>>()?;
        let items = all.iter().map(|item| {
            let stands_in = |other: &&usize| {
                *other != item && fallen.get(**other).is_some_and(|fallen| fallen.contains(item))
            };
            // Of those that it falls with, the innermost takes the fewest others along.
            let size = |other: &&usize| fallen.get(**other).map_or(0, Vec::len);
            let parent = all.iter().filter(stands_in).min_by_key(size).copied();
            let without: Vec<usize> = match fallen.get(*item) {
                Some(fallen) => all.iter().filter(|it| !fallen.contains(it)).copied().collect(),
                None => Vec::new(),
            };
            let pointer = wallet.difference(&all, &without)?;
            let family = envelope.format().family();
            let name = pointer.as_ref().map(|pointer| decompile::place(pointer, family));
            let name = name.unwrap_or_else(|| "nothing (a decoy)".into());
            Ok(Disclosable { pointer, name, parent })
        });
        let items = items.collect::<Result<_, WalletError>>()?;
        Ok(Wallet { items, ..wallet })
    }

    /// The credential's format.
    pub const fn format(&self) -> Format {
        self.envelope.format()
    }

    /// Every disclosure, in its order.
    pub fn items(&self) -> &[Disclosable] {
        &self.items
    }

    /// The presentation with these disclosures alone, without key binding; the credential as it came
    /// when it has nothing that could be withheld.
    ///
    /// # Errors
    /// When the credential is malformed.
    pub fn presentation(&self, choice: &[usize]) -> Result<Vec<u8>, WalletError> {
        let keep = |at| choice.contains(&at);
        let made = self.envelope.presentation(&keep, self.limits)?;
        Ok(made.unwrap_or_else(|| self.envelope.message().to_vec()))
    }

    /// Those that `wanted` says yes to, and what they stand in; what stands outside comes first.
    pub(super) fn candidates(&self, wanted: impl Fn(&Disclosable) -> bool) -> Vec<usize> {
        let some = self.items.iter().enumerate().filter(|(_, item)| wanted(item));
        let mut some = self.closure(&some.map(|(at, _)| at).collect::<Vec<_>>());
        some.sort_by_key(|item| (self.ancestors(*item).count(), *item));
        some
    }

    /// These, and what they stand in; ascending.
    pub(super) fn closure(&self, choice: &[usize]) -> Vec<usize> {
        let mut all: Vec<usize> = choice.to_vec();
        choice.iter().for_each(|item| all.extend(self.ancestors(*item)));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether everything that these stand in is among them.
    pub(super) fn is_closed(&self, choice: &[usize]) -> bool {
        let parent = |item: &usize| self.items.get(*item).and_then(|item| item.parent);
        choice.iter().filter_map(parent).all(|parent| choice.contains(&parent))
    }

    /// Calls with the claims of a presentation.
    pub(super) fn with<T>(
        &self,
        choice: &[usize],
        call: impl FnOnce(&Unverified<Claims<'_>>) -> T,
    ) -> Result<T, WalletError> {
        let keep = |at| choice.contains(&at);
        let Some(octets) = self.envelope.presentation(&keep, self.limits)? else {
            return Ok(call(&self.envelope.claims(self.limits)?));
        };
        let (format, number) = (self.envelope.format(), self.envelope.credential_type());
        let presented = Envelope::open(&octets, Some(format), Some(number), self.limits)?
            .with_digest_mode(self.envelope.digest_mode());
        let claims = presented.claims(self.limits)?;
        Ok(call(&claims))
    }

    fn ancestors(&self, item: usize) -> impl Iterator<Item = usize> {
        let parent = |item: &usize| self.items.get(*item)?.parent;
        std::iter::successors(parent(&item), parent).take(self.items.len())
    }

    /// A disclosure, and those whose digests are gone without it.
    fn falls_with(&self, item: usize, all: &[usize]) -> Result<Vec<usize>, WalletError> {
        let mut fallen = vec![item];
        loop {
            let kept: Vec<usize> =
                all.iter().copied().filter(|other| !fallen.contains(other)).collect();
            let Err(WalletError::Credential(error)) = self.with(&kept, |_| ()) else {
                return Ok(fallen);
            };
            match unreferenced(&error).and_then(|at| kept.get(at)) {
                Some(orphan) => fallen.push(*orphan),
                None => return Err(error.into()),
            }
        }
    }

    /// Where the first choice says something that the second one, a part of it, withholds.
    fn difference(&self, more: &[usize], less: &[usize]) -> Result<Option<Vec<Item>>, WalletError> {
        let family = self.envelope.format().family();
        self.with(more, |more| {
            let more = more.unverified();
            self.with(less, |less| {
                let mut pointer = Vec::new();
                differs(&more.root, &less.unverified().root, family, &mut pointer)
                    .then_some(pointer)
            })
        })?
    }
}

/// Which disclosure has no digest.
fn unreferenced(error: &Error) -> Option<usize> {
    if error.kind != ErrorKind::Disclosure(DisclosureFault::Unreferenced) {
        return None;
    }
    let mut steps = error.path.iter();
    steps.find(|step| matches!(step, PathStep::Part(Part::Disclosures)))?;
    match steps.next() {
        Some(PathStep::Index(at)) => Some(*at),
        _ => None,
    }
}

/// Finds the member or element that the second tree withholds. As deep as credentials may be.
fn differs(more: &Node<'_>, less: &Node<'_>, family: Family, pointer: &mut Vec<Item>) -> bool {
    match (&more.value, &less.value) {
        (Value::Map(more), Value::Map(less)) => {
            for (key, member) in more.iter() {
                pointer.push(item(key, family));
                let found = match less.get(key) {
                    Some(other) => differs(member, other, family, pointer),
                    None => less.withheld > more.withheld,
                };
                if found {
                    return true;
                }
                pointer.pop();
            }
            false
        }
        (Value::Array(more), Value::Array(less)) => {
            let is_withheld = less.withheld > more.withheld;
            for (at, element) in more.items.iter().enumerate() {
                let Ok(position) = u32::try_from(at) else { return false };
                pointer.push(Item::Position(position));
                let found = match less.items.get(at) {
                    None => is_withheld,
                    Some(other) if is_withheld => element != other,
                    Some(other) => differs(element, other, family, pointer),
                };
                if found {
                    return true;
                }
                pointer.pop();
            }
            false
        }
        (Value::Tag(number, more), Value::Tag(_, less)) => {
            pointer.push(Item::Tag(*number));
            differs(more, less, family, pointer) || {
                pointer.pop();
                false
            }
        }
        _ => false,
    }
}

/// A key of the tree as pointers have it.
fn item(key: &[u8], family: Family) -> Item {
    match family {
        Family::Jwt => {
            let mut quoted = String::new();
            json::write_string(&mut quoted, &String::from_utf8_lossy(key));
            Item::Key(quoted.into_bytes())
        }
        Family::Cwt | Family::X509 => Item::Key(key.to_vec()),
    }
}
