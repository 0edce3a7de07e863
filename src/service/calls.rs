//! Call hierarchy: rules and conditions, and the conditions that they use.

use std::ops::Range;

use crate::service::analysis::{Analysis, ROOT};
use crate::service::navigation::Place;
use crate::service::outline::{Symbol, SymbolKind};
use crate::service::workspace::Workspace;
use crate::source::Span;

/// A condition, or a rule that uses conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callable {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// More about it.
    pub detail: String,
    /// The file that declares it.
    pub file: String,
    /// All of it, in octets.
    pub range: Range<u32>,
    /// Its name, in octets.
    pub selection: Range<u32>,
}

/// A condition and where it is used, or a user and the places where it uses one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The other end.
    pub other: Callable,
    /// The names, in octets of the user's file.
    pub at: Vec<Range<u32>>,
}

impl Workspace {
    /// The condition or rule at an offset.
    pub fn callable(&self, file: &str, offset: u32) -> Option<Callable> {
        let analysis = self.analysis(file)?;
        if let Some(target) = analysis.target(offset)
            && let Some(symbol) = analysis.symbol(target.definition).filter(can_call)
        {
            return Some(callable(analysis.file_name(target.definition.file), &symbol));
        }
        let rule = analysis.outline().iter().find(|symbol| {
            can_call(symbol) && symbol.selection.start <= offset && offset <= symbol.selection.end
        })?;
        Some(callable(file, rule))
    }

    /// Who uses a condition, in all files.
    pub fn callers(&self, of: &Callable) -> Vec<Call> {
        let definition =
            Place { file: of.file.clone(), range: (of.selection.start, of.selection.end) };
        let mut calls: Vec<Call> = Vec::new();
        for used in self.uses_of(&definition) {
            let Some(analysis) = self.analysis(&used.file) else { continue };
            let Some(symbol) = analysis.caller_around(used.range.0) else { continue };
            let other = callable(&used.file, symbol);
            let at = used.range.0..used.range.1;
            match calls.iter_mut().find(|call| call.other == other) {
                Some(call) => call.at.push(at),
                None => calls.push(Call { other, at: vec![at] }),
            }
        }
        calls
    }

    /// The conditions that a condition or a rule uses.
    pub fn callees(&self, of: &Callable) -> Vec<Call> {
        let Some(analysis) = self.analysis(&of.file) else { return Vec::new() };
        let mut calls: Vec<Call> = Vec::new();
        let uses = analysis.index.uses_in(ROOT).iter();
        for used in uses.filter(|used| of.range.contains(&used.span.start)) {
            let Some(symbol) = analysis.symbol(used.definition) else { continue };
            if symbol.kind != SymbolKind::Condition {
                continue;
            }
            let other = callable(analysis.file_name(used.definition.file), &symbol);
            let at = used.span.start..used.span.end;
            match calls.iter_mut().find(|call| call.other == other) {
                Some(call) => call.at.push(at),
                None => calls.push(Call { other, at: vec![at] }),
            }
        }
        calls
    }
}

impl Analysis {
    fn caller_around(&self, offset: u32) -> Option<&Symbol> {
        self.outline().iter().find(|symbol| can_call(symbol) && symbol.range.contains(&offset))
    }

    /// The name of a rule as a span of the file.
    pub(super) const fn selection(symbol: &Symbol) -> Span {
        Span::new(ROOT, symbol.selection.start, symbol.selection.end)
    }
}

fn can_call(symbol: &Symbol) -> bool {
    matches!(symbol.kind, SymbolKind::Condition | SymbolKind::Rule)
}

fn callable(file: &str, symbol: &Symbol) -> Callable {
    Callable {
        name: symbol.name.clone(),
        kind: symbol.kind,
        detail: symbol.detail.clone(),
        file: file.to_owned(),
        range: symbol.range.clone(),
        selection: symbol.selection.clone(),
    }
}
