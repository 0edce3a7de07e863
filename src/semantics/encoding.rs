//! Text encodings of octets, decoded strictly: hex, base64, base64url, PEM.

/// Hex in either case, an even number of digits, nothing else.
pub fn hex(text: &str) -> Option<Vec<u8>> {
    let _ = text;
    todo!()
}

/// Base64 with padding (RFC 4648 section 4).
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let _ = text;
    todo!()
}

/// Base64url without padding (RFC 4648 section 5).
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    let _ = text;
    todo!()
}

/// Exactly one PEM block (RFC 7468), strict.
pub fn pem(text: &str) -> Option<Vec<u8>> {
    let _ = text;
    todo!()
}
