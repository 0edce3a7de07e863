//! Credentials that were changed on the way: none is ever verified with other claims.

use admit::credential::tree::{Claims, HolderClaims, Node, Value};
use admit::credential::{DigestMode, Envelope};
use admit::format::Format;
use admit::limits::Limits;
use admit::verify::holder::{verify_bound, verify_presentation};
use admit::verify::{self, Challenge, Terms, Trust};
use proptest::prelude::*;
use proptest::sample::Index;

use super::issue::{Certificate, Signer, general, message, pem, token};
use super::{at, jwks};
use crate::support::{json, unhex, vectors};

/// One way to change octets.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(Index, u8),
    Set(Index, u8),
    Cut(Index, Index),
    Duplicate(Index, Index, Index),
    Swap(Index, Index, Index),
    Insert(Index, Vec<u8>),
    /// Of the parts of a text between `~`, or else between `.`: one again, two exchanged, one gone.
    Parts(Index, Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), 0u8..8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        2 => (index(), any::<u8>()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        1 => (index(), index()).prop_map(|(from, to)| Mutation::Cut(from, to)),
        1 => (index(), index(), index()).prop_map(|(f, t, at)| Mutation::Duplicate(f, t, at)),
        1 => (index(), index(), index()).prop_map(|(a, b, c)| Mutation::Swap(a, b, c)),
        1 => (index(), proptest::collection::vec(any::<u8>(), 1..6))
            .prop_map(|(at, octets)| Mutation::Insert(at, octets)),
        3 => (index(), index(), 0..3u8).prop_map(|(a, b, how)| Mutation::Parts(a, b, how)),
    ]
}

impl Mutation {
    fn apply(&self, octets: &mut Vec<u8>) {
        let length = octets.len();
        if length == 0 {
            return;
        }
        match self {
            Mutation::Flip(at, bit) => octets[at.index(length)] ^= 1 << bit,
            Mutation::Set(at, octet) => octets[at.index(length)] = *octet,
            Mutation::Cut(from, to) => {
                let (from, to) = ordered(from.index(length), to.index(length));
                octets.drain(from..to);
            }
            Mutation::Duplicate(from, to, at) => {
                let (from, to) = ordered(from.index(length), to.index(length));
                let piece = octets[from..to].to_vec();
                let at = at.index(length);
                octets.splice(at..at, piece);
            }
            Mutation::Swap(a, b, c) => {
                let mut cuts = [a.index(length), b.index(length), c.index(length)];
                cuts.sort_unstable();
                octets[cuts[0]..cuts[2]].rotate_left(cuts[1] - cuts[0]);
            }
            Mutation::Insert(at, piece) => {
                let at = at.index(length);
                octets.splice(at..at, piece.iter().copied());
            }
            Mutation::Parts(a, b, how) => {
                let separator = if octets.contains(&b'~') { b'~' } else { b'.' };
                let mut parts: Vec<&[u8]> = octets.split(|octet| *octet == separator).collect();
                let (a, b) = (a.index(parts.len()), b.index(parts.len()));
                match how {
                    0 => parts.insert(a, parts[b]),
                    1 => parts.swap(a, b),
                    _ => drop(parts.remove(a)),
                }
                *octets = parts.join(&separator);
            }
        }
    }
}

fn ordered(one: usize, two: usize) -> (usize, usize) {
    (one.min(two), one.max(two))
}

/// What is verified of a sample.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Alone,
    /// With what the holder says.
    Bound,
}

/// What was verified: each credential, and what the holder says.
struct Found {
    credentials: Vec<Claims<'static>>,
    holder: Option<HolderClaims<'static>>,
}

struct Sample {
    how: How,
    octets: Vec<u8>,
    /// What else is verified when a part is cut away: another good credential, with its own claims.
    parts: Vec<Vec<u8>>,
    format: Format,
    trust: Trust,
    terms: Terms,
}

impl Sample {
    /// The claims that octets are verified to hold.
    fn verified(&self, octets: &[u8]) -> Option<Found> {
        let Sample { trust, terms, .. } = self;
        let limits = Limits::default();
        let octets = Vec::leak(octets.to_vec());
        let envelope = Envelope::open(octets, Some(self.format), None, &limits).ok()?;
        let envelope = Box::leak(Box::new(envelope.with_digest_mode(DigestMode::EncodedBstr)));
        let asked = Challenge::default();
        let (credentials, holder) = match (self.how, envelope.embedded(&limits).ok()?) {
            (How::Alone, _) => (vec![verify::verify(envelope, trust, terms, &limits).ok()?], None),
            (How::Bound, None) => {
                let (one, holder) = verify_bound(envelope, trust, &asked, terms, &limits).ok()?;
                (vec![one], Some(holder))
            }
            (How::Bound, Some(inside)) => {
                let inside = Vec::leak(inside);
                let verified = verify_presentation(envelope, inside, trust, &asked, terms, &limits);
                let (all, holder) = verified.ok()?;
                (all, Some(holder))
            }
        };
        Some(Found {
            credentials: credentials.into_iter().map(|(claims, _)| claims.into_inner()).collect(),
            holder: holder.map(|(claims, _)| claims.into_inner()),
        })
    }

    /// Asserts that what was verified, if anything, are claims that somebody signed.
    fn is_sound(&self, octets: &[u8], good: &[Found]) -> bool {
        let found = self.verified(octets);
        found.is_none_or(|found| good.iter().any(|good| self.is_same(&found, good)))
    }

    fn is_same(&self, found: &Found, good: &Found) -> bool {
        let Found { credentials, holder } = found;
        // What the holder has signed is the whole of what was presented.
        let same = |(found, good): (&Claims<'_>, &Claims<'_>)| match self.how {
            How::Alone => is_same(found, good),
            How::Bound => found == good,
        };
        *holder == good.holder
            && credentials.len() == good.credentials.len()
            && credentials.iter().zip(&good.credentials).all(same)
    }

    /// The claims of the whole, and of its parts.
    fn good(&self) -> Vec<Found> {
        let all = std::iter::once(&self.octets).chain(&self.parts);
        all.map(|octets| self.verified(octets).unwrap()).collect()
    }
}

/// Good credentials of every kind.
fn samples() -> Vec<Sample> {
    let signer = Signer::ed25519(1);
    let payload =
        r#"{"iss":"https://example.com","sub":"mimi://example.com/u/ann","exp":4000000000}"#;
    let mut samples = vec![
        Sample {
            how: How::Alone,
            parts: vec![],
            octets: token(&signer, r#"{"alg":"EdDSA","typ":"JWT"}"#, payload).into_bytes(),
            format: Format::Jwt,
            trust: jwks(&signer.jwk()),
            terms: at(1_700_000_000),
        },
        Sample {
            how: How::Alone,
            parts: vec![],
            octets: message(&signer, &[0xa1, 1, 0x27], &[0xa1, 4, 0x41, 1], &[0xa1, 1, 0x61, b'a']),
            format: Format::Cwt,
            trust: jwks(&signer.jwk()),
            terms: at(1_700_000_000),
        },
    ];
    let set = json("cwt/derived/cases.json");
    samples.push(Sample {
        how: How::Alone,
        parts: vec![],
        octets: unhex(set["cases"][0]["cwt_hex"].as_str().unwrap()),
        format: Format::Cwt,
        trust: jwks(&set["key"]),
        terms: at(set["now"].as_i64().unwrap()),
    });
    let set = json("jwt/rfc7515-7519.json");
    samples.push(Sample {
        how: How::Alone,
        parts: vec![],
        octets: set[1]["jws"].as_str().unwrap().as_bytes().to_vec(),
        format: Format::Jwt,
        trust: jwks(&set[1]["jwk"]),
        terms: at(1_300_000_000),
    });
    let folder = vectors().join("sd-jwt/rfc9901");
    let text = std::fs::read_to_string(folder.join("s5-presentation-kb.sdjwt.txt")).unwrap();
    for (how, seconds) in [(How::Alone, 1_700_000_000), (How::Bound, 1_748_536_870)] {
        samples.push(Sample {
            how,
            parts: vec![],
            octets: text.trim().as_bytes().to_vec(),
            format: Format::SdJwt,
            trust: jwks(&json("sd-jwt/rfc9901/issuer-public-key.jwk.json")),
            terms: at(seconds),
        });
    }
    let key = json("sd-cwt/derived/cases.json")["issuer_key"].clone();
    let octets = std::fs::read(vectors().join("sd-cwt/draft-07/kbt.cbor")).unwrap();
    samples.push(Sample {
        how: How::Bound,
        parts: vec![],
        octets,
        format: Format::SdCwt,
        trust: jwks(&key),
        terms: at(1_725_244_300),
    });
    samples.extend(w3c());
    samples.extend(chains());
    samples
}

/// A W3C credential, and a presentation of two.
fn w3c() -> [Sample; 2] {
    let file = json("vc/derived/cases.json");
    let seconds = file["now"].as_i64().unwrap();
    [("ok-vc2-jose", How::Alone), ("ok-vp-two-vcs", How::Bound)].map(|(id, how)| {
        let case = file["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
        let mut trust = Trust::default();
        for key in file["keys"].as_object().unwrap().values() {
            trust.add_jwks(key.to_string().as_bytes(), &Limits::default()).unwrap();
        }
        Sample {
            how,
            parts: vec![],
            octets: case["jwt"].as_str().unwrap().as_bytes().to_vec(),
            format: Format::Vc,
            trust,
            terms: at(seconds),
        }
    })
}

/// A chain in PEM, and a leaf alone in DER.
fn chains() -> [Sample; 2] {
    let [root_key, middle_key, key] = [1, 2, 3].map(Signer::ed25519);
    let root = Certificate::authority("root", None).issue("root", &root_key, &root_key);
    let middle = Certificate::authority("middle", Some(0)).issue("root", &root_key, &middle_key);
    let leaf = Certificate::leaf("leaf").named(&[general(6, "mimi://example.com/u/ann")]);
    let leaf = leaf.issue("middle", &middle_key, &key);
    let sample = |octets, parts, anchor: &[u8]| {
        let mut trust = Trust::default();
        trust.add_anchors(anchor, &Limits::default()).unwrap();
        Sample {
            how: How::Alone,
            octets,
            parts,
            format: Format::X509,
            trust,
            terms: at(1_735_689_600),
        }
    };
    let chain = format!("{}{}", pem(&leaf), pem(&middle)).into_bytes();
    let cut = pem(&middle).into_bytes();
    [sample(chain, vec![cut], &root), sample(leaf, vec![], &middle)]
}

/// Whether the claims are those that were signed. Of an SD-JWT a part is as good: who presents it
/// may withhold the rest.
fn is_same(found: &Claims<'_>, good: &Claims<'_>) -> bool {
    found == good || (found.format == Format::SdJwt && is_part(&found.root, &good.root))
}

fn is_part(found: &Node<'_>, good: &Node<'_>) -> bool {
    match (&found.value, &good.value) {
        (Value::Map(found), Value::Map(good)) => {
            found.iter().all(|(name, node)| good.get(name).is_some_and(|good| is_part(node, good)))
        }
        (Value::Array(found), Value::Array(good)) => {
            let mut rest = good.items.iter();
            found.items.iter().all(|item| rest.any(|good| is_part(item, good)))
        }
        _ => found == good,
    }
}

#[test]
fn good_samples_are_verified() {
    let samples = samples();
    assert_eq!(samples.len(), 11);
    for sample in samples {
        assert!(sample.verified(&sample.octets).is_some(), "{:?}", sample.format);
    }
}

/// Every bit of the short ones, one bit of each octet of the long ones.
#[test]
fn no_flipped_bit_changes_verified_claims() {
    for sample in samples() {
        let good = sample.good();
        for at in 0..sample.octets.len() {
            let bits = if sample.octets.len() < 500 { 0..8 } else { at % 8..at % 8 + 1 };
            for bit in bits {
                let mut octets = sample.octets.clone();
                octets[at] ^= 1 << bit;
                assert!(sample.is_sound(&octets, &good), "{:?} {at} {bit}", sample.format);
            }
        }
    }
}

/// In a token and in a certificate, no octet is free.
#[test]
fn every_flipped_bit_is_noticed() {
    for sample in samples() {
        let is_whole = match sample.format {
            Format::Jwt => true,
            Format::X509 => sample.parts.is_empty(),
            _ => false,
        };
        for at in (0..sample.octets.len()).filter(|_| is_whole) {
            let mut octets = sample.octets.clone();
            octets[at] ^= 1;
            assert!(sample.verified(&octets).is_none(), "{:?} {at}", sample.format);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn no_mutation_changes_verified_claims(
        which in any::<Index>(),
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        thread_local! {
            static SAMPLES: Vec<(Sample, Vec<Found>)> =
                samples().into_iter().map(|sample| { let good = sample.good(); (sample, good) }).collect();
        }
        SAMPLES.with(|samples| {
            let (sample, good) = &samples[which.index(samples.len())];
            let mut octets = sample.octets.clone();
            for mutation in &mutations {
                mutation.apply(&mut octets);
            }
            prop_assert!(sample.is_sound(&octets, good));
            Ok(())
        })?;
    }
}
