//! Puts what is disclosed in its place, takes the marks of selective disclosure out, and counts what
//! they withhold: a digest without a disclosure is never a claim.
//!
//! JSON (RFC 9901 section 4.2.4): the member `_sd` holds digests of members, an element
//! `{"...": digest}` stands for one, `_sd_alg` names the hash. CBOR
//! (draft-ietf-spice-sd-cwt-07): the key simple(59) holds digests of members, an element of
//! tag 60 stands for one; tags 58 and 62 belong to the time before issuance.

mod marks;

use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;

use self::marks::{Cbor, Element, Json, Marks};
use super::error::{DisclosureFault, Error, ErrorKind, PathStep};
use super::nesting::Depth;
use super::tree::{Array, Map, Node, Value};
use crate::limits::Limits;

pub(super) use self::marks::is_reserved_name;

/// Disclosures by their digests. Each digest is asked for at most once.
pub(super) trait Source<'a> {
    /// The member with this digest, its value as deep as what stands `around`.
    ///
    /// # Errors
    /// When the disclosure is malformed or is not that of a member.
    fn member(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Member<'a>>, Error>;

    /// The element with this digest, as deep as what stands `around`.
    ///
    /// # Errors
    /// When the disclosure is malformed or is not that of an element.
    fn element(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Node<'a>>, Error>;
}

/// What is behind a digest.
pub(super) enum Behind<T> {
    /// This, which is disclosed.
    Disclosed(T),
    /// Nothing: a decoy that is disclosed (draft-ietf-spice-sd-cwt-07 section 10).
    Nothing,
    /// Nobody says.
    Withheld,
}

/// A map's key and value.
pub(super) type Member<'a> = (Cow<'a, [u8]>, Node<'a>);

/// Leaves only what is disclosed below a root of JSON, from which `_sd_alg` is taken out, and counts
/// the rest where it would stand.
///
/// # Errors
/// `Disclosure` when a mark stands where none may stand or holds no digests, when a digest stands
/// twice or a name is taken; and those of the disclosures.
pub(super) fn settle_json<'a>(
    root: &mut Node<'a>,
    disclosures: &mut impl Source<'a>,
    limits: &Limits,
) -> Result<(), Error> {
    Settler::<Json, _>::new(disclosures).node(root, Depth::outside(limits))
}

/// The same for CBOR, where several maps can be claims of one token.
///
/// # Errors
/// Those of [`settle_json`].
pub(super) fn settle_cbor<'n, 'a: 'n>(
    roots: impl IntoIterator<Item = &'n mut Node<'a>>,
    disclosures: &mut impl Source<'a>,
    limits: &Limits,
) -> Result<(), Error> {
    let mut settler = Settler::<Cbor, _>::new(disclosures);
    roots.into_iter().try_for_each(|root| settler.node(root, Depth::outside(limits)))
}

/// Whether CBOR holds no mark at all, wherever it stands; of map keys only the tagged ones are
/// looked at.
pub(super) fn is_unmarked(node: &Node<'_>) -> bool {
    !Cbor::is_misplaced(node)
        && match &node.value {
            Value::Array(Array { items, .. }) => items.iter().all(is_unmarked),
            Value::Map(map) => map.iter().all(|(_, node)| is_unmarked(node)),
            Value::Tag(_, content) => is_unmarked(content),
            _ => true,
        }
}

/// Goes over each value once, also over those that it puts in place.
struct Settler<'s, 'a, M, S> {
    disclosures: &'s mut S,
    digests: HashSet<Cow<'a, [u8]>>,
    marks: PhantomData<M>,
}

impl<'s, 'a, M: Marks, S: Source<'a>> Settler<'s, 'a, M, S> {
    fn new(disclosures: &'s mut S) -> Self {
        Settler { disclosures, digests: HashSet::new(), marks: PhantomData }
    }

    fn node(&mut self, node: &mut Node<'a>, around: Depth) -> Result<(), Error> {
        if M::is_misplaced(node) {
            return Err(fault(DisclosureFault::Mark));
        }
        match &mut node.value {
            Value::Array(array) => self.array(array, around.enter()?),
            Value::Map(map) => self.map(map, around.enter()?),
            Value::Tag(number, content) => self
                .node(content, around.enter()?)
                .map_err(|error| error.inside(PathStep::Tag(*number))),
            _ => Ok(()),
        }
    }

    fn array(&mut self, array: &mut Array<'a>, depth: Depth) -> Result<(), Error> {
        let items = std::mem::take(&mut array.items);
        array.items.reserve_exact(items.len());
        for (at, item) in items.into_iter().enumerate() {
            let found = self.item(item, depth);
            match found.map_err(|error| error.inside(PathStep::Index(at)))? {
                Behind::Disclosed(item) => array.items.push(item),
                Behind::Nothing => {}
                Behind::Withheld => array.withheld = array.withheld.saturating_add(1),
            }
        }
        Ok(())
    }

    fn item(&mut self, item: Node<'a>, depth: Depth) -> Result<Behind<Node<'a>>, Error> {
        let mut item = match M::element(item) {
            Element::Plain(item) => item,
            Element::Faulty => return Err(fault(DisclosureFault::Mark)),
            Element::Digest(digest) => {
                self.once(digest.clone())?;
                match self.disclosures.element(&digest, depth)? {
                    Behind::Disclosed(item) => item,
                    other => return Ok(other),
                }
            }
        };
        self.node(&mut item, depth)?;
        Ok(Behind::Disclosed(item))
    }

    fn map(&mut self, map: &mut Map<'a>, depth: Depth) -> Result<(), Error> {
        let digests = map.remove(M::MEMBERS);
        for (key, node) in &mut map.entries {
            self.node(node, depth).map_err(|error| error.inside(M::step(key)))?;
        }
        match digests {
            Some(digests) => self.members(map, digests, depth),
            None => Ok(()),
        }
    }

    /// Adds the members that are disclosed; the others are counted.
    fn members(&mut self, map: &mut Map<'a>, digests: Node<'a>, depth: Depth) -> Result<(), Error> {
        let inside = |error: Error| error.inside(M::step(M::MEMBERS));
        let not_digests = || inside(fault(DisclosureFault::Mark));
        let Value::Array(Array { items, .. }) = digests.value else { return Err(not_digests()) };
        let mut members = Vec::new();
        for item in items {
            let digest = M::digest(item).ok_or_else(not_digests)?;
            self.once(digest.clone()).map_err(inside)?;
            match self.disclosures.member(&digest, depth)? {
                Behind::Disclosed((key, mut node)) => {
                    self.node(&mut node, depth).map_err(|error| error.inside(M::step(&key)))?;
                    members.push((key, node));
                }
                Behind::Nothing => {}
                Behind::Withheld => map.withheld = map.withheld.saturating_add(1),
            }
        }
        map.add(members).map_err(|twice| fault(DisclosureFault::NameTaken).inside(M::step(&twice)))
    }

    /// A digest that stands twice could put one disclosure in two places (RFC 9901 section 7.1).
    fn once(&mut self, digest: Cow<'a, [u8]>) -> Result<(), Error> {
        if self.digests.insert(digest) { Ok(()) } else { Err(fault(DisclosureFault::DigestTwice)) }
    }
}

fn fault(fault: DisclosureFault) -> Error {
    ErrorKind::Disclosure(fault).into()
}
