//! The subcommands that look at a whole room.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

const BENEFITS: &str = "examples/benefits/benefits.policy";
const BUSY: &str = "examples/benefits/busy.room.json";
const HR: &str = "examples/benefits/hr.json";
const STAFF: &str = "examples/benefits/staff.json";

fn admit(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A file that is gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, octets: &[u8]) -> Scratch {
        // Tests that run beside one another may give the same name.
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let (number, process) = (NUMBER.fetch_add(1, Ordering::Relaxed), std::process::id());
        let path = std::env::temp_dir().join(format!("admit-room-{process}-{number}-{name}"));
        std::fs::write(&path, octets).unwrap();
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Every case beside an example says what a room answers.
#[test]
fn the_rooms_of_the_examples_answer_as_they_say() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut cases = 0;
    for folder in std::fs::read_dir(&examples).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(text) = std::fs::read_to_string(folder.join("rooms.expected.json")) else {
            continue;
        };
        let list: Vec<Value> = serde_json::from_str(&text).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let used = list.iter().any(|case| case["room"] == name.as_str());
            assert!(!name.ends_with(".room.json") || used, "{name} is used by no case");
        }
        for case in list {
            let file =
                |key: &str| folder.join(case[key].as_str().unwrap()).to_str().unwrap().to_owned();
            let (room, credential) = (file("room"), file("credential"));
            let mut call = vec![case["command"].as_str().unwrap()];
            call.extend(["--room", &room, "--credential", &credential, "--json"]);
            let policy = case.get("policy").map(|_| file("policy"));
            if let Some(policy) = &policy {
                call.extend(["--policy", policy]);
            }
            call.extend(
                case["arguments"].as_array().into_iter().flatten().map(|it| it.as_str().unwrap()),
            );
            let output = admit(&call);
            let found = object(&output);
            assert_eq!(found["decision"], case["decision"], "{case}\n{found:#}");
            assert_eq!(found["role"]["index"], case["role"], "{case}\n{found:#}");
            assert_eq!(found["reason"]["kind"], case["reason"], "{case}\n{found:#}");
            let admitted = case["decision"] == "admitted";
            assert_eq!(code(&output), i32::from(!admitted), "{case}");
            cases += 1;
        }
    }
    assert!(cases >= 14, "{cases}");
}

#[test]
fn a_join_says_role_rule_and_section() {
    let output = admit(&["join", "--room", BUSY, "--policy", BENEFITS, "--credential", STAFF]);
    assert_eq!(code(&output), 0, "{output:?}");
    assert_eq!(
        out(&output),
        "admitted as participant (role 2) by rule `staff` (entry 1) \
         (draft-ietf-mimi-room-policy-03 section 8.1.1)\n\
         claims are unverified: no signature of this jwt credential was checked\n\
         the requester is `mimi://example.com/u/ben`, as the credential says\n"
    );
}

#[test]
fn a_refused_join_says_why_and_where_that_stands() {
    let output = admit(&["join", "--room", BUSY, "--policy", BENEFITS, "--credential", HR]);
    assert_eq!(code(&output), 1);
    let first = out(&output);
    let first = first.lines().next().unwrap();
    assert_eq!(
        first,
        "not admitted: moderator (role 5) may have 5 participants, and has 5 \
         (draft-ietf-mimi-room-policy-03 section 8.1.1)"
    );
}

#[test]
fn a_verified_credential_is_said_to_be() {
    let jwks = "examples/benefits/idp.jwks.json";
    let jwt = "examples/benefits/hr.jwt";
    let call = [
        "join",
        "--room",
        BUSY,
        "--policy",
        BENEFITS,
        "--credential",
        jwt,
        "--jwks",
        jwks,
        "--json",
    ];
    let output = admit(&call);
    let found = object(&output);
    assert_eq!(found["verified"], true, "{found:#}");
    assert!(matches!(code(&output), 0 | 1));
    let forged =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/benefits/hr.jwt"))
            .unwrap();
    let forged = forged.trim().rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    let forged = Scratch::new("forged.jwt", forged.as_bytes());
    let output = admit(&[
        "join",
        "--room",
        BUSY,
        "--policy",
        BENEFITS,
        "--credential",
        forged.path(),
        "--jwks",
        jwks,
        "--json",
    ]);
    assert_eq!((code(&output), &object(&output)["decision"]), (3, &json!("none")));
}

#[test]
fn the_requester_is_the_credentials_or_the_one_that_is_named() {
    let nameless =
        Scratch::new("nameless.json", br#"{"iss":"https://idp.example.com","sub":"4711"}"#);
    let call = ["join", "--room", BUSY, "--policy", BENEFITS, "--credential", nameless.path()];
    let output = admit(&call);
    assert_eq!(code(&output), 64);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--user"));
    let named = [&call[..], &["--user", "mimi://example.com/u/mod1", "--json"]].concat();
    let found = object(&admit(&named));
    assert_eq!(found["reason"]["kind"], "already_participant");
    assert_eq!(found["requester"]["named_by"], "call");
    let call = ["join", "--room", BUSY, "--policy", BENEFITS, "--credential", STAFF, "--json"];
    let other = [&call[..], &["--user", "mimi://example.com/u/eve"]].concat();
    let output = admit(&other);
    assert_eq!((code(&output), &object(&output)["reason"]["kind"]), (1, &json!("other_user")));
    let same = [&call[..], &["--user", "mimi://EXAMPLE.com/u/ben"]].concat();
    assert_eq!(code(&admit(&same)), 0);
    let nobody = [&call[..], &["--user", "mimi://example.com/r/ben"]].concat();
    assert_eq!(code(&admit(&nobody)), 64);
}

#[test]
fn wrong_states_are_errors_and_never_a_role() {
    let twice = Scratch::new("twice.json", br#"{"roles":[],"roles":[]}"#);
    let call = ["join", "--room", twice.path(), "--policy", BENEFITS, "--credential", STAFF];
    let output = admit(&call);
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    assert!(String::from_utf8_lossy(&output.stderr).contains("twice"));
    let json = [&call[..], &["--json"]].concat();
    let found = object(&admit(&json));
    assert_eq!((&found["decision"], &found["error"]["about"]), (&json!("none"), &json!("room")));
    assert_eq!(code(&admit(&["join", "--room", "-", "--credential", "-"])), 64);
    assert_eq!(code(&admit(&["join", "--room", BUSY])), 64);
    assert_eq!(code(&admit(&["join", "--room", "no/such", "--credential", STAFF])), 64);
    let malformed = Scratch::new("malformed.json", br#"{"a":1,"a":2}"#);
    let call = ["join", "--room", BUSY, "--policy", BENEFITS, "--credential", malformed.path()];
    assert_eq!(code(&admit(&call)), 3);
}

#[test]
fn compiled_octets_alone_do_not_say_who_takes_part() {
    let compiled = admit(&["compile", BENEFITS, "--emit", "extension"]);
    let room = Scratch::new("compiled.bin", &compiled.stdout);
    let output = admit(&["join", "--room", room.path(), "--credential", STAFF, "--json"]);
    assert_eq!(object(&output)["reason"]["kind"], "participants_unknown");
    assert_eq!(code(&output), 1);
}

#[test]
fn a_room_check_shows_findings_with_steps_and_sentence() {
    let output = admit(&["room", "check", "examples/meeting/open.policy"]);
    assert_eq!(code(&output), 1);
    let text = out(&output);
    for line in [
        "error: member (role 3) can make itself room admin (role 4)",
        "  1. member (role 3) writes a rule that gives room admin (role 4) (canChangePreauthorizedUserList)",
        "  2. member (role 3) changes its own role to room admin (role 4) by that rule (canChangeOwnRole)",
    ] {
        assert!(text.lines().any(|found| found == line), "{text}");
    }
    let found = object(&admit(&["room", "check", "examples/meeting/open.policy", "--json"]));
    assert_eq!(found["ok"], false);
    let first = &found["findings"][0];
    assert_eq!((&first["kind"], &first["section"]), (&json!("escalation"), &json!("8.1.3")));
    assert_eq!(first["steps"][1]["step"], "changes_own_role");
}

#[test]
fn the_templates_pass() {
    for template in ["administered", "cooperative", "moderated", "multi-organization"] {
        let output = admit(&["room", "check", &format!("examples/templates/{template}.policy")]);
        assert_eq!((code(&output), out(&output).as_str()), (0, "nothing found\n"), "{template}");
    }
}

#[test]
fn a_check_takes_states_policies_and_octets() {
    let compiled = admit(&["compile", "examples/meeting/open.policy", "--emit", "preauth"]);
    let bare = Scratch::new("bare.bin", &compiled.stdout);
    let output = admit(&["room", "check", bare.path(), "--wire", "exact"]);
    assert!(out(&output).contains("can make itself"), "{output:?}");
    let output = admit(&["room", "check", BUSY]);
    assert_eq!(code(&output), 0, "{output:?}");
    assert_eq!(code(&admit(&["room", "check", "examples/meeting/service.policy"])), 2);
}

fn changed_policy() -> Scratch {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/benefits/benefits.policy");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("\"Human Resources\""));
    Scratch::new("new.policy", text.replace("\"Human Resources\"", "\"People\"").as_bytes())
}

#[test]
fn an_update_writes_its_proposals_and_says_what_changes_for_whom() {
    let new = changed_policy();
    let file = Scratch::new("out.bin", b"");
    let call = ["update", BENEFITS, new.path(), "--credential", HR, "--credential", STAFF];
    let output = admit(&[&call[..], &["-o", file.path()]].concat());
    assert_eq!(code(&output), 0, "{output:?}");
    let text = out(&output);
    assert!(
        text.contains("hr.json: moderator (role 5) by rule `hr` (entry 0) → no role\n"),
        "{text}"
    );
    assert!(text.contains("by rule `staff` (entry 1), as before"), "{text}");
    let proposal = admit(&["compile", new.path(), "--emit", "proposal", "--format", "raw"]).stdout;
    assert_eq!(std::fs::read(&file.0).unwrap(), proposal);
    let found = object(&admit(&[&call[..], &["--json"]].concat()));
    assert_eq!(found["proposals"].as_array().unwrap().len(), 1);
    assert_eq!(found["entries"]["added"], json!([0]));
    assert_eq!(found["entries"]["removed"], json!([0]));
    assert_eq!(found["credentials"][0]["changed"], true);
    let hex = admit(&["update", BENEFITS, new.path(), "--format", "hex"]);
    assert_eq!(out(&hex).lines().count(), 1);
    let same = admit(&["update", BENEFITS, BENEFITS]);
    assert_eq!((code(&same), out(&same).as_str()), (0, "nothing changes\n"));
}

/// A folder's policies: two files that give different roles to what their tests give.
fn two_policies() -> (Scratch, Scratch) {
    let policy = |bound: u32, tests: &str| {
        format!(
            "policy \"p\"
            credential Badge: jwt {{ iss : string  sub : string  level : int }}
            role member = 2 {{ can join_if_preauthorized }}
            role chief = 3 {{ can join_if_preauthorized }}
            rule bosses: admit Badge as chief where iss == \"i\" and level > {bound}
            rule all: admit Badge as member where iss == \"i\" and level > 0
            {tests}"
        )
    };
    let old = policy(
        9,
        "test \"levels\" {
            given Badge { iss: \"i\", level: 5 }
            for each { { } expect member  { level: 10 } expect chief  { level: 0 } expect none }
        }
        test \"gone\" { given Badge { iss: \"i\", level: 7 } expect member }
        test \"file\" { given file \"gone.json\" expect none }",
    );
    let new = policy(
        4,
        "test \"levels\" {
            given Badge { iss: \"i\", level: 5 }
            for each { { } expect chief  { level: 10 } expect chief  { level: 3 } expect member }
        }",
    );
    let scratch = |name: &str, text: &str| Scratch::new(name, text.as_bytes());
    (scratch("tests-old.policy", &old), scratch("tests-new.policy", &new))
}

#[test]
fn an_update_decides_on_the_tests_of_both_policies() {
    let (old, new) = two_policies();
    let output = admit(&["update", old.path(), new.path()]);
    let text = out(&output);
    assert_eq!(code(&output), 0, "{output:?}");
    let told: Vec<&str> = text.lines().filter(|line| line.contains("test")).collect();
    let change =
        "member (role 2) by rule `all` (entry 1) → chief (role 3) by rule `bosses` (entry 0)";
    assert_eq!(told.len(), 4, "{text}");
    assert_eq!(told[0], format!("test \"levels\" [1]: {change}"));
    assert_eq!(told[1], format!("test \"gone\" (of the old policy): {change}"));
    assert!(told[2].starts_with("test \"file\" (of the old policy): nothing could be decided"));
    assert!(told[2].contains("gone.json"), "{text}");
    assert_eq!(told[3], "of 5 credentials in tests, 2 get another role, 3 are as before");
    let tests = &object(&admit(&["update", old.path(), new.path(), "--json"]))["tests"];
    assert_eq!(tests["unchanged"], 3);
    assert_eq!(
        tests["changed"][0],
        json!({
            "test": "levels", "case": 1, "of": "both",
            "old": { "decision": "admitted", "role": "member (role 2)", "entry": 1 },
            "new": { "decision": "admitted", "role": "chief (role 3)", "entry": 0 },
        })
    );
    assert_eq!(
        (&tests["changed"][1]["of"], &tests["changed"][1]["case"]),
        (&json!("old"), &json!(null))
    );
    assert_eq!(tests["undecided"][0]["test"], "file");
}

#[test]
fn an_update_of_octets_has_no_tests_to_show() {
    let (old, new) = two_policies();
    let octets = admit(&["compile", new.path(), "--format", "raw"]).stdout;
    let octets = Scratch::new("tests-new.bin", &octets);
    // The tests of the source are decided under the octets.
    let text = out(&admit(&["update", old.path(), octets.path()]));
    assert!(text.contains("test \"gone\" (of the old policy): member"), "{text}");
    let text = out(&admit(&["update", octets.path(), octets.path(), "--json"]));
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["tests"], json!({ "changed": [], "unchanged": 0, "undecided": [] }));
}

/// The levels of the command line hold wherever a policy is compiled.
#[test]
fn denied_warnings_are_errors_in_every_subcommand() {
    let text = "policy \"p\"
        credential Badge: jwt { sub : mimi_uri }
        role member = 2 { can join_if_preauthorized }
        rule all: admit Badge as member
        test \"t\" { given Badge { sub: \"mimi://example.com/u/con\" } expect member }";
    let policy = Scratch::new("levels.policy", text.as_bytes());
    let state = "{ \"participants\": [{ \"user\": \"mimi://example.com/u/ben\", \"role\": 2, \"clients\": 1 }] }";
    let state = Scratch::new("levels.room.json", state.as_bytes());
    let policy = policy.path();
    let ask = ["--room", state.path(), "--policy", policy];
    let calls = [
        (0, vec!["compile", policy, "--format", "hex"]),
        (0, vec!["eval", policy, "--credential", HR]),
        (0, vec!["test", policy]),
        (0, [&["join"][..], &ask, &["--credential", HR]].concat()),
        (1, [&["change-role"][..], &ask, &["--credential", STAFF]].concat()),
        (0, vec!["room", "check", policy]),
        (0, vec!["update", policy, policy]),
        (0, vec!["disclose", policy, "--credential", HR, "--role", "member"]),
    ];
    for (fine, call) in calls {
        let output = admit(&call);
        assert_eq!(code(&output), fine, "{call:?} {output:?}");
        let output = admit(&[&call[..], &["--deny", "warnings"]].concat());
        assert_eq!(code(&output), 2, "{call:?} {output:?}");
        let output =
            admit(&[&call[..], &["--deny", "warnings", "--allow", "W0501,W0508,W0512"]].concat());
        assert_eq!(code(&output), fine, "{call:?} {output:?}");
        let output = admit(&[&call[..], &["--deny", "W9999"]].concat());
        assert_eq!(code(&output), 64, "{call:?} {output:?}");
    }
}

#[test]
fn an_update_that_the_draft_forbids_is_not_written() {
    let new = changed_policy();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/benefits/busy.room.json");
    let mut after: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    after["participants"][0]["role"] = json!(2);
    let promoted = Scratch::new("after.json", after.to_string().as_bytes());
    after["participants"].as_array_mut().unwrap().remove(0);
    let removed = Scratch::new("removed.json", after.to_string().as_bytes());
    let file = Scratch::new("forbidden.bin", b"untouched");
    let call = |after: &str| {
        admit(&[
            "update",
            BENEFITS,
            new.path(),
            "--room",
            BUSY,
            "--room-after",
            after,
            "-o",
            file.path(),
        ])
    };
    let output = call(promoted.path());
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(out(&output).contains("except for user removals."), "{output:?}");
    assert_eq!(std::fs::read(&file.0).unwrap(), b"untouched");
    let output = call(removed.path());
    assert_eq!(code(&output), 0, "{output:?}");
    assert!(out(&output).contains("update 0x0022 participant_list"), "{}", out(&output));
    assert_ne!(std::fs::read(&file.0).unwrap(), b"untouched");
}

#[test]
fn the_readme_shows_what_a_check_prints() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let call = "$ admit room check examples/meeting/waiting-room.policy | head -4\n";
    let shown = readme.split_once(call).unwrap().1.split_once("```").unwrap().0;
    let printed = out(&admit(&["room", "check", "examples/meeting/waiting-room.policy"]));
    assert!(!shown.is_empty() && printed.starts_with(shown), "{printed}");
    assert_eq!(shown.lines().count(), 4);
}

/// Standard input carries a room as well as a file does.
#[test]
fn a_room_comes_from_standard_input() {
    use std::io::Write;
    use std::process::Stdio;
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.current_dir(root).args([
        "join",
        "--room",
        "-",
        "--policy",
        BENEFITS,
        "--credential",
        STAFF,
    ]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let state = std::fs::read(Path::new(root).join(BUSY)).unwrap();
    child.stdin.take().unwrap().write_all(&state).unwrap();
    assert_eq!(code(&child.wait_with_output().unwrap()), 0);
}
