//! What all parts of the checker share: modules, names, budgets, and what was worked out already.

use std::cell::Cell;

use crate::check::conditions::ConditionMemo;
use crate::check::constants::ConstantMemo;
use crate::check::credentials::CredentialMemo;
use crate::check::modules::{ModuleId, Modules};
use crate::check::names::{Def, Names};
use crate::check::record::Record;
use crate::check::roles::RoleMemo;
use crate::check::sink::{Sink, diagnostic};
use crate::check::types::TypeMemo;
use crate::diagnostic::{Code, Diagnostic, code};
use crate::limits::Limits;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{Item, ItemKind};

/// Tests that one policy may hold once its named conditions and constants are put in place, for
/// each entry that it may lower to.
const TESTS_PER_ENTRY: usize = 64;

/// One run of the checker. The parts of its work are in the files beside this one.
pub(crate) struct Checker<'a> {
    pub(crate) sources: &'a SourceMap,
    pub(crate) modules: &'a Modules,
    pub(crate) names: Names<'a>,
    pub(crate) sink: &'a Sink,
    pub(crate) record: &'a Record,
    pub(crate) limits: &'a Limits,
    pub(crate) types: TypeMemo,
    pub(crate) credentials: CredentialMemo,
    pub(crate) constants: ConstantMemo,
    pub(crate) conditions: ConditionMemo,
    pub(crate) roles: RoleMemo,
    depth: Cell<usize>,
    spent: Cell<usize>,
    said_too_large: Cell<bool>,
}

impl<'a> Checker<'a> {
    /// A checker for loaded modules.
    pub(crate) fn new(
        sources: &'a SourceMap,
        modules: &'a Modules,
        sink: &'a Sink,
        record: &'a Record,
        limits: &'a Limits,
    ) -> Self {
        Checker {
            sources,
            modules,
            names: Names::collect(modules, sink, record),
            sink,
            record,
            limits,
            types: TypeMemo::default(),
            credentials: CredentialMemo::default(),
            constants: ConstantMemo::default(),
            conditions: ConditionMemo::default(),
            roles: RoleMemo::default(),
            depth: Cell::new(0),
            spent: Cell::new(0),
            said_too_large: Cell::new(false),
        }
    }

    /// A declared item.
    pub(crate) fn item(&self, def: Def) -> Option<&'a Item> {
        self.modules.get(def.module)?.ast.items.get(def.item)
    }

    /// The kind of a declared item.
    pub(crate) fn kind(&self, def: Def) -> Option<&'a ItemKind> {
        self.item(def).map(|item| &item.kind)
    }

    /// The file that was asked for.
    pub(crate) fn root_file(&self) -> Option<FileId> {
        self.modules.get(ModuleId::ROOT).map(|root| root.ast.file)
    }

    /// The items of a module.
    pub(crate) fn items(&self, module: ModuleId) -> impl Iterator<Item = (Def, &'a Item)> {
        let items = self.modules.get(module).map_or(&[][..], |module| module.ast.items.as_slice());
        items.iter().enumerate().map(move |(item, found)| (Def { module, item }, found))
    }

    /// Reports and gives nothing.
    pub(crate) fn fail<T>(&self, code: Code, span: Span, message: impl Into<String>) -> Option<T> {
        self.sink.fail(diagnostic(code, span, message))
    }

    /// Reports a diagnostic.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.sink.report(diagnostic);
    }

    /// Goes one level deeper, if that is not too deep: definitions refer to one another, and the
    /// way through them is bounded as nesting within one is.
    pub(crate) fn deeper<T>(&self, span: Span, run: impl FnOnce() -> Option<T>) -> Option<T> {
        // An `and` inside an `or` inside parentheses is three levels for one bracket.
        let most = self.limits.source_nesting.saturating_mul(3);
        let depth = self.depth.get();
        if depth >= most {
            return self.fail(
                code::DEFINED_TOO_DEEP,
                span,
                "definitions lead too deep into one another",
            );
        }
        self.depth.set(depth + 1);
        let result = run();
        self.depth.set(depth);
        result
    }

    /// Checks once more what was checked before: it says nothing and costs nothing.
    pub(crate) fn aside<T>(&self, run: impl FnOnce() -> T) -> T {
        let (spent, said) = (self.spent.get(), self.said_too_large.get());
        let (result, _) = self.sink.capture(run);
        self.spent.set(spent);
        self.said_too_large.set(said);
        result
    }

    /// Takes `tests` from the budget of the whole policy; reports once when it is used up.
    pub(crate) fn charge(&self, tests: usize, span: Span) -> Option<()> {
        let most = self.limits.entries.saturating_mul(TESTS_PER_ENTRY);
        let spent = self.spent.get().saturating_add(tests);
        self.spent.set(spent);
        if spent <= most {
            return Some(());
        }
        if !self.said_too_large.replace(true) {
            self.report(
                diagnostic(
                    code::TOO_LARGE,
                    span,
                    format!("the policy grows to more than {most} tests here"),
                )
                .note("named conditions and constants are put in the place of their names")
                .help("say it with fewer tests"),
            );
        }
        None
    }
}

/// A definition that is being worked out, or was.
#[derive(Debug, Clone)]
pub(crate) enum State<T> {
    /// Whoever asks for it now leads back to it.
    InProgress,
    /// What it is.
    Done(T),
}

/// Those of a memo that were worked out.
pub(crate) fn done<K: std::hash::Hash + Eq, T>(
    memo: std::collections::HashMap<K, State<Option<T>>>,
) -> std::collections::HashMap<K, T> {
    let known = |(key, state)| match state {
        State::Done(Some(found)) => Some((key, found)),
        State::Done(None) | State::InProgress => None,
    };
    memo.into_iter().filter_map(known).collect()
}
