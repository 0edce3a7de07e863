//! Decompiled policies compile to the bytes that they came from.

use admit::limits::Limits;
use admit::model::{PreAuthData, Profile};
use admit::rule::decompile::{Decompiled, decompile};
use admit::wire;
use proptest::prelude::*;

use super::{bytes, compile, with_role};
use crate::support::{json, unhex, vectors};

fn decompiled(preauth: &PreAuthData) -> Decompiled {
    let said = decompile(preauth, None, None);
    assert_eq!(said.exact, said.remarks.is_empty());
    said
}

/// What is called exact compiles to the same bytes; what is not has a reason in its text.
fn assert_faithful(preauth: &PreAuthData) -> bool {
    let said = decompiled(preauth);
    for remark in &said.remarks {
        let prefix = remark.entry.map_or("// ".to_owned(), |entry| format!("// entry {entry}: "));
        assert!(said.text.contains(&prefix), "{remark:?}\n{}", said.text);
    }
    let lowered = compile(&said.text).unwrap_or_else(|errors| panic!("{}\n{errors:#?}", said.text));
    if said.exact {
        assert_eq!(lowered.preauth, *preauth, "{}", said.text);
    } else {
        assert_ne!(lowered.preauth, *preauth, "{:?}\n{}", said.remarks, said.text);
    }
    said.exact
}

#[test]
fn every_vector_is_said_truly() {
    let (mut exact, mut all) = (0, 0);
    let mut files: Vec<_> = std::fs::read_dir(vectors().join("wire"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    files.sort();
    for name in files {
        let file = json(&format!("wire/{name}"));
        for vector in file["vectors"].as_array().unwrap() {
            let (Some(hex), Some(profile)) =
                (vector["preauth_hex"].as_str(), vector["profile"].as_str())
            else {
                continue;
            };
            let profile = Profile::ALL.into_iter().find(|known| known.word() == profile).unwrap();
            let preauth = wire::decode(profile, &unhex(hex), &Limits::default()).unwrap();
            all += 1;
            exact += usize::from(assert_faithful(&preauth));
        }
    }
    // The rest are combinations that the compiler never writes; fewer would be a step back.
    assert!(all > 300, "{all} vectors");
    assert!(exact * 3 > all * 2, "{exact} of {all} vectors are said exactly");
}

/// Credentials whose claims have every type, and tests of them that every profile or that only
/// the widest can say.
struct Kind {
    profiles: &'static [&'static str],
    credential: &'static str,
    tests: &'static [&'static str],
}

const JWT: &str = r#"credential Badge: jwt {
    iss : https_uri   sub : mimi_uri   site : uri   mail : email   host : domain
    `role` : string   odd at "odd name \"" : string   level : int   price : number   ratio : float
    vip : bool   born : date_text   seen : date   blob : bytes   thing : any   gone : null
    groups : [string]   levels : [int]   mails : [email]
    address : { country : string   street : { name : string } }
    nodes : [{ domain : domain   price : number   ids : [int]   origin : { country : string } }]
}"#;

const CWT: &str = r#"credential Badge: sd_cwt {
    iss at 1 : uri   issued at 502 : tag 1 date   inner at 7 : tag 24 embedded { a : string }
    nodes at 504 : [{ id at 501 : string   origin at 503 : { country at 1 : string } }]
    flags at 509 : [bool]   text : string   key at h'01ff' : bytes   wide at -18446744073709551616 : int
    thing at 12 : any   ratio at 13 : float   blobs at 14 : [bytes]   level at 15 : int
}"#;

const X509: &str = r#"credential Badge: x509 {
    cn at subject 2.5.4.3 : string
    san at extension 2.5.29.17 : [{ mail at [1] : email   dns at [2] : domain   link at [6] : mimi_uri }]
    issuer at position 3 : { organization at 2.5.4.10 : string }
    serial at position 1 : int
    usage at extension 2.5.29.15 : bytes
    policies at extension 2.5.29.32 : any
    other at 1.2.3.4 : any
}"#;

const KINDS: &[Kind] = &[
    Kind {
        profiles: &["exact", "pointer", "matcher"],
        credential: JWT,
        tests: &[
            r#"`role` == "admin""#,
            r#"odd == "a\nb""#,
            "level == 3",
            "level in [-1, 0, 7]",
            "vip",
            "vip == false",
            "price == 2.5",
            "ratio == 1e3",
            "thing == [1, \"x\", [true]]",
            "groups == [\"a\", \"b\"]",
            "gone is null",
            "seen == 2026-01-31",
        ],
    },
    Kind {
        profiles: &["pointer", "matcher"],
        credential: JWT,
        tests: &[
            r#"address.country in ["DE", "AT"]"#,
            r#"address.street.name == "x""#,
            r#"host == "Bücher.example""#,
            r#"site.host == "example.com""#,
            r#"site.user == "ann""#,
            r#"mail.user == "ann" and mail.host == "example.com""#,
            r#"groups contains "staff""#,
            "levels contains 3",
            r#"levels[2] == 3"#,
            r#"mails[it.host == "example.com"] exists"#,
            r#"sub.user_id == "ann""#,
            r#"sub.device_id == "ann""#,
        ],
    },
    Kind {
        profiles: &["matcher"],
        credential: JWT,
        tests: &[
            r#"iss == "https://idp.example.com""#,
            r#"sub.host under "example.com""#,
            r#"host under "example.com""#,
            r#"sub.room_id == "r" or sub.handle == "ann""#,
            r#"site == "HTTPS://example.com/%7Ea""#,
            r#"site.path[0] == "u" and site.path[3..5] == "abc" and site.path starts with "/u""#,
            r#"mail == "ann@example.com""#,
            r#"`role` starts with "a" or `role` ends with "z" ignoring case or `role` contains "q""#,
            r#"odd[1..2] == "bc" and odd[0..1] == "ab" and odd[3..] == "x" and odd.length <= 9"#,
            "level in 1..5",
            "level in [1, 2, 3, 9]",
            "level > 3 and level < 9223372036854775807",
            "price >= 200 and price < 1e21",
            "ratio > -0.5",
            "born < 2026-01-31T12:00:00.25+02:00 and seen >= 2026-01-31T12:00:00Z",
            "born == 2026-01-31",
            "thing is absent and gone exists",
            "address.street exists and address.country is absent",
            "blob == h'0a1b' or blob.length > 3 or blob starts with h'ff'",
            r#"nodes[domain == "a.example" and origin.country == "US" ignoring case].price >= 2.5"#,
            r#"nodes[ids contains 3 or price > 9] exists"#,
            r#"nodes[ids[0] == 3] is absent"#,
            r#"groups[it starts with "x-"] exists and groups contains "y" ignoring case"#,
        ],
    },
    Kind {
        profiles: &["exact", "pointer", "matcher"],
        credential: CWT,
        tests: &[
            "level in [1, 24, -500]",
            r#"text == "x""#,
            "key == h'00'",
            "ratio == 2.5",
            "wide == 1",
        ],
    },
    Kind {
        profiles: &["pointer", "matcher"],
        credential: CWT,
        tests: &[
            r#"inner.a == "x""#,
            "flags[2]",
            "blobs contains h'f5'",
            r#"thing == ["x", h'00', -1, 2.5, false]"#,
            r#"nodes[1].origin.country == "us""#,
        ],
    },
    Kind {
        profiles: &["matcher"],
        credential: CWT,
        tests: &[
            "issued >= 2019-02-07T17:32:00Z",
            r#"nodes[origin.country == "us"].id == "x""#,
            "inner exists and issued is absent",
            r#"iss == "https://issuer.example""#,
            "thing is null",
        ],
    },
    Kind {
        profiles: &["exact", "pointer", "matcher"],
        credential: X509,
        tests: &["other == h'0c0178'", "policies == h'3000'"],
    },
    Kind {
        profiles: &["pointer", "matcher"],
        credential: X509,
        tests: &[
            r#"cn == "Ann""#,
            r#"san[mail.host == "example.com"] exists"#,
            r#"san[dns == "example.com"] exists"#,
            r#"san[link.user_id == "ann"] exists"#,
        ],
    },
    Kind {
        profiles: &["matcher"],
        credential: X509,
        tests: &[
            r#"issuer.organization == "Example""#,
            "serial >= 5",
            "usage == h'80'",
            r#"san[link.host under "example.com" and link.path[0] == "u"].link.user_id == "ann""#,
            "policies exists",
        ],
    },
];

fn condition(tests: Vec<&'static str>) -> BoxedStrategy<String> {
    let leaf = prop::sample::select(tests).prop_map(|test| format!("({test})"));
    leaf.prop_recursive(2, 6, 3, |inner| {
        let join = |word: &'static str, inner: BoxedStrategy<String>| {
            prop::collection::vec(inner, 1..4)
                .prop_map(move |parts| format!("({})", parts.join(&format!(" {word} "))))
        };
        prop_oneof![join("and", inner.clone()), join("or", inner)]
    })
    .boxed()
}

/// A profile, a credential, and what it can be asked.
fn policies() -> impl Strategy<Value = String> {
    let choices: Vec<(&'static str, &'static str)> = ["exact", "pointer", "matcher"]
        .into_iter()
        .flat_map(|profile| [JWT, CWT, X509].map(|credential| (profile, credential)))
        .collect();
    prop::sample::select(choices).prop_flat_map(|(profile, credential)| {
        let fits = |kind: &&Kind| kind.credential == credential && kind.profiles.contains(&profile);
        let tests: Vec<&str> =
            KINDS.iter().filter(fits).flat_map(|kind| kind.tests).copied().collect();
        let rule = (
            condition(tests),
            prop::sample::select(vec!["admit Badge as member where", "refuse Badge where"]),
        )
            .prop_map(|(condition, head)| format!("{head} {condition}"));
        let last = prop::sample::select(vec!["", "admit anyone as member"]);
        (prop::collection::vec(rule, 1..4), last).prop_map(move |(rules, last)| {
            let rules = format!("{}\n{last}", rules.join("\n"));
            with_role(&format!("{{ wire {profile} }}"), credential, &rules)
        })
    })
}

#[test]
fn every_test_alone_comes_back() {
    for kind in KINDS {
        for profile in kind.profiles {
            for test in kind.tests {
                let rule = format!("admit Badge as member where {test}");
                let source = with_role(&format!("{{ wire {profile} }}"), kind.credential, &rule);
                let lowered =
                    compile(&source).unwrap_or_else(|errors| panic!("{source}\n{errors:#?}"));
                assert!(!lowered.preauth.is_empty(), "{source}");
                let said = decompiled(&lowered.preauth);
                assert!(said.exact, "{source}\n{}\n{:#?}", said.text, said.remarks);
                assert!(assert_faithful(&lowered.preauth));
            }
        }
    }
}

proptest! {
    #[test]
    fn what_the_compiler_writes_comes_back(source in policies()) {
        let lowered = compile(&source).unwrap_or_else(|errors| panic!("{source}\n{errors:#?}"));
        let said = decompiled(&lowered.preauth);
        prop_assert!(said.exact, "{}\n{}\n{:#?}", source, said.text, said.remarks);
        let again = compile(&said.text).unwrap();
        prop_assert_eq!(&again.preauth, &lowered.preauth);
        let encode = |preauth| wire::encode(preauth, &Limits::default()).unwrap();
        let octets = encode(&lowered.preauth);
        prop_assert_eq!(&bytes(&source), &octets);
        let decoded = wire::decode(lowered.preauth.profile(), &octets, &Limits::default()).unwrap();
        prop_assert_eq!(decoded, lowered.preauth);
    }
}
