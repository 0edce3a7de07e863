//! What a policy lowers to, and that decompiling it gives the same bytes.

mod errors;
mod features;
mod roundtrip;
mod vectors;

use admit::check;
use admit::diagnostic::Diagnostic;
use admit::limits::Limits;
use admit::rule::{Lowered, Options, lower};
use admit::source::{NoFiles, SourceMap};
use admit::wire;

/// Compiles a source that uses no files.
pub fn compile(source: &str) -> Result<Lowered, Vec<Diagnostic>> {
    compile_as(source, &Options::default())
}

/// The same, as a caller wishes.
pub fn compile_as(source: &str, options: &Options) -> Result<Lowered, Vec<Diagnostic>> {
    let mut sources = SourceMap::default();
    let root = sources.add("test.policy", source);
    let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
    match outcome.policy {
        Some(policy) => lower(&policy, options),
        None => panic!("{source}\n{:#?}", outcome.diagnostics),
    }
}

/// The encoded `PreAuthData` of a policy that compiles.
pub fn bytes(source: &str) -> Vec<u8> {
    let lowered = compile(source).unwrap_or_else(|errors| panic!("{source}\n{errors:#?}"));
    wire::encode(&lowered.preauth, &Limits::default()).unwrap()
}

/// A role as the vectors have it, and what stands before and after it.
pub fn with_role(policy: &str, credential: &str, rule: &str) -> String {
    format!(
        "policy \"test\" {policy}\n{credential}\n\
         role member = 2 {{ name \"role-2\" can join_if_preauthorized }}\n{rule}\n"
    )
}
