//! Making the certain repairs that diagnostics suggest.

use std::collections::BTreeMap;

use super::{Applicability, Diagnostic, Suggestion};
use crate::source::{FileId, SourceMap, Span};

/// A file after its repairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The new text.
    pub text: String,
    /// How many diagnostics it answers.
    pub count: usize,
}

/// Whether a diagnostic has repairs that need no second look.
pub fn is_certain(diagnostic: &Diagnostic) -> bool {
    certain(diagnostic).next().is_some()
}

/// Makes the certain repairs of the diagnostics. Those of one diagnostic are made together; where
/// two would change the same place, the first one is made. A file for which `may_change` says no is
/// left alone, and so is a repair that would change anything in it. Gives the files that change.
pub fn apply(
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    may_change: impl Fn(FileId) -> bool,
) -> BTreeMap<FileId, Repaired> {
    let mut taken: BTreeMap<(FileId, u32, u32), &str> = BTreeMap::new();
    let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let parts: Vec<&Suggestion> = certain(diagnostic).collect();
        let fits = |part: &&Suggestion| {
            may_change(part.span.file) && changes(part, sources) && !overlaps(&taken, part.span)
        };
        if parts.is_empty() || !parts.iter().all(fits) || clash(&parts) {
            continue;
        }
        for part in &parts {
            let span = part.span;
            taken.insert((span.file, span.start, span.end), part.replacement.as_str());
        }
        let file = parts.first().map_or(diagnostic.primary.span.file, |part| part.span.file);
        *counts.entry(file).or_default() += 1;
    }
    let mut files: BTreeMap<FileId, Repaired> = BTreeMap::new();
    for ((file, start, end), replacement) in taken.into_iter().rev() {
        let Some(original) = sources.get(file) else { continue };
        let repaired = files.entry(file).or_insert_with(|| Repaired {
            text: original.text.to_string(),
            count: counts.get(&file).copied().unwrap_or_default(),
        });
        // From the end to the start, so that offsets stay right.
        repaired.text.replace_range(Span::new(file, start, end).range(), replacement);
    }
    files
}

fn certain(diagnostic: &Diagnostic) -> impl Iterator<Item = &Suggestion> {
    diagnostic.suggestions.iter().filter(|part| part.applicability == Applicability::Certain)
}

/// Whether a repair fits its file and makes a difference.
fn changes(part: &Suggestion, sources: &SourceMap) -> bool {
    let old = sources.get(part.span.file).and_then(|file| file.text.get(part.span.range()));
    old.is_some_and(|old| old != part.replacement)
}

/// Whether a span shares text or an edge with one that is changed already: two changes that touch
/// may have meant different things by what lies between them.
fn overlaps(taken: &BTreeMap<(FileId, u32, u32), &str>, span: Span) -> bool {
    let touches = |(file, start, end): &(FileId, u32, u32)| {
        *file == span.file && *start <= span.end && span.start <= *end
    };
    // Taken spans do not overlap: only the neighbours in order can touch this one.
    let before = taken.range(..=(span.file, span.start, u32::MAX)).next_back();
    let after = taken.range((span.file, span.start, 0)..).next();
    before.into_iter().chain(after).any(|(place, _)| touches(place))
}

/// Whether the parts of one repair get in each other's way.
fn clash(parts: &[&Suggestion]) -> bool {
    let mut spans: Vec<Span> = parts.iter().map(|part| part.span).collect();
    spans.sort_unstable();
    spans.windows(2).any(|pair| match pair {
        [a, b] => a.file == b.file && b.start < a.end || a == b,
        _ => false,
    })
}
