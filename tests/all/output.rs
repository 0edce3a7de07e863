//! How diagnostics look: for people at fixed widths, and for programs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use admit::compile;
use admit::diagnostic::{Applicability, Diagnostic, code};
use admit::limits::Limits;
use admit::report::{self, Findings, Style};
use admit::rule::Options;
use admit::source::{FileId, NoFiles, SourceMap, Span};
use proptest::prelude::*;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::program::{self as cli, Folder, admit, with_input};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output")
}

/// A text in which `⟦…⟧` marks what the diagnostic is about, `⟨…⟩` other places; marks do not nest.
struct Marked {
    sources: SourceMap,
    primary: Span,
    others: Vec<Span>,
}

fn marked(name: &str, text: &str) -> Marked {
    let (mut plain, mut primary, mut others, mut start) = (String::new(), None, Vec::new(), 0);
    for character in text.chars() {
        let here = u32::try_from(plain.len()).unwrap();
        match character {
            '⟦' | '⟨' => start = here,
            '⟧' => primary = Some(Span::new(FileId::default(), start, here)),
            '⟩' => others.push(Span::new(FileId::default(), start, here)),
            other => plain.push(other),
        }
    }
    let mut sources = SourceMap::default();
    sources.add(name, &plain);
    Marked { sources, primary: primary.expect("a primary mark"), others }
}

/// A diagnostic about a marked text; other places are labelled in order.
fn about(text: &str, words: &str, labels: &[&str]) -> (SourceMap, Diagnostic) {
    let Marked { sources, primary, others } = marked("room.policy", text);
    assert_eq!(others.len(), labels.len());
    let found = Diagnostic::new(code::UNEXPECTED, primary, "something is wrong here").here(words);
    let found = others
        .into_iter()
        .zip(labels)
        .fold(found, |found, (span, label)| found.label(span, *label));
    (sources, found)
}

fn shown(sources: &SourceMap, found: &Diagnostic, width: usize) -> String {
    report::diagnostic::text(std::slice::from_ref(found), sources, Style { color: false, width })
}

/// The named cases: what a source can do to a layout.
fn cases() -> Vec<(&'static str, SourceMap, Diagnostic)> {
    let mut cases = Vec::new();
    let mut add = |name, (sources, found)| cases.push((name, sources, found));
    add("plain", about("admit Badge as ⟦mebmer⟧\n", "no such role", &[]));
    add(
        "wide",
        about(
            "where ⟨abteilung⟩ == ⟦\"人事部長\"⟧ and x == \"東京\"\n",
            "none of the values",
            &["one of `人事`, `営業`"],
        ),
    );
    add(
        "combining",
        about(
            "where name == \"Zoe\u{308} Ame\u{301}lie\" and ⟦city⟧ == \"x\"\n",
            "no such claim",
            &[],
        ),
    );
    add("leading_combining", about("⟦\u{301}⟧ab\n", "a mark by itself", &[]));
    add("tabs", about("\trole\t⟦x⟧\t= 2\t{ ⟨can⟩ y }\n", "here", &["and here"]));
    add(
        "several",
        about(
            "rule ⟨a⟩: admit ⟨Badge⟩ as ⟦member⟧ where ⟨department⟩ == \"x\"\n",
            "what this is about",
            &[
                "a name",
                "a credential whose description goes on for a while, so that it has to be broken",
                "a claim",
            ],
        ),
    );
    add("same_place", about("admit ⟦Badge⟧ as member\n", "the first thing to say", &[]));
    add(
        "lines",
        about(
            "⟦admit Badge\n    as member\n    where x⟧\nadmit Other as member\n",
            "all of this rule",
            &[],
        ),
    );
    add(
        "many_lines",
        about(
            "⟦credential Badge: jwt {\n  a : int\n  b : int\n  c : int\n  d : int\n}⟧\n\n\n⟨admit Badge as member⟩\n",
            "the declaration",
            &["used here"],
        ),
    );
    add("between", about("⟦one⟧\n\n⟨three⟩\nfour\n\n\n⟨seven⟩\n", "1", &["3", "7"]));
    add("crlf", about("first\r\nadmit ⟦Badge⟧ as member\r\nwhere ⟨x⟩\r\n", "here", &["there"]));
    add("end_of_file", about("admit Badge as⟦⟧", "a role is missing", &[]));
    add("empty", about("⟦⟧", "there is nothing", &[]));
    add(
        "controls",
        about(
            "x == \"\u{1b}[31m\u{202e}evil\u{7}\" and ⟦y\u{200b}z⟧\n",
            "look \u{202e}closely",
            &[],
        ),
    );
    let long = format!(
        "where {}⟦clearence⟧ == 3{} and ⟨x⟩\n",
        "a == \"b\" and ".repeat(400),
        " and c == \"d\"".repeat(400)
    );
    add("long_line", about(&long, "no such claim", &["far to the right"]));
    let wide = format!("x == \"{}⟦東京⟧{}\"\n", "日本語".repeat(300), "日本語".repeat(300));
    add("long_wide_line", about(&wide, "here", &[]));
    let long_span = format!("in ⟦[{}]⟧ and x\n", "\"some value\", ".repeat(100));
    add("long_span", about(&long_span, "all of these values", &[]));
    let (sources, found) = about("admit Badge as ⟦mebmer⟧\n", "no such role", &[]);
    add("notes", (sources, found
        .help("write one of the roles that the policy declares, such as `member`, `moderator` or `participant`, or declare it")
        .help("second help")
        .note("a note with a_word_that_is_longer_than_any_line_could_be_at_the_width_that_was_asked_for_and_then_some_more_of_it")
        .suggest(Span::new(FileId::default(), 15, 21), "member", "use `member`", Applicability::Maybe)));
    let (mut sources, found) = about("admit Badge as ⟦member⟧\n", "given here", &[]);
    let other = sources.add("roles/shared.policy", "\n\nrole member = 2 { }\n");
    add("files", (sources, found.label(Span::new(other, 7, 13), "declared here")));
    let (sources, mut found) = about("admit Badge as ⟦member⟧\n", "", &[]);
    found.message = "a message that is so long that it does not fit into one line and goes on in the next one, and in the one after that".into();
    add("long_message", (sources, found));
    cases
}

#[test]
fn people_see_what_the_snapshots_show() {
    let update = std::env::var_os("ADMIT_UPDATE").is_some();
    let mut wrong = String::new();
    let cases = cases();
    for (name, sources, found) in &cases {
        let mut text = String::new();
        for width in [100, 60] {
            writeln!(text, "── {width} columns {}", "─".repeat(width - 16)).unwrap();
            text.push_str(&shown(sources, found, width));
        }
        let path = folder().join(format!("{name}.txt"));
        if update {
            std::fs::write(&path, &text).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            writeln!(wrong, "{name}.txt is not what is shown:\n{text}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "ADMIT_UPDATE=1 writes them anew\n{wrong}");
    let kept = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(kept, cases.len(), "a snapshot without a case");
}

#[test]
fn colours_change_nothing_but_the_colours() {
    for (name, sources, found) in cases() {
        let style = Style { color: true, width: 80 };
        let colored = report::diagnostic::text(std::slice::from_ref(&found), &sources, style);
        assert!(colored.contains("\u{1b}["), "{name}");
        let mut plain = String::new();
        for part in colored.split('\u{1b}') {
            plain.push_str(
                part.strip_prefix('[')
                    .and_then(|part| part.split_once('m'))
                    .map_or(part, |(_, text)| text),
            );
        }
        let plain: String = plain.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        assert_eq!(plain, shown(&sources, &found, 80), "{name}");
    }
}

#[test]
fn a_file_in_one_line_is_not_printed_whole() {
    let text = format!("policy \"p\" {}", "admit Nobody as nothing ".repeat(40_000));
    let mut checkup = compile::check("room.policy", &text, &NoFiles, &Limits::default());
    checkup.finish(&Options::default());
    assert!(checkup.has_errors());
    let style = Style::default();
    let rendered = report::diagnostic::text(&checkup.diagnostics, &checkup.sources, style);
    assert!(rendered.lines().all(|line| line.width() <= style.width));
    assert!(rendered.len() / checkup.diagnostics.len() < 2_000);
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "admit ",
        "日本",
        "e\u{301}",
        "\u{301}",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{200b}",
        "🎉",
        "👩\u{200d}🚀",
        "\u{FEFF}",
        "…",
        "long_word_without_any_end_to_it_at_all_in_sight_for_the_reader ",
        "ﷺ",
        "\u{2028}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever a text and its diagnostics hold: no line is wider than the reader's, nothing that a
    /// terminal could obey reaches it, and every line number is there.
    #[test]
    fn every_line_fits_and_obeys_nothing(
        text in pieces(),
        words in prop::collection::vec(pieces(), 4),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..5),
        width in 40usize..140,
    ) {
        let mut sources = SourceMap::default();
        let file = sources.add("room.policy", &text);
        let ends: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        let spans: Vec<Span> = places.iter().map(|(a, b)| {
            let (a, b) = (*a.get(&ends), *b.get(&ends));
            Span::new(file, a.min(b), a.max(b))
        }).collect();
        let mut found = Diagnostic::new(code::UNEXPECTED, spans[0], words[0].replace('\n', " "))
            .here(words[1].clone()).help(words[2].clone()).note(words[3].clone());
        for span in &spans[1..] {
            found = found.label(*span, words[1].clone());
        }
        let rendered = shown(&sources, &found, width);
        for line in rendered.lines() {
            prop_assert!(line.width() <= width, "{} > {width}: {line:?}", line.width());
            prop_assert!(!line.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{line:?}");
        }
        let line = sources.get(file).unwrap().line_column(spans[0].start).line;
        let number = format!("{line} │");
        prop_assert!(rendered.lines().any(|shown| shown.trim_start().starts_with(&number)), "{rendered}");
    }
}

const WRONG: &str = "policy \"p\"\ncredential Badge: jwt { ville : string }\nrole member = 2 { can join_if_preauthorized }\n\
    admit Badge as member where \"é\" == ville && vile = \"a\"\nadmit Badge as member\n";

#[test]
fn a_line_at_the_end_counts_and_points_to_the_index() {
    let output = with_input(&["check", "-"], WRONG.as_bytes());
    let text = cli::err(&output);
    let last: Vec<&str> = text.lines().rev().take(2).collect();
    assert_eq!(last[1], "4 errors; 2 are repaired by `admit check --fix`", "{text}");
    assert_eq!(last[0], "for more about E0101, E0108, E0201, E0109: admit explain CODE");
    let one = with_input(&["check", "-"], b"policy \"p\"\nrole member = 2\n");
    let text = cli::err(&one);
    assert!(text.ends_with("1 warning\nfor more about W0504: admit explain W0504\n"), "{text}");
    let fine = admit(&["check", "examples/benefits/benefits.policy"]);
    assert_eq!((cli::err(&fine), cli::out(&fine)), (String::new(), String::new()));
}

#[test]
fn json_lines_are_as_documented() {
    let output = with_input(&["check", "--format", "json", "-"], WRONG.as_bytes());
    assert_eq!(cli::code(&output), 2);
    assert_eq!(cli::err(&output), "");
    let objects: Vec<Value> =
        cli::out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (summary, found) = objects.split_last().unwrap();
    assert_eq!(
        *summary,
        serde_json::json!({ "kind": "summary", "ok": false, "errors": 4, "warnings": 0 })
    );
    assert_eq!(found.len(), 4);
    // Every member that the page names is there, and no other.
    let page = std::fs::read_to_string(folder().join("../../docs/output.md")).unwrap();
    for object in found {
        for (member, _) in object.as_object().unwrap() {
            assert!(
                page.contains(&format!("| `{member}` |")),
                "docs/output.md says nothing of `{member}`"
            );
        }
        assert_eq!(object["kind"], "diagnostic");
        assert_eq!(object["place"]["file"], "<standard input>");
    }
    let ands = found.iter().find(|object| object["code"] == "E0108").unwrap();
    // After `é`, octets and columns differ.
    assert_eq!(ands["place"]["from"], serde_json::json!({ "line": 4, "column": 42 }));
    assert_eq!(ands["suggestions"][0]["certain"], true);
    let fine = admit(&["check", "--format", "json", "examples/benefits/benefits.policy"]);
    assert_eq!(cli::out(&fine), "{\"errors\":0,\"kind\":\"summary\",\"ok\":true,\"warnings\":0}\n");
}

#[test]
fn json_shows_nothing_that_a_terminal_obeys() {
    let text = "policy \"p\u{202e}\u{9b}\"\nadmit Nobody as `x\u{200b}\u{e0041}`\n";
    for arguments in [
        &["check", "--json", "-"][..],
        &["check", "--format", "json", "-"],
        &["check", "--format", "sarif", "-"],
        &["check", "--format", "github", "-"],
        &["check", "-"],
    ] {
        let output = with_input(arguments, text.as_bytes());
        let all = cli::out(&output) + &cli::err(&output);
        let raw = |c: char| {
            c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{200b}' | '\u{e0041}'))
        };
        assert!(!all.is_empty() && !all.contains(raw), "{arguments:?}: {all:?}");
    }
    let output = with_input(&["check", "--format", "json", "-"], text.as_bytes());
    let messages = cli::out(&output)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap().to_string())
        .collect::<String>();
    assert!(messages.contains('\u{e0041}'), "it means the same: {messages}");
}

fn findings(text: &str) -> (Vec<Diagnostic>, SourceMap) {
    let mut checkup = compile::check("räume/room 1.policy", text, &NoFiles, &Limits::default());
    checkup.finish(&Options::default());
    (checkup.diagnostics, checkup.sources)
}

/// The schema of OASIS, and whether a log is one of its instances.
fn assert_sarif(log: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors-own/sarif/sarif-schema-2.1.0.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("https://example.com/sarif.json", schema).unwrap();
    let index = compiler.compile("https://example.com/sarif.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(log, index) {
        panic!("{error:#}\n{log:#}");
    }
    // The validator does find faults.
    let mut broken = log.clone();
    broken["runs"][0]["results"] = "none".into();
    assert!(schemas.validate(&broken, index).is_err());
}

#[test]
fn sarif_logs_are_valid_and_say_everything() {
    let text = format!("\u{FEFF}{}", WRONG.replace('\n', "\r\n"));
    let (diagnostics, sources) = findings(&text);
    let log = report::sarif::log(&Findings::of([(diagnostics.as_slice(), &sources)]));
    assert_sarif(&log);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), code::ALL.len());
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), diagnostics.len());
    for (result, found) in results.iter().zip(&diagnostics) {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(
            (rule["id"].as_str(), result["ruleId"].as_str()),
            (Some(found.code.as_str()), Some(found.code.as_str()))
        );
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "r%C3%A4ume/room%201.policy");
    }
    let and = results.iter().find(|result| result["ruleId"] == "E0108").unwrap();
    let region =
        serde_json::json!({ "startLine": 4, "startColumn": 42, "endLine": 4, "endColumn": 44 });
    assert_eq!(and["locations"][0]["physicalLocation"]["region"], region);
    let replacement = &and["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(
        (&replacement["deletedRegion"], &replacement["insertedContent"]["text"]),
        (&region, &"and".into())
    );
}

#[test]
fn sarif_columns_leave_a_byte_order_mark_out() {
    let (diagnostics, sources) = findings("\u{FEFF}polcy \"p\"\n");
    let log = report::sarif::log(&Findings::of([(diagnostics.as_slice(), &sources)]));
    assert_sarif(&log);
    assert_eq!(
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"],
        1
    );
}

#[test]
fn sarif_of_real_files_is_valid() {
    let mut seen = 0;
    for name in [
        "tests/suite/warnings.policy",
        "tests/suite/module.policy",
        "tests/suite/searches.policy",
        "examples/benefits/benefits.policy",
    ] {
        let log: Value =
            serde_json::from_str(&cli::out(&admit(&["check", "--format", "sarif", name]))).unwrap();
        assert_sarif(&log);
        seen += log["runs"][0]["results"].as_array().unwrap().len();
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn github_commands_are_escaped() {
    let mut sources = SourceMap::default();
    let file = sources.add("a,b:c%.policy", "one\ntwo\n");
    let found = [
        Diagnostic::new(code::UNEXPECTED, Span::new(file, 4, 7), "100% wrong: a, b\u{1b}")
            .help("first\nsecond"),
        Diagnostic::new(code::CANNOT_JOIN, Span::new(file, 0, 7), "two lines"),
    ];
    let text = report::github::commands(&Findings::of([(&found[..], &sources)]));
    assert_eq!(
        text,
        "::warning file=a%2Cb%3Ac%25.policy,line=1,endLine=2,title=W0501::two lines\n\
         ::error file=a%2Cb%3Ac%25.policy,line=2,col=1,endLine=2,endColumn=4,title=E0101::100%25 wrong: a, b\\u{1B}%0Ahelp: first%0Asecond\n"
    );
    let output = with_input(&["check", "--format", "github", "-"], WRONG.as_bytes());
    let commands = cli::out(&output);
    assert_eq!(commands.lines().count(), 4);
    assert!(
        commands.lines().all(|line| line.starts_with("::error file=<standard input>,line=4,col=")),
        "{commands}"
    );
}

#[test]
fn what_two_files_share_is_said_once() {
    let folder = Folder::new("shared");
    folder.write(
        "shared.policy",
        b"credential badge: jwt { a : string }\nrole member = 2 { can join_if_preauthorized }\n",
    );
    let room = b"policy \"p\"\nuse \"shared.policy\" { badge, member }\nadmit badge as member where a == \"b\"\n";
    let (one, two) = (folder.write("one.policy", room), folder.write("two.policy", room));
    let text = cli::err(&admit(&["check", "--allow", "W0512", &one, &two]));
    assert!(text.contains("\n1 warning\n"), "{text}");
    assert_eq!(text.matches("W0505]").count(), 1, "{text}");
    let both = cli::out(&admit(&["check", "--json", &one, &two]));
    assert_eq!(both.matches("W0505").count(), 2, "by file, as it was");
}

#[test]
fn the_width_is_the_readers() {
    let run = |columns: Option<&str>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_admit"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("COLUMNS");
        columns.map(|columns| command.env("COLUMNS", columns));
        let output = command.args(["check", "tests/suite/warnings.policy"]).output().unwrap();
        let text = cli::err(&output);
        // A place is one word, however long.
        text.lines().filter(|line| !line.contains("─[ ")).map(UnicodeWidthStr::width).max().unwrap()
    };
    assert!(run(None) <= 100);
    assert!(run(Some("50")) <= 50);
    assert!(run(Some("3")) <= 40);
    assert!(run(Some("nonsense")) <= 100);
    assert!(run(Some("120")) > 60);
}

#[test]
fn compile_says_it_to_programs_too() {
    let folder = Folder::new("messages");
    let file = folder.write("room.policy", WRONG.as_bytes());
    let output = admit(&["compile", &file, "--message-format", "json"]);
    assert_eq!((cli::code(&output), cli::out(&output)), (2, String::new()));
    assert_eq!(cli::err(&output).lines().count(), 5);
    assert_eq!(cli::code(&admit(&["compile", &file, "--message-format", "json", "--json"])), 64);
    assert_eq!(cli::code(&admit(&["check", &file, "--format", "json", "--json"])), 64);
}
