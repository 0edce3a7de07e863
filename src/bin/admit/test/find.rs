//! The policies below the current directory that have tests.

use std::path::{Path, PathBuf};

use admit::limits::Limits;
use admit::source::FileId;
use admit::syntax::{ast::ItemKind, parse};

use crate::{files, folders};

/// Every `.policy` file with a test, in order; see [`folders::below`].
pub fn policies(limits: &Limits) -> Vec<PathBuf> {
    let mut found = folders::below(Path::new("")).unwrap_or_default();
    found.retain(|path| has_tests(path, limits));
    found
}

fn has_tests(path: &Path, limits: &Limits) -> bool {
    let Ok(octets) = files::octets(path, limits.source_bytes) else { return false };
    let Ok(text) = String::from_utf8(octets) else { return false };
    let (file, _) = parse(&text, FileId::default(), limits);
    file.items.iter().any(|item| matches!(item.kind, ItemKind::Test(_)))
}
