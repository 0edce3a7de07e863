//! What the holder says, from the command line: read only when verified, or when nothing is; and the
//! program's own report on what it verified.

use std::path::PathBuf;

use admit::compile;
use admit::limits::Limits;
use admit::rule::Options;
use admit::source::NoFiles;
use admit::wire;
use serde_json::{Value, json};

use crate::support;

const JWKS: &str = "tests/vectors/sd-jwt/rfc9901/issuer-public-key.jwk.json";
const BOUND: &str = "tests/vectors/sd-jwt/rfc9901/s5-presentation-kb.sdjwt.txt";
/// When the key binding was made.
const AT: &str = "2025-05-29T16:41:10Z";

const POLICY: &str = r#"
policy "holder"
credential Wallet: sd_jwt {
    iss   : https_uri
    nonce at holder "nonce" : string
}
role member = 2 { can join_if_preauthorized }
rule room: admit Wallet as member where iss == "https://issuer.example.com" and nonce == "1234567890"
"#;

/// A file that goes with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, content: &[u8]) -> Scratch {
        let path = std::env::temp_dir().join(format!("admit-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Scratch(path)
    }

    fn name(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Exit code, standard output.
fn admit(arguments: &[&str]) -> (i32, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_admit"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn as_json((code, text): (i32, String)) -> (i32, Value) {
    (code, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

#[test]
fn an_unverified_holder_is_not_believed_beside_a_verified_issuer() {
    let policy = Scratch::new("holder.policy", POLICY.as_bytes());
    let eval = |more: &[&str]| {
        let call = ["eval", policy.name(), "--credential", BOUND, "--json"];
        as_json(admit(&[&call, more].concat()))
    };
    let outcomes = |object: &Value| {
        let claims = object["trace"][0]["claims"].as_array().unwrap();
        claims.iter().map(|claim| claim["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    // Nothing is verified, and the answer says so.
    let (code, object) = eval(&[]);
    assert_eq!((code, &object["verified"]), (0, &json!(false)), "{object:#}");
    assert_eq!(outcomes(&object), ["satisfied", "satisfied"]);

    // The issuer is verified, the holder is not.
    let (code, object) = eval(&["--jwks", JWKS, "--at", AT]);
    assert_eq!((code, &object["verified"]), (1, &json!(true)), "{object:#}");
    assert_eq!(object["holder_verification"], Value::Null);
    assert_eq!(outcomes(&object), ["satisfied", "unverified"]);
    assert!(object.to_string().contains("--require-key-binding"), "{object:#}");

    // Both are.
    let (code, object) = eval(&["--jwks", JWKS, "--at", AT, "--require-key-binding"]);
    assert_eq!(code, 0, "{object:#}");
    assert!(object["holder_verification"]["by"]["thumbprint"].is_string(), "{object:#}");
    assert_eq!(outcomes(&object), ["satisfied", "satisfied"]);

    // The holder answers another question.
    let (code, object) = eval(&["--jwks", JWKS, "--at", AT, "--nonce", "other"]);
    assert_eq!((code, &object["error"]["kind"]), (3, &json!("holder_nonce")), "{object:#}");

    let bound = ["--jwks", JWKS, "--at", AT, "--require-key-binding"];
    let call = ["eval", policy.name(), "--credential", BOUND];
    let (code, text) = admit(&[&call[..], &bound].concat());
    assert_eq!(code, 0);
    assert!(text.contains("the holder's own claims are verified by the key with"), "{text}");
}

/// A presentation is signed by its holder, so that nothing but all of it is verified.
#[test]
fn what_a_presentation_says_is_the_holders() {
    let policy = Scratch::new(
        "presentation.policy",
        br#"
policy "presentation"
credential Degree: vc { issuer_said : any  holder_said at holder "iss" : string  own at "iss" : string }
role member = 2 { can join_if_preauthorized }
rule issuers: admit Degree as member where own == "did:example:ebfeb1f712ebc6f1c276e12ec21"
rule holders: admit Degree as member where holder_said == "did:example:ebfeb1f712ebc6f1c276e12ec21"
"#,
    );
    let path = "tests/vectors/vc/w3c-vc-1.1/vp11.jwt.txt";
    let (code, object) = as_json(admit(&["eval", policy.name(), "--credential", path, "--json"]));
    assert_eq!((code, &object["rule"]), (0, &json!("holders")), "{object:#}");
}

#[test]
fn a_key_binding_token_is_the_holders() {
    let cases = support::json("sd-cwt/derived/cases.json");
    let keys = Scratch::new("sd-cwt.jwk.json", cases["issuer_key"].to_string().as_bytes());
    let audience = cases["kbt_aud"].as_str().unwrap();
    let policy = format!(
        r#"
policy "token" {{ wire pointer }}
credential Token: sd_cwt {{ iss at 1 : string  aud at holder 3 : string  same at 3 : string }}
role member = 2 {{ can join_if_preauthorized }}
rule issuers: admit Token as member where same == "{audience}"
rule holders: admit Token as member where aud == "{audience}"
"#
    );
    let policy = Scratch::new("token.policy", policy.as_bytes());
    let eval = |more: &[&str]| {
        let token = "tests/vectors/sd-cwt/draft-07/kbt.cbor";
        let mode = ["--digest-mode", "encoded-bstr", "--at", "2024-09-02T02:31:40Z"];
        let call = ["eval", policy.name(), "--credential", token, "--json", "--jwks", keys.name()];
        as_json(admit(&[&call, &mode[..], more].concat()))
    };
    let (code, object) = eval(&[]);
    assert_eq!(code, 1, "{object:#}");
    assert_eq!(object["trace"][1]["claims"][0]["outcome"], "unverified", "{object:#}");
    let (code, object) = eval(&["--require-key-binding"]);
    assert_eq!((code, &object["rule"]), (0, &json!("holders")), "{object:#}");
}

/// Our numbers, and no others: whoever does not know them rejects the policy.
#[test]
fn the_wire_says_whose_claim_it_is() {
    let octets = |wire: &str, format: &str| {
        let text = format!(
            "policy \"x\" {{ wire {wire} }}\nrole r = 2 {{ can join_if_preauthorized }}\n\
             credential C: {format} {{ a at holder \"a\" : string }}\nadmit C as r where a == \"b\"\n"
        );
        let limits = Limits::default();
        let checkup = compile::check("x.policy", &text, &NoFiles, &limits);
        let lowered = checkup.lower(&Options::default()).unwrap();
        (lowered.preauth.profile(), wire::encode(&lowered.preauth, &limits).unwrap())
    };
    let limits = Limits::default();
    for (wire, format, number) in [
        ("pointer", "sd_jwt", 0xf2),
        ("pointer", "vc", 0xf2),
        ("pointer", "sd_cwt", 0xf3),
        ("matcher", "sd_jwt", 0xf2),
        ("matcher", "sd_cwt", 0xf3),
    ] {
        let (profile, octets) = octets(wire, format);
        // Two lengths of vectors, then the family.
        let at = octets.iter().position(|octet| *octet == number).unwrap();
        assert!(at < 5, "{octets:02x?}");
        assert!(wire::decode(profile, &octets, &limits).is_ok());
        for other in 0..=u8::MAX {
            let mut changed = octets.clone();
            changed[at] = other;
            let is_known = matches!(other, 1 | 2 | 3 | 0xf2 | 0xf3);
            if let Err(error) = wire::decode(profile, &changed, &limits) {
                let name = error.kind.name();
                assert!(is_known || name == "unknown_enum", "{wire} {format} {other}: {name}");
            } else {
                assert!(is_known, "{wire} {format} {other}");
            }
        }
    }
}

#[test]
fn the_program_says_what_it_verified() {
    let show = |more: &[&str]| admit(&[&["credential", BOUND], more].concat());
    let (code, text) = show(&["--jwks", JWKS, "--at", AT, "--require-key-binding"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("claims are verified by the key"), "{text}");
    assert!(text.contains("the holder's own claims are verified by the key with"), "{text}");
    assert!(text.contains("nonce at holder \"nonce\" : string = \"1234567890\""), "{text}");

    let (code, object) = as_json(show(&["--json", "--jwks", JWKS, "--at", AT]));
    assert_eq!((code, &object["verified"]), (0, &json!(true)), "{object:#}");
    assert_eq!(object["verification"]["algorithm"], "ES256", "{object:#}");
    let warnings = object["verification"]["warnings"].to_string();
    assert!(warnings.contains("its key binding was not checked"), "{object:#}");
    assert_eq!(object["holder_verification"], Value::Null);

    let (code, object) = as_json(show(&["--json"]));
    assert_eq!((code, &object["verified"]), (0, &json!(false)));
    assert_eq!(object["verification"], Value::Null);
}

#[test]
fn a_credential_that_is_not_good_is_described_all_the_same() {
    let late = ["--jwks", JWKS, "--at", "2099-01-01"];
    let (code, text) = admit(&[&["credential", BOUND][..], &late].concat());
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("claims are not verified: it has expired"), "{text}");
    assert!(text.contains("iss : https_uri = "), "{text}");
    let call = ["credential", BOUND, "--json"];
    let (code, object) = as_json(admit(&[&call[..], &late].concat()));
    assert_eq!((code, &object["verified"]), (3, &json!(false)), "{object:#}");
    assert_eq!(object["error"]["kind"], "claim_expired", "{object:#}");
    assert_eq!(object["format"], "sd_jwt");
}

#[test]
fn a_verified_presentation_says_so_of_each_credential() {
    let package = "examples/x509/key-package.mls";
    let call = ["credential", package, "--trust-anchors", "examples/x509/root.pem", "--json"];
    let (code, object) = as_json(admit(&call));
    assert_eq!((code, &object["verified"]), (0, &json!(true)), "{object:#}");
    assert_eq!(object["verification"]["client"]["leaf_signed"], true, "{object:#}");
}

#[test]
fn keys_can_be_one_issuers() {
    let verify =
        |keys: &str| as_json(admit(&["credential", BOUND, "--json", "--at", AT, "--jwks", keys]));
    let (code, object) = verify(&format!("https://issuer.example.com={JWKS}"));
    assert_eq!((code, &object["verified"]), (0, &json!(true)), "{object:#}");
    assert_eq!(object["verification"]["by"]["issuer"], "https://issuer.example.com");
    let (code, object) = verify(&format!("https://other.example.com={JWKS}"));
    assert_eq!((code, &object["error"]["kind"]), (3, &json!("key_other_issuer")), "{object:#}");
    // A prefix is another issuer.
    let (code, _) = verify(&format!("https://issuer.example.co={JWKS}"));
    assert_eq!(code, 3);
    // Keys of two issuers, of which one is right.
    let both =
        [format!("https://other.example.com={JWKS}"), format!("https://issuer.example.com={JWKS}")];
    let [other, own] = both.each_ref().map(String::as_str);
    let call = ["credential", BOUND, "--json", "--at", AT, "--jwks", other, "--jwks", own];
    assert_eq!(admit(&call).0, 0);
    // Files that are not there are a wrong call, whatever stands before them.
    let (code, _) = admit(&["credential", BOUND, "--jwks", "https://issuer.example.com=no/such"]);
    assert_eq!(code, 64);
}
