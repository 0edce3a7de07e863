//! Each mistake: its code, the text that it is about, and the repair.

use super::{EVERYTHING, found, message, read, repaired};
use admit::diagnostic::code;

/// Asserts codes and places of all diagnostics.
macro_rules! finds {
    ($($name:ident: $text:expr => [$(($code:ident, $place:expr)),*];)*) => {
        $(#[test] fn $name() { assert_eq!(found($text), [$((code::$code.as_str(), $place)),*]); })*
    };
}

finds! {
    missing_role: "admit A as where x" => [(UNEXPECTED, "where")];
    missing_role_at_the_end: "admit A as" => [(UNEXPECTED, "")];
    missing_credential: "admit as r" => [(UNEXPECTED, "as")];
    missing_type: "type A =" => [(UNEXPECTED, "")];
    missing_operand: "refuse A where a == and b" => [(UNEXPECTED, "and")];
    missing_name: "rule : admit A as r" => [(UNEXPECTED, ":")];
    wrong_literal: "role a = \"2\"" => [(UNEXPECTED, "\"2\"")];
    value_first: "refuse A where \"x\" == a" => [(UNEXPECTED, "\"x\"")];
    union_of_types: "type A = { a : string | null }" => [(UNEXPECTED, "|")];
    union_with_a_type: "type A = { a : \"x\" | string }" => [(UNEXPECTED, "string")];
    round_list: "refuse A where a in (1, 2)" => [(UNEXPECTED, "(")];
    no_range: "refuse A where a in 5 and b" => [(UNEXPECTED, "and")];
    odd_key: "type A = { \"odd\" : int }" => [(UNEXPECTED, "\"odd\"")];
    two_values: "let a = 1 2" => [(UNEXPECTED, "2")];
    missing_and: "refuse A where a == 1 b == 2" => [(UNEXPECTED, "b")];
    comma_after_the_last_capability: "role a = 2 { can b, participants 1..2 }" => [(UNEXPECTED, ",")];
    other_keyword: "rule a: allow A as r" => [(UNEXPECTED, "allow")];

    unknown_character: "let a = 1 ¤" => [(UNKNOWN_CHARACTER, "¤")];
    semicolon: "let a = 1;" => [(UNKNOWN_CHARACTER, ";")];
    curly_quotes: "let a = “x”" => [(SINGLE_QUOTES, "“x”")];
    lone_curly_quote: "let a = 1 ”" => [(UNKNOWN_CHARACTER, "”")];
    foreign_comments: "# x\nlet a = 1 /* y * z **/ # let" => [(UNKNOWN_CHARACTER, "#"), (UNKNOWN_CHARACTER, "/*"), (UNKNOWN_CHARACTER, "#")];
    hidden_direction: "let a = 1 // \u{202E}" => [(UNKNOWN_CHARACTER, "\u{202E}")];
    hidden_direction_in_a_name: "let `a\u{2066}` = 1" => [(UNKNOWN_CHARACTER, "\u{2066}")];

    bad_escape: r#"let a = "x\qy""# => [(BAD_LITERAL, r"\q")];
    lone_surrogate: r#"let a = "x\ud83dy""# => [(BAD_LITERAL, r"\ud83d")];
    unterminated_text: "let a = \"x\nlet b = 1" => [(BAD_LITERAL, "\"")];
    odd_hex: "let a = h'012'" => [(BAD_LITERAL, "012")];
    bad_hex: "let a = h'0g'" => [(BAD_LITERAL, "g")];
    bad_base64: "let a = b64'A'" => [(BAD_LITERAL, "A")];
    too_wide: "let a = 999999999999999999999999999999999999999999" => [(BAD_LITERAL, "999999999999999999999999999999999999999999")];
    too_large: "let a = 1e400" => [(BAD_LITERAL, "1e400")];
    leading_zero: "let a = 007" => [(BAD_LITERAL, "00")];
    short_date: "let a = 2026-1-31" => [(BAD_LITERAL, "2026-1-31")];
    no_time_zone: "let a = 2026-01-31T12:00:00" => [(BAD_LITERAL, "2026-01-31T12:00:00")];
    unterminated_name: "type A = { `a : int }" => [(UNBALANCED, "{"), (BAD_LITERAL, "`a : int }")];
    a_literal_amid_others: "refuse A where a == h'0' and b = 1" => [(BAD_LITERAL, "0"), (SINGLE_EQUALS, "=")];

    not_equal: "refuse A where a != 1" => [(NO_NEGATION, "!=")];
    not_equal_sign: "refuse A where a ≠ 1" => [(NO_NEGATION, "≠")];
    less_or_greater: "refuse A where a <> 1" => [(NO_NEGATION, "<>")];
    bang: "refuse A where !a and b" => [(NO_NEGATION, "!")];
    not: "refuse A where not a" => [(NO_NEGATION, "not")];
    not_group: "refuse A where not (a and b) or c" => [(NO_NEGATION, "not")];
    not_in: "refuse A where a not in [1]" => [(NO_NEGATION, "not")];
    is_not_null: "refuse A where a is not null" => [(NO_NEGATION, "not")];
    unless: "refuse A unless b" => [(NO_NEGATION, "unless")];
    every_negation: "refuse A where not a and b != 1 or !c" => [(NO_NEGATION, "not"), (NO_NEGATION, "!="), (NO_NEGATION, "!")];

    matches: "refuse A where a matches \"^x\"" => [(NO_EXPRESSIONS, "matches")];
    tilde: "refuse A where a =~ \"^x\"" => [(NO_EXPRESSIONS, "=~")];
    reserved_names: "let role = 1\nlet and = 2" => [(KEYWORD_AS_NAME, "role"), (KEYWORD_AS_NAME, "and")];
    not_as_a_name: "type not = int\nrefuse A where b.not == 1" => [(KEYWORD_AS_NAME, "not"), (KEYWORD_AS_NAME, "not")];
    reserved_member: "refuse A where a.type == 1" => [(KEYWORD_AS_NAME, "type")];
    unknown_setting: "role a = 2 { participant 1..2 }" => [(UNKNOWN_SETTING, "participant")];
    unknown_policy_setting: "policy \"x\" { profile exact }" => [(UNKNOWN_SETTING, "profile")];
    stray: "let a = 1 }" => [(UNBALANCED, "}")];
    open_list: "let a = [1, 2" => [(UNBALANCED, "[")];
    open_record: "type A = { a : int" => [(UNBALANCED, "{")];
    crossed: "refuse A where (a in [1, 2)" => [(UNBALANCED, "[")];
    no_item: "hello" => [(NOT_AN_ITEM, "hello")];
    only_a_sign: "== 5" => [(NOT_AN_ITEM, "==")];

    no_reason: "policy \"x\" { allow W0501, W0502 wire exact }" => [(NO_REASON, "W0502")];
    no_reason_for_all: "policy \"x\" { deny warnings }" => [(NO_REASON, "warnings")];
    no_code: "policy \"x\" { allow \"why\" }" => [(UNEXPECTED, "\"why\"")];
    no_choice: "pseudonyms\nlet a = 1" => [(UNEXPECTED, "")];
    two_choices: "pseudonyms required | optional" => [(UNEXPECTED, "|")];
    comma_after_the_last_claim: "disclose A { require a, allow b }" => [(UNEXPECTED, "allow")];
    unknown_duty: "disclose A { requires a allow b }" => [(UNEXPECTED, "requires")];
    unknown_line: "test \"x\" { when A { } expect none }" => [(UNEXPECTED, "when")];
    missing_value: "test \"x\" { given A { a: b: 1 } expect none }" => [(UNEXPECTED, "b")];
    missing_claims: "test \"x\" { given A expect none }" => [(UNEXPECTED, "expect")];
    missing_expectation: "test \"x\" { given A { } expect }" => [(UNEXPECTED, "}")];
    missing_expectation_before_another: "test \"x\" { given A { } expect expect none }" => [(UNEXPECTED, "expect")];
    missing_each: "test \"x\" { for { } }" => [(UNEXPECTED, "{")];
    rule_of_none: "test \"x\" { given A { } expect none by n }" => [(UNEXPECTED, "by")];
    odd_claim: "test \"x\" { given A { 5: 1 } expect none }" => [(UNEXPECTED, "5")];
    many_in_a_test: "test \"x\" { given A { a: = b: 1 c: ] } expect by }" => [(UNEXPECTED, "="), (UNBALANCED, "]"), (UNEXPECTED, "}")];
    test_with_odd_contents: "test \"x\" { 5 5 5 -> == }" => [(UNEXPECTED, "5")];
    test_alone: "test" => [(UNEXPECTED, "")];
    test_without_a_name: "test { given A { } expect none }" => [(UNEXPECTED, "{")];
}

#[test]
fn no_text_has_no_mistakes() {
    for text in ["", " \n", "// x", "\u{FEFF}", "/// documents nothing\n"] {
        assert_eq!(found(text), []);
    }
}

#[test]
fn messages_use_the_words_of_the_language() {
    for (text, wanted) in [
        ("admit A as where x", "expected a role name after `as`, found `where`"),
        ("admit as r", "expected a credential name or `anyone` after `admit`, found `as`"),
        ("admit A as", "expected a role name after `as`"),
        ("type A =\n", "expected a type after `=`"),
        ("let a =", "expected a value after `=`"),
        ("let = 1", "expected a name after `let`, found `=`"),
        (
            "refuse A where a == 1 b == 2",
            "expected `and`, `or` or the next item after `1`, found `b`",
        ),
        ("refuse A where a starts \"x\"", "expected `with` after `starts`, found `\"x\"`"),
        (
            "refuse A where a 5",
            "expected how it is tested (such as `==`, `in`, `contains` or `exists`) after `a`, found `5`",
        ),
        ("refuse A where and b", "expected a test after `where`, found `and`"),
        ("role a = x", "expected a whole number after `=`, found `x`"),
        ("role a = 1 { may move b }", "expected `->` after `b`, found `}`"),
        (
            "role a = 1 { participants x }",
            "expected a range such as `1..5` after `participants`, found `x`",
        ),
        ("type A = { a at x : int }", "a key is a text in quotes or a number, found `x`"),
        (
            "type A = { a at extension 5 : int }",
            "expected an OID such as `2.5.4.3` after `extension`, found `5`",
        ),
        ("type A = { a : tag date }", "expected a whole number after `tag`, found `date`"),
        ("policy x", "expected text in double quotes after `policy`, found `x`"),
        ("use", "expected a module name or text in double quotes after `use`"),
        ("condition a of = x", "expected a credential name after `of`, found `=`"),
        ("condition a = x", "expected `of` after `a`, found `=`"),
        ("enum E: 5 { }", "expected `int` or `string` after `:`, found `5`"),
        (
            "test \"x\" { given A { } expect 5 }",
            "expected a role name, `none`, `refused` or `forbidden` after `expect`, found `5`",
        ),
        (
            "test \"x\" { given 5 expect none }",
            "expected a credential name, `file`, `room` or `user` after `given`, found `5`",
        ),
        (
            "test \"x\" { given given A { } }",
            "expected `file`, `room`, `user` or a credential name after `given`, found `given`",
        ),
        ("test \"x\" { given A { a: } }", "expected a value after `:`, found `}`"),
        ("test \"x\" { given A { a: 1 } expect r by }", "expected a name after `by`, found `}`"),
        ("test \"x\" { given file a }", "expected text in double quotes after `file`, found `a`"),
        (
            "test \"x\" { for each { 5 } }",
            "expected the claims of a case in braces after `{`, found `5`",
        ),
        ("test \"x\" { for each { { } none } }", "expected `expect` after `}`, found `none`"),
        ("test x { }", "expected text in double quotes after `test`, found `x`"),
        ("disclose A { require }", "expected a claim name after `require`, found `}`"),
        ("disclose A require a", "expected `{` after `A`, found `require`"),
        (
            "pseudonyms 5",
            "expected `required`, `optional` or `forbidden` after `pseudonyms`, found `5`",
        ),
        (
            "policy \"x\" { allow }",
            "expected the code of a warning such as `W0501`, or `warnings` after `allow`, found `}`",
        ),
        ("policy \"x\" { allow W0501 }", "`allow` wants a reason after `W0501`"),
        ("credential A: jwt a", "expected `type`, `extends` or `{` after `jwt`, found `a`"),
    ] {
        assert_eq!(message(text), wanted, "{text}");
    }
}

#[test]
fn messages_never_name_rules_of_the_grammar() {
    const JUNK: [&str; 8] = ["5 ", "\"x\" ", "x ", ") ", "= ", "-> ", "where ", "in "];
    let mut end = 0;
    for (index, piece) in EVERYTHING.split_inclusive([' ', '\n']).enumerate() {
        end += piece.len();
        for junk in [JUNK[index % 8], JUNK[(index + 3) % 8]] {
            let text = format!("{}{junk}{}", &EVERYTHING[..end], &EVERYTHING[end..]);
            for diagnostic in read(&text).1 {
                let words = format!("{} {}", diagnostic.message, diagnostic.help.join(" "));
                let own: String = words.split('`').step_by(2).collect();
                let vague = own.contains('_') || own.contains("something else");
                assert!(!vague, "{words}\n{text}");
            }
        }
    }
}

#[test]
fn every_repair_repairs() {
    for (broken, whole) in [
        ("refuse A where a && b", "refuse A where a and b"),
        ("refuse A where a||b", "refuse A where a or b"),
        ("refuse A where a = 1", "refuse A where a == 1"),
        ("refuse A where a === 1", "refuse A where a == 1"),
        ("refuse A where a equals 1", "refuse A where a == 1"),
        ("refuse A where a starts_with \"x\"", "refuse A where a starts with \"x\""),
        ("refuse A where a is \"x\"", "refuse A where a == \"x\""),
        ("refuse A where a is missing", "refuse A where a is absent"),
        ("refuse A where a is present", "refuse A where a exists"),
        ("refuse A where a not exists", "refuse A where a is absent"),
        ("refuse A where a is not absent", "refuse A where a exists"),
        ("refuse A if a", "refuse A where a"),
        ("admit A as r when a", "admit A as r where a"),
        ("admit A r", "admit A as r"),
        ("admit A to r", "admit A as r"),
        ("rule x admit A as r", "rule x: admit A as r"),
        ("condition x A = a", "condition x of A = a"),
        ("let a = 'x'", "let a = \"x\""),
        ("let a 5", "let a = 5"),
        ("test \"x\" { given \"a\" expect r }", "test \"x\" { given file \"a\" expect r }"),
        (
            "test \"x\" { given A { \"a\": 1 } expect r }",
            "test \"x\" { given A { a: 1 } expect r }",
        ),
        ("test \"x\" { given A { a = 1 } expect r }", "test \"x\" { given A { a : 1 } expect r }"),
        ("test \"x\" { given A { a 1 } expect r }", "test \"x\" { given A { a: 1 } expect r }"),
        (
            "test \"x\" { given A { a: [1 2] } expect r }",
            "test \"x\" { given A { a: [1, 2] } expect r }",
        ),
        ("test \"x\" { expct r }", "test \"x\" { expect r }"),
        (
            "test \"x\" { given A { role: 1 } expect r }",
            "test \"x\" { given A { `role`: 1 } expect r }",
        ),
        ("disclose A { requires a }", "disclose A { require a }"),
        ("policy \"x\" { alow W0501 \"y\" }", "policy \"x\" { allow W0501 \"y\" }"),
        ("let a == 5", "let a = 5"),
        ("let a: 5", "let a= 5"),
        ("let a = [1 2]", "let a = [1, 2]"),
        ("let role = 1", "let `role` = 1"),
        ("type A = { role : int }", "type A = { `role` : int }"),
        ("type A = { a int }", "type A = { a: int }"),
        ("type A { a : int }", "type A = { a : int }"),
        ("enum E = int { a = 1 }", "enum E: int { a = 1 }".replace("E:", "E :").as_str()),
        ("use a.b { A B }", "use a.b { A, B }"),
        ("role a = 2 { can b c }", "role a = 2 { can b, c }"),
        ("role a = 2 { may move b > c }", "role a = 2 { may move b -> c }"),
        ("role a = 2 { participant 1..2 }", "role a = 2 { participants 1..2 }"),
        ("rol a = 2", "role a = 2"),
        ("allow A as r", "admit A as r"),
        ("let a = 1;", "let a = 1"),
        ("let a = 007", "let a = 7"),
        ("let a = 1 }", "let a = 1 "),
        ("let a = [1, 2", "let a = [1, 2]"),
        ("type A = { a : int", "type A = { a : int}"),
        ("refuse A where (a in [1, 2)", "refuse A where (a in [1, 2])"),
        ("# x\nlet a = 1", "// x\nlet a = 1"),
        ("let a = \"\u{202E}\"", "let a = \"\\u{202E}\""),
    ] {
        let repaired = repaired(broken);
        assert_eq!(repaired, whole);
        assert_eq!(found(&repaired), [], "{repaired}");
    }
}

#[test]
fn negation_says_why_and_what_instead() {
    let (_, diagnostics) = read("refuse A where a != 1");
    assert!(diagnostics[0].notes[0].contains("withheld"));
    assert_eq!(diagnostics[0].help.len(), 2);
    assert!(diagnostics[0].help[0].contains("`refuse A where a == 1`"));
}

#[test]
fn every_syntax_code_has_a_title() {
    let syntax: Vec<_> =
        code::ALL.iter().filter(|(it, _)| it.as_str().starts_with("E01")).collect();
    assert!(syntax.len() >= 18);
    assert!(syntax.iter().all(|(_, title)| !title.is_empty()));
}
