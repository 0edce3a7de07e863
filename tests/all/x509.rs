//! Certificates: accepted, rejected and read as their vectors say.

mod fields;
mod pointers;
mod walker;

use std::collections::BTreeSet;
use std::path::Path;

use admit::credential::error::{CertificateFault, PathStep};
use admit::credential::tree::{Node, Value};
use admit::credential::{Envelope, Error, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;
use proptest::prelude::*;

use crate::support::{json, unhex, vectors};

/// The DER of a certificate in DER or PEM.
fn open(octets: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let envelope = Envelope::open(octets, Some(Format::X509), None, limits)?;
    Ok(envelope.payload().to_vec())
}

/// `tbsCertificate`. What it borrows from is not given back; tests end soon.
fn try_read(octets: &[u8], limits: &Limits) -> Result<Node<'static>, Error> {
    let octets = Vec::leak(octets.to_vec());
    let envelope = Envelope::open(octets, Some(Format::X509), None, limits)?;
    let claims = Box::leak(Box::new(envelope)).claims(limits)?;
    Ok(claims.trust_without_verification().root)
}

fn read(octets: &[u8]) -> Option<Node<'static>> {
    try_read(octets, &Limits::default()).ok()
}

fn file(path: &str) -> Vec<u8> {
    let path = vectors().join("x509").join(path);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every file below `tests/vectors/x509` with this extension, relative to it.
fn files(extension: &str) -> BTreeSet<String> {
    let root = vectors().join("x509");
    let mut found = BTreeSet::new();
    for folder in ["zlint", "x509-parser", "limbo", "mimi-derived", "pem"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(&root).unwrap();
                found.insert(name.to_str().unwrap().replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
    }
    found
}

/// Certificates that are well-formed, but that a verifier would turn down: the path, the
/// signature and the time are not this reader's matter.
const VERIFICATION_ONLY: [&str; 4] = [
    "ca-flag-leaf-issuer.der",
    "seed000-combined-expired.der",
    "unknown-critical-ext.der",
    "wrong-issuer-key.der",
];

#[test]
fn our_certificates_are_read() {
    let index = json("x509/mimi-derived/index.json");
    let mut turned_down = BTreeSet::new();
    for entry in index["certs"].as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let der = file(&format!("mimi-derived/{name}"));
        assert!(read(&der).is_some(), "{name}");
        if entry["expect"].as_str().unwrap().starts_with("reject") {
            turned_down.insert(name.to_owned());
        }
        let pem = file(&format!("mimi-derived/{}", name.replace(".der", ".pem")));
        assert_eq!(open(&pem, &Limits::default()).unwrap(), der, "{name}");
        assert_eq!(open(&der, &Limits::default()).unwrap(), der, "{name}");
    }
    assert_eq!(turned_down, VERIFICATION_ONLY.map(str::to_owned).into());
}

#[test]
fn every_der_file_is_in_an_index() {
    let mut listed = BTreeSet::new();
    for (index, folder) in
        [("x509/index.json", ""), ("x509/mimi-derived/index.json", "mimi-derived/")]
    {
        for entry in json(index)["certs"].as_array().unwrap() {
            listed.insert(format!("{folder}{}", entry["file"].as_str().unwrap()));
        }
    }
    assert_eq!(files("der"), listed);
}

#[test]
fn malformed_certificates() {
    // Well-formed as structures: a wrong signature is the verifier's matter, and an extension
    // that cannot be decoded stays octets.
    let kept = [
        "signature-bitflip",
        "san-tampered",
        "san-uri-non-ia5",
        "san-inner-length",
        "san-unknown-choice-tag-15",
    ];
    let cases = json("x509/mimi-derived/malformed.json");
    let cases = cases.as_object().unwrap();
    assert!(cases.len() >= 15);
    for (name, hex) in cases {
        let der = unhex(hex.as_str().unwrap());
        let found = try_read(&der, &Limits::default()).err().map(|error| error.kind.name());
        let expected = (!kept.contains(&name.as_str())).then(|| kind_of(name));
        assert_eq!(found, expected, "{name}");
    }
    let inner = unhex(cases["san-inner-length"].as_str().unwrap());
    let root = read(&inner).unwrap();
    let san = walker::key(&root, &unhex("551d11"), true).unwrap();
    assert_eq!(san.value, Value::Bytes(san.der.into()));
    let tag15 = unhex(cases["san-unknown-choice-tag-15"].as_str().unwrap());
    let root = read(&tag15).unwrap();
    let san = walker::key(&root, &unhex("551d11"), true).unwrap();
    assert!(walker::items(san).unwrap().iter().any(|name| matches!(name.value, Value::Tag(15, _))));
}

/// The kind of error that a malformed certificate is, by its name among the vectors.
fn kind_of(name: &str) -> &'static str {
    match name {
        "truncated" | "truncated-half" | "length-too-long" => "certificate_truncated",
        "trailing-byte" => "trailing",
        "empty" => "empty",
        "outer-set" => "certificate_unexpected_tag",
        // The nest is made of indefinite lengths, the first of which ends it.
        "ber-indefinite" | "deep-nesting" => "certificate_indefinite_length",
        "nonminimal-length" => "certificate_long_length",
        "validity-month-99" => "certificate_time",
        other => panic!("{other}"),
    }
}

#[test]
fn bad_credentials() {
    let mut seen = 0;
    for vector in json("wire/bad_credentials.json")["vectors"].as_array().unwrap() {
        for credential in vector["credentials"].as_array().unwrap() {
            if credential["format"] == "der" {
                seen += 1;
                let der = unhex(credential["data"].as_str().unwrap());
                assert_eq!(credential["reject"], true);
                let kind = match credential["reason"].as_str().unwrap() {
                    "empty" => "empty",
                    "bytes after the certificate" => "trailing",
                    "truncated" => "certificate_truncated",
                    "indefinite length" => "certificate_indefinite_length",
                    "not a SEQUENCE" => "certificate_unexpected_tag",
                    "duplicate extension" => "certificate_duplicate_extension",
                    other => panic!("{other}"),
                };
                let found = try_read(&der, &Limits::default()).unwrap_err();
                assert_eq!(found.kind.name(), kind, "{}", vector["name"]);
            }
        }
    }
    assert!(seen >= 6, "{seen}");
}

#[test]
fn pem_files() {
    let leaf = file("mimi-derived/combined.der");
    let names = files("pem");
    let mut verdicts = [0, 0];
    for path in names.iter().filter(|path| path.starts_with("pem/")) {
        let stem = Path::new(path).file_stem().unwrap().to_str().unwrap();
        // A trusted certificate is followed by OpenSSL's own settings: it is no certificate.
        let accepted = match stem.split_once('-').unwrap() {
            ("ok", _) => true,
            ("bad", _) | ("policy", "trusted-certificate") => false,
            _ => panic!("{path}: no verdict"),
        };
        verdicts[usize::from(accepted)] += 1;
        let octets = file(path);
        let opened = open(&octets, &Limits::default());
        assert_eq!(opened.ok().as_deref(), accepted.then_some(&*leaf), "{path}");
    }
    assert!(verdicts[0] >= 7 && verdicts[1] >= 4, "{verdicts:?}");
}

#[test]
fn pem_files_of_others() {
    let open = |path: &str| open(&file(path), &Limits::default()).ok();
    assert_eq!(open("x509-parser/IGC_A.pem"), Some(file("x509-parser/IGC_A.der")));
    assert_eq!(open("x509-parser/no_end.pem"), None);
    let preamble = "zlint/SANURIValid-with-text-preamble.pem";
    assert_eq!(open(preamble), Some(file("zlint/SANURIValid.der")));
}

#[test]
fn limits() {
    let der = file("mimi-derived/rich-names.der");
    let deepest = (1..64)
        .find(|depth| {
            let limits = Limits { credential_depth: *depth, ..Limits::default() };
            try_read(&der, &limits).is_ok()
        })
        .unwrap();
    // tbsCertificate, extensions, extension, subjectAltName, its element, directoryName, RDN,
    // attribute, value.
    assert_eq!(deepest, 9);
    let limits = Limits { credential_bytes: der.len(), ..Limits::default() };
    assert!(try_read(&der, &limits).is_ok() && open(&der, &limits).is_ok());
    let limits = Limits { credential_bytes: der.len() - 1, ..Limits::default() };
    assert!(try_read(&der, &limits).is_err() && open(&der, &limits).is_err());
}

/// A certificate like `combined.der` with one more extension.
fn with_extension(value: &[u8]) -> Vec<u8> {
    with_extensions(&extension(&unhex(ADDED), value))
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    put(0x30, &[put(0x06, oid), put(0x04, value)].concat())
}

/// A certificate like `combined.der` with more extensions, its lengths put right.
fn with_extensions(more: &[u8]) -> Vec<u8> {
    let base = file("mimi-derived/combined.der");
    let (_, certificate, _) = tlv(&base);
    let (tbs, tbs_content, after) = tlv(certificate);
    let mut fields: Vec<&[u8]> = Vec::new();
    let mut rest = tbs_content;
    while !rest.is_empty() {
        let (whole, _, next) = tlv(rest);
        fields.push(whole);
        rest = next;
    }
    assert!(tbs.len() < base.len());
    let (_, wrapper, _) = tlv(fields.pop().unwrap());
    let (_, list, _) = tlv(wrapper);
    let list = [list, more].concat();
    let tbs = [fields.concat(), put(0xa3, &put(0x30, &list))].concat();
    put(0x30, &[&put(0x30, &tbs), after].concat())
}

/// The first element, its content, and what follows it.
fn tlv(octets: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (head, length) = match octets[1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let length =
                octets[2..2 + count].iter().fold(0, |high, low| high << 8 | usize::from(*low));
            (2 + count, length)
        }
    };
    (&octets[..head + length], &octets[head..head + length], &octets[head + length..])
}

fn put(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match u8::try_from(length) {
        Ok(short @ 0..0x80) => vec![tag, short],
        Ok(long) => vec![tag, 0x81, long],
        Err(_) => {
            let [.., a, b, c] = length.to_be_bytes();
            if a == 0 { vec![tag, 0x82, b, c] } else { vec![tag, 0x83, a, b, c] }
        }
    };
    [&head, content].concat()
}

const ADDED: &str = "2b06010401868d1f";

#[test]
fn bombs() {
    let nested = |levels: usize| (0..levels).fold(Vec::new(), |inside, _| put(0x30, &inside));
    // The value of an extension is at depth 4.
    assert!(read(&with_extension(&nested(61))).is_some());
    assert!(read(&with_extension(&nested(62))).is_none());
    assert!(read(&with_extension(&nested(5000))).is_none());
    let tags = (0..5000).fold(Vec::new(), |inside, _| put(0xa0, &inside));
    assert!(read(&with_extension(&tags)).is_none());
    let wide = put(0x30, &unhex("0500").repeat(400_000));
    assert!(read(&with_extension(&wide)).is_some());
    for announced in ["3084ffffffff", "3088ffffffffffffffff", "30898000000000000000ff"] {
        assert!(read(&unhex(announced)).is_none());
    }
}

#[test]
fn many_extensions_do_not_take_long() {
    let numbered = |number: u16| {
        let arc =
            [0x81 + (number >> 14) as u8, 0x80 | (number >> 7 & 0x7f) as u8, (number & 0x7f) as u8];
        extension(&[&unhex("2b0601040101")[..], &arc].concat(), &[])
    };
    let mut list = (0..50_000).flat_map(numbered).collect::<Vec<_>>();
    assert!(read(&with_extensions(&list)).is_some());
    list.extend(numbered(0));
    assert!(read(&with_extensions(&list)).is_none());
}

/// What an extension of unknown OID makes of its value.
fn decoded(value: &str) -> String {
    let der = with_extension(&unhex(value));
    let root = read(&der).unwrap();
    let node = walker::key(&root, &unhex(ADDED), true).unwrap();
    assert_eq!(node.der, unhex(value));
    walker::show(node)
}

#[test]
fn values_of_unknown_extensions() {
    let cases = [
        ("0500", "null"),
        ("0101ff", "true"),
        ("020100", "0"),
        ("0a0102", "2"),
        ("0209008000000000000000", "9223372036854775808"),
        ("0403010203", "h'010203'"),
        ("03020780", "h'80'"),
        ("0603550403", "oid 550403"),
        ("0c02c3a9", "\"é\""),
        ("0c01e9", "h'e9'"),
        ("170d3530303130313030303030305a", "time -631152000"),
        ("180f32303536303130313030303030305a", "time 2713910400"),
        ("181132303536303130313030303030302e355a", "h'32303536303130313030303030302e355a'"),
        ("30050500020101", "[null, 1]"),
        ("3105050002 0101", "{null, 1}"),
        ("a003020105", "tag 0 5"),
        ("a0060201050 20106", "tag 0 [5, 6]"),
        ("a000", "tag 0 []"),
        ("800105", "tag 0 h'05'"),
        ("9f1f0105", "tag 31 h'05'"),
        ("410105", "h'05'"),
        // What is no strict DER stays octets as a whole.
        ("", "h''"),
        ("010101", "h'010101'"),
        ("02020001", "h'02020001'"),
        ("0200", "h'0200'"),
        ("050100", "h'050100'"),
        ("03020781", "h'03020781'"),
        ("0600", "h'0600'"),
        ("24030401ff", "h'24030401ff'"),
        ("30800000", "h'30800000'"),
        ("3081020500", "h'3081020500'"),
        ("05000500", "h'05000500'"),
        ("30020502", "h'30020502'"),
        ("3002", "h'3002'"),
    ];
    for (value, shown) in cases {
        let value = value.replace(' ', "");
        assert_eq!(decoded(&value), shown, "{value}");
    }
}

#[test]
fn every_field_has_its_tag() {
    let base = file("x509-parser/unique_ids.der");
    assert!(read(&base).is_some());
    let (_, certificate, _) = tlv(&base);
    let (_, tbs, _) = tlv(certificate);
    // The certificate, its three parts, the ten fields, and what is in some of them.
    let mut places = vec![&base[..]];
    for outer in [certificate, tbs] {
        let mut rest = outer;
        while !rest.is_empty() {
            let (whole, content, next) = tlv(rest);
            places.push(whole);
            // All but integers and bit strings hold elements.
            if ![0x02, 0x03, 0x81, 0x82].contains(&whole[0]) && !content.is_empty() {
                places.push(content);
            }
            rest = next;
        }
    }
    assert_eq!(places.len(), 1 + 3 + 2 + 10 + 7);
    for place in places {
        let at = place.as_ptr() as usize - base.as_ptr() as usize;
        for tag in [0x04, 0x0a, 0x0c, 0x24, 0x31, 0x44, 0x64, 0x70, 0xa7, 0xc2, 0xf0] {
            let mut der = base.clone();
            der[at] = tag;
            assert_eq!(read(&der).is_some(), der == base, "{at}: {tag:02x}");
        }
    }
}

#[test]
fn errors_say_what_and_where() {
    let base = file("mimi-derived/combined.der");
    let error = |octets: &[u8]| try_read(octets, &Limits::default()).unwrap_err();
    let fault = |fault, path: &[PathStep]| Error {
        kind: ErrorKind::Certificate(fault),
        path: path.to_vec(),
    };
    assert_eq!(error(&[]), ErrorKind::Empty.into());
    let trailing = [&base[..], &[0]].concat();
    assert_eq!(error(&trailing), ErrorKind::Trailing { offset: base.len() }.into());
    assert_eq!(error(&base[..100]), fault(CertificateFault::Truncated, &[]));
    assert_eq!(error(&[0x30, 0x80, 0, 0]), fault(CertificateFault::IndefiniteLength, &[]));
    let twice = [extension(&[0x2a], &[]), extension(&[0x2a], &[])].concat();
    let at = [PathStep::Index(9), PathStep::Oid(vec![0x2a])];
    assert_eq!(error(&with_extensions(&twice)), fault(CertificateFault::DuplicateExtension, &at));
    let at = [PathStep::Index(9), PathStep::Index(8)];
    let empty = put(0x30, &[]);
    assert_eq!(error(&with_extensions(&empty)), fault(CertificateFault::Truncated, &at));
    let shallow = Limits { credential_depth: 3, ..Limits::default() };
    let deep = try_read(&base, &shallow).unwrap_err();
    let at = vec![PathStep::Index(3)];
    assert_eq!(deep, Error { kind: ErrorKind::TooDeep { limit: 3 }, path: at });
    let months = json("x509/mimi-derived/malformed.json");
    let months = unhex(months["validity-month-99"].as_str().unwrap());
    assert_eq!(error(&months), fault(CertificateFault::Time, &[PathStep::Index(4)]));
    let key = file("pem/bad-label.pem");
    assert_eq!(error(&key), fault(CertificateFault::NoCertificate, &[]));
    let open_end = file("pem/bad-no-end.pem");
    assert_eq!(error(&open_end), fault(CertificateFault::Pem, &[]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn changed_octets_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        rich in any::<bool>(),
    ) {
        let name = if rich { "mimi-derived/rich-names.der" } else { "x509-parser/unique_ids.der" };
        let mut der = file(name);
        for (at, octet) in changes {
            let at = at.index(der.len());
            der[at] = octet;
        }
        if let Some(cut) = cut {
            der.truncate(cut.index(der.len()));
        }
        if let Some(root) = read(&der) {
            prop_assert_eq!(walker::items(&root).unwrap().len(), 10);
        }
        let _ = open(&der, &Limits::default());
    }

    #[test]
    fn any_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&octets).is_none());
        let value = with_extension(&octets);
        let root = read(&value).unwrap();
        prop_assert_eq!(walker::key(&root, &unhex(ADDED), true).unwrap().der, &octets[..]);
    }

    #[test]
    fn any_text_never_panics(text in "(-----BEGIN CERTIFICATE-----|-----END|[A-Za-z0-9+/=]{0,9}|\r?\n|.){0,20}") {
        let _ = open(text.as_bytes(), &Limits::default());
    }
}
