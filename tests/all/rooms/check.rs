//! What is wrong with rooms as a whole.

use admit::limits::Limits;
use admit::model::room::BaseRoomPolicy;
use admit::room::check::check;
use admit::room::finding::{Finding, Kind, Severity, Step};
use admit::room::{Parts, Room};

use super::{governing, participants, room, room_of, user};

fn found(room: &Room) -> Vec<Finding> {
    check(room, &Limits::default())
}

/// The names of what is found in a room of these roles and rules, nobody in it.
fn names(policy: &str) -> Vec<&'static str> {
    found(&room_of(governing(policy))).iter().map(|finding| finding.kind.name()).collect()
}

fn one(policy: &str, kind: Kind) -> Finding {
    let all = found(&room_of(governing(policy)));
    let mut of_kind = all.iter().filter(|finding| finding.kind == kind);
    let first = of_kind.next().unwrap_or_else(|| panic!("{all:?}")).clone();
    assert_eq!(of_kind.next(), None);
    first
}

/// A room in which nothing is wrong; tests change a piece of it.
const GOOD: &str = r#"
    role none = 0 { }
    role banned = 1 { name "banned" active 0..0 }
    role member = 2 { can join_if_preauthorized, send_message }
    role owner = 3 { can join_if_preauthorized, change_role_definitions, change_preauthorized_user_list }
    rule members: admit Badge as member where group == "members"
    rule owners: admit Badge as owner where group == "owners"
"#;

#[test]
fn a_good_room_has_no_findings() {
    assert_eq!(names(GOOD), [""; 0]);
}

#[test]
fn the_templates_of_the_draft_hold_one_flaw_each_and_it_is_the_drafts() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/roles");
    for (template, enforcer, target) in [
        ("administered", 5, "ordinary_user"),
        ("cooperative", 5, "ordinary_user"),
        ("moderated", 7, "attendee"),
        ("multi_organization", 9, "org_a_user"),
    ] {
        let text = std::fs::read_to_string(format!("{root}/{template}.policy")).unwrap();
        let roles: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("role ")?.split(" = ").next())
            .collect();
        assert!(roles.len() >= 6, "{template}");
        let all = roles.join(", ");
        let policy = format!(
            "use std.roles.{template} {{ {all} }}\nadmit Badge as {target} where group == \"x\""
        );
        let mut found = found(&room_of(governing(&policy)));
        // The cooperative template lets nobody join by rules at all, which is its choice.
        found.retain(|one| template != "cooperative" || one.kind != Kind::TargetCannotJoin);
        let [flaw] = found.as_slice() else { panic!("{template}: {found:?}") };
        assert_eq!((flaw.kind, flaw.roles.as_slice()), (Kind::UselessUnban, [enforcer].as_slice()));
        assert_eq!((flaw.severity(), flaw.kind.section()), (Severity::Warning, "8.1.3"));
        let documented = include_str!("../../../docs/room.md");
        assert!(documented.contains(flaw.kind.sentence()), "docs/room.md quotes the sentence");
    }
}

#[test]
fn every_kind_is_documented_with_its_severity_and_section() {
    let documented = include_str!("../../../docs/room.md");
    assert!(Kind::ALL.len() > 20);
    for kind in Kind::ALL {
        let row =
            format!("| `{}` | {} | {} |", kind.name(), kind.severity().word(), kind.section());
        assert!(documented.contains(&row), "{row}");
    }
}

#[test]
fn open_join_past_the_rules() {
    let open = |to: &str| {
        GOOD.replace(
            "role none = 0 { }",
            &format!("role none = 0 {{ can open_join may move none -> {to} }}"),
        )
    };
    let finding = one(&open("member"), Kind::OpenJoinBypassesRules);
    assert_eq!((finding.roles, finding.entries), (vec![0, 2], vec![0]));
    let guest = "role guest = 7 { can send_message }\n rule members";
    let beside = open("guest").replace("rule members", guest);
    assert_eq!(names(&beside), ["open_join"]);
    let refusing = beside
        .replace("rule owners", "rule out: refuse Badge where group == \"out\"\n rule owners");
    let finding = one(&refusing, Kind::OpenJoinBypassesRules);
    assert_eq!((finding.roles, finding.entries), (vec![0, 7], vec![1]));
    assert_eq!(
        names(&GOOD.replace("none = 0 { }", "none = 0 { can open_join }")),
        ["open_join_nowhere"]
    );
    let elsewhere = changed(|parts| parts.roles.as_mut().unwrap()[2].capabilities.push(0x0004));
    assert_eq!(elsewhere, ["open_join_elsewhere", "target_differs"]);
}

#[test]
fn whoever_writes_the_rules_and_changes_its_own_role_escalates() {
    let policy = format!(
        "{GOOD}\n role clerk = 4 {{ can change_preauthorized_user_list, change_own_role }}"
    );
    let finding = one(&policy, Kind::Escalation);
    assert_eq!(finding.roles, [4, 3]);
    assert_eq!(
        finding.steps,
        [Step::WritesEntry { by: 4, role: 3 }, Step::ChangesOwnRole { from: 4, to: 3 }]
    );
    assert!(finding.capabilities.contains(&0x0503), "{finding:?}");
    for harmless in ["change_own_role", "change_preauthorized_user_list, send_link"] {
        let policy = format!("{GOOD}\n role clerk = 4 {{ can {harmless} }}");
        assert!(!names(&policy).contains(&"escalation"), "{harmless}");
    }
}

#[test]
fn whoever_writes_the_rules_and_comes_back_escalates_too() {
    let clerk =
        "role clerk = 4 { can change_preauthorized_user_list, remove_self may move clerk -> none }";
    let finding = one(&format!("{GOOD}\n{clerk}"), Kind::Escalation);
    assert_eq!(
        finding.steps,
        [Step::WritesEntry { by: 4, role: 3 }, Step::Rejoins { from: 4, to: 3 }]
    );
    // Nobody may leave where no role change says so.
    let stays = clerk.replace("may move clerk -> none", "");
    let names = names(&format!("{GOOD}\n{stays}"));
    assert_eq!(names, ["escalation_with_help", "useless_remove_self"]);
}

#[test]
fn an_escalation_takes_as_many_steps_as_it_takes() {
    // A clerk becomes a deputy, who alone can become an owner: owners are full of nobody.
    let policy = format!(
        "{}\n
        role clerk = 4 {{ can change_preauthorized_user_list, remove_self may move clerk -> none }}
        role deputy = 5 {{ can change_preauthorized_user_list, change_own_role, join_if_preauthorized }}",
        GOOD.replace("owner = 3 { can join_if_preauthorized, ", "owner = 3 { can ")
            .replace("admit Badge as owner where group == \"owners\"", "admit Badge as member where group == \"o\"")
    );
    let all = found(&room_of(governing(&policy)));
    let clerk = all.iter().find(|finding| finding.roles == [4, 3]).unwrap();
    assert_eq!(
        clerk.steps,
        [
            Step::WritesEntry { by: 4, role: 5 },
            Step::Rejoins { from: 4, to: 5 },
            Step::WritesEntry { by: 5, role: 3 },
            Step::ChangesOwnRole { from: 5, to: 3 },
        ]
    );
}

#[test]
fn an_open_door_to_an_escalation_is_its_first_step() {
    let policy = GOOD
        .replace("role none = 0 { }", "role none = 0 { can open_join may move none -> clerk }")
        + "role clerk = 4 { can change_preauthorized_user_list, change_own_role }";
    assert_eq!(one(&policy, Kind::Escalation).steps[0], Step::JoinsOpenly { role: 4 });
}

#[test]
fn a_chain_of_promotions_is_told_and_a_single_one_is_not() {
    let chain = "
        role helper = 4 { can change_user_role, send_message may move member -> deputy }
        role deputy = 5 { can change_user_role, send_message may move member -> owner }";
    let finding = one(&format!("{GOOD}\n{chain}"), Kind::EscalationWithHelp);
    assert_eq!(finding.roles, [4, 3]);
    assert_eq!(
        finding.steps,
        [Step::Promotes { by: 4, from: 2, to: 5 }, Step::Promotes { by: 5, from: 2, to: 3 }]
    );
    let single = "role helper = 4 { can change_user_role, send_message may move member -> owner }";
    assert_eq!(names(&format!("{GOOD}\n{single}")), [""; 0]);
}

#[test]
fn accomplices_have_to_get_in_first() {
    let chain = "
        role helper = 4 { can change_user_role, send_message may move clerk -> deputy }
        role deputy = 5 { can change_user_role, send_message may move clerk -> owner }
        role clerk = 6 { can send_message }";
    let policy = format!("{GOOD}\n{chain}");
    assert_eq!(names(&policy), [""; 0], "nobody can be a clerk");
    let with_clerk = found(&room(&policy, &[("ann", 6, None)]));
    assert_eq!(kinds(&with_clerk), ["escalation_with_help"]);
    let added = policy
        .replace("helper = 4 { can", "helper = 4 { can add_participant,")
        .replace("may move clerk -> deputy", "may move none -> clerk may move clerk -> deputy");
    let finding = one(&added, Kind::EscalationWithHelp);
    assert_eq!(finding.steps[0], Step::Adds { by: 4, to: 6 });
    assert_eq!(finding.steps.len(), 3, "{finding:?}");
}

#[test]
fn a_search_without_end_says_so() {
    let limits = Limits { room_steps: 1, ..Limits::default() };
    let policy = format!(
        "{GOOD}\n role clerk = 4 {{ can change_preauthorized_user_list, change_own_role }}"
    );
    let found = check(&room_of(governing(&policy)), &limits);
    assert!(found.iter().any(|finding| finding.kind == Kind::SearchIncomplete), "{found:?}");
}

#[test]
fn anyone_who_administers() {
    let policy =
        GOOD.replace("admit Badge as owner where group == \"owners\"", "admit anyone as owner");
    let finding = one(&policy, Kind::AnyoneAdministers);
    assert_eq!((finding.roles, finding.capabilities), (vec![3], vec![0x0503, 0x0504]));
}

#[test]
fn targets_that_nobody_can_hold() {
    let full = GOOD.replace("send_message }", "send_message participants 0..0 }");
    assert!(names(&full).contains(&"target_unholdable"));
    let idle = GOOD.replace("send_message }", "send_message active 0..0 }");
    assert_eq!(names(&idle), ["target_inactive"]);
    let closed = GOOD.replace("can join_if_preauthorized, send_message", "can send_message");
    assert_eq!(names(&closed), ["target_cannot_join"]);
    let by_change = closed.replace("owner = 3 { can", "owner = 3 { can change_own_role,");
    assert_eq!(names(&by_change), [""; 0], "whoever may change its own role can get there");
}

fn changed(change: impl FnOnce(&mut Parts)) -> Vec<&'static str> {
    let mut parts = governing(GOOD);
    change(&mut parts);
    found(&room_of(parts)).iter().map(|finding| finding.kind.name()).collect()
}

#[test]
fn target_roles_against_the_role_list() {
    let role = |parts: &mut Parts, index: u32| -> usize {
        parts.roles.as_ref().unwrap().iter().position(|role| role.index == index).unwrap()
    };
    let reordered = changed(|parts| {
        let place = role(parts, 2);
        parts.roles.as_mut().unwrap()[place].capabilities.reverse();
    });
    assert_eq!(reordered, [""; 0], "the order means nothing");
    let richer = changed(|parts| {
        let place = role(parts, 2);
        parts.roles.as_mut().unwrap()[place].capabilities.push(0x0101);
    });
    assert_eq!(richer, ["target_differs"]);
    let missing = changed(|parts| {
        let place = role(parts, 2);
        parts.roles.as_mut().unwrap().remove(place);
    });
    assert_eq!(missing, ["target_unknown"]);
}

#[test]
fn constraints_and_changes_of_roles() {
    let minimum = changed(|parts| parts.roles.as_mut().unwrap()[3].min_active = 4);
    assert_eq!(minimum, ["target_differs"], "no maximum");
    let minimum = changed(|parts| {
        let owner = &mut parts.roles.as_mut().unwrap()[3];
        (owner.min_active, owner.max_participants) = (4, Some(3));
    });
    assert_eq!(minimum, ["target_differs", "minimum_exceeds_maximum"]);
    let lost = GOOD.replace("send_message }", "send_message may move none -> member }");
    let mut parts = governing(&lost);
    parts.roles.as_mut().unwrap()[2].changes[0].targets.push(9);
    let found = found(&room_of(parts));
    assert_eq!(found[1].kind, Kind::UnknownRoleInChanges);
    assert_eq!(found[1].roles, [2, 9]);
}

#[test]
fn a_locked_room() {
    let locked =
        GOOD.replace("change_role_definitions, change_preauthorized_user_list", "ban, send_link");
    assert_eq!(names(&locked), ["locked", "useless_ban"]);
    let unholdable = GOOD.replace(
        "change_preauthorized_user_list }",
        "change_preauthorized_user_list participants 0..0 }",
    );
    assert_eq!(names(&unholdable), ["target_unholdable", "locked"]);
}

#[test]
fn the_banned_role_has_a_name_and_no_capabilities() {
    let nameless = changed(|parts| {
        let roles = parts.roles.as_mut().unwrap();
        roles[1].name = "outlaw".into();
        roles[3].capabilities.push(0x000a);
        roles[3].changes = vec![admit::model::RoleChange { from: 2, targets: vec![1] }];
    });
    assert_eq!(nameless, ["target_differs", "ban_without_banned_role"]);
    let capable = GOOD.replace("name \"banned\"", "name \"banned\" can send_message");
    assert_eq!(names(&capable), ["capable_banned"]);
}

#[test]
fn capabilities_that_no_role_change_lets_anybody_use() {
    for (capability, change, name, missing) in [
        ("add_participant", "none -> member", "useless_add_participant", "none -> ROLE"),
        ("remove_participant", "member -> none", "useless_remove_participant", "ROLE -> none"),
        ("remove_self", "owner -> none", "useless_remove_self", "OWN_ROLE -> none"),
        ("change_user_role", "member -> owner", "useless_change_user_role", "ROLE -> ROLE"),
        ("ban", "member -> banned", "useless_ban", "ROLE -> banned"),
        ("unban", "banned -> member", "useless_unban", "banned -> ROLE"),
    ] {
        let useless = GOOD.replace("owner = 3 { can", &format!("owner = 3 {{ can {capability},"));
        assert_eq!(names(&useless), [name]);
        let room = room_of(governing(&useless));
        let words = admit::report::room::finding(&room, &found(&room)[0]);
        assert!(words.ends_with(&format!("write `may move {missing}`")), "{words}");
        let useful = useless.replace("user_list }", &format!("user_list may move {change} }}"));
        assert_eq!(names(&useful), [""; 0], "{capability}");
    }
}

/// A room under a base policy, with people in it.
fn under(base: BaseRoomPolicy, list: &[(&str, u32, Option<u32>)], policy: &str) -> Vec<Finding> {
    let parts = Parts { participants: participants(list), base: Some(base), ..governing(policy) };
    found(&room_of(parts))
}

fn kinds(found: &[Finding]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.kind.name()).collect()
}

#[test]
fn the_base_policy_against_the_room() {
    let base = || BaseRoomPolicy {
        multi_device: true,
        policy_component_ids: vec![0x25, 0x8126],
        ..BaseRoomPolicy::default()
    };
    let list = [("ann", 2, Some(2)), ("bob", 3, Some(1)), ("bad", 1, None)];
    assert_eq!(kinds(&under(base(), &list, GOOD)), [""; 0]);
    let adds = GOOD
        .replace("owner = 3 { can", "owner = 3 { can add_participant,")
        .replace("user_list }", "user_list may move none -> member }");
    let fixed = BaseRoomPolicy { fixed_membership: true, ..base() };
    assert_eq!(kinds(&under(fixed, &list, &adds)), ["fixed_membership_adds"]);
    let orphan = BaseRoomPolicy { parent_dependent: true, ..base() };
    assert_eq!(kinds(&under(orphan, &list, GOOD)), ["parent_room"]);
    let named = BaseRoomPolicy { parent_room: vec!["mimi://x/r/y".into()], ..base() };
    assert_eq!(kinds(&under(named, &list, GOOD)), ["parent_room"]);
    let unlisted = BaseRoomPolicy { policy_component_ids: vec![0x25], ..base() };
    assert_eq!(kinds(&under(unlisted, &list, GOOD)), ["component_unlisted"]);
    let users = |maximum| BaseRoomPolicy { max_users: Some(maximum), ..base() };
    assert_eq!(kinds(&under(users(1), &list, GOOD)), ["too_many_users"]);
    assert_eq!(kinds(&under(users(2), &list, GOOD)), [""; 0]);
    let clients = |maximum| BaseRoomPolicy { max_clients: Some(maximum), ..base() };
    assert_eq!(kinds(&under(clients(2), &list, GOOD)), ["too_many_clients"]);
    assert_eq!(kinds(&under(clients(3), &list, GOOD)), [""; 0]);
    let single = under(BaseRoomPolicy { multi_device: false, ..base() }, &list, GOOD);
    assert_eq!(kinds(&single), ["several_clients"]);
    assert_eq!(single[0].users, ["mimi://example.com/u/ann"]);
}

#[test]
fn a_parent_room_holds_its_childrens_participants() {
    let base = BaseRoomPolicy {
        parent_dependent: true,
        parent_room: vec!["mimi://example.com/r/p".into()],
        multi_device: true,
        policy_component_ids: vec![0x25, 0x8126],
        ..BaseRoomPolicy::default()
    };
    let parts = Parts {
        participants: participants(&[("ann", 2, None), ("bob", 2, None)]),
        base: Some(base),
        parent: Some(vec![user("ann"), user("cat")]),
        ..governing(GOOD)
    };
    let found = found(&room_of(parts));
    assert_eq!(kinds(&found), ["participant_not_in_parent"]);
    assert_eq!(found[0].users, ["mimi://example.com/u/bob"]);
}

#[test]
fn participants_against_the_roles() {
    let tight = GOOD.replace("send_message }", "send_message participants 1..2 active 1..1 }");
    for (list, expected) in [
        (vec![("a", 2, Some(1))], vec![]),
        (vec![("a", 2, None)], vec![]),
        (vec![("a", 2, Some(0))], vec!["constraint_broken"]),
        (vec![], vec!["constraint_broken"]),
        (vec![("a", 2, Some(1)), ("b", 2, Some(1))], vec!["constraint_broken"]),
        (vec![("a", 2, Some(1)), ("b", 2, None)], vec![]),
        (vec![("a", 2, Some(1)), ("b", 2, None), ("c", 2, None)], vec!["constraint_broken"]),
        (vec![("a", 2, Some(1)), ("z", 9, None)], vec!["participant_role_unknown"]),
    ] {
        assert_eq!(kinds(&found(&room(&tight, &list))), expected, "{list:?}");
    }
}

/// Thousands of roles that all may do all: the search ends.
#[test]
fn a_hostile_room_is_checked_in_time() {
    let mut parts = governing(GOOD);
    let owner = parts.roles.as_ref().unwrap()[3].clone();
    let roles = parts.roles.as_mut().unwrap();
    for index in 10..4000 {
        let mut role = owner.clone();
        role.index = index;
        role.capabilities = vec![0, 6, 0xf, 0x10, 0x504, u16::try_from(index).unwrap()];
        role.changes = vec![admit::model::RoleChange {
            from: index,
            targets: (0..40).chain([index + 1]).collect(),
        }];
        roles.push(role);
    }
    let room = room_of(parts);
    let start = std::time::Instant::now();
    let found = found(&room);
    assert!(found.iter().any(|finding| finding.kind == Kind::SearchIncomplete));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
