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

/// Checks every file, also when an earlier one is wrong.
pub fn run(args: &CheckArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let loader = Disk { limits: limits.clone() };
    let mut checkups = Vec::new();
    for path in &args.files {
        let text = read_text(path, &limits)?;
        let mut checkup = compile::check(&files::name(path), &text, &loader, &limits);
        // A policy is fine only when it can be lowered too.
        checkup.finish(&Options { limits: limits.clone(), ..Options::default() });
        checkups.push(checkup);
    }
    if args.json {
        files::print(format!("{:#}\n", as_json(args, &checkups)).as_bytes())?;
    } else {
        for checkup in &checkups {
            streams.say(&report::diagnostic::text(
                &checkup.diagnostics,
                &checkup.sources,
                streams.err,
            ));
        }
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
