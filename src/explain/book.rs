//! What a policy is called: its entries' claims in words, their roles, and the rules that they come
//! from.

use crate::check::Checked;
use crate::model::{PreAuthData, Role};
use crate::rule::Origin;
use crate::rule::decompile::{self, Words};

use super::RoleName;

/// The words of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    entries: Vec<Entry>,
    roles: Vec<Role>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    words: Vec<Words>,
    /// An index into the roles.
    role: usize,
    rule: Option<Source>,
}

#[derive(Debug, Clone, PartialEq)]
struct Source {
    number: usize,
    name: Option<String>,
}

impl Book {
    /// The words of decoded octets.
    pub fn of(preauth: &PreAuthData) -> Book {
        let mut roles: Vec<Role> = Vec::new();
        let mut number = |role: &Role| match roles.last() {
            // Entries of one rule stand together.
            Some(last) if last == role => roles.len() - 1,
            _ => {
                roles.push(role.clone());
                roles.len() - 1
            }
        };
        let words = decompile::words(preauth).into_iter().enumerate();
        let entries = words.map(|(entry, words)| {
            let role = preauth.role(entry).map_or(0, &mut number);
            Entry { words, role, rule: None }
        });
        let entries = entries.collect();
        Book { entries, roles }
    }

    /// The same where the source is at hand: `origins` says of each entry which rule it is of.
    #[must_use]
    pub fn with_rules(mut self, checked: &Checked, origins: &[Origin]) -> Book {
        for (entry, origin) in self.entries.iter_mut().zip(origins) {
            let name = checked.rules.get(origin.rule).and_then(|rule| rule.name.clone());
            entry.rule = Some(Source { number: origin.rule, name });
        }
        self
    }

    /// How many entries the policy has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The claims of an entry, in their order.
    pub fn words(&self, entry: usize) -> &[Words] {
        self.entries.get(entry).map_or(&[], |entry| &entry.words)
    }

    /// The name of an entry's rule, when the source is at hand and names it.
    pub fn rule_name(&self, entry: usize) -> Option<&str> {
        self.source(entry)?.name.as_deref()
    }

    /// The place of an entry's rule in the source, from 0.
    pub fn rule_number(&self, entry: usize) -> Option<usize> {
        self.source(entry).map(|source| source.number)
    }

    /// The role that an entry gives.
    pub fn role(&self, entry: usize) -> Option<&Role> {
        self.roles.get(self.entries.get(entry)?.role)
    }

    /// What to call that role.
    pub fn role_name(&self, entry: usize) -> RoleName {
        match self.role(entry) {
            Some(role) => RoleName { index: role.index, name: role.name.clone() },
            None => RoleName { index: 0, name: String::new() },
        }
    }

    /// Whether an entry and the one before it are of one rule.
    pub(super) fn is_of_one_rule(&self, entry: usize) -> bool {
        let before = entry.checked_sub(1).and_then(|before| self.rule_number(before));
        before.is_some() && before == self.rule_number(entry)
    }

    fn source(&self, entry: usize) -> Option<&Source> {
        self.entries.get(entry)?.rule.as_ref()
    }
}
