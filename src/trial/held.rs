//! The credentials of tests: read as any credential is, by nobody verified.

use crate::check::Checked;
use crate::check::checked::{Given, TestCase};
use crate::credential::{Claims, Envelope, Unverified};
use crate::format::{Family, Format};
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
    /// Opened credentials.
    Envelopes(Vec<Envelope<'static>>),
    /// The fields of a certificate, and its MLS credential type.
    Certificate(Shape<'c>, u16),
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
            Given::File(path) => {
                let octets = files.read(&path.node, from)?;
                let envelope = Envelope::open(&octets, None, None, limits);
                let format = envelope.map_err(|error| error.to_string())?.format();
                let credential_type = declared_type(checked, format);
                let envelope = Envelope::open(&octets, None, credential_type, limits)
                    .map_err(|error| error.to_string())?;
                let all = envelope.credentials(limits).map_err(|error| error.to_string())?;
                let all = all.into_iter().map(|one| one.into_owned().into_owned());
                Ok(Held::Envelopes(all.collect()))
            }
            Given::Claims { credential, claims } => {
                let Some(declared) = checked.credentials.get(credential.0) else {
                    return Err("the credential is not declared".into());
                };
                let family = declared.format.family();
                let shape = shape::of(claims, family)?;
                let (octets, format) = match family {
                    Family::X509 => {
                        return Ok(Held::Certificate(shape, declared.credential_type));
                    }
                    Family::Jwt => {
                        let mut text = String::new();
                        octets::json(&shape, &mut text);
                        (text.into_bytes(), Format::Jwt)
                    }
                    Family::Cwt => {
                        let mut item = Vec::new();
                        octets::cbor(&shape, &mut item);
                        (item, Format::Cwt)
                    }
                };
                let number = Some(declared.credential_type);
                let envelope = Envelope::open(&octets, Some(format), number, limits)
                    .map_err(|error| error.to_string())?;
                Ok(Held::Envelopes(vec![envelope.into_owned()]))
            }
        }
    }

    /// The claims of each credential.
    ///
    /// # Errors
    /// In words, when a credential is malformed.
    pub fn claims(&self, limits: &Limits) -> Result<Vec<Unverified<Claims<'_>>>, String> {
        match self {
            Held::Envelopes(envelopes) => envelopes
                .iter()
                .map(|envelope| envelope.claims(limits).map_err(|error| error.to_string()))
                .collect(),
            Held::Certificate(shape, credential_type) => {
                let root = certificate::tree(shape)?;
                let (format, credential_type) = (Format::X509, *credential_type);
                Ok(vec![Unverified::said(Claims { format, credential_type, root })])
            }
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
