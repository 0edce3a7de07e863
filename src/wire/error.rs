//! What is wrong with octets, or with a policy that is to become octets: plain data.

use std::fmt;

use crate::format::Family;
use crate::model::MatchAs;
use crate::tls::{self, Fault};

/// Why octets were not read, or a policy not written.
///
/// ```
/// use admit::{limits::Limits, model::Profile, tls::Fault, wire};
/// let error = wire::decode(Profile::Exact, &[0x02, 0x00], &Limits::default()).unwrap_err();
/// assert_eq!(error.kind, wire::ErrorKind::Encoding(Fault::LengthPastEnd { length: 2, left: 1 }));
/// assert_eq!(error.offset, 0);
/// assert_eq!(error.path, "preauthorized_entries");
/// ```
pub type Error = tls::Error<ErrorKind>;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The encoding, whatever it is an encoding of.
    Encoding(Fault),
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
    /// A claim of the holder's in a family whose credentials come without a word of the holder.
    NoHolder,
    /// A component number is not greater than the one before it.
    NotAscending {
        /// The number.
        component: u16,
    },
    /// Something of a disclosure policy does not come after what stands before it.
    OutOfOrder,
    /// A pointer of a disclosure policy is empty, or does not lead to one claim.
    BadPointer,
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
            ErrorKind::Encoding(fault) => fault.name(),
            ErrorKind::BadTestValue { .. } => "bad_test_value",
            ErrorKind::BadKey { .. } => "bad_key",
            ErrorKind::NoHolder => "no_holder",
            ErrorKind::NotAscending { .. } => "not_ascending",
            ErrorKind::OutOfOrder => "out_of_order",
            ErrorKind::BadPointer => "bad_pointer",
            ErrorKind::Unrecognized => "unrecognized",
            ErrorKind::NoPolicy => "no_policy",
            ErrorKind::SeveralPolicies => "several_policies",
        }
    }

    const fn help(self) -> Option<&'static str> {
        Some(match self {
            ErrorKind::Encoding(Fault::Truncated | Fault::LengthPastEnd { .. }) => {
                "the octets may be cut off, or another profile or container than this one"
            }
            ErrorKind::Encoding(Fault::BadLengthPrefix | Fault::NonMinimalLength) => {
                "lengths take 1, 2 or 4 octets, always the fewest (RFC 9420 section 2.1.2)"
            }
            ErrorKind::Encoding(Fault::UnknownEnum { .. }) => {
                "the octets may be of another profile or container than this one"
            }
            ErrorKind::Encoding(Fault::Limit { .. }) => "the limits can be raised in the library",
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
            ErrorKind::Encoding(fault) => fault.fmt(f),
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
            ErrorKind::NoHolder => f.write_str("the holder of a certificate asserts no claims"),
            ErrorKind::NotAscending { component } => {
                write!(f, "component {component:#06x} does not ascend")
            }
            ErrorKind::OutOfOrder => f.write_str("a credential or pointer that does not ascend"),
            ErrorKind::BadPointer => {
                f.write_str("a pointer that is empty, searches or stays where it is")
            }
            ErrorKind::Unrecognized => f.write_str("no container can be read from these octets"),
            ErrorKind::NoPolicy => f.write_str("no `PreAuthData` in a known component"),
            ErrorKind::SeveralPolicies => f.write_str("more than one `PreAuthData`"),
        }
    }
}

impl From<Fault> for ErrorKind {
    fn from(fault: Fault) -> Self {
        ErrorKind::Encoding(fault)
    }
}

impl tls::Kind for ErrorKind {
    fn has_place(&self) -> bool {
        !matches!(self, ErrorKind::Unrecognized | ErrorKind::NoPolicy | ErrorKind::SeveralPolicies)
    }
}

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
            (
                ErrorKind::Encoding(Fault::BadUtf8),
                "role_name",
                "text that is not UTF-8, at octet 7 in `role_name`",
            ),
            (
                ErrorKind::Encoding(Fault::LengthPastEnd { length: 9, left: 2 }),
                "data",
                "a length of 9 where 2 octets are left, at octet 7 in `data`",
            ),
            (
                ErrorKind::BadTestValue { match_as: MatchAs::Bool },
                "test_value",
                "a test value for `bool` must be one octet, 0 or 1, at octet 7 in `test_value`",
            ),
            (
                ErrorKind::Encoding(Fault::UnexpectedType { value: 5, expected: 6 }),
                "extension_type",
                "type 0x0005 where 0x0006 is expected, at octet 7 in `extension_type`",
            ),
            (
                ErrorKind::Encoding(Fault::TrailingBytes { count: 1 }),
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
        let limit = error(ErrorKind::Encoding(Fault::Limit { limit: 8 }), "claimset");
        assert_eq!(limit.code().unwrap().to_string(), "wire::limit");
        assert_eq!(limit.help().unwrap().to_string(), "the limits can be raised in the library");
        let utf8 = error(ErrorKind::Encoding(Fault::BadUtf8), "role_name");
        assert_eq!(utf8.code().unwrap().to_string(), "wire::bad_utf8");
        assert!(utf8.help().is_none());
    }
}
