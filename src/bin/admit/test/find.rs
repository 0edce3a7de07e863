//! The policies below the current directory that have tests.

use std::path::{Path, PathBuf};

use admit::limits::Limits;
use admit::source::FileId;
use admit::syntax::{ast::ItemKind, parse};

use crate::files;

/// Entries of directories that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// Directories inside one another.
const DEEPEST: usize = 32;

/// Every `.policy` file with a test, in order. Hidden directories, `target` and `node_modules` are
/// left out, and links are not followed.
pub fn policies(limits: &Limits) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = MOST_ENTRIES;
    walk(Path::new(""), 0, &mut left, &mut found);
    found.sort();
    found.retain(|path| has_tests(path, limits));
    found
}

fn walk(folder: &Path, depth: usize, left: &mut usize, found: &mut Vec<PathBuf>) {
    let named = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // What cannot be read is nobody's business here.
    let Ok(entries) = std::fs::read_dir(named) else { return };
    for entry in entries.flatten() {
        let Some(less) = left.checked_sub(1) else { return };
        *left = less;
        let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else { continue };
        let name = name.to_string_lossy();
        let path = folder.join(name.as_ref());
        if kind.is_dir() && depth < DEEPEST && !is_left_out(&name) {
            walk(&path, depth + 1, left, found);
        } else if kind.is_file() && path.extension().is_some_and(|ending| ending == "policy") {
            found.push(path);
        }
    }
}

fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "target" | "node_modules")
}

fn has_tests(path: &Path, limits: &Limits) -> bool {
    let Ok(octets) = files::octets(path, limits.source_bytes) else { return false };
    let Ok(text) = String::from_utf8(octets) else { return false };
    let (file, _) = parse(&text, FileId::default(), limits);
    file.items.iter().any(|item| matches!(item.kind, ItemKind::Test(_)))
}
