//! What can be wrong with disclosures, with key binding and with W3C credentials.

use std::fmt;

/// What is wrong with selective disclosure (RFC 9901 sections 4 and 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisclosureFault {
    /// A mark where none may stand, or one that does not hold digests.
    Mark,
    /// `_sd_alg` names no hash function that is known and fit.
    HashName,
    /// A disclosure that is neither salt, name and value nor salt and value.
    Shape,
    /// A member disclosed in the place of an element, or an element in the place of a member.
    Place,
    /// The name of a mark comes out of a disclosure.
    ReservedName,
    /// The name of a disclosed member stands in its place already.
    NameTaken,
    /// One digest stands in two places.
    DigestTwice,
    /// One disclosure is sent twice.
    Twice,
    /// No digest of the credential is that of the disclosure.
    Unreferenced,
}

/// What is wrong with a key binding JWT (RFC 9901 section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyBindingFault {
    /// Its `typ` is not `kb+jwt`.
    Type,
    /// One of `nonce`, `aud`, `iat` and `sd_hash` is missing or of another type; the path ends with
    /// it.
    Claim,
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
            DisclosureFault::HashName => "`_sd_alg` names no hash function that can be used",
            DisclosureFault::Shape => "a disclosure is a salt, a name (of members) and a value",
            DisclosureFault::Place => "members and elements cannot be disclosed for each other",
            DisclosureFault::ReservedName => "a reserved name comes out of a disclosure",
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
            KeyBindingFault::Type => "what follows the last `~` is not of type `kb+jwt`",
            KeyBindingFault::Claim => "a claim of the key binding is missing or of another type",
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
