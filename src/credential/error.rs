//! Why a credential cannot be read: plain data that tests compare by value.

mod fault;
mod kind;
mod path;

use std::fmt;

pub use fault::{DisclosureFault, KeyBindingFault, SdCwtFault, VcFault};
pub use path::{Part, PathStep};

use super::mls;
use crate::format::Format;

/// Why a credential cannot be read, and where inside it.
///
/// ```
/// use admit::credential::{Envelope, ErrorKind};
/// use admit::limits::Limits;
///
/// let limits = Limits::default();
/// let envelope = Envelope::open(br#"{"a":1,"a":2}"#, None, None, &limits).unwrap();
/// let error = envelope.claims(&limits).unwrap_err();
/// assert_eq!(error.kind, ErrorKind::DuplicateKey);
/// assert_eq!(error.to_string(), "a name stands twice in one map, at `a`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The steps from the root of the claims to the place; empty when there is none.
    pub path: Vec<PathStep>,
}

/// What can be wrong with a credential.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// There is nothing, or only white space.
    Empty,
    /// More octets than `Limits::credential_bytes`.
    TooLarge {
        /// The limit, in octets.
        limit: usize,
    },
    /// Nested deeper than `Limits::credential_depth`.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// No format that can be read looks like this.
    Unrecognized,
    /// A token, and something around it that does not belong to it.
    Wrapped(Wrapping),
    /// A format that is known but cannot be read here.
    Unsupported(Unsupported),
    /// Text that is not UTF-8.
    NotUtf8 {
        /// The first offending octet.
        offset: usize,
    },
    /// JSON that begins with a byte-order mark.
    ByteOrderMark,
    /// Not JSON (RFC 8259).
    Json {
        /// The octet at which it ends to be JSON.
        offset: usize,
    },
    /// An escape in a JSON string that stands for half a surrogate pair.
    LoneSurrogate {
        /// The first octet of the string.
        offset: usize,
    },
    /// Not well-formed CBOR (RFC 8949 section 5.3.1), or tag 2 or 3 on anything but bytes.
    Cbor {
        /// What is wrong.
        fault: CborFault,
        /// The octet of the item at fault.
        offset: usize,
    },
    /// A name or key that stands twice in one map; the path ends with it.
    DuplicateKey,
    /// A number whose exponent is beyond `Limits::exponent`.
    Exponent {
        /// The limit.
        limit: u32,
    },
    /// Claims that are no JSON object and no CBOR map.
    NotAMap,
    /// Octets after the end.
    Trailing {
        /// The first of them.
        offset: usize,
    },
    /// A part of a JWT, or text around a binary credential, that is not strict base64url, base64 or
    /// hex.
    BadEncoding,
    /// A compact serialization that does not have three segments.
    Segments {
        /// How many it has.
        found: usize,
    },
    /// Not a COSE_Sign1 message (RFC 9052 section 4.2).
    Cose(CoseFault),
    /// Not a certificate that can be read (RFC 5280).
    Certificate(CertificateFault),
    /// Selective disclosure that is not as it must be; a certain disclosure is at fault when the
    /// path leads to it.
    Disclosure(DisclosureFault),
    /// More disclosures than `Limits::disclosures`.
    TooManyDisclosures {
        /// The limit.
        limit: usize,
    },
    /// Not a key binding JWT (RFC 9901 section 4.3) or a key binding token
    /// (draft-ietf-spice-sd-cwt-07 section 8.1).
    KeyBinding(KeyBindingFault),
    /// Not an SD-CWT.
    SdCwt(SdCwtFault),
    /// Not an MLS structure (RFC 9420) with a credential that can be read.
    Mls(Box<mls::Error>),
    /// A member of a JWS in JSON serialization (RFC 7515 section 7.2) is missing, one too many or of
    /// another type; the path ends with it.
    JwsJson,
    /// Not a W3C credential or presentation that can be read.
    Vc(VcFault),
    /// Of another format than the one that is named.
    OtherFormat {
        /// What it is.
        found: Format,
    },
}

/// Formats that are recognized and cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsupported {
    /// An encrypted JWT (RFC 7516).
    Jwe,
    /// JWS in JSON serialization (RFC 7515 section 7.2) that is no SD-JWT.
    JwsJson,
    /// A JWS whose payload is not base64url (RFC 7797).
    UnencodedPayload,
    /// A key binding JWT without the credential it binds (RFC 9901 section 4.3): its claims are the
    /// holder's own.
    KeyBinding,
    /// A credential or presentation with an embedded proof over linked data (`proof`).
    LinkedDataProof,
    /// COSE_Sign, several signers (tag 98).
    CoseSign,
    /// COSE_Mac and COSE_Mac0 (tags 97 and 17).
    CoseMac,
    /// COSE_Encrypt and COSE_Encrypt0 (tags 96 and 16).
    CoseEncrypt,
}

/// What is wrong with CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CborFault {
    /// It ends too early.
    Truncated,
    /// Additional information 28 to 30, or 31 where no indefinite length exists.
    ReservedInfo,
    /// A simple value below 32 in two octets.
    ReservedSimple,
    /// A break where no indefinite-length item is open, or after a key.
    Break,
    /// A chunk of another type, or of indefinite length.
    Chunk,
    /// Tag 2 or 3 on anything but a byte string.
    Bignum,
    /// An indefinite length in an SD-CWT (draft-ietf-spice-sd-cwt-07 section 6.1).
    IndefiniteLength,
    /// A map key of a type, or a text longer, than an SD-CWT may have there
    /// (draft-ietf-spice-sd-cwt-07 section 6.3).
    Key,
}

/// What is wrong with a COSE_Sign1 message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoseFault {
    /// A tag that is none of COSE's, or one too many.
    Tag(u64),
    /// Tag 61 (CWT) without a COSE tag inside (RFC 8392 section 6).
    BareCwtTag,
    /// Not an array of four.
    NotFour,
    /// The protected header is not a byte string that is empty or holds a map.
    Protected,
    /// The unprotected header is not a map.
    Unprotected,
    /// A header label that is neither an integer nor text.
    Label,
    /// One label in both headers.
    LabelTwice,
    /// A parameter in the protected header that belongs into the other, or the other way round; the
    /// path ends with it.
    Place,
    /// The payload is not in the message.
    Detached,
    /// The payload is not a byte string.
    Payload,
    /// The signature is not a byte string.
    Signature,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateFault {
    /// A PEM block that is not well-formed, or does not end (RFC 7468).
    Pem,
    /// PEM whose first block is no certificate.
    NoCertificate,
    /// An element that ends too early.
    Truncated,
    /// Elements after the last one that belongs there.
    LeftOver,
    /// A length of the indefinite form.
    IndefiniteLength,
    /// A length longer than it has to be.
    LongLength,
    /// A tag number longer than it has to be, or beyond 64 bits.
    TagNumber,
    /// Another tag than the one that is due.
    UnexpectedTag,
    /// Primitive where constructed is due, or the other way round.
    Form,
    /// A BOOLEAN that is neither 0x00 nor 0xff.
    Boolean,
    /// An INTEGER without octets, or longer than it has to be.
    Integer,
    /// A BIT STRING without its first octet, or with unused bits that are set.
    BitString,
    /// A NULL with content.
    Null,
    /// An OBJECT IDENTIFIER that ends inside an arc, or has an arc longer than it has to be.
    ObjectIdentifier,
    /// A time that does not exist, or not of the form that RFC 5280 section 4.1.2.5 asks for.
    Time,
    /// A version other than v1, v2 and v3.
    Version,
    /// The algorithm beside the signature is not the one that was signed.
    SignatureAlgorithm,
    /// One extension twice.
    DuplicateExtension,
    /// Something else that RFC 5280 does not allow.
    Structure,
}

/// What was copied along with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrapping {
    /// Quotes around it, as in JSON or a program.
    Quotes,
    /// `Bearer` before it, as in an HTTP header.
    Bearer,
}

impl Error {
    /// An error at the root; [`Error::inside`] adds the way to it.
    pub const fn new(kind: ErrorKind) -> Self {
        Error { kind, path: Vec::new() }
    }

    /// The same error, seen from one step further out. A way that begins at a part is complete.
    #[must_use]
    pub fn inside(mut self, step: PathStep) -> Self {
        let from_a_part = matches!(self.path.first(), Some(PathStep::Part(_)));
        if !from_a_part || matches!(step, PathStep::Part(_)) {
            self.path.insert(0, step);
        }
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error::new(kind)
    }
}

impl std::error::Error for Error {}

impl miette::Diagnostic for Error {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("credential"))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.kind.help().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

impl ErrorKind {
    /// What can be done about it, where anything can.
    pub const fn help(&self) -> Option<&'static str> {
        match self {
            ErrorKind::TooLarge { .. } | ErrorKind::TooDeep { .. } | ErrorKind::Exponent { .. } => {
                Some("the limit can be raised in the library's `Limits`")
            }
            ErrorKind::Unrecognized => Some(
                "a JWT, claims as JSON, a CWT or a claims map as CBOR (raw, hex or base64), \
                 a certificate as DER or PEM, or an MLS message with a key package can be read; \
                 name the format to learn more",
            ),
            ErrorKind::Wrapped(Wrapping::Quotes) => Some("leave the quotes out"),
            ErrorKind::Wrapped(Wrapping::Bearer) => {
                Some("leave `Bearer` out: it belongs to the header, not to the token")
            }
            ErrorKind::Unsupported(Unsupported::LinkedDataProof) => {
                Some("ask for the credential as a JWT")
            }
            ErrorKind::Disclosure(DisclosureFault::Unreferenced) => Some(
                "of an SD-CWT, the digests may be over something else: try the other digest mode",
            ),
            ErrorKind::Vc(VcFault::Presentation) => {
                Some("the credentials inside can be read one by one")
            }
            ErrorKind::DuplicateKey => {
                Some("two readers could see two different claims: ask the issuer for another")
            }
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        let Some(last) = self.path.len().checked_sub(1) else { return Ok(()) };
        f.write_str(", at `")?;
        for (at, step) in self.path.iter().enumerate() {
            let end = if at == last { "`" } else { " / " };
            write!(f, "{step}{end}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Empty => f.write_str("the credential is empty"),
            ErrorKind::TooLarge { limit } => {
                write!(f, "the credential is larger than {limit} octets")
            }
            ErrorKind::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            ErrorKind::Unrecognized => f.write_str("this looks like no credential format"),
            ErrorKind::Wrapped(Wrapping::Quotes) => f.write_str("the token stands in quotes"),
            ErrorKind::Wrapped(Wrapping::Bearer) => f.write_str("`Bearer` stands before the token"),
            ErrorKind::Unsupported(Unsupported::LinkedDataProof) => {
                f.write_str("a proof over linked data cannot be checked here")
            }
            ErrorKind::Unsupported(what) => write!(f, "{what} is not supported yet"),
            ErrorKind::NotUtf8 { offset } => write!(f, "text that is not UTF-8 at octet {offset}"),
            ErrorKind::ByteOrderMark => f.write_str("JSON must not begin with a byte-order mark"),
            ErrorKind::Json { offset } => write!(f, "not JSON at octet {offset}"),
            ErrorKind::LoneSurrogate { offset } => {
                write!(f, "half a surrogate pair in the string at octet {offset}")
            }
            ErrorKind::Cbor { fault, offset } => write!(f, "{fault} at octet {offset}"),
            ErrorKind::DuplicateKey => f.write_str("a name stands twice in one map"),
            ErrorKind::Exponent { limit } => {
                write!(f, "a number with an exponent beyond {limit}")
            }
            ErrorKind::NotAMap => f.write_str("the claims are not an object or a map"),
            ErrorKind::Trailing { offset } => {
                write!(f, "something follows the end, at octet {offset}")
            }
            ErrorKind::BadEncoding => f.write_str("not strictly encoded hex, base64 or base64url"),
            ErrorKind::Segments { found } => {
                write!(f, "a compact token has three segments, this has {found}")
            }
            ErrorKind::Cose(fault) => fault.fmt(f),
            ErrorKind::Certificate(fault) => fault.fmt(f),
            ErrorKind::Disclosure(fault) => fault.fmt(f),
            ErrorKind::TooManyDisclosures { limit } => write!(f, "more than {limit} disclosures"),
            ErrorKind::KeyBinding(fault) => fault.fmt(f),
            ErrorKind::SdCwt(fault) => fault.fmt(f),
            ErrorKind::Mls(error) => error.fmt(f),
            ErrorKind::JwsJson => f.write_str("not a JWS in JSON serialization"),
            ErrorKind::Vc(fault) => fault.fmt(f),
            ErrorKind::OtherFormat { found } => {
                write!(f, "this is of another format: `{}`", found.word())
            }
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsupported::Jwe => "an encrypted JWT (JWE)",
            Unsupported::JwsJson => "a JWS in JSON serialization",
            Unsupported::UnencodedPayload => "a JWS with an unencoded payload",
            Unsupported::KeyBinding => "a key binding token",
            Unsupported::LinkedDataProof => "a proof over linked data",
            Unsupported::CoseSign => "a COSE message with several signers",
            Unsupported::CoseMac => "a CWT with a MAC",
            Unsupported::CoseEncrypt => "an encrypted CWT",
        })
    }
}

impl fmt::Display for CborFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CborFault::Truncated => "CBOR that ends too early",
            CborFault::ReservedInfo => "reserved additional information in CBOR",
            CborFault::ReservedSimple => "a CBOR simple value below 32 in two octets",
            CborFault::Break => "a CBOR break where nothing is open",
            CborFault::Chunk => "a CBOR chunk of the wrong type",
            CborFault::Bignum => "a CBOR bignum that is not a byte string",
            CborFault::IndefiniteLength => "an indefinite length, which an SD-CWT may not have",
            CborFault::Key => "a map key that an SD-CWT may not have there",
        })
    }
}

impl fmt::Display for CoseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CoseFault::Tag(number) => return write!(f, "tag {number} does not belong to a CWT"),
            CoseFault::BareCwtTag => "tag 61 must have a COSE tag inside",
            CoseFault::NotFour => "a COSE_Sign1 message is an array of four",
            CoseFault::Protected => "the protected header is not a byte string with a map",
            CoseFault::Unprotected => "the unprotected header is not a map",
            CoseFault::Label => "a header label is neither an integer nor text",
            CoseFault::LabelTwice => "a label stands in both headers",
            CoseFault::Place => "a parameter stands in the wrong header",
            CoseFault::Detached => "the payload is detached",
            CoseFault::Payload => "the payload is not a byte string",
            CoseFault::Signature => "the signature is not a byte string",
        })
    }
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CertificateFault::Pem => "not strict PEM",
            CertificateFault::NoCertificate => "PEM whose first block is no certificate",
            CertificateFault::Truncated => "DER that ends too early",
            CertificateFault::LeftOver => "something after the last element in DER",
            CertificateFault::IndefiniteLength => "an indefinite length, which DER forbids",
            CertificateFault::LongLength => "a DER length that is longer than it has to be",
            CertificateFault::TagNumber => "a DER tag number that is not in its shortest form",
            CertificateFault::UnexpectedTag => "another DER element than the one that is due",
            CertificateFault::Form => "a DER element with the wrong primitive or constructed form",
            CertificateFault::Boolean => "a DER truth value that is neither 00 nor ff",
            CertificateFault::Integer => "a DER integer that is not in its shortest form",
            CertificateFault::BitString => "a DER bit string with stray bits",
            CertificateFault::Null => "a DER null with content",
            CertificateFault::ObjectIdentifier => "a DER object identifier that is not well-formed",
            CertificateFault::Time => "a time that does not exist or is not in the form required",
            CertificateFault::Version => "a certificate version that does not exist",
            CertificateFault::SignatureAlgorithm => {
                "the two signature algorithms of the certificate differ"
            }
            CertificateFault::DuplicateExtension => "a certificate with one extension twice",
            CertificateFault::Structure => "not the structure of a certificate",
        })
    }
}
