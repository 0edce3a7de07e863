//! What each feature of the language becomes, as the JSON model of the vectors.

use admit::model::PreAuthData;
use admit::wire::json::policy_to_json;
use admit::wire::text::to_hex;
use serde_json::{Value, json};

use super::{compile, with_role};

const JWT: &str = r#"credential Badge: jwt {
    iss : https_uri   sub : mimi_uri   site : uri   mail : email   host : domain
    name : string   level : int   price : number   ratio : float   vip : bool
    seen : date   born : date_text   thing : any   groups : [string]
    employment : "full-time" | "part-time"
    address : { country : string }
    nodes : [{ domain : domain   price : number }]
}"#;

/// The one claim of a rule with this condition, in the model.
fn claim(credential: &str, profile: &str, condition: &str) -> Value {
    let rule = format!("admit Badge as member where {condition}");
    let source = with_role(&format!("{{ wire {profile} }}"), credential, &rule);
    let lowered = compile(&source).unwrap_or_else(|errors| panic!("{source}\n{errors:#?}"));
    let model = policy_to_json(&lowered.preauth);
    let claims = model["entries"][0]["claims"].as_array().unwrap();
    assert_eq!((lowered.preauth.len(), claims.len()), (1, 1), "{condition}");
    claims[0].clone()
}

fn key(name: &str) -> Value {
    json!({ "key": to_hex(format!("\"{name}\"").as_bytes()) })
}

fn hex(text: &str) -> String {
    to_hex(text.as_bytes())
}

/// How many claims each entry has.
fn shape(rules: &str) -> Vec<usize> {
    let source = with_role("", JWT, rules);
    let lowered = compile(&source).unwrap_or_else(|errors| panic!("{source}\n{errors:#?}"));
    let PreAuthData::Matcher(entries) = lowered.preauth else { panic!("profile matcher") };
    entries.iter().map(|entry| entry.claims.len()).collect()
}

#[test]
fn tests_of_profile_matcher() {
    let float = |value: f64| to_hex(&value.to_be_bytes());
    let int = |value: i64| to_hex(&value.to_be_bytes());
    for (condition, name, semantics, match_as, operation, test) in [
        ("vip", "vip", "bool", "bool", Value::Null, "01".to_owned()),
        ("level >= 3", "level", "int", "int", json!({"type": "greater_than_or_equal"}), int(3)),
        ("price == 200", "price", "number", "number", Value::Null, float(200.0)),
        ("ratio < 0.5", "ratio", "float", "float", json!({"type": "less_than"}), float(0.5)),
        (
            "seen == 2019-02-07T18:32:00+01:00",
            "seen",
            "date",
            "secs_since_epoch",
            Value::Null,
            int(1_549_560_720),
        ),
        (
            "born == 2019-02-07T18:32:00.50+01:00",
            "born",
            "date",
            "iso8601",
            Value::Null,
            hex("2019-02-07T17:32:00.5Z"),
        ),
        (
            r#"employment == "full-time""#,
            "employment",
            "string",
            "utf8",
            Value::Null,
            hex("full-time"),
        ),
        (r#"name == "X" ignoring case"#, "name", "string", "utf8_ci", Value::Null, hex("X")),
        (r#"name contains "x""#, "name", "string", "utf8", json!({"type": "contains"}), hex("x")),
        (
            r#"name starts with "x""#,
            "name",
            "string",
            "utf8",
            json!({"type": "starts_with", "length": null}),
            hex("x"),
        ),
        (
            r#"name ends with "x""#,
            "name",
            "string",
            "utf8",
            json!({"type": "ends_with", "length": null}),
            hex("x"),
        ),
        (
            r#"name[2..4] == "abc""#,
            "name",
            "string",
            "utf8",
            json!({"type": "substring", "start": 2, "length": 3}),
            hex("abc"),
        ),
        ("name.length < 9", "name", "string", "length_chars", json!({"type": "less_than"}), int(9)),
        (
            r#"host under "example.com""#,
            "host",
            "domain",
            "domain",
            json!({"type": "ends_with", "length": null}),
            hex("example.com"),
        ),
        (
            r#"iss == "https://idp.example.com""#,
            "iss",
            "https_uri",
            "https_uri",
            Value::Null,
            hex("https://idp.example.com"),
        ),
        (
            r#"iss.host under "example.com""#,
            "iss",
            "https_uri",
            "hostpart",
            json!({"type": "ends_with", "length": null}),
            hex("example.com"),
        ),
        (
            r#"site.path[1] == "clubhouse""#,
            "site",
            "uri",
            "uri_path",
            json!({"type": "path_slice", "index": 1}),
            hex("clubhouse"),
        ),
        (r#"sub.handle == "ann""#, "sub", "mimi_uri", "user_id", Value::Null, hex("ann")),
        (r#"sub.room_id == "r""#, "sub", "mimi_uri", "room_id", Value::Null, hex("r")),
        (r#"mail.user == "ann""#, "mail", "email", "userpart", Value::Null, hex("ann")),
        (
            r#"thing == ["x", 1]"#,
            "thing",
            "bytes",
            "canonical_json",
            Value::Null,
            hex(r#"["x",1]"#),
        ),
        ("thing exists", "thing", "string", "exists", Value::Null, "01".into()),
        ("thing is absent", "thing", "string", "exists", Value::Null, "00".into()),
        ("thing is null", "thing", "null", "exists", Value::Null, "01".into()),
    ] {
        let expected = json!({
            "family": "jwt", "pointer": [key(name)], "semantics": semantics,
            "match_as": match_as, "operation": operation, "test": test,
        });
        assert_eq!(claim(JWT, "matcher", condition), expected, "{condition}");
    }
}

#[test]
fn searches_and_elements() {
    let groups = claim(JWT, "matcher", r#"groups contains "staff""#);
    let element = json!({
        "pointer": [], "semantics": "string", "match_as": "utf8", "operation": null,
        "test": hex("staff"),
    });
    assert_eq!(groups["pointer"], json!([key("groups"), { "search": [element] }]));
    assert_eq!((&groups["match_as"], &groups["test"]), (&json!("exists"), &json!("01")));
    // It asks for something that is there, not for null.
    assert_eq!(groups["semantics"], "string");
    let node = claim(JWT, "matcher", r#"nodes[domain == "a.example"].price > 9"#);
    let found = json!({
        "pointer": [key("domain")], "semantics": "domain", "match_as": "domain",
        "operation": null, "test": hex("a.example"),
    });
    assert_eq!(node["pointer"], json!([key("nodes"), { "search": [found] }, key("price")]));
}

#[test]
fn wrappers_of_cbor() {
    let credential = r#"credential Badge: cwt {
        issued at 502 : tag 1 date
        inner  at 7   : tag 24 embedded { a at -1 : string }
    }"#;
    let inner = claim(credential, "matcher", r#"inner.a == "x""#);
    let pointer = json!([{ "key": "07" }, { "tag": 24 }, { "embedded": true }, { "key": "20" }]);
    assert_eq!(inner["pointer"], pointer);
    // Presence is that of the claim, whatever its tag.
    let there = claim(credential, "matcher", "issued exists");
    assert_eq!(there["pointer"], json!([{ "key": "1901f6" }]));
    let narrow = claim(credential, "pointer", r#"inner.a == "x""#);
    let pointer = json!([{ "key": "07" }, { "tagged_value": true }, { "bstr_encoded": true }, { "key": "20" }]);
    assert_eq!(narrow["pointer"], pointer);
}

#[test]
fn certificates() {
    let credential = r#"credential Badge: x509 {
        cn     at subject 2.5.4.3     : string
        san    at extension 2.5.29.17 : [{ link at [6] : mimi_uri }]
        issuer at position 3          : { organization at 2.5.4.10 : string }
        other  at 1.2.3.4             : any
    }"#;
    let organization = claim(credential, "matcher", r#"issuer.organization == "Example""#);
    assert_eq!(organization["pointer"], json!([{ "position": 3 }, { "key": "55040a" }]));
    let link = claim(credential, "matcher", r#"san[link.host == "example.com"] exists"#);
    assert_eq!(link["pointer"][1]["search"][0]["pointer"], json!([{ "position": 6 }]));
    let link = claim(credential, "pointer", r#"san[link.host == "example.com"] exists"#);
    let expected = json!({
        "family": "x509", "oid": "551d11", "semantics": "uri", "match_on": "hostpart",
        "any_in_list": true, "target": hex("example.com"),
    });
    assert_eq!(link, expected);
    let other = claim(credential, "exact", "other == h'0c0178'");
    assert_eq!(other, json!({ "credential_type": 2, "id": "2a0304", "value": "0c0178" }));
}

#[test]
fn alternatives_are_few() {
    for (rules, expected) in [
        ("admit Badge as member where level in [1, 2, 3, 4]", vec![2]),
        ("admit Badge as member where level in [4, 9, 3, 1]", vec![2, 1, 1]),
        ("admit Badge as member where level in 1..1", vec![1]),
        ("admit Badge as member where level >= 3 or level in [1, 2]", vec![1]),
        (r#"admit Badge as member where vip and (name == "a" or name == "b")"#, vec![2, 2]),
        (r#"admit Badge as member where vip or (vip and name == "b")"#, vec![1]),
        (r#"admit Badge as member where (vip or name == "a") and (vip or name == "b")"#, vec![1]),
        (r#"admit Badge as member where address.country == "DE" and address exists"#, vec![1]),
        ("admit Badge as member where name exists or name is absent", vec![1]),
        ("admit Badge as member where nodes[price == 1 or price == 2] exists", vec![1, 1]),
        ("admit Badge as member where nodes[price == 1 or price == 2] is absent", vec![2]),
        ("admit Badge as member\nadmit anyone as member", vec![1, 0]),
    ] {
        assert_eq!(shape(rules), expected, "{rules}");
    }
}

#[test]
fn origins_name_the_rule() {
    let source = with_role(
        "",
        JWT,
        r#"rule one: admit Badge as member where name == "a" or name == "b"
           rule two: admit Badge as member where vip
           rule three: admit anyone as member"#,
    );
    let lowered = compile(&source).unwrap();
    let origins: Vec<_> =
        lowered.origins.iter().map(|origin| (origin.rule, origin.alternative)).collect();
    assert_eq!(origins, [(0, 0), (0, 1), (1, 0), (2, 0)]);
    assert_eq!(lowered.roles.iter().map(|role| role.index).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn the_standard_library_lowers() {
    let rules = r#"use std.roles.moderated as roles
use std.jwt.oidc { Address }
credential Badge: jwt { address : Address   iss : https_uri }
role moderator = 5 extends roles.moderator { participants 1..5 }
admit Badge as moderator where iss == "https://idp.example.com" and address.country in ["DE", "AT"]"#;
    let lowered = compile(&format!("policy \"room\"\n{rules}")).unwrap();
    assert_eq!(lowered.preauth.len(), 2);
    assert_eq!(lowered.preauth.role(0).unwrap().max_participants, Some(5));
}
