//! From syntax trees to a checked policy: modules, names, types, roles, rules.

pub(crate) mod capabilities;
pub mod checked;
pub(crate) mod choices;
pub(crate) mod claims;
mod conditions;
mod constants;
pub(crate) mod context;
pub(crate) mod credentials;
mod disclosure;
mod expectations;
mod given;
pub(crate) mod index;
mod keys;
mod lints;
mod lost;
mod mentions;
mod misuse;
pub(crate) mod modules;
mod moves;
pub(crate) mod names;
mod numbers;
pub(crate) mod parts;
pub(crate) mod policy;
pub(crate) mod record;
mod relations;
pub(crate) mod roles;
mod rules;
mod sink;
pub(crate) mod sorts;
pub mod stdlib;
mod style;
mod texts;
pub(crate) mod types;
pub(crate) mod values;

pub use checked::Checked;
pub use modules::Read;

use std::cell::RefCell;

use crate::check::context::Checker;
use crate::check::index::Index;
use crate::check::modules::{ModuleId, Modules};
use crate::check::record::Record;
use crate::check::sink::{Sink, diagnostic};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::limits::Limits;
use crate::source::{FileId, Loader, SourceMap};
use crate::syntax::Memory;
use crate::syntax::ast::ItemKind;

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The policy, when nothing is wrong and the file is one.
    pub policy: Option<Checked>,
    /// Whether the file has no `policy` item: it can be used, not compiled.
    pub is_module: bool,
    /// Everything there is to say, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Every file as it was read; the one that was asked for is the first.
    pub files: Vec<Read>,
}

impl Outcome {
    /// Whether something is wrong, warnings not counted.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Checks a file and everything that it uses. Every independent mistake is reported, none twice.
///
/// Files that `root` uses are added to `sources`, so that spans can be shown.
///
/// ```
/// use admit::{check, limits::Limits, source::{NoFiles, SourceMap}};
///
/// let mut sources = SourceMap::default();
/// let root = sources.add("room.policy", r#"
///     policy "room"
///     credential Badge: jwt { department : string }
///     role member = 2 { can join_if_preauthorized }
///     admit Badge as member where department == 7
/// "#);
/// let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
/// assert_eq!(outcome.diagnostics[0].message, "`department` is a `string`, `7` is an integer");
/// ```
pub fn check(
    sources: &mut SourceMap,
    root: FileId,
    loader: &dyn Loader,
    limits: &Limits,
) -> Outcome {
    let (outcome, index) = run(sources, root, loader, limits, Record::default(), None);
    Outcome { files: index.modules.into_files(), ..outcome }
}

/// The same, and everything that was learned on the way. Items that the memory has are not read
/// again.
pub(crate) fn check_indexed(
    sources: &mut SourceMap,
    root: FileId,
    loader: &dyn Loader,
    limits: &Limits,
    memory: &RefCell<Memory>,
) -> (Outcome, Index) {
    run(sources, root, loader, limits, Record::kept(), Some(memory))
}

fn run(
    sources: &mut SourceMap,
    root: FileId,
    loader: &dyn Loader,
    limits: &Limits,
    record: Record,
    memory: Option<&RefCell<Memory>>,
) -> (Outcome, Index) {
    let sink = Sink::default();
    let modules = Modules::load(sources, root, loader, limits, &sink, memory);
    let (policy, is_module, learned) = {
        let checker = Checker::new(sources, &modules, &sink, &record, limits);
        checker.declarations();
        checker.lint_names();
        checker.lint_texts();
        let (policy, is_module) = checker.policy();
        checker.mentions();
        (policy, is_module, checker.learned())
    };
    let policy = policy.filter(|_| !sink.has_errors());
    let files = if record.is_on() { modules.files() } else { Vec::new() };
    let outcome = Outcome { policy, is_module, diagnostics: sink.into_sorted(), files };
    (outcome, Index::new(modules, record, learned))
}

impl Checker<'_> {
    /// Checks every declaration of every module, used or not.
    fn declarations(&self) {
        for (module, _) in self.modules.iter() {
            for (def, item) in self.items(module) {
                match &item.kind {
                    ItemKind::Type { name, .. } => {
                        self.not_built_in(name);
                        self.declared_type(def, name.span);
                    }
                    ItemKind::Enum(item) => {
                        self.not_built_in(&item.name);
                        self.enum_choice(def);
                    }
                    ItemKind::Credential(item) => {
                        self.shape(def, item.name.span);
                    }
                    ItemKind::Role(item) => {
                        self.role(def, item.name.span);
                    }
                    ItemKind::Let { name, .. } => {
                        self.constant(def, name.span);
                    }
                    ItemKind::Condition { .. } => self.check_declared_condition(def),
                    ItemKind::Policy(_)
                    | ItemKind::Use(_)
                    | ItemKind::Rule(_)
                    | ItemKind::Pseudonyms { .. }
                    | ItemKind::Disclose(_)
                    | ItemKind::Test(_)
                    | ItemKind::Broken { .. } => {}
                }
            }
            self.no_rules_in_module(module);
            self.no_disclosures_in_module(module);
            self.no_tests_in_module(module);
        }
    }

    fn not_built_in(&self, name: &crate::syntax::ast::Name) {
        if types::is_built_in(&name.node) {
            let message = format!("`{}` is a built-in type", name.node);
            self.fail::<()>(code::GIVEN_TWICE, name.span, message);
        }
    }

    /// Rules belong to a policy; a module's would be read by nobody.
    fn no_rules_in_module(&self, module: ModuleId) {
        let is_policy =
            self.items(module).any(|(_, item)| matches!(item.kind, ItemKind::Policy(_)));
        let rule = self.items(module).find(|(_, item)| matches!(item.kind, ItemKind::Rule(_)));
        // A `policy` that could not be read was reported.
        let is_damaged = self.modules.get(module).is_some_and(|module| module.is_damaged);
        let Some((_, rule)) = rule.filter(|_| !is_policy && !is_damaged) else { return };
        let (message, help) = if module == ModuleId::ROOT {
            (
                "this file has rules, but no `policy`",
                "name the policy at the top: `policy \"name\"`",
            )
        } else {
            (
                "a module has no rules of its own",
                "move the rules into the policy that uses the module",
            )
        };
        self.report(diagnostic(code::RULE_IN_MODULE, rule.span, message).help(help));
    }

    /// The root as a policy, and whether it is a module instead.
    fn policy(&self) -> (Option<Checked>, bool) {
        let item = self.policy_item();
        let rules = self.rules();
        let room = self.room(&rules);
        let disclosures = self.disclosures();
        let Some(item) = item else { return (None, true) };
        let wire = self.wire(item);
        let cases = self.cases(&rules, &room);
        if self.sink.has_errors() {
            return (None, false);
        }
        let rules: Vec<_> = rules.into_iter().flatten().collect();
        self.lint_policy(&rules, &room);
        self.lint_disclosures(&rules, &disclosures);
        (self.assemble(wire, rules, &room, disclosures, cases), false)
    }
}

#[cfg(test)]
mod tests;
