//! What a recording reader notes of every field.

use std::ops::Range;

use super::path::Path;

/// One field, or the length prefix of one, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The octets, counted from the start of the input.
    pub range: Range<usize>,
    /// The field, from the outermost structure; as in [`super::Error::path`].
    pub path: String,
    /// The field, from the innermost list: `[0].claimset`, `role_capabilities[0]`.
    pub label: String,
    /// How many lists the field is in.
    pub depth: usize,
    /// What the octets mean; empty when they are only octets.
    pub meaning: String,
}

impl Note {
    pub(super) fn new(range: Range<usize>, path: &Path, meaning: String) -> Self {
        Note { range, path: path.to_string(), label: path.label(), depth: path.depth(), meaning }
    }
}
