//! Coverage on the source, as JSON, and as LCOV.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json as object};

use super::{Run, excerpt, location, named};
use crate::report::json::place;
use crate::source::FileId;
use crate::trial::Coverage;
use crate::trial::coverage::{Kind, Point};

/// What is not covered, on the source, and how much is.
pub fn text(run: &Run<'_>, coverage: &Coverage) -> String {
    let mut out = String::new();
    for point in &coverage.points {
        let Some(lack) = point.lack() else { continue };
        let what = match &point.value {
            Some(value) => format!("{} {value}", point.kind.word()),
            None => point.kind.word().to_owned(),
        };
        let rule = match point.kind {
            Kind::Rule => String::new(),
            _ => format!(" (in {})", run.rule(point.rule)),
        };
        let _ = writeln!(out, "{}", location(run.sources, point.span));
        out.push_str(&excerpt(run.sources, point.span, &format!("{what} {lack}{rule}")));
    }
    let (complete, all) = (coverage.complete(), coverage.points.len());
    let _ = writeln!(out, "{}: {complete} of {all} parts covered", run.file);
    out
}

/// `complete`, `all`, and `points` with `kind`, `rule`, `value`, `place`, `satisfied`,
/// `unsatisfied`, `complete`.
pub(super) fn json(run: &Run<'_>, coverage: &Coverage) -> Value {
    let points = coverage.points.iter().map(|point| {
        object!({
            "kind": point.kind.word(),
            "rule": named(run, Some(point.rule)),
            "value": point.value.as_deref().map(|value| value.trim_matches('`')),
            "place": place(point.span, run.sources),
            "satisfied": point.satisfied,
            "unsatisfied": point.unsatisfied,
            "complete": point.is_complete(),
        })
    });
    object!({
        "complete": coverage.complete(),
        "all": coverage.points.len(),
        "points": points.collect::<Vec<_>>(),
    })
}

/// LCOV tracefile: each rule is a function, each part a block of two branches, satisfied and not.
pub fn lcov(runs: &[Run<'_>]) -> String {
    let mut out = String::new();
    for run in runs {
        let Some(coverage) = &run.coverage else { continue };
        let mut by_file: BTreeMap<FileId, Vec<(usize, &Point)>> = BTreeMap::new();
        for (block, point) in coverage.points.iter().enumerate() {
            by_file.entry(point.span.file).or_default().push((block, point));
        }
        for (file, points) in by_file {
            record(run, file, &points, &mut out);
        }
    }
    out
}

fn record(run: &Run<'_>, file: FileId, points: &[(usize, &Point)], out: &mut String) {
    let Some(source) = run.sources.get(file) else { return };
    let line = |point: &Point| source.line_column(point.span.start).line;
    let _ = writeln!(out, "TN:\nSF:{}", source.name);
    let rules = || points.iter().filter(|(_, point)| point.kind == Kind::Rule);
    for (_, point) in rules() {
        let _ = writeln!(out, "FN:{},{}", line(point), function(run, point));
    }
    for (_, point) in rules() {
        let _ = writeln!(out, "FNDA:{},{}", point.satisfied, function(run, point));
    }
    let hit = rules().filter(|(_, point)| point.satisfied > 0).count();
    let _ = writeln!(out, "FNF:{}\nFNH:{hit}", rules().count());
    let (mut found, mut taken) = (0usize, 0usize);
    for (block, point) in points {
        let both = [Some(point.satisfied), point.can_fail.then_some(point.unsatisfied)];
        for (branch, count) in both.into_iter().flatten().enumerate() {
            let reached = point.satisfied + point.unsatisfied > 0;
            let shown = if reached { count.to_string() } else { "-".to_owned() };
            let _ = writeln!(out, "BRDA:{},{block},{branch},{shown}", line(point));
            found += 1;
            taken += usize::from(count > 0);
        }
    }
    let _ = writeln!(out, "BRF:{found}\nBRH:{taken}");
    let mut lines: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, point) in points {
        let count = lines.entry(line(point)).or_default();
        *count = (*count).max(point.satisfied + point.unsatisfied);
    }
    for (line, count) in &lines {
        let _ = writeln!(out, "DA:{line},{count}");
    }
    let hit = lines.values().filter(|count| **count > 0).count();
    let _ = writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
}

fn function(run: &Run<'_>, point: &Point) -> String {
    let rule = run.checked.and_then(|checked| checked.rules.get(point.rule));
    match rule.and_then(|rule| rule.name.as_ref()) {
        Some(name) => name.clone(),
        None => format!("rule {}", point.rule + 1),
    }
}
