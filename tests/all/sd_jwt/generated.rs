//! Properties: whatever is made disclosable and disclosed, the effective claims are the expected
//! ones; and nothing that a holder does to a token makes it say more.

use std::collections::BTreeMap;

use admit::credential::tree::{Node, Value as Tree};
use admit::limits::Limits;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{effective, encode, issuer_signed, open, read};

/// A claim, and what issuer and holder do with it.
#[derive(Debug, Clone)]
struct Claim {
    content: Content,
    disclosable: bool,
    disclosed: bool,
}

#[derive(Debug, Clone)]
enum Content {
    Leaf(Value),
    /// Elements, and decoys among them.
    Array(Vec<Claim>, u32),
    /// Members, and decoys among them.
    Map(BTreeMap<String, Claim>, u32),
}

/// What should be read.
#[derive(Debug, Clone)]
enum Expected {
    Leaf(Value),
    Array(Vec<Expected>, u32),
    Map(BTreeMap<String, Expected>, u32),
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-e]{1,2}",
        1 => any::<String>().prop_filter("reserved", |name| {
            !["_sd", "...", "_sd_alg"].contains(&name.as_str())
        }),
    ]
}

fn content() -> impl Strategy<Value = Content> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i32>().prop_map(|value| json!(value)),
        any::<String>().prop_map(|value| json!(value)),
    ];
    leaf.prop_map(Content::Leaf).prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            (prop::collection::vec(claim(inner.clone()), 0..5), 0..3u32)
                .prop_map(|(items, decoys)| Content::Array(items, decoys)),
            members(inner),
        ]
    })
}

fn claim(content: impl Strategy<Value = Content>) -> impl Strategy<Value = Claim> {
    (content, any::<bool>(), any::<bool>()).prop_map(|(content, disclosable, disclosed)| Claim {
        content,
        disclosable,
        disclosed,
    })
}

fn members(content: impl Strategy<Value = Content>) -> impl Strategy<Value = Content> {
    (prop::collection::btree_map(name(), claim(content), 0..6), 0..3u32)
        .prop_map(|(members, decoys)| Content::Map(members, decoys))
}

/// The issuer's work, and the holder's.
struct Issuer {
    hash: fn(&str) -> String,
    salts: u32,
    disclosures: Vec<String>,
}

/// A name for `_sd_alg`, and the digests by it.
type Hash = (&'static str, fn(&str) -> String);

const HASHES: [Hash; 3] = [
    ("sha-256", |text| encode(Sha256::digest(text))),
    ("sha-384", |text| encode(Sha384::digest(text))),
    ("sha-512", |text| encode(Sha512::digest(text))),
];

impl Issuer {
    /// The digest of a disclosure, which is presented if it is `shown`.
    fn conceal(&mut self, mut parts: Vec<Value>, shown: bool) -> String {
        self.salts += 1;
        parts.insert(0, json!(format!("salt {}", self.salts)));
        let text = encode(json!(parts).to_string());
        let digest = (self.hash)(&text);
        if shown {
            self.disclosures.push(text);
        }
        digest
    }

    fn decoy(&mut self) -> String {
        self.conceal(vec![], false)
    }

    /// What stands in the payload, and what should be read of it when it is `shown`.
    fn content(&mut self, content: &Content, shown: bool) -> (Value, Expected) {
        match content {
            Content::Leaf(value) => (value.clone(), Expected::Leaf(value.clone())),
            Content::Array(items, decoys) => {
                let (mut list, mut read, mut withheld) = (vec![], vec![], *decoys);
                for item in items {
                    let here = shown && (!item.disclosable || item.disclosed);
                    let (value, expected) = self.content(&item.content, here);
                    if item.disclosable {
                        list.push(json!({"...": self.conceal(vec![value], here)}));
                    } else {
                        list.push(value);
                    }
                    if !item.disclosable || item.disclosed {
                        read.push(expected);
                    } else {
                        withheld += 1;
                    }
                }
                for at in 0..*decoys {
                    let place = usize::try_from(at).unwrap() % (list.len() + 1);
                    list.insert(place, json!({"...": self.decoy()}));
                }
                (json!(list), Expected::Array(read, withheld))
            }
            Content::Map(members, decoys) => {
                let (mut map, mut read, mut withheld) =
                    (serde_json::Map::new(), BTreeMap::new(), *decoys);
                let mut digests: Vec<_> = (0..*decoys).map(|_| self.decoy()).collect();
                for (name, member) in members {
                    let here = shown && (!member.disclosable || member.disclosed);
                    let (value, expected) = self.content(&member.content, here);
                    if member.disclosable {
                        digests.push(self.conceal(vec![json!(name), value], here));
                    } else {
                        map.insert(name.clone(), value);
                    }
                    if !member.disclosable || member.disclosed {
                        read.insert(name.clone(), expected);
                    } else {
                        withheld += 1;
                    }
                }
                if !digests.is_empty() {
                    digests.sort();
                    map.insert("_sd".into(), json!(digests));
                }
                (Value::Object(map), Expected::Map(read, withheld))
            }
        }
    }
}

impl Expected {
    fn is(&self, node: &Node<'_>) -> bool {
        match (self, &node.value) {
            (Expected::Leaf(value), node) => match (value, node) {
                (Value::Null, Tree::Null) => true,
                (Value::Bool(value), Tree::Bool(node)) => value == node,
                (Value::Number(value), Tree::Int(node)) => value.as_i64() == Some(*node),
                (Value::String(value), Tree::Text(node)) => value == node,
                _ => false,
            },
            (Expected::Array(items, withheld), Tree::Array(node)) => {
                items.len() == node.items.len()
                    && *withheld == node.withheld
                    && items.iter().zip(&node.items).all(|(item, node)| item.is(node))
            }
            (Expected::Map(members, withheld), Tree::Map(node)) => {
                members.len() == node.len()
                    && *withheld == node.withheld
                    && members
                        .iter()
                        .all(|(name, value)| node.get(name.as_bytes()).is_some_and(|n| value.is(n)))
            }
            _ => false,
        }
    }
}

/// Everything made disclosable so is also disclosed.
fn disclose_all(content: &mut Content) {
    let all: Vec<&mut Claim> = match content {
        Content::Leaf(_) => return,
        Content::Array(items, _) => items.iter_mut().collect(),
        Content::Map(members, _) => members.values_mut().collect(),
    };
    for claim in all {
        claim.disclosed = true;
        disclose_all(&mut claim.content);
    }
}

/// The payload, the disclosures to present, and what should be read.
fn issue(claims: &Content, hash: usize) -> (Value, Vec<String>, Expected) {
    let mut issuer = Issuer { hash: HASHES[hash].1, salts: 0, disclosures: vec![] };
    let (mut payload, expected) = issuer.content(claims, true);
    payload["_sd_alg"] = json!(HASHES[hash].0);
    (payload, issuer.disclosures, expected)
}

fn present(payload: &Value, disclosures: &[String]) -> String {
    format!("{}~{}", issuer_signed(payload), joined(disclosures))
}

fn joined(disclosures: &[String]) -> String {
    disclosures.iter().flat_map(|disclosure| [disclosure, "~"]).collect()
}

/// Whether one says nothing that the other does not say.
fn is_part(some: &Value, all: &Value) -> bool {
    match (some, all) {
        (Value::Object(some), Value::Object(all)) => {
            some.iter().all(|(name, value)| all.get(name).is_some_and(|all| is_part(value, all)))
        }
        (Value::Array(some), Value::Array(all)) => {
            let mut rest = all.iter();
            some.iter().all(|value| rest.any(|all| is_part(value, all)))
        }
        (some, all) => some == all,
    }
}

/// What a holder could try.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, char),
    Drop(prop::sample::Index),
    Twice(prop::sample::Index),
    Add(String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 0..7u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        at().prop_map(Mutation::Cut),
        (at(), prop_oneof![Just('~'), Just('.'), Just('A'), Just('=')])
            .prop_map(|(at, c)| Mutation::Insert(at, c)),
        at().prop_map(Mutation::Drop),
        at().prop_map(Mutation::Twice),
        r#"\["s",("[a-e]{1,2}",)?(1|true|"x"|\{\})\]"#.prop_map(Mutation::Add),
    ]
}

/// The holder's part of a token after that.
fn mutated(disclosures: &[String], mutation: &Mutation) -> String {
    let mut list = disclosures.to_vec();
    let mut text = joined(disclosures);
    match mutation {
        Mutation::Flip(at, bit) if !text.is_empty() => {
            let at = at.index(text.len());
            let mut octets = text.into_bytes();
            octets[at] ^= 1 << bit;
            return String::from_utf8(octets).unwrap();
        }
        Mutation::Cut(at) if !text.is_empty() => text.truncate(at.index(text.len())),
        Mutation::Insert(at, c) => text.insert(at.index(text.len() + 1), *c),
        Mutation::Drop(at) if !list.is_empty() => {
            list.remove(at.index(list.len()));
            return joined(&list);
        }
        Mutation::Twice(at) if !list.is_empty() => {
            list.push(list[at.index(list.len())].clone());
            return joined(&list);
        }
        Mutation::Add(more) => {
            list.push(encode(more));
            return joined(&list);
        }
        _ => {}
    }
    text
}

proptest! {
    #[test]
    fn what_is_disclosed_is_read(
        claims in members(content()),
        hash in 0..HASHES.len(),
        order in any::<u64>(),
    ) {
        let (payload, mut disclosures, expected) = issue(&claims, hash);
        disclosures.sort_by_key(|text| Sha256::digest(format!("{order} {text}")).to_vec());
        let text = present(&payload, &disclosures);
        let envelope = open(&text).unwrap();
        let claims = envelope.claims(&Limits::default()).unwrap().trust_without_verification();
        prop_assert!(expected.is(&claims.root), "{expected:?}\n{:?}", claims.root);
        // In JSON serialization, the same.
        let [protected, body, signature] =
            issuer_signed(&payload).split('.').map(str::to_owned).collect::<Vec<_>>()
                .try_into().unwrap();
        let json = json!({
            "protected": protected, "payload": body, "signature": signature,
            "header": {"disclosures": disclosures},
        }).to_string();
        let from_json = open(&json).unwrap();
        let from_json = from_json.claims(&Limits::default()).unwrap().trust_without_verification();
        prop_assert_eq!(from_json.root, claims.root);
    }

    #[test]
    fn no_mutation_gains_claims(
        claims in members(content()),
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let mut all = claims.clone();
        disclose_all(&mut all);
        let (payload, everything, _) = issue(&all, 0);
        let full = read(&present(&payload, &everything)).unwrap();
        let (same, disclosures, _) = issue(&claims, 0);
        prop_assert_eq!(&payload, &same);
        let before = effective(&open(&present(&payload, &disclosures)).unwrap()).unwrap();
        prop_assert!(is_part(&before, &full));
        for mutation in &mutations {
            for presented in [&disclosures, &everything] {
                let text = format!("{}~{}", issuer_signed(&payload), mutated(presented, mutation));
                if let Ok(after) = read(&text) {
                    prop_assert!(is_part(&after, &full), "{mutation:?}: {after}\n{full}");
                }
            }
        }
    }
}
