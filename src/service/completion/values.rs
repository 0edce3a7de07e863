//! Completion of values: those of a union or an enum, truth values, constants.

use std::rc::Rc;

use super::{Item, ItemKind, Proposer, bare, item};
use crate::check::checked::Subject;
use crate::check::choices::Choice;
use crate::check::names::Kind;
use crate::check::types::Ty;
use crate::check::values::show_value;

/// Of larger enums only so many are shown.
const MOST: usize = 500;

impl Proposer<'_> {
    /// What a claim of a type can be compared with.
    pub(super) fn values_of(&self, ty: &Rc<Ty>) -> Vec<Item> {
        let mut items = match bare(ty).as_ref() {
            Ty::Choice(choice) => self.members(choice),
            Ty::Scalar(Subject::Bool) => {
                ["true", "false"].map(|value| item(value, ItemKind::Value)).to_vec()
            }
            Ty::List(element) => match bare(element).as_ref() {
                Ty::Choice(choice) => self.members(choice),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        items.extend(self.constants());
        items
    }

    /// Constants, and the modules and enums that have more.
    pub(super) fn constants(&self) -> Vec<Item> {
        let mut items = self.visible(&[Kind::Constant, Kind::Enum]);
        items.extend(self.modules());
        items
    }

    /// The values of a union as literals, those of an enum by their names.
    fn members(&self, choice: &Choice) -> Vec<Item> {
        let members = choice.members().take(MOST).map(|(name, value)| {
            let value = show_value(value);
            match name {
                Some(name) => {
                    let documentation = self.docs_of_member(choice, name);
                    let detail = format!("= {value}");
                    Item { detail, documentation, ..item(name, ItemKind::Member) }
                }
                None => item(&value, ItemKind::Value),
            }
        });
        members.collect()
    }

    fn docs_of_member(&self, choice: &Choice, name: &str) -> String {
        let item = choice.def.and_then(|def| self.analysis.index.item(def));
        let Some(crate::syntax::ast::ItemKind::Enum(item)) = item.map(|item| &item.kind) else {
            return String::new();
        };
        let member = item.members.iter().find(|member| member.name.node == name);
        member.map(|member| member.docs.join("\n")).unwrap_or_default()
    }

    /// The members of an enum that is named, behind its dot.
    pub(super) fn members_of(&self, name: &str) -> Vec<Item> {
        let Some((def, _)) = self.analysis.find(&[name], &[Kind::Enum]) else { return Vec::new() };
        let choice = self.analysis.index.known.enums.get(&def);
        choice.map(|choice| self.members(choice)).unwrap_or_default()
    }
}
