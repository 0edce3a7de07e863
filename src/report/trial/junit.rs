//! Test runs as JUnit XML.

use std::fmt::Write as _;

use super::{Run, title};
use crate::diagnostic::Severity;
use crate::trial::Actual;

/// All runs as one `testsuites` element: a `testsuite` for each file, a `testcase` for each case.
pub fn junit(runs: &[Run<'_>]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let total = |count: fn(&Run<'_>) -> usize| runs.iter().map(count).sum::<usize>();
    let _ = writeln!(
        out,
        "<testsuites name=\"admit test\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        total(tests),
        total(failures),
        total(errors),
    );
    for run in runs {
        suite(run, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

/// A policy that cannot be compiled is one test, in error.
fn tests(run: &Run<'_>) -> usize {
    run.cases.len() + usize::from(run.checked.is_none())
}

fn failures(run: &Run<'_>) -> usize {
    run.failed() - undecided(run)
}

fn errors(run: &Run<'_>) -> usize {
    undecided(run) + usize::from(run.checked.is_none())
}

fn undecided(run: &Run<'_>) -> usize {
    let failed = |actual: &Actual| matches!(actual, Actual::Failed(_));
    run.cases.iter().filter(|case| failed(&case.result.actual)).count()
}

fn suite(run: &Run<'_>, out: &mut String) {
    let name = escaped(run.file);
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        tests(run),
        failures(run),
        errors(run),
    );
    if run.checked.is_none() {
        let wrong = run.diagnostics.iter().find(|it| it.severity == Severity::Error);
        let message = wrong.map_or("the policy cannot be compiled", |it| it.message.as_str());
        let _ = writeln!(
            out,
            "    <testcase name=\"compile\" classname=\"{name}\"><error message=\"{}\"/></testcase>",
            escaped(message),
        );
    }
    for case in &run.cases {
        let head = format!(
            "    <testcase name=\"{}\" classname=\"{name}\" file=\"{name}\" line=\"{}\"",
            escaped(&title(case.case)),
            run.line(case.case.expect_span),
        );
        if case.result.passed {
            let _ = writeln!(out, "{head}/>");
            continue;
        }
        let element = match case.result.actual {
            Actual::Failed(_) => "error",
            Actual::Ruled(_) | Actual::Forbidden { .. } | Actual::Open { .. } => "failure",
        };
        let message = format!(
            "expected {}, got {}",
            run.expected(case.case.expect),
            run.actual(&case.result.actual),
        );
        let _ = writeln!(
            out,
            "{head}>\n      <{element} message=\"{}\">{}</{element}>\n    </testcase>",
            escaped(&message),
            escaped(&run.failure(case)),
        );
    }
    out.push_str("  </testsuite>\n");
}

/// Text as it can stand in XML 1.0: what XML cannot hold is written by its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(out, "\\u{{{:X}}}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:X}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
