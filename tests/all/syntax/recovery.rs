//! What is kept of a file with mistakes.

use super::{found, read, show};
use admit::diagnostic::code;

/// The codes of all diagnostics, and what the tree holds.
#[track_caller]
fn kept(text: &str) -> (Vec<&'static str>, String) {
    let (file, diagnostics) = read(text);
    (diagnostics.iter().map(|it| it.code.as_str()).collect(), show::file(&file))
}

#[test]
fn five_mistakes_in_five_items_are_five() {
    let text = r#"
policy "x" { wire }
credential A: jwt { a : int b ; string }
role r = { can x }
condition c of A = a == == 1
rule n: admit A r2 r3
let fine = 1
"#;
    let lines: Vec<usize> = read(text)
        .1
        .iter()
        .map(|it| text[..it.primary.span.start as usize].matches('\n').count())
        .collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
}

#[test]
fn broken_items_leave_their_names() {
    let (codes, tree) =
        kept("credential A { a : int }\nlet x =\nuse std. { B, C }\nrole = 3\nlet y = 1");
    assert_eq!(codes, ["E0111", "E0101", "E0101", "E0101"]);
    assert_eq!(
        tree,
        "broken credential A\nbroken let x\nbroken use std B C\nbroken role\nlet y = 1\n"
    );
}

#[test]
fn a_broken_field_keeps_its_name_and_its_neighbours() {
    let text = "credential A: jwt {
        a : int
        b string |
        c :
        d : = int
        role : int
        e at foo : int
        n : { x : , y : int }
        f : [int
        g : int
    }";
    let (file, diagnostics) = read(text);
    let lines: Vec<usize> = diagnostics
        .iter()
        .map(|it| text[..it.primary.span.start as usize].matches('\n').count() + 1)
        .collect();
    assert_eq!(lines, [3, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(
        show::file(&file),
        "credential A: jwt { a : int, b : string, c : ?, d : ?, `role` : int, e : ?, \
         n : { x : ?, y : int }, f : [int], g : int }\n"
    );
}

#[test]
fn a_broken_setting_loses_only_itself() {
    let (codes, tree) = kept(
        "role r = 2 { name x description \"d\" can a b participants 5 active ..3 colour \"red\" may move a -> b }",
    );
    assert_eq!(codes, ["E0101", "E0111", "E0101", "E0116"]);
    assert_eq!(tree, "role r = 2 { description \"d\" can a, b active ..3 may move a -> b }\n");
}

#[test]
fn a_broken_policy_setting_loses_only_itself() {
    let (codes, tree) = kept("policy \"x\" { component exact wire matcher description 5 }");
    assert_eq!(codes, ["E0101", "E0101"]);
    assert_eq!(tree, "policy \"x\" { wire matcher }\n");
}

#[test]
fn a_broken_member_breaks_its_enum_quietly() {
    let (codes, tree) = kept("enum E: int { a = 1, b, c = : }\nlet x = 1");
    assert_eq!(codes, ["E0101", "E0101"]);
    assert_eq!(tree, "broken enum E\nlet x = 1\n");
}

#[test]
fn a_broken_test_loses_only_itself() {
    let (codes, tree) = kept(
        "rule n: admit A as r where a == 1 and b < and (c or d exists 5 or e[x = 1 and y 2].z == 1) and f in [1 2, 3",
    );
    assert_eq!(codes, ["E0101", "E0101", "E0109", "E0101", "E0115", "E0111"]);
    assert_eq!(
        tree,
        "rule n: admit A as r where (a == 1 and ? and (c or ? or e[(x == 1 and ?)].z == 1) and f in [1, 2, 3])\n"
    );
}

#[test]
fn a_broken_value_is_an_error_in_its_test() {
    let (codes, tree) = kept(
        "refuse A where a == \"\\q\" or b == 1\nlet x = h'0'\ntype T = { a : \"\\q\" | \"b\" }",
    );
    assert_eq!(codes, ["E0103", "E0103", "E0103"]);
    assert_eq!(tree, "refuse A where (? or b == 1)\nbroken let x\ntype T = { a : ? }\n");
}

#[test]
fn single_quotes_and_foreign_words_are_understood() {
    let (codes, tree) = kept("rule n: admit A to r if a = 'x' && b startsWith 'y' || c");
    assert_eq!(codes, ["E0111", "E0112", "E0109", "E0110", "E0108", "E0108", "E0110", "E0108"]);
    assert_eq!(tree, "rule n: admit A as r where ((a == \"x\" and b starts with \"y\") or c)\n");
}

#[test]
fn an_open_brace_does_not_swallow_what_follows() {
    for follower in [
        "let x = 1",
        "role r = 2",
        "rule n: refuse A",
        "admit A as r",
        "refuse A where x",
        "type T = int",
        "enum E: int { a = 1 }",
        "credential B: jwt { }",
        "condition c of A = x",
        "use std.jwt",
        "policy \"x\"",
        "test \"x\" { }",
        "pseudonyms required",
        "disclose A { }",
    ] {
        for indent in ["", "  "] {
            let text = format!(
                "credential A: jwt {{\n  a : int\n  n : [{{ b : int\n{indent}{follower}\nlet last = 1"
            );
            let (file, diagnostics) = read(&text);
            let codes: Vec<_> = diagnostics.iter().map(|it| it.code).collect();
            // An indented word that is no whole item may as well be a field.
            if indent.is_empty() || !matches!(follower, "use std.jwt" | "admit A as r") {
                assert_eq!(codes, [code::UNBALANCED], "{text}");
            }
            let shown = show::file(&file);
            assert!(
                shown.starts_with("credential A: jwt { a : int, n : [{ b : int }] }\n"),
                "{shown}"
            );
            assert!(shown.ends_with("let last = 1\n"), "{shown}");
        }
    }
}

#[test]
fn open_brackets_close_in_order() {
    let (codes, tree) = kept(
        "credential A: jwt {\n  n : [{ a : int\n    b : int\n  c : int\n}\nlet x = [(1\nlet y = 2",
    );
    assert_eq!(codes, ["E0115", "E0115"]);
    assert_eq!(
        tree,
        "credential A: jwt { n : [{ a : int, b : int, c : int }] }\nbroken let x\nlet y = 2\n"
    );
}

#[test]
fn a_keyword_as_a_fields_name_begins_no_item() {
    let (codes, tree) = kept(
        "credential A: jwt {\nrole : int\n  type at 5 : int\n  test : { use : int }\n}\nlet x = 1",
    );
    assert_eq!(codes, ["E0114", "E0114", "E0114", "E0114"]);
    assert_eq!(
        tree,
        "credential A: jwt { `role` : int, `type` at 5 : int, `test` : { `use` : int } }\nlet x = 1\n"
    );
}

#[test]
fn a_keyword_as_a_claims_name_begins_no_item() {
    let (codes, tree) =
        kept("rule n: admit A as r where role == 1 and x.type exists\n  and use in [1]\nlet x = 1");
    assert_eq!(codes, ["E0114", "E0114", "E0114"]);
    assert_eq!(
        tree,
        "rule n: admit A as r where (`role` == 1 and x.`type` exists and `use` in [1])\nlet x = 1\n"
    );
}

#[test]
fn unfinished_items_end_at_the_next() {
    for unfinished in [
        "rule n:",
        "rule n",
        "rule",
        "admit",
        "admit A",
        "admit A as",
        "refuse A where",
        "refuse A where x and",
        "let x",
        "let x =",
        "type T =",
        "condition c of",
        "use",
        "use std.",
        "use std.a as",
        "credential A: jwt",
        "credential A: jwt extends",
        "role r =",
        "role r = 2 extends",
        "policy",
        "enum E:",
        "refuse A where a ==",
    ] {
        let text = format!("{unfinished}\nlet last = 1\n");
        let (file, diagnostics) = read(&text);
        assert_eq!(diagnostics.len(), 1, "{text}{diagnostics:#?}");
        let shown = show::file(&file);
        assert!(shown.ends_with("\nlet last = 1\n"), "{shown}");
    }
}

/// The words of tests are names like others: what they name can stand behind a keyword.
#[test]
fn an_item_may_be_named_like_a_test() {
    let text = "let exists = 1 type contains = int\nrefuse exists\nadmit under as ends";
    let (codes, tree) = kept(text);
    assert_eq!(codes, [""; 0]);
    assert_eq!(tree.lines().count(), 4, "{tree}");
    assert_eq!(kept("admit A as b where rule exists").0, ["E0114"]);
}

/// One word is the beginning of the other.
#[test]
fn neither_can_nor_cannot_is_a_capability() {
    for text in
        ["role r = 1 { can cannot }", "role r = 1 { can a, cannot b }", "role r = 1 { cannot can }"]
    {
        assert_ne!(kept(text).0, [""; 0], "{text}");
    }
}

#[test]
fn misspelled_keywords_are_read_as_what_they_mean() {
    let (codes, tree) =
        kept("let a = 1\ncrdential B: jwt { x : int }\ncondtion c of B = x\nrefuse B where c");
    assert_eq!(codes, ["E0117", "E0117"]);
    assert_eq!(
        tree,
        "let a = 1\ncredential B: jwt { x : int }\ncondition c of B = x\nrefuse B where c\n"
    );
}

#[test]
fn text_between_items_is_reported_once() {
    let (codes, tree) = kept("let a = 1\n}\nsome text here\nlet b = 2\n)\n");
    assert_eq!(codes, ["E0115", "E0117", "E0115"]);
    assert_eq!(tree, "let a = 1\nlet b = 2\n");
}

#[test]
fn a_mistake_behind_a_test_is_reported() {
    assert_eq!(found("test \"x\" { }\nhello world\nlet b = 2"), [("E0117", "hello")]);
}

#[test]
fn a_claim_without_a_value_keeps_its_name() {
    let (codes, tree) = kept(
        "test \"x\" {\n  given A { a: = b: [1, ==] c: { d: , e: 5 } f: 6 }\n  expect r by n\n}\nlet b = 2",
    );
    assert_eq!(codes, ["E0101"; 3]);
    assert_eq!(
        tree,
        "test \"x\" { given A { a: ?, b: ?, c: { d: ?, e: 5 }, f: 6 } expect r by n }\nlet b = 2\n"
    );
}

#[test]
fn a_line_that_cannot_be_read_leaves_the_others() {
    let (codes, tree) = kept(
        "test \"x\" {\n  given A { a: 1 }\n  expects r\n  given room 5\n  given file \"f\"\n  expect\n}",
    );
    assert_eq!(codes, ["E0101"; 3]);
    assert_eq!(tree, "test \"x\" { given A { a: 1 } ? ? given file \"f\" ? }\n");
}

#[test]
fn a_case_that_cannot_be_read_leaves_the_others() {
    let (codes, tree) = kept(
        "test \"x\" {\n  for each {\n    { a: 1 } expect r\n    { a: 2 } r\n    { a: ; } expect none\n    \
         { a: 4 } expect 5\n    { } expect refused\n  }\n  expect none\n}",
    );
    assert_eq!(codes.len(), 3, "{codes:?}");
    assert_eq!(
        tree,
        "test \"x\" { for each { { a: 1 } expect r { a: ? } expect none {  } expect refused } \
         expect none }\n"
    );
}

#[test]
fn a_table_without_a_readable_case_is_a_mistake_not_an_empty_table() {
    let (codes, tree) = kept("test \"x\" { given A { } for each { { } 5 } }");
    assert_eq!(codes, ["E0101"]);
    assert_eq!(tree, "test \"x\" { given A {  } ? }\n");
}

#[test]
fn a_broken_clause_of_disclosure_leaves_the_others() {
    let (codes, tree) = kept(
        "disclose A {\n  require a, 5\n  allow b\n  forbid c,\n}\npolicy \"x\" { allow W1 wire exact }",
    );
    assert_eq!(codes, ["E0101", "E0101", "E0119"]);
    assert_eq!(tree, "disclose A { allow b }\npolicy \"x\" { wire exact }\n");
}

#[test]
fn every_mistake_of_one_condition_is_reported() {
    let text =
        "refuse A where a = 1 and not b and c != 2 and d matches \"x\" and e == 'y' and \"z\" == f";
    assert_eq!(
        found(text),
        [
            ("E0109", "="),
            ("E0107", "not"),
            ("E0107", "!="),
            ("E0113", "matches"),
            ("E0110", "'y'"),
            ("E0101", "\"z\""),
        ]
    );
}
