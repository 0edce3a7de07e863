//! Canonical JSON (RFC 8785): strings and numbers.

/// Writes a string with its quotes, escaped as RFC 8785 section 3.2.2.2 says.
pub fn write_string(out: &mut String, value: &str) {
    let _ = (out, value);
    todo!()
}

/// Writes a finite number as RFC 8785 section 3.2.2.3 says (ECMAScript `Number::toString`).
pub fn write_number(out: &mut String, value: f64) {
    let _ = (out, value);
    todo!()
}

/// Whether the text is exactly one canonical JSON string, quotes included.
pub fn is_canonical_string(text: &[u8]) -> bool {
    let _ = text;
    todo!()
}
