//! Searches whose first hit is the only one that the rest of a test looks at.

use std::collections::HashMap;

use crate::check::checked::{Condition, Part, Relation, Step, Test};
use crate::check::context::Checker;
use crate::check::sink::diagnostic;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;

/// A test that goes on from what a search found.
struct GoesOn<'c> {
    test: &'c Test,
    /// The search's condition.
    inner: &'c Condition,
    /// Its brackets.
    brackets: Span,
}

impl Checker<'_> {
    /// Tests that are joined by `and` and go on from the same search are told of together: moved
    /// into brackets of their own, each would find an element of its own.
    pub(super) fn lint_searches(&self, condition: &Condition) {
        let parts = match condition {
            Condition::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut groups: HashMap<String, Vec<GoesOn<'_>>> = HashMap::new();
        let mut order = Vec::new();
        for part in parts {
            let Some(test) = written_as_one(part) else {
                if let Condition::All(inner) | Condition::Any(inner, _) = part {
                    inner.iter().for_each(|part| self.lint_searches(part));
                }
                continue;
            };
            for step in &test.pointer {
                if let Step::Search(inner, _) = step {
                    self.lint_searches(inner);
                }
            }
            let Some(found) = goes_on(test) else { continue };
            let key = self.search_text(&found);
            let group = groups.entry(key.clone()).or_default();
            if group.is_empty() {
                order.push(key);
            }
            // `in 1..5` is two tests that are written as one.
            if group.iter().all(|known| known.test.span != test.span) {
                group.push(found);
            }
        }
        for group in order.iter().filter_map(|key| groups.get(key)) {
            if let Some(found) = self.first_hit_hides(group) {
                self.report(found);
            }
        }
    }

    /// The list and the search as they are written, whatever the layout.
    fn search_text(&self, found: &GoesOn<'_>) -> String {
        let claim = found.test.claim_span;
        let span = Span::new(claim.file, claim.start, found.brackets.end);
        match self.short(span) {
            Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            None => format!("{span:?}"),
        }
    }

    fn first_hit_hides(&self, group: &[GoesOn<'_>]) -> Option<Diagnostic> {
        let first = group.first()?;
        let message = "only the first element that the search finds is looked at";
        let mut found = diagnostic(code::FIRST_HIT_HIDES, first.test.claim_span, message).note(
            "a later element may satisfy the search and this test too, and is never tried: the order in the credential decides",
        );
        for other in group.iter().skip(1) {
            found = found.label(other.test.claim_span, "the same search, so the same element");
        }
        // An absent member of the first hit is another question than an element without it.
        if group.iter().any(|one| one.test.relation == Relation::Absent) {
            return Some(found.help("let the search alone tell the element apart"));
        }
        let Some(better) = self.moved_inside(group) else {
            return Some(found.help("move the test into the brackets"));
        };
        let shown = crate::syntax::unseen::visible(&better);
        found = found.help(format!("move it into the brackets: `{shown}`"));
        if group.len() == 1 {
            let place = first.test.span;
            let why = "search for both";
            found = found.suggest(place, better, why, Applicability::Maybe);
        }
        Some(found)
    }

    /// The search with the tests in its brackets.
    fn moved_inside(&self, group: &[GoesOn<'_>]) -> Option<String> {
        let first = group.first()?;
        let (claim, brackets) = (first.test.claim_span, first.brackets);
        let list = self.short(Span::new(claim.file, claim.start, brackets.start))?.trim_end();
        let inner = self.short(brackets)?.strip_prefix('[')?.strip_suffix(']')?.trim();
        let mut tests = match first.inner {
            Condition::Any(..) => vec![format!("({inner})")],
            _ => vec![inner.to_owned()],
        };
        for one in group {
            let (test, end) = (one.test.span, one.brackets.end);
            let rest = self.short(Span::new(test.file, end, test.end))?.trim();
            tests.push(match rest.strip_prefix('.') {
                Some(member) => member.to_owned(),
                None if rest.starts_with('[') => format!("it{rest}"),
                None => format!("it {rest}"),
            });
        }
        let better = format!("{list}[{}] exists", tests.join(" and "));
        (!list.is_empty() && !better.contains('\n')).then_some(better)
    }
}

/// The only test that is written here; `in [ … ]` is one.
fn written_as_one(condition: &Condition) -> Option<&Test> {
    match condition {
        Condition::Test(test) => Some(test),
        Condition::Any(parts, _) => {
            let mut tests = parts.iter().map(|part| match part {
                Condition::Test(test) => Some(test),
                _ => None,
            });
            let first = tests.next()??;
            tests.all(|test| test.is_some_and(|test| test.span == first.span)).then_some(first)
        }
        Condition::All(_) => None,
    }
}

/// The first search that something follows. A search for one value finds the same wherever it
/// finds it.
fn goes_on(test: &Test) -> Option<GoesOn<'_>> {
    let presence = matches!(test.relation, Relation::Exists | Relation::Absent);
    let last = test.pointer.len().checked_sub(1)?;
    test.pointer.iter().enumerate().find_map(|(at, step)| match step {
        Step::Search(..) if presence && at == last => None,
        Step::Search(inner, _) if is_one_value(inner) => None,
        Step::Search(inner, brackets) => Some(GoesOn { test, inner, brackets: *brackets }),
        _ => None,
    })
}

fn is_one_value(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => {
            test.pointer.is_empty()
                && test.part == Part::Whole
                && !test.ignoring_case
                && matches!(test.relation, Relation::Equal(_))
        }
        Condition::All(parts) => parts.iter().any(is_one_value),
        Condition::Any(..) => false,
    }
}
