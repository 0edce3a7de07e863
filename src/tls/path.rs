//! Where in a structure a reader or writer is: field names and places in lists.

use std::fmt;

/// One step into a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a field.
    Field(&'static str),
    /// Into a list, counted from 0.
    Index(usize),
}

/// The steps from the root. Pushing one costs nothing but a word or two; it becomes text only when
/// an error or a note is made.
#[derive(Debug, Clone, Default)]
pub(super) struct Path(Vec<Step>);

impl Path {
    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// How many lists the place is in.
    pub(super) fn depth(&self) -> usize {
        self.0.iter().filter(|step| matches!(step, Step::Index(_))).count()
    }

    /// The steps since the innermost list, its index included: `[0].claimset`. An element that is
    /// no structure has the name of its list: `role_capabilities[0]`.
    pub(super) fn label(&self) -> String {
        let last = self.0.len().saturating_sub(1);
        let start = match self.0.iter().rposition(|step| matches!(step, Step::Index(_))) {
            Some(index) if index == last => index.saturating_sub(1),
            Some(index) => index,
            None => 0,
        };
        Path(self.0.get(start..).unwrap_or_default().to_vec()).to_string()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if position > 0 => write!(f, ".{name}")?,
                Step::Field(name) => f.write_str(name)?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
