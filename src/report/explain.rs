//! Explanations as text and as JSON: the owner's view and the joiner's.

mod joiner;
mod json;
mod layout;

pub use joiner::{json as joiner_json, text as joiner_text};
pub use json::json;

use super::trace::{printable, searched, value, wanted};
use crate::eval::{Decision, Expected, Found, Outcome};
use crate::explain::{Alternative, Explanation, Miss, RoleName, Rule, Standing, Test};
use crate::rule::decompile::Way;

use layout::Page;

/// The owner's view: nearest misses, then rule by rule and test by test. Lines are broken at
/// `width` characters, where one is given.
pub fn text(explanation: &Explanation<'_>, width: Option<usize>) -> String {
    let mut page = Page::new(width);
    if !explanation.misses.is_empty() {
        page.line(0, if explanation.misses.len() == 1 { "nearest miss" } else { "nearest misses" });
        for miss in &explanation.misses {
            write_miss(&mut page, explanation, miss);
        }
        page.gap();
    }
    let mut unread = 0;
    for rule in &explanation.rules {
        if rule.standing == Standing::NotRead {
            unread += 1;
            if unread <= UNREAD_SHOWN {
                page.line(0, &format!("{}: not read", title(rule)));
            }
            continue;
        }
        write_rule(&mut page, rule);
        page.gap();
    }
    if unread > UNREAD_SHOWN {
        page.line(0, &format!("and {} further rules: not read", unread - UNREAD_SHOWN));
    }
    page.finish()
}

/// The decision in one line: `admitted as moderator (role 5) by rule `hr``.
pub fn verdict(explanation: &Explanation<'_>) -> String {
    let by = |entry: usize| {
        let at = |rule: &&Rule| rule.alternatives.iter().any(|one| one.entry == entry);
        let rule = explanation.rules.iter().find(at);
        rule.map_or_else(|| format!("entry {entry}"), |rule| by_words(rule, entry))
    };
    match explanation.decision {
        Decision::Admitted { entry, role } => {
            let role = RoleName { index: role.index, name: role.name.clone() };
            format!("admitted as {} by {}", role_words(&role), by(entry))
        }
        Decision::Refused { entry } => format!("refused by {}", by(entry)),
        Decision::None => "not admitted: no rule matches".into(),
    }
}

/// A miss in one line, or the first of several: `moderator needs one more thing: …`.
fn miss_line(explanation: &Explanation<'_>, miss: &Miss) -> (String, Vec<String>) {
    let entry = explanation.alternative(miss.entry);
    let lacks = entry.map_or_else(Vec::new, |entry| lacks(entry, miss));
    let role = role_short(&miss.role);
    match lacks.as_slice() {
        [only] => (format!("{role} needs one more thing: {only}"), Vec::new()),
        _ => (format!("{role} needs {} more things:", lacks.len()), lacks),
    }
}

/// A miss in one sentence.
pub fn miss_sentence(explanation: &Explanation<'_>, miss: &Miss) -> String {
    let (line, lacks) = miss_line(explanation, miss);
    if lacks.is_empty() { line } else { format!("{line} {}", lacks.join("; ")) }
}

/// What an entry lacks, by itself: `department is "Sales", wanted "Human Resources"`.
fn lacks(entry: &Alternative, miss: &Miss) -> Vec<String> {
    miss.lacking.iter().filter_map(|at| entry.tests.get(*at)).map(lack).collect()
}

/// Rules beyond the deciding one that are listed by name.
const UNREAD_SHOWN: usize = 8;

fn write_miss(page: &mut Page, explanation: &Explanation<'_>, miss: &Miss) {
    let (line, lacks) = miss_line(explanation, miss);
    page.line(1, &line);
    for lack in lacks {
        page.item(2, "- ", &lack);
    }
    let by = match &miss.rule {
        Some(rule) => format!("by rule `{rule}` (entry {})", miss.entry),
        None => format!("by entry {}", miss.entry),
    };
    page.line(2, &by);
}

fn write_rule(page: &mut Page, rule: &Rule) {
    let verdict = match rule.standing {
        Standing::Decides => "decides",
        Standing::Fails => "does not match",
        Standing::NotRead => "not read",
    };
    page.line(0, &format!("{}: {verdict}", title(rule)));
    if let [only] = rule.alternatives.as_slice() {
        return write_tests(page, 1, only);
    }
    for (at, alternative) in rule.read().enumerate() {
        let matches = match alternative.standing {
            Standing::Decides => "matches",
            Standing::Fails | Standing::NotRead => "does not match",
        };
        let (at, of, entry) = (at + 1, rule.alternatives.len(), alternative.entry);
        page.line(1, &format!("alternative {at} of {of} (entry {entry}): {matches}"));
        write_tests(page, 2, alternative);
    }
    let unread = rule.alternatives.len() - rule.read().count();
    if unread > 0 {
        page.line(1, &format!("{unread} of {} alternatives: not read", rule.alternatives.len()));
    }
}

fn write_tests(page: &mut Page, indent: usize, entry: &Alternative) {
    if entry.tests.is_empty() {
        page.line(indent, "anyone");
    }
    for test in &entry.tests {
        let word = test.outcome.as_ref().map_or("not read", words);
        page.item(indent, &format!("{word:<WORD$}"), &test.words.to_string());
        if let Some(reason) = reason(test) {
            page.item(indent, &" ".repeat(WORD), &reason);
        }
    }
}

/// The width of the longest outcome in words, and a gap.
const WORD: usize = 17;

/// An outcome in two words or three.
const fn words(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Satisfied => "satisfied",
        Outcome::Absent => "absent",
        Outcome::MayBeWithheld { .. } => "may be withheld",
        Outcome::WrongType { .. } => "wrong type",
        Outcome::Unequal { .. } => "unequal",
        Outcome::Unverified => "unverified",
        Outcome::WrongFamily { .. } => "wrong family",
    }
}

/// Why a test is not satisfied.
fn reason(test: &Test) -> Option<String> {
    super::trace::reason(test.outcome.as_ref()?, test.reach.as_ref())
}

/// What a test lacks, as a clause: `department is "Sales", wanted "Human Resources"`.
fn lack(test: &Test) -> String {
    let words = &test.words;
    let claim = if words.part.is_empty() || words.test.is_empty() {
        words.claim.clone()
    } else {
        format!("{}{}", words.claim, words.part)
    };
    let wish = wish(test, &claim);
    let Some(outcome) = &test.outcome else { return words.to_string() };
    match outcome {
        Outcome::Satisfied => words.to_string(),
        Outcome::Unequal { found } => format!("{} is {}{wish}", words.claim, value(found)),
        Outcome::WrongType { found, expected } => {
            format!("{}{wish}", other_kind(&words.claim, found, expected))
        }
        Outcome::Absent => format!("{}{wish}", absent(test, &claim)),
        Outcome::MayBeWithheld { digests } => {
            let digests = super::counted(*digests, "digest");
            format!("{claim} is absent and may be withheld ({digests}){wish}")
        }
        Outcome::Unverified => {
            format!("{claim} is the holder's word, which was not verified{wish}")
        }
        Outcome::WrongFamily { .. } => {
            let reason = super::trace::reason(outcome, None).unwrap_or_default();
            format!("{words}: {reason}")
        }
    }
}

/// Why nothing is found: `groups has no element that fits in ["hr"]`.
fn absent(test: &Test, claim: &str) -> String {
    let Some(reach) = &test.reach else { return format!("{claim} is absent") };
    if let Some(expected) = reach.other_kind() {
        let way = test.words.way.get(..reach.steps).and_then(Way::name);
        return other_kind(way.as_deref().unwrap_or(claim), &reach.found, &expected);
    }
    match searched(reach) {
        Some(list) => format!("{claim} has no element that fits in {list}"),
        None => format!("{claim} is absent"),
    }
}

fn other_kind(claim: &str, found: &Found, expected: &Expected) -> String {
    format!("{claim} is {} ({}), expected {}", value(found), found.kind(), wanted(expected))
}

/// `, wanted "Human Resources"`; of a part, or of another relation than equality, in full.
fn wish(test: &Test, claim: &str) -> String {
    let words = &test.words;
    match words.test.strip_prefix("== ") {
        _ if words.test.is_empty() => String::new(),
        _ if words.wants_nothing() => ", wanted absent".into(),
        _ if words.test == "exists" => String::new(),
        Some(value) if words.part.is_empty() => format!(", wanted {value}"),
        _ if words.part.is_empty() => format!(", wanted {}", words.test),
        _ => format!(", wanted {claim} {}", words.test),
    }
}

fn title(rule: &Rule) -> String {
    let entry = rule.alternatives.first().map_or(0, |first| first.entry);
    let name = by_words(rule, entry);
    match rule.role.index {
        0 => format!("{name}, a refusal"),
        _ => format!("{name} for {}", role_words(&rule.role)),
    }
}

fn by_words(rule: &Rule, entry: usize) -> String {
    match (&rule.name, rule.number) {
        (Some(name), _) => format!("rule `{name}` (entry {entry})"),
        (None, Some(number)) => format!("rule {} (entry {entry})", number + 1),
        (None, None) => format!("entry {entry}"),
    }
}

fn role_words(role: &RoleName) -> String {
    match role.name.as_str() {
        "" => format!("role {}", role.index),
        name => format!("{} (role {})", printable(name), role.index),
    }
}

fn role_short(role: &RoleName) -> String {
    match role.name.as_str() {
        "" => format!("role {}", role.index),
        name => printable(name),
    }
}
