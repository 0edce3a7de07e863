//! Rename within a file and across files, and what cannot be renamed.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const SHARED: &str = "file:///w/shared.policy";
const ROOM: &str = "file:///w/room.policy";

const SHARED_TEXT: &str = "let home = \"DE\"\n\
    /// Of ours.\n\
    credential Badge: jwt { country : string  iss : https_uri }\n\
    condition local of Badge = country == home and iss == \"https://a.example\"\n";

const ROOM_TEXT: &str = "policy \"room\"\n\
    use \"shared.policy\" { Badge, local }\n\
    use \"shared.policy\" as shared\n\
    role member = 2 { can join_if_preauthorized }\n\
    rule a: admit Badge as member where local and country == shared.home\n\
    test \"t\" { given Badge { country: \"DE\" } expect member by a }\n";

fn rename(client: &Client, uri: &str, word: &str, new: &str) -> Result<Value, Value> {
    let mut params = client.place(uri, word, 0);
    params["newName"] = json!(new);
    client.try_ask("textDocument/rename", params)
}

fn both() -> Client {
    let disk = Disk::with(&[("/w/shared.policy", SHARED_TEXT), ("/w/room.policy", ROOM_TEXT)]);
    let client = Client::new(&disk);
    client.open(SHARED, SHARED_TEXT);
    client.open(ROOM, ROOM_TEXT);
    client
}

#[test]
fn a_name_changes_in_both_files() {
    let client = both();
    for (uri, word) in [(SHARED, "local of"), (ROOM, "local and"), (ROOM, "local }")] {
        let edit = rename(&client, uri, word, "near").unwrap();
        let shared = client.edited(SHARED, &edit["changes"][SHARED]);
        let room = client.edited(ROOM, &edit["changes"][ROOM]);
        assert_eq!(shared, SHARED_TEXT.replace("local", "near"));
        assert_eq!(room, ROOM_TEXT.replace("local", "near"));
    }
    let edit = rename(&client, ROOM, "home", "abroad").unwrap();
    assert_eq!(
        client.edited(SHARED, &edit["changes"][SHARED]),
        SHARED_TEXT.replace("home", "abroad")
    );
    assert_eq!(client.edited(ROOM, &edit["changes"][ROOM]), ROOM_TEXT.replace("home", "abroad"));
}

#[test]
fn files_that_are_not_open_are_changed_too() {
    let disk = Disk::with(&[("/w/shared.policy", SHARED_TEXT), ("/w/room.policy", ROOM_TEXT)]);
    let client = Client::new(&disk);
    client.open(SHARED, SHARED_TEXT);
    let edit = rename(&client, SHARED, "Badge", "Pass").unwrap();
    assert_eq!(edit["changes"][ROOM].as_array().unwrap().len(), 3, "{edit}");
}

#[test]
fn a_claim_keeps_its_key() {
    let client = both();
    let edit = rename(&client, ROOM, "country ==", "land").unwrap();
    let shared = client.edited(SHARED, &edit["changes"][SHARED]);
    assert!(shared.contains("{ land at \"country\" : string "), "{shared}");
    assert!(shared.contains("land == home"), "{shared}");
    let room = client.edited(ROOM, &edit["changes"][ROOM]);
    assert!(room.contains("and land ==") && room.contains("given Badge { land: "), "{room}");
    client.replace(SHARED, &shared);
    client.replace(ROOM, &room);
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
}

#[test]
fn a_key_that_is_written_stays_as_it_is() {
    let client = Client::new(&Disk::default());
    let text = "type Place = { land : string }\ncredential Badge: jwt { a at \"b\" : Place }\n";
    client.open(ROOM, text);
    let renamed = |word: &str, new: &str| {
        let edit = rename(&client, ROOM, word, new).unwrap();
        client.edited(ROOM, &edit["changes"][ROOM])
    };
    assert_eq!(renamed("a at", "c"), text.replace("a at", "c at"));
    assert_eq!(renamed("land", "x"), text.replace("land", "x at \"land\""));
}

#[test]
fn rules_and_modules_have_names_too() {
    let client = both();
    let edit = rename(&client, ROOM, "a: admit", "locals").unwrap();
    let room = client.edited(ROOM, &edit["changes"][ROOM]);
    assert!(room.contains("rule locals:") && room.contains("by locals"), "{room}");
    let edit = rename(&client, ROOM, "shared.home", "common").unwrap();
    let room = client.edited(ROOM, &edit["changes"][ROOM]);
    assert!(room.contains("as common\n") && room.contains("common.home"), "{room}");
    client.replace(ROOM, &ROOM_TEXT.replace(" as shared", ""));
    let edit = rename(&client, ROOM, "shared.home", "common").unwrap();
    let room = client.edited(ROOM, &edit["changes"][ROOM]);
    assert!(
        room.contains("use \"shared.policy\" as common\n") && room.contains("common.home"),
        "{room}"
    );
}

#[test]
fn keywords_go_into_back_quotes() {
    let client = both();
    let edit = rename(&client, ROOM, "country ==", "role").unwrap();
    let room = client.edited(ROOM, &edit["changes"][ROOM]);
    assert!(room.contains("and `role` =="), "{room}");
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let client = both();
    for (word, new) in
        [("local", "Badge"), ("member", "Badge"), ("local", ""), ("local", "a`b"), ("policy", "x")]
    {
        assert!(rename(&client, ROOM, word, new).is_err(), "{word} to {new}");
    }
    let why = rename(&client, ROOM, "policy", "x").unwrap_err();
    assert_eq!(why[1], "there is no name here that could be changed");
    let why = rename(&client, SHARED, "local", "home").unwrap_err();
    assert_eq!(why[1], "there is a constant `home` already");
    let why = rename(&client, SHARED, "country", "iss").unwrap_err();
    assert_eq!(why[1], "there is a `iss` already");
    let rules = format!("{ROOM_TEXT}rule b: admit Badge as member where local\n");
    client.replace(ROOM, &rules);
    let why = rename(&client, ROOM, "b: admit", "a").unwrap_err();
    assert_eq!(why[1], "there is a rule `a` already");
    client.replace(ROOM, "use std.jwt.oidc { Address }\n");
    let why = rename(&client, ROOM, "Address", "Home").unwrap_err();
    assert_eq!(why[1], "`std.jwt.oidc` is of the standard library");
    let place = client.place(ROOM, "Address", 0);
    assert!(client.try_ask("textDocument/prepareRename", place).is_err());
    client.replace(ROOM, ROOM_TEXT);
    let range = client.at("textDocument/prepareRename", ROOM, "member where", 0);
    assert_eq!(client.text_at(ROOM, &range), "member");
}
