//! The disclosures of an SD-JWT by their digests (RFC 9901 sections 4.2 and 7.1).

use std::borrow::Cow;
use std::collections::HashMap;

use super::hash::Hash;
use super::{SdJwt, disclosure_error};
use crate::credential::error::{DisclosureFault, Error, ErrorKind};
use crate::credential::json;
use crate::credential::nesting::Depth;
use crate::credential::tree::{Node, Value};
use crate::credential::withheld::{Behind, Member, Source, is_reserved_name};
use crate::limits::Limits;

/// Disclosures that wait for their digests.
pub(super) struct Disclosures<'a, 'l> {
    waiting: HashMap<String, Waiting<'a>>,
    limits: &'l Limits,
}

/// A disclosure, and which it is.
struct Waiting<'a> {
    at: usize,
    octets: &'a [u8],
}

/// What a disclosure discloses.
enum Disclosed<'a> {
    /// `[salt, name, value]` (RFC 9901 section 4.2.1).
    Member(Cow<'a, str>, Node<'a>),
    /// `[salt, value]` (RFC 9901 section 4.2.2).
    Element(Node<'a>),
}

impl<'a, 'l> Disclosures<'a, 'l> {
    /// Computes the digests, over the text that was received.
    ///
    /// # Errors
    /// When one disclosure stands twice.
    pub(super) fn of(
        sd_jwt: Option<&'a SdJwt>,
        hash: Hash,
        limits: &'l Limits,
    ) -> Result<Self, Error> {
        let mut waiting = HashMap::new();
        let all = sd_jwt.into_iter().flat_map(SdJwt::disclosures);
        for (at, (text, octets)) in all.enumerate() {
            if waiting.insert(hash.of(text), Waiting { at, octets }).is_some() {
                return Err(fault(DisclosureFault::Twice, at));
            }
        }
        Ok(Disclosures { waiting, limits })
    }

    /// # Errors
    /// When a disclosure has not been asked for: the first of them.
    pub(super) fn finish(self) -> Result<(), Error> {
        match self.waiting.values().map(|left| left.at).min() {
            Some(at) => Err(fault(DisclosureFault::Unreferenced, at)),
            None => Ok(()),
        }
    }

    /// The disclosure with this digest.
    fn take<T>(
        &mut self,
        digest: &[u8],
        around: Depth,
        choose: impl FnOnce(Disclosed<'a>) -> Result<T, DisclosureFault>,
    ) -> Result<Behind<T>, Error> {
        let found = std::str::from_utf8(digest).ok().and_then(|text| self.waiting.remove(text));
        let Some(Waiting { at, octets }) = found else {
            return Ok(Behind::Withheld);
        };
        let elements = json::elements(octets, around, self.limits)
            .map_err(|error| disclosure_error(error, at))?;
        let disclosed = elements.and_then(disclosed);
        let chosen = disclosed.ok_or(DisclosureFault::Shape).and_then(choose);
        chosen.map(Behind::Disclosed).map_err(|f| fault(f, at))
    }
}

impl<'a> Source<'a> for Disclosures<'a, '_> {
    fn member(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Member<'a>>, Error> {
        self.take(digest, around, |disclosed| match disclosed {
            Disclosed::Member(name, _) if is_reserved_name(name.as_bytes()) => {
                Err(DisclosureFault::ReservedName)
            }
            Disclosed::Member(name, value) => Ok((json::into_octets(name), value)),
            Disclosed::Element(_) => Err(DisclosureFault::Place),
        })
    }

    fn element(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Node<'a>>, Error> {
        self.take(digest, around, |disclosed| match disclosed {
            Disclosed::Element(value) => Ok(value),
            Disclosed::Member(..) => Err(DisclosureFault::Place),
        })
    }
}

/// Salts and names are text.
fn disclosed(elements: Vec<Node<'_>>) -> Option<Disclosed<'_>> {
    let mut elements = elements.into_iter();
    let (salt, second, third) = (elements.next()?, elements.next()?, elements.next());
    let is_whole = matches!(salt.value, Value::Text(_)) && elements.next().is_none();
    match (second.value, third) {
        (Value::Text(name), Some(value)) if is_whole => Some(Disclosed::Member(name, value)),
        (value, None) if is_whole => Some(Disclosed::Element(value.into())),
        _ => None,
    }
}

fn fault(fault: DisclosureFault, at: usize) -> Error {
    disclosure_error(ErrorKind::Disclosure(fault).into(), at)
}
