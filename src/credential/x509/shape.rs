//! What context-specific tags stand for in the extensions of RFC 5280, as tables.
//!
//! A context-specific tag says nothing of its content's type; the schema does.

/// What the schema says of an element, where its own tag does not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Nothing.
    Any,
    /// A Name: a SEQUENCE of SETs of attributes.
    Name,
    /// One of these context-specific tags, or something with a universal tag.
    Tagged(&'static [(u64, Content)]),
    /// A SEQUENCE of such elements.
    Each(&'static Shape),
    /// A SEQUENCE of one such element and then others.
    Head(&'static Shape, &'static Shape),
}

/// What a context-specific tag holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    /// One element with a tag of its own.
    Explicit(&'static Shape),
    /// IMPLICIT SEQUENCE: elements of this shape.
    Sequence(&'static Shape),
    /// IMPLICIT SET: elements of this shape.
    Set(&'static Shape),
    /// IMPLICIT IA5String.
    Text,
    /// IMPLICIT OCTET STRING.
    Octets,
    /// IMPLICIT BIT STRING.
    Bits,
    /// IMPLICIT INTEGER.
    Integer,
    /// IMPLICIT OBJECT IDENTIFIER.
    Oid,
    /// IMPLICIT GeneralizedTime.
    Time,
}

/// The shape of an extension's value. Extensions whose tags are all universal, and extensions
/// unknown here, need none.
pub(super) const fn of_extension(oid: &[u8]) -> Shape {
    match oid {
        // privateKeyUsagePeriod, RFC 3280 section 4.2.1.4
        [0x55, 0x1d, 16] => Shape::Each(&Shape::Tagged(&[(0, Content::Time), (1, Content::Time)])),
        // subjectAltName, issuerAltName
        [0x55, 0x1d, 17 | 18] => Shape::Each(&GENERAL_NAME),
        // nameConstraints
        [0x55, 0x1d, 30] => Shape::Each(&Shape::Tagged(&[
            (0, Content::Sequence(&GENERAL_SUBTREE)),
            (1, Content::Sequence(&GENERAL_SUBTREE)),
        ])),
        // cRLDistributionPoints, freshestCRL
        [0x55, 0x1d, 31 | 46] => Shape::Each(&DISTRIBUTION_POINT),
        // authorityKeyIdentifier
        [0x55, 0x1d, 35] => Shape::Each(&Shape::Tagged(&[
            (0, Content::Octets),
            (1, Content::Sequence(&GENERAL_NAME)),
            (2, Content::Integer),
        ])),
        // policyConstraints
        [0x55, 0x1d, 36] => {
            Shape::Each(&Shape::Tagged(&[(0, Content::Integer), (1, Content::Integer)]))
        }
        // authorityInfoAccess, subjectInfoAccess
        [0x2b, 6, 1, 5, 5, 7, 1, 1 | 11] => Shape::Each(&Shape::Each(&GENERAL_NAME)),
        _ => Shape::Any,
    }
}

/// RFC 5280 section 4.2.1.6:
///
/// ```text
/// GeneralName ::= CHOICE {
///     otherName                 [0]  OtherName,
///     rfc822Name                [1]  IA5String,
///     dNSName                   [2]  IA5String,
///     x400Address               [3]  ORAddress,
///     directoryName             [4]  Name,
///     ediPartyName              [5]  EDIPartyName,
///     uniformResourceIdentifier [6]  IA5String,
///     iPAddress                 [7]  OCTET STRING,
///     registeredID              [8]  OBJECT IDENTIFIER }
/// OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }
/// EDIPartyName ::= SEQUENCE {
///     nameAssigner [0] DirectoryString OPTIONAL, partyName [1] DirectoryString }
/// ```
const GENERAL_NAME: Shape = Shape::Tagged(&[
    (0, Content::Sequence(&Shape::Tagged(&[(0, Content::Explicit(&Shape::Any))]))),
    (1, Content::Text),
    (2, Content::Text),
    (3, Content::Sequence(&Shape::Any)),
    (4, Content::Explicit(&Shape::Name)),
    (
        5,
        Content::Sequence(&Shape::Tagged(&[
            (0, Content::Explicit(&Shape::Any)),
            (1, Content::Explicit(&Shape::Any)),
        ])),
    ),
    (6, Content::Text),
    (7, Content::Octets),
    (8, Content::Oid),
]);

/// RFC 5280 section 4.2.1.10:
///
/// ```text
/// GeneralSubtree ::= SEQUENCE {
///     base GeneralName, minimum [0] BaseDistance DEFAULT 0, maximum [1] BaseDistance OPTIONAL }
/// ```
const GENERAL_SUBTREE: Shape =
    Shape::Head(&GENERAL_NAME, &Shape::Tagged(&[(0, Content::Integer), (1, Content::Integer)]));

/// RFC 5280 section 4.2.1.13:
///
/// ```text
/// DistributionPoint ::= SEQUENCE {
///     distributionPoint [0] DistributionPointName OPTIONAL,
///     reasons           [1] ReasonFlags OPTIONAL,
///     cRLIssuer         [2] GeneralNames OPTIONAL }
/// DistributionPointName ::= CHOICE {
///     fullName                [0] GeneralNames,
///     nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
/// ```
const DISTRIBUTION_POINT: Shape = Shape::Each(&Shape::Tagged(&[
    (
        0,
        Content::Explicit(&Shape::Tagged(&[
            (0, Content::Sequence(&GENERAL_NAME)),
            (1, Content::Set(&Shape::Any)),
        ])),
    ),
    (1, Content::Bits),
    (2, Content::Sequence(&GENERAL_NAME)),
]));
