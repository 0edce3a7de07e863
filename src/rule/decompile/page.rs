//! The text while it is made: parts that belong to an entry or a role, and remarks about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::rule::decompile::Remark;

/// What the text is made of.
#[derive(Debug)]
pub(super) struct Page {
    /// The policy and the credentials.
    pub head: String,
    /// The roles' declarations, by index.
    pub roles: BTreeMap<u32, String>,
    /// What cannot be said, in the order of the entries; nothing is said twice.
    pub remarks: BTreeSet<Remark>,
    rules: Vec<Option<String>>,
    by_role: HashMap<u32, Vec<usize>>,
}

/// Whose a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Head,
    Role(u32),
    Entry(usize),
}

impl Page {
    /// A page for so many entries.
    pub(super) fn new(entries: usize) -> Page {
        Page {
            head: String::new(),
            roles: BTreeMap::new(),
            remarks: BTreeSet::new(),
            rules: vec![None; entries],
            by_role: HashMap::new(),
        }
    }

    /// The rule of an entry.
    pub(super) fn rule(&mut self, entry: usize, role: u32, text: String) {
        if let Some(rule) = self.rules.get_mut(entry) {
            *rule = Some(text);
            self.by_role.entry(role).or_default().push(entry);
        }
    }

    /// Says what the text does not.
    pub(super) fn remark(&mut self, entry: Option<usize>, reason: String) {
        self.remarks.insert(Remark { entry, reason });
    }

    /// Takes an entry's rule out, and says why.
    pub(super) fn leave_out(&mut self, entry: usize, reason: String) {
        if let Some(rule) = self.rules.get_mut(entry) {
            *rule = None;
        }
        self.remark(Some(entry), reason);
    }

    /// Takes a role out, and the entries that give it.
    pub(super) fn leave_out_role(&mut self, role: u32, reason: &str) {
        self.roles.remove(&role);
        let reason = format!("role {role}: {reason}");
        match self.by_role.remove(&role) {
            None => self.remark(None, reason),
            Some(entries) => {
                entries.into_iter().for_each(|entry| self.leave_out(entry, reason.clone()));
            }
        }
    }

    /// The entries that have a rule, in order.
    pub(super) fn said(&self) -> Vec<usize> {
        let said = self.rules.iter().enumerate().filter(|(_, rule)| rule.is_some());
        said.map(|(entry, _)| entry).collect()
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        self.pieces().into_iter().map(|(_, piece)| piece).collect()
    }

    /// The text in pieces, each with its owner.
    pub(super) fn pieces(&self) -> Vec<(Owner, String)> {
        let mut pieces = vec![(Owner::Head, self.comments(None) + &self.head)];
        for (index, role) in &self.roles {
            pieces.push((Owner::Role(*index), format!("{role}\n")));
        }
        for (entry, rule) in self.rules.iter().enumerate() {
            let text = rule.as_deref().unwrap_or_default();
            pieces.push((Owner::Entry(entry), self.comments(Some(entry)) + text));
        }
        pieces
    }

    fn comments(&self, entry: Option<usize>) -> String {
        let first = Remark { entry, reason: String::new() };
        let of_entry = self.remarks.range(first..).take_while(|remark| remark.entry == entry);
        let comment = |remark: &Remark| {
            // One line, whatever stands in it.
            let reason = remark.reason.split_whitespace().collect::<Vec<_>>().join(" ");
            match remark.entry {
                Some(entry) => format!("// entry {entry}: {reason}\n"),
                None => format!("// {reason}\n"),
            }
        };
        of_entry.map(comment).collect()
    }
}
