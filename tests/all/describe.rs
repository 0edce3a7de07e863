//! What a credential says in the language, held to the compiler and the evaluator; and the two
//! subcommands that show it.

use std::path::{Path, PathBuf};

use admit::compile;
use admit::credential::{Carrier, Envelope};
use admit::describe::{self, Description, Entry, Outline};
use admit::diagnostic::code;
use admit::eval::{Decision, Policy};
use admit::format::Format;
use admit::limits::Limits;
use admit::rule::Options;
use admit::source::NoFiles;
use admit::wire;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::program::admit;
use crate::support::{self, unhex};

/// Conditions of one rule; a claimset has at most 256 claims.
const TOGETHER: usize = 100;
/// Conditions that are tried of one credential.
const TRIED: usize = 300;

fn open<'a>(octets: &'a [u8], format: Option<Format>) -> Option<Envelope<'a>> {
    Envelope::open(octets, format, None, &Limits::default()).ok()
}

fn described(octets: &[u8], format: Option<Format>) -> Description {
    let envelope = open(octets, format).expect("a credential");
    describe::describe_unverified(&envelope, &Limits::default()).expect("claims")
}

fn schema(octets: &[u8]) -> String {
    let envelope = open(octets, None).expect("a credential");
    describe::schema_of_unverified(&envelope, Some("Example"), &Limits::default()).unwrap().text
}

/// Every entry, those inside of others too.
fn entries(outline: &Outline) -> Vec<&Entry> {
    fn below(entry: &Entry) -> Vec<&Entry> {
        std::iter::once(entry).chain(entry.children.iter().flat_map(below)).collect()
    }
    outline.entries.iter().flat_map(below).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found.sort();
    found
}

/// Strings of hex in a vector file.
fn hex_in(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| hex_in(item, found)),
        Value::Object(members) => members.values().for_each(|item| hex_in(item, found)),
        Value::String(text)
            if text.len() % 2 == 0
                && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) =>
        {
            found.push(unhex(text));
        }
        _ => {}
    }
}

/// Everything among the vectors and the examples that can be read as a credential.
fn examples() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["tests/vectors", "examples"] {
        for path in files(&root.join(folder)) {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let octets = std::fs::read(&path).unwrap();
            if name.contains("cwt/") && name.ends_with(".json") {
                let mut hex = Vec::new();
                hex_in(&serde_json::from_slice(&octets).unwrap(), &mut hex);
                all.extend(hex.into_iter().map(|octets| (format!("{name} (hex)"), octets)));
            }
            all.push((name, octets));
        }
    }
    all.retain(|(_, octets)| {
        let limits = Limits::default();
        open(octets, None).is_some_and(|envelope| envelope.claims(&limits).is_ok())
    });
    all
}

/// Checks the schema of a credential, and that the credential satisfies its own conditions. Gives
/// how many compared a value.
fn satisfies_itself(name: &str, octets: &[u8]) -> usize {
    let limits = Limits::default();
    let envelope = open(octets, None).unwrap();
    let schema = describe::schema_of_unverified(&envelope, Some("Example"), &limits).unwrap().text;
    let checkup = compile::check("schema.policy", &schema, &NoFiles, &limits);
    // Names that look like others are the credential's own.
    let names = [code::MIXED_SCRIPTS, code::LOOKS_ALIKE];
    let wrong = checkup.diagnostics.iter().find(|found| !names.contains(&found.code));
    assert_eq!(wrong, None, "{name}: {schema}");
    let description = describe::describe_unverified(&envelope, &limits).unwrap();
    let outlines: Vec<Outline> = description.claims.into_iter().chain(description.holder).collect();
    let all = outlines.iter().flat_map(entries);
    let conditions: Vec<&str> = all.filter_map(|entry| entry.condition.as_deref()).collect();
    for together in conditions.chunks(TOGETHER).take(TRIED / TOGETHER) {
        let faults = unsatisfied(&schema, &envelope, together);
        assert!(faults.is_empty(), "{name}: {faults:#?}\n{schema}");
    }
    conditions.iter().take(TRIED).filter(|condition| condition.contains(" == ")).count()
}

/// Those conditions of a credential that it does not satisfy, after compiling them to octets.
fn unsatisfied(schema: &str, envelope: &Envelope<'_>, conditions: &[&str]) -> Vec<String> {
    let limits = Limits::default();
    let all = conditions.join("\n  and ");
    let text = format!(
        "policy \"x\"\nrole r = 2 {{ can join_if_preauthorized }}\n{}\nadmit Example as r where {all}\n",
        schema.replace("//!", "//")
    );
    let checkup = compile::check("x.policy", &text, &NoFiles, &limits);
    let lowered = checkup.lower(&Options::default()).unwrap_or_else(|errors| {
        panic!("{errors:#?}{:#?}\n{text}", checkup.diagnostics);
    });
    let octets = wire::encode(&lowered.preauth, &limits).unwrap();
    let data = wire::decode(lowered.preauth.profile(), &octets, &limits).unwrap();
    let policy = Policy::prepare_within(&data, &limits);
    let claims = envelope.claims(&limits).unwrap();
    let holder = envelope.holder_claims(&limits).unwrap();
    let trace = policy.explain_unverified_claims_with_holder(&claims, holder.as_ref());
    if matches!(trace.decision, Decision::Admitted { .. }) {
        return Vec::new();
    }
    let words = admit::rule::decompile::claims(&data);
    let outcomes = trace.entries.iter().flatten().zip(words.iter().flatten());
    let bad = outcomes.filter(|(outcome, _)| !outcome.is_satisfied());
    bad.map(|(outcome, claim)| format!("{claim}: {outcome:?}")).collect()
}

#[test]
fn every_credential_satisfies_its_own_conditions() {
    let examples = examples();
    let count = |ending: &str| examples.iter().filter(|(name, _)| name.contains(ending)).count();
    assert!(count("x509/") > 100 && count("cwt/") > 20, "{} {}", count("x509/"), count("cwt/"));
    assert!(count("/sd-jwt/") > 8 && count("/vc/") > 8 && count("/jwt/") > 1);
    let compared: usize =
        examples.iter().map(|(name, octets)| satisfies_itself(name, octets)).sum();
    assert!(compared > 3000, "only {compared} values were compared");
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |float| float.is_finite().then(|| float.into())),
        "\\PC{0,12}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "(https|mimi|urn|http)://[a-z.]{1,8}(/[urd]/[a-z%2]{1,4})?".prop_map(Value::from),
        "[a-z.@-]{1,12}".prop_map(Value::from),
        "20[0-3]\\d-[01]\\d-[0-3]\\d(T[0-2]\\d:[0-5]\\d:\\d\\d(\\.\\d)?Z)?".prop_map(Value::from),
    ]
}

fn claims() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        "[a-z_]{1,3}",
        "\\PC{0,6}",
        Just("it".to_owned()),
        Just("exp".into()),
        Just("role".into()),
        Just("address".into()),
        Just("aud".into()),
        Just("cnf".into())
    ];
    let inside = leaf().prop_recursive(5, 40, 5, move |inner| {
        let name = "[a-c]|\\PC{1,4}";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..5).prop_map(|map| json!(map)),
        ]
    });
    prop::collection::hash_map(name, inside, 0..6).prop_map(|map| json!(map))
}

proptest! {
    #[test]
    fn any_json_satisfies_its_own_conditions(claims in claims()) {
        satisfies_itself("generated", claims.to_string().as_bytes());
    }
}

#[test]
fn types_are_inferred() {
    let text = schema(
        json!({
            "iss": "https://idp.example.com", "sub": "mimi://example.com/u/ann", "exp": 1_800_000_000,
            "mail": "ann@example.com", "host": "chat.example.com", "homePage": "http://example.com/",
            "score": 1.5, "level": 3, "on": true, "department": "Sales", "groups": ["a", "b"],
            "mixed": [1, "a"], "born": "2000-02-29", "nothing": null,
            "jobs": [{ "title": "x" }, { "title": "y", "since": 3 }],
        })
        .to_string()
        .as_bytes(),
    );
    for line in [
        "credential Example: jwt {",
        "iss : https_uri",
        "sub : mimi_uri",
        "exp : date",
        "mail : email",
        "host : domain",
        "home_page at \"homePage\" : uri",
        "score : number",
        "level : int",
        "on : bool",
        "department : string",
        "groups : [string]",
        "item_0 at [0] : int",
        "item_1 at [1] : string",
        "born : date_text",
        "nothing : null",
        "jobs : [{",
        "since : int",
    ] {
        assert!(
            text.lines().any(|found| found.trim() == line || found.contains(line)),
            "{line}\n{text}"
        );
    }
}

#[test]
fn keys_have_their_registered_names() {
    let node = std::fs::read("examples/nodes/node.cbor").unwrap();
    let text = schema(&node);
    assert!(text.contains(" at 504 : ["), "{text}");
    // {1: "me", 4: 1444064944, 8: {1: {1: 2}}, true: 1}
    let cwt = unhex("a401626d65041a5612aeb008a101a10102f501");
    let text = schema(&cwt);
    for line in ["iss at 1 : string", "exp at 4 : date", "cnf at 8 : {", "cose_key at 1 : {"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains("// 1 more are left out."), "{text}");
    let claims = described(&cwt, None).claims.unwrap();
    let unnamed = claims.entries.iter().find(|entry| entry.claim.is_none()).unwrap();
    assert_eq!((unnamed.at.as_deref(), unnamed.value.as_deref()), (Some("h'f5'"), Some("1")));
    let certificate = std::fs::read("tests/vectors/x509/mimi-derived/rich-names.der").unwrap();
    let text = schema(&certificate);
    for line in ["not_after at position 4 / [1] : date", "common_name at subject 2.5.4.3 : string"]
    {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn withheld_claims_are_counted_and_holders_stand_apart() {
    let path = "tests/vectors/sd-jwt/rfc9901/a3-sdjwtvc-pid-presentation-kb.sdjwt.txt";
    let description = described(&std::fs::read(path).unwrap(), None);
    assert_eq!(description.format, Format::SdJwt);
    let claims = description.claims.unwrap();
    assert!(claims.withheld > 0);
    assert!(entries(&claims).iter().any(|entry| entry.withheld > 0 && entry.ty == "record"));
    let holder = description.holder.unwrap();
    let names: Vec<_> = holder.entries.iter().filter_map(|entry| entry.claim.as_deref()).collect();
    assert!(names.contains(&"sd_hash") && names.contains(&"nonce"), "{names:?}");
    let nonce = holder.entries.iter().find(|entry| entry.claim.as_deref() == Some("nonce"));
    assert_eq!(nonce.unwrap().at.as_deref(), Some("holder \"nonce\""));
    // The issuer's `iat` keeps its name; the holder's is another claim.
    assert!(names.contains(&"iat_2") || !names.contains(&"iat"), "{names:?}");
    assert!(entries(&claims).iter().all(|entry| entry.claim.as_deref() != Some("sd_hash")));
}

/// A committed file of our own, by its path below `tests/vectors-own`.
fn own(path: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-own");
    std::fs::read(folder.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn an_sd_cwt_is_described() {
    let octets = own("sd-cwt/kbt-content-16.cbor");
    let description = described(&octets, None);
    assert_eq!((description.format, description.carrier), (Format::SdCwt, Carrier::SdCwt));
    assert!(description.summary.issuer.is_some() && description.summary.until.is_some());
    let claims = description.claims.unwrap();
    let issuers = entries(&claims);
    assert!(issuers.iter().any(|entry| entry.at.as_deref() == Some("1")), "{issuers:#?}");
    assert!(issuers.iter().all(|entry| !entry.at.as_ref().is_some_and(|at| at.contains("holder"))));
    let holder = description.holder.unwrap();
    let at: Vec<_> = holder.entries.iter().filter_map(|entry| entry.at.as_deref()).collect();
    assert!(at.contains(&"holder 3") && at.contains(&"holder 6"), "{at:?}");
    assert!(satisfies_itself("kbt-content-16", &octets) > 3);
    let text = schema(&octets);
    for line in ["credential Example: sd_cwt {", "iss at 1 : ", "aud at holder 3 : "] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let said = text.find("What the holder says").unwrap();
    assert!(text.find("iss at 1").unwrap() < said && said < text.find("holder 3").unwrap());
}

#[test]
fn what_an_mls_client_carries_is_described() {
    for (name, format, carrier, line) in [
        ("x509", Format::X509, Carrier::Certificate, "credential Example: x509 {"),
        ("sd-cwt", Format::SdCwt, Carrier::SdCwt, "aud at holder 3 : "),
        ("sd-jwt", Format::SdJwt, Carrier::SdJwt, "sd_hash at holder \"sd_hash\" : string"),
        ("sd-jwt-compacted", Format::SdJwt, Carrier::SdJwt, "nonce at holder \"nonce\" : string"),
        ("jwt", Format::Jwt, Carrier::Jws, "iss : "),
    ] {
        let octets = own(&format!("mls/{name}.mls"));
        let description = described(&octets, None);
        assert_eq!((description.format, description.carrier), (format, carrier), "{name}");
        assert_eq!(description.credential_type, format.default_credential_type(), "{name}");
        assert_eq!(description.holder.is_some(), format.has_holder_claims(), "{name}");
        assert!(satisfies_itself(name, &octets) > 1, "{name}");
        let text = schema(&octets);
        assert!(text.contains(line), "{name}: {line}\n{text}");
    }
}

#[test]
fn a_presentation_holds_credentials() {
    let path = support::vectors().join("vc/w3c-vc-1.1/vp11.jwt.txt");
    let octets = std::fs::read(path).unwrap();
    let description = described(&octets, None);
    assert!(description.claims.is_none() && description.holder.is_some());
    assert_eq!(description.summary, describe::Summary::default());
    let [inside] = &description.embedded[..] else { panic!("one") };
    assert!(inside.summary.issuer.is_some() && inside.summary.from.is_some());
    let text = schema(&octets);
    assert!(text.contains("credential Example: vc {"), "{text}");
    assert!(text.contains(" at holder \"iss\" : "), "{text}");
}

#[test]
fn large_credentials_are_cut() {
    let list: Vec<Value> = (0..5000).map(|n| json!({ "n": n })).collect();
    let many: serde_json::Map<String, Value> =
        (0..5000).map(|n| (format!("ключ{n}"), json!(n))).collect();
    let outline = described(json!({ "list": list }).to_string().as_bytes(), None).claims.unwrap();
    assert_eq!(entries(&outline).len() + outline.left_out, 10_001);
    assert!(outline.left_out > 0);
    let envelope = json!(many).to_string();
    let envelope = open(envelope.as_bytes(), None).unwrap();
    let schema = describe::schema_of_unverified(&envelope, None, &Limits::default()).unwrap();
    assert_eq!(schema.left_out, 3000);
    assert!(schema.text.contains("// 3000 more are left out."));
}

/// Nested as deep as a credential may be, in every way that nests.
#[test]
fn deep_credentials_are_cut() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = 60 / open.matches(['[', '{']).count();
        let json = format!("{{\"x\":{}1{}}}", open.repeat(levels), close.repeat(levels));
        satisfies_itself(&json, json.as_bytes());
    }
    let tags = [vec![0xa1, 0x01], [0xd8, 0x25].repeat(60), vec![0x01]].concat();
    satisfies_itself("tags", &tags);
}

#[test]
fn the_program_shows_a_credential() {
    let output = admit(&["credential", "examples/benefits/hr.jwt"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("claims are unverified"), "{text}");
    assert!(text.contains("iss : https_uri = \"https://"), "{text}");
    let output = admit(&["credential", "examples/benefits/hr.jwt", "--json"]);
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&object["format"], &object["verified"]), (&json!("jwt"), &json!(false)));
}

#[test]
fn the_program_writes_a_schema() {
    let output = admit(&["schema", "examples/benefits/hr.jwt", "--name", "Badge"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("credential Badge: jwt {"), "{text}");
}

#[test]
fn exit_codes() {
    for (code, arguments) in [
        (64, vec!["credential", "no/such/file"]),
        (64, vec!["schema", "examples/benefits/hr.jwt", "--name", "no name"]),
        (64, vec!["schema", "examples/benefits/hr.jwt", "--name", "admit"]),
        (64, vec!["credential"]),
        (3, vec!["credential", "README.md"]),
        (3, vec!["credential", "README.md", "--json"]),
        (3, vec!["schema", "README.md"]),
        (3, vec!["credential", "examples/benefits/hr.jwt", "--format-of-credential", "cwt"]),
        (0, vec!["credential", "examples/benefits/hr.json", "--credential-type", "0xF009"]),
    ] {
        assert_eq!(admit(&arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn nothing_of_a_credential_commands_the_terminal() {
    let claims =
        json!({ "a\u{1b}[31m\u{202e}": "\u{1b}]0;x\u{7}\u{2066}\u{feff}", "iss": "\u{9b}x" });
    let path = std::env::temp_dir().join(format!("admit-describe-{}.json", std::process::id()));
    std::fs::write(&path, claims.to_string()).unwrap();
    for subcommand in ["credential", "schema"] {
        let output = admit(&[subcommand, path.to_str().unwrap()]);
        let text = String::from_utf8(output.stdout).unwrap();
        let bad = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{feff}".contains(c);
        assert!(!text.contains(bad), "{text:?}");
        assert!(text.contains("\\u{202E}"), "{text}");
    }
    std::fs::remove_file(&path).unwrap();
}
