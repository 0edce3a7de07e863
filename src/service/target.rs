//! What stands at a place: the name under the cursor, and the name that declares it.

use crate::check::modules::ModuleId;
use crate::check::names::Def;
use crate::service::analysis::{Analysis, ROOT};
use crate::service::outline::{self, Symbol, SymbolKind};
use crate::source::{FileId, Span};
use crate::syntax::ast::{File, ItemKind, UseSource};

/// A name under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The name under the cursor.
    pub(super) here: Span,
    /// The name that declares it; the same when that is under the cursor.
    pub(super) definition: Span,
}

impl Analysis {
    /// The name at an offset, when it means something that is declared.
    pub(super) fn target(&self, offset: u32) -> Option<Target> {
        if let Some(used) = self.index.use_at(ROOT, offset) {
            return Some(Target { here: used.span, definition: used.definition });
        }
        let here = self.declaration_at(offset)?;
        Some(Target { here, definition: here })
    }

    /// The declared name at an offset.
    fn declaration_at(&self, offset: u32) -> Option<Span> {
        let holds = |range: &std::ops::Range<u32>| range.start <= offset && offset <= range.end;
        let item = self.outline().iter().find(|symbol| holds(&symbol.range));
        let of_item = item.into_iter().flat_map(Symbol::all);
        let declared = of_item
            .filter(|symbol| symbol.is_named && holds(&symbol.selection))
            .map(Analysis::selection)
            .next();
        declared.or_else(|| {
            let aliases = self.scope()?.modules().map(|(_, _, span)| span);
            aliases.into_iter().find(|span| span.start <= offset && offset <= span.end)
        })
    }

    /// What is declared by the name at a span, in whichever file.
    pub(super) fn symbol(&self, name: Span) -> Option<Symbol> {
        let wanted = outline::range(name);
        let find = |symbols: &[Symbol]| {
            let item = symbols.iter().find(|symbol| {
                symbol.range.start <= wanted.start && wanted.end <= symbol.range.end
            })?;
            item.all().into_iter().find(|symbol| symbol.selection == wanted).cloned()
        };
        if name.file == ROOT {
            return find(self.outline());
        }
        let (_, module) = self.module_of(name.file)?;
        find(&outline::of(&module.ast))
    }

    /// The module that a name leads to, when it is that of one.
    pub(super) fn module_named_at(&self, name: Span) -> Option<ModuleId> {
        let (id, _) = self.module_of(name.file)?;
        let scope = self.index.scopes.get(id.0)?;
        let found = scope.modules().find(|(_, _, span)| *span == name)?;
        found.1
    }

    /// The module behind the path of a `use`, when the offset is in one.
    pub(super) fn used_module_at(&self, offset: u32) -> Option<ModuleId> {
        let (_, root) = self.index.modules.iter().next()?;
        let (at, _) = root.ast.items.iter().enumerate().find(|(_, item)| {
            let ItemKind::Use(used) = &item.kind else { return false };
            let span = match &used.source {
                UseSource::Module(path) => path.span,
                UseSource::File(path) => path.span,
            };
            span.start <= offset && offset <= span.end
        })?;
        root.uses.get(&at).copied().flatten()
    }

    /// The tree of one of the files.
    pub(super) fn tree_of(&self, file: FileId) -> Option<&File> {
        self.module_of(file).map(|(_, module)| &module.ast)
    }

    /// The item that declares a name.
    pub(super) fn def(&self, definition: Span) -> Option<Def> {
        self.index.declared_at(definition)
    }

    /// What is known to be declared by a name: its kind.
    pub(super) fn kind_of(&self, definition: Span) -> Option<SymbolKind> {
        if let Some(symbol) = self.symbol(definition) {
            return Some(symbol.kind);
        }
        self.module_named_at(definition).map(|_| SymbolKind::Module)
    }
}
