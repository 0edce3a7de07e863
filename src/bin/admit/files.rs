//! Files and standard streams: reading input, finding used modules, writing output.

use std::io::{IsTerminal, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use admit::limits::Limits;
use admit::source::{LoadError, Loaded, Loader};

use crate::exit::Failure;
use crate::inspect::text_limit;

/// What `-` is called in messages.
const STANDARD_INPUT: &str = "<standard input>";

/// Whether the reader of standard output has gone away.
static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether a path means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What messages call a file.
pub fn name(path: &Path) -> String {
    if is_standard_input(path) { STANDARD_INPUT.into() } else { path.display().to_string() }
}

/// Reads a file, or standard input, of at most `limit` octets.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let result = if is_standard_input(path) {
        read_bounded(std::io::stdin().lock(), limit)
    } else {
        std::fs::File::open(path).and_then(|file| read_bounded(file, limit))
    };
    result.map_err(|error| {
        Failure::usage(format!("cannot read `{}`: {}", name(path), reason(&error)))
            .help("name a file that exists and can be read, or `-` for standard input")
    })
}

/// Reads a file of at most `limit` octets; the reason in words when it cannot be had.
pub fn octets(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).and_then(|file| read_bounded(file, limit));
    file.map_err(|error| reason(&error))
}

/// The file that `path` names in the file called `from`.
pub fn beside(path: &str, from: &str) -> PathBuf {
    let base = match from {
        STANDARD_INPUT => Path::new(""),
        from => Path::new(from).parent().unwrap_or(Path::new("")),
    };
    tidy(&base.join(path))
}

/// One octet more than the limit is read, so that whoever parses it sees that it is too large.
fn read_bounded(from: impl Read, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    from.take(limit.saturating_add(1) as u64).read_to_end(&mut octets)?;
    Ok(octets)
}

/// Writes octets to a file, or to standard output.
pub fn write(path: Option<&Path>, octets: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) if !is_standard_input(path) => std::fs::write(path, octets).map_err(|error| {
            Failure::output(format!("cannot write `{}`: {}", path.display(), reason(&error)))
        }),
        _ => print(octets),
    }
}

/// Puts new texts in the places of old ones: `(file, old, new)`. Each is written beside its file and
/// takes its place when all are written, so that nobody sees half of one.
pub fn replace<'a>(
    changes: impl Iterator<Item = (&'a Path, &'a str, &'a str)>,
) -> Result<(), Failure> {
    let mut written: Vec<(PathBuf, &Path)> = Vec::new();
    let mut outcome = Ok(());
    for (path, old, new) in changes {
        match write_beside(path, old, new) {
            Ok(temporary) => written.push((temporary, path)),
            Err(error) => {
                outcome = Err((path, error));
                break;
            }
        }
    }
    for (temporary, path) in &written {
        if outcome.is_ok() {
            outcome = std::fs::rename(temporary, path).map_err(|error| (*path, error));
        }
        if outcome.is_err() {
            // It is only left over; that the file was not written is what is told.
            let _ = std::fs::remove_file(temporary);
        }
    }
    outcome.map_err(|(path, error)| {
        Failure::output(format!("cannot write `{}`: {}", path.display(), reason(&error)))
    })
}

fn write_beside(path: &Path, old: &str, new: &str) -> std::io::Result<PathBuf> {
    let permissions = std::fs::metadata(path)?.permissions();
    if permissions.readonly() {
        return Err(std::io::Error::other("the file is read-only"));
    }
    if std::fs::read(path)? != old.as_bytes() {
        return Err(std::io::Error::other("the file was changed meanwhile"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let mut file = std::fs::File::create_new(&temporary)?;
    let done = file
        .write_all(new.as_bytes())
        .and_then(|()| file.set_permissions(permissions))
        .and_then(|()| file.sync_all());
    match done {
        Ok(()) => Ok(temporary),
        Err(error) => {
            let _ = std::fs::remove_file(&temporary);
            Err(error)
        }
    }
}

/// Writes to standard output. A reader that has gone away is no failure.
pub fn print(octets: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(octets).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            IS_CLOSED.store(true, Ordering::Relaxed);
            Ok(())
        }
        Err(error) => {
            Err(Failure::output(format!("cannot write to standard output: {}", reason(&error))))
        }
        Ok(()) => Ok(()),
    }
}

/// Whether nobody has been found to read standard output no more.
pub fn output_is_open() -> bool {
    !IS_CLOSED.load(Ordering::Relaxed)
}

/// Whether standard output is a terminal.
pub fn output_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
pub fn errors_go_to_a_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// The operating system's words without its error number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or(text)
}

/// Finds `use "…"` files beside the file that names them.
#[derive(Debug)]
pub struct Disk {
    pub limits: Limits,
}

impl Loader for Disk {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let found = beside(path, from);
        let octets = octets(&found, self.limits.source_bytes).map_err(LoadError)?;
        let text = String::from_utf8(octets).map_err(|_| LoadError("it is not UTF-8".into()))?;
        Ok(Loaded { name: found.display().to_string(), text })
    }
}

/// The path without `.` and without `name/..`, so that one file has one name.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        let can_go_up = matches!(tidied.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if can_go_up => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}

/// How many columns the terminal has on which the output is shown, as far as the environment says;
/// nothing for pipes and files, whose lines stay whole.
pub fn output_width() -> Option<usize> {
    const USUAL: usize = 100;
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    output_is_terminal().then(|| columns().unwrap_or(USUAL))
}

/// Reads the files that tests name.
pub struct Given {
    pub limits: Limits,
}

impl admit::trial::Files for Given {
    fn read(&self, path: &str, from: &str) -> Result<Vec<u8>, String> {
        let found = beside(path, from);
        // A room's state may be larger than a credential; either reader has its own limit.
        let limit = text_limit(&self.limits).max(self.limits.credential_bytes);
        octets(&found, limit).map_err(|why| format!("`{}`: {why}", found.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name() {
        assert_eq!(tidy(Path::new("a/../b/./c")), Path::new("b/c"));
        assert_eq!(tidy(Path::new("../../x")), Path::new("../../x"));
        assert_eq!(tidy(Path::new("/a/../b")), Path::new("/b"));
        assert_eq!(tidy(Path::new("./x")), Path::new("x"));
    }
}
