//! `admit lsp` and the user's cache: what is copied there, and what happens when nothing can be.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use admit::diagnostic::code;
use serde_json::{Value, json};

use super::program::{frame, session_of};
use crate::support::program::Folder;

const LIBRARY: &str = include_str!("../../../stdlib/jwt/oidc.policy");

/// The variables that say where the cache is.
const VARIABLES: [&str; 3] = ["XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"];

/// The links that a session gives: to the page of a code, and into the standard library.
fn links(variables: &[(&str, &str)]) -> (Value, Value) {
    let request = |id: u32, method: &str, params: Value| {
        frame(
            &json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string(),
        )
    };
    let tell = |method: &str, params: Value| {
        frame(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string())
    };
    let file = json!({ "uri": "file:///w/a.policy", "languageId": "policy", "version": 1,
        "text": "use std.jwt.oidc { Address }\npolcy \"x\"\n" });
    let place = json!({ "textDocument": { "uri": "file:///w/a.policy" },
        "position": { "line": 0, "character": 20 } });
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    let input = [
        request(1, "initialize", json!({ "processId": null, "capabilities": capabilities })),
        tell("textDocument/didOpen", json!({ "textDocument": file })),
        request(2, "textDocument/diagnostic", place.clone()),
        request(3, "textDocument/definition", place),
        request(4, "shutdown", Value::Null),
        tell("exit", Value::Null),
    ];
    let mut program = Command::new(env!("CARGO_BIN_EXE_admit"));
    program.arg("lsp");
    for name in VARIABLES {
        program.env_remove(name);
    }
    program.envs(variables.iter().copied());
    let (answers, exit) = session_of(&mut program, &input.concat());
    assert_eq!(exit, 0, "{answers:?}");
    let result = |id: u32| &answers.iter().find(|one| one["id"] == id).unwrap()["result"];
    let items = result(2)["items"].as_array().unwrap();
    let found = items.iter().find(|one| one["code"] == "E0117").unwrap();
    (found["codeDescription"]["href"].clone(), result(3)["uri"].clone())
}

fn page_and_library(cache: &str) -> (PathBuf, PathBuf) {
    let ours = Path::new(cache).join("admit").join(env!("CARGO_PKG_VERSION"));
    (ours.join("errors/E0117.md"), ours.join("std/jwt/oidc.policy"))
}

/// The session links to the copies below this folder, and they have the right text.
#[track_caller]
fn assert_copied(cache: &str, variables: &[(&str, &str)]) {
    let (page, library) = page_and_library(cache);
    let uri = |path: &Path| Value::from(format!("file://{}", path.display()));
    assert_eq!(links(variables), (uri(&page), uri(&library)));
    assert_eq!(std::fs::read_to_string(page).unwrap(), code::NOT_AN_ITEM.page());
    assert_eq!(std::fs::read_to_string(library).unwrap(), LIBRARY);
}

fn nothing() -> (Value, Value) {
    (Value::Null, "admit-std:/jwt/oidc.policy".into())
}

#[test]
fn copies_are_written_once_and_kept_right() {
    let folder = Folder::new("cache");
    let cache = folder.path("not/there/yet");
    assert_copied(&cache, &[("XDG_CACHE_HOME", &cache), ("HOME", "/home/nobody")]);
    let (page, library) = page_and_library(&cache);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    for path in [&page, &library] {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    std::fs::write(&page, "something else").unwrap();
    assert_copied(&cache, &[("XDG_CACHE_HOME", &cache)]);
    let modified = std::fs::metadata(library).unwrap().modified().unwrap();
    assert_eq!(modified, long_ago, "what is right is not written again");
}

#[test]
fn the_cache_is_where_the_variables_say() {
    let folder = Folder::new("cache-variables");
    let (local, home) = (folder.path("local"), folder.path("home"));
    let both = [("LOCALAPPDATA", local.as_str()), ("HOME", home.as_str())];
    assert_copied(&local, &both);
    let in_home = format!("{home}/.cache");
    assert_copied(&in_home, &[("HOME", &home)]);
    for useless in ["", "relative"] {
        assert_copied(&in_home, &[("XDG_CACHE_HOME", useless), ("HOME", &home)]);
    }
    assert!(!Path::new("relative").exists());
}

#[test]
fn without_a_cache_there_is_no_link_and_no_harm() {
    let folder = Folder::new("cache-none");
    // In the place of a folder, a file: nobody can write below it, not even the superuser.
    let file = folder.write("file", b"in the way");
    for variables in [&[][..], &[("HOME", "")], &[("XDG_CACHE_HOME", file.as_str())]] {
        assert_eq!(links(variables), nothing(), "{variables:?}");
    }
    assert_eq!(std::fs::read(file).unwrap(), b"in the way");
}

/// A copy that is right serves, though nothing could be written.
#[cfg(unix)]
#[test]
fn a_cache_that_is_read_only_serves_what_it_has() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("cache-read-only");
    let cache = folder.path("cache");
    assert_copied(&cache, &[("XDG_CACHE_HOME", &cache)]);
    let (page, library) = page_and_library(&cache);
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let folders = [page.parent().unwrap(), library.parent().unwrap()];
    [page.as_path(), &library].iter().for_each(|path| set(path, 0o444));
    folders.iter().for_each(|path| set(path, 0o555));
    assert_copied(&cache, &[("XDG_CACHE_HOME", &cache)]);
    folders.iter().for_each(|path| set(path, 0o755));
}
