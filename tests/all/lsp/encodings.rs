//! Columns behind letters that are not ASCII, in octets and in UTF-16.

use serde_json::json;

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

const TEXT: &str = "policy \"caf\u{e9} \u{1F600}\"\n\
    credential Badge: jwt { iss : https_uri department : string }\n\
    role member = 2 { can join_if_preauthorized }\n\
    let names = [\"\u{1F600}\u{e9}\", \"\u{e9}\"] condition ours of Badge = iss == \"https://a.example\" and department in names\n\
    rule a: admit Badge as member where department == \"\u{1F600}\u{e9}\" and ours and depatment exists\n";

#[test]
fn places_are_counted_as_agreed() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let client = Client::with(&Disk::default(), encoding, json!({}));
        client.open(ROOM, TEXT);
        let found = client.published(ROOM).unwrap();
        assert_eq!(found[0]["code"], "E0201", "{found}");
        assert_eq!(client.text_at(ROOM, &found[0]["range"]), "depatment");
        let definition = client.at("textDocument/definition", ROOM, "ours", 1);
        assert_eq!(definition["range"]["start"], client.position(ROOM, "ours", 0, 0));
        let hover = client.at("textDocument/hover", ROOM, "department in", 0);
        assert_eq!(client.text_at(ROOM, &hover["range"]), "department");
    }
}

#[test]
fn edits_are_counted_as_agreed() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let client = Client::with(&Disk::default(), encoding, json!({}));
        client.open(ROOM, TEXT);
        let range = json!({
            "start": client.position(ROOM, "depatment", 0, 0),
            "end": client.position(ROOM, "depatment", 0, 9),
        });
        client.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": ROOM, "version": 2 },
                "contentChanges": [{ "range": range, "text": "department" }],
            }),
        );
        assert_eq!(client.published(ROOM).unwrap(), json!([]));
    }
}

#[test]
fn tokens_are_as_wide_as_agreed() {
    for (encoding, width) in [("utf-8", 2 + 5 + 1 + 4 - 1), ("utf-16", 2 + 4 + 1 + 2)] {
        let client = Client::with(&Disk::default(), encoding, json!({}));
        client.open(ROOM, "policy \"caf\u{e9} \u{1F600}\"\n");
        let document = json!({ "textDocument": { "uri": ROOM } });
        let tokens = client.ask("textDocument/semanticTokens/full", document);
        let expected = json!([0, 0, 6, 10, 0, 0, 7, width + i32::from(encoding == "utf-8"), 12, 0]);
        assert_eq!(tokens["data"], expected, "{encoding}");
    }
}

#[test]
fn octets_are_preferred_then_what_the_client_names_first() {
    for (offered, agreed) in [
        (json!(["utf-32", "utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-16", "utf-32"]), "utf-16"),
        (json!(["utf-7", "utf-32", "utf-16"]), "utf-32"),
        (json!(["utf-7"]), "utf-16"),
    ] {
        let more = json!({ "general": { "positionEncodings": offered } });
        // The client fails when another one is agreed on.
        Client::with(&Disk::default(), agreed, more);
    }
}

#[test]
fn utf_16_is_what_silence_means() {
    let client = Client::with(&Disk::default(), "utf-16", json!({ "general": null }));
    assert_eq!(client.capabilities["positionEncoding"], "utf-16");
}
