//! Formatting: the seam to the one style of the language.

use crate::service::rename::Edit;
use crate::service::workspace::Workspace;

impl Workspace {
    /// The changes that lay a file out in the one style; none while there is no formatter.
    pub fn format(&self, _file: &str) -> Option<Vec<Edit>> {
        None
    }
}
