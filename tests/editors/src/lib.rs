//! The committed tree-sitter parser, compiled.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_policy() -> *const ();
}

/// What `editors/tree-sitter-policy/src/parser.c` reads.
// SAFETY: the function is what tree-sitter generated, and gives its static table.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_policy) };
