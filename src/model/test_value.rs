//! The layout of `test_value` for each `match_as`: one place for lowering, checking and evaluation.

use super::MatchAs;

/// What the octets of a `test_value` are (`docs/wire.md` section 4.3, last table).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One octet, 0 or 1.
    Flag,
    /// `int64`, two's complement, big-endian.
    Int,
    /// `uint64`, big-endian.
    Uint,
    /// IEEE 754 binary64, big-endian; never NaN.
    Float,
    /// Exactly four octets: an IPv4 address.
    Ipv4,
    /// Exactly sixteen octets: an IPv6 address.
    Ipv6,
    /// Any octets; those of a canonical encoding are not checked here, they would only be unequal.
    Octets,
    /// UTF-8 text.
    Text,
}

impl Layout {
    /// What the layout asks for, in words that end "a test value must be …".
    pub const fn words(self) -> &'static str {
        match self {
            Layout::Flag => "one octet, 0 or 1",
            Layout::Int => "an int64 of eight octets",
            Layout::Uint => "a uint64 of eight octets",
            Layout::Float => "a binary64 of eight octets that is not NaN",
            Layout::Ipv4 => "the four octets of an IPv4 address",
            Layout::Ipv6 => "the sixteen octets of an IPv6 address",
            Layout::Octets => "octets",
            Layout::Text => "UTF-8 text",
        }
    }
}

impl MatchAs {
    /// The layout of the `test_value` beside this `match_as`.
    pub const fn layout(self) -> Layout {
        match self {
            MatchAs::Exists | MatchAs::Bool => Layout::Flag,
            MatchAs::Int | MatchAs::SecsSinceEpoch => Layout::Int,
            MatchAs::Uint | MatchAs::LengthBytes | MatchAs::LengthChars => Layout::Uint,
            MatchAs::Number | MatchAs::Float | MatchAs::FiniteFloat => Layout::Float,
            MatchAs::Ipv4 => Layout::Ipv4,
            MatchAs::Ipv6 => Layout::Ipv6,
            MatchAs::Bytes
            | MatchAs::Hex
            | MatchAs::Base64
            | MatchAs::Base64url
            | MatchAs::Der
            | MatchAs::Pem
            | MatchAs::DeterministicCbor => Layout::Octets,
            MatchAs::Iso8601
            | MatchAs::Utf8
            | MatchAs::Utf8Ci
            | MatchAs::Nfc
            | MatchAs::Nfd
            | MatchAs::CanonicalJson
            | MatchAs::Domain
            | MatchAs::Punycode
            | MatchAs::EmailAddress
            | MatchAs::GenericUri
            | MatchAs::HttpsUri
            | MatchAs::Userpart
            | MatchAs::Hostpart
            | MatchAs::UriPath
            | MatchAs::MimiUri
            | MatchAs::UserId
            | MatchAs::DeviceId
            | MatchAs::RoomId => Layout::Text,
        }
    }
}

/// A `test_value`, read.
///
/// ```
/// use admit::model::{MatchAs, test_value::TestValue};
/// let octets = TestValue::Int(-1).encode();
/// assert_eq!(TestValue::read(MatchAs::Int, &octets), Some(TestValue::Int(-1)));
/// assert_eq!(TestValue::read(MatchAs::Bool, &octets), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TestValue<'a> {
    /// `exists`, `bool`.
    Flag(bool),
    /// `int`, `secs_since_epoch`.
    Int(i64),
    /// `uint`, `length_bytes`, `length_chars`.
    Uint(u64),
    /// `number`, `float`, `finite_float`; not NaN.
    Float(f64),
    /// Everything that is compared as octets, addresses too.
    Octets(&'a [u8]),
    /// Everything that is compared as text.
    Text(&'a str),
}

impl<'a> TestValue<'a> {
    /// Reads the octets as `match_as` asks; `None` when they are not what it asks for.
    pub fn read(match_as: MatchAs, octets: &'a [u8]) -> Option<TestValue<'a>> {
        Some(match match_as.layout() {
            Layout::Flag => match octets {
                [0] => TestValue::Flag(false),
                [1] => TestValue::Flag(true),
                _ => return None,
            },
            Layout::Int => TestValue::Int(i64::from_be_bytes(octets.try_into().ok()?)),
            Layout::Uint => TestValue::Uint(u64::from_be_bytes(octets.try_into().ok()?)),
            Layout::Float => {
                let value = f64::from_be_bytes(octets.try_into().ok()?);
                if value.is_nan() {
                    return None;
                }
                TestValue::Float(value)
            }
            Layout::Ipv4 if octets.len() != 4 => return None,
            Layout::Ipv6 if octets.len() != 16 => return None,
            Layout::Ipv4 | Layout::Ipv6 | Layout::Octets => TestValue::Octets(octets),
            Layout::Text => TestValue::Text(std::str::from_utf8(octets).ok()?),
        })
    }

    /// The octets on the wire. That they fit a `match_as` is checked when the policy is encoded.
    pub fn encode(&self) -> Vec<u8> {
        match *self {
            TestValue::Flag(value) => vec![u8::from(value)],
            TestValue::Int(value) => value.to_be_bytes().to_vec(),
            TestValue::Uint(value) => value.to_be_bytes().to_vec(),
            TestValue::Float(value) => value.to_be_bytes().to_vec(),
            TestValue::Octets(value) => value.to_vec(),
            TestValue::Text(value) => value.as_bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_reads_what_it_wrote() {
        let cases: &[(MatchAs, TestValue<'_>)] = &[
            (MatchAs::Exists, TestValue::Flag(true)),
            (MatchAs::Bool, TestValue::Flag(false)),
            (MatchAs::Int, TestValue::Int(i64::MIN)),
            (MatchAs::SecsSinceEpoch, TestValue::Int(-1)),
            (MatchAs::Uint, TestValue::Uint(u64::MAX)),
            (MatchAs::LengthChars, TestValue::Uint(3)),
            (MatchAs::Number, TestValue::Float(-0.5)),
            (MatchAs::FiniteFloat, TestValue::Float(f64::INFINITY)),
            (MatchAs::Ipv4, TestValue::Octets(&[192, 0, 2, 1])),
            (MatchAs::Ipv6, TestValue::Octets(&[0; 16])),
            (MatchAs::Der, TestValue::Octets(&[])),
            (MatchAs::Utf8, TestValue::Text("é")),
        ];
        for (match_as, value) in cases {
            assert_eq!(TestValue::read(*match_as, &value.encode()), Some(*value), "{match_as:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        let cases: &[(MatchAs, &[u8])] = &[
            (MatchAs::Exists, &[2]),
            (MatchAs::Bool, &[]),
            (MatchAs::Bool, &[0, 0]),
            (MatchAs::Int, &[0; 4]),
            (MatchAs::Uint, &[0; 9]),
            (MatchAs::Float, &[0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
            (MatchAs::Float, &[0xff, 0xf0, 0, 0, 0, 0, 0, 1]),
            (MatchAs::Ipv4, &[0; 16]),
            (MatchAs::Ipv6, &[0; 4]),
            (MatchAs::CanonicalJson, &[0xff]),
            (MatchAs::Iso8601, &[0xc3]),
        ];
        for (match_as, octets) in cases {
            assert_eq!(TestValue::read(*match_as, octets), None, "{match_as:?} {octets:?}");
        }
    }
}
