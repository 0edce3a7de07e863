//! What an update changes for whom, as far as the tests of the two policies show.

use std::fmt::Write as _;

use admit::check::checked::TestCase;
use admit::eval::Policy;
use admit::limits::Limits;
use admit::report;
use admit::trial;
use serde_json::{Value, json};

use super::Said;
use crate::files::Given;
use crate::governing::{Governing, Source};

/// The credentials of tests before both policies.
pub struct Affected<'a> {
    changed: Vec<Row<'a, (Said, Said)>>,
    unchanged: usize,
    undecided: Vec<Row<'a, String>>,
}

/// A case, whose it is, and what came of it.
struct Row<'a, T> {
    case: &'a TestCase,
    of: Of,
    said: T,
}

/// Which of the policies has the test.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Both,
    Old,
    New,
}

impl<'a> Affected<'a> {
    /// Decides under both policies on what the tests of either give. What a test expects, and the room
    /// that it names, do not matter here.
    pub fn by(old: &'a Governing, new: &'a Governing, limits: &Limits) -> Affected<'a> {
        let policies = (old.room.policy(limits), new.room.policy(limits));
        let decided = |one: &'a Governing, of| match &one.source {
            Some(source) => decided(source, of, (old, new), (&policies.0, &policies.1), limits),
            None => Vec::new(),
        };
        let mut rows = decided(old, Of::Old);
        for row in decided(new, Of::New) {
            let same = |other: &&mut Row<'_, _>| {
                other.case.name == row.case.name
                    && other.case.number == row.case.number
                    && other.said == row.said
            };
            match rows.iter_mut().filter(|other| other.of == Of::Old).find(same) {
                Some(other) => other.of = Of::Both,
                None => rows.push(row),
            }
        }
        let mut affected = Affected { changed: Vec::new(), unchanged: 0, undecided: Vec::new() };
        for Row { case, of, said } in rows {
            match said {
                Ok((old, new)) if old.role == new.role => affected.unchanged += 1,
                Ok(said) => affected.changed.push(Row { case, of, said }),
                Err(said) => affected.undecided.push(Row { case, of, said }),
            }
        }
        affected
    }

    /// A line for each change, and how many stay.
    pub fn text(&self, out: &mut String) {
        for row in &self.changed {
            let (old, new) = (row.said.0.words(), row.said.1.words());
            let _ = writeln!(out, "test {}: {old} → {new}", row.title());
        }
        for row in &self.undecided {
            let _ = writeln!(out, "test {}: nothing could be decided: {}", row.title(), row.said);
        }
        let all = self.changed.len() + self.unchanged;
        if all > 0 {
            let (changed, unchanged) = (self.changed.len(), self.unchanged);
            let _ = writeln!(
                out,
                "of {all} credentials in tests, {changed} get another role, {unchanged} are as before"
            );
        }
    }

    pub fn json(&self) -> Value {
        let changed = self.changed.iter().map(|row| {
            let (old, new) = &row.said;
            row.json([("old", old.json()), ("new", new.json())])
        });
        let undecided =
            self.undecided.iter().map(|row| row.json([("reason", row.said.as_str().into())]));
        json!({
            "changed": changed.collect::<Vec<_>>(),
            "unchanged": self.unchanged,
            "undecided": undecided.collect::<Vec<_>>(),
        })
    }
}

/// What both policies say of each credential of one policy's tests.
fn decided<'a>(
    source: &'a Source,
    of: Of,
    (old, new): (&Governing, &Governing),
    (before, after): (&Policy, &Policy),
    limits: &Limits,
) -> Vec<Row<'a, Result<(Said, Said), String>>> {
    let files = Given { limits: limits.clone() };
    let samples = trial::samples(&source.checked, &source.file, &files, limits);
    let rows = samples.iter().map(|sample| {
        let both = sample
            .decide(before, limits)
            .and_then(|decision| Ok((old.said(decision), new.said(sample.decide(after, limits)?))));
        Row { case: sample.case(), of, said: both }
    });
    rows.collect()
}

impl<T> Row<'_, T> {
    fn title(&self) -> String {
        let name = report::trace::printable(&self.case.name);
        let number = self.case.number.map(|number| format!(" [{number}]")).unwrap_or_default();
        let of = match self.of {
            Of::Both => "",
            Of::Old => " (of the old policy)",
            Of::New => " (of the new policy)",
        };
        format!("\"{name}\"{number}{of}")
    }

    fn json<const N: usize>(&self, said: [(&str, Value); N]) -> Value {
        let of = match self.of {
            Of::Both => "both",
            Of::Old => "old",
            Of::New => "new",
        };
        let mut object = json!({ "test": self.case.name, "case": self.case.number, "of": of });
        if let Value::Object(members) = &mut object {
            members.extend(said.map(|(name, value)| (name.to_owned(), value)));
        }
        object
    }
}
