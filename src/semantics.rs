//! What values mean: domains, URIs, addresses, instants, numbers, and canonical encodings. The
//! checker uses it for literals, the evaluator for claims, so that both mean the same
//! (`docs/semantics.md` sections 4 and 5).

pub mod cbor;
pub mod date;
pub mod decimal;
pub mod domain;
pub mod email;
pub mod encoding;
pub mod ip;
pub mod json;
pub mod mimi;
pub mod number;
pub mod oid;
pub mod percent;
pub mod text;
pub mod uri;
