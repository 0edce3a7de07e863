//! The credentials of tests: read as any credential is, by nobody verified.

use crate::check::Checked;
use crate::check::checked::{Credential, Given, GivenClaim, TestCase};
use crate::credential::{Claims, Envelope, Error, HolderClaims, Unverified};
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;

use super::shape::{self, Shape};
use super::{certificate, octets};

/// Who reads the files that tests name. The library itself does no I/O.
pub trait Files: Sync {
    /// The octets of the file that `path` names in the policy called `from`.
    ///
    /// # Errors
    /// In words, when the file cannot be had.
    fn read(&self, path: &str, from: &str) -> Result<Vec<u8>, String>;
}

/// For policies whose tests name no files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str, _from: &str) -> Result<Vec<u8>, String> {
        Err("files cannot be read here".into())
    }
}

/// The credentials of one case: one, unless a file holds a presentation.
#[derive(Debug)]
pub(super) enum Held<'c> {
    /// A file: what was opened, and the credentials in it.
    File(Box<Envelope<'static>>, Vec<Envelope<'static>>),
    /// Claims of the issuer's, and those of the holder's when some are given.
    Claims(Box<Envelope<'static>>, Option<Box<Envelope<'static>>>),
    /// The fields of a certificate, and its MLS credential type.
    Certificate(Shape<'c>, u16),
}

/// A credential and what its holder says beside it, by nobody verified.
#[derive(Debug)]
pub(super) struct Presented<'h> {
    /// What the issuer asserts.
    pub claims: Unverified<Claims<'h>>,
    /// What the holder asserts.
    pub holder: Option<Unverified<HolderClaims<'h>>>,
}

impl<'c> Held<'c> {
    /// What a case gives.
    ///
    /// # Errors
    /// In words, when there is no such credential.
    pub fn of(
        case: &'c TestCase,
        checked: &Checked,
        from: &str,
        files: &dyn Files,
        limits: &Limits,
    ) -> Result<Held<'c>, String> {
        match &case.given {
            Given::File(path) => in_file(&files.read(&path.node, from)?, checked, limits),
            Given::Claims { credential, claims } => {
                let Some(declared) = checked.credentials.get(credential.0) else {
                    return Err("the credential is not declared".into());
                };
                given(declared, claims, limits)
            }
        }
    }

    /// Each credential with what the holder says beside it.
    ///
    /// # Errors
    /// In words, when a credential is malformed.
    pub fn presented(&self, limits: &Limits) -> Result<Vec<Presented<'_>>, String> {
        match self {
            Held::File(outer, credentials) => {
                let holder = outer.holder_claims(limits).map_err(words)?;
                let each = credentials.iter().map(|envelope| {
                    let claims = envelope.claims(limits).map_err(words)?;
                    Ok(Presented { claims, holder: holder.clone() })
                });
                each.collect()
            }
            Held::Claims(envelope, beside) => {
                let claims = envelope.claims(limits).map_err(words)?;
                let holder = beside.as_ref().map(|beside| {
                    let said = beside.claims(limits).map_err(words)?;
                    let root = said.trust_without_verification().root;
                    Ok::<_, String>(Unverified::said(HolderClaims { root }))
                });
                Ok(vec![Presented { claims, holder: holder.transpose()? }])
            }
            Held::Certificate(shape, credential_type) => {
                let root = certificate::tree(shape)?;
                let (format, credential_type) = (Format::X509, *credential_type);
                let claims = Unverified::said(Claims { format, credential_type, root });
                Ok(vec![Presented { claims, holder: None }])
            }
        }
    }
}

fn words(error: Error) -> String {
    error.to_string()
}

fn in_file<'c>(octets: &[u8], checked: &Checked, limits: &Limits) -> Result<Held<'c>, String> {
    let format = Envelope::open(octets, None, None, limits).map_err(words)?.format();
    let credential_type = declared_type(checked, format);
    let envelope = Envelope::open(octets, None, credential_type, limits).map_err(words)?;
    let all = envelope.credentials(limits).map_err(words)?;
    let all = all.into_iter().map(|one| one.into_owned().into_owned()).collect();
    Ok(Held::File(Box::new(envelope.into_owned()), all))
}

fn given<'c>(
    declared: &Credential,
    claims: &'c [GivenClaim],
    limits: &Limits,
) -> Result<Held<'c>, String> {
    let family = declared.format.family();
    let of = |provenance| claims.iter().filter(move |claim| claim.provenance == provenance);
    let shape = shape::of(of(Provenance::Issuer), family)?;
    if family == Family::X509 {
        return Ok(Held::Certificate(shape, declared.credential_type));
    }
    let credential_type = Some(declared.credential_type);
    let open = |shape: &Shape<'_>| {
        let (octets, format) = written(shape, family);
        let envelope = Envelope::open(&octets, Some(format), credential_type, limits);
        envelope.map(|envelope| Box::new(envelope.into_owned())).map_err(words)
    };
    let beside = match of(Provenance::Holder).next() {
        Some(_) => Some(open(&shape::of(of(Provenance::Holder), family)?)?),
        None => None,
    };
    Ok(Held::Claims(open(&shape)?, beside))
}

/// Claims without anything around them, and the format that reads them.
fn written(shape: &Shape<'_>, family: Family) -> (Vec<u8>, Format) {
    match family {
        Family::Cwt => {
            let mut item = Vec::new();
            octets::cbor(shape, &mut item);
            (item, Format::Cwt)
        }
        Family::Jwt | Family::X509 => {
            let mut text = String::new();
            octets::json(shape, &mut text);
            (text.into_bytes(), Format::Jwt)
        }
    }
}

/// The MLS credential type that the policy declares for a format, when it is just one.
fn declared_type(checked: &Checked, format: Format) -> Option<u16> {
    let mut declared = checked
        .credentials
        .iter()
        .filter(|credential| credential.format == format)
        .map(|credential| credential.credential_type);
    let first = declared.next()?;
    declared.all(|other| other == first).then_some(first)
}
