//! What is wrong with octets in the TLS presentation language, whatever structure they are: plain
//! data.

use std::fmt;

/// Why octets were not read, or a structure not written. `K` is what can be wrong with the
/// structure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Error<K> {
    /// What is wrong.
    pub kind: K,
    /// Where: octets from the start of the input. When a structure is written, how many octets
    /// were written before it was noticed.
    pub offset: usize,
    /// The field, from the outermost structure:
    /// `preauthorized_entries[3].claimset[0].claim_pointer[2].opaque_key`. Octets behind the end
    /// of a whole structure have its name: `PreAuthData`.
    pub path: String,
}

/// What can be wrong with a certain kind of structures, encoding included.
pub trait Kind: From<Fault> + fmt::Debug + fmt::Display {
    /// Whether the fault belongs to a place in the octets rather than to all of them.
    fn has_place(&self) -> bool {
        true
    }
}

/// What can be wrong with the encoding of any structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// An integer, an octet or a length prefix is cut off by the end of its structure.
    Truncated,
    /// A length prefix begins with the bits 11 (RFC 9420 section 2.1.2).
    BadLengthPrefix,
    /// A length prefix is longer than its value needs.
    NonMinimalLength,
    /// A length goes past the end of the enclosing structure.
    LengthPastEnd {
        /// The length, in octets.
        length: usize,
        /// The octets that are left.
        left: usize,
    },
    /// Octets are left over at the end of a structure.
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// Text is not UTF-8.
    BadUtf8,
    /// The presence octet of an `optional<T>` is neither 0 nor 1.
    BadPresence {
        /// The octet.
        value: u8,
    },
    /// A `bool` is neither 0 nor 1.
    BadBool {
        /// The octet.
        value: u8,
    },
    /// An enum's octet has no meaning.
    UnknownEnum {
        /// The octet.
        value: u8,
    },
    /// A structure is of another type or version than the one that is read here.
    UnexpectedType {
        /// The type found.
        value: u16,
        /// The type that was looked for.
        expected: u16,
    },
    /// A bound of [`crate::limits::Limits`] is passed.
    Limit {
        /// The bound.
        limit: usize,
    },
    /// A vector is longer than 2^30-1 octets, and so has no encoding.
    TooLong {
        /// Its length, in octets.
        length: usize,
    },
}

impl Fault {
    /// A name for programs, such as `length_past_end`; the same in every version.
    pub const fn name(self) -> &'static str {
        match self {
            Fault::Truncated => "truncated",
            Fault::BadLengthPrefix => "bad_length_prefix",
            Fault::NonMinimalLength => "non_minimal_length",
            Fault::LengthPastEnd { .. } => "length_past_end",
            Fault::TrailingBytes { .. } => "trailing_bytes",
            Fault::BadUtf8 => "bad_utf8",
            Fault::BadPresence { .. } => "bad_presence",
            Fault::BadBool { .. } => "bad_bool",
            Fault::UnknownEnum { .. } => "unknown_enum",
            Fault::UnexpectedType { .. } => "unexpected_type",
            Fault::Limit { .. } => "limit",
            Fault::TooLong { .. } => "too_long",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Truncated => f.write_str("cut off"),
            Fault::BadLengthPrefix => f.write_str("a length prefix with the bits 11"),
            Fault::NonMinimalLength => f.write_str("a length not written in its shortest form"),
            Fault::LengthPastEnd { length, left } => {
                write!(f, "a length of {length} where {left} octets are left")
            }
            Fault::TrailingBytes { count: 1 } => f.write_str("an octet is left over"),
            Fault::TrailingBytes { count } => write!(f, "{count} octets are left over"),
            Fault::BadUtf8 => f.write_str("text that is not UTF-8"),
            Fault::BadPresence { value } => {
                write!(f, "presence octet {value}, which is neither 0 nor 1")
            }
            Fault::BadBool { value } => write!(f, "bool {value}, which is neither 0 nor 1"),
            Fault::UnknownEnum { value } => write!(f, "unknown value {value}"),
            Fault::UnexpectedType { value, expected } => {
                write!(f, "type {value:#06x} where {expected:#06x} is expected")
            }
            Fault::Limit { limit } => write!(f, "past the limit of {limit}"),
            Fault::TooLong { length } => {
                write!(f, "{length} octets, more than the 2^30-1 that a vector can hold")
            }
        }
    }
}

impl<K: Kind> fmt::Display for Error<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if self.kind.has_place() {
            write!(f, ", at octet {}", self.offset)?;
        }
        if !self.path.is_empty() {
            write!(f, " in `{}`", self.path)?;
        }
        Ok(())
    }
}

impl<K: Kind> std::error::Error for Error<K> {}
