//! What several compilations have found: sorted, each thing once, counted.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::SourceMap;

/// Diagnostics, each with the files that it is about.
#[derive(Debug, Clone)]
pub struct Findings<'a>(Vec<(&'a Diagnostic, &'a SourceMap)>);

impl<'a> Findings<'a> {
    /// The diagnostics of each compilation by place. What two of them say of one place in a file
    /// that both use is said once.
    pub fn of(runs: impl IntoIterator<Item = (&'a [Diagnostic], &'a SourceMap)>) -> Self {
        let mut seen: HashSet<(&str, u32, u32, Code, &str)> = HashSet::new();
        let mut all = Vec::new();
        for (diagnostics, sources) in runs {
            let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
            sorted.sort_by_key(|found| {
                (found.primary.span, found.severity, found.code, &found.message)
            });
            all.extend(sorted.into_iter().map(|found| (found, sources)));
        }
        all.retain(|(found, sources)| {
            let span = found.primary.span;
            let name = sources.get(span.file).map_or("", |file| file.name.as_ref());
            seen.insert((name, span.start, span.end, found.code, found.message.as_str()))
        });
        Findings(all)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Diagnostic, &'a SourceMap)> + '_ {
        self.0.iter().copied()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|(found, _)| found.severity == severity).count()
    }
}
