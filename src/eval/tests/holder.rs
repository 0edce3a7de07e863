//! What the holder says: apart from what the issuer says, and kept from rules while unverified.

use super::super::run::{Beside, Presented};
use super::super::{Outcome, Policy};
use super::{claim, names};
use crate::credential::Envelope;
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;
use crate::model::{Entry, Item, MatchAs, Matcher, MatcherClaim, PreAuthData, Role};

/// Many rules on claims of the holder, so that they are found by an index, and one on the issuer's.
#[test]
fn what_the_holder_says_is_not_what_the_issuer_says() {
    let of = |provenance, value: &str, index| {
        let claim = MatcherClaim { provenance, ..claim(Family::Jwt, names(&["a"]), value) };
        Entry { claims: vec![claim], role: Role { index, ..Role::default() } }
    };
    let holders = (0..20).map(|at| of(Provenance::Holder, &format!("h{at}"), 2));
    let issuers = (0..20).map(|at| of(Provenance::Issuer, &format!("i{at}"), 3));
    let policy = Policy::prepare(&PreAuthData::Matcher(holders.chain(issuers).collect()));
    let limits = Limits::default();
    let envelope = |text: &'static str| {
        Envelope::open(text.as_bytes(), Some(Format::SdJwt), None, &limits).unwrap()
    };
    let says = |issuer: &'static str, holder: Option<&'static str>| {
        let (issuer, holder) = (envelope(issuer), holder.map(envelope));
        let claims = issuer.claims(&limits).unwrap();
        let beside = holder.as_ref().map(|holder| holder.claims(&limits).unwrap());
        let beside = beside
            .as_ref()
            .map_or(Beside::Unverified, |said| Beside::Claims(&said.unverified().root));
        let presented = Presented { claims: claims.unverified(), beside };
        let decision = policy.decide_presented(presented);
        assert_eq!(policy.explain_presented(presented).decision, decision);
        decision.entry()
    };
    assert_eq!(says(r#"{"a":"i7"}"#, None), Some(27));
    assert_eq!(says(r#"{"a":"i7"}"#, Some(r#"{"a":"h7"}"#)), Some(7));
    assert_eq!(says(r#"{"a":"h7"}"#, Some(r#"{"a":"i7"}"#)), None);
    assert_eq!(says(r#"{"a":"h7"}"#, None), None);
}

#[test]
fn outcomes_of_what_the_holder_says() {
    let holder = |claim| MatcherClaim { provenance: Provenance::Holder, ..claim };
    let absent = {
        let claim = claim(Family::Jwt, names(&["b"]), "");
        let test = vec![0];
        MatcherClaim {
            matcher: Matcher { match_as: MatchAs::Exists, test, ..claim.matcher.clone() },
            ..claim
        }
    };
    let claims = vec![
        holder(claim(Family::Jwt, names(&["a"]), "x")),
        holder(absent),
        holder(claim(Family::Cwt, vec![Item::Key(vec![1])], "x")),
    ];
    let entry = Entry { claims, role: Role { index: 2, ..Role::default() } };
    let policy = Policy::prepare(&PreAuthData::Matcher(vec![entry]));
    let limits = Limits::default();
    let envelope =
        Envelope::open(br#"{"a":"x","b":1,"_sd":["1"]}"#, Some(Format::SdJwt), None, &limits)
            .unwrap();
    let claims = envelope.claims(&limits).unwrap();
    let outcomes = |beside| {
        let trace = policy.explain_presented(Presented { claims: claims.unverified(), beside });
        trace.entries[0].iter().map(Outcome::word).collect::<Vec<_>>()
    };
    let root = |json| crate::credential::json::claims(json, &limits).unwrap();
    let (says, says_otherwise) = (root(br#"{"a":"x"}"#), root(br#"{"a":"y","b":1}"#));
    assert_eq!(outcomes(Beside::Nothing), ["absent", "satisfied", "wrong_family"]);
    assert_eq!(outcomes(Beside::Unverified), ["unverified", "unverified", "wrong_family"]);
    assert_eq!(outcomes(Beside::Claims(&says)), ["satisfied", "satisfied", "wrong_family"]);
    assert_eq!(outcomes(Beside::Claims(&says_otherwise)), ["unequal", "unequal", "wrong_family"]);
}
