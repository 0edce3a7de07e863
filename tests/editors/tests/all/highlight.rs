//! Colours as asserted in `test/highlight`, in the form of tree-sitter's own tests: a comment under a
//! line, with a caret (`^`) below the column that it speaks of, or `<-` for the column where it begins.

use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

use crate::{files, grammar, language, read};

/// The innermost capture of each octet.
fn colours(text: &str) -> Vec<Option<String>> {
    let [highlights, injections, locals] = ["highlights", "injections", "locals"]
        .map(|name| read(&grammar().join(format!("queries/{name}.scm"))));
    let language = language();
    let mut config =
        HighlightConfiguration::new(language, "policy", &highlights, &injections, &locals).unwrap();
    let names: Vec<String> = config.names().iter().map(|name| (*name).to_owned()).collect();
    config.configure(&names);
    let mut highlighter = Highlighter::new();
    let events = highlighter.highlight(&config, text.as_bytes(), None, None, |_| None).unwrap();
    let mut colours = vec![None; text.len()];
    let mut stack = Vec::new();
    for event in events {
        match event.unwrap() {
            HighlightEvent::HighlightStart(name) => stack.push(names[name.0].clone()),
            HighlightEvent::HighlightEnd => drop(stack.pop()),
            HighlightEvent::Source { start, end } => {
                colours[start..end].fill(stack.last().cloned());
            }
        }
    }
    colours
}

/// What a comment says of the line above: a column and a capture.
fn assertion(line: &str) -> Option<(usize, &str)> {
    let comment = line.find("//").filter(|at| line[..*at].trim().is_empty())?;
    let said = line[comment + 2..].trim_start();
    if let Some(name) = said.strip_prefix("<- ") {
        return Some((comment, name.trim()));
    }
    let name = said.strip_prefix("^ ")?;
    Some((line.find('^')?, name.trim()))
}

#[test]
fn colours_are_as_asserted() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for path in files(&grammar().join("test/highlight"), "policy") {
        let text = read(&path);
        let colours = colours(&text);
        let (mut start, mut above) = (0, 0);
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            if let Some((column, name)) = assertion(line) {
                let found = colours[above + column].as_deref();
                if found != Some(name) {
                    wrong.push(format!("{}:{number}: {found:?}, not {name}", path.display()));
                }
                count += 1;
            } else {
                above = start;
            }
            start += line.len();
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count >= 40, "{count}");
}
