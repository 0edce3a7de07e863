//! The wire vectors' pointers, walked over the tree: what is absent, and what is found.

use admit::credential::tree::{Node, Value};
use serde_json::Value as Json;

use super::read;
use super::walker::{Step, items, walk};
use crate::support::{json, unhex};

#[test]
fn every_vector_is_expressible() {
    let (mut found, mut absent, mut compared) = (0, 0, 0);
    for vector in json("wire/x509.json")["vectors"].as_array().unwrap() {
        let claim = &vector["policy"]["entries"][0]["claims"][0];
        for credential in vector["credentials"].as_array().unwrap() {
            let outcome = credential["outcomes"][0][0].as_str().unwrap();
            if credential["family"] != "x509" || outcome == "wrong_family" {
                continue;
            }
            let name = format!("{} {outcome}", vector["name"]);
            let der = unhex(credential["data"].as_str().unwrap());
            let root = read(&der).unwrap_or_else(|| panic!("{name}"));
            let node = pointed(&root, claim);
            let exists = claim["match_as"] == "exists";
            let wanted_absent = exists && claim["test"] == "00";
            let is_absent = (outcome == "absent") != (wanted_absent && outcome == "satisfied");
            assert_eq!(node.is_none(), is_absent, "{name}");
            match node {
                None => absent += 1,
                Some(node) => {
                    found += 1;
                    if let Some(equal) = equal(node, claim) {
                        compared += 1;
                        assert_eq!(equal, outcome == "satisfied", "{name}");
                    }
                }
            }
        }
    }
    assert!(found >= 60 && absent >= 15 && compared >= 20, "{found} {absent} {compared}");
}

/// What a claim of any profile points at.
fn pointed<'t, 'a>(root: &'t Node<'a>, claim: &Json) -> Option<&'t Node<'a>> {
    for member in ["oid", "id"] {
        if let Some(oid) = claim[member].as_str() {
            return walk(root, &[Step::Key(unhex(oid))]);
        }
    }
    let mut node = root;
    let mut steps = Vec::new();
    for item in claim["pointer"].as_array().unwrap() {
        if let Some(oid) = item["key"].as_str() {
            steps.push(Step::Key(unhex(oid)));
        } else if let Some(position) = item["position"].as_u64() {
            steps.push(Step::Position(position));
        } else if let Some(number) = item["tag"].as_u64() {
            steps.push(Step::Tag(number));
        } else {
            // Search: the first element for which the nested pointer finds what it looks for.
            let nested = &item["search"][0];
            let list = items(walk(node, &std::mem::take(&mut steps))?)?;
            node = list.iter().find(|element| {
                pointed(element, nested).is_some_and(|node| equal(node, nested).unwrap_or(true))
            })?;
        }
    }
    walk(node, &steps)
}

/// Whether a node is the claim's value; `None` for the comparisons that need more than octets.
fn equal(node: &Node<'_>, claim: &Json) -> Option<bool> {
    if !claim["operation"].is_null() {
        return None;
    }
    if let Some(value) = claim["value"].as_str() {
        return Some(node.der == unhex(value));
    }
    let test = unhex(claim["test"].as_str()?);
    match (claim["match_as"].as_str()?, &node.value) {
        ("utf8", value) => Some(matches!(value, Value::Text(text) if text.as_bytes() == test)),
        ("bytes", value) => Some(matches!(value, Value::Bytes(octets) if **octets == *test)),
        ("der", _) => Some(node.der == test),
        ("int", Value::Int(value)) => Some(value.to_be_bytes() == *test),
        ("secs_since_epoch", Value::Time(value)) => Some(value.to_be_bytes() == *test),
        _ => None,
    }
}
