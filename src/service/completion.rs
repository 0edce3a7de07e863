//! Completion: what may stand at the cursor, by what stands before it.

mod condition;
mod declarations;
mod snippets;
mod tests_of;
mod values;

use std::ops::Range;

use crate::check::names::Kind;
use crate::check::stdlib;
use crate::check::types::{Record, Ty};
use crate::service::analysis::Analysis;
use crate::service::context::{Cursor, Word};
use crate::service::hover::field_words;
use crate::service::workspace::Workspace;
use crate::spell::name;
use crate::syntax::token::TokenKind;

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is called what it is")]
pub enum ItemKind {
    Keyword,
    Snippet,
    Module,
    Type,
    Enum,
    Member,
    Credential,
    Claim,
    Part,
    Operator,
    Value,
    Role,
    Capability,
    Constant,
    Condition,
    Rule,
    File,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is shown and, unless `insert` says otherwise, written.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// More about it on one line: a claim's type.
    pub detail: String,
    /// Its documentation.
    pub documentation: String,
    /// What is written, when that is not the label.
    pub insert: Option<String>,
    /// Whether `insert` has places to fill in (`${1:name}`).
    pub is_snippet: bool,
    /// The octets that it replaces.
    pub replace: Range<u32>,
}

impl Workspace {
    /// What may stand at an offset.
    pub fn completions(&self, file: &str, offset: u32) -> Vec<Item> {
        let Some(analysis) = self.analysis(file) else { return Vec::new() };
        let Some(cursor) = analysis.cursor(offset) else { return Vec::new() };
        let proposer = Proposer { workspace: self, analysis: &analysis, cursor: &cursor };
        let mut items = proposer.propose();
        let replace = cursor.typed.clone();
        for item in &mut items {
            if item.replace.is_empty() {
                item.replace = replace.clone();
            }
        }
        items
    }
}

/// What proposals are made from.
struct Proposer<'a> {
    workspace: &'a Workspace,
    analysis: &'a Analysis,
    cursor: &'a Cursor<'a>,
}

impl Proposer<'_> {
    fn propose(&self) -> Vec<Item> {
        let words = self.cursor.item.as_slice();
        let Some((keyword, rest)) = words.split_first() else { return snippets::items() };
        let mut items = match keyword.text {
            "policy" => self.in_policy(rest),
            "use" => self.in_use(rest),
            "type" => self.in_type(rest),
            "enum" => self.in_enum(rest),
            "credential" => self.in_credential(rest),
            "role" => self.in_role(rest),
            "let" => self.in_let(rest),
            "condition" => self.in_condition(rest),
            "rule" | "admit" | "refuse" => self.in_rule(words),
            "pseudonyms" => keywords(&["required", "optional", "forbidden"]),
            "disclose" => self.in_disclose(rest),
            "test" => self.in_test(rest),
            _ => Vec::new(),
        };
        let is_open = !crate::service::context::open_brackets(words).is_empty();
        if self.cursor.begins_line && !is_open {
            items.extend(snippets::items());
        }
        items
    }

    /// The name before a dot that has just been typed: `roles` of `roles.`.
    fn qualifier<'w>(&self, words: &'w [Word<'w>]) -> Option<&'w str> {
        let [.., owner, dot] = words else { return None };
        (dot.kind == TokenKind::Dot && owner.kind.is_name()).then(|| owner.name())
    }

    /// Words without the qualified name at their end that is being typed.
    fn unqualified<'w>(&self, words: &'w [Word<'w>]) -> &'w [Word<'w>] {
        let mut words = words;
        while let [before @ .., owner, dot] = words {
            if dot.kind != TokenKind::Dot || !owner.kind.is_name() {
                break;
            }
            words = before;
        }
        words
    }

    /// The declared names of some kinds: those of a module behind its dot, else all that are
    /// visible and the modules that have more.
    fn names(&self, words: &[Word<'_>], wanted: &[Kind]) -> Vec<Item> {
        match self.qualifier(words) {
            Some(alias) => self.of_module(alias, wanted),
            None => {
                let mut items = self.visible(wanted);
                items.extend(self.modules());
                items
            }
        }
    }

    fn visible(&self, wanted: &[Kind]) -> Vec<Item> {
        let visible = self.analysis.scope().into_iter().flat_map(|scope| scope.visible());
        visible
            .filter(|(_, _, kind)| wanted.contains(kind))
            .map(|(name, def, kind)| self.declared(name, def, kind))
            .collect()
    }

    fn of_module(&self, alias: &str, wanted: &[Kind]) -> Vec<Item> {
        let Some(module) = self.analysis.module_called(alias) else { return Vec::new() };
        let scope = self.analysis.index.scopes.get(module.0);
        let visible = scope.into_iter().flat_map(|scope| scope.visible());
        visible
            .filter(|(_, def, kind)| def.module == module && wanted.contains(kind))
            .map(|(name, def, kind)| self.declared(name, def, kind))
            .collect()
    }

    fn modules(&self) -> Vec<Item> {
        let modules = self.analysis.scope().into_iter().flat_map(|scope| scope.modules());
        let item = |name: &str| Item { detail: "module".into(), ..item(name, ItemKind::Module) };
        modules.filter(|(_, target, _)| target.is_some()).map(|(name, ..)| item(name)).collect()
    }

    fn declared(&self, name: &str, def: crate::check::names::Def, kind: Kind) -> Item {
        let documentation = self
            .analysis
            .declared(def)
            .map(|declared| self.analysis.docs_of(declared.span))
            .unwrap_or_default();
        let values = self.analysis.index.constant(def);
        let role = self.analysis.index.known.roles.get(&def);
        let detail = match (role, values.as_slice()) {
            (Some(role), _) => format!("role {}", role.index),
            (None, []) => kind.word().to_owned(),
            (None, values) => format!("= {}", values.join(", ")),
        };
        let label = name::quoted(name.to_owned());
        Item { detail, documentation, ..item(&label, of_kind(kind)) }
    }

    /// The fields of a record.
    fn fields(&self, record: &Record) -> Vec<Item> {
        let fields = record.fields.iter().map(|field| {
            let (detail, documentation) = field_words(self.analysis, field);
            let label = written_name(&field.name.node);
            Item { detail, documentation, ..item(&label, ItemKind::Claim) }
        });
        fields.collect()
    }

    /// The claims of a credential that is named in the file.
    fn claims_of(&self, path: &[&str]) -> Option<std::rc::Rc<Record>> {
        let (def, _) = self.analysis.find(path, &[Kind::Credential])?;
        let shape = self.analysis.index.known.shapes.get(&def)?;
        Some(std::rc::Rc::clone(&shape.claims))
    }

    fn in_use(&self, rest: &[Word<'_>]) -> Vec<Item> {
        if let Some(brace) = rest.iter().position(|word| word.kind == TokenKind::OpenBrace) {
            return self.importable(rest.get(..brace).unwrap_or_default());
        }
        let path: String = rest.iter().map(|word| word.text).collect();
        if rest.iter().any(|word| word.is("as")) {
            return Vec::new();
        }
        if rest.last().is_some_and(|word| word.kind.is_name() || word.kind == TokenKind::Text) {
            return keywords(&["as"]);
        }
        let typed = u32::try_from(path.len()).unwrap_or_default();
        let replace = self.cursor.typed.start.saturating_sub(typed)..self.cursor.typed.end;
        let mut items: Vec<Item> = stdlib::names()
            .map(|name| Item { replace: replace.clone(), ..item(name, ItemKind::Module) })
            .collect();
        if rest.is_empty() {
            items.extend(self.files());
        }
        items
    }

    /// The modules beside the file, as `use` names them.
    fn files(&self) -> Vec<Item> {
        let own = &self.analysis.name;
        let beside = self.workspace.files().beside(own).into_iter();
        let others = beside.filter(|name| name.ends_with(".policy") && name != own);
        others
            .map(|name| {
                let short = name.rsplit('/').next().unwrap_or(&name);
                item(&crate::spell::literal::text(short), ItemKind::File)
            })
            .collect()
    }

    /// What a module declares, for the braces of `use`.
    fn importable(&self, source: &[Word<'_>]) -> Vec<Item> {
        let path: String = source.iter().map(|word| word.text).collect();
        let file = match source {
            [one] if one.kind == TokenKind::Text => {
                let path = one.text.trim_matches('"');
                crate::service::files::joined(path, &self.analysis.name)
            }
            _ => path,
        };
        let Some(module) = self.workspace.analysis(&file) else { return Vec::new() };
        let symbols = module.outline().iter().filter(|symbol| symbol.is_named);
        use crate::service::outline::SymbolKind as Symbol;
        symbols
            .filter_map(|symbol| {
                let kind = match symbol.kind {
                    Symbol::Type => ItemKind::Type,
                    Symbol::Enum => ItemKind::Enum,
                    Symbol::Credential => ItemKind::Credential,
                    Symbol::Role => ItemKind::Role,
                    Symbol::Constant => ItemKind::Constant,
                    Symbol::Condition => ItemKind::Condition,
                    _ => return None,
                };
                let documentation = module.docs_of(Analysis::selection(symbol));
                Some(Item { documentation, ..item(&symbol.name, kind) })
            })
            .collect()
    }
}

/// The record of a type, its wrappers left out.
fn bare(ty: &std::rc::Rc<Ty>) -> &std::rc::Rc<Ty> {
    match ty.as_ref() {
        Ty::Tag(_, inner) | Ty::Embedded(inner) => bare(inner),
        _ => ty,
    }
}

/// A claim's name as it is written in a condition.
fn written_name(text: &str) -> String {
    let plain = name::is_plain(text) && !crate::syntax::vocabulary::is_reserved(text);
    if plain { text.to_owned() } else { format!("`{text}`") }
}

/// A proposal that is nothing but its word.
fn item(label: &str, kind: ItemKind) -> Item {
    Item {
        label: label.to_owned(),
        kind,
        detail: String::new(),
        documentation: String::new(),
        insert: None,
        is_snippet: false,
        replace: 0..0,
    }
}

fn keywords(words: &[&str]) -> Vec<Item> {
    let documented = |word: &&str| {
        let documentation = crate::service::words::of_keyword(word).unwrap_or_default().to_owned();
        Item { documentation, ..item(word, ItemKind::Keyword) }
    };
    words.iter().map(documented).collect()
}

const fn of_kind(kind: Kind) -> ItemKind {
    match kind {
        Kind::Credential => ItemKind::Credential,
        Kind::Type => ItemKind::Type,
        Kind::Enum => ItemKind::Enum,
        Kind::Role => ItemKind::Role,
        Kind::Constant => ItemKind::Constant,
        Kind::Condition => ItemKind::Condition,
    }
}
