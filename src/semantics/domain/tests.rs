//! Tests of `semantics::domain`.

use proptest::prelude::*;

use super::*;

fn domain(text: &str) -> Host {
    Host::parse_domain(text).unwrap_or_else(|| panic!("`{text}` is a domain"))
}

fn long(labels: &[usize]) -> String {
    labels.iter().map(|&length| "a".repeat(length)).collect::<Vec<_>>().join(".")
}

#[test]
fn ascii_names() {
    for text in ["example.com", "EXAMPLE.com.", "Example.Com", "example。com", "example.com。"] {
        assert_eq!(to_ascii(text).as_deref(), Some("example.com"), "{text}");
    }
    assert_eq!(to_ascii("9a.example").as_deref(), Some("9a.example"));
    assert_eq!(to_ascii("localhost").as_deref(), Some("localhost"));
}

#[test]
fn international_names() {
    let expected = Some("xn--ingnieux-d1a.example".to_owned());
    for text in [
        "ingénieux.example",
        "INGÉNIEUX.EXAMPLE",
        "inge\u{301}nieux.example",
        "xn--ingnieux-d1a.example",
        "XN--INGNIEUX-D1A.example",
    ] {
        assert_eq!(to_ascii(text), expected, "{text}");
    }
}

#[test]
fn mapping() {
    for text in ["ｅｘａｍｐｌｅ.com", "exam\u{ad}ple.com"] {
        assert_eq!(to_ascii(text).as_deref(), Some("example.com"), "{text}");
    }
    // Non-transitional: the sharp s stays.
    assert_eq!(to_ascii("straße.example").as_deref(), Some("xn--strae-oqa.example"));
    assert_ne!(to_ascii("straße.example"), to_ascii("strasse.example"));
}

#[test]
fn what_is_no_domain() {
    for text in [
        "",
        ".",
        "..",
        "。",
        "\u{ad}",
        "example.com..",
        "..a",
        ".a",
        ".example.com",
        "a..com",
        "a b.com",
        " a.com",
        "exa_mple.com",
        "_dmarc.example",
        "*.example",
        "a!b.example",
        "a/b",
        "a:b",
        "a@b",
        "a%2eb",
        "a\u{0}b",
        "-a.com",
        "a-.example",
        "x.-a",
        "x.a-",
        "xn--a.example",
        "xn--example-.com",
        "xn--.example",
        "\u{301}a.example",
        "[::1]",
        "::1",
    ] {
        assert_eq!(Host::parse_domain(text), None, "{text:?}");
    }
}

#[test]
fn inner_hyphens_are_free() {
    for text in ["ab--c.example", "r3---sn-x.example"] {
        assert_eq!(to_ascii(text).as_deref(), Some(text));
    }
}

#[test]
fn bidi_and_joiners() {
    for text in ["אבג.example", "אבג1.example", "क्\u{200d}ष.example", "a\u{301}.example"]
    {
        assert!(to_ascii(text).is_some(), "{text}");
    }
    for text in [
        "אבגa.example",
        "1אבג.example",
        "אבג.1a.example",
        "a\u{200d}b.example",
        "a\u{200c}b.example",
        "नी\u{200c}.example",
    ] {
        assert_eq!(to_ascii(text), None, "{text}");
    }
}

#[test]
fn dns_lengths() {
    assert!(to_ascii(&long(&[63, 63, 63, 61])).is_some());
    assert!(to_ascii(&format!("{}.", long(&[63, 63, 63, 61]))).is_some());
    assert_eq!(to_ascii(&long(&[63, 63, 63, 62])), None);
    assert_eq!(to_ascii(&long(&[64])), None);
    assert_eq!(to_ascii(&"ü".repeat(63)), None);
}

#[test]
fn addresses() {
    for text in ["192.0.2.1", "192.0.2.1.", "１９２.0.2.1"] {
        assert_eq!(domain(text), Host::V4([192, 0, 2, 1]), "{text}");
        assert_eq!(to_ascii(text), None);
    }
    assert_eq!(domain("192.0.02.1").name(), Some("192.0.02.1"));
    assert_eq!(Host::parse("[::1]"), Host::parse("::1"));
    assert_eq!(Host::parse("[0:0::1]"), Host::parse("::1"));
    assert!(matches!(Host::parse("::1"), Some(Host::V6(_))));
    for text in ["[::1", "::1]", "[192.0.2.1]", "[v1.x]", "[]", "[", "1:2"] {
        assert_eq!(Host::parse(text), None, "{text}");
    }
}

#[test]
fn under_is_at_a_label_boundary() {
    let parent = domain("EXAMPLE.com.");
    for text in ["example.com", "a.example.com", "a.b.EXAMPLE.com."] {
        assert!(domain(text).is_under(&parent), "{text}");
    }
    for text in ["notexample.com", "example.com.evil", "com"] {
        assert!(!domain(text).is_under(&parent), "{text}");
    }
    assert!(domain("shop.xn--bcher-kva.example").is_under(&domain("bücher.example")));
    assert!(!domain("shopbücher.example").is_under(&domain("bücher.example")));
}

#[test]
fn addresses_are_under_themselves_only() {
    let address = domain("192.0.2.1");
    assert!(!address.is_under(&domain("2.1")));
    assert!(address.is_under(&address));
    assert!(!domain("a.192.0.2.1.example").is_under(&address));
}

#[test]
fn hosts_are_shown_as_in_a_uri() {
    for text in ["example.com", "192.0.2.1", "[2001:db8::1]"] {
        assert_eq!(Host::parse(text).unwrap().to_string(), text);
    }
}

proptest! {
    #[test]
    fn plain_names_are_what_uts46_makes_of_them(text in "[a-zA-Z0-9.-]{0,70}") {
        let uts46 = Uts46::new().to_ascii(
            text.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::VerifyAllowRootDot,
        );
        if is_plain(text.as_bytes()) {
            let expected = uts46.unwrap();
            prop_assert_eq!(ascii_form(&text).unwrap(), expected.strip_suffix('.').unwrap_or(&expected));
        }
    }

    #[test]
    fn reading_is_total_and_idempotent(text in "\\PC{0,20}|[a-zé.\\[\\]:0-9-]{0,20}|.*") {
        if let Some(host) = Host::parse(&text) {
            prop_assert_eq!(Host::parse(&host.to_string()), Some(host));
        }
        if let Some(name) = to_ascii(&text) {
            prop_assert_eq!(to_ascii(&name), Some(name));
        }
    }
}
