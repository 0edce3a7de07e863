//! Every wire vector with credentials: the role, the deciding entry and each outcome, word by word.

use admit::credential::{Envelope, Error};
use admit::eval::{Decision, Outcome, Policy};
use admit::format::Format;
use admit::limits::Limits;
use admit::model::{
    Entry, ExactClaim, MatchAs, MatchOn, Matcher, MatcherClaim, PointerClaim, PointerSemantics,
    PreAuthData, Role, Semantics,
};
use admit::wire;
use serde_json::{Value, json};

use crate::support::unhex;
use crate::wire::{DECISIONS, cases, name, octets, profile};

#[test]
fn every_credential_gets_its_role() {
    for file in DECISIONS {
        let faults: Vec<String> = cases(file).iter().flat_map(faults_of).collect();
        assert!(faults.is_empty(), "{file}: {} faults\n{}", faults.len(), faults.join("\n"));
    }
}

#[test]
fn there_are_as_many_credentials_as_there_were() {
    let credentials = |case: &Value| case["credentials"].as_array().map_or(0, Vec::len);
    let all: usize = DECISIONS.iter().flat_map(|file| cases(file)).map(|it| credentials(&it)).sum();
    assert!(all >= 1264, "only {all} credentials");
}

/// The same behind so many entries that match nobody that rules are found by the index.
#[test]
fn every_credential_gets_its_role_among_many() {
    for case in DECISIONS.iter().flat_map(|file| cases(file)) {
        let (alone, among) = (decoded(&case), behind_fillers(decoded(&case)));
        let fillers = among.len() - alone.len();
        let (alone, among) = (Policy::prepare(&alone), Policy::prepare(&among));
        for credential in case["credentials"].as_array().expect("credentials") {
            let expected = decided(&alone, credential).map(|value| value["entry"].as_u64());
            let found = decided(&among, credential).map(|value| value["entry"].as_u64());
            let moved = expected.map(|entry| entry.map(|entry| entry + fillers as u64));
            assert_eq!(moved.ok(), found.ok(), "{}: {credential}", name(&case));
        }
    }
}

fn behind_fillers(data: PreAuthData) -> PreAuthData {
    match data {
        PreAuthData::Exact(entries) => PreAuthData::Exact(filled(entries, exact_filler)),
        PreAuthData::Pointer(entries) => PreAuthData::Pointer(filled(entries, pointer_filler)),
        PreAuthData::Matcher(entries) => PreAuthData::Matcher(filled(entries, matcher_filler)),
    }
}

/// As many fillers for each claim as make an index worth while, each with another value.
fn filled<C>(entries: Vec<Entry<C>>, filler: fn(&C, u8) -> C) -> Vec<Entry<C>> {
    let claims: Vec<&C> = entries.iter().flat_map(|entry| &entry.claims).take(4).collect();
    let filler = |number: u8| claims.iter().map(move |claim| filler(claim, number));
    let entry = |claim| Entry { claims: vec![claim], role: Role { index: 99, ..Role::default() } };
    let fillers: Vec<Entry<C>> = (0..40).flat_map(filler).map(entry).collect();
    fillers.into_iter().chain(entries).collect()
}

fn exact_filler(claim: &ExactClaim, number: u8) -> ExactClaim {
    ExactClaim { value: vec![0xff, number], ..claim.clone() }
}

fn pointer_filler(claim: &PointerClaim, number: u8) -> PointerClaim {
    let (semantics, match_on) = (PointerSemantics::Bytes, MatchOn::Bytes);
    PointerClaim { semantics, match_on, target: vec![0xff, number], ..claim.clone() }
}

fn matcher_filler(claim: &MatcherClaim, number: u8) -> MatcherClaim {
    let matcher = Matcher {
        semantics: Semantics::String,
        match_as: MatchAs::Utf8,
        operation: None,
        test: format!("\0{number}").into_bytes(),
        ..claim.matcher.clone()
    };
    MatcherClaim { matcher, ..claim.clone() }
}

fn decoded(case: &Value) -> PreAuthData {
    let octets = octets(case, "preauth_hex");
    wire::decode(profile(&case["profile"]), &octets, &Limits::default()).expect("a policy")
}

/// What a vector expects and does not get.
fn faults_of(case: &Value) -> Vec<String> {
    let policy = Policy::prepare(&decoded(case));
    let credentials = case["credentials"].as_array().expect("credentials");
    assert!(!credentials.is_empty(), "{}: no credentials", name(case));
    let check = |(at, credential)| {
        let (expected, found) = (expectation(credential), decision(&policy, credential));
        (expected != found).then(|| {
            let data = credential["data"].as_str().unwrap_or_default();
            let shown: String = data.chars().take(100).collect();
            format!("{} {at}: {shown}\n  expected {expected}\n     found {found}", name(case))
        })
    };
    credentials.iter().enumerate().filter_map(check).collect()
}

fn expectation(credential: &Value) -> Value {
    if credential["reject"] == true {
        return json!("an error");
    }
    json!({
        "role": credential["expect_role"],
        "entry": credential["expect_entry"],
        "outcomes": credential["outcomes"],
    })
}

fn decision(policy: &Policy, credential: &Value) -> Value {
    match decided(policy, credential) {
        Ok(value) => value,
        Err(_) => json!("an error"),
    }
}

fn decided(policy: &Policy, credential: &Value) -> Result<Value, Error> {
    let limits = Limits::default();
    let octets = data(credential);
    let credential_type = credential["credential_type"].as_u64().map(|it| it.try_into().unwrap());
    let envelope = Envelope::open(&octets, Some(format(credential)), credential_type, &limits)?;
    let claims = envelope.claims(&limits)?;
    let trace = policy.explain_unverified_claims(&claims);
    assert_eq!(trace.decision, policy.decide_on_unverified_claims(&claims));
    let words = |outcomes: &Vec<Outcome>| outcomes.iter().map(Outcome::word).collect::<Vec<_>>();
    let role = match trace.decision {
        Decision::Admitted { role, .. } => Some(role.index),
        Decision::Refused { .. } | Decision::None => None,
    };
    Ok(json!({
        "role": role,
        "entry": trace.decision.entry(),
        "outcomes": trace.entries.iter().map(words).collect::<Vec<_>>(),
    }))
}

fn format(credential: &Value) -> Format {
    match credential["family"].as_str().expect("a family") {
        _ if credential["kind"].is_string() => {
            Format::from_word(credential["kind"].as_str().unwrap()).expect("a kind")
        }
        "jwt" => Format::Jwt,
        "cwt" => Format::Cwt,
        "x509" => Format::X509,
        other => panic!("no family: {other}"),
    }
}

fn data(credential: &Value) -> Vec<u8> {
    if let Some(hex) = credential["data_hex"].as_str() {
        return unhex(hex);
    }
    let data = credential["data"].as_str().expect("data");
    if credential["format"] == "json" { data.as_bytes().to_vec() } else { unhex(data) }
}
