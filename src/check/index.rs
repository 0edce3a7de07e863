//! What a check learned, kept for editors: modules, scopes, types, and what each name means.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::choices::Choice;
use crate::check::constants::{Resolved, ResolvedKind};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::modules::{Modules, declared_name};
use crate::check::names::{Def, Scope};
use crate::check::record::{ClaimUse, Record, Use};
use crate::check::roles::RoleInfo;
use crate::check::values::{show, show_value};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Item, Name};

/// Everything that one check learned.
#[derive(Debug)]
pub(crate) struct Index {
    /// Every file with its tree.
    pub(crate) modules: Modules,
    /// The names of every module.
    pub(crate) scopes: Vec<Scope>,
    /// By place.
    pub(crate) uses: Vec<Use>,
    /// By place.
    pub(crate) claims: Vec<ClaimUse>,
    pub(crate) known: Known,
}

/// What was worked out of each declaration.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) shapes: HashMap<Def, Rc<Shape>>,
    pub(crate) enums: HashMap<Def, Rc<Choice>>,
    pub(crate) roles: HashMap<Def, Rc<RoleInfo>>,
    pub(crate) constants: HashMap<Def, Resolved>,
}

/// What a checker learned, apart from what it borrowed.
pub(crate) struct Learned {
    pub(crate) scopes: Vec<Scope>,
    pub(crate) known: Known,
}

impl Checker<'_> {
    /// Gives away what was learned.
    pub(crate) fn learned(self) -> Learned {
        let known = Known {
            shapes: self.credentials.into_done(),
            enums: self.types.enums.into_inner(),
            roles: self.roles.into_done(),
            constants: self.constants.into_done(),
        };
        Learned { scopes: self.names.into_scopes(), known }
    }
}

impl Index {
    pub(crate) fn new(modules: Modules, record: Record, learned: Learned) -> Index {
        let (uses, claims) = record.into_sorted();
        Index { modules, scopes: learned.scopes, uses, claims, known: learned.known }
    }

    /// A declared item.
    pub(crate) fn item(&self, def: Def) -> Option<&Item> {
        self.modules.get(def.module)?.ast.items.get(def.item)
    }

    /// The name that an item declares.
    pub(crate) fn name(&self, def: Def) -> Option<&Name> {
        declared_name(&self.item(def)?.kind)
    }

    /// The values of a constant, as the language writes them.
    pub(crate) fn constant(&self, def: Def) -> Vec<String> {
        self.known.constants.get(&def).map(values).unwrap_or_default()
    }

    /// The item whose declared name stands there.
    pub(crate) fn declared_at(&self, place: Span) -> Option<Def> {
        let (module, found) =
            self.modules.iter().find(|(_, module)| module.ast.file == place.file)?;
        let item = found.ast.items.iter().position(|item| {
            item.span.start <= place.start
                && declared_name(&item.kind).is_some_and(|name| name.span == place)
        })?;
        Some(Def { module, item })
    }

    /// The use at an offset; at the end of a name it is still that name.
    pub(crate) fn use_at(&self, file: FileId, offset: u32) -> Option<&Use> {
        at(&self.uses, |used| used.span, file, offset)
    }

    /// The step of a claim at an offset.
    pub(crate) fn claim_at(&self, file: FileId, offset: u32) -> Option<&ClaimUse> {
        at(&self.claims, |claim| claim.span, file, offset)
    }

    /// The uses in a file, by place.
    pub(crate) fn uses_in(&self, file: FileId) -> &[Use] {
        let start = self.uses.partition_point(|used| used.span.file < file);
        let end = self.uses.partition_point(|used| used.span.file <= file);
        self.uses.get(start..end).unwrap_or_default()
    }
}

/// The last of some places that begins at or before an offset, if it reaches it.
fn at<T>(list: &[T], span: impl Fn(&T) -> Span, file: FileId, offset: u32) -> Option<&T> {
    let end = list.partition_point(|one| (span(one).file, span(one).start) <= (file, offset));
    let one = list.get(end.checked_sub(1)?)?;
    (span(one).file == file && offset <= span(one).end).then_some(one)
}

fn values(value: &Resolved) -> Vec<String> {
    match &value.kind {
        ResolvedKind::List(items, _) => items.iter().flat_map(values).collect(),
        ResolvedKind::Literal(literal) => vec![show(&literal.node)],
        ResolvedKind::Member(_, value) => vec![show_value(value)],
    }
}
