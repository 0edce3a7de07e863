//! Refusals that do not keep out those whom they are meant for.

use std::collections::{HashMap, HashSet};

use crate::check::checked::{Condition, Part, Relation, Step, Test};
use crate::check::context::Checker;
use crate::check::lints::each_test;
use crate::check::lints::known::{known, place};
use crate::check::lints::withheld::{is_selective, may_withhold};
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::format::{Family, Format, Provenance};
use crate::source::Span;

/// For credentials of one family, who is admitted further down, seen from the last rule upwards.
#[derive(Default)]
struct Below {
    /// How many rules admit.
    admitting: usize,
    /// The nearest of them.
    nearest: Option<(usize, Span)>,
    /// Claims that the nearest ones all ask for, with the count up to which they do and the
    /// nearest rule that does not.
    asked: HashMap<String, (usize, Option<(usize, Span)>)>,
}

impl Below {
    fn admit(&mut self, at: usize, span: Span, asks: HashSet<String>) {
        self.admitting += 1;
        for claim in asks {
            let entry = self.asked.entry(claim).or_insert((0, self.nearest));
            if entry.0 + 1 != self.admitting {
                entry.1 = self.nearest;
            }
            entry.0 = self.admitting;
        }
        self.nearest = Some((at, span));
    }

    /// The nearest rule that admits without asking for the claim; none for a claim that is no one
    /// place stands for those that nothing asks for.
    fn without(&self, claim: Option<&String>) -> Option<(usize, Span)> {
        match claim.and_then(|claim| self.asked.get(claim)) {
            Some((count, lacking)) if *count == self.admitting => *lacking,
            _ => self.nearest,
        }
    }
}

impl Checker<'_> {
    /// A refusal on a claim is avoided by withholding it, when a rule further down admits those
    /// who do not disclose it.
    pub(super) fn lint_refusals(&self, rules: &[KnownRule<'_>]) {
        let demanded = demanded(rules);
        let mut families: HashMap<Family, Below> = HashMap::new();
        for (at, rule) in rules.iter().enumerate().rev() {
            let format = rule.shape.as_ref().map(|shape| shape.format);
            if rule.role.is_some() {
                let asks = rule.condition().map(|condition| known(condition, &asks_for));
                let asks = asks.unwrap_or_default();
                match format {
                    Some(format) => {
                        families.entry(format.family()).or_default().admit(at, rule.span, asks);
                    }
                    None => Family::ALL.into_iter().for_each(|family| {
                        families.entry(family).or_default().admit(at, rule.span, HashSet::new());
                    }),
                }
                continue;
            }
            let (Some(format), Some(condition)) = (format, rule.condition()) else { continue };
            if let (true, Some(below)) = (is_selective(format), families.get(&format.family())) {
                self.lint_refusal(format, condition, below, &demanded);
            }
        }
    }

    fn lint_refusal(
        &self,
        format: Format,
        condition: &Condition,
        below: &Below,
        demanded: &HashMap<(Family, String), usize>,
    ) {
        let mut first: Option<(&Test, Span)> = None;
        each_test(condition, &mut |way, test| {
            let avoidable = test.relation != Relation::Absent && may_withhold(format, way);
            // A test inside of a search is told with the search.
            let own = way.len() == test.pointer.len();
            // What the holder says of itself has a warning of its own.
            let issued = test.provenance == Provenance::Issuer;
            if first.is_some() || !avoidable || !own || !issued {
                return;
            }
            let claim = place(test);
            let Some((admits, span)) = below.without(claim.as_ref()) else { return };
            let refused = claim.and_then(|claim| demanded.get(&(format.family(), claim)));
            if refused.is_none_or(|refused| *refused > admits) {
                first = Some((test, span));
            }
        });
        let Some((test, admits)) = first else { return };
        let claim = whole_claim(self.written(claim_alone(test)), test.part);
        let message = format!("whoever withholds `{claim}` is not refused");
        self.report(
            diagnostic(code::REFUSAL_AVOIDED, test.span, message)
                .label(admits, "and this rule does not ask for it")
                .note(format!(
                    "the holder of an `{}` chooses what to disclose, and leaves out what it would be refused for",
                    format.word()
                ))
                .help(format!(
                    "let the rules that admit ask for it, such as `{claim} exists`, or refuse also whoever does not disclose it: `… or {claim} is absent`"
                )),
        );
    }
}

/// The claim without the parts that are not disclosed on their own.
fn claim_alone(test: &Test) -> Span {
    let search = test.pointer.iter().find_map(|step| match step {
        Step::Search(_, span) => Some(*span),
        _ => None,
    });
    match search {
        Some(search) if search.start > test.claim_span.start => {
            Span::new(test.claim_span.file, test.claim_span.start, search.start)
        }
        _ => test.claim_span,
    }
}

/// The claim as it is written, without the part of its value that is tested.
fn whole_claim(written: String, part: Part) -> String {
    let cut = match part {
        Part::Whole => None,
        Part::Slice { .. } => written.rfind('['),
        Part::PathSlice { .. } | Part::PathSegment(_) => written.rfind(".path"),
        _ => written.rfind('.'),
    };
    cut.and_then(|end| written.get(..end)).map_or(written.clone(), str::to_owned)
}

/// The claim that has to be there for a test to be satisfied.
fn asks_for(test: &Test) -> Option<String> {
    (test.relation != Relation::Absent).then(|| place(test)).flatten()
}

/// Claims whose absence alone is refused, and the first rule that does it.
fn demanded(rules: &[KnownRule<'_>]) -> HashMap<(Family, String), usize> {
    let mut first = HashMap::new();
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.role.is_none()) {
        let (Some(shape), Some(condition)) = (&rule.shape, rule.condition()) else { continue };
        let alternatives = match condition {
            Condition::Any(parts, _) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for alternative in alternatives {
            if let Condition::Test(test) = alternative
                && test.relation == Relation::Absent
                && let Some(claim) = place(test)
            {
                first.entry((shape.format.family(), claim)).or_insert(at);
            }
        }
    }
    first
}
