//! `admit lsp` among real files: modules, policies of the workspace, credentials beside them.

use std::process::Command;

use serde_json::{Value, json};

use super::program::{frame, session_of};
use crate::support::program::Folder;

/// The answers to requests, made in a workspace of this folder with this policy open.
fn answers(folder: &Folder, text: &str, requests: &[(&str, Value)]) -> Vec<Value> {
    let uri = format!("file://{}", folder.path("room.policy"));
    let root = format!("file://{}", folder.path(""));
    let message = |value: Value| frame(&value.to_string());
    let params = json!({ "processId": null, "rootUri": root,
        "capabilities": { "textDocument": { "diagnostic": {} } } });
    let file = json!({ "uri": uri, "languageId": "policy", "version": 1, "text": text });
    let mut input =
        message(json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params }));
    input += &message(json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen",
        "params": { "textDocument": file } }));
    for (at, (method, params)) in requests.iter().enumerate() {
        let mut params = params.clone();
        params["textDocument"] = json!({ "uri": uri });
        let request = json!({ "jsonrpc": "2.0", "id": at + 1, "method": method, "params": params });
        input += &message(request);
    }
    input += &message(json!({ "jsonrpc": "2.0", "id": "end", "method": "shutdown" }));
    input += &message(json!({ "jsonrpc": "2.0", "method": "exit" }));
    let mut program = Command::new(env!("CARGO_BIN_EXE_admit"));
    let cache = folder.path(".cache");
    let (said, exit) = session_of(program.arg("lsp").env("XDG_CACHE_HOME", cache), &input);
    assert_eq!(exit, 0, "{said:?}");
    let answer = |id: usize| said.iter().find(|one| one["id"] == id).unwrap()["result"].clone();
    (1..=requests.len()).map(answer).collect()
}

fn strings<'a>(found: &'a Value, pointer: &str) -> Vec<&'a str> {
    let all = found.as_array().unwrap().iter();
    all.map(|one| one.pointer(pointer).unwrap().as_str().unwrap()).collect()
}

#[test]
fn modules_are_read_from_the_disk() {
    let folder = Folder::new("lsp-modules");
    folder.write("shared.policy", b"let home = 1\n");
    std::fs::create_dir(folder.path("folder.policy")).unwrap();
    folder.write("latin.policy", b"let caf\xe9 = 1\n");
    let text = "use \"shared.policy\" { home }\nuse \"missing.policy\" { a }\n\
        use \"folder.policy\" { b }\nuse \"latin.policy\" { c }\nlet here = home\n";
    let found = &answers(&folder, text, &[("textDocument/diagnostic", json!({}))])[0]["items"];
    let lines: Vec<_> =
        found.as_array().unwrap().iter().map(|one| &one["range"]["start"]["line"]).collect();
    assert_eq!(lines, [1, 2, 3], "{found}");
    assert!(strings(found, "/message")[0].contains("no such file"), "{found}");
    assert!(strings(found, "/message")[2].contains("not UTF-8"), "{found}");
}

#[test]
fn policies_are_found_in_folders_where_people_write_them() {
    let folder = Folder::new("lsp-policies");
    let inside = ["", "deep/er/", ".hidden/", "target/", "node_modules/"];
    for (at, place) in inside.iter().enumerate() {
        std::fs::create_dir_all(folder.path(place)).unwrap();
        folder.write(&format!("{place}m.policy"), format!("let wanted{at} = 1\n").as_bytes());
    }
    folder.write("m.txt", b"let wanted9 = 1\n");
    // A way around in a circle is not taken.
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(""), folder.path("deep/round")).unwrap();
    let found = &answers(&folder, "", &[("workspace/symbol", json!({ "query": "wanted" }))])[0];
    assert_eq!(strings(found, "/name"), ["wanted1", "wanted0"]);
    assert!(strings(found, "/location/uri")[0].ends_with("/deep/er/m.policy"), "{found}");
}

#[test]
fn credentials_beside_a_policy_are_evaluated() {
    let folder = Folder::new("lsp-credentials");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/benefits/");
    folder.write("hr.jwt", &std::fs::read(format!("{example}hr.jwt")).unwrap());
    std::fs::create_dir(folder.path("folder.jwt")).unwrap();
    std::fs::create_dir(folder.path("below")).unwrap();
    folder.write("below/other.jwt", b"x");
    let text = std::fs::read_to_string(format!("{example}benefits.policy")).unwrap();
    let found = &answers(&folder, &text, &[("textDocument/codeLens", json!({}))])[0];
    let titles = strings(found, "/command/title");
    let evaluated: Vec<_> =
        titles.iter().filter(|title| title.starts_with("evaluate")).copied().collect();
    assert_eq!(evaluated, ["evaluate against hr.jwt: moderator by `hr`"]);
}
