//! Names whose declaration could not be read: what is said of that is not said again at each use.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::syntax::ast::Lost;

/// What unreadable text may have declared, in all modules.
#[derive(Debug, Default)]
pub(crate) struct LostNames {
    /// Names in unreadable text.
    names: HashSet<String>,
    nameless: RefCell<Nameless>,
}

/// Declarations without a name.
#[derive(Debug, Default)]
struct Nameless {
    /// What they declared, by the words of [`Lost`].
    left: Vec<&'static str>,
    /// Names that nothing has, and that were put down to one of them.
    taken: HashSet<String>,
}

impl LostNames {
    /// Takes what one file has lost.
    pub(crate) fn add(&mut self, lost: &Lost) {
        self.names.extend(lost.names.iter().map(|name| name.node.clone()));
        self.nameless.get_mut().left.extend(&lost.nameless);
    }

    /// Whether a name that leads nowhere may be that of a declaration that has lost its own. Each
    /// such declaration accounts for one name; `words` are those of [`Lost`].
    pub(crate) fn explains(&self, words: &[&str], name: &str) -> bool {
        let mut nameless = self.nameless.borrow_mut();
        if nameless.taken.contains(name) {
            return true;
        }
        let Some(at) = nameless.left.iter().position(|word| words.contains(word)) else {
            return false;
        };
        nameless.left.swap_remove(at);
        nameless.taken.insert(name.to_owned());
        true
    }

    /// The same for a name that should be that of a claim, or also of something else.
    pub(crate) fn explains_claim(&self, name: &str, or: &[&str]) -> bool {
        self.names.contains(name) || self.explains(&["claim"], name) || self.explains(or, name)
    }
}
