//! Policies in the language that compile to the very bytes of the wire vectors of the draft and of a deployment.

use std::collections::BTreeSet;

use super::{bytes, with_role};
use crate::support::{json, unhex};

const NODE: &str = r#"credential Node: jwt {
    known_entity         : bool
    some_nonexistent_key : bool
    service_flags        : [bool]
    sub                  : uri
    nodes : [{
        processor    : string
        domain       : domain
        origin       : { country : string }
        eur_per_hour : number
    }]
}"#;

const CBOR_NODE: &str = r#"credential Node: cwt {
    iss       at 1      : uri
    uint_key  at 1      : string
    nint_key  at -1     : string
    bstr_key  at h'31'  : string
    tstr_key  at "1"    : string
    issued    at 502    : tag 1 date
    opaque    at 502    : date
    text_date at 502    : tag 0 date
    nodes     at 504    : [{
        processor    at 501 : string
        origin       at 503 : { country at 1 : string }
        eur_per_hour at 505 : number
        mantissa     at 505 : tag 4 [int]
    }]
    flags     at 509    : [bool]
}"#;

/// Vector, credential, condition.
const SEED: &[(&str, &str, &str)] = &[
    ("known-entity", NODE, "known_entity"),
    ("known-entity-null", NODE, "known_entity"),
    ("nonexistent-key", NODE, "some_nonexistent_key"),
    ("service-flags-2", NODE, "service_flags[2]"),
    ("service-flags-7", NODE, "service_flags[7]"),
    (
        "search-processor-as-printed",
        NODE,
        r#"nodes[processor == "DCBA-10177" ignoring case].domain == "smart.example""#,
    ),
    (
        "search-processor",
        NODE,
        r#"nodes[processor == "dcba-101777" ignoring case].domain == "smart.example""#,
    ),
    ("search-domain", NODE, r#"nodes[domain == "smart.example"].processor == "DCBA-101777""#),
    (
        "search-domain-as-printed",
        NODE,
        r#"nodes[domain == "smart.example"].processor == "DCBA-10177""#,
    ),
    (
        "search-domain-and-country",
        NODE,
        r#"nodes[origin.country == "US" ignoring case and domain == "smart.example"].processor == "DCBA-101777""#,
    ),
    ("search-country-string", NODE, r#"nodes[origin.country == "us"].domain == "smart.example""#),
    ("eur-per-hour", NODE, "nodes[0].eur_per_hour >= 200"),
    ("uri-hostpart", NODE, r#"sub.host == "example.com""#),
    ("uri-path-substring", NODE, r#"sub.path[3..38] == "46133c9e-df4c-4c88-91d2-00a527bdd0f7""#),
    ("cbor-iss", CBOR_NODE, r#"iss == "https://issuer.example""#),
    ("cbor-tag-entered", CBOR_NODE, "issued == 2019-02-07T17:32:00Z"),
    ("cbor-tag-as-date", CBOR_NODE, "opaque == 2019-02-07T17:32:00Z"),
    ("cbor-wrong-tag", CBOR_NODE, "text_date == 2019-02-07T17:32:00Z"),
    ("cbor-decimal-fraction", CBOR_NODE, "nodes[0].eur_per_hour == 273.15"),
    ("cbor-decimal-fraction-ge", CBOR_NODE, "nodes[0].eur_per_hour >= 200.0"),
    ("cbor-decimal-fraction-mantissa", CBOR_NODE, "nodes[0].mantissa[1] == 27315"),
    ("cbor-search", CBOR_NODE, r#"nodes[origin.country == "us"].processor == "DCBA-101777""#),
    ("cbor-flag", CBOR_NODE, "flags[2]"),
    ("cbor-key-uint", CBOR_NODE, r#"uint_key == "a""#),
    ("cbor-key-nint", CBOR_NODE, r#"nint_key == "b""#),
    ("cbor-key-bstr", CBOR_NODE, r#"bstr_key == "c""#),
    ("cbor-key-tstr", CBOR_NODE, r#"tstr_key == "d""#),
];

/// Vectors that no policy compiles to, and why.
const UNSAID: &[(&str, &str)] = &[
    ("position-without-array", "the claims of a JWT are no list"),
    ("search-punycode", "`domain` and `punycode` mean the same; the compiler writes one of them"),
    ("any-in-nested-pointer", "the compiler never writes `any`"),
    ("cbor-tag-as-opaque", "the language has no literal for a tagged value"),
    ("cbor-key-tag", "the language has no tagged keys"),
    ("cbor-key-float", "the language has no keys that are fractions"),
    ("x509-san-uri-host", "`exists` is written with the semantics string"),
];

#[test]
fn the_seed_has_policies() {
    let file = json("wire/seed002.json");
    let vectors = file["vectors"].as_array().unwrap();
    let mut known = BTreeSet::new();
    for vector in vectors {
        let name = vector["name"].as_str().unwrap();
        known.insert(name);
        let Some((_, credential, condition)) = SEED.iter().find(|(said, ..)| *said == name) else {
            assert!(UNSAID.iter().any(|(unsaid, _)| *unsaid == name), "{name} is not looked at");
            continue;
        };
        let rule = format!("admit Node as member where {condition}");
        let found = bytes(&with_role("", credential, &rule));
        let expected = unhex(vector["preauth_hex"].as_str().unwrap());
        assert_eq!(found, expected, "{name}");
    }
    let named = SEED.iter().map(|(name, ..)| *name).chain(UNSAID.iter().map(|(name, _)| *name));
    assert_eq!(named.collect::<BTreeSet<_>>(), known);
}

const MEETING: &str = r#"policy "meeting" { wire exact path-id }

enum Membership: int { user = 0, member = 1, admin = 2, operator = 3 }

credential Pass: sd_cwt {
    membership at -66541 : Membership
    host       at -67553 : bool
}
"#;

#[test]
fn the_meeting_service_has_policies() {
    let file = json("wire/proton.json");
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let entries = vector["policy"]["entries"].as_array().unwrap();
        let mut source = MEETING.to_owned();
        for index in [3, 4, 240] {
            let of_index = |entry: &&serde_json::Value| entry["role"]["index"] == index;
            if let Some(entry) = entries.iter().find(of_index) {
                source.push_str(&role(&entry["role"]));
            }
        }
        source.push_str("admit Pass as role_240 where membership == operator\n");
        source.push_str("admit Pass as role_4 where host or membership == admin\n");
        if vector["name"] == "open-hosted-room" {
            source.push_str("admit anyone as role_3\n");
        }
        assert_eq!(bytes(&source), unhex(vector["preauth_hex"].as_str().unwrap()));
    }
}

/// A role of the JSON model in the language.
fn role(model: &serde_json::Value) -> String {
    let list = |numbers: &serde_json::Value| {
        let numbers = numbers.as_array().unwrap().iter();
        numbers.map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let range = |word: &str, min: &serde_json::Value, max: &serde_json::Value| match max.as_u64() {
        Some(max) => format!("  {word} {min}..{max}\n"),
        None => format!("  {word} {min}..\n"),
    };
    let mut text = format!("role role_{} = {} {{\n", model["index"], model["index"]);
    text += &format!("  name {}\n  description {}\n", model["name"], model["description"]);
    let capabilities = model["capabilities"].as_array().unwrap().iter();
    let name = |number: &serde_json::Value| {
        let number = u16::try_from(number.as_u64().unwrap()).unwrap();
        admit::capability::by_number(number).unwrap().name
    };
    text += &format!("  can {}\n", capabilities.map(name).collect::<Vec<_>>().join(", "));
    text += &range("participants", &model["min_participants"], &model["max_participants"]);
    text += &range("active", &model["min_active"], &model["max_active"]);
    for change in model["changes"].as_array().unwrap() {
        text += &format!("  may move {} -> {}\n", change["from"], list(&change["targets"]));
    }
    text + "}\n"
}
