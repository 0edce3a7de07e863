//! Tests: every operator against the sort of the claim.

use std::rc::Rc;

use crate::check::checked::{self, Part, Relation, Step, Subject, Value};
use crate::check::choices::Choice;
use crate::check::claims::{Env, Place};
use crate::check::conditions::Built;
use crate::check::constants::{Resolved, ResolvedKind};
use crate::check::context::Checker;
use crate::check::misuse;
use crate::check::sink::diagnostic;
use crate::check::sorts::Sort;
use crate::check::types::Ty;
use crate::check::values::Compared;
use crate::diagnostic::code;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Comparison, Literal, Operand, Range, Test, TestKind};

/// A test whose claim is known.
pub(crate) struct Subjected<'t> {
    pub(crate) env: &'t Env<'t>,
    pub(crate) test: &'t Test,
    pub(crate) place: Place,
    pub(crate) compared: Compared,
    pub(crate) span: Span,
}

impl Checker<'_> {
    /// Checks one test of a claim.
    pub(crate) fn test(&self, env: &Env<'_>, test: &Test, span: Span) -> Option<Built> {
        let place = self.place(env, &test.claim)?;
        let sort = Sort::of(&place.ty, place.part);
        if sort.is_error() {
            return None;
        }
        let compared = Compared {
            claim: self.shown_claim(&test.claim),
            sort,
            family: env.shape.format.family(),
            fold: test.ignoring_case.is_some(),
            whole: true,
        };
        self.charge(place.tests.saturating_add(1), span)?;
        let on = Subjected { env, test, place, compared, span };
        self.case_makes_sense(&on)?;
        self.relation(&on)
    }

    fn relation(&self, on: &Subjected<'_>) -> Option<Built> {
        match &on.test.kind {
            TestKind::Holds => self.holds(on),
            TestKind::Compare { operator, value } => self.compare(on, operator, value),
            TestKind::InList(items, span) => {
                let items = self.listed(on, items)?;
                self.one_of(on, &items, *span)
            }
            TestKind::InConstant(path) => {
                let items = self.constant_list(on.env.module, path)?;
                self.one_of(on, &items, path.span)
            }
            TestKind::InRange(range) => self.in_range(on, range),
            TestKind::Contains(value) => self.contains(on, value),
            TestKind::StartsWith(value) => self.piece(on, value, Relation::StartsWith),
            TestKind::EndsWith(value) => self.ends_with(on, value),
            TestKind::Under(value) => self.under(on, value),
            TestKind::Exists => self.presence(on, Relation::Exists),
            TestKind::IsAbsent => self.presence(on, Relation::Absent),
            TestKind::IsNull => self.presence(on, Relation::IsNull),
        }
    }

    fn holds(&self, on: &Subjected<'_>) -> Option<Built> {
        match on.compared.sort {
            Sort::Scalar(Subject::Bool) => Some(on.built(Relation::Equal(Value::Bool(true)))),
            _ => self.sink.fail(misuse::not_a_bool(on)),
        }
    }

    fn compare(
        &self,
        on: &Subjected<'_>,
        operator: &Spanned<Comparison>,
        value: &Operand,
    ) -> Option<Built> {
        let around: fn(Value) -> Relation = match operator.node {
            Comparison::Equal => Relation::Equal,
            Comparison::Less => Relation::Less,
            Comparison::LessOrEqual => Relation::LessOrEqual,
            Comparison::Greater => Relation::Greater,
            Comparison::GreaterOrEqual => Relation::GreaterOrEqual,
        };
        let operand = self.right_side(on, value)?;
        if operator.node != Comparison::Equal && !on.compared.sort.has_order() {
            return self.sink.fail(misuse::no_order(on, operator.span));
        }
        if operator.node == Comparison::Equal {
            self.fits_equality(on, operator.span, &operand)?;
        }
        // A bound need not be one of the possible values itself.
        let compared = match operator.node {
            Comparison::Equal => on.compared.clone(),
            _ => on.compared.piece(),
        };
        self.value(&compared, &operand).map(|value| on.built(around(value)))
    }

    /// A list equals a list, anything else does not.
    fn fits_equality(&self, on: &Subjected<'_>, operator: Span, operand: &Resolved) -> Option<()> {
        let is_list = matches!(operand.kind, ResolvedKind::List(..));
        match &on.compared.sort {
            Sort::Record => self.sink.fail(misuse::record_compared(on)),
            Sort::List(_) if !is_list => self.sink.fail(misuse::use_contains(on, operator)),
            Sort::List(_) | Sort::Scalar(Subject::Any) => Some(()),
            _ if is_list => self.sink.fail(misuse::use_in(on, operator, operand.site)),
            _ => Some(()),
        }
    }

    fn listed(&self, on: &Subjected<'_>, items: &[Operand]) -> Option<Vec<Resolved>> {
        self.list(on.env.module, items, on.choice(), &|name| on.env.is_claim(name))
    }

    /// `in […]`: one alternative for each value.
    fn one_of(&self, on: &Subjected<'_>, items: &[Resolved], span: Span) -> Option<Built> {
        if items.is_empty() {
            let message = "nothing is in an empty list";
            return self.sink.fail(
                diagnostic(code::EMPTY_RANGE, span, message)
                    .help("a rule that is to match nobody can be left out"),
            );
        }
        self.charge(items.len().saturating_sub(1), span)?;
        let mut whole = true;
        let mut tests = Vec::with_capacity(items.len());
        for item in items {
            let value =
                self.fits_equality(on, span, item).and_then(|()| self.value(&on.compared, item));
            match value {
                Some(value) => tests.push(on.built(Relation::Equal(value))),
                // One clear complaint about a list, many about values.
                None if matches!(on.compared.sort, Sort::List(_) | Sort::Record) => return None,
                None => whole = false,
            }
        }
        if whole { Built::any(tests, on.span) } else { None }
    }

    /// `in 1..5`: both ends belong to it.
    fn in_range(&self, on: &Subjected<'_>, range: &Range) -> Option<Built> {
        if !on.compared.sort.has_order() {
            return self.sink.fail(misuse::no_order(on, range.span));
        }
        let compared = on.compared.piece();
        let end = |end: &Option<Spanned<Literal>>| match end {
            None => Some(None),
            Some(literal) => {
                let operand = Operand::Literal(literal.clone());
                self.right_side(on, &operand).and_then(|end| self.value(&compared, &end)).map(Some)
            }
        };
        let (from, to) = (end(&range.from), end(&range.to));
        let (from, to) = (from?, to?);
        if let (Some(from), Some(to)) = (&from, &to)
            && is_above(from, to)
        {
            return self.sink.fail(
                diagnostic(code::EMPTY_RANGE, range.span, "nothing is in this range")
                    .help("the lower end comes first; both ends belong to the range"),
            );
        }
        let tests = [from.map(Relation::GreaterOrEqual), to.map(Relation::LessOrEqual)];
        Built::all(tests.into_iter().flatten().map(|relation| on.built(relation)).collect())
    }

    fn contains(&self, on: &Subjected<'_>, value: &Operand) -> Option<Built> {
        let Sort::List(element) = &on.compared.sort else {
            return self.piece(on, value, Relation::Contains);
        };
        let operand = self.right_side(on, value)?;
        let inner = Place::start(element);
        let sort = Sort::of(&inner.ty, Part::Whole);
        match (&sort, &operand.kind) {
            (Sort::Error, _) => return None,
            (Sort::Record, _) => return self.sink.fail(misuse::search_records(on)),
            (Sort::List(_) | Sort::Scalar(Subject::Any), _) => {}
            (_, ResolvedKind::List(..)) => {
                return self.sink.fail(misuse::one_at_a_time(on, operand.site));
            }
            _ => {}
        }
        let value = self.value(&on.compared.element(sort), &operand)?;
        if inner.pointer.is_empty() {
            return Some(on.built(Relation::Has(value, inner.ty.subject())));
        }
        self.charge(1, on.span)?;
        Some(on.search_for(inner, Relation::Equal(value)))
    }

    /// `contains`, `starts with`, `ends with` on characters or octets.
    fn piece(
        &self,
        on: &Subjected<'_>,
        value: &Operand,
        around: fn(Value) -> Relation,
    ) -> Option<Built> {
        let operand = self.right_side(on, value)?;
        if !on.compared.sort.has_pieces() {
            return self.sink.fail(misuse::not_text(on));
        }
        if let ResolvedKind::List(..) = operand.kind {
            return self.sink.fail(misuse::one_at_a_time(on, operand.site));
        }
        let value = self.value(&on.compared.piece(), &operand)?;
        if value == Value::Bytes(Vec::new()) {
            let message = "the empty byte string is a part of every byte string";
            return self.fail(code::EMPTY_TEST, operand.site, message);
        }
        Some(on.built(around(value)))
    }

    fn ends_with(&self, on: &Subjected<'_>, value: &Operand) -> Option<Built> {
        match on.compared.sort {
            Sort::Host(_) | Sort::Scalar(Subject::Email) => {
                self.sink.fail(misuse::suffix_of_host(on, value))
            }
            _ => {
                let built = self.piece(on, value, Relation::EndsWith)?;
                if let checked::Condition::Test(test) = &built.condition
                    && let Relation::EndsWith(end) = &test.relation
                {
                    self.lint_suffix(on, end);
                }
                Some(built)
            }
        }
    }

    fn under(&self, on: &Subjected<'_>, value: &Operand) -> Option<Built> {
        let operand = self.right_side(on, value)?;
        if !matches!(on.compared.sort, Sort::Host(_)) {
            return self.sink.fail(misuse::not_a_host(on));
        }
        let text = match &operand.kind {
            ResolvedKind::Literal(literal) => match &literal.node {
                Literal::Text(text) => Some(text.clone()),
                _ => None,
            },
            ResolvedKind::Member(_, Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        match text {
            Some(text) => match self.under_host(&text, operand.site) {
                Ok(host) => Some(on.built(Relation::Under(host))),
                Err(found) => self.sink.fail(found),
            },
            None => {
                let message = "`under` is followed by one domain, a text";
                self.fail(code::WRONG_LITERAL, operand.site, message)
            }
        }
    }

    /// `exists`, `is absent` and `is null` are about the claim, whatever its type.
    fn presence(&self, on: &Subjected<'_>, relation: Relation) -> Option<Built> {
        if on.place.part != Part::Whole {
            return self.sink.fail(misuse::presence_of_part(on));
        }
        let mut built = on.built(relation);
        if let checked::Condition::Test(test) = &mut built.condition {
            // A claim whose tag is another one is there all the same.
            test.pointer.truncate(on.place.bare);
        }
        Some(built)
    }

    fn case_makes_sense(&self, on: &Subjected<'_>) -> Option<()> {
        let Some(span) = on.test.ignoring_case else { return Some(()) };
        let sort = match (&on.compared.sort, &on.test.kind) {
            (Sort::List(element), TestKind::Contains(_)) => Sort::of(element, Part::Whole),
            (sort, _) => sort.clone(),
        };
        let takes_case = matches!(
            on.test.kind,
            TestKind::Compare { operator: Spanned { node: Comparison::Equal, .. }, .. }
                | TestKind::InList(..)
                | TestKind::InConstant(_)
                | TestKind::Contains(_)
                | TestKind::StartsWith(_)
                | TestKind::EndsWith(_)
        );
        // That there is no order is told with the operator.
        let is_ordering = matches!(on.test.kind, TestKind::Compare { .. } | TestKind::InRange(_));
        if sort.has_case() && (takes_case || is_ordering) {
            return Some(());
        }
        self.sink.fail(misuse::no_case(on, &sort, span))
    }

    fn right_side(&self, on: &Subjected<'_>, value: &Operand) -> Option<Resolved> {
        self.operand(on.env.module, value, on.choice(), &|name| on.env.is_claim(name))
    }
}

impl Subjected<'_> {
    /// The enum or union that the claim is, or its elements are.
    fn choice(&self) -> Option<&Rc<Choice>> {
        fn choice_of(ty: &Ty) -> Option<&Rc<Choice>> {
            match ty {
                Ty::Choice(choice) => Some(choice),
                Ty::List(inner) | Ty::Tag(_, inner) | Ty::Embedded(inner) => choice_of(inner),
                _ => None,
            }
        }
        match self.place.part {
            Part::Whole => choice_of(&self.place.ty),
            _ => None,
        }
    }

    fn built(&self, relation: Relation) -> Built {
        let test = checked::Test {
            provenance: self.place.provenance,
            pointer: self.place.pointer.clone(),
            subject: self.place.ty.subject(),
            part: self.place.part,
            relation,
            ignoring_case: self.compared.fold,
            span: self.span,
            claim_span: self.test.claim.span,
        };
        Built {
            condition: checked::Condition::Test(test),
            tests: self.place.tests.saturating_add(1),
            depth: self.place.depth + 1,
        }
    }

    /// Some element, once unwrapped, is so.
    fn search_for(&self, element: Place, relation: Relation) -> Built {
        let test = checked::Test {
            provenance: element.provenance,
            pointer: element.pointer,
            subject: element.ty.subject(),
            part: Part::Whole,
            relation,
            ignoring_case: self.compared.fold,
            span: self.span,
            claim_span: self.test.claim.span,
        };
        let mut built = self.built(Relation::Exists);
        if let checked::Condition::Test(outer) = &mut built.condition {
            let condition = Box::new(checked::Condition::Test(test));
            outer.pointer.push(Step::Search(condition, self.span));
            outer.ignoring_case = false;
        }
        built.tests = built.tests.saturating_add(1);
        built.depth += 1;
        built
    }
}

/// Whether the lower end of a range is above the upper one.
fn is_above(from: &Value, to: &Value) -> bool {
    match (from, to) {
        (Value::Int(from), Value::Int(to)) => from > to,
        (Value::Float(from), Value::Float(to)) => from > to,
        (Value::Int(from), Value::Float(to)) => (*from as f64) > *to,
        (Value::Float(from), Value::Int(to)) => *from > (*to as f64),
        (Value::Date { text: from, .. }, Value::Date { text: to, .. }) => {
            crate::semantics::date::parse(from) > crate::semantics::date::parse(to)
        }
        _ => false,
    }
}
