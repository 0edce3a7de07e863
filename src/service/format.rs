//! Formatting: a file in the one style of the language, as changes of whole lines.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::service::rename::Edit;
use crate::service::workspace::Workspace;
use crate::syntax::format::format;

impl Workspace {
    /// The changes that lay a file out in the one style, by place; none when it is so already.
    pub fn format(&self, file: &str) -> Option<Vec<Edit>> {
        let text = self.text(file)?;
        if self.is_foreign(file) {
            return None;
        }
        Some(changes(file, &text, &format(&text, self.limits()).text))
    }
}

impl Workspace {
    /// Of the changes that [`Workspace::format`] gives, those in the item that ends at an offset:
    /// what was just typed ended it. None when no item ends there, or it cannot be read.
    pub fn format_ended(&self, file: &str, offset: u32) -> Option<Vec<Edit>> {
        let edits = self.format(file)?;
        let analysis = self.analysis(file)?;
        let item = analysis.items().iter().find(|item| item.span.end == offset)?.span;
        let inside = |edit: &Edit| item.start <= edit.range.1 && edit.range.0 < item.end;
        Some(edits.into_iter().filter(inside).collect())
    }
}

/// Runs of lines that differ. What stays the same is left alone, so that cursors and marks stay.
fn changes(file: &str, before: &str, after: &str) -> Vec<Edit> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut offset = 0_u32;
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let start = offset;
        let lines = old.get(op.old_range()).unwrap_or_default();
        let octets: usize = lines.iter().map(|line| line.len()).sum();
        // A source is shorter than that: a limit holds it.
        offset = offset.saturating_add(u32::try_from(octets).unwrap_or(u32::MAX));
        if !matches!(op, DiffOp::Equal { .. }) {
            let text = new.get(op.new_range()).unwrap_or_default().concat();
            edits.push(Edit { file: file.to_owned(), range: (start, offset), text });
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(before: &str, edits: &[Edit]) -> String {
        let mut text = before.to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(edit.range.0 as usize..edit.range.1 as usize, &edit.text);
        }
        text
    }

    #[test]
    fn changes_give_the_other_text() {
        let texts = ["", "\n", "a\nb\nc\n", "a\nc", "a\nb\nb\nc\n", "ü\nb\n\nc\nd", "x"];
        for before in texts {
            for after in texts {
                assert_eq!(applied(before, &changes("f", before, after)), after, "{before:?}");
            }
        }
    }

    #[test]
    fn lines_that_are_right_are_left_alone() {
        let edits = changes("f", "a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");
        let ranges: Vec<_> = edits.iter().map(|edit| edit.range).collect();
        assert_eq!(ranges, [(2, 4), (8, 8)]);
    }
}
