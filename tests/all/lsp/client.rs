//! A client for tests: it keeps what it was told, and waits for answers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use admit::limits::Limits;
use admit::lsp::{Connection, Ended, Message, Notification, Request, RequestId, serve};
use admit::service::Files;
use serde_json::{Value, json};

/// Files that a test makes up.
#[derive(Clone, Default)]
pub struct Disk {
    pub files: Arc<std::sync::Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Whether copies of what the program holds are kept, below `/copies/`.
    pub keeps_copies: bool,
    /// The copies that were asked for, as often as they were.
    pub copies: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Disk {
    pub fn with(files: &[(&str, &str)]) -> Disk {
        let disk = Disk::default();
        files.iter().for_each(|(name, text)| disk.write(name, text));
        disk
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        self.files.lock().unwrap().insert(name.to_owned(), text.as_ref().to_vec());
    }
}

impl Files for Disk {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        self.files.lock().unwrap().get(name).cloned().ok_or("no such file".into())
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let folder = name.rsplit_once('/').unwrap().0;
        let all = self.files.lock().unwrap();
        all.keys().filter(|file| file.rsplit_once('/').unwrap().0 == folder).cloned().collect()
    }

    fn copy(&self, path: &str, text: &str) -> Option<String> {
        self.copies.lock().unwrap().push(path.to_owned());
        let name = format!("/copies/{path}");
        self.keeps_copies.then(|| self.write(&name, text)).map(|()| name)
    }

    fn policies(&self, folder: &str) -> Vec<String> {
        let all = self.files.lock().unwrap();
        let inside = |name: &&String| name.starts_with(folder) && name.ends_with(".policy");
        all.keys().filter(inside).cloned().collect()
    }
}

/// A client with its server.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<Ended>>,
    next: Cell<i32>,
    /// Notifications and requests that the server sent, oldest first.
    pub told: RefCell<Vec<(String, Value)>>,
    pub capabilities: Value,
    /// Where the texts are, to find places by words.
    texts: RefCell<BTreeMap<String, String>>,
    encoding: &'static str,
}

impl Client {
    pub fn new(disk: &Disk) -> Client {
        Client::with(disk, "utf-16", json!({}))
    }

    /// A client with further capabilities.
    pub fn with(disk: &Disk, encoding: &'static str, more: Value) -> Client {
        Client::with_options(disk, encoding, more, Value::Null)
    }

    /// A client with further capabilities, and with options of its own.
    pub fn with_options(
        disk: &Disk,
        encoding: &'static str,
        more: Value,
        options: Value,
    ) -> Client {
        let (server, connection) = Connection::memory();
        let disk = disk.clone();
        let thread = std::thread::spawn(move || serve(&server, Box::new(disk), Limits::default()));
        let mut client = Client {
            connection,
            server: Some(thread),
            next: Cell::new(0),
            told: RefCell::default(),
            capabilities: Value::Null,
            texts: RefCell::default(),
            encoding,
        };
        let mut capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } },
                "publishDiagnostics": { "relatedInformation": true } },
        });
        merge(&mut capabilities, more);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities,
            "workspaceFolders": [{ "uri": "file:///w", "name": "w" }],
            "initializationOptions": options });
        client.capabilities = client.ask("initialize", params)["capabilities"].clone();
        assert_eq!(client.capabilities["positionEncoding"], encoding);
        client.tell("initialized", json!({}));
        client
    }

    /// Sends a request and gives its result; fails on an error.
    pub fn ask(&self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sends a request and gives its result or its error.
    pub fn try_ask(&self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.next.get() + 1;
        self.next.set(id);
        let id = RequestId::from(id);
        self.connection
            .sender
            .send(Request::new(id.clone(), method.into(), params).into())
            .unwrap();
        loop {
            let wait = Duration::from_secs(60);
            match self.connection.receiver.recv_timeout(wait).expect("an answer in time") {
                Message::Response(response) if response.id == id => {
                    return response.response_result.map_err(|e| json!([e.code, e.message]));
                }
                Message::Response(other) => panic!("an answer to nothing: {other:?}"),
                Message::Notification(Notification { method, params })
                | Message::Request(Request { method, params, .. }) => {
                    self.told.borrow_mut().push((method, params));
                }
            }
        }
    }

    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.into(), params).into()).unwrap();
    }

    pub fn open(&self, uri: &str, text: &str) {
        self.texts.borrow_mut().insert(uri.into(), text.into());
        let document = json!({ "uri": uri, "languageId": "policy", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts a whole new text in the place of a file's.
    pub fn replace(&self, uri: &str, text: &str) {
        self.texts.borrow_mut().insert(uri.into(), text.into());
        self.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }],
            }),
        );
    }

    /// The diagnostics that were published last.
    pub fn published(&self, uri: &str) -> Option<Value> {
        // Asking for sizes makes the entries known, and with them everything that is to be said.
        let document = json!({ "textDocument": { "uri": uri } });
        let _ = self.try_ask("textDocument/codeLens", document);
        // What is to be published is when nothing more is waiting, so behind the first answer.
        for _ in 0..2 {
            let _ = self.try_ask("admit/sync", json!({}));
        }
        let told = self.told.borrow();
        let found = told.iter().rev().find(|(method, params)| {
            method == "textDocument/publishDiagnostics" && params["uri"] == uri
        });
        found.map(|(_, params)| params["diagnostics"].clone())
    }

    /// The diagnostics of a file that are published next, whenever that is.
    pub fn next_published(&self, uri: &str) -> Value {
        loop {
            let wait = Duration::from_secs(60);
            let message = self.connection.receiver.recv_timeout(wait).expect("a message in time");
            let (Message::Notification(Notification { method, params })
            | Message::Request(Request { method, params, .. })) = message
            else {
                panic!("an answer to nothing: {message:?}")
            };
            self.told.borrow_mut().push((method.clone(), params.clone()));
            if method == "textDocument/publishDiagnostics" && params["uri"] == uri {
                return params["diagnostics"].clone();
            }
        }
    }

    /// The position of `word` in a file, `shift` characters in; `at` counts occurrences from 0.
    pub fn position(&self, uri: &str, word: &str, at: usize, shift: usize) -> Value {
        let text = self.texts.borrow()[uri].clone();
        let found = text.match_indices(word).nth(at).unwrap_or_else(|| panic!("no `{word}`")).0;
        let offset = found + word.char_indices().nth(shift).map_or(word.len(), |(at, _)| at);
        self.position_of(&text, offset)
    }

    pub fn position_of(&self, text: &str, offset: usize) -> Value {
        let line = text[..offset].matches('\n').count();
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[start..offset];
        let character = match self.encoding {
            "utf-8" => before.len(),
            "utf-32" => before.chars().count(),
            _ => before.encode_utf16().count(),
        };
        json!({ "line": line, "character": character })
    }

    /// A request about the place of a word.
    pub fn at(&self, method: &str, uri: &str, word: &str, at: usize) -> Value {
        self.ask(method, self.place(uri, word, at))
    }

    pub fn place(&self, uri: &str, word: &str, at: usize) -> Value {
        json!({ "textDocument": { "uri": uri }, "position": self.position(uri, word, at, 1) })
    }

    /// The text under a range of the protocol.
    pub fn text_at(&self, uri: &str, range: &Value) -> String {
        let text = self.texts.borrow()[uri].clone();
        let (start, end) = (self.offset(&text, &range["start"]), self.offset(&text, &range["end"]));
        text[start..end].to_owned()
    }

    pub fn offset(&self, text: &str, position: &Value) -> usize {
        let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        places
            .into_iter()
            .find(|at| self.position_of(text, *at) == *position)
            .unwrap_or_else(|| panic!("{position} is no place"))
    }

    /// A file after edits of the protocol.
    pub fn edited(&self, uri: &str, edits: &Value) -> String {
        let text = self.texts.borrow()[uri].clone();
        let mut edits: Vec<(usize, usize, String)> = edits
            .as_array()
            .unwrap()
            .iter()
            .map(|edit| {
                let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
                let new = edit["newText"].as_str().unwrap().to_owned();
                (self.offset(&text, start), self.offset(&text, end), new)
            })
            .collect();
        edits.sort();
        let mut out = text;
        for (start, end, new) in edits.into_iter().rev() {
            out.replace_range(start..end, &new);
        }
        out
    }

    /// Leaves properly.
    pub fn leave(mut self) -> Ended {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }

    /// Leaves without a word.
    pub fn hang_up(mut self) -> Ended {
        let thread = self.server.take().unwrap();
        drop(self);
        thread.join().unwrap()
    }

    pub fn exit(mut self) -> Ended {
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }
}

fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (key, value) in more {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, more) => *into = more,
    }
}
