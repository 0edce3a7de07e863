//! SD-JWTs and key bindings verified by keys, at an instant, under terms.

use admit::semantics::date::Instant;
use admit::verify::holder::verify_bound;
use admit::verify::{
    AlgorithmFault, Challenge, ClaimFault, ErrorKind as Fault, HeaderFault, HolderFault, Terms,
    Trust, Warning, verify,
};

use super::*;

fn trust(jwk: &Value) -> Trust {
    let mut trust = Trust::default();
    trust.add_jwks(jwk.to_string().as_bytes(), &Limits::default()).unwrap();
    trust
}

fn terms(seconds: i64) -> Terms {
    Terms::at(Instant::from_seconds(seconds))
}

fn challenge(audience: &str, nonce: &str, max_age: u64) -> Challenge {
    let (audience, nonce) = (Some(audience.to_owned()), Some(nonce.into()));
    Challenge { nonce, audience, max_age: Some(max_age) }
}

/// The effective claims, and what of the holder was verified.
fn verified(text: &str, trust: &Trust, terms: &Terms) -> Result<(Value, Vec<Warning>), Fault> {
    let limits = Limits::default();
    let envelope = open(text).map_err(|error| Fault::Unreadable(Box::new(error)))?;
    let (_, verification) = verify(&envelope, trust, terms, &limits).map_err(|e| e.kind)?;
    Ok((effective(&envelope).unwrap(), verification.warnings))
}

fn bound(text: &str, trust: &Trust, asked: &Challenge, terms: &Terms) -> Result<Value, Fault> {
    let limits = Limits::default();
    let envelope = open(text).map_err(|error| Fault::Unreadable(Box::new(error)))?;
    let (claims, _) =
        verify_bound(&envelope, trust, asked, terms, &limits).map_err(|error| error.kind)?;
    assert!(!claims.1.warnings.contains(&Warning::KeyBindingNotChecked));
    Ok(effective(&envelope).unwrap())
}

/// What is wrong with the derived cases that can be read.
fn fault_of(id: &str) -> Fault {
    match id {
        "rej-alg-none-case" => AlgorithmFault::None.into_kind(),
        "rej-alg-hs256" => AlgorithmFault::Symmetric.into_kind(),
        "rej-bad-signature" | "rej-kb-key" => Fault::Signature,
        "rej-crit-unknown" => Fault::Header(HeaderFault::CriticalUnknown("foo".into())),
        "rej-no-tilde" => {
            let error: Error = ErrorKind::OtherFormat { found: Format::Jwt }.into();
            Fault::Unreadable(Box::new(error))
        }
        "rej-expired" | "rej-exp-disclosed-expired" => Fault::Claim(ClaimFault::Expired),
        "rej-nbf-future" => Fault::Claim(ClaimFault::NotYetValid),
        "rej-kb-missing" => Fault::Holder(HolderFault::Missing),
        "rej-kb-sd-hash-swapped" => Fault::Holder(HolderFault::Presented),
        "rej-kb-aud-other" => Fault::Claim(ClaimFault::Audience),
        "rej-kb-nonce-other" => Fault::Holder(HolderFault::Nonce),
        "rej-kb-no-cnf" | "rej-kb-cnf-withheld" => Fault::Holder(HolderFault::NoKey),
        other => panic!("{other}: no fault is expected"),
    }
}

trait IntoKind {
    fn into_kind(self) -> Fault;
}

impl IntoKind for AlgorithmFault {
    fn into_kind(self) -> Fault {
        Fault::Algorithm(self)
    }
}

#[test]
fn derived_cases() {
    let file = support::json("sd-jwt/derived/cases.json");
    let trust = trust(&file["issuer_jwk"]);
    let at = file["now"].as_i64().unwrap();
    let terms = Terms { leeway: file["leeway_s"].as_u64().unwrap(), ..terms(at) };
    let asked = challenge(
        file["kb_aud"].as_str().unwrap(),
        file["kb_nonce"].as_str().unwrap(),
        file["kb_max_age_s"].as_u64().unwrap(),
    );
    for case in file["cases"].as_array().unwrap() {
        let (id, text) = (case["id"].as_str().unwrap(), case["sd_jwt"].as_str().unwrap());
        let found = if case["require_kb"] == true {
            bound(text, &trust, &asked, &terms)
        } else {
            verified(text, &trust, &terms).map(|(claims, _)| claims)
        };
        if case["expect"] == "accept" {
            assert_eq!(found.as_ref(), Ok(&case["expected_payload"]), "{id}");
        } else if FOR_WHO_VERIFIES.contains(&id) {
            assert_eq!(found.unwrap_err(), fault_of(id), "{id}");
        } else {
            assert!(matches!(found, Err(Fault::Unreadable(_))), "{id}: {found:?}");
        }
    }
}

#[test]
fn the_rfcs_own_tokens_are_verified() {
    let trust = trust(&support::json("sd-jwt/rfc9901/issuer-public-key.jwk.json"));
    let asked = challenge("https://verifier.example.org", "1234567890", 10);
    let mut seen = (0, 0);
    let json = files(".json")
        .into_iter()
        .filter(|name| name.starts_with("s8-") && !name.ends_with("expected-payload.json"));
    for name in files(".sdjwt.txt").into_iter().chain(json) {
        let text = file(&name);
        let (claims, warnings) = verified(&text, &trust, &terms(1_748_536_870)).unwrap();
        assert!(claims.is_object(), "{name}");
        let has_binding = name.contains("-kb");
        assert_eq!(warnings.contains(&Warning::KeyBindingNotChecked), has_binding, "{name}");
        let bound = bound(&text, &trust, &asked, &terms(1_748_536_870));
        if has_binding {
            assert!(bound.is_ok(), "{name}: {bound:?}");
            seen.0 += 1;
        } else {
            assert_eq!(bound, Err(Fault::Holder(HolderFault::Missing)), "{name}");
            seen.1 += 1;
        }
    }
    assert_eq!(seen, (5, 6));
}

#[test]
fn an_answer_is_held_to_the_question() {
    let trust = trust(&support::json("sd-jwt/rfc9901/issuer-public-key.jwk.json"));
    let text = file("s5-presentation-kb.sdjwt.txt");
    const MADE: i64 = 1_748_536_865;
    let asked = challenge("https://verifier.example.org", "1234567890", 10);
    let bound = |asked: &Challenge, terms: Terms| bound(&text, &trust, asked, &terms).map(drop);
    assert_eq!(bound(&asked, terms(MADE)), Ok(()));
    assert_eq!(bound(&asked, terms(MADE + 10)), Ok(()));
    assert_eq!(bound(&asked, terms(MADE + 11)), Err(Fault::Holder(HolderFault::Stale)));
    let lenient = |at| Terms { leeway: 5, ..terms(at) };
    assert_eq!(bound(&asked, lenient(MADE + 15)), Ok(()));
    assert_eq!(bound(&asked, lenient(MADE + 16)), Err(Fault::Holder(HolderFault::Stale)));
    let early = Fault::Claim(ClaimFault::IssuedInTheFuture);
    assert_eq!(bound(&asked, terms(MADE - 1)), Err(early));
    assert_eq!(bound(&asked, lenient(MADE - 5)), Ok(()));
    assert_eq!(bound(&Challenge::default(), terms(MADE + 1_000_000)), Ok(()));
    let envelope = open(&text).unwrap();
    let limits = Limits::default();
    let (_, holder) =
        verify_bound(&envelope, &trust, &Challenge::default(), &terms(MADE), &limits).unwrap();
    assert_eq!(holder.1.warnings, [Warning::AudienceNotChecked, Warning::NonceNotChecked]);
}
