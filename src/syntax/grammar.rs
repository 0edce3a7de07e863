//! The parser that pest makes of `grammar/admit.pest`.

/// Reads a text as a [`Rule`] of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/admit.pest"]
pub(super) struct Grammar;

/// What stands in the place of text that was already complained about.
pub(super) const HOLE: &str = "\u{FFFC}";

#[cfg(test)]
mod tests;
