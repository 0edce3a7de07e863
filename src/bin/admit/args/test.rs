//! The options of `admit test`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::LevelArgs;

#[derive(Debug, Args)]
pub struct TestArgs {
    /// Policies; without any, every one below the current directory that has tests.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Run only tests with this text in their names.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,

    /// Run again whenever a file changes.
    #[arg(long)]
    pub watch: bool,

    /// Show which rules, alternatives and tests were never satisfied, or always.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    pub coverage: Option<CoverageFormat>,

    /// Where to write LCOV; standard output unless named.
    #[arg(short, long, value_name = "OUT", requires = "coverage")]
    pub output: Option<PathBuf>,

    /// Change the policy in one place at a time, and list the changes that no test notices.
    #[arg(long)]
    pub mutate: bool,

    /// Write JUnit XML, to standard output unless a file is named.
    #[arg(long, value_name = "OUT", num_args = 0..=1, require_equals = true)]
    pub junit: Option<Option<PathBuf>>,

    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub levels: LevelArgs,
}

/// How coverage is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// On the source.
    Text,
    /// As an LCOV tracefile.
    Lcov,
}
