//! Certificates' fields, compared with what another implementation read.

use std::net::IpAddr;

use admit::credential::tree::{Node, Value};
use serde_json::Value as Json;

use super::walker::{Step, items, key, walk};
use super::{file, read};
use crate::support::{json, unhex};

/// What the other implementation read as text although it is none: the URI has octets beyond
/// ASCII, which an IA5String cannot hold, and stays octets here.
const NO_IA5: [&str; 1] = ["zlint/SANURINotIA5.der"];

/// How often each field was compared.
#[derive(Debug, Default)]
struct Compared {
    certificates: usize,
    rejected: usize,
    names: usize,
    extensions: usize,
    general_names: usize,
}

#[test]
fn certificates_of_others() {
    let compared = compare("x509/index.json", "");
    assert!(compared.certificates >= 80 && compared.rejected >= 5, "{compared:?}");
    assert!(compared.names >= 80 && compared.extensions >= 250, "{compared:?}");
    assert!(compared.general_names >= 80, "{compared:?}");
}

#[test]
fn our_certificates() {
    let compared = compare("x509/mimi-derived/index.json", "mimi-derived/");
    assert!(compared.certificates >= 13 && compared.rejected == 0, "{compared:?}");
    assert!(compared.general_names >= 30, "{compared:?}");
}

fn compare(index: &str, folder: &str) -> Compared {
    let mut compared = Compared::default();
    for entry in json(index)["certs"].as_array().unwrap() {
        let name = format!("{folder}{}", entry["file"].as_str().unwrap());
        let der = file(&name);
        let root = read(&der);
        if is_malformed(entry) {
            assert!(root.is_none(), "{name}");
            compared.rejected += 1;
        } else {
            certificate(&name, entry, &root.unwrap_or_else(|| panic!("{name}")), &mut compared);
        }
    }
    compared
}

/// Not read at all, or an extension twice. What the other implementation could not make of
/// single fields is either octets here, or of no concern to it (an RDN without attributes).
fn is_malformed(entry: &Json) -> bool {
    let twice = |error: &Json| error.as_str().is_some_and(|text| text.starts_with("DuplicateExt"));
    entry["cryptography_error"].is_string() || twice(&entry["extensions"]["error"])
}

fn certificate(name: &str, entry: &Json, root: &Node<'_>, compared: &mut Compared) {
    compared.certificates += 1;
    let fields = items(root).unwrap();
    assert_eq!(fields.len(), 10, "{name}");
    let version = match entry["version"].as_str().unwrap() {
        "v1" => Value::Missing,
        "v2" => Value::Int(1),
        "v3" => Value::Int(2),
        other => panic!("{other}"),
    };
    assert_eq!(fields[0].value, version, "{name}");
    assert_eq!(hex_integer(&fields[1]), entry["serial"].as_str().unwrap(), "{name}");
    assert_eq!(
        dotted(&items(&fields[2]).unwrap()[0]),
        entry["sig_alg"].as_str().unwrap(),
        "{name}"
    );
    let validity = items(&fields[4]).unwrap();
    assert_eq!(validity[0].value, Value::Time(seconds(&entry["not_before"])), "{name}");
    assert_eq!(validity[1].value, Value::Time(seconds(&entry["not_after"])), "{name}");
    for (field, node) in [("issuer", &fields[3]), ("subject", &fields[5])] {
        if entry[field].is_array() {
            compared.names += 1;
            assert_eq!(rdns(node), entry[field], "{name} {field}");
        }
    }
    if let Some(expected) = entry["extensions"].as_array() {
        let found =
            if fields[9].value == Value::Missing { &[] } else { items(&fields[9]).unwrap() };
        compared.extensions += expected.len();
        assert_eq!(&found.iter().map(extension).collect::<Vec<_>>(), expected, "{name}");
    }
    for (field, oid) in [("san", "551d11"), ("ian", "551d12")] {
        if let Some(expected) = entry[field].as_array() {
            let node = key(root, &unhex(oid), true).unwrap_or_else(|| panic!("{name} {field}"));
            compared.general_names += expected.len();
            assert_eq!(items(node).unwrap().len(), expected.len(), "{name} {field}");
            for (node, expected) in items(node).unwrap().iter().zip(expected) {
                general_name(name, node, expected);
            }
        }
    }
}

fn extension(node: &Node<'_>) -> Json {
    let parts = items(node).unwrap();
    let critical = matches!(parts, [_, Node { value: Value::Bool(true), .. }, _]);
    Json::from(vec![Json::from(dotted(&parts[0])), Json::from(critical)])
}

fn general_name(file: &str, node: &Node<'_>, expected: &Json) {
    let Value::Tag(number, content) = &node.value else { panic!("{file}: {node:?}") };
    let value = &expected[1];
    let text = value.as_str();
    match (expected[0].as_str().unwrap(), number, &content.value) {
        ("rfc822Name", 1, Value::Text(found))
        | ("dNSName", 2, Value::Text(found))
        | ("uniformResourceIdentifier", 6, Value::Text(found)) => {
            assert_eq!(Some(&**found), text, "{file}");
        }
        ("uniformResourceIdentifier", 6, Value::Bytes(found)) => {
            assert!(NO_IA5.contains(&file), "{file}");
            assert_eq!(Some(&**found), text.map(str::as_bytes), "{file}");
        }
        ("directoryName", 4, _) => assert_eq!(rdns(content), *value, "{file}"),
        ("iPAddress", 7, Value::Bytes(found)) => {
            let octets = match text.unwrap().parse().unwrap() {
                IpAddr::V4(address) => address.octets().to_vec(),
                IpAddr::V6(address) => address.octets().to_vec(),
            };
            assert_eq!(**found, octets, "{file}");
        }
        ("registeredID", 8, Value::Oid(_)) => assert_eq!(Some(&*dotted(content)), text, "{file}"),
        ("otherName", 0, _) => {
            assert_eq!(Some(&*dotted(&items(content).unwrap()[0])), text, "{file}");
            let value = walk(content, &[Step::Position(1), Step::Tag(0)]).unwrap();
            assert_eq!(value.der, unhex(expected[2].as_str().unwrap()), "{file}");
        }
        _ => panic!("{file}: {expected} is {node:?}"),
    }
}

/// `[[[oid, text], …], …]`
fn rdns(name: &Node<'_>) -> Json {
    let attribute = |node: &Node<'_>| match items(node).unwrap() {
        [oid, Node { value: Value::Text(text), .. }] => {
            Json::from(vec![dotted(oid), text.clone().into_owned()])
        }
        other => panic!("{other:?}"),
    };
    let rdn = |node: &Node<'_>| items(node).unwrap().iter().map(attribute).collect::<Json>();
    items(name).unwrap().iter().map(rdn).collect()
}

fn hex_integer(node: &Node<'_>) -> String {
    match &node.value {
        Value::Int(value) => {
            format!("{}{:#x}", if *value < 0 { "-" } else { "" }, value.unsigned_abs())
        }
        Value::BigInt(value) => format!("{:#x}", **value),
        other => panic!("{other:?}"),
    }
}

fn dotted(node: &Node<'_>) -> String {
    let Value::Oid(octets) = node.value else { panic!("{node:?}") };
    let mut arcs = Vec::new();
    let mut arc = 0u64;
    for octet in octets {
        arc = arc << 7 | u64::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            arcs.push(std::mem::take(&mut arc));
        }
    }
    let first = arcs[0].min(80) / 40;
    let second = arcs[0] - first * 40;
    let rest = arcs[1..].iter().map(|arc| format!(".{arc}")).collect::<String>();
    format!("{first}.{second}{rest}")
}

/// `2055-12-01T06:07:08+00:00` in seconds since 1970.
fn seconds(text: &Json) -> i64 {
    let text = text.as_str().unwrap().strip_suffix("+00:00").unwrap();
    let part = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    // Days from 1970 in years that begin in March.
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468;
    days * 86_400 + part(11, 13) * 3600 + part(14, 16) * 60 + part(17, 19)
}
