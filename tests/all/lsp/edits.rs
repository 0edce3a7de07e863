//! Many edits: the server that saw all of them says what one says that saw only the last text.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

const EDITS: usize = 2_000;

/// Pieces that break and mend policies.
const PIECES: &[&str] = &[
    "",
    "\n",
    " ",
    "\r\n",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "`",
    ".",
    ",",
    ":",
    "==",
    "and ",
    "or ",
    "where ",
    "rule x: ",
    "role r = 3\n",
    "credential C: jwt { a : int }\n",
    "ours",
    "iss",
    "\u{e9}",
    "\u{1F600}",
    "//",
    "///",
    "5",
    "1..",
    "0x",
    "test \"t\" { given Badge { iss: \"x\" } expect none }\n",
    "use std.jwt { Registered }\n",
    "disclose Badge { require iss }\n",
    "let a = 1\n",
    "not ",
    "policy ",
    "admit Badge as participant where ",
    "department",
    " at 5",
    "\u{feff}",
];

/// A generator that gives the same numbers every time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap()
}

/// What a server says of the text: the diagnostics first, then everything else that it says of a
/// whole file, and what may stand where the last edit was.
fn said(client: &Client, place: &Value) -> Vec<Value> {
    let whole = json!({ "start": { "line": 0, "character": 0 },
        "end": { "line": 9_999, "character": 0 } });
    let params = json!({ "textDocument": { "uri": ROOM }, "range": whole, "position": place,
        "positions": [place], "context": { "diagnostics": [], "triggerKind": 1, "isRetrigger": false },
        "options": { "tabSize": 4, "insertSpaces": true } });
    let methods = [
        "diagnostic",
        "semanticTokens/full",
        "documentSymbol",
        "foldingRange",
        "selectionRange",
        "inlayHint",
        "codeLens",
        "codeAction",
        "formatting",
        "completion",
        "hover",
        "signatureHelp",
    ];
    methods.map(|method| client.ask(&format!("textDocument/{method}"), params.clone())).to_vec()
}

fn client() -> Client {
    Client::with(&Disk::default(), "utf-16", json!({ "textDocument": { "diagnostic": {} } }))
}

#[test]
fn after_many_edits_all_is_as_if_opened_anew() {
    let start = include_str!("../../../examples/benefits/benefits.policy");
    let mut text = start.to_owned();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let edited = client();
    edited.open(ROOM, &text);
    let (mut differing, mut count) = (0, 0);
    while count < EDITS {
        // Now and then the file is whole again, so that not everything is rubble.
        if count % 100 == 99 {
            text = start.to_owned();
            edited.replace(ROOM, &text);
        }
        let from = boundary(&text, numbers.below(text.len() + 1));
        let to = boundary(&text, from + if numbers.below(3) == 0 { numbers.below(12) } else { 0 });
        let to = to.max(from);
        let piece = PIECES[numbers.below(PIECES.len())];
        let range = json!({
            "start": edited.position_of(&text, from), "end": edited.position_of(&text, to),
        });
        // A place between `\r` and `\n` is no place of the protocol.
        if text[..from].ends_with('\r')
            || text[..to].ends_with('\r')
            || piece.contains('\r') && numbers.below(4) > 0
        {
            continue;
        }
        count += 1;
        text.replace_range(from..to, piece);
        edited.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": ROOM, "version": count + 1 },
                "contentChanges": [{ "range": range, "text": piece }],
            }),
        );
        if count % 10 == 0 {
            let fresh = client();
            fresh.open(ROOM, &text);
            let place = &range["start"];
            let (one, other) = (said(&edited, place), said(&fresh, place));
            assert_eq!(one, other, "after {count} edits:\n{text}");
            differing += usize::from(one[0]["items"].as_array().is_some_and(|all| !all.is_empty()));
        }
    }
    assert!(differing > 50, "most texts had mistakes: {differing}");
}
