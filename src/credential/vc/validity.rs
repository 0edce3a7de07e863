//! How long a W3C credential says that it is valid, apart from `nbf` and `exp`.

use super::Token;
use super::document::{Document, Kind, Version};
use crate::credential::Claims;
use crate::credential::error::{Error, ErrorKind, PathStep, VcFault};
use crate::credential::tree::Value;
use crate::format::Format;
use crate::semantics::date::{self, Moment};

/// The bounds that stand in a W3C credential itself: `issuanceDate` and `expirationDate` (VC Data
/// Model 1.1 sections 4.6 and 4.7), `validFrom` and `validUntil` (2.0 section 4.9). Who verifies has
/// to respect them together with `nbf` and `exp`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validity {
    /// Not valid before.
    pub from: Option<Moment>,
    /// Not valid after.
    pub until: Option<Moment>,
}

impl Validity {
    /// Reads the bounds of claims; there are none in other formats.
    ///
    /// # Errors
    /// `Date` where one is no date-time of RFC 3339.
    pub fn of(claims: &Claims<'_>) -> Result<Validity, Error> {
        if claims.format != Format::Vc {
            return Ok(Validity::default());
        }
        let token = Token { media_type: None, is_bare: true };
        let document = match Document::find(&claims.root, token)? {
            Some(document) if document.kind == Kind::Credential => document,
            _ => return Ok(Validity::default()),
        };
        let (from, until) = match document.version {
            Version::V1 => ("issuanceDate", "expirationDate"),
            Version::V2 => ("validFrom", "validUntil"),
        };
        let read = |name| moment(&document, name).map_err(|error| document.inside(error));
        Ok(Validity { from: read(from)?, until: read(until)? })
    }
}

fn moment(document: &Document<'_, '_>, name: &str) -> Result<Option<Moment>, Error> {
    let Some(node) = document.body.get(name.as_bytes()) else { return Ok(None) };
    let instant = match &node.value {
        Value::Text(text) => date::parse_date_time(text),
        _ => None,
    };
    match instant {
        Some(instant) => Ok(Some(Moment::At(instant))),
        None => {
            Err(Error::new(ErrorKind::Vc(VcFault::Date)).inside(PathStep::Name(name.to_owned())))
        }
    }
}
