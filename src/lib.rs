//! `admit`: who may join a MIMI room, and as what.
//!
//! A `.policy` file is checked against the meaning of credential claims, compiled to the
//! TLS-encoded `PreAuthData` of an MLS room, and those very bytes decide which role a
//! credential gets. `ARCHITECTURE.md` is the map of the house; `docs/decisions.md` lists what
//! the drafts leave open and how it is settled here.
//!
//! The library does no I/O and never panics on input. Three kinds of errors leave it, all plain
//! data: `Diagnostic` for source text, [`wire::Error`] for policy bytes and
//! [`credential::Error`] for credentials.

pub mod capability;
pub mod credential;
pub mod eval;
pub mod format;
pub mod limits;
pub mod model;
pub mod room;
pub mod semantics;
pub mod tls;
pub mod wire;

#[cfg(feature = "compiler")]
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the service asks for more"))]
pub mod check;
#[cfg(feature = "compiler")]
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the service asks for more"))]
pub mod compile;
#[cfg(feature = "compiler")]
pub mod describe;
#[cfg(feature = "compiler")]
pub mod diagnostic;
#[cfg(feature = "compiler")]
pub mod disclose;
#[cfg(feature = "compiler")]
pub mod explain;
#[cfg(feature = "compiler")]
pub mod rule;
#[cfg(feature = "compiler")]
pub mod source;
#[cfg(feature = "compiler")]
mod spell;
#[cfg(feature = "compiler")]
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the service asks for more"))]
pub mod syntax;
#[cfg(feature = "compiler")]
pub mod trial;

#[cfg(feature = "verify")]
pub mod verify;

#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod service;

#[cfg(feature = "lsp")]
pub mod lsp;
