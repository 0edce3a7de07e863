//! The options of `admit dev`.

use clap::{Args, Subcommand};

/// What to print.
#[derive(Debug, Args)]
pub struct DevArgs {
    #[command(subcommand)]
    pub command: DevCommand,
}

#[derive(Debug, Subcommand)]
pub enum DevCommand {
    /// Print every word that the language has: keywords, types, parts, capabilities, formats.
    Vocabulary(VocabularyArgs),
}

#[derive(Debug, Args)]
pub struct VocabularyArgs {
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}
