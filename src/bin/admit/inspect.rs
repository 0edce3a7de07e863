//! `admit inspect`: what policy octets say, field by field and in the language.

use std::fmt::Write as _;

use admit::limits::Limits;
use admit::report;
use admit::rule::decompile::{self, Decompiled};
use admit::wire::annotate::{self, Dump};
use admit::wire::detect::{self, Found, Hints, Shape};
use admit::wire::{self, text};
use serde_json::{Value, json};

use crate::args::{Container, InspectArgs, InspectFormat};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::rules;
use crate::style::Streams;

/// Shows the octets, as far as they can be read.
pub fn run(args: &InspectArgs, streams: Streams) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let read = files::read(&args.file, text_limit(&limits))?;
    let (_, octets) = text::recognize(&read);
    let hints = hints(args)?;
    match find(args, &octets, &hints, &limits) {
        Ok(found) => show(args, &octets, &hints, &found, &limits).map(|()| Exit::Fine),
        Err(error) => {
            if let (Some(failure), false) = (source_given(args, &read), args.json) {
                return Err(failure);
            }
            refuse(args, &octets, &hints, &error, &limits, streams).map(|()| Exit::Policy)
        }
    }
}

/// That the source was given instead of what it is compiled to.
fn source_given(args: &InspectArgs, octets: &[u8]) -> Option<Failure> {
    let help = format!("compile it first: `admit compile {}`", files::name(&args.file));
    rules::mistaken(&args.file, octets, &help)
}

/// Octets that a file with the largest policy in hex may have.
pub const fn text_limit(limits: &Limits) -> usize {
    limits.preauth_bytes.saturating_mul(3)
}

fn hints(args: &InspectArgs) -> Result<Hints, Failure> {
    let profile = args.wire.map(|wire| wire.profile());
    if args.container == Some(Container::Preauth) && profile.is_none() {
        return Err(Failure::usage("a bare PreAuthData does not say of which profile it is")
            .help("name it with `--wire exact`, `--wire pointer` or `--wire matcher`"));
    }
    let container = args.container.and_then(Container::kind);
    Ok(Hints { container, profile, component: args.component })
}

/// What the octets are; a bare PreAuthData when the call says so.
pub fn find(
    args: &InspectArgs,
    octets: &[u8],
    hints: &Hints,
    limits: &Limits,
) -> Result<Found, wire::Error> {
    match (args.container, hints.profile) {
        (Some(Container::Preauth), Some(profile)) => bare(profile, octets, limits),
        _ => detect::detect(octets, hints, limits),
    }
}

/// A bare PreAuthData, and nothing else.
pub fn bare(
    profile: admit::model::Profile,
    octets: &[u8],
    limits: &Limits,
) -> Result<Found, wire::Error> {
    let data = wire::decode(profile, octets, limits)?;
    let policies = vec![detect::Policy { component: None, data }];
    Ok(Found {
        shape: Shape::PreAuth(profile),
        container: None,
        policies,
        roles: None,
        disclosure: None,
    })
}

fn show(
    args: &InspectArgs,
    octets: &[u8],
    hints: &Hints,
    found: &Found,
    limits: &Limits,
) -> Result<(), Failure> {
    let shown = match (args.json, args.format) {
        (true, _) => format!("{:#}\n", as_json(octets, found)),
        (false, Some(InspectFormat::Json)) => format!("{:#}\n", model(found)),
        (false, Some(InspectFormat::Policy)) => policies_text(found),
        (false, Some(InspectFormat::Annotated)) => dump(octets, hints, found, limits).to_string(),
        (false, None) => overview(octets, hints, found, limits),
    };
    files::print(shown.as_bytes())
}

fn dump<'a>(octets: &'a [u8], hints: &Hints, found: &Found, limits: &'a Limits) -> Dump<'a> {
    annotate::annotate(octets, found.shape, hints, limits)
}

fn overview(octets: &[u8], hints: &Hints, found: &Found, limits: &Limits) -> String {
    let mut out = format!("{}, {} octets\n\n", shape_name(found.shape), octets.len());
    let _ = write!(out, "{}", dump(octets, hints, found, limits));
    for part in policy_texts(found) {
        let _ = write!(out, "\n{part}");
    }
    out
}

fn shape_name(shape: Shape) -> String {
    match shape {
        Shape::PreAuth(profile) => format!("PreAuthData in profile {}", profile.word()),
        Shape::Container(kind) => kind.word().replace('_', " "),
    }
}

fn policies_text(found: &Found) -> String {
    let texts = policy_texts(found);
    if texts.is_empty() { "// no rules that can be read\n".into() } else { texts.join("\n") }
}

fn policy_texts(found: &Found) -> Vec<String> {
    let texts = found.policies.iter().map(|policy| decompiled(found, policy).text);
    let mut texts: Vec<String> = texts.collect();
    if let Some(text) = found.disclosure.as_ref().map(decompile::disclosure) {
        match texts.as_mut_slice() {
            [policy] => policy.extend(["\n", &text]),
            _ => texts.push(format!("policy \"decompiled\"\n\n{text}")),
        }
    }
    texts
}

fn decompiled(found: &Found, policy: &detect::Policy) -> Decompiled {
    decompile::decompile(&policy.data, found.roles.as_deref(), policy.component)
}

/// The JSON model of the outermost structure.
fn model(found: &Found) -> Value {
    match (&found.container, found.policies.first()) {
        (Some(container), _) => wire::json::container_to_json(container),
        (None, Some(policy)) => wire::json::policy_to_json(&policy.data),
        (None, None) => Value::Null,
    }
}

fn as_json(octets: &[u8], found: &Found) -> Value {
    let policies: Vec<Value> = found
        .policies
        .iter()
        .map(|policy| {
            let Decompiled { text, exact, .. } = decompiled(found, policy);
            json!({
                "component": policy.component,
                "profile": policy.data.profile().word(),
                "model": wire::json::policy_to_json(&policy.data),
                "policy": text,
                "policy_is_exact": exact,
            })
        })
        .collect();
    let roles = found
        .roles
        .as_ref()
        .map(|roles| -> Vec<Value> { roles.iter().map(wire::json::role_to_json).collect() });
    json!({
        "ok": true,
        "container": match found.shape {
            Shape::PreAuth(_) => "preauth",
            Shape::Container(kind) => kind.word(),
        },
        "octets": octets.len(),
        "model": model(found),
        "policies": policies,
        "roles": roles,
        "disclosure": found.disclosure.as_ref().map(|policy| json!({
            "model": wire::json::disclosure_to_json(policy),
            "policy": decompile::disclosure(policy),
        })),
    })
}

/// Says what is wrong and, to a person, shows the octets up to there.
fn refuse(
    args: &InspectArgs,
    octets: &[u8],
    hints: &Hints,
    error: &wire::Error,
    limits: &Limits,
    streams: Streams,
) -> Result<(), Failure> {
    if args.json {
        let object = json!({ "ok": false, "error": report::json::wire_error(error) });
        return files::print(format!("{object:#}\n").as_bytes());
    }
    let shape = match (hints.container, hints.profile) {
        (Some(kind), _) => Some(Shape::Container(kind)),
        (None, Some(profile)) => Some(Shape::PreAuth(profile)),
        (None, None) => None,
    };
    if let (Some(shape), None) = (shape, args.format) {
        let dump = annotate::annotate(octets, shape, hints, limits).to_string();
        files::print(dump.as_bytes())?;
    }
    streams.complain(error);
    Ok(())
}

impl Container {
    /// The kind; `None` for a bare PreAuthData.
    pub const fn kind(self) -> Option<wire::ContainerKind> {
        Some(match self {
            Container::Preauth => return None,
            Container::ComponentData => wire::ContainerKind::ComponentData,
            Container::Dictionary => wire::ContainerKind::Dictionary,
            Container::Extension => wire::ContainerKind::Extension,
            Container::Update => wire::ContainerKind::Update,
            Container::Proposal => wire::ContainerKind::Proposal,
            Container::Roles => wire::ContainerKind::Roles,
        })
    }
}
