//! What a room answers and what is wrong with it, in words and as JSON.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::trace::printable;
use crate::capability;
use crate::model::Role;
use crate::room::finding::Step;
use crate::room::update::{Refusal, RoleDifference};
use crate::room::{By, Closed, DRAFT, Finding, Reason, Room, Verdict, Way};
use crate::wire;

/// A role by its name in the room and its index.
pub fn role_name(room: &Room, index: u32) -> String {
    match room.role(index).map(|role| role.name.as_str()) {
        Some(name) if !name.is_empty() => format!("{} (role {index})", printable(name)),
        _ => format!("role {index}"),
    }
}

/// Several roles, one after the other.
pub fn role_names(room: &Room, indexes: &[u32]) -> String {
    list(indexes, |index| role_name(room, *index))
}

/// A capability as the draft writes it.
pub fn capability_name(number: u16) -> String {
    let known = capability::by_number(number).map(|known| known.draft_name.to_owned());
    known.unwrap_or_else(|| format!("{number:#06x}"))
}

/// Several capabilities, one after the other.
pub fn capability_names(numbers: &[u16]) -> String {
    list(numbers, |number| capability_name(*number))
}

/// How many of a list are spelled out.
const SHOWN: usize = 12;

fn list<T>(items: &[T], name: impl Fn(&T) -> String) -> String {
    let mut names: Vec<String> = items.iter().take(SHOWN).map(name).collect();
    if items.len() > SHOWN {
        names.push(format!("and {} more", items.len() - SHOWN));
    }
    names.join(", ")
}

/// Where the draft says so.
pub fn source(section: &str) -> String {
    format!("{DRAFT} section {section}")
}

/// Why a way is closed, as a clause.
pub fn reason(room: &Room, reason: &Reason) -> String {
    let role = |index: &u32| role_name(room, *index);
    match reason {
        Reason::ParticipantsUnknown => {
            "the state does not say who takes part, and so not who is banned".into()
        }
        Reason::AlreadyParticipant { role: index, may_add_client } => {
            let clients = match may_add_client {
                true => "; its role lets it bring in its own clients (canAddOwnClient)",
                false => "; nor does its role let it bring in clients (canAddOwnClient)",
            };
            format!(
                "the requester is a participant already, as {}: preauthorization is for those who \
                 are not{clients}",
                role(index)
            )
        }
        Reason::Banned => "the requester is banned: the banned are in the participant list, and \
                           preauthorization is for those who are not"
            .into(),
        Reason::NotParticipant => {
            "whoever changes its own role has to be a participant, and the requester is none".into()
        }
        Reason::OtherUser { holder } => {
            format!("the credential is that of `{}`", printable(holder))
        }
        Reason::NoEntry => "no rule matches".into(),
        Reason::Refused { entry } => format!("entry {entry} refuses"),
        Reason::RoleUnknown { role } => format!("the room has no role {role}"),
        Reason::Lacks { role: index, capability } => {
            format!("{} does not hold {}", role(index), capability_name(*capability))
        }
        Reason::Full { role: index, maximum, present } => {
            format!("{} may have {maximum} participants, and has {present}", role(index))
        }
        Reason::ActiveFull { role: index, maximum: 0, .. } => {
            format!("nobody in {} may have a client in the group", role(index))
        }
        Reason::ActiveFull { role: index, maximum, low, high } => format!(
            "{} may have {maximum} active participants, and has {}",
            role(index),
            between(*low, *high)
        ),
        Reason::TooFew { role: index, minimum, present } => {
            format!("{} needs {minimum} participants, and has {present}", role(index))
        }
        Reason::ActiveTooFew { role: index, minimum, low, high } => format!(
            "{} needs {minimum} active participants, and has {}",
            role(index),
            between(*low, *high)
        ),
        Reason::OtherRole { wanted, given } => {
            format!("the rules give {}, not {}", role(given), role(wanted))
        }
        Reason::SameRole { role: index } => format!("the requester is {} already", role(index)),
        Reason::FixedMembership => {
            "the room has a fixed membership: it takes nobody but its first participants".into()
        }
        Reason::ParentUnknown => "the room takes participants of its parent room alone, and the \
                                  state does not say who they are"
            .into(),
        Reason::NotInParent => "the requester is no participant of the parent room".into(),
        Reason::NotStrictSubset => {
            "the room would have all participants of its parent room, and has to have fewer".into()
        }
        Reason::MaxUsers { maximum, present } => {
            format!("the room may have {maximum} users, and has {present}")
        }
        Reason::MaxClients { maximum, present, or_more } => {
            let or_more = if *or_more { " or more: the state does not say" } else { "" };
            format!("the group may have {maximum} clients, and has {present}{or_more}")
        }
        Reason::OpenJoinLeadsNowhere => {
            "role 0 holds canOpenJoin, and its role changes lead from 0 to no role".into()
        }
    }
}

fn between(low: u64, high: u64) -> String {
    if low == high {
        low.to_string()
    } else {
        format!("between {low} and {high}: the state does not say who has clients")
    }
}

/// A verdict: `ways` and `closed`, each with `by`, `entry`, `role`, and for the closed `reason`.
pub fn verdict_json(room: &Room, verdict: &Verdict<'_>) -> Value {
    let ways: Vec<Value> = verdict.ways.iter().map(way_json).collect();
    let closed: Vec<Value> = verdict.closed.iter().map(|way| closed_json(room, way)).collect();
    json!({ "ways": ways, "closed": closed })
}

fn way_json(way: &Way<'_>) -> Value {
    let capabilities = way.role.capabilities.iter().map(|number| capability_name(*number));
    let capabilities: Vec<String> = capabilities.collect();
    json!({
        "by": way.by.word(),
        "entry": entry(way.by),
        "role": role_json(way.role),
        "capabilities": capabilities,
    })
}

fn closed_json(room: &Room, closed: &Closed) -> Value {
    let role = closed.role.map(|index| {
        let name = room.role(index).map(|role| role.name.as_str());
        json!({ "index": index, "name": name })
    });
    json!({
        "by": closed.by.map(By::word),
        "entry": closed.by.and_then(entry),
        "role": role,
        "reason": reason_json(room, closed),
    })
}

const fn entry(by: By) -> Option<usize> {
    match by {
        By::Entry(entry) => Some(entry),
        By::OpenJoin => None,
    }
}

/// A role: `index` and `name`.
pub fn role_json(role: &Role) -> Value {
    json!({ "index": role.index, "name": role.name })
}

/// A reason: `kind`, `section`, `message`.
pub fn reason_json(room: &Room, closed: &Closed) -> Value {
    json!({
        "kind": closed.reason.name(),
        "draft": DRAFT,
        "section": closed.section,
        "message": reason(room, &closed.reason),
    })
}

/// What is wrong, in one line.
pub fn finding(room: &Room, finding: &Finding) -> String {
    use crate::room::finding::Kind;
    let first = || finding.roles.first().map_or_else(String::new, |role| role_name(room, *role));
    let rest = || role_names(room, finding.roles.get(1..).unwrap_or_default());
    let all = || role_names(room, &finding.roles);
    let caps = || capability_names(&finding.capabilities);
    let users = || list(&finding.users, |user| format!("`{}`", printable(user)));
    let useless = |change: &str| {
        format!(
            "{} holds {}, and its role changes never let it use that: in a policy, write \
             `may move {change}`",
            first(),
            caps()
        )
    };
    match finding.kind {
        Kind::OpenJoinBypassesRules => {
            format!("anybody may join as {}, whatever the rules ask for", rest())
        }
        Kind::OpenJoin => format!("anybody may join as {}, beside the rules", rest()),
        Kind::OpenJoinElsewhere => format!("{} holds canOpenJoin, which is for role 0", first()),
        Kind::OpenJoinNowhere => "role 0 holds canOpenJoin, and nobody can join by it".into(),
        Kind::Escalation => format!("{} can make itself {}", first(), rest()),
        Kind::EscalationWithHelp => {
            format!("{} and its accomplices can become {}", first(), rest())
        }
        Kind::SearchIncomplete => {
            "the roles are too many to search all their changes for escalations".into()
        }
        Kind::AnyoneAdministers => {
            format!("anybody becomes {}, who may change the room: {}", first(), caps())
        }
        Kind::TargetUnknown => {
            format!("rules give {}, which the room does not have", first())
        }
        Kind::TargetDiffers => format!(
            "rules carry another definition of {} than the room; the room's counts",
            first()
        ),
        Kind::TargetUnholdable => format!("rules give {}, which nobody can hold", first()),
        Kind::TargetCannotJoin => format!(
            "rules give {}, which does not hold canJoinIfPreauthorized, and no role holds \
             canChangeOwnRole",
            first()
        ),
        Kind::TargetInactive => {
            format!("rules give {}, and nobody in it may have clients: no client can join", first())
        }
        Kind::MinimumExceedsMaximum => format!("{} has a minimum above its maximum", first()),
        Kind::UnknownRoleInChanges => {
            format!(
                "the role changes of {} name roles that the room does not have: {}",
                first(),
                rest()
            )
        }
        Kind::Locked => format!("no role that anybody can hold has any of {}", caps()),
        Kind::BanWithoutBannedRole => {
            format!("{} holds {}, and role 1 is not named `banned`", first(), caps())
        }
        Kind::CapableBanned => format!("the banned may do something: {}", caps()),
        Kind::UselessAdd => useless("none -> ROLE"),
        Kind::UselessRemove => useless("ROLE -> none"),
        Kind::UselessLeave => useless("OWN_ROLE -> none"),
        Kind::UselessPromote => useless("ROLE -> ROLE"),
        Kind::UselessBan => useless("ROLE -> banned"),
        Kind::UselessUnban => useless("banned -> ROLE"),
        Kind::FixedMembershipAdds => {
            format!("the membership is fixed, and {} may add participants", all())
        }
        Kind::ParentRoom => "the base policy names a parent room and does not depend on it, or \
                             depends on one and does not name exactly one"
            .into(),
        Kind::ComponentUnlisted => {
            "the base policy does not list the components of roles and rules".into()
        }
        Kind::TooManyUsers => "the room has more users than the base policy allows".into(),
        Kind::TooManyClients => "the group has more clients than the base policy allows".into(),
        Kind::SeveralClients => format!("more than one client of {}", users()),
        Kind::ParticipantRoleUnknown => {
            format!("{} in roles that the room does not have: {}", users(), all())
        }
        Kind::ParticipantNotInParent => {
            format!("{} not in the parent room", users())
        }
        Kind::ConstraintBroken => {
            format!("as many participants as may not be, or not as many as have to: {}", all())
        }
    }
}

/// One step of an escalation, as a sentence without its end.
pub fn step(room: &Room, step: &Step) -> String {
    let role = |index: &u32| role_name(room, *index);
    match step {
        Step::JoinsOpenly { role: index } => {
            format!("anybody joins as {} (canOpenJoin)", role(index))
        }
        Step::WritesEntry { by, role: index } => format!(
            "{} writes a rule that gives {} (canChangePreauthorizedUserList)",
            role(by),
            role(index)
        ),
        Step::ChangesOwnRole { from, to } => format!(
            "{} changes its own role to {} by that rule (canChangeOwnRole)",
            role(from),
            role(to)
        ),
        Step::Rejoins { from, to } => format!(
            "{} leaves (canRemoveSelf) and joins again as {} by that rule (canJoinIfPreauthorized)",
            role(from),
            role(to)
        ),
        Step::JoinsByEntry { role: index } => {
            format!("an accomplice joins as {} by that rule (canJoinIfPreauthorized)", role(index))
        }
        Step::Promotes { by, from, to } => format!(
            "{} makes an accomplice who is {} {} (canChangeUserRole)",
            role(by),
            role(from),
            role(to)
        ),
        Step::Adds { by, to } => {
            format!("{} adds an accomplice as {} (canAddParticipant)", role(by), role(to))
        }
    }
}

/// A finding: `kind`, `severity`, `message`, `roles`, `entries`, `users`, `capabilities`, `steps`,
/// `draft`, `section`, `sentence`.
pub fn finding_json(room: &Room, found: &Finding) -> Value {
    let roles: Vec<Value> = found
        .roles
        .iter()
        .map(|index| json!({ "index": index, "name": room.role(*index).map(|role| &role.name) }))
        .collect();
    let capabilities: Vec<String> =
        found.capabilities.iter().map(|number| capability_name(*number)).collect();
    let steps: Vec<Value> = found.steps.iter().map(|one| step_json(room, one)).collect();
    json!({
        "kind": found.kind.name(),
        "severity": found.severity().word(),
        "message": finding(room, found),
        "roles": roles,
        "entries": found.entries,
        "users": found.users,
        "capabilities": capabilities,
        "steps": steps,
        "draft": DRAFT,
        "section": found.kind.section(),
        "sentence": found.kind.sentence(),
    })
}

fn step_json(room: &Room, one: &Step) -> Value {
    let mut value = match one {
        Step::JoinsOpenly { role } => json!({ "step": "joins_openly", "role": role }),
        Step::WritesEntry { by, role } => json!({ "step": "writes_entry", "by": by, "role": role }),
        Step::ChangesOwnRole { from, to } => {
            json!({ "step": "changes_own_role", "from": from, "to": to })
        }
        Step::Rejoins { from, to } => json!({ "step": "rejoins", "from": from, "to": to }),
        Step::JoinsByEntry { role } => json!({ "step": "joins_by_entry", "role": role }),
        Step::Promotes { by, from, to } => {
            json!({ "step": "promotes", "by": by, "from": from, "to": to })
        }
        Step::Adds { by, to } => json!({ "step": "adds", "by": by, "to": to }),
    };
    if let Some(members) = value.as_object_mut() {
        members.insert("message".into(), step(room, one).into());
    }
    value
}

/// How a role differs, one clause for each field.
pub fn role_differences(before: &Role, after: &Role) -> Vec<String> {
    let mut words = Vec::new();
    let quoted = |text: &str| format!("\"{}\"", printable(text));
    if before.name != after.name {
        words.push(format!("name {} → {}", quoted(&before.name), quoted(&after.name)));
    }
    if before.description != after.description {
        words.push("another description".into());
    }
    let only = |one: &Role, other: &Role| -> Vec<u16> {
        let has = one.capabilities.iter().copied();
        has.filter(|capability| !other.capabilities.contains(capability)).collect()
    };
    for (sign, capabilities) in [("gains", only(after, before)), ("loses", only(before, after))] {
        if !capabilities.is_empty() {
            words.push(format!("{sign} {}", capability_names(&capabilities)));
        }
    }
    let range = |minimum: u32, maximum: Option<u32>| {
        format!("{minimum}..{}", maximum.map(|it| it.to_string()).unwrap_or_default())
    };
    let participants = |role: &Role| range(role.min_participants, role.max_participants);
    let active = |role: &Role| range(role.min_active, role.max_active);
    for (noun, old, new) in [
        ("participants", participants(before), participants(after)),
        ("active", active(before), active(after)),
    ] {
        if old != new {
            words.push(format!("{noun} {old} → {new}"));
        }
    }
    if moves(before) != moves(after) {
        let text = |role| {
            let moves = moves(role);
            let moves: Vec<String> =
                moves.iter().map(|(from, to)| format!("{from}→{to}")).collect();
            if moves.is_empty() { "none".to_owned() } else { moves.join(" ") }
        };
        words.push(format!("role changes {}, which were {}", text(after), text(before)));
    }
    words
}

fn moves(role: &Role) -> BTreeSet<(u32, u32)> {
    let pairs = role.changes.iter();
    pairs.flat_map(|change| change.targets.iter().map(|to| (change.from, *to))).collect()
}

/// A difference of roles: `index`, `change` (`added`, `removed`, `changed`), `before`, `after`.
pub fn role_difference_json(index: u32, difference: &RoleDifference) -> Value {
    let (change, before, after) = match difference {
        RoleDifference::Added(role) => ("added", None, Some(role)),
        RoleDifference::Removed(role) => ("removed", Some(role), None),
        RoleDifference::Changed { before, after } => {
            ("changed", Some(before.as_ref()), Some(after.as_ref()))
        }
    };
    json!({
        "index": index,
        "change": change,
        "before": before.map(wire::json::role_to_json),
        "after": after.map(wire::json::role_to_json),
    })
}

/// Why a change is not valid in one commit, in one line.
pub fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::RolesWithParticipants => {
            "role definitions and the participant list cannot change in one commit"
        }
        Refusal::RulesWithParticipants => {
            "rules and the participant list cannot change in one commit, unless participants are \
             only removed"
        }
    }
}

/// A refusal: `kind`, `message`, `draft`, `section`, `sentence`.
pub fn refusal_json(found: Refusal) -> Value {
    json!({
        "kind": found.name(),
        "message": refusal(found),
        "draft": DRAFT,
        "section": found.section(),
        "sentence": found.sentence(),
    })
}

/// What is wrong with a state file: `message`.
pub fn error_json(error: &crate::room::Error) -> Value {
    json!({ "about": "room", "path": error.path, "message": error.to_string() })
}
