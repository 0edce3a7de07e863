//! Explanations: every outcome is told, the nearest miss is the nearest, a joiner learns nothing.

mod generated;
mod joiner;
mod program;
mod searched;

use admit::compile;
use admit::credential::Envelope;
use admit::eval::Policy;
use admit::explain::{Book, Explanation, Standing};
use admit::format::Format;
use admit::limits::Limits;
use admit::report;
use admit::rule::Options;
use admit::source::NoFiles;
use admit::wire;
use serde_json::Value;

/// A policy as it decides: compiled, encoded and decoded again.
pub struct Compiled {
    pub policy: Policy,
    /// What only the octets say.
    pub book: Book,
    /// What the source says besides.
    pub source_book: Book,
}

pub fn compiled(source: &str) -> Compiled {
    let limits = Limits::default();
    let checkup = compile::check("test.policy", source, &NoFiles, &limits);
    let lowered = checkup.lower(&Options::default());
    let lowered = lowered.unwrap_or_else(|e| panic!("{source}\n{e:?}\n{:?}", checkup.diagnostics));
    let octets = wire::encode(&lowered.preauth, &limits).unwrap();
    let data = wire::decode(lowered.preauth.profile(), &octets, &limits).unwrap();
    let book = Book::of(&data);
    let checked = checkup.policy.as_ref().unwrap();
    let source_book = book.clone().with_rules(checked, &lowered.origins);
    Compiled { policy: Policy::prepare(&data), book, source_book }
}

impl Compiled {
    /// Calls with the explanation of the decision on bare claims.
    pub fn explain<T>(
        &self,
        book: &Book,
        format: Format,
        octets: &[u8],
        with: impl FnOnce(&Explanation<'_>) -> T,
    ) -> T {
        let limits = Limits::default();
        let envelope = Envelope::open(octets, Some(format), None, &limits).unwrap();
        let trace = self.policy.explain_unverified_claims(&envelope.claims(&limits).unwrap());
        with(&Explanation::of(book, &trace))
    }

    fn text(&self, format: Format, octets: &str) -> String {
        self.explain(&self.source_book, format, octets.as_bytes(), |explanation| {
            report::explain::text(explanation, None)
        })
    }

    fn json(&self, format: Format, octets: &str) -> Value {
        self.explain(&self.source_book, format, octets.as_bytes(), report::explain::json)
    }
}

const TEAM: &str = r#"
policy "team"
credential Badge: sd_jwt {
    iss : https_uri   sub : mimi_uri   department : string   level : int   groups : [string]
    address : { country : string }
}
credential Paper: x509 { organization at subject 2.5.4.10 : string }
role member = 2 { can join_if_preauthorized, can_send_message }
role boss   = 3 { can join_if_preauthorized, can_send_message, add_participant }
"#;

fn team(rules: &str) -> Compiled {
    compiled(&format!("{}\n{rules}", TEAM.replace("can_send_message", "send_message")))
}

#[test]
fn every_outcome_is_told() {
    let policy = team(
        r#"
        rule all: admit Badge as boss where iss == "https://a.example" and department == "Sales"
            and level >= 3 and groups contains "hr" and address.country == "DE" and sub exists
        rule cert: admit Paper as boss where organization == "Example"
        "#,
    );
    let claims = r#"{"iss":"https://a.example","department":"HR","level":"3","groups":["it"],
        "address":{"_sd":["0123456789012345678901234567890123456789012"]}}"#;
    let text = policy.text(Format::SdJwt, claims);
    for expected in [
        "satisfied        iss == \"https://a.example\"",
        "unequal          department == \"Sales\"\n                   found \"HR\"",
        "wrong type       level >= 3\n                   \"3\" is text, the policy expects an integer",
        "absent           groups contains \"hr\"\n                   found [\"it\"], none of its elements fits",
        "may be withheld  address.country == \"DE\"",
        "absent           sub exists\n                   the credential has no such claim",
        "wrong family     organization == \"Example\"\n                   asks for the claims of a x509 credential",
    ] {
        assert!(text.contains(expected), "{expected}\n---\n{text}");
    }
    let miss = "  boss needs 5 more things:\n";
    assert!(text.starts_with(&format!("nearest miss\n{miss}")), "{text}");
    for expected in [
        "- department is \"HR\", wanted \"Sales\"",
        "- level is \"3\" (text), expected an integer, wanted >= 3",
        "- groups has no element that fits in [\"it\"], wanted contains \"hr\"",
        "- address.country is absent and may be withheld (1 digest), wanted \"DE\"",
        "- sub is absent\n",
    ] {
        assert!(text.contains(expected), "{expected}\n---\n{text}");
    }
    let json = policy.json(Format::SdJwt, claims);
    let tests = json["rules"][0]["entries"][0]["tests"].as_array().unwrap();
    let outcome = |claim: &str| {
        let test = tests.iter().find(|test| test["claim"] == claim).unwrap();
        test["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome("iss"), "satisfied");
    assert_eq!(outcome("department"), "unequal");
    assert_eq!(outcome("level"), "wrong_type");
    assert_eq!(outcome("groups"), "absent");
    assert_eq!(outcome("address.country"), "may_be_withheld");
    assert_eq!(json["rules"][1]["entries"][0]["tests"][0]["outcome"], "wrong_family");
    assert_eq!(json["rules"][1]["role"]["name"], "boss");
    assert_eq!(json["nearest"][0]["lacking"].as_array().unwrap().len(), 5);
}

#[test]
fn one_thing_that_is_missing_is_one_sentence() {
    let policy = team(r#"rule hr: admit Badge as boss where department == "Human Resources""#);
    let text = policy.text(Format::SdJwt, r#"{"department":"Sales"}"#);
    let sentence =
        "boss needs one more thing: department is \"Sales\", wanted \"Human Resources\"\n";
    assert!(text.contains(sentence), "{text}");
    assert!(text.contains("by rule `hr` (entry 0)"), "{text}");
    let json = policy.json(Format::SdJwt, r#"{"department":"Sales"}"#);
    assert_eq!(json["nearest"][0]["message"].as_str().unwrap(), sentence.trim_end());
}

#[test]
fn a_part_says_what_the_whole_value_is() {
    let policy = team(r#"admit Badge as boss where sub.host == "example.com""#);
    let text = policy.text(Format::SdJwt, r#"{"sub":"mimi://other.example/u/a"}"#);
    let miss = "sub is \"mimi://other.example/u/a\", wanted sub.host == \"example.com\"";
    assert!(text.contains(miss), "{text}");
}

#[test]
fn what_stands_after_the_deciding_rule_is_not_read() {
    let policy = team(
        r#"
        rule first: admit Badge as boss where level == 9
        rule second: admit Badge as member where department in ["A", "B"]
        rule third: admit Badge as boss where level == 1
        "#,
    );
    let standings = |book: &Book| {
        policy.explain(book, Format::SdJwt, br#"{"level":1,"department":"A"}"#, |explanation| {
            let rules = explanation.rules.iter();
            rules.map(|rule| (rule.standing, rule.alternatives.len())).collect::<Vec<_>>()
        })
    };
    let (fails, decides, not_read) = (Standing::Fails, Standing::Decides, Standing::NotRead);
    assert_eq!(standings(&policy.source_book), [(fails, 1), (decides, 2), (not_read, 1)]);
    // Octets know entries and no rules.
    assert_eq!(standings(&policy.book), [(fails, 1), (decides, 1), (not_read, 1), (not_read, 1)]);
    let text = policy.text(Format::SdJwt, r#"{"level":1,"department":"A"}"#);
    assert!(text.contains("rule `third` (entry 3) for boss (role 3): not read"), "{text}");
    assert!(text.contains("1 of 2 alternatives: not read"), "{text}");
    // The third rule would match, and is no miss: the second one stands before it.
    assert!(text.contains("boss needs one more thing: level is 1, wanted 9"), "{text}");
}

#[test]
fn the_nearest_entry_of_each_better_role_is_found() {
    let policy = team(
        r#"
        rule far:   admit Badge as boss where department == "A" and level == 7 and iss exists
        rule near:  admit Badge as boss where department == "B" and level == 1
        rule equal: admit Badge as boss where department == "C" and level == 1
        rule low:   admit Badge as member where department == "Z" and level == 2
        "#,
    );
    let misses = |claims: &str| {
        policy.explain(&policy.source_book, Format::SdJwt, claims.as_bytes(), |explanation| {
            let misses = explanation.misses.iter();
            misses.map(|miss| (miss.rule.clone().unwrap(), miss.lacking.len())).collect::<Vec<_>>()
        })
    };
    let near = |n| ("near".to_owned(), n);
    assert_eq!(misses(r#"{"level":1}"#), [near(1), ("low".to_owned(), 2)]);
    assert_eq!(misses(r#"{"level":2}"#), [("low".to_owned(), 1), near(2)]);
    // The decided role is no miss, and neither is one that may less.
    assert_eq!(misses(r#"{"level":2,"department":"Z"}"#), [near(2)]);
    assert_eq!(misses(r#"{"level":1,"department":"C"}"#), []);
}

#[test]
fn a_refusal_is_nobodys_goal() {
    let policy = team(
        r#"
        rule no:  refuse Badge where department == "A" and level == 1
        rule yes: admit Badge as member where iss == "https://a.example" and level == 2
        "#,
    );
    let misses = policy.explain(&policy.book, Format::SdJwt, br#"{"level":1}"#, |explanation| {
        explanation.misses.iter().map(|miss| miss.entry).collect::<Vec<_>>()
    });
    assert_eq!(misses, [1]);
}

#[test]
fn lines_break_at_the_width() {
    let policy = team(r#"admit Badge as boss where department == "one two three four five six""#);
    let claims = br#"{"department":"seven eight nine ten eleven twelve thirteen fourteen"}"#;
    policy.explain(&policy.book, Format::SdJwt, claims, |explanation| {
        let text = report::explain::text(explanation, Some(60));
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        assert!(text.lines().count() > report::explain::text(explanation, None).lines().count());
    });
}
