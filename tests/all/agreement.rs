//! The evaluator of decoded bytes and a plain reading of the checked source decide the same, for
//! generated policies and credentials, after lowering, encoding and decoding.

#[cfg(feature = "verify")]
mod holders;
mod meaning;
mod plain;
mod policies;

use admit::check::{self, Checked};
use admit::credential::Envelope;
use admit::eval::Policy;
use admit::format::{Family, Format};
use admit::limits::Limits;
use admit::model::PreAuthData;
use admit::rule::lower::{self, Options};
use admit::source::{NoFiles, SourceMap};
use admit::wire;
use proptest::prelude::*;

use meaning::{Said, role_of};
use plain::Plain;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn small_policies(source in policies::policy(), people in people()) {
        agree(&source, &people)?;
    }

    #[test]
    fn exact_policies(source in policies::exact_policy(), people in people()) {
        agree(&source, &people)?;
    }

    #[test]
    fn pointer_policies(source in policies::pointer_policy(), people in people()) {
        agree(&source, &people)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn large_policies(source in policies::large_policy(), people in people()) {
        agree(&source, &people)?;
    }
}

/// Claims of some credentials, and whether they are CBOR.
fn people() -> impl Strategy<Value = Vec<(bool, Plain)>> {
    let json = policies::claims(false).prop_map(|claims| (false, claims));
    let cbor = policies::claims(true).prop_map(|claims| (true, claims));
    prop::collection::vec(prop_oneof![json, cbor], 1..6)
}

fn agree(source: &str, people: &[(bool, Plain)]) -> Result<(), TestCaseError> {
    let checked = checked(source);
    let decoded = compiled(&checked)?;
    let policy = Policy::prepare(&decoded);
    for (is_cbor, claims) in people {
        let (family, found) = if *is_cbor {
            (Family::Cwt, decide(&policy, &claims.cbor(), Format::Cwt))
        } else {
            (Family::Jwt, decide(&policy, claims.json().as_bytes(), Format::Jwt))
        };
        let meant = role_of(&checked, family, claims, &Said::Nothing);
        prop_assert_eq!(found, meant, "{}\n{:?}\n{:#?}", source, claims, decoded);
    }
    Ok(())
}

/// The policy after lowering, encoding and decoding.
fn compiled(checked: &Checked) -> Result<PreAuthData, TestCaseError> {
    let lowered = lower::lower(checked, &Options::default())
        .map_err(|errors| TestCaseError::reject(format!("{errors:?}")))?;
    let limits = Limits::default();
    let octets = wire::encode(&lowered.preauth, &limits).expect("what lowers can be encoded");
    let decoded = wire::decode(lowered.preauth.profile(), &octets, &limits);
    Ok(decoded.expect("what is encoded can be decoded"))
}

fn checked(source: &str) -> Checked {
    let mut sources = SourceMap::default();
    let root = sources.add("generated.policy", source);
    let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
    outcome.policy.unwrap_or_else(|| panic!("{source}\n{:#?}", outcome.diagnostics))
}

fn decide(policy: &Policy, octets: &[u8], format: Format) -> Option<u32> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, Some(format), None, &limits).expect("a credential");
    let claims = envelope.claims(&limits).expect("claims");
    let trace = policy.explain_unverified_claims(&claims);
    assert_eq!(trace.decision, policy.decide_on_unverified_claims(&claims));
    trace.decision.role().map(|role| role.index)
}
