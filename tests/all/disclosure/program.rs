//! The program: `compile --emit disclosure`, `inspect`, `eval` and `disclose`.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::planned::credential;
use super::wallet;

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let name = format!("admit-disclosure-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn admit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_admit")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

const ASKED: &str = "pseudonyms optional\ndisclose Wallet { require department  forbid birthdate }";

#[test]
fn it_is_emitted_alone_and_inspected() {
    let folder = Folder::new("emit");
    let source = folder.write("wallet.policy", &wallet(ASKED));
    let octets = folder.path("disclosure.bin");
    let output = admit(&["compile", &source, "--emit", "disclosure", "-o", &octets]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let found = object(&admit(&["inspect", &octets, "--json"]));
    assert_eq!(found["container"], "component_data");
    assert_eq!(found["disclosure"]["model"]["pseudonyms"], "optional");
    let claims = &found["disclosure"]["model"]["credentials"][0]["claims"];
    assert_eq!(claims[0]["duty"], "forbid");
    assert_eq!(claims.as_array().unwrap().len(), 2);
    let shown = out(&admit(&["inspect", &octets, "--format", "policy"]));
    for line in ["pseudonyms optional", "require department", "forbid birthdate"] {
        assert!(shown.contains(line), "{shown}");
    }
    let again = folder.write("again.policy", &shown);
    assert_eq!(admit(&["check", &again]).status.code(), Some(0));
    let dump = out(&admit(&["inspect", &octets, "--format", "annotated"]));
    assert!(dump.contains("0x8226 disclosure policy") && dump.contains("forbid"), "{dump}");
}

#[test]
fn whoever_breaks_it_is_not_admitted() {
    let folder = Folder::new("eval");
    let source = folder.write("wallet.policy", &wallet(ASKED));
    let octets = folder.path("wallet.bin");
    assert_eq!(admit(&["compile", &source, "-o", &octets]).status.code(), Some(0));
    let token = folder.write("all.sd-jwt", &credential());
    // From the source and from the octets alike.
    for policy in [&source, &octets] {
        let output = admit(&["eval", policy, "--credential", &token]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let text = out(&output);
        assert!(
            text.starts_with("not admitted: what is disclosed breaks the room's policy\n"),
            "{text}"
        );
        assert!(text.contains("`birthdate` is disclosed, and may not be"), "{text}");
        let found = object(&admit(&["eval", policy, "--credential", &token, "--json"]));
        assert_eq!(found["decision"], "none");
        assert_eq!(found["role"], Value::Null);
        assert_eq!(found["disclosure"]["satisfied"], false);
        assert_eq!(found["disclosure"]["violations"][0]["claim"], "birthdate");
        assert_eq!(found["disclosure"]["violations"][0]["fault"], "forbidden");
    }
    let joiner = out(&admit(&["eval", &source, "--credential", &token, "--for-joiner"]));
    assert!(joiner.contains("`birthdate` may not be disclosed: withhold it"), "{joiner}");
}

#[test]
fn a_joiner_is_not_told_the_name_of_what_is_required() {
    let folder = Folder::new("joiner");
    let source = folder.write("wallet.policy", &wallet(ASKED));
    let token = folder.write("none.json", r#"{"iss":"https://a.example"}"#);
    let output = admit(&["eval", &source, "--credential", &token, "--for-joiner"]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    assert!(text.contains("a claim that this credential does not have"), "{text}");
    assert!(!text.contains("department"), "{text}");
    let owner = out(&admit(&["eval", &source, "--credential", &token]));
    assert!(owner.contains("`department` has to be disclosed, and is not there"), "{owner}");
}

#[test]
fn a_plan_is_shown_and_its_presentation_is_admitted() {
    let folder = Folder::new("plan");
    let source = folder.write("wallet.policy", &wallet(ASKED));
    let token = folder.write("all.sd-jwt", &credential());
    let sent = folder.path("sent.sd-jwt");
    let call = ["disclose", &source, "--credential", &token, "--role", "boss", "-o", &sent];
    let output = admit(&call);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let expected =
        "boss (role 3): disclose 1 of 6\n  department\nno fewer disclosures give the role\n";
    assert_eq!(out(&output), expected);
    let found = object(&admit(&["eval", &source, "--credential", &sent, "--json"]));
    assert_eq!(found["role"]["name"], "boss");
    let json =
        object(&admit(&["disclose", &source, "--credential", &token, "--role", "3", "--json"]));
    assert_eq!(json["reachable"], true);
    assert_eq!(json["least"], true);
    assert_eq!(json["disclose"][0]["claim"], "department");
    assert_eq!(json["available"], 6);
}

#[test]
fn a_role_that_cannot_be_had_is_told_with_what_it_lacks() {
    let folder = Folder::new("miss");
    let text = wallet("").replace("\"HR\"", "\"Legal\"");
    let source = folder.write("wallet.policy", &text);
    let token = folder.write("all.sd-jwt", &credential());
    let output = admit(&["disclose", &source, "--credential", &token, "--role", "boss"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = out(&output);
    assert!(shown.contains("no choice of disclosures gives it"), "{shown}");
    assert!(
        shown.contains("boss needs one more thing: department is \"HR\", wanted \"Legal\""),
        "{shown}"
    );
    let unknown = admit(&["disclose", &source, "--credential", &token, "--role", "king"]);
    assert_eq!(unknown.status.code(), Some(64));
    let error = String::from_utf8(unknown.stderr).unwrap();
    assert!(error.contains("boss (role 3)"), "{error}");
}
