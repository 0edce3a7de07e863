//! Quick fixes: the repairs that diagnostics suggest.

use std::ops::Range;

use crate::diagnostic::{Applicability, Code};
use crate::service::analysis::ROOT;
use crate::service::navigation::Place;
use crate::service::rename::Edit;
use crate::service::workspace::Workspace;

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does: "use `contains`".
    pub title: String,
    /// The diagnostic that it repairs.
    pub code: Code,
    /// Where that is, in octets.
    pub range: Range<u32>,
    /// Whether it can be applied without asking.
    pub is_certain: bool,
    /// What it changes.
    pub edit: Edit,
}

impl Workspace {
    /// The repairs of what is wrong within some octets of a file.
    pub fn fixes(&self, file: &str, range: &Range<u32>) -> Vec<Fix> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let mut fixes = Vec::new();
        for found in analysis.all_diagnostics() {
            let at = found.primary.span;
            if at.file != ROOT || at.end < range.start || range.end < at.start {
                continue;
            }
            for suggestion in found.suggestions.iter().filter(|fix| fix.span.file == ROOT) {
                let Place { file, range } = analysis.place(suggestion.span);
                fixes.push(Fix {
                    title: suggestion.message.clone(),
                    code: found.code,
                    range: at.start..at.end,
                    is_certain: suggestion.applicability == Applicability::Certain,
                    edit: Edit { file, range, text: suggestion.replacement.clone() },
                });
            }
        }
        fixes
    }
}
