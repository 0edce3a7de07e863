//! Rows whose parts stand in columns: the claims of a record, the members of an enum.

use super::doc::Doc;
use super::shape::{Node, Row, Shaper};
use crate::syntax::grammar::Rule;

/// The parts of a row.
struct Cells<'t> {
    blank: bool,
    /// The comments before the row, and its name.
    name: Doc<'t>,
    name_width: usize,
    /// `at …`
    at: Option<Doc<'t>>,
    /// What follows the columns.
    rest: Vec<Doc<'t>>,
}

impl<'t> Shaper<'_, 't> {
    /// The fields of a record, whose commas only stand on one line.
    pub fn fields(&mut self, parts: &[Node<'t>]) -> Vec<Row<'t>> {
        let rows = self.cells(parts);
        let columns = Columns::of(&rows);
        rows.into_iter().map(|cells| columns.row(cells)).collect()
    }

    /// The members of an enum, the same.
    pub fn members(&mut self, parts: &[Node<'t>]) -> Vec<Row<'t>> {
        self.fields(parts)
    }

    fn cells(&mut self, parts: &[Node<'t>]) -> Vec<Cells<'t>> {
        let mut rows: Vec<Cells<'t>> = Vec::new();
        for part in parts {
            if part.as_rule() != Rule::comma {
                rows.push(self.cells_of(part));
            } else if let Some(row) = rows.last_mut() {
                row.rest.push(self.left_out(part));
            }
        }
        rows
    }

    fn cells_of(&mut self, node: &Node<'t>) -> Cells<'t> {
        let mut cells = Cells {
            blank: self.blank_before(node),
            name: Doc::Text(""),
            name_width: 0,
            at: None,
            rest: Vec::new(),
        };
        for part in node.clone().into_inner() {
            let doc = self.any(&part);
            match part.as_rule() {
                Rule::field_name | Rule::member_name => {
                    cells.name = doc;
                    cells.name_width = part.as_str().chars().count();
                }
                Rule::at => cells.at = Some(doc),
                _ => cells.rest.extend([Doc::Space, doc]),
            }
        }
        cells
    }
}

/// How wide the columns of a table are, in characters.
struct Columns {
    name: usize,
    /// Only where every row has something there.
    at: Option<usize>,
}

impl Columns {
    fn of(rows: &[Cells<'_>]) -> Columns {
        let at: Option<Vec<usize>> =
            rows.iter().map(|row| Some(row.at.as_ref()?.width().unwrap_or(0))).collect();
        Columns {
            name: rows.iter().map(|row| row.name_width).max().unwrap_or(0),
            at: at.and_then(|widths| widths.into_iter().max()),
        }
    }

    fn row<'t>(&self, cells: Cells<'t>) -> Row<'t> {
        let mut parts = vec![cells.name, Doc::Pad(self.name.saturating_sub(cells.name_width))];
        if let Some(at) = cells.at {
            let width = at.width().unwrap_or(0);
            let pad = self.at.map_or(0, |widest| widest.saturating_sub(width));
            parts.extend([Doc::Space, at, Doc::Pad(pad)]);
        }
        parts.extend(cells.rest);
        Row { doc: Doc::Many(parts), blank: cells.blank }
    }
}
