//! Rename: a name, where it is declared and wherever it is used, in all files.

use std::ops::Range;

use crate::check::names::{Found, Kind};
use crate::check::stdlib;
use crate::service::analysis::{Analysis, ROOT};
use crate::service::navigation::Place;
use crate::service::outline::{self, Symbol, SymbolKind};
use crate::service::target::Target;
use crate::service::workspace::Workspace;
use crate::source::Span;
use crate::spell::name;
use crate::syntax::ast::{Field, ItemKind, Type, TypeKind};
use crate::syntax::vocabulary::is_reserved;

/// A change of a file: a text in the place of some octets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The octets.
    pub range: (u32, u32),
    /// The new text.
    pub text: String,
}

/// Why a name cannot be changed, in words for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Workspace {
    /// The name at an offset, when it can be changed.
    ///
    /// # Errors
    /// Why not.
    pub fn renameable(&self, file: &str, offset: u32) -> Result<Range<u32>, Refusal> {
        let analysis = self.analysis(file).ok_or_else(nothing)?;
        let target = self.target_to_rename(&analysis, offset)?;
        Ok(target.here.start..target.here.end)
    }

    /// Every change that gives what stands at an offset another name.
    ///
    /// # Errors
    /// When there is nothing to rename, or the new name would mean something else.
    pub fn rename(&self, file: &str, offset: u32, new: &str) -> Result<Vec<Edit>, Refusal> {
        let analysis = self.analysis(file).ok_or_else(nothing)?;
        let target = self.target_to_rename(&analysis, offset)?;
        let written = written(new)?;
        let definition = analysis.place(target.definition);
        let Some(home) = self.analysis(&definition.file) else { return Err(nothing()) };
        let Some(name) = home.span_of(&definition) else { return Err(nothing()) };
        home.is_free(name, new.trim_matches('`'))?;
        let mut edits: Vec<Edit> = self
            .uses_of(&definition)
            .into_iter()
            .map(|Place { file, range }| Edit { file, range, text: written.clone() })
            .collect();
        edits.push(home.declared_anew(name, &definition, &written));
        edits.sort();
        edits.dedup();
        Ok(edits)
    }

    fn target_to_rename(&self, analysis: &Analysis, offset: u32) -> Result<Target, Refusal> {
        let target = analysis.target(offset).ok_or_else(nothing)?;
        let file = analysis.file_name(target.definition.file);
        if stdlib::text(file).is_some() {
            return Err(Refusal(format!("`{file}` is of the standard library")));
        }
        Ok(target)
    }
}

impl Analysis {
    /// Whether a name could be declared in the place of another one.
    fn is_free(&self, definition: Span, new: &str) -> Result<(), Refusal> {
        let taken = |what: &str| Err(Refusal(format!("there is {what} `{new}` already")));
        let Some(symbol) = self.symbol(definition) else { return Ok(()) };
        match symbol.kind {
            SymbolKind::Claim | SymbolKind::Member => {
                let siblings = self.siblings(&symbol);
                if siblings.iter().any(|other| other.name == new && *other != symbol) {
                    return taken("a");
                }
            }
            SymbolKind::Rule => {
                let rules = self.outline().iter().filter(|other| other.kind == SymbolKind::Rule);
                if rules.into_iter().any(|other| other.name == new && *other != symbol) {
                    return taken("a rule");
                }
            }
            _ => {
                const ANY: [Kind; 6] = [
                    Kind::Credential,
                    Kind::Type,
                    Kind::Enum,
                    Kind::Role,
                    Kind::Constant,
                    Kind::Condition,
                ];
                if let Some(Found::Item(def, kind)) =
                    self.scope().map(|scope| scope.find(new, &ANY))
                    && self.declared(def).is_some_and(|name| name.span != definition)
                {
                    return taken(kind.a_word());
                }
            }
        }
        Ok(())
    }

    /// What is declared beside a symbol.
    fn siblings(&self, symbol: &Symbol) -> Vec<Symbol> {
        let all = self.outline().iter().flat_map(Symbol::all);
        let mut parents = all.filter(|parent| parent.children.contains(symbol));
        parents.next().map(|parent| parent.children.clone()).unwrap_or_default()
    }

    /// The declaration with its new name. A claim whose key was its name keeps its key; a module
    /// without a name of its own gets one.
    fn declared_anew(&self, name: Span, place: &Place, written: &str) -> Edit {
        let (file, range) = (place.file.clone(), place.range);
        if self.module_named_at(name).is_some() && self.symbol(name).is_none() {
            return Edit { file, range: (range.1, range.1), text: format!(" as {written}") };
        }
        let text = match self.field(name) {
            Some(field) if field.at.is_empty() => {
                let key = crate::spell::literal::text(&field.name.node);
                format!("{written} at {key}")
            }
            _ => written.to_owned(),
        };
        Edit { file, range, text }
    }

    /// The field that a name declares.
    pub(super) fn field(&self, name: Span) -> Option<&Field> {
        let item = self
            .items()
            .iter()
            .find(|item| name.file == ROOT && outline::range(item.span).contains(&name.start))?;
        match &item.kind {
            ItemKind::Credential(credential) => field_in(&credential.fields, name),
            ItemKind::Type { ty, .. } => field_in_type(ty, name),
            _ => None,
        }
    }
}

fn field_in(fields: &[Field], name: Span) -> Option<&Field> {
    let field = fields.iter().find(|field| outline::range(field.span).contains(&name.start))?;
    if field.name.span == name { Some(field) } else { field_in_type(&field.ty, name) }
}

fn field_in_type(ty: &Type, name: Span) -> Option<&Field> {
    match &ty.kind {
        TypeKind::Record(fields) => field_in(fields, name),
        TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => {
            field_in_type(inner, name)
        }
        TypeKind::Named(_) | TypeKind::Union(_) | TypeKind::Error => None,
    }
}

/// A name as it is written, in back quotes where it has to be.
fn written(new: &str) -> Result<String, Refusal> {
    let bare = new.trim_matches('`');
    if bare.is_empty() || bare.contains(['`', '\r', '\n']) {
        return Err(Refusal(format!("`{}` is no name", bare.escape_debug())));
    }
    let plain = name::is_plain(bare) && !is_reserved(bare);
    Ok(if plain { bare.to_owned() } else { format!("`{bare}`") })
}

fn nothing() -> Refusal {
    Refusal("there is no name here that could be changed".into())
}
