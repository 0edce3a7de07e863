//! The written invariants of ARCHITECTURE.md, held by a test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so, by its path from the root.
fn files(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.is_file() && path.to_str().unwrap().ends_with(ending) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} files below {folder}");
    found
}

/// The library's files, without the program and without tests.
fn library() -> impl Iterator<Item = (String, String)> {
    let is_test = |name: &str| name.ends_with("/tests.rs") || name.contains("/tests/");
    files("src", ".rs")
        .into_iter()
        .filter(move |(name, _)| !name.starts_with("src/bin/") && !is_test(name))
}

/// Code without comments and without unit tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap();
    let lines = before_tests.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_file_opens_with_its_duty() {
    let sources = [files("src", ".rs"), files("tests", ".rs"), files("benches", ".rs")];
    let opens = |text: &str| text.starts_with("//! ");
    let faults = sources.iter().flatten().filter(|(_, text)| !opens(text));
    assert_none(faults.map(|(name, _)| format!("{name}: no `//!` line first")).collect());
}

#[test]
fn a_module_stands_beside_its_folder() {
    let faults = files("src", ".rs").into_keys().filter(|name| name.ends_with("/mod.rs"));
    assert_none(faults.collect());
}

#[test]
fn long_files_have_a_reason() {
    let long = |text: &str| text.lines().count() > 500;
    let reason = |text: &str| text.lines().take(12).any(|line| line.contains("Over 500 lines"));
    let all = files("src", ".rs");
    let faults = all.iter().filter(|(_, text)| long(text) && !reason(text));
    assert_none(faults.map(|(name, text)| format!("{name}: {}", text.lines().count())).collect());
}

#[test]
fn the_library_does_no_io() {
    let doors = [
        "std::fs",
        "std::io",
        "TcpStream",
        "UdpSocket",
        "ToSocketAddrs",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "println!",
        "eprint",
    ];
    let mut faults = Vec::new();
    for (name, text) in library() {
        let code = code(&text);
        let open = doors.iter().filter(|door| code.contains(*door));
        faults.extend(open.map(|door| format!("{name}: {door}")));
    }
    assert_none(faults);
}

#[test]
fn nothing_is_unsafe_or_unfinished() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    let marks = ["todo!(", "unimplemented!(", "FIXME", "XXX", "dbg!("];
    let mut faults = Vec::new();
    for (name, text) in files("src", ".rs") {
        faults.extend(
            marks.iter().filter(|mark| text.contains(*mark)).map(|m| format!("{name}: {m}")),
        );
    }
    assert_none(faults);
}

/// The table of ARCHITECTURE.md: what each room may import.
fn rooms() -> BTreeMap<String, BTreeSet<String>> {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut rooms = BTreeMap::new();
    for line in map.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let imports = cells[2].split_whitespace().filter(|word| *word != "–").map(str::to_owned);
        rooms.insert(cells[0].trim_matches('`').to_owned(), imports.collect());
    }
    rooms
}

/// The rooms that code names as `crate::room`, in paths and in `use crate::{…}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let list = match after.strip_prefix('{') {
            Some(inside) => inside.split('}').next().unwrap(),
            None => after.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap(),
        };
        found
            .extend(list.split(',').map(|part| part.split("::").next().unwrap().trim().to_owned()));
    }
    found
}

#[test]
fn rooms_import_only_what_the_map_says() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for (name, text) in library() {
        let inside = name.strip_prefix("src/").unwrap();
        let room = inside.split(['/', '.']).next().unwrap();
        if room == "lib" {
            continue;
        }
        let Some(allowed) = rooms.get(room) else {
            faults.push(format!("{name}: the room `{room}` is not on the map"));
            continue;
        };
        if allowed.contains("everything") {
            continue;
        }
        for import in imports(&code(&text)) {
            if import != room && rooms.contains_key(&import) && !allowed.contains(&import) {
                faults.push(format!("{name}: `{room}` may not import `{import}`"));
            }
        }
    }
    assert_none(faults);
}
