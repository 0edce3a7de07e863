//! Tests in the language, as they are run: what they see, what they cover, which changes they miss.

mod given;
mod program;
mod rooms;

use admit::check::Checked;
use admit::compile;
use admit::limits::Limits;
use admit::rule::Options;
use admit::source::NoFiles;
use admit::trial::{self, Actual, CaseResult, Coverage, Mutations, Trial};

/// A policy without mistakes.
#[track_caller]
fn policy(text: &str) -> Checked {
    let checkup = compile::check("p.policy", text, &NoFiles, &Limits::default());
    let said = format!("{:#?}", checkup.diagnostics);
    checkup.policy.unwrap_or_else(|| panic!("{said}\n{text}"))
}

fn with<T>(text: &str, run: impl FnOnce(&Trial<'_>) -> T) -> T {
    let (checked, options) = (policy(text), Options::default());
    run(&Trial::new(&checked, &options, "p.policy", &trial::NoFiles).unwrap())
}

fn results(text: &str) -> Vec<CaseResult> {
    let results = with(text, |trial| trial.run());
    assert!(!results.is_empty());
    results
}

fn passed(text: &str) -> Vec<bool> {
    results(text).iter().map(|result| result.passed).collect()
}

fn coverage(text: &str) -> Coverage {
    with(text, |trial| trial.coverage())
}

fn mutations(text: &str) -> Mutations {
    with(text, |trial| trial.mutations())
}

const HEAD: &str = r#"
policy "p"
credential Badge: jwt { iss : string  level : int  groups : [string]  office : string }
role member = 2 { can join_if_preauthorized }
role chief  = 3 { can join_if_preauthorized }
"#;

fn room(rest: &str) -> String {
    format!("{HEAD}\n{rest}")
}

#[test]
fn every_outcome_is_told_from_the_others() {
    let rules = r#"
        rule out:    refuse Badge where level < 0
        rule bosses: admit Badge as chief where level > 9
        rule all:    admit Badge as member where level exists
    "#;
    let given = [("-1", "refused"), ("10", "chief"), ("5", "member"), ("null", "member")];
    let outcomes = [
        ("refused", "refused"),
        ("refused by out", "refused"),
        ("chief", "chief"),
        ("chief by bosses", "chief"),
        ("member", "member"),
        ("member by all", "member"),
        ("none", "none"),
    ];
    for (level, actual) in given {
        for (expected, outcome) in outcomes {
            let test =
                format!("test \"t\" {{ given Badge {{ level: {level} }} expect {expected} }}");
            let text = room(&format!("{rules}\n{test}"));
            assert_eq!(passed(&text), [outcome == actual], "{level} {expected}");
        }
    }
    let nothing = room(&format!("{rules} test \"t\" {{ given Badge {{ }} expect none }}"));
    assert_eq!(passed(&nothing), [true]);
}

#[test]
fn the_rule_that_decides_counts_not_one_that_gives_the_same() {
    let text = room(
        r#"
        rule a: admit Badge as member where level == 1
        rule b: admit Badge as member where office == "x"
        test "a" { given Badge { level: 1, office: "x" } expect member by a }
        test "b" { given Badge { level: 1, office: "x" } expect member by b }
    "#,
    );
    assert_eq!(passed(&text), [true, false]);
}

#[test]
fn a_case_replaces_claims_of_its_name_whole() {
    let text = room(
        r#"
        rule a: admit Badge as member where groups contains "a" and level == 1
        test "t" {
            given Badge { groups: ["a"], level: 1 }
            for each {
                { }                        expect member
                { groups: ["b"] }          expect none
                { groups: ["b"], level: 1 } expect none
                { level: 2 }               expect none
                { office: "x" }            expect member
            }
        }
    "#,
    );
    assert_eq!(passed(&text), [true; 5]);
}

#[test]
fn tests_never_change_what_is_compiled() {
    let rules = "rule a: admit Badge as member where level == 1";
    let test = "credential Other: x509 { cn at subject 2.5.4.3 : string }
        test \"t\" { given Other { cn: \"x\" } expect none }
        test \"u\" { given Badge { level: 1 } expect member by a }";
    let octets = |text: &str| {
        let checkup = compile::check("p.policy", text, &NoFiles, &Limits::default());
        let lowered = checkup.lower(&Options::default()).unwrap();
        compile::Emit::Extension.encode(&lowered, &Limits::default()).unwrap()
    };
    assert_eq!(octets(&room(rules)), octets(&room(&format!("{rules}\n{test}"))));
}

#[test]
fn what_cannot_be_had_fails_and_says_why() {
    let found = results(&room(
        "admit Badge as member where level == 1
         test \"f\" { given file \"a.jwt\" expect none }",
    ));
    let Actual::Failed(reason) = &found[0].actual else { panic!("{found:?}") };
    assert_eq!(reason, "files cannot be read here");
    assert!(!found[0].passed);
}

#[test]
fn two_claims_in_one_place_are_no_credential() {
    let text = "policy \"p\"
        credential C: cwt { list at 1 : [int]  first at 1 / [0] : int  third at 1 / [2] : int }
        role r = 2 { can join_if_preauthorized }
        rule a: admit C as r where third == 3
        test \"apart\" { given C { first: 1, third: 3 } expect r by a }
        test \"together\" { given C { list: [1], third: 3 } expect r by a }
        test \"twice\" { given C { list: [1], first: 3 } expect none }";
    let found = results(text);
    assert!(found[0].passed && found[1].passed, "{found:?}");
    assert!(matches!(&found[2].actual, Actual::Failed(why) if why.contains("one place")));
}

#[test]
fn coverage_wants_every_part_seen_both_ways() {
    let rules = r#"
        rule a: admit Badge as member where level in [1, 2] and (office == "x" or groups contains "g")
        rule b: admit anyone as chief
    "#;
    let lacks = |tests: &str| -> Vec<String> {
        let text =
            room(&format!("{rules} test \"t\" {{ given Badge {{ }} for each {{ {tests} }} }}"));
        let coverage = coverage(&text);
        assert_eq!(coverage.points.len(), 6);
        let lack = coverage.points.iter().filter_map(|point| {
            Some(format!("{} {}", &text[point.span.range()].split(':').next()?, point.lack()?))
        });
        lack.collect()
    };
    assert_eq!(
        lacks("{ level: 1, office: \"x\" } expect member by a"),
        [
            "rule a never unsatisfied",
            "level in [1, 2] never unsatisfied",
            "level in [1, 2] never satisfied",
            "office == \"x\" never unsatisfied",
            "groups contains \"g\" never satisfied",
            "rule b never decides",
        ]
    );
    assert_eq!(
        lacks(
            "{ level: 1, office: \"x\" } expect member by a
             { level: 2, groups: [\"g\"] } expect member by a
             { } expect chief by b"
        ),
        [""; 0]
    );
}

#[test]
fn a_credential_of_another_family_is_no_failure_of_a_test() {
    let text = room(
        r#"
        credential Token: cwt { a at 1 : int }
        rule a: admit Badge as member where level == 1
        rule b: admit Token as member where a == 1
        test "t" { given Badge { level: 1 } expect member by a }
        test "u" { given Token { a: 1 } expect member by b }
    "#,
    );
    let lack: Vec<_> = coverage(&text).points.iter().filter_map(|point| point.lack()).collect();
    assert_eq!(lack, ["never unsatisfied"; 4]);
}

/// Each policy has one change that the tests do not see.
#[test]
fn each_kind_of_change_is_found() {
    for (rules, tests, change, place) in [
        (
            "rule a: admit Badge as member where level == 1 and office == \"x\"",
            "{ level: 1, office: \"x\" } expect member { office: \"x\" } expect none",
            "drop this test",
            "office == \"x\"",
        ),
        (
            "rule a: admit Badge as member where level < 5",
            "{ level: 4 } expect member { level: 6 } expect none",
            "turn `<` into `<=`",
            "level < 5",
        ),
        (
            "rule a: admit Badge as member where level >= 5",
            "{ level: 6 } expect member { level: 4 } expect none",
            "turn `>=` into `>`",
            "level >= 5",
        ),
        (
            "rule a: admit Badge as member where level in [1, 3]",
            "{ level: 1 } expect member { level: 4 } expect none",
            "drop the alternative `3`",
            "level in [1, 3]",
        ),
        (
            "rule a: admit Badge as member where level == 1
             rule b: admit Badge as chief where office == \"x\"",
            "{ level: 1 } expect member { office: \"x\" } expect chief { } expect none",
            "put this rule behind `b`",
            "rule a: admit Badge as member where level == 1",
        ),
        (
            "rule a: admit Badge as member where level == 1
             rule b: admit Badge as member where office == \"x\"",
            "{ level: 1 } expect member { office: \"y\" } expect none { level: 1, office: \"x\" } expect member by a",
            "drop this rule",
            "rule b: admit Badge as member where office == \"x\"",
        ),
    ] {
        let text =
            room(&format!("{rules} test \"t\" {{ given Badge {{ }} for each {{ {tests} }} }}"));
        assert!(passed(&text).iter().all(|passed| *passed), "{text}");
        let found = mutations(&text);
        let survivors: Vec<_> =
            found.survivors.iter().map(|it| (it.change.as_str(), &text[it.span.range()])).collect();
        assert!(survivors.contains(&(change, place)), "{survivors:?}\n{text}");
        assert!(found.tried > survivors.len(), "the tests see something: {found:?}");
    }
}

#[test]
fn a_role_that_nobody_looks_at_is_found() {
    let text = room(
        "rule a: admit Badge as member where level == 1
         test \"t\" { given Badge { } expect none }",
    );
    let found: Vec<_> = mutations(&text).survivors.into_iter().map(|it| it.change).collect();
    assert_eq!(found, ["drop this rule", "give `chief` instead"]);
}

#[test]
fn changes_inside_a_search_are_tried() {
    let text = "policy \"p\"
        credential C: jwt { nodes : [{ name : string  size : int }] }
        role r = 2 { can join_if_preauthorized }
        rule a: admit C as r where nodes[name == \"x\" and size > 1] exists
        test \"t\" { given C { nodes: [{ name: \"x\", size: 3 }] } expect r }
        test \"u\" { given C { nodes: [{ name: \"x\", size: 1 }] } expect none }
        test \"n\" { given C { } expect none }";
    let found: Vec<_> = mutations(text).survivors.into_iter().map(|it| it.change).collect();
    assert_eq!(found, ["drop this test"]);
}

#[test]
fn changes_that_mean_the_same_are_not_tried() {
    // No credential is both; what the order is makes no difference.
    let text = room(
        "rule a: admit Badge as member where level == 1
         rule b: admit Badge as chief where level == 2
         test \"t\" { given Badge { } for each {
             { level: 1 } expect member by a  { level: 2 } expect chief by b  { } expect none
             { level: 3 } expect none } }",
    );
    let found = mutations(&text);
    assert_eq!(found.survivors, []);
    // Drop either rule, give another role, drop either test: the two drops of a rule and of its
    // only test are not the same.
    assert_eq!(found.tried, 6);
}

#[test]
fn many_alternatives_take_little() {
    let values: Vec<String> = (0..1500).map(|number| number.to_string()).collect();
    let text = room(&format!(
        "rule a: admit Badge as member where level in [{}]
         test \"t\" {{ given Badge {{ level: 0 }} expect member }}",
        values.join(", ")
    ));
    let found = coverage(&text);
    assert_eq!((found.points.len(), found.complete()), (1501, 0));
}

/// Text and its encoding never meet in profile `pointer`, whatever the type of the claim.
#[test]
fn text_in_a_claim_of_any_type_is_found_in_every_profile() {
    for (wire, format, at) in [
        ("exact", "jwt", "\"other\""),
        ("pointer", "jwt", "\"other\""),
        ("matcher", "jwt", "\"other\""),
        ("exact", "cwt", "7"),
        ("pointer", "cwt", "7"),
        ("matcher", "cwt", "7"),
    ] {
        let text = format!(
            "policy \"p\" {{ wire {wire} }}
             credential C: {format} {{ other at {at} : any }}
             role r = 2 {{ can join_if_preauthorized }}
             rule a: admit C as r where other == \"x\"
             rule b: admit C as r where other == true
             test \"text\" {{
                 given C {{ other: \"x\" }}
                 for each {{
                     {{ }}               expect r by a
                     {{ other: true }}   expect r by b
                     {{ other: \"y\" }}  expect none
                     {{ other: \"X\" }}  expect none
                     {{ other: 1 }}      expect none
                 }}
             }}"
        );
        assert_eq!(passed(&text), [true; 5], "{wire} {format}");
    }
}

#[test]
fn the_parts_of_a_search_are_counted() {
    let policy = |cases: &str| {
        format!(
            r#"policy "p"
            credential Node: jwt {{ nodes : [{{ name : string  price : int }}] }}
            role member = 2 {{ can join_if_preauthorized }}
            rule a: admit Node as member where nodes[name in ["x", "y"] and price < 9] exists
            test "t" {{ given Node {{ nodes: [{{ name: "x", price: 5 }}] }} for each {{ {cases} }} }}"#
        )
    };
    let lacking = |cases: &str| {
        let text = policy(cases);
        assert!(passed(&text).iter().all(|passed| *passed), "{cases}");
        let found = coverage(&text);
        // The rule, the whole test, two names, the price inside.
        assert_eq!(found.points.len(), 5, "{found:#?}");
        let lack = |point: &trial::coverage::Point| Some((point.kind.word(), point.lack()?));
        found.points.iter().filter_map(lack).collect::<Vec<_>>()
    };
    let all = r#"
        { } expect member
        { nodes: [{ name: "y", price: 5 }] } expect member
        { nodes: [{ name: "z", price: 5 }] } expect none
        { nodes: [{ name: "x", price: 9 }] } expect none"#;
    assert_eq!(lacking(all), []);
    let without_y = all.replace("{ name: \"y\", price: 5 }", "{ name: \"x\", price: 6 }");
    assert_eq!(lacking(&without_y), [("alternative", "never satisfied")]);
    let without_nine = all.replace("{ nodes: [{ name: \"x\", price: 9 }] } expect none", "");
    assert_eq!(lacking(&without_nine), [("test", "never unsatisfied")]);
}
