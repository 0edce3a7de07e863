//! The style, construct by construct; that nothing but layout changes is tested in `tests/all`.

use super::format;
use crate::limits::Limits;

/// Formats a text, and makes sure that the result stays as it is.
fn formatted(text: &str) -> String {
    let once = format(text, &Limits::default());
    assert_eq!(once.diagnostics, [], "{text}");
    assert_eq!(format(&once.text, &Limits::default()).text, once.text, "formatted twice");
    once.text
}

/// Each text and what becomes of it.
#[track_caller]
fn becomes(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(formatted(text), *expected, "{text}");
    }
}

#[test]
fn claims_stand_in_columns() {
    becomes(&[
        (
            "credential C: cwt{a at 1:string,long at -67553:{x:int y:[bool]}}",
            "credential C: cwt {\n    a    at 1      : string\n    long at -67553 : { x : int, y : [bool] }\n}\n",
        ),
        (
            "type T={a:int\n\n\nb at \"odd\" / [0]:tag 1 date}",
            "type T = {\n    a : int\n\n    b at \"odd\" / [0] : tag 1 date\n}\n",
        ),
        (
            "credential C : jwt extends  x.Y type 0xF001 { }",
            "credential C: jwt extends x.Y type 0xF001 {}\n",
        ),
        ("enum E:int{a=1,long=2}", "enum E: int { a = 1, long = 2 }\n"),
        (
            "enum E: int {\n /// The first.\n a = 1 long = 2 }",
            "enum E: int {\n    /// The first.\n    a    = 1\n    long = 2\n}\n",
        ),
    ]);
}

#[test]
fn neighbours_stand_in_columns() {
    becomes(&[
        ("role a=1\nrole long =2", "role a    = 1\nrole long = 2\n"),
        ("role a=1\n\nrole long =2", "role a = 1\n\nrole long = 2\n"),
        ("let a=1\n// why\nlet long=2", "let a = 1\n// why\nlet long = 2\n"),
        (
            "rule a :admit C as m\nrule long: refuse C where x",
            "rule a:    admit C as m\nrule long: refuse C where x\n",
        ),
    ]);
}

#[test]
fn settings_stand_below_each_other() {
    becomes(&[
        ("role a = 2 extends b { active ..5 }", "role a = 2 extends b { active ..5 }\n"),
        (
            "role a = 2 { name \"A\" may move 1->2,3 }",
            "role a = 2 {\n    name \"A\"\n    may move 1 -> 2, 3\n}\n",
        ),
        (
            "policy \"p\" { wire exact path-id\n component 0x8126 }",
            "policy \"p\" {\n    wire exact path-id\n    component 0x8126\n}\n",
        ),
        ("use std . jwt as j {A ,B,}", "use std.jwt as j { A, B }\n"),
    ]);
}

#[test]
fn long_conditions_break_before_their_joining_words() {
    let name = "a_name_that_takes_quite_some_place_on_its_line";
    becomes(&[
        (
            &format!("rule r: admit C as m where {name} == \"x\" and {name} in [1,2]"),
            &format!(
                "rule r: admit C as m\n        where {name} == \"x\"\n          and {name} in [1, 2]\n"
            ),
        ),
        (
            &format!(
                "admit C as m where {name} and ({name} or b[c].d[1..2] == 1) and e ends with \"x\" ignoring case"
            ),
            &format!(
                "admit C as m\nwhere {name}\n  and ({name} or b[c].d[1..2] == 1)\n  and e ends with \"x\" ignoring case\n"
            ),
        ),
        (
            &format!("condition c of C = {name} or {name} and {name}"),
            &format!("condition c of C =\n    {name}\n    or {name}\n         and {name}\n"),
        ),
    ]);
}

#[test]
fn long_lists_fill_their_lines() {
    let words: Vec<String> = (10..40).map(|number| format!("\"word{number}\"")).collect();
    let text = formatted(&format!("let words = [{},]", words.join(",")));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines[lines.len() - 1]), ("let words = [", "]"));
    assert!(lines[1..lines.len() - 1].iter().all(|line| line.starts_with("    \"word")));
    assert!(lines.iter().all(|line| line.len() <= 100) && lines[1].len() > 90, "{text}");
}

#[test]
fn comments_stay_beside_their_words() {
    becomes(&[
        (
            "//! File.\n\n\n\n// A note.\nlet a = 1 // why\n",
            "//! File.\n\n// A note.\nlet a = 1 // why\n",
        ),
        (
            "let a = [1, // one\n 2 // two\n , 3]",
            "let a = [\n    1, // one\n    2 // two\n    , 3\n]\n",
        ),
        (
            "credential C: jwt { // claims\n a: int, // first\n // last\n}",
            "credential C: jwt { // claims\n    a : int // first\n    // last\n}\n",
        ),
        ("role a = 2 {\n // nothing\n}", "role a = 2 {\n    // nothing\n}\n"),
        (
            "admit C as m // who\nwhere a // and\n // so on\n and b",
            "admit C as m // who\nwhere a // and\n  // so on\n  and b\n",
        ),
    ]);
}

#[test]
fn lines_end_in_a_line_feed_and_in_nothing_else() {
    becomes(&[
        ("", ""),
        ("\u{FEFF}let a = 1\r\n\r\n// b  \r\n", "let a = 1\n\n// b\n"),
        ("// only this", "// only this\n"),
        ("\n\nlet a = 1\n\n\n", "let a = 1\n"),
    ]);
}

#[test]
fn tests_stand_line_by_line() {
    becomes(&[
        (
            "test \"t\" { given C {a: 1,b :{c:[1,2]}} given user \"mimi://x/u/y\"\nexpect m by r }",
            "test \"t\" {\n    given C { a: 1, b: { c: [1, 2] } }\n    given user \"mimi://x/u/y\"\n    expect m by r\n}\n",
        ),
        (
            "test \"t\" { given C {} for each { {a:1} expect none {a:1,b:2}expect refused by r } }",
            "test \"t\" {\n    given C {}\n    for each {\n        { a: 1 }       expect none\n        { a: 1, b: 2 } expect refused by r\n    }\n}\n",
        ),
        ("disclose C{require a,b.c allow d}", "disclose C {\n    require a, b.c\n    allow d\n}\n"),
        (
            "policy \"p\"{allow W0501,W0502 \"why\" deny warnings \"so\"}",
            "policy \"p\" {\n    allow W0501, W0502 \"why\"\n    deny warnings \"so\"\n}\n",
        ),
        (
            "credential C: sd_jwt { room  at holder \"room\":string }",
            "credential C: sd_jwt {\n    room at holder \"room\" : string\n}\n",
        ),
    ]);
}
