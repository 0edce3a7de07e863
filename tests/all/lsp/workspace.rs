//! The files around those that are open: folders, closing, saving, limits.

use admit::limits::Limits;
use admit::service::Workspace;
use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";
const SHARED: &str = "file:///w/shared.policy";

const TEXT: &str = "use \"shared.policy\" { home }\nlet here = home\n";

fn names(client: &Client, query: &str) -> Vec<String> {
    let found = client.ask("workspace/symbol", json!({ "query": query }));
    let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
    found.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn only_files_of_the_folders_belong_to_the_workspace() {
    let disk = Disk::with(&[
        ("/w/a.policy", "let inside = 1\n"),
        ("/elsewhere/b.policy", "let insight = 1\n"),
    ]);
    let client = Client::new(&disk);
    assert_eq!(names(&client, "insi"), ["inside"]);
    let folder = |uri: &str| json!([{ "uri": uri, "name": "x" }]);
    let change = |added: Value, removed: Value| {
        let event = json!({ "event": { "added": added, "removed": removed } });
        client.tell("workspace/didChangeWorkspaceFolders", event);
    };
    change(folder("file:///elsewhere/"), json!([]));
    assert_eq!(names(&client, "insi"), ["insight", "inside"]);
    change(json!([]), folder("file:///w"));
    assert_eq!(names(&client, "insi"), ["insight"]);
}

#[test]
fn what_is_closed_is_what_is_on_the_disk() {
    let disk = Disk::with(&[("/w/shared.policy", "let home = 1\n")]);
    let client = Client::new(&disk);
    client.open(SHARED, "let away = 1\n");
    client.open(ROOM, TEXT);
    assert_eq!(client.published(ROOM).unwrap()[0]["code"], "E0201");
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": SHARED } }));
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
}

#[test]
fn saving_looks_for_what_was_missing() {
    let disk = Disk::default();
    let client = Client::new(&disk);
    client.open(ROOM, TEXT);
    assert!(!client.published(ROOM).unwrap().as_array().unwrap().is_empty());
    disk.write("/w/shared.policy", "let home = 1\n");
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": ROOM } }));
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
}

#[test]
fn a_mistake_two_modules_away_is_said_where_the_way_begins() {
    let disk = Disk::with(&[
        ("/w/shared.policy", "use \"deep.policy\" { there }\nlet home = 1\n"),
        ("/w/other.policy", "let other = 1\n"),
        ("/w/deep.policy", "use \"shared.policy\" { home }\nlet there = \n"),
    ]);
    let client = Client::new(&disk);
    client.open(ROOM, &format!("use \"other.policy\" {{ other }}\n{TEXT}"));
    let found = client.published(ROOM).unwrap();
    let deep = found
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["message"].as_str().unwrap().starts_with("in `/w/deep.policy`: "));
    let deep = deep.unwrap_or_else(|| panic!("{found}"));
    assert_eq!(client.text_at(ROOM, &deep["range"]), "use \"shared.policy\" { home }");
}

#[test]
fn limits_hold_in_the_editor() {
    let example = |name: &str| {
        std::fs::read(format!("{}/examples/benefits/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let disk = Disk::default();
    disk.write("/w/hr.jwt", example("hr.jwt"));
    let evaluate = |limits: Limits| {
        let mut workspace = Workspace::new(Box::new(disk.clone()), limits);
        workspace.open("/w/a.policy", String::from_utf8(example("benefits.policy")).unwrap());
        workspace.evaluate("/w/a.policy", "/w/hr.jwt")
    };
    assert_eq!(evaluate(Limits::default()).unwrap().verdict, "moderator by `hr`");
    assert!(evaluate(Limits { credential_bytes: 10, ..Limits::default() }).is_err());
}
