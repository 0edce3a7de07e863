//! The keys of trust material: who may have signed, and with what.

pub mod cose_key;
pub mod jwk;

use super::algorithm::Algorithm;
use super::error::{AlgorithmFault, Error, ErrorKind, KeyFault, Needs, Unusable};
use super::public_key::PublicKey;

/// A key as trust material, or an issuer's `cnf`, gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    issuer: Option<String>,
    id: Option<Vec<u8>>,
    only: Option<Algorithm>,
    public: Result<PublicKey, Unusable>,
}

impl Key {
    /// A key without an identifier that allows every algorithm of its type.
    pub const fn new(public: PublicKey) -> Key {
        Key { issuer: None, id: None, only: None, public: Ok(public) }
    }

    /// The same key, and only tokens whose `iss` this is are believed that it signed.
    #[must_use]
    pub fn of(self, issuer: &str) -> Key {
        Key { issuer: Some(issuer.to_owned()), ..self }
    }

    /// For whose tokens alone it is.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The octets of its `kid`; those of a JWK are UTF-8.
    pub fn id(&self) -> Option<&[u8]> {
        self.id.as_deref()
    }

    /// The key itself.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn public(&self) -> Result<&PublicKey, Unusable> {
        self.public.as_ref().map_err(|why| *why)
    }

    /// Whether it may be used with an algorithm: one of its type's, and the one that it names, if
    /// it names one.
    pub fn allows(&self, algorithm: Algorithm) -> bool {
        self.only.is_none_or(|only| only == algorithm)
            && self.public.as_ref().is_ok_and(|public| public.suits(algorithm))
    }

    /// Puts a key together; an `alg` that does not fit its type makes it unusable.
    fn with(
        id: Option<Vec<u8>>,
        only: Option<Algorithm>,
        public: Result<PublicKey, Unusable>,
    ) -> Key {
        let public = public.and_then(|public| match only {
            Some(only) if !public.suits(only) => Err(Unusable::Algorithm),
            _ => Ok(public),
        });
        Key { issuer: None, id, only, public }
    }
}

/// The keys that may have made a signature, given what its header says. With a `kid` those that
/// have it, or, when none has, those that have none; without one all of them. Of these, those that
/// allow the algorithm.
///
/// # Errors
/// `NoTrust` without keys, `Unknown` when no key comes into question, `Unusable` when the only one
/// cannot be used, `NotAllowed` when none allows the algorithm.
pub(super) fn candidates<'k>(
    keys: &'k [Key],
    id: Option<&[u8]>,
    algorithm: Algorithm,
) -> Result<Vec<(&'k Key, &'k PublicKey)>, Error> {
    if keys.is_empty() {
        return Err(ErrorKind::NoTrust(Needs::Keys).into());
    }
    let named = |id: Option<&[u8]>| keys.iter().filter(|key| key.id() == id).collect::<Vec<_>>();
    let in_question = match id {
        None => keys.iter().collect(),
        Some(id) => match named(Some(id)) {
            those if those.is_empty() => named(None),
            those => those,
        },
    };
    if let (Some(id), true) = (id, in_question.is_empty()) {
        return Err(unknown(id, keys).into());
    }
    if let [Key { public: Err(why), .. }] = in_question[..] {
        return Err(KeyFault::Unusable(*why).into());
    }
    let allowed = in_question.into_iter().filter(|key| key.allows(algorithm));
    let allowed: Vec<_> = allowed.filter_map(|key| Some((key, key.public().ok()?))).collect();
    if allowed.is_empty() {
        return Err(AlgorithmFault::NotAllowed(algorithm.name().to_owned()).into());
    }
    Ok(allowed)
}

/// That no key has the identifier, and which there are.
fn unknown(id: &[u8], keys: &[Key]) -> KeyFault {
    let given = keys.iter().filter_map(Key::id).take(KeyFault::SHOWN).map(<[u8]>::to_vec);
    KeyFault::Unknown { id: id.to_vec(), given: given.collect() }
}

/// Refuses more keys than the limit.
fn bounded<T>(items: &[T], limit: usize) -> Result<(), Error> {
    if items.len() > limit { Err(KeyFault::TooMany { limit }.into()) } else { Ok(()) }
}
