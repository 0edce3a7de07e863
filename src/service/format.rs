//! Formatting: a file in the one style of the language.

use crate::service::rename::Edit;
use crate::service::workspace::Workspace;
use crate::syntax;

impl Workspace {
    /// The change that lays a file out in the one style; none when it is so already.
    pub fn format(&self, file: &str) -> Option<Vec<Edit>> {
        let text = self.text(file)?;
        if self.is_foreign(file) {
            return None;
        }
        let formatted = syntax::format::format(&text, self.limits()).text;
        Some(change(file, &text, formatted).into_iter().collect())
    }
}

/// The smallest run of whole lines in which the texts differ, so that the cursor stays elsewhere.
fn change(file: &str, before: &str, after: String) -> Option<Edit> {
    if before == after {
        return None;
    }
    let same = |(one, other): &(&str, &str)| one == other;
    let (old, new) = (before.split_inclusive('\n'), after.split_inclusive('\n'));
    let start: usize =
        old.clone().zip(new.clone()).take_while(same).map(|(line, _)| line.len()).sum();
    let end: usize = old.rev().zip(new.rev()).take_while(same).map(|(line, _)| line.len()).sum();
    // The same lines may count from both ends.
    let end = end.min(before.len().min(after.len()).saturating_sub(start));
    let range = (u32::try_from(start).ok()?, u32::try_from(before.len() - end).ok()?);
    let text = after.get(start..after.len() - end)?.to_owned();
    Some(Edit { file: file.to_owned(), range, text })
}
