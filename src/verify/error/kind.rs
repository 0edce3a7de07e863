//! Names of errors for programs: the same in every version, whatever the words for people become.

use super::{
    AlgorithmFault, ClaimFault, ClientFault, ErrorKind, HeaderFault, HolderFault, KeyFault, Needs,
    PathFault,
};

impl ErrorKind {
    /// A name for programs, such as `signature` or `claim_expired`; the same in every version.
    pub const fn name(&self) -> &'static str {
        match self {
            ErrorKind::Unreadable(error) => error.kind.name(),
            ErrorKind::NotSigned => "not_signed",
            ErrorKind::NoTrust(Needs::Keys) => "no_trusted_keys",
            ErrorKind::NoTrust(Needs::Anchors) => "no_trust_anchors",
            ErrorKind::Header(fault) => fault.name(),
            ErrorKind::Algorithm(fault) => fault.name(),
            ErrorKind::Key(fault) => fault.name(),
            ErrorKind::Signature => "signature",
            ErrorKind::TooManySignatures { .. } => "too_many_signatures",
            ErrorKind::Claim(fault) => fault.name(),
            ErrorKind::Path(fault) => fault.name(),
            ErrorKind::Holder(fault) => fault.name(),
            ErrorKind::Client(fault) => fault.name(),
        }
    }
}

impl HeaderFault {
    const fn name(&self) -> &'static str {
        match self {
            HeaderFault::Parameter(_) => "header_parameter",
            HeaderFault::Critical => "header_critical",
            HeaderFault::CriticalUnknown(_) => "header_critical_unknown",
            HeaderFault::UnencodedPayload => "header_unencoded_payload",
            HeaderFault::Type { .. } => "header_type",
            HeaderFault::Unprotected(_) => "header_unprotected",
        }
    }
}

impl AlgorithmFault {
    const fn name(&self) -> &'static str {
        match self {
            AlgorithmFault::Missing => "algorithm_missing",
            AlgorithmFault::None => "algorithm_none",
            AlgorithmFault::Symmetric => "algorithm_symmetric",
            AlgorithmFault::Unsupported(_) => "algorithm_unsupported",
            AlgorithmFault::NotAllowed(_) => "algorithm_not_allowed",
        }
    }
}

impl KeyFault {
    const fn name(&self) -> &'static str {
        match self {
            KeyFault::NotKeys => "key_not_keys",
            KeyFault::TooMany { .. } => "key_too_many",
            KeyFault::Unknown { .. } => "key_unknown",
            KeyFault::OtherIssuer => "key_other_issuer",
            KeyFault::Unusable(_) => "key_unusable",
        }
    }
}

impl ClaimFault {
    const fn name(&self) -> &'static str {
        match self {
            ClaimFault::Type(_) => "claim_type",
            ClaimFault::Expired => "claim_expired",
            ClaimFault::NotYetValid => "claim_not_yet_valid",
            ClaimFault::IssuedInTheFuture => "claim_issued_in_the_future",
            ClaimFault::Audience => "claim_audience",
        }
    }
}

impl PathFault {
    const fn name(&self) -> &'static str {
        match self {
            PathFault::UnknownIssuer => "path_unknown_issuer",
            PathFault::TooLong { .. } => "path_too_long",
            PathFault::Version => "path_version",
            PathFault::EmptyIssuer => "path_empty_issuer",
            PathFault::Expired => "path_expired",
            PathFault::NotYetValid => "path_not_yet_valid",
            PathFault::Extension(_) => "path_extension",
            PathFault::CriticalExtension(_) => "path_critical_extension",
            PathFault::NotAnAuthority => "path_not_an_authority",
            PathFault::KeyUsage => "path_key_usage",
            PathFault::PathLength => "path_path_length",
            PathFault::Algorithm(_) => "path_algorithm",
            PathFault::Key(_) => "path_key",
            PathFault::Signature => "path_signature",
            PathFault::Name(_) => "path_name",
            PathFault::UnreadableName(_) => "path_unreadable_name",
            PathFault::UnsupportedConstraint(_) => "path_unsupported_constraint",
            PathFault::Constraint(_) => "path_constraint",
            PathFault::TooManyNames { .. } => "path_too_many_names",
        }
    }
}

impl HolderFault {
    const fn name(&self) -> &'static str {
        match self {
            HolderFault::Missing => "holder_missing",
            HolderFault::NoKey => "holder_no_key",
            HolderFault::OtherKeys => "holder_other_keys",
            HolderFault::NotBound => "holder_not_bound",
            HolderFault::Presented => "holder_presented",
            HolderFault::Nonce => "holder_nonce",
            HolderFault::Stale => "holder_stale",
        }
    }
}

impl ClientFault {
    const fn name(&self) -> &'static str {
        match self {
            ClientFault::Structure(fault) => fault.name(),
            ClientFault::NoKey => "client_no_key",
            ClientFault::Key(_) => "client_key",
            ClientFault::OtherKey => "client_other_key",
            ClientFault::SignatureKey => "client_signature_key",
            ClientFault::CipherSuite(_) => "client_cipher_suite",
            ClientFault::LeafSignature => "client_leaf_signature",
            ClientFault::KeyPackageSignature => "client_key_package_signature",
            ClientFault::Lifetime(_) => "client_lifetime",
        }
    }
}
