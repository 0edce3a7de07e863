//! `admit compile`: a policy becomes the octets that an MLS group carries.

use admit::compile as compiler;
use admit::limits::Limits;
use admit::report;
use admit::rule::Lowered;
use admit::wire::detect::{Hints, Shape};
use admit::wire::{self, ContainerKind, annotate, text};
use serde_json::{Value, json};

use crate::args::{CompileArgs, Emit, OutputFormat};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::messages;
use crate::source::{self, Compiled};
use crate::style::Streams;

/// Compiles and writes, or says what is wrong.
pub fn run(args: &CompileArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let source = source::read_text(&args.file, &limits)?;
    let levels = messages::levels(&args.levels)?;
    let compiled = source::compile(&args.file, &source, &args.lowering, &levels, &limits);
    let Compiled { checkup, lowered } = &compiled;
    if args.json {
        let object = as_json(args, &compiled, &limits)?;
        let object = report::json::printable(&format!("{object:#}\n"));
        files::write(args.output.as_deref(), object.as_bytes())?;
    } else {
        let findings = messages::findings([checkup]);
        streams.say(&messages::text(&findings, args.message_format, streams));
    }
    let Some(lowered) = lowered else { return Ok(Exit::Policy) };
    if !args.json {
        let octets = encode(args.emit, lowered, &limits)?;
        files::write(args.output.as_deref(), &formatted(args, lowered, octets, &limits)?)?;
    }
    Ok(Exit::Fine)
}

fn encode(emit: Emit, lowered: &Lowered, limits: &Limits) -> Result<Vec<u8>, Failure> {
    emit.compiler().encode(lowered, limits).map_err(too_large)
}

/// What is checked and lowered can still be too large for the wire.
fn too_large(error: wire::Error) -> Failure {
    Failure::policy(format!("the policy cannot be encoded: {error}"))
}

fn formatted(
    args: &CompileArgs,
    lowered: &Lowered,
    octets: Vec<u8>,
    limits: &Limits,
) -> Result<Vec<u8>, Failure> {
    let on_terminal = args.output.is_none() && files::output_is_terminal();
    let default = if on_terminal { OutputFormat::Annotated } else { OutputFormat::Raw };
    Ok(match args.format.unwrap_or(default) {
        OutputFormat::Raw => octets,
        OutputFormat::Hex => format!("{}\n", text::to_hex(&octets)).into_bytes(),
        OutputFormat::Base64 => format!("{}\n", text::to_base64(&octets)).into_bytes(),
        OutputFormat::Json => format!("{:#}\n", model(args.emit, lowered, limits)?).into_bytes(),
        OutputFormat::Annotated => {
            let hints = Hints {
                profile: Some(lowered.preauth.profile()),
                component: Some(lowered.component),
                ..Hints::default()
            };
            let shape = shape(args.emit, lowered);
            annotate::annotate(&octets, shape, &hints, limits).to_string().into_bytes()
        }
    })
}

fn shape(emit: Emit, lowered: &Lowered) -> Shape {
    Shape::Container(match emit {
        Emit::Preauth => return Shape::PreAuth(lowered.preauth.profile()),
        Emit::Component => ContainerKind::ComponentData,
        Emit::Dictionary => ContainerKind::Dictionary,
        Emit::Extension => ContainerKind::Extension,
        Emit::Update => ContainerKind::Update,
        Emit::Proposal => ContainerKind::Proposal,
        Emit::Roles => ContainerKind::Roles,
        Emit::Disclosure => ContainerKind::ComponentData,
    })
}

/// The JSON model of what is emitted.
fn model(emit: Emit, lowered: &Lowered, limits: &Limits) -> Result<Value, Failure> {
    Ok(match emit.compiler().container(lowered, limits).map_err(too_large)? {
        Some(container) => wire::json::container_to_json(&container),
        None => wire::json::policy_to_json(&lowered.preauth),
    })
}

fn as_json(args: &CompileArgs, compiled: &Compiled, limits: &Limits) -> Result<Value, Failure> {
    let checkup = &compiled.checkup;
    let diagnostics = report::json::diagnostics(&checkup.diagnostics, &checkup.sources);
    let Some(lowered) = &compiled.lowered else {
        return Ok(json!({ "ok": false, "diagnostics": diagnostics }));
    };
    let octets = encode(args.emit, lowered, limits)?;
    let entries: Vec<Value> = lowered
        .origins
        .iter()
        .enumerate()
        .map(|(entry, origin)| {
            let rule = checkup.policy.as_ref().and_then(|policy| policy.rules.get(origin.rule));
            let role = lowered.preauth.role(entry);
            json!({
                "entry": entry,
                "rule": rule.and_then(|rule| rule.name.as_deref()),
                "rule_number": origin.rule + 1,
                "role": role.map(|role| json!({ "index": role.index, "name": role.name })),
            })
        })
        .collect();
    Ok(json!({
        "ok": true,
        "diagnostics": diagnostics,
        "emit": args.emit.word(),
        "profile": lowered.preauth.profile().word(),
        "component": lowered.component,
        "octets": octets.len(),
        "hex": text::to_hex(&octets),
        "entries": entries,
        "model": model(args.emit, lowered, limits)?,
    }))
}

impl Emit {
    const fn compiler(self) -> compiler::Emit {
        match self {
            Emit::Preauth => compiler::Emit::PreAuth,
            Emit::Component => compiler::Emit::Component,
            Emit::Dictionary => compiler::Emit::Dictionary,
            Emit::Extension => compiler::Emit::Extension,
            Emit::Update => compiler::Emit::Update,
            Emit::Proposal => compiler::Emit::Proposal,
            Emit::Roles => compiler::Emit::Roles,
            Emit::Disclosure => compiler::Emit::Disclosure,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Emit::Preauth => "preauth",
            Emit::Component => "component",
            Emit::Dictionary => "dictionary",
            Emit::Extension => "extension",
            Emit::Update => "update",
            Emit::Proposal => "proposal",
            Emit::Roles => "roles",
            Emit::Disclosure => "disclosure",
        }
    }
}
