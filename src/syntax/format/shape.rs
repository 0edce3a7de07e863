//! From what the grammar read to layout: the parts that all items share.

use pest::iterators::Pair;

use super::comments::{self, Comments};
use super::doc::Doc;
use crate::syntax::grammar::Rule;

/// A piece of an item as pest read it.
pub(super) type Node<'t> = Pair<'t, Rule>;

/// Shapes one item. Its parts have to be shaped in the order in which they stand, since comments
/// are taken on the way.
pub(super) struct Shaper<'a, 't> {
    /// The file.
    text: &'t str,
    /// Where the item begins in the file, in octets.
    base: usize,
    comments: &'a mut Comments<'t>,
    /// Columns that the item's name takes, so that it is as wide as its neighbours' names.
    pub name_width: usize,
}

/// A line of a block.
pub(super) struct Row<'t> {
    /// What is on it.
    pub doc: Doc<'t>,
    /// Whether an empty line stands before it.
    pub blank: bool,
}

/// How the rows of a block stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// On one line with this between them, when they fit.
    Together(&'static str),
    /// Each on its own line.
    Apart,
}

impl<'a, 't> Shaper<'a, 't> {
    /// For the item that begins at an octet of a file.
    pub fn new(text: &'t str, base: usize, comments: &'a mut Comments<'t>, name: usize) -> Self {
        Shaper { text, base, comments, name_width: name }
    }

    /// One word or sign, with the comments around it.
    pub fn leaf(&mut self, node: &Node<'t>) -> Doc<'t> {
        self.written(node, node.as_str())
    }

    /// A sign that is not written, for its comments.
    pub fn left_out(&mut self, node: &Node<'t>) -> Doc<'t> {
        self.written(node, "")
    }

    fn written(&mut self, node: &Node<'t>, text: &'t str) -> Doc<'t> {
        let mut parts = self.comments_before(node);
        parts.push(Doc::Text(text));
        parts.extend(self.comments.beside(self.base + node.as_span().end()).map(Doc::Comment));
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                Doc::Many(parts)
            }
        }
    }

    /// The comments that stand before a part, each on a line of its own.
    pub fn comments_before(&mut self, node: &Node<'t>) -> Vec<Doc<'t>> {
        let start = self.base + node.as_span().start();
        std::iter::from_fn(|| self.comments.before(start)).map(Doc::Comment).collect()
    }

    /// Whether an empty line stands before a part.
    pub fn blank_before(&self, node: &Node<'t>) -> bool {
        let start = self.base + node.as_span().start();
        comments::blank_before(self.text.get(..start).unwrap_or_default())
    }

    /// Parts with the usual spaces between them.
    pub fn plain(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        let mut before: Option<Node<'t>> = None;
        for child in node.clone().into_inner() {
            if before.as_ref().is_some_and(|before| is_spaced(before, &child)) {
                parts.push(Doc::Space);
            }
            parts.push(self.any(&child));
            before = Some(child);
        }
        if before.is_none() { self.leaf(node) } else { Doc::Many(parts) }
    }

    /// Parts without spaces between them.
    pub fn tight(&mut self, node: &Node<'t>) -> Doc<'t> {
        Doc::Many(node.clone().into_inner().map(|child| self.any(&child)).collect())
    }

    /// An opening bracket, rows and a closing bracket.
    pub fn block(
        &mut self,
        open: Doc<'t>,
        rows: Vec<Row<'t>>,
        close: &Node<'t>,
        style: Rows,
    ) -> Doc<'t> {
        let last = self.comments_before(close);
        let close = self.leaf(close);
        if rows.is_empty() && last.is_empty() {
            return Doc::Many(vec![open, close]);
        }
        let count = rows.len();
        let mut inner = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            inner.push(if style == Rows::Apart { Doc::Hard } else { Doc::Line });
            // Nothing is empty at the beginning of a block.
            if row.blank && index > 0 {
                inner.push(Doc::Blank);
            }
            inner.push(row.doc);
            if let (Rows::Together(sign), true) = (style, index + 1 < count) {
                inner.push(Doc::Flat(sign));
            }
        }
        inner.extend(last);
        let end = if style == Rows::Apart { Doc::Hard } else { Doc::Line };
        Doc::group(vec![open, Doc::Nest(inner), end, close])
    }

    /// Parts with commas between them, as many on each line as fit. A comma after the last is
    /// left out.
    pub fn fill(&mut self, parts: &[Node<'t>]) -> Doc<'t> {
        let mut filled: Vec<Vec<Doc<'t>>> = Vec::new();
        let last = parts.iter().rposition(|part| part.as_rule() != Rule::comma);
        for (index, part) in parts.iter().enumerate() {
            let is_comma = part.as_rule() == Rule::comma;
            let doc = match is_comma {
                true if last.is_some_and(|last| index > last) => self.left_out(part),
                true => self.leaf(part),
                false => self.any(part),
            };
            match filled.last_mut().filter(|_| is_comma) {
                Some(before) => before.push(doc),
                None => filled.push(vec![doc]),
            }
        }
        Doc::Fill(filled.into_iter().map(Doc::Many).collect())
    }

    /// Brackets around parts with commas between them.
    pub fn list(&mut self, node: &Node<'t>, inside: fn() -> Doc<'t>) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let [open, inner @ .., close] = parts.as_slice() else { return self.plain(node) };
        let open = self.leaf(open);
        if inner.is_empty() {
            return Doc::Many(vec![open, self.leaf(close)]);
        }
        let filled = self.fill(inner);
        let mut nested = vec![inside(), filled];
        nested.extend(self.comments_before(close));
        Doc::group(vec![open, Doc::Nest(nested), inside(), self.leaf(close)])
    }
}

/// Whether a space stands between two parts.
fn is_spaced(before: &Node<'_>, after: &Node<'_>) -> bool {
    let tight_before = matches!(after.as_rule(), Rule::step | Rule::member | Rule::colon);
    let after = after.as_str();
    !(tight_before
        || after.starts_with([',', '.', ']', ')']) && !after.starts_with("..")
        || before.as_str().ends_with(['.', '[', '(']) && !before.as_str().ends_with(".."))
}
