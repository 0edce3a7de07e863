//! What can be wrong with disclosures, with key binding, with SD-CWTs and with W3C credentials.

use std::fmt;

/// What is wrong with selective disclosure (RFC 9901 sections 4 and 7.1,
/// draft-ietf-spice-sd-cwt-07 sections 5 and 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisclosureFault {
    /// A mark where none may stand, or one that does not hold digests.
    Mark,
    /// `_sd_alg` or `sd_alg` names no hash function that is known and fit.
    HashName,
    /// `sd_claims` or `sd_aead_encrypted_claims` is not a list of what it has to be, or empty.
    List,
    /// A disclosure that is neither salt, name and value nor salt and value.
    Shape,
    /// A salt of an SD-CWT that is not of 16 octets.
    Salt,
    /// A member disclosed in the place of an element, or an element in the place of a member.
    Place,
    /// The name of a mark comes out of a disclosure.
    ReservedName,
    /// A claim comes out of a disclosure that an SD-CWT may never redact.
    NeverRedacted,
    /// The name of a disclosed member stands in its place already.
    NameTaken,
    /// One digest stands in two places.
    DigestTwice,
    /// One disclosure is sent twice.
    Twice,
    /// No digest of the credential is that of the disclosure.
    Unreferenced,
}

/// What is wrong with a key binding JWT (RFC 9901 section 4.3) or a key binding token
/// (draft-ietf-spice-sd-cwt-07 sections 6.3, 8.1 and 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyBindingFault {
    /// Its `typ` is not `kb+jwt`, or not `kb+cwt`.
    Type,
    /// A claim that it must have is missing or of another type; the path ends with it.
    Claim,
    /// A claim or a parameter that it must not have; the path ends with it.
    Forbidden,
    /// There is no credential in its `kcwt`.
    NoCredential,
    /// It is good at times at which the credential is not, or its own times contradict each other.
    Times,
}

/// What is wrong with an SD-CWT, apart from its disclosures (draft-ietf-spice-sd-cwt-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SdCwtFault {
    /// Its `typ` does not say that it is one (section 5).
    Type,
    /// There is no `cnf` (section 7).
    NoConfirmation,
    /// One of `exp`, `nbf` and `iat` is not a finite number, or a float too large to be exact
    /// (section 6.2); the path ends with it.
    Date,
    /// `exp`, `nbf` and `iat` contradict each other (section 9).
    Times,
    /// A claim stands in the payload and, with another value, in the header (section 6.3); the path
    /// ends with it.
    Disagree,
}

/// What is wrong with a W3C credential or presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VcFault {
    /// Neither a credential nor a presentation, of neither version.
    NotOne,
    /// Two of them in one token: `vc` beside `vp`, or either in a token of version 2.0.
    Two,
    /// `type` does not hold what the token is, or holds both.
    Type,
    /// A registered claim and the property that it stands for disagree; the path ends with the
    /// property.
    Disagree,
    /// A date of the credential that is none.
    Date,
    /// A presentation where a credential is read: what it says is the holder's own.
    Presentation,
    /// A presentation that holds no credential.
    Empty,
    /// A credential inside of a presentation that nobody signed.
    Unsigned,
    /// A credential inside of a presentation in a form that cannot be read.
    MediaType,
}

impl fmt::Display for DisclosureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DisclosureFault::Mark => "a mark of selective disclosure is not what it must be",
            DisclosureFault::HashName => "no hash function that can be used is named",
            DisclosureFault::List => "disclosures are not a list with at least one of them",
            DisclosureFault::Shape => "a disclosure is a salt, a name (of members) and a value",
            DisclosureFault::Salt => "a salt is not of 16 octets",
            DisclosureFault::Place => "members and elements cannot be disclosed for each other",
            DisclosureFault::ReservedName => "a reserved name comes out of a disclosure",
            DisclosureFault::NeverRedacted => "a claim that may never be redacted was",
            DisclosureFault::NameTaken => "a disclosed name stands there already",
            DisclosureFault::DigestTwice => "one digest stands in two places",
            DisclosureFault::Twice => "one disclosure is sent twice",
            DisclosureFault::Unreferenced => "a disclosure belongs to no digest",
        })
    }
}

impl fmt::Display for KeyBindingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyBindingFault::Type => "this is not of the type of key bindings",
            KeyBindingFault::Claim => "a claim of the key binding is missing or of another type",
            KeyBindingFault::Forbidden => "a key binding must not have this",
            KeyBindingFault::NoCredential => "a key binding token without a credential",
            KeyBindingFault::Times => {
                "the key binding is good when the credential is not, or never"
            }
        })
    }
}

impl fmt::Display for SdCwtFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SdCwtFault::Type => "its `typ` does not say that this is an SD-CWT",
            SdCwtFault::NoConfirmation => "an SD-CWT binds a key in `cnf`, and this does not",
            SdCwtFault::Date => "a date is not a finite number, or too large to be exact",
            SdCwtFault::Times => "`nbf`, `iat` and `exp` contradict each other",
            SdCwtFault::Disagree => "a claim stands twice, with two values",
        })
    }
}

impl fmt::Display for VcFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VcFault::NotOne => "neither a verifiable credential nor a presentation",
            VcFault::Two => "a credential or presentation of two kinds at once",
            VcFault::Type => "`type` does not say what this is",
            VcFault::Disagree => "a registered claim and the property it stands for disagree",
            VcFault::Date => "a date that is none",
            VcFault::Presentation => "a presentation, whose claims are the holder's own",
            VcFault::Empty => "a presentation without any credential",
            VcFault::Unsigned => "a credential inside of a presentation that nobody signed",
            VcFault::MediaType => "a credential inside of a presentation in an unknown form",
        })
    }
}
