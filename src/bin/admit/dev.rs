//! `admit dev`: what tools around the language are built from.

use admit::report;

use crate::dev_args::{DevArgs, DevCommand};
use crate::exit::{Exit, Failure};
use crate::files;

/// Prints what is asked for.
pub fn run(args: &DevArgs) -> Result<Exit, Failure> {
    let DevCommand::Vocabulary(args) = &args.command;
    let all = report::vocabulary::json();
    let text = if args.json { format!("{all:#}\n") } else { report::vocabulary::lines(&all) };
    files::print(text.as_bytes())?;
    Ok(Exit::Fine)
}
