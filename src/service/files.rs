//! The files that are not open in the editor: who reads them, and how one file has one name.

use std::collections::BTreeMap;

use crate::source::{LoadError, Loaded, Loader};

/// Who reads files. Names are paths with `/`; the same file always has the same name.
pub trait Files {
    /// The content of a file, bounded by whoever reads.
    ///
    /// # Errors
    /// Words for the user.
    fn read(&self, name: &str) -> Result<Vec<u8>, String>;

    /// The names of the files in the folder of a file, in order; not those of folders in it.
    fn beside(&self, name: &str) -> Vec<String>;

    /// Where a copy of a text that the program holds can be opened: the name of a file that ends
    /// with the path given. `None` where no copies are kept.
    fn copy(&self, _path: &str, _text: &str) -> Option<String> {
        None
    }

    /// The names of the policies in a folder and those in it, in order and bounded.
    fn policies(&self, folder: &str) -> Vec<String>;
}

/// A workspace without files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _name: &str) -> Result<Vec<u8>, String> {
        Err("files cannot be read here".into())
    }

    fn beside(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    fn policies(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What is open in the editor before what is on the disk.
pub(super) struct Overlay<'a> {
    pub(super) open: &'a BTreeMap<String, std::rc::Rc<str>>,
    pub(super) files: &'a dyn Files,
}

impl Loader for Overlay<'_> {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let name = joined(path, from);
        let text = match self.open.get(&name) {
            Some(text) => text.to_string(),
            None => text_of(self.files, &name).map_err(LoadError)?,
        };
        Ok(Loaded { name, text })
    }
}

/// A file's text.
pub(super) fn text_of(files: &dyn Files, name: &str) -> Result<String, String> {
    String::from_utf8(files.read(name)?).map_err(|_| "it is not UTF-8".into())
}

/// The name of a file that another one names by a path from its own folder.
pub(super) fn joined(path: &str, from: &str) -> String {
    let path = path.replace('\\', "/");
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if is_absolute || (folder.is_empty() && !from.starts_with('/')) {
        path
    } else {
        format!("{folder}/{path}")
    };
    tidied(&whole)
}

/// The path without `.` and without `name/..`.
fn tidied(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("", Some(_)) => {}
            ("..", Some(last)) if !matches!(*last, "" | "..") => {
                parts.pop();
            }
            ("..", Some(&"")) => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_files_there_is_nothing() {
        assert!(NoFiles.read("/a.policy").is_err());
        assert_eq!(NoFiles.copy("errors/E0101.md", "text"), None);
        assert!(NoFiles.beside("/a.policy").is_empty() && NoFiles.policies("/").is_empty());
    }

    #[test]
    fn a_path_begins_at_the_folder_of_its_file() {
        assert_eq!(joined("b.policy", "/x/a.policy"), "/x/b.policy");
        assert_eq!(joined("../c/./b.policy", "/x/a.policy"), "/c/b.policy");
        assert_eq!(joined("../../b.policy", "/x/a.policy"), "/b.policy");
        assert_eq!(joined("b.policy", "a.policy"), "b.policy");
        assert_eq!(joined("../b.policy", "a.policy"), "../b.policy");
        assert_eq!(joined("/y/b.policy", "/x/a.policy"), "/y/b.policy");
        assert_eq!(joined("b.policy", "/a.policy"), "/b.policy");
        assert_eq!(joined("c//b.policy", "/x/a.policy"), "/x/c/b.policy");
    }
}
