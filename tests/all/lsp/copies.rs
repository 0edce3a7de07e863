//! Links to the pages of codes, and the standard library for clients that cannot ask for it.

use admit::diagnostic::code;
use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

fn keeping() -> Disk {
    Disk { keeps_copies: true, ..Disk::default() }
}

/// Where the first diagnostic says that the page of its code is.
fn link(client: &Client) -> Value {
    client.open(ROOM, "polcy \"x\"");
    let found = client.published(ROOM).unwrap();
    assert_eq!(found[0]["code"], "E0117", "{found}");
    found[0]["codeDescription"]["href"].clone()
}

#[test]
fn a_code_is_linked_to_a_copy_of_its_page() {
    let disk = keeping();
    assert_eq!(link(&Client::new(&disk)), "file:///copies/errors/E0117.md");
    let page = admit::service::Files::read(&disk, "/copies/errors/E0117.md").unwrap();
    assert_eq!(page, code::NOT_AN_ITEM.page().as_bytes());
}

#[test]
fn a_copy_is_looked_for_once() {
    for keeps_copies in [true, false] {
        let disk = Disk { keeps_copies, ..Disk::default() };
        let client = Client::new(&disk);
        link(&client);
        client.replace(ROOM, "polcy \"y\"");
        client.published(ROOM).unwrap();
        assert_eq!(*disk.copies.lock().unwrap(), ["errors/E0117.md"]);
    }
}

#[test]
fn without_copies_there_is_no_link() {
    assert_eq!(link(&Client::new(&Disk::default())), Value::Null);
}

#[test]
fn a_client_can_say_where_the_pages_are() {
    for base in ["https://admit.example/errors", "https://admit.example/errors/"] {
        let disk = keeping();
        let options = json!({ "errorPages": base });
        let client = Client::with_options(&disk, "utf-16", json!({}), options);
        assert_eq!(link(&client), "https://admit.example/errors/E0117.md");
        assert!(disk.copies.lock().unwrap().is_empty());
    }
}

#[test]
fn the_library_opens_as_a_copy_where_it_cannot_be_asked_for() {
    let text = "use std.jwt.oidc { Address }\n";
    let opens = |disk: &Disk, more: Value| {
        let client = Client::with(disk, "utf-16", more);
        client.open(ROOM, text);
        client.at("textDocument/definition", ROOM, "Address", 0)["uri"].clone()
    };
    let disk = keeping();
    assert_eq!(opens(&disk, json!({})), "file:///copies/std/jwt/oidc.policy");
    let copy = admit::service::Files::read(&disk, "/copies/std/jwt/oidc.policy").unwrap();
    assert_eq!(copy, include_bytes!("../../../stdlib/jwt/oidc.policy"));
    let reading = json!({ "workspace": { "textDocumentContent": {} } });
    assert_eq!(opens(&keeping(), reading), "admit-std:/jwt/oidc.policy");
    assert_eq!(opens(&Disk::default(), json!({})), "admit-std:/jwt/oidc.policy");
}
