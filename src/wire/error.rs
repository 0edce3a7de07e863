//! What is wrong with octets, or with a policy that is to become octets: plain data.

use std::fmt;

use crate::format::Family;
use crate::model::MatchAs;

/// Why octets were not read, or a policy not written.
///
/// ```
/// use admit::{limits::Limits, model::Profile, wire};
/// let error = wire::decode(Profile::Exact, &[0x02, 0x00], &Limits::default()).unwrap_err();
/// assert_eq!(error.kind, wire::ErrorKind::LengthPastEnd { length: 2, left: 1 });
/// assert_eq!(error.offset, 0);
/// assert_eq!(error.path, "preauthorized_entries");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where: octets from the start of the input. When a policy is written, how many octets were
    /// written before it was noticed.
    pub offset: usize,
    /// The field, from the outermost structure:
    /// `preauthorized_entries[3].claimset[0].claim_pointer[2].opaque_key`. Octets behind the end
    /// of a whole structure have its name: `PreAuthData`.
    pub path: String,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
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
    /// An extension or proposal is of another type than the one that is read here.
    UnexpectedType {
        /// The type found.
        value: u16,
        /// The type that was looked for.
        expected: u16,
    },
    /// A `test_value` does not have the layout that `match_as` asks for.
    BadTestValue {
        /// What stands beside it.
        match_as: MatchAs,
    },
    /// A key or OID is not in the canonical encoding of its family.
    BadKey {
        /// The family.
        family: Family,
    },
    /// A component number is not greater than the one before it.
    NotAscending {
        /// The number.
        component: u16,
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
    /// The octets are none of the containers.
    Unrecognized,
    /// The container holds no `PreAuthData` in a component that is known to carry one.
    NoPolicy,
    /// The container holds more than one `PreAuthData`.
    SeveralPolicies,
}

impl ErrorKind {
    /// A name for programs, such as `length_past_end`; the same in every version.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorKind::Truncated => "truncated",
            ErrorKind::BadLengthPrefix => "bad_length_prefix",
            ErrorKind::NonMinimalLength => "non_minimal_length",
            ErrorKind::LengthPastEnd { .. } => "length_past_end",
            ErrorKind::TrailingBytes { .. } => "trailing_bytes",
            ErrorKind::BadUtf8 => "bad_utf8",
            ErrorKind::BadPresence { .. } => "bad_presence",
            ErrorKind::BadBool { .. } => "bad_bool",
            ErrorKind::UnknownEnum { .. } => "unknown_enum",
            ErrorKind::UnexpectedType { .. } => "unexpected_type",
            ErrorKind::BadTestValue { .. } => "bad_test_value",
            ErrorKind::BadKey { .. } => "bad_key",
            ErrorKind::NotAscending { .. } => "not_ascending",
            ErrorKind::Limit { .. } => "limit",
            ErrorKind::TooLong { .. } => "too_long",
            ErrorKind::Unrecognized => "unrecognized",
            ErrorKind::NoPolicy => "no_policy",
            ErrorKind::SeveralPolicies => "several_policies",
        }
    }

    /// Whether the fault belongs to a place in the octets rather than to all of them.
    const fn has_place(self) -> bool {
        !matches!(self, ErrorKind::Unrecognized | ErrorKind::NoPolicy | ErrorKind::SeveralPolicies)
    }

    const fn help(self) -> Option<&'static str> {
        Some(match self {
            ErrorKind::Truncated | ErrorKind::LengthPastEnd { .. } => {
                "the octets may be cut off, or another profile or container than this one"
            }
            ErrorKind::BadLengthPrefix | ErrorKind::NonMinimalLength => {
                "lengths take 1, 2 or 4 octets, always the fewest (RFC 9420 section 2.1.2)"
            }
            ErrorKind::UnknownEnum { .. } => {
                "the octets may be of another profile or container than this one"
            }
            ErrorKind::Limit { .. } => "the limits can be raised in the library",
            ErrorKind::Unrecognized => {
                "name the container or, for a bare `PreAuthData`, the profile"
            }
            ErrorKind::NoPolicy | ErrorKind::SeveralPolicies => {
                "name the component that carries it, and the profile"
            }
            _ => return None,
        })
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Truncated => f.write_str("cut off"),
            ErrorKind::BadLengthPrefix => f.write_str("a length prefix with the bits 11"),
            ErrorKind::NonMinimalLength => f.write_str("a length not written in its shortest form"),
            ErrorKind::LengthPastEnd { length, left } => {
                write!(f, "a length of {length} where {left} octets are left")
            }
            ErrorKind::TrailingBytes { count: 1 } => f.write_str("an octet is left over"),
            ErrorKind::TrailingBytes { count } => write!(f, "{count} octets are left over"),
            ErrorKind::BadUtf8 => f.write_str("text that is not UTF-8"),
            ErrorKind::BadPresence { value } => {
                write!(f, "presence octet {value}, which is neither 0 nor 1")
            }
            ErrorKind::BadBool { value } => write!(f, "bool {value}, which is neither 0 nor 1"),
            ErrorKind::UnknownEnum { value } => write!(f, "unknown value {value}"),
            ErrorKind::UnexpectedType { value, expected } => {
                write!(f, "type {value:#06x} where {expected:#06x} is expected")
            }
            ErrorKind::BadTestValue { match_as } => write!(
                f,
                "a test value for `{}` must be {}",
                match_as.word(),
                match_as.layout().words()
            ),
            ErrorKind::BadKey { family } => f.write_str(match family {
                Family::X509 => "an OID that is not in its DER encoding",
                Family::Jwt => "a key that is not a quoted canonical JSON string",
                Family::Cwt => "a key that is not in deterministic CBOR",
            }),
            ErrorKind::NotAscending { component } => {
                write!(f, "component {component:#06x} does not ascend")
            }
            ErrorKind::Limit { limit } => write!(f, "past the limit of {limit}"),
            ErrorKind::TooLong { length } => {
                write!(f, "{length} octets, more than the 2^30-1 that a vector can hold")
            }
            ErrorKind::Unrecognized => f.write_str("no container can be read from these octets"),
            ErrorKind::NoPolicy => f.write_str("no `PreAuthData` in a known component"),
            ErrorKind::SeveralPolicies => f.write_str("more than one `PreAuthData`"),
        }
    }
}

impl fmt::Display for Error {
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

impl std::error::Error for Error {}

impl miette::Diagnostic for Error {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("wire::{}", self.kind.name())))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.kind.help().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic;

    use super::*;

    fn error(kind: ErrorKind, path: &str) -> Error {
        Error { kind, offset: 7, path: path.to_owned() }
    }

    #[test]
    fn messages_name_fault_octet_and_field() {
        for (kind, path, message) in [
            (ErrorKind::BadUtf8, "role_name", "text that is not UTF-8, at octet 7 in `role_name`"),
            (
                ErrorKind::LengthPastEnd { length: 9, left: 2 },
                "data",
                "a length of 9 where 2 octets are left, at octet 7 in `data`",
            ),
            (
                ErrorKind::BadTestValue { match_as: MatchAs::Bool },
                "test_value",
                "a test value for `bool` must be one octet, 0 or 1, at octet 7 in `test_value`",
            ),
            (
                ErrorKind::UnexpectedType { value: 5, expected: 6 },
                "extension_type",
                "type 0x0005 where 0x0006 is expected, at octet 7 in `extension_type`",
            ),
            (
                ErrorKind::TrailingBytes { count: 1 },
                "PreAuthData",
                "an octet is left over, at octet 7 in `PreAuthData`",
            ),
            (ErrorKind::Unrecognized, "", "no container can be read from these octets"),
        ] {
            assert_eq!(error(kind, path).to_string(), message);
        }
    }

    #[test]
    fn diagnostics_have_a_code_and_say_what_to_do() {
        let limit = error(ErrorKind::Limit { limit: 8 }, "claimset");
        assert_eq!(limit.code().unwrap().to_string(), "wire::limit");
        assert_eq!(limit.help().unwrap().to_string(), "the limits can be raised in the library");
        let utf8 = error(ErrorKind::BadUtf8, "role_name");
        assert_eq!(utf8.code().unwrap().to_string(), "wire::bad_utf8");
        assert!(utf8.help().is_none());
    }
}
