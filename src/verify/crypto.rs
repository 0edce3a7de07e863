//! The one door to the crypto library: signatures checked, points of curves checked.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents};

use super::algorithm::{Algorithm, Curve, Hash};
use super::public_key::PublicKey;

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Both numbers one after the other, each as long as a coordinate: JOSE and COSE (RFC 7518
    /// section 3.4, RFC 9053 section 2.1).
    Fixed,
    /// The DER of a SEQUENCE: certificates (RFC 5480 appendix A).
    Der,
}

/// Whether a key made a signature. False also when the algorithm is not one of the key's, or not
/// one of the form's.
pub(super) fn is_signed_by(
    key: &PublicKey,
    algorithm: Algorithm,
    form: Form,
    message: &[u8],
    signature: &[u8],
) -> bool {
    match (key, algorithm) {
        (PublicKey::Ed25519(key), Algorithm::Ed25519) => {
            signature::UnparsedPublicKey::new(&signature::ED25519, key)
                .verify(message, signature)
                .is_ok()
        }
        (PublicKey::Ec { curve, point }, Algorithm::Ecdsa(other, hash)) if *curve == other => {
            ecdsa(*curve, hash, form).is_some_and(|ecdsa| {
                signature::UnparsedPublicKey::new(ecdsa, point).verify(message, signature).is_ok()
            })
        }
        (PublicKey::Rsa { modulus, exponent }, _) => rsa(algorithm).is_some_and(|rsa| {
            RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(rsa, message, signature)
                .is_ok()
        }),
        _ => false,
    }
}

/// A point of a curve in the uncompressed form of SEC 1 section 2.3.3, read from that or the
/// compressed form. `None` when it is not on the curve, or the infinite one.
pub(super) fn point(curve: Curve, encoded: &[u8]) -> Option<Vec<u8>> {
    let key = ParsedPublicKey::new(ecdsa(curve, curve.hash(), Form::Fixed)?, encoded).ok()?;
    let info: PublicKeyX509Der<'_> = key.as_der().ok()?;
    let info = info.as_ref();
    let start = info.len().checked_sub(1 + 2 * curve.coordinate())?;
    let point = info.get(start..)?;
    (point.first() == Some(&UNCOMPRESSED)).then(|| point.to_vec())
}

/// The first octet of an uncompressed point.
pub(super) const UNCOMPRESSED: u8 = 4;

const fn ecdsa(
    curve: Curve,
    hash: Hash,
    form: Form,
) -> Option<&'static signature::EcdsaVerificationAlgorithm> {
    Some(match (form, curve, hash) {
        (Form::Fixed, Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_FIXED,
        (Form::Fixed, Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_FIXED,
        (Form::Fixed, Curve::P521, Hash::Sha512) => &signature::ECDSA_P521_SHA512_FIXED,
        (Form::Fixed, ..) => return None,
        (Form::Der, Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (Form::Der, Curve::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (Form::Der, Curve::P256, Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (Form::Der, Curve::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (Form::Der, Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (Form::Der, Curve::P384, Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        (Form::Der, Curve::P521, Hash::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        (Form::Der, Curve::P521, Hash::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        (Form::Der, Curve::P521, Hash::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
    })
}

const fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::RsaPkcs1(Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RsaPkcs1(Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RsaPkcs1(Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::RsaPss(Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::RsaPss(Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::RsaPss(Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        Algorithm::Ed25519 | Algorithm::Ecdsa(..) => return None,
    })
}
