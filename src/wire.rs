//! Wire formats: the octets of `PreAuthData`, of roles, and of every container around them.
//!
//! Reading is strict: whatever was accepted is written back as the same octets, and everything
//! else is an [`Error`] that names the octet and the field. The layouts and what was decided about
//! them are in `docs/wire.md`.

pub mod annotate;
pub mod base_policy;
pub mod container;
pub mod detect;
pub mod disclosure;
pub mod json;
pub mod participants;
pub mod text;

mod error;
mod exact;
mod key;
mod matcher;
mod pointer;
mod role;
mod words;

pub use crate::tls::Note;
pub use container::{Container, ContainerKind};
pub use error::{Error, ErrorKind};

use crate::limits::Limits;
use crate::model::{Entry, PreAuthData, Profile};
use crate::tls;

/// A reader of policies.
type Reader<'a> = tls::Reader<'a, 'a, ErrorKind>;

/// A writer of policies.
type Writer<'a> = tls::Writer<'a, ErrorKind>;

/// The name of the structure, where an error or a note is about the whole of it.
const PREAUTH_DATA: &str = "PreAuthData";

/// Writes a bare `PreAuthData`.
///
/// # Errors
/// When something cannot be written such that [`decode`] would accept it: a key or test value that
/// is not what it must be, a limit passed, a vector of 2^30 octets or more.
pub fn encode(data: &PreAuthData, limits: &Limits) -> Result<Vec<u8>, Error> {
    Writer::whole(PREAUTH_DATA, limits, limits.preauth_bytes, |writer| match data {
        PreAuthData::Exact(entries) => write_entries(writer, entries, exact::write),
        PreAuthData::Pointer(entries) => write_entries(writer, entries, pointer::write),
        PreAuthData::Matcher(entries) => write_entries(writer, entries, matcher::write),
    })
}

/// How many octets each entry of [`encode`] takes, in order.
///
/// # Errors
/// Those of [`encode`].
pub fn entry_sizes(data: &PreAuthData, limits: &Limits) -> Result<Vec<usize>, Error> {
    fn sizes<C>(
        entries: &[Entry<C>],
        limits: &Limits,
        claim: fn(&mut Writer<'_>, &C) -> Result<(), Error>,
    ) -> Result<Vec<usize>, Error> {
        let size = |entry| {
            Writer::whole(PREAUTH_DATA, limits, limits.preauth_bytes, |writer| {
                write_entry(writer, entry, claim)
            })
            .map(|octets| octets.len())
        };
        entries.iter().map(size).collect()
    }
    match data {
        PreAuthData::Exact(entries) => sizes(entries, limits, exact::write),
        PreAuthData::Pointer(entries) => sizes(entries, limits, pointer::write),
        PreAuthData::Matcher(entries) => sizes(entries, limits, matcher::write),
    }
}

/// What a component is called: its number, and its name where it is known.
pub fn component_name(number: u16) -> String {
    words::component(number)
}

/// Reads a bare `PreAuthData`. Nothing in the octets says of which profile they are.
///
/// # Errors
/// For anything that `docs/wire.md` calls an error, octets left over, and a limit passed.
pub fn decode(profile: Profile, octets: &[u8], limits: &Limits) -> Result<PreAuthData, Error> {
    Reader::new(octets, limits)
        .whole(PREAUTH_DATA, limits.preauth_bytes, |reader| read_preauth(reader, profile))
}

/// ```text
/// struct { PreAuthRoleEntry preauthorized_entries<V>; } PreAuthData;
/// ```
fn read_preauth(reader: &mut Reader<'_>, profile: Profile) -> Result<PreAuthData, Error> {
    Ok(match profile {
        Profile::Exact => PreAuthData::Exact(read_entries(reader, exact::read)?),
        Profile::Pointer => PreAuthData::Pointer(read_entries(reader, pointer::read)?),
        Profile::Matcher => PreAuthData::Matcher(read_entries(reader, matcher::read)?),
    })
}

/// ```text
/// struct { Claim claimset<V>; Role target_role; } PreAuthRoleEntry;
/// ```
fn read_entries<C>(
    reader: &mut Reader<'_>,
    claim: fn(&mut Reader<'_>) -> Result<C, Error>,
) -> Result<Vec<Entry<C>>, Error> {
    let claims = reader.limits.claims;
    reader.field("preauthorized_entries", |reader| {
        reader.list(usize::MAX, |reader| {
            Ok(Entry {
                claims: reader.field("claimset", |reader| reader.list(claims, claim))?,
                role: reader.field("target_role", role::read)?,
            })
        })
    })
}

fn write_entries<C>(
    writer: &mut Writer<'_>,
    entries: &[Entry<C>],
    claim: fn(&mut Writer<'_>, &C) -> Result<(), Error>,
) -> Result<(), Error> {
    writer.field("preauthorized_entries", |writer| {
        writer.list(entries, usize::MAX, |writer, entry| write_entry(writer, entry, claim))
    })
}

fn write_entry<C>(
    writer: &mut Writer<'_>,
    entry: &Entry<C>,
    claim: fn(&mut Writer<'_>, &C) -> Result<(), Error>,
) -> Result<(), Error> {
    let claims = writer.limits.claims;
    writer.field("claimset", |writer| writer.list(&entry.claims, claims, claim))?;
    writer.field("target_role", |writer| role::write(writer, &entry.role))
}
