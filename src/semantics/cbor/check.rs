//! Whether octets are exactly one CBOR item in deterministic encoding.

use super::{write_float, write_head};

/// Nesting that [`is_deterministic`] follows; the outermost item has depth 1, and anything deeper
/// counts as not deterministic.
pub const MAX_DEPTH: u32 = 64;

/// Whether the octets are exactly one CBOR item in deterministic encoding: shortest heads, definite
/// lengths, shortest floats, one NaN (0xf97e00), UTF-8 text, map keys strictly ascending, bignums
/// only where major types 0 and 1 do not reach and without leading zeros. At most [`MAX_DEPTH`]
/// deep.
pub fn is_deterministic(octets: &[u8]) -> bool {
    item(octets, MAX_DEPTH).is_some_and(<[u8]>::is_empty)
}

/// Skips one deterministic item; what is left after it.
fn item(octets: &[u8], depth: u32) -> Option<&[u8]> {
    let depth = depth.checked_sub(1)?;
    let (major, argument, rest) = head(octets)?;
    match major {
        0 | 1 | 7 => Some(rest),
        2 => skip(rest, argument).map(|(_, rest)| rest),
        3 => {
            let (text, rest) = skip(rest, argument)?;
            std::str::from_utf8(text).is_ok().then_some(rest)
        }
        4 => array(rest, argument, depth),
        5 => map(rest, argument, depth),
        _ => {
            if matches!(argument, 2 | 3) && !is_bignum(rest) {
                return None;
            }
            item(rest, depth)
        }
    }
}

fn array(mut rest: &[u8], count: u64, depth: u32) -> Option<&[u8]> {
    // Each element takes an octet at least, so a count that lies ends with the octets.
    for _ in 0..count {
        rest = item(rest, depth)?;
    }
    Some(rest)
}

fn map(mut rest: &[u8], count: u64, depth: u32) -> Option<&[u8]> {
    let mut previous: Option<&[u8]> = None;
    for _ in 0..count {
        let after_key = item(rest, depth)?;
        let key = rest.get(..rest.len() - after_key.len())?;
        if previous.is_some_and(|previous| previous >= key) {
            return None;
        }
        previous = Some(key);
        rest = item(after_key, depth)?;
    }
    Some(rest)
}

/// Major type and argument of a head that could not be written otherwise. Of major type 7 the
/// argument has no use, and its floats and simple values are checked here.
fn head(octets: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (&first, rest) = octets.split_first()?;
    let (major, info) = (first >> 5, first & 31);
    let width: usize = match info {
        0..24 => return Some((major, u64::from(info), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (bytes, rest) = rest.split_at_checked(width)?;
    let argument = bytes.iter().fold(0, |argument, &octet| argument << 8 | u64::from(octet));
    let written = octets.get(..=width)?;
    let shortest = if major == 7 {
        is_shortest_simple(info, argument, written)
    } else {
        rewritten_same(written, |out| write_head(out, major, argument))
    };
    shortest.then_some((major, argument, rest))
}

fn is_shortest_simple(info: u8, argument: u64, written: &[u8]) -> bool {
    if info == 24 {
        return argument >= 32;
    }
    float(argument, info)
        .is_some_and(|value| rewritten_same(written, |out| write_float(out, value)))
}

/// The value of a float's bits: info 25 is binary16, 26 binary32, 27 binary64.
fn float(bits: u64, info: u8) -> Option<f64> {
    match info {
        25 => u16::try_from(bits).ok().map(half),
        26 => u32::try_from(bits).ok().map(|bits| f64::from(f32::from_bits(bits))),
        _ => Some(f64::from_bits(bits)),
    }
}

/// The value of a binary16.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let magnitude = match bits >> 10 & 31 {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (fraction + 1024.0) * 2f64.powi(i32::from(exponent) - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

fn rewritten_same(written: &[u8], write: impl FnOnce(&mut Vec<u8>)) -> bool {
    let mut out = Vec::with_capacity(9);
    write(&mut out);
    out == written
}

/// Whether a byte string follows that is longer than any integer of major type 0 or 1 and does
/// not begin with zero.
fn is_bignum(octets: &[u8]) -> bool {
    let Some((2, argument, rest)) = head(octets) else { return false };
    skip(rest, argument).is_some_and(|(bytes, _)| bytes.len() > 8 && bytes.first() != Some(&0))
}

fn skip(octets: &[u8], count: u64) -> Option<(&[u8], &[u8])> {
    octets.split_at_checked(usize::try_from(count).ok()?)
}
