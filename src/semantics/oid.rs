//! Object identifiers: dotted text and DER content octets (X.690 section 8.19).

/// The DER content octets of a dotted OID; `None` when it is none.
pub fn from_dotted(text: &str) -> Option<Vec<u8>> {
    let _ = text;
    todo!()
}

/// The dotted form of DER content octets; `None` when they are not exactly one OID.
pub fn to_dotted(octets: &[u8]) -> Option<String> {
    let _ = octets;
    todo!()
}
