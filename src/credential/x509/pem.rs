//! PEM (RFC 7468): the certificates of a file.

use crate::credential::error::CertificateFault;
use crate::semantics::encoding;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// Whether octets are to be read as PEM: some line opens a block, and they do not begin like the
/// DER of a certificate (a SEQUENCE whose length takes several octets; no text begins so).
pub(super) fn is_pem(octets: &[u8]) -> bool {
    !matches!(octets, [0x30, 0x80..=0xff, ..])
        && lines(octets).any(|(_, line)| line.starts_with(BEGIN))
}

/// The octets in the first block: in a chain the leaf is first, and what follows is not read here.
///
/// # Errors
/// Those of [`certificates`].
pub(super) fn first_certificate(octets: &[u8]) -> Result<Vec<u8>, CertificateFault> {
    certificates(octets).next().unwrap_or(Err(CertificateFault::Pem))
}

/// The octets in each block. Text around blocks is explanatory (RFC 7468 section 5.2). Each label
/// has to be `CERTIFICATE`; other labels, `TRUSTED CERTIFICATE` among them, hold something else.
pub(super) fn certificates(
    octets: &[u8],
) -> impl Iterator<Item = Result<Vec<u8>, CertificateFault>> {
    let mut lines = lines(octets);
    std::iter::from_fn(move || {
        let begin = lines.find(|(_, line)| line.starts_with(BEGIN))?;
        let end = lines.find(|(_, line)| line.starts_with(END));
        Some(end.ok_or(CertificateFault::Pem).and_then(|end| block(octets, begin, end)))
    })
}

/// What stands between two boundaries, each given with its place.
fn block(
    octets: &[u8],
    (start, begin): (usize, &[u8]),
    (end, last): (usize, &[u8]),
) -> Result<Vec<u8>, CertificateFault> {
    if begin != b"-----BEGIN CERTIFICATE-----" || last != b"-----END CERTIFICATE-----" {
        return Err(CertificateFault::NoCertificate);
    }
    let block = octets.get(start..end.saturating_add(last.len())).ok_or(CertificateFault::Pem)?;
    let block = std::str::from_utf8(block).map_err(|_| CertificateFault::Pem)?;
    match encoding::pem(block) {
        Some(der) if !der.is_empty() => Ok(der),
        _ => Err(CertificateFault::Pem),
    }
}

/// Lines without their ends, and where they start.
fn lines(octets: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    octets.split_inclusive(|octet| *octet == b'\n').map(move |line| {
        let here = start;
        start += line.len();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        (here, line.strip_suffix(b"\r").unwrap_or(line))
    })
}
