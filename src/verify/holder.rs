//! What the holder of a credential proves: that its key is the one that the issuer has bound to the
//! credential (`cnf`, RFC 7800 and RFC 8747), here and now. Key binding JWTs (RFC 9901
//! section 7.3), key binding tokens (draft-ietf-spice-sd-cwt-07 section 9), and W3C presentations
//! as JWT.

use std::borrow::Cow;

use super::error::{Error, ErrorKind, HolderFault};
use super::keys::{Key, cose_key, jwk};
use super::{Expected, Signed, Terms, Trust, Verification, Warning, cose, jws, time, verify};
use crate::credential::tree::{Claims, HolderClaims, Map, Node, Value};
use crate::credential::{Carrier, Envelope, SdCwt, Verified};
use crate::format::Family;
use crate::limits::Limits;
use crate::semantics::date::Moment;

/// What the holder was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Challenge {
    /// The nonce that has to come back. Without one any is taken, and a warning given: somebody
    /// could have recorded the answer. In JSON it is UTF-8 (`nonce`), in CBOR octets (`cnonce`).
    pub nonce: Option<Vec<u8>>,
    /// For whom the answer has to be meant. Without one any is taken, and a warning given.
    pub audience: Option<String>,
    /// How many seconds old the answer may be (`iat`), besides the leeway.
    pub max_age: Option<u64>,
}

/// Claims, and what was verified about them.
pub type Checked<T> = (Verified<T>, Verification);

/// Verifies an SD-JWT and its key binding JWT, or an SD-CWT and its key binding token. `terms` are
/// the credential's; the audience of the holder's answer is the challenge's, and that of an SD-CWT,
/// when it has one, has to be the same (draft-ietf-spice-sd-cwt-07 section 9).
///
/// # Errors
/// Those of [`verify`], [`jws::verify`] and [`cose::verify`], and `Holder`: `Missing` without key
/// binding.
pub fn verify_bound<'e>(
    envelope: &'e Envelope<'_>,
    trust: &Trust,
    challenge: &Challenge,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Checked<Claims<'e>>, Checked<HolderClaims<'e>>), Error> {
    let (claims, mut verification) = verify(envelope, trust, terms, limits)?;
    let token = envelope.sd_cwt().and_then(SdCwt::key_binding);
    if envelope.key_binding().is_none() && token.is_none() {
        return Err(HolderFault::Missing.into());
    }
    let keys = [bound_key(claims.get()).ok_or(HolderFault::NoKey)?];
    let family = claims.get().family();
    if let (Family::Cwt, Some(audience)) = (family, &challenge.audience) {
        let found = as_map(&claims.get().root).filter(|map| map.get(AUD).is_some());
        found.map_or(Ok(()), |map| time::check_audience(map, family, audience))?;
        verification.warnings.retain(|warning| *warning != Warning::AudienceNotChecked);
    }
    let signed = signed_binding(envelope, &keys, limits)?;
    let holder = holder(envelope, limits)?;
    let times = challenge.check(&holder.root, family, terms)?;
    verification.warnings.retain(|warning| *warning != Warning::KeyBindingNotChecked);
    Ok(((claims, verification), (Verified::new(holder), signed.verification(times))))
}

/// `aud`, as deterministic CBOR.
const AUD: &[u8] = &[3];

/// The key binding's signature, over what came along with it.
fn signed_binding<'k>(
    envelope: &Envelope<'_>,
    keys: &'k [Key],
    limits: &Limits,
) -> Result<Signed<'k>, Error> {
    if let Some(token) = envelope.sd_cwt().and_then(SdCwt::key_binding) {
        let signed = cose::verify(token.message(), keys, &Expected::KeyBindingCwt, limits)?;
        return match signed.payload == token.payload() {
            true => Ok(signed),
            false => Err(ErrorKind::Signature.into()),
        };
    }
    let binding = envelope.key_binding().ok_or(HolderFault::Missing)?;
    let expected = Expected::KeyBindingJwt;
    let signed = jws::verify(binding.token().as_bytes(), keys, &expected, limits)?;
    if envelope.sd_hash(limits)?.as_deref() != Some(binding.sd_hash()) {
        return Err(HolderFault::Presented.into());
    }
    Ok(signed)
}

/// Verifies a W3C presentation, and each of its credentials by its own issuer. `credentials` are
/// those of [`Envelope::embedded`], from which the claims borrow.
///
/// The presentation has to be signed by the one key that its credentials bind (`cnf`), or, when
/// none binds any, by a key of the trust material. A credential that binds no key has to be about
/// the presentation's holder: otherwise anybody could present it.
///
/// # Errors
/// Those of [`verify`] and [`jws::verify`], and `Holder`: `Missing` when `credentials` are not this
/// presentation's.
pub fn verify_presentation<'e>(
    envelope: &'e Envelope<'_>,
    credentials: &'e [Envelope<'static>],
    trust: &Trust,
    challenge: &Challenge,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Vec<Checked<Claims<'e>>>, Checked<HolderClaims<'e>>), Error> {
    if envelope.embedded(limits)?.as_deref() != Some(credentials) {
        return Err(HolderFault::Missing.into());
    }
    let verified = credentials.iter().map(|credential| verify(credential, trust, terms, limits));
    let verified = verified.collect::<Result<Vec<_>, _>>()?;
    let all = || verified.iter().map(|(claims, _)| claims.get());
    if all().any(|claims| has_cnf(claims) && bound_key(claims).is_none()) {
        return Err(HolderFault::NoKey.into());
    }
    let bound = one_key(all().filter_map(bound_key))?;
    let holder = holder(envelope, limits)?;
    let name = holder_name(&holder.root);
    let keys = match &bound {
        Some(key) => Cow::Borrowed(std::slice::from_ref(key)),
        None => trust.keys_of(name)?,
    };
    let token = match envelope.carrier() {
        Carrier::SdJwt => envelope.issuer_signed().next().map(str::as_bytes),
        _ => Some(envelope.message()),
    };
    let token = token.ok_or(HolderFault::Missing)?;
    let signed = jws::verify(token, &keys, &Expected::Presentation, limits)?;
    if signed.payload != envelope.payload() {
        return Err(ErrorKind::Signature.into());
    }
    let is_about = |claims: &Claims<'_>| name.is_some() && subject(&claims.root) == name;
    if all().any(|claims| bound_key(claims).is_none() && !is_about(claims)) {
        return Err(HolderFault::NotBound.into());
    }
    let times = challenge.check(&holder.root, Family::Jwt, terms)?;
    let verification = signed.verification(times);
    Ok((verified, (Verified::new(holder), verification)))
}

impl Challenge {
    /// Checks what the holder says against what was asked.
    fn check(&self, root: &Node<'_>, family: Family, terms: &Terms) -> Result<time::Times, Error> {
        let nothing = Map::default();
        let claims = as_map(root).unwrap_or(&nothing);
        let terms = Terms { audience: self.audience.clone(), ..terms.clone() };
        let mut times = time::check(claims, family, &terms)
            .map_err(|fault| Error::from(fault).dated(time::at_fault(claims, family, fault)))?;
        if self.max_age.is_some_and(|age| is_older(times.issued.as_ref(), age, &terms)) {
            return Err(HolderFault::Stale.into());
        }
        match (&self.nonce, nonce(claims, family)) {
            (None, _) => times.warnings.push(Warning::NonceNotChecked),
            (Some(asked), Some(found)) if asked == found => {}
            _ => return Err(HolderFault::Nonce.into()),
        }
        // An answer is not meant to be kept.
        times.warnings.retain(|warning| *warning != Warning::NoExpiry);
        Ok(times)
    }
}

/// Whether `iat` is missing or further back than that.
fn is_older(issued: Option<&Moment>, age: u64, terms: &Terms) -> bool {
    let back = i64::try_from(age.saturating_add(terms.leeway)).unwrap_or(i64::MAX);
    let mut oldest = terms.at.clone();
    oldest.seconds = oldest.seconds.saturating_sub(back);
    issued.is_none_or(|issued| *issued < Moment::At(oldest))
}

/// `nonce` of a JWT, `cnonce` of a CWT.
fn nonce<'n>(claims: &'n Map<'_>, family: Family) -> Option<&'n [u8]> {
    match family {
        Family::Cwt => match &claims.get(&[0x18, 39])?.value {
            Value::Bytes(nonce) => Some(nonce),
            _ => None,
        },
        Family::Jwt | Family::X509 => text(claims, "nonce").map(str::as_bytes),
    }
}

fn holder<'e>(envelope: &'e Envelope<'_>, limits: &Limits) -> Result<HolderClaims<'e>, Error> {
    let claims = envelope.holder_claims(limits)?.ok_or(HolderFault::Missing)?;
    Ok(claims.trust_without_verification())
}

/// The key in `cnf` (RFC 7800 section 3.2, RFC 8747 section 3.2), usable or not.
pub(super) fn bound_key(claims: &Claims<'_>) -> Option<Key> {
    let cnf = confirmation(claims)?;
    match claims.family() {
        Family::Cwt => cose_key::key(cnf.get(&[1])?),
        Family::Jwt | Family::X509 => jwk::key(cnf.get(b"jwk")?),
    }
}

/// `cnf`, when it says how the holder can be known.
pub(super) fn confirmation<'n, 'a>(claims: &'n Claims<'a>) -> Option<&'n Map<'a>> {
    as_map(cnf(claims)?)
}

fn has_cnf(claims: &Claims<'_>) -> bool {
    cnf(claims).is_some()
}

fn cnf<'n, 'a>(claims: &'n Claims<'a>) -> Option<&'n Node<'a>> {
    let root = as_map(&claims.root)?;
    match claims.family() {
        Family::Cwt => root.get(&[8]),
        Family::Jwt => root.get(b"cnf"),
        Family::X509 => None,
    }
}

/// The key that all are.
fn one_key(mut keys: impl Iterator<Item = Key>) -> Result<Option<Key>, HolderFault> {
    let Some(first) = keys.next() else { return Ok(None) };
    if keys.all(|key| key.public() == first.public()) {
        Ok(Some(first))
    } else {
        Err(HolderFault::OtherKeys)
    }
}

/// Whose presentation it is: `iss`, or `holder`, with which it agrees.
fn holder_name<'n>(root: &'n Node<'_>) -> Option<&'n str> {
    let claims = as_map(root)?;
    let body = claims.get(b"vp").map_or(Some(claims), as_map)?;
    text(claims, "iss").or_else(|| id(body.get(b"holder")?))
}

/// Whom a credential is about: `sub`, or the one subject's `id`.
fn subject<'n>(root: &'n Node<'_>) -> Option<&'n str> {
    let claims = as_map(root)?;
    let body = claims.get(b"vc").map_or(Some(claims), as_map)?;
    text(claims, "sub").or_else(|| id(body.get(b"credentialSubject")?))
}

/// Who issued a W3C credential: the `issuer`, or its `id`.
pub(super) fn issuer<'n>(root: &'n Node<'_>) -> Option<&'n str> {
    let claims = as_map(root)?;
    let body = claims.get(b"vc").map_or(Some(claims), as_map)?;
    id(body.get(b"issuer")?)
}

/// A text, or an object's `id`.
fn id<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        Value::Map(map) => text(map, "id"),
        _ => None,
    }
}

fn text<'n>(map: &'n Map<'_>, name: &str) -> Option<&'n str> {
    match &map.get(name.as_bytes())?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

const fn as_map<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Map<'a>> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}
