//! The examples, compiled.

#![allow(dead_code, reason = "each test uses a part")]

use std::path::Path;

use admit::compile::{Emit, check};
use admit::limits::Limits;
use admit::rule::{Lowered, Options};
use admit::source::{LoadError, Loaded, Loader};

/// One example in each profile.
pub const EXAMPLES: [&str; 3] =
    ["meeting/open.policy", "benefits/benefits.policy", "nodes/node-cwt.policy"];

struct Beside;

impl Loader for Beside {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let name = Path::new(from).with_file_name(path);
        let text = std::fs::read_to_string(&name).map_err(|error| LoadError(error.to_string()))?;
        Ok(Loaded { name: name.display().to_string(), text })
    }
}

/// Compiles an example.
pub fn lowered(example: &str) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    let text = std::fs::read_to_string(&path).unwrap();
    let checkup = check(path.to_str().unwrap(), &text, &Beside, &Limits::default());
    assert!(!checkup.has_errors(), "{example}: {:?}", checkup.diagnostics);
    checkup.lower(&Options::default()).unwrap()
}

/// Its octets.
pub fn encoded(lowered: &Lowered, emit: Emit) -> Vec<u8> {
    emit.encode(lowered, &Limits::default()).unwrap()
}
