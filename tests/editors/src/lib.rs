//! The committed tree-sitter parsers, compiled.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_policy_15() -> *const ();
    fn tree_sitter_policy_14() -> *const ();
}

/// What `editors/tree-sitter-policy/src/parser.c` reads.
// SAFETY: the function (under the name that build.rs gives it) is what tree-sitter generated, and
// gives its static table.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_policy_15) };

/// The same for programs that read no newer layout than 14: `layout-14/src/parser.c`.
// SAFETY: as above.
pub const LANGUAGE_14: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_policy_14) };
