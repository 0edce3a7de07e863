//! Loading: the root file, and every module that it uses, directly or not.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::check::sink::{DidYouMean, Sink, diagnostic};
use crate::check::stdlib;
use crate::diagnostic::{Diagnostic, code};
use crate::limits::Limits;
use crate::source::{FileId, Loader, SourceMap, Span, Spanned};
use crate::syntax::ast::{File, ItemKind, Path, UseSource};
use crate::syntax::{self, Memory};

/// A loaded module, by its place in [`Modules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ModuleId(pub(crate) usize);

impl ModuleId {
    /// The file that was asked for.
    pub(crate) const ROOT: ModuleId = ModuleId(0);
}

/// A file and what it uses.
#[derive(Debug)]
pub(crate) struct Module {
    /// `std.jwt`, or what the loader calls the file.
    pub(crate) name: String,
    /// What it says.
    pub(crate) ast: File,
    /// Whether it belongs to the standard library.
    pub(crate) is_std: bool,
    /// Whether something in it could not be read.
    pub(crate) is_damaged: bool,
    /// By the index of a `use` item, its module; `None` when that was reported.
    pub(crate) uses: HashMap<usize, Option<ModuleId>>,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What it says.
    pub ast: File,
    /// Whether it belongs to the standard library.
    pub is_std: bool,
    /// Whether something in it could not be read.
    pub is_damaged: bool,
}

/// All modules of one run; the root is the first.
#[derive(Debug)]
pub(crate) struct Modules {
    list: Vec<Module>,
}

impl Modules {
    /// Reads the root and everything that it uses.
    pub(crate) fn load(
        sources: &mut SourceMap,
        root: FileId,
        loader: &dyn Loader,
        limits: &Limits,
        sink: &Sink,
        memory: Option<&RefCell<Memory>>,
    ) -> Modules {
        let name = sources.get(root).map_or_else(String::new, |file| file.name.to_string());
        let mut loading = Loading {
            sources,
            loader,
            limits,
            sink,
            memory,
            list: Vec::new(),
            known: HashMap::new(),
        };
        loading.add(name, root, false);
        let mut next = 0;
        while next < loading.list.len() {
            loading.resolve_uses(ModuleId(next));
            next += 1;
        }
        let mut modules = Modules { list: loading.list };
        modules.cut_cycles(sink);
        modules
    }

    /// Every file, the root first.
    pub(crate) fn into_files(self) -> Vec<Read> {
        let read = |Module { ast, is_std, is_damaged, .. }| Read { ast, is_std, is_damaged };
        self.list.into_iter().map(read).collect()
    }

    /// The same, for those who keep the modules too.
    pub(crate) fn files(&self) -> Vec<Read> {
        let read = |module: &Module| Read {
            ast: module.ast.clone(),
            is_std: module.is_std,
            is_damaged: module.is_damaged,
        };
        self.list.iter().map(read).collect()
    }

    /// The module with this id.
    pub(crate) fn get(&self, id: ModuleId) -> Option<&Module> {
        self.list.get(id.0)
    }

    /// All modules with their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.list.iter().enumerate().map(|(at, module)| (ModuleId(at), module))
    }

    /// Takes away every use that closes a cycle, and says so.
    fn cut_cycles(&mut self, sink: &Sink) {
        let mut search =
            CycleSearch { modules: self, path: Vec::new(), done: Vec::new(), cuts: Vec::new() };
        search.visit(ModuleId::ROOT);
        let cuts = search.cuts;
        for Cut { module, item, chain, span } in cuts {
            let used = chain.last().cloned().unwrap_or_default();
            let message = format!("using `{used}` here leads back to it");
            sink.report(
                diagnostic(code::MODULE_CYCLE, span, message)
                    .note(
                        chain
                            .iter()
                            .map(|name| format!("`{name}`"))
                            .collect::<Vec<_>>()
                            .join(" uses "),
                    )
                    .help("move what both need into a module of its own"),
            );
            if let Some(module) = self.list.get_mut(module.0) {
                module.uses.insert(item, None);
            }
        }
    }
}

/// A use that closes a cycle.
struct Cut {
    module: ModuleId,
    item: usize,
    chain: Vec<String>,
    span: Span,
}

struct CycleSearch<'m> {
    modules: &'m Modules,
    path: Vec<ModuleId>,
    done: Vec<ModuleId>,
    cuts: Vec<Cut>,
}

impl CycleSearch<'_> {
    /// Depth first; as deep as there are files, which is limited.
    fn visit(&mut self, id: ModuleId) {
        let modules = self.modules;
        let Some(module) = modules.get(id) else { return };
        self.path.push(id);
        let mut uses: Vec<_> =
            module.uses.iter().filter_map(|(at, to)| Some((*at, (*to)?))).collect();
        uses.sort_unstable();
        for (item, target) in uses {
            if let Some(start) = self.path.iter().position(|on_path| *on_path == target) {
                let chain = self.chain(start, target);
                let span = module.ast.items.get(item).map_or_else(Span::default, |item| item.span);
                self.cuts.push(Cut { module: id, item, chain, span });
            } else if !self.done.contains(&target) {
                self.visit(target);
            }
        }
        self.path.pop();
        self.done.push(id);
    }

    fn chain(&self, start: usize, back_to: ModuleId) -> Vec<String> {
        let on_path = self.path.iter().skip(start).copied();
        on_path
            .chain([back_to])
            .filter_map(|id| self.modules.get(id))
            .map(|module| module.name.clone())
            .collect()
    }
}

struct Loading<'a> {
    sources: &'a mut SourceMap,
    loader: &'a dyn Loader,
    limits: &'a Limits,
    sink: &'a Sink,
    memory: Option<&'a RefCell<Memory>>,
    list: Vec<Module>,
    known: HashMap<String, ModuleId>,
}

impl Loading<'_> {
    fn add(&mut self, name: String, file: FileId, is_std: bool) -> ModuleId {
        let text = self.sources.get(file).map(|file| file.text.clone()).unwrap_or_default();
        let (ast, diagnostics) = self.parse(&text, file);
        let is_damaged = !diagnostics.is_empty();
        diagnostics.into_iter().for_each(|found| self.sink.report(found));
        let id = ModuleId(self.list.len());
        self.known.insert(name.clone(), id);
        self.list.push(Module { name, ast, is_std, is_damaged, uses: HashMap::new() });
        id
    }

    fn parse(&self, text: &str, file: FileId) -> (File, Vec<Diagnostic>) {
        let mut memory = self.memory.map(RefCell::borrow_mut);
        syntax::parse_with(text, file, self.limits, memory.as_deref_mut())
    }

    fn resolve_uses(&mut self, from: ModuleId) {
        let Some(module) = self.list.get(from.0) else { return };
        let (name, is_std) = (module.name.clone(), module.is_std);
        let wanted: Vec<(usize, UseSource)> = module
            .ast
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| match &item.kind {
                ItemKind::Use(item) => Some((at, item.source.clone())),
                _ => None,
            })
            .collect();
        for (at, source) in wanted {
            let target = match source {
                UseSource::Module(path) => self.std_module(&path),
                UseSource::File(path) => self.file(&path, &name, is_std),
            };
            if let Some(module) = self.list.get_mut(from.0) {
                module.uses.insert(at, target);
            }
        }
    }

    fn std_module(&mut self, path: &Path) -> Option<ModuleId> {
        let name = dotted(path);
        if let Some(id) = self.known.get(&name) {
            return Some(*id);
        }
        let Some(text) = stdlib::text(&name) else {
            let nearest = self.sink.nearest(&name, stdlib::names());
            let mut found =
                diagnostic(code::UNKNOWN_MODULE, path.span, format!("there is no module `{name}`"))
                    .did_you_mean(path.span, nearest);
            if path.segments.first().is_none_or(|first| first.node != "std") {
                found = found.help(
                    "modules begin with `std`; a file is used by its path, `use \"shared.policy\"`",
                );
            } else if nearest.is_none() {
                found = found.help(stdlib::instead_of(&name));
            }
            return self.sink.fail(found);
        };
        self.room_for_one(path.span)?;
        let file = self.sources.add(&name, text);
        Some(self.add(name, file, true))
    }

    fn file(&mut self, path: &Spanned<String>, from: &str, from_std: bool) -> Option<ModuleId> {
        if from_std {
            let message = "the standard library uses no files";
            return self.sink.fail(diagnostic(code::FILE_NOT_LOADED, path.span, message));
        }
        let loaded = match self.loader.load(&path.node, from) {
            Ok(loaded) => loaded,
            Err(why) => {
                let message = format!("`{}` cannot be used: {}", path.node, one_line(&why.0));
                return self.sink.fail(
                    diagnostic(code::FILE_NOT_LOADED, path.span, message)
                        .help("check the path: it begins at the folder of the file that uses it"),
                );
            }
        };
        let id = match self.known.get(&loaded.name) {
            Some(id) => *id,
            None => {
                self.room_for_one(path.span)?;
                let file = self.sources.add(&loaded.name, &loaded.text);
                self.add(loaded.name, file, false)
            }
        };
        // What leads back to the root is told as a cycle.
        if id == ModuleId::ROOT {
            return Some(id);
        }
        let policy = self.list.get(id.0)?.ast.items.iter().find_map(|item| match &item.kind {
            ItemKind::Policy(policy) => Some(policy.name.span),
            _ => None,
        });
        match policy {
            None => Some(id),
            Some(span) => {
                let message = format!("`{}` is a policy, not a module", path.node);
                self.sink.report(
                    diagnostic(code::NOT_A_MODULE, path.span, message)
                        .label(span, "this makes it a policy")
                        .help("move what is to be shared into a file without `policy`"),
                );
                None
            }
        }
    }

    fn room_for_one(&self, span: Span) -> Option<()> {
        if self.list.len() < self.limits.source_files {
            return Some(());
        }
        let message = format!("a policy is made of at most {} files", self.limits.source_files);
        self.sink.fail(diagnostic(code::TOO_MANY_FILES, span, message))
    }
}

/// A path as it is written.
pub(crate) fn dotted(path: &Path) -> String {
    let segments: Vec<&str> = path.segments.iter().map(|segment| segment.node.as_str()).collect();
    segments.join(".")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name that an item brings into its module; rules have a space of their own.
pub(crate) fn declared_name(item: &ItemKind) -> Option<&crate::syntax::ast::Name> {
    match item {
        ItemKind::Type { name, .. }
        | ItemKind::Let { name, .. }
        | ItemKind::Condition { name, .. } => Some(name),
        ItemKind::Enum(item) => Some(&item.name),
        ItemKind::Credential(item) => Some(&item.name),
        ItemKind::Role(item) => Some(&item.name),
        ItemKind::Policy(_)
        | ItemKind::Use(_)
        | ItemKind::Rule(_)
        | ItemKind::Pseudonyms { .. }
        | ItemKind::Disclose(_)
        | ItemKind::Test(_)
        | ItemKind::Broken { .. } => None,
    }
}
