//! Where names are declared, and where they are used.

use std::ops::Range;

use crate::check::index::Index;
use crate::service::analysis::{Analysis, ROOT};
use crate::service::workspace::Workspace;
use crate::source::Span;
use crate::syntax::ast::{Field, ItemKind, Type, TypeKind};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name: a path, or `std.jwt` and the like.
    pub file: String,
    /// The octets.
    pub range: (u32, u32),
}

/// A use of a name in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// The octets.
    pub range: Range<u32>,
    /// Whether the name is declared here.
    pub is_declaration: bool,
}

impl Workspace {
    /// Where what stands at an offset is declared.
    pub fn definition(&self, file: &str, offset: u32) -> Option<Place> {
        let analysis = self.analysis(file)?;
        if let Some(module) = analysis.used_module_at(offset) {
            return analysis.top_of(module.0);
        }
        let target = analysis.target(offset)?;
        match analysis.module_named_at(target.definition) {
            Some(module) => analysis.top_of(module.0),
            None => Some(analysis.place(target.definition)),
        }
    }

    /// Where the type of what stands at an offset is declared: of a claim its type, of a
    /// condition or rule its credential.
    pub fn type_definition(&self, file: &str, offset: u32) -> Option<Place> {
        let analysis = self.analysis(file)?;
        let target = analysis.target(offset)?;
        analysis.type_of(target.definition).map(|span| analysis.place(span))
    }

    /// Every use of what stands at an offset, in all files, by place.
    pub fn references(&self, file: &str, offset: u32, with_declaration: bool) -> Vec<Place> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let Some(target) = analysis.target(offset) else { return Vec::new() };
        let definition = analysis.place(target.definition);
        let mut places = self.uses_of(&definition);
        if with_declaration {
            places.push(definition);
        }
        places.sort();
        places.dedup();
        places
    }

    /// Every use of a declared name in all files.
    pub(super) fn uses_of(&self, definition: &Place) -> Vec<Place> {
        let mut places = Vec::new();
        for analysis in self.all() {
            let Some(span) = analysis.span_of(definition) else { continue };
            places.extend(analysis.uses(span).map(|used| analysis.place(used)));
        }
        places
    }

    /// The uses of what stands at an offset in its own file.
    pub fn highlights(&self, file: &str, offset: u32) -> Vec<Highlight> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let Some(target) = analysis.target(offset) else { return Vec::new() };
        let uses = analysis.uses(target.definition);
        let mut all: Vec<Highlight> = uses
            .map(|used| Highlight { range: used.start..used.end, is_declaration: false })
            .collect();
        if target.definition.file == ROOT {
            let range = target.definition.start..target.definition.end;
            all.push(Highlight { range, is_declaration: true });
        }
        all.sort_by_key(|highlight| highlight.range.start);
        all
    }
}

impl Analysis {
    /// A span as a place.
    pub(super) fn place(&self, span: Span) -> Place {
        Place { file: self.file_name(span.file).to_owned(), range: (span.start, span.end) }
    }

    /// A place as a span, when the file was read here.
    pub(super) fn span_of(&self, place: &Place) -> Option<Span> {
        let file = self.file_called(&place.file)?;
        Some(Span::new(file, place.range.0, place.range.1))
    }

    /// The uses of a declared name in the file that was asked for.
    pub(super) fn uses(&self, definition: Span) -> impl Iterator<Item = Span> {
        let all: &Index = &self.index;
        all.uses_in(ROOT)
            .iter()
            .filter(move |used| used.definition == definition)
            .map(|used| used.span)
    }

    fn top_of(&self, module: usize) -> Option<Place> {
        let (_, module) = self.index.modules.iter().nth(module)?;
        Some(self.place(Span::new(module.ast.file, 0, 0)))
    }

    /// The name of the type, or credential, of what a name declares.
    fn type_of(&self, definition: Span) -> Option<Span> {
        let tree = self.tree_of(definition.file)?;
        let item = tree
            .items
            .iter()
            .find(|item| item.span.start <= definition.start && definition.end <= item.span.end)?;
        let written = match &item.kind {
            ItemKind::Condition { name, credential, .. } if name.span == definition => {
                return self.meaning(credential.segments.last()?.span);
            }
            ItemKind::Credential(credential) => type_in(&credential.fields, definition)?,
            ItemKind::Type { name, ty } if name.span == definition => ty,
            ItemKind::Type { ty, .. } => type_in_type(ty, definition)?,
            ItemKind::Enum(item)
                if item.members.iter().any(|member| member.name.span == definition) =>
            {
                return Some(item.name.span);
            }
            ItemKind::Rule(rule) => match &rule.subject {
                crate::syntax::ast::RuleSubject::Credential(path) => {
                    return self.meaning(path.segments.last()?.span);
                }
                crate::syntax::ast::RuleSubject::Anyone(_) => return None,
            },
            _ => return None,
        };
        self.meaning(named(written)?)
    }

    /// What a used name means.
    pub(super) fn meaning(&self, used: Span) -> Option<Span> {
        let found = self.index.use_at(used.file, used.start)?;
        (found.span == used).then_some(found.definition)
    }
}

/// The type that is written of a field.
fn type_in(fields: &[Field], name: Span) -> Option<&Type> {
    let field =
        fields.iter().find(|field| field.span.start <= name.start && name.end <= field.span.end)?;
    if field.name.span == name { Some(&field.ty) } else { type_in_type(&field.ty, name) }
}

fn type_in_type(ty: &Type, name: Span) -> Option<&Type> {
    match &ty.kind {
        TypeKind::Record(fields) => type_in(fields, name),
        TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => {
            type_in_type(inner, name)
        }
        TypeKind::Named(_) | TypeKind::Union(_) | TypeKind::Error => None,
    }
}

/// The name in a type, its wrappers left out.
fn named(ty: &Type) -> Option<Span> {
    match &ty.kind {
        TypeKind::Named(path) => path.segments.last().map(|name| name.span),
        TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => named(inner),
        TypeKind::Record(_) | TypeKind::Union(_) | TypeKind::Error => None,
    }
}
