//! Diagnostics: what is wrong with a file, by place.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity, code};
use crate::service::analysis::{Analysis, ROOT};
use crate::service::navigation::Place;
use crate::service::workspace::Workspace;

/// One thing to say about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where, in octets.
    pub range: Range<u32>,
    /// Which kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Other places that matter.
    pub related: Vec<Note>,
    /// Whether what is there has no effect and can go.
    pub is_unnecessary: bool,
}

/// Another place that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
}

impl Workspace {
    /// What can be said of a file at once, and whether that is everything. What only the entries
    /// of a policy tell is left out until they are worked out.
    pub fn first_diagnostics(&self, file: &str) -> (Vec<Finding>, bool) {
        let Some(analysis) = self.analysis(file) else { return (Vec::new(), true) };
        if analysis.is_lowered() {
            return (self.diagnostics(file), true);
        }
        let of_check = analysis.checkup.diagnostics.iter();
        (sorted(of_check.filter_map(|found| analysis.finding(found)).collect()), false)
    }

    /// Whether the entries of a policy tell something.
    pub fn entries_tell(&self, file: &str) -> bool {
        self.analysis(file).is_some_and(|analysis| !analysis.lowering().diagnostics.is_empty())
    }

    /// Everything that is to be said of a file. What is wrong in a file that it uses is said where
    /// that file is used.
    pub fn diagnostics(&self, file: &str) -> Vec<Finding> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        sorted(analysis.all_diagnostics().filter_map(|found| analysis.finding(found)).collect())
    }
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| (finding.range.start, finding.range.end, finding.code));
    findings
}

impl Analysis {
    /// Those of the check and those of the lowering.
    pub(super) fn all_diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.checkup.diagnostics.iter().chain(&self.lowering().diagnostics)
    }

    fn finding(&self, found: &Diagnostic) -> Option<Finding> {
        let span = found.primary.span;
        let (range, message) = if span.file == ROOT {
            (span.start..span.end, full_message(found))
        } else {
            // Warnings of another file are its own affair.
            if found.severity == Severity::Warning {
                return None;
            }
            let name = self.file_name(span.file);
            (self.use_of(span.file)?, format!("in `{name}`: {}", full_message(found)))
        };
        let labels = found.labels.iter().filter(|label| !label.text.is_empty());
        let mut related: Vec<Note> = labels
            .map(|label| Note { place: self.place(label.span), message: label.text.clone() })
            .collect();
        if span.file != ROOT {
            related.insert(0, Note { place: self.place(span), message: found.message.clone() });
        }
        Some(Finding {
            range,
            code: found.code,
            severity: found.severity,
            message,
            related,
            is_unnecessary: is_unnecessary(found.code),
        })
    }

    /// The first `use` through which a file is reached.
    fn use_of(&self, file: crate::source::FileId) -> Option<Range<u32>> {
        let (wanted, _) = self.module_of(file)?;
        let (_, root) = self.index.modules.iter().next()?;
        let mut uses: Vec<_> =
            root.uses.iter().filter_map(|(item, target)| Some((*item, (*target)?))).collect();
        uses.sort_unstable();
        let reaches = |from: crate::check::modules::ModuleId| {
            let (mut seen, mut next) = (vec![from], 0);
            while let Some(id) = seen.get(next).copied() {
                if id == wanted {
                    return true;
                }
                let module = self.index.modules.get(id);
                let used = module.into_iter().flat_map(|module| module.uses.values().flatten());
                let fresh: Vec<_> = used.copied().filter(|id| !seen.contains(id)).collect();
                seen.extend(fresh);
                next += 1;
            }
            false
        };
        let item = uses.into_iter().find(|(_, target)| reaches(*target))?.0;
        let span = root.ast.items.get(item)?.span;
        Some(span.start..span.end)
    }
}

/// The message with what to do and why.
fn full_message(found: &Diagnostic) -> String {
    let mut message = found.message.clone();
    for help in &found.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    for note in &found.notes {
        message.push_str("\nnote: ");
        message.push_str(note);
    }
    message
}

/// What can be taken out without changing a decision.
fn is_unnecessary(found: Code) -> bool {
    [
        code::SHADOWED,
        code::NEVER_MATCHES,
        code::NEVER_TRUE,
        code::ANYONE_FIRST,
        code::NOTHING_TO_TAKE,
    ]
    .contains(&found)
}
