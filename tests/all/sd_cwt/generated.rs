//! Properties: nothing that is done to a token makes it say more, and nothing makes reading panic.

use std::path::Path;

use admit::credential::tree::{Node, Value};
use admit::credential::{DigestMode, Envelope};
use admit::limits::Limits;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::build::Cbor::{Int, List, Map};
use super::build::{Cbor, REDACTED, Token, binding, digest, disclosure, element, text};

/// A value, and what issuer and holder do with the things in it.
#[derive(Debug, Clone)]
enum Content {
    Leaf(i64),
    List(Vec<(Content, bool)>),
    Map(Vec<(i64, Content, bool)>),
}

fn content() -> impl Strategy<Value = Content> {
    any::<i64>().prop_map(Content::Leaf).prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec((inner.clone(), any::<bool>()), 0..4).prop_map(Content::List),
            prop::collection::btree_map(100..120i64, (inner, any::<bool>()), 0..4).prop_map(
                |members| {
                    let member = |(key, (value, hidden))| (key, value, hidden);
                    Content::Map(members.into_iter().map(member).collect())
                }
            ),
        ]
    })
}

/// Writes a value: whole, and redacted with its disclosures.
struct Issuer {
    disclosures: Vec<Vec<u8>>,
}

impl Issuer {
    fn disclose(&mut self, rest: Vec<Cbor>) -> Vec<u8> {
        let salt = u8::try_from(self.disclosures.len()).unwrap();
        let content = disclosure(salt, rest);
        let digest = digest(&content);
        self.disclosures.push(content);
        digest
    }

    fn redacted(&mut self, content: &Content) -> Cbor {
        match content {
            Content::Leaf(value) => Int(*value),
            Content::List(items) => {
                let item = |(value, hidden): &(Content, bool)| {
                    let value = self.redacted(value);
                    if *hidden { element(self.disclose(vec![value])) } else { value }
                };
                List(items.iter().map(item).collect())
            }
            Content::Map(members) => {
                let (mut plain, mut hidden) = (Vec::new(), Vec::new());
                for (key, value, is_hidden) in members {
                    let value = self.redacted(value);
                    match is_hidden {
                        true => hidden.push(Cbor::Bytes(self.disclose(vec![value, Int(*key)]))),
                        false => plain.push((Int(*key), value)),
                    }
                }
                if !hidden.is_empty() {
                    plain.push((REDACTED, List(hidden)));
                }
                Map(plain)
            }
        }
    }
}

fn whole(content: &Content) -> Cbor {
    match content {
        Content::Leaf(value) => Int(*value),
        Content::List(items) => List(items.iter().map(|(item, _)| whole(item)).collect()),
        Content::Map(members) => {
            Map(members.iter().map(|(key, value, _)| (Int(*key), whole(value))).collect())
        }
    }
}

fn token(payload: Cbor, disclosures: &[Vec<u8>]) -> Vec<u8> {
    let token = Token::new([(Int(900), payload)]);
    let token = if disclosures.is_empty() { token } else { token.disclosing(disclosures) };
    token.bound(binding()).octets()
}

/// Whether a tree says nothing that another does not say.
fn is_part(of: &Node<'_>, part: &Node<'_>) -> bool {
    match (&of.value, &part.value) {
        (Value::Map(of), Value::Map(part)) => {
            part.iter().all(|(key, part)| of.get(key).is_some_and(|of| is_part(of, part)))
        }
        (Value::Array(of), Value::Array(part)) => {
            let mut of = of.items.iter();
            part.items.iter().all(|part| of.any(|of| is_part(of, part)))
        }
        (Value::Tag(one, of), Value::Tag(other, part)) => one == other && is_part(of, part),
        (of, part) => of == part,
    }
}

/// Whether one token's claims are part of another's; a token that cannot be read has none.
fn says_no_more(original: &[u8], other: &[u8], mode: DigestMode) -> bool {
    let limits = Limits::default();
    let open = |octets| {
        Envelope::open(octets, None, None, &limits).map(|opened| opened.with_digest_mode(mode))
    };
    let (Ok(original), Ok(other)) = (open(original), open(other)) else { return true };
    let original = original.claims(&limits).unwrap().trust_without_verification();
    let Ok(other) = other.claims(&limits) else { return true };
    is_part(&original.root, &other.trust_without_verification().root)
}

proptest! {
    #[test]
    fn all_disclosed_is_the_whole(content in content(), order in any::<Index>()) {
        let mut issuer = Issuer { disclosures: Vec::new() };
        let payload = issuer.redacted(&content);
        let mut disclosures = issuer.disclosures;
        if !disclosures.is_empty() {
            let middle = order.index(disclosures.len());
            disclosures.rotate_left(middle);
        }
        let whole = super::effective(&token(whole(&content), &[]));
        prop_assert_eq!(super::effective(&token(payload, &disclosures)), whole);
    }

    #[test]
    fn less_disclosed_says_less(
        (content, kept) in content().prop_flat_map(|content| {
            let mut issuer = Issuer { disclosures: Vec::new() };
            issuer.redacted(&content);
            let all: Vec<_> = (0..issuer.disclosures.len()).collect();
            let count = 0..=all.len();
            (Just(content), subsequence(all, count))
        }),
    ) {
        let mut issuer = Issuer { disclosures: Vec::new() };
        let payload = issuer.redacted(&content);
        let all = token(payload.clone(), &issuer.disclosures);
        let kept: Vec<_> = kept.into_iter().map(|at| issuer.disclosures[at].clone()).collect();
        // Without its parent a disclosure belongs to nothing.
        prop_assert!(says_no_more(&all, &token(payload, &kept), DigestMode::Content));
    }

    #[test]
    fn a_disclosure_is_what_the_issuer_salted(
        content in content(),
        which in any::<Index>(),
        octet in any::<Index>(),
        flip in 1..=255u8,
    ) {
        let mut issuer = Issuer { disclosures: Vec::new() };
        let payload = issuer.redacted(&content);
        prop_assume!(!issuer.disclosures.is_empty());
        let changed = which.get_mut(&mut issuer.disclosures);
        *octet.get_mut(changed) ^= flip;
        prop_assert!(super::effective(&token(payload, &issuer.disclosures)).is_err());
    }

    #[test]
    fn whatever_is_done_to_octets_nothing_panics(
        name in select(&["content-16", "content-44", "encoded-bstr-16"][..]),
        edits in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4u8), 1..4),
    ) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-own/sd-cwt");
        let mut octets = std::fs::read(folder.join(format!("kbt-{name}.cbor"))).unwrap();
        for (at, octet, edit) in edits {
            let at = at.index(octets.len());
            match edit {
                0 => octets[at] = octet,
                1 => octets.insert(at, octet),
                2 if octets.len() > 1 => drop(octets.remove(at)),
                _ => octets.truncate(at.max(1)),
            }
        }
        for mode in DigestMode::ALL {
            let _ = super::effective_as(&octets, mode);
        }
    }
}

#[test]
fn a_token_of_every_part_is_cut_at_every_octet() {
    let content = disclosure(1, [text("quiet"), text("wish")]);
    let claims = [(REDACTED, List(vec![Cbor::Bytes(digest(&content))]))];
    let octets = Token::new(claims).disclosing([&content]).bound(binding()).octets();
    assert!(super::effective(&octets).is_ok());
    for end in 0..octets.len() {
        assert!(super::effective(&octets[..end]).is_err(), "{end}");
    }
    for extra in [0x00, 0xf6, 0xff] {
        assert!(super::effective(&[&octets[..], &[extra]].concat()).is_err());
    }
}
