//! How diagnostics are said: to people or to programs.

use admit::compile::Checkup;
use admit::diagnostic::level::Target;
use admit::diagnostic::{Level, Levels};
use admit::report::{self, Findings};

use crate::args::{LevelArgs, Messages};
use crate::exit::Failure;
use crate::files;
use crate::style::Streams;

/// What the command line says of warnings.
pub fn levels(args: &LevelArgs) -> Result<Levels, Failure> {
    let mut levels = Levels::default();
    let lists = [(Level::Allow, &args.allow), (Level::Warn, &args.warn), (Level::Deny, &args.deny)];
    for (level, targets) in lists {
        for target in targets {
            let other = levels.set(*target, level).filter(|other| *other != level);
            if let Some(other) = other {
                return Err(twice(*target, other, level));
            }
        }
    }
    Ok(levels)
}

fn twice(target: Target, one: Level, other: Level) -> Failure {
    let (one, other) = (one.word(), other.word());
    Failure::usage(format!("`{target}` has two levels: `--{one}` and `--{other}`"))
        .help("leave one of them out")
}

/// What several checks found, all at once.
pub fn findings<'a>(checkups: impl IntoIterator<Item = &'a Checkup>) -> Findings<'a> {
    let runs = checkups.into_iter();
    Findings::of(runs.map(|checkup| (checkup.diagnostics.as_slice(), &checkup.sources)))
}

/// For people on standard error, for programs on standard output.
pub fn print(findings: &Findings<'_>, format: Messages, streams: Streams) -> Result<(), Failure> {
    match format {
        Messages::Human => streams.say(&text(findings, format, streams)),
        _ => files::print(text(findings, format, streams).as_bytes())?,
    }
    Ok(())
}

/// What was found in some form.
pub fn text(findings: &Findings<'_>, format: Messages, streams: Streams) -> String {
    match format {
        Messages::Human => report::diagnostic::all(findings, streams.err),
        Messages::Json => report::json::lines(findings),
        Messages::Sarif => {
            report::json::printable(&format!("{:#}\n", report::sarif::log(findings)))
        }
        Messages::Github => report::github::commands(findings),
        Messages::Short => report::short::lines(findings),
    }
}
