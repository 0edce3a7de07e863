//! Tests of `semantics::uri`.

use proptest::prelude::*;

use super::*;

fn uri(text: &str) -> Uri<'_> {
    Uri::parse(text).unwrap_or_else(|| panic!("`{text}` is a URI"))
}

fn host(text: &str) -> Option<String> {
    uri(text).host().map(|host| host.to_string())
}

#[test]
fn syntax() {
    for text in ["x:y", "X:", "a+b-c.1:?#", "urn:x:y", "file:///etc", "https://x", "x:/%2F"] {
        assert!(Uri::parse(text).is_some(), "{text}");
    }
    for text in [
        "",
        ":",
        "//x/y",
        "x",
        "/x",
        "x y:z",
        "x:%zz",
        "x:%",
        "x:%4",
        "x:ü",
        " x:y",
        "x:y ",
        "x:y#a#b",
        "1x:y",
        "x:[",
        "https://[2001:db8::1/",
        "https://[::1]x/",
        "https://a:b/",
        "https://evil.example\\@example.com/",
        "https://a@b@c/",
        "https://[fe80::1%25eth0]/",
    ] {
        assert!(Uri::parse(text).is_none(), "{text}");
    }
}

#[test]
fn normalization() {
    for (text, normal) in [
        ("HTTPS://EXAMPLE.com/a%2fb?q=~", "https://example.com/a%2Fb?q=~"),
        ("https://example.com/%61%2Fb?q=%7e", "https://example.com/a%2Fb?q=~"),
        ("https://example.com/A%2Fb", "https://example.com/A%2Fb"),
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com/"),
        ("https://example.com:443", "https://example.com:443"),
        ("https://example.com:", "https://example.com:"),
        ("https://U%3a%41@Ex%41mple.com/#%41%c3", "https://U%3AA@example.com/#A%C3"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
        ("https://a%C3%bC%2f/", "https://a%C3%BC%2F/"),
        ("https://x/a/../b/./c/.", "https://x/b/c/"),
        ("https://x/%2e%2e/b", "https://x/b"),
        ("https://x?/../a", "https://x?/../a"),
        ("x:/..//y", "x:/.//y"),
        ("x:/.//y", "x:/.//y"),
        ("x:a/../b", "x:/b"),
        ("x:../b", "x:b"),
        ("mailto:a@B", "mailto:a@B"),
        ("x:?#", "x:?#"),
    ] {
        assert_eq!(uri(text).normalized(), normal, "{text}");
    }
}

#[test]
fn dot_segments() {
    for (path, expected) in [
        ("/a/b/c/./../../g", "/a/g"),
        ("mid/content=5/../6", "mid/6"),
        ("/..", "/"),
        ("/../..", "/"),
        ("/a/..", "/"),
        ("/a/.", "/a/"),
        ("..", ""),
        (".", ""),
        ("./..", ""),
        ("/.../..a/", "/.../..a/"),
        ("//..", "/"),
        ("", ""),
    ] {
        assert_eq!(without_dot_segments(path), expected, "{path}");
    }
}

#[test]
fn hosts() {
    for (text, expected) in [
        ("https://192.0.2.1:8443/x", "192.0.2.1"),
        ("https://[2001:DB8:0:0:0:0:0:1]/", "[2001:db8::1]"),
        ("https://u:p@example.com:443/", "example.com"),
        ("https://example.com@evil.example/", "evil.example"),
        ("https://evil.example/#@example.com", "evil.example"),
        ("https://EXAMPLE.com./", "example.com"),
        ("https://b%C3%BCcher.example/", "xn--bcher-kva.example"),
        ("https://%62%C3%BCcher.example/", "xn--bcher-kva.example"),
        ("https://192.0.2.1./", "192.0.2.1"),
        ("https://%31%32.0.0.1/", "12.0.0.1"),
    ] {
        assert_eq!(host(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "mailto:ann@example.com",
        "urn:x:y",
        "file:///etc",
        "https://a_b/",
        "https://[v1.x]/",
        "https://%5B::1%5D/",
        "https://%5B%3A%3A1%5D/",
        "https://a%00b/",
        "https://a%2Fb/",
        "https://%FF/",
    ] {
        if let Some(uri) = Uri::parse(text) {
            assert_eq!(uri.host(), None, "{text}");
        }
    }
}

#[test]
fn https() {
    for text in ["https://idp.example/", "HTTPS://IDP.example", "https://a_b/", "https://[::1]"] {
        assert!(uri(text).is_https(), "{text}");
    }
    for text in
        ["http://idp.example/", "https:///", "https:idp.example", "https://:443/", "httpss://x"]
    {
        assert!(!uri(text).is_https(), "{text}");
    }
}

#[test]
fn userinfo() {
    assert_eq!(uri("ftp://ann@x.example/").userinfo(), Some("ann"));
    assert_eq!(uri("ftp://a%6e:n@x.example/").userinfo(), Some("a%6e:n"));
    assert_eq!(uri("ftp://@x.example/").userinfo(), Some(""));
    assert_eq!(uri("ftp://x.example/ann").userinfo(), None);
    assert_eq!(uri("mailto:ann@x.example").userinfo(), None);
}

#[test]
fn paths_and_segments() {
    assert_eq!(uri("https://x/%72/clubhouse?q#f").path(), "/r/clubhouse");
    assert_eq!(uri("https://x").path(), "");
    assert_eq!(uri("https://x/").path(), "/");
    assert_eq!(uri("x:/..//y").path(), "//y");
    let segments = |text| (0..4).map_while(|at| uri(text).path_segment(at)).collect::<Vec<_>>();
    assert_eq!(segments("mimi://a.example/r/clubhouse"), ["r", "clubhouse"]);
    assert_eq!(segments("mimi://a.example//r"), ["", "r"]);
    assert_eq!(segments("mimi://a.example/r/"), ["r", ""]);
    assert_eq!(segments("mimi://a.example/"), [""]);
    assert!(segments("mimi://a.example").is_empty());
    assert_eq!(segments("https://x/a%2fb/../c"), ["c"]);
    assert_eq!(segments("https://x/a%2fb/c"), ["a%2Fb", "c"]);
    assert_eq!(uri("https://x/a").path_segment(u32::MAX), None);
}

proptest! {
    #[test]
    fn total_and_idempotent(text in "[a-zA-Z]{1,3}:[a-z:/?#@.%0-9A-F\\[\\]-]{0,24}|.*") {
        if let Some(uri) = Uri::parse(&text) {
            let _ = (uri.host(), uri.userinfo(), uri.path_segment(1), uri.is_https());
            let once = uri.normalized();
            let again = Uri::parse(&once);
            prop_assert!(again.is_some(), "{} is a URI", once);
            prop_assert_eq!(again.map(|uri| uri.normalized()), Some(once.clone()));
            prop_assert_eq!(Uri::parse(&once).and_then(|uri| uri.host()), uri.host());
        }
    }
}
