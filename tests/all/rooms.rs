//! The whole room: its state, who may join, who may change its role, what is wrong, how it changes.

mod change_role;
mod check;
mod cli;
mod join;
mod state;
mod update;
mod wire;

use admit::compile;
use admit::credential::Envelope;
use admit::limits::Limits;
use admit::room::{Manner, Participant, Parts, Preauth, Room, User, Verdict};
use admit::rule::Options;
use admit::source::NoFiles;

/// What every policy of these tests begins with.
const BADGE: &str =
    "policy \"p\"\ncredential Badge: jwt { iss: https_uri sub: mimi_uri group: string }\n";

/// A policy of the tests: its roles and rules. The host of `sub` keeps the lints quiet.
fn governing(text: &str) -> Parts {
    let text = format!("{BADGE}{text}");
    let limits = Limits::default();
    let checkup = compile::check("p.policy", &text, &NoFiles, &limits);
    let lowered = checkup.lower(&Options::default());
    let lowered = lowered.unwrap_or_else(|e| panic!("{:?}\n{:?}", checkup.diagnostics, e));
    let preauth = Preauth { component: lowered.component, data: lowered.preauth };
    Parts { roles: Some(lowered.roles), preauth: Some(preauth), ..Parts::default() }
}

fn user(name: &str) -> User {
    User::parse(&format!("mimi://example.com/u/{name}")).unwrap()
}

/// Participants as name, role and clients.
fn participants(list: &[(&str, u32, Option<u32>)]) -> Option<Vec<Participant>> {
    let participant = |(name, role, clients): &(&str, u32, Option<u32>)| Participant {
        user: user(name),
        role: *role,
        clients: *clients,
    };
    Some(list.iter().map(participant).collect())
}

fn room_of(parts: Parts) -> Room {
    Room::new(parts, &Limits::default()).unwrap()
}

fn room(policy: &str, list: &[(&str, u32, Option<u32>)]) -> Room {
    room_of(Parts { participants: participants(list), ..governing(policy) })
}

/// The room's answer to a member of a group that wants to join.
fn joins<'r>(room: &'r Room, name: &str, group: &str) -> Verdict<'r> {
    asks(room, name, group, |decision, user| room.join(decision, user, Manner::Client))
}

fn asks<'r>(
    room: &'r Room,
    name: &str,
    group: &str,
    ask: impl FnOnce(admit::eval::Decision<'_>, &User) -> Verdict<'r>,
) -> Verdict<'r> {
    let limits = Limits::default();
    let claims = format!(
        r#"{{"iss":"https://idp.example.com","sub":"mimi://example.com/u/{name}","group":"{group}"}}"#
    );
    let envelope = Envelope::open(claims.as_bytes(), None, None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap();
    let policy = room.policy(&limits);
    let user = User::of_unverified_claims(&claims).unwrap();
    ask(policy.decide_on_unverified_claims(&claims), &user)
}

/// The name of the reason, or the role that is given.
fn told(verdict: &Verdict<'_>) -> String {
    match (verdict.role(), verdict.refused_way()) {
        (Some(role), _) => format!("{}", role.index),
        (None, Some(closed)) => format!("{} {}", closed.reason.name(), closed.section),
        (None, None) => "nothing".into(),
    }
}
