//! The options of the subcommands that look at a whole room.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::{LevelArgs, LoweringArgs, OpeningArgs, OutputFormat, TrustArgs};

/// Somebody who asks a room for something.
#[derive(Debug, Args)]
pub struct AskArgs {
    /// The room's state: JSON, or an AppDataDictionary or GroupContext extension (raw, hex, base64);
    /// `-` is standard input.
    #[arg(long, value_name = "ROOM")]
    pub room: PathBuf,

    /// Try the roles and rules of this policy, or of these compiled bytes, instead of the room's.
    #[arg(long, value_name = "POLICY_OR_BYTES")]
    pub policy: Option<PathBuf>,

    /// The credential; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub credential: PathBuf,

    /// Who asks, as a URI, when the credential does not say it.
    #[arg(long, value_name = "URI")]
    pub user: Option<String>,

    #[command(flatten)]
    pub opening: OpeningArgs,

    #[command(flatten)]
    pub trust: TrustArgs,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// Print one JSON object: decision, role, reason and the ways in.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct JoinArgs {
    #[command(flatten)]
    pub ask: AskArgs,

    /// The requester is an external sender: it proposes, and brings no client into the group.
    #[arg(long)]
    pub external_sender: bool,
}

#[derive(Debug, Args)]
pub struct ChangeRoleArgs {
    #[command(flatten)]
    pub ask: AskArgs,

    /// The role that is wanted, by index or name; preauthorization gives one role and no choice.
    #[arg(long, value_name = "ROLE")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
pub struct RoomArgs {
    #[command(subcommand)]
    pub command: RoomCommand,
}

#[derive(Debug, Subcommand)]
pub enum RoomCommand {
    /// Find what is wrong with a room as a whole: open joins, escalations, constraints.
    Check(RoomCheckArgs),
}

#[derive(Debug, Args)]
pub struct RoomCheckArgs {
    /// A room's state, a policy, or compiled bytes; `-` is standard input.
    #[arg(value_name = "ROOM_OR_POLICY")]
    pub file: PathBuf,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// What is: a policy, compiled bytes, or a room's state.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// What is to be: the same kinds.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,

    /// The room as it is: who takes part in it.
    #[arg(long, value_name = "ROOM")]
    pub room: Option<PathBuf>,

    /// The room as it is to be, when who takes part changes in the same commit.
    #[arg(long, value_name = "ROOM", requires = "room")]
    pub room_after: Option<PathBuf>,

    /// Show what changes for this credential; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub credential: Vec<PathBuf>,

    #[command(flatten)]
    pub opening: OpeningArgs,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// How to write the proposals [default: raw to a file; not at all to standard output].
    #[arg(long, value_enum)]
    pub format: Option<OutputFormat>,

    /// Where to write the proposals.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,

    /// Print one JSON object: proposals, differences, refusals.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}
