//! Symbols: what a file declares, and what all files do.

use crate::service::navigation::Place;
use crate::service::outline::{Symbol, SymbolKind};
use crate::service::workspace::Workspace;

/// How many symbols a search gives.
const MOST: usize = 500;

/// A symbol of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// What it is declared in; empty at the top.
    pub container: String,
    /// Its name's place.
    pub place: Place,
}

impl Workspace {
    /// What a file declares, in order.
    pub fn symbols(&self, file: &str) -> Vec<Symbol> {
        self.analysis(file).map(|analysis| analysis.outline().to_vec()).unwrap_or_default()
    }

    /// What all files declare whose name has the letters of the query in their order.
    pub fn search(&self, query: &str) -> Vec<Found> {
        let mut all = Vec::new();
        for analysis in self.all() {
            for item in analysis.outline() {
                for symbol in item.all() {
                    if !fits(&symbol.name, query) {
                        continue;
                    }
                    let container = if symbol == item { String::new() } else { item.name.clone() };
                    let range = (symbol.selection.start, symbol.selection.end);
                    let place = Place { file: analysis.name.clone(), range };
                    all.push(Found {
                        name: symbol.name.clone(),
                        kind: symbol.kind,
                        container,
                        place,
                    });
                    if all.len() >= MOST {
                        return all;
                    }
                }
            }
        }
        all
    }
}

/// Whether a name has the letters of a query in their order, whatever their case.
fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
