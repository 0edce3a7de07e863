//! From pest's pairs to the tree. `None` means that a part is a hole, which was reported.

mod cases;
mod conditions;
mod items;
mod types;

use pest::iterators::{Pair, Pairs};

use crate::source::{Span, Spanned};
use crate::syntax::ast::{ItemKind, Literal, Name, Path, Range};
use crate::syntax::grammar::Rule;
use crate::syntax::token::{Token, TokenKind};

use super::draft::{self, Draft};
use super::item::docs_before;
use super::lexeme::Lexeme;
use super::mistakes::Mistakes;

/// A piece of an item as pest read it.
type Node<'i> = Pair<'i, Rule>;

/// Builds the tree of one item.
pub(super) struct Builder<'a, 't> {
    item: &'a [Lexeme<'t>],
    draft: &'a Draft,
    text: &'a str,
    tokens: &'a [Token],
    nesting: usize,
    mistakes: &'a mut Mistakes,
}

impl<'a, 't> Builder<'a, 't> {
    /// A builder for the item that `draft` shows.
    pub fn new(
        item: &'a [Lexeme<'t>],
        draft: &'a Draft,
        text: &'a str,
        tokens: &'a [Token],
        nesting: usize,
        mistakes: &'a mut Mistakes,
    ) -> Self {
        Builder { item, draft, text, tokens, nesting, mistakes }
    }

    /// The item.
    pub fn item(&mut self, mut pairs: Pairs<'_, Rule>) -> Option<ItemKind> {
        self.item_kind(pairs.next()?)
    }

    /// The first lexeme of a node.
    fn first(&self, node: &Node<'_>) -> Option<&'a Lexeme<'t>> {
        self.item.get(self.draft.covering(node.as_span().start())?)
    }

    /// From the first to the last lexeme of a node.
    fn span(&self, node: &Node<'_>) -> Span {
        let first = self.first(node).map(|lexeme| lexeme.span);
        let last = self.draft.last_before(node.as_span().end());
        let last = last.and_then(|last| self.item.get(last)).map(|lexeme| lexeme.span);
        match (first, last) {
            (Some(first), Some(last)) => first.to(last),
            _ => first.or(last).unwrap_or_default(),
        }
    }

    /// The `///` lines before a node.
    fn docs(&self, node: &Node<'_>) -> Vec<String> {
        self.first(node)
            .map(|first| docs_before(self.text, self.tokens, first.token))
            .unwrap_or_default()
    }

    /// A name, from a node that holds one or is one.
    fn name(&self, node: &Node<'_>) -> Option<Name> {
        let first = self.first(node)?;
        // A word may have been put right: `my-rule` is read as `my_rule`.
        let text = match (first.kind, &first.edit.instead) {
            (TokenKind::MalformedName, _) | (_, None) => first.text,
            (_, Some(shown)) => shown.split(' ').next().unwrap_or(first.text),
        };
        let bare = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
        Some(Name::new(bare.unwrap_or(text).to_owned(), first.span))
    }

    /// A dotted name.
    fn path(&self, node: &Node<'_>) -> Option<Path> {
        let names = children(node)
            .filter(|child| matches!(child.as_rule(), Rule::plain_name | Rule::quoted_name));
        let segments: Vec<Name> = names.map(|child| self.name(&child)).collect::<Option<_>>()?;
        let span = segments.first()?.span.to(segments.last()?.span);
        Some(Path { segments, span })
    }

    /// A literal of any kind, from a node that holds one.
    fn literal(&self, node: &Node<'_>) -> Option<Spanned<Literal>> {
        if is_hole(node) {
            return None;
        }
        let first = self.first(node)?;
        Some(Spanned::new(draft::literal(first)?, first.span))
    }

    /// Text in double quotes.
    fn text(&self, node: &Node<'_>) -> Option<Spanned<String>> {
        match self.literal(node)? {
            Spanned { node: Literal::Text(text), span } => Some(Spanned::new(text, span)),
            _ => None,
        }
    }

    /// A range, from its node.
    fn range(&self, node: &Node<'_>) -> Option<Range> {
        let mut range = Range { from: None, to: None, span: self.span(node) };
        let mut behind = false;
        for child in children(node) {
            match child.as_rule() {
                Rule::dots => behind = true,
                Rule::range_end if behind => range.to = Some(self.literal(&child)?),
                Rule::range_end => range.from = Some(self.literal(&child)?),
                _ => {}
            }
        }
        Some(range)
    }
}

/// The parts of a node.
fn children<'i>(node: &Node<'i>) -> Pairs<'i, Rule> {
    node.clone().into_inner()
}

/// The first part of this kind.
fn child<'i>(node: &Node<'i>, rule: Rule) -> Option<Node<'i>> {
    children(node).find(|child| child.as_rule() == rule)
}

/// All parts of this kind.
fn all<'i>(node: &Node<'i>, rule: Rule) -> impl Iterator<Item = Node<'i>> {
    children(node).filter(move |child| child.as_rule() == rule)
}

/// Whether a node is nothing but a hole.
fn is_hole(node: &Node<'_>) -> bool {
    node.as_rule() == Rule::hole || children(node).next().is_some_and(|child| is_hole(&child))
}
