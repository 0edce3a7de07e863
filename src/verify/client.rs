//! What an MLS client proves beside its credential (RFC 9420 sections 5.3.1, 7.3 and 10.1): that its
//! leaf's signature key is the one that the credential binds, and that it signed what it publishes.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::algorithm::{Algorithm, Curve};
use super::crypto::{self, Form};
use super::error::{ClientFault, Error, ErrorKind};
use super::holder::{bound_key, confirmation};
use super::{PublicKey, Terms, time, x509};
use crate::credential::mls::{self, Body, Carried, KeyPackage, LeafNode, MlsFault, Source};
use crate::credential::tree::{Claims, Value};
use crate::credential::{self, Envelope, Verified};
use crate::format::Family;
use crate::limits::Limits;
use crate::semantics::date::Moment;
use crate::tls;

/// What was verified of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The leaf's signature key, which the credential binds.
    pub signature_key: Vec<u8>,
    /// The cipher suite of its key package.
    pub cipher_suite: Option<u16>,
    /// The end of its key package's lifetime.
    pub until: Option<Moment>,
    /// Whether the leaf's own signature was checked: outside of a key package it covers the group,
    /// which is not known here.
    pub is_leaf_signed: bool,
}

/// Verifies the client whose credential was verified. Nothing when the credential came alone.
///
/// # Errors
/// `Client` when the key is another, a signature is not its, the lifetime is over, or the structure
/// is not as RFC 9420 wants it.
pub fn verify_client(
    envelope: &Envelope<'_>,
    claims: &Verified<Claims<'_>>,
    terms: &Terms,
    limits: &Limits,
) -> Result<Option<Client>, Error> {
    let Some(carried) = carried(envelope, limits)? else { return Ok(None) };
    let Some(leaf) = &carried.leaf_node else { return Ok(None) };
    carried.check().map_err(ClientFault::Structure)?;
    binds(leaf.signature_key, claims.get())?;
    let suite = carried.key_package.as_ref().map(|package| package.cipher_suite);
    let key = signer(leaf.signature_key, suite)?;
    let until = lifetime(leaf, terms)?;
    if let Some(package) = &carried.key_package {
        check_signatures(&key, leaf, package, limits)?;
    }
    Ok(Some(Client {
        signature_key: leaf.signature_key.to_vec(),
        cipher_suite: suite,
        until,
        is_leaf_signed: carried.key_package.is_some(),
    }))
}

/// Checks that a signature key of MLS is the key that a credential binds: a certificate's subject
/// key, or the one in `cnf`, given whole or by its thumbprint (RFC 7638, RFC 9679).
///
/// # Errors
/// `OtherKey` when it is another, `NoKey` when the credential binds none, `Key` for one that cannot
/// be used.
pub fn binds(signature_key: &[u8], claims: &Claims<'_>) -> Result<(), ClientFault> {
    let bound = match claims.family() {
        Family::X509 => Some(x509::subject_key(claims).map_err(ClientFault::Key)?),
        Family::Jwt | Family::Cwt => match bound_key(claims) {
            Some(key) => Some(key.public().map_err(ClientFault::Key)?.clone()),
            None => None,
        },
    };
    let same = match bound {
        Some(key) => key.mls_octets() == Some(signature_key),
        None => is_thumbprint_of(signature_key, claims)?,
    };
    if same { Ok(()) } else { Err(ClientFault::OtherKey) }
}

/// The chain of an `x509` credential, the leaf first, when that is what the envelope was opened
/// from.
///
/// # Errors
/// `Unreadable` when the structure cannot be read again.
pub(super) fn chain<'e>(
    envelope: &'e Envelope<'_>,
    limits: &Limits,
) -> Result<Option<Vec<&'e [u8]>>, Error> {
    Ok(match carried(envelope, limits)?.map(|carried| carried.credential.body) {
        Some(Body::X509 { certificates }) => Some(certificates),
        _ => None,
    })
}

fn carried<'e>(envelope: &'e Envelope<'_>, limits: &Limits) -> Result<Option<Carried<'e>>, Error> {
    let read = envelope.mls().map(|(structure, octets)| mls::read(structure, octets, limits));
    read.transpose().map_err(|error| {
        credential::Error::from(credential::ErrorKind::Mls(Box::new(error))).into()
    })
}

/// Whether a credential's `cnf` holds the thumbprint of a key.
fn is_thumbprint_of(signature_key: &[u8], claims: &Claims<'_>) -> Result<bool, ClientFault> {
    let cnf = confirmation(claims).ok_or(ClientFault::NoKey)?;
    let (name, is_json): (&[u8], _) = match claims.family() {
        Family::Cwt => (&[5], false),
        Family::Jwt | Family::X509 => (b"jkt", true),
    };
    let thumbprint = cnf.get(name).ok_or(ClientFault::NoKey)?;
    let key = signer(signature_key, None)?;
    Ok(match &thumbprint.value {
        Value::Text(found) if is_json => {
            Base64UrlUnpadded::encode_string(&key.jwk_thumbprint()) == *found
        }
        Value::Bytes(found) if !is_json => key.cose_thumbprint() == found.as_ref(),
        _ => return Err(ClientFault::NoKey),
    })
}

/// The leaf's key, by its length or by its cipher suite (RFC 9420 sections 5.1.1 and 17.1).
fn signer(octets: &[u8], suite: Option<u16>) -> Result<PublicKey, ClientFault> {
    let scheme = match suite {
        Some(1 | 3) => Scheme::Ed25519,
        Some(2) => Scheme::Ecdsa(Curve::P256),
        Some(5) => Scheme::Ecdsa(Curve::P521),
        Some(7) => Scheme::Ecdsa(Curve::P384),
        Some(other) => return Err(ClientFault::CipherSuite(other)),
        None => Scheme::of_length(octets.len()).ok_or(ClientFault::SignatureKey)?,
    };
    let key = match scheme {
        Scheme::Ed25519 => PublicKey::ed25519(octets),
        Scheme::Ecdsa(curve) => PublicKey::ec(curve, octets),
    };
    // MLS has one form for each point.
    key.ok().filter(|key| key.mls_octets() == Some(octets)).ok_or(ClientFault::SignatureKey)
}

#[derive(Debug, Clone, Copy)]
enum Scheme {
    Ed25519,
    Ecdsa(Curve),
}

impl Scheme {
    fn of_length(octets: usize) -> Option<Scheme> {
        let curves = [Curve::P256, Curve::P384, Curve::P521];
        match octets {
            32 => Some(Scheme::Ed25519),
            _ => curves
                .into_iter()
                .find(|curve| octets == 1 + 2 * curve.coordinate())
                .map(Scheme::Ecdsa),
        }
    }
}

/// `not_before` and `not_after` of a leaf in a key package (RFC 9420 section 7.2).
fn lifetime(leaf: &LeafNode<'_>, terms: &Terms) -> Result<Option<Moment>, Error> {
    let Source::KeyPackage { not_before, not_after } = leaf.source else { return Ok(None) };
    let seconds = |seconds: u64| i64::try_from(seconds).map_or(Moment::After, Moment::from_seconds);
    // The last second is still good.
    let until = seconds(not_after.saturating_add(1));
    time::check_within(Some(&seconds(not_before)), Some(&until), terms)
        .map_err(ClientFault::Lifetime)?;
    Ok(Some(until))
}

fn check_signatures(
    key: &PublicKey,
    leaf: &LeafNode<'_>,
    package: &KeyPackage<'_>,
    limits: &Limits,
) -> Result<(), Error> {
    let signs = |label, content, signature| -> Result<bool, Error> {
        let algorithm = match key {
            PublicKey::Ec { curve, .. } => Algorithm::Ecdsa(*curve, curve.hash()),
            _ => Algorithm::Ed25519,
        };
        let signed = sign_content(label, content, limits)?;
        Ok(crypto::is_signed_by(key, algorithm, Form::Der, &signed, signature))
    };
    if !signs("LeafNodeTBS", leaf.to_be_signed, leaf.signature)? {
        return Err(ClientFault::LeafSignature.into());
    }
    if !signs("KeyPackageTBS", package.to_be_signed, package.signature)? {
        return Err(ClientFault::KeyPackageSignature.into());
    }
    Ok(())
}

/// What `SignWithLabel` signs (RFC 9420 section 5.1.2).
///
/// ```text
/// struct {
///     opaque label<V>;    /* "MLS 1.0 " + Label */
///     opaque content<V>;
/// } SignContent;
/// ```
fn sign_content(label: &str, content: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    type Writer<'a> = tls::Writer<'a, MlsFault>;
    let label = format!("MLS 1.0 {label}");
    let whole = Writer::whole("SignContent", limits, usize::MAX, |writer| {
        writer.opaque(label.as_bytes())?;
        writer.opaque(content)
    });
    whole.map_err(|error| {
        let unreadable = credential::ErrorKind::Mls(Box::new(error));
        ErrorKind::Unreadable(Box::new(unreadable.into())).into()
    })
}
