//! `admit fmt`: brings policies into the one style.

use std::path::PathBuf;

use admit::limits::Limits;
use admit::report::{self, Findings};
use admit::source::SourceMap;
use admit::syntax::format::{Formatted, format};

use crate::args::{FmtArgs, Messages};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::folders;
use crate::messages;
use crate::source::read_text;
use crate::style::Streams;

/// A file, before and after.
struct File {
    path: PathBuf,
    before: String,
    after: Formatted,
}

impl File {
    fn is_changed(&self) -> bool {
        self.before != self.after.text
    }
}

/// Formats every file; text that cannot be read stays as it is, and is reported.
pub fn run(args: &FmtArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let mut read = Vec::new();
    for path in folders::policies(&args.files)? {
        let before = read_text(&path, &limits)?;
        let after = format(&before, &limits);
        read.push(File { path, before, after });
    }
    let changed: Vec<&File> = read.iter().filter(|file| file.is_changed()).collect();
    if args.check {
        let names: String =
            changed.iter().map(|file| format!("{}\n", files::name(&file.path))).collect();
        // The diff names the files too.
        files::print(if args.diff { b"" } else { names.as_bytes() })?;
    }
    if args.diff {
        show(&changed, streams)?;
    }
    if !args.check && !args.diff {
        write(&read)?;
    }
    let is_broken = complain(&read, streams)?;
    Ok(match (is_broken, args.check && !changed.is_empty()) {
        (true, _) => Exit::Policy,
        (false, true) => Exit::NotAdmitted,
        (false, false) => Exit::Fine,
    })
}

fn show(changed: &[&File], streams: Streams) -> Result<(), Failure> {
    let is_shown = files::output_is_terminal();
    let diffs = changed.iter().map(|file| {
        let name = files::name(&file.path);
        report::diff::unified(&name, &file.before, &file.after.text, is_shown, streams.out)
    });
    files::print(diffs.collect::<String>().as_bytes())
}

/// Standard input goes to standard output, whether it is changed or not.
fn write(read: &[File]) -> Result<(), Failure> {
    let (input, on_disk): (Vec<&File>, Vec<&File>) =
        read.iter().partition(|file| files::is_standard_input(&file.path));
    for file in input {
        files::print(file.after.text.as_bytes())?;
    }
    let changed = on_disk.into_iter().filter(|file| file.is_changed());
    let texts =
        changed.map(|file| (file.path.as_path(), file.before.as_str(), file.after.text.as_str()));
    files::replace(texts)
}

/// Says what could not be read, and that it was left as it is.
fn complain(read: &[File], streams: Streams) -> Result<bool, Failure> {
    let broken: Vec<(&File, SourceMap)> = read
        .iter()
        .filter(|file| !file.after.diagnostics.is_empty())
        .map(|file| {
            let mut sources = SourceMap::default();
            sources.add(&files::name(&file.path), &file.before);
            (file, sources)
        })
        .collect();
    let runs = broken.iter().map(|(file, sources)| (file.after.diagnostics.as_slice(), sources));
    messages::print(&Findings::of(runs), Messages::Human, streams)?;
    for (file, _) in &broken {
        let name = report::printable(&files::name(&file.path));
        streams.say(&format!("what cannot be read in `{name}` is left as it is\n"));
    }
    Ok(!broken.is_empty())
}
