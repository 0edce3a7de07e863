//! Rules and conditions: where their lines end.

use super::doc::Doc;
use super::shape::{Node, Shaper};
use crate::syntax::grammar::Rule;

/// Columns by which `and` and `or` stand to the right of `where`.
const HANGING: usize = 2;

impl<'t> Shaper<'_, 't> {
    /// `rule NAME: admit …`: what does not fit on the line stands below `admit`.
    pub fn rule(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            if child.as_rule() == Rule::rule_name {
                let name = self.plain(&child);
                let width = name.width().unwrap_or(0);
                parts.extend([name, Doc::Pad(self.name_width.saturating_sub(width)), Doc::Space]);
            } else {
                parts.push(Doc::Align(0, vec![self.plain(&child)]));
            }
        }
        Doc::Many(parts)
    }

    /// `where …`, which begins a line when the rule does not fit on one.
    pub fn where_clause(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut clause = Vec::new();
        for child in node.clone().into_inner() {
            if child.as_rule() == Rule::condition {
                clause.push(Doc::Space);
                clause.extend(self.alternatives(&child));
            } else {
                clause.push(self.leaf(&child));
            }
        }
        Doc::group(vec![Doc::Soft, Doc::group(vec![Doc::Align(HANGING, clause)])])
    }

    /// `condition NAME of Credential = …`
    pub fn condition_item(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            if child.as_rule() == Rule::condition {
                let condition = Doc::group(self.alternatives(&child));
                parts.push(Doc::group(vec![Doc::Nest(vec![Doc::Line, condition])]));
                continue;
            }
            if !parts.is_empty() {
                parts.push(Doc::Space);
            }
            parts.push(self.any(&child));
        }
        Doc::Many(parts)
    }

    /// What `or` joins, or, when there is no `or`, what `and` joins.
    pub fn alternatives(&mut self, node: &Node<'t>) -> Vec<Doc<'t>> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        match parts.as_slice() {
            [only] => self.joined(only, Self::any),
            _ => self.joined(node, |shaper, part| {
                Doc::group(vec![Doc::Align(HANGING, shaper.joined(part, Self::any))])
            }),
        }
    }

    /// Parts, each joining word at the beginning of its line.
    fn joined(
        &mut self,
        node: &Node<'t>,
        part: impl Fn(&mut Self, &Node<'t>) -> Doc<'t>,
    ) -> Vec<Doc<'t>> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            match child.as_rule() {
                Rule::kw_and | Rule::kw_or | Rule::bar => {
                    parts.extend([Doc::Line, self.leaf(&child), Doc::Space]);
                }
                _ => parts.push(part(self, &child)),
            }
        }
        parts
    }

    /// `( … )` and `[ … ]` around a condition.
    pub fn enclosed(&mut self, node: &Node<'t>) -> Doc<'t> {
        let mut parts = Vec::new();
        for child in node.clone().into_inner() {
            parts.push(match child.as_rule() {
                Rule::condition => Doc::Align(0, self.alternatives(&child)),
                _ => self.any(&child),
            });
        }
        Doc::group(parts)
    }

    /// `"a" | "b"`
    pub fn union(&mut self, node: &Node<'t>) -> Doc<'t> {
        Doc::group(vec![Doc::Align(0, self.joined(node, Self::any))])
    }

    /// `can a, b` and the like: what does not fit on the line is indented.
    pub fn enumerating(&mut self, node: &Node<'t>) -> Doc<'t> {
        let parts: Vec<Node<'t>> = node.clone().into_inner().collect();
        let commas = parts.iter().position(|part| part.as_rule() == Rule::comma);
        let first = commas.unwrap_or(parts.len()).saturating_sub(1);
        let (head, listed) = parts.split_at(first);
        let mut docs = Vec::new();
        for part in head {
            docs.extend([self.any(part), Doc::Space]);
        }
        docs.push(Doc::Nest(vec![self.fill(listed)]));
        Doc::Many(docs)
    }
}
