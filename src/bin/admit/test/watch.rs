//! Running the tests again whenever a file that they were read from changes.

use std::collections::BTreeMap;
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
    let mut known: Vec<PathBuf> = args.files.clone();
    loop {
        // What changes during a run has changed since.
        let before = stamped(known);
        let read = match super::once(args, streams) {
            Ok((_, read)) => read,
            Err(failure) => {
                // A file that is being replaced may be gone for a moment.
                streams.complain(&failure);
                Vec::new()
            }
        };
        if !files::output_is_open() {
            return Ok(Exit::Fine);
        }
        let mut seen = stamped(read);
        seen.extend(before);
        while seen.iter().all(|(path, stamp)| stamp_of(path) == *stamp) {
            std::thread::sleep(PAUSE);
        }
        known = seen.into_keys().collect();
    }
}

fn stamped(paths: Vec<PathBuf>) -> BTreeMap<PathBuf, Stamp> {
    paths.into_iter().map(|path| (path.clone(), stamp_of(&path))).collect()
}

fn stamp_of(path: &Path) -> Stamp {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}
