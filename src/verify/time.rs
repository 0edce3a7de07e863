//! Whether a token is good at an instant and for an audience: the registered claims of RFC 7519
//! section 4.1 and RFC 8392 section 3.1.

use super::error::{ClaimFault, RegisteredClaim};
use super::{Terms, Warning};
use crate::credential::tree::{Array, Map, Value};
use crate::format::Family;
use crate::semantics::date::{Instant, Moment};

/// What the registered claims say of a token that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// `exp`: the first instant at which it is no longer good; nothing when it does not say.
    pub until: Option<Moment>,
    /// `iat`.
    pub issued: Option<Moment>,
    /// What a careful reader should know.
    pub warnings: Vec<Warning>,
}

/// Checks types, times and audience of the claims of a JWT or CWT.
///
/// - A token is good before `exp` and from `nbf` on, and not issued after the given instant, each
///   with so much leeway (RFC 7519 sections 4.1.4 to 4.1.6). Fractions of seconds count.
/// - `iss`, `sub` are text; dates are finite numbers without a tag; `aud` is text or a list of it.
///
/// # Errors
/// `Type` for a claim of another type; `Expired`, `NotYetValid`, `IssuedInTheFuture`; `Audience`
/// when one is expected and not among those named.
pub fn check(claims: &Map<'_>, family: Family, terms: &Terms) -> Result<Times, ClaimFault> {
    let claims = Registered { claims, family };
    for claim in [RegisteredClaim::Issuer, RegisteredClaim::Subject] {
        claims.text(claim)?;
    }
    claims.token_id()?;
    let until = claims.date(RegisteredClaim::ExpirationTime)?;
    let from = claims.date(RegisteredClaim::NotBefore)?;
    let issued = claims.date(RegisteredClaim::IssuedAt)?;
    check_within(from.as_ref(), until.as_ref(), terms)?;
    if issued.as_ref().is_some_and(|issued| *issued > latest(terms)) {
        return Err(ClaimFault::IssuedInTheFuture);
    }
    let mut warnings = Vec::new();
    if let Some(warning) = claims.audience(terms.audience.as_deref())? {
        warnings.push(warning);
    }
    warnings.extend(expiry(until.as_ref(), terms));
    Ok(Times { until, issued, warnings })
}

/// Checks `aud` alone, which has to be there.
///
/// # Errors
/// `Type`, `Audience`.
pub fn check_audience(claims: &Map<'_>, family: Family, audience: &str) -> Result<(), ClaimFault> {
    Registered { claims, family }.audience(Some(audience)).map(drop)
}

/// The time of a token that is at fault.
pub fn at_fault(claims: &Map<'_>, family: Family, fault: ClaimFault) -> Option<Moment> {
    let claim = match fault {
        ClaimFault::Expired => RegisteredClaim::ExpirationTime,
        ClaimFault::NotYetValid => RegisteredClaim::NotBefore,
        ClaimFault::IssuedInTheFuture => RegisteredClaim::IssuedAt,
        ClaimFault::Type(_) | ClaimFault::Audience => return None,
    };
    Registered { claims, family }.date(claim).ok().flatten()
}

/// Checks that the given instant lies from one moment on and before another, with leeway.
///
/// # Errors
/// `Expired`, `NotYetValid`.
pub fn check_within(
    from: Option<&Moment>,
    until: Option<&Moment>,
    terms: &Terms,
) -> Result<(), ClaimFault> {
    if until.is_some_and(|until| *until <= earliest(terms)) {
        return Err(ClaimFault::Expired);
    }
    if from.is_some_and(|from| *from > latest(terms)) {
        return Err(ClaimFault::NotYetValid);
    }
    Ok(())
}

impl Times {
    /// Makes the end no later than another one that was checked.
    pub fn bound(&mut self, until: Option<Moment>, terms: &Terms) {
        self.until = [self.until.take(), until].into_iter().flatten().min();
        let of_end = [Warning::NoExpiry, Warning::FarExpiry];
        self.warnings.retain(|warning| !of_end.contains(warning));
        self.warnings.extend(expiry(self.until.as_ref(), terms));
    }
}

/// What there is to say of an end.
fn expiry(until: Option<&Moment>, terms: &Terms) -> Option<Warning> {
    match until {
        None => Some(Warning::NoExpiry),
        Some(until) if *until > Moment::from_seconds(far(&terms.at)) => Some(Warning::FarExpiry),
        Some(_) => None,
    }
}

/// What the slowest clock says.
fn earliest(terms: &Terms) -> Moment {
    Moment::At(shifted(&terms.at, terms.leeway, true))
}

/// What the fastest clock says.
fn latest(terms: &Terms) -> Moment {
    Moment::At(shifted(&terms.at, terms.leeway, false))
}

/// A hundred years: who says more has written milliseconds, or means never.
const FAR: i64 = 100 * 366 * 86_400;

const fn far(at: &Instant) -> i64 {
    at.seconds.saturating_add(FAR)
}

/// An instant, so many seconds earlier or later.
fn shifted(at: &Instant, seconds: u64, earlier: bool) -> Instant {
    let shift = i64::try_from(seconds).unwrap_or(i64::MAX);
    let seconds =
        if earlier { at.seconds.saturating_sub(shift) } else { at.seconds.saturating_add(shift) };
    Instant { seconds, fraction: at.fraction.clone() }
}

/// Registered claims by their names, or their keys.
struct Registered<'c, 'a> {
    claims: &'c Map<'a>,
    family: Family,
}

impl<'c, 'a> Registered<'c, 'a> {
    fn get(&self, claim: RegisteredClaim) -> Option<&'c Value<'a>> {
        let (name, key) = match claim {
            RegisteredClaim::Issuer => ("iss", 1),
            RegisteredClaim::Subject => ("sub", 2),
            RegisteredClaim::Audience => ("aud", 3),
            RegisteredClaim::ExpirationTime => ("exp", 4),
            RegisteredClaim::NotBefore => ("nbf", 5),
            RegisteredClaim::IssuedAt => ("iat", 6),
            RegisteredClaim::TokenId => ("jti", 7),
        };
        let found = match self.family {
            Family::Cwt => self.claims.get(&[key]),
            Family::Jwt | Family::X509 => self.claims.get(name.as_bytes()),
        };
        found.map(|node| &node.value)
    }

    fn text(&self, claim: RegisteredClaim) -> Result<(), ClaimFault> {
        match self.get(claim) {
            None | Some(Value::Text(_)) => Ok(()),
            Some(_) => Err(ClaimFault::Type(claim)),
        }
    }

    /// `jti` is text, `cti` octets.
    fn token_id(&self) -> Result<(), ClaimFault> {
        match (self.family, self.get(RegisteredClaim::TokenId)) {
            (_, None)
            | (Family::Jwt, Some(Value::Text(_)))
            | (Family::Cwt, Some(Value::Bytes(_))) => Ok(()),
            _ => Err(ClaimFault::Type(RegisteredClaim::TokenId)),
        }
    }

    /// A NumericDate: in CWT a number without tag 1 around it (RFC 8392 section 2).
    fn date(&self, claim: RegisteredClaim) -> Result<Option<Moment>, ClaimFault> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let moment = match value {
            Value::Int(seconds) => Some(Moment::from_seconds(*seconds)),
            Value::BigInt(seconds) => Some(Moment::from_bigint(seconds)),
            Value::Decimal(text) => Moment::from_decimal(text),
            Value::Float(seconds) => Moment::from_float(*seconds),
            _ => None,
        };
        moment.map(Some).ok_or(ClaimFault::Type(claim))
    }

    fn audience(&self, expected: Option<&str>) -> Result<Option<Warning>, ClaimFault> {
        let Some(value) = self.get(RegisteredClaim::Audience) else {
            return if expected.is_some() { Err(ClaimFault::Audience) } else { Ok(None) };
        };
        let mut found = false;
        let mut check = |value: &Value<'_>| match value {
            Value::Text(audience) => {
                found |= Some(audience.as_ref()) == expected;
                Ok(())
            }
            _ => Err(ClaimFault::Type(RegisteredClaim::Audience)),
        };
        match value {
            Value::Array(Array { items, .. }) => {
                items.iter().try_for_each(|item| check(&item.value))?;
            }
            value => check(value)?,
        }
        match expected {
            None => Ok(Some(Warning::AudienceNotChecked)),
            Some(_) if found => Ok(None),
            Some(_) => Err(ClaimFault::Audience),
        }
    }
}
