//! Source text to tokens and a syntax tree.

pub mod ast;
pub mod format;
mod grammar;
pub mod level;
mod literal;
mod parse;
mod shift;
pub mod token;
pub(crate) mod unseen;
pub mod vocabulary;

pub use parse::parse;
pub(crate) use parse::{Memory, parse_with};
