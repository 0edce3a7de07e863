//! SD-CWTs and their key binding tokens, verified.

use admit::credential::{DigestMode, Envelope};
use admit::limits::Limits;
use admit::semantics::date::Instant;
use admit::verify::holder::verify_bound;
use admit::verify::{
    AlgorithmFault, Challenge, ClaimFault, Error, ErrorKind, HolderFault, Terms, Trust, Warning,
    verify,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::vectors::{draft, hex, own};
use super::{deterministic, encoded};
use crate::support;

/// Within the validity of all examples.
const NOW: i64 = 1_725_244_300;

fn trust() -> Trust {
    let file = support::json("sd-cwt/derived/cases.json");
    let mut trust = Trust::default();
    let keys = file["issuer_key"].to_string();
    trust.add_jwks(keys.as_bytes(), &Limits::default()).unwrap();
    trust
}

fn terms(at: i64) -> Terms {
    Terms::at(Instant::from_seconds(at))
}

fn challenge() -> Challenge {
    let file = support::json("sd-cwt/derived/cases.json");
    Challenge {
        nonce: Some(hex(&file, "cnonce_hex")),
        audience: file["kbt_aud"].as_str().map(str::to_owned),
        max_age: Some(300),
    }
}

/// Both trees in deterministic CBOR.
fn bound(
    octets: &[u8],
    mode: DigestMode,
    asked: &Challenge,
    terms: &Terms,
) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, None, None, &limits)?.with_digest_mode(mode);
    let ((claims, _), (holder, _)) = verify_bound(&envelope, &trust(), asked, terms, &limits)?;
    Ok((encoded(&claims.get().root), encoded(&holder.get().root)))
}

#[test]
fn derived_cases_are_verified_or_rejected() {
    let file = support::json("sd-cwt/derived/cases.json");
    assert_eq!(file["now"].as_i64(), Some(NOW));
    for case in file["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let octets = hex(case, "sd_kbt_hex");
        let found = bound(&octets, DigestMode::EncodedBstr, &challenge(), &terms(NOW));
        if case["expect"] == "accept" {
            let expected = deterministic(&hex(case, "expected_claims_cbor_hex"));
            assert_eq!(found.unwrap().0, expected, "{id}");
            continue;
        }
        let kind = match id {
            "rej-expired" | "rej-expired-float" => ErrorKind::Claim(ClaimFault::Expired),
            "rej-sdcwt-aud" => ErrorKind::Claim(ClaimFault::Audience),
            "rej-kbt-signature" | "rej-issuer-signature" => ErrorKind::Signature,
            "rej-kbt-key" => ErrorKind::Algorithm(AlgorithmFault::NotAllowed("ES384".to_owned())),
            "policy-depth-20" => {
                assert!(found.is_ok(), "{id}");
                continue;
            }
            _ => {
                let error = found.unwrap_err();
                assert!(matches!(error.kind, ErrorKind::Unreadable(_)), "{id}: {error:?}");
                continue;
            }
        };
        assert_eq!(found.map_err(|error| error.kind), Err(kind), "{id}");
    }
}

#[test]
fn the_drafts_examples_are_verified() {
    let index = support::json("sd-cwt/draft-07/index.json");
    let limits = Limits::default();
    for vector in index["vectors"].as_array().unwrap() {
        let name = vector["file"].as_str().unwrap();
        let octets = draft(name);
        let envelope = Envelope::open(&octets, None, None, &limits).unwrap();
        let envelope = envelope.with_digest_mode(DigestMode::EncodedBstr);
        let (claims, verification) = verify(&envelope, &trust(), &terms(NOW), &limits).unwrap();
        let expected = deterministic(&hex(vector, "validated_claims_cbor_hex"));
        assert_eq!(encoded(&claims.get().root), expected, "{name}");
        let is_bound = envelope.sd_cwt().unwrap().key_binding().is_some();
        let unchecked = verification.warnings.contains(&Warning::KeyBindingNotChecked);
        assert_eq!(unchecked, is_bound, "{name}");
        let found = verify_bound(&envelope, &trust(), &challenge(), &terms(NOW), &limits);
        match is_bound {
            true => {
                let ((_, verification), _) = found.unwrap();
                assert!(!verification.warnings.contains(&Warning::KeyBindingNotChecked));
            }
            false => {
                let missing = ErrorKind::Holder(HolderFault::Missing);
                assert_eq!(found.map(|_| ()).map_err(|error| error.kind), Err(missing), "{name}");
            }
        }
    }
}

#[test]
fn the_holder_answers_what_was_asked() {
    let octets = draft("kbt.cbor");
    let found = |asked: &Challenge, at| {
        let found = bound(&octets, DigestMode::EncodedBstr, asked, &terms(at));
        found.map(|_| ()).map_err(|error| error.kind)
    };
    assert_eq!(found(&challenge(), NOW), Ok(()));
    assert_eq!(found(&Challenge::default(), NOW), Ok(()));
    let nonce = Challenge { nonce: Some(vec![1]), ..challenge() };
    assert_eq!(found(&nonce, NOW), Err(ErrorKind::Holder(HolderFault::Nonce)));
    let audience = Challenge { audience: Some("https://other.example".into()), ..challenge() };
    assert_eq!(found(&audience, NOW), Err(ErrorKind::Claim(ClaimFault::Audience)));
    let stale = Challenge { max_age: Some(10), ..challenge() };
    assert_eq!(found(&stale, NOW), Err(ErrorKind::Holder(HolderFault::Stale)));
    assert_eq!(
        found(&challenge(), NOW - 100),
        Err(ErrorKind::Claim(ClaimFault::IssuedInTheFuture))
    );
}

#[test]
fn our_tokens_are_verified() {
    let asked = Challenge {
        nonce: Some(b"0123456789abcdef".to_vec()),
        audience: Some("mimi://example.com/r/clubhouse".into()),
        max_age: None,
    };
    for (name, mode) in [
        ("kbt-content-16", DigestMode::Content),
        ("kbt-content-43", DigestMode::Content),
        ("kbt-encoded-bstr-44", DigestMode::EncodedBstr),
    ] {
        let octets = std::fs::read(own().join(name).with_extension("cbor")).unwrap();
        let found = bound(&octets, mode, &asked, &terms(NOW));
        assert!(found.is_ok(), "{name}: {found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whoever changes a verified presentation is found out.
    #[test]
    fn no_change_is_verified(
        edits in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4u8), 1..3),
    ) {
        let original = draft("kbt.cbor");
        let mut octets = original.clone();
        for (at, octet, edit) in edits {
            let at = at.index(octets.len());
            match edit {
                0 => octets[at] = octet,
                1 => octets.insert(at, octet),
                2 if octets.len() > 1 => drop(octets.remove(at)),
                _ => octets.truncate(at.max(1)),
            }
        }
        let mode = DigestMode::EncodedBstr;
        let whole = bound(&original, mode, &challenge(), &terms(NOW)).unwrap();
        if let Ok(found) = bound(&octets, mode, &challenge(), &terms(NOW)) {
            prop_assert_eq!(found, whole);
        }
    }
}
