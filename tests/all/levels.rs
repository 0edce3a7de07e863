//! Levels of warnings: who sets them, who outranks whom, and what they do to the outcome.

use admit::compile::{self, Checkup};
use admit::diagnostic::level::Target;
use admit::diagnostic::{Code, Diagnostic, Level, Levels, Severity, code};
use admit::limits::Limits;
use admit::model::Profile;
use admit::rule::Options;
use admit::source::NoFiles;
use proptest::prelude::*;

use crate::support::program::{self as cli, Folder, admit};

/// A policy that gives one W0508, with levels in its block and above the rule.
fn policy(block: &str, comment: &str) -> String {
    format!(
        "policy \"room\" {{ {block} }}\n\
         credential Badge: jwt {{ sub : mimi_uri }}\n\
         role member = 2 {{ can join_if_preauthorized }}\n\
         {comment}\n\
         admit Badge as member\n"
    )
}

fn checked(text: &str, levels: &Levels) -> (Checkup, bool) {
    let limits = Limits::default();
    let mut checkup = compile::check_with("room.policy", text, &NoFiles, &limits, levels);
    let is_lowered = checkup.finish(&Options::default()).is_some();
    (checkup, is_lowered)
}

/// What is said of one code, and whether the policy is lowered.
fn outcome(text: &str, levels: &Levels, code: Code) -> (Option<Severity>, bool) {
    let (checkup, is_lowered) = checked(text, levels);
    assert_eq!(checkup.has_errors(), !is_lowered, "{text}");
    let found: Vec<&Diagnostic> =
        checkup.diagnostics.iter().filter(|found| found.code == code).collect();
    assert!(found.len() <= 1, "{text}");
    (found.first().map(|found| found.severity), is_lowered)
}

fn set(level: Option<Level>, target: Target) -> Levels {
    let mut levels = Levels::default();
    level.map(|level| levels.set(target, level));
    levels
}

const WARNING: (Option<Severity>, bool) = (Some(Severity::Warning), true);
const ERROR: (Option<Severity>, bool) = (Some(Severity::Error), false);
const NOTHING: (Option<Severity>, bool) = (None, true);

fn expected(level: Level) -> (Option<Severity>, bool) {
    match level {
        Level::Allow => NOTHING,
        Level::Warn => WARNING,
        Level::Deny => ERROR,
    }
}

#[test]
fn the_item_outranks_the_policy_and_the_policy_the_caller() {
    let choices = || [None, Some(Level::Allow), Some(Level::Warn), Some(Level::Deny)];
    let mut cases = 0;
    for item in choices() {
        for block in choices() {
            for caller in choices() {
                let comment = item.map(|level| format!("// admit: {}(W0508) why", level.word()));
                let setting = block.map(|level| format!("{} W0508 \"why\"", level.word()));
                let text = policy(&setting.unwrap_or_default(), &comment.unwrap_or_default());
                let levels = set(caller, Target::Code(code::EVERY_HOLDER));
                let level = item.or(block).or(caller).unwrap_or(Level::Warn);
                assert_eq!(
                    outcome(&text, &levels, code::EVERY_HOLDER),
                    expected(level),
                    "{item:?} {block:?} {caller:?}"
                );
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 64);
}

#[test]
fn warnings_moves_what_is_at_warn_and_nothing_else() {
    let deny = set(Some(Level::Deny), Target::Warnings);
    let every = code::EVERY_HOLDER;
    assert_eq!(outcome(&policy("", ""), &deny, every), ERROR);
    assert_eq!(outcome(&policy("allow W0508 \"why\"", ""), &deny, every), NOTHING);
    assert_eq!(outcome(&policy("", "// admit: allow(W0508) why"), &deny, every), NOTHING);
    // As with rustc: a warning that is asked for is a warning, and so denied.
    assert_eq!(outcome(&policy("warn W0508 \"why\"", ""), &deny, every), ERROR);
    // The nearer `warnings` is the one that counts.
    assert_eq!(outcome(&policy("warn warnings \"why\"", ""), &deny, every), WARNING);
    assert_eq!(outcome(&policy("deny warnings \"why\"", ""), &Levels::default(), every), ERROR);
    let text = policy("deny warnings \"why\"", "// admit: warn(warnings) why");
    assert_eq!(outcome(&text, &Levels::default(), every), WARNING);
    let text = policy("deny warnings \"why\"", "// admit: allow(warnings) why");
    assert_eq!(outcome(&text, &Levels::default(), every), NOTHING);
}

#[test]
fn a_denied_warning_says_who_denied_it() {
    let deny = set(Some(Level::Deny), Target::Warnings);
    let (checkup, _) = checked(&policy("", ""), &deny);
    assert_eq!(checkup.diagnostics[0].notes.last().unwrap(), "denied by `--deny warnings`");
    let (checkup, _) = checked(&policy("deny W0508 \"no badge is ours\"", ""), &Levels::default());
    let denied = &checkup.diagnostics[0];
    assert_eq!(denied.notes.last().unwrap(), "denied by `deny W0508`: no badge is ours");
    assert_eq!(checkup.sources.text(denied.labels.last().unwrap().span), "W0508");
}

#[test]
fn what_a_level_denies_is_never_lowered_by_either_way() {
    let limits = Limits::default();
    let deny = set(Some(Level::Deny), Target::Warnings);
    // Found by the checker, and found by lowering.
    let shadowed = policy("", "admit Badge as member where sub.host == \"a.example\"")
        + "admit Badge as member where sub.host == \"b.example\"\n";
    for text in [policy("", ""), shadowed] {
        let checkup = compile::check_with("room.policy", &text, &NoFiles, &limits, &deny);
        assert!(checkup.lower(&Options::default()).is_err());
        let checkup = compile::check("room.policy", &text, &NoFiles, &limits);
        assert!(checkup.lower(&Options::default()).is_ok());
    }
}

#[test]
fn levels_reach_what_lowering_finds() {
    let text = |comment: &str| {
        policy("allow W0508 \"ours\"", "")
            + comment
            + "\nadmit Badge as member where sub.host == \"b.example\"\n"
    };
    let none = Levels::default();
    assert_eq!(outcome(&text(""), &none, code::SHADOWED), WARNING);
    assert_eq!(outcome(&text("// admit: allow(W0602) why"), &none, code::SHADOWED), NOTHING);
    assert_eq!(outcome(&text("// admit: deny(W0602) why"), &none, code::SHADOWED), ERROR);
    let deny = set(Some(Level::Deny), Target::Code(code::SHADOWED));
    assert_eq!(outcome(&text(""), &deny, code::SHADOWED), ERROR);
}

#[test]
fn a_comment_counts_for_its_item_alone() {
    let text = policy("", "// admit: allow(W0508) why") + "admit Badge as member\n";
    let (checkup, _) = checked(&text, &Levels::default());
    let rules: Vec<_> =
        checkup.diagnostics.iter().filter(|found| found.code == code::EVERY_HOLDER).collect();
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].primary.span.start as usize, text.rfind("admit Badge").unwrap());
}

#[test]
fn an_allowance_that_allows_nothing_is_found_and_can_be_allowed() {
    let unneeded = |text: &str| outcome(text, &Levels::default(), code::NOTHING_TO_ALLOW);
    assert_eq!(unneeded(&policy("allow W0508 \"why\"", "")), NOTHING);
    assert_eq!(unneeded(&policy("allow W0508, W0501 \"why\"", "")), WARNING);
    assert_eq!(unneeded(&policy("", "// admit: allow(W0508, W0501) why")), WARNING);
    assert_eq!(unneeded(&policy("", "// admit: allow(W0508, W0501, W0520) why")), NOTHING);
    assert_eq!(unneeded(&policy("allow W0520 \"why\"", "// admit: allow(W0501) why")), NOTHING);
    // Nobody needs this one, and it cannot allow itself.
    assert_eq!(unneeded(&policy("allow W0520 \"why\"", "")), WARNING);
    assert_eq!(unneeded(&policy("deny W0520 \"why\"", "// admit: allow(W0501) why")), ERROR);
    // What is asked for or denied is there for another day.
    assert_eq!(unneeded(&policy("deny W0501 \"why\"  warn W0502 \"why\"", "")), NOTHING);
    // Two that allow the same: the nearer one is needed.
    let text = policy("allow W0508 \"why\"", "// admit: allow(W0508) why");
    assert_eq!(unneeded(&text), WARNING);
}

#[test]
fn allowances_are_judged_by_the_policys_own_profile() {
    let text = policy("allow W0603 \"why\"", "")
        .replace("admit Badge as member", "admit Badge as member where sub.host == \"a.example\"");
    let check = || compile::check("room.policy", &text, &NoFiles, &Limits::default());
    let says = |profile| {
        let options = Options { profile, ..Options::default() };
        check().lower(&options).unwrap().warnings.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(says(None), [code::NOTHING_TO_ALLOW]);
    assert_eq!(says(Some(Profile::Matcher)), [code::NOTHING_TO_ALLOW]);
    assert_eq!(says(Some(Profile::Pointer)), []);
}

#[test]
fn mistakes_in_levels_are_errors() {
    let cases = [
        ("", "// admit: allow(W0508)", code::NO_REASON),
        ("allow W0508 \" \"", "", code::NO_REASON),
        ("allow E0301 \"why\"", "", code::LEVEL_OF_AN_ERROR),
        ("", "// admit: deny(E0301) why", code::LEVEL_OF_AN_ERROR),
        ("", "// admit: allow(W9508) why", code::UNKNOWN_CODE),
        ("allow W0508 \"a\"  warn W0508 \"b\"", "", code::GIVEN_TWICE),
        ("", "// admit: allow(W0508) a\n// admit: deny(W0508) b", code::GIVEN_TWICE),
        ("", "// admit: forbid(W0508) why", code::BAD_LEVEL_COMMENT),
        ("", "// admit: allow W0508", code::BAD_LEVEL_COMMENT),
        ("", "//ADMIT:allow(W0508", code::BAD_LEVEL_COMMENT),
        ("", "// admit:", code::BAD_LEVEL_COMMENT),
        ("", "/// admit: allow(W0508) why", code::BAD_LEVEL_COMMENT),
        ("", "// admit: allow(W0508) why\n", code::MISPLACED_LEVEL),
        ("// admit: allow(W0508) why\n", "", code::MISPLACED_LEVEL),
    ];
    for (block, comment, code) in cases {
        let (severity, is_lowered) = outcome(&policy(block, comment), &Levels::default(), code);
        assert_eq!((severity, is_lowered), ERROR, "{block} {comment}");
    }
    // Other comments are nobody's business.
    for comment in ["// admittance: free", "// we admit: this is odd", "// admit everybody here"] {
        let (checkup, _) = checked(&policy("", comment), &Levels::default());
        assert_eq!(checkup.diagnostics.len(), 1, "{comment}");
    }
}

#[test]
fn comments_work_with_every_line_end_and_among_other_comments() {
    let comment = "// more words\n// admit: allow(W0508) why\n/// Documentation.\n// and more";
    for text in [policy("", comment), policy("", comment).replace('\n', "\r\n")] {
        assert_eq!(outcome(&text, &Levels::default(), code::EVERY_HOLDER), NOTHING);
    }
    let first = "\u{FEFF}// admit: allow(W0505) why\ncredential badge: jwt { sub : uri }\n";
    let (checkup, _) = checked(first, &Levels::default());
    assert_eq!(checkup.diagnostics, []);
}

#[test]
fn the_same_is_said_once() {
    let codes = |rules: &str| {
        let text = policy("allow W0508, W0512 \"why\"", "") + rules;
        let (checkup, _) =
            checked(&text.replace("admit Badge as member\n", ""), &Levels::default());
        let codes: Vec<_> = checkup.diagnostics.iter().map(|found| found.code).collect();
        codes.into_iter().filter(|code| *code != code::NOTHING_TO_ALLOW).collect::<Vec<_>>()
    };
    let anyone = "admit anyone as member\nadmit Badge as member where sub.host == \"a.example\"\n";
    assert_eq!(codes(anyone), [code::ANYONE_FIRST]);
    // What an earlier rule hides would be hidden without `anyone` too.
    let both = "admit Badge as member where sub.host == \"a.example\"\n\
                admit anyone as member\n\
                admit Badge as member where sub.host == \"a.example\" and sub.user_id == \"x\"\n";
    assert!(codes(both).contains(&code::SHADOWED), "{:?}", codes(both));
    let never =
        "admit Badge as member where sub.host == \"a.example\" and sub.path[0..2] == \"abcd\"\n";
    assert_eq!(codes(never), [code::NEVER_TRUE]);
}

#[test]
fn the_command_line_sets_levels() {
    let folder = Folder::new("levels");
    let file = folder.write("room.policy", policy("", "").as_bytes());
    let run = |arguments: &[&str]| {
        let output = admit(&[&["check", file.as_str()], arguments].concat());
        (cli::code(&output), cli::err(&output))
    };
    assert_eq!(run(&[]).0, 0);
    assert!(run(&[]).1.contains("[W0508] Warning"));
    assert_eq!(run(&["--allow", "W0508,W0512"]), (0, String::new()));
    let (code, text) = run(&["--deny", "warnings"]);
    assert_eq!(code, 2);
    assert!(
        text.contains("[W0508] Error") && text.contains("denied by `--deny warnings`"),
        "{text}"
    );
    assert_eq!(run(&["--deny", "warnings", "--allow", "W0501,W0508,W0512"]), (0, String::new()));
    for (arguments, words) in [
        (&["--allow", "E0301"][..], "only warnings have levels"),
        (&["--deny", "W9508"][..], "is W0508 meant?"),
        (&["--deny", "W0508", "--allow", "W0508"][..], "has two levels"),
    ] {
        let (code, text) = run(arguments);
        assert_eq!(code, 64, "{text}");
        assert!(text.contains(words), "{text}");
    }
    let compile =
        |arguments: &[&str]| cli::code(&admit(&[&["compile", file.as_str()], arguments].concat()));
    assert_eq!(compile(&["--format", "hex"]), 0);
    assert_eq!(compile(&["--format", "hex", "--deny", "W0508"]), 2);
    let eval = ["eval", file.as_str(), "--credential", "examples/benefits/hr.json"];
    assert_eq!(cli::code(&admit(&eval)), 0);
    assert_eq!(cli::code(&admit(&[&eval[..], &["--deny", "warnings"]].concat())), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever stands in a comment or in the block: no panic, and spans fit their text.
    #[test]
    fn any_comment_can_be_read(
        comment in "(// ?admit ?:? ?(allow|deny|x)?[(]?(W0508|E0301|,| |é|\u{202e}|warnings){0,4}[)]?[a-zé ]{0,6}\r?\n?){1,3}",
    ) {
        let text = policy("", &comment);
        let (checkup, _) = checked(&text, &Levels::default());
        for found in &checkup.diagnostics {
            prop_assert!(text.get(found.primary.span.range()).is_some(), "{:?}", found);
        }
    }
}
