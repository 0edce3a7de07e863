//! Conditions become alternatives: the ordered list of conjunctions that a rule's `or`s and `in`s
//! stand for, bounded before it is made.
//!
//! A search finds the *first* element that satisfies its condition. `nodes[a or b]` exists when
//! `nodes[a]` exists or `nodes[b]` does, and is absent when both are; there the `or` goes outside.
//! Where something is read from the element that was found, it cannot: the first element with
//! `a or b` is neither the first with `a` nor the first with `b`.

use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use crate::diagnostic::{Diagnostic, code};
use crate::format::Provenance;
use crate::limits::Limits;
use crate::rule::atom::{Ask, Atom, Hop, Target};
use crate::rule::conjunction::Conjunction;
use crate::rule::normalize::{self, Merging};
use crate::rule::operand::{Operand, Reading, operand};
use crate::rule::unsayable::unsayable_literal;
use crate::source::Span;

/// Conditions inside conditions, named ones put in place; more is refused.
const DEPTH: usize = 512;

/// Expands conditions and gathers what goes wrong.
pub(crate) struct Expander<'a> {
    limits: &'a Limits,
    merging: Merging,
    depth: usize,
    /// What went wrong.
    pub errors: Vec<Diagnostic>,
}

/// Something was reported; nothing can be made of the condition.
#[derive(Debug)]
pub(crate) struct Reported;

/// A place, and whether anything can be there.
enum Way {
    /// One place.
    One(Vec<Hop>),
    /// Any of several, by the search that the place ends in.
    Ends(Vec<Vec<Hop>>),
    /// A search on the way is never satisfied: the pointer leads nowhere from this place on.
    Nowhere(Vec<Hop>),
}

impl<'a> Expander<'a> {
    /// An expander for one policy.
    pub(crate) const fn new(limits: &'a Limits, merging: Merging) -> Self {
        Expander { limits, merging, depth: 0, errors: Vec::new() }
    }

    /// The alternatives of a condition, reduced; none when nothing satisfies it.
    ///
    /// # Errors
    /// [`Reported`], with the reasons in [`Expander::errors`].
    pub(crate) fn expand(&mut self, condition: &Condition) -> Result<Vec<Conjunction>, Reported> {
        if self.depth == DEPTH {
            let message = format!("conditions are nested deeper than {DEPTH} levels");
            self.errors.push(Diagnostic::new(code::WIRE_LIMIT, span(condition), message));
            return Err(Reported);
        }
        self.depth += 1;
        let alternatives = match condition {
            Condition::All(parts) => self.all(parts),
            Condition::Any(choices, span) => self.any(choices, *span),
            Condition::Test(test) => self.test(test),
        };
        self.depth -= 1;
        alternatives
    }

    /// `and`: every choice of one part with every choice of the others.
    fn all(&mut self, parts: &[Condition]) -> Result<Vec<Conjunction>, Reported> {
        let mut factors = Vec::new();
        let mut failed = false;
        for part in flat(parts) {
            match self.expand(part) {
                Ok(alternatives) => factors.push((part, alternatives)),
                Err(Reported) => failed = true,
            }
        }
        if failed {
            return Err(Reported);
        }
        let mut product = vec![Conjunction::default()];
        for (_, alternatives) in &factors {
            // The bound is on what is about to be made, so that it is never made.
            if product.len().saturating_mul(alternatives.len()) > self.limits.entries {
                self.errors.push(self.multiplied(&factors));
                return Err(Reported);
            }
            product = product
                .iter()
                .flat_map(|left| alternatives.iter().map(move |right| left.clone().and(right)))
                .flatten()
                .collect();
            if let Some(long) = product.iter().find(|all| all.atoms().len() > self.limits.claims) {
                return Err(self.too_many_claims(long));
            }
            product = normalize::reduce(product, self.merging);
        }
        Ok(product)
    }

    /// `or`: the choices one after the other. Plain tests of one claim, as `in [ … ]` makes them,
    /// are put together first: a thousand consecutive integers are one range.
    fn any(&mut self, choices: &[Condition], span: Span) -> Result<Vec<Conjunction>, Reported> {
        let mut sum = Vec::new();
        let mut failed = false;
        let mut most = self.limits.entries;
        for choice in choices {
            match self.expand(choice) {
                Ok(alternatives) => sum.extend(alternatives),
                Err(Reported) => failed = true,
            }
            if sum.len() > most {
                sum = normalize::condense(sum, self.merging);
                // What does not shrink is not tried again before it has doubled.
                most = self.limits.entries.max(sum.len().saturating_mul(2));
            }
        }
        if failed {
            return Err(Reported);
        }
        sum = normalize::condense(sum, self.merging);
        if sum.len() > self.limits.entries {
            let message = format!(
                "the condition has {} alternatives, and a policy at most {} entries",
                sum.len(),
                self.limits.entries
            );
            let help = "each alternative is an entry of its own that everybody who joins downloads";
            self.errors.push(Diagnostic::new(code::TOO_MANY_ENTRIES, span, message).help(help));
            return Err(Reported);
        }
        Ok(normalize::reduce(sum, self.merging))
    }

    fn multiplied(&self, factors: &[(&Condition, Vec<Conjunction>)]) -> Diagnostic {
        let mut choices: Vec<(Span, usize)> = factors
            .iter()
            .map(|(part, alternatives)| (span(part), alternatives.len()))
            .filter(|(_, count)| *count > 1)
            .collect();
        let total = choices.iter().fold(1usize, |total, (_, count)| total.saturating_mul(*count));
        let sum = choices.iter().map(|(_, count)| count.to_string()).collect::<Vec<_>>();
        choices.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let first = choices.first().map_or_else(Span::default, |(span, _)| *span);
        let message = format!(
            "the condition multiplies into {total} alternatives, and a policy has at most {} entries",
            self.limits.entries
        );
        let mut diagnostic = Diagnostic::new(code::TOO_MANY_ENTRIES, first, message);
        for (at, (span, count)) in choices.into_iter().enumerate() {
            let text = format!("{count} alternatives");
            diagnostic = if at == 0 { diagnostic.here(text) } else { diagnostic.label(span, text) };
        }
        diagnostic
            .note(format!("`or` and `in` on both sides of an `and` multiply: {}", sum.join(" × ")))
            .help("split the rule in two, or replace alternatives by a range, `under` or a group claim")
    }

    fn too_many_claims(&mut self, long: &Conjunction) -> Reported {
        let atoms = long.atoms();
        let span = atoms.iter().map(|atom| atom.span).reduce(Span::to).unwrap_or_default();
        let message = format!(
            "{} tests at once, and an entry has at most {}",
            atoms.len(),
            self.limits.claims
        );
        self.errors.push(Diagnostic::new(code::WIRE_LIMIT, span, message));
        Reported
    }

    fn test(&mut self, test: &Test) -> Result<Vec<Conjunction>, Reported> {
        let (steps, relation) = self.searching(test)?;
        let distributes = matches!(relation, Relation::Exists | Relation::Absent);
        let way = self.way(&steps, distributes)?;
        let places = match way {
            // No pointer that leads nowhere is ever satisfied, but `is absent` is.
            Way::Nowhere(list) if relation == Relation::Absent => return Ok(always(test, list)),
            Way::Nowhere(_) => return Ok(Vec::new()),
            Way::One(place) => vec![place],
            Way::Ends(places) => places,
        };
        let mut alternatives = Vec::new();
        for place in places {
            alternatives.push(self.atom(test, &relation, place)?);
        }
        if relation == Relation::Absent {
            let all = alternatives.into_iter().flatten();
            let none = all.into_iter().try_fold(Conjunction::default(), |sum, next| sum.and(&next));
            return Ok(none.into_iter().collect());
        }
        Ok(alternatives.into_iter().flatten().collect())
    }

    /// `contains` on a list is a search for an element that equals the value.
    fn searching(&mut self, test: &Test) -> Result<(Vec<Step>, Relation), Reported> {
        let Relation::Has(value, subject) = &test.relation else {
            return Ok((test.pointer.clone(), test.relation.clone()));
        };
        let element = Test {
            provenance: Provenance::Issuer,
            pointer: Vec::new(),
            subject: *subject,
            part: Part::Whole,
            relation: Relation::Equal(value.clone()),
            ignoring_case: test.ignoring_case,
            span: test.span,
            claim_span: test.claim_span,
        };
        let mut steps = test.pointer.clone();
        steps.push(Step::Search(Box::new(Condition::Test(element)), test.span));
        Ok((steps, Relation::Exists))
    }

    fn way(&mut self, steps: &[Step], distributes: bool) -> Result<Way, Reported> {
        let mut place = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let hop = match step {
                Step::Name(name) => Hop::Name(name.clone()),
                Step::Cbor(key) => Hop::Cbor(key.clone()),
                Step::Oid(oid) => Hop::Oid(oid.clone()),
                Step::Position(position) => Hop::Position(*position),
                Step::Tag(tag) => Hop::Tag(*tag),
                Step::Embedded => Hop::Embedded,
                Step::Search(condition, span) => {
                    let mut found = self.expand(condition)?;
                    match (found.pop(), found.is_empty()) {
                        (None, _) => return Ok(Way::Nowhere(place)),
                        (Some(only), true) => Hop::Search(only.into_atoms()),
                        (Some(last), false) if distributes && at + 1 == steps.len() => {
                            found.push(last);
                            let ends = found.into_iter().map(|end| {
                                let search = Hop::Search(end.into_atoms());
                                place.iter().cloned().chain([search]).collect()
                            });
                            return Ok(Way::Ends(ends.collect()));
                        }
                        (Some(_), false) => return Err(self.or_in_search(*span)),
                    }
                }
            };
            place.push(hop);
        }
        Ok(Way::One(place))
    }

    fn or_in_search(&mut self, span: Span) -> Reported {
        let message = "a search with alternatives cannot be followed by anything but `exists`";
        self.errors.push(
            Diagnostic::new(code::OR_IN_SEARCH, span, message)
                .help("move what follows into the brackets: `list[(this or that) and test] exists`")
                .note("then any element may satisfy all of it, where now only the first that is found would be looked at"),
        );
        Reported
    }

    /// One test at one place; `None` when nothing satisfies it.
    fn atom(
        &mut self,
        test: &Test,
        relation: &Relation,
        place: Vec<Hop>,
    ) -> Result<Option<Conjunction>, Reported> {
        let searched = relation != &test.relation;
        let subject = if searched { Subject::Any } else { test.subject };
        let part = if searched { Part::Whole } else { test.part };
        let reading = Reading {
            subject,
            part,
            equal: matches!(relation, Relation::Equal(_)),
            fold: test.ignoring_case && !searched,
        };
        let mut read = |value: &Value| {
            operand(value, reading).map_err(|reason| {
                self.errors.push(unsayable_literal(&reason, test));
                Reported
            })
        };
        let ask = match relation {
            Relation::Equal(Value::Null) if subject == Subject::Null => Ask::IsNull,
            Relation::Equal(value) => Ask::Equal(read(value)?),
            Relation::Less(value) => Ask::Less(read(value)?),
            Relation::LessOrEqual(value) => Ask::AtMost(read(value)?),
            Relation::Greater(value) => Ask::Greater(read(value)?),
            Relation::GreaterOrEqual(value) => Ask::AtLeast(read(value)?),
            Relation::Contains(value) => Ask::Contains(read(value)?),
            Relation::StartsWith(value) => Ask::StartsWith(read(value)?),
            Relation::EndsWith(value) => Ask::EndsWith(read(value)?),
            Relation::Under(host) => Ask::Under(host.clone()),
            Relation::Exists | Relation::Has(..) => Ask::Exists,
            Relation::Absent => Ask::Absent,
            Relation::IsNull => Ask::IsNull,
        };
        let Test { provenance, span, claim_span, .. } = *test;
        let target = Target { provenance, place, subject, part, span, claim_span };
        Ok(simplest(target, ask, reading.fold).and_then(Conjunction::of))
    }
}

/// What is satisfied whatever the credential says. Of the holder's claims nothing is, since they
/// can be unverified: there it takes some test of them.
fn always(test: &Test, place: Vec<Hop>) -> Vec<Conjunction> {
    let Test { provenance, span, claim_span, .. } = *test;
    if provenance == Provenance::Issuer {
        return vec![Conjunction::default()];
    }
    let (subject, part) = (Subject::Any, Part::Whole);
    let target = Target { provenance, place, subject, part, span, claim_span };
    let either = [Ask::Exists, Ask::Absent].map(|ask| Atom::new(target.clone(), ask, false));
    either.into_iter().filter_map(Conjunction::of).collect()
}

/// The simplest test of the same meaning; `None` when nothing satisfies it.
fn simplest(mut target: Target, mut ask: Ask, fold: bool) -> Option<Atom> {
    match target.part {
        // All of the text from its beginning on is the text.
        Part::Slice { start: 0, length: None } => target.part = Part::Whole,
        Part::PathSlice { start: 0, length: None } => target.part = Part::Path,
        Part::Slice { start, length: Some(length) } if !fold => {
            if let Ask::Equal(value) = &ask {
                // A slice has as many units as it says, or is equal to nothing.
                if units(value).is_some_and(|units| units != length as usize) {
                    return None;
                }
                // To have a beginning of that length is to start with it.
                if start == 0 {
                    ask = Ask::StartsWith(value.clone());
                    target.part = Part::Whole;
                }
            }
        }
        Part::PathSlice { length: Some(length), .. } => {
            let Ask::Equal(value) = &ask else { return Some(Atom::new(target, ask, fold)) };
            if units(value).is_some_and(|units| units != length as usize) {
                return None;
            }
        }
        _ => {}
    }
    let atom = Atom::new(target, ask, fold);
    let is_length = matches!(atom.part, Part::LengthChars | Part::LengthBytes);
    let Some(values) = atom.interval().filter(|_| is_length) else { return Some(atom) };
    if values.is_empty() {
        return None;
    }
    // Lengths go on the wire unsigned: `length > -1` is `length >= 0`.
    match values.asks().and_then(|asks| asks.into_iter().next()) {
        Some(ask) if is_negative(&atom.ask) => Some(atom.with_ask(ask, atom.span)),
        _ => Some(atom),
    }
}

fn units(value: &Operand) -> Option<usize> {
    match value {
        Operand::Text(text) => Some(text.shown.chars().count()),
        Operand::Bytes(octets) => Some(octets.len()),
        _ => None,
    }
}

fn is_negative(ask: &Ask) -> bool {
    match ask {
        Ask::Equal(Operand::Int(value))
        | Ask::Less(Operand::Int(value))
        | Ask::AtMost(Operand::Int(value))
        | Ask::Greater(Operand::Int(value))
        | Ask::AtLeast(Operand::Int(value)) => *value < 0,
        _ => false,
    }
}

/// The parts of an `and`, those of an `and` inside it among them.
pub(crate) fn flat(parts: &[Condition]) -> Vec<&Condition> {
    let mut flat = Vec::new();
    let mut stack: Vec<&Condition> = parts.iter().rev().collect();
    while let Some(part) = stack.pop() {
        match part {
            Condition::All(inner) => stack.extend(inner.iter().rev()),
            other => flat.push(other),
        }
    }
    flat
}

/// Where a condition stands. No recursion: this is also asked of conditions that are too deep.
pub(crate) fn span(condition: &Condition) -> Span {
    edge(condition, |parts| parts.first()).to(edge(condition, |parts| parts.last()))
}

fn edge(mut condition: &Condition, pick: fn(&[Condition]) -> Option<&Condition>) -> Span {
    loop {
        match condition {
            Condition::Any(_, span) => return *span,
            Condition::Test(test) => return test.span,
            Condition::All(parts) => match pick(parts) {
                Some(part) => condition = part,
                None => return Span::default(),
            },
        }
    }
}
