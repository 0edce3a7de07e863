//! Tests of `semantics::mimi`.

use proptest::prelude::*;

use super::*;

fn mimi(text: &str) -> MimiUri<'_> {
    MimiUri::parse(text).unwrap_or_else(|| panic!("`{text}` is a MIMI URI"))
}

fn registry() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/registries/mimi-uris.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(list: &serde_json::Value) -> impl Iterator<Item = &str> {
    let list = list.as_array().unwrap();
    assert!(!list.is_empty());
    list.iter().map(|text| text.as_str().unwrap())
}

#[test]
fn registry_examples_are_accepted() {
    let registry = registry();
    let forms = registry["forms"].as_array().unwrap();
    assert!(!forms.is_empty());
    for form in forms {
        for text in texts(&form["examples"]) {
            assert!(MimiUri::parse(text).is_some(), "{text}");
        }
    }
}

#[test]
fn registry_mistakes_are_rejected() {
    let registry = registry();
    for text in texts(&registry["must_reject_as_mimi"]) {
        assert!(MimiUri::parse(text).is_none(), "{text}");
    }
    for style in registry["other_identifier_styles"].as_array().unwrap() {
        assert!(MimiUri::parse(style[1].as_str().unwrap()).is_none(), "{style}");
    }
}

#[test]
fn accepted() {
    for text in [
        "mimi://a.example",
        "MIMI://A.example/r/x",
        "mimi://a.example/p/x",
        "mimi://a.example/d/x/y",
        "mimi://a.example/g/x",
        "mimi://a.example/t/x",
        "mimi://a.example/r/x%2Fy",
        "mimi://a.example/%75/ann",
        "mimi://a.example/u/...",
        "mimi://[::1]/u/ann",
    ] {
        assert!(MimiUri::parse(text).is_some(), "{text}");
    }
}

#[test]
fn rejected() {
    for text in [
        "mimi://a.example/",
        "mimi://a.example//",
        "mimi://a.example/u",
        "mimi://a.example/u/",
        "mimi://a.example/u//a",
        "mimi://a.example/u/a/",
        "mimi://a.example/u/a/b",
        "mimi://a.example/p/a/b",
        "mimi://a.example/r/x/y",
        "mimi://a.example/g/x/y",
        "mimi://a.example/t/x/y",
        "mimi://a.example/d",
        "mimi://a.example/d/ann/",
        "mimi://a.example/d//d1",
        "mimi://a.example/d/ann/x/d1",
        "mimi://a.example/x/ann",
        "mimi://a.example/U/ann",
        "mimi://a.example/users/ann",
        "mimi://a.example/u/a?q",
        "mimi://a.example/u/a?",
        "mimi://a.example/u/a#f",
        "mimi://a.example/u/a#",
        "mimi://a.example?",
        "mimi://a.example/u/../r",
        "mimi://a.example/u/.",
        "mimi://a.example/u/%2e%2E",
        "mimi://a.example/u/.%2e",
        "mimi://a.example/d/./x",
        "mimi:///u/a",
        "mimi:a.example/u/a",
        "mimi:/u/a",
        "mimi:",
        "https://a.example/u/a",
        "mimi://exämple.com/u/a",
        "mimi://x@a.example/u/a",
        "mimi://@a.example/u/a",
        "mimi://x@a.example",
        "mimi://a.example:443/u/a",
        "mimi://a.example:/u/a",
        "",
    ] {
        assert!(MimiUri::parse(text).is_none(), "{text}");
    }
}

#[test]
fn users() {
    for text in [
        "mimi://a.example/u/ann@home",
        "mimi://a.example/u/ann%40home",
        "mimi://a.example/p/%61nn@home",
        "mimi://a.example/d/ann@home/x",
    ] {
        assert_eq!(mimi(text).user_id().as_deref(), Some("ann@home"), "{text}");
        assert_eq!(mimi(text).handle().as_deref(), Some("ann@home"), "{text}");
    }
    assert_eq!(mimi("mimi://a.example/u/Ann").user_id().as_deref(), Some("Ann"));
    for text in ["mimi://a.example/d/ann", "mimi://a.example", "mimi://a.example/r/ann"] {
        assert_eq!(mimi(text).user_id(), None, "{text}");
    }
}

#[test]
fn devices() {
    assert_eq!(mimi("mimi://a.example/d/04c7").device_id().as_deref(), Some("04c7"));
    assert_eq!(mimi("mimi://a.example/d/ann/04c7").device_id().as_deref(), Some("04c7"));
    assert_eq!(mimi("mimi://a.example/d/04c7/ann").device_id().as_deref(), Some("ann"));
    assert_eq!(mimi("mimi://a.example/u/04c7").device_id(), None);
}

#[test]
fn rooms() {
    for (text, room) in [
        ("mimi://a.example/r/clubhouse", "clubhouse"),
        ("mimi://a.example/r/club%20house%2f%c3%a4", "club house/ä"),
        ("mimi://a.example/r/a%2520b", "a%20b"),
        ("mimi://a.example/r/%72oom%2D1", "room-1"),
    ] {
        assert_eq!(mimi(text).room_id().as_deref(), Some(room), "{text}");
    }
    for text in [
        "mimi://a.example/r/%FF",
        "mimi://a.example/r/%C3",
        "mimi://a.example/u/x",
        "mimi://a.example/g/x",
    ] {
        assert_eq!(mimi(text).room_id(), None, "{text}");
    }
}

#[test]
fn as_a_uri() {
    let uri = mimi("mimi://A.EXAMPLE/u/%61nn");
    assert_eq!(uri.uri().normalized(), "mimi://a.example/u/ann");
    assert_eq!(uri.host(), Host::parse("a.example"));
}

proptest! {
    #[test]
    fn total_and_kept_by_normalization(
        text in "mimi://[a-z.]{0,5}(/([updrgtx]|%7[25])?(/[a-zA-Z.%0-9]{0,6}){0,3})?|.*",
    ) {
        if let Some(uri) = MimiUri::parse(&text) {
            let normal = uri.uri().normalized();
            let again = MimiUri::parse(&normal);
            prop_assert!(again.is_some(), "{}", normal);
            let again = again.unwrap();
            prop_assert_eq!(again.user_id(), uri.user_id());
            prop_assert_eq!(again.device_id(), uri.device_id());
            prop_assert_eq!(again.room_id(), uri.room_id());
        }
    }
}
