//! The open files, and what is known of each as long as nothing that it reads has changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use crate::diagnostic::Code;
use crate::limits::Limits;
use crate::service::analysis::Analysis;
use crate::service::files::{Files, Overlay, text_of};
use crate::syntax::Memory;

/// How many files of the workspace are looked through for uses of a name.
const MOST_FILES: usize = 1_000;

/// Everything that an editor has open, and the files around it.
pub struct Workspace {
    files: Box<dyn Files>,
    limits: Limits,
    folders: Vec<String>,
    open: BTreeMap<String, Rc<str>>,
    known: RefCell<HashMap<String, Rc<Analysis>>>,
    memory: RefCell<Memory>,
}

impl Workspace {
    /// A workspace with nothing open.
    pub fn new(files: Box<dyn Files>, limits: Limits) -> Workspace {
        let (folders, open, known) = (Vec::new(), BTreeMap::new(), RefCell::default());
        let memory = RefCell::default();
        Workspace { files, limits, folders, open, known, memory }
    }

    /// Adds a folder whose policies belong together.
    pub fn add_folder(&mut self, folder: &str) {
        self.folders.push(folder.trim_end_matches('/').to_owned());
    }

    /// Takes a folder away.
    pub fn remove_folder(&mut self, folder: &str) {
        self.folders.retain(|known| known != folder.trim_end_matches('/'));
    }

    /// Opens a file with the editor's text, or replaces all of it.
    pub fn open(&mut self, name: &str, text: String) {
        self.open.insert(name.to_owned(), text.into());
        self.changed(name);
    }

    /// Puts a text in the place of some octets of an open file. What is not a piece of it changes
    /// nothing; whether it did.
    pub fn edit(&mut self, name: &str, range: Range<u32>, with: &str) -> bool {
        let Some(text) = self.open.get(name) else { return false };
        let (start, end) = (range.start as usize, range.end as usize);
        let (Some(before), Some(_), Some(after)) =
            (text.get(..start), text.get(start..end), text.get(end..))
        else {
            return false;
        };
        let text = [before, with, after].concat();
        self.open(name, text);
        true
    }

    /// Closes a file; what is on the disk counts again.
    pub fn close(&mut self, name: &str) {
        self.open.remove(name);
        self.changed(name);
    }

    /// Says that a file changed, came or went outside of the editor.
    pub fn changed(&mut self, name: &str) {
        self.known.borrow_mut().retain(|_, analysis| !analysis.depends_on(name));
    }

    /// The text of a file: what is open, else the standard library, else what is on the disk.
    pub fn text(&self, name: &str) -> Option<Rc<str>> {
        if let Some(text) = self.open.get(name) {
            return Some(Rc::clone(text));
        }
        if let Some(text) = crate::check::stdlib::text(name) {
            return Some(text.into());
        }
        text_of(self.files.as_ref(), name).ok().map(Rc::from)
    }

    /// Whether the file is open.
    pub fn is_open(&self, name: &str) -> bool {
        self.open.contains_key(name)
    }

    /// The bounds.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether a file belongs to another program that uses the ending `.policy`.
    pub fn is_foreign(&self, name: &str) -> bool {
        self.open.get(name).is_some_and(|text| is_foreign(text))
    }

    /// The open files that have to be looked at anew.
    pub fn stale(&self) -> Vec<String> {
        let known = self.known.borrow();
        self.open.keys().filter(|name| !known.contains_key(*name)).cloned().collect()
    }

    /// The text of a module of the standard library.
    pub fn library_text(module: &str) -> Option<&'static str> {
        crate::check::stdlib::text(module)
    }

    /// Where a module of the standard library can be opened as a file.
    pub fn library(&self, module: &str) -> Option<String> {
        let text = crate::check::stdlib::text(module)?;
        self.files.copy(&format!("{}.policy", module.replace('.', "/")), text)
    }

    /// Where the page of a code can be opened as a file.
    pub fn error_page(&self, code: Code) -> Option<String> {
        self.files.copy(&format!("errors/{code}.md"), code.page())
    }

    /// Who reads files.
    pub(super) fn files(&self) -> &dyn Files {
        self.files.as_ref()
    }

    /// What is known of a file. `None` when there is no such file, or it is none of the language.
    pub(super) fn analysis(&self, name: &str) -> Option<Rc<Analysis>> {
        if let Some(known) = self.known.borrow().get(name) {
            return Some(Rc::clone(known));
        }
        let text = self.text(name)?;
        if is_foreign(&text) {
            return None;
        }
        let loader = Overlay { open: &self.open, files: self.files.as_ref() };
        let analysis = Rc::new(Analysis::new(name, &text, &loader, &self.limits, &self.memory));
        self.known.borrow_mut().insert(name.to_owned(), Rc::clone(&analysis));
        Some(analysis)
    }

    /// What is known of every file that could use a name of this one: those that are open, and
    /// those of the workspace.
    pub(super) fn all(&self) -> Vec<Rc<Analysis>> {
        let mut names: Vec<String> = self.open.keys().cloned().collect();
        let inside = self.folders.iter().flat_map(|folder| self.files.policies(folder));
        names.extend(inside.filter(|name| !self.is_open(name)));
        names.sort();
        names.dedup();
        names.iter().take(MOST_FILES).filter_map(|name| self.analysis(name)).collect()
    }
}

/// Whether a text belongs to another program that uses the ending `.policy`: XML does.
pub fn is_foreign(text: &str) -> bool {
    text.trim_start_matches('\u{FEFF}').trim_start().starts_with('<')
}
