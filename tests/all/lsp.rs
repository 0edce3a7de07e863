//! The language server over a connection in memory: every capability, broken text, many edits.

mod capabilities;
mod client;
mod completion;
mod edits;
mod encodings;
mod lifecycle;
mod program;
mod rename;
