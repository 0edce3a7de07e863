//! `admit eval --explain` and `--for-joiner`, as their users call them.

use std::process::{Command, Output};

use serde_json::Value;

const BENEFITS: &str = "examples/benefits/benefits.policy";

fn eval(credential: &str, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["eval", BENEFITS, "--credential"]);
    command.arg(format!("examples/benefits/{credential}")).args(options).output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

#[test]
fn the_owner_sees_rules_and_misses() {
    let output = eval("contractor.json", &["--explain"]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    let miss =
        "moderator needs one more thing: department is \"Sales\", wanted \"Human Resources\"";
    assert!(text.contains(miss), "{text}");
    assert!(text.contains("alternative 2 of 3 (entry 2): does not match"), "{text}");
    let json = object(&eval("contractor.json", &["--explain", "--json"]));
    assert_eq!(json["decision"], "none");
    assert_eq!(json["explanation"]["nearest"][0]["role"]["index"], 5);
    assert_eq!(json["explanation"]["rules"][1]["rule"], "staff");
    assert_eq!(json["explanation"]["rules"][1]["entries"].as_array().unwrap().len(), 3);
    assert!(json["trace"].is_array());
}

#[test]
fn the_joiner_sees_no_value_of_the_policy() {
    for options in
        [&["--for-joiner"][..], &["--explain", "--for-joiner"], &["--for-joiner", "--json"]]
    {
        let output = eval("impostor.json", options);
        assert_eq!(output.status.code(), Some(1));
        let text = out(&output);
        assert!(text.contains("iss"), "{text}");
        for secret in ["moderator", "participant", "staff", "hr", "idp.example.com", "\"DE\"", "AT"]
        {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    let json = object(&eval("impostor.json", &["--for-joiner", "--json"]));
    assert_eq!(json["decision"], "none");
    assert_eq!(json["verified"], false);
    assert_eq!(json["ways"][0][0]["need"], "other_value");
    assert_eq!(json["ways"][0][0]["claim"], "iss");
}

#[test]
fn the_joiner_learns_whether_and_not_as_what() {
    let output = eval("hr.json", &["--for-joiner"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("you are admitted"), "{}", out(&output));
    assert!(!out(&output).contains("moderator"), "{}", out(&output));
}
