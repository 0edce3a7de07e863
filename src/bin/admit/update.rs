//! `admit update`: the proposals that make one policy out of another, and what changes for whom.

mod affected;

use std::fmt::Write as _;
use std::path::Path;

use admit::eval::{Decision, Policy};
use admit::limits::Limits;
use admit::report;
use admit::room::update::{EntryDifferences, Plan, RoleDifference, compare_entries, plan};
use admit::room::{Parts, Preauth, Room};
use admit::rule::decompile;
use admit::wire::annotate;
use admit::wire::container::{AppDataUpdate, Container};
use admit::wire::detect::{Hints, Shape};
use admit::wire::{self, ContainerKind, text};
use serde_json::{Value, json};

use crate::args::OutputFormat;
use crate::eval;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::governing::{Governing, Reading};
use crate::judge::{self, Judge, Unusable};
use crate::messages;
use crate::room_args::UpdateArgs;
use crate::style::Streams;

use affected::Affected;

/// Plans, refuses or writes, and shows what is different.
pub fn run(args: &UpdateArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let (lowering, levels) = (&args.lowering, messages::levels(&args.levels)?);
    let reading = Reading { lowering, levels, limits: &limits, streams, as_json: args.json };
    let Some((old, new)) = load(args, &reading)? else { return Ok(Exit::Policy) };
    let plan = plan(&old.room, &new.room, &limits).map_err(too_large)?;
    let mut seen = Vec::new();
    for path in &args.credential {
        match decide(args, path, &old, &new, &limits)? {
            Ok(change) => seen.push(change),
            Err(unusable) => return judge::refuse(args.json, &unusable, streams),
        }
    }
    let proposals = plan.updates.iter().map(|update| Proposal::of(update, &limits));
    let proposals = proposals.collect::<Result<Vec<_>, _>>().map_err(too_large)?;
    let entries = entries(&old, &new);
    let tests = Affected::by(&old, &new, &limits);
    let report = Report { old: &old, new: &new, plan: &plan, entries, seen, tests, proposals };
    let refused = !plan.refusals().is_empty();
    if args.json {
        files::print(format!("{:#}\n", report.json()).as_bytes())?;
    } else {
        let on_output = args.output.is_some() || args.format.is_none() || refused;
        let text = report.text();
        if on_output { files::print(text.as_bytes())? } else { streams.say(&text) }
    }
    if refused {
        return Ok(Exit::NotAdmitted);
    }
    if args.output.is_some() || (args.format.is_some() && !args.json) {
        let octets = written(args, &report.proposals, &plan, &limits)?;
        files::write(args.output.as_deref(), &octets)?;
    }
    Ok(Exit::Fine)
}

/// What is and what is to be, each with its participants.
fn load(
    args: &UpdateArgs,
    reading: &Reading<'_>,
) -> Result<Option<(Governing, Governing)>, Failure> {
    let (Some(old), Some(new)) = (reading.any(&args.old)?, reading.any(&args.new)?) else {
        return Ok(None);
    };
    let Some(path) = &args.room else { return Ok(Some((old, new))) };
    let Some(before) = reading.any(path)? else { return Ok(None) };
    let after = match &args.room_after {
        Some(path) => reading.any(path)?.map(Some),
        None => Some(None),
    };
    let Some(after) = after else { return Ok(None) };
    let after = after.as_ref().unwrap_or(&before);
    let with = |one: Governing, room: &Room| -> Result<Governing, Failure> {
        let Parts { participants, base, parent, .. } = room.parts().clone();
        let parts = Parts { participants, base, parent, ..one.room.parts().clone() };
        let room =
            Room::new(parts, reading.limits).map_err(|error| Failure::policy(error.to_string()))?;
        Ok(Governing { room, ..one })
    };
    let new = with(new, &after.room)?;
    Ok(Some((with(old, &before.room)?, new)))
}

fn too_large(error: wire::Error) -> Failure {
    Failure::policy(format!("the change cannot be encoded: {error}"))
}

/// An AppDataUpdate Proposal and its octets.
struct Proposal<'p> {
    update: &'p AppDataUpdate,
    octets: Vec<u8>,
}

impl<'p> Proposal<'p> {
    fn of(update: &'p AppDataUpdate, limits: &Limits) -> Result<Proposal<'p>, wire::Error> {
        let octets = Container::Proposal(update.clone()).encode(limits)?;
        Ok(Proposal { update, octets })
    }
}

/// The proposals, one after the other; text of one a line.
fn written(
    args: &UpdateArgs,
    proposals: &[Proposal<'_>],
    plan: &Plan,
    limits: &Limits,
) -> Result<Vec<u8>, Failure> {
    let lines = |line: &dyn Fn(&Proposal<'_>) -> String| {
        proposals.iter().map(line).collect::<String>().into_bytes()
    };
    Ok(match args.format.unwrap_or(OutputFormat::Raw) {
        OutputFormat::Raw => proposals.iter().flat_map(|one| one.octets.clone()).collect(),
        OutputFormat::Hex => lines(&|one| format!("{}\n", text::to_hex(&one.octets))),
        OutputFormat::Base64 => lines(&|one| format!("{}\n", text::to_base64(&one.octets))),
        OutputFormat::Json => format!("{:#}\n", models(plan)).into_bytes(),
        OutputFormat::Annotated => lines(&|one| dump(one, args, limits)),
    })
}

fn models(plan: &Plan) -> Value {
    let model = |update: &AppDataUpdate| {
        wire::json::container_to_json(&Container::Proposal(update.clone()))
    };
    plan.updates.iter().map(model).collect()
}

fn dump(proposal: &Proposal<'_>, args: &UpdateArgs, limits: &Limits) -> String {
    let hints = Hints {
        profile: args.lowering.wire.map(|wire| wire.profile()),
        component: args.lowering.component,
        ..Hints::default()
    };
    let shape = Shape::Container(ContainerKind::Proposal);
    format!("{}\n", annotate::annotate(&proposal.octets, shape, &hints, limits))
}

/// What each of the two says of one credential.
struct Change {
    name: String,
    old: Option<Said>,
    new: Option<Said>,
}

#[derive(Clone, PartialEq)]
struct Said {
    role: String,
    rule: String,
    entry: Option<usize>,
    decision: &'static str,
}

fn decide(
    args: &UpdateArgs,
    path: &Path,
    old: &Governing,
    new: &Governing,
    limits: &Limits,
) -> Result<Result<Change, Unusable>, Failure> {
    let octets = files::read(path, limits.credential_bytes)?;
    let said = |one: &Governing| -> Result<Option<Said>, Unusable> {
        let policy: Policy = one.room.policy(limits);
        let envelope = args.opening.open(&octets, limits)?;
        let judge = Judge { policy: &policy, disclosure: one.disclosure.as_ref(), limits };
        let judged = judge.judge(&envelope, None)?;
        Ok(judge::deciding(&judged, |_| ()).map(|judged| one.said(judged.final_decision())))
    };
    let both = said(old).and_then(|old| Ok((old, said(new)?)));
    Ok(both.map(|(old, new)| Change { name: files::name(path), old, new }))
}

impl Governing {
    fn said(&self, decision: Decision<'_>) -> Said {
        let role = match decision {
            Decision::Admitted { role, .. } => eval::role_words(role),
            Decision::Refused { .. } => "refused".into(),
            Decision::None => "no role".into(),
        };
        let entry = decision.entry();
        let rule = entry.map(|entry| self.entry_name(entry)).unwrap_or_default();
        Said { role, rule, entry, decision: decision.word() }
    }
}

impl Said {
    fn words(&self) -> String {
        if self.rule.is_empty() {
            self.role.clone()
        } else {
            format!("{} by {}", self.role, self.rule)
        }
    }

    fn json(&self) -> Value {
        json!({ "decision": self.decision, "role": self.role, "entry": self.entry })
    }
}

/// The entries of two rooms, told apart by their claims: as they are on the wire where the profile
/// is the same, as the language writes them where it is not.
fn entries(old: &Governing, new: &Governing) -> EntryDifferences {
    let same_profile = old.room.profile() == new.room.profile();
    let keys = |one: &Governing| match &one.room.parts().preauth {
        Some(preauth) => keys(preauth, same_profile),
        None => Vec::new(),
    };
    compare_entries(&keys(old), &keys(new))
}

fn keys(preauth: &Preauth, as_on_the_wire: bool) -> Vec<String> {
    if !as_on_the_wire {
        return decompile::claims(&preauth.data)
            .iter()
            .map(|claims| claims.join(" and "))
            .collect();
    }
    let model = wire::json::policy_to_json(&preauth.data);
    let entries = model.get("entries").and_then(Value::as_array).map(Vec::as_slice);
    let claims = |entry: &Value| entry.get("claims").map(Value::to_string).unwrap_or_default();
    entries.unwrap_or_default().iter().map(claims).collect()
}

struct Report<'a> {
    old: &'a Governing,
    new: &'a Governing,
    plan: &'a Plan,
    entries: EntryDifferences,
    seen: Vec<Change>,
    tests: Affected<'a>,
    proposals: Vec<Proposal<'a>>,
}

impl Report<'_> {
    fn text(&self) -> String {
        let mut out = String::new();
        if self.plan.is_empty() {
            out.push_str("nothing changes\n");
        }
        for refusal in self.plan.refusals() {
            let source = report::room::source(refusal.section());
            let _ = writeln!(out, "refused: {}", report::room::refusal(refusal));
            let _ = writeln!(out, "  {source}: {}", refusal.sentence());
            out.push_str("  make it two commits\n");
        }
        for proposal in &self.proposals {
            let operation = if proposal.update.update.is_some() { "update" } else { "remove" };
            let component = wire::component_name(proposal.update.component_id);
            let octets = proposal.octets.len();
            let _ = writeln!(out, "proposal: {operation} {component}, {octets} octets");
        }
        self.proposers(&mut out);
        self.roles(&mut out);
        self.entry_lines(&mut out);
        if self.plan.base_changes {
            out.push_str("base policy changed\n");
        }
        self.participants(&mut out);
        for change in &self.seen {
            let words = |said: &Option<Said>| said.as_ref().map(Said::words).unwrap_or_default();
            let (old, new) = (words(&change.old), words(&change.new));
            let name = &change.name;
            let _ = if change.old == change.new {
                writeln!(out, "{name}: {new}, as before")
            } else {
                writeln!(out, "{name}: {old} → {new}")
            };
        }
        if !self.seen.is_empty() {
            out.push_str("claims are unverified: no signature of these credentials was checked\n");
        }
        if !self.plan.is_empty() {
            self.tests.text(&mut out);
        }
        out
    }

    fn proposers(&self, out: &mut String) {
        let plan = self.plan;
        let changes = !plan.roles.is_empty() || plan.rules_change || plan.base_changes;
        if !changes || self.old.room.parts().roles.is_none() {
            return;
        }
        let names = report::room::role_names(&self.old.room, &self.plan.proposers);
        let source = report::room::source("8.6");
        let _ = if names.is_empty() {
            writeln!(out, "no role may propose this ({source})")
        } else {
            writeln!(out, "who may propose this: {names} ({source})")
        };
    }

    fn roles(&self, out: &mut String) {
        for (index, difference) in &self.plan.roles {
            let _ = match difference {
                RoleDifference::Added(_) => {
                    writeln!(out, "role added: {}", report::room::role_name(&self.new.room, *index))
                }
                RoleDifference::Removed(_) => writeln!(
                    out,
                    "role removed: {}",
                    report::room::role_name(&self.old.room, *index)
                ),
                RoleDifference::Changed { before, after } => {
                    let name = report::room::role_name(&self.new.room, *index);
                    let words = report::room::role_differences(before, after).join("; ");
                    writeln!(out, "role changed: {name}: {words}")
                }
            };
        }
        for user in &self.plan.stranded {
            let user = report::trace::printable(user.as_str());
            let _ = writeln!(out, "warning: `{user}` stays in a role that is no longer there");
        }
    }

    fn entry_lines(&self, out: &mut String) {
        for entry in &self.entries.removed {
            let role = self.role_of(self.old, *entry);
            let _ = writeln!(out, "removed: {}: {role}", self.old.entry_name(*entry));
        }
        for entry in &self.entries.added {
            let role = self.role_of(self.new, *entry);
            let _ = writeln!(out, "added: {}: {role}", self.new.entry_name(*entry));
        }
        for (old, new) in &self.entries.moved {
            let name = self.new.entry_name(*new);
            let _ = writeln!(out, "moved: {name}, which was entry {old}");
        }
        for (old, new) in self.with_other_role() {
            let (before, after) = (self.role_of(self.old, old), self.role_of(self.new, new));
            let name = self.new.entry_name(new);
            let _ = writeln!(out, "another role: {name}: {before} → {after}");
        }
    }

    /// Entries whose claims stay and whose role has another index.
    fn with_other_role(&self) -> Vec<(usize, usize)> {
        let index = |one: &Governing, entry| {
            let preauth = one.room.parts().preauth.as_ref();
            preauth.and_then(|preauth| preauth.data.role(entry)).map(|role| role.index)
        };
        let kept = self.entries.kept.iter().copied();
        kept.filter(|(old, new)| index(self.old, *old) != index(self.new, *new)).collect()
    }

    fn role_of(&self, one: &Governing, entry: usize) -> String {
        let preauth = one.room.parts().preauth.as_ref();
        match preauth.and_then(|preauth| preauth.data.role(entry)) {
            Some(role) if role.index == 0 => "refused".into(),
            Some(role) => eval::role_words(role),
            None => "no role".into(),
        }
    }

    fn participants(&self, out: &mut String) {
        let update = &self.plan.participants;
        let before = self.old.room.participants();
        let user = |place: u32| {
            let found = usize::try_from(place).ok().and_then(|place| before.get(place));
            found.map(|one| report::trace::printable(one.user.as_str())).unwrap_or_default()
        };
        for place in &update.removed {
            let _ = writeln!(out, "participant removed: `{}`", user(*place));
        }
        for change in &update.changed {
            let role = report::room::role_name(&self.new.room, change.role);
            let _ =
                writeln!(out, "participant changed: `{}` becomes {role}", user(change.participant));
        }
        for pair in &update.added {
            let role = report::room::role_name(&self.new.room, pair.role);
            let name = report::trace::printable(&pair.user);
            let _ = writeln!(out, "participant added: `{name}` as {role}");
        }
    }

    fn json(&self) -> Value {
        let refusals = self.plan.refusals();
        let valid = refusals.is_empty();
        let refusals: Vec<Value> = refusals.into_iter().map(report::room::refusal_json).collect();
        // What must not be sent is not printed where it could be taken for what may be.
        let proposals = self.proposals.iter().filter(|_| valid);
        let proposals: Vec<Value> = proposals.map(proposal_json).collect();
        let roles: Vec<Value> = self
            .plan
            .roles
            .iter()
            .map(|(index, difference)| report::room::role_difference_json(*index, difference))
            .collect();
        let update = &self.plan.participants;
        let changed: Vec<Value> = update
            .changed
            .iter()
            .map(|one| json!({ "participant": one.participant, "role": one.role }))
            .collect();
        let added: Vec<Value> =
            update.added.iter().map(|one| json!({ "user": one.user, "role": one.role })).collect();
        let stranded: Vec<&str> = self.plan.stranded.iter().map(|user| user.as_str()).collect();
        let seen: Vec<Value> = self
            .seen
            .iter()
            .map(|change| {
                json!({
                    "credential": change.name,
                    "old": change.old.as_ref().map(Said::json),
                    "new": change.new.as_ref().map(Said::json),
                    "changed": change.old != change.new,
                    "verified": false,
                })
            })
            .collect();
        json!({
            "ok": valid,
            "changes": !self.plan.is_empty(),
            "refusals": refusals,
            "proposals": proposals,
            "proposers": self.plan.proposers,
            "roles": roles,
            "entries": {
                "added": self.entries.added,
                "removed": self.entries.removed,
                "moved": pairs(&self.entries.moved),
                "with_other_role": pairs(&self.with_other_role()),
            },
            "participants": { "removed": update.removed, "changed": changed, "added": added },
            "base_changes": self.plan.base_changes,
            "stranded": stranded,
            "credentials": seen,
            "tests": self.tests.json(),
        })
    }
}

fn pairs(pairs: &[(usize, usize)]) -> Vec<Value> {
    pairs.iter().map(|(old, new)| json!({ "old": old, "new": new })).collect()
}

fn proposal_json(proposal: &Proposal<'_>) -> Value {
    let update = proposal.update;
    json!({
        "component": update.component_id,
        "op": if update.update.is_some() { "update" } else { "remove" },
        "octets": proposal.octets.len(),
        "hex": text::to_hex(&proposal.octets),
    })
}
