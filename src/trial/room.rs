//! The room of a test: what its state makes of a decision, under the policy that is tested.

use crate::limits::Limits;
use crate::room::{By, Manner, Room, User, Verdict};
use crate::wire::detect::Hints;

use super::bench::Bench;
use super::held::Presented;
use super::{Actual, Ruling};

/// The room of a state, with the roles and rules of the policy that is tested.
///
/// # Errors
/// In words, when the state cannot be read.
pub(super) fn read(state: &[u8], bench: &Bench, limits: &Limits) -> Result<Room, String> {
    let governed = Room::read(state, &Hints::default(), limits).and_then(|room| {
        let (roles, preauth) = bench.governs();
        room.governed_by(roles, preauth, limits)
    });
    governed.map_err(|error| format!("the room's state: {error}"))
}

/// What comes out of a case in a room: whoever is not in it joins, a participant changes its role.
///
/// # Errors
/// In words, when nobody knows who asks.
pub(super) fn judge(
    room: &Room,
    named: Option<&str>,
    presented: &[Presented<'_>],
    bench: &Bench,
) -> Result<Actual, String> {
    let users: Vec<User> =
        presented.iter().filter_map(|one| User::of_unverified_claims(&one.claims)).collect();
    let user = requester(named, &users)?;
    let decision = bench.decision(presented);
    let verdict = match users.iter().find(|other| **other != user) {
        Some(holder) => Verdict::of_other_user(decision, holder),
        None if room.participant(&user).is_some() => room.change_role(decision, &user, None),
        None => room.join(decision, &user, Manner::Client),
    };
    Ok(outcome(&verdict, bench.rule_of(decision)))
}

/// Who asks: the one that the test names, else the one that the credential names.
fn requester(named: Option<&str>, users: &[User]) -> Result<User, String> {
    match named {
        Some(text) => User::parse(text).ok_or_else(|| format!("`{text}` names no user")),
        None => users.first().cloned().ok_or_else(|| {
            "the credential does not say whose it is: name the requester with `given user \"mimi://…\"`"
                .to_owned()
        }),
    }
}

fn outcome(verdict: &Verdict<'_>, ruling: Ruling) -> Actual {
    match (verdict.way(), verdict.refused_way()) {
        (Some(way), _) if way.by == By::OpenJoin => {
            let roles = verdict.ways.iter().map(|way| way.role.index).collect();
            Actual::Open { ruling, roles }
        }
        (None, Some(closed)) if verdict.is_forbidden() => {
            Actual::Forbidden { ruling, reason: closed.reason.clone(), section: closed.section }
        }
        _ => Actual::Ruled(ruling),
    }
}
