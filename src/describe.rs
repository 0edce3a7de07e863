//! What a credential says and how a policy reaches it, and a declaration of the language from an
//! example credential.
//!
//! Nothing here is verified: a description says what stands in the credential, whoever wrote it.

mod facts;
mod infer;
mod members;
mod naming;
mod outline;
mod scalar;
mod schema;
mod summary;

pub use outline::{Entry, Outline};
pub use schema::{Schema, is_a_name, schema_of_unverified, usual_name};
pub use summary::Summary;

use crate::credential::tree::Node;
use crate::credential::{Carrier, Envelope, Error};
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;
use crate::spell::name::Taken;
use facts::Facts;
use infer::{Infer, Record};
use outline::Walk;

/// What a credential says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its format.
    pub format: Format,
    /// Its MLS credential type, named or the format's default.
    pub credential_type: u16,
    /// What the claims came in.
    pub carrier: Carrier,
    /// Issuer, subject and validity; nothing of a presentation, which has no issuer.
    pub summary: Summary,
    /// What the issuer asserts; nothing of a presentation.
    pub claims: Option<Outline>,
    /// What the holder asserts beside it: a key binding token, or what a presentation says.
    pub holder: Option<Outline>,
    /// The credentials that a presentation holds.
    pub embedded: Vec<Description>,
}

/// Entries of all outlines of one description; more are counted and left out.
const MOST_ENTRIES: usize = 2000;

/// Describes a credential of which nobody has verified anything.
///
/// # Errors
/// When the credential, or one inside of a presentation, is malformed.
pub fn describe_unverified(envelope: &Envelope<'_>, limits: &Limits) -> Result<Description, Error> {
    let mut left = MOST_ENTRIES;
    let Some(inside) = envelope.embedded(limits)? else {
        return one(envelope, limits, &mut left);
    };
    let holder = holder(envelope, limits, &mut left, &mut Taken::default())?;
    let embedded: Result<Vec<_>, _> =
        inside.iter().map(|inside| one(inside, limits, &mut left)).collect();
    Ok(Description {
        summary: Summary::default(),
        claims: None,
        holder,
        embedded: embedded?,
        ..empty(envelope)
    })
}

fn one(envelope: &Envelope<'_>, limits: &Limits, left: &mut usize) -> Result<Description, Error> {
    let claims = envelope.claims(limits)?;
    let claims = claims.unverified();
    let mut taken = Taken::default();
    let family = claims.family();
    let issuer = outline(&claims.root, (family, Provenance::Issuer), limits, left, &mut taken);
    Ok(Description {
        summary: Summary::of(claims)?,
        claims: Some(issuer),
        holder: holder(envelope, limits, left, &mut taken)?,
        ..empty(envelope)
    })
}

fn holder(
    envelope: &Envelope<'_>,
    limits: &Limits,
    left: &mut usize,
    taken: &mut Taken,
) -> Result<Option<Outline>, Error> {
    let claims = envelope.holder_claims(limits)?;
    let whose = (envelope.format().family(), Provenance::Holder);
    Ok(claims.map(|claims| outline(&claims.unverified().root, whose, limits, left, taken)))
}

fn empty(envelope: &Envelope<'_>) -> Description {
    Description {
        format: envelope.format(),
        credential_type: envelope.credential_type(),
        carrier: envelope.carrier(),
        summary: Summary::default(),
        claims: None,
        holder: None,
        embedded: Vec::new(),
    }
}

fn outline(
    root: &Node<'_>,
    (family, provenance): (Family, Provenance),
    limits: &Limits,
    left: &mut usize,
    taken: &mut Taken,
) -> Outline {
    let record = record(root, family, limits, taken);
    let mut walk = Walk::new(family, provenance, limits, *left);
    let outline = walk.outline(&record, root);
    *left = walk.left();
    outline
}

/// The type of a root, every field with its name, which no other root's field has.
fn record(root: &Node<'_>, family: Family, limits: &Limits, taken: &mut Taken) -> Record {
    let facts = Facts::of(family, limits);
    let known = facts.known();
    let mut record = Infer { known: &known, family, limits }.root(root);
    naming::name_claims(&mut record, family, taken);
    record
}
