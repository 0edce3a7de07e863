//! The words for errors of verification.

use std::fmt::{Display, Formatter, Result};

use super::{
    AlgorithmFault, ClaimFault, ClientFault, Error, ErrorKind, HeaderFault, HolderFault, KeyFault,
    NameForm, Needs, PathFault, Place, RegisteredClaim, Unusable,
};
use crate::semantics::date::format;
use crate::semantics::oid;

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.kind.fmt(f)?;
        if let (ErrorKind::Claim(fault), Some(when)) = (&self.kind, self.when.and_then(format)) {
            match fault {
                ClaimFault::Expired => write!(f, ": it was good until {when}")?,
                ClaimFault::NotYetValid => write!(f, ": it is good from {when} on")?,
                _ => write!(f, ": at {when}")?,
            }
        }
        match self.place {
            None => Ok(()),
            Some(Place::Certificate(0)) => f.write_str(", in the leaf certificate"),
            Some(Place::Certificate(at)) => write!(f, ", in certificate {at} of the chain"),
            Some(Place::Anchor(at)) => write!(f, ", in trust anchor {at}"),
        }
    }
}

impl Display for ErrorKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ErrorKind::Unreadable(error) => error.fmt(f),
            ErrorKind::NotSigned => f.write_str("nobody signed these claims"),
            ErrorKind::NoTrust(Needs::Keys) => f.write_str("no issuer's key was given"),
            ErrorKind::NoTrust(Needs::Anchors) => f.write_str("no trust anchor was given"),
            ErrorKind::Header(fault) => fault.fmt(f),
            ErrorKind::Algorithm(fault) => fault.fmt(f),
            ErrorKind::Key(fault) => fault.fmt(f),
            ErrorKind::Signature => f.write_str("the signature was made by none of the keys"),
            ErrorKind::TooManySignatures { limit } => {
                write!(f, "more than {limit} signatures would have to be checked")
            }
            ErrorKind::Claim(fault) => fault.fmt(f),
            ErrorKind::Path(fault) => fault.fmt(f),
            ErrorKind::Holder(fault) => fault.fmt(f),
            ErrorKind::Client(fault) => fault.fmt(f),
        }
    }
}

impl Display for HolderFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            HolderFault::Missing => "the holder proves nothing",
            HolderFault::NoKey => "the credential binds no key of its holder",
            HolderFault::OtherKeys => "the credentials bind different keys",
            HolderFault::NotBound => "a credential binds no key and is about somebody else",
            HolderFault::Presented => "the holder has signed other disclosures than these",
            HolderFault::Nonce => "the holder's nonce is not the one that was given",
            HolderFault::Stale => "the holder's proof is too old",
        })
    }
}

impl Display for ClientFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ClientFault::Structure(fault) => fault.fmt(f),
            ClientFault::NoKey => f.write_str("the credential binds no key"),
            ClientFault::Key(why) => write!(f, "the key that the credential binds: {why}"),
            ClientFault::OtherKey => {
                f.write_str("the leaf's signature key is not the one that the credential binds")
            }
            ClientFault::SignatureKey => {
                f.write_str("the leaf's signature key is none of its cipher suite")
            }
            ClientFault::CipherSuite(number) => {
                write!(f, "cipher suite {number:#06x} is not supported")
            }
            ClientFault::LeafSignature => f.write_str("the leaf node is not signed by its key"),
            ClientFault::KeyPackageSignature => {
                f.write_str("the key package is not signed by its leaf's key")
            }
            ClientFault::Lifetime(fault) => write!(f, "the key package: {fault}"),
        }
    }
}

impl Display for HeaderFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            HeaderFault::Parameter(name) => write!(f, "the header's `{name}` is of another type"),
            HeaderFault::Critical => {
                f.write_str("`crit` is no list of parameters that stand in the header")
            }
            HeaderFault::CriticalUnknown(name) => {
                write!(f, "the critical header parameter `{name}` is not understood")
            }
            HeaderFault::UnencodedPayload => f.write_str("an unencoded payload is not supported"),
            HeaderFault::Type { found: Some(found) } => {
                write!(f, "`typ` says that this is a `{found}`")
            }
            HeaderFault::Type { found: None } => f.write_str("`typ` is missing"),
            HeaderFault::Unprotected(name) => {
                write!(f, "`{name}` stands in the unprotected header")
            }
        }
    }
}

impl Display for AlgorithmFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            AlgorithmFault::Missing => f.write_str("the protected header names no algorithm"),
            AlgorithmFault::None => f.write_str("the token is not signed (`none`)"),
            AlgorithmFault::Symmetric => {
                f.write_str("symmetric algorithms are refused: who can check can also sign")
            }
            AlgorithmFault::Unsupported(name) => {
                write!(f, "the algorithm `{name}` is not supported")
            }
            AlgorithmFault::NotAllowed(name) => {
                write!(f, "the keys given do not allow the algorithm `{name}`")
            }
        }
    }
}

impl Display for KeyFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            KeyFault::NotKeys => f.write_str("neither a key nor a set of keys"),
            KeyFault::TooMany { limit } => write!(f, "more than {limit} keys or trust anchors"),
            KeyFault::Unknown { id, given } => {
                write!(f, "no key given has the identifier {}", Id(id))?;
                for (at, id) in given.iter().enumerate() {
                    let before = if at == 0 { "; given are" } else { "," };
                    write!(f, "{before} {}", Id(id))?;
                }
                Ok(())
            }
            KeyFault::OtherIssuer => f.write_str("no key given is for tokens of this issuer"),
            KeyFault::Unusable(why) => write!(f, "the key cannot be used: {why}"),
        }
    }
}

/// The identifier of a key: text, or octets in hex.
struct Id<'i>(&'i [u8]);

impl Display for Id<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match std::str::from_utf8(self.0) {
            Ok(id) => write!(f, "`{}`", id.escape_debug()),
            Err(_) => {
                f.write_str("h'")?;
                self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
                f.write_str("'")
            }
        }
    }
}

impl Display for Unusable {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Unusable::Malformed => f.write_str("it is malformed"),
            Unusable::Symmetric => f.write_str("it is symmetric"),
            Unusable::Type => f.write_str("its type is not supported"),
            Unusable::Curve => f.write_str("its curve is not supported"),
            Unusable::Point(curve) => write!(f, "it is no point of {}", curve.name()),
            Unusable::Rsa => f.write_str("RSA takes 2048 to 8192 bits and an odd exponent"),
            Unusable::Use => f.write_str("its `use` is not `sig`"),
            Unusable::Operations => f.write_str("its `key_ops` leave `verify` out"),
            Unusable::Algorithm => f.write_str("its `alg` is not supported or does not fit it"),
        }
    }
}

impl Display for ClaimFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ClaimFault::Type(claim) => {
                write!(f, "the claim `{claim}` is of another type than {}", kind_of(*claim))
            }
            ClaimFault::Expired => f.write_str("it has expired"),
            ClaimFault::NotYetValid => f.write_str("it is not valid yet"),
            ClaimFault::IssuedInTheFuture => {
                f.write_str("it says that it was issued in the future")
            }
            ClaimFault::Audience => f.write_str("it is meant for another audience"),
        }
    }
}

/// What a registered claim has to be.
const fn kind_of(claim: RegisteredClaim) -> &'static str {
    match claim {
        RegisteredClaim::Issuer | RegisteredClaim::Subject => "text",
        RegisteredClaim::Audience => "text or a list of texts",
        RegisteredClaim::ExpirationTime
        | RegisteredClaim::NotBefore
        | RegisteredClaim::IssuedAt => "a number of seconds",
        RegisteredClaim::TokenId => "text, or octets in a CWT",
    }
}

impl Display for RegisteredClaim {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            RegisteredClaim::Issuer => "iss",
            RegisteredClaim::Subject => "sub",
            RegisteredClaim::Audience => "aud",
            RegisteredClaim::ExpirationTime => "exp",
            RegisteredClaim::NotBefore => "nbf",
            RegisteredClaim::IssuedAt => "iat",
            RegisteredClaim::TokenId => "jti",
        })
    }
}

impl Display for PathFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            PathFault::UnknownIssuer => {
                f.write_str("no certificate given and no trust anchor has the issuer's name")
            }
            PathFault::TooLong { limit } => write!(f, "more than {limit} certificates"),
            PathFault::Version => f.write_str("extensions in a certificate before version 3"),
            PathFault::EmptyIssuer => f.write_str("the issuer has no name"),
            PathFault::Expired => f.write_str("the certificate has expired"),
            PathFault::NotYetValid => f.write_str("the certificate is not valid yet"),
            PathFault::Extension(id) => {
                f.write_str("malformed extension ")?;
                write_oid(f, id)
            }
            PathFault::CriticalExtension(id) => {
                f.write_str("a critical extension that is not processed: ")?;
                write_oid(f, id)
            }
            PathFault::NotAnAuthority => f.write_str("it is no certification authority"),
            PathFault::KeyUsage => f.write_str("its key may not sign certificates"),
            PathFault::PathLength => {
                f.write_str("more certification authorities follow than are allowed")
            }
            PathFault::Algorithm(id) => {
                f.write_str("a signature algorithm that is not supported: ")?;
                write_oid(f, id)
            }
            PathFault::Key(why) => write!(f, "the key in the certificate cannot be used: {why}"),
            PathFault::Signature => f.write_str("the signature is not the issuer's"),
            PathFault::Name(form) => write!(f, "an issuer's name constraints forbid {form}"),
            PathFault::UnreadableName(form) => {
                write!(f, "name constraints apply to {form} that cannot be read")
            }
            PathFault::UnsupportedConstraint(form) => {
                write!(f, "name constraints on {form} are not supported")
            }
            PathFault::Constraint(form) => write!(f, "malformed name constraints on {form}"),
            PathFault::TooManyNames { limit } => {
                write!(f, "more than {limit} names would have to be compared")
            }
        }
    }
}

impl Display for NameForm {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            NameForm::Other => "another kind of name",
            NameForm::Email => "an e-mail address",
            NameForm::Dns => "a DNS name",
            NameForm::X400 => "an X.400 address",
            NameForm::Directory => "a directory name",
            NameForm::EdiParty => "an EDI party name",
            NameForm::Uri => "a URI",
            NameForm::Ip => "an IP address",
            NameForm::RegisteredId => "a registered identifier",
        })
    }
}

fn write_oid(f: &mut Formatter<'_>, octets: &[u8]) -> Result {
    match oid::to_dotted(octets) {
        Some(dotted) => f.write_str(&dotted),
        None => octets.iter().try_for_each(|octet| write!(f, "{octet:02x}")),
    }
}
