//! Rows whose parts stand in columns: the claims of a record, the members of an enum, the cases of
//! a test.

use super::doc::{Doc, WIDTH};
use super::shape::{Node, Row, Shaper};
use crate::syntax::grammar::Rule;

/// The parts of a row.
struct Cells<'t> {
    blank: bool,
    /// The first column, and the comments before the row.
    first: Doc<'t>,
    /// Columns that it takes; 0 when it cannot be on one line.
    width: usize,
    /// `at …`
    at: Option<Doc<'t>>,
    /// What follows the columns.
    rest: Vec<Doc<'t>>,
}

impl<'t> Shaper<'_, 't> {
    /// Rows of a table. Commas between them are written only where they stand on one line.
    pub fn table(&mut self, parts: &[Node<'t>]) -> Vec<Row<'t>> {
        let mut rows: Vec<Cells<'t>> = Vec::new();
        for part in parts {
            if part.as_rule() != Rule::comma {
                rows.push(self.cells(part));
            } else if let Some(row) = rows.last_mut() {
                row.rest.push(self.left_out(part));
            }
        }
        let columns = Columns::of(&rows);
        rows.into_iter().map(|cells| columns.row(cells)).collect()
    }

    fn cells(&mut self, node: &Node<'t>) -> Cells<'t> {
        let blank = self.blank_before(node);
        let mut cells = Cells { blank, first: Doc::Text(""), width: 0, at: None, rest: Vec::new() };
        for (place, part) in node.clone().into_inner().enumerate() {
            let doc = self.any(&part);
            match part.as_rule() {
                _ if place == 0 => {
                    cells.width = doc.width().unwrap_or(0);
                    cells.first = doc;
                }
                Rule::at => cells.at = Some(doc),
                // `iss: "…"`, with nothing in columns.
                Rule::colon if node.as_rule() == Rule::given_field => {
                    cells.width = 0;
                    cells.rest.push(doc);
                }
                _ => cells.rest.extend([Doc::Space, doc]),
            }
        }
        cells
    }
}

/// How wide the columns of a table are, in characters.
struct Columns {
    first: usize,
    /// Only where every row has something there.
    at: Option<usize>,
}

impl Columns {
    fn of(rows: &[Cells<'_>]) -> Columns {
        let at: Option<Vec<usize>> =
            rows.iter().map(|row| Some(row.at.as_ref()?.width().unwrap_or(0))).collect();
        // A first column that leaves no room makes none.
        let widths = rows.iter().map(|row| row.width).filter(|width| *width <= WIDTH * 3 / 5);
        Columns {
            first: widths.max().unwrap_or(0),
            at: at.and_then(|widths| widths.into_iter().max()),
        }
    }

    fn row<'t>(&self, cells: Cells<'t>) -> Row<'t> {
        let missing = if cells.width == 0 { 0 } else { self.first.saturating_sub(cells.width) };
        let mut parts = vec![cells.first, Doc::Pad(missing)];
        if let Some(at) = cells.at {
            let width = at.width().unwrap_or(0);
            let missing = self.at.map_or(0, |widest| widest.saturating_sub(width));
            parts.extend([Doc::Space, at, Doc::Pad(missing)]);
        }
        parts.extend(cells.rest);
        Row { doc: Doc::Many(parts), blank: cells.blank }
    }
}
