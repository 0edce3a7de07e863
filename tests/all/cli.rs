//! The program, as its users call it.

use std::path::Path;

use serde_json::Value;

use crate::support::program::{Folder, admit, code, err, object, out, with_input};
use crate::support::{json, unhex};

const BENEFITS: &str = "examples/benefits/benefits.policy";

#[test]
fn exit_codes_are_as_documented() {
    let folder = Folder::new("codes");
    let wrong = folder.write("wrong.policy", b"policy \"x\"\nadmit Nobody as member\n");
    let twice = folder.write("twice.json", br#"{"a":1,"a":2}"#);
    let hr = "examples/benefits/hr.json";
    let contractor = "examples/benefits/contractor.json";
    for (expected, arguments) in [
        (0, vec!["check", BENEFITS]),
        (0, vec!["eval", BENEFITS, "--credential", hr]),
        (1, vec!["eval", BENEFITS, "--credential", contractor]),
        (2, vec!["check", &wrong]),
        (2, vec!["compile", &wrong]),
        (2, vec!["eval", &wrong, "--credential", hr]),
        (2, vec!["compile", "examples/meeting/service.policy"]),
        (3, vec!["eval", BENEFITS, "--credential", &twice]),
        (64, vec!["eval", BENEFITS]),
        (64, vec!["check", "no/such/file.policy"]),
        (64, vec!["frobnicate"]),
        (64, vec!["inspect", BENEFITS, "--container", "preauth"]),
        (64, vec!["eval", "-", "--credential", "-"]),
        (0, vec!["--help"]),
        (0, vec!["--version"]),
        (0, vec!["completions", "bash"]),
    ] {
        let output = admit(&arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let output = admit(&["compile", BENEFITS, "-o", "/no/such/folder/out"]);
    assert_eq!(code(&output), 74);
    assert!(err(&output).contains("/no/such/folder/out"), "{}", err(&output));
}

#[test]
fn several_files_are_all_checked() {
    let folder = Folder::new("several");
    let first = folder.write("first.policy", b"policy \"x\"\nadmit Nobody as member\n");
    let second = folder.write("second.policy", b"policy \"y\"\nlet a = b\n");
    let output = admit(&["check", &first, &second, BENEFITS]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("Nobody") && err(&output).contains("second.policy"));
}

#[test]
fn a_module_can_be_checked_and_not_compiled() {
    let output = admit(&["compile", "examples/meeting/service.policy", "--json"]);
    assert_eq!(code(&output), 2);
    assert_eq!(object(&output)["diagnostics"][0]["code"], "E0214");
}

#[test]
fn check_says_everything_as_json() {
    let folder = Folder::new("json");
    let file = folder.write("x.policy", "policy \"ü\"\nadmit Nobody as member\n".as_bytes());
    let output = admit(&["check", &file, "--json"]);
    let found = object(&output);
    assert_eq!(found["ok"], false);
    let first = &found["files"][0]["diagnostics"][0];
    assert_eq!(first["code"], "E0201");
    assert_eq!(first["severity"], "error");
    assert_eq!(first["place"]["from"]["line"], 2);
    assert_eq!(first["place"]["from"]["column"], 7);
    assert_eq!(err(&output), "");
}

#[test]
fn every_emission_in_every_format_is_read_back() {
    let folder = Folder::new("emit");
    let emissions =
        ["preauth", "component", "dictionary", "extension", "update", "proposal", "roles"];
    for emit in emissions {
        for format in ["raw", "hex", "base64"] {
            let file = folder.path(&format!("{emit}.{format}"));
            let arguments = ["compile", BENEFITS, "--emit", emit, "--format", format, "-o", &file];
            assert_eq!(code(&admit(&arguments)), 0, "{arguments:?}");
            let mut inspect = vec!["inspect", &file, "--json"];
            if emit == "preauth" {
                inspect.extend(["--wire", "matcher"]);
            }
            let found = object(&admit(&inspect));
            let container = if emit == "component" { "component_data" } else { emit };
            assert_eq!(found["container"], container, "{emit} as {format}");
            let rules = found["policies"][0]["model"]["entries"].as_array();
            assert_eq!(rules.map(Vec::len), (emit != "roles").then_some(4), "{emit}");
        }
        for format in ["json", "annotated"] {
            let output = admit(&["compile", BENEFITS, "--emit", emit, "--format", format]);
            assert_eq!(code(&output), 0);
            assert!(!output.stdout.is_empty(), "{emit} as {format}");
        }
    }
}

#[test]
fn compiled_octets_decide_as_their_source() {
    let folder = Folder::new("octets");
    for emit in ["component", "dictionary", "extension", "update", "proposal", "preauth"] {
        let file = folder.path(emit);
        admit(&["compile", BENEFITS, "--emit", emit, "--format", "raw", "-o", &file]);
        let credential = "examples/benefits/staff.json";
        let mut arguments = vec!["eval", &file, "--credential", credential, "--json"];
        if emit == "preauth" {
            arguments.extend(["--wire", "matcher"]);
        }
        let found = object(&admit(&arguments));
        assert_eq!(found["decision"], "admitted", "{emit}");
        assert_eq!(found["role"]["index"], 2, "{emit}");
        assert_eq!(found["entry"], 1, "{emit}");
        assert_eq!(found["verified"], false, "{emit}");
    }
}

#[test]
fn standard_input_is_a_dash() {
    let source = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(BENEFITS)).unwrap();
    let checked = with_input(&["check", "-"], b"policy \"x\"\nadmit Nobody as member\n");
    assert_eq!(code(&checked), 2);
    assert!(err(&checked).contains("<standard input>"), "{}", err(&checked));
    let hr = "examples/benefits/hr.json";
    assert_eq!(code(&with_input(&["eval", "-", "--credential", hr], &source)), 0);
    let credential = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(hr)).unwrap();
    assert_eq!(code(&with_input(&["eval", BENEFITS, "--credential", "-"], &credential)), 0);
    let compiled = admit(&["compile", BENEFITS, "--emit", "extension"]);
    let inspected = with_input(&["inspect", "-", "--json"], &compiled.stdout);
    assert_eq!(object(&inspected)["container"], "extension");
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let folder = Folder::new("colour");
    let file = folder.write("x.policy", b"policy \"x\"\nadmit Nobody as member\n");
    assert!(!err(&admit(&["check", &file])).contains('\u{1b}'));
    assert!(err(&admit(&["check", &file, "--color", "always"])).contains('\u{1b}'));
    assert!(!err(&admit(&["--color", "never", "check", &file])).contains('\u{1b}'));
}

#[test]
fn an_explanation_names_each_rule_and_what_was_found() {
    let output = admit(&["eval", BENEFITS, "--credential", "examples/benefits/contractor.json"]);
    let text = out(&output);
    assert!(text.starts_with("not admitted: no rule matches\nclaims are unverified"), "{text}");
    for part in
        ["rule `hr` (entry 0) does not match", "department == \"Human Resources\"", "\"Sales\""]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

const HR_TOKEN: [&str; 4] = ["eval", BENEFITS, "--credential", "examples/benefits/hr.jwt"];
const KEYS: [&str; 2] = ["--jwks", "examples/benefits/idp.jwks.json"];

#[test]
fn a_signature_is_verified_when_keys_are_given() {
    let good = [&HR_TOKEN[..], &KEYS, &["--at", "2026-06-01", "--json"]].concat();
    let output = admit(&good);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let found = object(&output);
    assert_eq!(found["verified"], true);
    assert_eq!(found["role"]["index"], 5);
    assert_eq!(found["verification"]["by"]["key"], "idp-1");
    assert_eq!(found["verification"]["until"], "2030-01-01T00:00:00Z");
    let text = out(&admit(&good[..good.len() - 1]));
    assert!(text.contains("claims are verified by the key `idp-1`"), "{text}");
}

#[test]
fn what_fails_verification_gets_no_role() {
    let folder = Folder::new("verify");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let token = std::fs::read_to_string(root.join(HR_TOKEN[3])).unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = folder.write("forged.jwt", format!("{signed}.{}", "A".repeat(86)).as_bytes());
    let bare = "examples/benefits/hr.json";
    for (credential, at) in
        [(HR_TOKEN[3], "2031-01-01"), (&forged, "2026-06-01"), (bare, "2026-06-01")]
    {
        let arguments =
            ["eval", BENEFITS, "--credential", credential, KEYS[0], KEYS[1], "--at", at, "--json"];
        let output = admit(&arguments);
        assert_eq!(code(&output), 3, "{credential} {at}");
        assert!(object(&output)["role"].is_null(), "{credential}");
        assert_eq!(object(&output)["verified"], false);
        assert_eq!(object(&output)["error"]["about"], "verification");
    }
}

#[test]
fn a_key_package_gets_a_role_when_its_credential_binds_its_key() {
    let run = |credential| {
        admit(&[
            "eval",
            "examples/x509/engineering.policy",
            "--credential",
            credential,
            "--trust-anchors",
            "examples/x509/root.pem",
            "--at",
            "2026-06-01",
            "--json",
        ])
    };
    let output = run("examples/x509/key-package.mls");
    assert_eq!(code(&output), 0, "{}", out(&output));
    let found = object(&output);
    assert_eq!((&found["verified"], &found["rule"]), (&Value::from(true), &Value::from("staff")));
    assert_eq!(found["verification"]["client"]["leaf_signed"], true);
    let other = run("tests/vectors-own/mls/x509-other-key.mls");
    assert_eq!(code(&other), 3, "{}", out(&other));
    assert!(object(&other)["role"].is_null());
}

#[test]
fn key_binding_is_checked_when_it_is_asked_for() {
    const BOUND: &str = "tests/vectors/sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt";
    const ISSUED: &str = "tests/vectors/sd-jwt/rfc9901/s5-issuance.sdjwt.txt";
    const KEY: &str = "tests/vectors/sd-jwt/rfc9901/issuer-public-key.jwk.json";
    let folder = Folder::new("binding");
    let source = b"policy \"p\"\nrole r = 2 { can join_if_preauthorized }\nadmit anyone as r\n";
    let policy = folder.write("open.policy", source);
    let at = "2025-05-29T16:41:06Z";
    let base =
        |credential| ["eval", &policy, "--jwks", KEY, "--at", at, "--credential", credential];
    let nonce = ["--nonce", "1234567890", "--audience", "https://verifier.example.org"];
    for (expected, arguments) in [
        (0, [&base(BOUND)[..], &nonce].concat()),
        (3, [&base(BOUND)[..], &["--nonce", "another"]].concat()),
        (3, [&base(BOUND)[..], &nonce[..2], &["--audience", "https://other.example"]].concat()),
        (3, [&base(ISSUED)[..], &["--require-key-binding"]].concat()),
        (0, base(ISSUED).to_vec()),
    ] {
        let output = admit(&arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn terms_without_trust_material_are_a_wrong_call() {
    let output = admit(&[&HR_TOKEN[..], &["--at", "2026-06-01"]].concat());
    assert_eq!(code(&output), 64, "{}", out(&output));
    let output = admit(&[&HR_TOKEN[..], &["--jwks", BENEFITS]].concat());
    assert_eq!(code(&output), 64, "{}", out(&output));
}

#[test]
fn malformed_octets_are_refused_with_their_place() {
    let vectors = json("wire/malformed.json");
    let vectors = vectors["vectors"].as_array().unwrap();
    assert!(vectors.len() > 50);
    let folder = Folder::new("malformed");
    for vector in vectors {
        let name = vector["name"].as_str().unwrap();
        let file = folder.write(name, &unhex(vector["hex"].as_str().unwrap()));
        let (option, value) = match vector["profile"].as_str() {
            Some(profile) => ("--wire", profile),
            None => ("--container", vector["container"].as_str().unwrap()),
        };
        let mut arguments = vec!["inspect", &file, option, value, "--json"];
        if option == "--wire" {
            arguments.extend(["--container", "preauth"]);
        }
        let output = admit(&arguments);
        assert_eq!(code(&output), 2, "{name}: {}", err(&output));
        let offset = object(&output)["error"]["offset"].as_u64().unwrap();
        let window = &vector["reject"]["window"];
        let (low, high) = (window[0].as_u64().unwrap(), window[1].as_u64().unwrap());
        assert!((low..=high).contains(&offset), "{name}: {offset} is not in {window}");

        arguments[0] = "eval";
        arguments.extend(["--credential", "examples/benefits/hr.json"]);
        let decided = admit(&arguments);
        assert_eq!(code(&decided), 2, "{name}: {}", err(&decided));
        assert!(object(&decided)["role"].is_null(), "{name}");
    }
}

#[test]
fn malformed_credentials_never_get_a_role() {
    let folder = Folder::new("credentials");
    let anyone =
        b"policy \"open\"\nrole member = 2 { can join_if_preauthorized }\nadmit anyone as member\n";
    let policy = folder.write("anyone.policy", anyone);
    for vector in json("wire/bad_credentials.json")["vectors"].as_array().unwrap() {
        let name = vector["name"].as_str().unwrap();
        for credential in vector["credentials"].as_array().unwrap() {
            let hex = credential["data_hex"].as_str();
            let data = credential["data"].as_str().unwrap_or_default();
            let octets = match (hex, credential["format"].as_str().unwrap()) {
                (Some(hex), _) => unhex(hex),
                (None, "json") => data.as_bytes().to_vec(),
                (None, _) => unhex(data),
            };
            let file = folder.write("credential", &octets);
            let family = credential["family"].as_str().unwrap();
            let output = admit(&[
                "eval",
                &policy,
                "--credential",
                &file,
                "--format-of-credential",
                family,
                "--json",
            ]);
            assert_eq!(code(&output), 3, "{name}: {}", out(&output));
            assert!(object(&output)["role"].is_null(), "{name}");
            assert!(object(&output)["error"]["message"].is_string(), "{name}");
        }
    }
}

#[test]
fn bombs_are_errors() {
    let folder = Folder::new("bombs");
    let deep = "(".repeat(1_000_000);
    let policy = format!("policy \"x\"\ncondition c of A = {deep}\n");
    let output = admit(&["check", &folder.write("deep.policy", policy.as_bytes())]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("E0104"), "{}", &err(&output)[..err(&output).len().min(500)]);
    let lists = "[".repeat(500_000);
    let credential = folder.write("deep.json", format!("{{\"a\":{lists}").as_bytes());
    assert_eq!(code(&admit(&["eval", BENEFITS, "--credential", &credential])), 3);
    let large = folder.write("large.json", &vec![b' '; 2 << 20]);
    assert_eq!(code(&admit(&["eval", BENEFITS, "--credential", &large])), 3);
    let names = "role r = 2 {}\n".repeat(400_000);
    assert_eq!(code(&admit(&["check", &folder.write("large.policy", names.as_bytes())])), 2);
}

#[test]
fn the_credential_type_decides_in_profile_exact() {
    let vectors = json("wire/exact.json");
    let vector = &vectors["vectors"][0];
    let folder = Folder::new("exact");
    let policy = folder.write("policy.hex", vector["preauth_hex"].as_str().unwrap().as_bytes());
    let mut seen = 0;
    for case in vector["credentials"].as_array().unwrap() {
        let credential = folder.write("credential.json", case["data"].as_str().unwrap().as_bytes());
        let number = case["credential_type"].to_string();
        let output = admit(&[
            "eval",
            &policy,
            "--wire",
            "exact",
            "--credential",
            &credential,
            "--format-of-credential",
            "jwt",
            "--credential-type",
            &number,
            "--json",
        ]);
        assert_eq!(object(&output)["role"]["index"], case["expect_role"], "{case}");
        assert_eq!(object(&output)["entry"], case["expect_entry"], "{case}");
        seen += 1;
    }
    assert!(seen > 2);
}

#[test]
fn the_source_of_a_policy_is_not_taken_for_what_it_is_compiled_to() {
    let folder = Folder::new("mistaken");
    let unnamed = folder.write("rules.txt", b"// ours\npolicy \"x\"\nadmit anyone as member\n");
    for file in [BENEFITS, &unnamed] {
        let output = admit(&["inspect", file]);
        assert_eq!(code(&output), 2);
        let compile = format!("compile it first: `admit compile {file}`");
        for expected in ["this is the source of a policy", &compile] {
            assert!(err(&output).contains(expected), "{}", err(&output));
        }
        let output = admit(&["credential", file]);
        assert_eq!(code(&output), 3);
        assert!(err(&output).contains("this is the source of a policy"), "{}", err(&output));
    }
    let prose = folder.write("prose.txt", b"hello, nobody\n");
    assert!(!err(&admit(&["inspect", &prose])).contains("source of a policy"));
}

#[test]
fn errors_begin_with_what_is_wrong() {
    let folder = Folder::new("headings");
    let nothing = folder.write("nothing", b"hello");
    for arguments in [&["inspect", &nothing][..], &["eval", BENEFITS, "--credential", &nothing]] {
        let output = admit(arguments);
        assert!(err(&output).trim_start().starts_with('×'), "{}", err(&output));
    }
}

#[test]
fn a_folder_stands_for_its_policies() {
    let folder = Folder::new("folders");
    folder.write("fine.policy", b"policy \"y\"\nrole member = 2 {}\nadmit anyone as member\n");
    let wrong = folder.write("wrong.policy", b"policy \"x\"\nadmit Nobody as member\n");
    folder.write("other.txt", b"policy \"x\"\nadmit Somebody as member\n");
    let parent = Path::new(&wrong).parent().unwrap().to_str().unwrap();
    let output = admit(&["check", parent]);
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("Nobody") && !err(&output).contains("Somebody"));
    let json = object(&admit(&["check", "--json", parent]));
    assert_eq!(json["files"].as_array().map(Vec::len), Some(2));
}
