//! When diagnostics are pushed: at once what the check finds, after a pause what the entries tell.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";
const MODULE: &str = "file:///w/module.policy";

const TEXT: &str = "policy \"x\"\n\
    credential Badge: jwt { iss : https_uri }\n\
    role member = 2 { can join_if_preauthorized }\n\
    rule all: admit Badge as member where iss == \"https://a.example\"\n";

/// Never decides; only the entries tell.
const SHADOWED: &str = "rule more: admit Badge as member where iss == \"https://a.example\"\n";

/// What the check finds.
const UNGIVEN: &str = "role guest = 3 { can kick }\n";

fn codes(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[test]
fn what_the_entries_tell_is_said_after_a_pause() {
    let client = Client::new(&Disk::default());
    client.open(ROOM, &format!("{TEXT}{SHADOWED}"));
    assert_eq!(codes(&client.next_published(ROOM)), [""; 0]);
    assert_eq!(codes(&client.next_published(ROOM)), ["W0602"]);
    // It stays until more is known, instead of going and coming back.
    client.replace(ROOM, &format!("{TEXT}{SHADOWED}\n"));
    assert_eq!(codes(&client.next_published(ROOM)), ["W0602"]);
}

#[test]
fn what_the_check_finds_is_said_at_once() {
    let client = Client::new(&Disk::default());
    client.open(ROOM, TEXT);
    assert_eq!(codes(&client.next_published(ROOM)), [""; 0]);
    assert_eq!(codes(&client.next_published(ROOM)), [""; 0]);
    client.replace(ROOM, &format!("{TEXT}{SHADOWED}{UNGIVEN}"));
    let first = client.next_published(ROOM);
    assert!(!codes(&first).is_empty() && !codes(&first).contains(&"W0602"), "{first}");
    assert!(codes(&client.next_published(ROOM)).contains(&"W0602"));
}

#[test]
fn a_file_without_entries_is_published_once() {
    let client = Client::new(&Disk::default());
    client.open(MODULE, "let a = 1\n");
    client.open(ROOM, &format!("{TEXT}{SHADOWED}"));
    while codes(&client.next_published(ROOM)) != ["W0602"] {}
    let told = client.told.borrow();
    let of_module = told.iter().filter(|(_, params)| params["uri"] == MODULE);
    assert_eq!(of_module.count(), 1);
}

#[test]
fn who_asks_is_told_to_ask_again_only_for_other_files() {
    let more = json!({ "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } } });
    let client = Client::with(&Disk::default(), "utf-16", more);
    let refreshes = || {
        client.published(ROOM);
        let told = client.told.borrow();
        told.iter().filter(|(method, _)| method == "workspace/diagnostic/refresh").count()
    };
    client.open(MODULE, "let a = 1\n");
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": MODULE } }));
    client.open(ROOM, TEXT);
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": ROOM } }));
    client.replace(MODULE, "let a = 2\n");
    assert_eq!(refreshes(), 0, "the room does not use the module");
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": MODULE } }));
    client.replace(ROOM, &TEXT.replace("role member", "use \"module.policy\" { a }\nrole member"));
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": ROOM } }));
    assert_eq!(refreshes(), 0, "nothing but the room has changed");
    client.replace(MODULE, "let b = 2\n");
    assert_eq!(refreshes(), 1);
}
