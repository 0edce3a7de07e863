//! Every example compiles and decides as it says.

use std::path::{Path, PathBuf};

use crate::support::program::{Folder, admit};
use serde_json::Value;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    assert_eq!(folders.len(), 5, "{folders:?}");
    folders
}

fn policies(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "policy")).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The cases of a folder; each names a policy, a credential, and what comes of them.
fn cases(folder: &Path) -> Vec<Value> {
    let json = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(!cases.is_empty(), "{}", folder.display());
    cases
}

#[test]
fn every_example_checks_without_an_error() {
    for policy in folders().iter().flat_map(|folder| policies(folder)) {
        let output = admit(&["check", text(&policy)]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_credential_gets_what_is_expected() {
    for folder in folders() {
        for case in cases(&folder) {
            let policy = folder.join(case["policy"].as_str().unwrap());
            let credential = folder.join(case["credential"].as_str().unwrap());
            let mut arguments =
                vec!["eval", text(&policy), "--credential", text(&credential), "--json"];
            if let Some(format) = case["format"].as_str() {
                arguments.extend(["--format-of-credential", format]);
            }
            let output = admit(&arguments);
            let found: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(found["decision"], case["decision"], "{case}");
            assert_eq!(found["role"]["index"], case["role"], "{case}");
            assert_eq!(found["rule"], case["rule"], "{case}");
            assert_eq!(found["verified"], false, "{case}");
            let admitted = case["decision"] == "admitted";
            assert_eq!(output.status.code(), Some(if admitted { 0 } else { 1 }), "{case}");
        }
    }
}

#[test]
fn every_policy_and_every_credential_is_used_by_a_case() {
    for folder in folders() {
        let cases = cases(&folder);
        for entry in std::fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let named = |key: &str| cases.iter().any(|case| case[key] == name.as_str());
            let is_module = name == "service.policy";
            let known = ["expected.json", "rooms.expected.json", "idp.jwks.json", "root.pem"]
                .contains(&name.as_str())
                || name.ends_with(".room.json")
                || is_module;
            assert!(known || named("policy") || named("credential"), "{name} is used by no case");
        }
    }
}

/// The vectors hold a deployed service's rules; its own octets order capabilities otherwise.
#[test]
fn the_meeting_policies_compile_to_the_octets_of_the_vectors() {
    let vectors = crate::support::json("wire/proton.json");
    for (file, name) in
        [("open.policy", "open-hosted-room"), ("waiting-room.policy", "waiting-room")]
    {
        let policy = examples().join("meeting").join(file);
        let output = admit(&["compile", text(&policy), "--emit", "preauth", "--format", "hex"]);
        let vectors = vectors["vectors"].as_array().unwrap();
        let vector = vectors.iter().find(|vector| vector["name"] == name).unwrap();
        let hex = String::from_utf8(output.stdout).unwrap();
        assert_eq!(hex.trim(), vector["preauth_hex"].as_str().unwrap(), "{file}");
    }
}

#[test]
fn what_is_decompiled_compiles_to_the_same_octets() {
    for policy in folders().iter().flat_map(|folder| policies(folder)) {
        let compiled = admit(&["compile", text(&policy), "--emit", "extension", "--format", "hex"]);
        if compiled.status.code() == Some(2) {
            continue; // a module
        }
        let folder = std::env::temp_dir();
        let name = policy.file_stem().unwrap().to_str().unwrap();
        let octets = folder.join(format!("admit-{}-{name}.hex", std::process::id()));
        let again = folder.join(format!("admit-{}-{name}.policy", std::process::id()));
        std::fs::write(&octets, &compiled.stdout).unwrap();
        let shown = admit(&["inspect", text(&octets), "--format", "policy"]);
        std::fs::write(&again, &shown.stdout).unwrap();
        let recompiled =
            admit(&["compile", text(&again), "--emit", "extension", "--format", "hex"]);
        std::fs::remove_file(&octets).unwrap();
        std::fs::remove_file(&again).unwrap();
        let said = String::from_utf8_lossy(&recompiled.stderr);
        assert_eq!(recompiled.stdout, compiled.stdout, "{}\n{said}", policy.display());
    }
}

/// The fenced block of this kind that follows a text in the README.
fn block_after<'a>(readme: &'a str, text: &str, fence: &str) -> &'a str {
    let after = readme.split_once(text).unwrap_or_else(|| panic!("{text}")).1;
    let open = format!("```{fence}\n");
    after.split_once(&open).unwrap().1.split_once("```").unwrap().0
}

#[test]
fn the_readme_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let command = "cargo run -- eval examples/benefits/benefits.policy --credential examples/benefits/staff.json";
    let shown = block_after(&readme, command, "text");
    let benefits = examples().join("benefits");
    let policy = benefits.join("benefits.policy");
    let output =
        admit(&["eval", text(&policy), "--credential", text(&benefits.join("staff.json"))]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), shown);
}

/// The commands that the README shows with their output, trust material and all, from a token and
/// from an MLS key package to a role.
#[cfg(feature = "verify")]
#[test]
fn the_readmes_verified_evaluations_print_what_is_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut packages = 0;
    let blocks = readme.split("```text\n$ admit ").skip(1);
    for block in blocks.filter_map(|block| block.split("```").next()) {
        let block = block.replace("\\\n", "");
        let (command, shown) = block.split_once('\n').unwrap();
        if !command.starts_with("eval") || command.contains(" -- ") {
            continue;
        }
        // Long before the example credentials end, whenever this runs.
        let at = ["--at", "2026-01-31"];
        let arguments: Vec<&str> = command.split_whitespace().chain(at).collect();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_admit"))
            .current_dir(root)
            .args(&arguments)
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{command}\n{printed}");
        assert!(printed.starts_with(shown), "{command}\n{printed}\n{shown}");
        assert!(shown.contains("claims are verified by"), "{command}");
        packages += usize::from(command.contains("key-package.mls"));
    }
    assert_eq!(packages, 1, "the README shows one evaluation of a key package");
}

#[test]
fn the_policy_of_the_readme_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let policy = block_after(&readme, "# admit", "policy");
    let name = format!("admit-readme-{}.policy", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, policy).unwrap();
    let output = admit(&["check", text(&file)]);
    std::fs::remove_file(&file).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
}

/// The policy whose mistakes the README shows.
const MISTAKEN: &str = r#"policy "room"
credential Badge: jwt {
    iss        : https_uri
    employment : "full-time" | "part-time" | "contractor"
    groups     : [string]
}
role member = 2 { can join_if_preauthorized }
admit Badge as member where iss == "https://idp.example.com" and groups == "hr"
admit Badge as member where iss == "https://idp.example.com" and employment == "fulltime"
"#;

#[test]
fn the_readmes_messages_are_those_of_the_program() {
    let folder = Folder::new("readme");
    let room = folder.write("room.policy", MISTAKEN.as_bytes());
    let output = admit(&["check", &room]);
    let printed = String::from_utf8_lossy(&output.stderr).replace(&room, "room.policy");
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let shown = block_after(&readme, "**It checks.**", "text");
    assert_eq!(shown.trim_end(), format!("$ admit check room.policy\n{}", printed.trim_end()));
}
