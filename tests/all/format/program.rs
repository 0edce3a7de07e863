//! `admit fmt`, as its users call it.

use crate::support::program::{Folder, admit, code, err, out, with_input};

const LOOSE: &[u8] = b"role  a=2\n\n\n\nrole b=3{can  kick}\n";
const NEAT: &str = "role a = 2\n\nrole b = 3 { can kick }\n";
const BROKEN: &[u8] = b"role  a=2\nrole b=3{\n";

fn text(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn standard_input_goes_to_standard_output() {
    let output = with_input(&["fmt", "-"], LOOSE);
    assert_eq!((code(&output), out(&output).as_str(), err(&output).as_str()), (0, NEAT, ""));
    let output = with_input(&["fmt", "-"], NEAT.as_bytes());
    assert_eq!(out(&output), NEAT);
}

#[test]
fn files_and_folders_are_rewritten_in_place() {
    let folder = Folder::new("fmt");
    let loose = folder.write("loose.policy", LOOSE);
    let xml = folder.write("xml.policy", b"<?xml version=\"1.0\"?><role  a=2/>");
    let other = folder.write("other.txt", LOOSE);
    let output = admit(&["fmt", &folder.path("")]);
    assert_eq!((code(&output), out(&output).as_str()), (0, ""), "{}", err(&output));
    assert_eq!(text(&loose), NEAT);
    assert!(text(&xml).contains("<role  a=2/>"));
    assert_eq!(text(&other).as_bytes(), LOOSE);
}

#[test]
fn a_check_names_what_is_not_formatted_and_changes_nothing() {
    let folder = Folder::new("fmt-check");
    let loose = folder.write("loose.policy", LOOSE);
    let neat = folder.write("neat.policy", NEAT.as_bytes());
    let output = admit(&["fmt", "--check", &loose, &neat]);
    assert_eq!((code(&output), out(&output)), (1, format!("{loose}\n")));
    assert_eq!(text(&loose).as_bytes(), LOOSE);
    assert_eq!(code(&admit(&["fmt", "--check", &neat])), 0);
}

#[test]
fn a_diff_shows_what_would_change() {
    let folder = Folder::new("fmt-diff");
    let loose = folder.write("loose.policy", LOOSE);
    let output = admit(&["fmt", "--diff", &loose]);
    let diff = out(&output);
    assert_eq!(code(&output), 0);
    for line in [&format!("--- {loose}"), "-role  a=2", "+role a = 2"] {
        assert!(diff.lines().any(|found| found == line), "no `{line}` in\n{diff}");
    }
    assert_eq!(text(&loose).as_bytes(), LOOSE);
    assert_eq!(code(&admit(&["fmt", "--diff", "--check", &loose])), 1);
}

#[test]
fn what_cannot_be_read_is_reported_and_left() {
    let folder = Folder::new("fmt-broken");
    let broken = folder.write("broken.policy", BROKEN);
    let output = admit(&["fmt", &broken]);
    assert_eq!(code(&output), 2);
    assert_eq!(text(&broken), "role a = 2\nrole b=3{\n");
    assert!(err(&output).contains("E0115"), "{}", err(&output));
    let left = format!("what cannot be read in `{broken}` is left as it is");
    assert!(err(&output).contains(&left), "{}", err(&output));
}
