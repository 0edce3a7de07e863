//! Diagnostics as one line each, in the form that every editor's list of errors reads.

use super::Findings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::syntax::unseen::visible;

/// `file:line:column: error[CODE]: message`, one a line; columns count characters, from 1. Help and
/// notes are left out.
pub fn lines(findings: &Findings<'_>) -> String {
    findings.iter().map(|(found, sources)| line(found, sources)).collect()
}

fn line(found: &Diagnostic, sources: &SourceMap) -> String {
    let word = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = sources.get(found.primary.span.file).map(|file| {
        let from = file.line_column(found.primary.span.start);
        format!("{}:{}:{}: ", visible(&file.name), from.line, from.column)
    });
    let (place, message) = (place.unwrap_or_default(), visible(&found.message));
    format!("{place}{word}[{}]: {message}\n", found.code)
}

#[cfg(test)]
mod tests {
    use crate::compile::{Checkup, check_with};
    use crate::diagnostic::Levels;
    use crate::limits::Limits;
    use crate::source::NoFiles;

    fn check(name: &str, text: &str) -> Checkup {
        check_with(name, text, &NoFiles, &Limits::default(), &Levels::default())
    }

    #[test]
    fn a_line_a_diagnostic() {
        let two = check("ü.policy", "let a = \"é\" type t = nothing\nlet b = c");
        let found = super::Findings::of([(two.diagnostics.as_slice(), &two.sources)]);
        let text = super::lines(&found);
        assert!(text.contains("ü.policy:1:22: error[E0201]: "), "{text}");
        assert!(text.contains("ü.policy:2:9: error[E0201]: "), "{text}");
        assert_eq!(text.lines().count(), two.diagnostics.len(), "{text}");
    }

    #[test]
    fn a_name_stays_on_its_line() {
        let one = check("a\nb.policy", "let b = c");
        let found = super::Findings::of([(one.diagnostics.as_slice(), &one.sources)]);
        let text = super::lines(&found);
        assert!(text.lines().all(|line| line.contains(".policy:1:")), "{text}");
    }
}
