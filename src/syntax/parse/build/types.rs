//! Types, records and the keys of claims.

use crate::diagnostic::{Diagnostic, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{AtStep, Field, Literal, Name, Path, Type, TypeKind};
use crate::syntax::grammar::Rule;

use super::{Builder, Node, all, child, children, is_hole};

impl Builder<'_, '_> {
    /// A type at some depth; `tag` and `embedded` count as much as brackets do.
    pub(super) fn any_type(&mut self, node: &Node<'_>, depth: usize) -> Type {
        let span = self.span(node);
        let wrappers: Vec<Node<'_>> = all(node, Rule::wrapper).collect();
        let depth = depth.saturating_add(wrappers.len());
        if depth > self.nesting {
            let message = format!("types nest more than {} deep", self.nesting);
            self.mistakes.push(Diagnostic::new(code::TOO_DEEP, span, message));
            return Type { kind: TypeKind::Error, span };
        }
        let Some(plain) = child(node, Rule::plain_type) else {
            return Type { kind: TypeKind::Error, span };
        };
        let kind = self.plain_type(&plain, depth).unwrap_or(TypeKind::Error);
        let mut ty = Type { kind, span: self.span(&plain) };
        for wrapper in wrappers.iter().rev() {
            let span = self.span(wrapper).to(ty.span);
            let kind = match child(wrapper, Rule::tag) {
                Some(tag) => {
                    match child(&tag, Rule::whole_number).and_then(|number| self.literal(&number)) {
                        Some(number) => TypeKind::Tag(number, Box::new(ty)),
                        None => TypeKind::Error,
                    }
                }
                None => TypeKind::Embedded(Box::new(ty)),
            };
            ty = Type { kind, span };
        }
        ty
    }

    fn plain_type(&mut self, node: &Node<'_>, depth: usize) -> Option<TypeKind> {
        let inner = children(node).next()?;
        Some(match inner.as_rule() {
            Rule::list_type => TypeKind::List(Box::new(
                self.any_type(&child(&inner, Rule::any_type)?, depth.saturating_add(1)),
            )),
            Rule::record => TypeKind::Record(self.record(&inner, depth.saturating_add(1))),
            Rule::union => self.union(&inner)?,
            Rule::named_type => TypeKind::Named(self.path(&inner)?),
            _ => return None,
        })
    }

    /// A union of literals. `null` alone is the type of that name.
    fn union(&self, node: &Node<'_>) -> Option<TypeKind> {
        let literals: Vec<Spanned<Literal>> = all(node, Rule::literal)
            .map(|literal| self.literal(&literal))
            .collect::<Option<_>>()?;
        Some(match literals.as_slice() {
            [Spanned { node: Literal::Null, span }] => TypeKind::Named(null(*span)),
            _ => TypeKind::Union(literals),
        })
    }

    /// The fields of a record.
    pub(super) fn record(&mut self, node: &Node<'_>, depth: usize) -> Vec<Field> {
        all(node, Rule::field).filter_map(|field| self.field(&field, depth)).collect()
    }

    fn field(&mut self, node: &Node<'_>, depth: usize) -> Option<Field> {
        let name = self.name(&child(node, Rule::field_name)?)?;
        let ty = self.any_type(&child(node, Rule::any_type)?, depth);
        let at = child(node, Rule::at).map_or(Some(Vec::new()), |at| self.at(&at));
        // Where the claim is, is as good as unknown.
        let (at, ty) = match at {
            Some(at) => (at, ty),
            None => (Vec::new(), Type { kind: TypeKind::Error, span: ty.span }),
        };
        Some(Field { docs: self.docs(node), name, at, ty, span: self.span(node) })
    }

    fn at(&self, node: &Node<'_>) -> Option<Vec<Spanned<AtStep>>> {
        let step = |step: Node<'_>| Some(Spanned::new(self.at_step(&step)?, self.span(&step)));
        all(node, Rule::at_step).map(step).collect()
    }

    fn at_step(&self, node: &Node<'_>) -> Option<AtStep> {
        let inner = children(node).next()?;
        let number = |rule| child(&inner, rule).and_then(|number| self.literal(&number));
        Some(match inner.as_rule() {
            Rule::at_index => AtStep::Index(number(Rule::whole_number)?),
            Rule::at_extension => AtStep::Extension(number(Rule::object_identifier)?),
            Rule::at_subject => AtStep::Subject(number(Rule::object_identifier)?),
            Rule::at_position => AtStep::Position(number(Rule::whole_number)?),
            Rule::at_holder => AtStep::Holder(number(Rule::literal)?),
            _ if is_hole(&inner) => return None,
            _ => AtStep::Key(self.literal(&inner)?.node),
        })
    }
}

fn null(span: Span) -> Path {
    Path { segments: vec![Name::new("null".to_owned(), span)], span }
}
