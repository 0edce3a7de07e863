//! Why a credential is not verified, or trust material not usable: plain data that tests compare.

mod kind;
mod words;

use super::algorithm::Curve;
use crate::credential;
use crate::credential::mls::MlsFault;
use crate::semantics::date::Moment;

/// Why something is not verified, and which key or certificate is at fault.
///
/// ```
/// use admit::limits::Limits;
/// use admit::verify::{ErrorKind, KeyFault, Trust};
///
/// let error = Trust::default().add_jwks(br#"{"hello": 1}"#, &Limits::default()).unwrap_err();
/// assert_eq!(error.kind, ErrorKind::Key(KeyFault::NotKeys));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, when it is one of several.
    pub place: Option<Place>,
    /// Where a time is at fault: which one, in whole seconds since 1970-01-01T00:00:00Z.
    pub when: Option<i64>,
}

/// What an error is about, when there are several of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A certificate of the given chain, counted from 0: the leaf.
    Certificate(usize),
    /// A trust anchor, counted from 0 over all that were given.
    Anchor(usize),
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// It cannot be read at all, and why.
    Unreadable(Box<credential::Error>),
    /// Nobody signed it: bare claims.
    NotSigned,
    /// No trust material of the kind that it takes was given.
    NoTrust(Needs),
    /// The signature's header.
    Header(HeaderFault),
    /// The signature's algorithm.
    Algorithm(AlgorithmFault),
    /// The key, or the trust material it should come from.
    Key(KeyFault),
    /// No key that may have made the signature did.
    Signature,
    /// More signatures to check than `Limits::signatures`.
    TooManySignatures {
        /// The limit.
        limit: usize,
    },
    /// A registered claim, by which the credential is not good here and now.
    Claim(ClaimFault),
    /// The path from a certificate to a trust anchor.
    Path(PathFault),
    /// What the holder has to prove.
    Holder(HolderFault),
    /// What an MLS client has to prove.
    Client(ClientFault),
}

/// What verification takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
    /// Keys of issuers.
    Keys,
    /// Trust anchors.
    Anchors,
}

/// What is wrong with a JOSE or COSE header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HeaderFault {
    /// A parameter is not of its type.
    Parameter(&'static str),
    /// `crit` is not a list of parameters that are there and may be listed (RFC 7515
    /// section 4.1.11, RFC 9052 section 3.1).
    Critical,
    /// `crit` lists a parameter that is not understood.
    CriticalUnknown(String),
    /// `b64` is false (RFC 7797).
    UnencodedPayload,
    /// `typ` says that it is something else; nothing when it is missing and must not be.
    Type {
        /// The media type, or the number of the content format.
        found: Option<String>,
    },
    /// A parameter stands in the unprotected header, where anybody could have changed it.
    Unprotected(&'static str),
}

/// What is wrong with an algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AlgorithmFault {
    /// None is named, or none in the protected header.
    Missing,
    /// It is `none` (RFC 7518 section 3.6).
    None,
    /// It is a MAC: who can check it can make it.
    Symmetric,
    /// It is not supported, or not known.
    Unsupported(String),
    /// No key that comes into question allows it.
    NotAllowed(String),
}

/// What is wrong with keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyFault {
    /// Not a key and not a set of keys (RFC 7517, RFC 9052 section 7).
    NotKeys,
    /// More than `Limits::trust_items`.
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// No key has the identifier that the signature's header names.
    Unknown {
        /// The octets of `kid`.
        id: Vec<u8>,
        /// The identifiers of the first keys that there are.
        given: Vec<Vec<u8>>,
    },
    /// Every key is for the tokens of another issuer.
    OtherIssuer,
    /// The only key that comes into question cannot be used.
    Unusable(Unusable),
}

/// Why a key cannot check signatures. It stays in its set, so that this can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unusable {
    /// A parameter is missing, of another type, or not strictly encoded.
    Malformed,
    /// A symmetric key.
    Symmetric,
    /// A type of key that is not supported.
    Type,
    /// A curve that is not supported, or none that signs.
    Curve,
    /// The point is not on the curve, or the infinite one.
    Point(Curve),
    /// An RSA modulus that is not of 2048 to 8192 bits, or a weak exponent.
    Rsa,
    /// `use` says that it is for something else.
    Use,
    /// `key_ops` leaves `verify` out.
    Operations,
    /// `alg` is not supported, or does not fit the key.
    Algorithm,
}

/// What is wrong with a registered claim (RFC 7519 section 4.1, RFC 8392 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimFault {
    /// Not of its type.
    Type(RegisteredClaim),
    /// `exp` has come.
    Expired,
    /// `nbf` is yet to come.
    NotYetValid,
    /// `iat` is yet to come.
    IssuedInTheFuture,
    /// `aud` names others, or nobody.
    Audience,
}

/// What is wrong with the proof of a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolderFault {
    /// There is none: no key binding, no presentation.
    Missing,
    /// The credential binds no key (`cnf` with a `jwk`), or does not disclose it.
    NoKey,
    /// The credentials of a presentation bind different keys.
    OtherKeys,
    /// A credential of a presentation binds no key and is about somebody else.
    NotBound,
    /// It is about other disclosures than those that came along (`sd_hash`).
    Presented,
    /// The nonce is not the one that was given.
    Nonce,
    /// It is older than it may be, or does not say how old it is.
    Stale,
}

/// What is wrong with an MLS client (RFC 9420).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientFault {
    /// Its structure is not as it must be, though it can be read.
    Structure(MlsFault),
    /// The credential binds no key.
    NoKey,
    /// The key that the credential binds cannot be used.
    Key(Unusable),
    /// The leaf's signature key is not the one that the credential binds.
    OtherKey,
    /// The leaf's signature key is none of the cipher suite's, or of no known kind.
    SignatureKey,
    /// A cipher suite whose signatures are not supported.
    CipherSuite(u16),
    /// The leaf node is not signed by its key.
    LeafSignature,
    /// The key package is not signed by its leaf's key.
    KeyPackageSignature,
    /// The key package's lifetime is over, or has not begun.
    Lifetime(ClaimFault),
}

/// The registered claims of JWT and CWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegisteredClaim {
    /// `iss` (1).
    Issuer,
    /// `sub` (2).
    Subject,
    /// `aud` (3).
    Audience,
    /// `exp` (4).
    ExpirationTime,
    /// `nbf` (5).
    NotBefore,
    /// `iat` (6).
    IssuedAt,
    /// `jti`, `cti` (7).
    TokenId,
}

/// What is wrong with a certificate on its path (RFC 5280 section 6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathFault {
    /// No given certificate and no trust anchor has the issuer's name.
    UnknownIssuer,
    /// More certificates than `Limits::path_certificates`.
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// Extensions in a certificate that is not of version 3.
    Version,
    /// An issuer without a name.
    EmptyIssuer,
    /// Expired at the given time.
    Expired,
    /// Not yet valid at the given time.
    NotYetValid,
    /// An extension that is processed here, by its OID, is not what it must be.
    Extension(Vec<u8>),
    /// A critical extension that is not processed here, by the content octets of its OID.
    CriticalExtension(Vec<u8>),
    /// An issuer that is no certification authority (`basicConstraints`).
    NotAnAuthority,
    /// An issuer that may not sign certificates (`keyUsage`).
    KeyUsage,
    /// More certification authorities follow than `pathLenConstraint` allows.
    PathLength,
    /// An algorithm of signatures, by its OID, that is not supported or not sound.
    Algorithm(Vec<u8>),
    /// A subject's key that cannot check a signature.
    Key(Unusable),
    /// The signature is not the issuer's.
    Signature,
    /// A name that the issuers' name constraints do not allow.
    Name(NameForm),
    /// A name under a name constraint that cannot be read, and so not be compared.
    UnreadableName(NameForm),
    /// Name constraints on a form of names that is not processed here.
    UnsupportedConstraint(NameForm),
    /// Name constraints that are not what they must be.
    Constraint(NameForm),
    /// More names to compare than `Limits::name_comparisons`.
    TooManyNames {
        /// The limit.
        limit: usize,
    },
}

/// The forms of names in certificates: GeneralName of RFC 5280 section 4.2.1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameForm {
    /// `otherName`.
    Other,
    /// `rfc822Name`, and the attribute `emailAddress` of the subject.
    Email,
    /// `dNSName`.
    Dns,
    /// `x400Address`.
    X400,
    /// `directoryName`, and the subject itself.
    Directory,
    /// `ediPartyName`.
    EdiParty,
    /// `uniformResourceIdentifier`.
    Uri,
    /// `iPAddress`.
    Ip,
    /// `registeredID`.
    RegisteredId,
}

impl KeyFault {
    /// How many keys are named when another one is asked for.
    pub const SHOWN: usize = 4;
}

impl NameForm {
    /// The form with this context-specific tag.
    pub const fn from_tag(tag: u64) -> Option<NameForm> {
        Some(match tag {
            0 => NameForm::Other,
            1 => NameForm::Email,
            2 => NameForm::Dns,
            3 => NameForm::X400,
            4 => NameForm::Directory,
            5 => NameForm::EdiParty,
            6 => NameForm::Uri,
            7 => NameForm::Ip,
            8 => NameForm::RegisteredId,
            _ => return None,
        })
    }
}

impl Error {
    /// The same error, with the time that is at fault.
    #[must_use]
    pub fn dated(mut self, moment: Option<Moment>) -> Self {
        self.when = moment.and_then(|moment| match moment {
            Moment::At(instant) => Some(instant.seconds),
            Moment::Before | Moment::After => None,
        });
        self
    }

    /// The same error, said of one of several.
    #[must_use]
    pub const fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error { kind, place: None, when: None }
    }
}

/// Lets `?` and `into` turn a part into the whole.
macro_rules! part {
    ($($part:ident => $kind:ident),*) => {$(
        impl From<$part> for Error {
            fn from(part: $part) -> Self {
                ErrorKind::$kind(part).into()
            }
        }
    )*};
}

part!(HeaderFault => Header, AlgorithmFault => Algorithm, KeyFault => Key, ClaimFault => Claim,
    PathFault => Path, HolderFault => Holder, ClientFault => Client);

impl From<credential::Error> for Error {
    fn from(error: credential::Error) -> Self {
        ErrorKind::Unreadable(Box::new(error)).into()
    }
}

impl std::error::Error for Error {}

impl miette::Diagnostic for Error {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new("verification"))
    }
}
