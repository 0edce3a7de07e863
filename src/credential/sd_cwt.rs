//! SD-CWT (draft-ietf-spice-sd-cwt-07): taken apart, alone or in its key binding token, and its
//! effective claims.

mod disclosures;
mod header;
mod key_binding;
mod registered;

use std::borrow::Cow;

pub use self::key_binding::KeyBindingToken;

use self::disclosures::Disclosures;
use self::header::{Parameters, label};
use super::cbor::{self, Rules};
use super::cwt::Sign1;
use super::envelope::{Carrier, Opened};
use super::error::{Error, ErrorKind, Part, PathStep, SdCwtFault};
use super::tree::{Node, Value};
use super::{canonical, withheld};
use crate::format::Format;
use crate::limits::Limits;

pub(super) use self::header::{Kind, kind};

/// What the digest of a disclosure is computed over. The draft's text says the one and its example
/// files do the other; a token keeps to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DigestMode {
    /// The content of the byte string (section 3.2 and its figures).
    #[default]
    Content,
    /// The byte string as it was received, with its head (the example files).
    EncodedBstr,
}

impl DigestMode {
    /// Both.
    pub const ALL: [DigestMode; 2] = [DigestMode::Content, DigestMode::EncodedBstr];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            DigestMode::Content => "content",
            DigestMode::EncodedBstr => "encoded-bstr",
        }
    }

    /// The mode with this word.
    pub fn from_word(word: &str) -> Option<DigestMode> {
        DigestMode::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// What an SD-CWT has besides the payload. Digests have not been compared yet, and no signature has
/// been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdCwt {
    issued: Vec<u8>,
    disclosures: Vec<Disclosure>,
    encrypted: usize,
    key_binding: Option<KeyBindingToken>,
}

/// A disclosure: a byte string as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Disclosure {
    encoded: Vec<u8>,
    /// Where the content begins.
    content: usize,
}

impl SdCwt {
    /// The COSE_Sign1 message of the issuer, as it was received.
    pub fn issued(&self) -> &[u8] {
        &self.issued
    }

    /// The key binding token around it.
    pub const fn key_binding(&self) -> Option<&KeyBindingToken> {
        self.key_binding.as_ref()
    }

    /// The label of the disclosures: `sd_claims` (17).
    pub(super) const DISCLOSURES_LABEL: &[u8] = label::SD_CLAIMS;

    /// How many disclosures it came with, the encrypted ones not among them.
    pub fn disclosures(&self) -> usize {
        self.disclosures.len()
    }

    /// The disclosures as they were received: byte strings with their heads.
    pub(super) fn encoded_disclosures(&self) -> impl Iterator<Item = &[u8]> {
        self.disclosures.iter().map(|disclosure| disclosure.encoded.as_slice())
    }

    /// Whether a label is that of disclosures, encrypted or not.
    pub(super) fn is_of_disclosures(key: &[u8]) -> bool {
        [label::SD_CLAIMS, label::ENCRYPTED_CLAIMS].contains(&key)
    }

    /// How many disclosures are encrypted (section 12). They are withheld like those that were not
    /// sent: their digests are counted where they stand.
    pub const fn encrypted_disclosures(&self) -> usize {
        self.encrypted
    }
}

impl Disclosure {
    fn content(&self) -> &[u8] {
        self.encoded.get(self.content..).unwrap_or_default()
    }
}

/// Opens an SD-CWT, or a key binding token with one inside.
///
/// ```text
/// sd-cwt-issued = #6.18([ protected, unprotected, payload, signature ])
/// kbt-cwt       = #6.18([ protected with kcwt: sd-cwt-issued, unprotected, payload, signature ])
/// ```
///
/// # Errors
/// When either is malformed, or has what it must not have.
pub(super) fn open<'a>(octets: &'a [u8], limits: &Limits) -> Result<Opened<'a>, Error> {
    let outer = message(octets, limits)?;
    let parameters = Parameters::read(&outer, Rules::Redacted, limits)?;
    if !parameters.is_key_binding() {
        return opened(octets, octets, &outer, &parameters, None, limits);
    }
    let inside = |error: Error| error.inside(PathStep::Part(Part::KeyBinding));
    let parameters = Parameters::read(&outer, Rules::Plain, limits).map_err(inside)?;
    let token = KeyBindingToken::read(octets, &outer, &parameters, limits).map_err(inside)?;
    let issued = token.credential(&parameters).map_err(inside)?;
    let inner = message(issued, limits)?;
    let parameters = Parameters::read(&inner, Rules::Redacted, limits)?;
    opened(octets, issued, &inner, &parameters, Some(token), limits)
}

/// Claims of an SD-CWT: where they stand, and what belongs to them.
pub(super) struct Claims<'a> {
    /// The payload, or bare claims.
    pub(super) payload: &'a [u8],
    /// The protected header, and what was taken out of the token; nothing for bare claims.
    pub(super) token: Option<(&'a [u8], &'a SdCwt)>,
    /// The setting.
    pub(super) mode: DigestMode,
}

impl<'a> Claims<'a> {
    /// Makes the claims effective: what is disclosed stands in its place, the rest is counted, the
    /// marks are gone, and the header's claims stand beside the payload's (sections 6.3 and 9).
    ///
    /// # Errors
    /// `Disclosure` for every fault of digests and disclosures, `SdCwt` and `KeyBinding` for claims
    /// that contradict each other; those of CBOR, also inside a disclosure.
    pub(super) fn read(self, limits: &Limits) -> Result<Node<'a>, Error> {
        let mut root = cbor::claims(self.payload, Rules::Redacted, limits)?;
        let Some((header, token)) = self.token else {
            let mut none = Disclosures::none(limits);
            withheld::settle_cbor([&mut root], &mut none, limits)?;
            return Ok(root);
        };
        let mut header = header::protected(header, limits)?;
        let hash = header::hash(&header)?;
        let mut further = header.remove(label::CWT_CLAIMS);
        let mut disclosures = Disclosures::of(&token.disclosures, hash, self.mode, limits)?;
        let roots = std::iter::once(&mut root).chain(&mut further);
        withheld::settle_cbor(roots, &mut disclosures, limits)?;
        disclosures.finish()?;
        if let Some(further) = further {
            merge(&mut root, further)?;
        }
        let times = registered::check(&root)?;
        if let Some(key_binding) = token.key_binding() {
            key_binding.check_times(&times)?;
        }
        Ok(root)
    }
}

/// Adds the claims of the header (RFC 9597). One that stands in both has to have one value.
fn merge<'a>(root: &mut Node<'a>, further: Node<'a>) -> Result<(), Error> {
    let (Value::Map(root), Value::Map(further)) = (&mut root.value, further.value) else {
        return Err(ErrorKind::NotAMap.into());
    };
    root.withheld = root.withheld.saturating_add(further.withheld);
    let mut new = Vec::new();
    for (key, node) in further.entries {
        match root.get(&key) {
            None => new.push((key, node)),
            Some(other) if is_same(other, &node) => {}
            Some(_) => {
                let disagree = Error::new(ErrorKind::SdCwt(SdCwtFault::Disagree));
                return Err(disagree.inside(PathStep::Key(key.into_owned())));
            }
        }
    }
    root.add(new).map_err(|twice| {
        Error::new(ErrorKind::DuplicateKey).inside(PathStep::Key(twice.into_owned()))
    })
}

fn is_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    let encoded = |node| {
        let mut out = Vec::new();
        canonical::cbor(node, &mut out).map(|()| out)
    };
    encoded(one).is_some_and(|one| encoded(other) == Some(one))
}

fn message<'a>(octets: &'a [u8], limits: &Limits) -> Result<Sign1<'a>, Error> {
    Sign1::of(cbor::received(octets, Rules::Plain, limits)?, limits)
}

fn opened<'a>(
    octets: &'a [u8],
    issued: &[u8],
    message: &Sign1<'_>,
    parameters: &Parameters<'_>,
    key_binding: Option<KeyBindingToken>,
    limits: &Limits,
) -> Result<Opened<'a>, Error> {
    parameters.check_sd_cwt()?;
    let token = SdCwt {
        issued: issued.to_vec(),
        disclosures: parameters.disclosures(limits)?,
        encrypted: parameters.encrypted_disclosures()?,
        key_binding,
    };
    Ok(Opened {
        format: Some(Format::SdCwt),
        carrier: Carrier::SdCwt,
        message: Cow::Borrowed(octets),
        header: Some(Cow::Owned(message.protected.to_vec())),
        sd_cwt: Some(token),
        ..Opened::around(Cow::Owned(message.payload.to_vec()))
    })
}
