//! A participant that changes its own role.

use admit::room::{By, Reason, Room, Verdict};

use super::{asks, governing, room, room_of, told};

const ROOM: &str = r#"
    role none = 0 { }
    role banned = 1 { name "banned" can change_own_role active 0..0 }
    role member = 2 { can change_own_role participants 1.. }
    role speaker = 3 { can join_if_preauthorized, change_own_role participants ..2 active ..1 }
    role fixed = 4 { can send_message }
    role host = 5 { can change_own_role active 1.. }
    rule out:      refuse Badge where group == "out"
    rule members:  admit Badge as member where group == "members"
    rule speakers: admit Badge as speaker where group == "speakers"
"#;

fn changes<'r>(room: &'r Room, name: &str, group: &str, wanted: Option<u32>) -> Verdict<'r> {
    asks(room, name, group, |decision, user| room.change_role(decision, user, wanted))
}

#[test]
fn the_role_is_that_of_the_first_entry() {
    let room = room(ROOM, &[("ann", 2, Some(1)), ("bob", 2, None)]);
    let verdict = changes(&room, "ann", "speakers", None);
    assert_eq!(verdict.role().unwrap().index, 3);
    assert_eq!(verdict.way().unwrap().by, By::Entry(2));
    assert_eq!(told(&changes(&room, "ann", "speakers", Some(3))), "3");
    let verdict = changes(&room, "ann", "speakers", Some(5));
    assert_eq!(verdict.reason(), Some(&Reason::OtherRole { wanted: 5, given: 3 }));
    assert_eq!(verdict.section(), Some("8.1.3"));
    assert_eq!(told(&changes(&room, "ann", "members", None)), "same_role 8.1.3");
    assert_eq!(told(&changes(&room, "ann", "strangers", None)), "no_entry 4");
    assert_eq!(told(&changes(&room, "ann", "out", None)), "refused 4");
}

#[test]
fn the_new_role_needs_no_capability_and_no_authorized_change() {
    // `member` holds no canJoinIfPreauthorized, and no role has any role changes.
    let room = room(ROOM, &[("ann", 3, Some(1))]);
    assert_eq!(told(&changes(&room, "ann", "members", None)), "2");
}

#[test]
fn only_participants_that_may_and_are_not_banned() {
    let room = room(ROOM, &[("ann", 4, Some(1)), ("bad", 1, None), ("lost", 9, None)]);
    let verdict = changes(&room, "ann", "speakers", None);
    assert_eq!(verdict.reason(), Some(&Reason::Lacks { role: 4, capability: 0x10 }));
    assert_eq!(verdict.section(), Some("8.1.3"));
    assert!(verdict.is_forbidden());
    assert_eq!(told(&changes(&room, "bad", "speakers", None)), "banned 4");
    assert_eq!(told(&changes(&room, "eve", "speakers", None)), "not_participant 4");
    assert_eq!(told(&changes(&room, "lost", "speakers", None)), "role_unknown 3");
    let unknown = room_of(governing(ROOM));
    assert_eq!(told(&changes(&unknown, "ann", "speakers", None)), "participants_unknown 4");
}

#[test]
fn the_present_role_keeps_its_minimum() {
    let last = room(ROOM, &[("ann", 2, Some(1))]);
    let verdict = changes(&last, "ann", "speakers", None);
    assert_eq!(verdict.reason(), Some(&Reason::TooFew { role: 2, minimum: 1, present: 1 }));
    for (clients, other, expected) in [
        (Some(1), Some(1), "3"),
        (Some(1), Some(0), "active_too_few 8.1.3"),
        (Some(1), None, "active_too_few 8.1.3"),
        (None, Some(1), "3"),
        (None, None, "active_too_few 8.1.3"),
        (Some(0), Some(0), "3"),
    ] {
        let room = room(ROOM, &[("ann", 5, clients), ("bob", 5, other)]);
        let verdict = changes(&room, "ann", "speakers", None);
        assert_eq!(told(&verdict), expected, "{clients:?} {other:?}");
    }
}

#[test]
fn the_new_role_keeps_its_maximum() {
    let list = |clients| [("ann", 2, clients), ("bob", 2, None), ("a", 3, Some(1))];
    let busy = room(ROOM, &list(Some(1)));
    assert_eq!(told(&changes(&busy, "ann", "speakers", None)), "active_full 8.1.3");
    let unknown = room(ROOM, &list(None));
    assert_eq!(told(&changes(&unknown, "ann", "speakers", None)), "active_full 8.1.3");
    let idle = room(ROOM, &list(Some(0)));
    assert_eq!(told(&changes(&idle, "ann", "speakers", None)), "3", "it brings no client along");
    let full = [("ann", 2, Some(0)), ("bob", 2, None), ("a", 3, Some(0)), ("b", 3, Some(0))];
    assert_eq!(told(&changes(&room(ROOM, &full), "ann", "speakers", None)), "full 8.1.3");
}
