//! Inlay hints: the index of a role where it is named, and what a rule lowers to.

use std::ops::Range;

use crate::service::analysis::{Analysis, ROOT};
use crate::service::hover::size_words;
use crate::service::workspace::Workspace;
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Path, RoleRef, RoleSetting, RuleOutcome};

/// Words that are shown in the text without being part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where, as an octet.
    pub at: u32,
    /// What.
    pub text: String,
}

impl Workspace {
    /// The hints within some octets of a file, by place.
    pub fn hints(&self, file: &str, range: &Range<u32>) -> Vec<Hint> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let mut hints = analysis.hints(range);
        hints.sort_by_key(|hint| hint.at);
        hints
    }
}

impl Analysis {
    fn hints(&self, range: &Range<u32>) -> Vec<Hint> {
        let mut hints = Vec::new();
        let seen = |span: Span| span.start <= range.end && range.start <= span.end;
        for item in self.items().iter().filter(|item| seen(item.span)) {
            match &item.kind {
                ItemKind::Rule(rule) => {
                    if let RuleOutcome::Admit { role, .. } = &rule.outcome {
                        hints.extend(self.index_of(role));
                    }
                    let size = self.rule_size(item.span);
                    hints.extend(size.map(|(entries, octets)| Hint {
                        at: item.span.end,
                        text: size_words(entries, octets),
                    }));
                }
                ItemKind::Role(role) => {
                    hints.extend(role.extends.as_ref().and_then(|path| self.index_of(path)));
                    for setting in &role.settings {
                        let RoleSetting::MayMove { from, to } = &setting.node else { continue };
                        let named = std::iter::once(from).chain(to).filter_map(|role| match role {
                            RoleRef::Named(path) => self.index_of(path),
                            RoleRef::Number(_) => None,
                        });
                        hints.extend(named);
                    }
                }
                _ => {}
            }
        }
        hints.retain(|hint| range.start <= hint.at && hint.at <= range.end);
        hints
    }

    /// `= 5` behind a role's name.
    fn index_of(&self, path: &Path) -> Option<Hint> {
        let last = path.segments.last()?;
        let used = self.index.use_at(ROOT, last.span.start)?;
        let role = self.index.known.roles.get(&self.def(used.definition)?)?;
        Some(Hint { at: last.span.end, text: format!("= {}", role.index) })
    }
}
