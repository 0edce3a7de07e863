//! From one room to another.

use admit::limits::Limits;
use admit::room::Parts;
use admit::room::update::{Plan, Refusal, RoleDifference, plan};
use admit::wire::participants::decode_update;
use admit::wire::{self};

use super::{governing, participants, room_of};

const OLD: &str = r#"
    role member = 2 { can join_if_preauthorized, send_message }
    role owner = 3 { can join_if_preauthorized, change_role_definitions, change_preauthorized_user_list }
    rule members: admit Badge as member where group == "members"
    rule owners: admit Badge as owner where group == "owners"
"#;

type List<'a> = &'a [(&'a str, u32, Option<u32>)];

fn planned(old: &str, new: &str, before: Option<List<'_>>, after: Option<List<'_>>) -> Plan {
    let side = |policy: &str, list: Option<List<'_>>| {
        room_of(Parts { participants: list.and_then(participants), ..governing(policy) })
    };
    plan(&side(old, before), &side(new, after), &Limits::default()).unwrap()
}

#[test]
fn nothing_changes_where_nothing_does() {
    let list: List<'_> = &[("ann", 2, None)];
    let plan = planned(OLD, OLD, Some(list), Some(list));
    assert!(plan.is_empty() && plan.refusals().is_empty());
}

#[test]
fn rules_alone_are_one_update_of_their_component() {
    let new = OLD.replace("\"members\"", "\"everybody\"");
    let plan = planned(OLD, &new, None, None);
    let [update] = plan.updates.as_slice() else { panic!("{plan:?}") };
    assert_eq!(update.component_id, 0x8126);
    let data = governing(&new).preauth.unwrap().data;
    let octets = wire::encode(&data, &Limits::default()).unwrap();
    assert_eq!(update.update.as_ref(), Some(&octets));
    assert_eq!(plan.proposers, [3]);
}

#[test]
fn roles_bring_their_own_update_and_that_of_the_rules_that_carry_them() {
    let new = OLD.replace("send_message", "send_link");
    let plan = planned(OLD, &new, None, None);
    let components: Vec<u16> = plan.updates.iter().map(|update| update.component_id).collect();
    assert_eq!(components, [0x25, 0x8126]);
    assert!(matches!(plan.roles[&2], RoleDifference::Changed { .. }));
    let unused = format!("{OLD}\n role guest = 9 {{ can send_link }}");
    let plan = planned(OLD, &unused, None, None);
    assert_eq!(plan.updates.len(), 1, "no rule gives the new role");
    assert!(matches!(plan.roles[&9], RoleDifference::Added(_)));
    let plan = planned(&unused, OLD, Some(&[("a", 9, None)]), None);
    assert!(matches!(plan.roles[&9], RoleDifference::Removed(_)));
    assert_eq!(plan.stranded.len(), 1);
}

#[test]
fn another_component_is_a_removal_and_an_update() {
    let mut after = governing(OLD);
    after.preauth.as_mut().unwrap().component = 0x9000;
    let (old, new) = (room_of(governing(OLD)), room_of(after.clone()));
    let updates = plan(&old, &new, &Limits::default()).unwrap().updates;
    let shown: Vec<_> =
        updates.iter().map(|one| (one.component_id, one.update.is_some())).collect();
    assert_eq!(shown, [(0x8126, false), (0x9000, true)]);
    after.preauth = None;
    let updates = plan(&old, &room_of(after), &Limits::default()).unwrap().updates;
    assert_eq!((updates.len(), updates[0].update.is_some()), (1, false));
}

#[test]
fn the_participant_list_is_updated_by_places() {
    let before: List<'_> = &[("ann", 2, None), ("bob", 2, None), ("cat", 3, None)];
    let after: List<'_> = &[("cat", 2, None), ("ann", 2, None), ("dan", 3, None)];
    let plan = planned(OLD, OLD, Some(before), Some(after));
    let [update] = plan.updates.as_slice() else { panic!("{plan:?}") };
    assert_eq!(update.component_id, 0x22);
    let read = decode_update(update.update.as_ref().unwrap(), &Limits::default()).unwrap();
    assert_eq!(read, plan.participants);
    assert_eq!(read.removed, [1]);
    assert_eq!((read.changed[0].participant, read.changed[0].role), (2, 2));
    assert_eq!((read.added[0].user.as_str(), read.added[0].role), ("mimi://example.com/u/dan", 3));
    assert!(plan.refusals().is_empty() && plan.proposers.is_empty());
}

#[test]
fn what_the_drafts_forbid_in_one_commit() {
    use Refusal::{RolesWithParticipants, RulesWithParticipants};
    let rules = OLD.replace("\"members\"", "\"everybody\"");
    let unused = format!("{OLD}\n role guest = 9 {{ can send_link }}");
    let both = OLD.replace("send_message", "send_link");
    let before: List<'_> = &[("ann", 2, None), ("bob", 2, None)];
    let removed: List<'_> = &[("ann", 2, None)];
    let promoted: List<'_> = &[("ann", 3, None), ("bob", 2, None)];
    let added: List<'_> = &[("ann", 2, None), ("bob", 2, None), ("cat", 2, None)];
    let mixed: List<'_> = &[("ann", 3, None)];
    for (new, after, expected) in [
        (&rules, before, vec![]),
        (&rules, removed, vec![]),
        (&rules, promoted, vec![RulesWithParticipants]),
        (&rules, added, vec![RulesWithParticipants]),
        (&rules, mixed, vec![RulesWithParticipants]),
        (&unused, before, vec![]),
        (&unused, removed, vec![RolesWithParticipants]),
        (&unused, added, vec![RolesWithParticipants]),
        (&both, removed, vec![RolesWithParticipants]),
        (&both, added, vec![RolesWithParticipants, RulesWithParticipants]),
    ] {
        let plan = planned(OLD, new, Some(before), Some(after));
        assert_eq!(plan.refusals(), expected, "{after:?}");
    }
}

#[test]
fn a_base_policy_changes_where_both_are_known() {
    use admit::model::room::BaseRoomPolicy;
    let owner = OLD.replace("owner = 3 { can", "owner = 3 { can change_room_membership_style,");
    let side = |base: Option<BaseRoomPolicy>| room_of(Parts { base, ..governing(&owner) });
    let limits = Limits::default();
    let open = || BaseRoomPolicy { max_users: Some(9), ..BaseRoomPolicy::default() };
    let change =
        plan(&side(Some(open())), &side(Some(BaseRoomPolicy::default())), &limits).unwrap();
    let [update] = change.updates.as_slice() else { panic!("{change:?}") };
    assert_eq!(update.component_id, 0x27);
    let read = wire::base_policy::decode(update.update.as_ref().unwrap(), &limits).unwrap();
    assert_eq!(read, BaseRoomPolicy::default());
    assert_eq!(change.proposers, [3]);
    assert!(plan(&side(Some(open())), &side(None), &limits).unwrap().is_empty());
    assert!(plan(&side(Some(open())), &side(Some(open())), &limits).unwrap().is_empty());
}
