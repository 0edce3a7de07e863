//! W3C credentials and presentations verified by keys, at an instant, under terms.

use admit::semantics::date::Instant;
use admit::verify::holder::verify_presentation;
use admit::verify::{
    AlgorithmFault, Challenge, ClaimFault, ErrorKind as Fault, HolderFault, Terms, Trust, Warning,
    verify,
};

use super::*;

fn cases() -> Value {
    support::json("vc/derived/cases.json")
}

/// The keys of these issuers.
fn trust(file: &Value, issuers: &[&str]) -> Trust {
    let mut trust = Trust::default();
    for issuer in issuers {
        let jwk = file["keys"][issuer].to_string();
        trust.add_jwks(jwk.as_bytes(), &Limits::default()).unwrap();
    }
    trust
}

const IDENTITY: &str = "https://idp.example.com";
const CLIENT: &str = "https://im.example.com";

/// How many credentials were verified, and what is worth knowing of the first, or why none was.
fn verified(
    text: &str,
    trust: &Trust,
    asked: &Challenge,
    at: i64,
) -> Result<(usize, Vec<Warning>), Fault> {
    let limits = Limits::default();
    let terms = Terms::at(Instant::from_seconds(at));
    let unreadable = |error: Error| Fault::Unreadable(Box::new(error));
    let envelope = open(text, Some(Format::Vc)).map_err(unreadable)?;
    match envelope.embedded(&limits).map_err(unreadable)? {
        None => verify(&envelope, trust, &terms, &limits)
            .map(|(_, verification)| (1, verification.warnings)),
        Some(held) => verify_presentation(&envelope, &held, trust, asked, &terms, &limits)
            .map(|(claims, _)| (claims.len(), claims[0].1.warnings.clone())),
    }
    .map_err(|error| error.kind)
}

fn asked(file: &Value) -> Challenge {
    let text = |name: &str| Some(file[name].as_str().unwrap().to_owned());
    Challenge { nonce: text("nonce").map(Into::into), audience: text("aud"), max_age: Some(60) }
}

#[test]
fn derived_cases() {
    let file = cases();
    let asked = asked(&file);
    let trust = trust(&file, &[IDENTITY, CLIENT]);
    let alone = super::verified::trust(&file, &[IDENTITY]);
    let at = file["now"].as_i64().unwrap();
    for case in file["cases"].as_array().unwrap() {
        let (id, text) = (case["id"].as_str().unwrap(), case["jwt"].as_str().unwrap());
        let trust = if id.contains("-vp-") { &trust } else { &alone };
        let found = verified(text, trust, &asked, at);
        match id {
            "ok-vp-two-vcs" => assert_eq!(found, Ok((2, vec![])), "{id}"),
            "ok-vc2-jose" => assert_eq!(found, Ok((1, vec![])), "{id}"),
            // Marked "policy": nothing but a guess says that it is wrong.
            "rej-vc-exp-ms-only" => assert_eq!(found, Ok((1, vec![Warning::FarExpiry])), "{id}"),
            "rej-vc-wrong-key" | "rej-vp-bad-outer" => {
                assert_eq!(found, Err(Fault::Signature), "{id}");
            }
            "rej-vc-alg-none" => {
                assert_eq!(found, Err(Fault::Algorithm(AlgorithmFault::None)), "{id}");
            }
            "rej-vp-aud" => assert_eq!(found, Err(Fault::Claim(ClaimFault::Audience)), "{id}"),
            "rej-vp-no-nonce" => {
                assert_eq!(found, Err(Fault::Holder(HolderFault::Nonce)), "{id}");
            }
            _ => assert!(matches!(found, Err(Fault::Unreadable(_))), "{id}: {found:?}"),
        }
    }
}

#[test]
fn a_presentation_needs_every_issuers_key() {
    let file = cases();
    let asked = asked(&file);
    let text = file["cases"][0]["jwt"].as_str().unwrap();
    let at = file["now"].as_i64().unwrap();
    let identity = trust(&file, &[IDENTITY]);
    assert_eq!(verified(text, &identity, &asked, at), Err(Fault::Signature));
    let both = trust(&file, &[IDENTITY, CLIENT]);
    // Expired: what the holder signed is good for a minute.
    let found = verified(text, &both, &asked, at + 61);
    assert_eq!(found, Err(Fault::Claim(ClaimFault::Expired)));
    // Other credentials than those of the presentation prove nothing.
    let envelope = open(text, None).unwrap();
    let limits = Limits::default();
    let terms = Terms::at(Instant::from_seconds(at));
    let held = envelope.embedded(&limits).unwrap().unwrap();
    let error = verify_presentation(&envelope, &held[..1], &both, &asked, &terms, &limits);
    assert_eq!(error.unwrap_err().kind, Fault::Holder(HolderFault::Missing));
}

#[test]
fn tokens_of_ssi() {
    let keys = support::json("vc/ssi/did-example-foo.json");
    let mut trust = Trust::default();
    let methods = keys["verificationMethod"].as_array().unwrap();
    for jwk in methods.iter().filter_map(|method| method.get("publicKeyJwk")) {
        trust.add_jwks(jwk.to_string().as_bytes(), &Limits::default()).unwrap();
    }
    let asked = Challenge { nonce: Some("example".into()), ..Challenge::default() };
    let at = 1_700_000_000;
    let vc = file("ssi/vc.jwt");
    assert_eq!(verified(vc.trim(), &trust, &asked, at).unwrap().0, 1);
    let early = verified(vc.trim(), &trust, &asked, 1_627_921_069);
    assert_eq!(early, Err(Fault::Claim(ClaimFault::NotYetValid)));
    // The credential binds no key and is about something else than the holder.
    let vp = file("ssi/vp-jwtvc.jwt");
    let found = verified(vp.trim(), &trust, &asked, at);
    assert_eq!(found, Err(Fault::Holder(HolderFault::NotBound)));
}

/// A token signed with the example key of this owner.
fn signed(owner: &str, typ: &str, payload: &Value) -> String {
    use aws_lc_rs::signature::Ed25519KeyPair;
    use sha2::{Digest, Sha256};
    let seed = Sha256::digest(format!("admit test key {owner}"));
    let key = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    let header = json!({"alg": "EdDSA", "typ": typ}).to_string();
    let input = format!("{}.{}", encode(&header), encode(&payload.to_string()));
    let signature = key.sign(input.as_bytes());
    format!("{input}.{}", Base64UrlUnpadded::encode_string(signature.as_ref()))
}

#[test]
fn every_credential_is_bound_to_the_one_holder() {
    let file = cases();
    const HOLDER: &str = "mimi://example.com/d/SvPfLlwBQi-6oddVRrkqpw/04c7";
    let [holder, other] = [HOLDER, CLIENT].map(|owner| json!({"jwk": file["keys"][owner]}));
    let credential = |subject: &str, cnf: Option<&Value>| {
        let mut payload = json!({
            "type": ["VerifiableCredential"], "issuer": IDENTITY, "exp": 1_900_000_000,
            "credentialSubject": {"id": subject},
        });
        if let Some(cnf) = cnf {
            payload["cnf"] = cnf.clone();
        }
        signed("idp", "vc+jwt", &payload)
    };
    let present = |by: &str, name: Value, credentials: &[String], more: &[&str]| {
        let mut payload = json!({
            "type": ["VerifiablePresentation"], "verifiableCredential": credentials,
            "nonce": "n", "iat": 1_700_000_000,
        });
        if name.is_string() {
            payload["holder"] = name;
        }
        let text = signed(by, "vp+jwt", &payload);
        let trust = trust(&file, &[&[IDENTITY], more].concat());
        let asked = Challenge { nonce: Some("n".into()), ..Challenge::default() };
        verified(&text, &trust, &asked, 1_700_000_000).map(|(count, _)| count)
    };
    let name = || json!(HOLDER);
    let bound = || credential("somebody", Some(&holder));
    let about = || credential(HOLDER, None);
    let fault = |fault| Err(Fault::Holder(fault));
    assert_eq!(present("holder", name(), &[bound()], &[]), Ok(1));
    assert_eq!(present("holder", json!(null), &[bound()], &[]), Ok(1));
    assert_eq!(present("holder", name(), &[about(), bound(), bound()], &[]), Ok(3));
    assert_eq!(present("im", name(), &[bound()], &[CLIENT]), Err(Fault::Signature));
    // Without a key of its own, a credential needs its subject; somebody has to know the key.
    assert_eq!(
        present("holder", json!(null), &[bound(), about()], &[]),
        fault(HolderFault::NotBound)
    );
    let of_somebody = credential("somebody", None);
    let stolen = present("holder", name(), &[bound(), of_somebody], &[]);
    assert_eq!(stolen, fault(HolderFault::NotBound));
    assert_eq!(present("holder", name(), &[about()], &[]), Err(Fault::Signature));
    assert_eq!(present("holder", name(), &[about()], &[HOLDER]), Ok(1));
    let two = [bound(), credential(HOLDER, Some(&other))];
    assert_eq!(present("holder", name(), &two, &[]), fault(HolderFault::OtherKeys));
    let unknown = credential(HOLDER, Some(&json!({"kid": "x"})));
    assert_eq!(present("holder", name(), &[unknown], &[HOLDER]), fault(HolderFault::NoKey));
}
