//! Rooms and what governs them, from any file: a state, a policy in source, compiled octets.

use std::path::Path;

use admit::check::Checked;
use admit::diagnostic::Levels;
use admit::limits::Limits;
use admit::model::disclosure::DisclosurePolicy;
use admit::report;
use admit::room::{Parts, Preauth, Room};
use admit::wire::detect::{self, Found, Hints};
use admit::wire::{self, text};
use serde_json::{Value, json};

use crate::args::LoweringArgs;
use crate::exit::Failure;
use crate::files;
use crate::inspect::text_limit;
use crate::rules;
use crate::source::{self, Compiled};
use crate::style::Streams;

/// A room, as far as a file says what it is.
pub struct Governing {
    pub room: Room,
    /// The name of each entry's rule, when the source is at hand.
    pub names: Vec<Option<String>>,
    /// What it asks of disclosures, as far as the file says so.
    pub disclosure: Option<DisclosurePolicy>,
    /// The policy that it was compiled from, when that is at hand.
    pub source: Option<Box<Source>>,
}

/// A policy in source.
pub struct Source {
    /// Its file, from which the paths in it lead.
    pub file: String,
    pub checked: Checked,
}

/// How a file is read, and how its faults are told.
pub struct Reading<'a> {
    pub lowering: &'a LoweringArgs,
    pub levels: Levels,
    pub limits: &'a Limits,
    pub streams: Streams,
    pub as_json: bool,
}

impl Governing {
    /// What to call an entry: its rule's name and its number.
    pub fn entry_name(&self, entry: usize) -> String {
        match self.rule_name(entry) {
            Some(rule) => format!("rule `{rule}` (entry {entry})"),
            None => format!("entry {entry}"),
        }
    }

    /// The name of an entry's rule, when the source is at hand and names it.
    pub fn rule_name(&self, entry: usize) -> Option<&str> {
        self.names.get(entry)?.as_deref()
    }

    /// The same room under what governs another one.
    pub fn under(self, other: Governing, limits: &Limits) -> Result<Governing, Failure> {
        let disclosure = other.disclosure.clone().or(self.disclosure);
        let Parts { roles, preauth, .. } = other.room.parts().clone();
        let own = self.room.parts().clone();
        let parts = Parts { roles: roles.or(own.roles), preauth: preauth.or(own.preauth), ..own };
        let room = Room::new(parts, limits).map_err(|error| Failure::policy(error.to_string()))?;
        Ok(Governing { room, disclosure, ..other })
    }
}

impl Reading<'_> {
    /// Reads a state alone; `None` when it is wrong, which has then been said.
    pub fn state(&self, path: &Path) -> Result<Option<Governing>, Failure> {
        let octets = files::read(path, text_limit(self.limits))?;
        self.state_of(&octets)
    }

    /// Reads a state, a policy or octets; `None` when they are wrong, which has then been said.
    pub fn any(&self, path: &Path) -> Result<Option<Governing>, Failure> {
        let limit = self.limits.source_bytes.max(text_limit(self.limits));
        let octets = files::read(path, limit)?;
        if Room::is_json(&octets) {
            self.state_of(&octets)
        } else if rules::is_source(path, &octets) {
            self.source(path, octets)
        } else {
            self.octets(&octets)
        }
    }

    fn hints(&self) -> Hints {
        let profile = self.lowering.wire.map(|wire| wire.profile());
        Hints { container: None, profile, component: self.lowering.component }
    }

    fn state_of(&self, octets: &[u8]) -> Result<Option<Governing>, Failure> {
        match Room::read(octets, &self.hints(), self.limits) {
            Ok(room) => {
                let disclosure = self.disclosure_of_state(octets);
                Ok(Some(Governing { room, names: Vec::new(), disclosure, source: None }))
            }
            Err(error) => {
                self.say(&report::room::error_json(&error), &error)?;
                Ok(None)
            }
        }
    }

    /// A state in the octets of a dictionary can carry the disclosure policy, too.
    fn disclosure_of_state(&self, octets: &[u8]) -> Option<DisclosurePolicy> {
        if Room::is_json(octets) {
            return None;
        }
        let (_, octets) = text::recognize(octets);
        detect::detect(&octets, &self.hints(), self.limits).ok()?.disclosure
    }

    /// Compiles, encodes, and reads back: what counts are the octets.
    fn source(&self, path: &Path, octets: Vec<u8>) -> Result<Option<Governing>, Failure> {
        let text = source::text_of(path, octets)?;
        let Compiled { checkup, lowered } =
            source::compile(path, &text, self.lowering, &self.levels, self.limits);
        let Some(lowered) = lowered else {
            let diagnostics = &checkup.diagnostics;
            if self.as_json {
                let all = report::json::diagnostics(diagnostics, &checkup.sources);
                self.print(&json!({ "about": "policy", "diagnostics": all }))?;
            } else {
                let all = report::diagnostic::text(diagnostics, &checkup.sources, self.streams.err);
                self.streams.say(&all);
            }
            return Ok(None);
        };
        let encoded = wire::encode(&lowered.preauth, self.limits)
            .and_then(|octets| wire::decode(lowered.preauth.profile(), &octets, self.limits));
        let data = match encoded {
            Ok(data) => data,
            Err(error) => return self.refused(&error),
        };
        let rules = checkup.policy.as_ref().map(|policy| policy.rules.as_slice());
        let rules = rules.unwrap_or_default();
        let name = |origin: &admit::rule::Origin| rules.get(origin.rule)?.name.clone();
        let names = lowered.origins.iter().map(name).collect();
        let preauth = Some(Preauth { component: lowered.component, data });
        let parts = Parts { roles: Some(lowered.roles), preauth, ..Parts::default() };
        let room = self.room(parts, names, lowered.disclosure)?;
        let file = files::name(path);
        let source = checkup.policy.map(|checked| Box::new(Source { file, checked }));
        Ok(room.map(|room| Governing { source, ..room }))
    }

    fn octets(&self, octets: &[u8]) -> Result<Option<Governing>, Failure> {
        let (_, decoded) = text::recognize(octets);
        let found = match detect::detect(&decoded, &self.hints(), self.limits) {
            Ok(found) => found,
            Err(error) => return self.refused(&error),
        };
        let is_state = matches!(found.shape, detect::Shape::Container(kind) if kind.is_state());
        if is_state {
            return self.state_of(octets);
        }
        let Found { roles, policies, .. } = &found;
        if policies.is_empty() && roles.is_some() {
            return self.room(
                Parts { roles: roles.clone(), ..Parts::default() },
                Vec::new(),
                found.disclosure.clone(),
            );
        }
        match found.policy() {
            Ok(policy) => {
                let component =
                    policy.component.unwrap_or(policy.data.profile().default_component());
                let preauth = Some(Preauth { component, data: policy.data.clone() });
                let parts = Parts { roles: roles.clone(), preauth, ..Parts::default() };
                self.room(parts, Vec::new(), found.disclosure.clone())
            }
            Err(error) => self.refused(&error),
        }
    }

    fn room(
        &self,
        parts: Parts,
        names: Vec<Option<String>>,
        disclosure: Option<DisclosurePolicy>,
    ) -> Result<Option<Governing>, Failure> {
        match Room::new(parts, self.limits) {
            Ok(room) => Ok(Some(Governing { room, names, disclosure, source: None })),
            Err(error) => {
                self.say(&report::room::error_json(&error), &error)?;
                Ok(None)
            }
        }
    }

    fn refused(&self, error: &wire::Error) -> Result<Option<Governing>, Failure> {
        self.say(&report::json::wire_error(error), error)?;
        Ok(None)
    }

    fn say(&self, error: &Value, diagnostic: &dyn miette::Diagnostic) -> Result<(), Failure> {
        if self.as_json {
            self.print(error)
        } else {
            self.streams.complain(diagnostic);
            Ok(())
        }
    }

    /// The JSON answer where nothing can be decided.
    fn print(&self, error: &Value) -> Result<(), Failure> {
        files::print(format!("{:#}\n", report::json::no_decision(error)).as_bytes())
    }
}
