//! What a joiner sees, case by case.

use admit::explain::joiner::View;
use admit::format::Format;
use admit::report;

use super::{Compiled, team};

fn seen(policy: &Compiled, claims: &str) -> String {
    policy.explain(&policy.source_book, Format::SdJwt, claims.as_bytes(), |explanation| {
        report::explain::joiner_text(&View::of(explanation), None)
    })
}

#[test]
fn claims_of_the_credential_are_named_and_others_are_counted() {
    let policy = team(
        r#"admit Badge as boss where department == "Sales" and level >= 3 and iss exists
           and sub.host == "example.com" and groups contains "hr""#,
    );
    let text = seen(&policy, r#"{"department":"HR","level":"x","groups":["it"]}"#);
    assert_eq!(
        text,
        "you are not admitted\n\n\
         you would be with all of this:\n\
         \x20 - another element in `groups` is wanted\n\
         \x20 - 2 claims that this credential does not have\n\
         \x20 - `department` is \"HR\": another value is wanted\n\
         \x20 - `level` is \"x\", text: an integer is wanted\n"
    );
}

#[test]
fn what_is_withheld_is_to_be_disclosed() {
    let policy = team(r#"admit Badge as boss where address.country == "DE" and department exists"#);
    let digests = r#"["0123456789012345678901234567890123456789012"]"#;
    let text = seen(&policy, &format!(r#"{{"address":{{"_sd":{digests}}}}}"#));
    let expected = "a claim that may be among what was not disclosed (1 digest), inside `address`";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("- a claim that this credential does not have\n"), "{text}");
}

#[test]
fn what_has_to_be_absent_is_to_be_left_out() {
    let policy = team("admit Badge as boss where department is absent and level == 1");
    let text = seen(&policy, r#"{"department":"HR","level":1}"#);
    assert!(text.contains("`department` is \"HR\": leave it out"), "{text}");
}

#[test]
fn roles_and_rules_have_no_names() {
    let policy = team(
        r#"
        rule secret_rule: admit Badge as boss where department == "Secret"
        rule open_rule: admit Badge as member where level == 1
        "#,
    );
    let text = seen(&policy, r#"{"department":"HR","level":1}"#);
    assert_eq!(
        text,
        "you are admitted\n\nanother role needs one more thing:\n\
         \x20 - `department` is \"HR\": another value is wanted\n"
    );
}

#[test]
fn another_kind_of_credential_is_no_way() {
    let policy = team(r#"admit Paper as boss where organization == "Example""#);
    let text = seen(&policy, r#"{"department":"HR"}"#);
    assert!(text.contains("no credential of this kind is asked for"), "{text}");
}
