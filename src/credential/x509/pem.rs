//! PEM (RFC 7468): the first block of a file, which has to be a certificate.

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

/// The octets in the first block. Text before it is explanatory (RFC 7468 section 5.2), and what
/// follows it is not read: in a chain the leaf is first. Its label has to be `CERTIFICATE`; other
/// labels, `TRUSTED CERTIFICATE` among them, hold something else.
pub(super) fn first_certificate(octets: &[u8]) -> Result<Vec<u8>, CertificateFault> {
    let mut lines = lines(octets).skip_while(|(_, line)| !line.starts_with(BEGIN));
    let (start, begin) = lines.next().ok_or(CertificateFault::Pem)?;
    let (end, last) = lines.find(|(_, line)| line.starts_with(END)).ok_or(CertificateFault::Pem)?;
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
