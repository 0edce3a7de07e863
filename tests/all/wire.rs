//! The wire vectors' bytes: decoded, encoded, rejected where they should be.

mod bombs;
mod detection;
mod dumps;
mod models;
mod properties;

use admit::limits::Limits;
use admit::model::{PreAuthData, Profile};
use admit::wire::json::{container_from_json, container_to_json, policy_from_json, policy_to_json};
use admit::wire::{self, Container, ContainerKind, Error};
use serde_json::Value;

use crate::support::{json, unhex, vectors};

/// Files whose vectors hold a `policy`, its octets, and credentials.
pub const DECISIONS: [&str; 14] = [
    "array_search",
    "bad_credentials",
    "dates",
    "exact",
    "items",
    "limits",
    "match_as",
    "numbers",
    "order",
    "pointer",
    "proton",
    "seed002",
    "uri_email_domain",
    "x509",
];

/// Files whose vectors hold a container.
pub const CONTAINERS: [&str; 2] = ["containers", "roles"];

/// The file whose vectors are to be rejected.
pub const MALFORMED: &str = "malformed";

/// The vectors of a file; there is at least one.
pub fn cases(file: &str) -> Vec<Value> {
    let whole = json(&format!("wire/{file}.json"));
    let cases = whole["vectors"].as_array().unwrap_or_else(|| panic!("{file}: no vectors")).clone();
    assert!(!cases.is_empty(), "{file}: no vectors");
    cases
}

/// The octets of a member.
pub fn octets(case: &Value, member: &str) -> Vec<u8> {
    unhex(case[member].as_str().unwrap_or_else(|| panic!("{case}: no {member}")))
}

/// What a case calls itself.
pub fn name(case: &Value) -> &str {
    case["name"].as_str().expect("every vector has a name")
}

/// The profile that a word names.
pub fn profile(word: &Value) -> Profile {
    Profile::ALL.into_iter().find(|profile| *word == profile.word()).expect("a profile")
}

/// The container that a word names.
pub fn kind(word: &Value) -> ContainerKind {
    ContainerKind::from_word(word.as_str().expect("a container")).expect("a container")
}

/// Every case with a policy, from all files.
pub fn decisions() -> impl Iterator<Item = Value> {
    DECISIONS.into_iter().flat_map(cases)
}

#[test]
fn no_file_is_left_out() {
    let listed = DECISIONS.iter().chain(&CONTAINERS).chain([&MALFORMED]);
    let mut listed: Vec<String> = listed.map(|file| format!("{file}.json")).collect();
    listed.sort();
    let files = std::fs::read_dir(vectors().join("wire")).expect("the folder of wire vectors");
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    found.sort();
    assert_eq!(found, listed);
}

#[test]
fn policies_encode_to_their_octets_and_come_back() {
    let limits = Limits::default();
    for case in decisions() {
        let name = name(&case);
        let expected = octets(&case, "preauth_hex");
        let policy = policy_from_json(&case["policy"]).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(policy.profile(), profile(&case["profile"]), "{name}");
        let encoded = wire::encode(&policy, &limits).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(encoded, expected, "{name}");
        let decoded = wire::decode(policy.profile(), &expected, &limits);
        assert_eq!(decoded, Ok(policy), "{name}");
        assert_eq!(policy_to_json(&decoded.unwrap()), case["policy"], "{name}");
    }
}

#[test]
fn extensions_carry_the_policy_in_its_default_component() {
    let limits = Limits::default();
    let mut seen = 0;
    for case in decisions().filter(|case| case.get("extension_hex").is_some()) {
        let component_id = profile(&case["profile"]).default_component();
        let data = octets(&case, "preauth_hex");
        let component = wire::container::ComponentData { component_id, data };
        let extension = Container::of(ContainerKind::Extension, component, &[], &limits).unwrap();
        let expected = octets(&case, "extension_hex");
        assert_eq!(extension.encode(&limits), Ok(expected.clone()), "{}", name(&case));
        let decoded = Container::decode(ContainerKind::Extension, &expected, &limits);
        assert_eq!(decoded, Ok(extension), "{}", name(&case));
        seen += 1;
    }
    assert!(seen > 0, "no vector has an extension");
}

#[test]
fn containers_are_their_models() {
    let limits = Limits::default();
    for case in CONTAINERS.into_iter().flat_map(cases) {
        let name = name(&case);
        let kind = kind(&case["container"]);
        let expected = octets(&case, "hex");
        let model =
            container_from_json(kind, &case["model"]).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(model.kind(), kind, "{name}");
        assert_eq!(model.encode(&limits), Ok(expected.clone()), "{name}");
        assert_eq!(Container::decode(kind, &expected, &limits), Ok(model.clone()), "{name}");
        assert_eq!(container_to_json(&model), case["model"], "{name}");
    }
}

/// Reads a malformed vector as what it says it is.
pub fn read(case: &Value, limits: &Limits) -> Result<(), Error> {
    let octets = octets(case, "hex");
    match case.get("profile") {
        Some(word) => wire::decode(profile(word), &octets, limits).map(drop),
        None => Container::decode(kind(&case["container"]), &octets, limits).map(drop),
    }
}

#[test]
fn malformed_octets_are_rejected_where_they_should_be() {
    let mut wrong = Vec::new();
    for case in cases(MALFORMED) {
        let reject = &case["reject"];
        let Err(error) = read(&case, &Limits::default()) else {
            wrong.push(format!("{}: accepted", name(&case)));
            continue;
        };
        let fits = reject["kind"] == error.kind.name()
            && reject["offset"].as_u64() == u64::try_from(error.offset).ok()
            && names_field(&case, &error.path);
        if !fits {
            wrong.push(format!("{}: {error:?} instead of {reject}", name(&case)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the last field of the path, or the structure, is the one that the vector names.
fn names_field(case: &Value, path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    match name(case) {
        // The vectors name the item by its type, and the operation by what it does not have.
        "search-nested-9" => last == "claim_pointer",
        "remove-with-data" => last == "AppDataUpdate",
        _ => case["reject"]["field"].as_str().is_some_and(|field| field.eq_ignore_ascii_case(last)),
    }
}

#[test]
fn paths_lead_to_the_field() {
    let expected = [
        (
            "matcher-search-cut",
            "preauthorized_entries[0].claimset[0].claim_pointer[0].nested_matches[0].claim_semantics",
        ),
        ("key-json-unquoted", "preauthorized_entries[0].claimset[0].claim_pointer[0].opaque_key"),
        ("matcher-starts-presence-3", "preauthorized_entries[0].claimset[0].operation.length"),
        ("pointer-index-cut", "preauthorized_entries[0].claimset[0].claim_pointer[0].index"),
        ("role-name-not-utf8", "preauthorized_entries[0].target_role.role_name"),
        ("capabilities-odd", "preauthorized_entries[0].target_role.role_capabilities[1]"),
        ("component-id-32-bit", "extension_data.component_data[1].data"),
        ("trailing-byte", "PreAuthData"),
    ];
    let cases = cases(MALFORMED);
    for (wanted, path) in expected {
        let case = cases.iter().find(|case| name(case) == wanted).unwrap();
        assert_eq!(read(case, &Limits::default()).unwrap_err().path, path, "{wanted}");
    }
}

#[test]
fn limits_can_be_moved() {
    let tight = Limits { claims: 255, pointer_items: 31, ..Limits::default() };
    let wide = Limits { claims: 300, pointer_items: 33, search_depth: 9, ..Limits::default() };
    for case in cases("limits").iter().filter(|case| {
        ["nested-matches-256", "pointer-items-32", "pointer-tokens-32", "claimset-256"]
            .contains(&name(case))
    }) {
        let policy = policy_from_json(&case["policy"]).unwrap();
        let octets = octets(case, "preauth_hex");
        let read = wire::decode(policy.profile(), &octets, &tight).unwrap_err();
        let written = wire::encode(&policy, &tight).unwrap_err();
        assert_eq!(read.kind.name(), "limit", "{}", name(case));
        assert_eq!((read.kind, read.path), (written.kind, written.path), "{}", name(case));
    }
    for case in cases(MALFORMED).iter().filter(|case| case["reject"]["kind"] == "limit") {
        assert_eq!(read(case, &wide), Ok(()), "{}", name(case));
    }
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let limits = Limits::default();
    let mut seen = 0;
    // The octets are rejected, so a model that says the same must be too.
    for case in decisions().filter(|case| case["profile"] == "matcher") {
        let PreAuthData::Matcher(mut entries) = policy_from_json(&case["policy"]).unwrap() else {
            panic!("{}: another profile", name(&case));
        };
        let Some(claim) = entries.first_mut().and_then(|entry| entry.claims.first_mut()) else {
            continue;
        };
        claim.matcher.match_as = admit::model::MatchAs::Ipv4;
        claim.matcher.test = vec![192, 0, 2];
        let error = wire::encode(&PreAuthData::Matcher(entries), &limits).unwrap_err();
        assert_eq!(error.kind.name(), "bad_test_value", "{}", name(&case));
        assert_eq!(error.path, "preauthorized_entries[0].claimset[0].test_value");
        seen += 1;
    }
    assert!(seen > 0);
}
