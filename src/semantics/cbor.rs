//! Deterministic CBOR (RFC 8949 section 4.2.1): writing it, and telling whether octets are it.

mod check;

use num_bigint::{BigInt, Sign};

pub use check::{MAX_DEPTH, is_deterministic};

/// Writes a head: major type 0 to 7 and its argument, in the shortest form.
pub fn write_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let first = major << 5;
    let [b0, b1, b2, b3, b4, b5, b6, b7] = argument.to_be_bytes();
    match argument {
        0..24 => out.push(first | b7),
        24..0x100 => out.extend([first | 24, b7]),
        0x100..0x1_0000 => out.extend([first | 25, b6, b7]),
        0x1_0000..0x1_0000_0000 => out.extend([first | 26, b4, b5, b6, b7]),
        _ => out.extend([first | 27, b0, b1, b2, b3, b4, b5, b6, b7]),
    }
}

/// Writes an integer of major type 0 or 1.
pub fn write_int(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        // The argument of major type 1 is -1 - value, which is the complement.
        write_head(out, 1, (!value).unsigned_abs());
    } else {
        write_head(out, 0, value.unsigned_abs());
    }
}

/// Writes an integer of any size: major type 0 or 1 where it fits, else a bignum (tags 2 and 3)
/// without leading zeros (RFC 8949 section 3.4.3).
pub fn write_bigint(out: &mut Vec<u8>, value: &BigInt) {
    let negative = value.sign() == Sign::Minus;
    let argument = if negative { !value } else { value.clone() };
    if let Ok(small) = u64::try_from(&argument) {
        write_head(out, u8::from(negative), small);
    } else {
        write_head(out, 6, if negative { 3 } else { 2 });
        write_bytes(out, &argument.to_bytes_be().1);
    }
}

/// Writes a float in its shortest form that keeps the value; NaN as 0xf97e00.
pub fn write_float(out: &mut Vec<u8>, value: f64) {
    if let Some(half) = half_from(value) {
        out.push(0xf9);
        out.extend(half.to_be_bytes());
    } else if let Some(single) = single_from(value) {
        out.push(0xfa);
        out.extend(single.to_be_bytes());
    } else {
        out.push(0xfb);
        out.extend(value.to_be_bytes());
    }
}

/// Writes a text string.
pub fn write_text(out: &mut Vec<u8>, value: &str) {
    write_head(out, 3, length(value.as_bytes()));
    out.extend_from_slice(value.as_bytes());
}

/// Writes a byte string.
pub fn write_bytes(out: &mut Vec<u8>, value: &[u8]) {
    write_head(out, 2, length(value));
    out.extend_from_slice(value);
}

/// Writes a simple value: false is 20, true 21, null 22, undefined 23. 24 to 31 do not exist; they
/// are written in two octets, which no decoder accepts.
pub fn write_simple(out: &mut Vec<u8>, value: u8) {
    write_head(out, 7, u64::from(value));
}

/// Writes a map of encoded keys and values: the keys sorted by their octets.
pub fn write_map(out: &mut Vec<u8>, mut members: Vec<(Vec<u8>, Vec<u8>)>) {
    members.sort();
    write_head(out, 5, length(&members));
    for (key, value) in members {
        out.extend(key);
        out.extend(value);
    }
}

/// A length as an argument; no slice is longer than 64 bits can count.
fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

/// The binary16 with the same value; 0x7e00 for NaN.
fn half_from(value: f64) -> Option<u16> {
    const QUIET_NAN: u16 = 0x7e00;
    if value.is_nan() {
        return Some(QUIET_NAN);
    }
    let magnitude = value.abs();
    let bits = if magnitude.is_infinite() {
        0x7c00
    } else if magnitude == 0.0 {
        0
    } else {
        // In units of the last place: 2^-24 for subnormals, the leading bit and ten below else.
        let exponent = binary_exponent(magnitude).max(-14);
        let units = whole_below(magnitude * 2f64.powi(10 - exponent), 2048)?;
        let biased = u16::try_from(exponent + 14).ok().filter(|&biased| biased < 30)?;
        // Adding carries the leading bit of a normal number into the exponent.
        (biased << 10) + units
    };
    Some(if value.is_sign_negative() { bits | 0x8000 } else { bits })
}

/// The binary32 with the same value.
fn single_from(value: f64) -> Option<f32> {
    #[allow(clippy::cast_possible_truncation, reason = "compared with the original at once")]
    let single = value as f32;
    (f64::from(single) == value).then_some(single)
}

/// The exponent of the leading bit of a positive finite number; -1023 for subnormals.
fn binary_exponent(value: f64) -> i32 {
    i32::try_from(value.to_bits() >> 52 & 0x7ff).unwrap_or(0) - 1023
}

/// A number as an integer when it is one below `limit`.
fn whole_below(value: f64, limit: u16) -> Option<u16> {
    if value.fract() != 0.0 || value < 0.0 || value >= f64::from(limit) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, whole")]
    Some(value as u16)
}

#[cfg(test)]
mod tests;
