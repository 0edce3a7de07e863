//! Integers, lengths and vectors of the TLS presentation language with the additions of MLS.

mod reader;
mod writer;

pub(super) use reader::Reader;
pub(super) use writer::Writer;

use tls_codec::{DeserializeBytes, Error as TlsError, TlsVarInt, vlen};

use super::error::ErrorKind;

/// Reads the length prefix of a vector (RFC 9420 section 2.1.2) and gives the length and the
/// octets behind the prefix, of which there are at least that many.
fn read_length(octets: &[u8]) -> Result<(usize, &[u8]), ErrorKind> {
    // Eight-octet lengths are of QUIC, not of MLS, so they go before the number is even read.
    if octets.first().is_some_and(|first| first >> 6 == 0b11) {
        return Err(ErrorKind::BadLengthPrefix);
    }
    let (length, rest) = TlsVarInt::tls_deserialize_bytes(octets).map_err(|error| match error {
        TlsError::EndOfStream => ErrorKind::Truncated,
        _ => ErrorKind::NonMinimalLength,
    })?;
    let length = usize::try_from(length.value()).unwrap_or(usize::MAX);
    if length > rest.len() {
        return Err(ErrorKind::LengthPastEnd { length, left: rest.len() });
    }
    Ok((length, rest))
}

/// The length prefix of a vector of `length` octets, in its shortest form.
fn length_prefix(length: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut prefix = Vec::with_capacity(4);
    vlen::write_length(&mut prefix, length).map_err(|_| ErrorKind::TooLong { length })?;
    Ok(prefix)
}

#[cfg(test)]
mod tests;
