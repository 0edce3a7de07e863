//! Names that a used module declares, and that are written without saying so.

use super::{Found, Kind, Names};
use crate::check::modules::{ModuleId, dotted};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Name, UseItem, UseSource};

/// More names than this are not listed.
const SHOWN: usize = 6;

/// Where there are more `use`s than this, they are not asked.
const ASKED: usize = 64;

/// One way to reach a name.
pub(super) struct Way {
    help: String,
    /// What to replace, and with what.
    repair: (Span, String),
}

impl Way {
    /// Adds the ways to a diagnostic; a repair only where there is no choice.
    pub(super) fn tell(ways: &[Way], found: Diagnostic) -> Diagnostic {
        let told = ways.iter().take(SHOWN).fold(found, |found, way| found.help(way.help.as_str()));
        match ways {
            [Way { repair: (span, text), .. }] => {
                let title = format!("write `{}`", text.trim_start_matches(", "));
                told.suggest(*span, text.as_str(), title, Applicability::Maybe)
            }
            _ => told,
        }
    }
}

impl Names<'_> {
    /// How a name without a dot is reached in the modules that are used here.
    pub(super) fn ways(&self, from: ModuleId, name: &Name, wanted: &[Kind]) -> Vec<Way> {
        let Some(module) = self.modules.get(from) else { return Vec::new() };
        // Unknown names may be many as well.
        if module.uses.len() > ASKED {
            return Vec::new();
        }
        let mut uses: Vec<_> =
            module.uses.iter().filter_map(|(at, to)| Some((*at, (*to)?))).collect();
        uses.sort_unstable();
        uses.into_iter()
            .filter(|(_, to)| matches!(self.member(*to, &name.node, wanted), Found::Item(..)))
            .filter_map(|(at, target)| match &module.ast.items.get(at)?.kind {
                ItemKind::Use(used) => self.way(from, used, target, name),
                _ => None,
            })
            .collect()
    }

    fn way(&self, from: ModuleId, used: &UseItem, target: ModuleId, name: &Name) -> Option<Way> {
        let alias = self.alias_of(from, used, target);
        let source = written(&used.source);
        let wanted = &name.node;
        let Some(alias) = alias else {
            let last = used.names.as_ref()?.last()?;
            let end = Span::new(last.span.file, last.span.end, last.span.end);
            return Some(Way {
                help: format!("{source} declares it: add `{wanted}` to the braces of its `use`"),
                repair: (end, format!(", {wanted}")),
            });
        };
        let whole = format!("{alias}.{wanted}");
        let help = if used.alias.is_some() || used.names.is_some() {
            format!("write `{whole}`: {source} is called `{alias}` here")
        } else {
            format!("write `{whole}`, or bring the name in: `use {source} {{ {wanted} }}`")
        };
        Some(Way { help, repair: (name.span, whole) })
    }

    /// The name that this `use` gives its module, if it gives one.
    fn alias_of(&self, from: ModuleId, used: &UseItem, target: ModuleId) -> Option<&str> {
        if used.alias.is_none() && used.names.is_some() {
            return None;
        }
        let within = |span: Span| match (&used.alias, &used.source) {
            (Some(alias), _) => alias.span == span,
            (None, UseSource::Module(path)) => path.span.end == span.end,
            (None, UseSource::File(path)) => path.span == span,
        };
        let aliases = &self.scope(from)?.aliases;
        let mut those = aliases.iter().filter(|(_, alias)| alias.target == Some(target));
        those.find(|(_, alias)| within(alias.span)).map(|(name, _)| name.as_str())
    }

    /// What a module declares of these kinds, for those who looked for something else in it.
    pub(super) fn holds(&self, id: ModuleId, wanted: &[Kind]) -> String {
        let module = self.modules.get(id).map_or("", |module| module.name.as_str());
        let own = self.scope(id).into_iter().flat_map(|scope| scope.names(wanted));
        let own: Vec<&str> = own
            .filter(|name| matches!(self.member(id, name, wanted), Found::Item(..)))
            .take(SHOWN + 1)
            .collect();
        let what = wanted.first().map_or("name", |kind| kind.word());
        match own.as_slice() {
            [] => format!("`{module}` declares no {what}"),
            [only] => format!("`{module}` declares one {what}: `{only}`"),
            some => {
                let more = if some.len() > SHOWN { ", …" } else { "" };
                let shown: Vec<String> =
                    some.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
                format!("`{module}` declares {}{more}", shown.join(", "))
            }
        }
    }
}

/// The source of a `use` as it is written.
fn written(source: &UseSource) -> String {
    match source {
        UseSource::Module(path) => dotted(path),
        UseSource::File(path) => format!("\"{}\"", path.node),
    }
}
