//! The packages beside this one: other implementations of MLS that read what admit writes, and the grammar of
//! editors. They are packages of their own, so that building `admit` does not build what they need, nor with
//! the features that they ask of common dependencies; `cargo test` runs them all the same.

use std::path::Path;
use std::process::Command;

/// What the tests of a package say when they fail.
fn failure(folder: &str) -> Option<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("Cargo.toml");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--locked", "--quiet", "--manifest-path"]).arg(manifest);
    match cargo.output() {
        Ok(done) if done.status.success() => None,
        Ok(done) => {
            let said = [done.stdout, done.stderr].concat();
            Some(String::from_utf8_lossy(&said).into_owned())
        }
        Err(error) => Some(error.to_string()),
    }
}

#[test]
fn other_implementations_of_mls() {
    if let Some(said) = failure("tests/interop") {
        panic!("cargo test --manifest-path tests/interop/Cargo.toml\n{said}");
    }
}

#[test]
fn editors() {
    if let Some(said) = failure("tests/editors") {
        panic!("cargo test --manifest-path tests/editors/Cargo.toml\n{said}");
    }
}
