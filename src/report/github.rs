//! Diagnostics as workflow commands of GitHub Actions: annotations beside the changed lines.

use super::Findings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::syntax::unseen::visible;

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=CODE::message`, one a line. Help and
/// notes follow the message as lines of their own.
pub fn commands(findings: &Findings<'_>) -> String {
    let one = |(found, sources)| command(found, sources) + "\n";
    findings.iter().map(one).collect()
}

fn command(found: &Diagnostic, sources: &SourceMap) -> String {
    let word = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(file) = sources.get(found.primary.span.file) {
        let from = file.line_column(found.primary.span.start);
        let to = file.line_column(found.primary.span.end);
        properties.push(format!("file={}", property(&file.name)));
        properties.push(format!("line={}", from.line));
        // Columns mean something within one line only.
        if from.line == to.line {
            properties.push(format!("col={}", from.column));
            properties.push(format!("endLine={}", to.line));
            properties.push(format!("endColumn={}", to.column.max(from.column)));
        } else {
            properties.push(format!("endLine={}", to.line));
        }
    }
    properties.push(format!("title={}", found.code));
    let help = found.help.iter().map(|help| format!("help: {help}"));
    let notes = found.notes.iter().map(|note| format!("note: {note}"));
    let lines: Vec<String> =
        std::iter::once(found.message.clone()).chain(help).chain(notes).collect();
    let lines: Vec<String> = lines.iter().map(|line| data(line)).collect();
    format!("::{word} {}::{}", properties.join(","), lines.join("%0A"))
}

/// What stands behind the last `::`.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, which must not end early.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
