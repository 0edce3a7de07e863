//! Completion in declarations: formats, types, keys, roles, capabilities, settings.

use std::rc::Rc;

use super::{Item, ItemKind, Proposer, item, keywords};
use crate::capability;
use crate::check::names::Kind;
use crate::check::types::{BUILT_IN, Record};
use crate::diagnostic::code;
use crate::format::{Family, Format};
use crate::service::context::{Word, open_brackets};
use crate::service::words;
use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::{POLICY_SETTINGS, ROLE_SETTINGS};

impl Proposer<'_> {
    pub(super) fn in_policy(&self, rest: &[Word<'_>]) -> Vec<Item> {
        if open_brackets(rest).is_empty() {
            return Vec::new();
        }
        let levels = ["allow", "warn", "deny"];
        match rest.iter().rev().find(|word| word.kind != TokenKind::Comma) {
            Some(word) if word.is("wire") => keywords(&["matcher", "pointer", "exact"]),
            Some(word) if word.is("exact") => keywords(&["path-id"]),
            Some(word) if levels.contains(&word.text) || word.text.starts_with("W0") => warnings(),
            Some(word) if word.is("component") => Vec::new(),
            _ => {
                let mut items = keywords(POLICY_SETTINGS);
                items.extend(keywords(&levels));
                items
            }
        }
    }

    pub(super) fn in_type(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let Some(assign) = rest.iter().position(|word| word.kind == TokenKind::Assign) else {
            return Vec::new();
        };
        let behind = rest.get(assign + 1..).unwrap_or_default();
        if behind.is_empty() { self.types(rest) } else { self.in_fields(behind, None) }
    }

    pub(super) fn in_enum(&self, rest: &[Word<'_>]) -> Vec<Item> {
        match rest.last() {
            Some(word) if word.kind == TokenKind::Colon => keywords(&["int", "string"]),
            _ => Vec::new(),
        }
    }

    pub(super) fn in_credential(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let brace = rest.iter().position(|word| word.kind == TokenKind::OpenBrace);
        let format = rest.iter().find_map(|word| Format::from_word(word.text));
        if let Some(brace) = brace {
            let family = format.map(Format::family);
            return self.in_fields(rest.get(brace..).unwrap_or_default(), family);
        }
        let words = self.unqualified(rest);
        match words.last() {
            Some(word) if word.kind == TokenKind::Colon => formats(),
            Some(word) if word.is("extends") => self.names(rest, &[Kind::Credential]),
            Some(_) if format.is_some() => keywords(&["extends", "type"]),
            _ => Vec::new(),
        }
    }

    /// Between the braces of a credential or a record.
    fn in_fields(&self, words: &[Word<'_>], family: Option<Family>) -> Vec<Item> {
        let before = self.unqualified(words);
        let Some((word, earlier)) = before.split_last() else { return Vec::new() };
        if word.is("at") || word.kind == TokenKind::Slash {
            return keys(family, word);
        }
        if awaits_type(before) {
            return self.types(words);
        }
        let is_type =
            awaits_type(earlier) || earlier.last().is_some_and(|word| word.kind == TokenKind::Dot);
        if word.kind.is_name() && !is_type && !self.cursor.begins_line {
            return keywords(&["at"]);
        }
        Vec::new()
    }

    /// Built-in and declared types.
    fn types(&self, words: &[Word<'_>]) -> Vec<Item> {
        let mut items = self.names(words, &[Kind::Type, Kind::Enum]);
        if self.qualifier(words).is_none() {
            items.extend(BUILT_IN.iter().map(|(word, subject)| Item {
                documentation: words::of_subject(*subject).to_owned(),
                ..item(word, ItemKind::Type)
            }));
            items.extend(keywords(&["tag", "embedded"]));
        }
        items
    }

    pub(super) fn in_role(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let before = self.unqualified(rest);
        if open_brackets(rest).is_empty() {
            return match before.last() {
                Some(word) if word.is("extends") => self.names(rest, &[Kind::Role]),
                Some(word) if word.kind == TokenKind::Int => keywords(&["extends"]),
                _ => Vec::new(),
            };
        }
        let expects = match before.last() {
            Some(word) if word.kind == TokenKind::Comma => last_setting(before),
            Some(word) if matches!(word.text, "can" | "cannot" | "may" | "move" | "->") => {
                Some(word.text)
            }
            _ => None,
        };
        match expects {
            Some("can" | "cannot") => self.capabilities(rest),
            Some("may") => keywords(&["move"]),
            Some("move" | "->") => self.roles(rest),
            _ => {
                let moves = before.iter().rev().nth(1).is_some_and(|word| word.is("move"));
                if moves { keywords(&["->"]) } else { keywords(ROLE_SETTINGS) }
            }
        }
    }

    /// Roles, also those that every room has.
    pub(super) fn roles(&self, words: &[Word<'_>]) -> Vec<Item> {
        let mut items = self.names(words, &[Kind::Role]);
        if self.qualifier(words).is_none() {
            for (name, detail) in [("none", "role 0"), ("banned", "role 1")] {
                if items.iter().all(|item| item.label != name) {
                    items.push(Item { detail: detail.into(), ..item(name, ItemKind::Role) });
                }
            }
        }
        items
    }

    fn capabilities(&self, words: &[Word<'_>]) -> Vec<Item> {
        if self.qualifier(words).is_some() {
            return self.names(words, &[Kind::Constant]);
        }
        let proposal = |known: &capability::Capability| Item {
            detail: known.draft_name.to_owned(),
            documentation: format!("Holders may {}.", known.description),
            ..item(known.name, ItemKind::Capability)
        };
        let mut items: Vec<Item> = capability::ALL.iter().map(proposal).collect();
        items.extend(self.visible(&[Kind::Constant]));
        items
    }

    pub(super) fn in_let(&self, rest: &[Word<'_>]) -> Vec<Item> {
        if !rest.iter().any(|word| word.kind == TokenKind::Assign) {
            return Vec::new();
        }
        if let Some(owner) = self.qualifier(rest) {
            let mut items = self.of_module(owner, &[Kind::Constant, Kind::Enum]);
            items.extend(self.members_of(owner));
            return items;
        }
        let begins = |word: &Word<'_>| {
            matches!(word.kind, TokenKind::Assign | TokenKind::OpenBracket | TokenKind::Comma)
        };
        if rest.last().is_some_and(begins) { self.constants() } else { Vec::new() }
    }

    pub(super) fn in_condition(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let of = rest.iter().position(|word| word.is("of"));
        let assign = rest.iter().position(|word| word.kind == TokenKind::Assign);
        match (of, assign) {
            (Some(of), Some(assign)) => {
                let path = path(rest.get(of + 1..assign).unwrap_or_default());
                self.condition(self.claims_of(&path), rest.get(assign + 1..).unwrap_or_default())
            }
            (Some(_), None) => self.names(rest, &[Kind::Credential]),
            (None, _) if rest.len() == 1 => keywords(&["of"]),
            _ => Vec::new(),
        }
    }

    /// `words` begin with `rule`, `admit` or `refuse`.
    pub(super) fn in_rule(&self, words: &[Word<'_>]) -> Vec<Item> {
        let verb = words.iter().position(|word| word.is("admit") || word.is("refuse"));
        let Some(verb) = verb else {
            let named = words.last().is_some_and(|word| word.kind == TokenKind::Colon);
            return if named { keywords(&["admit", "refuse"]) } else { Vec::new() };
        };
        let rest = words.get(verb + 1..).unwrap_or_default();
        let place = rest.iter().position(|word| word.is("as"));
        let condition = rest.iter().position(|word| word.is("where"));
        let subject_end = place.or(condition).unwrap_or(rest.len());
        let subject = path(rest.get(..subject_end).unwrap_or_default());
        if let Some(condition) = condition {
            return self.condition(
                self.claims_of(&subject),
                rest.get(condition + 1..).unwrap_or_default(),
            );
        }
        let before = self.unqualified(rest);
        match (before.last(), place) {
            (None, _) => {
                let mut items = self.names(rest, &[Kind::Credential]);
                if self.qualifier(rest).is_none() && words.get(verb).is_some_and(|w| w.is("admit"))
                {
                    items.extend(keywords(&["anyone"]));
                }
                items
            }
            (Some(word), _) if word.is("as") => self.roles(rest),
            (Some(_), Some(_)) => keywords(&["where"]),
            (Some(_), None) if words.get(verb).is_some_and(|word| word.is("refuse")) => {
                keywords(&["where"])
            }
            (Some(_), None) => keywords(&["as"]),
        }
    }

    pub(super) fn in_disclose(&self, rest: &[Word<'_>]) -> Vec<Item> {
        let Some(brace) = rest.iter().position(|word| word.kind == TokenKind::OpenBrace) else {
            return self.names(rest, &[Kind::Credential]);
        };
        let claims = self.claims_of(&path(rest.get(..brace).unwrap_or_default()));
        let inside = rest.get(brace + 1..).unwrap_or_default();
        let before = self.unqualified(inside);
        let duties = ["require", "allow", "forbid"];
        match before.last() {
            Some(word) if duties.contains(&word.text) || word.kind == TokenKind::Comma => {
                let way = path(inside.get(before.len()..).unwrap_or_default());
                claims.and_then(|record| below(record, &way)).map(|record| self.fields(&record))
            }
            _ => None,
        }
        .unwrap_or_else(|| keywords(&duties))
    }
}

/// Whether a type follows on some words.
fn awaits_type(words: &[Word<'_>]) -> bool {
    let Some((word, earlier)) = words.split_last() else { return false };
    match word.kind {
        TokenKind::Colon | TokenKind::Bar | TokenKind::OpenBracket => true,
        TokenKind::Int => earlier.last().is_some_and(|word| word.is("tag")),
        _ => word.is("embedded"),
    }
}

/// The record at the end of some fields.
pub(super) fn below(record: Rc<Record>, way: &[&str]) -> Option<Rc<Record>> {
    let mut record = record;
    for name in way {
        let ty = Rc::clone(&record.field(name)?.ty);
        record = Rc::clone(crate::check::claims::record_of(&ty)?);
    }
    Some(record)
}

/// The names of a path, its dots left out.
pub(super) fn path<'w>(words: &'w [Word<'w>]) -> Vec<&'w str> {
    words.iter().filter(|word| word.kind.is_name()).map(Word::name).collect()
}

/// The setting of a role that a comma continues.
fn last_setting<'w>(words: &[Word<'w>]) -> Option<&'w str> {
    let settings = ["can", "cannot", "->"];
    let found = words
        .iter()
        .rev()
        .find(|word| settings.contains(&word.text) || ROLE_SETTINGS.contains(&word.text));
    found.map(|word| word.text)
}

fn formats() -> Vec<Item> {
    let proposal = |format: Format| Item {
        documentation: words::of_format(format).to_owned(),
        ..item(format.word(), ItemKind::Keyword)
    };
    Format::ALL.into_iter().map(proposal).collect()
}

fn keys(family: Option<Family>, before: &Word<'_>) -> Vec<Item> {
    let first = before.is("at");
    match family {
        Some(Family::X509) if first => keywords(&["extension", "subject", "position"]),
        Some(_) if first => keywords(&["holder"]),
        _ => Vec::new(),
    }
}

fn warnings() -> Vec<Item> {
    let all = code::ALL.iter().filter(|(code, _)| code.as_str().starts_with('W'));
    let mut items: Vec<Item> = all
        .map(|(code, title)| Item {
            detail: (*title).to_owned(),
            ..item(code.as_str(), ItemKind::Value)
        })
        .collect();
    items.push(item("warnings", ItemKind::Keyword));
    items
}
