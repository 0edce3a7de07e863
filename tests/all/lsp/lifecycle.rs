//! From `initialize` to `exit`, and messages that make no sense.

use admit::lsp::{Connection, Ended, Message, Notification, Request};
use serde_json::json;

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

#[test]
fn a_session_ends_properly_or_not() {
    assert_eq!(Client::new(&Disk::default()).leave(), Ended::Properly);
    assert_eq!(Client::new(&Disk::default()).exit(), Ended::Abruptly);
    assert_eq!(Client::new(&Disk::default()).hang_up(), Ended::Abruptly);
}

#[test]
fn nothing_is_answered_before_initialize_or_after_shutdown() {
    let (server, connection) = Connection::memory();
    let thread = std::thread::spawn(move || {
        admit::lsp::serve(&server, Box::new(Disk::default()), Default::default())
    });
    let hover = Request::new(1.into(), "textDocument/hover".into(), json!({}));
    connection.sender.send(hover.into()).unwrap();
    let Message::Response(answer) = connection.receiver.recv().unwrap() else { panic!() };
    assert_eq!(answer.response_result.unwrap_err().code, -32002);
    // A notification is not answered; whoever waits for its answer gets that of the next request.
    connection.sender.send(Notification::new("initialized".into(), json!({})).into()).unwrap();
    let odd = Request::new(2.into(), "initialize".into(), json!({ "capabilities": 1 }));
    connection.sender.send(odd.into()).unwrap();
    let Message::Response(answer) = connection.receiver.recv().unwrap() else { panic!() };
    assert_eq!(answer.response_result.unwrap_err().code, -32602);
    connection.sender.send(Notification::new("exit".into(), json!(null)).into()).unwrap();
    assert_eq!(thread.join().unwrap(), Ended::Abruptly);

    let client = Client::new(&Disk::default());
    client.ask("shutdown", json!(null));
    assert_eq!(client.try_ask("textDocument/hover", json!({})).unwrap_err()[0], -32600);
    assert_eq!(client.exit(), Ended::Properly);
}

#[test]
fn messages_that_make_no_sense_change_nothing() {
    let client = Client::new(&Disk::default());
    client.open(ROOM, "policy \"x\"\n");
    assert_eq!(client.try_ask("textDocument/hover", json!({ "x": 1 })).unwrap_err()[0], -32602);
    assert_eq!(client.try_ask("textDocument/unknown", json!({})).unwrap_err()[0], -32601);
    assert_eq!(client.try_ask("initialize", json!({})).unwrap_err()[0], -32600);
    client.tell("textDocument/didChange", json!({ "nonsense": true }));
    client.tell(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": "file:///not-open.policy", "version": 1 },
            "contentChanges": [{ "text": "role" }],
        }),
    );
    client.tell("$/unknown", json!({}));
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    let place = json!({ "textDocument": { "uri": ROOM }, "position": far });
    assert!(client.ask("textDocument/hover", place).is_null());
    let unknown = json!({ "textDocument": { "uri": "file:///w/nowhere.policy" },
        "position": { "line": 0, "character": 0 } });
    assert!(client.ask("textDocument/hover", unknown).is_null());
    assert_eq!(client.published(ROOM).unwrap().as_array().unwrap().len(), 0);
    assert_eq!(client.leave(), Ended::Properly);
}

#[test]
fn xml_of_another_program_is_left_alone() {
    let client = Client::new(&Disk::default());
    for text in ["<policy/>", "\u{feff} \n<?xml version=\"1.0\"?>\n<x>"] {
        client.open(ROOM, text);
        assert_eq!(client.published(ROOM), None);
        let document = json!({ "textDocument": { "uri": ROOM } });
        assert_eq!(
            client.ask("textDocument/semanticTokens/full", document.clone())["data"],
            json!([])
        );
        assert_eq!(client.ask("textDocument/documentSymbol", document), json!([]));
        let place = json!({ "textDocument": { "uri": ROOM },
            "position": { "line": 0, "character": 0 } });
        assert_eq!(client.ask("textDocument/completion", place), json!([]));
    }
    client.replace(ROOM, "polcy \"x\"");
    assert_eq!(client.published(ROOM).unwrap().as_array().unwrap().len(), 1);
    client.replace(ROOM, "<x>");
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
}

#[test]
fn a_huge_file_is_refused_in_words() {
    let client = Client::new(&Disk::default());
    client.open(ROOM, &"// x\n".repeat(1_000_000));
    let found = client.published(ROOM).unwrap();
    assert_eq!(found[0]["code"], "E0106");
    let document = json!({ "textDocument": { "uri": ROOM } });
    assert_eq!(client.ask("textDocument/semanticTokens/full", document.clone())["data"], json!([]));
    assert_eq!(client.ask("textDocument/foldingRange", document), json!([]));
}

#[test]
fn closing_takes_back_what_was_said() {
    let client = Client::new(&Disk::default());
    client.open(ROOM, "polcy \"x\"");
    assert_eq!(client.published(ROOM).unwrap().as_array().unwrap().len(), 1);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": ROOM } }));
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
}
