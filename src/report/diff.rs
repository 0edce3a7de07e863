//! What a repair changes, as a unified diff.

use similar::{ChangeTag, TextDiff};

use super::Style;
use crate::syntax::unseen::visible;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// A unified diff of two versions of a file: one that `patch` takes, or one for a terminal, in which
/// what the terminal could obey is written by its number.
pub fn unified(name: &str, before: &str, after: &str, is_shown: bool, style: Style) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    let mut line = |color: &str, text: &str| {
        let shown = if is_shown { visible(text.trim_end_matches('\r')) } else { text.to_owned() };
        match style.color {
            true => out.push_str(&format!("\u{1b}[{color}m{shown}\u{1b}[0m\n")),
            false => out.push_str(&format!("{shown}\n")),
        }
    };
    line("1", &format!("--- {}", visible(name)));
    line("1", &format!("+++ {}", visible(name)));
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        line("36", &hunk.header().to_string());
        for change in hunk.iter_changes() {
            let (color, sign) = match change.tag() {
                ChangeTag::Delete => ("31", '-'),
                ChangeTag::Insert => ("32", '+'),
                ChangeTag::Equal => ("0", ' '),
            };
            let text = change.value();
            line(color, &format!("{sign}{}", text.strip_suffix('\n').unwrap_or(text)));
            if change.missing_newline() {
                line("0", "\\ No newline at end of file");
            }
        }
    }
    out
}
