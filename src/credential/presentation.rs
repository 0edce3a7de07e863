//! Presentations: a credential with some of its disclosures, as its holder would send it, without
//! key binding.

use super::cbor::{self, Rules};
use super::cwt::Sign1;
use super::envelope::Envelope;
use super::error::Error;
use super::sd_cwt::SdCwt;
use super::sd_jwt::SdJwt;
use crate::limits::Limits;

impl Envelope<'_> {
    /// How many disclosures the credential comes with.
    pub fn disclosures(&self) -> usize {
        let json = self.sd_jwt().map(|token| token.disclosures().count());
        let cbor = self.sd_cwt().map(SdCwt::disclosures);
        json.or(cbor).unwrap_or_default()
    }

    /// The credential with those of its disclosures alone whose places `keep` says yes to, in their
    /// order: an SD-JWT in compact serialization, or an SD-CWT. What the holder signed is left out,
    /// for it was about another presentation; so are encrypted disclosures. `None` when the credential
    /// is neither.
    ///
    /// Nothing is checked: a disclosure whose parent is left out makes the result malformed.
    ///
    /// # Errors
    /// When an SD-CWT is malformed.
    pub fn presentation(
        &self,
        keep: &dyn Fn(usize) -> bool,
        limits: &Limits,
    ) -> Result<Option<Vec<u8>>, Error> {
        match (self.sd_jwt(), self.sd_cwt()) {
            (Some(token), _) => Ok(Some(compact(token, keep))),
            (None, Some(token)) => message(token, keep, limits).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// `<Issuer-signed JWT>~<Disclosure 1>~…~` (RFC 9901 section 4).
fn compact(token: &SdJwt, keep: &dyn Fn(usize) -> bool) -> Vec<u8> {
    let mut out = token.issuer_signed().next().unwrap_or_default().to_owned();
    out.push('~');
    for (_, (text, _)) in token.disclosures().enumerate().filter(|(at, _)| keep(*at)) {
        out.push_str(text);
        out.push('~');
    }
    out.into_bytes()
}

/// The issuer's COSE_Sign1 message, whose unprotected header nobody signed
/// (draft-ietf-spice-sd-cwt-07 section 5).
fn message(token: &SdCwt, keep: &dyn Fn(usize) -> bool, limits: &Limits) -> Result<Vec<u8>, Error> {
    use crate::semantics::cbor::{write_bytes, write_head};
    let signed = Sign1::of(cbor::received(token.issued(), Rules::Plain, limits)?, limits)?;
    let disclosures: Vec<&[u8]> = token
        .encoded_disclosures()
        .enumerate()
        .filter(|(at, _)| keep(*at))
        .map(|(_, encoded)| encoded)
        .collect();
    let others: Vec<_> =
        signed.unprotected.iter().filter(|(label, _)| !SdCwt::is_of_disclosures(label)).collect();
    let mut out = Vec::new();
    write_head(&mut out, MAJOR_TAG, COSE_SIGN1);
    write_head(&mut out, MAJOR_ARRAY, 4);
    write_bytes(&mut out, &signed.protected);
    let members = others.len() + usize::from(!disclosures.is_empty());
    write_head(&mut out, MAJOR_MAP, members as u64);
    let mut listed = disclosures.is_empty();
    for (label, value) in others {
        // Labels keep their order, which is that of their encodings.
        if !listed && label > SdCwt::DISCLOSURES_LABEL {
            write_list(&mut out, &disclosures);
            listed = true;
        }
        out.extend_from_slice(label);
        out.extend_from_slice(value.der);
    }
    if !listed {
        write_list(&mut out, &disclosures);
    }
    write_bytes(&mut out, &signed.payload);
    write_bytes(&mut out, &signed.signature);
    Ok(out)
}

fn write_list(out: &mut Vec<u8>, disclosures: &[&[u8]]) {
    out.extend_from_slice(SdCwt::DISCLOSURES_LABEL);
    crate::semantics::cbor::write_head(out, MAJOR_ARRAY, disclosures.len() as u64);
    disclosures.iter().for_each(|encoded| out.extend_from_slice(encoded));
}

const MAJOR_ARRAY: u8 = 4;
const MAJOR_MAP: u8 = 5;
const MAJOR_TAG: u8 = 6;

/// Tag 18: COSE_Sign1 (RFC 9052 section 2).
const COSE_SIGN1: u64 = 18;
