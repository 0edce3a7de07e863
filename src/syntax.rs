//! Source text to tokens and a syntax tree.

pub mod ast;
