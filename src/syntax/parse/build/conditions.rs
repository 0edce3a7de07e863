//! Conditions, claims and what claims are compared with.

use crate::source::Spanned;
use crate::syntax::ast::{
    Claim, ClaimStep, Comparison, Condition, ConditionKind, Operand, Test, TestKind,
};
use crate::syntax::grammar::Rule;

use super::{Builder, Node, all, child, children};

impl Builder<'_, '_> {
    /// A condition; a test with a hole in it becomes an error.
    pub(super) fn condition(&self, node: &Node<'_>) -> Condition {
        self.join(node, Rule::conjunction, ConditionKind::Any, |part| {
            self.join(part, Rule::basic, ConditionKind::All, |basic| self.basic(basic))
        })
    }

    /// One part as it is; several joined.
    fn join(
        &self,
        node: &Node<'_>,
        rule: Rule,
        joined: fn(Vec<Condition>) -> ConditionKind,
        read: impl Fn(&Node<'_>) -> Condition,
    ) -> Condition {
        let mut parts: Vec<Condition> = all(node, rule).map(|part| read(&part)).collect();
        let span = self.span(node);
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                parts.push(last);
                Condition { kind: joined(parts), span }
            }
            (None, _) => Condition { kind: ConditionKind::Error, span },
        }
    }

    fn basic(&self, node: &Node<'_>) -> Condition {
        let span = self.span(node);
        let inner = children(node).next();
        let kind = inner.and_then(|inner| match inner.as_rule() {
            Rule::group => Some(self.condition(&child(&inner, Rule::condition)?).kind),
            Rule::test => Some(ConditionKind::Test(Box::new(self.test(&inner)?))),
            _ => None,
        });
        Condition { kind: kind.unwrap_or(ConditionKind::Error), span }
    }

    fn test(&self, node: &Node<'_>) -> Option<Test> {
        let kind = match child(node, Rule::relation) {
            Some(relation) => self.relation(&children(&relation).next()?)?,
            None => TestKind::Holds,
        };
        Some(Test {
            claim: self.claim(&child(node, Rule::claim)?)?,
            kind,
            ignoring_case: child(node, Rule::ignoring_case).map(|words| self.span(&words)),
        })
    }

    fn claim(&self, node: &Node<'_>) -> Option<Claim> {
        let head = self.name(&children(node).next()?)?;
        let steps =
            children(node).filter(|part| matches!(part.as_rule(), Rule::member | Rule::step));
        let steps = steps.map(|step| Some(Spanned::new(self.claim_step(&step)?, self.span(&step))));
        Some(Claim { head, steps: steps.collect::<Option<_>>()?, span: self.span(node) })
    }

    fn claim_step(&self, node: &Node<'_>) -> Option<ClaimStep> {
        let part = children(node).nth(1)?;
        Some(match part.as_rule() {
            Rule::slice => ClaimStep::Slice(self.range(&child(&part, Rule::range)?)?),
            Rule::index => ClaimStep::Index(self.literal(&part)?),
            Rule::condition => ClaimStep::Search(self.condition(&part)),
            _ => ClaimStep::Member(self.name(&part)?),
        })
    }

    fn relation(&self, node: &Node<'_>) -> Option<TestKind> {
        let operand = || self.operand(&child(node, Rule::operand)?);
        Some(match node.as_rule() {
            Rule::compare => TestKind::Compare {
                operator: self.comparison(&child(node, Rule::comparison)?)?,
                value: operand()?,
            },
            Rule::is_in => return self.is_in(node),
            Rule::contains => TestKind::Contains(operand()?),
            Rule::starts_with => TestKind::StartsWith(operand()?),
            Rule::ends_with => TestKind::EndsWith(operand()?),
            Rule::under => TestKind::Under(operand()?),
            Rule::exists => TestKind::Exists,
            Rule::is_absent => TestKind::IsAbsent,
            Rule::is_null => TestKind::IsNull,
            _ => return None,
        })
    }

    fn comparison(&self, node: &Node<'_>) -> Option<Spanned<Comparison>> {
        let comparison = match children(node).next()?.as_rule() {
            Rule::equal => Comparison::Equal,
            Rule::less => Comparison::Less,
            Rule::less_or_equal => Comparison::LessOrEqual,
            Rule::greater => Comparison::Greater,
            Rule::greater_or_equal => Comparison::GreaterOrEqual,
            _ => return None,
        };
        Some(Spanned::new(comparison, self.span(node)))
    }

    fn is_in(&self, node: &Node<'_>) -> Option<TestKind> {
        let what = children(node).nth(1)?;
        Some(match what.as_rule() {
            Rule::range => TestKind::InRange(self.range(&what)?),
            Rule::list => TestKind::InList(self.list(&what)?, self.span(&what)),
            _ => TestKind::InConstant(self.path(&what)?),
        })
    }

    /// A literal, a list or a name.
    pub(super) fn operand(&self, node: &Node<'_>) -> Option<Operand> {
        let inner = children(node).next()?;
        Some(match inner.as_rule() {
            Rule::list => Operand::List(self.list(&inner)?, self.span(&inner)),
            Rule::constant => Operand::Named(self.path(&inner)?),
            _ => Operand::Literal(self.literal(&inner)?),
        })
    }

    fn list(&self, node: &Node<'_>) -> Option<Vec<Operand>> {
        all(node, Rule::operand).map(|operand| self.operand(&operand)).collect()
    }
}
