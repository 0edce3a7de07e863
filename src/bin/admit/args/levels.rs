//! The options for warnings: what becomes of them, and how they are said.

use admit::diagnostic::level::{NoTarget, Target};
use clap::{Args, ValueEnum};

/// What becomes of warnings; what the policy itself says outranks it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Warnings")]
pub struct LevelArgs {
    /// Do not say these warnings: codes such as W0501, or `warnings` for all.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = target)]
    pub allow: Vec<Target>,

    /// Say these warnings, as by default.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = target)]
    pub warn: Vec<Target>,

    /// Take these warnings for errors; `warnings` for all that are not allowed.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = target)]
    pub deny: Vec<Target>,
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Messages {
    /// Text with the source around each place.
    Human,
    /// One JSON object a line (docs/output.md).
    Json,
    /// A SARIF 2.1.0 log.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// `file:line:column: error[CODE]: message`, for lists of errors in editors.
    Short,
}

fn target(text: &str) -> Result<Target, String> {
    Target::from_word(text.trim()).map_err(|why| match (why, Target::nearest(text.trim())) {
        (NoTarget::Error(code), _) => format!("{code} is an error; only warnings have levels"),
        (NoTarget::Unknown, Some(near)) => format!("there is no such warning; is {near} meant?"),
        (NoTarget::Unknown, None) => {
            "there is no such warning; write a code such as W0501, or `warnings`".into()
        }
    })
}
