//! The language server over a connection in memory: every capability, broken text, many edits.

mod cache;
mod capabilities;
mod client;
mod completion;
mod copies;
mod disk;
mod edits;
mod encodings;
mod lifecycle;
mod program;
mod publishing;
mod reading;
mod rename;
mod workspace;
