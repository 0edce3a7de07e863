//! Hover: what stands under the cursor, in words.

use std::fmt::Write as _;
use std::ops::Range;

use crate::capability;
use crate::check::index::Index;
use crate::check::names::Def;
use crate::check::record::ClaimUse;
use crate::check::types::{BUILT_IN, Field};
use crate::format::{Format, Provenance};
use crate::service::analysis::{Analysis, ROOT};
use crate::service::outline::SymbolKind;
use crate::service::words;
use crate::service::workspace::Workspace;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::token::TokenKind;

/// Lines of a declaration that are shown.
const MOST_LINES: usize = 12;

/// What is said of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it is about, in octets.
    pub range: Range<u32>,
    /// The words, in Markdown.
    pub text: String,
}

impl Workspace {
    /// What stands at an offset.
    pub fn hover(&self, file: &str, offset: u32) -> Option<Hover> {
        let analysis = self.analysis(file)?;
        let claim = analysis.index.claim_at(ROOT, offset);
        if let Some(claim) = claim {
            return Some(analysis.of_claim(claim));
        }
        if let Some(target) = analysis.target(offset) {
            let text = analysis.of_declaration(target.definition)?;
            return Some(Hover { range: target.here.start..target.here.end, text });
        }
        if let Some(module) = analysis.used_module_at(offset) {
            let (_, module) = analysis.index.modules.iter().nth(module.0)?;
            let text = format!("module `{}`\n\n{}", module.name, module.ast.docs.join("\n"));
            return Some(Hover { range: offset..offset, text });
        }
        analysis.of_word(offset)
    }
}

impl Analysis {
    fn of_claim(&self, claim: &ClaimUse) -> Hover {
        let name = self.source(claim.span);
        let mut text = match claim.part {
            crate::check::checked::Part::Whole => {
                code(&format!("{name} : {}", words::of_type(&claim.ty)))
            }
            _ => code(&format!(".{name}")),
        };
        if let Some(part) = words::of_part(claim.part) {
            let _ = write!(text, "\n\n{part}");
        }
        let pointer = words::of_pointer(&claim.pointer, claim.format);
        if !pointer.is_empty() {
            let _ = write!(text, "\n\nOn the wire: `{pointer}` ({})", claim.format.word());
        }
        if claim.provenance == Provenance::Holder {
            text.push_str("\n\nThe holder says it, not the issuer.");
        }
        if let Some(definition) = self.meaning(claim.span) {
            let docs = self.docs_of(definition);
            let docs = if docs.is_empty() { registered(name, claim.format) } else { docs };
            append(&mut text, &docs);
        }
        Hover { range: claim.span.start..claim.span.end, text }
    }

    /// What a declared name is: its declaration, what it holds, its documentation.
    pub(super) fn of_declaration(&self, definition: Span) -> Option<String> {
        if let Some(module) = self.module_named_at(definition) {
            let (_, module) = self.index.modules.iter().nth(module.0)?;
            return Some(format!("module `{}`\n\n{}", module.name, module.ast.docs.join("\n")));
        }
        let symbol = self.symbol(definition)?;
        let whole = Span::new(definition.file, symbol.range.start, symbol.range.end);
        let mut text = code(&shortened(self.source(whole)));
        if let Some(def) = self.def(definition) {
            self.add_known(&mut text, def);
        }
        if symbol.kind == SymbolKind::Rule
            && let Some((entries, octets)) = self.rule_size(definition)
        {
            let _ = write!(text, "\n\n{}", size_words(entries, octets));
        }
        append(&mut text, &self.docs_of(definition));
        Some(text)
    }

    fn add_known(&self, text: &mut String, def: Def) {
        let index: &Index = &self.index;
        if let Some(role) = index.known.roles.get(&def) {
            let _ = write!(text, "\n\nrole {}", role.index);
            let wire = role.on_wire();
            let can: Vec<String> = wire
                .capabilities
                .iter()
                .map(|number| match capability::by_number(*number) {
                    Some(known) => format!("`{}`", known.name),
                    None => format!("`{number:#06x}`"),
                })
                .collect();
            if !can.is_empty() {
                let _ = write!(text, "\n\ncan {}", can.join(", "));
            }
        }
        let values = index.constant(def);
        if !values.is_empty() {
            let more = if values.len() > 16 { ", …" } else { "" };
            let shown: Vec<String> = values.into_iter().take(16).collect();
            let _ = write!(text, "\n\nvalue: `{}{more}`", shown.join(", "));
        }
        if let Some(shape) = index.known.shapes.get(&def) {
            let count = shape.claims.fields.len();
            let claims = if count == 1 { "claim" } else { "claims" };
            let about = words::of_format(shape.format);
            let _ = write!(text, "\n\n{about}; {count} {claims}");
        }
    }

    /// The `///` lines of what a name declares.
    pub(super) fn docs_of(&self, definition: Span) -> String {
        let Some(tree) = self.tree_of(definition.file) else { return String::new() };
        let item = tree
            .items
            .iter()
            .find(|item| item.span.start <= definition.start && definition.end <= item.span.end);
        let Some(item) = item else { return String::new() };
        let of_fields = |fields: &[ast::Field]| field_docs(fields, definition);
        let inner = match &item.kind {
            ItemKind::Credential(credential) => of_fields(&credential.fields),
            ItemKind::Type { ty, .. } => type_docs(ty, definition),
            ItemKind::Enum(item) => {
                let member = item.members.iter().find(|member| member.name.span == definition);
                member.map(|member| member.docs.join("\n"))
            }
            _ => None,
        };
        inner.unwrap_or_else(|| item.docs.join("\n"))
    }

    /// Words of the language itself.
    fn of_word(&self, offset: u32) -> Option<Hover> {
        let token = self.tokens().get(self.token_index(offset)?)?;
        if token.kind != TokenKind::Word {
            return None;
        }
        let word = self.source(token.span);
        let text = if let Some(known) = self.capability_at(token.span, word) {
            let reserved = if known.reserved { " The draft gives it no meaning yet." } else { "" };
            format!(
                "{}\n\nHolders may {}.{reserved}\n\n`{}`, {:#06x} (draft-ietf-mimi-room-policy-03 section 10.2)",
                code(known.name),
                known.description,
                known.draft_name,
                known.number,
            )
        } else if let Some((name, subject)) =
            BUILT_IN.iter().find(|(name, _)| *name == word && self.stands_as_type(token.span))
        {
            format!("{}\n\n{}", code(name), words::of_subject(*subject))
        } else if let Some(format) = Format::from_word(word) {
            format!("{}\n\n{}", code(word), words::of_format(format))
        } else {
            format!("{}\n\n{}", code(word), words::of_keyword(word)?)
        };
        Some(Hover { range: token.span.start..token.span.end, text })
    }

    /// The capability that a word of a role names.
    pub(super) fn capability_at(
        &self,
        span: Span,
        word: &str,
    ) -> Option<&'static capability::Capability> {
        let item = self.items().iter().find(|item| holds(item.span, span))?;
        matches!(item.kind, ItemKind::Role(_)).then(|| capability::by_name(word)).flatten()
    }

    /// Whether a word stands where types do: not before a colon, and not in a rule.
    fn stands_as_type(&self, span: Span) -> bool {
        let item = self.items().iter().find(|item| holds(item.span, span));
        item.is_none_or(|item| {
            matches!(
                item.kind,
                ItemKind::Credential(_)
                    | ItemKind::Type { .. }
                    | ItemKind::Enum(_)
                    | ItemKind::Broken { .. }
            )
        })
    }

    /// How many entries a rule lowers to, and their octets.
    pub(super) fn rule_size(&self, name: Span) -> Option<(usize, usize)> {
        let rules = &self.checkup.policy.as_ref()?.rules;
        let at = rules.iter().position(|rule| holds(rule.span, name))?;
        Some(self.size()?.rules.get(&at).copied().unwrap_or_default())
    }
}

/// How much something becomes, in words.
pub(super) fn size_words(entries: usize, octets: usize) -> String {
    let noun = if entries == 1 { "entry" } else { "entries" };
    format!("{entries} {noun}, {octets} bytes")
}

pub(super) fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

fn append(text: &mut String, docs: &str) {
    if !docs.is_empty() {
        let _ = write!(text, "\n\n{docs}");
    }
}

fn code(text: &str) -> String {
    format!("```policy\n{text}\n```")
}

fn shortened(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().take(MOST_LINES + 1).collect();
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push("…");
    }
    lines.join("\n")
}

fn field_docs(fields: &[ast::Field], name: Span) -> Option<String> {
    let field = fields.iter().find(|field| holds(field.span, name))?;
    if field.name.span == name {
        return Some(field.docs.join("\n"));
    }
    type_docs(&field.ty, name)
}

fn type_docs(ty: &ast::Type, name: Span) -> Option<String> {
    match &ty.kind {
        ast::TypeKind::Record(fields) => field_docs(fields, name),
        ast::TypeKind::List(inner)
        | ast::TypeKind::Tag(_, inner)
        | ast::TypeKind::Embedded(inner) => type_docs(inner, name),
        _ => None,
    }
}

/// What the standard library says of a registered claim that a policy declares without words.
fn registered(name: &str, format: Format) -> String {
    use crate::format::Family;
    let module = match format.family() {
        Family::Jwt => "std.jwt",
        Family::Cwt => "std.cwt",
        Family::X509 => return String::new(),
    };
    let Some(text) = crate::check::stdlib::text(module) else { return String::new() };
    let limits = crate::limits::Limits::default();
    let (tree, _) = crate::syntax::parse(text, ROOT, &limits);
    let credentials = tree.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Credential(credential) => Some(credential.fields.as_slice()),
        _ => None,
    });
    let field = credentials.flatten().find(|field| field.name.node == name);
    field.map(|field| field.docs.join("\n")).unwrap_or_default()
}

/// A field for a list: its type, and its documentation.
pub(super) fn field_words(analysis: &Analysis, field: &Field) -> (String, String) {
    (words::of_type(&field.ty), analysis.docs_of(field.name.span))
}
