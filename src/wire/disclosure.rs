//! The disclosure policy of a room, in a component of our own (`docs/wire.md` section 7).

use super::matcher::{read_item, write_item};
use super::{Error, ErrorKind, Reader, Writer, words};
use crate::format::{Family, Format};
use crate::limits::Limits;
use crate::model::Item;
use crate::model::disclosure::{
    ClaimDisclosure, CredentialDisclosure, DisclosurePolicy, Duty, Pseudonyms,
};

/// The name of the structure.
const DISCLOSURE_POLICY: &str = "DisclosurePolicy";

/// Writes a `DisclosurePolicy`.
///
/// # Errors
/// When [`decode`] would not accept it: something out of order or twice, a pointer that searches or
/// is empty, a key that is not canonical, a limit passed.
pub fn encode(policy: &DisclosurePolicy, limits: &Limits) -> Result<Vec<u8>, Error> {
    Writer::whole(DISCLOSURE_POLICY, limits, limits.preauth_bytes, |writer| write(writer, policy))
}

/// Reads a `DisclosurePolicy`.
///
/// # Errors
/// For anything that `docs/wire.md` calls an error, octets left over, and a limit passed.
pub fn decode(octets: &[u8], limits: &Limits) -> Result<DisclosurePolicy, Error> {
    Reader::new(octets, limits).whole(DISCLOSURE_POLICY, limits.preauth_bytes, read)
}

/// ```text
/// enum { unsaid(0), optional(1), required(2), forbidden(3), (255) } Pseudonyms;
///
/// struct {
///     Pseudonyms pseudonyms;
///     CredentialDisclosure credentials<V>;   /* strictly ascending format, credential_type */
/// } DisclosurePolicy;
/// ```
pub(super) fn read(reader: &mut Reader<'_>) -> Result<DisclosurePolicy, Error> {
    let pseudonyms = reader
        .field("pseudonyms", |reader| reader.numbered(Pseudonyms::from_number, Pseudonyms::word))?;
    let limit = reader.limits.claims;
    let mut last: Option<(Format, u16)> = None;
    let credentials = reader.field("credentials", |reader| {
        reader.list(limit, |reader| {
            let start = reader.offset();
            let credential = read_credential(reader)?;
            let key = (credential.format, credential.credential_type);
            if last.is_some_and(|last| last >= key) {
                return Err(reader.error_at(start, ErrorKind::OutOfOrder));
            }
            last = Some(key);
            Ok(credential)
        })
    })?;
    Ok(DisclosurePolicy { pseudonyms, credentials })
}

/// Writes what [`read`] reads.
fn write(writer: &mut Writer<'_>, policy: &DisclosurePolicy) -> Result<(), Error> {
    writer.field("pseudonyms", |writer| writer.integer(policy.pseudonyms.number()))?;
    let limit = writer.limits.claims;
    let key = |credential: &CredentialDisclosure| (credential.format, credential.credential_type);
    writer.field("credentials", |writer| {
        if !policy.credentials.is_sorted_by(|one, next| key(one) < key(next)) {
            return Err(writer.error(ErrorKind::OutOfOrder));
        }
        writer.list(&policy.credentials, limit, write_credential)
    })
}

/// ```text
/// enum { jwt(1), sd_jwt(2), cwt(3), sd_cwt(4), vc(5), x509(6), (255) } CredentialFormat;
///
/// struct {
///     CredentialFormat format;
///     uint16 credential_type;
///     ClaimDisclosure claims<V>;             /* strictly ascending claim_pointer */
/// } CredentialDisclosure;
/// ```
fn read_credential(reader: &mut Reader<'_>) -> Result<CredentialDisclosure, Error> {
    let format =
        reader.field("format", |reader| reader.numbered(format_of_number, Format::word))?;
    let credential_type = reader.field("credential_type", |reader| {
        let number = reader.u16()?;
        reader.mean(|| words::credential_type(number));
        Ok(number)
    })?;
    let limit = reader.limits.claims;
    let mut last: Option<Vec<Item>> = None;
    let claims = reader.field("claims", |reader| {
        reader.list(limit, |reader| {
            let start = reader.offset();
            let claim = read_claim(reader, format.family())?;
            if last.as_ref().is_some_and(|last| *last >= claim.pointer) {
                return Err(reader.error_at(start, ErrorKind::OutOfOrder));
            }
            last = Some(claim.pointer.clone());
            Ok(claim)
        })
    })?;
    Ok(CredentialDisclosure { format, credential_type, claims })
}

fn write_credential(
    writer: &mut Writer<'_>,
    credential: &CredentialDisclosure,
) -> Result<(), Error> {
    writer.field("format", |writer| writer.integer(number_of_format(credential.format)))?;
    writer.field("credential_type", |writer| writer.integer(credential.credential_type))?;
    let limit = writer.limits.claims;
    let family = credential.format.family();
    writer.field("claims", |writer| {
        if !credential.claims.is_sorted_by(|one, next| one.pointer < next.pointer) {
            return Err(writer.error(ErrorKind::OutOfOrder));
        }
        writer.list(&credential.claims, limit, |writer, claim| write_claim(writer, claim, family))
    })
}

/// ```text
/// enum { reserved(0), require(1), allow(2), forbid(3), (255) } DisclosureDuty;
///
/// struct {
///     ClaimPointerItem claim_pointer<V>;     /* no array_search, no any; not empty */
///     DisclosureDuty duty;
/// } ClaimDisclosure;
/// ```
fn read_claim(reader: &mut Reader<'_>, family: Family) -> Result<ClaimDisclosure, Error> {
    let limit = reader.limits.pointer_items;
    let pointer = reader.field("claim_pointer", |reader| {
        let start = reader.offset();
        let pointer = reader.list(limit, |reader| {
            let start = reader.offset();
            let item = read_item(reader, family, reader.limits.search_depth)?;
            if is_plain(&item) {
                Ok(item)
            } else {
                Err(reader.error_at(start, ErrorKind::BadPointer))
            }
        })?;
        if pointer.is_empty() {
            return Err(reader.error_at(start, ErrorKind::BadPointer));
        }
        Ok(pointer)
    })?;
    let duty = reader.field("duty", |reader| reader.numbered(Duty::from_number, Duty::word))?;
    Ok(ClaimDisclosure { pointer, duty })
}

fn write_claim(
    writer: &mut Writer<'_>,
    claim: &ClaimDisclosure,
    family: Family,
) -> Result<(), Error> {
    let limit = writer.limits.pointer_items;
    writer.field("claim_pointer", |writer| {
        if claim.pointer.is_empty() || !claim.pointer.iter().all(is_plain) {
            return Err(writer.error(ErrorKind::BadPointer));
        }
        writer.list(&claim.pointer, limit, |writer, item| write_item(writer, item, family, 0))
    })?;
    writer.field("duty", |writer| writer.integer(claim.duty.number()))
}

/// Whether an item leads to one claim whatever the credential says.
const fn is_plain(item: &Item) -> bool {
    !matches!(item, Item::Search(_) | Item::Any)
}

/// The numbers of formats, in the order of the language.
const NUMBERS: [(Format, u8); 6] = [
    (Format::Jwt, 1),
    (Format::SdJwt, 2),
    (Format::Cwt, 3),
    (Format::SdCwt, 4),
    (Format::Vc, 5),
    (Format::X509, 6),
];

fn format_of_number(number: u8) -> Option<Format> {
    NUMBERS.iter().find(|(_, known)| *known == number).map(|(format, _)| *format)
}

fn number_of_format(format: Format) -> u8 {
    NUMBERS.iter().find(|(known, _)| *known == format).map_or(0, |(_, number)| *number)
}
