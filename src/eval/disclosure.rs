//! What a room asks of disclosures, held against a credential: claims that are disclosed and may not
//! be, and claims that are not disclosed and must be (draft-mahy-mimi-pseudonyms-00 section 4).

use crate::credential::tree::{Array, Claims, Map, Node, Value};
use crate::credential::{Unverified, Verified};
use crate::format::Family;
use crate::limits::Limits;
use crate::model::Item;
use crate::model::disclosure::{ClaimDisclosure, CredentialDisclosure, DisclosurePolicy, Duty};

use super::{embedded, pointer};

/// What a credential does against a disclosure policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Whose claim: JSON, CBOR or X.509.
    pub family: Family,
    /// The claim that the policy speaks of.
    pub pointer: Vec<Item>,
    /// What is wrong with it.
    pub fault: DisclosureFault,
}

/// What is wrong with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisclosureFault {
    /// It is forbidden, and there.
    Forbidden,
    /// It is required, and not there. It may be among so many digests without a disclosure.
    Withheld {
        /// How many; never 0.
        digests: u32,
    },
    /// It is required, and the credential does not have it.
    Missing,
}

impl DisclosureFault {
    /// `forbidden`, `withheld` or `missing`.
    pub const fn word(self) -> &'static str {
        match self {
            DisclosureFault::Forbidden => "forbidden",
            DisclosureFault::Withheld { .. } => "withheld",
            DisclosureFault::Missing => "missing",
        }
    }
}

impl DisclosurePolicy {
    /// What claims whose signature was checked do against the policy, in its order.
    pub fn judge(&self, claims: &Verified<Claims<'_>>, limits: &Limits) -> Vec<Violation> {
        self.judge_claims(claims.get(), limits)
    }

    /// The same of claims that nobody has checked.
    pub fn judge_unverified_claims(
        &self,
        claims: &Unverified<Claims<'_>>,
        limits: &Limits,
    ) -> Vec<Violation> {
        self.judge_claims(claims.unverified(), limits)
    }

    /// What is asked of a credential: what is said of its format and type; if nothing is, what is
    /// said of any credential of its family, so that nobody gets around it by another format.
    pub fn asked_of(&self, claims: &Claims<'_>) -> Vec<&CredentialDisclosure> {
        let kind = (claims.format, claims.credential_type);
        let own = self.credentials.iter().find(|it| (it.format, it.credential_type) == kind);
        let of_family = |it: &&CredentialDisclosure| it.format.family() == claims.family();
        own.map_or_else(|| self.credentials.iter().filter(of_family).collect(), |own| vec![own])
    }

    pub(crate) fn judge_claims(&self, claims: &Claims<'_>, limits: &Limits) -> Vec<Violation> {
        let judge = Judge { family: claims.family(), limits };
        let mut found = Vec::new();
        for credential in self.asked_of(claims) {
            for claim in &credential.claims {
                if let Some(fault) = judge.fault(&claims.root, claim, &credential.claims) {
                    let pointer = claim.pointer.clone();
                    found.push(Violation { family: claims.family(), pointer, fault });
                }
            }
        }
        found
    }
}

struct Judge<'l> {
    family: Family,
    limits: &'l Limits,
}

/// The end of a pointer.
enum End<'n> {
    Found(&'n Node<'n>),
    /// Nothing, and how many digests may hide it.
    Nothing(u32),
}

impl Judge<'_> {
    fn fault(
        &self,
        root: &Node<'_>,
        claim: &ClaimDisclosure,
        all: &[ClaimDisclosure],
    ) -> Option<DisclosureFault> {
        match claim.duty {
            Duty::Allow => None,
            Duty::Require => self.follow(root, &claim.pointer, |end| match end {
                End::Found(_) => None,
                End::Nothing(0) => Some(DisclosureFault::Missing),
                End::Nothing(digests) => Some(DisclosureFault::Withheld { digests }),
            }),
            Duty::Forbid => {
                let below = |other: &ClaimDisclosure| {
                    let rest = other.pointer.strip_prefix(claim.pointer.as_slice())?;
                    (other.duty != Duty::Forbid && !rest.is_empty()).then(|| rest.to_vec())
                };
                let exempt: Vec<Vec<Item>> = all.iter().filter_map(below).collect();
                let exempt: Vec<&[Item]> = exempt.iter().map(Vec::as_slice).collect();
                self.follow(root, &claim.pointer, |end| match end {
                    End::Found(node) => self.says_more(node, &exempt),
                    End::Nothing(_) => false,
                })
                .then_some(DisclosureFault::Forbidden)
            }
        }
    }

    /// Whether a value says anything but what is exempt below it. As deep as pointers are long.
    fn says_more(&self, node: &Node<'_>, exempt: &[&[Item]]) -> bool {
        if exempt.is_empty() {
            return true;
        }
        let within = |fits: &dyn Fn(&Item) -> bool| -> Vec<&[Item]> {
            let rest = exempt.iter().filter_map(|pointer| {
                let (first, rest) = pointer.split_first()?;
                fits(first).then_some(rest)
            });
            rest.collect()
        };
        let entered = |node: &Node<'_>, exempt: Vec<&[Item]>| {
            // A pointer that ends here exempts all of the value.
            !exempt.iter().any(|rest| rest.is_empty()) && self.says_more(node, &exempt)
        };
        match &node.value {
            Value::Map(map) => map.iter().any(|(key, member)| {
                let fits = |item: &Item| self.key(item).is_some_and(|wanted| wanted == key);
                entered(member, within(&fits))
            }),
            Value::Array(array) => array.items.iter().enumerate().any(|(at, element)| {
                let fits = |item: &Item| {
                    matches!(item, Item::Position(position) if usize::try_from(*position) == Ok(at))
                };
                entered(element, within(&fits))
            }),
            Value::Tag(number, content) => {
                let fits = |item: &Item| matches!(item, Item::Tag(wanted) if wanted == number);
                entered(content, within(&fits))
            }
            Value::Bytes(octets) => {
                let inside = within(&|item| *item == Item::Embedded);
                match embedded::read(octets, self.limits) {
                    Some(item) if !inside.is_empty() => entered(&item, inside),
                    _ => true,
                }
            }
            _ => true,
        }
    }

    /// Follows a pointer; embedded items live only as long as the end is looked at.
    fn follow<R>(&self, node: &Node<'_>, pointer: &[Item], end: impl FnOnce(End<'_>) -> R) -> R {
        let (mut node, mut rest) = (node, pointer);
        while let Some((item, after)) = rest.split_first() {
            let next = match item {
                Item::Key(_) => self.key(item).and_then(|key| pointer::key(node, &key)),
                Item::Position(at) => pointer::position(node, *at, self.family),
                Item::Tag(number) => pointer::tag(node, Some(*number)),
                Item::Embedded => {
                    let item = pointer::embedding(node, self.family)
                        .and_then(|octets| embedded::read(octets, self.limits));
                    return match item {
                        Some(item) => self.follow(&item, after, end),
                        None => end(End::Nothing(0)),
                    };
                }
                Item::Search(_) | Item::Any => None,
            };
            match next {
                Some(next) => (node, rest) = (next, after),
                None => return end(End::Nothing(withheld(node, item))),
            }
        }
        end(End::Found(node))
    }

    /// A key as the tree has it: JSON names stand in quotes on the wire.
    fn key(&self, item: &Item) -> Option<Vec<u8>> {
        let Item::Key(key) = item else { return None };
        match self.family {
            Family::Jwt => serde_json::from_slice::<String>(key).ok().map(String::into_bytes),
            Family::Cwt | Family::X509 => Some(key.clone()),
        }
    }
}

/// How many digests may hide what a step does not find.
fn withheld(node: &Node<'_>, item: &Item) -> u32 {
    match (&node.value, item) {
        (Value::Map(Map { withheld, .. }), Item::Key(_))
        | (Value::Array(Array { withheld, .. }), Item::Position(_)) => *withheld,
        _ => 0,
    }
}
