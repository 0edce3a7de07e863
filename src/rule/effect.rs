//! Rules without which every credential would get the same role.

use crate::check::Checked;
use crate::check::checked::Rule;
use crate::diagnostic::{Diagnostic, code};
use crate::rule::cover::Index;
use crate::rule::lower::Draft;
use crate::rule::shadow::covers;

/// A warning for each rule whose entries could all be left out. Only entries that decide count.
pub(crate) fn without_effect(checked: &Checked, drafts: &[Draft]) -> Vec<Diagnostic> {
    let room = Room { checked, drafts };
    let ends = room.ends();
    let last_admitting = drafts.iter().rposition(|draft| room.role(draft) != Some(0));
    let index = Index::of(drafts.iter().map(|draft| &draft.tests));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = drafts.get(at) {
        let own = drafts.iter().skip(at).take_while(|draft| draft.rule == first.rule).count();
        let entries = at..at + own;
        at += own;
        let Some(rule) = checked.rules.get(first.rule) else { continue };
        if room.role(first) == Some(0) && last_admitting.is_none_or(|last| last < entries.start) {
            found.push(refuses_nobody(rule));
            continue;
        }
        let mut later = Vec::new();
        for entry in entries.clone() {
            match room.same_later(entry, entries.end, &ends, &index) {
                Some(other) => later.push(other),
                None => break,
            }
        }
        if later.len() == own {
            later.dedup();
            found.push(said_later(rule, &later, checked));
        }
    }
    found
}

struct Room<'a> {
    checked: &'a Checked,
    drafts: &'a [Draft],
}

impl Room<'_> {
    fn role(&self, draft: &Draft) -> Option<u32> {
        let rule = self.checked.rules.get(draft.rule)?;
        self.checked.roles.get(rule.role).map(|role| role.role.index)
    }

    /// For each entry, where the entries that follow it with the same role end.
    fn ends(&self) -> Vec<usize> {
        let mut ends = vec![self.drafts.len(); self.drafts.len()];
        for at in (1..self.drafts.len()).rev() {
            let pair = (self.drafts.get(at - 1), self.drafts.get(at));
            let (Some(before), Some(here)) = pair else { continue };
            let end = match self.role(before) == self.role(here) {
                true => ends.get(at).copied().unwrap_or(at),
                false => at,
            };
            if let Some(place) = ends.get_mut(at - 1) {
                *place = end;
            }
        }
        ends
    }

    /// The rule of a later entry that gives the same role to all that match this one, no entry
    /// with another role standing between.
    fn same_later(&self, at: usize, behind: usize, ends: &[usize], index: &Index) -> Option<usize> {
        let (draft, end) = (self.drafts.get(at)?, *ends.get(at)?);
        if behind >= end {
            return None;
        }
        let later = index.covering(&draft.tests).into_iter();
        let later = later.skip_while(|other| *other < behind).take_while(|other| *other < end);
        later
            .filter_map(|other| self.drafts.get(other))
            .find(|other| covers(other.scope, draft.scope) && draft.tests.implies(&other.tests))
            .map(|other| other.rule)
    }
}

fn said_later(rule: &Rule, later: &[usize], checked: &Checked) -> Diagnostic {
    let message =
        "this rule changes nothing: later rules give the same role to whatever it matches";
    let mut diagnostic = Diagnostic::new(code::NO_EFFECT, rule.span, message)
        .note("its entries are downloaded by everybody who joins")
        .help("take it out, or give another role");
    for rule in later.iter().filter_map(|number| checked.rules.get(*number)) {
        diagnostic = diagnostic.label(rule.span, "gives the same role");
    }
    diagnostic
}

fn refuses_nobody(rule: &Rule) -> Diagnostic {
    let message = "this refusal changes nothing: no rule after it admits anybody";
    Diagnostic::new(code::NO_EFFECT, rule.span, message)
        .note("whoever matches no rule gets no role either")
        .help("put it before the rules that would admit, or take it out")
}
