//! JSON claims: JSONTestSuite, our own cases, and what is exact about them.

use admit::credential::ErrorKind;
use admit::credential::tree::{Node, Value};
use admit::format::Format;

use super::{cases, error, read};
use crate::support;

/// Whether the octets are JSON by our rules, whatever its root.
fn is_json(octets: &[u8]) -> bool {
    matches!(error(octets, Some(Format::Jwt)), None | Some(ErrorKind::NotAMap))
}

/// What JSONTestSuite accepts and we do not.
const STRICTER: [&str; 2] =
    ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

/// Of what JSONTestSuite leaves open, the accepted: numbers of any size, up to the exponent limit.
const OPEN_AND_ACCEPTED: [&str; 4] = [
    "i_number_double_huge_neg_exp.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
];

#[test]
fn json_test_suite() {
    let path = support::vectors().join("malformed/json/JSONTestSuite_test_parsing.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let octets = match case["b64"].as_str() {
            Some(text) => admit::semantics::encoding::base64(text).unwrap(),
            None => compressed(name),
        };
        let expected = match case["expect"].as_str().unwrap() {
            "accept" => !STRICTER.contains(&name),
            "reject" => false,
            "either" => OPEN_AND_ACCEPTED.contains(&name),
            other => panic!("{other}"),
        };
        // A root that is no container cannot be told from a compact token by its form.
        let wrapped = [b"{\"\":", octets.as_slice(), b"}"].concat();
        let octets = if expected { &wrapped } else { &octets };
        assert_eq!(is_json(octets), expected, "{name}");
        seen += 1;
    }
    assert!(seen >= 318, "only {seen} cases");
}

/// The two files that the suite's copy holds compressed, by what they consist of.
fn compressed(name: &str) -> Vec<u8> {
    match name {
        "n_structure_100000_opening_arrays.json" => b"[".repeat(100_000),
        "n_structure_open_array_object.json" => b"[{\"\":".repeat(50_000),
        other => panic!("{other}"),
    }
}

#[test]
fn transformations_of_the_suite_are_exact_or_rejected() {
    let path = support::vectors().join("malformed/json/JSONTestSuite_test_transform.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let rejected: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|case| {
            let octets = admit::semantics::encoding::base64(case["b64"].as_str().unwrap());
            !is_json(&octets.unwrap())
        })
        .map(|case| case["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        rejected,
        [
            "object_same_key_different_values.json",
            "object_same_key_same_value.json",
            "object_same_key_unclear_values.json",
            "string_1_escaped_invalid_codepoint.json",
            "string_1_invalid_codepoint.json",
            "string_2_escaped_invalid_codepoints.json",
            "string_2_invalid_codepoints.json",
            "string_3_escaped_invalid_codepoints.json",
            "string_3_invalid_codepoints.json",
        ]
    );
}

#[test]
fn claims_json() {
    let file = support::json("malformed/json/claims-json.json");
    for case in cases(&file, "", 18) {
        let json = case["json"].as_str().unwrap();
        let accepted = error(json.as_bytes(), Some(Format::Jwt)).is_none();
        let expected = match case["expect"].as_str().unwrap() {
            // Within the exponent limit: binary64 is not the measure here.
            "reject" => json == r#"{"a":1e400}"#,
            "accept" | "accept-or-reject" => true,
            other => panic!("{other}"),
        };
        assert_eq!(accepted, expected, "{json}");
    }
}

#[test]
fn each_mistake_has_its_kind_and_place() {
    for (json, message) in [
        ("{\"a\":1,\"a\":2}", "a name stands twice in one map, at `a`"),
        ("{\"x\":[0,{\"y\":1,\"\\u0079\":2}]}", "a name stands twice in one map, at `x / [1] / y`"),
        ("{\"a\":1,}", "not JSON at octet 7"),
        ("{\"a\":\"\t\"}", "not JSON at octet 6, at `a`"),
        ("{\"a\":\"x\ny\"}", "not JSON at octet 7, at `a`"),
        ("{\"a\":01}", "not JSON at octet 6, at `a`"),
        ("{\"a\":truth}", "not JSON at octet 5, at `a`"),
        ("{\"a\"", "not JSON at octet 4"),
        ("{\"a\":1", "not JSON at octet 6"),
        ("{'a':1}", "not JSON at octet 1"),
        ("{} {}", "something follows the end, at octet 3"),
        ("{\"a\":\"\\ud800\"}", "half a surrogate pair in the string at octet 5, at `a`"),
        ("{\"\\udc00\":1}", "half a surrogate pair in the string at octet 1"),
        ("{\"a\":\"\\\\ud800\\x\"}", "not JSON at octet 14, at `a`"),
        ("{\"a\":[1e6145]}", "a number with an exponent beyond 6144, at `a / [0]`"),
        ("[]", "the claims are not an object or a map"),
        ("\u{feff}{}", "JSON must not begin with a byte-order mark"),
    ] {
        let error = read(json.as_bytes(), None, |_| ()).unwrap_err();
        assert_eq!(error.to_string(), message, "{json}");
    }
    let error = read(b"{\"a\":\"\xff\"}", None, |_| ()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotUtf8 { offset: 6 });
}

/// Reads `{"a": TEXT}` and gives what stands under `a`, as its `Debug` form.
fn value(text: &str) -> String {
    let json = format!("{{\"a\":{text}}}");
    read(json.as_bytes(), None, |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        let Node { value, der } = map.get(b"a").unwrap();
        assert!(der.is_empty());
        format!("{value:?}")
    })
    .unwrap()
}

#[test]
fn numbers_are_exact() {
    assert_eq!(value("9223372036854775807"), "Int(9223372036854775807)");
    assert_eq!(value("-9223372036854775808"), "Int(-9223372036854775808)");
    assert_eq!(value("-0"), "Int(0)");
    assert!(value("9223372036854775808").starts_with("BigInt("));
    for text in ["3.0", "-0.0", "1e3", "1E-6144", "0.1e+00006144", "333333333.33333329"] {
        assert_eq!(value(text), format!("Decimal({text:?})"));
    }
    let long = "9".repeat(10_000);
    assert_eq!(value(&long), format!("Decimal({long:?})"));
}

#[test]
fn texts_are_unescaped_and_never_cut() {
    assert_eq!(value(r#""a\u0000b\/\ud834\udd1e\n""#), "Text(\"a\\0b/𝄞\\n\")");
    assert_eq!(value(r#""\\ud800""#), "Text(\"\\\\ud800\")");
    assert_eq!(value("\"e\u{301}\""), format!("Text({:?})", "e\u{301}"));
}

#[test]
fn members_are_sorted_by_octets() {
    let json = "{\"b\":1,\"\":2,\"a\":3,\"é\":4,\"e\\u0301\":5,\"😀\":6,\"\\uffff\":7}";
    let names = read(json.as_bytes(), None, |claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        map.iter().map(|(name, _)| String::from_utf8(name.to_vec()).unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(names.unwrap(), ["", "a", "b", "e\u{301}", "é", "\u{ffff}", "😀"]);
}

#[test]
fn white_space_is_jsons_own() {
    for json in [" \t\r\n{ \"a\" : [ 1 , 2 ] }\n", "{ }", "{\"a\":[ ]}"] {
        assert_eq!(error(json.as_bytes(), None), None, "{json}");
    }
    for json in ["{\u{a0}}", "{\"a\":\u{b}1}", "{\"a\":1\u{c}}"] {
        assert!(matches!(error(json.as_bytes(), None), Some(ErrorKind::Json { .. })), "{json}");
    }
}
