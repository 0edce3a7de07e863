//! The policies in a folder and the folders below.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::files;

/// Entries of folders that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// Folders inside one another.
const DEEPEST: usize = 32;

/// The files themselves, and the policies in folders and the folders below, in order.
pub fn policies(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if files::is_standard_input(path) || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let inside = below(path).map_err(|error| {
            let name = files::name(path);
            Failure::usage(format!("cannot read `{name}`: {}", files::reason(&error)))
        })?;
        found.extend(inside);
    }
    Ok(found)
}

/// The policies below a folder, in order. Hidden folders, `target` and `node_modules` are passed over,
/// and so are XML files, which share the extension, and what cannot be read; links are not followed,
/// since they could lead back. An empty path is the current folder.
pub fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut left) = (Vec::new(), MOST_ENTRIES);
    walk(folder, DEEPEST, &mut left, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, depth: usize, left: &mut usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let named = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(named)?.flatten() {
        let Some(less) = left.checked_sub(1) else { return Ok(()) };
        *left = less;
        let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else { continue };
        let path = folder.join(&name);
        let is_policy = path.extension().is_some_and(|ending| ending == "policy");
        if kind.is_dir() && depth > 0 && !is_left_out(&name.to_string_lossy()) {
            // What cannot be read further down is nobody's business here.
            let _ = walk(&path, depth - 1, left, found);
        } else if kind.is_file() && is_policy && !is_xml(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "target" | "node_modules")
}

/// Whether a file begins as XML does. One that cannot be read is reported when it is read.
fn is_xml(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    read.is_ok() && text.trim_ascii_start().starts_with(b"<")
}
