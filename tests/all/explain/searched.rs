//! Lists that were searched: what is there is told, and never that nothing is.

use admit::explain::joiner::View;
use admit::format::Format;
use admit::report;
use serde_json::{Value, json};

use super::{Compiled, compiled};

const CARD: &str = r#"
policy "searches"
credential Card: jwt {
    groups : [string]  roles : [{ name : string }]  address : { country : string }
    since : date  until : date
}
role member = 2 { can join_if_preauthorized }
"#;

fn card(condition: &str) -> Compiled {
    compiled(&format!("{CARD}\nrule one: admit Card as member where {condition}"))
}

/// The one test of the one entry, as JSON.
fn test(condition: &str, claims: &str) -> Value {
    card(condition).json(Format::Jwt, claims)["rules"][0]["entries"][0]["tests"][0].clone()
}

#[test]
fn the_reason_names_what_was_searched() {
    let groups = r#"groups contains "it""#;
    let roles = r#"roles[name == "x"] exists"#;
    let long = format!(r#"{{"groups":["{}"]}}"#, "x".repeat(80));
    for (condition, claims, found, reason) in [
        (
            groups,
            r#"{"groups":["hr"]}"#,
            json!("[\"hr\"]"),
            "found [\"hr\"], none of its elements fits",
        ),
        (groups, r#"{"groups":[]}"#, json!("an empty list"), "found an empty list"),
        (groups, r#"{"groups":"it"}"#, json!("it"), "\"it\" is text, the policy expects a list"),
        (groups, r#"{"groups":null}"#, json!(null), "found null, the policy expects a list"),
        (
            groups,
            r#"{"groups":{}}"#,
            json!("a map of 0"),
            "found a map of 0, the policy expects a list",
        ),
        (groups, &long, json!("a list of 1"), "found a list of 1, none of its elements fits"),
        (
            groups,
            r#"{"groups":[1,2,3,4,5,6,7,8,9,10]}"#,
            json!("[1, 2, 3, 4, 5, 6, 7, 8, … 2 more]"),
            "found [1, 2, 3, 4, 5, 6, 7, 8, … 2 more], none of its elements fits",
        ),
        (
            roles,
            r#"{"roles":[{"name":"y"}]}"#,
            json!("a list of 1"),
            "found a list of 1, none of its elements fits",
        ),
        (roles, r#"{"roles":"x"}"#, json!("x"), "\"x\" is text, the policy expects a list"),
        (
            r#"address.country == "DE""#,
            r#"{"address":"DE"}"#,
            json!("DE"),
            "\"DE\" is text, the policy expects a map",
        ),
    ] {
        let test = test(condition, claims);
        // The pointer points at nothing, whatever stands on its way.
        assert_eq!(test["outcome"], "absent", "{condition} {claims}");
        assert_eq!(test["reason"], reason, "{condition} {claims}");
        assert_eq!(test["found"], found, "{condition} {claims}");
    }
}

#[test]
fn a_claim_that_is_not_there_is_not_found() {
    let conditions = [r#"groups contains "it""#, r#"address.country == "DE""#];
    for (condition, claims) in conditions.into_iter().flat_map(|it| [(it, "{}")]) {
        let test = test(condition, claims);
        assert_eq!(test["reason"], "the credential has no such claim", "{condition}");
        assert_eq!(test.get("found"), None, "{condition}");
    }
    let inside = test(r#"address.country == "DE""#, r#"{"address":{}}"#);
    assert_eq!(inside["reason"], "the credential has no such claim");
}

#[test]
fn misses_say_the_same() {
    let policy = card(r#"groups contains "it""#);
    for (claims, message) in [
        (
            r#"{"groups":["hr"]}"#,
            "groups has no element that fits in [\"hr\"], wanted contains \"it\"",
        ),
        (r#"{"groups":"it"}"#, "groups is \"it\" (text), expected a list, wanted contains \"it\""),
    ] {
        let text = policy.text(Format::Jwt, claims);
        assert!(text.contains(message), "{text}");
    }
}

#[test]
fn a_joiner_learns_that_a_list_is_wanted() {
    let policy = card(r#"groups contains "it""#);
    for (claims, need) in [
        (r#"{"groups":["hr"]}"#, json!({"need": "element", "claim": "groups", "withheld": 0})),
        (
            r#"{"groups":"it"}"#,
            json!({"need": "other_kind", "claim": "groups", "found": "it", "kind": "a list"}),
        ),
    ] {
        let view = policy.explain(&policy.book, Format::Jwt, claims.as_bytes(), View::of);
        assert_eq!(report::explain::joiner_json(&view)["ways"], json!([[need]]), "{claims}");
    }
}

#[test]
fn dates_are_told_as_dates() {
    let late = test("until >= 2030-01-01", r#"{"until":1735689600}"#);
    assert_eq!(late["reason"], "found 2025-01-01 (1735689600)");
    assert_eq!(late["found"], "1735689600");
    let text = test("until >= 2030-01-01", r#"{"until":"2027-01-01"}"#);
    let reason = "\"2027-01-01\" is text, the policy expects a date as a number of seconds; for text declare it `date_text`";
    assert_eq!(text["reason"], reason);
}
