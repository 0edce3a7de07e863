//! The parser of layout 14, for older programs: the same trees of what is sound, never a mistake where
//! there is none, and none missed but a keyword that stands for a name.

use std::path::Path;
use std::process::Command;

use admit::syntax::vocabulary;
use tree_sitter::{Language, Tree};

use crate::mutations::{each_changed_character, each_changed_token};
use crate::sources::{Source, Verdict, policies};
use crate::{grammar, parse, parse_as, walk};

fn older(text: &str) -> Tree {
    parse_as(&Language::from(admit_editors::LANGUAGE_14), text)
}

/// Whether a keyword stands for a name somewhere, which reserved words would forbid.
fn has_a_keyword_for_a_name(tree: &Tree, text: &str) -> bool {
    const LINES: [&[&str]; 4] = [
        vocabulary::POLICY_SETTINGS,
        vocabulary::ROLE_SETTINGS,
        vocabulary::DISCLOSE_WORDS,
        vocabulary::TEST_WORDS,
    ];
    let mut found = false;
    walk(tree.root_node(), &mut |node| {
        let word = &text[node.byte_range()];
        let reserved = vocabulary::is_reserved(word) || LINES.concat().contains(&word);
        found |= node.kind() == "identifier" && reserved;
    });
    found
}

#[test]
fn what_is_sound_has_the_same_tree() {
    let mut count = 0;
    for (name, text) in policies() {
        if Source::new(&text).verdict() == Verdict::Sound {
            let (ours, newer) = (older(&text), parse(&text));
            assert_eq!(ours.root_node().to_sexp(), newer.root_node().to_sexp(), "{name}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

/// How changed texts were judged.
#[derive(Default)]
struct Tally {
    judged: usize,
    missed: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn judge(&mut self, text: &str) {
        let tree = older(text);
        match (Source::new(text).verdict(), tree.root_node().has_error()) {
            (Verdict::Beyond, _) => return,
            (Verdict::Sound, true) => self.wrong.push(format!("a mistake that is none: {text}")),
            (Verdict::Broken, false) if has_a_keyword_for_a_name(&tree, text) => self.missed += 1,
            (Verdict::Broken, false) => self.wrong.push(format!("a mistake missed: {text}")),
            _ => {}
        }
        self.judged += 1;
    }
}

#[test]
fn only_keywords_for_names_are_missed() {
    let mut tally = Tally::default();
    each_changed_token(|text| tally.judge(text));
    each_changed_character(|text| tally.judge(text));
    let Tally { judged, missed, wrong } = tally;
    println!("layout 14: {missed} of {judged} changed items seem sound and are not");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    // One in a hundred; and reserved words are worth having only while there are any.
    assert!(missed > 0 && missed * 100 < judged, "{missed} of {judged}");
}

/// How `build-library` ends, called for a library that is not there before.
fn build(arguments: &[&str], library: &Path) -> (Option<i32>, bool) {
    let _ = std::fs::remove_file(library);
    let mut command = Command::new(grammar().join("build-library"));
    let output = command.args(arguments).arg(library).output().unwrap();
    (output.status.code(), library.exists())
}

#[test]
fn a_library_is_one_command_away() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a library");
    let library = folder.join("libtree-sitter-policy.so");
    let octets = |arguments: &[&str]| {
        assert_eq!(build(arguments, &library), (Some(0), true), "{arguments:?}");
        std::fs::read(&library).unwrap()
    };
    let newest = octets(&[]);
    assert!(newest.windows(19).any(|it| it == b"tree_sitter_policy\0"));
    assert!(octets(&["15"]) == newest);
    assert!(octets(&["14"]) != newest);
    assert_eq!(build(&["13"], &library), (Some(64), false));
    assert_eq!(build(&["14", "15"], &library), (Some(64), false));
}
