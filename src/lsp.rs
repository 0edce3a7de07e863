//! The editors' protocol (LSP 3.18): messages in, what [`crate::service`] says out. Nothing else
//! knows the protocol's types; nothing here reads files or streams.

mod actions;
mod calls;
mod capabilities;
mod commands;
mod completion;
mod convert;
mod diagnostics;
mod dispatch;
mod documents;
mod format;
mod hints;
mod lenses;
mod navigation;
mod rename;
mod server;
mod structure;
mod symbols;
mod tokens;
mod uri;

pub use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
pub use server::{Ended, serve};
