//! Signature algorithms, and their names in JOSE and COSE.

/// An algorithm of signatures. There is no `none` among them, no MAC and no SHA-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032 section 5.1).
    Ed25519,
    /// ECDSA with a curve and a hash.
    Ecdsa(Curve, Hash),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS (RFC 8017 section 8.1), MGF1 with the same hash, a salt as long as the hash.
    RsaPss(Hash),
}

/// The curves for ECDSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// P-256, also secp256r1.
    P256,
    /// P-384, also secp384r1.
    P384,
    /// P-521, also secp521r1.
    P521,
}

/// The hashes that sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Curve {
    /// The name in JWK (RFC 7518 section 6.2.1.1).
    pub const fn name(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
        }
    }

    /// The number in COSE_Key (RFC 9053 section 7.1).
    pub const fn number(self) -> i64 {
        match self {
            Curve::P256 => 1,
            Curve::P384 => 2,
            Curve::P521 => 3,
        }
    }

    /// The octets of a coordinate.
    pub const fn coordinate(self) -> usize {
        match self {
            Curve::P256 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }

    /// The curve with this name.
    pub fn from_name(name: &str) -> Option<Curve> {
        [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.name() == name)
    }

    /// The curve with this number.
    pub fn from_number(number: i64) -> Option<Curve> {
        [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.number() == number)
    }

    /// The hash that goes with it in JOSE (RFC 7518 section 3.4), and here in COSE too (RFC 9864
    /// section 2.1).
    pub const fn hash(self) -> Hash {
        match self {
            Curve::P256 => Hash::Sha256,
            Curve::P384 => Hash::Sha384,
            Curve::P521 => Hash::Sha512,
        }
    }
}

/// ES256, ES384 and ES512.
const fn ecdsa(curve: Curve) -> Algorithm {
    Algorithm::Ecdsa(curve, curve.hash())
}

/// What JOSE and COSE call the algorithms: the first name of each is the one that is shown.
const NAMES: &[(Algorithm, &str, i64)] = &[
    (Algorithm::Ed25519, "EdDSA", -8),
    (Algorithm::Ed25519, "Ed25519", -19),
    (ecdsa(Curve::P256), "ES256", -7),
    (ecdsa(Curve::P384), "ES384", -35),
    (ecdsa(Curve::P521), "ES512", -36),
    (Algorithm::RsaPkcs1(Hash::Sha256), "RS256", -257),
    (Algorithm::RsaPkcs1(Hash::Sha384), "RS384", -258),
    (Algorithm::RsaPkcs1(Hash::Sha512), "RS512", -259),
    (Algorithm::RsaPss(Hash::Sha256), "PS256", -37),
    (Algorithm::RsaPss(Hash::Sha384), "PS384", -38),
    (Algorithm::RsaPss(Hash::Sha512), "PS512", -39),
];

/// Names of RFC 9864 that COSE alone has.
const COSE_NAMES: &[(Algorithm, i64)] =
    &[(ecdsa(Curve::P256), -9), (ecdsa(Curve::P384), -51), (ecdsa(Curve::P521), -52)];

impl Algorithm {
    /// The algorithm with this name in JOSE (RFC 7518 section 3.1, RFC 8037, RFC 9864).
    pub fn from_jose(name: &str) -> Option<Algorithm> {
        NAMES.iter().find(|(_, known, _)| *known == name).map(|(algorithm, ..)| *algorithm)
    }

    /// The algorithm with this number in COSE (RFC 9053 section 2, RFC 8812, RFC 9864).
    pub fn from_cose(number: i64) -> Option<Algorithm> {
        let names = NAMES.iter().map(|(algorithm, _, known)| (*algorithm, *known));
        let mut all = names.chain(COSE_NAMES.iter().copied());
        all.find(|(_, known)| *known == number).map(|(algorithm, _)| algorithm)
    }

    /// A name for people: that of JOSE, or what certificates add to it.
    pub fn name(self) -> &'static str {
        if let Some((_, name, _)) = NAMES.iter().find(|(known, ..)| *known == self) {
            return name;
        }
        match self {
            Algorithm::Ecdsa(_, Hash::Sha256) => "ECDSA with SHA-256",
            Algorithm::Ecdsa(_, Hash::Sha384) => "ECDSA with SHA-384",
            _ => "ECDSA with SHA-512",
        }
    }
}

/// Whether a name in JOSE is that of a MAC (RFC 7518 section 3.2).
pub(super) fn is_jose_mac(name: &str) -> bool {
    matches!(name, "HS256" | "HS384" | "HS512")
}

/// Whether a number in COSE is that of a MAC (RFC 9053 section 3).
pub(super) const fn is_cose_mac(number: i64) -> bool {
    matches!(number, 4..=7 | 14 | 15 | 25 | 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for (at, (algorithm, name, number)) in NAMES.iter().enumerate() {
            assert_eq!(Algorithm::from_jose(name), Some(*algorithm));
            assert_eq!(Algorithm::from_cose(*number), Some(*algorithm));
            let others = NAMES.iter().skip(at + 1);
            assert!(others.clone().all(|(_, other, value)| other != name && value != number));
        }
        assert_eq!(Algorithm::from_cose(-9), Some(ecdsa(Curve::P256)));
        assert_eq!(Algorithm::Ed25519.name(), "EdDSA");
        assert_eq!(Algorithm::Ecdsa(Curve::P384, Hash::Sha256).name(), "ECDSA with SHA-256");
    }

    #[test]
    fn what_is_no_signature_has_no_name() {
        for name in ["none", "None", "NONE", "HS256", "RS1", "ES256K", "es256", "ES521", ""] {
            assert_eq!(Algorithm::from_jose(name), None, "{name}");
        }
        for number in [4, 5, 6, 7, 14, 15, 25, 26, -47, -53, -65535, 0, 1] {
            assert_eq!(Algorithm::from_cose(number), None, "{number}");
        }
    }
}
