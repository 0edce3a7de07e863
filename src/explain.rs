//! Explanations: what a policy found in a credential, rule by rule and test by test, and what the
//! credential was closest to.
//!
//! An [`Explanation`] is made of a [`Trace`] and a [`Book`], which knows the policy's words. The book
//! needs no more than decoded octets; where the source is at hand, it knows the rules, too. An
//! explanation is the owner's view and says everything that the policy says. What may be shown to a
//! joiner is a [`joiner::View`].

mod book;
pub mod joiner;
mod nearest;

pub use book::Book;
pub use nearest::{Miss, nearest_to};

use crate::eval::{Decision, Outcome, Reach, Trace};
use crate::rule::decompile::Words;

/// A decision and why: all rules in their order, and the nearest misses.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation<'p> {
    /// The decision.
    pub decision: Decision<'p>,
    /// The rules in their order; of a policy in octets, each entry is one.
    pub rules: Vec<Rule>,
    /// For each role that would be worth more than what was decided, the nearest entry; the one that
    /// lacks least comes first.
    pub misses: Vec<Miss>,
}

/// A rule and how it fared.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The rule's place in the source, from 0; `None` when only octets are at hand.
    pub number: Option<usize>,
    /// Its name in the source.
    pub name: Option<String>,
    /// What it gives.
    pub role: RoleName,
    /// How it fared.
    pub standing: Standing,
    /// Its entries, in their order; never empty.
    pub alternatives: Vec<Alternative>,
}

/// A role as messages call it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleName {
    /// Its index; 0 refuses.
    pub index: u32,
    /// Its name on the wire; may be empty.
    pub name: String,
}

/// How a rule or an entry fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It decides.
    Decides,
    /// It was read and does not match.
    Fails,
    /// It stands after the one that decides.
    NotRead,
}

impl Standing {
    /// `decides`, `fails`, `not_read`.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Decides => "decides",
            Standing::Fails => "fails",
            Standing::NotRead => "not_read",
        }
    }
}

/// An entry and how it fared.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its place in the `PreAuthData`, from 0.
    pub entry: usize,
    /// How it fared.
    pub standing: Standing,
    /// One for each claim of the entry, in their order; none in an entry for anyone.
    pub tests: Vec<Test>,
}

/// A claim of an entry and how it fared.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The claim in words.
    pub words: Words,
    /// How it fared; `None` when it was not read.
    pub outcome: Option<Outcome>,
    /// Where its pointer points at nothing: how far it leads.
    pub reach: Option<Reach>,
}

impl Test {
    /// Whether it was read and is not satisfied.
    pub fn is_lacking(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| !outcome.is_satisfied())
    }

    /// Whether it asks for another kind of credential, and nothing could be brought.
    pub const fn is_of_others(&self) -> bool {
        matches!(self.outcome, Some(Outcome::WrongFamily { .. }))
    }
}

impl Rule {
    /// The entries that were read.
    pub fn read(&self) -> impl Iterator<Item = &Alternative> {
        self.alternatives.iter().filter(|entry| entry.standing != Standing::NotRead)
    }
}

impl<'p> Explanation<'p> {
    /// Explains a decision of the policy that the book is of.
    pub fn of(book: &Book, trace: &Trace<'p>) -> Explanation<'p> {
        let mut rules: Vec<Rule> = Vec::new();
        for entry in 0..book.len() {
            let alternative = alternative(book, trace, entry);
            match rules.last_mut() {
                Some(rule) if book.is_of_one_rule(entry) => {
                    rule.standing = together(rule.standing, alternative.standing);
                    rule.alternatives.push(alternative);
                }
                _ => rules.push(Rule {
                    number: book.rule_number(entry),
                    name: book.rule_name(entry).map(str::to_owned),
                    role: book.role_name(entry),
                    standing: alternative.standing,
                    alternatives: vec![alternative],
                }),
            }
        }
        let misses = nearest::misses(book, trace);
        Explanation { decision: trace.decision, rules, misses }
    }

    /// The entry with this place.
    pub fn alternative(&self, entry: usize) -> Option<&Alternative> {
        let all = self.rules.iter().flat_map(|rule| &rule.alternatives);
        all.into_iter().find(|alternative| alternative.entry == entry)
    }
}

fn alternative(book: &Book, trace: &Trace<'_>, entry: usize) -> Alternative {
    let read = trace.entries.get(entry);
    let reaches = trace.reaches.get(entry);
    let standing = match read {
        None => Standing::NotRead,
        Some(_) if trace.decision.entry() == Some(entry) => Standing::Decides,
        Some(_) => Standing::Fails,
    };
    let test = |(claim, words): (usize, &Words)| Test {
        words: words.clone(),
        outcome: read.and_then(|outcomes| outcomes.get(claim)).cloned(),
        reach: reaches.and_then(|reaches| reaches.get(claim)).cloned().flatten(),
    };
    let tests = book.words(entry).iter().enumerate().map(test).collect();
    Alternative { entry, standing, tests }
}

/// A rule decides when one of its entries does, and was read when one of them was.
const fn together(rule: Standing, entry: Standing) -> Standing {
    match (rule, entry) {
        (Standing::Decides, _) | (_, Standing::Decides) => Standing::Decides,
        (Standing::Fails, _) | (_, Standing::Fails) => Standing::Fails,
        (Standing::NotRead, Standing::NotRead) => Standing::NotRead,
    }
}
