//! One token too few, too many or in the wrong place: what is said stands near it, and is short.
//!
//! `cargo test token_mistakes -- --nocapture` prints the share; with `ADMIT_SHOW_FAR=1` also what is
//! far away or long.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use admit::check::stdlib;
use admit::compile;
use admit::diagnostic::repair::is_certain;
use admit::diagnostic::sorted;
use admit::diagnostic::{Applicability, Diagnostic, Severity, code};
use admit::limits::Limits;
use admit::report::page::page;
use admit::rule;
use admit::source::{FileId, LoadError, Loaded, Loader, SourceMap};
use admit::syntax::parse;
use admit::syntax::token::tokens;
use proptest::prelude::*;

use crate::support::policies;

/// Tokens to put in.
const PIECES: &[&str] = &[
    "policy",
    "use",
    "type",
    "credential",
    "role",
    "let",
    "condition",
    "rule",
    "admit",
    "refuse",
    "and",
    "or",
    "not",
    "in",
    "is",
    "as",
    "where",
    "of",
    "at",
    "exists",
    "null",
    "true",
    "x",
    "Badge",
    "member",
    "`role`",
    "1",
    "1.5",
    "2026-01-31",
    "\"text\"",
    "h'00'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    ".",
    "..",
    "|",
    "->",
    "=",
    "==",
    "<",
    ">=",
    "&&",
    "!=",
    ";",
];

/// The most diagnostics that one wrong token may lead to.
const MOST: usize = 9;

/// One change of a sound policy.
#[derive(Debug, Clone, Copy)]
enum Change {
    Delete,
    /// With the token behind it.
    Swap,
    /// Before the token.
    Insert(&'static str),
}

/// A sound policy or module, and where its tokens stand.
struct Sound {
    name: String,
    text: String,
    spans: Vec<std::ops::Range<usize>>,
}

/// Sound policies: examples, the standard library, the error index, the annotated ones without
/// errors, and a generated one with many items of each kind.
fn sound() -> &'static [Sound] {
    static SOUND: OnceLock<Vec<Sound>> = OnceLock::new();
    SOUND.get_or_init(|| {
        let mut texts: BTreeMap<String, String> = policies("examples");
        let count = texts.len();
        assert!(count > 5, "the examples are missing");
        texts.extend(policies("tests/suite").into_iter().filter(|(_, text)| !text.contains("//~")));
        for name in stdlib::names() {
            texts.insert(name.to_owned(), stdlib::text(name).unwrap().to_owned());
        }
        for (code, _) in code::ALL {
            let right = page(*code).into_iter().flat_map(|page| page.right);
            let alone = right.filter(|right| right.files.len() == 1 && right.limits.is_empty());
            texts.extend(alone.map(|right| (code.to_string(), right.files[0].text.clone())));
        }
        texts.insert("generated".into(), generated());
        let all = texts.into_iter().map(|(name, text)| {
            let tokens = tokens(&text, FileId(0));
            let solid = tokens.iter().filter(|token| !token.kind.is_trivia());
            let spans = solid.map(|token| token.span.range()).collect();
            Sound { name, text, spans }
        });
        all.filter(|sound| !errors(&said(&sound.name, &sound.text).1).any(|_| true)).collect()
    })
}

/// Many items that speak of one another.
fn generated() -> String {
    let mut text = String::from("policy \"generated\"\n\ncredential Badge: jwt {\n");
    for n in 0..12 {
        text += &format!("    claim_{n} : {}\n", ["string", "int", "uri", "[string]"][n % 4]);
    }
    text += "}\n\n";
    for n in 0..12 {
        let test = [
            format!("claim_{n} == \"text {n}\""),
            format!("claim_{n} >= {n}"),
            format!("claim_{n}.host under \"example.com\""),
            format!("claim_{n} contains \"group {n}\""),
        ];
        text += &format!("role role_{n} = {} {{ can join_if_preauthorized }}\n", n + 2);
        text += &format!("condition case_{n} of Badge = {} and claim_0 exists\n", test[n % 4]);
        text += &format!(
            "rule rule_{n}: admit Badge as role_{n}\n    where case_{n}\n      and (claim_1 < {n} or claim_4 == \"x\")\n\n"
        );
    }
    text
}

/// Reads files below the root of the project.
struct Disk;

impl Loader for Disk {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let name = Path::new(from).parent().unwrap().join(path).to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name));
        let text = text.map_err(|_| LoadError("there is no such file".into()))?;
        Ok(Loaded { name, text })
    }
}

fn said(name: &str, text: &str) -> (SourceMap, Vec<Diagnostic>, bool) {
    let checkup = compile::check(name, text, &Disk, &Limits::default());
    let sound = checkup.policy.is_some() || !checkup.has_errors();
    let mut found = checkup.diagnostics.clone();
    if checkup.policy.is_some() {
        match checkup.lower(&rule::Options::default()) {
            Ok(lowered) => found.extend(lowered.warnings),
            Err(errors) => found.extend(errors),
        }
    }
    (checkup.sources, found, sound)
}

fn errors(found: &[Diagnostic]) -> impl Iterator<Item = Diagnostic> {
    sorted(found.to_vec()).into_iter().filter(|found| found.severity == Severity::Error)
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|octet| *octet == b'\n').count()
}

/// What became of a change.
struct Outcome {
    changed: String,
    found: Vec<Diagnostic>,
    sound: bool,
    /// How many lines the first error is away from the change; none when there is no error.
    distance: Option<usize>,
}

impl Sound {
    /// The changed text, and where the change ends in the text before it.
    fn changed(&self, at: usize, change: Change) -> (String, usize) {
        let span = self.spans[at].clone();
        let mut changed = self.text.clone();
        let mut end = span.end;
        match change {
            Change::Delete => changed.replace_range(span.clone(), ""),
            Change::Swap => {
                let next = self.spans[(at + 1).min(self.spans.len() - 1)].clone();
                end = next.end;
                let between = &self.text[span.end.min(next.start)..next.start];
                let swapped = [&self.text[next.clone()], between, " ", &self.text[span.clone()]];
                changed.replace_range(span.start..next.end, &format!(" {} ", swapped.concat()));
            }
            Change::Insert(piece) => changed.insert_str(span.start, &format!(" {piece} ")),
        }
        (changed, end)
    }

    fn change(&self, at: usize, change: Change) -> Outcome {
        let (changed, end) = self.changed(at, change);
        let (first, last) = (line(&self.text, self.spans[at].start), line(&self.text, end));
        let (sources, found, sound) = said(&self.name, &changed);
        let distance = errors(&found).next().map(|error| {
            let file = sources.get(error.primary.span.file).unwrap();
            let line = file.line_column(error.primary.span.start).line as usize - 1;
            let here = error.primary.span.file == FileId::default();
            if here {
                first.saturating_sub(line).max(line.saturating_sub(last))
            } else {
                usize::MAX
            }
        });
        Outcome { changed, found, sound, distance }
    }
}

/// A small generator of pseudo-random numbers (xorshift), so that the share is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn change(&mut self) -> Change {
        match self.roll(3) {
            0 => Change::Delete,
            1 => Change::Swap,
            _ => Change::Insert(PIECES[self.roll(PIECES.len())]),
        }
    }
}

#[test]
fn the_first_error_is_near_the_mistake() {
    const CASES: usize = 3000;
    let mut dice = Dice(0x5eed_0004);
    let (mut wrong, mut near, mut most) = (0_u32, 0_u32, 0);
    for _ in 0..CASES {
        let policy = &sound()[dice.roll(sound().len())];
        let (at, change) = (dice.roll(policy.spans.len()), dice.change());
        let outcome = policy.change(at, change);
        assert!(outcome.sound || outcome.distance.is_some(), "{change:?}:\n{}", outcome.changed);
        assert!(outcome.found.len() <= MOST, "{}\n{:#?}", outcome.changed, outcome.found);
        let Some(distance) = outcome.distance else { continue };
        wrong += 1;
        near += u32::from(distance <= 1);
        most = most.max(outcome.found.len());
        if std::env::var_os("ADMIT_SHOW_FAR").is_some() && (distance > 1 || outcome.found.len() > 3)
        {
            println!("{} {change:?} before token {at}, {distance} lines away", policy.name);
            let lines = sorted(outcome.found.clone()).into_iter().map(|it| {
                let line = line(&outcome.changed, it.primary.span.start as usize) + 1;
                format!("  {line} {}: {}", it.code, it.message)
            });
            println!("{}", lines.collect::<Vec<_>>().join("\n"));
        }
    }
    let share = 100.0 * f64::from(near) / f64::from(wrong);
    println!(
        "{near} of {wrong} first errors ({share:.1} %) are within a line of the mistake; at most {most} diagnostics"
    );
    assert!(wrong > 2500, "{wrong} of {CASES} changes are mistakes");
    assert!(near * 10 >= wrong * 9, "{near} of {wrong}");
}

/// The parser's errors in a text, and for each certain repair the text that it leads to.
fn certain_repairs(text: &str) -> (Vec<Diagnostic>, Vec<(Diagnostic, String)>) {
    let (_, found) = parse(text, FileId(0), &Limits::default());
    let repaired = found.iter().filter(|found| is_certain(found)).map(|found| {
        let certain =
            found.suggestions.iter().filter(|it| it.applicability == Applicability::Certain);
        let mut parts: Vec<_> = certain.map(|it| (it.span.range(), &it.replacement)).collect();
        parts.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = text.to_owned();
        parts.into_iter().for_each(|(range, new)| text.replace_range(range, new));
        (found.clone(), text)
    });
    let repaired = repaired.collect();
    (found, repaired)
}

/// Where a certain repair does not leave fewer errors than before.
fn useless_repairs(text: &str) -> Vec<String> {
    let (found, repaired) = certain_repairs(text);
    let useless = repaired.into_iter().filter_map(|(of, repaired)| {
        let (_, left) = parse(&repaired, FileId(0), &Limits::default());
        let said: Vec<_> = left.iter().map(|it| format!("{} {}", it.code, it.message)).collect();
        let at = of.primary.span.start as usize;
        let line = repaired.lines().nth(line(text, at)).unwrap_or_default().to_owned();
        (left.len() >= found.len())
            .then(|| format!("{} {}\n  {line}\n  {said:#?}", of.code, of.message))
    });
    useless.collect()
}

#[test]
fn certain_repairs_of_the_annotated_slips_leave_fewer_errors() {
    let texts = policies("tests/suite");
    let (mut useless, mut repairs) = (Vec::new(), 0);
    for (name, text) in &texts {
        // What is said of more mistakes than are shown changes with each of them.
        if text.contains("//? mistakes") {
            continue;
        }
        repairs += certain_repairs(text).1.len();
        useless.extend(useless_repairs(text).into_iter().map(|it| format!("{name}: {it}")));
    }
    assert!(repairs > 50, "{repairs}");
    assert!(useless.is_empty(), "{}", useless.join("\n"));
}

#[test]
fn certain_repairs_of_wrong_tokens_leave_fewer_errors() {
    let mut dice = Dice(0x5eed_0007);
    let (mut useless, mut repairs) = (Vec::new(), 0);
    for _ in 0..2000 {
        let policy = &sound()[dice.roll(sound().len())];
        let changed = policy.changed(dice.roll(policy.spans.len()), dice.change()).0;
        repairs += certain_repairs(&changed).1.len();
        useless.extend(useless_repairs(&changed));
    }
    assert!(repairs > 100, "{repairs}");
    assert!(useless.is_empty(), "{} of {repairs}\n{}", useless.len(), useless.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A wrong token is told of, or the policy still has a meaning; few words suffice.
    #[test]
    fn one_wrong_token_is_told_of_briefly(
        policy in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        kind in 0..3u8,
        piece in prop::sample::select(PIECES),
    ) {
        let policy = policy.get(sound());
        let change = match kind {
            0 => Change::Delete,
            1 => Change::Swap,
            _ => Change::Insert(piece),
        };
        let outcome = policy.change(at.index(policy.spans.len()), change);
        prop_assert!(outcome.sound || outcome.distance.is_some(), "{}", outcome.changed);
        prop_assert!(outcome.found.len() <= MOST, "{}\n{:#?}", outcome.changed, outcome.found);
    }
}
