//! `admit`: checks, compiles, shows and evaluates room policies. The only place that touches
//! files, the terminal and exit codes.

mod args;
mod asking;
mod change_role;
mod check;
mod compile;
mod completions;
mod credential;
mod dev;
mod dev_args;
mod disclose;
mod disclose_args;
mod eval;
mod exit;
mod explain;
mod files;
mod fix;
mod fmt;
mod folders;
mod governing;
mod inspect;
mod join;
mod judge;
#[cfg(feature = "lsp")]
mod lsp;
mod messages;
mod room;
mod room_args;
mod rules;
mod schema;
mod source;
mod style;
mod test;
mod trust;
mod update;

use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser;
use exit::{Exit, Failure};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    let streams = style::Streams::new(cli.color);
    let outcome = match cli.command {
        Command::Check(args) => check::run(args, streams),
        Command::Fmt(args) => fmt::run(&args, streams),
        Command::Compile(args) => compile::run(&args, streams),
        Command::Inspect(args) => inspect::run(&args, streams),
        Command::Eval(args) => eval::run(&args, streams),
        Command::Join(args) => join::run(&args, streams),
        Command::ChangeRole(args) => change_role::run(&args, streams),
        Command::Room(args) => room::run(&args, streams),
        Command::Update(args) => update::run(&args, streams),
        Command::Disclose(args) => disclose::run(&args, streams),
        Command::Credential(args) => credential::run(&args, streams),
        Command::Schema(args) => schema::run(&args, streams),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        Command::Test(args) => test::run(&args, streams),
        Command::Explain(args) => explain::run(&args, streams),
        Command::Completions(args) => completions::run(&args),
        Command::Dev(args) => dev::run(&args),
    };
    outcome.unwrap_or_else(|failure| failed(&failure, streams)).into()
}

/// Prints help and version to standard output, and what is wrong with a call to standard error.
fn usage(error: &clap::Error) -> Exit {
    // The exit code says it as well; there is nothing to do about a closed stream.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Fine }
}

fn failed(failure: &Failure, streams: style::Streams) -> Exit {
    streams.complain(failure);
    failure.exit
}
