//! Each construct of the language, written out again.

use super::{EVERYTHING, read, show, shown};
use admit::syntax::ast::{ClaimStep, ConditionKind, Item, ItemKind, TypeKind};

/// Asserts that a text without mistakes is written out as the second text.
macro_rules! reads {
    ($($name:ident: $text:expr => $shown:expr;)*) => {
        $(#[test] fn $name() { assert_eq!(shown($text), $shown); })*
    };
}

reads! {
    policy: r#"policy "a b""# => r#"policy "a b""#;
    policy_settings: r#"policy "x" { wire exact path-id component 0x8126 description "d" }"#
        => r#"policy "x" { wire exact path-id component 33062 description "d" }"#;
    policy_levels: r#"policy "x" { allow W0501, W0502 "a" warn W0503 "b" deny warnings "c" wire exact }"#
        => r#"policy "x" { allow W0501, W0502 "a" warn W0503 "b" deny warnings "c" wire exact }"#;
    policy_empty_block: r#"policy "x" {}"# => r#"policy "x""#;
    policy_unknown_profile: r#"policy "x" { wire other wire matcher }"#
        => r#"policy "x" { wire other wire matcher }"#;
    use_module: "use std.roles.moderated" => "use std.roles.moderated";
    use_alias: "use std.a as x" => "use std.a as x";
    use_names: "use std.jwt.oidc { Address, Other, }" => "use std.jwt.oidc { Address, Other }";
    use_file: r#"use "a/b.policy" as x { y }"# => r#"use "a/b.policy" as x { y }"#;

    named_type: "type A = std.B" => "type A = std.B";
    null_type: "type A = null" => "type A = null";
    union_type: r#"type A = "a" | 3 | null | false | -1.5 | h'00' | 2026-01-31"#
        => r#"type A = "a" | 3 | null | false | -1.5 | h'00' | 2026-01-31"#;
    list_type: "type A = [[int]]" => "type A = [[int]]";
    record_type: "type A = { a : int, b : { c : date } }" => "type A = { a : int, b : { c : date } }";
    record_without_commas: "type A = { a : int b : date }" => "type A = { a : int, b : date }";
    wrapped_type: "type A = tag 1 embedded tag 0x10 date" => "type A = tag 1 embedded tag 16 date";

    enum_int: "enum E: int { a = 0, b = -2, }" => "enum E: int { a = 0, b = -2 }";
    enum_string: r#"enum E: string { a = "x" b = "y" }"# => r#"enum E: string { a = "x", b = "y" }"#;

    credential: "credential A: jwt { a : int }" => "credential A: jwt { a : int }";
    credential_type_then_extends: "credential A: jwt type 0xF001 extends b.B { }"
        => "credential A: jwt extends b.B type 61441 { }";
    credential_extends_then_type: "credential A: jwt extends b.B\n  type 5 { }"
        => "credential A: jwt extends b.B type 5 { }";
    keys: r#"credential A: cwt { a at "odd" : int, b at 504 / [0] / -1 : int, c at h'01' : int }"#
        => r#"credential A: cwt { a at "odd" : int, b at 504 / [0] / -1 : int, c at h'01' : int }"#;
    x509_keys: "credential A: x509 { a at extension 2.5.29.17 / position 6 : [uri] b at subject 2.5.4.3 : string c at 2.5.4.3 : string }"
        => "credential A: x509 { a at extension 2.5.29.17 / position 6 : [uri], b at subject 2.5.4.3 : string, c at 2.5.4.3 : string }";
    holder_keys: r#"credential A: sd_jwt { a at holder "room" : string b at holder 3 / [0] : int holder : int }"#
        => r#"credential A: sd_jwt { a at holder "room" : string, b at holder 3 / [0] : int, `holder` : int }"#;
    odd_names: "credential A: jwt { `role` : int `not a name` : int at at 5 : int at : int tag : tag 1 int }"
        => "credential A: jwt { `role` : int, `not a name` : int, `at` at 5 : int, `at` : int, `tag` : tag 1 int }";

    role: "role a = 2" => "role a = 2";
    role_settings: r#"role r = 2 extends roles.attendee {
            participants 1..5 can a, b may move none -> participant, moderator }"#
        => "role r = 2 extends roles.attendee { participants 1..5 can a, b may move none -> participant, moderator }";
    role_more_settings: r#"role r = 2 { name "N" description "D" active ..0x10 cannot x.y, 7 may move 0 -> 1 can a can b }"#
        => r#"role r = 2 { name "N" description "D" active ..16 cannot x.y, 7 may move 0 -> 1 can a can b }"#;

    let_one: "let a = \"x\"" => "let a = \"x\"";
    let_list: "let a = [1, [2, x.y], ]" => "let a = [1, [2, x.y]]";
    let_empty_list: "let a = []" => "let a = []";

    condition: "condition a of B.C = x" => "condition a of B.C = x";
    admit: "admit A as r" => "admit A as r";
    admit_anyone: "admit anyone as none" => "admit anyone as none";
    named_rule: "rule n: admit a.A as b.r where x" => "rule n: admit a.A as b.r where x";
    refuse: "refuse A where x exists" => "refuse A where x exists";
    refuse_all: "refuse anyone" => "refuse anyone";
    rule_over_lines: "rule n:\n\n  admit A\nas r\nwhere x" => "rule n: admit A as r where x";

    pseudonyms: "pseudonyms required" => "pseudonyms required";
    disclose: "disclose a.A { require a, b.c allow d forbid `allow`, require_x }"
        => "disclose a.A { require a, b.c allow d forbid `allow`, require_x }";
    disclose_nothing: "disclose A { }" => "disclose A {  }";

    test: r#"test "x" { given A { a: "b", c: 5 } expect r by n }"#
        => r#"test "x" { given A { a: "b", c: 5 } expect r by n }"#;
    test_without_commas: "test \"x\" { given A { a: b c: d.e f: [] }\nexpect none }"
        => r#"test "x" { given A { a: b, c: d.e, f: [] } expect none }"#;
    test_values: r#"test "x" { given A { a: [1, -2.5, null, true,], b: { c: h'00', `role`: 2026-01-31 } } expect refused }"#
        => r#"test "x" { given A { a: [1, -2.5, null, true], b: { c: h'00', `role`: 2026-01-31 } } expect refused }"#;
    test_of_a_file: r#"test "x" { given file "a" given room "b" given user "c" expect forbidden }"#
        => r#"test "x" { given file "a" given room "b" given user "c" expect forbidden }"#;
    test_table: r#"test "x" { given A { } for each { { a: 1 } expect r { } expect refused by n } }"#
        => r#"test "x" { given A {  } for each { { a: 1 } expect r {  } expect refused by n } }"#;
    test_words_as_names: r#"test "x" { given file { given: by, for: each } expect by by each expect `none` by none }"#
        => r#"test "x" { given `file` { `given`: `by`, `for`: `each` } expect `by` by `each` expect `none` by none }"#;
    test_empty: r#"test "x" {}"# => r#"test "x" {  }"#;

    or_binds_looser: "refuse A where a and b or c and d or e" => "refuse A where ((a and b) or (c and d) or e)";
    parentheses: "refuse A where a and (b or c) and d" => "refuse A where (a and (b or c) and d)";
    idle_parentheses: "refuse A where ((a))" => "refuse A where a";
    comparisons: "refuse A where a == 1 and a < 1 and a <= 1 and a > 1 and a >= 1"
        => "refuse A where (a == 1 and a < 1 and a <= 1 and a > 1 and a >= 1)";
    memberships: "refuse A where a in [1, 2,] or a in 1.. or a in ..5 or a in 1..5 or a in x.y"
        => "refuse A where (a in [1, 2] or a in 1.. or a in ..5 or a in 1..5 or a in x.y)";
    wide_ranges: "refuse A where a in 2026-01-01..2026-02-01T00:00:00Z or a in 0.5..1.5 or a in -2..-1"
        => "refuse A where (a in 2026-01-01..2026-02-01T00:00:00Z or a in 0.5..1.5 or a in -2..-1)";
    texts: "refuse A where a contains \"x\" or a starts with x or a ends with \"y\" ignoring case or a under \"z\""
        => "refuse A where (a contains \"x\" or a starts with x or a ends with \"y\" ignoring case or a under \"z\")";
    presence: "refuse A where a exists or a is absent or a is null" => "refuse A where (a exists or a is absent or a is null)";
    list_operand: "refuse A where a == [1, \"x\"]" => "refuse A where a == [1, \"x\"]";
    enum_operand: "refuse A where a == Level.admin" => "refuse A where a == Level.admin";
    claim_steps: "refuse A where a.b[0].`role`[3..38] == 1 and c[1..][..2] == 2"
        => "refuse A where (a.b[0].`role`[3..38] == 1 and c[1..][..2] == 2)";
    search: r#"refuse A where nodes[domain == "x" and origin.country == "us" ignoring case].processor == "p""#
        => r#"refuse A where nodes[(domain == "x" and origin.country == "us" ignoring case)].processor == "p""#;
    nested_search: "refuse A where a[b[c == 1].d[it == 2] exists] exists"
        => "refuse A where a[b[c == 1].d[`it` == 2] exists] exists";
    words_as_claims: "refuse A where name == 1 and can and host == 2 and exists exists and contains contains 1 and of under \"x\" and matches == 1"
        => "refuse A where (`name` == 1 and `can` and host == 2 and `exists` exists and `contains` contains 1 and `of` under \"x\" and matches == 1)";
    crlf: "rule a:\r\n  admit A as r\r\n  where x == 1 // so\r\n" => "rule a: admit A as r where x == 1";
    byte_order_mark: "\u{FEFF}let a = 1" => "let a = 1";
    non_ascii: "// Größe ≠ 1\nlet a = \"Größe\t→\"" => "let a = \"Gr\\u{F6}\\u{DF}e\\u{9}\\u{2192}\"";
}

#[test]
fn items_may_share_a_line() {
    let (file, diagnostics) =
        read("policy \"x\" use a.b role r = 2 type T = int rule n: admit A as r where x refuse A");
    assert_eq!(diagnostics, []);
    assert_eq!(
        show::file(&file),
        "policy \"x\"\nuse a.b\nrole r = 2\ntype T = int\nrule n: admit A as r where x\nrefuse A\n"
    );
}

#[test]
fn everything() {
    let (file, diagnostics) = read(EVERYTHING);
    assert_eq!(diagnostics, []);
    assert_eq!(file.items.len(), 26);
    let text = show::file(&file);
    let (again, diagnostics) = read(&text);
    assert_eq!(diagnostics, []);
    assert_eq!(show::file(&again), text);
}

#[test]
fn documentation() {
    let (file, _) = read(EVERYTHING);
    assert_eq!(file.docs, ["A file with everything.", "", "Even this."]);
    let docs: Vec<&[String]> = file.items.iter().map(|it| it.docs.as_slice()).collect();
    assert_eq!(docs[4], ["A union."]);
    assert_eq!(docs.iter().filter(|docs| !docs.is_empty()).count(), 1);
    let ItemKind::Enum(level) = &file.items[6].kind else { panic!("{:?}", file.items[6]) };
    assert_eq!(level.members[0].docs, [""; 0]);
    assert_eq!(level.members[1].docs, ["Of all."]);
    let ItemKind::Credential(node) = &file.items[8].kind else { panic!("{:?}", file.items[8]) };
    assert_eq!(node.fields[0].docs, ["Who says so.", "Really."]);
    assert_eq!(node.fields[1].docs, [""; 0]);
}

#[test]
fn documentation_loses_its_carriage_returns_and_one_space() {
    let (file, _) = read("//!x\r\n///  y\r\n//// not this\r\n///\r\nlet a = 1\r\n");
    assert_eq!(file.docs, ["x"]);
    assert_eq!(file.items[0].docs, [" y", ""]);
}

#[test]
fn spans_are_octets_of_the_source() {
    let text = "// ä\nrule n:  admit A as r where ( a[0] == 1 )  or b.c in [ 1 ] // end\n";
    let (file, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    let Item { span, kind: ItemKind::Rule(rule), .. } = &file.items[0] else { panic!() };
    assert_eq!(&text[span.range()], "rule n:  admit A as r where ( a[0] == 1 )  or b.c in [ 1 ]");
    let condition = rule.condition.as_ref().unwrap();
    assert_eq!(&text[condition.span.range()], "( a[0] == 1 )  or b.c in [ 1 ]");
    let ConditionKind::Any(parts) = &condition.kind else { panic!() };
    assert_eq!(&text[parts[0].span.range()], "( a[0] == 1 )");
    assert_eq!(&text[parts[1].span.range()], "b.c in [ 1 ]");
    let ConditionKind::Test(test) = &parts[0].kind else { panic!() };
    assert_eq!(&text[test.claim.span.range()], "a[0]");
    assert_eq!(&text[test.claim.steps[0].span.range()], "[0]");
    let ClaimStep::Index(index) = &test.claim.steps[0].node else { panic!() };
    assert_eq!(&text[index.span.range()], "0");
}

#[test]
fn spans_of_types() {
    let text = "type A = tag 1  [ { a at 1 / [0] : int } ]";
    let (file, _) = read(text);
    let ItemKind::Type { ty, .. } = &file.items[0].kind else { panic!() };
    assert_eq!(&text[ty.span.range()], "tag 1  [ { a at 1 / [0] : int } ]");
    let TypeKind::Tag(_, inner) = &ty.kind else { panic!() };
    assert_eq!(&text[inner.span.range()], "[ { a at 1 / [0] : int } ]");
    let TypeKind::List(inner) = &inner.kind else { panic!() };
    let TypeKind::Record(fields) = &inner.kind else { panic!() };
    assert_eq!(&text[fields[0].span.range()], "a at 1 / [0] : int");
    assert_eq!(&text[fields[0].at[1].span.range()], "[0]");
}

#[test]
fn the_policy_of_the_language_page() {
    let page = include_str!("../../../docs/language.md");
    let policy = page.split("```policy\n").nth(1).unwrap().split("```").next().unwrap();
    let (file, diagnostics) = read(policy);
    let codes: Vec<_> =
        diagnostics.iter().map(|it| (it.code.as_str(), &policy[it.primary.span.range()])).collect();
    assert_eq!(codes, []);
    assert_eq!(file.items.len(), 12);
    assert_eq!(file.docs, ["Employee-benefits room of Example Corp."]);
}

#[test]
fn the_credential_of_the_language_page() {
    let page = include_str!("../../../docs/language.md");
    let credential = page.split("```policy\n").nth(2).unwrap().split("```").next().unwrap();
    assert_eq!(
        shown(credential),
        "credential Node: cwt { issuer at 1 : uri, issued at 502 : tag 1 date, nodes at 504 : \
         [{ processor at 501 : string, origin at 503 : { country at 1 : string }, \
         eur_per_hour at 505 : number }], flags at 509 : [bool] }"
    );
}
