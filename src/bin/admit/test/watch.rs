//! Running the tests again whenever a file that they were read from changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::args::TestArgs;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::style::Streams;

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(300);

/// What tells one version of a file from another.
type Stamp = Option<(SystemTime, u64)>;

/// Runs the tests until nobody reads what they print any more, or the program is ended.
pub fn run(args: &TestArgs, streams: Streams) -> Result<Exit, Failure> {
    let mut seen: Vec<(PathBuf, Stamp)> = Vec::new();
    loop {
        let named = args.files.iter().cloned();
        match super::once(args, streams) {
            Ok((_, read)) => seen = stamped(named.chain(read)),
            Err(failure) => {
                // A file that is being replaced may be gone for a moment.
                streams.complain(&failure);
                let known = seen.into_iter().map(|(path, _)| path);
                seen = stamped(named.chain(known));
            }
        }
        if !files::output_is_open() {
            return Ok(Exit::Fine);
        }
        while seen.iter().all(|(path, known)| stamp(path) == *known) {
            std::thread::sleep(PAUSE);
        }
    }
}

fn stamped(paths: impl Iterator<Item = PathBuf>) -> Vec<(PathBuf, Stamp)> {
    let mut paths: Vec<PathBuf> = paths.collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
}

fn stamp(path: &Path) -> Stamp {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}
