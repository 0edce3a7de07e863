//! Code lenses: the size of the policy, tests to run, credentials beside the file to evaluate.

use std::ops::Range;

use crate::service::hover::size_words;
use crate::service::outline::SymbolKind;
use crate::service::workspace::Workspace;

/// Words above a line, and what happens when they are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The line's first word or name, in octets.
    pub range: Range<u32>,
    /// The words.
    pub title: String,
    /// What happens.
    pub task: Task,
}

/// What an editor can ask to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Nothing: the words are all.
    Nothing,
    /// Run the test of this name.
    Test(String),
    /// Evaluate the credential in this file.
    Evaluate(String),
}

impl Workspace {
    /// The lenses of a file, by place.
    pub fn lenses(&self, file: &str) -> Vec<Lens> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let mut lenses = Vec::new();
        for symbol in analysis.outline() {
            let range = symbol.selection.clone();
            match symbol.kind {
                SymbolKind::Policy => {
                    lenses.extend(self.of_policy(file, &range));
                }
                SymbolKind::Test => lenses.push(Lens {
                    range,
                    title: "run test".into(),
                    task: Task::Test(symbol.name.clone()),
                }),
                _ => {}
            }
        }
        lenses
    }

    fn of_policy(&self, file: &str, range: &Range<u32>) -> Vec<Lens> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let Some(size) = analysis.size() else { return Vec::new() };
        let entries = size.rules.values().map(|(entries, _)| entries).sum();
        let mut lenses = vec![Lens {
            range: range.clone(),
            title: size_words(entries, size.octets),
            task: Task::Nothing,
        }];
        lenses.extend(self.credentials_beside(file).into_iter().map(|credential| {
            let short = credential.rsplit('/').next().unwrap_or(&credential);
            let title = match self.evaluate(file, &credential) {
                Ok(evaluation) => format!("evaluate against {short}: {}", evaluation.verdict),
                Err(why) => format!("evaluate against {short}: {why}"),
            };
            Lens { range: range.clone(), title, task: Task::Evaluate(credential) }
        }));
        lenses
    }
}
