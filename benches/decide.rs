//! Decisions beside the same rules written by hand over `serde_json::Value`, in the same run.
//!
//! `cargo bench --bench decide`. In every group `admit` decides with a prepared policy over a claims
//! tree, `by_hand` with a chain of comparisons over a parsed `Value`, first match wins. Reading the
//! credential is part of `jwt_text` alone, and there of both.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;

use admit::credential::Envelope;
use admit::eval::Policy;
use admit::format::{Family, Format, Provenance};
use admit::limits::Limits;
use admit::model::{
    Entry, Item, MatchAs, Matcher, MatcherClaim, Operation, PreAuthData, Role, Semantics,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use divan::{Bencher, black_box};
use serde_json::Value;

fn main() {
    divan::main();
}

/// Six rules of the kinds that rooms have, and whom the credentials belong to.
mod six_rules {
    use super::*;

    #[divan::bench(args = PEOPLE, sample_size = 200)]
    fn admit(bencher: Bencher, person: &str) {
        bench_admit(bencher, &six(), &claims_of(person));
    }

    #[divan::bench(args = PEOPLE, sample_size = 200)]
    fn by_hand(bencher: Bencher, person: &str) {
        bench_by_hand(bencher, &claims_of(person), six_by_hand);
    }
}

/// From the compact serialization to the role, by the same six rules.
mod jwt_text {
    use super::*;

    #[divan::bench(args = PEOPLE, sample_size = 200)]
    fn admit(bencher: Bencher, person: &str) {
        let (policy, limits) = (Policy::prepare(&six()), Limits::default());
        let token = jwt(&claims_of(person));
        bencher.bench(|| {
            let octets = black_box(&token).as_bytes();
            let envelope = Envelope::open(octets, Some(Format::Jwt), None, &limits).unwrap();
            let claims = envelope.claims(&limits).unwrap();
            policy.decide_on_unverified_claims(&claims).role().map(|role| role.index)
        });
    }

    #[divan::bench(args = PEOPLE, sample_size = 200)]
    fn by_hand(bencher: Bencher, person: &str) {
        let token = jwt(&claims_of(person));
        bencher.bench(|| {
            let payload = black_box(&token).split('.').nth(1)?;
            let octets = Base64UrlUnpadded::decode_vec(payload).ok()?;
            six_by_hand(&serde_json::from_slice(&octets).ok()?)
        });
    }
}

/// Rules that ask for one value each of the same claim; the last one matches.
mod equality_rules {
    use super::*;

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn admit(bencher: Bencher, count: usize) {
        let rules = (0..count).map(|at| rule(&["department"], &format!("department {at}"), at));
        let claims = format!("{{{MEMBERS},\"department\":\"department {}\"}}", count - 1);
        bench_admit(bencher, &PreAuthData::Matcher(rules.collect()), &claims);
    }

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn by_hand(bencher: Bencher, count: usize) {
        let rules: Vec<String> = (0..count).map(|at| format!("department {at}")).collect();
        let claims = format!("{{{MEMBERS},\"department\":\"department {}\"}}", count - 1);
        bench_by_hand(bencher, &claims, |claims| {
            let department = claims.get("department")?.as_str()?;
            rules.iter().position(|rule| rule == department)?.try_into().ok()
        });
    }
}

/// Rules of two tests: the issuer, which all share, and one value of a claim; the last one matches.
mod equality_rules_with_issuer {
    use super::*;

    fn issued(rule: Entry<MatcherClaim>) -> Entry<MatcherClaim> {
        let issuer = text(&["iss"], "https://idp.example.com");
        Entry { claims: [vec![issuer], rule.claims].concat(), ..rule }
    }

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn admit(bencher: Bencher, count: usize) {
        let rules = (0..count).map(|at| rule(&["department"], &format!("department {at}"), at));
        let claims = format!("{{{MEMBERS},\"department\":\"department {}\"}}", count - 1);
        bench_admit(bencher, &PreAuthData::Matcher(rules.map(issued).collect()), &claims);
    }

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn by_hand(bencher: Bencher, count: usize) {
        let rules: Vec<String> = (0..count).map(|at| format!("department {at}")).collect();
        let claims = format!("{{{MEMBERS},\"department\":\"department {}\"}}", count - 1);
        bench_by_hand(bencher, &claims, |claims| {
            let issuer = claims.get("iss")?.as_str()?;
            let department = claims.get("department")?.as_str()?;
            let fits = |rule| issuer == "https://idp.example.com" && rule == department;
            rules.iter().position(fits)?.try_into().ok()
        });
    }
}

/// Rules that ask for a claim of their own each; the last one matches.
mod rules_by_pointer {
    use super::*;

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn admit(bencher: Bencher, count: usize) {
        let rules = (0..count).map(|at| rule(&["teams", &format!("team {at}")], "member", at));
        let claims = format!("{{{MEMBERS},\"teams\":{{\"team {}\":\"member\"}}}}", count - 1);
        bench_admit(bencher, &PreAuthData::Matcher(rules.collect()), &claims);
    }

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn by_hand(bencher: Bencher, count: usize) {
        let rules: Vec<String> = (0..count).map(|at| format!("team {at}")).collect();
        let claims = format!("{{{MEMBERS},\"teams\":{{\"team {}\":\"member\"}}}}", count - 1);
        bench_by_hand(bencher, &claims, |claims| {
            let teams = claims.get("teams")?;
            let fits = |rule: &String| teams.get(rule).and_then(Value::as_str) == Some("member");
            rules.iter().position(fits)?.try_into().ok()
        });
    }
}

/// Rules that ask for an element of a list; the last one matches.
mod rules_by_element {
    use super::*;

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn admit(bencher: Bencher, count: usize) {
        let rules = (0..count).map(|at| Entry {
            claims: vec![contains(&["groups"], &format!("group {at}"))],
            role: role(at),
        });
        let claims =
            format!("{{{MEMBERS},\"groups\":[\"a\",\"b\",\"c\",\"group {}\"]}}", count - 1);
        bench_admit(bencher, &PreAuthData::Matcher(rules.collect()), &claims);
    }

    #[divan::bench(args = COUNTS, sample_size = 200)]
    fn by_hand(bencher: Bencher, count: usize) {
        let rules: Vec<String> = (0..count).map(|at| format!("group {at}")).collect();
        let claims =
            format!("{{{MEMBERS},\"groups\":[\"a\",\"b\",\"c\",\"group {}\"]}}", count - 1);
        bench_by_hand(bencher, &claims, |claims| {
            let groups = claims.get("groups")?.as_array()?;
            let fits = |rule: &String| groups.iter().any(|group| group.as_str() == Some(rule));
            rules.iter().position(fits)?.try_into().ok()
        });
    }
}

const PEOPLE: [&str; 3] = ["first", "last", "nobody"];
const COUNTS: [usize; 3] = [10, 1_000, 10_000];

/// What else is in a credential.
const MEMBERS: &str = r#""iss":"https://idp.example.com","aud":"rooms","iat":1760000000,
    "exp":1790000000,"jti":"6f1c7a52","given_name":"Ann","family_name":"Example","locale":"de""#;

fn bench_admit(bencher: Bencher, data: &PreAuthData, claims: &str) {
    let (policy, limits) = (Policy::prepare(data), Limits::default());
    let envelope = Envelope::open(claims.as_bytes(), Some(Format::Jwt), None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap();
    bencher.bench(|| {
        policy.decide_on_unverified_claims(black_box(&claims)).role().map(|role| role.index)
    });
}

fn bench_by_hand(bencher: Bencher, claims: &str, decide: impl Fn(&Value) -> Option<u32> + Sync) {
    let claims: Value = serde_json::from_str(claims).unwrap();
    bencher.bench(|| decide(black_box(&claims)));
}

/// ```text
/// admit Badge as moderator   where ours and department == "Human Resources"
/// admit Badge as participant where ours and employment == "full-time" and address.country in ["DE", "AT", "CH"]
/// admit Badge as participant where ours and clearance >= 3 and groups contains "staff"
/// admit Badge as guest       where email.host under "example.com"
/// ```
fn six() -> PreAuthData {
    let ours = || text(&["iss"], "https://idp.example.com");
    let country = |country: &str| Entry {
        claims: vec![
            ours(),
            text(&["employment"], "full-time"),
            text(&["address", "country"], country),
        ],
        role: role(2),
    };
    PreAuthData::Matcher(vec![
        Entry { claims: vec![ours(), text(&["department"], "Human Resources")], role: role(5) },
        country("DE"),
        country("AT"),
        country("CH"),
        Entry {
            claims: vec![
                ours(),
                claim(
                    items(&["clearance"]),
                    Semantics::Int,
                    MatchAs::Int,
                    Some(Operation::GreaterThanOrEqual),
                    &3_i64.to_be_bytes(),
                ),
                contains(&["groups"], "staff"),
            ],
            role: role(3),
        },
        Entry {
            claims: vec![claim(
                items(&["email"]),
                Semantics::Email,
                MatchAs::Hostpart,
                Some(Operation::EndsWith(None)),
                b"example.com",
            )],
            role: role(4),
        },
    ])
}

fn six_by_hand(claims: &Value) -> Option<u32> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let ours = text("iss") == Some("https://idp.example.com");
    if ours && text("department") == Some("Human Resources") {
        return Some(5);
    }
    let country = claims.get("address").and_then(|address| address.get("country"));
    if ours
        && text("employment") == Some("full-time")
        && matches!(country.and_then(Value::as_str), Some("DE" | "AT" | "CH"))
    {
        return Some(2);
    }
    let groups = claims.get("groups").and_then(Value::as_array);
    if ours
        && claims.get("clearance").and_then(Value::as_i64).is_some_and(|clearance| clearance >= 3)
        && groups.is_some_and(|groups| groups.iter().any(|group| group == "staff"))
    {
        return Some(3);
    }
    let host = text("email").and_then(|email| email.rsplit_once('@')).map(|(_, host)| host);
    let under = host.map(str::to_ascii_lowercase).is_some_and(|host| {
        host.strip_suffix("example.com")
            .is_some_and(|above| above.is_empty() || above.ends_with('.'))
    });
    under.then_some(4)
}

fn claims_of(person: &str) -> String {
    let own = match person {
        "first" => r#""department":"Human Resources","employment":"part-time""#,
        "last" => r#""department":"Research","employment":"contractor","email":"ann@EXAMPLE.com""#,
        _ => r#""department":"Research","employment":"contractor","email":"ann@example.org""#,
    };
    format!(
        r#"{{{MEMBERS},{own},"clearance":2,"groups":["a","b","staff"],"address":{{"country":"DE"}}}}"#
    )
}

fn jwt(claims: &str) -> String {
    let header = Base64UrlUnpadded::encode_string(br#"{"alg":"ES256","typ":"JWT","kid":"1"}"#);
    let mut token = format!("{header}.{}", Base64UrlUnpadded::encode_string(claims.as_bytes()));
    write!(token, ".{}", Base64UrlUnpadded::encode_string(&[7; 64])).unwrap();
    token
}

fn rule(path: &[&str], value: &str, at: usize) -> Entry<MatcherClaim> {
    Entry { claims: vec![text(path, value)], role: role(at) }
}

fn role(at: usize) -> Role {
    Role { index: u32::try_from(at).unwrap() + 1, ..Role::default() }
}

fn text(path: &[&str], value: &str) -> MatcherClaim {
    claim(items(path), Semantics::String, MatchAs::Utf8, None, value.as_bytes())
}

fn contains(path: &[&str], value: &str) -> MatcherClaim {
    let element = text(&[], value).matcher;
    let pointer = [items(path), vec![Item::Search(vec![element])]].concat();
    claim(pointer, Semantics::String, MatchAs::Exists, None, &[1])
}

fn claim(
    pointer: Vec<Item>,
    semantics: Semantics,
    match_as: MatchAs,
    operation: Option<Operation>,
    test: &[u8],
) -> MatcherClaim {
    let matcher = Matcher { pointer, semantics, match_as, operation, test: test.to_vec() };
    MatcherClaim { family: Family::Jwt, provenance: Provenance::Issuer, matcher }
}

fn items(path: &[&str]) -> Vec<Item> {
    let item = |name: &&str| Item::Key(serde_json::to_vec(name).unwrap());
    path.iter().map(item).collect()
}
