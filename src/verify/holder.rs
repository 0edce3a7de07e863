//! What the holder of a credential proves: that its key is the one that the issuer has bound to the
//! credential (`cnf`, RFC 7800), here and now. Key binding JWTs (RFC 9901 section 7.3), and W3C
//! presentations as JWT.

use super::error::{Error, ErrorKind, HolderFault};
use super::keys::{Key, jwk};
use super::{Expected, Terms, Trust, Verification, Warning, jws, time, verify};
use crate::credential::tree::{Claims, HolderClaims, Map, Node, Value};
use crate::credential::{Carrier, Envelope, Verified};
use crate::format::Family;
use crate::limits::Limits;
use crate::semantics::date::Moment;

/// What the holder was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Challenge {
    /// The nonce that has to come back. Without one any is taken, and a warning given: somebody
    /// could have recorded the answer.
    pub nonce: Option<String>,
    /// For whom the answer has to be meant. Without one any is taken, and a warning given.
    pub audience: Option<String>,
    /// How many seconds old the answer may be (`iat`), besides the leeway.
    pub max_age: Option<u64>,
}

/// Claims, and what was verified about them.
pub type Checked<T> = (Verified<T>, Verification);

/// Verifies an SD-JWT and its key binding JWT. `terms` are the credential's; the audience of the
/// holder's answer is the challenge's.
///
/// # Errors
/// Those of [`verify`] and [`jws::verify`], and `Holder`: `Missing` without a key binding JWT.
pub fn verify_bound<'e>(
    envelope: &'e Envelope<'_>,
    trust: &Trust,
    challenge: &Challenge,
    terms: &Terms,
    limits: &Limits,
) -> Result<(Checked<Claims<'e>>, Checked<HolderClaims<'e>>), Error> {
    let (claims, mut verification) = verify(envelope, trust, terms, limits)?;
    let binding = envelope.key_binding().ok_or(HolderFault::Missing)?;
    let keys = [bound_key(&claims.get().root).ok_or(HolderFault::NoKey)?];
    let expected = Expected::KeyBindingJwt;
    let signed = jws::verify(binding.token().as_bytes(), &keys, &expected, limits)?;
    if envelope.sd_hash(limits)?.as_deref() != Some(binding.sd_hash()) {
        return Err(HolderFault::Presented.into());
    }
    let holder = holder(envelope, limits)?;
    let times = challenge.check(&holder.root, terms)?;
    verification.warnings.retain(|warning| *warning != Warning::KeyBindingNotChecked);
    Ok(((claims, verification), (Verified::new(holder), signed.verification(times))))
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
    let roots = || verified.iter().map(|(claims, _)| &claims.get().root);
    if roots().any(|root| has_cnf(root) && bound_key(root).is_none()) {
        return Err(HolderFault::NoKey.into());
    }
    let bound = one_key(roots().filter_map(bound_key))?;
    let keys = bound.as_ref().map_or(trust.keys(), std::slice::from_ref);
    let token = match envelope.carrier() {
        Carrier::SdJwt => envelope.issuer_signed().next().map(str::as_bytes),
        _ => Some(envelope.message()),
    };
    let token = token.ok_or(HolderFault::Missing)?;
    let signed = jws::verify(token, keys, &Expected::Presentation, limits)?;
    if signed.payload != envelope.payload() {
        return Err(ErrorKind::Signature.into());
    }
    let holder = holder(envelope, limits)?;
    let name = holder_name(&holder.root);
    if roots().any(|root| bound_key(root).is_none() && (name.is_none() || subject(root) != name)) {
        return Err(HolderFault::NotBound.into());
    }
    let times = challenge.check(&holder.root, terms)?;
    let verification = signed.verification(times);
    Ok((verified, (Verified::new(holder), verification)))
}

impl Challenge {
    /// Checks what the holder says against what was asked.
    fn check(&self, root: &Node<'_>, terms: &Terms) -> Result<time::Times, Error> {
        let nothing = Map::default();
        let claims = as_map(root).unwrap_or(&nothing);
        let terms = Terms { audience: self.audience.clone(), ..terms.clone() };
        let mut times = time::check(claims, Family::Jwt, &terms)?;
        if self.max_age.is_some_and(|age| is_older(claims, age, &terms)) {
            return Err(HolderFault::Stale.into());
        }
        match (&self.nonce, text(claims, "nonce")) {
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
fn is_older(claims: &Map<'_>, age: u64, terms: &Terms) -> bool {
    let back = i64::try_from(age.saturating_add(terms.leeway)).unwrap_or(i64::MAX);
    let mut oldest = terms.at.clone();
    oldest.seconds = oldest.seconds.saturating_sub(back);
    let issued = match claims.get(b"iat").map(|node| &node.value) {
        Some(Value::Int(seconds)) => Some(Moment::from_seconds(*seconds)),
        Some(Value::Decimal(text)) => Moment::from_decimal(text),
        _ => None,
    };
    issued.is_none_or(|issued| issued < Moment::At(oldest))
}

fn holder<'e>(envelope: &'e Envelope<'_>, limits: &Limits) -> Result<HolderClaims<'e>, Error> {
    let claims = envelope.holder_claims(limits)?.ok_or(HolderFault::Missing)?;
    Ok(claims.trust_without_verification())
}

/// The key in `cnf` (RFC 7800 section 3.2), usable or not.
fn bound_key(root: &Node<'_>) -> Option<Key> {
    let cnf = as_map(as_map(root)?.get(b"cnf")?)?;
    jwk::key(cnf.get(b"jwk")?)
}

/// Whether a credential binds something, of whatever kind.
fn has_cnf(root: &Node<'_>) -> bool {
    as_map(root).is_some_and(|claims| claims.get(b"cnf").is_some())
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
