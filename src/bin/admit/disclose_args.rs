//! The options of `admit disclose`.

use std::path::PathBuf;

use clap::Args;

use crate::args::{Container, LevelArgs, LoweringArgs, OpeningArgs};

#[derive(Debug, Args)]
pub struct DiscloseArgs {
    /// A policy, or compiled bytes (raw, hex or base64); `-` is standard input.
    #[arg(value_name = "POLICY_OR_BYTES")]
    pub policy: PathBuf,

    /// The credential with all of its disclosures; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub credential: PathBuf,

    /// The role to get: its name, or its index.
    #[arg(long, value_name = "ROLE")]
    pub role: String,

    #[command(flatten)]
    pub opening: OpeningArgs,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// What the policy bytes are, when it should not be detected.
    #[arg(long, value_enum)]
    pub container: Option<Container>,

    /// Write the presentation with these disclosures alone, without key binding.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,

    /// Print one JSON object: the disclosures, and whether fewer would do.
    #[arg(long)]
    pub json: bool,
}
