//! `admit check --fix`: makes the certain repairs, or shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use admit::compile::repair::{Job, RepairedFile, repair};
use admit::compile::{self, Checkup};
use admit::diagnostic::Levels;
use admit::limits::Limits;
use admit::report;
use admit::rule::Options;
use admit::source::{LoadError, Loaded, Loader};

use crate::args::{CheckArgs, Messages};
use crate::check;
use crate::exit::{Exit, Failure};
use crate::files::{self, Disk};
use crate::messages;
use crate::source::read_text;
use crate::style::Streams;

/// Repairs every file and what it uses, then checks again.
pub fn run(args: &CheckArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let levels = messages::levels(&args.levels)?;
    let from_input = args.files.iter().any(|path| files::is_standard_input(path));
    refuse(args, from_input)?;
    let mut texts = Texts { disk: Disk { limits: limits.clone() }, changed: BTreeMap::new() };
    let before: Result<Vec<String>, Failure> =
        args.files.iter().map(|path| read_text(path, &limits)).collect();
    let before = before?;
    for (path, text) in args.files.iter().zip(&before) {
        // An earlier one may have used this one, and so have repaired it.
        let (name, text) = (files::name(path), texts.now(path, text).to_owned());
        // What standard input uses is not what was given to repair.
        let may_change = |other: &str| !from_input || other == name;
        let job = Job {
            name: &name,
            text: &text,
            loader: &texts,
            limits: &limits,
            levels: &levels,
            may_change: &may_change,
        };
        let repaired = repair(job).files;
        texts.take(repaired);
    }
    if args.dry_run {
        texts.show(streams)?;
        texts.count("would make", streams);
        return texts.check(args, &before, &limits, &levels, streams);
    }
    if from_input {
        let changed = texts.changed.values().next().map(|file| file.after.as_str());
        files::print(
            changed.or(before.first().map(String::as_str)).unwrap_or_default().as_bytes(),
        )?;
    } else {
        let changes = texts.changed.iter();
        files::replace(
            changes.map(|(path, file)| (path.as_path(), file.before.as_str(), file.after.as_str())),
        )?;
    }
    texts.count("made", streams);
    texts.check(args, &before, &limits, &levels, streams)
}

/// What cannot go together on one stream.
fn refuse(args: &CheckArgs, from_input: bool) -> Result<(), Failure> {
    if from_input && args.files.len() > 1 {
        return Err(Failure::usage("`--fix` takes standard input by itself, without other files")
            .help("repair the files in a call of their own"));
    }
    let takes_output = from_input || args.dry_run;
    if takes_output && (args.json || args.format != Messages::Human) {
        let what = if args.dry_run { "the diff" } else { "the repaired text" };
        return Err(Failure::usage(format!("standard output is for {what} here"))
            .help("leave `--format` and `--json` out"));
    }
    Ok(())
}

/// The files as they are on the disk, and over them the repaired ones.
struct Texts {
    disk: Disk,
    /// By the file itself, however it is named.
    changed: BTreeMap<PathBuf, RepairedFile>,
}

impl Texts {
    /// The text of a file as it is now.
    fn now<'t>(&'t self, path: &Path, before: &'t str) -> &'t str {
        self.changed.get(&itself(path)).map_or(before, |file| &file.after)
    }

    fn take(&mut self, repaired: Vec<RepairedFile>) {
        for file in repaired {
            match self.changed.get_mut(&itself(Path::new(&file.name))) {
                Some(known) => {
                    known.after = file.after;
                    known.count += file.count;
                }
                None => {
                    self.changed.insert(itself(Path::new(&file.name)), file);
                }
            }
        }
    }

    fn show(&self, streams: Streams) -> Result<(), Failure> {
        let is_shown = files::output_is_terminal();
        let diff = |file: &RepairedFile| {
            report::diff::unified(&file.name, &file.before, &file.after, is_shown, streams.out)
        };
        let diffs: String = self.changed.values().map(diff).collect();
        files::print(diffs.as_bytes())
    }

    fn count(&self, verb: &str, streams: Streams) {
        for file in self.changed.values() {
            let repairs = report::diagnostic::counted(file.count, "repair").unwrap_or_default();
            streams.say(&report::printable(&format!("{verb} {repairs} in `{}`", file.name)));
            streams.say("\n");
        }
    }

    /// What is to be said after the repairs. Where nothing was written, the files are judged as
    /// they are.
    fn check(
        &self,
        args: &CheckArgs,
        before: &[String],
        limits: &Limits,
        levels: &Levels,
        streams: Streams,
    ) -> Result<Exit, Failure> {
        let one = |path: &Path, text: &str, loader: &dyn Loader| -> Checkup {
            let name = files::name(path);
            let mut checkup = compile::check_with(&name, text, loader, limits, levels);
            checkup.finish(&Options { limits: limits.clone(), ..Options::default() });
            checkup
        };
        let files = || args.files.iter().zip(before);
        let after = files().map(|(path, text)| one(path, self.now(path, text), self));
        let after: Vec<Checkup> = after.collect();
        let exit = check::say(args, &after, streams)?;
        let unchanged = args.dry_run && !self.changed.is_empty();
        let is_wrong = |(path, text): (&PathBuf, &String)| one(path, text, &self.disk).has_errors();
        Ok(if unchanged && files().any(is_wrong) { Exit::Policy } else { exit })
    }
}

impl Loader for Texts {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let loaded = self.disk.load(path, from)?;
        match self.changed.get(&itself(Path::new(&loaded.name))) {
            Some(file) => Ok(Loaded { text: file.after.clone(), ..loaded }),
            None => Ok(loaded),
        }
    }
}

/// One name for one file; its own where it cannot be found, as standard input's.
fn itself(path: &Path) -> PathBuf {
    let name = PathBuf::from(files::name(path));
    name.canonicalize().unwrap_or(name)
}
