//! Profiles `exact` and `pointer`: what they say, and which profile is named when they cannot.

use super::build::*;
use crate::check::Checked;
use crate::check::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use crate::diagnostic::{Code, code};
use crate::format::{Format, Provenance};
use crate::model::{
    CwtToken, ExactClaim, MatchOn, PointerClaim, PointerRoot, PointerSemantics, PreAuthData,
    Profile,
};
use crate::rule::{Options, lower};

fn exact(
    format: Format,
    path_id: bool,
    condition: Condition,
) -> Result<ExactClaim, (Code, String)> {
    let mut policy = at_profile(Profile::Exact, policy(format, vec![(2, Some(condition))]));
    policy.wire.path_id = path_id;
    let lowered = lower(&policy, &Options::default()).map_err(|errors| told(&errors))?;
    let PreAuthData::Exact(entries) = lowered.preauth else { panic!() };
    Ok(entries[0].claims[0].clone())
}

/// The code and the profile that can.
fn told(errors: &[crate::diagnostic::Diagnostic]) -> (Code, String) {
    assert_eq!(errors[0].primary.span, at(1));
    let can = errors[0]
        .help
        .iter()
        .find_map(|help| help.split_once("`wire "))
        .map_or("", |(_, after)| after);
    (errors[0].code, can.trim_end_matches('`').to_owned())
}

fn cbor(key: &[u8], subject: Subject, value: Value) -> Condition {
    Condition::Test(Test {
        provenance: Provenance::Issuer,
        pointer: vec![Step::Cbor(key.to_vec())],
        ..test("", subject, Relation::Equal(value))
    })
}

#[test]
fn profile_exact_says_whole_top_level_claims() {
    let claim = |format, id: &[u8], value: &[u8]| {
        Ok(ExactClaim {
            credential_type: Format::default_credential_type(format),
            id: id.to_vec(),
            value: value.to_vec(),
        })
    };
    let jwt =
        |subject, value| exact(Format::SdJwt, false, is("c", subject, Relation::Equal(value)));
    assert_eq!(jwt(Subject::String, word("x\"")), claim(Format::SdJwt, b"c", b"\"x\\\"\""));
    assert_eq!(jwt(Subject::Int, Value::Int(3)), claim(Format::SdJwt, b"c", b"3"));
    assert_eq!(jwt(Subject::Number, Value::Int(3)), claim(Format::SdJwt, b"c", b"3"));
    assert_eq!(jwt(Subject::Float, Value::Float(1.5)), claim(Format::SdJwt, b"c", b"1.5"));
    let date = Value::Date { seconds: 86_400, text: "1970-01-02".into() };
    assert_eq!(jwt(Subject::Date, date), claim(Format::SdJwt, b"c", b"86400"));
    let null = exact(Format::Jwt, false, is("c", Subject::Any, Relation::IsNull));
    assert_eq!(null, claim(Format::Jwt, b"c", b"null"));
    let key = [0x3a, 0, 1, 7, 0xe0];
    let host = || cbor(&key, Subject::Bool, Value::Bool(true));
    assert_eq!(exact(Format::SdCwt, false, host()), claim(Format::SdCwt, &key, &[0xf5]));
    let path = [0x81, 0x3a, 0, 1, 7, 0xe0];
    assert_eq!(exact(Format::SdCwt, true, host()), claim(Format::SdCwt, &path, &[0xf5]));
    let oid = Condition::Test(Test {
        provenance: Provenance::Issuer,
        pointer: vec![Step::Oid(vec![0x55, 4, 3])],
        ..test("", Subject::Any, Relation::Equal(Value::Bytes(vec![0x0c, 1, b'x'])))
    });
    assert_eq!(
        exact(Format::X509, false, oid),
        claim(Format::X509, &[0x55, 4, 3], &[0x0c, 1, b'x'])
    );
}

#[test]
fn what_profile_exact_cannot_say_names_the_profile_that_can() {
    let jwt = |condition| exact(Format::Jwt, false, condition).unwrap_err();
    let cannot = |profile: &str| (code::PROFILE_CANNOT_SAY, profile.to_owned());
    assert_eq!(jwt(text("a.b", "x")), cannot("pointer"));
    assert_eq!(jwt(exists("a")), cannot("matcher"));
    assert_eq!(jwt(absent("a")), cannot("matcher"));
    assert_eq!(jwt(is("a", Subject::Int, Relation::Less(Value::Int(1)))), cannot("matcher"));
    assert_eq!(jwt(is("a", Subject::Uri, Relation::Equal(word("x:y")))), cannot("matcher"));
    assert_eq!(jwt(is("a", Subject::Email, Relation::Equal(word("a@b")))), cannot("matcher"));
    assert_eq!(jwt(is("a", Subject::Domain, Relation::Equal(word("a.b")))), cannot("pointer"));
    assert_eq!(
        jwt(part("a", Subject::Uri, Part::Host, Relation::Equal(word("a.b")))),
        cannot("pointer")
    );
    assert_eq!(
        jwt(is("a", Subject::List, Relation::Has(word("x"), Subject::String))),
        cannot("pointer")
    );
    let folded =
        Test { ignoring_case: true, ..test("a", Subject::String, Relation::Equal(word("x"))) };
    assert_eq!(jwt(Condition::Test(folded)), cannot("matcher"));
    // 2^53 + 1 is not in canonical JSON, 2^60 is written with other digits there.
    for value in [(1i64 << 53) + 1, 1 << 60] {
        assert_eq!(jwt(int("a", value)), cannot("matcher"));
    }
    let cwt = |subject, value| exact(Format::Cwt, false, cbor(&[1], subject, value)).unwrap_err();
    assert_eq!(cwt(Subject::Number, Value::Int(1)), cannot("matcher"));
    assert_eq!(cwt(Subject::Float, Value::Float(-0.0)), cannot("matcher"));
    let date = Value::Date { seconds: 0, text: "1970-01-01".into() };
    assert_eq!(cwt(Subject::Date, date), cannot("matcher"));
    assert_eq!(
        exact(Format::Cwt, false, cbor(&[0x80], Subject::Int, Value::Int(1))).unwrap_err(),
        cannot("pointer")
    );
}

#[test]
fn certificates_of_profile_exact_compare_their_der() {
    let name = |subject, value| {
        Condition::Test(Test {
            provenance: Provenance::Issuer,
            pointer: vec![Step::Oid(vec![0x55, 4, 3])],
            ..test("", subject, Relation::Equal(value))
        })
    };
    let errors = |condition| {
        let policy = at_profile(Profile::Exact, policy(Format::X509, vec![(2, Some(condition))]));
        lower(&policy, &Options::default()).unwrap_err()
    };
    let text = errors(name(Subject::String, word("x")));
    assert!(text[0].message.contains("DER"), "{}", text[0].message);
    assert!(text[0].help.iter().any(|help| help.contains("h'…'")));
    let not_der = errors(name(Subject::Any, Value::Bytes(vec![0x0c, 2, b'x'])));
    assert_eq!(not_der[0].code, code::UNSAYABLE);
}

fn pointer(policy: Checked) -> Result<PointerClaim, (Code, String)> {
    let policy = at_profile(Profile::Pointer, policy);
    let lowered = lower(&policy, &Options::default()).map_err(|errors| told(&errors))?;
    let PreAuthData::Pointer(entries) = lowered.preauth else { panic!() };
    Ok(entries[0].claims[0].clone())
}

#[test]
fn profile_pointer_says_equality_of_values_parts_and_elements() {
    use {MatchOn as M, Part as P, PointerSemantics as S, Relation as R, Subject as T};
    let cases: Vec<(T, P, R, S, M, bool, Vec<u8>)> = vec![
        (T::String, P::Whole, R::Equal(word("x")), S::String, M::Utf8, false, b"x".to_vec()),
        (
            T::Domain,
            P::Whole,
            R::Equal(word("bücher.example")),
            S::Domain,
            M::Domain,
            false,
            "bücher.example".into(),
        ),
        (
            T::Uri,
            P::Host,
            R::Equal(word("x.example")),
            S::Uri,
            M::Hostpart,
            false,
            b"x.example".to_vec(),
        ),
        (T::Uri, P::User, R::Equal(word("x")), S::Uri, M::Userpart, false, b"x".to_vec()),
        (T::Uri, P::Path, R::Equal(word("/x")), S::Uri, M::UriPath, false, b"/x".to_vec()),
        (T::MimiUri, P::UserId, R::Equal(word("x")), S::Uri, M::UserId, false, b"x".to_vec()),
        (T::MimiUri, P::DeviceId, R::Equal(word("x")), S::Uri, M::DeviceId, false, b"x".to_vec()),
        (T::MimiUri, P::Handle, R::Equal(word("x")), S::Uri, M::Handle, false, b"x".to_vec()),
        (T::Email, P::User, R::Equal(word("x")), S::Email, M::Userpart, false, b"x".to_vec()),
        (T::Email, P::Host, R::Equal(word("x")), S::Email, M::Hostpart, false, b"x".to_vec()),
        (
            T::Bool,
            P::Whole,
            R::Equal(Value::Bool(true)),
            S::Bytes,
            M::Bytes,
            false,
            b"true".to_vec(),
        ),
        (T::Any, P::Whole, R::IsNull, S::Bytes, M::Bytes, false, b"null".to_vec()),
        (T::List, P::Whole, R::Has(word("x"), T::String), S::String, M::Utf8, true, b"x".to_vec()),
        (T::List, P::Whole, R::Has(Value::Int(1), T::Int), S::Bytes, M::Bytes, true, b"1".to_vec()),
    ];
    for (subject, part, relation, semantics, match_on, any_in_list, target) in cases {
        let claim = pointer(one(with(subject, part, relation.clone()))).unwrap();
        let found = (claim.semantics, claim.match_on, claim.any_in_list, claim.target);
        assert_eq!(found, (semantics, match_on, any_in_list, target), "{relation:?}");
    }
    let cannot = |policy, profile: &str| {
        assert_eq!(pointer(policy).unwrap_err(), (code::PROFILE_CANNOT_SAY, profile.to_owned()));
    };
    cannot(one(with(Subject::MimiUri, Part::RoomId, Relation::Equal(word("x")))), "matcher");
    cannot(one(with(Subject::Uri, Part::Whole, Relation::Equal(word("x:y")))), "matcher");
    cannot(one(with(Subject::String, Part::Whole, Relation::Contains(word("x")))), "matcher");
    let record = found("l", int("x", 1), "", test("", Subject::Any, Relation::Exists));
    cannot(one(record), "matcher");
}

#[test]
fn profile_pointer_enters_tags_and_general_names() {
    let place = |pointer: Vec<Step>, subject, relation| {
        Condition::Test(Test { pointer, ..test("", subject, relation) })
    };
    let tagged = place(
        vec![Step::Cbor(vec![7]), Step::Tag(24), Step::Embedded],
        Subject::Bool,
        Relation::Equal(Value::Bool(true)),
    );
    let policy_of_tag = policy(Format::Cwt, vec![(2, Some(tagged))]);
    let claim = pointer(policy_of_tag.clone()).unwrap();
    let tokens = vec![CwtToken::Key(vec![7]), CwtToken::TaggedValue, CwtToken::BstrEncoded];
    assert_eq!(claim.root, PointerRoot::Cwt(tokens));
    let lowered = lower(&at_profile(Profile::Pointer, policy_of_tag), &Options::default()).unwrap();
    assert_eq!(lowered.warnings[0].code, code::PROFILE_SAYS_LESS);
    let element = Test {
        provenance: Provenance::Issuer,
        pointer: vec![Step::Position(6)],
        part: Part::Host,
        ..test("", Subject::Uri, Relation::Equal(word("x.example")))
    };
    let search = Step::Search(Box::new(Condition::Test(element)), at(3));
    let san =
        place(vec![Step::Oid(vec![0x55, 0x1d, 0x11]), search], Subject::Any, Relation::Exists);
    let claim = pointer(policy(Format::X509, vec![(2, Some(san))])).unwrap();
    assert_eq!(claim.root, PointerRoot::X509(vec![0x55, 0x1d, 0x11]));
    assert_eq!((claim.semantics, claim.any_in_list), (PointerSemantics::Uri, true));
}

#[test]
fn a_scheme_that_the_profile_does_not_see_is_told() {
    let policy = one(with(Subject::HttpsUri, Part::Host, Relation::Equal(word("x.example"))));
    let lowered = lower(&at_profile(Profile::Pointer, policy), &Options::default()).unwrap();
    assert_eq!(
        (lowered.warnings[0].code, lowered.warnings[0].primary.span),
        (code::PROFILE_SAYS_LESS, at(1))
    );
    // Where a part is asked for that only MIMI URIs have, the scheme is seen after all.
    let host = with(Subject::MimiUri, Part::Host, Relation::Equal(word("x.example")));
    let user = with(Subject::MimiUri, Part::UserId, Relation::Equal(word("ann")));
    let policy = at_profile(Profile::Pointer, one(all([host, user])));
    assert_eq!(lower(&policy, &Options::default()).unwrap().warnings, []);
}
