//! Deterministic CBOR (RFC 8949 section 4.2.1): writing it, and telling whether octets are it.

/// Writes a head: major type 0 to 7 and its argument, in the shortest form.
pub fn write_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let _ = (out, major, argument);
    todo!()
}

/// Writes an integer of major type 0 or 1.
pub fn write_int(out: &mut Vec<u8>, value: i64) {
    let _ = (out, value);
    todo!()
}

/// Writes a float in its shortest form that keeps the value; NaN as 0xf97e00.
pub fn write_float(out: &mut Vec<u8>, value: f64) {
    let _ = (out, value);
    todo!()
}

/// Writes a text string.
pub fn write_text(out: &mut Vec<u8>, value: &str) {
    let _ = (out, value);
    todo!()
}

/// Writes a byte string.
pub fn write_bytes(out: &mut Vec<u8>, value: &[u8]) {
    let _ = (out, value);
    todo!()
}

/// Whether the octets are exactly one CBOR item in deterministic encoding. Bounded in depth.
pub fn is_deterministic(octets: &[u8]) -> bool {
    let _ = octets;
    todo!()
}
