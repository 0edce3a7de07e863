//! Completion in `test` items: credentials and their claims, what can be expected, rules.

use std::rc::Rc;

use super::declarations::path;
use super::{Item, ItemKind, Proposer, bare, item, keywords};
use crate::check::names::Kind;
use crate::check::types::{Record, Ty};
use crate::service::context::{Word, open_brackets};
use crate::service::outline::SymbolKind;
use crate::syntax::token::TokenKind;

impl Proposer<'_> {
    pub(super) fn in_test(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let open = open_brackets(rest);
        let (Some(_), inner) = (open.first(), open.get(1..).unwrap_or_default()) else {
            return Vec::new();
        };
        let given = rest.iter().rposition(|word| word.is("given"));
        let expect = rest.iter().rposition(|word| word.is("expect"));
        if !inner.is_empty() {
            return self.in_given(rest, inner);
        }
        let before = self.unqualified(rest);
        let Some(last) = before.last() else { return Vec::new() };
        match (last.text, expect > given) {
            ("given", _) => {
                let mut items = self.names(rest, &[Kind::Credential]);
                if self.qualifier(rest).is_none() {
                    items.extend(keywords(&["file", "room", "user"]));
                }
                items
            }
            ("file", _) => self.credential_files(),
            ("expect", _) => {
                let mut items = self.roles(rest);
                items.retain(|item| item.label != "banned");
                items.extend(keywords(&["refused", "forbidden"]));
                items
            }
            ("by", _) => self.rules(),
            ("for", _) => keywords(&["each"]),
            (_, true) if !self.cursor.begins_line => keywords(&["by"]),
            _ => keywords(&["given", "expect", "for"]),
        }
    }

    /// The rules of the file that have names.
    fn rules(&self) -> Vec<Item> {
        let rules = self.analysis.outline().iter();
        rules
            .filter(|symbol| symbol.kind == SymbolKind::Rule && symbol.is_named)
            .map(|symbol| Item {
                detail: symbol.detail.clone(),
                ..item(&symbol.name, ItemKind::Rule)
            })
            .collect()
    }

    fn credential_files(&self) -> Vec<Item> {
        let files = self.workspace.credentials_beside(&self.analysis.name).into_iter();
        files
            .map(|name| {
                let short = name.rsplit('/').next().unwrap_or(&name);
                item(&crate::spell::literal::text(short), ItemKind::File)
            })
            .collect()
    }

    /// Inside the braces of given claims; `inner` are the brackets that are open in the test.
    fn in_given(&self, rest: &[Word<'_>], inner: &[usize]) -> Vec<Item> {
        let Some(given) = rest.iter().position(|word| word.is("given")) else { return Vec::new() };
        let names = rest.get(given + 1..).unwrap_or_default();
        let end = names.iter().position(|word| word.kind == TokenKind::OpenBrace);
        let credential = path(names.get(..end.unwrap_or(names.len())).unwrap_or_default());
        let Some(mut record) = self.claims_of(&credential) else { return Vec::new() };
        let mut in_list = None;
        for at in inner {
            // The claim whose value opens here: `address: {`, `groups: [`.
            let Some(name) = named_before(rest, *at) else { continue };
            let Some(field) = record.field(name) else { return Vec::new() };
            match bare(&Rc::clone(&field.ty)).as_ref() {
                Ty::Record(inner) => record = Rc::clone(inner),
                Ty::List(element) => match bare(element).as_ref() {
                    Ty::Record(inner) => record = Rc::clone(inner),
                    _ => in_list = Some(Rc::clone(bare(element))),
                },
                _ => return Vec::new(),
            }
        }
        match (rest.last(), in_list) {
            (Some(word), Some(element))
                if matches!(word.kind, TokenKind::OpenBracket | TokenKind::Comma) =>
            {
                self.values_of(&element)
            }
            (Some(word), _) if word.kind == TokenKind::Colon => self.value_of_last(rest, &record),
            (Some(word), _) if matches!(word.kind, TokenKind::OpenBrace | TokenKind::Comma) => {
                self.fields(&record)
            }
            (Some(_), _) if self.cursor.begins_line => self.fields(&record),
            _ => Vec::new(),
        }
    }

    fn value_of_last(&self, rest: &[Word<'_>], record: &Record) -> Vec<Item> {
        let name = rest.len().checked_sub(2).and_then(|at| rest.get(at));
        let field = name.and_then(|name| record.field(name.name()));
        field.map(|field| self.values_of(&field.ty)).unwrap_or_default()
    }
}

/// The name before `: {` or `: [`.
fn named_before<'w>(words: &'w [Word<'w>], at: usize) -> Option<&'w str> {
    let colon = words.get(at.checked_sub(1)?)?;
    let name = words.get(at.checked_sub(2)?)?;
    (colon.kind == TokenKind::Colon && name.kind.is_name()).then(|| name.name())
}
