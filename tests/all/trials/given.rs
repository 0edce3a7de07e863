//! Given claims are what a credential of the format would say: every type, in every family, and
//! every profile.

use admit::limits::Limits;
use admit::model::Profile;
use admit::rule::Options;
use admit::trial::{self, Trial};

use super::policy;

/// Types, a value of each, and a test that it satisfies.
const SCALARS: &[(&str, &str, &str)] = &[
    ("bool", "true", "CLAIM == true"),
    ("bool", "false", "CLAIM == false"),
    ("int", "-7", "CLAIM == -7"),
    ("int", "9223372036854775807", "CLAIM == 9223372036854775807"),
    ("date", "2026-01-31T12:00:00Z", "CLAIM == 2026-01-31T12:00:00Z"),
    ("string", "\"Größe \\\"1\\\"\"", "CLAIM == \"Größe \\\"1\\\"\""),
    ("domain", "\"a.example\"", "CLAIM under \"example\""),
    ("uri", "\"https://a.example/x\"", "CLAIM.host == \"a.example\""),
    ("https_uri", "\"https://a.example/x\"", "CLAIM == \"https://a.example/x\""),
    (
        "mimi_uri",
        "\"mimi://a.example/u/ann\"",
        "CLAIM.user_id == \"ann\" and CLAIM.host == \"a.example\"",
    ),
    ("email", "\"ann@a.example\"", "CLAIM == \"ann@a.example\""),
    ("\"x\" | \"y\"", "\"y\"", "CLAIM == \"y\""),
    ("string", "null", "CLAIM is null"),
    ("null", "null", "CLAIM is null"),
    ("[string]", "[\"a\", \"b\"]", "CLAIM contains \"b\" and CLAIM[0] == \"a\""),
    ("[[int]]", "[[1], [2, 3]]", "CLAIM[1][1] == 3"),
];

/// Not in certificates.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("float", "1.5", "CLAIM == 1.5"),
    ("float", "2", "CLAIM == 2"),
    ("number", "2", "CLAIM == 2"),
    ("number", "-2.25", "CLAIM < -2"),
    ("number", "1e300", "CLAIM > 1e299"),
    ("date_text", "2026-01-31T12:00:00.5Z", "CLAIM == 2026-01-31T12:00:00.5Z"),
    ("any", "[1, { a: null }]", "CLAIM exists"),
    ("any", "\"x\"", "CLAIM == \"x\""),
    ("[int]", "[1, 2]", "CLAIM == [1, 2]"),
];

/// Only where there are byte strings.
const OCTETS: &[(&str, &str, &str)] = &[("bytes", "h'00ff'", "CLAIM == h'00ff'")];

/// Only in CBOR.
const WRAPPED: &[(&str, &str, &str)] = &[
    ("tag 1 date", "2026-01-31", "CLAIM == 2026-01-31"),
    ("tag 1 tag 2000 int", "5", "CLAIM == 5"),
    ("embedded { x at 1 : int }", "{ x: 5 }", "CLAIM.x == 5"),
    ("embedded tag 5 string", "\"x\"", "CLAIM == \"x\""),
];

#[track_caller]
fn holds(format: &str, at: &str, row: &(&str, &str, &str), profile: Profile) -> bool {
    let (ty, value, condition) = row;
    let condition = condition.replace("CLAIM", "claim");
    let text = format!(
        "policy \"p\"\ncredential C: {format} {{ claim{at} : {ty} }}\n\
         role r = 2 {{ can join_if_preauthorized }}\n\
         rule a: admit C as r where {condition}\n\
         test \"given\" {{ given C {{ claim: {value} }} expect r by a }}\n\
         test \"absent\" {{ given C {{ }} expect none }}\n"
    );
    let checked = policy(&text);
    let options = Options { profile: Some(profile), ..Options::default() };
    // Not every profile has words for every test.
    let Ok(trial) = Trial::new(&checked, &options, "p.policy", &trial::NoFiles) else {
        return false;
    };
    let results = trial.run();
    assert_eq!(results.len(), 2);
    assert!(results.iter().all(|result| result.passed), "{profile:?} {results:?}\n{text}");
    true
}

#[test]
fn every_type_in_every_format() {
    let mut held = 0;
    for format in ["jwt", "sd_jwt", "vc", "cwt", "sd_cwt", "x509"] {
        let tables: &[&[_]] = match format {
            "x509" => &[SCALARS, OCTETS],
            "cwt" | "sd_cwt" => &[SCALARS, NUMBERS, OCTETS, WRAPPED],
            _ => &[SCALARS, NUMBERS],
        };
        let keys: &[&str] = match format {
            "x509" => &[" at extension 1.3.6.1.4.1.99999.1", " at position 8"],
            "cwt" | "sd_cwt" => &["", " at -7", " at 4 / [2] / h'01'"],
            _ => &["", " at \"odd name\"", " at \"a\" / [2] / \"b\""],
        };
        for row in tables.iter().copied().flatten() {
            for key in keys {
                assert!(holds(format, key, row, Profile::Matcher), "{format} {key} {row:?}");
                // Profile `pointer` compares what has no type by its encoding, and text never.
                let profiles: &[Profile] = match row.0 {
                    "any" => &[],
                    _ => &[Profile::Exact, Profile::Pointer],
                };
                for profile in profiles.iter().copied() {
                    held += usize::from(holds(format, key, row, profile));
                }
            }
        }
    }
    assert!(held > 60, "{held}");
}

#[test]
fn fields_of_certificates() {
    let text = "policy \"p\"
        type General = { mail at position 1 : email  uri at position 6 : mimi_uri }
        type Subject = { cn at 2.5.4.3 : string  ou at 2.5.4.11 : string }
        credential C: x509 {
            cn at subject 2.5.4.3 : string
            subject at position 5 : Subject
            issuer at position 3 : Subject
            names at extension 2.5.29.17 : [General]
            until at position 4 / position 1 : date
            from at position 4 / position 0 : date
            raw at extension 1.2.3.4 : any
        }
        role r = 2 { can join_if_preauthorized }
        rule cn: admit C as r where cn == \"a\" and subject.cn == \"a\"
        rule ou: admit C as r where subject.ou == \"b\"
        rule issuer: admit C as r where issuer.cn == \"c\"
        rule names: admit C as r where names[mail.host == \"a.example\"] exists and names[1].uri.user_id == \"ann\"
        rule until: admit C as r where until > 2030-01-01 and from is absent
        rule both: admit C as r where until > 2020-01-01 and from < 2020-01-01
        rule raw: admit C as r where raw == h'0c0141'
        test \"t\" { given C { } for each {
            { cn: \"a\" }                  expect r by cn
            { subject: { cn: \"a\" } }     expect r by cn
            { subject: { cn: \"x\", ou: \"b\" } } expect r by ou
            { issuer: { cn: \"c\", ou: \"b\" } }  expect r by issuer
            { names: [{ mail: \"ann@a.example\" }, { uri: \"mimi://a.example/u/ann\" }] } expect r by names
            { until: 2031-01-01 } expect r by until
            { until: 2031-01-01, from: 2019-01-01 } expect r by both
            { from: 2019-01-01 } expect none
            { raw: h'0c0141' } expect r by raw
            { raw: h'0c0142' } expect none
            { } expect none
        } }";
    let (checked, options) = (policy(text), Options::default());
    let trial = Trial::new(&checked, &options, "p.policy", &trial::NoFiles).unwrap();
    for (at, result) in trial.run().iter().enumerate() {
        assert!(result.passed, "case {}: {result:?}", at + 1);
    }
}

#[test]
fn what_the_holder_says_is_apart_from_what_the_issuer_says() {
    for (format, key) in [("sd_jwt", "\"nonce\""), ("vc", "\"nonce\""), ("sd_cwt", "39")] {
        let text = format!(
            "policy \"p\"
            credential C: {format} {{ issued at {key} : string  said at holder {key} : string }}
            role r = 2 {{ can join_if_preauthorized }}
            rule holder: admit C as r where said == \"x\"
            rule issuer: admit C as r where issued == \"x\"
            test \"t\" {{ given C {{ }} for each {{
                {{ said: \"x\" }}                expect r by holder
                {{ issued: \"x\" }}              expect r by issuer
                {{ said: \"y\", issued: \"y\" }} expect none
                {{ }}                            expect none
            }} }}"
        );
        let (checked, options) = (policy(&text), Options::default());
        let trial = Trial::new(&checked, &options, "p.policy", &trial::NoFiles).unwrap();
        assert!(trial.run().iter().all(|result| result.passed), "{format} {:?}", trial.run());
    }
}

#[test]
fn a_credential_type_is_the_declared_one() {
    let text = "policy \"p\" { wire exact }
        credential A: jwt type 0xF001 { a : int }
        credential B: jwt type 0xF002 { a : int }
        role r = 2 { can join_if_preauthorized }
        rule a: admit A as r where a == 1
        rule b: admit B as r where a == 1
        test \"a\" { given A { a: 1 } expect r by a }
        test \"b\" { given B { a: 1 } expect r by b }";
    let (checked, options) = (policy(text), Options::default());
    let trial = Trial::new(&checked, &options, "p.policy", &trial::NoFiles).unwrap();
    assert!(trial.run().iter().all(|result| result.passed));
}

#[test]
fn a_credential_past_a_limit_fails() {
    let text = format!(
        "policy \"p\"\ncredential C: jwt {{ a : string }}\nrole r = 2 {{ can join_if_preauthorized }}\n\
         rule a: admit C as r where a exists\n\
         test \"t\" {{ given C {{ a: \"{}\" }} expect r }}",
        "x".repeat(2000)
    );
    let checked = policy(&text);
    let limits = Limits { credential_bytes: 1000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let trial = Trial::new(&checked, &options, "p.policy", &trial::NoFiles).unwrap();
    assert!(!trial.run()[0].passed);
}
