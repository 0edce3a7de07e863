//! What can be wrong with a certificate's octets.

/// Why octets are not strict DER, or not the structure that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A PEM block with another label than `CERTIFICATE`.
    PemLabel,
    /// A PEM block that does not end, or whose body is not strict base64.
    PemBody,
    /// The octets end inside an element.
    Truncated,
    /// Octets follow the last element.
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
    /// An OBJECT IDENTIFIER that ends inside an arc, or an arc longer than it has to be.
    ObjectIdentifier,
    /// A time that is not of the form that RFC 5280 section 4.1.2.5 asks for, or does not exist.
    Time,
    /// A version other than v1, v2 and v3.
    Version,
    /// The algorithm beside the signature differs from the signed one.
    SignatureAlgorithm,
    /// An extension that is there already.
    DuplicateExtension,
    /// Something else that RFC 5280 does not allow.
    Structure,
    /// Nested beyond the limit.
    TooDeep,
}
