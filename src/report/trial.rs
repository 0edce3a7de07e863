//! Test runs of policies as text and JSON.

mod coverage;
mod junit;
mod mutation;

pub use coverage::{lcov, text as coverage_text};
pub use junit::junit;
pub use mutation::text as mutations_text;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::json::{outcome, place};
use super::{room, trace};
use crate::check::Checked;
use crate::check::checked::{Expect, TestCase};
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::room::{Parts, Reason, Room};
use crate::source::{SourceMap, Span};
use crate::trial::{Actual, CaseResult, Claim, Coverage, Explanation, Mutations, Ruling, Walked};

/// Of so many entries that could have decided a failing case is told.
const SHOWN: usize = 12;

/// The run of one policy's tests.
#[derive(Debug)]
pub struct Run<'a> {
    /// The file.
    pub file: &'a str,
    /// Its text, and that of the files that it uses.
    pub sources: &'a SourceMap,
    /// What there is to say of the policy.
    pub diagnostics: &'a [Diagnostic],
    /// The policy; `None` when it cannot be compiled.
    pub checked: Option<&'a Checked>,
    /// The cases that were run.
    pub cases: Vec<Case<'a>>,
    /// What they cover, when that was measured.
    pub coverage: Option<Coverage>,
    /// Which changes they miss, when that was tried.
    pub mutations: Option<Mutations>,
}

/// One case that was run.
#[derive(Debug)]
pub struct Case<'a> {
    /// The case.
    pub case: &'a TestCase,
    /// How it went.
    pub result: CaseResult,
    /// Why, when it failed.
    pub why: Option<Explanation>,
}

impl Run<'_> {
    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.result.passed).count()
    }

    /// Whether the policy compiles and every case passed, and no change went unnoticed.
    pub fn is_fine(&self) -> bool {
        let missed = self.mutations.as_ref().is_some_and(|it| !it.survivors.is_empty());
        self.checked.is_some() && self.failed() == 0 && !missed
    }

    /// A rule as messages call it.
    fn rule(&self, number: usize) -> String {
        let rule = self.checked.and_then(|checked| checked.rules.get(number));
        match rule {
            Some(rule) => match &rule.name {
                Some(name) => format!("`{name}`"),
                None => format!("the rule of line {}", self.line(rule.span)),
            },
            None => "a rule".to_owned(),
        }
    }

    /// The name of a role, by its index on the wire.
    fn role(&self, index: u32) -> String {
        let roles = self.checked.map_or(&[][..], |checked| checked.roles.as_slice());
        let role = roles.iter().find(|role| role.role.index == index);
        role.map_or_else(|| index.to_string(), |role| role.name.clone())
    }

    fn line(&self, span: Span) -> u32 {
        self.sources.get(span.file).map_or(0, |file| file.line_column(span.start).line)
    }

    fn expected(&self, expect: Expect) -> String {
        let by = |rule: Option<usize>| {
            rule.map_or_else(String::new, |rule| format!(" by {}", self.rule(rule)))
        };
        match expect {
            Expect::Role { role, rule } => {
                let role = self.checked.and_then(|checked| checked.roles.get(role));
                let name = role.map_or_else(String::new, |role| role.name.clone());
                format!("`{name}`{}", by(rule))
            }
            Expect::None => "none".into(),
            Expect::Refused { rule } => format!("refused{}", by(rule)),
            Expect::Forbidden => "forbidden".into(),
        }
    }

    fn ruled(&self, ruling: &Ruling) -> String {
        match (ruling.role, ruling.rule) {
            (Some(role), Some(rule)) => format!("`{}` by {}", self.role(role), self.rule(rule)),
            (None, Some(rule)) => format!("refused by {}", self.rule(rule)),
            _ => "none: no rule matches".into(),
        }
    }

    fn actual(&self, actual: &Actual) -> String {
        match actual {
            Actual::Ruled(ruling) => self.ruled(ruling),
            Actual::Forbidden { ruling, reason, section } => {
                let (reason, source) = (self.reason(reason), room::source(section));
                format!("forbidden: the rules give {}, but {reason} ({source})", self.ruled(ruling))
            }
            Actual::Open { ruling, roles } => {
                let roles: Vec<String> =
                    roles.iter().map(|index| format!("`{}`", self.role(*index))).collect();
                let source = room::source("8.1.1");
                let ruled = self.ruled(ruling);
                format!(
                    "{} by open join of role 0 ({source}); of the rules: {ruled}",
                    roles.join(" or ")
                )
            }
            Actual::Failed(reason) => format!("nothing could be decided: {reason}"),
        }
    }

    /// Why the room does not allow what the rules give.
    fn reason(&self, reason: &Reason) -> String {
        let roles = self.checked.map_or(&[][..], |checked| checked.roles.as_slice());
        let roles = Some(roles.iter().map(|role| role.role.clone()).collect());
        // Only names are looked up; without them roles go by their numbers.
        let limits = Limits::default();
        let named = Room::new(Parts { roles, ..Parts::default() }, &limits);
        let named = named.or_else(|_| Room::new(Parts::default(), &limits));
        named.map_or_else(|_| reason.name().to_owned(), |named| room::reason(&named, reason))
    }

    /// What went wrong with a case, in lines without an indent.
    fn failure(&self, case: &Case<'_>) -> String {
        let mut out = format!("expected {}\n", self.expected(case.case.expect));
        let _ = writeln!(out, "got {}", self.actual(&case.result.actual));
        let Some(why) = &case.why else { return out };
        for entry in why.expected.iter().take(SHOWN) {
            let satisfied = entry.claims.iter().all(|claim| claim.outcome.is_satisfied());
            let word =
                if satisfied { "is satisfied, but does not decide" } else { "is not satisfied" };
            let _ = writeln!(out, "{} {word}:", capital_less(&self.rule(entry.rule)));
            out.push_str(&claims(entry));
        }
        if let Some(more) = why.expected.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(out, "and {more} more entries that could have decided");
        }
        let known = |entry: &Walked| why.expected.iter().any(|other| other.rule == entry.rule);
        if let Some(decided) = why.decided.as_ref().filter(|entry| !known(entry)) {
            let _ = writeln!(out, "{} decides:", capital_less(&self.rule(decided.rule)));
            out.push_str(&claims(decided));
        }
        out
    }
}

fn capital_less(rule: &str) -> String {
    match rule.strip_prefix('`') {
        Some(_) => format!("rule {rule}"),
        None => rule.to_owned(),
    }
}

/// Each claim of an entry, and why it is not satisfied.
fn claims(entry: &Walked) -> String {
    if entry.claims.is_empty() {
        return "  it asks for nothing\n".into();
    }
    let mut out = String::new();
    for Claim { words: claim, outcome, reach } in &entry.claims {
        let _ = match trace::reason(outcome, reach.as_ref()) {
            None => writeln!(out, "  yes  {claim}"),
            Some(reason) => writeln!(out, "  no   {claim}: {reason}"),
        };
    }
    out
}

/// What a case is called: the test's name, and its place in the table.
fn title(case: &TestCase) -> String {
    let name = trace::printable(&case.name);
    match case.number {
        Some(number) => format!("{name} [{number}]"),
        None => name,
    }
}

/// Where something stands: `file:line:column`.
fn location(sources: &SourceMap, span: Span) -> String {
    match sources.get(span.file) {
        Some(file) => {
            let at = file.line_column(span.start);
            format!("{}:{}:{}", file.name, at.line, at.column)
        }
        None => String::new(),
    }
}

/// A line of the source with a mark below what a span covers of it.
fn excerpt(sources: &SourceMap, span: Span, remark: &str) -> String {
    let Some(file) = sources.get(span.file) else { return String::new() };
    let at = file.line_column(span.start);
    let index = usize::try_from(at.line.saturating_sub(1)).unwrap_or(usize::MAX);
    let line = file.text.lines().nth(index).unwrap_or_default();
    let column = usize::try_from(at.column.saturating_sub(1)).unwrap_or(0);
    let covered = sources.text(span).lines().next().unwrap_or_default().chars().count().max(1);
    let before: String =
        line.chars().take(column).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let number = at.line.to_string();
    let margin = " ".repeat(number.len());
    let marks = "^".repeat(covered);
    let remark = if remark.is_empty() { String::new() } else { format!(" {remark}") };
    format!("  {number} | {line}\n  {margin} | {before}{marks}{remark}\n")
}

/// The failing cases with their reasons, and how many passed; a whole number of lines.
pub fn text(run: &Run<'_>) -> String {
    let mut out = String::new();
    for case in run.cases.iter().filter(|case| !case.result.passed) {
        let at = location(run.sources, case.case.expect_span);
        let _ = writeln!(out, "FAILED \"{}\" {at}", title(case.case));
        out.push_str(&excerpt(run.sources, case.case.expect_span, ""));
        for line in run.failure(case).lines() {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    let (failed, all) = (run.failed(), run.cases.len());
    let _ = match (run.checked, failed) {
        (None, _) => writeln!(out, "{}: not run, the policy has errors", run.file),
        (_, 0) => writeln!(out, "{}: {all} passed", run.file),
        _ => writeln!(out, "{}: {} passed, {failed} failed", run.file, all - failed),
    };
    out
}

/// All runs: `ok`, `passed`, `failed`, and for each file its `diagnostics`, `cases`, and, where they
/// were asked for, `coverage` and `mutations`.
///
/// A case has `test`, `case` (its place in the table, or null), `place`, `passed`, `expected` and
/// `actual` (each with `outcome`, `role`, `rule` and, where there is one, `reason`), and for one that
/// failed `trace`: entries with `rule`, `decides` and `claims`.
pub fn json(runs: &[Run<'_>]) -> Value {
    let failed: usize = runs.iter().map(Run::failed).sum();
    let all: usize = runs.iter().map(|run| run.cases.len()).sum();
    json!({
        "ok": runs.iter().all(Run::is_fine),
        "passed": all - failed,
        "failed": failed,
        "files": runs.iter().map(one).collect::<Vec<_>>(),
    })
}

fn one(run: &Run<'_>) -> Value {
    let mut object = json!({
        "file": run.file,
        "ok": run.is_fine(),
        "diagnostics": super::json::diagnostics(run.diagnostics, run.sources),
        "cases": run.cases.iter().map(|case| case_json(run, case)).collect::<Vec<_>>(),
    });
    if let Value::Object(members) = &mut object {
        if let Some(coverage) = &run.coverage {
            members.insert("coverage".into(), coverage::json(run, coverage));
        }
        if let Some(mutations) = &run.mutations {
            members.insert("mutations".into(), mutation::json(run, mutations));
        }
    }
    object
}

fn case_json(run: &Run<'_>, case: &Case<'_>) -> Value {
    let mut object = json!({
        "test": case.case.name,
        "case": case.case.number,
        "place": place(case.case.expect_span, run.sources),
        "passed": case.result.passed,
        "expected": expected_json(run, case.case.expect),
        "actual": actual_json(run, &case.result.actual),
    });
    if let (Some(why), Value::Object(members)) = (&case.why, &mut object) {
        let expected = why.expected.iter().map(|entry| walked(run, entry, false));
        let decided = why.decided.iter().map(|entry| walked(run, entry, true));
        members.insert("trace".into(), expected.chain(decided).collect());
    }
    object
}

fn expected_json(run: &Run<'_>, expect: Expect) -> Value {
    let role = |at: usize| Some(run.checked?.roles.get(at)?.name.clone());
    match expect {
        Expect::Role { role: at, rule } => {
            json!({ "outcome": "role", "role": role(at), "rule": named(run, rule) })
        }
        Expect::None => json!({ "outcome": "none", "role": null, "rule": null }),
        Expect::Refused { rule } => {
            json!({ "outcome": "refused", "role": null, "rule": named(run, rule) })
        }
        Expect::Forbidden => json!({ "outcome": "forbidden", "role": null, "rule": null }),
    }
}

fn actual_json(run: &Run<'_>, actual: &Actual) -> Value {
    let said = |outcome: &str, ruling: &Ruling| {
        let role = ruling.role.map(|index| run.role(index));
        json!({ "outcome": outcome, "role": role, "rule": named(run, ruling.rule) })
    };
    match actual {
        Actual::Ruled(ruling) => match (ruling.role, ruling.rule) {
            (Some(_), _) => said("role", ruling),
            (None, Some(_)) => said("refused", ruling),
            (None, None) => said("none", ruling),
        },
        Actual::Forbidden { ruling, reason, section } => {
            let mut object = said("forbidden", ruling);
            if let Value::Object(members) = &mut object {
                members.insert("reason".into(), run.reason(reason).into());
                members.insert("kind".into(), reason.name().into());
                members.insert("section".into(), (*section).into());
            }
            object
        }
        Actual::Open { roles, .. } => {
            let roles: Vec<String> = roles.iter().map(|index| run.role(*index)).collect();
            json!({ "outcome": "open_join", "role": roles.first(), "roles": roles, "rule": null })
        }
        Actual::Failed(reason) => {
            json!({ "outcome": "error", "role": null, "rule": null, "reason": reason })
        }
    }
}

/// A rule by its name, or its line where it has none.
fn named(run: &Run<'_>, rule: Option<usize>) -> Value {
    let rule = rule.and_then(|number| run.checked?.rules.get(number));
    rule.map_or(Value::Null, |rule| match &rule.name {
        Some(name) => json!({ "name": name, "line": run.line(rule.span) }),
        None => json!({ "name": null, "line": run.line(rule.span) }),
    })
}

fn walked(run: &Run<'_>, entry: &Walked, decides: bool) -> Value {
    let claims = entry.claims.iter().map(|claim| {
        let mut object = outcome(&claim.outcome, claim.reach.as_ref());
        if let Value::Object(members) = &mut object {
            members.insert("claim".into(), claim.words.as_str().into());
        }
        object
    });
    json!({
        "rule": named(run, Some(entry.rule)),
        "decides": decides,
        "claims": claims.collect::<Vec<_>>(),
    })
}
