//! Disclosure policies: compiled, carried, shown, held against credentials, and planned for.

mod held;
mod planned;
mod program;
mod written;

use admit::compile::{self, Checkup, Emit};
use admit::credential::Envelope;
use admit::eval::disclosure::{DisclosureFault, Violation};
use admit::format::Format;
use admit::limits::Limits;
use admit::model::disclosure::{DisclosurePolicy, Pseudonyms};
use admit::rule::{Lowered, Options, decompile};
use admit::source::NoFiles;
use admit::wire::container::{BASE_ROOM_POLICY, DISCLOSURE_POLICY};
use admit::wire::detect::{Hints, detect};
use admit::wire::{self, Container, ContainerKind};

pub fn checkup(source: &str) -> Checkup {
    compile::check("test.policy", source, &NoFiles, &Limits::default())
}

pub fn lowered(source: &str) -> Lowered {
    let checkup = checkup(source);
    checkup
        .lower(&Options::default())
        .unwrap_or_else(|errors| panic!("{source}\n{errors:?}\n{:?}", checkup.diagnostics))
}

/// The disclosure policy of a source, through its octets.
pub fn policy(source: &str) -> DisclosurePolicy {
    let limits = Limits::default();
    let policy = lowered(source).disclosure.expect("a disclosure policy");
    let octets = wire::disclosure::encode(&policy, &limits).unwrap();
    let decoded = wire::disclosure::decode(&octets, &limits).unwrap();
    assert_eq!(decoded, policy);
    decoded
}

/// What bare claims do against a policy: each claim with what is wrong.
pub fn violations(policy: &DisclosurePolicy, format: Format, octets: &[u8]) -> Vec<String> {
    let limits = Limits::default();
    let envelope = Envelope::open(octets, Some(format), None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap();
    let said = |violation: &Violation| {
        let claim = decompile::place(&violation.pointer, violation.family);
        match violation.fault {
            DisclosureFault::Withheld { digests } => format!("{claim} withheld {digests}"),
            fault => format!("{claim} {}", fault.word()),
        }
    };
    policy.judge_unverified_claims(&claims, &limits).iter().map(said).collect()
}

pub const WALLET: &str = r#"
policy "wallet"
credential Wallet: sd_jwt {
    iss : https_uri   sub : mimi_uri   department : string   birthdate : string   level : int
    address : { street : string  country : string }
}
role member = 2 { can join_if_preauthorized }
role boss = 3 { can join_if_preauthorized, add_participant }
rule boss: admit Wallet as boss where iss == "https://a.example" and department == "HR"
rule all: admit Wallet as member where iss == "https://a.example"
"#;

pub fn wallet(more: &str) -> String {
    format!("{WALLET}\n{more}\n")
}

#[test]
fn a_policy_that_says_nothing_of_disclosure_carries_nothing() {
    let lowered = lowered(WALLET);
    assert_eq!(lowered.disclosure, None);
    let limits = Limits::default();
    let octets = Emit::Dictionary.encode(&lowered, &limits).unwrap();
    let Container::Dictionary(components) =
        Container::decode(ContainerKind::Dictionary, &octets, &limits).unwrap()
    else {
        panic!("a dictionary")
    };
    let numbers: Vec<u16> = components.iter().map(|component| component.component_id).collect();
    assert_eq!(numbers, [0x0025, 0x8126]);
    // Alone, it is one that asks nothing.
    let octets = Emit::Disclosure.encode(&lowered, &limits).unwrap();
    let found = detect(&octets, &Hints::default(), &limits).unwrap();
    assert!(found.disclosure.unwrap().is_empty());
}

#[test]
fn dictionaries_and_extensions_carry_it() {
    let limits = Limits::default();
    for (choice, word, allowed) in [
        (Pseudonyms::Required, "required", true),
        (Pseudonyms::Optional, "optional", true),
        (Pseudonyms::Forbidden, "forbidden", false),
    ] {
        let source = wallet(&format!("pseudonyms {word}\ndisclose Wallet {{ forbid birthdate }}"));
        let lowered = lowered(&source);
        for emit in [Emit::Dictionary, Emit::Extension] {
            let octets = emit.encode(&lowered, &limits).unwrap();
            let found = detect(&octets, &Hints::default(), &limits).unwrap();
            let disclosure = found.disclosure.as_ref().unwrap();
            assert_eq!(Some(disclosure), lowered.disclosure.as_ref());
            assert_eq!(disclosure.pseudonyms, choice);
            assert!(found.policy().is_ok());
            let components = match found.container.unwrap() {
                Container::Dictionary(components) | Container::Extension(components) => components,
                other => panic!("{other:?}"),
            };
            let numbers: Vec<u16> = components.iter().map(|it| it.component_id).collect();
            assert_eq!(numbers, [0x0025, BASE_ROOM_POLICY, 0x8126, DISCLOSURE_POLICY]);
            let base = wire::base_policy::decode(&components[1].data, &limits).unwrap();
            assert_eq!(base.pseudonyms_allowed, allowed, "{word}");
            assert_eq!(base.policy_component_ids, [0x0025, 0x8126, DISCLOSURE_POLICY]);
        }
    }
}

#[test]
fn without_a_word_on_pseudonyms_there_is_no_base_policy() {
    let limits = Limits::default();
    let lowered = lowered(&wallet("disclose Wallet { require iss }"));
    let octets = Emit::Dictionary.encode(&lowered, &limits).unwrap();
    let found = detect(&octets, &Hints::default(), &limits).unwrap();
    let Some(Container::Dictionary(components)) = found.container else { panic!("a dictionary") };
    assert!(components.iter().all(|component| component.component_id != BASE_ROOM_POLICY));
    assert_eq!(found.disclosure.unwrap().pseudonyms, Pseudonyms::Unsaid);
}
