//! `admit room`: what is wrong with a room as a whole.

use std::fmt::Write as _;

use admit::limits::Limits;
use admit::report;
use admit::room::check::check;
use admit::room::finding::Severity;
use admit::room::{Finding, Room};
use serde_json::{Value, json};

use crate::exit::{Exit, Failure};
use crate::files;
use crate::governing::Reading;
use crate::messages;
use crate::room_args::{RoomArgs, RoomCheckArgs, RoomCommand};
use crate::style::Streams;

/// Runs what is asked of the room.
pub fn run(args: &RoomArgs, streams: Streams) -> Result<Exit, Failure> {
    match &args.command {
        RoomCommand::Check(args) => run_check(args, streams),
    }
}

/// Shows the findings; errors among them decide the exit code.
fn run_check(args: &RoomCheckArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let (lowering, levels) = (&args.lowering, messages::levels(&args.levels)?);
    let reading = Reading { lowering, levels, limits: &limits, streams, as_json: args.json };
    let Some(governing) = reading.any(&args.file)? else { return Ok(Exit::Policy) };
    let found = check(&governing.room, &limits);
    let errors = found.iter().filter(|one| one.severity() == Severity::Error).count();
    let shown = if args.json {
        format!("{:#}\n", as_json(&governing.room, &found, errors))
    } else {
        let entry = |entry: usize| governing.entry_name(entry);
        as_text(&governing.room, &found, errors, entry)
    };
    files::print(shown.as_bytes())?;
    Ok(if errors == 0 { Exit::Fine } else { Exit::NotAdmitted })
}

fn as_json(room: &Room, found: &[Finding], errors: usize) -> Value {
    let findings: Vec<Value> =
        found.iter().map(|one| report::room::finding_json(room, one)).collect();
    json!({
        "ok": errors == 0,
        "errors": errors,
        "warnings": found.len() - errors,
        "findings": findings,
    })
}

fn as_text(
    room: &Room,
    found: &[Finding],
    errors: usize,
    entry: impl Fn(usize) -> String,
) -> String {
    if found.is_empty() {
        return "nothing found\n".into();
    }
    let mut out = String::new();
    for one in found {
        let _ = writeln!(out, "{}: {}", one.severity().word(), report::room::finding(room, one));
        for (place, step) in one.steps.iter().enumerate() {
            let _ = writeln!(out, "  {}. {}", place + 1, report::room::step(room, step));
        }
        if !one.steps.is_empty() && !one.capabilities.is_empty() {
            let gained = report::room::capability_names(&one.capabilities);
            let _ = writeln!(out, "  gained: {gained}");
        }
        if let Some(first) = one.entries.first() {
            let more = one.entries.len() - 1;
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            let _ = writeln!(out, "  by {}{more}", entry(*first));
        }
        let source = report::room::source(one.kind.section());
        let _ = writeln!(out, "  {source}: {}\n", one.kind.sentence());
    }
    let _ =
        writeln!(out, "{} and {}", count(errors, "error"), count(found.len() - errors, "warning"));
    out
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
