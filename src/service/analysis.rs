//! What is known of one file: its check, what the names mean, its entries.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::check;
use crate::check::index::Index;
use crate::check::modules::{Module, ModuleId};
use crate::check::names::{Def, Found, Kind, Scope};
use crate::compile::Checkup;
use crate::diagnostic::{Diagnostic, Levels, code};
use crate::limits::Limits;
use crate::rule::{Lowered, Options};
use crate::service::outline::{self, Symbol};
use crate::source::{FileId, Loader, SourceMap, Span};
use crate::syntax::Memory;
use crate::syntax::ast::{File, Item, Name};
use crate::syntax::token::{self, Token};
use crate::wire;

/// The file that was asked for, in its own analysis.
pub(super) const ROOT: FileId = FileId(0);

/// One file and everything that it uses, checked.
pub(super) struct Analysis {
    pub(super) name: String,
    pub(super) checkup: Checkup,
    pub(super) index: Index,
    limits: Limits,
    tokens: OnceCell<Vec<Token>>,
    lowering: OnceCell<Lowering>,
    size: OnceCell<Option<Size>>,
    outline: OnceCell<Vec<Symbol>>,
}

/// What the policy becomes.
#[derive(Default)]
pub(super) struct Lowering {
    /// The entries, when there are any.
    pub(super) lowered: Option<Lowered>,
    /// What there is to say of them.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What entries take on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Octets of the whole `PreAuthData`.
    pub(super) octets: usize,
    /// By the rule's place: how many entries, and their octets.
    pub(super) rules: BTreeMap<usize, (usize, usize)>,
}

impl Analysis {
    pub(super) fn new(
        name: &str,
        text: &str,
        loader: &dyn Loader,
        limits: &Limits,
        memory: &RefCell<Memory>,
    ) -> Analysis {
        let mut sources = SourceMap::default();
        let root = sources.add(name, text);
        let (outcome, index) = check::check_indexed(&mut sources, root, loader, limits, memory);
        Analysis {
            name: name.to_owned(),
            checkup: Checkup::of(sources, outcome, &Levels::default()),
            index,
            limits: limits.clone(),
            tokens: OnceCell::new(),
            lowering: OnceCell::new(),
            size: OnceCell::new(),
            outline: OnceCell::new(),
        }
    }

    /// Whether a change of that file can change anything here. A file that could not be had may
    /// come into being under any name.
    pub(super) fn depends_on(&self, name: &str) -> bool {
        self.checkup.sources.iter().any(|(_, file)| &*file.name == name)
            || self.checkup.diagnostics.iter().any(|found| found.code == code::FILE_NOT_LOADED)
    }

    /// The file's text.
    pub(super) fn text(&self) -> &str {
        self.checkup.sources.get(ROOT).map_or("", |file| &*file.text)
    }

    /// The name of one of the files.
    pub(super) fn file_name(&self, file: FileId) -> &str {
        self.checkup.sources.get(file).map_or("", |file| &*file.name)
    }

    /// The id of a file that was read.
    pub(super) fn file_called(&self, name: &str) -> Option<FileId> {
        self.checkup.sources.iter().find(|(_, file)| &*file.name == name).map(|(id, _)| id)
    }

    /// The file's tokens; none of a file that is too large to be read.
    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| {
            if self.text().len() > self.limits.source_bytes {
                return Vec::new();
            }
            token::tokens(self.text(), ROOT)
        })
    }

    /// The place of the last token that begins at or before an offset.
    pub(super) fn token_index(&self, offset: u32) -> Option<usize> {
        self.tokens().partition_point(|token| token.span.start <= offset).checked_sub(1)
    }

    /// The text of a span.
    pub(super) fn source(&self, span: Span) -> &str {
        self.checkup.sources.text(span)
    }

    /// The file's tree.
    pub(super) fn tree(&self) -> Option<&File> {
        self.index.modules.get(ModuleId::ROOT).map(|module| &module.ast)
    }

    /// The file's items.
    pub(super) fn items(&self) -> &[Item] {
        self.tree().map_or(&[], |tree| tree.items.as_slice())
    }

    /// What the file declares.
    pub(super) fn outline(&self) -> &[Symbol] {
        self.outline.get_or_init(|| self.tree().map(outline::of).unwrap_or_default())
    }

    /// The names that mean something in the file.
    pub(super) fn scope(&self) -> Option<&Scope> {
        self.index.scopes.first()
    }

    /// What a path means in the file, among some kinds.
    pub(super) fn find(&self, segments: &[&str], wanted: &[Kind]) -> Option<(Def, Kind)> {
        let found = match segments {
            [name] => self.scope()?.find(name, wanted),
            [alias, name] => {
                let module = self.module_called(alias)?;
                match self.index.scopes.get(module.0)?.find(name, wanted) {
                    Found::Item(def, _) if def.module != module => Found::Nothing,
                    found => found,
                }
            }
            _ => Found::Nothing,
        };
        match found {
            Found::Item(def, kind) => Some((def, kind)),
            Found::Silent | Found::Nothing => None,
        }
    }

    /// The module that a name leads to.
    pub(super) fn module_called(&self, alias: &str) -> Option<ModuleId> {
        self.scope()?.modules().find(|(name, ..)| *name == alias)?.1
    }

    /// A module by its file.
    pub(super) fn module_of(&self, file: FileId) -> Option<(ModuleId, &Module)> {
        self.index.modules.iter().find(|(_, module)| module.ast.file == file)
    }

    /// The name that an item declares.
    pub(super) fn declared(&self, def: Def) -> Option<&Name> {
        self.index.name(def)
    }

    /// What the policy becomes; worked out when first asked for.
    pub(super) fn lowering(&self) -> &Lowering {
        self.lowering.get_or_init(|| self.lower())
    }

    /// Whether that is known, or there is nothing to know.
    pub(super) fn is_lowered(&self) -> bool {
        !self.checkup.has_policy() || self.lowering.get().is_some()
    }

    fn lower(&self) -> Lowering {
        if !self.checkup.has_policy() {
            return Lowering::default();
        }
        let options = Options { limits: self.limits.clone(), ..Options::default() };
        match self.checkup.lower(&options) {
            Ok(mut lowered) => {
                let diagnostics = std::mem::take(&mut lowered.warnings);
                Lowering { lowered: Some(lowered), diagnostics }
            }
            Err(diagnostics) => Lowering { lowered: None, diagnostics },
        }
    }

    /// What the entries take; worked out when first asked for.
    pub(super) fn size(&self) -> Option<&Size> {
        self.size.get_or_init(|| self.measure()).as_ref()
    }

    fn measure(&self) -> Option<Size> {
        let lowered = self.lowering().lowered.as_ref()?;
        let sizes = wire::entry_sizes(&lowered.preauth, &self.limits).ok()?;
        let octets = wire::encode(&lowered.preauth, &self.limits).ok()?.len();
        let mut size = Size { octets, rules: BTreeMap::new() };
        for (origin, octets) in lowered.origins.iter().zip(&sizes) {
            let rule = size.rules.entry(origin.rule).or_default();
            *rule = (rule.0 + 1, rule.1 + octets);
        }
        Some(size)
    }
}
