//! What a name means in a module: its own items, and what `use` brings.

mod elsewhere;
mod imports;

use std::collections::BTreeMap;

use crate::check::lost::LostNames;
use crate::check::modules::{Module, ModuleId, Modules, declared_name, dotted};
use crate::check::record::Record;
use crate::check::sink::{DidYouMean, MOST_CANDIDATES, Sink, diagnostic};
use crate::diagnostic::code;
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Name, Path};
use elsewhere::Way;

/// What an item declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Credential,
    Type,
    Enum,
    Role,
    Constant,
    Condition,
}

impl Kind {
    /// What it is called in messages, without an article.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Kind::Credential => "credential",
            Kind::Type => "type",
            Kind::Enum => "enum",
            Kind::Role => "role",
            Kind::Constant => "constant",
            Kind::Condition => "condition",
        }
    }

    /// The word that begins its item.
    const fn keyword(self) -> &'static str {
        match self {
            Kind::Constant => "let",
            other => other.word(),
        }
    }

    /// What it is called in messages, with its article.
    pub(crate) const fn a_word(self) -> &'static str {
        match self {
            Kind::Credential => "a credential",
            Kind::Type => "a type",
            Kind::Enum => "an enum",
            Kind::Role => "a role",
            Kind::Constant => "a constant",
            Kind::Condition => "a condition",
        }
    }

    const fn of(item: &ItemKind) -> Option<Kind> {
        Some(match item {
            ItemKind::Credential(_) => Kind::Credential,
            ItemKind::Type { .. } => Kind::Type,
            ItemKind::Enum(_) => Kind::Enum,
            ItemKind::Role(_) => Kind::Role,
            ItemKind::Let { .. } => Kind::Constant,
            ItemKind::Condition { .. } => Kind::Condition,
            ItemKind::Policy(_)
            | ItemKind::Use(_)
            | ItemKind::Rule(_)
            | ItemKind::Pseudonyms { .. }
            | ItemKind::Disclose(_)
            | ItemKind::Test(_)
            | ItemKind::Broken { .. } => return None,
        })
    }

    /// Names of one space differ; a role and a constant may share theirs, because the place where
    /// a name stands tells them apart.
    const fn space(self) -> u8 {
        match self {
            Kind::Credential | Kind::Type | Kind::Enum => 0,
            Kind::Role => 1,
            Kind::Constant | Kind::Condition => 2,
        }
    }
}

/// A declared item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Def {
    /// Where it is declared.
    pub(crate) module: ModuleId,
    /// Its place among the module's items.
    pub(crate) item: usize,
}

/// What one name means.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// `None`: something that could not be read or loaded; whatever it is, it stays silent.
    what: Option<(Def, Kind)>,
    /// Where the module says it.
    span: Span,
    /// Whether braces brought it.
    imported: bool,
}

/// What a name of a module leads to.
#[derive(Debug, Clone, Copy)]
struct Alias {
    target: Option<ModuleId>,
    span: Span,
}

/// The names of one module, in order: suggestions have to be the same every time.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    entries: BTreeMap<String, Vec<Entry>>,
    aliases: BTreeMap<String, Alias>,
}

/// The result of looking a name up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found {
    /// It is this.
    Item(Def, Kind),
    /// It was reported elsewhere.
    Silent,
    /// There is nothing of this name.
    Nothing,
}

impl Scope {
    /// Items that braces brought, with the place where they are named.
    pub(crate) fn imported(&self) -> impl Iterator<Item = (Def, Kind, Span)> {
        let all = self.entries.values().flatten().filter(|entry| entry.imported);
        all.filter_map(|entry| entry.what.map(|(def, kind)| (def, kind, entry.span)))
    }

    /// Everything that a name without a dot means here, in the order of the names.
    pub(crate) fn visible(&self) -> impl Iterator<Item = (&str, Def, Kind)> {
        self.entries.iter().flat_map(|(name, entries)| {
            let known = entries.iter().filter_map(|entry| entry.what);
            known.map(|(def, kind)| (name.as_str(), def, kind))
        })
    }

    /// The modules that names lead to, with the places that give them their names.
    pub(crate) fn modules(&self) -> impl Iterator<Item = (&str, Option<ModuleId>, Span)> {
        self.aliases.iter().map(|(name, alias)| (name.as_str(), alias.target, alias.span))
    }

    /// What a name means among these kinds.
    pub(crate) fn find(&self, name: &str, wanted: &[Kind]) -> Found {
        let Some(entries) = self.entries.get(name) else { return Found::Nothing };
        let fits = |entry: &&Entry| entry.what.is_none_or(|(_, kind)| wanted.contains(&kind));
        match entries.iter().find(fits).map(|entry| entry.what) {
            Some(Some((def, kind))) => Found::Item(def, kind),
            Some(None) => Found::Silent,
            None => Found::Nothing,
        }
    }

    fn of_other_kind(&self, name: &str) -> Option<(Kind, Span)> {
        self.entries.get(name)?.iter().find_map(|entry| Some((entry.what?.1, entry.span)))
    }

    fn names<'s>(&'s self, wanted: &'s [Kind]) -> impl Iterator<Item = &'s str> {
        let fits = |entry: &Entry| entry.what.is_some_and(|(_, kind)| wanted.contains(&kind));
        self.entries
            .iter()
            .take(MOST_CANDIDATES)
            .filter(move |(_, entries)| entries.iter().any(fits))
            .map(|(name, _)| name.as_str())
    }
}

/// The scopes of all modules.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    modules: &'a Modules,
    sink: &'a Sink,
    record: &'a Record,
    scopes: Vec<Scope>,
    /// What could not be read.
    pub(crate) lost: LostNames,
}

impl<'a> Names<'a> {
    /// Collects what every module declares and uses.
    pub(crate) fn collect(modules: &'a Modules, sink: &'a Sink, record: &'a Record) -> Names<'a> {
        let scopes = Vec::new();
        let mut names = Names { modules, sink, record, scopes, lost: LostNames::default() };
        for (id, module) in modules.iter() {
            let mut scope = Scope::default();
            names.declare_own(&mut scope, id, module);
            names.scopes.push(scope);
        }
        for (id, module) in modules.iter() {
            names.declare_used(id, module);
        }
        for (id, module) in modules.iter() {
            names.declare_lost(id, module);
        }
        names
    }

    /// The names of all modules.
    pub(crate) fn into_scopes(self) -> Vec<Scope> {
        self.scopes
    }

    /// Writes down what a path means.
    pub(crate) fn used(&self, from: ModuleId, path: &Path, def: Def) {
        let item = self.modules.get(def.module).and_then(|module| module.ast.items.get(def.item));
        let (Some(last), Some(name)) =
            (path.segments.last(), item.and_then(|item| declared_name(&item.kind)))
        else {
            return;
        };
        self.record.used(last.span, name.span);
        if let [alias, _] = path.segments.as_slice()
            && let Some(known) = self.scope(from).and_then(|scope| scope.aliases.get(&alias.node))
        {
            self.record.used(alias.span, known.span);
        }
    }

    /// The names of one module.
    pub(crate) fn scope(&self, module: ModuleId) -> Option<&Scope> {
        self.scopes.get(module.0)
    }

    /// Looks a path up; reports what it does not find. `None` when there is nothing to go on with.
    pub(crate) fn expect(
        &self,
        from: ModuleId,
        path: &Path,
        wanted: &[Kind],
    ) -> Option<(Def, Kind)> {
        match self.find(from, path, wanted) {
            Found::Item(def, kind) => {
                self.used(from, path, def);
                Some((def, kind))
            }
            Found::Silent => None,
            Found::Nothing if self.path_was_lost(from, path, wanted) => None,
            Found::Nothing => self.sink.fail(self.unknown(from, path, wanted, &[])),
        }
    }

    /// Looks a path up and reports nothing.
    pub(crate) fn find(&self, from: ModuleId, path: &Path, wanted: &[Kind]) -> Found {
        let Some((last, before)) = path.segments.split_last() else { return Found::Nothing };
        match before {
            [] => self.scope(from).map_or(Found::Nothing, |scope| scope.find(&last.node, wanted)),
            [alias] => match self.module_called(from, &alias.node) {
                Some(Some(target)) => self.member(target, &last.node, wanted),
                Some(None) => Found::Silent,
                None => Found::Nothing,
            },
            _ => Found::Nothing,
        }
    }

    /// Whether a name leads to a module; inside, the module, unless it could not be loaded.
    #[allow(clippy::option_option, reason = "no alias, and an alias of nothing, are two things")]
    pub(crate) fn module_called(&self, from: ModuleId, name: &str) -> Option<Option<ModuleId>> {
        self.scope(from)?.aliases.get(name).map(|alias| alias.target)
    }

    /// What a module declares itself; what it uses stays its own affair.
    fn member(&self, module: ModuleId, name: &str, wanted: &[Kind]) -> Found {
        match self.scope(module).map_or(Found::Nothing, |scope| scope.find(name, wanted)) {
            Found::Item(def, kind) if def.module == module => Found::Item(def, kind),
            Found::Item(..) | Found::Nothing => Found::Nothing,
            Found::Silent => Found::Silent,
        }
    }

    /// The diagnostic for a path that leads nowhere; `more` are names that would do as well.
    pub(crate) fn unknown(
        &self,
        from: ModuleId,
        path: &Path,
        wanted: &[Kind],
        more: &[&str],
    ) -> crate::diagnostic::Diagnostic {
        let what = wanted.first().map_or("name", |kind| kind.word());
        let span = path.segments.last().map_or(path.span, |last| last.span);
        let (home, name) = match path.segments.as_slice() {
            [name] => (from, name),
            [alias, name] => match self.module_called(from, &alias.node) {
                Some(Some(target)) => (target, name),
                _ => return self.unknown_module(from, path, alias),
            },
            [first, ..] => return self.unknown_module(from, path, first),
            [] => return diagnostic(code::UNKNOWN_NAME, path.span, "a name is missing"),
        };
        let Some(scope) = self.scope(home) else {
            return diagnostic(code::UNKNOWN_NAME, span, "a name is missing");
        };
        if let Some((kind, place)) = scope.of_other_kind(&name.node) {
            let message = format!("`{}` is {}, not a {what}", name.node, kind.a_word());
            let wanted_an = message.replace("not a enum", "not an enum");
            let other =
                diagnostic(code::WRONG_KIND, span, wanted_an).label(place, "it comes from here");
            return match what {
                "credential" | "role" => other.help("a rule says `admit CREDENTIAL as ROLE`"),
                _ => other,
            };
        }
        if home == from && self.module_called(from, &name.node).is_some() {
            let message = format!("`{}` is a module, not a {what}", name.node);
            let help = format!("name what it holds: `{}.…`", name.node);
            return diagnostic(code::WRONG_KIND, span, message).help(help);
        }
        let place = match self.modules.get(home) {
            Some(module) if home != from => format!(" in `{}`", module.name),
            _ => String::new(),
        };
        let own = |candidate: &&str| {
            home == from || matches!(self.member(home, candidate, wanted), Found::Item(..))
        };
        let message = format!("there is no {what} `{}`{place}", name.node);
        let found = diagnostic(code::UNKNOWN_NAME, span, message);
        let ways = if home == from { self.ways(from, name, wanted) } else { Vec::new() };
        if !ways.is_empty() {
            return Way::tell(&ways, found);
        }
        let known = scope.names(wanted).filter(own).chain(more.iter().copied());
        match self.sink.nearest(&name.node, known) {
            None if home != from => found.help(self.holds(home, wanted)),
            nearest => found.did_you_mean(span, nearest),
        }
    }

    fn unknown_module(
        &self,
        from: ModuleId,
        path: &Path,
        first: &Name,
    ) -> crate::diagnostic::Diagnostic {
        let whole = dotted(path);
        let known =
            self.scope(from).into_iter().flat_map(|scope| scope.aliases.keys().map(String::as_str));
        let nearest = self.sink.nearest(&first.node, known);
        if path.segments.len() > 2 && self.module_called(from, &first.node).is_some() {
            let message = format!("`{whole}` leads too far: a module holds no modules");
            return diagnostic(code::UNKNOWN_NAME, path.span, message);
        }
        let found = diagnostic(
            code::UNKNOWN_NAME,
            first.span,
            format!("there is no module `{}` here", first.node),
        );
        match (nearest, path.segments.split_last()) {
            (Some(_), _) => found.did_you_mean(first.span, nearest),
            (None, Some((last, before))) if first.node == "std" => {
                let module: Vec<&str> = before.iter().map(|name| name.node.as_str()).collect();
                found.help(format!(
                    "bring it in first: `use {} {{ {} }}`",
                    module.join("."),
                    last.node
                ))
            }
            (None, _) => found.help("a module is brought in with `use`"),
        }
    }

    /// Whether a path to one of these kinds may lead to what could not be read.
    pub(crate) fn path_was_lost(&self, from: ModuleId, path: &Path, wanted: &[Kind]) -> bool {
        match path.segments.as_slice() {
            [name] => {
                let words: Vec<&str> = wanted.iter().map(|kind| kind.keyword()).collect();
                self.lost.explains(&words, &name.node)
            }
            [alias, ..] => {
                self.module_called(from, &alias.node).is_none()
                    && self.lost.explains(&["use"], &alias.node)
            }
            [] => false,
        }
    }

    fn declare_own(&self, scope: &mut Scope, id: ModuleId, module: &Module) {
        for (at, item) in module.ast.items.iter().enumerate() {
            if let (Some(kind), Some(name)) = (Kind::of(&item.kind), declared_name(&item.kind)) {
                let what = Some((Def { module: id, item: at }, kind));
                self.enter(scope, name, Entry { what, span: name.span, imported: false });
            }
            if let ItemKind::Broken { keyword, names } = &item.kind {
                for name in names {
                    let silent = Entry { what: None, span: name.span, imported: false };
                    scope.entries.entry(name.node.clone()).or_default().push(silent);
                    if keyword.node == "use" {
                        let alias = Alias { target: None, span: name.span };
                        scope.aliases.entry(name.node.clone()).or_insert(alias);
                    }
                }
            }
        }
    }

    /// Names in text that could not be read stay silent, where nothing else has them.
    fn declare_lost(&mut self, id: ModuleId, module: &Module) {
        self.lost.add(&module.ast.lost);
        let Some(scope) = self.scopes.get_mut(id.0) else { return };
        for name in &module.ast.lost.names {
            let silent = Entry { what: None, span: name.span, imported: false };
            scope.entries.entry(name.node.clone()).or_default().push(silent);
            let alias = Alias { target: None, span: name.span };
            scope.aliases.entry(name.node.clone()).or_insert(alias);
        }
    }

    fn enter(&self, scope: &mut Scope, name: &Name, entry: Entry) {
        let entries = scope.entries.entry(name.node.clone()).or_default();
        let rival = entry.what.and_then(|(def, kind)| {
            entries.iter().find(|other| {
                other.what.is_some_and(|(same, other)| same != def && other.space() == kind.space())
            })
        });
        if let Some(rival) = rival {
            let message = format!("`{}` is given twice", name.node);
            self.sink.report(
                diagnostic(code::GIVEN_TWICE, name.span, message).label(rival.span, "first here"),
            );
            return;
        }
        entries.push(entry);
    }
}
