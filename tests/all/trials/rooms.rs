//! Tests in the language that name a room: joining it, changing one's role in it, and why not.

use admit::check::Checked;
use admit::room::Reason;
use admit::rule::Options;
use admit::trial::{Actual, CaseResult, Files, Trial};

use super::policy;

/// A folder with one room in it.
struct Room<'s>(&'s str);

impl Files for Room<'_> {
    fn read(&self, path: &str, _from: &str) -> Result<Vec<u8>, String> {
        match path {
            "room.json" => Ok(self.0.as_bytes().to_vec()),
            _ => Err(format!("no `{path}` here")),
        }
    }
}

const HEAD: &str = r#"
policy "p"
credential Badge: jwt { sub : mimi_uri  level : int  vip : bool }
role member = 2 { can join_if_preauthorized, change_own_role }
role chief  = 3 { can join_if_preauthorized
                  participants 0..1 }
role silent = 4 { can send_message }
rule out:    refuse Badge where level < 0
rule bosses: admit Badge as chief  where level > 9
rule mute:   admit Badge as silent where level == 4
rule all:    admit Badge as member where level > 0
"#;

/// Ann is a member, Bob the only chief, Eve is banned.
const BUSY: &str = r#"{ "participants": [
    { "user": "mimi://example.com/u/ann", "role": 2, "clients": 1 },
    { "user": "mimi://example.com/u/bob", "role": 3, "clients": 1 },
    { "user": "mimi://example.com/u/eve", "role": 1, "clients": 0 }
] }"#;

/// Ann alone.
const QUIET: &str =
    r#"{ "participants": [{ "user": "mimi://example.com/u/ann", "role": 2, "clients": 1 }] }"#;

fn results_of(checked: &Checked, state: &str) -> Vec<CaseResult> {
    let options = Options::default();
    Trial::new(checked, &options, "p.policy", &Room(state)).unwrap().run()
}

/// What comes of one case in a room.
#[track_caller]
fn case(state: &str, given: &str, expect: &str) -> CaseResult {
    within(HEAD, state, given, expect)
}

#[track_caller]
fn within(head: &str, state: &str, given: &str, expect: &str) -> CaseResult {
    let test = format!("test \"t\" {{ {given}\n given room \"room.json\"\n expect {expect} }}");
    let mut results = results_of(&policy(&format!("{head}\n{test}")), state);
    assert_eq!(results.len(), 1);
    results.remove(0)
}

fn badge(user: &str, level: &str) -> String {
    format!("given Badge {{ sub: \"mimi://example.com/u/{user}\", level: {level} }}")
}

/// Exactly one of these expectations is met.
#[track_caller]
fn only(state: &str, given: &str, met: &str) {
    let all = [
        "member",
        "chief",
        "silent",
        "member by all",
        "chief by bosses",
        "none",
        "refused",
        "refused by out",
        "forbidden",
    ];
    let is_met = |expect: &&str| *expect == met || met.starts_with(&format!("{expect} by"));
    for expect in all {
        let found = case(state, given, expect);
        assert_eq!(found.passed, is_met(&expect), "{given} {expect}: {found:?}");
    }
}

#[track_caller]
fn forbidden(found: &CaseResult) -> (&Reason, &'static str) {
    let Actual::Forbidden { reason, section, .. } = &found.actual else { panic!("{found:?}") };
    (reason, section)
}

#[test]
fn whoever_is_not_in_the_room_joins_it() {
    only(BUSY, &badge("con", "1"), "member by all");
    only(QUIET, &badge("con", "10"), "chief by bosses");
    only(BUSY, &badge("con", "-1"), "refused by out");
    only(BUSY, &badge("con", "0"), "none");
}

#[test]
fn a_full_role_is_forbidden() {
    only(BUSY, &badge("con", "10"), "forbidden");
    let found = case(BUSY, &badge("con", "10"), "forbidden");
    assert_eq!(forbidden(&found), (&Reason::Full { role: 3, maximum: 1, present: 1 }, "8.1.1"));
}

#[test]
fn the_banned_are_forbidden_what_the_rules_give() {
    only(BUSY, &badge("eve", "1"), "forbidden");
    assert_eq!(forbidden(&case(BUSY, &badge("eve", "1"), "forbidden")), (&Reason::Banned, "4"));
    only(BUSY, &badge("eve", "-1"), "refused by out");
    only(BUSY, &badge("eve", "0"), "none");
}

#[test]
fn a_role_that_may_not_join_is_forbidden() {
    let found = case(QUIET, &badge("con", "4"), "forbidden");
    assert!(found.passed, "{found:?}");
    let (reason, section) = forbidden(&found);
    assert_eq!((reason.name(), section), ("lacks", "8.1.1"));
}

#[test]
fn a_participant_changes_its_own_role() {
    only(QUIET, &badge("ann", "10"), "chief by bosses");
    // `silent` may not join, and need not.
    only(QUIET, &badge("ann", "4"), "silent");
    let found = case(BUSY, &badge("ann", "10"), "forbidden");
    assert_eq!(forbidden(&found), (&Reason::Full { role: 3, maximum: 1, present: 1 }, "8.1.3"));
    let found = case(QUIET, &badge("ann", "1"), "forbidden");
    assert_eq!(forbidden(&found), (&Reason::SameRole { role: 2 }, "8.1.3"));
    let found = case(BUSY, &badge("bob", "1"), "forbidden");
    assert_eq!(forbidden(&found).0.name(), "lacks", "a chief may not change its role");
    only(QUIET, &badge("ann", "-1"), "refused by out");
}

#[test]
fn the_user_is_the_one_that_the_test_names_or_the_credential() {
    let nameless = "given Badge { level: 1 }";
    let found = case(BUSY, nameless, "member");
    let Actual::Failed(reason) = &found.actual else { panic!("{found:?}") };
    assert!(!found.passed && reason.contains("given user"), "{reason}");
    let named = |user: &str| format!("{nameless}\n given user \"mimi://example.com/u/{user}\"");
    only(BUSY, &named("con"), "member by all");
    only(BUSY, &named("eve"), "forbidden");
    // The credential of somebody else is of no use to anybody.
    let other = format!("{}\n given user \"mimi://example.com/u/dan\"", badge("con", "1"));
    only(BUSY, &other, "forbidden");
    assert_eq!(forbidden(&case(BUSY, &other, "forbidden")).0.name(), "other_user");
    let same = format!("{}\n given user \"mimi://EXAMPLE.com/u/con\"", badge("con", "1"));
    only(BUSY, &same, "member by all");
}

#[test]
fn a_room_that_cannot_be_read_fails_every_expectation() {
    let states = [
        ("", "the room's state"),
        ("{", "the room's state"),
        (r#"{ "people": [] }"#, "people"),
        (r#"{ "participants": [{ "user": "mimi://example.com/u/ann", "role": 0 }] }"#, "role 0"),
    ];
    for (state, words) in states {
        for expect in ["member", "none", "refused", "forbidden"] {
            let found = case(state, &badge("con", "1"), expect);
            let Actual::Failed(reason) = &found.actual else { panic!("{state} {found:?}") };
            assert!(!found.passed && reason.contains(words), "{state}: {reason}");
        }
    }
    let missing = format!(
        "{HEAD} test \"t\" {{ {} given room \"gone.json\" expect none }}",
        badge("con", "1")
    );
    let found = results_of(&policy(&missing), QUIET);
    assert_eq!(found[0].actual, Actual::Failed("no `gone.json` here".into()));
}

#[test]
fn what_is_not_known_lets_nobody_in() {
    let found = case("{}", &badge("con", "1"), "forbidden");
    assert_eq!(forbidden(&found), (&Reason::ParticipantsUnknown, "4"));
}

#[test]
fn the_policy_governs_whatever_the_state_says() {
    let state = r#"{
        "roles": [{ "index": 2, "name": "other", "description": "", "capabilities": [], "min_participants": 0,
                    "max_participants": 0, "min_active": 0, "max_active": null, "changes": [] }],
        "preauth": { "component": 33062, "profile": "matcher", "entries": [] },
        "participants": []
    }"#;
    only(state, &badge("con", "1"), "member by all");
}

#[test]
fn the_base_policy_of_the_state_holds() {
    let state = r#"{
        "base": { "fixed_membership": true, "parent_dependent": false, "parent_room": [],
                  "multi_device": true, "max_clients": null, "max_users": null,
                  "pseudonyms_allowed": false, "persistent_room": true, "discoverable": false,
                  "policy_component_ids": [] },
        "participants": []
    }"#;
    let found = case(state, &badge("con", "1"), "forbidden");
    assert_eq!(forbidden(&found), (&Reason::FixedMembership, "5"));
}

/// Open join stands beside the rules: who gets in by it gets in, whatever the rules say.
#[test]
fn open_join_is_no_rule() {
    let head = format!("{HEAD} role none = 0 {{ can open_join\n may move none -> member }}");
    let expectations = [
        ("0", "none", false),
        ("0", "member", true),
        ("0", "chief", false),
        ("-1", "refused", false),
        ("-1", "member", true),
        ("10", "forbidden", false),
        ("10", "member", true),
        ("10", "member by all", false),
        ("1", "member by all", true),
    ];
    for (level, expect, passed) in expectations {
        let found = within(&head, BUSY, &badge("con", level), expect);
        assert_eq!(found.passed, passed, "{level} {expect}: {found:?}");
    }
}

#[test]
fn several_cases_share_a_room_and_changes_of_the_policy_are_noticed_in_it() {
    let text = r#"
        policy "p"
        credential Badge: jwt { sub : mimi_uri }
        role member = 2 { can join_if_preauthorized
                          participants 0..2 }
        rule bosses: admit Badge as member where sub.host == "example.com"
        test "t" {
            given Badge { sub: "mimi://example.com/u/con" }
            given room "room.json"
            for each {
                { }                                 expect member by bosses
                { sub: "mimi://example.org/u/con" } expect none
            }
        }
    "#;
    let (checked, options) = (policy(text), Options::default());
    let trial = Trial::new(&checked, &options, "p.policy", &Room(QUIET)).unwrap();
    assert!(trial.run().iter().all(|result| result.passed), "{:?}", trial.run());
    assert!(trial.coverage().is_complete(), "{:#?}", trial.coverage());
    let mutations = trial.mutations();
    assert!(mutations.tried > 0 && mutations.survivors.is_empty(), "{mutations:#?}");
}
