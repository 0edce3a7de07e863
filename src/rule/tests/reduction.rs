//! How many alternatives are left, and which warnings tell of those that are not.

use super::build::*;
use crate::check::checked::{Condition, Part, Relation, Subject, Value};
use crate::diagnostic::code;
use crate::format::Format;
use crate::limits::Limits;
use crate::model::{PreAuthData, Profile};
use crate::rule::{Lowered, Options, lower};

fn lowered(condition: Condition) -> Lowered {
    lower(&one(condition), &Options::default()).expect("it can be lowered")
}

/// The number of claims of each entry.
fn shape(lowered: &Lowered) -> Vec<usize> {
    let PreAuthData::Matcher(entries) = &lowered.preauth else { panic!("profile matcher") };
    entries.iter().map(|entry| entry.claims.len()).collect()
}

fn host(value: &str) -> Condition {
    let relation = Relation::Equal(Value::Text(value.into()));
    part("sub", Subject::Uri, Part::Host, relation)
}

fn under(value: &str) -> Condition {
    part("sub", Subject::Uri, Part::Host, Relation::Under(value.into()))
}

fn uri(value: &str) -> Condition {
    is("sub", Subject::Uri, Relation::Equal(Value::Text(value.into())))
}

fn order(relation: fn(Value) -> Relation, value: i64) -> Condition {
    is("n", Subject::Int, relation(Value::Int(value)))
}

fn starts(value: &str) -> Condition {
    is("s", Subject::String, Relation::StartsWith(Value::Text(value.into())))
}

#[test]
fn alternatives_multiply_and_stay_in_order() {
    let both = all([
        any([text("a", "1"), text("a", "2")]),
        any([text("b", "1"), text("b", "2"), text("b", "3")]),
    ]);
    let lowered = lowered(both);
    assert_eq!(shape(&lowered), [2; 6]);
    let numbers: Vec<usize> = lowered.origins.iter().map(|origin| origin.alternative).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn what_is_said_already_goes() {
    for condition in [
        all([text("a", "x"), text("a", "x")]),
        all([text("a", "x"), exists("a")]),
        all([text("a.b", "x"), exists("a")]),
        all([exists("a"), exists("a.b")]),
        all([absent("a"), absent("a.b")]),
        all([host("h.example"), under("example")]),
        all([under("a.example"), under("example")]),
        all([uri("https://h.example/x"), host("h.example")]),
        all([order(Relation::Greater, 3), order(Relation::GreaterOrEqual, 2)]),
        all([order(Relation::Greater, 3), int("n", 5)]),
        all([order(Relation::GreaterOrEqual, 3), order(Relation::LessOrEqual, 3)]),
        all([starts("abc"), starts("ab")]),
        all([text("s", "abc"), starts("ab")]),
        all([
            text("s", "abc"),
            part("s", Subject::String, Part::LengthChars, Relation::Equal(Value::Int(3))),
        ]),
        // The first element with both exists only if the first with one of them does.
        all([
            found(
                "l",
                all([int("x", 1), int("y", 1)]),
                "",
                test("", Subject::Any, Relation::Exists),
            ),
            found("l", int("x", 1), "", test("", Subject::Any, Relation::Exists)),
        ]),
        any([text("a", "x"), all([text("a", "x"), text("b", "y")])]),
        any([all([text("a", "x"), text("b", "y")]), text("a", "x")]),
        any([under("example"), host("h.example")]),
        any([exists("a"), text("a", "x"), int("a.b", 1)]),
    ] {
        assert_eq!(shape(&lowered(condition.clone())), [1], "{condition:#?}");
    }
}

#[test]
fn what_says_more_stays() {
    for condition in [
        all([text("a", "x"), text("b", "x")]),
        all([exists("a.b"), absent("a.c")]),
        all([absent("a.b"), exists("a")]),
        all([host("h.example"), starts("h")]),
        all([starts("a"), is("s", Subject::String, Relation::EndsWith(Value::Text("b".into())))]),
        all([order(Relation::Greater, 3), order(Relation::Less, 9)]),
        // One place read as two types: nothing is certain.
        all([text("n", "x"), int("n", 3)]),
        // The first element with x may be another one than the first with x and y.
        all([
            found(
                "l",
                all([int("x", 1), int("y", 1)]),
                "z",
                test("", Subject::Any, Relation::Exists),
            ),
            found("l", int("x", 1), "z", test("", Subject::Any, Relation::Exists)),
        ]),
    ] {
        assert_eq!(shape(&lowered(condition.clone())), [2], "{condition:#?}");
    }
}

#[test]
fn contradictions_go_and_are_told_when_nothing_is_left() {
    for condition in [
        all([text("a", "x"), text("a", "y")]),
        all([text("a", "x"), absent("a")]),
        all([text("a.b", "x"), absent("a")]),
        all([int("n", 3), order(Relation::Less, 3)]),
        all([order(Relation::Less, 3), order(Relation::Greater, 2)]),
        all([host("a.example"), host("b.example")]),
        all([host("a.example"), under("b.example")]),
        all([uri("https://a.example/"), host("b.example")]),
        all([under("a.example"), under("b.example")]),
        all([starts("ab"), starts("ac")]),
        all([text("s", "abc"), starts("b")]),
        all([int("n", 3), is("n", Subject::Any, Relation::IsNull)]),
        part("s", Subject::String, Part::LengthChars, Relation::Less(Value::Int(0))),
        found("l", all([int("x", 1), int("x", 2)]), "y", test("", Subject::Any, Relation::Exists)),
    ] {
        let lowered = lowered(condition.clone());
        assert!(lowered.preauth.is_empty(), "{condition:#?}");
        let codes: Vec<_> = lowered.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [code::NEVER_MATCHES]);
    }
    assert_eq!(shape(&lowered(any([text("b", "z"), all([text("a", "x"), text("a", "y")])]))), [1]);
}

#[test]
fn equal_values_in_other_spellings_are_no_contradiction() {
    for condition in [
        all([host("EXAMPLE.com"), host("example.COM")]),
        all([uri("https://example.com/%7Ea"), uri("HTTPS://example.com/~a")]),
    ] {
        assert_eq!(shape(&lowered(condition)), [1]);
    }
}

#[test]
fn integers_become_ranges() {
    let list = |values: &[i64]| any(values.iter().map(|value| int("n", *value)));
    assert_eq!(shape(&lowered(list(&[1, 2, 3]))), [2]);
    assert_eq!(shape(&lowered(list(&[3, 1, 2, 7]))), [2, 1]);
    assert_eq!(shape(&lowered(list(&[5, 5]))), [1]);
    assert_eq!(shape(&lowered(any([order(Relation::Less, 3), int("n", 3)]))), [1]);
    let ends = list(&[i64::MAX, i64::MAX - 1]);
    assert_eq!(shape(&lowered(ends)), [2]);
    // With another test beside it, and only where that is the same.
    let beside = |value, other: &str| all([int("n", value), text("a", other)]);
    assert_eq!(shape(&lowered(any([beside(1, "x"), beside(2, "x"), beside(3, "y")]))), [3, 2]);
    // Every integer: the wire has no test for that.
    let halves = any([order(Relation::Less, 3), order(Relation::GreaterOrEqual, 3)]);
    assert_eq!(shape(&lowered(halves)), [1, 1]);
}

#[test]
fn thousands_of_integers_are_one_range_before_they_are_counted() {
    let many = any((0..100_000).map(|value| int("n", value)));
    assert_eq!(shape(&lowered(many)), [2]);
}

#[test]
fn there_or_not_there_is_anybody() {
    let lowered = lowered(any([exists("a"), absent("a")]));
    assert_eq!(shape(&lowered), [1]);
    let PreAuthData::Matcher(entries) = &lowered.preauth else { panic!() };
    assert!(entries[0].claims[0].matcher.pointer.is_empty());
}

#[test]
fn profiles_without_order_keep_their_alternatives() {
    let mut policy = one(any([int("n", 1), int("n", 2), int("n", 3)]));
    policy.wire.profile = Profile::Exact;
    assert_eq!(lower(&policy, &Options::default()).unwrap().preauth.len(), 3);
}

#[test]
fn a_search_that_ends_in_existence_is_distributed() {
    let either = || any([int("x", 1), text("y", "b")]);
    let there = |rest| found("l", either(), rest, test("", Subject::Any, Relation::Exists));
    assert_eq!(shape(&lowered(there(""))), [1, 1]);
    let gone = found("l", either(), "", test("", Subject::Any, Relation::Absent));
    assert_eq!(shape(&lowered(gone)), [2]);
    let errors = lower(&one(there("z")), &Options::default()).unwrap_err();
    assert_eq!(errors[0].code, code::OR_IN_SEARCH);
    assert_eq!(errors[0].primary.span, at(3));
    // Alternatives that are one range stay inside.
    let range = any([int("x", 1), int("x", 2)]);
    let inside = found("l", range, "z", test("", Subject::Any, Relation::Exists));
    assert_eq!(shape(&lowered(inside)), [1]);
}

#[test]
fn a_search_for_nothing_leads_nowhere() {
    let never = || all([int("x", 1), int("x", 2)]);
    let gone = found("l", never(), "z", test("", Subject::Any, Relation::Absent));
    let lowered = lowered(gone);
    let PreAuthData::Matcher(entries) = &lowered.preauth else { panic!() };
    assert!(entries[0].claims[0].matcher.pointer.is_empty(), "it is always absent");
}

#[test]
fn the_bound_shows_what_multiplies() {
    let choice = |name: &str, count: usize, start| {
        let choices = (0..count).map(|value| text(name, &value.to_string()));
        Condition::Any(choices.collect(), at(start))
    };
    let condition =
        all([choice("a", 10, 20), text("z", "z"), choice("b", 30, 21), choice("c", 20, 22)]);
    let errors = lower(&one(condition), &Options::default()).unwrap_err();
    let [error] = errors.as_slice() else { panic!("{errors:#?}") };
    assert_eq!(error.code, code::TOO_MANY_ENTRIES);
    assert!(error.message.contains("6000 alternatives"), "{}", error.message);
    let labels: Vec<_> = std::iter::once(&error.primary)
        .chain(&error.labels)
        .map(|label| (label.span.start, label.text.as_str()))
        .collect();
    assert_eq!(labels, [(21, "30 alternatives"), (22, "20 alternatives"), (20, "10 alternatives")]);
}

#[test]
fn the_bound_is_on_the_whole_policy_and_passes_itself() {
    let rule = |name: &str| (2, Some(any((0..4).map(|value| text(name, &value.to_string())))));
    let policy = policy(Format::Jwt, vec![rule("a"), rule("b")]);
    let with =
        |entries| Options { limits: Limits { entries, ..Limits::default() }, ..Options::default() };
    assert_eq!(lower(&policy, &with(8)).unwrap().preauth.len(), 8);
    let errors = lower(&policy, &with(7)).unwrap_err();
    assert_eq!(errors[0].code, code::TOO_MANY_ENTRIES);
    let spans: Vec<u32> = errors[0].labels.iter().map(|label| label.span.start).collect();
    assert_eq!((errors[0].primary.span.start, spans), (100, vec![101]));
}

#[test]
fn shadowed_rules_go_and_are_told() {
    let rules = vec![
        (2, Some(under("example.com"))),
        (3, Some(any([host("a.example.com"), text("x", "y")]))),
        (3, Some(host("b.example.com"))),
    ];
    let lowered = lower(&policy(Format::Jwt, rules), &Options::default()).unwrap();
    let rules: Vec<usize> = lowered.origins.iter().map(|origin| origin.rule).collect();
    assert_eq!(rules, [0, 1]);
    let [warning] = lowered.warnings.as_slice() else { panic!("{:#?}", lowered.warnings) };
    assert_eq!((warning.code, warning.primary.span), (code::SHADOWED, at(102)));
    assert_eq!(warning.labels[0].span, at(100));
}

#[test]
fn everybody_shadows_everybody_and_a_family_only_itself() {
    let mut policy = policy(Format::Jwt, vec![(2, None), (3, Some(text("a", "x"))), (3, None)]);
    policy.rules[2].credential = None;
    let lowered = lower(&policy, &Options::default()).unwrap();
    let rules: Vec<usize> = lowered.origins.iter().map(|origin| origin.rule).collect();
    assert_eq!(rules, [0, 2]);
    policy.rules.swap(0, 2);
    assert_eq!(lower(&policy, &Options::default()).unwrap().preauth.len(), 1);
}

#[test]
fn rules_are_never_put_together() {
    let rules = (1..4).map(|value| (2, Some(int("n", value)))).collect();
    let lowered = lower(&policy(Format::Jwt, rules), &Options::default()).unwrap();
    let rules: Vec<usize> = lowered.origins.iter().map(|origin| origin.rule).collect();
    assert_eq!(rules, [0, 1, 2]);
}

#[test]
fn a_large_policy_takes_no_quadratic_time() {
    let rules = (0..4096)
        .map(|value| (2, Some(all([text("iss", "x"), text("sub", &value.to_string())]))))
        .collect();
    let started = std::time::Instant::now();
    let lowered = lower(&policy(Format::Jwt, rules), &Options::default()).unwrap();
    assert_eq!(lowered.preauth.len(), 4096);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
