//! `admit check`: what is wrong with policies.

use admit::compile::{self, Checkup};
use admit::limits::Limits;
use admit::report;
use admit::rule::Options;
use serde_json::{Value, json};

use crate::args::CheckArgs;
use crate::exit::{Exit, Failure};
use crate::files::{self, Disk};
use crate::source::read_text;
use crate::style::Streams;
use crate::{fix, messages};

/// Checks every file, also when an earlier one is wrong.
pub fn run(args: &CheckArgs, streams: Streams) -> Result<Exit, Failure> {
    if args.fix {
        return fix::run(args, streams);
    }
    let limits = Limits::default();
    let levels = messages::levels(&args.levels)?;
    let loader = Disk { limits: limits.clone() };
    let mut checkups = Vec::new();
    for path in &args.files {
        let text = read_text(path, &limits)?;
        let name = files::name(path);
        let mut checkup = compile::check_with(&name, &text, &loader, &limits, &levels);
        // A policy is fine only when it can be lowered too.
        checkup.finish(&Options { limits: limits.clone(), ..Options::default() });
        checkups.push(checkup);
    }
    say(args, &checkups, streams)
}

/// Says what was found in the form that was asked for.
pub fn say(args: &CheckArgs, checkups: &[Checkup], streams: Streams) -> Result<Exit, Failure> {
    if args.json {
        let object = format!("{:#}\n", as_json(args, checkups));
        files::print(report::json::printable(&object).as_bytes())?;
    } else {
        messages::print(&messages::findings(checkups), args.format, streams)?;
    }
    let wrong = checkups.iter().any(Checkup::has_errors);
    Ok(if wrong { Exit::Policy } else { Exit::Fine })
}

fn as_json(args: &CheckArgs, checkups: &[Checkup]) -> Value {
    let files: Vec<Value> = args
        .files
        .iter()
        .zip(checkups)
        .map(|(path, checkup)| {
            json!({
                "file": files::name(path),
                "ok": !checkup.has_errors(),
                "diagnostics": report::json::diagnostics(&checkup.diagnostics, &checkup.sources),
            })
        })
        .collect();
    json!({ "ok": !checkups.iter().any(Checkup::has_errors), "files": files })
}
