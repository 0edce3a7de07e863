//! Finding the credential or presentation in a payload, and which version it is of.

use super::{Token, agreement};
use crate::credential::error::{Error, ErrorKind, PathStep, Unsupported, VcFault};
use crate::credential::tree::{Array, Map, Node, Value};

/// A credential or presentation in a payload.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'n, 'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// The version of the data model.
    pub(super) version: Version,
    /// The payload.
    pub(super) root: &'n Map<'a>,
    /// The credential or presentation itself: the payload, or an object in it.
    pub(super) body: &'n Map<'a>,
}

/// The two things that can be in a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A verifiable credential: an issuer's.
    Credential,
    /// A verifiable presentation: a holder's.
    Presentation,
}

/// The versions of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.1, in the claim `vc` or `vp`.
    V1,
    /// 2.0, the payload itself.
    V2,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Credential, Kind::Presentation];

    /// The claim that holds it in version 1.1.
    const fn claim(self) -> &'static str {
        match self {
            Kind::Credential => "vc",
            Kind::Presentation => "vp",
        }
    }

    /// What `type` holds.
    const fn type_name(self) -> &'static str {
        match self {
            Kind::Credential => "VerifiableCredential",
            Kind::Presentation => "VerifiablePresentation",
        }
    }

    /// The kind that a token's `typ` names; tokens of version 1.1 name none.
    fn of_media_type(media_type: &str) -> Option<Kind> {
        match media_type {
            "vc+jwt" | "vc-ld+jwt" => Some(Kind::Credential),
            "vp+jwt" | "vp-ld+jwt" | "vp+sd-jwt" | "vp-ld+sd-jwt" => Some(Kind::Presentation),
            _ => None,
        }
    }
}

/// Whether a payload has what makes it one.
pub(super) fn is_one(root: &Map<'_>) -> bool {
    let is_body = |kind: Kind| {
        matches!(root.get(kind.claim().as_bytes()), Some(Node { value: Value::Map(_), .. }))
    };
    Kind::ALL.into_iter().any(|kind| is_body(kind) || has_type(root, kind.type_name()))
}

impl<'n, 'a> Document<'n, 'a> {
    /// Finds and checks it; nothing when these are bare claims that are none.
    ///
    /// # Errors
    /// `Vc` when it is not exactly one, or contradicts itself; `Unsupported` for a linked-data
    /// proof.
    pub(super) fn find(root: &'n Node<'a>, token: Token<'_>) -> Result<Option<Self>, Error> {
        let Value::Map(root) = &root.value else { return Err(ErrorKind::NotAMap.into()) };
        let claims = Kind::ALL.map(|kind| (kind, root.get(kind.claim().as_bytes())));
        let document = match claims {
            [(_, Some(_)), (_, Some(_))] => return Err(ErrorKind::Vc(VcFault::Two).into()),
            [(kind, Some(claim)), (_, None)] | [(_, None), (kind, Some(claim))] => {
                Document::in_claim(root, kind, claim, token)?
            }
            [(_, None), (_, None)] => match Document::in_payload(root, token)? {
                Some(document) => document,
                None => return Ok(None),
            },
        };
        if document.body.get(PROOF).is_some() {
            let error = Error::new(ErrorKind::Unsupported(Unsupported::LinkedDataProof));
            return Err(document.inside(error.inside(PathStep::Name("proof".to_owned()))));
        }
        agreement::check(&document)?;
        Ok(Some(document))
    }

    /// An error at a place of the body, seen from the payload.
    pub(super) fn inside(&self, error: Error) -> Error {
        match self.version {
            Version::V1 => error.inside(PathStep::Name(self.kind.claim().to_owned())),
            Version::V2 => error,
        }
    }

    fn in_claim(
        root: &'n Map<'a>,
        kind: Kind,
        claim: &'n Node<'a>,
        token: Token<'_>,
    ) -> Result<Self, Error> {
        let inside = |error: Error| error.inside(PathStep::Name(kind.claim().to_owned()));
        let is_second = Kind::ALL.into_iter().any(|kind| has_type(root, kind.type_name()));
        if is_second || token.media_type.and_then(Kind::of_media_type).is_some() {
            return Err(ErrorKind::Vc(VcFault::Two).into());
        }
        let Value::Map(body) = &claim.value else {
            return Err(inside(ErrorKind::Vc(VcFault::NotOne).into()));
        };
        if kind_of(body).map_err(inside)? != Some(kind) {
            return Err(inside(not_its_type()));
        }
        Ok(Document { kind, version: Version::V1, root, body })
    }

    fn in_payload(root: &'n Map<'a>, token: Token<'_>) -> Result<Option<Self>, Error> {
        let named = token.media_type.and_then(Kind::of_media_type);
        match kind_of(root)? {
            Some(kind) if named.is_none_or(|named| named == kind) => {
                Ok(Some(Document { kind, version: Version::V2, root, body: root }))
            }
            None if token.is_bare => Ok(None),
            None if named.is_none() && root.get(TYPE).is_none() => {
                Err(ErrorKind::Vc(VcFault::NotOne).into())
            }
            _ => Err(not_its_type()),
        }
    }
}

const TYPE: &[u8] = b"type";
const PROOF: &[u8] = b"proof";

/// What `type` says.
fn kind_of(body: &Map<'_>) -> Result<Option<Kind>, Error> {
    let mut kinds = Kind::ALL.into_iter().filter(|kind| has_type(body, kind.type_name()));
    let kind = kinds.next();
    if kinds.next().is_some() { Err(not_its_type()) } else { Ok(kind) }
}

fn not_its_type() -> Error {
    Error::new(ErrorKind::Vc(VcFault::Type)).inside(PathStep::Name("type".to_owned()))
}

/// Whether `type`, a text or a list, holds a name.
pub(super) fn has_type(body: &Map<'_>, name: &str) -> bool {
    let is_name = |node: &Node<'_>| matches!(&node.value, Value::Text(text) if text == name);
    match body.get(TYPE) {
        Some(Node { value: Value::Array(Array { items, .. }), .. }) => items.iter().any(is_name),
        Some(node) => is_name(node),
        None => false,
    }
}
