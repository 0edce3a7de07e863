//! Tests: what is given, and what is expected of it.

use crate::source::Spanned;
use crate::syntax::ast::{
    Expectation, ExpectationKind, Given, GivenField, GivenKind, Name, TestCase, TestClause,
    TestItem,
};
use crate::syntax::grammar::Rule;

use super::{Builder, Node, all, child, children, is_hole};

impl Builder<'_, '_> {
    /// A test; a line that could not be read is an error in it.
    pub(super) fn test_item(&self, node: &Node<'_>) -> Option<TestItem> {
        let name = self.text(&child(node, Rule::text)?)?;
        let clauses = all(&child(node, Rule::test_clauses)?, Rule::test_clause)
            .map(|clause| {
                let kind = children(&clause).next().and_then(|inner| self.test_clause(&inner));
                Spanned::new(kind.unwrap_or(TestClause::Error), self.span(&clause))
            })
            .collect();
        Some(TestItem { name, clauses })
    }

    fn test_clause(&self, node: &Node<'_>) -> Option<TestClause> {
        match node.as_rule() {
            Rule::given => self.given(&children(node).nth(1)?),
            Rule::expect => Some(TestClause::Expect(self.expectation(node)?)),
            Rule::for_each => {
                let cases = child(node, Rule::test_cases)?;
                let read = all(&cases, Rule::test_case).filter_map(|case| self.test_case(&case));
                let read: Vec<TestCase> = read.collect();
                let lost = read.is_empty() && child(&cases, Rule::test_case).is_some();
                (!lost).then_some(TestClause::ForEach(read))
            }
            _ => None,
        }
    }

    fn given(&self, node: &Node<'_>) -> Option<TestClause> {
        let text = || self.text(&child(node, Rule::text)?);
        Some(match node.as_rule() {
            Rule::given_file => TestClause::File(text()?),
            Rule::given_room => TestClause::Room(text()?),
            Rule::given_user => TestClause::User(text()?),
            _ => TestClause::Given {
                credential: self.path(&child(node, Rule::credential_path)?)?,
                claims: self.given_fields(&child(node, Rule::given_claims)?),
            },
        })
    }

    fn test_case(&self, node: &Node<'_>) -> Option<TestCase> {
        Some(TestCase {
            claims: self.given_fields(&child(node, Rule::given_claims)?),
            expect: self.expectation(&child(node, Rule::expect)?)?,
            span: self.span(node),
        })
    }

    fn given_fields(&self, node: &Node<'_>) -> Vec<GivenField> {
        let fields = all(node, Rule::given_field).filter_map(|field| {
            Some(GivenField {
                name: self.name(&child(&field, Rule::given_name)?)?,
                value: self.given_value(&child(&field, Rule::given_value)?),
                span: self.span(&field),
            })
        });
        fields.collect()
    }

    fn given_value(&self, node: &Node<'_>) -> Given {
        let kind = children(node).next().and_then(|inner| self.given_kind(&inner));
        Given { kind: kind.unwrap_or(GivenKind::Error), span: self.span(node) }
    }

    fn given_kind(&self, node: &Node<'_>) -> Option<GivenKind> {
        if is_hole(node) {
            return None;
        }
        Some(match node.as_rule() {
            Rule::given_list => {
                let values = all(node, Rule::given_value);
                GivenKind::List(values.map(|value| self.given_value(&value)).collect())
            }
            Rule::given_claims => GivenKind::Record(self.given_fields(node)),
            Rule::given_constant => GivenKind::Named(self.path(node)?),
            _ => GivenKind::Literal(self.literal(node)?.node),
        })
    }

    fn expectation(&self, node: &Node<'_>) -> Option<Expectation> {
        let what = children(node).nth(1)?;
        let rule = child(&what, Rule::decided_by);
        // What decided is as good as unknown.
        let rule: Option<Name> = match rule {
            Some(by) => Some(self.name(&child(&by, Rule::new_name)?)?),
            None => None,
        };
        let kind = match what.as_rule() {
            Rule::expect_none => ExpectationKind::None,
            Rule::expect_refused => ExpectationKind::Refused { rule },
            Rule::expect_forbidden => ExpectationKind::Forbidden,
            _ => ExpectationKind::Role { role: self.path(&child(&what, Rule::role_path)?)?, rule },
        };
        Some(Expectation { kind, span: self.span(node) })
    }
}
