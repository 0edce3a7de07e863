//! The rules that `eval` decides with: octets, compiled on the spot when a source text is given.

use std::path::Path;

use admit::explain::Book;
use admit::limits::Limits;
use admit::model::PreAuthData;
use admit::model::disclosure::DisclosurePolicy;
use admit::report;
use admit::wire;
use admit::wire::detect::{self, Found, Hints};
use admit::wire::text::{self, Form};
use serde_json::json;

use crate::args::{Container, EvalArgs, LevelArgs, LoweringArgs};
use crate::disclose_args::DiscloseArgs;
use crate::exit::Failure;
use crate::files;
use crate::inspect::{bare, text_limit};
use crate::messages;
use crate::source::{self, Compiled};
use crate::style::Streams;

/// Decoded rules, and what is known of where they come from.
pub struct Rules {
    pub data: PreAuthData,
    pub component: Option<u16>,
    /// What the room asks of disclosures, as far as it says so.
    pub disclosure: Option<DisclosurePolicy>,
    /// Its words, and its rules when the source is at hand.
    pub book: Book,
}

/// Where rules come from, and how they are read.
pub struct Source<'a> {
    pub policy: &'a Path,
    pub lowering: &'a LoweringArgs,
    pub levels: &'a LevelArgs,
    pub container: Option<Container>,
    /// Whether faults are told as JSON.
    pub json: bool,
}

impl<'a> From<&'a EvalArgs> for Source<'a> {
    fn from(args: &'a EvalArgs) -> Self {
        let EvalArgs { policy, lowering, levels, container, json, .. } = args;
        Source { policy, lowering, levels, container: *container, json: *json }
    }
}

impl<'a> From<&'a DiscloseArgs> for Source<'a> {
    fn from(args: &'a DiscloseArgs) -> Self {
        let DiscloseArgs { policy, lowering, levels, container, json, .. } = args;
        Source { policy, lowering, levels, container: *container, json: *json }
    }
}

/// Loads the rules; `None` when they are wrong, which has then been said.
pub fn load(
    args: &Source<'_>,
    limits: &Limits,
    streams: Streams,
) -> Result<Option<Rules>, Failure> {
    let limit = limits.source_bytes.max(text_limit(limits));
    let octets = files::read(args.policy, limit)?;
    if is_source(args.policy, &octets) {
        from_source(args, octets, limits, streams)
    } else {
        from_octets(args, &octets, limits, streams)
    }
}

/// A `.policy` file is source; other text is too, unless it is hex or base64.
pub fn is_source(path: &Path, octets: &[u8]) -> bool {
    let named = path.extension().is_some_and(|extension| extension == "policy");
    let readable = |text: &str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    named
        || (matches!(text::recognize(octets), (Form::Raw, _))
            && std::str::from_utf8(octets).is_ok_and(readable)
            && !octets.is_empty())
}

/// What to do with a policy's source where something else is asked for; `None` when it is none. The
/// name says it, or the block that every policy begins with.
pub fn mistaken(path: &Path, octets: &[u8], help: &str) -> Option<Failure> {
    let named = path.extension().is_some_and(|extension| extension == "policy");
    let begins = |line: &[u8]| line.starts_with(b"policy \"");
    let is_text = std::str::from_utf8(octets).is_ok() && is_source(path, octets);
    let is_policy = is_text && (named || octets.split(|octet| *octet == b'\n').any(begins));
    is_policy.then(|| Failure::policy("this is the source of a policy").help(help))
}

/// Compiles, encodes, and reads back: what decides are the octets.
fn from_source(
    args: &Source<'_>,
    octets: Vec<u8>,
    limits: &Limits,
    streams: Streams,
) -> Result<Option<Rules>, Failure> {
    let text = source::text_of(args.policy, octets)?;
    let levels = messages::levels(args.levels)?;
    let Compiled { checkup, lowered } =
        source::compile(args.policy, &text, args.lowering, &levels, limits);
    let Some(lowered) = lowered else {
        if args.json {
            let diagnostics = report::json::diagnostics(&checkup.diagnostics, &checkup.sources);
            say_json(&json!({ "about": "policy", "diagnostics": diagnostics }))?;
        } else {
            let all = report::diagnostic::text(&checkup.diagnostics, &checkup.sources, streams.err);
            streams.say(&all);
        }
        return Ok(None);
    };
    let encoded = wire::encode(&lowered.preauth, limits)
        .and_then(|octets| wire::decode(lowered.preauth.profile(), &octets, limits));
    let data = match encoded {
        Ok(data) => data,
        Err(error) => return refused(args, &error, streams),
    };
    let disclosure = lowered.disclosure.as_ref().map(|policy| {
        wire::disclosure::encode(policy, limits)
            .and_then(|octets| wire::disclosure::decode(&octets, limits))
    });
    let disclosure = match disclosure.transpose() {
        Ok(disclosure) => disclosure,
        Err(error) => return refused(args, &error, streams),
    };
    let rules = Rules::new(data, Some(lowered.component), disclosure);
    Ok(Some(match &checkup.policy {
        Some(checked) => Rules { book: rules.book.with_rules(checked, &lowered.origins), ..rules },
        None => rules,
    }))
}

fn from_octets(
    args: &Source<'_>,
    octets: &[u8],
    limits: &Limits,
    streams: Streams,
) -> Result<Option<Rules>, Failure> {
    let (_, octets) = text::recognize(octets);
    let hints = Hints {
        container: args.container.and_then(Container::kind),
        profile: args.lowering.wire.map(|wire| wire.profile()),
        component: args.lowering.component,
    };
    let found = match (args.container, hints.profile) {
        (Some(Container::Preauth), Some(profile)) => bare(profile, &octets, limits),
        _ => detect::detect(&octets, &hints, limits),
    };
    let policy = found.and_then(|found: Found| Ok((found.policy()?.clone(), found.disclosure)));
    match policy {
        Ok((policy, disclosure)) => Ok(Some(Rules::new(policy.data, policy.component, disclosure))),
        Err(error) => refused(args, &error, streams),
    }
}

fn refused(
    args: &Source<'_>,
    error: &wire::Error,
    streams: Streams,
) -> Result<Option<Rules>, Failure> {
    if args.json {
        say_json(&report::json::wire_error(error))?;
    } else {
        streams.complain(error);
    }
    Ok(None)
}

/// The JSON answer to a policy that cannot decide.
fn say_json(error: &serde_json::Value) -> Result<(), Failure> {
    files::print(format!("{:#}\n", report::json::no_decision(error)).as_bytes())
}

impl Rules {
    fn new(
        data: PreAuthData,
        component: Option<u16>,
        disclosure: Option<DisclosurePolicy>,
    ) -> Rules {
        let book = Book::of(&data);
        Rules { data, component, disclosure, book }
    }

    /// The name of an entry's rule, when the source is at hand and names it.
    pub fn rule_name(&self, entry: usize) -> Option<&str> {
        self.book.rule_name(entry)
    }

    /// What to call an entry: its rule's name and its number.
    pub fn entry_name(&self, entry: usize) -> String {
        match self.rule_name(entry) {
            Some(rule) => format!("rule `{rule}` (entry {entry})"),
            None => format!("entry {entry}"),
        }
    }

    /// A claim of an entry in the language.
    pub fn claim(&self, entry: usize, claim: usize) -> String {
        self.book.words(entry).get(claim).map(ToString::to_string).unwrap_or_default()
    }
}
