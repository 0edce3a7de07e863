//! Nesting and length bombs: quick errors, on the small stack of a test thread.

use std::time::{Duration, Instant};

use admit::credential::{Envelope, ErrorKind, cbor};
use admit::format::Format;
use admit::limits::Limits;

use super::{cases, error, read};
use crate::support::{self, unhex};

/// No input may take longer, also without optimization on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn bombs_are_quick_errors() {
    let file = support::json("malformed/limits.json");
    let mut seen = 0;
    for case in cases(&file, "cases", 7) {
        let format = if case["kind"] == "json" { Format::Jwt } else { Format::Cwt };
        if let Some(hex) = case["hex"].as_str() {
            assert!(error(&unhex(hex), Some(format)).is_some(), "{}", case["why"]);
            continue;
        }
        for n in case["n"].as_array().unwrap() {
            let n = usize::try_from(n.as_u64().unwrap()).unwrap();
            let octets = bomb(case["build"].as_str().unwrap(), n);
            for octets in [inside_a_map(&octets, format), octets] {
                let start = Instant::now();
                let error = error(&octets, Some(format));
                assert!(start.elapsed() < PATIENCE, "{} × {n}", case["build"]);
                check_kind(error, n, &octets);
                seen += 1;
            }
        }
    }
    assert!(seen >= 40, "only {seen} bombs");
}

/// What a generator of the vectors builds.
fn bomb(build: &str, n: usize) -> Vec<u8> {
    match build {
        "0x81 * n + 0x00" => [vec![0x81; n], vec![0]].concat(),
        "0xa101 * n + 0x00" => [[0xa1, 0x01].repeat(n), vec![0]].concat(),
        "0xc1 * n + 0x00" => [vec![0xc1; n], vec![0]].concat(),
        "\"[\" * n + \"]\" * n" => [b"[".repeat(n), b"]".repeat(n)].concat(),
        other => panic!("{other}"),
    }
}

fn inside_a_map(octets: &[u8], format: Format) -> Vec<u8> {
    match format {
        Format::Jwt => [b"{\"a\":", octets, b"}"].concat(),
        _ => [&[0xa1, 0x01], octets].concat(),
    }
}

fn check_kind(error: Option<ErrorKind>, n: usize, octets: &[u8]) {
    if octets.len() > Limits::default().credential_bytes {
        assert_eq!(error, Some(ErrorKind::TooLarge { limit: 1 << 20 }));
    } else if n > 64 {
        assert_eq!(error, Some(ErrorKind::TooDeep { limit: 64 }));
    } else if octets.starts_with(b"{\"a\":") || octets.starts_with(&[0xa1, 0x01]) {
        assert_eq!(error, None);
    } else {
        assert!(error.is_some());
    }
}

#[test]
fn the_limit_itself_passes() {
    let json = |n: usize| [b"{\"a\":".repeat(n), b"1".to_vec(), b"}".repeat(n)].concat();
    let cbor = |n: usize| [[0xa1, 0x01].repeat(n), vec![0]].concat();
    let tags = |n: usize| [vec![0xa1, 0x01], vec![0xc6; n - 1], vec![0]].concat();
    for build in [&json as &dyn Fn(usize) -> Vec<u8>, &cbor, &tags] {
        assert_eq!(error(&build(64), None), None);
        assert_eq!(error(&build(65), None), Some(ErrorKind::TooDeep { limit: 64 }));
    }
    let limits = Limits { credential_bytes: 2, ..Limits::default() };
    assert!(Envelope::open(b"{}", None, None, &limits).is_ok());
    let error = Envelope::open(b"{ }", None, None, &limits).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLarge { limit: 2 });
}

#[test]
fn limits_without_bounds_do_not_overflow_the_stack() {
    let limits =
        Limits { credential_depth: usize::MAX, credential_bytes: usize::MAX, ..Limits::default() };
    for (format, octets) in [
        (Format::Jwt, [b"{\"\":".repeat(1_000_000), b"}".repeat(1_000_000)].concat()),
        (Format::Jwt, b"[".repeat(1_000_000)),
        (Format::Cwt, [0xa1, 0x01].repeat(1_000_000)),
        // Nested in keys, where the encoding of each level is compared.
        (Format::Cwt, vec![0xa1; 1_000_000]),
    ] {
        let envelope = Envelope::open(&octets, Some(format), None, &limits);
        let read = envelope.and_then(|envelope| envelope.claims(&limits).map(|_| ()));
        assert!(read.is_err());
    }
    for octet in [0x81, 0x9f, 0xa1, 0xbf, 0xc6] {
        assert!(cbor::item(&vec![octet; 1_000_000], &limits).is_err());
    }
    // As deep as is ever read: also compared, copied and dropped.
    let deep = [vec![0x81; 512], vec![0]].concat();
    let node = cbor::item(&deep, &limits).unwrap();
    assert_eq!(node.clone(), node);
    assert!(!format!("{node:?}").is_empty());
}

#[test]
fn a_megabyte_of_any_shape_is_quick() {
    const SIZE: usize = 1 << 20;
    let fill = |before: &[u8], part: &[u8], after: &[u8]| {
        let times = (SIZE - before.len() - after.len()) / part.len();
        [before, &part.repeat(times), after].concat()
    };
    let nested = |part: &[u8], depth: usize| {
        let open = [b"{\"a\":".as_slice(), &b"[".repeat(depth)].concat();
        let close = [&b"]".repeat(depth), b"}".as_slice()].concat();
        fill(&open, part, &[part.trim_ascii_end().strip_suffix(b",").unwrap(), &close].concat())
    };
    let names: String = (0..80_000).rev().map(|n| format!("\"{n}\":0,")).collect();
    for octets in [
        nested(b"1,", 63),
        nested(b"[],", 62),
        nested(b"\"\\u00e9\",", 63),
        nested(b"0.1e1,", 63),
        nested(b"{\"a\":{\"a\":{}}},", 60),
        fill(b"{\"a\":", b"9", b"}"),
        fill(b"{\"a\":0.", b"9", b"e-6144}"),
        fill(b"{\"a\":\"", b"\\n", b"\"}"),
        fill(b"{", b" ", b"}"),
        format!("{{{names}\"\":1}}").into_bytes(),
        fill(&[[0xa1, 0x01].repeat(63), vec![0x9f]].concat(), &[0], &[0xff]),
        fill(&[0xa1, 0x01, 0x9f], &[0x9f, 0xff], &[0xff]),
        fill(&[0xa1, 0x01, 0x7f], &[0x60], &[0xff]),
        fill(&[0xa1, 0x01, 0xc2, 0x5a, 0x00, 0x0f, 0xff, 0xf8], &[0xff], &[]),
        // One large item as the key of a key of a key …: each level is encoded once more.
        fill(
            &[vec![0xa1; 62], vec![0x9f]].concat(),
            &[0x61, 0x61],
            &[[0xff].as_slice(), &[0; 62]].concat(),
        ),
    ] {
        assert!(octets.len() <= SIZE && octets.len() > SIZE / 2);
        let start = Instant::now();
        let found = read(&octets, None, |_| ());
        assert!(start.elapsed() < PATIENCE, "{:?}…", &octets[..8]);
        assert!(found.is_ok(), "{:?}…: {found:?}", &octets[..8]);
    }
}
