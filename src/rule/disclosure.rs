//! The disclosure policy of a checked policy as it goes on the wire.

use crate::check::Checked;
use crate::check::checked::Step;
use crate::format::Family;
use crate::model::Item;
use crate::model::disclosure::{
    ClaimDisclosure, CredentialDisclosure, DisclosurePolicy, Pseudonyms,
};
use crate::rule::atom::Hop;
use crate::rule::entries;
use crate::rule::lower::Options;
use crate::rule::matcher;

/// What the policy asks of disclosures; `None` when it says nothing of them.
pub(crate) fn lower(checked: &Checked, options: &Options) -> Option<DisclosurePolicy> {
    let said = &checked.disclosure;
    let blocks = said.credentials.iter().filter_map(|block| {
        let credential = checked.credentials.get(block.credential.0)?;
        let family = credential.format.family();
        let claim = |claim: &crate::check::checked::DisclosedClaim| {
            let pointer =
                claim.pointer.iter().map(|step| item(step, family)).collect::<Option<_>>()?;
            Some(ClaimDisclosure { pointer, duty: claim.duty })
        };
        let mut claims: Vec<ClaimDisclosure> = block.claims.iter().filter_map(claim).collect();
        claims.sort();
        Some(CredentialDisclosure {
            format: credential.format,
            credential_type: entries::credential_type(credential, options),
            claims,
        })
    });
    let mut credentials: Vec<CredentialDisclosure> = blocks.collect();
    credentials.sort();
    let pseudonyms = said.pseudonyms.unwrap_or(Pseudonyms::Unsaid);
    let policy = DisclosurePolicy { pseudonyms, credentials };
    (!policy.is_empty()).then_some(policy)
}

/// One step; disclosed claims are reached without searches.
fn item(step: &Step, family: Family) -> Option<Item> {
    let hop = match step {
        Step::Name(name) => Hop::Name(name.clone()),
        Step::Cbor(key) => Hop::Cbor(key.clone()),
        Step::Oid(oid) => Hop::Oid(oid.clone()),
        Step::Position(position) => Hop::Position(*position),
        Step::Tag(tag) => Hop::Tag(*tag),
        Step::Embedded => Hop::Embedded,
        Step::Search(..) => return None,
    };
    matcher::item(&hop, family).ok()
}
