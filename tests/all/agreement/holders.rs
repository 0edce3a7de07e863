//! The same with what holders say: nothing, something that nobody verified, something verified.

use admit::credential::Envelope;
use admit::eval::{Decision, HolderSays, Policy, Trace};
use admit::format::{Family, Format};
use admit::limits::Limits;
use admit::rule::decompile;
use admit::semantics::date::Instant;
use admit::verify::holder::{Challenge, verify_bound};
use admit::verify::{Terms, Trust};
use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::meaning::{Said, role_of};
use super::plain::Plain;
use super::{checked, compiled, policies};
use crate::verification::issue::{Signer, token};

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn matcher_policies(source in policies::holders_policy(), people in people()) {
        agree(&source, &people)?;
    }

    #[test]
    fn pointer_policies(source in policies::holders_pointer_policy(), people in people()) {
        agree(&source, &people)?;
    }

    /// What the octets say in the language compiles to the same octets.
    #[test]
    fn decompiled_policies(source in policies::holders_policy()) {
        let data = compiled(&checked(&source))?;
        let words = decompile::decompile(&data, None, None);
        prop_assert!(words.exact, "{}\n{:?}", words.text, words.remarks);
        prop_assert_eq!(compiled(&checked(&words.text))?, data);
    }
}

/// What issuers and holders say.
fn people() -> impl Strategy<Value = Vec<(Plain, Plain)>> {
    prop::collection::vec((policies::claims(false), policies::claims(false)), 1..5)
}

/// An SD-JWT and its key binding JWT, both signed.
fn presented(claims: &Plain, said: &Plain, issuer: &Signer, holder: &Signer) -> String {
    let claims = with(claims, &json!({ "cnf": { "jwk": holder.jwk() } }));
    let signed = token(issuer, r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#, &claims) + "~";
    let sd_hash = Base64UrlUnpadded::encode_string(&Sha256::digest(&signed));
    let own = json!({ "iat": 1, "aud": "room", "nonce": "n", "sd_hash": sd_hash });
    signed + &token(holder, r#"{"alg":"EdDSA","typ":"kb+jwt"}"#, &with(said, &own))
}

/// An object with more members.
fn with(plain: &Plain, more: &serde_json::Value) -> String {
    let (plain, more) = (plain.json(), more.to_string());
    let separator = if plain == "{}" { "" } else { "," };
    format!("{}{separator}{}", &plain[..plain.len() - 1], &more[1..])
}

fn agree(source: &str, people: &[(Plain, Plain)]) -> Result<(), TestCaseError> {
    let checked = checked(source);
    let data = compiled(&checked)?;
    let policy = Policy::prepare(&data);
    let limits = Limits::default();
    let (issuer, holder) = (Signer::ed25519(1), Signer::ed25519(2));
    let mut trust = Trust::default();
    trust.add_jwks(issuer.jwk().to_string().as_bytes(), &limits).unwrap();
    for (claims, said) in people {
        let text = presented(claims, said, &issuer, &holder);
        let envelope = Envelope::open(text.as_bytes(), Some(Format::SdJwt), None, &limits).unwrap();
        let meant = |said: &Said| role_of(&checked, Family::Jwt, claims, said);
        let read = envelope.claims(&limits).unwrap();
        let beside = envelope.holder_claims(&limits).unwrap();
        let said = Said::Claims(said.clone());
        let trace = policy.explain_unverified_claims_with_holder(&read, beside.as_ref());
        let decision = policy.decide_on_unverified_claims_with_holder(&read, beside.as_ref());
        prop_assert_eq!(role(&trace, decision), meant(&said), "{}\n{}", source, text);
        let terms = Terms::at(Instant::from_seconds(1));
        let challenge = Challenge::default();
        // Generated claims of a registered name may be of another type, which no verifier takes.
        let Ok(((claims, _), (holder, _))) =
            verify_bound(&envelope, &trust, &challenge, &terms, &limits)
        else {
            continue;
        };
        for (says, said) in [
            (HolderSays::Verified(&holder), said),
            (HolderSays::Unverified, Said::Unverified),
            (HolderSays::Nothing, Said::Nothing),
        ] {
            let trace = policy.explain_with_holder(&claims, says);
            let decision = policy.decide_with_holder(&claims, says);
            let found = role(&trace, decision);
            prop_assert_eq!(found, meant(&said), "{}\n{:?} {:?}\n{:#?}", source, said, text, data);
        }
        prop_assert_eq!(policy.decide(&claims), policy.explain(&claims).decision);
    }
    Ok(())
}

fn role(trace: &Trace<'_>, decision: Decision<'_>) -> Option<u32> {
    assert_eq!(trace.decision, decision);
    decision.role().map(|role| role.index)
}

#[test]
fn most_generated_presentations_are_verified() {
    let limits = Limits::default();
    let (issuer, holder) = (Signer::ed25519(1), Signer::ed25519(2));
    let mut trust = Trust::default();
    trust.add_jwks(issuer.jwk().to_string().as_bytes(), &limits).unwrap();
    let claims = Plain::Map(vec![("name".into(), Plain::Text("a".into()))]);
    let text = presented(&claims, &Plain::Map(vec![]), &issuer, &holder);
    let envelope = Envelope::open(text.as_bytes(), None, None, &limits).unwrap();
    let terms = Terms::at(Instant::from_seconds(1));
    verify_bound(&envelope, &trust, &Challenge::default(), &terms, &limits).unwrap();
}
