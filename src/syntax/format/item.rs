//! Every part of an item, by its rule in the grammar.

use super::doc::Doc;
use super::shape::{Node, Row, Rows, Shaper};
use crate::syntax::grammar::Rule;

impl<'t> Shaper<'_, 't> {
    /// Any part.
    pub fn any(&mut self, node: &Node<'t>) -> Doc<'t> {
        match node.as_rule() {
            Rule::policy_settings | Rule::role_settings | Rule::disclose_clauses => {
                self.settings(node)
            }
            Rule::test_clauses => self.lines(node),
            Rule::test_cases => self.cases(node),
            Rule::given_claims => self.record(node, Rows::Together(",")),
            Rule::enum_item => self.enumeration(node),
            Rule::credential_item => self.with_record(node),
            Rule::type_item => self.type_item(node),
            Rule::role_item | Rule::let_item => self.named(node),
            Rule::rule_item => self.rule(node),
            Rule::condition_item => self.condition_item(node),
            Rule::record => self.record(node, Rows::Together(",")),
            Rule::union => self.union(node),
            Rule::can | Rule::cannot | Rule::may_move => self.enumerating(node),
            Rule::level_codes | Rule::disclose_clause => self.enumerating(node),
            Rule::list | Rule::given_list => self.list(node, || Doc::Soft),
            Rule::used_names => self.list(node, || Doc::Line),
            Rule::list_type => self.tight(node),
            Rule::range => self.tight(node),
            Rule::where_clause => self.where_clause(node),
            Rule::condition => Doc::group(self.alternatives(node)),
            Rule::group | Rule::step => self.enclosed(node),
            _ => self.plain(node),
        }
    }

    /// Settings: one may stand on the line of its block.
    fn settings(&mut self, node: &Node<'t>) -> Doc<'t> {
        // The brackets are parts too.
        let one = node.clone().into_inner().count() == 3;
        self.rows(node, if one { Rows::Together("") } else { Rows::Apart })
    }

    /// The lines of a test.
    fn lines(&mut self, node: &Node<'t>) -> Doc<'t> {
        self.rows(node, Rows::Apart)
    }

    fn rows(&mut self, node: &Node<'t>, style: Rows) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let [open, inner @ .., close] = parts.as_slice() else { return self.plain(node) };
        let open = self.leaf(open);
        let rows = inner.iter().map(|part| self.row(part)).collect();
        self.block(open, rows, close, style)
    }

    fn row(&mut self, node: &Node<'t>) -> Row<'t> {
        Row { blank: self.blank_before(node), doc: self.any(node) }
    }

    /// `name = …`, the name as wide as its neighbours'.
    fn named(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            if !parts.is_empty() {
                parts.push(Doc::Space);
            }
            parts.push(self.any(&child));
            if child.as_rule() == Rule::new_name {
                parts.push(self.pad(&child));
            }
        }
        Doc::Many(parts)
    }

    fn pad(&self, name: &Node<'t>) -> Doc<'t> {
        Doc::Pad(self.name_width.saturating_sub(name.as_str().chars().count()))
    }

    /// A credential: its claims always stand one on a line.
    fn with_record(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            if !parts.is_empty() && child.as_rule() != Rule::colon {
                parts.push(Doc::Space);
            }
            parts.push(match child.as_rule() {
                Rule::record => self.record(&child, Rows::Apart),
                _ => self.any(&child),
            });
        }
        Doc::Many(parts)
    }

    /// A type: the fields of a record always stand one on a line.
    fn type_item(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            if !parts.is_empty() {
                parts.push(Doc::Space);
            }
            let record = only(&child).and_then(|plain| only(&plain));
            parts.push(match record.filter(|part| part.as_rule() == Rule::record) {
                Some(record) => self.record(&record, Rows::Apart),
                None => self.any(&child),
            });
        }
        Doc::Many(parts)
    }

    /// `enum Name: int { user = 0, … }`
    fn enumeration(&mut self, node: &Node<'t>) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let Some(at) = parts.iter().position(|part| part.as_rule() == Rule::open_brace) else {
            return self.plain(node);
        };
        let (head, body) = parts.split_at(at);
        let [open, members @ .., close] = body else { return self.plain(node) };
        let mut docs = Vec::new();
        for part in head {
            if !docs.is_empty() && part.as_rule() != Rule::colon {
                docs.push(Doc::Space);
            }
            docs.push(self.any(part));
        }
        docs.push(Doc::Space);
        let open = self.leaf(open);
        let rows = self.table(members);
        docs.push(self.block(open, rows, close, Rows::Together(",")));
        Doc::Many(docs)
    }

    /// `{ name : TYPE, … }`
    fn record(&mut self, node: &Node<'t>, style: Rows) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let [open, fields @ .., close] = parts.as_slice() else { return self.plain(node) };
        let open = self.leaf(open);
        let rows = self.table(fields);
        self.block(open, rows, close, style)
    }

    /// `{ { department: "Sales" } expect none … }`, what is expected in a column.
    fn cases(&mut self, node: &Node<'t>) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let [open, cases @ .., close] = parts.as_slice() else { return self.plain(node) };
        let open = self.leaf(open);
        let rows = self.table(cases);
        self.block(open, rows, close, Rows::Apart)
    }
}

/// The only part of a node.
fn only<'t>(node: &Node<'t>) -> Option<Node<'t>> {
    let mut parts = node.clone().into_inner();
    let first = parts.next()?;
    parts.next().is_none().then_some(first)
}
