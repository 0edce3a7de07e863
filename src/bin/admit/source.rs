//! Policies as the subcommands take them: source text, compiled or not.

use std::path::Path;

use admit::compile::{self, Checkup};
use admit::diagnostic::Levels;
use admit::limits::Limits;
use admit::rule::{Lowered, Options};

use crate::args::LoweringArgs;
use crate::exit::Failure;
use crate::files::{self, Disk};

/// Reads a source file as text.
pub fn read_text(path: &Path, limits: &Limits) -> Result<String, Failure> {
    text_of(path, files::read(path, limits.source_bytes)?)
}

/// Octets as text.
pub fn text_of(path: &Path, octets: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(octets).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::policy(format!("`{}` is not UTF-8 at octet {at}", files::name(path)))
            .help("save the policy as UTF-8 text")
    })
}

/// A policy in source, with everything that is to be said of it.
pub struct Compiled {
    pub checkup: Checkup,
    /// What it lowers to; `None` when an error stands in `checkup.diagnostics`.
    pub lowered: Option<Lowered>,
}

/// Checks and lowers a source text, the command line's wishes laid over the policy's.
pub fn compile(
    path: &Path,
    text: &str,
    args: &LoweringArgs,
    levels: &Levels,
    limits: &Limits,
) -> Compiled {
    let loader = Disk { limits: limits.clone() };
    let mut checkup = compile::check_with(&files::name(path), text, &loader, limits, levels);
    let options = Options {
        profile: args.wire.map(|wire| wire.profile()),
        path_id: args.path_id.then_some(true),
        limits: limits.clone(),
        ..Options::default()
    };
    let mut lowered = checkup.compile(&options);
    if let (Some(lowered), Some(component)) = (&mut lowered, args.component) {
        lowered.component = component;
    }
    Compiled { checkup, lowered }
}
