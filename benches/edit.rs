//! Editing a policy of 2,000 lines and 600 rules: what the language service takes for a keystroke
//! and for a completion, beside a full check of the same text.
//!
//! `cargo bench --bench edit`. A keystroke puts a letter into a rule or takes it out again;
//! what is wrong with the file is
//! then said: at once what the check finds, and in a pause what the entries tell too. `checked` does
//! what `admit check` does with a text that it has never seen.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write;

use admit::compile;
use admit::limits::Limits;
use admit::rule::Options;
use admit::service::{Finding, NoFiles, Workspace};
use admit::source;
use divan::{Bencher, black_box};

const FILE: &str = "/large.policy";

fn main() {
    let text = policy();
    assert_eq!(text.lines().count(), 2_000);
    assert!(workspace().diagnostics(FILE).is_empty());
    divan::main();
}

/// Where in the file is typed.
const PLACES: [&str; 3] = ["first rule", "middle", "last rule"];

fn rule(place: &str) -> usize {
    match place {
        "first rule" => 1,
        "middle" => 301,
        _ => 598,
    }
}

/// What is said at once after a keystroke that leaves the policy whole: a letter more in a text.
#[divan::bench(args = PLACES)]
fn keystroke(bencher: Bencher, place: &str) {
    let item = format!("rule r{}: ", rule(place));
    typed(bencher, &item, "\"full-time", "x", |workspace| workspace.first_diagnostics(FILE).0);
}

/// Everything that is said after the same keystroke, what the entries tell included; the server
/// does this when typing pauses.
#[divan::bench(args = PLACES)]
fn pause(bencher: Bencher, place: &str) {
    let item = format!("rule r{}: ", rule(place));
    typed(bencher, &item, "\"full-time", "x", |workspace| workspace.diagnostics(FILE));
}

/// Diagnostics after a keystroke that breaks its rule.
#[divan::bench(args = PLACES)]
fn breaking_keystroke(bencher: Bencher, place: &str) {
    let item = format!("rule r{}: ", rule(place));
    typed(bencher, &item, " and employment", "(", |workspace| workspace.diagnostics(FILE));
}

/// Types `letter` behind `word` of a rule, and takes it out again.
fn typed(
    bencher: Bencher,
    item: &str,
    word: &str,
    letter: &str,
    say: fn(&Workspace) -> Vec<Finding>,
) {
    let mut workspace = workspace();
    let text = policy();
    let start = text.find(item).unwrap();
    let at = u32::try_from(start + text[start..].find(word).unwrap() + word.len()).unwrap();
    let mut is_in = false;
    workspace.diagnostics(FILE);
    bencher.bench_local(|| {
        let (range, with) = if is_in { (at..at + 1, "") } else { (at..at, letter) };
        assert!(workspace.edit(FILE, range, with));
        is_in = !is_in;
        black_box(say(&workspace)).len()
    });
}

/// Proposals behind `where` of a rule that has just been changed.
#[divan::bench(args = PLACES)]
fn completion(bencher: Bencher, place: &str) {
    let mut workspace = workspace();
    let text = policy();
    let start = text.find(&format!("rule r{}: ", rule(place))).unwrap();
    let at = u32::try_from(start + text[start..].find("where ").unwrap() + 6).unwrap();
    let mut is_in = false;
    bencher.bench_local(|| {
        let (range, with) = if is_in { (at..at + 1, "") } else { (at..at, "d") };
        assert!(workspace.edit(FILE, range, with));
        is_in = !is_in;
        let found = workspace.completions(FILE, at + u32::from(is_in));
        assert!(found.iter().any(|proposal| proposal.label == "department"));
        found.len()
    });
}

/// The whole text, as `admit check` reads it.
#[divan::bench]
fn checked(bencher: Bencher) {
    let (text, limits) = (policy(), Limits::default());
    bencher.bench(|| {
        let checkup = compile::check(FILE, black_box(&text), &source::NoFiles, &limits);
        checkup.lower(&Options::default()).unwrap().warnings.len()
    });
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new(Box::new(NoFiles), Limits::default());
    workspace.open(FILE, policy());
    workspace
}

/// Twenty credentials with a condition each, and 600 rules of three kinds.
fn policy() -> String {
    let mut text = String::from(
        "policy \"large\"\n\nuse std.roles.moderated as roles\nuse std.jwt.oidc { Address }\n\n",
    );
    for n in 0..20 {
        let _ = write!(
            text,
            "/// Badge number {n}.\ncredential Badge{n}: jwt {{\n    iss: https_uri\n    \
             sub: mimi_uri\n    department: string\n    employment: string\n    address: Address\n    \
             clearance: int\n    groups: [string]\n}}\n\n"
        );
    }
    text += "role participant = 2 extends roles.attendee\n\
             role moderator = 5 extends roles.moderator { participants 1..5 }\n\n";
    for n in 0..20 {
        let _ = writeln!(
            text,
            "condition ours{n} of Badge{n} = iss == \"https://idp{n}.example.com\" and sub.host == \"example.com\"",
        );
    }
    for n in 0..600 {
        let badge = n % 20;
        let _ = match n % 3 {
            0 => writeln!(
                text,
                "\n// rule number {n}\nrule r{n}: admit Badge{badge} as moderator where ours{badge} and department == \"Team {n}\"",
            ),
            1 => writeln!(
                text,
                "rule r{n}: admit Badge{badge} as participant\n    where ours{badge} and employment == \"full-time\" and clearance in {n}..{}",
                n + 1,
            ),
            _ => writeln!(
                text,
                "rule r{n}: admit Badge{badge} as participant\n    where ours{badge} and groups contains \"group{n}\" and address.country in [\"DE\", \"FR\"]",
            ),
        };
    }
    while text.lines().count() < 2_000 {
        text += "// The end.\n";
    }
    text
}
