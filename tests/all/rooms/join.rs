//! Joining from outside.

use admit::model::room::BaseRoomPolicy;
use admit::room::{By, Manner, Parts, Reason, Room, Verdict};

use super::{asks, governing, joins, participants, room, room_of, told, user};

const ROOM: &str = r#"
    role none = 0 { }
    role banned = 1 { name "banned" active 0..0 }
    role member = 2 { can join_if_preauthorized, add_own_client participants ..2 }
    role speaker = 3 { can join_if_preauthorized active ..1 }
    role silent = 4 { can send_message }
    role watcher = 5 { can join_if_preauthorized active 0..0 }
    rule out:     refuse Badge where group == "out"
    rule members: admit Badge as member where group == "members"
    rule speakers: admit Badge as speaker where group == "speakers"
    rule silents: admit Badge as silent where group == "silent"
    rule watchers: admit Badge as watcher where group == "watchers"
"#;

#[test]
fn the_first_entry_gives_the_role_of_the_list() {
    let room = room(ROOM, &[]);
    let verdict = joins(&room, "ann", "members");
    assert_eq!(verdict.role().unwrap(), room.role(2).unwrap());
    assert_eq!(verdict.way().unwrap().by, By::Entry(1));
    assert!(!verdict.is_forbidden());
}

#[test]
fn whoever_no_rule_gives_a_role_stays_out() {
    let room = room(ROOM, &[]);
    let verdict = joins(&room, "ann", "strangers");
    assert_eq!(told(&verdict), "no_entry 4");
    assert!(!verdict.is_forbidden(), "no rule gives a role");
    let verdict = joins(&room, "ann", "out");
    assert_eq!(told(&verdict), "refused 4");
    assert!(!verdict.is_forbidden());
}

#[test]
fn the_role_has_to_hold_the_capability() {
    let room = room(ROOM, &[]);
    let verdict = joins(&room, "ann", "silent");
    assert_eq!(verdict.reason(), Some(&Reason::Lacks { role: 4, capability: 5 }));
    assert_eq!(told(&verdict), "lacks 8.1.1");
    assert!(verdict.is_forbidden());
}

#[test]
fn the_list_counts_and_not_what_the_entry_carries() {
    let mut parts = governing(ROOM);
    for role in parts.roles.iter_mut().flatten().filter(|role| role.index == 2) {
        role.capabilities.clear();
    }
    parts.participants = Some(Vec::new());
    assert_eq!(told(&joins(&room_of(parts.clone()), "ann", "members")), "lacks 8.1.1");
    parts.roles.as_mut().unwrap().retain(|role| role.index != 2);
    assert_eq!(told(&joins(&room_of(parts.clone()), "ann", "members")), "role_unknown 3");
    parts.roles = None;
    assert_eq!(told(&joins(&room_of(parts), "ann", "members")), "role_unknown 3");
}

#[test]
fn participants_are_not_preauthorized_and_the_banned_least_of_all() {
    let room = room(ROOM, &[("ann", 2, Some(0)), ("bob", 1, None), ("eve", 4, None)]);
    let verdict = joins(&room, "ann", "members");
    let expected = Reason::AlreadyParticipant { role: 2, may_add_client: true };
    assert_eq!(verdict.reason(), Some(&expected));
    let verdict = joins(&room, "eve", "members");
    let expected = Reason::AlreadyParticipant { role: 4, may_add_client: false };
    assert_eq!(verdict.reason(), Some(&expected));
    let verdict = joins(&room, "bob", "members");
    assert_eq!(told(&verdict), "banned 4");
    assert!(verdict.is_forbidden(), "the rule gives a role, the ban takes it");
    assert!(!joins(&room, "bob", "strangers").is_forbidden(), "no rule gives a role");
}

#[test]
fn a_state_without_participants_admits_nobody() {
    let room = room_of(governing(ROOM));
    assert_eq!(told(&joins(&room, "ann", "members")), "participants_unknown 4");
}

#[test]
fn a_role_takes_as_many_as_its_maximum() {
    assert_eq!(told(&joins(&room(ROOM, &[("a", 2, None)]), "ann", "members")), "2");
    let full = room(ROOM, &[("a", 2, None), ("b", 2, Some(0)), ("c", 3, None)]);
    let verdict = joins(&full, "ann", "members");
    assert_eq!(verdict.reason(), Some(&Reason::Full { role: 2, maximum: 2, present: 2 }));
    assert!(verdict.is_forbidden());
}

#[test]
fn active_participants_are_those_with_clients() {
    let idle = room(ROOM, &[("a", 3, Some(0)), ("b", 3, Some(0))]);
    assert_eq!(told(&joins(&idle, "ann", "speakers")), "3");
    let busy = room(ROOM, &[("a", 3, Some(4))]);
    let expected = Reason::ActiveFull { role: 3, maximum: 1, low: 1, high: 1 };
    assert_eq!(joins(&busy, "ann", "speakers").reason(), Some(&expected));
    let unknown = room(ROOM, &[("a", 3, None)]);
    let expected = Reason::ActiveFull { role: 3, maximum: 1, low: 0, high: 1 };
    assert_eq!(joins(&unknown, "ann", "speakers").reason(), Some(&expected));
    let none = room(ROOM, &[]);
    assert_eq!(told(&joins(&none, "ann", "watchers")), "active_full 8.1.1");
}

fn sends<'r>(room: &'r Room, name: &str, group: &str) -> Verdict<'r> {
    asks(room, name, group, |decision, user| room.join(decision, user, Manner::ExternalSender))
}

#[test]
fn an_external_sender_brings_no_client() {
    let room = room(ROOM, &[("a", 2, None), ("b", 2, None), ("bad", 1, None)]);
    assert_eq!(told(&sends(&room, "hub", "watchers")), "5");
    assert_eq!(told(&sends(&room, "hub", "silent")), "lacks 8.1.1");
    assert_eq!(told(&sends(&room, "hub", "members")), "full 8.1.1");
    assert_eq!(told(&sends(&room, "bad", "watchers")), "banned 4");
}

const OPEN: &str = r#"
    role none = 0 { can open_join may move none -> guest, member may move guest -> member }
    role banned = 1 { name "banned" active 0..0 }
    role guest = 2 { can send_message participants ..1 }
    role member = 3 { can join_if_preauthorized }
    rule out: refuse Badge where group == "out"
    rule members: admit Badge as member where group == "members"
"#;

#[test]
fn open_join_lets_anybody_in_whatever_the_rules_say() {
    let empty = room(OPEN, &[]);
    let verdict = joins(&empty, "ann", "out");
    let ways: Vec<_> = verdict.ways.iter().map(|way| (way.role.index, way.by)).collect();
    assert_eq!(ways, [(2, By::OpenJoin), (3, By::OpenJoin)]);
    assert_eq!(verdict.closed[0].reason, Reason::Refused { entry: 0 });
    let verdict = joins(&empty, "ann", "members");
    assert_eq!(verdict.way().unwrap().by, By::Entry(1), "preauthorization first");
    let busy = room(OPEN, &[("a", 2, None), ("bad", 1, None)]);
    let verdict = joins(&busy, "ann", "strangers");
    assert_eq!((told(&verdict).as_str(), verdict.closed.len()), ("3", 2));
    assert_eq!(told(&joins(&busy, "bad", "members")), "banned 4");
    assert_eq!(told(&sends(&empty, "hub", "strangers")), "no_entry 4");
}

#[test]
fn open_join_is_of_role_zero_alone_and_needs_a_change_from_zero() {
    let mut parts = governing(&OPEN.replace("can open_join may move none -> guest, member", ""));
    parts.participants = Some(Vec::new());
    parts.roles.as_mut().unwrap()[2].capabilities.push(0x0004);
    assert_eq!(parts.roles.as_ref().unwrap()[2].index, 2);
    assert_eq!(told(&joins(&room_of(parts), "ann", "strangers")), "no_entry 4");
    let nowhere = OPEN.replace("may move none -> guest, member", "");
    let verdict = room(&nowhere, &[]);
    let verdict = joins(&verdict, "ann", "strangers");
    assert_eq!(verdict.closed[1].reason, Reason::OpenJoinLeadsNowhere);
    assert!(!verdict.is_allowed());
}

fn under(
    base: BaseRoomPolicy,
    list: &[(&str, u32, Option<u32>)],
    parent: Option<&[&str]>,
) -> String {
    let parent = parent.map(|names| names.iter().map(|name| user(name)).collect());
    let parts =
        Parts { participants: participants(list), base: Some(base), parent, ..governing(ROOM) };
    told(&joins(&room_of(parts), "ann", "members"))
}

#[test]
fn the_base_policy_bounds_the_room() {
    let base = || BaseRoomPolicy { multi_device: true, ..BaseRoomPolicy::default() };
    assert_eq!(under(base(), &[], None), "2");
    assert_eq!(
        under(BaseRoomPolicy { fixed_membership: true, ..base() }, &[], None),
        "fixed_membership 5"
    );
    let users = || BaseRoomPolicy { max_users: Some(2), ..base() };
    assert_eq!(
        under(users(), &[("a", 3, None), ("b", 1, None)], None),
        "2",
        "the banned do not count"
    );
    assert_eq!(under(users(), &[("a", 3, None), ("b", 4, None)], None), "max_users 5");
    let clients = || BaseRoomPolicy { max_clients: Some(3), ..base() };
    assert_eq!(under(clients(), &[("a", 3, Some(2))], None), "2");
    assert_eq!(under(clients(), &[("a", 3, Some(3))], None), "max_clients 5");
    assert_eq!(under(clients(), &[("a", 3, None)], None), "max_clients 5", "nobody knows");
    let child = || BaseRoomPolicy { parent_dependent: true, ..base() };
    assert_eq!(under(child(), &[], None), "parent_unknown 5");
    assert_eq!(under(child(), &[], Some(&["bob", "eve"])), "not_in_parent 5");
    assert_eq!(under(child(), &[], Some(&["ann", "bob"])), "2");
    assert_eq!(under(child(), &[("bob", 3, None)], Some(&["ann", "bob"])), "not_strict_subset 5");
}

/// Whom a credential names, in each format.
#[test]
fn the_requester_is_whom_the_credential_names() {
    use admit::credential::Envelope;
    use admit::limits::Limits;
    use admit::room::User;
    let named = |octets: &[u8]| -> Option<String> {
        let limits = Limits::default();
        let envelope = Envelope::open(octets, None, None, &limits).unwrap();
        let user = User::of_unverified_claims(&envelope.claims(&limits).unwrap())?;
        Some(user.as_str().to_owned())
    };
    let file = |path: &str| {
        std::fs::read(format!("{}/examples/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let ann = Some("mimi://example.com/u/ann".to_owned());
    assert_eq!(named(&file("benefits/hr.json")), ann);
    assert_eq!(named(&file("benefits/hr.jwt")), ann);
    assert_eq!(named(&file("meeting/host.cbor")), ann);
    let alice = Some("mimi://example.com/u/alice.smith".to_owned());
    assert_eq!(named(&file("x509/alice.pem")), alice, "beside the URI of a device");
    assert_eq!(named(&file("x509/no-san.pem")), None);
    assert_eq!(named(br#"{"sub":"mimi://example.com/d/ann/phone"}"#), ann);
    for nobody in [
        &br#"{"iss":"https://idp.example.com"}"#[..],
        br#"{"sub":"ann"}"#,
        br#"{"sub":7}"#,
        br#"{"sub":["mimi://example.com/u/ann"]}"#,
        br#"{"sub":"mimi://example.com/r/room"}"#,
        br#"{"sub":"https://example.com/u/ann"}"#,
        br#"{"client_id":"mimi://example.com/u/ann"}"#,
    ] {
        assert_eq!(named(nobody), None, "{}", String::from_utf8_lossy(nobody));
    }
}
