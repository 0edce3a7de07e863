//! Any policy at all, whether it makes sense or not: a decision and its explanation agree, be the
//! rules few or many.

mod holder;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::run::{Beside, Presented};
use super::{Decision, Outcome, Policy};
use crate::credential::Envelope;
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;
use crate::model::{
    CwtToken, Entry, ExactClaim, Item, JwtToken, MatchAs, MatchOn, Matcher, MatcherClaim,
    Operation, PointerClaim, PointerRoot, PointerSemantics, PreAuthData, Role, Semantics,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn matcher_policies(rules in rules(matcher_claim()), people in people()) {
        agree(&PreAuthData::Matcher(rules), &people)?;
    }

    #[test]
    fn pointer_policies(rules in rules(pointer_claim()), people in people()) {
        agree(&PreAuthData::Pointer(rules), &people)?;
    }

    #[test]
    fn exact_policies(rules in rules(exact_claim()), people in people()) {
        agree(&PreAuthData::Exact(rules), &people)?;
    }
}

fn agree(data: &PreAuthData, people: &[Person]) -> Result<(), TestCaseError> {
    let policy = Policy::prepare(data);
    let limits = Limits::default();
    for Person { format, octets, beside } in people {
        let open = |octets| Envelope::open(octets, Some(*format), None, &limits);
        let envelope = open(octets).expect("a credential");
        let claims = envelope.claims(&limits).expect("claims");
        let said = beside.as_ref().map(|beside| open(beside).expect("the holder's claims"));
        let said = said.as_ref().map(|said| said.claims(&limits).expect("the holder's claims"));
        let beside = match &said {
            Some(said) => Beside::Claims(&said.unverified().root),
            None if octets.len() % 2 == 0 => Beside::Nothing,
            None => Beside::Unverified,
        };
        let presented = Presented { claims: claims.unverified(), beside };
        let trace = policy.explain_presented(presented);
        let decision = policy.decide_presented(presented);
        prop_assert_eq!(trace.decision, decision, "{:?} {:?} {:?}", data, envelope, said);
        let satisfied = |claims: &Vec<Outcome>| claims.iter().all(Outcome::is_satisfied);
        let first = trace.entries.iter().position(satisfied);
        prop_assert_eq!(first, decision.entry());
        prop_assert_eq!(first.map_or(data.len(), |first| first + 1), trace.entries.len());
        let role = first.and_then(|first| data.role(first)).filter(|role| role.index != 0);
        prop_assert_eq!(role, decision.role());
    }
    Ok(())
}

/// Few rules or many; some give no role, some ask nothing.
fn rules<C: std::fmt::Debug + Clone>(
    claim: impl Strategy<Value = C> + 'static,
) -> impl Strategy<Value = Vec<Entry<C>>> {
    let claims = prop::collection::vec(claim, 1..3);
    let claims = prop_oneof![60 => claims, 1 => Just(Vec::new())];
    let rule = (claims, 0..4_u32)
        .prop_map(|(claims, index)| Entry { claims, role: Role { index, ..Role::default() } });
    prop_oneof![prop::collection::vec(rule.clone(), 0..6), prop::collection::vec(rule, 20..60)]
}

fn matcher_claim() -> impl Strategy<Value = MatcherClaim> {
    let family = select(&[Family::Jwt, Family::Jwt, Family::Cwt, Family::X509][..]);
    (family, provenance(), matcher()).prop_map(|(family, provenance, matcher)| MatcherClaim {
        family,
        provenance,
        matcher,
    })
}

fn provenance() -> impl Strategy<Value = Provenance> {
    prop_oneof![2 => Just(Provenance::Issuer), 1 => Just(Provenance::Holder)]
}

fn matcher() -> impl Strategy<Value = Matcher> {
    let plain = matcher_at(vec![key(), position(), other_item()]);
    plain.prop_recursive(3, 12, 2, |inner| {
        let search = prop::collection::vec(inner, 0..3).prop_map(Item::Search).boxed();
        matcher_at(vec![key(), position(), search])
    })
}

fn matcher_at(items: Vec<BoxedStrategy<Item>>) -> BoxedStrategy<Matcher> {
    let item = proptest::strategy::Union::new(items);
    let test = prop_oneof![4 => sensible_test(), 1 => any_test()];
    (prop::collection::vec(item, 0..4), test)
        .prop_map(|(pointer, (semantics, match_as, operation, test))| Matcher {
            pointer,
            semantics,
            match_as,
            operation,
            test,
        })
        .boxed()
}

/// Keys that are both canonical JSON and, when read as CBOR, some key too.
fn key() -> BoxedStrategy<Item> {
    let keys: [&[u8]; 6] = [b"\"a\"", b"\"b\"", b"\"c\"", b"\x61a", b"\x61b", b"\x01"];
    select(keys.map(<[u8]>::to_vec).to_vec()).prop_map(Item::Key).boxed()
}

fn position() -> BoxedStrategy<Item> {
    (0..3_u32).prop_map(Item::Position).boxed()
}

fn other_item() -> BoxedStrategy<Item> {
    prop_oneof![Just(Item::Tag(1)), Just(Item::Embedded), Just(Item::Any)].boxed()
}

type Test = (Semantics, MatchAs, Option<Operation>, Vec<u8>);

/// Tests that some of the values below satisfy.
fn sensible_test() -> BoxedStrategy<Test> {
    let texts = || select(&["x", "X", "https://x.example/u/x", "x@x.example", "x.example"][..]);
    let text = move |(semantics, match_as): (Semantics, MatchAs)| {
        let operation = prop::option::weighted(0.25, operation());
        (operation, texts()).prop_map(move |(operation, text)| {
            (semantics, match_as, operation, text.as_bytes().to_vec())
        })
    };
    let kinds = [
        (Semantics::String, MatchAs::Utf8),
        (Semantics::String, MatchAs::Utf8Ci),
        (Semantics::Domain, MatchAs::Domain),
        (Semantics::Uri, MatchAs::Hostpart),
        (Semantics::Uri, MatchAs::GenericUri),
        (Semantics::Email, MatchAs::Userpart),
    ];
    let int = (0..3_i64, prop::option::of(operation()));
    prop_oneof![
        4 => select(kinds.to_vec()).prop_flat_map(text),
        2 => int.prop_map(|(value, operation)| {
            (Semantics::Int, MatchAs::Int, operation, value.to_be_bytes().to_vec())
        }),
        1 => (0..3_i64).prop_map(|value| {
            (Semantics::Date, MatchAs::SecsSinceEpoch, None, value.to_be_bytes().to_vec())
        }),
        1 => (0..2_u8, select(&[Semantics::String, Semantics::Null][..]))
            .prop_map(|(flag, semantics)| (semantics, MatchAs::Exists, None, vec![flag])),
        1 => (0..2_u8).prop_map(|flag| (Semantics::Bool, MatchAs::Bool, None, vec![flag])),
        1 => select(&["1", "\"x\"", "[]"][..]).prop_map(|text| {
            (Semantics::Bytes, MatchAs::CanonicalJson, None, text.as_bytes().to_vec())
        }),
    ]
    .boxed()
}

/// Any combination, most of which make no sense.
fn any_test() -> BoxedStrategy<Test> {
    let test = prop::collection::vec(any::<u8>(), 0..10);
    let operation = prop::option::of(operation());
    (select(Semantics::ALL), select(MatchAs::ALL), operation, test).boxed()
}

fn operation() -> BoxedStrategy<Operation> {
    let length = || prop::option::of(0..3_u32);
    prop_oneof![
        Just(Operation::Equal),
        Just(Operation::LessThan),
        Just(Operation::GreaterThanOrEqual),
        Just(Operation::Contains),
        length().prop_map(Operation::StartsWith),
        length().prop_map(Operation::EndsWith),
        (0..2_u32, length()).prop_map(|(start, length)| Operation::Substring { start, length }),
        (0..2_u32).prop_map(Operation::PathSlice),
    ]
    .boxed()
}

fn pointer_claim() -> impl Strategy<Value = PointerClaim> {
    let targets: [&[u8]; 5] = [b"x", b"1", b"\"x\"", b"x.example", b"\x01"];
    let target = select(targets.map(<[u8]>::to_vec).to_vec());
    let semantics = select(PointerSemantics::ALL);
    let root = (provenance(), pointer_root());
    (root, semantics, select(MatchOn::ALL), any::<bool>(), target).prop_map(
        |((provenance, root), semantics, match_on, any_in_list, target)| PointerClaim {
            provenance,
            root,
            semantics,
            match_on,
            any_in_list,
            target,
        },
    )
}

fn pointer_root() -> impl Strategy<Value = PointerRoot> {
    let name = select(&["a", "b", "c"][..]).prop_map(|name| JwtToken::Name(name.to_owned()));
    let jwt = prop_oneof![3 => name, 1 => (0..2_u32).prop_map(JwtToken::Index)];
    let cwt = prop_oneof![
        select(vec![vec![0x61, b'a'], vec![0x61, b'b'], vec![1]]).prop_map(CwtToken::Key),
        (0..2_u32).prop_map(CwtToken::Index),
        Just(CwtToken::TaggedValue),
        Just(CwtToken::BstrEncoded),
    ];
    prop_oneof![
        prop::collection::vec(jwt, 0..3).prop_map(PointerRoot::Jwt),
        prop::collection::vec(cwt, 0..3).prop_map(PointerRoot::Cwt),
        Just(PointerRoot::X509(vec![0x55, 4, 3])),
    ]
}

fn exact_claim() -> impl Strategy<Value = ExactClaim> {
    let ids: [&[u8]; 8] =
        [b"a", b"b", b"\x61a", b"\x61b", b"\x81\x61a", b"\x82\x61a\x61b", b"\x80", b"\x81\x18\x01"];
    let values: [&[u8]; 6] = [b"1", b"\"x\"", b"true", b"\x01", b"\x61x", b"\xf5"];
    let types = select(&[0xF001_u16, 0xF002, 6, 5, 2][..]);
    let id = select(ids.map(<[u8]>::to_vec).to_vec());
    let value = select(values.map(<[u8]>::to_vec).to_vec());
    (types, id, value).prop_map(|(credential_type, id, value)| ExactClaim {
        credential_type,
        id,
        value,
    })
}

/// A credential, and what its holder says, if anything.
#[derive(Debug)]
struct Person {
    format: Format,
    octets: Vec<u8>,
    beside: Option<Vec<u8>>,
}

/// Credentials of both families, some of which withhold claims.
fn people() -> impl Strategy<Value = Vec<Person>> {
    let person = (object(), prop::option::of(object()), any::<bool>(), any::<bool>());
    let person = person.prop_map(|(claims, beside, is_cbor, is_sd)| {
        let (format, selective) =
            if is_cbor { (Format::Cwt, Format::SdCwt) } else { (Format::Jwt, Format::SdJwt) };
        let written = |claims: &Value| match is_cbor {
            true => cbor(claims),
            false => claims.to_string().into_bytes(),
        };
        Person {
            format: if is_sd { selective } else { format },
            octets: written(&claims),
            beside: beside.as_ref().map(written),
        }
    });
    prop::collection::vec(person, 1..4)
}

fn object() -> impl Strategy<Value = Value> {
    let leaf = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(1.5),
        json!("x"),
        json!("X"),
        json!("https://x.example/u/x"),
        json!("x@x.example"),
        json!("a.x.example"),
    ]);
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            members(inner),
        ]
    });
    members(value)
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let names = select(&["a", "b", "c"][..]);
    prop::collection::btree_map(names, value, 0..4).prop_map(|members| json!(members))
}

/// The same as CBOR; texts that begin with `https` become tagged, those in lower case are put into
/// byte strings now and then.
fn cbor(value: &Value) -> Vec<u8> {
    use ciborium::Value as Cbor;
    fn convert(value: &Value) -> Cbor {
        match value {
            Value::Null => Cbor::Null,
            Value::Bool(value) => Cbor::Bool(*value),
            Value::Number(number) => number.as_i64().map_or_else(
                || Cbor::Float(number.as_f64().unwrap()),
                |it| Cbor::Integer(it.into()),
            ),
            Value::String(text) if text.starts_with("https") => {
                Cbor::Tag(1, Box::new(Cbor::Text(text.clone())))
            }
            Value::String(text) if text == "X" => Cbor::Bytes(b"\x61x".to_vec()),
            Value::String(text) => Cbor::Text(text.clone()),
            Value::Array(items) => Cbor::Array(items.iter().map(convert).collect()),
            Value::Object(members) => {
                let member =
                    |(name, value): (&String, &Value)| (Cbor::Text(name.clone()), convert(value));
                Cbor::Map(members.iter().map(member).collect())
            }
        }
    }
    let mut octets = Vec::new();
    ciborium::into_writer(&convert(value), &mut octets).unwrap();
    octets
}

fn outcomes(format: Format, octets: &[u8], claims: Vec<MatcherClaim>) -> Vec<&'static str> {
    let entry = Entry { claims, role: Role { index: 2, ..Role::default() } };
    let policy = Policy::prepare(&PreAuthData::Matcher(vec![entry]));
    let limits = Limits::default();
    let envelope = Envelope::open(octets, Some(format), None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap();
    let trace = policy.explain_unverified_claims(&claims);
    trace.entries[0].iter().map(Outcome::word).collect()
}

fn claim(family: Family, pointer: Vec<Item>, test: &str) -> MatcherClaim {
    let (semantics, match_as) = (Semantics::String, MatchAs::Utf8);
    let test = test.as_bytes().to_vec();
    MatcherClaim {
        family,
        provenance: Provenance::Issuer,
        matcher: Matcher { pointer, semantics, match_as, operation: None, test },
    }
}

fn names(names: &[&str]) -> Vec<Item> {
    names.iter().map(|name| Item::Key(serde_json::to_vec(name).unwrap())).collect()
}

#[test]
fn what_is_missing_may_be_withheld() {
    let payload = br#"{"a":{"_sd":["x"],"b":"x"},"c":{},"d":[{"...":"y"},{"b":"x"}],
        "e":[{"_sd":["z"]}],"f":[{"b":"y"}]}"#;
    let search = |list: &str| {
        let element = claim(Family::Jwt, names(&["b"]), "z").matcher;
        [names(&[list]), vec![Item::Search(vec![element])]].concat()
    };
    let pointers = vec![
        names(&["a", "b"]),
        names(&["a", "z"]),
        names(&["a", "z", "y"]),
        names(&["c", "z"]),
        names(&["z"]),
        [names(&["d"]), vec![Item::Position(1)]].concat(),
        search("d"),
        search("e"),
        search("f"),
    ];
    let claims = pointers.into_iter().map(|pointer| claim(Family::Jwt, pointer, "x")).collect();
    assert_eq!(
        outcomes(Format::SdJwt, payload, claims),
        [
            "satisfied",
            "may_be_withheld",
            "may_be_withheld",
            "absent",
            "absent",
            "may_be_withheld",
            "may_be_withheld",
            "may_be_withheld",
            "absent",
        ],
    );
}

#[test]
fn undisclosed_digests_are_counted_where_the_walk_ends() {
    let payload = br#"{"_sd":["1","2","3"],"a":{"_sd":["4","5"]},
        "l":[{"...":"6"},{"_sd":["7","8"]},{"b":"y","_sd":["9"]}]}"#;
    let withheld = |pointer: Vec<Item>| {
        let claims = vec![claim(Family::Jwt, pointer, "x")];
        let entry = Entry { claims, role: Role { index: 2, ..Role::default() } };
        let policy = Policy::prepare(&PreAuthData::Matcher(vec![entry]));
        let limits = Limits::default();
        let envelope = Envelope::open(payload, Some(Format::SdJwt), None, &limits).unwrap();
        let trace = policy.explain_unverified_claims(&envelope.claims(&limits).unwrap());
        trace.entries[0][0].clone()
    };
    let element = claim(Family::Jwt, names(&["b"]), "x").matcher;
    for (pointer, digests) in [
        (names(&["z"]), 3),
        (names(&["a", "z"]), 2),
        ([names(&["l"]), vec![Item::Position(7)]].concat(), 1),
        // One in the list, two in the element without a `b`; the other has another one.
        ([names(&["l"]), vec![Item::Search(vec![element])]].concat(), 3),
    ] {
        assert_eq!(withheld(pointer.clone()), Outcome::MayBeWithheld { digests }, "{pointer:?}");
    }
}

#[test]
fn many_embedded_items_are_entered() {
    let item = |number: u8| vec![0x43, 0x62, b'a', b'0' + number % 10];
    let items: Vec<u8> = (0..200).flat_map(item).collect();
    let credential = [&[0xa1, 0x01, 0x98, 200][..], &items].concat();
    let claim = |number: u8| {
        let place = Item::Position(number.into());
        let pointer = vec![Item::Key(vec![1]), place, Item::Embedded];
        claim(Family::Cwt, pointer, &format!("a{}", number % 10))
    };
    let found = outcomes(Format::Cwt, &credential, (0..200).map(claim).collect());
    assert_eq!(found, ["satisfied"; 200]);
}

#[test]
fn pointers_past_the_limits_find_nothing() {
    let long = vec![Item::Any; 100_000];
    let deep = (0..1_000).fold(claim(Family::Jwt, vec![], "x").matcher, |inner, _| Matcher {
        pointer: vec![Item::Search(vec![inner])],
        ..claim(Family::Jwt, vec![], "x").matcher
    });
    let claims = vec![
        claim(Family::Jwt, [names(&["a"]), long].concat(), "x"),
        MatcherClaim { family: Family::Jwt, provenance: Provenance::Issuer, matcher: deep },
    ];
    assert_eq!(outcomes(Format::Jwt, br#"{"a":"x"}"#, claims), ["absent", "absent"]);
}

#[test]
fn words() {
    let role = Role { index: 2, ..Role::default() };
    assert_eq!(Decision::Admitted { entry: 0, role: &role }.word(), "admitted");
    assert_eq!(Decision::Refused { entry: 0 }.word(), "refused");
    assert_eq!(Decision::None.word(), "none");
}
