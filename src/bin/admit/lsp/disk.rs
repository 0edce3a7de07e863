//! The files around those that are open in the editor.

use std::path::{Path, PathBuf};

use admit::limits::Limits;
use admit::service::Files;

use crate::files;

/// Files of one folder, and policies of the workspace, that are looked at.
const MOST_FILES: usize = 1_000;

/// Folders that are looked through for policies.
const MOST_FOLDERS: usize = 2_000;

/// The disk.
pub struct Disk {
    pub limits: Limits,
}

impl Files for Disk {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let limit = self.limits.source_bytes.max(self.limits.credential_bytes);
        // Reading a pipe or a device could wait for ever.
        if !Path::new(name).is_file() {
            return Err("no such file".into());
        }
        files::read(Path::new(name), limit).map_err(|failure| failure.to_string())
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let Some(folder) = Path::new(name).parent().filter(|folder| folder.is_absolute()) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries(folder)
            .filter(|path| path.is_file())
            .filter_map(|path| name_of(&path))
            .collect();
        names.sort();
        names
    }

    fn policies(&self, folder: &str) -> Vec<String> {
        let root = PathBuf::from(folder);
        if !root.is_absolute() {
            return Vec::new();
        }
        let mut folders = vec![root];
        let (mut names, mut next) = (Vec::new(), 0);
        while let Some(folder) = folders.get(next).cloned() {
            next += 1;
            for path in entries(&folder) {
                if path.is_dir() && !path.is_symlink() && !is_skipped(&path) {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "policy") {
                    names.extend(name_of(&path));
                }
            }
            if next >= MOST_FOLDERS || names.len() >= MOST_FILES {
                break;
            }
        }
        names.sort();
        names
    }

    /// A copy in the user's cache, written when it is first asked for.
    fn copy(&self, path: &str, text: &str) -> Option<String> {
        let path = cache()?.join("admit").join(env!("CARGO_PKG_VERSION")).join(path);
        let is_there = std::fs::read(&path).is_ok_and(|octets| octets == text.as_bytes());
        if !is_there {
            std::fs::create_dir_all(path.parent()?).ok()?;
            std::fs::write(&path, text).ok()?;
        }
        name_of(&path)
    }
}

/// Where programs keep what they can make again. A variable that names no absolute path counts as
/// not set, as the XDG specification wants it.
fn cache() -> Option<PathBuf> {
    let set = |variable: &str| {
        std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
    };
    set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let all = std::fs::read_dir(folder).into_iter().flatten();
    all.flatten().take(MOST_FILES).map(|entry| entry.path())
}

/// Folders in which nobody writes policies.
fn is_skipped(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with('.') || matches!(name, "target" | "node_modules")
}

/// The name of a file, with `/` everywhere.
fn name_of(path: &Path) -> Option<String> {
    let name = path.to_str()?;
    Some(if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() })
}
