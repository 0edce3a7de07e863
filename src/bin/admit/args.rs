//! The command line: subcommands, options and their help.

mod levels;
mod test;

pub use levels::{LevelArgs, Messages};
pub use test::{CoverageFormat, TestArgs};

use std::ffi::OsString;
use std::path::PathBuf;

use admit::credential::DigestMode;
use admit::credential::mls::Structure;
use admit::format::Format;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::dev_args::DevArgs;
use crate::disclose_args::DiscloseArgs;

use crate::room_args::{ChangeRoleArgs, JoinArgs, RoomArgs, UpdateArgs};

const EXIT_CODES: &str = "\
Exit codes:
  0   admitted, or nothing wrong
  1   not admitted, or not formatted; a room with errors; a change that the drafts forbid; a test
      fails, or none ran
  2   the policy, the room or their bytes are wrong
  3   the credential is malformed, or fails the verification that was asked for
  64  wrong call: unknown option, missing or unreadable file
  74  the output could not be written";

/// Decides who may join a MIMI room, and as what.
#[derive(Debug, Parser)]
#[command(name = "admit", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// When to colour the output [auto: on a terminal, unless NO_COLOR is set].
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,

    #[command(subcommand)]
    pub command: Command,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Also into pipes and files.
    Always,
    /// Not at all.
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check policies and say what is wrong with them.
    Check(CheckArgs),
    /// Bring policies into the one style.
    Fmt(FmtArgs),
    /// Compile a policy to the bytes that an MLS group carries.
    Compile(CompileArgs),
    /// Show what policy bytes say: annotated, as JSON, and in the language.
    Inspect(InspectArgs),
    /// Decide which role a credential gets, and say why.
    Eval(EvalArgs),
    /// Say whether somebody may join a room from outside, and as what.
    Join(JoinArgs),
    /// Say whether a participant may change its own role, and to which.
    ChangeRole(ChangeRoleArgs),
    /// Look at a room as a whole.
    Room(RoomArgs),
    /// Write the proposals that change a policy, and say what changes for whom.
    Update(UpdateArgs),
    /// Plan the least to disclose to get a role.
    Disclose(DiscloseArgs),
    /// Show what a credential says, and how a policy reaches it.
    Credential(CredentialArgs),
    /// Write a `credential` declaration from an example credential.
    Schema(SchemaArgs),
    /// Serve an editor: the language server, over standard input and output.
    #[cfg(feature = "lsp")]
    Lsp(LspArgs),
    /// Run the tests of policies.
    Test(TestArgs),
    /// Explain a code of the error index, or list all codes.
    Explain(ExplainArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// For those who build tools around the language.
    Dev(DevArgs),
}

#[cfg(feature = "lsp")]
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Talk over standard input and output, which is the only way; for clients that say so.
    #[arg(long)]
    pub stdio: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Policies and modules, or folders of them; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// Make the repairs that are certain, in these files and in those that they use; from standard
    /// input, write the repaired text to standard output.
    #[arg(long)]
    pub fix: bool,

    /// With --fix, show what would change as a diff and change nothing.
    #[arg(long, requires = "fix", conflicts_with = "json")]
    pub dry_run: bool,

    /// How to say what is wrong: for people on standard error, for programs on standard output.
    #[arg(long, value_enum, default_value_t = Messages::Human, alias = "message-format")]
    pub format: Messages,

    /// Print one JSON object instead of text.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Policies and modules, or folders of them; `-` is standard input, which is written to standard
    /// output.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Change nothing; name the files that are not formatted, and end with 1 if there are any.
    #[arg(long)]
    pub check: bool,

    /// Change nothing; show what would change as a diff.
    #[arg(long)]
    pub diff: bool,
}

#[derive(Debug, Args)]
pub struct CompileArgs {
    /// The policy; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// How to say what is wrong, on standard error.
    #[arg(long, value_enum, default_value_t = Messages::Human, conflicts_with = "json")]
    pub message_format: Messages,

    /// What to write.
    #[arg(long, value_enum, default_value_t = Emit::Extension)]
    pub emit: Emit,

    /// How to write it [default: annotated on a terminal, raw otherwise].
    #[arg(long, value_enum)]
    pub format: Option<OutputFormat>,

    /// Where to write it; standard output unless named.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,

    /// Print one JSON object: bytes, sizes, entries and diagnostics.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// How rules become bytes; each option outranks what the policy says.
#[derive(Debug, Clone, Args)]
pub struct LoweringArgs {
    /// The claim structure to use.
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub wire: Option<Wire>,

    /// In profile exact, write CWT claim names as paths.
    #[arg(long)]
    pub path_id: bool,

    /// The component that carries the rules, such as 0x8126.
    #[arg(long, value_name = "NUMBER", value_parser = number16)]
    pub component: Option<u16>,
}

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The bytes: raw, hex or base64; `-` is standard input.
    #[arg(value_name = "BYTES")]
    pub file: PathBuf,

    /// The claim structure; needed for a bare PreAuthData.
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub wire: Option<Wire>,

    /// What the bytes are, when it should not be detected.
    #[arg(long, value_enum)]
    pub container: Option<Container>,

    /// The component that carries the rules, when it is not a usual one (with --wire).
    #[arg(long, value_name = "NUMBER", value_parser = number16)]
    pub component: Option<u16>,

    /// Show one view only.
    #[arg(long, value_enum)]
    pub format: Option<InspectFormat>,

    /// Print one JSON object: container, model and policy text.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// A policy, or compiled bytes (raw, hex or base64); `-` is standard input.
    #[arg(value_name = "POLICY_OR_BYTES")]
    pub policy: PathBuf,

    /// The credential; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub credential: PathBuf,

    #[command(flatten)]
    pub opening: OpeningArgs,

    #[command(flatten)]
    pub trust: TrustArgs,

    #[command(flatten)]
    pub lowering: LoweringArgs,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// What the policy bytes are, when it should not be detected.
    #[arg(long, value_enum)]
    pub container: Option<Container>,

    /// Explain: rule by rule and test by test, and what the credential was closest to.
    #[arg(long)]
    pub explain: bool,

    /// Explain to the joiner: what to bring or to disclose, and nothing of the policy that is not in
    /// the credential.
    #[arg(long)]
    pub for_joiner: bool,

    /// Print one JSON object: decision, role, entry, verified and the trace.
    #[arg(long)]
    pub json: bool,
}

/// What a credential is said to be.
#[derive(Debug, Clone, Args)]
pub struct OpeningArgs {
    /// What the credential is, when it should not be detected: jwt, sd_jwt, cwt, sd_cwt, vc, x509,
    /// or an MLS structure that holds one: mls_message, key_package, leaf_node, mls_credential.
    #[arg(long, value_name = "FORMAT", value_parser = form_word)]
    pub format_of_credential: Option<CredentialForm>,

    /// The MLS credential type under which the credential came (profile exact).
    #[arg(long, value_name = "NUMBER", value_parser = number16)]
    pub credential_type: Option<u16>,

    /// What the digests of an SD-CWT are over, since its draft says both: content or encoded-bstr.
    #[arg(long, value_name = "MODE", value_parser = digest_mode, default_value = "content")]
    pub digest_mode: DigestMode,
}

/// A credential, and what it is.
#[derive(Debug, Args)]
pub struct CredentialFile {
    /// The credential; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub opening: OpeningArgs,
}

#[derive(Debug, Args)]
pub struct CredentialArgs {
    #[command(flatten)]
    pub credential: CredentialFile,

    #[command(flatten)]
    pub trust: TrustArgs,

    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    #[command(flatten)]
    pub credential: CredentialFile,

    /// What to call the credential, such as `Badge`.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// Whom to believe, and when. Without any trust material, claims stay unverified.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Verification")]
pub struct TrustArgs {
    /// Believe these keys: a JWK Set or a single JWK. With an issuer before the file, only for
    /// tokens whose `iss` that is.
    #[arg(long, value_name = "[ISSUER=]FILE")]
    pub jwks: Vec<OsString>,

    /// Believe these keys: a COSE_KeySet or a single COSE_Key. With an issuer before the file, only
    /// for tokens whose `iss` that is.
    #[arg(long, value_name = "[ISSUER=]FILE")]
    pub cose_keys: Vec<OsString>,

    /// Believe these certificates: PEM or DER.
    #[arg(long, value_name = "FILE")]
    pub trust_anchors: Vec<PathBuf>,

    /// When the credential has to be good, such as 2026-01-31T12:00:00Z [default: now].
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<admit::semantics::date::Instant>,

    /// How many seconds clocks may differ.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub leeway: u64,

    /// For whom it has to be meant (`aud`): the key binding or presentation, if it is checked, else
    /// the credential.
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,

    /// The nonce that the holder has to answer with; asks for key binding.
    #[arg(long, value_name = "TEXT")]
    pub nonce: Option<String>,

    /// Refuse a credential whose holder does not prove to hold its key.
    #[arg(long)]
    pub require_key_binding: bool,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code, such as E0303; without one, all codes are listed.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,

    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// A wire profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Wire {
    /// Whole top-level claims, compared byte for byte.
    Exact,
    /// Claim pointers: nested claims, parts of URIs, elements of lists; equality only.
    Pointer,
    /// Claim matchers: everything the language can say.
    Matcher,
}

impl Wire {
    pub const fn profile(self) -> admit::model::Profile {
        match self {
            Wire::Exact => admit::model::Profile::Exact,
            Wire::Pointer => admit::model::Profile::Pointer,
            Wire::Matcher => admit::model::Profile::Matcher,
        }
    }
}

/// What `compile` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// A bare PreAuthData.
    Preauth,
    /// ComponentData with the rules.
    Component,
    /// AppDataDictionary with roles_list, the rules and, if there is one, the disclosure policy.
    Dictionary,
    /// The GroupContext extension app_data_dictionary.
    Extension,
    /// AppDataUpdate for the rules.
    Update,
    /// A Proposal with that AppDataUpdate.
    Proposal,
    /// RoleData alone.
    Roles,
    /// ComponentData with the disclosure policy.
    Disclosure,
}

/// How `compile` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// The octets themselves.
    Raw,
    /// Lower-case hex.
    Hex,
    /// Base64 with padding.
    Base64,
    /// The JSON model.
    Json,
    /// A hex dump in which each line names its field.
    Annotated,
}

/// The views of `inspect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// A hex dump in which each line names its field.
    Annotated,
    /// The JSON model.
    Json,
    /// The policy in the language.
    Policy,
}

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Container {
    /// A bare PreAuthData (with --wire).
    Preauth,
    /// ComponentData.
    #[value(name = "component_data", alias = "component-data", alias = "component")]
    ComponentData,
    /// AppDataDictionary.
    Dictionary,
    /// Extension.
    Extension,
    /// AppDataUpdate.
    Update,
    /// Proposal.
    Proposal,
    /// RoleData.
    Roles,
}

fn number16(text: &str) -> Result<u16, String> {
    let parsed = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u16::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| "a number from 0 to 65535 is needed, such as 5 or 0xF001".into())
}

fn instant(text: &str) -> Result<admit::semantics::date::Instant, String> {
    admit::semantics::date::parse(text)
        .ok_or_else(|| "a date such as 2026-01-31 or 2026-01-31T12:00:00Z is needed".into())
}

/// What a credential comes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialForm {
    /// By itself, in this format.
    Format(Format),
    /// In a structure of MLS.
    Mls(Structure),
}

fn form_word(text: &str) -> Result<CredentialForm, String> {
    let word = text.replace('-', "_");
    let format = Format::from_word(&word).map(CredentialForm::Format);
    format.or_else(|| Structure::from_word(&word).map(CredentialForm::Mls)).ok_or_else(|| {
        let formats = Format::ALL.iter().map(|format| format.word());
        let structures = Structure::ALL.iter().map(|structure| structure.word());
        let words: Vec<_> = formats.chain(structures).collect();
        format!("one of {} is needed", words.join(", "))
    })
}

fn digest_mode(text: &str) -> Result<DigestMode, String> {
    DigestMode::from_word(text).ok_or_else(|| {
        let words: Vec<_> = DigestMode::ALL.iter().map(|mode| mode.word()).collect();
        format!("one of {} is needed", words.join(", "))
    })
}
