//! The tables and policies of docs/language.md, beside the program.

use admit::capability;
use admit::check::stdlib;

use super::check;

const PAGE: &str = include_str!("../../../docs/language.md");

fn section(title: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("\n## {title}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// The rows of a section's first table with so many columns, without its head.
fn rows(section: &str, columns: usize) -> Vec<Vec<String>> {
    let lines = section.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>()
    });
    cells.skip(1).filter(|cells| cells.len() == columns).collect()
}

#[test]
fn capabilities_are_those_of_the_code() {
    let expected = capability::ALL.iter().map(|known| {
        let reserved = if known.reserved { " (reserved)" } else { "" };
        let description = format!("{}{reserved}", known.description);
        vec![known.name.to_owned(), format!("{:#06x}", known.number), description]
    });
    assert_eq!(rows(section("11. Capabilities"), 3), expected.collect::<Vec<_>>());
}

#[test]
fn modules_are_those_of_the_library() {
    let listed: Vec<_> = rows(section("12. The standard library"), 2)
        .into_iter()
        .map(|cells| cells[0].clone())
        .collect();
    assert_eq!(listed, stdlib::names().collect::<Vec<_>>());
}

#[test]
fn modules_have_what_is_listed() {
    let mut seen = 0;
    for cells in rows(section("12. The standard library"), 2) {
        let text = stdlib::text(&cells[0]).unwrap_or_default();
        for name in cells[1].split('`').skip(1).step_by(2) {
            let declares = |line: &str| line.split([' ', ':']).nth(1) == Some(name);
            assert!(text.lines().any(declares), "{}: {name}", cells[0]);
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

/// Those of the last sections hold without a warning; the first has a test of its own.
#[test]
fn whole_policies_check_without_a_word() {
    let policies: Vec<_> = PAGE
        .split("```policy\n")
        .skip(2)
        .map(|rest| rest.split("```").next().unwrap())
        .filter(|text| text.starts_with("policy "))
        .collect();
    assert_eq!(policies.len(), 4);
    for policy in policies {
        let outcome = check(policy);
        assert!(outcome.diagnostics.is_empty(), "{policy}\n{:#?}", outcome.diagnostics);
    }
}
