//! Tests as claims of each profile, and what a profile cannot say.

use super::build::*;
use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use crate::diagnostic::code;
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;
use crate::model::{
    Item, MatchAs, Matcher, MatcherClaim, Operation, PreAuthData, Profile, Semantics,
};
use crate::rule::{Options, lower};

fn matcher_of(format: Format, condition: Condition) -> Matcher {
    let lowered = lower(&policy(format, vec![(2, Some(condition))]), &Options::default()).unwrap();
    let PreAuthData::Matcher(entries) = lowered.preauth else { panic!() };
    let [MatcherClaim { matcher, .. }] = entries[0].claims.as_slice() else {
        panic!("{entries:#?}")
    };
    matcher.clone()
}

#[test]
fn every_test_of_profile_matcher() {
    use {MatchAs as M, Operation as O, Part as P, Relation as R, Semantics as S, Subject as T};
    let int = |value: i64| value.to_be_bytes().to_vec();
    let float = |value: f64| value.to_be_bytes().to_vec();
    let date = Value::Date { seconds: 1_549_560_720, text: "2019-02-07T17:32:00Z".into() };
    let cases: Vec<(T, P, R, S, M, Option<O>, Vec<u8>)> = vec![
        (T::Bool, P::Whole, R::Equal(Value::Bool(true)), S::Bool, M::Bool, None, vec![1]),
        (T::Int, P::Whole, R::Equal(Value::Int(-1)), S::Int, M::Int, None, int(-1)),
        (T::Int, P::Whole, R::Less(Value::Int(5)), S::Int, M::Int, Some(O::LessThan), int(5)),
        (
            T::Number,
            P::Whole,
            R::GreaterOrEqual(Value::Int(200)),
            S::Number,
            M::Number,
            Some(O::GreaterThanOrEqual),
            float(200.0),
        ),
        (
            T::Float,
            P::Whole,
            R::LessOrEqual(Value::Float(0.5)),
            S::Float,
            M::Float,
            Some(O::LessThanOrEqual),
            float(0.5),
        ),
        (
            T::Date,
            P::Whole,
            R::Greater(date.clone()),
            S::Date,
            M::SecsSinceEpoch,
            Some(O::GreaterThan),
            int(1_549_560_720),
        ),
        (
            T::DateText,
            P::Whole,
            R::Equal(date),
            S::Date,
            M::Iso8601,
            None,
            b"2019-02-07T17:32:00Z".to_vec(),
        ),
        (
            T::Bytes,
            P::Whole,
            R::Equal(Value::Bytes(vec![1, 2])),
            S::Bytes,
            M::Bytes,
            None,
            vec![1, 2],
        ),
        (T::Bytes, P::LengthBytes, R::Equal(Value::Int(4)), S::Bytes, M::LengthBytes, None, int(4)),
        (T::String, P::Whole, R::Equal(word("x")), S::String, M::Utf8, None, b"x".to_vec()),
        (
            T::String,
            P::Whole,
            R::Contains(word("x")),
            S::String,
            M::Utf8,
            Some(O::Contains),
            b"x".to_vec(),
        ),
        (
            T::String,
            P::Whole,
            R::EndsWith(word("x")),
            S::String,
            M::Utf8,
            Some(O::EndsWith(None)),
            b"x".to_vec(),
        ),
        (
            T::String,
            P::Slice { start: 1, length: Some(1) },
            R::Equal(word("x")),
            S::String,
            M::Utf8,
            Some(O::Substring { start: 1, length: Some(1) }),
            b"x".to_vec(),
        ),
        // The smaller way to say it.
        (
            T::String,
            P::Slice { start: 0, length: Some(1) },
            R::Equal(word("x")),
            S::String,
            M::Utf8,
            Some(O::StartsWith(None)),
            b"x".to_vec(),
        ),
        (
            T::String,
            P::Slice { start: 0, length: None },
            R::Equal(word("x")),
            S::String,
            M::Utf8,
            None,
            b"x".to_vec(),
        ),
        (
            T::String,
            P::LengthChars,
            R::Greater(Value::Int(-1)),
            S::String,
            M::LengthChars,
            Some(O::GreaterThanOrEqual),
            int(0),
        ),
        (
            T::Domain,
            P::Whole,
            R::Equal(word("EXAMPLE.com")),
            S::Domain,
            M::Domain,
            None,
            b"example.com".to_vec(),
        ),
        (
            T::Domain,
            P::Whole,
            R::Equal(word("bücher.example")),
            S::Domain,
            M::Domain,
            None,
            "bücher.example".into(),
        ),
        (
            T::Domain,
            P::Whole,
            R::Under("example.com".into()),
            S::Domain,
            M::Domain,
            Some(O::EndsWith(None)),
            b"example.com".to_vec(),
        ),
        (
            T::Uri,
            P::Whole,
            R::Equal(word("https://issuer.example")),
            S::Uri,
            M::GenericUri,
            None,
            b"https://issuer.example".to_vec(),
        ),
        (
            T::HttpsUri,
            P::Host,
            R::Under("example.com".into()),
            S::HttpsUri,
            M::Hostpart,
            Some(O::EndsWith(None)),
            b"example.com".to_vec(),
        ),
        (T::Uri, P::User, R::Equal(word("ann")), S::Uri, M::Userpart, None, b"ann".to_vec()),
        (
            T::Uri,
            P::Path,
            R::StartsWith(word("/u/")),
            S::Uri,
            M::UriPath,
            Some(O::StartsWith(None)),
            b"/u/".to_vec(),
        ),
        (
            T::Uri,
            P::PathSlice { start: 3, length: Some(3) },
            R::Equal(word("abc")),
            S::Uri,
            M::UriPath,
            Some(O::Substring { start: 3, length: Some(3) }),
            b"abc".to_vec(),
        ),
        (
            T::Uri,
            P::PathSegment(1),
            R::Equal(word("abc")),
            S::Uri,
            M::UriPath,
            Some(O::PathSlice(1)),
            b"abc".to_vec(),
        ),
        (
            T::MimiUri,
            P::Handle,
            R::Equal(word("ann")),
            S::MimiUri,
            M::UserId,
            None,
            b"ann".to_vec(),
        ),
        (
            T::MimiUri,
            P::DeviceId,
            R::Equal(word("ann")),
            S::MimiUri,
            M::DeviceId,
            None,
            b"ann".to_vec(),
        ),
        (
            T::MimiUri,
            P::RoomId,
            R::Equal(word("ann")),
            S::MimiUri,
            M::RoomId,
            None,
            b"ann".to_vec(),
        ),
        (
            T::Email,
            P::Whole,
            R::Equal(word("ann@EXAMPLE.com")),
            S::Email,
            M::EmailAddress,
            None,
            b"ann@example.com".to_vec(),
        ),
        (T::Email, P::User, R::Equal(word("ann")), S::Email, M::Userpart, None, b"ann".to_vec()),
        (
            T::Any,
            P::Whole,
            R::Equal(word("x")),
            S::Bytes,
            M::CanonicalJson,
            None,
            b"\"x\"".to_vec(),
        ),
        (
            T::List,
            P::Whole,
            R::Equal(Value::List(vec![Value::Int(1), Value::Float(2.5)])),
            S::Bytes,
            M::CanonicalJson,
            None,
            b"[1,2.5]".to_vec(),
        ),
        (T::Null, P::Whole, R::Equal(Value::Null), S::Null, M::Exists, None, vec![1]),
        (T::Uri, P::Whole, R::IsNull, S::Null, M::Exists, None, vec![1]),
        (T::Null, P::Whole, R::Exists, S::String, M::Exists, None, vec![1]),
        (T::Null, P::Whole, R::Absent, S::String, M::Exists, None, vec![0]),
    ];
    for (subject, part, relation, semantics, match_as, operation, test) in cases {
        let found = matcher_of(Format::Jwt, with(subject, part, relation.clone()));
        let pointer = vec![Item::Key(b"\"c\"".to_vec())];
        assert_eq!(
            found,
            Matcher { pointer, semantics, match_as, operation, test },
            "{relation:?}"
        );
    }
}

#[test]
fn values_of_cbor_and_der_compare_whole() {
    let claim = |format, value: Value| {
        let step = if format == Format::Cwt { Step::Cbor(vec![1]) } else { Step::Position(1) };
        let condition = Condition::Test(Test {
            provenance: Provenance::Issuer,
            pointer: vec![step],
            ..test("", Subject::Any, Relation::Equal(value))
        });
        let found = matcher_of(format, condition);
        (found.match_as, found.test)
    };
    let list = Value::List(vec![Value::Int(-1), Value::Bytes(vec![7]), Value::Bool(false)]);
    assert_eq!(
        claim(Format::Cwt, list),
        (MatchAs::DeterministicCbor, vec![0x83, 0x20, 0x41, 7, 0xf4])
    );
    assert_eq!(claim(Format::X509, Value::Bytes(vec![5, 0])), (MatchAs::Der, vec![5, 0]));
}

#[test]
fn keys_are_written_as_their_family_does() {
    let claim = |format, step| {
        let condition = Condition::Test(Test {
            provenance: Provenance::Issuer,
            pointer: vec![step],
            ..test("", Subject::Any, Relation::Exists)
        });
        matcher_of(format, condition).pointer
    };
    let name = Step::Name("a\"\u{1}é".into());
    assert_eq!(claim(Format::Vc, name), [Item::Key("\"a\\\"\\u0001é\"".into())]);
    assert_eq!(
        claim(Format::SdCwt, Step::Cbor(vec![0x19, 1, 0xf8])),
        [Item::Key(vec![0x19, 1, 0xf8])]
    );
    assert_eq!(claim(Format::X509, Step::Oid(vec![0x55, 4, 3])), [Item::Key(vec![0x55, 4, 3])]);
    assert_eq!(claim(Format::X509, Step::Position(5)), [Item::Position(5)]);
    assert_eq!(claim(Format::Cwt, Step::Tag(1)), [Item::Tag(1)]);
    assert_eq!(claim(Format::Cwt, Step::Embedded), [Item::Embedded]);
}

#[test]
fn an_element_of_a_list_is_searched_for() {
    let has = is("c", Subject::List, Relation::Has(word("x"), Subject::String));
    let found = matcher_of(Format::Jwt, has);
    let [Item::Key(_), Item::Search(nested)] = found.pointer.as_slice() else { panic!() };
    assert_eq!(nested.len(), 1);
    assert!(nested[0].pointer.is_empty());
    assert_eq!((nested[0].semantics, nested[0].match_as), (Semantics::String, MatchAs::Utf8));
    assert_eq!(
        (found.semantics, found.match_as, found.test),
        (Semantics::String, MatchAs::Exists, vec![1])
    );
}

#[test]
fn claims_have_one_order() {
    let forwards =
        lower(&one(all([text("a", "x"), text("b", "y"), int("c", 1)])), &Options::default());
    let backwards =
        lower(&one(all([int("c", 1), text("b", "y"), text("a", "x")])), &Options::default());
    assert_eq!(forwards.unwrap().preauth, backwards.unwrap().preauth);
}

#[test]
fn without_a_condition_a_rule_still_asks_for_its_family() {
    let lowered = lower(&policy(Format::SdCwt, vec![(2, None)]), &Options::default()).unwrap();
    let PreAuthData::Matcher(entries) = &lowered.preauth else { panic!() };
    let [claim] = entries[0].claims.as_slice() else { panic!() };
    assert_eq!(claim.family, Family::Cwt);
    assert!(claim.matcher.pointer.is_empty());
    assert_eq!(claim.matcher.match_as, MatchAs::Exists);
    for profile in [Profile::Exact, Profile::Pointer] {
        let policy = at_profile(profile, policy(Format::SdCwt, vec![(2, None)]));
        let errors = lower(&policy, &Options::default()).unwrap_err();
        assert_eq!((errors[0].code, errors[0].primary.span), (code::PROFILE_CANNOT_SAY, at(100)));
        assert!(errors[0].help.iter().any(|help| help.contains("admit anyone")));
    }
}

#[test]
fn anyone_is_an_empty_claimset_in_every_profile() {
    for profile in Profile::ALL {
        let mut policy = at_profile(profile, policy(Format::Jwt, vec![(2, None)]));
        policy.rules[0].credential = None;
        let lowered = lower(&policy, &Options::default()).unwrap();
        let empty = match &lowered.preauth {
            PreAuthData::Exact(entries) => entries[0].claims.is_empty(),
            PreAuthData::Pointer(entries) => entries[0].claims.is_empty(),
            PreAuthData::Matcher(entries) => entries[0].claims.is_empty(),
        };
        assert!(empty);
        assert_eq!(lowered.component, profile.default_component());
    }
}

#[test]
fn a_refusal_gives_role_0_and_says_so_once() {
    let rules = vec![(0, Some(text("a", "x"))), (0, Some(text("a", "y"))), (2, None)];
    let lowered = lower(&policy(Format::Jwt, rules), &Options::default()).unwrap();
    assert_eq!(lowered.preauth.role(0).unwrap().index, 0);
    let codes: Vec<_> =
        lowered.warnings.iter().map(|warning| (warning.code, warning.primary.span)).collect();
    assert_eq!(codes, [(code::REFUSAL_READING, at(100))]);
}

#[test]
fn what_no_profile_can_say() {
    let errors = |condition| lower(&one(condition), &Options::default()).unwrap_err();
    let slice = Part::Slice { start: 1, length: Some(3) };
    for condition in [
        with(Subject::String, slice, Relation::StartsWith(word("x"))),
        with(Subject::Number, Part::Whole, Relation::Equal(Value::Int((1 << 53) + 1))),
        with(Subject::Any, Part::Whole, Relation::Equal(Value::Bytes(vec![1]))),
        with(Subject::Any, Part::Whole, Relation::Equal(Value::Int((1 << 53) + 1))),
    ] {
        let errors = errors(condition.clone());
        assert_eq!(
            (errors[0].code, errors[0].primary.span),
            (code::UNSAYABLE, at(1)),
            "{condition:?}"
        );
    }
}

#[test]
fn limits_of_the_wire_are_told_before_a_reader_tells_them() {
    let with = |limits| Options { limits, ..Options::default() };
    let long = text("a.a.a.a", "x");
    let options = with(Limits { pointer_items: 3, ..Limits::default() });
    assert_eq!(lower(&one(long.clone()), &options).unwrap_err()[0].code, code::WIRE_LIMIT);
    let options = with(Limits { pointer_items: 4, ..Limits::default() });
    assert!(lower(&one(long), &options).is_ok());
    let wide = all((0..4).map(|at| text(&format!("c{at}"), "x")));
    let options = with(Limits { claims: 3, ..Limits::default() });
    assert_eq!(lower(&one(wide.clone()), &options).unwrap_err()[0].code, code::WIRE_LIMIT);
    let options = with(Limits { claims: 4, ..Limits::default() });
    assert!(lower(&one(wide), &options).is_ok());
    let search = |inner| found("l", inner, "", test("", Subject::Any, Relation::Exists));
    let deep = search(search(int("x", 1)));
    let options = with(Limits { search_depth: 1, ..Limits::default() });
    assert_eq!(lower(&one(deep.clone()), &options).unwrap_err()[0].code, code::WIRE_LIMIT);
    let options = with(Limits { search_depth: 2, ..Limits::default() });
    assert!(lower(&one(deep), &options).is_ok());
    let options = with(Limits { preauth_bytes: 20, ..Limits::default() });
    assert_eq!(lower(&one(int("x", 1)), &options).unwrap_err()[0].code, code::WIRE_LIMIT);
}

#[test]
fn callers_choose_profile_dialect_and_credential_types() {
    let mut options = Options { profile: Some(Profile::Exact), ..Options::default() };
    options.credential_types.insert(Format::Jwt, 0xF0AA);
    let mut policy = one(text("a", "x"));
    policy.wire.component = Some(0x8200);
    let lowered = lower(&policy, &options).unwrap();
    let PreAuthData::Exact(entries) = &lowered.preauth else { panic!() };
    assert_eq!(entries[0].claims[0].credential_type, 0xF0AA);
    assert_eq!(lowered.component, 0x0026, "the policy's component is for the policy's profile");
    policy.credentials[0].credential_type = 0xF0BB;
    let lowered = lower(&policy, &options).unwrap();
    let PreAuthData::Exact(entries) = &lowered.preauth else { panic!() };
    assert_eq!(entries[0].claims[0].credential_type, 0xF0BB);
    assert_eq!(lower(&policy, &Options::default()).unwrap().component, 0x8200);
}

#[test]
fn every_mistake_is_told_once() {
    let twice = all([any([exists("a"), exists("b")]), any([text("c", "x"), text("c", "y")])]);
    let policy = at_profile(Profile::Exact, one(twice));
    assert_eq!(lower(&policy, &Options::default()).unwrap_err().len(), 1);
    let deep = Condition::Test(Test {
        provenance: Provenance::Issuer,
        pointer: steps(&["a", "b"]),
        span: at(7),
        ..test("", Subject::String, Relation::Equal(word("x")))
    });
    let policy = at_profile(Profile::Exact, one(all([exists("c"), deep])));
    assert_eq!(lower(&policy, &Options::default()).unwrap_err().len(), 2);
}
