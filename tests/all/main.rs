//! Every test that uses the library or the program from outside. One binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod agreement;
mod cli;
mod credentials;
mod decisions;
mod describe;
mod disclosure;
mod editors;
mod error_index;
mod examples;
mod explain;
mod fixes;
mod format;
#[cfg(feature = "verify")]
mod holder;
mod language;
mod levels;
mod lowering;
#[cfg(feature = "lsp")]
mod lsp;
mod mls;
mod output;
mod rooms;
mod sd_cwt;
mod sd_jwt;
mod stdlib;
mod support;
mod syntax;
mod tidy;
mod token_mistakes;
mod trials;
mod vc;
#[cfg(feature = "verify")]
mod verification;
mod wire;
mod x509;
