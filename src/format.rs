//! Credential formats, the families they belong to, and their MLS credential types.

/// How a credential is written. The words of the language are `jwt sd_jwt cwt sd_cwt vc x509`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON Web Token (RFC 7519).
    Jwt,
    /// Selective-disclosure JWT (RFC 9901).
    SdJwt,
    /// CBOR Web Token (RFC 8392).
    Cwt,
    /// Selective-disclosure CWT (draft-ietf-spice-sd-cwt-07).
    SdCwt,
    /// W3C verifiable credential, carried as a JWT.
    Vc,
    /// X.509 certificate (RFC 5280).
    X509,
}

/// `ClaimFamily` of draft-mahy-mimi-credential-preauth: which data model a claim lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Family {
    /// ASN.1: X.509 certificates.
    X509 = 1,
    /// JSON: JWT, SD-JWT, VC.
    Jwt = 2,
    /// CBOR: CWT, SD-CWT.
    Cwt = 3,
}

/// Who asserts a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// The issuer of the credential.
    Issuer,
    /// Its holder, beside the credential: in a key binding JWT or token, or in a presentation.
    Holder,
}

impl Format {
    /// Every format, in the order in which the language lists them.
    pub const ALL: [Format; 6] =
        [Format::Jwt, Format::SdJwt, Format::Cwt, Format::SdCwt, Format::Vc, Format::X509];

    /// The family whose claims a credential of this format has.
    pub const fn family(self) -> Family {
        match self {
            Format::Jwt | Format::SdJwt | Format::Vc => Family::Jwt,
            Format::Cwt | Format::SdCwt => Family::Cwt,
            Format::X509 => Family::X509,
        }
    }

    /// Whether a holder can say something beside such a credential: a key binding JWT (RFC 9901
    /// section 4.3), a key binding token (draft-ietf-spice-sd-cwt-07 section 8.1), a presentation.
    pub const fn has_holder_claims(self) -> bool {
        matches!(self, Format::SdJwt | Format::SdCwt | Format::Vc)
    }

    /// The MLS credential type (RFC 9420 section 5.3) that stands for this format unless a policy
    /// or the caller names another. Only x509 (2) is registered; 5 and 6 are suggested by drafts;
    /// the rest are ours, from the private-use range (`docs/decisions.md`).
    pub const fn default_credential_type(self) -> u16 {
        match self {
            Format::X509 => 2,
            Format::SdCwt => 5,
            Format::SdJwt => 6,
            Format::Jwt => 0xF001,
            Format::Cwt => 0xF002,
            Format::Vc => 0xF003,
        }
    }

    /// The word of the language for this format.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Jwt => "jwt",
            Format::SdJwt => "sd_jwt",
            Format::Cwt => "cwt",
            Format::SdCwt => "sd_cwt",
            Format::Vc => "vc",
            Format::X509 => "x509",
        }
    }

    /// The format with this word.
    pub fn from_word(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.word() == word)
    }
}

impl Family {
    /// Every family, in the order of its number on the wire.
    pub const ALL: [Family; 3] = [Family::X509, Family::Jwt, Family::Cwt];

    /// The word for this family in messages: `x509`, `jwt`, `cwt`.
    pub const fn word(self) -> &'static str {
        match self {
            Family::X509 => "x509",
            Family::Jwt => "jwt",
            Family::Cwt => "cwt",
        }
    }
}
