//! `admit test`, as its users call it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

fn admit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.current_dir(folder).arg("test").args(arguments).output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("admit-test-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const RULES: &str = r#"policy "p"
credential Badge: jwt { iss : string  level : int }
role member = 2 { can join_if_preauthorized }
rule staff: admit Badge as member where iss == "i" and level > 3
"#;

fn with_test(name: &str, level: i32, expected: &str) -> String {
    format!(
        "{RULES}test \"{name}\" {{\n    given Badge {{ iss: \"i\", level: {level} }}\n    expect {expected}\n}}\n"
    )
}

#[test]
fn exit_codes() {
    let folder = Folder::new("codes");
    folder.write("good.policy", &with_test("t", 4, "member by staff"));
    folder.write("bad.policy", &with_test("t", 3, "member by staff"));
    folder.write("broken.policy", &with_test("t", 3, "member by stuff"));
    folder.write("none.policy", RULES);
    for (expected, arguments) in [
        (0, vec!["good.policy"]),
        (1, vec!["bad.policy"]),
        (1, vec!["good.policy", "bad.policy"]),
        (2, vec!["broken.policy"]),
        (2, vec!["good.policy", "broken.policy", "bad.policy"]),
        (1, vec!["none.policy"]),
        (0, vec!["none.policy", "good.policy"]),
        (1, vec!["good.policy", "--filter", "other"]),
        (0, vec!["good.policy", "--filter", "t"]),
        (1, vec!["good.policy", "--mutate"]),
        (0, vec!["good.policy", "--coverage"]),
        (64, vec!["missing.policy"]),
        (64, vec!["good.policy", "--coverage=html"]),
        (64, vec!["good.policy", "--json", "--junit"]),
    ] {
        let output = admit(&folder.0, &arguments);
        assert_eq!(code(&output), expected, "{arguments:?} {output:?}");
    }
}

#[test]
fn a_failure_is_shown_with_its_reasons() {
    let folder = Folder::new("failure");
    folder.write("bad.policy", &with_test("too low", 3, "member by staff"));
    let output = admit(&folder.0, &["bad.policy"]);
    assert_eq!(
        out(&output),
        "FAILED \"too low\" bad.policy:7:5
  7 |     expect member by staff
    |     ^^^^^^^^^^^^^^^^^^^^^^
  expected `member` by `staff`
  got none: no rule matches
  rule `staff` is not satisfied:
    yes  iss == \"i\"
    no   level > 3: found 3

bad.policy: 0 passed, 1 failed
"
    );
}

#[test]
fn what_a_room_forbids_is_shown_with_its_section() {
    let folder = Folder::new("room");
    let text = RULES.replace("join_if_preauthorized", "join_if_preauthorized\n participants 0..1");
    let test = "test \"full\" {
    given Badge { iss: \"i\", level: 4 }
    given room \"state/full.json\"
    given user \"mimi://example.com/u/con\"
    expect member by staff
}
";
    let state =
        r#"{ "participants": [{ "user": "mimi://example.com/u/ann", "role": 2, "clients": 1 }] }"#;
    folder.write("sub/full.policy", &format!("{text}{test}"));
    folder.write("sub/state/full.json", state);
    let output = admit(&folder.0, &["sub/full.policy"]);
    assert_eq!(code(&output), 1);
    let words = "got forbidden: the rules give `member` by `staff`, but member (role 2) may have 1 \
                 participants, and has 1 (draft-ietf-mimi-room-policy-03 section 8.1.1)\n";
    assert!(out(&output).contains(words), "{}", out(&output));
    let output = admit(&folder.0, &["sub/full.policy", "--json"]);
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    let actual = &object["files"][0]["cases"][0]["actual"];
    assert_eq!(actual["outcome"], "forbidden");
    assert_eq!(actual["role"], "member");
    assert_eq!(actual["rule"]["name"], "staff");
    assert_eq!((&actual["kind"], &actual["section"]), (&"full".into(), &"8.1.1".into()));
    let junit = admit(&folder.0, &["sub/full.policy", "--junit"]);
    assert!(out(&junit).contains("failures=\"1\" errors=\"0\""), "{}", out(&junit));
    // A state that is none is an error of the case, not a failure.
    folder.write("sub/state/full.json", "{");
    let junit = admit(&folder.0, &["sub/full.policy", "--junit"]);
    assert!(out(&junit).contains("failures=\"0\" errors=\"1\""), "{}", out(&junit));
}

#[test]
fn a_rule_that_decides_instead_is_shown() {
    let folder = Folder::new("instead");
    folder.write("bad.policy", &with_test("too high", 4, "none"));
    let output = admit(&folder.0, &["bad.policy"]);
    let text = out(&output);
    assert!(
        text.contains("got `member` by `staff`\n  rule `staff` decides:\n    yes  iss"),
        "{text}"
    );
}

#[test]
fn without_files_every_policy_with_tests_is_run() {
    let folder = Folder::new("find");
    folder.write("a.policy", &with_test("a", 4, "member"));
    folder.write("deep/er/b.policy", &with_test("b", 4, "member"));
    folder.write("none.policy", RULES);
    folder.write("broken-without-tests.policy", "policy");
    for left_out in [".hidden/c.policy", "target/c.policy", "node_modules/c.policy"] {
        folder.write(left_out, &with_test("c", 3, "member"));
    }
    let output = admit(&folder.0, &[]);
    assert_eq!(out(&output), "a.policy: 1 passed\ndeep/er/b.policy: 1 passed\n");
    assert_eq!(code(&output), 0);
    let empty = Folder::new("empty");
    let output = admit(&empty.0, &[]);
    assert_eq!((code(&output), out(&output)), (1, "no test ran\n"));
}

#[test]
fn files_stand_beside_the_policy() {
    let folder = Folder::new("beside");
    let test = "test \"f\" { given file \"in/badge.json\" expect member by staff }\n\
                test \"g\" { given file \"gone.json\" expect none }";
    folder.write("sub/p.policy", &format!("{RULES}{test}"));
    folder.write("sub/in/badge.json", "{\"iss\":\"i\",\"level\":4}");
    let output = admit(&folder.0, &["sub/p.policy"]);
    let text = out(&output);
    assert!(text.contains("1 passed, 1 failed"), "{text}");
    assert!(text.contains("nothing could be decided: `sub/gone.json`"), "{text}");
}

#[test]
fn json_says_all_of_it() {
    let folder = Folder::new("json");
    let table = "test \"t\" {\n given Badge { iss: \"i\" }\n for each {\n { level: 4 } expect member by staff\n \
                 { level: 3 } expect member\n }\n}";
    folder.write("p.policy", &format!("{RULES}{table}"));
    let output = admit(&folder.0, &["p.policy", "--json", "--coverage"]);
    assert_eq!(code(&output), 1);
    let found: Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(
        (&found["ok"], &found["passed"], &found["failed"]),
        (&false.into(), &1.into(), &1.into())
    );
    let file = &found["files"][0];
    assert_eq!((&file["file"], &file["ok"]), (&"p.policy".into(), &false.into()));
    let (good, bad) = (&file["cases"][0], &file["cases"][1]);
    assert_eq!(good["test"], "t");
    assert_eq!(good["case"], 1);
    assert_eq!(good["passed"], true);
    assert_eq!(good["place"]["from"]["line"], 8);
    assert_eq!(good["expected"]["outcome"], "role");
    assert_eq!(good["expected"]["role"], "member");
    assert_eq!(good["expected"]["rule"]["name"], "staff");
    assert_eq!(good["actual"], good["expected"]);
    assert_eq!(good["trace"], Value::Null);
    assert_eq!(bad["expected"]["rule"], Value::Null);
    assert_eq!(bad["actual"]["outcome"], "none");
    let claims = &bad["trace"][0]["claims"];
    assert_eq!(claims[0]["outcome"], "satisfied");
    assert_eq!(
        (&claims[1]["claim"], &claims[1]["outcome"]),
        (&"level > 3".into(), &"unequal".into())
    );
    assert_eq!(file["coverage"]["all"], 3);
    assert_eq!(file["coverage"]["complete"], 2);
    assert_eq!(file["mutations"], Value::Null);
}

#[test]
fn json_lists_unnoticed_changes() {
    let folder = Folder::new("mutations");
    folder.write("p.policy", &with_test("t", 4, "member"));
    let output = admit(&folder.0, &["p.policy", "--json", "--mutate"]);
    assert_eq!(code(&output), 1);
    let found: Value = serde_json::from_str(out(&output)).unwrap();
    let mutations = &found["files"][0]["mutations"];
    let survivors = mutations["survivors"].as_array().unwrap();
    assert!(survivors.len() >= 2 && mutations["tried"].as_u64().unwrap() > survivors.len() as u64);
    assert!(
        survivors
            .iter()
            .any(|it| it["change"] == "drop this test" && it["rule"]["name"] == "staff")
    );
}

/// Whether every element is closed in its turn, and no character is one that XML cannot hold.
fn is_well_formed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map(|end| at + end).unwrap();
        let tag = &rest[at + 1..end];
        let quotes = tag.matches('"').count();
        if !quotes.is_multiple_of(2) || rest[..at].contains('>') {
            return false;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        rest = &rest[end + 1..];
    }
    open.is_empty() && !xml.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn junit_is_xml_whatever_the_names_are() {
    let folder = Folder::new("junit");
    folder.write(
        "a&b.policy",
        &with_test("<\\\"odd\\\" & \\u{1}\\u{FFFE}\\n>", 3, "member by staff"),
    );
    folder.write("good.policy", &with_test("good", 4, "member"));
    folder.write("broken.policy", &with_test("broken", 4, "membr"));
    let files = ["a&b.policy", "good.policy", "broken.policy"];
    let output = admit(&folder.0, &[&files[..], &["--junit=out.xml"]].concat());
    assert_eq!(code(&output), 2);
    let xml = std::fs::read_to_string(folder.0.join("out.xml")).unwrap();
    assert!(is_well_formed(&xml), "{xml}");
    assert!(
        xml.contains("<testsuites name=\"admit test\" tests=\"3\" failures=\"1\" errors=\"1\">"),
        "{xml}"
    );
    assert!(xml.contains("testcase name=\"good\" classname=\"good.policy\""), "{xml}");
    assert!(!is_well_formed(&xml.replacen("</testsuite>", "", 1)));
    // Without a name it goes to standard output, and the words for people beside it.
    let output = admit(&folder.0, &["good.policy", "--junit"]);
    assert!(is_well_formed(out(&output)), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("good.policy: 1 passed"));
}

#[test]
fn lcov_counts_both_branches() {
    let folder = Folder::new("lcov");
    folder.write("p.policy", &with_test("t", 4, "member"));
    let output = admit(&folder.0, &["p.policy", "--coverage=lcov"]);
    assert_eq!(
        out(&output),
        "TN:\nSF:p.policy\nFN:4,staff\nFNDA:1,staff\nFNF:1\nFNH:1\nBRDA:4,0,0,1\nBRDA:4,0,1,0\n\
         BRDA:4,1,0,1\nBRDA:4,1,1,0\nBRDA:4,2,0,1\nBRDA:4,2,1,0\nBRF:6\nBRH:3\nDA:4,1\nLF:1\nLH:1\n\
         end_of_record\n"
    );
    let output = admit(&folder.0, &["p.policy", "--coverage=lcov", "--output", "out.info"]);
    assert_eq!(out(&output), "p.policy: 1 passed\n");
    let written = std::fs::read_to_string(folder.0.join("out.info")).unwrap();
    assert!(written.ends_with("end_of_record\n"));
}

#[test]
fn coverage_is_shown_on_the_source() {
    let folder = Folder::new("coverage");
    folder.write("p.policy", &with_test("t", 4, "member"));
    let output = admit(&folder.0, &["p.policy", "--coverage", "--filter", "t"]);
    let text = out(&output);
    assert!(text.contains("^^^^^^^^^^ test never unsatisfied (in `staff`)\n"), "{text}");
    assert!(text.ends_with("p.policy: 0 of 3 parts covered\n"), "{text}");
}

/// What a deployed service checks by hand is checked by these.
#[test]
fn the_tests_of_every_example_cover_it_and_notice_every_change() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let output = admit(&examples, &["--json", "--coverage", "--mutate"]);
    let found: Value = serde_json::from_str(out(&output)).unwrap();
    let files = found["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|file| file["file"].as_str().unwrap()).collect();
    let all = policies(&examples);
    let policies: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(names, policies, "every policy has tests");
    for file in files {
        let name = &file["file"];
        assert!(file["cases"].as_array().unwrap().len() >= 5, "{name}");
        let coverage = &file["coverage"];
        assert_eq!(coverage["complete"], coverage["all"], "{name} {coverage:#}");
        let mutations = &file["mutations"];
        assert!(mutations["tried"].as_u64().unwrap() >= 5, "{name}");
        assert_eq!(mutations["survivors"], Value::Array(Vec::new()), "{name}");
    }
    assert_eq!(code(&output), 0);
}

/// The policies of the examples, modules left out.
fn policies(examples: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(examples).unwrap() {
        for entry in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "policy")
                && std::fs::read_to_string(&path).unwrap().contains("\npolicy \"")
            {
                let name = path.strip_prefix(examples).unwrap();
                found.push(name.to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    assert!(found.len() >= 10, "{found:?}");
    found
}

#[test]
fn what_the_deployed_service_checks_is_tested_in_the_meeting_example() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/meeting");
    let text = std::fs::read_to_string(examples.join("waiting-room.policy")).unwrap();
    let folder = Folder::new("meeting");
    folder.write(
        "service.policy",
        &std::fs::read_to_string(examples.join("service.policy")).unwrap(),
    );
    for (added, failing) in [
        ("admit anyone as member", "a credential that says nothing waits"),
        (
            "admit Pass as member where membership == member",
            "nobody becomes a member by preauthorization",
        ),
    ] {
        let changed =
            text.replacen("\n// No rule", &format!("\nrule added: {added}\n\n// No rule"), 1);
        assert_ne!(changed, text);
        folder.write("waiting-room.policy", &changed);
        let output = admit(&folder.0, &["waiting-room.policy", "--filter", failing]);
        assert_eq!(code(&output), 1, "{added}");
        assert!(out(&output).contains(&format!("FAILED \"{failing}")), "{added} {output:?}");
    }
}

#[test]
fn watching_runs_again_when_something_changes() {
    let folder = Folder::new("watch");
    folder.write("p.policy", &with_test("t", 4, "member"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.current_dir(&folder.0).args(["test", "p.policy", "--watch"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let read = BufReader::new(child.stdout.take().unwrap()).lines();
    std::thread::spawn(move || read.map_while(Result::ok).all(|line| send.send(line).is_ok()));
    let next = |seconds| lines.recv_timeout(Duration::from_secs(seconds));
    let first = next(60);
    let quiet = next(1);
    folder.write("p.policy", &with_test("another", 3, "member"));
    let second = next(60);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(first.as_deref(), Ok("p.policy: 1 passed"));
    assert!(quiet.is_err(), "nothing is printed when nothing changes: {quiet:?}");
    assert!(second.as_ref().is_ok_and(|line| line.starts_with("FAILED \"another\"")), "{second:?}");
}

#[test]
fn the_readme_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, after) = readme.split_once("$ admit test ").unwrap();
    let (call, shown) = after.split_once('\n').unwrap();
    let shown = shown.split("```").next().unwrap();
    let output = admit(root, &call.split(' ').collect::<Vec<_>>());
    assert_eq!(out(&output), shown);
}
