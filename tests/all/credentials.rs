//! JSON and CBOR credentials: accepted, rejected and read as their vectors say.

mod canonical;
mod cbor;
mod cwt;
mod generated;
mod json;
mod jwt;
mod limits;

use admit::credential::tree::Claims;
use admit::credential::{Envelope, Error, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

use crate::support;

/// Opens a credential and reads its claims; `check` sees them.
fn read<T>(
    octets: &[u8],
    format: Option<Format>,
    check: impl FnOnce(&Claims<'_>) -> T,
) -> Result<T, Error> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, format, None, &limits)?;
    let claims = envelope.claims(&limits)?.trust_without_verification();
    Ok(check(&claims))
}

/// Why a credential is rejected; the claims are of no interest.
fn error(octets: &[u8], format: Option<Format>) -> Option<ErrorKind> {
    read(octets, format, |_| ()).err().map(|error| error.kind)
}

/// The cases of a vector file, at least `at_least` of them.
fn cases<'v>(file: &'v serde_json::Value, field: &str, at_least: usize) -> &'v [serde_json::Value] {
    let list = if field.is_empty() { file } else { &file[field] };
    let list = list.as_array().expect("a list of cases");
    assert!(list.len() >= at_least, "only {} cases", list.len());
    list
}

#[test]
fn bad_credentials_are_errors() {
    let file = support::json("wire/bad_credentials.json");
    let mut seen = 0;
    for vector in cases(&file, "vectors", 60) {
        for credential in vector["credentials"].as_array().unwrap() {
            assert_eq!(credential["reject"], true);
            let (format, octets) = match credential["format"].as_str().unwrap() {
                "json" => (Format::Jwt, json_octets(credential)),
                "cbor" => (Format::Cwt, support::unhex(credential["data"].as_str().unwrap())),
                "der" => continue, // tests/all/x509.rs
                other => panic!("{other}"),
            };
            seen += 1;
            let (name, reason) = (&vector["name"], credential["reason"].as_str().unwrap());
            let kind = error(&octets, Some(format)).unwrap_or_else(|| panic!("{name}: accepted"));
            assert_eq!(kind.name(), kind_of(format, reason), "{name}: {reason}");
            assert!(error(&octets, None).is_some(), "{name}: accepted");
        }
    }
    assert!(seen >= 55, "only {seen} JSON and CBOR credentials");
}

/// The kind of error that a marked reason is.
fn kind_of(format: Format, reason: &str) -> &'static str {
    match (format, reason) {
        (_, reason) if reason.starts_with("duplicate") => "duplicate_key",
        (_, reason) if reason.starts_with("too deep") => "too_deep",
        (_, reason) if reason.starts_with("exponent beyond 6144") => "exponent",
        (_, "empty") => "empty",
        (Format::Jwt, "the payload is no object") => "not_a_map",
        // An array is taken for a COSE_Sign1 message, whose four parts it lacks.
        (_, "the root is no map") => "cose_not_four",
        (_, "text after the value" | "bytes after the item") => "trailing",
        (_, "not UTF-8" | "text is not UTF-8") => "not_utf8",
        (Format::Jwt, "unpaired surrogate") => "lone_surrogate",
        (Format::Jwt, "byte order mark") => "byte_order_mark",
        (Format::Jwt, _) => "json",
        (_, "truncated" | "announced length") => "cbor_truncated",
        (_, "reserved additional information") => "cbor_reserved_info",
        (_, "stray break" | "key without value") => "cbor_break",
        (_, "simple value below 32 in two bytes") => "cbor_reserved_simple",
        (_, "bytes chunk in text") => "cbor_chunk",
        (_, "tag 2 on text") => "cbor_bignum",
        (_, other) => panic!("{other}"),
    }
}

fn json_octets(credential: &serde_json::Value) -> Vec<u8> {
    match credential["data"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => support::unhex(credential["data_hex"].as_str().unwrap()),
    }
}

#[test]
fn the_wire_vectors_credentials_are_read() {
    let mut seen = 0;
    for entry in std::fs::read_dir(support::vectors().join("wire")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".json") {
            continue;
        }
        let file = support::json(&format!("wire/{name}"));
        for vector in file["vectors"].as_array().unwrap() {
            let credentials = vector["credentials"].as_array();
            for credential in credentials.into_iter().flatten() {
                let octets = match credential["format"].as_str().unwrap() {
                    "json" => json_octets(credential),
                    "cbor" => support::unhex(credential["data"].as_str().unwrap()),
                    _ => continue,
                };
                if credential.get("reject").is_none() {
                    seen += 1;
                    let error = error(&octets, None);
                    assert_eq!(error, None, "{name}: {}", vector["name"]);
                }
            }
        }
    }
    assert!(seen > 1000, "only {seen} credentials");
}

#[test]
fn the_credential_type_is_the_formats_unless_named() {
    let limits = Limits::default();
    let open = |format, named| Envelope::open(b"{}", format, named, &limits).unwrap();
    assert_eq!(open(None, None).format(), Format::Jwt);
    assert_eq!(open(None, None).credential_type(), 0xF001);
    assert_eq!(open(Some(Format::SdJwt), None).credential_type(), 6);
    assert_eq!(open(Some(Format::Vc), Some(9)).credential_type(), 9);
}

#[test]
fn errors_quote_names_without_their_power() {
    let json = format!("{{\"\\u001b[31m`é\\\"\":{{\"{}\":01}}}}", "n".repeat(100));
    let error = read(json.as_bytes(), None, |_| ()).unwrap_err();
    let quoted = format!("`\\u{{1b}}[31m`é\" / {}…`", "n".repeat(64));
    assert!(error.to_string().ends_with(&quoted), "{error}");
    let key = [[0xa1u8, 0x58, 100].as_slice(), &[0xaa; 100], &[0x1c]].concat();
    let error = read(&key, None, |_| ()).unwrap_err();
    assert!(error.to_string().ends_with(&format!("`h'5864{}…'`", "aa".repeat(62))), "{error}");
}

#[test]
fn errors_speak_the_diagnostic_protocol() {
    let error: Box<dyn miette::Diagnostic> = Box::new(read(b"hello", None, |_| ()).unwrap_err());
    assert_eq!(error.code().unwrap().to_string(), "credential");
    assert!(error.help().unwrap().to_string().contains("name the format"));
    assert_eq!(error.to_string(), "this looks like no credential format");
}

#[test]
fn nothing_is_empty() {
    for octets in [b"".as_slice(), b" \n"] {
        for format in [None, Some(Format::Jwt), Some(Format::Cwt), Some(Format::X509)] {
            assert_eq!(error(octets, format), Some(ErrorKind::Empty), "{format:?}");
        }
    }
}

#[test]
fn what_looks_like_nothing_is_not_guessed() {
    for octets in [b"hello".as_slice(), b"42", b"\x00", b"\xf6", b"\x30\x00", b"a10"] {
        assert_eq!(error(octets, None), Some(ErrorKind::Unrecognized), "{octets:?}");
    }
}

#[test]
fn hex_may_stand_in_lines() {
    let one_line = b"a1617861 79".as_slice();
    for octets in [one_line, b"a161\n78\n61\r\n79\n", b"\ta1617861\n79"] {
        for format in [None, Some(Format::Cwt)] {
            assert_eq!(error(octets, format), None, "{octets:?} {format:?}");
        }
    }
}

#[test]
fn what_was_copied_with_a_token_is_named() {
    use admit::credential::error::Wrapping;
    for (octets, wrapping, help) in [
        (b"\"eyJhbGciOiJub25lIn0.e30.\"\n".as_slice(), Wrapping::Quotes, "leave the quotes out"),
        (b"'eyJhbGciOiJub25lIn0.e30.'", Wrapping::Quotes, "leave the quotes out"),
        (b"Bearer eyJhbGciOiJub25lIn0.e30.", Wrapping::Bearer, "leave `Bearer` out"),
        (b"bearer  eyJhbGciOiJub25lIn0.e30.", Wrapping::Bearer, "leave `Bearer` out"),
    ] {
        for format in [None, Some(Format::Jwt), Some(Format::SdJwt)] {
            let kind = error(octets, format).unwrap();
            assert_eq!(kind, ErrorKind::Wrapped(wrapping), "{format:?}");
            assert!(kind.help().unwrap().contains(help));
        }
    }
    assert_eq!(error(b"\"eyes\"", None), Some(ErrorKind::NotAMap));
}
