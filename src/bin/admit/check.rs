//! `admit check`: what is wrong with policies.

use admit::compile::{self, Checkup};
use admit::limits::Limits;
use admit::report;
use admit::rule::Options;
use serde_json::{Value, json};

use crate::args::{CheckArgs, Messages};
use crate::exit::{Exit, Failure};
use crate::files::{self, Disk};
use crate::source::read_text;
use crate::style::Streams;
use crate::{fix, folders, messages};

/// Checks every file, also when an earlier one is wrong.
pub fn run(given: CheckArgs, streams: Streams) -> Result<Exit, Failure> {
    let args = &CheckArgs { files: folders::policies(&given.files)?, ..given };
    if args.files.is_empty() {
        streams.say("no policy was found\n");
    }
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
        if let (Messages::Human, true) = (args.format, files::errors_go_to_a_terminal()) {
            streams.say(&fine(checkups));
        }
    }
    let wrong = checkups.iter().any(Checkup::has_errors);
    Ok(if wrong { Exit::Policy } else { Exit::Fine })
}

/// That nothing is wrong, for somebody who waits for an answer; nothing when there is something to say.
fn fine(checkups: &[Checkup]) -> String {
    let is_fine = checkups.iter().all(|checkup| checkup.diagnostics.is_empty());
    match checkups.len() {
        _ if !is_fine => String::new(),
        0 => String::new(),
        1 => "nothing is wrong\n".into(),
        many => format!("nothing is wrong in {many} files\n"),
    }
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
