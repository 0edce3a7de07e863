//! Every wire vector with credentials: the role, the deciding entry and each outcome, word by word.

use admit::credential::{Envelope, Error};
use admit::eval::{Decision, Outcome, Policy};
use admit::format::Format;
use admit::limits::Limits;
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

/// What a vector expects and does not get.
fn faults_of(case: &Value) -> Vec<String> {
    let limits = Limits::default();
    let decoded = wire::decode(profile(&case["profile"]), &octets(case, "preauth_hex"), &limits);
    let policy = Policy::prepare(&decoded.expect("a policy"));
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
