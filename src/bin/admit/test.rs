//! `admit test`: runs the tests of policies, measures what they cover, and tries changes.

mod find;
mod watch;

use std::path::{Path, PathBuf};

use admit::check::Checked;
use admit::compile;
use admit::diagnostic::{Diagnostic, Levels};
use admit::limits::Limits;
use admit::report;
use admit::report::trial::{Case, Run};
use admit::rule::Options;
use admit::source::SourceMap;
use admit::trial::Trial;

use crate::args::{CoverageFormat, TestArgs};
use crate::exit::{Exit, Failure};
use crate::files::{self, Disk, Given};
use crate::messages;
use crate::source::read_text;
use crate::style::Streams;

/// Runs the tests once, or, when they are watched, as often as something changes.
pub fn run(args: &TestArgs, streams: Streams) -> Result<Exit, Failure> {
    if args.watch { watch::run(args, streams) } else { once(args, streams).map(|(exit, _)| exit) }
}

/// A policy with everything that was read for it.
struct Tested {
    file: String,
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
    checked: Option<Checked>,
}

/// Runs the tests once; also gives the files that were read.
fn once(args: &TestArgs, streams: Streams) -> Result<(Exit, Vec<PathBuf>), Failure> {
    let limits = Limits::default();
    let options = Options { limits: limits.clone(), ..Options::default() };
    let paths = if args.files.is_empty() { find::policies(&limits) } else { args.files.clone() };
    let levels = messages::levels(&args.levels)?;
    let mut tested = Vec::new();
    for path in &paths {
        tested.push(compiled(path, &levels, &options)?);
    }
    let watched = tested.iter().flat_map(files_of).collect();
    let mut runs = Vec::new();
    for one in &tested {
        runs.push(tried(one, args, &options)?);
    }
    show(args, &runs, streams)?;
    Ok((judged(&runs), watched))
}

/// 2 for a policy with errors, 1 when a test fails, none ran, or a change goes unnoticed.
fn judged(runs: &[Run<'_>]) -> Exit {
    let nothing = runs.iter().all(|run| run.cases.is_empty());
    if runs.iter().any(|run| run.checked.is_none()) {
        Exit::Policy
    } else if nothing || !runs.iter().all(Run::is_fine) {
        Exit::NotAdmitted
    } else {
        Exit::Fine
    }
}

/// Checks a policy, and lowers it: only then is it known to be one.
fn compiled(path: &Path, levels: &Levels, options: &Options) -> Result<Tested, Failure> {
    let limits = &options.limits;
    let text = read_text(path, limits)?;
    let loader = Disk { limits: limits.clone() };
    let mut checkup = compile::check_with(&files::name(path), &text, &loader, limits, levels);
    let is_fine = checkup.compile(options).is_some();
    Ok(Tested {
        file: files::name(path),
        checked: checkup.policy.filter(|_| is_fine),
        sources: checkup.sources,
        diagnostics: checkup.diagnostics,
    })
}

/// The files on disk that a policy was read from, and those that its tests name.
fn files_of(tested: &Tested) -> Vec<PathBuf> {
    let sources = tested.sources.iter().map(|(_, file)| PathBuf::from(file.name.as_ref()));
    let mut all: Vec<PathBuf> = sources.filter(|path| path.extension().is_some()).collect();
    let tests = tested.checked.iter().flat_map(|checked| &checked.tests);
    for case in tests {
        let given = match &case.given {
            admit::check::checked::Given::File(path) => Some(path),
            admit::check::checked::Given::Claims { .. } => None,
        };
        let named = given.into_iter().chain(&case.room);
        all.extend(named.map(|path| files::beside(&path.node, &tested.file)));
    }
    all
}

/// Runs a policy's tests, and what else was asked for.
fn tried<'t>(
    tested: &'t Tested,
    args: &TestArgs,
    options: &'t Options,
) -> Result<Run<'t>, Failure> {
    let mut run = Run {
        file: &tested.file,
        sources: &tested.sources,
        diagnostics: &tested.diagnostics,
        checked: tested.checked.as_ref(),
        cases: Vec::new(),
        coverage: None,
        mutations: None,
    };
    let Some(checked) = &tested.checked else { return Ok(run) };
    let reader = Given { limits: options.limits.clone() };
    let trial = Trial::new(checked, options, &tested.file, &reader)
        .map_err(|why| Failure::policy(format!("`{}` cannot be tested: {why}", tested.file)))?;
    let results = trial.run();
    let all_passed = results.iter().all(|result| result.passed);
    for (at, (case, result)) in checked.tests.iter().zip(results).enumerate() {
        if args.filter.as_ref().is_some_and(|filter| !case.name.contains(filter.as_str())) {
            continue;
        }
        let why = (!result.passed).then(|| trial.explain(at));
        run.cases.push(Case { case, result, why });
    }
    run.coverage = args.coverage.is_some().then(|| trial.coverage());
    // A test that fails anyway would notice every change.
    run.mutations = (args.mutate && all_passed).then(|| trial.mutations());
    Ok(run)
}

/// What is for people goes to standard output, or beside it when something else goes there.
fn show(args: &TestArgs, runs: &[Run<'_>], streams: Streams) -> Result<(), Failure> {
    for run in runs {
        if run.checked.is_none() && !args.json {
            streams.say(&report::diagnostic::text(run.diagnostics, run.sources, streams.err));
        }
    }
    let junit = args.junit.as_ref().map(|to| (to.as_deref(), report::trial::junit(runs)));
    let lcov = (args.coverage == Some(CoverageFormat::Lcov))
        .then(|| (args.output.as_deref(), report::trial::lcov(runs)));
    let mut is_taken = false;
    for (to, text) in junit.into_iter().chain(lcov) {
        is_taken |= to.is_none_or(files::is_standard_input);
        files::write(to, text.as_bytes())?;
    }
    if args.json {
        if is_taken {
            return Err(Failure::usage("only one report can go to standard output")
                .help("name a file: `--junit=FILE`, `--output FILE`"));
        }
        let text = format!("{:#}\n", report::trial::json(runs));
        return files::print(text.as_bytes());
    }
    let text = for_people(args, runs);
    if is_taken {
        streams.say(&text);
        return Ok(());
    }
    files::print(text.as_bytes())
}

fn for_people(args: &TestArgs, runs: &[Run<'_>]) -> String {
    let mut out = String::new();
    for run in runs {
        out.push_str(&report::trial::text(run));
        if let Some(coverage) = run.coverage.as_ref().filter(|_| run.checked.is_some())
            && args.coverage == Some(CoverageFormat::Text)
        {
            out.push_str(&report::trial::coverage_text(run, coverage));
        }
        match &run.mutations {
            Some(mutations) => out.push_str(&report::trial::mutations_text(run, mutations)),
            None if args.mutate && run.checked.is_some() => {
                out.push_str(&format!("{}: no change is tried while a test fails\n", run.file));
            }
            None => {}
        }
    }
    if runs.iter().all(|run| run.cases.is_empty() && run.checked.is_some()) {
        out.push_str("no test ran\n");
    }
    out
}
