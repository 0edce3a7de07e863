//! The headers of SD-CWTs and key binding tokens (draft-ietf-spice-sd-cwt-07 sections 5, 6.3 and 12).

use super::Disclosure;
use crate::credential::cbor::{self, Rules};
use crate::credential::cwt::{Sign1, protected_map};
use crate::credential::error::{
    CoseFault, DisclosureFault, Error, ErrorKind, KeyBindingFault, Part, PathStep, SdCwtFault,
};
use crate::credential::jwt::short_type;
use crate::credential::sd_jwt::Hash;
use crate::credential::tree::{Array, Map, Node, Value};
use crate::credential::withheld;
use crate::limits::Limits;

/// Header labels, as deterministic CBOR.
pub(super) mod label {
    /// `kcwt` (13, RFC 9528): the credential that a key binding token binds.
    pub(in super::super) const KCWT: &[u8] = &[0x0d];
    /// `CWT Claims` (15, RFC 9597).
    pub(in super::super) const CWT_CLAIMS: &[u8] = &[0x0f];
    /// `typ` (16, RFC 9596).
    pub(in super::super) const TYP: &[u8] = &[0x10];
    /// `sd_claims` (17): disclosures.
    pub(in super::super) const SD_CLAIMS: &[u8] = &[0x11];
    /// `sd_alg` (170): the hash of the disclosures.
    pub(in super::super) const SD_ALG: &[u8] = &[0x18, 0xaa];
    /// `sd_aead_encrypted_claims` (171): encrypted disclosures.
    pub(in super::super) const ENCRYPTED_CLAIMS: &[u8] = &[0x18, 0xab];
    /// `sd_aead` (172): what they are encrypted with.
    pub(in super::super) const SD_AEAD: &[u8] = &[0x18, 0xac];
}

/// What has to be signed, and what cannot be.
const PROTECTED: [&[u8]; 5] =
    [label::KCWT, label::CWT_CLAIMS, label::TYP, label::SD_ALG, label::SD_AEAD];
const UNPROTECTED: [&[u8]; 2] = [label::SD_CLAIMS, label::ENCRYPTED_CLAIMS];

/// What kind of token a COSE_Sign1 message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::credential) enum Kind {
    /// Nothing says that it is one of these.
    Other,
    /// An SD-CWT by its type, without disclosures.
    Undisclosed,
    /// An SD-CWT by its type or by the disclosures in its header.
    SdCwt,
    /// A key binding token.
    KeyBinding,
}

/// Tells what a message is. What says so may still stand in the wrong place.
///
/// # Errors
/// When the protected header is not a map.
pub(in crate::credential) fn kind(message: &Sign1<'_>, limits: &Limits) -> Result<Kind, Error> {
    let protected = protected_map(&message.protected, limits)?;
    let holds = |label| protected.get(label).or(message.unprotected.get(label)).is_some();
    let typ = protected.get(label::TYP);
    Ok(if holds(label::KCWT) || is_key_binding_type(typ) {
        Kind::KeyBinding
    } else if UNPROTECTED.into_iter().any(holds) {
        Kind::SdCwt
    } else if is_sd_cwt_type(typ) {
        Kind::Undisclosed
    } else {
        Kind::Other
    })
}

/// Reads the protected header of an SD-CWT.
///
/// # Errors
/// When it does not keep to the rules.
pub(super) fn protected<'a>(octets: &'a [u8], limits: &Limits) -> Result<Map<'a>, Error> {
    parameters(octets, Rules::Redacted, limits)
}

/// The hash that `sd_alg` names; SHA-256 when it is not there (section 7).
///
/// # Errors
/// `Disclosure` when it names none that can be used.
pub(super) fn hash(protected: &Map<'_>) -> Result<Hash, Error> {
    let found = match protected.get(label::SD_ALG).map(|node| &node.value) {
        None => Some(Hash::Sha256),
        Some(Value::Int(number)) => Hash::numbered(*number),
        Some(_) => None,
    };
    let unknown = ErrorKind::Disclosure(DisclosureFault::HashName);
    found.ok_or_else(|| at(unknown, Part::ProtectedHeader, label::SD_ALG))
}

/// Both headers. Their values have their octets as they were received.
pub(super) struct Parameters<'p> {
    pub(super) protected: Map<'p>,
    pub(super) unprotected: &'p Map<'p>,
}

impl<'p> Parameters<'p> {
    /// Reads the headers of a message.
    ///
    /// # Errors
    /// When they do not keep to the rules, or a parameter stands in the wrong one of them.
    pub(super) fn read(
        message: &'p Sign1<'p>,
        rules: Rules,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let protected = parameters(&message.protected, rules, limits)?;
        let unprotected = &message.unprotected;
        let place = ErrorKind::Cose(CoseFault::Place);
        if let Some(label) = PROTECTED.into_iter().find(|label| unprotected.get(label).is_some()) {
            return Err(at(place, Part::UnprotectedHeader, label));
        }
        if let Some(label) = UNPROTECTED.into_iter().find(|label| protected.get(label).is_some()) {
            return Err(at(place, Part::ProtectedHeader, label));
        }
        Ok(Parameters { protected, unprotected })
    }

    /// Whether the message is a key binding token, even if not all of it is as it must be.
    pub(super) fn is_key_binding(&self) -> bool {
        let typ = self.protected.get(label::TYP);
        is_key_binding_type(typ) || self.protected.get(label::KCWT).is_some()
    }

    /// # Errors
    /// When the message is not a key binding token by its type, or has what it must not have.
    pub(super) fn check_key_binding(&self) -> Result<(), Error> {
        if !is_key_binding_type(self.protected.get(label::TYP)) {
            return Err(ErrorKind::KeyBinding(KeyBindingFault::Type).into());
        }
        let forbidden = [label::CWT_CLAIMS, label::SD_ALG, label::SD_AEAD]
            .map(|label| (&self.protected, Part::ProtectedHeader, label))
            .into_iter()
            .chain(UNPROTECTED.map(|label| (self.unprotected, Part::UnprotectedHeader, label)))
            .find(|(header, _, label)| header.get(label).is_some());
        if let Some((_, part, label)) = forbidden {
            return Err(at(ErrorKind::KeyBinding(KeyBindingFault::Forbidden), part, label));
        }
        self.check_unmarked(label::KCWT)
    }

    /// # Errors
    /// When the message is not an SD-CWT by its type, or has marks where none may stand.
    pub(super) fn check_sd_cwt(&self) -> Result<(), Error> {
        if !is_sd_cwt_type(self.protected.get(label::TYP)) {
            return Err(ErrorKind::SdCwt(SdCwtFault::Type).into());
        }
        self.check_unmarked(label::CWT_CLAIMS)
    }

    /// The disclosures; there may be no empty list of them (section 9).
    ///
    /// # Errors
    /// `Disclosure` when they are not byte strings in a list, and past a limit.
    pub(super) fn disclosures(&self, limits: &Limits) -> Result<Vec<Disclosure>, Error> {
        let items = self.list(label::SD_CLAIMS)?;
        if items.len() > limits.disclosures {
            return Err(ErrorKind::TooManyDisclosures { limit: limits.disclosures }.into());
        }
        let disclosures = items.iter().map(|item| match &item.value {
            Value::Bytes(content) => item
                .der
                .len()
                .checked_sub(content.len())
                .map(|start| Disclosure { encoded: item.der.to_vec(), content: start }),
            _ => None,
        });
        disclosures.collect::<Option<_>>().ok_or_else(|| not_a_list(label::SD_CLAIMS))
    }

    /// How many disclosures are encrypted.
    ///
    /// ```text
    /// aead-encrypted = [ nonce: bstr, ciphertext: bstr, tag: bstr ]
    /// ```
    ///
    /// # Errors
    /// `Disclosure` when they are not that.
    pub(super) fn encrypted_disclosures(&self) -> Result<usize, Error> {
        let items = self.list(label::ENCRYPTED_CLAIMS)?;
        let is_encrypted = |item: &Node<'_>| match &item.value {
            Value::Array(Array { items, .. }) => {
                items.len() == 3 && items.iter().all(|part| matches!(part.value, Value::Bytes(_)))
            }
            _ => false,
        };
        match items.iter().all(is_encrypted) {
            true => Ok(items.len()),
            false => Err(not_a_list(label::ENCRYPTED_CLAIMS)),
        }
    }

    /// A list that is missing or has elements.
    fn list(&self, label: &[u8]) -> Result<&[Node<'p>], Error> {
        match self.unprotected.get(label).map(|node| &node.value) {
            None => Ok(&[]),
            Some(Value::Array(Array { items, .. })) if !items.is_empty() => Ok(items),
            Some(_) => Err(not_a_list(label)),
        }
    }

    /// Headers hold what a CWT may hold, but for the one parameter that holds claims (section 6.3).
    fn check_unmarked(&self, except: &[u8]) -> Result<(), Error> {
        let mark = ErrorKind::Disclosure(DisclosureFault::Mark);
        for (header, part) in
            [(&self.protected, Part::ProtectedHeader), (self.unprotected, Part::UnprotectedHeader)]
        {
            let mut others = header.iter().filter(|(label, _)| *label != except);
            let marked = |(label, node): &(&[u8], &Node<'_>)| {
                *label == cbor::REDACTED_KEYS || !is_plain(node)
            };
            if let Some((label, _)) = others.find(marked) {
                return Err(at(mark, part, label));
            }
        }
        Ok(())
    }
}

/// Whether a value holds no mark, the key simple(59) included.
pub(super) fn is_plain(node: &Node<'_>) -> bool {
    withheld::is_unmarked(node) && !has_redacted_keys(node)
}

fn has_redacted_keys(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Array(Array { items, .. }) => items.iter().any(has_redacted_keys),
        Value::Map(map) => {
            map.iter().any(|(key, node)| key == cbor::REDACTED_KEYS || has_redacted_keys(node))
        }
        Value::Tag(_, content) => has_redacted_keys(content),
        _ => false,
    }
}

/// No octets stand for an empty map.
fn parameters<'a>(octets: &'a [u8], rules: Rules, limits: &Limits) -> Result<Map<'a>, Error> {
    if octets.is_empty() {
        return Ok(Map::default());
    }
    let inside = |error: Error| error.inside(PathStep::Part(Part::ProtectedHeader));
    match cbor::received(octets, rules, limits).map_err(inside)?.value {
        Value::Map(map) => Ok(map),
        _ => Err(ErrorKind::Cose(CoseFault::Protected).into()),
    }
}

/// `typ` of an SD-CWT: a media type, perhaps a more specific one, or a content format (section 5).
fn is_sd_cwt_type(typ: Option<&Node<'_>>) -> bool {
    match typ.map(|node| &node.value) {
        Some(Value::Int(number)) => *number == SD_CWT,
        Some(Value::Text(name)) => {
            let name = short_type(name);
            name == "sd-cwt" || name.ends_with("+sd-cwt")
        }
        _ => false,
    }
}

/// `typ` of a key binding token (section 8.1).
fn is_key_binding_type(typ: Option<&Node<'_>>) -> bool {
    match typ.map(|node| &node.value) {
        Some(Value::Int(number)) => *number == KB_CWT,
        Some(Value::Text(name)) => short_type(name) == "kb+cwt",
        _ => false,
    }
}

/// CoAP content formats.
const SD_CWT: i64 = 293;
const KB_CWT: i64 = 294;

fn not_a_list(label: &[u8]) -> Error {
    at(ErrorKind::Disclosure(DisclosureFault::List), Part::UnprotectedHeader, label)
}

fn at(kind: ErrorKind, part: Part, label: &[u8]) -> Error {
    Error::new(kind).inside(PathStep::Key(label.to_vec())).inside(PathStep::Part(part))
}
