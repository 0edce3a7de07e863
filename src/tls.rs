//! The TLS presentation language (RFC 8446 section 3) with the additions of MLS (RFC 9420
//! section 2.1): integers, lengths and vectors, read strictly and written in their one encoding.

mod error;
mod note;
mod path;
mod reader;
mod writer;

pub use error::{Error, Fault, Kind};
pub use note::Note;
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

use tls_codec::{DeserializeBytes, Error as TlsError, TlsVarInt, vlen};

/// Reads the length prefix of a vector (RFC 9420 section 2.1.2) and gives the length and the
/// octets behind the prefix, of which there are at least that many.
fn read_length(octets: &[u8]) -> Result<(usize, &[u8]), Fault> {
    // Eight-octet lengths are of QUIC, not of MLS, so they go before the number is even read.
    if octets.first().is_some_and(|first| first >> 6 == 0b11) {
        return Err(Fault::BadLengthPrefix);
    }
    let (length, rest) = TlsVarInt::tls_deserialize_bytes(octets).map_err(|error| match error {
        TlsError::EndOfStream => Fault::Truncated,
        _ => Fault::NonMinimalLength,
    })?;
    let length = usize::try_from(length.value()).unwrap_or(usize::MAX);
    if length > rest.len() {
        return Err(Fault::LengthPastEnd { length, left: rest.len() });
    }
    Ok((length, rest))
}

/// The length prefix of a vector of `length` octets, in its shortest form.
fn length_prefix(length: usize) -> Result<Vec<u8>, Fault> {
    let mut prefix = Vec::with_capacity(4);
    vlen::write_length(&mut prefix, length).map_err(|_| Fault::TooLong { length })?;
    Ok(prefix)
}

#[cfg(test)]
mod tests;
