//! The disclosures of an SD-CWT by their digests (draft-ietf-spice-sd-cwt-07 sections 5.1 and 9).

use std::borrow::Cow;
use std::collections::HashMap;

use super::{DigestMode, Disclosure};
use crate::credential::canonical;
use crate::credential::cbor::{self, Received, Rules};
use crate::credential::error::{DisclosureFault, Error, ErrorKind, Part, PathStep};
use crate::credential::nesting::Depth;
use crate::credential::sd_jwt::Hash;
use crate::credential::tree::{Node, Value};
use crate::credential::withheld::{Behind, Member, Source};
use crate::limits::Limits;

/// Disclosures that wait for their digests.
pub(super) struct Disclosures<'a, 'l> {
    waiting: HashMap<Vec<u8>, Waiting<'a>>,
    limits: &'l Limits,
}

/// A disclosure, and which it is.
struct Waiting<'a> {
    at: usize,
    content: &'a [u8],
}

/// What a disclosure discloses.
///
/// ```text
/// salted-claim   = [ salt: bstr .size 16, value: any, key: int / text ]
/// salted-element = [ salt: bstr .size 16, value: any ]
/// decoy          = [ salt: bstr .size 16 ]
/// ```
enum Salted<'a> {
    Claim(Cow<'a, [u8]>, Node<'a>),
    Element(Node<'a>),
    Decoy,
}

impl<'a, 'l> Disclosures<'a, 'l> {
    /// None.
    pub(super) fn none(limits: &'l Limits) -> Self {
        Disclosures { waiting: HashMap::new(), limits }
    }

    /// Computes the digests, over what was received.
    ///
    /// # Errors
    /// When one disclosure stands twice.
    pub(super) fn of(
        disclosures: &'a [Disclosure],
        hash: Hash,
        mode: DigestMode,
        limits: &'l Limits,
    ) -> Result<Self, Error> {
        let mut waiting = HashMap::with_capacity(disclosures.len());
        for (at, disclosure) in disclosures.iter().enumerate() {
            let content = disclosure.content();
            let digest = hash.digest(match mode {
                DigestMode::Content => content,
                DigestMode::EncodedBstr => &disclosure.encoded,
            });
            if waiting.insert(digest, Waiting { at, content }).is_some() {
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
        choose: impl FnOnce(Salted<'a>) -> Result<Behind<T>, DisclosureFault>,
    ) -> Result<Behind<T>, Error> {
        let Some(Waiting { at, content }) = self.waiting.remove(digest) else {
            return Ok(Behind::Withheld);
        };
        let elements = cbor::elements(content, around, Rules::Redacted, self.limits)
            .map_err(|error| disclosure_error(error, at))?;
        let salted = elements.ok_or(DisclosureFault::Shape).and_then(salted);
        salted.and_then(choose).map_err(|kind| fault(kind, at))
    }
}

impl<'a> Source<'a> for Disclosures<'a, '_> {
    fn member(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Member<'a>>, Error> {
        self.take(digest, around, |salted| match salted {
            Salted::Claim(key, _) if around.is_root() && is_never_redacted(&key) => {
                Err(DisclosureFault::NeverRedacted)
            }
            Salted::Claim(key, value) => Ok(Behind::Disclosed((key, value))),
            Salted::Decoy => Ok(Behind::Nothing),
            Salted::Element(_) => Err(DisclosureFault::Place),
        })
    }

    fn element(&mut self, digest: &[u8], around: Depth) -> Result<Behind<Node<'a>>, Error> {
        self.take(digest, around, |salted| match salted {
            Salted::Element(value) => Ok(Behind::Disclosed(value)),
            Salted::Decoy => Ok(Behind::Nothing),
            Salted::Claim(..) => Err(DisclosureFault::Place),
        })
    }
}

const SALT_OCTETS: usize = 16;

fn salted(elements: Vec<Received<'_>>) -> Result<Salted<'_>, DisclosureFault> {
    let mut elements = elements.into_iter();
    match elements.next() {
        Some((Node { value: Value::Bytes(salt), .. }, _)) if salt.len() == SALT_OCTETS => {}
        Some((Node { value: Value::Bytes(_), .. }, _)) => return Err(DisclosureFault::Salt),
        _ => return Err(DisclosureFault::Shape),
    }
    match (elements.next(), elements.next(), elements.next()) {
        (None, ..) => Ok(Salted::Decoy),
        (Some((value, _)), None, _) => Ok(Salted::Element(value)),
        (Some((value, _)), Some((key, received)), None) => {
            let key = claim_key(&key, received);
            key.map(|key| Salted::Claim(key, value)).ok_or(match received {
                cbor::REDACTED_KEYS => DisclosureFault::ReservedName,
                _ => DisclosureFault::Shape,
            })
        }
        _ => Err(DisclosureFault::Shape),
    }
}

/// A key's deterministic encoding: borrowed when that is what was received.
fn claim_key<'a>(key: &Node<'_>, received: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    if !cbor::is_plain_key(received) {
        return None;
    }
    let mut encoded = Vec::with_capacity(received.len());
    canonical::cbor(key, &mut encoded)?;
    Some(if encoded == received { Cow::Borrowed(received) } else { Cow::Owned(encoded) })
}

/// `iss`, `aud`, `exp`, `nbf`, `iat`, `cti`, `cnf` and `cnonce` (section 7).
fn is_never_redacted(key: &[u8]) -> bool {
    matches!(key, [1 | 3..=8] | [0x18, 39])
}

fn fault(fault: DisclosureFault, at: usize) -> Error {
    disclosure_error(ErrorKind::Disclosure(fault).into(), at)
}

/// The same error, seen from outside of a disclosure.
fn disclosure_error(error: Error, at: usize) -> Error {
    error.inside(PathStep::Index(at)).inside(PathStep::Part(Part::Disclosures))
}
