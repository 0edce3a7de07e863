//! The server: its state, and its life from `initialize` to `exit`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use gen_lsp_types as lsp;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};

use super::capabilities;
use crate::diagnostic::Code;
use crate::limits::Limits;
use crate::service::text::Encoding;
use crate::service::{Files, Workspace};

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// After `shutdown`; the program exits with 0.
    Properly,
    /// Without it; the program exits with 1.
    Abruptly,
}

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(40);

/// What the client can do.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    /// It asks for diagnostics instead of waiting for them.
    pub(super) pulls: bool,
    /// It can be told to ask again.
    pub(super) refreshes: bool,
    /// It shows other places that matter.
    pub(super) shows_related: bool,
    /// It fills in snippets.
    pub(super) fills_snippets: bool,
    /// It lets watchers be registered.
    pub(super) registers_watchers: bool,
    /// It can read the standard library through this server.
    pub(super) reads_library: bool,
    /// Where the pages of the error codes are, when the client knows.
    pub(super) error_pages: Option<String>,
}

/// One session.
pub(super) struct Server {
    pub(super) workspace: Workspace,
    pub(super) encoding: Encoding,
    pub(super) client: Client,
    /// The client's spelling of the URIs of open files.
    pub(super) uris: HashMap<String, lsp::Uri>,
    pub(super) versions: BTreeMap<String, i32>,
    /// The files of which something was said, and whether their entries told some of it.
    pub(super) published: BTreeMap<String, bool>,
    /// The files of which not everything was said yet.
    pub(super) awaiting: BTreeSet<String>,
    /// The files of which something new is to be said.
    pub(super) dirty: BTreeSet<String>,
    /// Where copies of the pages of codes are; `None` where there can be none.
    pub(super) error_pages: RefCell<BTreeMap<Code, Option<lsp::Uri>>>,
    /// What is to be sent.
    pub(super) outbox: Vec<Message>,
    next_request: i32,
    was_shut_down: bool,
}

/// Serves one client until it leaves. Messages that make no sense are answered as the protocol
/// says and change nothing.
pub fn serve(connection: &Connection, files: Box<dyn Files>, limits: Limits) -> Ended {
    let Some(mut server) = start(connection, files, limits) else { return Ended::Abruptly };
    while let Some(message) = next(connection, &mut server) {
        match message {
            Message::Notification(notification) if notification.method == "exit" => {
                let properly = server.was_shut_down;
                return if properly { Ended::Properly } else { Ended::Abruptly };
            }
            Message::Request(request) => server.request(request),
            Message::Notification(notification) => server.notification(notification),
            Message::Response(_) => {}
        }
        // While more is waiting, what is said now would be old at once.
        if connection.receiver.is_empty() {
            server.publish();
        }
        for message in server.outbox.drain(..) {
            if connection.sender.send(message).is_err() {
                return Ended::Abruptly;
            }
        }
    }
    Ended::Abruptly
}

/// The next message. What takes longer to say is said when none has come for a while.
fn next(connection: &Connection, server: &mut Server) -> Option<Message> {
    if !server.awaiting.is_empty() {
        match connection.receiver.recv_timeout(PAUSE) {
            Ok(message) => return Some(message),
            Err(error) if error.is_timeout() => server.publish_rest(),
            Err(_) => return None,
        }
        for message in server.outbox.drain(..) {
            connection.sender.send(message).ok()?;
        }
    }
    connection.receiver.recv().ok()
}

/// Waits for `initialize`; everything else is turned down.
fn start(connection: &Connection, files: Box<dyn Files>, limits: Limits) -> Option<Server> {
    loop {
        let Ok(message) = connection.receiver.recv() else { return None };
        let request = match message {
            Message::Request(request) => request,
            Message::Notification(notification) if notification.method == "exit" => return None,
            Message::Notification(_) | Message::Response(_) => continue,
        };
        if request.method != "initialize" {
            let code = ErrorCode::ServerNotInitialized as i32;
            let answer = Response::new_err(request.id, code, "`initialize` comes first".into());
            connection.sender.send(answer.into()).ok()?;
            continue;
        }
        let params: lsp::InitializeParams = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => {
                let code = ErrorCode::InvalidParams as i32;
                let answer = Response::new_err(request.id, code, error.to_string());
                connection.sender.send(answer.into()).ok()?;
                continue;
            }
        };
        let (encoding, client) = capabilities::read(&params);
        let result = capabilities::result(encoding, &client);
        connection.sender.send(Response::new_ok(request.id, result).into()).ok()?;
        let mut workspace = Workspace::new(files, limits);
        capabilities::folders(&params).iter().for_each(|folder| workspace.add_folder(folder));
        return Some(Server {
            workspace,
            encoding,
            client,
            uris: HashMap::new(),
            versions: BTreeMap::new(),
            published: BTreeMap::new(),
            awaiting: BTreeSet::new(),
            dirty: BTreeSet::new(),
            error_pages: RefCell::default(),
            outbox: Vec::new(),
            next_request: 0,
            was_shut_down: false,
        });
    }
}

impl Server {
    fn request(&mut self, request: Request) {
        let answer = if self.was_shut_down {
            let why = "the server was shut down".to_owned();
            Response::new_err(request.id, ErrorCode::InvalidRequest as i32, why)
        } else if request.method == "shutdown" {
            self.was_shut_down = true;
            Response::new_ok(request.id, ())
        } else if request.method == "initialize" {
            let why = "`initialize` comes only once".to_owned();
            Response::new_err(request.id, ErrorCode::InvalidRequest as i32, why)
        } else {
            self.answer(request)
        };
        self.outbox.push(answer.into());
    }

    fn notification(&mut self, notification: Notification) {
        if notification.method == "initialized" {
            self.register_watchers();
        } else if !self.was_shut_down {
            self.take(notification);
        }
    }

    /// Asks the client something; the answer does not matter.
    pub(super) fn ask(&mut self, method: &str, params: impl serde::Serialize) {
        self.next_request = self.next_request.wrapping_add(1);
        let id = format!("admit-{}", self.next_request).into();
        self.outbox.push(Request::new(id, method.to_owned(), params).into());
    }

    /// Tells the client something.
    pub(super) fn tell(&mut self, method: &str, params: impl serde::Serialize) {
        self.outbox.push(Notification::new(method.to_owned(), params).into());
    }
}
