//! Rules that become many entries, and what these take on the wire.

use crate::check::checked::{Condition, Rule};
use crate::diagnostic::{Diagnostic, code};
use crate::limits::Limits;
use crate::model::{Entry, PreAuthData};
use crate::rule::alternatives::{Expander, flat, span};
use crate::rule::lower::Origin;
use crate::rule::normalize::Merging;
use crate::source::Span;
use crate::wire;

/// From so many entries on, a rule is told what it takes.
const MANY: usize = 16;

/// At most this many parts of a condition are shown.
const SHOWN: usize = 8;

/// A warning for each rule with many entries.
pub(crate) fn many_entries(
    rules: &[Rule],
    preauth: &PreAuthData,
    origins: &[Origin],
    limits: &Limits,
    merging: Merging,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = origins.get(at) {
        let own = origins.iter().skip(at).take_while(|origin| origin.rule == first.rule).count();
        if let Some(rule) = rules.get(first.rule).filter(|_| own >= MANY) {
            let octets = wire::encode(&some(preauth, at, own), limits).map(|bytes| bytes.len());
            let mut expander = Expander::new(limits, merging);
            found.push(many(rule, own, octets.ok(), &mut expander));
        }
        at += own;
    }
    found
}

/// Some of the entries.
fn some(preauth: &PreAuthData, from: usize, count: usize) -> PreAuthData {
    fn cut<C: Clone>(entries: &[Entry<C>], from: usize, count: usize) -> Vec<Entry<C>> {
        entries.iter().skip(from).take(count).cloned().collect()
    }
    match preauth {
        PreAuthData::Exact(entries) => PreAuthData::Exact(cut(entries, from, count)),
        PreAuthData::Pointer(entries) => PreAuthData::Pointer(cut(entries, from, count)),
        PreAuthData::Matcher(entries) => PreAuthData::Matcher(cut(entries, from, count)),
    }
}

fn many(
    rule: &Rule,
    entries: usize,
    octets: Option<usize>,
    expander: &mut Expander<'_>,
) -> Diagnostic {
    let octets = octets.map_or_else(String::new, |octets| format!(" of {octets} octets together"));
    let message = format!("this rule becomes {entries} entries{octets}");
    let mut diagnostic = Diagnostic::new(code::MANY_ENTRIES, rule.span, message)
        .note("each alternative is an entry of its own with the whole role in it, and everybody who joins downloads them all")
        .help("replace alternatives by a range, `under` or a claim about a group");
    let choices = rule.condition.as_ref().map(|condition| choices(condition, expander));
    let choices = choices.unwrap_or_default();
    if choices.len() > 1 {
        let counts: Vec<String> = choices.iter().map(|(_, count)| count.to_string()).collect();
        let product = counts.join(" × ");
        diagnostic =
            diagnostic.note(format!("`or` and `in` on both sides of an `and` multiply: {product}"));
    }
    for (span, count) in choices.into_iter().take(SHOWN) {
        diagnostic = diagnostic.label(span, format!("{count} alternatives"));
    }
    diagnostic
}

/// The parts of a condition that have alternatives, the most first.
fn choices(condition: &Condition, expander: &mut Expander<'_>) -> Vec<(Span, usize)> {
    let parts = match condition {
        Condition::All(parts) => flat(parts),
        one => vec![one],
    };
    let mut choices: Vec<(Span, usize)> = parts
        .into_iter()
        .filter_map(|part| Some((span(part), expander.expand(part).ok()?.len())))
        .filter(|(_, count)| *count > 1)
        .collect();
    choices.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    choices
}
