//! The alternatives of a condition mean what the condition means: random conditions over random
//! claims, read by two plain interpreters.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::build::at;
use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use crate::format::Provenance;
use crate::limits::Limits;
use crate::rule::alternatives::Expander;
use crate::rule::atom::{Ask, Atom, Hop};
use crate::rule::normalize::Merging;
use crate::rule::operand::{Operand, Real};
use crate::semantics::text::fold_case;

/// A value of JSON, as the language's tests see it.
fn holds(value: Option<&Json>, test: &Test) -> bool {
    let (Some(value), relation) = (value, &test.relation) else {
        return test.relation == Relation::Absent;
    };
    match (relation, test.subject, test.part) {
        (Relation::Exists, ..) => true,
        (Relation::Absent, ..) => false,
        (Relation::IsNull, ..) => value.is_null(),
        (Relation::Has(wanted, subject), ..) => {
            let element = Test {
                relation: Relation::Equal(wanted.clone()),
                subject: *subject,
                ..test.clone()
            };
            value
                .as_array()
                .is_some_and(|items| items.iter().any(|item| holds(Some(item), &element)))
        }
        (_, Subject::Int, _) => value.as_i64().is_some_and(|value| compare(value, relation)),
        (_, Subject::Number, _) => value.as_f64().is_some_and(|value| compare(value, relation)),
        (_, Subject::String, Part::LengthChars) => {
            value.as_str().is_some_and(|text| compare(text.chars().count() as i64, relation))
        }
        (_, Subject::String, Part::Slice { start, length }) => {
            let Relation::Equal(Value::Text(wanted)) = relation else { panic!() };
            let slice = value.as_str().and_then(|text| slice(text, start, length));
            slice.is_some_and(|slice| same(&slice, wanted, test.ignoring_case))
        }
        (_, Subject::String, _) => value.as_str().is_some_and(|text| pieces(text, test)),
        other => panic!("{other:?}"),
    }
}

fn compare<T: PartialOrd + Literal>(value: T, relation: &Relation) -> bool {
    let read = |wanted: &Value| T::of(wanted).unwrap_or_else(|| panic!("{wanted:?}"));
    match relation {
        Relation::Equal(wanted) => value == read(wanted),
        Relation::Less(wanted) => value < read(wanted),
        Relation::LessOrEqual(wanted) => value <= read(wanted),
        Relation::Greater(wanted) => value > read(wanted),
        Relation::GreaterOrEqual(wanted) => value >= read(wanted),
        other => panic!("{other:?}"),
    }
}

trait Literal: Sized {
    fn of(value: &Value) -> Option<Self>;
}

impl Literal for i64 {
    fn of(value: &Value) -> Option<i64> {
        if let Value::Int(value) = value { Some(*value) } else { None }
    }
}

impl Literal for f64 {
    fn of(value: &Value) -> Option<f64> {
        if let Value::Float(value) = value { Some(*value) } else { None }
    }
}

fn slice(text: &str, start: u32, length: Option<u32>) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let end = length.map_or(chars.len(), |length| (start + length) as usize);
    chars.get(start as usize..end).map(|slice| slice.iter().collect())
}

fn same(a: &str, b: &str, fold: bool) -> bool {
    if fold { fold_case(a) == fold_case(b) } else { a == b }
}

fn pieces(text: &str, test: &Test) -> bool {
    let fold = |text: &str| match test.ignoring_case {
        true => fold_case(text).into_owned(),
        false => text.to_owned(),
    };
    let text = fold(text);
    match &test.relation {
        Relation::Equal(Value::Text(wanted)) => text == fold(wanted),
        Relation::Contains(Value::Text(wanted)) => text.contains(&fold(wanted)),
        Relation::StartsWith(Value::Text(wanted)) => text.starts_with(&fold(wanted)),
        Relation::EndsWith(Value::Text(wanted)) => text.ends_with(&fold(wanted)),
        other => panic!("{other:?}"),
    }
}

fn follow<'j>(root: &'j Json, steps: &[Step]) -> Option<&'j Json> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Name(name) => value.as_object()?.get(name),
        Step::Position(position) => value.as_array()?.get(*position as usize),
        Step::Search(condition, _) => {
            value.as_array()?.iter().find(|item| satisfies(item, condition))
        }
        other => panic!("{other:?}"),
    })
}

/// What the holder says beside the claims.
#[derive(Debug, Clone)]
enum Said {
    Nothing,
    Unverified,
    Claims(Json),
}

impl Said {
    /// Where a test of somebody's claims begins; `Err` when it must not be read.
    fn root<'j>(&'j self, issuer: &'j Json, of: Provenance) -> Result<Option<&'j Json>, ()> {
        match (of, self) {
            (Provenance::Issuer, _) => Ok(Some(issuer)),
            (Provenance::Holder, Said::Nothing) => Ok(None),
            (Provenance::Holder, Said::Unverified) => Err(()),
            (Provenance::Holder, Said::Claims(claims)) => Ok(Some(claims)),
        }
    }
}

fn satisfies(root: &Json, condition: &Condition) -> bool {
    satisfies_beside(root, &Said::Unverified, condition)
}

fn satisfies_beside(root: &Json, said: &Said, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| satisfies_beside(root, said, part)),
        Condition::Any(parts, _) => parts.iter().any(|part| satisfies_beside(root, said, part)),
        Condition::Test(test) => said
            .root(root, test.provenance)
            .is_ok_and(|root| holds(root.and_then(|root| follow(root, &test.pointer)), test)),
    }
}

/// The same for atoms: back to a test, its literals from their canonical form.
fn atom_satisfied(root: &Json, said: &Said, atom: &Atom) -> bool {
    let Ok(root) = said.root(root, atom.provenance) else { return false };
    let value = root.and_then(|root| {
        atom.place.iter().try_fold(root, |value, hop| match hop {
            Hop::Name(name) => value.as_object()?.get(name),
            Hop::Position(position) => value.as_array()?.get(*position as usize),
            Hop::Search(atoms) => value
                .as_array()?
                .iter()
                .find(|item| atoms.iter().all(|atom| atom_satisfied(item, said, atom))),
            other => panic!("{other:?}"),
        })
    });
    let literal = |operand: &Operand| match operand {
        Operand::Int(value) => Value::Int(*value),
        Operand::Real(Real(value)) => Value::Float(*value),
        Operand::Text(text) => Value::Text(text.shown.clone()),
        other => panic!("{other:?}"),
    };
    let relation = match &atom.ask {
        Ask::Equal(operand) => Relation::Equal(literal(operand)),
        Ask::Less(operand) => Relation::Less(literal(operand)),
        Ask::AtMost(operand) => Relation::LessOrEqual(literal(operand)),
        Ask::Greater(operand) => Relation::Greater(literal(operand)),
        Ask::AtLeast(operand) => Relation::GreaterOrEqual(literal(operand)),
        Ask::Contains(operand) => Relation::Contains(literal(operand)),
        Ask::StartsWith(operand) => Relation::StartsWith(literal(operand)),
        Ask::EndsWith(operand) => Relation::EndsWith(literal(operand)),
        Ask::Exists => Relation::Exists,
        Ask::Absent => Relation::Absent,
        Ask::IsNull => Relation::IsNull,
        other => panic!("{other:?}"),
    };
    let test = Test {
        provenance: atom.provenance,
        pointer: Vec::new(),
        subject: atom.subject,
        part: atom.part,
        relation,
        ignoring_case: atom.fold,
        span: atom.span,
        claim_span: atom.claim_span,
    };
    holds(value, &test)
}

fn word() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(vec!["a", "A", "ab", "b", "aB", "ß", "ss", ""]).prop_map(String::from)
}

/// Claims that meet the tests often: two names, few values, lists of records.
fn claims() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        3 => (0..6i64).prop_map(Json::from),
        3 => word().prop_map(Json::from),
        1 => Just(Json::Null),
        1 => prop_oneof![Just(json!(0.5)), Just(json!(2.5))],
    ];
    let value = scalar.prop_recursive(3, 12, 3, |inner| {
        let record =
            prop::collection::btree_map(prop_oneof![Just("x"), Just("y")], inner.clone(), 0..3)
                .prop_map(|map| json!(map));
        prop_oneof![record, prop::collection::vec(inner, 0..4).prop_map(Json::from)]
    });
    prop::collection::btree_map(prop_oneof![Just("x"), Just("y")], value, 0..3)
        .prop_map(|map| json!(map))
}

fn relation(
    choices: &[fn(Value) -> Relation],
) -> impl Strategy<Value = fn(Value) -> Relation> + use<> {
    prop::sample::select(choices.to_vec())
}

fn tests(pointer: BoxedStrategy<(Provenance, Vec<Step>)>) -> BoxedStrategy<Test> {
    let value = (0..6i64).prop_map(Value::Int);
    let float = prop_oneof![Just(0.5), Just(2.0), Just(2.5)].prop_map(Value::Float);
    let text = word().prop_map(Value::Text);
    let slice = (0..2u32, prop_oneof![Just(None), (1..3u32).prop_map(Some)])
        .prop_map(|(start, length)| Part::Slice { start, length });
    let tested = prop_oneof![
        (
            relation(&[
                Relation::Equal,
                Relation::Less,
                Relation::LessOrEqual,
                Relation::Greater,
                Relation::GreaterOrEqual
            ]),
            value.clone()
        )
            .prop_map(|(relation, value)| (
                Subject::Int,
                Part::Whole,
                relation(value),
                false
            )),
        (relation(&[Relation::Equal, Relation::Less, Relation::GreaterOrEqual]), float)
            .prop_map(|(relation, value)| (Subject::Number, Part::Whole, relation(value), false)),
        (
            relation(&[
                Relation::Equal,
                Relation::Contains,
                Relation::StartsWith,
                Relation::EndsWith
            ]),
            text.clone(),
            any::<bool>()
        )
            .prop_map(|(relation, value, fold)| (
                Subject::String,
                Part::Whole,
                relation(value),
                fold
            )),
        (slice, text, any::<bool>()).prop_map(|(part, value, fold)| (
            Subject::String,
            part,
            Relation::Equal(value),
            fold
        )),
        (relation(&[Relation::Equal, Relation::Less, Relation::Greater]), -1..4i64).prop_map(
            |(relation, value)| {
                (Subject::String, Part::LengthChars, relation(Value::Int(value)), false)
            }
        ),
        prop::sample::select(vec![Relation::Exists, Relation::Absent, Relation::IsNull])
            .prop_map(|relation| (Subject::Any, Part::Whole, relation, false)),
        value.prop_map(|value| {
            (Subject::List, Part::Whole, Relation::Has(value, Subject::Int), false)
        }),
    ];
    (pointer, tested)
        .prop_map(|((provenance, pointer), (subject, part, relation, ignoring_case))| Test {
            provenance,
            pointer,
            subject,
            part,
            relation,
            ignoring_case,
            span: at(1),
            claim_span: at(1),
        })
        .boxed()
}

/// Pointers of the issuer that meet often; with searches on the way or without.
fn pointers(search: bool) -> BoxedStrategy<(Provenance, Vec<Step>)> {
    let name = || prop::sample::select(vec!["x", "y"]).prop_map(|name| Step::Name(name.into()));
    let position = (0..2u32).prop_map(Step::Position);
    let step = if search {
        let nested =
            conditions(pointers(false)).prop_map(|inner| Step::Search(Box::new(inner), at(3)));
        prop_oneof![3 => name(), 1 => position, 2 => nested].boxed()
    } else {
        prop_oneof![3 => name(), 1 => position].boxed()
    };
    prop::collection::vec(step, 0..3).prop_map(|steps| (Provenance::Issuer, steps)).boxed()
}

/// The same into the claims of both; those of the holder begin with a key.
fn pointers_of_both() -> BoxedStrategy<(Provenance, Vec<Step>)> {
    let key = prop::sample::select(vec!["x", "y"]).prop_map(|name| Step::Name(name.into()));
    let holder = (key, pointers(true)).prop_map(|(key, (_, rest))| {
        (Provenance::Holder, std::iter::once(key).chain(rest).collect())
    });
    prop_oneof![pointers(true), holder].boxed()
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![1 => Just(Said::Nothing), 1 => Just(Said::Unverified), 3 => claims().prop_map(Said::Claims)]
}

fn conditions(pointer: BoxedStrategy<(Provenance, Vec<Step>)>) -> BoxedStrategy<Condition> {
    let leaf = tests(pointer).prop_map(Condition::Test);
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::All),
            prop::collection::vec(inner, 1..4).prop_map(|parts| Condition::Any(parts, at(2))),
        ]
    })
    .boxed()
}

fn agree(
    condition: &Condition,
    all_claims: &[(Json, Said)],
    merging: Merging,
) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    let mut expander = Expander::new(&limits, merging);
    // Alternatives in a search that something follows are refused; there is nothing to compare.
    let Ok(alternatives) = expander.expand(condition) else { return Ok(()) };
    for (claims, said) in all_claims {
        let lowered = alternatives
            .iter()
            .any(|all| all.atoms().iter().all(|atom| atom_satisfied(claims, said, atom)));
        let meant = satisfies_beside(claims, said, condition);
        prop_assert_eq!(lowered, meant, "{} {:?} in {:#?}", claims, said, alternatives);
    }
    Ok(())
}

/// Every claim that tests of one claim could tell apart.
fn one_claim() -> Vec<(Json, Said)> {
    let mut claims = vec![json!({}), json!({"x": null}), json!({"x": []}), json!({"x": [1, 3]})];
    claims.extend((-1..7).map(|value| json!({ "x": value })));
    claims.extend([0.5, 1.5, 2.25, 2.5].map(|value| json!({ "x": value })));
    let letters = ["", "a", "A", "b", "B", "ß", "s"];
    for (first, second, third) in triples(&letters) {
        claims.push(json!({ "x": format!("{first}{second}{third}") }));
    }
    claims.into_iter().map(|claims| (claims, Said::Nothing)).collect()
}

fn triples<'a>(of: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    of.iter().flat_map(move |a| of.iter().flat_map(move |b| of.iter().map(move |c| (*a, *b, *c))))
}

proptest! {
    #[test]
    fn alternatives_mean_what_the_condition_means(
        condition in conditions(pointers_of_both()),
        claims in prop::collection::vec((claims(), said()), 16),
        ranges in any::<bool>(),
    ) {
        agree(&condition, &claims, if ranges { Merging::Ranges } else { Merging::Off })?;
    }

    #[test]
    fn tests_of_one_claim_are_put_together_rightly(
        condition in conditions(
            Just((Provenance::Issuer, vec![Step::Name("x".into())])).boxed(),
        ),
    ) {
        agree(&condition, &one_claim(), Merging::Ranges)?;
    }
}
