//! Plans: the least to disclose, held against every choice.

use admit::credential::tree::Claims;
use admit::credential::{Envelope, Unverified};
use admit::disclose::{Plan, Wallet, Wish};
use admit::eval::Policy;
use admit::format::Format;
use admit::limits::Limits;
use admit::rule::Lowered;
use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{lowered, wallet};
use crate::sd_cwt::build::{
    Cbor, REDACTED, Token, digest as cbor_digest, digests, disclosure, text,
};

pub fn encode(octets: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(octets.as_ref())
}

/// A disclosure of a member.
pub fn member(name: &str, value: &Value) -> String {
    encode(json!([format!("salt of {name}"), name, value]).to_string())
}

pub fn digest(disclosure: &str) -> String {
    encode(Sha256::digest(disclosure))
}

/// An SD-JWT without a good signature.
pub fn sd_jwt(payload: &Value, disclosures: &[String]) -> String {
    let head = format!("{}.{}.AA", encode(r#"{"alg":"ES256"}"#), encode(payload.to_string()));
    disclosures.iter().fold(head + "~", |token, disclosure| token + disclosure + "~")
}

/// A wallet's SD-JWT: `iss` in the open, everything else behind digests, the address's members in
/// the address.
pub fn credential() -> String {
    let country = member("country", &json!("DE"));
    let street = member("street", &json!("Main Street"));
    let address = member("address", &json!({ "_sd": [digest(&country), digest(&street)] }));
    let department = member("department", &json!("HR"));
    let birthdate = member("birthdate", &json!("2000-01-01"));
    let level = member("level", &json!(7));
    let top = [&address, &department, &birthdate, &level].map(|it| digest(it));
    let payload = json!({ "iss": "https://a.example", "_sd": top });
    sd_jwt(&payload, &[country, street, address, department, birthdate, level])
}

struct Planner {
    lowered: Lowered,
    policy: Policy,
}

impl Planner {
    fn new(source: &str) -> Planner {
        let lowered = lowered(source);
        let policy = Policy::prepare(&lowered.preauth);
        Planner { lowered, policy }
    }

    fn wish(&self, role: u32) -> Wish<'_> {
        let Lowered { preauth, disclosure, .. } = &self.lowered;
        Wish { policy: &self.policy, data: preauth, disclosure: disclosure.as_ref(), role }
    }

    fn plan(&self, wallet: &Wallet<'_>, role: u32) -> Plan {
        self.wish(role).plan(wallet).unwrap()
    }

    /// The names of what is to be disclosed.
    fn names(&self, octets: &[u8], format: Format, role: u32) -> Vec<String> {
        let limits = Limits::default();
        let envelope = Envelope::open(octets, Some(format), None, &limits).unwrap();
        let wallet = Wallet::open(&envelope, &limits).unwrap();
        let Plan::Disclose { disclosures, is_least } = self.plan(&wallet, role) else {
            panic!("no plan")
        };
        assert!(is_least);
        let presentation = wallet.presentation(&disclosures).unwrap();
        assert_eq!(self.role_of(&presentation, format), Some(role), "the plan keeps its word");
        disclosures.iter().map(|at| wallet.items()[*at].name.clone()).collect()
    }

    /// The role of a presentation that also keeps to the disclosure policy.
    fn role_of(&self, octets: &[u8], format: Format) -> Option<u32> {
        let limits = Limits::default();
        let envelope = Envelope::open(octets, Some(format), None, &limits).ok()?;
        let claims: Unverified<Claims<'_>> = envelope.claims(&limits).ok()?;
        let policy = self.lowered.disclosure.as_ref();
        let keeps = policy.is_none_or(|it| it.judge_unverified_claims(&claims, &limits).is_empty());
        let decision = self.policy.decide_on_unverified_claims(&claims);
        decision.role().filter(|_| keeps).map(|role| role.index)
    }
}

fn names(more: &str, role: u32) -> Vec<String> {
    Planner::new(&wallet(more)).names(credential().as_bytes(), Format::SdJwt, role)
}

#[test]
fn only_what_the_role_needs_is_disclosed() {
    assert_eq!(names("", 3), ["department"]);
    assert_eq!(names("", 2), [""; 0]);
}

#[test]
fn what_is_required_is_disclosed_and_what_is_forbidden_is_not() {
    assert_eq!(
        names("disclose Wallet { require level  forbid birthdate }", 3),
        ["department", "level"]
    );
    assert_eq!(
        names("disclose Wallet { require address.country  forbid address }", 2),
        ["address.country", "address"]
    );
}

#[test]
fn parents_come_along() {
    let source = wallet("role extra = 4 { can join_if_preauthorized, ban }").replace(
        "rule boss:",
        "rule x: admit Wallet as extra where address.country == \"DE\"\nrule boss:",
    );
    let planner = Planner::new(&source);
    let found = planner.names(credential().as_bytes(), Format::SdJwt, 4);
    assert_eq!(found, ["address.country", "address"]);
    // Disclosing it would give another role: for the boss it stays where it is.
    assert_eq!(planner.names(credential().as_bytes(), Format::SdJwt, 3), ["department"]);
}

#[test]
fn what_cannot_be_had_is_told_with_certainty() {
    let planner = Planner::new(&wallet("disclose Wallet { forbid department }"));
    let limits = Limits::default();
    let text = credential();
    let envelope = Envelope::open(text.as_bytes(), None, None, &limits).unwrap();
    let wallet = Wallet::open(&envelope, &limits).unwrap();
    assert_eq!(planner.plan(&wallet, 3), Plan::Unreachable { is_certain: true });
}

#[test]
fn what_stands_in_what_is_found_out() {
    let limits = Limits::default();
    let text = credential();
    let envelope = Envelope::open(text.as_bytes(), None, None, &limits).unwrap();
    let wallet = Wallet::open(&envelope, &limits).unwrap();
    let found: Vec<_> = wallet.items().iter().map(|it| (it.name.as_str(), it.parent)).collect();
    assert_eq!(
        found,
        [
            ("address.country", Some(2)),
            ("address.street", Some(2)),
            ("address", None),
            ("department", None),
            ("birthdate", None),
            ("level", None),
        ]
    );
}

#[test]
fn an_sd_cwt_is_planned_and_presented_alike() {
    let kind = disclosure(1, [text("HR"), Cbor::Int(500)]);
    let other = disclosure(2, [text("x"), Cbor::Int(501)]);
    let hidden = digests([cbor_digest(&kind), cbor_digest(&other)]);
    let token = Token::new([(REDACTED, hidden)]).disclosing([&kind, &other]);
    let source = "policy \"x\"\n\
        credential Pass: sd_cwt { iss at 1 : https_uri  kind at 500 : string }\n\
        role member = 2 { can join_if_preauthorized }\n\
        admit Pass as member where iss == \"https://issuer.example\" and kind == \"HR\"";
    let planner = Planner::new(source);
    assert_eq!(planner.names(&token.octets(), Format::SdCwt, 2), ["claim_500"]);
    // What the holder signed about another presentation is not sent along.
    let bound = token.bound(crate::sd_cwt::build::binding()).octets();
    assert_eq!(planner.names(&bound, Format::SdCwt, 2), ["claim_500"]);
}

#[test]
fn a_credential_that_withholds_nothing_is_taken_as_it_is() {
    let planner = Planner::new(&wallet(""));
    let claims = br#"{"iss":"https://a.example","department":"HR"}"#;
    assert_eq!(planner.names(claims, Format::SdJwt, 3), [""; 0]);
}

#[test]
fn where_there_are_too_many_choices_a_plan_says_so() {
    // Thirty claims, of which any three different kinds would do: more choices than are tried.
    let fields: String = (0..30).map(|at| format!("c{at} : int ")).collect();
    let tests: Vec<String> = (0..12).map(|at| format!("c{at} == 1")).collect();
    let source = format!(
        "policy \"x\"\ncredential Wallet: sd_jwt {{ {fields} }}\n\
         role member = 2 {{ can join_if_preauthorized }}\n\
         admit Wallet as member where {}\nrefuse Wallet where {}",
        tests.join(" and "),
        (12..30).map(|at| format!("c{at} == 2")).collect::<Vec<_>>().join(" or "),
    );
    let planner = Planner::new(&source);
    let disclosures: Vec<String> = (0..30).map(|at| member(&format!("c{at}"), &json!(1))).collect();
    let digests: Vec<String> = disclosures.iter().map(|it| digest(it)).collect();
    let text = sd_jwt(&json!({ "_sd": digests }), &disclosures);
    let limits = Limits::default();
    let envelope = Envelope::open(text.as_bytes(), None, None, &limits).unwrap();
    let wallet = Wallet::open(&envelope, &limits).unwrap();
    let Plan::Disclose { disclosures, is_least } = planner.plan(&wallet, 2) else {
        panic!("no plan")
    };
    assert!(!is_least, "nobody tried all choices of up to twelve out of thirty");
    assert_eq!(disclosures, (0..12).collect::<Vec<_>>());
}

/// Few claims and few values, so that rules meet them.
fn rules() -> impl Strategy<Value = String> {
    let claim = select(&["a", "b", "c", "d", "e.x", "e.y"][..]);
    let test = (claim, select(&["== 1", "== 2", "exists", "is absent"][..]))
        .prop_map(|(claim, how)| format!("{claim} {how}"));
    let rule = (prop::collection::vec(test, 1..4), 1..4u32, any::<bool>()).prop_map(
        |(tests, role, any)| {
            let condition = tests.join(if any { " or " } else { " and " });
            match role {
                1 => format!("refuse W where {condition}"),
                role => format!("admit W as r{role} where {condition}"),
            }
        },
    );
    let duties = prop::collection::vec(select(&["require", "allow", "forbid"][..]), 3);
    (prop::collection::vec(rule, 1..5), prop::option::of(duties)).prop_map(|(rules, duties)| {
        let disclose = duties.map_or_else(String::new, |duties| {
            format!("disclose W {{ {} a {} e {} e.x }}", duties[0], duties[1], duties[2])
        });
        format!(
            "policy \"x\"\n\
             credential W: sd_jwt {{ a : int b : int c : int d : int e : {{ x : int y : int }} }}\n\
             role r2 = 2 {{ can join_if_preauthorized }}\nrole r3 = 3 {{ can join_if_preauthorized }}\n\
             {}\n{disclose}\n",
            rules.join("\n")
        )
    })
}

fn issued() -> impl Strategy<Value = String> {
    prop::collection::vec((1..3i64, any::<bool>()), 6).prop_map(|values| {
        let mut disclosures = Vec::new();
        let mut put = |object: &mut Value, name: &str, value: Value, hidden: bool| {
            if !hidden {
                object[name] = value;
                return;
            }
            let disclosure = member(name, &value);
            let known = object["_sd"].as_array().cloned().unwrap_or_default();
            object["_sd"] = known.into_iter().chain([digest(&disclosure).into()]).collect();
            disclosures.push(disclosure);
        };
        let mut e = json!({});
        put(&mut e, "x", values[4].0.into(), values[4].1);
        put(&mut e, "y", values[5].0.into(), values[5].1);
        let mut payload = json!({});
        for (at, name) in ["a", "b", "c", "d"].iter().enumerate() {
            put(&mut payload, name, values[at].0.into(), values[at].1);
        }
        put(&mut payload, "e", e, values[0].1);
        sd_jwt(&payload, &disclosures)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// The plan is as small as the smallest of all choices that give the role, and there is none
    /// when no choice does.
    #[test]
    fn no_choice_is_smaller(source in rules(), text in issued(), role in 2..4u32) {
        let checkup = super::checkup(&source);
        prop_assume!(checkup.lower(&admit::rule::Options::default()).is_ok());
        let planner = Planner::new(&source);
        let limits = Limits::default();
        let envelope = Envelope::open(text.as_bytes(), Some(Format::SdJwt), None, &limits).unwrap();
        let wallet = Wallet::open(&envelope, &limits).unwrap();
        let count = wallet.items().len();
        let choices = (0..1u32 << count).map(|bits| -> Vec<usize> {
            (0..count).filter(|at| bits >> at & 1 == 1).collect()
        });
        let gives = |choice: &Vec<usize>| {
            let octets = wallet.presentation(choice).unwrap();
            planner.role_of(&octets, Format::SdJwt) == Some(role)
        };
        let smallest = choices.filter(gives).map(|choice| choice.len()).min();
        match planner.plan(&wallet, role) {
            Plan::Disclose { disclosures, is_least } => {
                prop_assert!(is_least && gives(&disclosures));
                prop_assert_eq!(Some(disclosures.len()), smallest, "{}\n{}", source, text);
            }
            Plan::Unreachable { is_certain } => {
                prop_assert!(is_certain);
                prop_assert_eq!(None, smallest, "{}\n{}", source, text);
            }
        }
    }
}
